"""Tracks of others: NESC's two-stage rocket, student rockets, the Unha-3 points; what was told, and what is known."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from downrange.catalog.sites import find_site
from downrange.earth.ellipsoid import ROTATION, ecef_from_geodetic
from downrange.earth.geodesic import ranges
from downrange.records.flight import Array
from downrange.records.sighting import SightingKind
from downrange.records.track import TrackUpdate
from downrange.tracking.drawing import draw_bank
from downrange.tracking.motion import orbit_of
from downrange.tracking.setup import candidates, kind_prior
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker
from scoreboard.shared import DATA, rows
from scoreboard.tracked import pad_of

FOOT = 0.3048
FLIGHTS = 4000
LOGS = (
    ("Andromeda", "andromeda__flight_data.csv", {}),
    ("Erebus 11", "erebus11__flight_data_filtered.csv", {"alt": "altitude_m"}),
    ("NDRT 2020", "NDRT_2020__ndrt_2020_flight_data.csv", {}),
    ("Juno III, altimeter", "juno3__cots_altimeter.csv", {}),
    ("Juno III, GNSS", "juno3__cots_GNSS.csv", {"ALT": "alt_ft"}),
)
"""Flight logs, and columns whose unit the file does not say."""
SETTLED = 20.0
"""The filter's error is scored from here on [s]."""


def follow(path: Path, tracker: Tracker, renamed: dict[str, str], sigma: float) -> tuple[list[TrackUpdate], Array]:
    """Updates of a file, and what it says of time, speed (not a number: nothing) and height."""
    reader = StreamReader(path=str(path))
    reader.read_line(f"# sigma_m: {sigma}")
    updates: list[TrackUpdate] = []
    seen: list[tuple[float, float, float]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines()):
        cells = line.split(",")
        text = ",".join(renamed.get(cell.strip(), cell) for cell in cells) if number == 0 else line
        for sighting in reader.read_line(text)[0]:
            point = sighting.kind is SightingKind.POINT
            speed = None if point else sighting.values[0]
            height = sighting.values[-1]
            seen.append((sighting.time, math.nan if speed is None else speed, height or 0.0))
            update = tracker.update(sighting)
            if update is not None:
                updates.append(update)
    return updates, np.array(seen)


def nesc() -> list[str]:
    """The check-case's own positions, without noise, taken as good to 50 m."""
    path = DATA / "checkcases" / "nesc" / "Atmos_17_TwoStageRocketToOrbit_sim_06.csv"
    tracker = Tracker(pad=(0.0, 0.0, 0.0))
    updates, _ = follow(path, tracker, {}, 50.0)
    with path.open(encoding="utf-8") as file:
        truth = {float(row["time"]): row for row in csv.DictReader(file)}
    places, speeds = [], []
    for update in updates:
        row = truth[update.time]
        if update.time > SETTLED:
            place = ecef_from_geodetic(
                math.radians(float(row["latitude_deg"])),
                math.radians(float(row["longitude_deg"])),
                float(row["altitudeMsl_ft"]) * FOOT,
            )
            places.append(float(np.sum((update.position - place) ** 2)))
            # The file's velocities are north, east and down, of the point on the turning Earth.
            own = np.array([float(row[f"feVelocity_ft_s_{axis}"]) for axis in "XYZ"]) * FOOT
            speeds.append((update.speed - float(np.linalg.norm(own))) ** 2)
    last = truth[updates[-1].time]
    inertial = [np.array([float(last[f"ei{name}_{axis}"]) * FOOT for axis in "XYZ"])
                for name in ("Position_ft", "Velocity_ft_s")]  # fmt: skip
    state, orbit = np.zeros(11), np.empty(5)
    # At the moment when both frames coincide: only the velocity differs by the turning.
    state[:3] = inertial[0]
    state[3:6] = inertial[1] - np.cross([0.0, 0.0, ROTATION], inertial[0])
    orbit_of(state, orbit)
    # The data end 3 s after the cut-off: no orbit is told so soon, since another stage may light.
    assert tracker.outlook is not None
    told = tracker.outlook.orbit
    return [
        f"| NESC case 17, two stages, {len(updates)} places | speed at the end, orbit "
        f"{orbit[3] / 1e3:.0f} x {orbit[4] / 1e3:.0f} km | place to {math.sqrt(np.mean(places)):.0f} m, speed to "
        f"{math.sqrt(np.mean(speeds)):.1f} m/s (RMS); orbit if nothing lights again "
        f"{told.perigee / 1e3:.0f} ± {told.perigee_sigma / 1e3:.0f} "
        f"x {told.apogee / 1e3:.0f} ± {told.apogee_sigma / 1e3:.0f} km |"
    ]


def student_rockets() -> list[str]:
    """On the way up: heights followed; of the one with places, where it would have come down without its parachute."""
    lines = []
    for name, file, renamed in LOGS:
        path = DATA / "telemetry" / "sounding" / file
        first = rows("telemetry", "sounding", file)[0]
        placed = "LAT" in first
        pad = (0.5, -1.4, 0.0)
        if placed:
            pad = math.radians(float(first["LAT"])), math.radians(float(first["LON"])), float(first["ALT"]) * FOOT
        updates, seen = follow(path, Tracker(pad=pad), renamed, 20.0)
        # A log may hold a wild height: the top is where the filter was highest.
        highest = max(updates, key=lambda update: update.height)
        top = highest.time
        rising = [update for update in updates if update.time <= top]
        off = [update.height - float(np.interp(update.time, seen[:, 0], seen[:, 2])) for update in rising]
        off = [miss for miss in off if abs(miss) < 1000.0]
        cut = next((event.time for update in updates for event in update.events if event.name == "cut-off"), math.nan)
        burnt = f"burn-out told at T+{cut:.1f} s" if math.isfinite(cut) else "no burn-out told"
        words = f"height to {math.sqrt(np.mean(np.square(off))):.0f} m (RMS) up to the top; {burnt}"
        highest_seen = float(np.interp(top, seen[:, 0], seen[:, 2]))
        known = f"top {highest_seen - pad[2]:.0f} m above the pad at T+{top:.0f} s"
        impact = next((update.impact_now for update in reversed(rising) if update.impact_now is not None), None)
        if placed and impact is not None:
            last = rows("telemetry", "sounding", file)[-1]
            here = np.array([math.radians(float(last["LAT"]))]), np.array([math.radians(float(last["LON"]))])
            away = float(ranges(impact.latitude, impact.longitude, *here)[0])
            words += f"; at the top, impact without a parachute {away:.0f} m from where it landed under one"
        lines.append(f"| {name}, {len(seen)} lines | {known} | {words} |")
    return lines


def unha() -> list[str]:
    """Three points that the South Korean ministry told, 1 to 2 % off or a minute's digit."""
    site = find_site("sohae")
    assert site is not None
    events = [row for row in rows("reported_events", "reported_events.csv") if row["case"].startswith("2012-12-12")]
    points: dict[float, dict[str, float]] = {}
    for row in events:
        what = row["quantity"].rpartition("_")[2]
        if what in ("downrange", "altitude") and row["time_s_after_liftoff"]:
            points.setdefault(float(row["time_s_after_liftoff"]), {})[what] = float(row["value"])
    lines = []
    for vehicle in (None, "Unha-3"):
        bank = draw_bank(site, candidates(vehicle, site.id), flights=FLIGHTS, orbital=kind_prior(site, vehicle))
        tracker = Tracker(pad=pad_of(site), bank=bank)
        reader = StreamReader(path="points", pad=pad_of(site))
        reader.read_line("time_s,downrange_km,altitude_km")
        told = []
        for time, point in sorted(points.items()):
            for sighting in reader.read_line(f"{time},{point['downrange']},{point['altitude']}")[0]:
                update = tracker.update(sighting)
                odds = bank.odds() if update is None else update.odds
                said = "cannot tell yet" if odds.cannot_tell > 0.5 else f"{odds.orbital:.2f}"
                told.append(f"T+{time:.0f} s {said}")
        lines.append(
            f"| Unha-3, December 2012, {len(points)} points, vehicle {'not named' if vehicle is None else 'named'} "
            f"| reached orbit | odds of a launch to orbit: {', '.join(told)} |"
        )
    return lines


def measure() -> list[str]:
    """The section's lines."""
    return [
        "Tracks that nobody made up. Student rockets by the filter alone, 20 m of noise; their logs of heights hold no "
        "place. The GNSS log of Genesis has no heights: its lines are named and skipped.",
        "",
        "| track | known | told |",
        "| --- | --- | --- |",
        *nesc(),
        *unha(),
        *student_rockets(),
    ]

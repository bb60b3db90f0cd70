"""Computed against flown: catalog Falcon 9s, not tuned, beside webcasts and where boosters and fairings fell.

Cut-off: the vehicle that the launch list names, to the orbit the rocket reached or the usual one of its kind; how much
propellant the first stage kept to come down (on land, on a ship, not at all) is the catalog's, for all flights of a
kind alike. Falls: Falcon 9 from the Cape, one flight for each recorded row's variant of recovery.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
from scoreboard.shared import DATA, rows

from downrange.catalog.vehicles import find_vehicle
from downrange.flight.fly import fly, plan_flight
from downrange.records.flight import Ensemble

FOLDER = ("telemetry", "falcon")
PADS = {
    "SLC-40": (28.5618, -80.5772),
    "LC-39A": (28.6084, -80.6043),
    "SLC-4E": (34.6321, -120.6108),
}
"""Latitude and longitude in degrees. Source: SpaceX public data set (pads)."""
RETURNED = {"Orbcomm OG2", "SpaceX CRS-9", "SpaceX CRS-10", "SpaceX CRS-11", "SpaceX CRS-13", "X-37B OTV-5", "ZUMA"}
"""First stage flew back to land. Source: the launches' press kits."""
EXPENDED = {"Inmarsat-5 F4", "SES-12", "GPS III SV01", "Iridium NEXT 6"}
"""Flew without landing gear, or without trying. Source: the same."""
SHIP_RANGES_KM = (200.0, 900.0)
"""Recorded splashdowns and ship landings within this are of ordinary flights."""


@cache
def burnt_share(mission: str) -> float:
    """Share of a ship landing's ascent propellant: the catalog's Block 5 variants differ in it."""
    usual, other = find_vehicle("falcon-9-block-5"), None
    if mission in RETURNED:
        other = find_vehicle("falcon-9-block-5-return")
    elif mission in EXPENDED:
        other = find_vehicle("falcon-9-block-5-expended")
    if usual is None or other is None:
        return 1.0
    return other.stages[0].propellant_mass.value / usual.stages[0].propellant_mass.value


@cache
def flown_by(vehicle: str, share: float, pad: str, perigee_km: int, apogee_km: int, inclination_deg: float) -> Ensemble:
    """The nominal flight."""
    craft = find_vehicle(vehicle)
    if craft is None:
        raise SystemExit(f"The catalog has no {vehicle}. hint: name another in bench/falcon.py")
    first = craft.stages[0]
    burnt = first.propellant_mass.value * share
    kept = first.dry_mass.value + first.propellant_mass.value - burnt
    first = replace(
        first, propellant_mass=replace(first.propellant_mass, value=burnt), dry_mass=replace(first.dry_mass, value=kept)
    )
    craft = replace(craft, stages=(first, *craft.stages[1:]))
    latitude_deg, longitude_deg = PADS[pad]
    plan = plan_flight(
        craft,
        latitude=math.radians(latitude_deg),
        longitude=math.radians(longitude_deg),
        perigee=perigee_km * 1e3,
        apogee=apogee_km * 1e3,
        inclination=math.radians(inclination_deg),
    )
    return fly(craft, plan)


def usual_orbit(row: dict[str, str]) -> tuple[int, int, float]:
    """Parking orbit and inclination for a mission: what it says, else what its payload needs."""
    inclination = row["upper_stage_inc_deg"] or row["payload_inc_deg"]
    if row["pad"] == "SLC-4E":
        return 200, 600, float(row["payload_inc_deg"] or 97.5)
    if "CRS" in row["mission"] or "DM-1" in row["mission"]:
        return 200, 360, 51.64
    return 170, 250, max(float(inclination or 28.5), 28.6)


def webcast_cutoff(case: str) -> tuple[float, float, float] | None:
    """Time [s], speed [m/s] and height [m] shown at the main engine cut-off, from the events or the speed's peak."""
    folder = DATA.joinpath(*FOLDER, case)
    events = {row["event"]: row["time_s"] for row in rows(*FOLDER, case, "events.csv")}
    for stage in ("stage1", "stage2"):
        path = folder / f"{stage}_display_1hz.csv"
        if not path.exists():
            continue
        shown = [
            (float(r["time_s"]), float(r["display_speed_m_s"]), float(r["display_altitude_km"]) * 1e3)
            for r in rows(*FOLDER, case, path.name)
            if r["display_speed_m_s"] and r["display_altitude_km"]
        ]
        time, speed, height = (np.array(column) for column in zip(*shown, strict=True))
        early = (time > 110.0) & (time < 200.0)
        if not early.any():
            continue
        meco = float(events["meco"]) if events.get("meco") else _first_fall(time, speed)
        if meco is not None:
            return meco, float(np.interp(meco, time, speed)), float(np.interp(meco, time, height))
    return None


def _first_fall(time: np.ndarray, speed: np.ndarray) -> float | None:
    """When the speed stops rising between 110 and 200 s: the engines are off."""
    gain = np.diff(speed) / np.maximum(np.diff(time), 0.2)
    for i in range(1, gain.size):
        if 110.0 < time[i] < 200.0 and gain[i] < 2.0 and gain[max(i - 4, 0) : i].mean() > 10.0:
            return float(time[i])
    return None


def cutoffs() -> tuple[list[str], list[float], list[float]]:
    """Lines of the table, relative errors in speed and in height."""
    lines, speeds, heights = [], [], []
    for row in rows(*FOLDER, "launches.csv"):
        if row["vehicle"] != "Falcon 9":
            continue
        shown = webcast_cutoff(row["case"])
        if shown is None:
            continue
        craft = "falcon-9-block-5" if row["variant"] in ("FT5", "FT4/5") else "falcon-9-ft"
        flown = flown_by(craft, burnt_share(row["mission"]), row["pad"], *usual_orbit(row))
        time, speed, height = shown
        computed = float(flown.cutoff_speed[0, 0]), float(flown.cutoff_height[0, 0])
        speeds.append(abs(computed[0] / speed - 1.0))
        heights.append(abs(computed[1] / height - 1.0))
        lines.append(
            f"| {row['mission']} | {craft} | {flown.cutoff_time[0, 0]:.0f} / {time:.0f} | "
            f"{computed[0]:,.0f} / {speed:,.0f} | {computed[1] / 1e3:.1f} / {height / 1e3:.1f} |"
        )
    return lines, speeds, heights


def falls() -> list[tuple[str, int, float, float]]:
    """Kind, rows, computed and recorded median ground range [km] of boosters and fairings left to fall."""
    flown = flown_by("falcon-9-ft", 1.0, "SLC-40", 170, 250, 28.6)
    found = []
    for kind, words, body in (
        ("booster on a ship or into the sea", ("ASDS", "booster debris"), "stage-1"),
        ("fairing", ("fairing",), "fairing"),
    ):
        recorded = _ranges(words)
        b = flown.bodies.index(body)
        from downrange.earth.geodesic import ranges

        computed = ranges(
            math.radians(PADS["SLC-40"][0]),
            math.radians(PADS["SLC-40"][1]),
            flown.impact_latitude[:, b],
            flown.impact_longitude[:, b],
        )
        found.append((kind, len(recorded), float(computed[0]) / 1e3, float(np.median(recorded))))
    return found


def _ranges(words: Iterable[str]) -> list[float]:
    low, high = SHIP_RANGES_KM
    return [
        float(row["downrange_km"])
        for row in rows(*FOLDER, "booster_fairing_positions.csv")
        if row["downrange_km"]
        and any(word.lower() in row["name"].lower() for word in words)
        and "heavy" not in row["name"].lower()
        and low < float(row["downrange_km"]) < high
    ]


def report() -> str:
    """The section of the scoreboard."""
    lines, speeds, heights = cutoffs()
    fallen = "\n".join(
        f"| {kind} | {count} | {computed:,.0f} | {recorded:,.0f} | {abs(computed / recorded - 1.0) * 100:.0f} % |"
        for kind, count, computed, recorded in falls()
    )
    table = "\n".join(lines)
    return (
        "## Falcon 9, computed against flown\n\nBy `python -m bench falcon`: catalog vehicles, no tuning to a flight; "
        "computed / shown on the webcast at main engine cut-off.\n\n"
        f"Median error over {len(lines)} flights: speed {np.median(speeds) * 100:.1f} %, "
        f"height {np.median(heights) * 100:.1f} %.\n\n"
        "| mission | vehicle | time s | speed m/s | height km |\n| --- | --- | --- | --- | --- |\n"
        f"{table}\n\n| fell | rows | computed km | recorded median km | error |\n"
        f"| --- | --- | --- | --- | --- |\n{fallen}"
    )

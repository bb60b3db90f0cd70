"""How a flight is asked for on the command line (orbit, vehicle, site, payload, failure), and how it is told."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from downrange.errors import InputError

if TYPE_CHECKING:
    from downrange.records.explanation import Failure
    from downrange.records.flight import Ensemble
    from downrange.records.place import Site
    from downrange.records.vehicle import Vehicle

__all__ = [
    "cell",
    "check_picture",
    "find_pad",
    "find_vehicle",
    "open_console",
    "read_failure",
    "read_orbit",
    "show_falls",
    "spread",
    "summarize_flight",
    "wait_for_kernels",
    "with_payload",
]

_ORBIT = re.compile(r"(?P<perigee>[\d.]+)x(?P<apogee>[\d.]+)(?:x(?P<inclination>[\d.]+))?")
_FAILURE = re.compile(r"stage-?(?P<stage>\d+):(?P<mode>[a-z-]+)(?:@(?P<time>[\d.]+))?(?:=(?P<size>-?[\d.]+))?")
_PLACE = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
GREATEST_INCLINATION = 180.0
PICTURES = (".svg", ".html", ".htm")
PIPE_WIDTH = 160
USUAL_SIZES = {"thrust-loss": 0.5, "steering": 10.0}
"""Half the thrust kept, or thrust 10 degrees off; debris takes the payload's ballistic coefficient."""
SIZES = {"thrust-loss": (0.0, 1.0), "steering": (-90.0, 90.0)}


def read_orbit(text: str) -> tuple[float, float, float | None]:
    """Perigee and apogee [m] and inclination [rad] from 500x500x97.4."""
    match = _ORBIT.fullmatch(text.lower().replace(" ", ""))
    try:
        if match is None:
            raise ValueError
        perigee, apogee = float(match["perigee"]) * 1e3, float(match["apogee"]) * 1e3
        inclination = float(match["inclination"]) if match["inclination"] else None
    except ValueError as error:
        hint = "write perigee x apogee x inclination: 500x500x97.4"
        raise InputError(f"an orbit written {text!r}", hint=hint) from error
    if inclination is not None and inclination > GREATEST_INCLINATION:
        raise InputError(f"an inclination of {inclination:g} degrees", hint="give one from 0 to 180")
    return perigee, apogee, None if inclination is None else math.radians(inclination)


def read_failure(text: str) -> tuple[Failure, float, float]:
    """What fails, when [s after its ignition] and how much, from stage2:thrust-loss@40=0.5."""
    from downrange.records.explanation import Failure
    from downrange.records.flight import FailureMode

    match = _FAILURE.fullmatch(text)
    modes = [mode.value for mode in FailureMode]
    if match is None or match["mode"] not in modes:
        hint = f"write stage2:MODE@seconds=size; modes: {', '.join(modes)}"
        raise InputError(f"a failure written {text!r}", hint=hint)
    failure = Failure(stage=int(match["stage"]), mode=FailureMode(match["mode"]))
    try:
        time = float(match["time"] or 0.0)
        size = float(match["size"]) if match["size"] else USUAL_SIZES.get(failure.mode, 0.0)
    except ValueError as error:
        raise InputError(f"a failure written {text!r}", hint="seconds and size are numbers: @40=0.5") from error
    low, high = SIZES.get(failure.mode, (0.0, math.inf))
    if not low <= size <= high:
        hint = "thrust-loss: share of thrust kept, 0 to 1; steering: degrees off, -90 to 90; breakup, destruct: kg/m2"
        raise InputError(f"a {failure.mode} of size {size:g}", hint=hint)
    return failure, time, math.radians(size) if failure.mode == FailureMode.STEERING else size


def find_vehicle(name: str) -> Vehicle:
    """The catalog's vehicle, or a class of vehicles, by id, name or alias."""
    from downrange.catalog.nearness import hint_at, near_vehicles
    from downrange.catalog.vehicles import find_vehicle as find
    from downrange.catalog.vehicles import generic_classes

    generic = {item.id: item for item in generic_classes()}
    found = find(name) or generic.get(name)
    if found is None:
        hint = hint_at(near_vehicles(name), "docs/catalog.md tells what the catalog holds")
        raise InputError(f"no vehicle {name!r}", hint=hint)
    return found


def with_payload(craft: Vehicle, payload: float | None) -> Vehicle:
    """The vehicle with another payload [kg], known exactly."""
    if payload is None:
        return craft
    if not 0.0 < payload < math.inf:
        raise InputError(f"a payload of {payload:g} kg", hint="give a mass above zero")
    return replace(craft, payload_mass=replace(craft.payload_mass, value=payload, sigma=0.0, source="asked for"))


def find_pad(text: str, craft: Vehicle, height: float | None = None) -> Site:
    """A site by name, the vehicle's own pad there where one is known, or LAT,LON; `height` [m] replaces the site's."""
    from downrange.catalog.sites import all_sites, find_pads, find_site, vehicles_of_pad
    from downrange.records.place import Site

    match = _PLACE.fullmatch(text.replace(" ", ""))
    if match is not None:
        try:
            latitude, longitude = float(match[1]), float(match[2])
        except ValueError as error:
            raise InputError(f"a place written {text!r}", hint="write LAT,LON in degrees: 28.56,-80.58") from error
        if not (abs(latitude) <= 90.0 and abs(longitude) <= 360.0):
            raise InputError(f"a site at {text}", hint="latitude first, from -90 to 90; then longitude, -180 to 180")
        found = Site(id=text, name=text, latitude_deg=latitude, longitude_deg=longitude, country="", timezone="UTC")
    else:
        known = find_site(text)
        if known is None:
            sites = ", ".join(site.id for site in all_sites())
            raise InputError(f"no site {text!r}", hint=f"give LAT,LON or one of: {sites}")
        names = {craft.name.casefold(), *(alias.casefold() for alias in craft.aliases)}
        own = [
            pad for pad in find_pads(known.id) if names & {vehicle.casefold() for vehicle in vehicles_of_pad(pad.id)}
        ]
        found = own[0] if own else known
    return found if height is None else replace(found, height=height)


def check_picture(path: Path | None) -> None:
    """Refuse a picture's name whose ending says nothing of the form, before anything is flown."""
    if path is not None and path.suffix.lower() not in PICTURES:
        raise InputError(f"a picture named {path.name!r}", hint=f"end its name in one of: {', '.join(PICTURES)}")


def wait_for_kernels(say: Any, *, quiet: bool) -> None:
    """Say so when the first flight has to wait for its kernels to be compiled."""
    from downrange.flight.compiling import is_compiled

    if not is_compiled():
        say("compiling the flight kernels, once: about ten seconds", quiet=quiet)


def spread(values: Any, scale: float = 1.0) -> dict[str, float] | None:
    """Interval of the finite values, in the shape of the dossier's intervals."""
    import numpy as np

    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return None
    names = ("q05", "q25", "median", "q75", "q95")
    return dict(zip(names, (round(float(q), 4) for q in np.quantile(finite * scale, QUANTILES)), strict=True))


def summarize_flight(flown: Ensemble) -> dict[str, Any]:
    """Events, orbit and falls of an ensemble, in kilometers, degrees and seconds."""
    import numpy as np

    from downrange.records.flight import STATUS_TEXT, FlightStatus

    degrees = 180.0 / math.pi
    codes, counts = np.unique(flown.status, return_counts=True)
    stages = [
        {
            "stage": s + 1,
            "ignition_s": spread(flown.ignition_time[:, s]),
            "cutoff_s": spread(flown.cutoff_time[:, s]),
            "height_km": spread(flown.cutoff_height[:, s], 1e-3),
            "speed_m_s": spread(flown.cutoff_speed[:, s]),
            "range_km": spread(flown.cutoff_range[:, s], 1e-3),
        }
        for s in range(flown.cutoff_time.shape[1])
    ]
    impacts = [
        {
            "body": body,
            "share": round(float(np.isfinite(flown.impact_time[:, b]).mean()), 4),
            "time_s": spread(flown.impact_time[:, b]),
            "latitude_deg": spread(flown.impact_latitude[:, b], degrees),
            "longitude_deg": spread(flown.impact_longitude[:, b], degrees),
        }
        for b, body in enumerate(flown.bodies)
        if np.isfinite(flown.impact_time[:, b]).any()
    ]
    return {
        "flights": int(flown.status.size),
        "status": [
            {"code": int(c), "flights": int(n), "what": STATUS_TEXT[FlightStatus(int(c))]}
            for c, n in zip(codes, counts, strict=True)
        ],
        "p_orbit": round(float(flown.in_orbit.mean()), 4),
        "perigee_km": spread(flown.perigee, 1e-3),
        "apogee_km": spread(flown.apogee, 1e-3),
        "inclination_deg": spread(flown.inclination, degrees),
        "peak_height_km": spread(flown.peak_height, 1e-3),
        "ground_range_km": spread(flown.ground_range, 1e-3),
        "flight_time_s": spread(flown.flight_time),
        "end_of_powered_flight_s": spread(flown.end_time),
        "stages": stages,
        "impacts": impacts,
    }


def cell(interval: dict[str, float] | None, digits: int = 1, *, many: bool = False) -> str:
    """An interval as its middle, with the span of nine in ten where there are many flights."""
    if interval is None:
        return "-"
    text = f"{interval['median']:,.{digits}f}"
    return f"{text} [{interval['q05']:,.{digits}f}, {interval['q95']:,.{digits}f}]" if many else text


def open_console() -> Any:
    """A console whose tables are not broken where nobody's screen is the limit."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=max(console.width, PIPE_WIDTH))


def show_falls(console: Any, summary: dict[str, Any]) -> None:
    """Tables of stages and of falling bodies."""
    from rich.table import Table

    many = summary["flights"] > 1
    events = Table("stage", "ignition s", "cut-off s", "height km", "speed m/s", "range km", box=None)
    for stage in summary["stages"]:
        keys = ("ignition_s", "cutoff_s", "height_km", "speed_m_s", "range_km")
        events.add_row(str(stage["stage"]), *(cell(stage[key], many=many) for key in keys))
    console.print(events)
    if summary["impacts"]:
        falls = Table("falls", "share", "at s", "latitude °", "longitude °", box=None)
        for fall in summary["impacts"]:
            place = (cell(fall["latitude_deg"], 3, many=many), cell(fall["longitude_deg"], 3, many=many))
            falls.add_row(fall["body"], f"{fall['share']:.2f}", cell(fall["time_s"], many=many), *place)
        console.print(falls)

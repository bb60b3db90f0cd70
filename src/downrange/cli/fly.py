"""`downrange fly`: a catalog vehicle from a site, to plan or with a failure, once or many times."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from downrange.cli.console import Json, Quiet, print_json, say
from downrange.errors import InputError

if TYPE_CHECKING:
    from downrange.records.explanation import Failure
    from downrange.records.flight import Ensemble
    from downrange.records.place import Site
    from downrange.records.vehicle import Vehicle

__all__ = ["fly"]

PROBLEMS = 1
_ORBIT = re.compile(r"(?P<perigee>[\d.]+)x(?P<apogee>[\d.]+)(?:x(?P<inclination>[\d.]+))?")
_FAILURE = re.compile(r"stage-?(?P<stage>\d+):(?P<mode>[a-z-]+)(?:@(?P<time>[\d.]+))?(?:=(?P<size>-?[\d.]+))?")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TRACK_STEP = 5.0
"""Between the rows of the written track [s]."""


def fly(
    vehicle: Annotated[str, typer.Argument(metavar="VEHICLE", help="Vehicle by id, name or alias.")],
    site: Annotated[str, typer.Option(metavar="SITE", help="Launch site by name, or LAT,LON in degrees.")],
    to: Annotated[
        str, typer.Option(metavar="PxA[xI]", help="Orbit: perigee x apogee [km] x inclination [degrees].")
    ] = "500x500",
    azimuth: Annotated[float | None, typer.Option(help="Launch azimuth [degrees] instead of an inclination.")] = None,
    southward: Annotated[
        bool | None, typer.Option("--southward/--northward", help="Which of an inclination's two azimuths.")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="Flights: the nominal one and dispersed ones.")] = 1,
    fail: Annotated[
        str | None, typer.Option(metavar="stageN:MODE[@S][=SIZE]", help="What fails: stage2:early-cutoff@40.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for flights.parquet and track.parquet.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the dispersions.")] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fly a catalog vehicle: its events, orbit and where its parts fall, nominal or failed, with error bars.

    Ends with status 1 when the vehicle does not reach the orbit or cannot fly as asked.

    Example: downrange fly electron --site mahia --to 500x500x97.4 --samples 1000
    """
    perigee, apogee, inclination = _read_orbit(to)
    craft, pad = _find_vehicle(vehicle), _find_site(site)
    failure, failure_time, failure_size = _read_failure(fail) if fail else (None, 0.0, 0.0)
    if not quiet and _is_first_flight():
        say("compiling the flight kernels, once: about ten seconds")
    import numpy as np

    from downrange.flight import fly as fly_vehicle
    from downrange.flight import plan_flight

    plan = plan_flight(
        craft,
        latitude=math.radians(pad.latitude_deg),
        longitude=math.radians(pad.longitude_deg),
        height=pad.height,
        perigee=perigee,
        apogee=apogee,
        inclination=inclination,
        azimuth=None if azimuth is None else math.radians(azimuth),
        southward=southward,
        failure=failure,
        failure_time=failure_time,
        failure_size=failure_size,
    )
    times = np.arange(0.0, 3600.0, TRACK_STEP) if out else None
    flown = fly_vehicle(craft, plan, samples=samples, rng=np.random.default_rng(seed), sample_times=times)
    summary = _summarize(craft, pad, float(plan.azimuth[0]), flown, seed)
    if out is not None:
        for path in _write(flown, out):
            say(f"wrote {path}", quiet=quiet)
    if as_json:
        print_json(summary)
    else:
        _print_table(summary)
    if int(flown.status[0]) != 0:
        say(f"the nominal flight: {summary['status'][0]['what']}")
        raise typer.Exit(PROBLEMS)


def _read_orbit(text: str) -> tuple[float, float, float | None]:
    match = _ORBIT.fullmatch(text.lower())
    if match is None:
        raise InputError(f"an orbit written {text!r}", hint="write perigee x apogee x inclination: 500x500x97.4")
    inclination = match["inclination"]
    return (
        float(match["perigee"]) * 1e3,
        float(match["apogee"]) * 1e3,
        math.radians(float(inclination)) if inclination else None,
    )


def _read_failure(text: str) -> tuple[Failure, float, float]:
    from downrange.records.explanation import Failure
    from downrange.records.flight import FailureMode

    match = _FAILURE.fullmatch(text)
    modes = [mode.value for mode in FailureMode]
    if match is None or match["mode"] not in modes:
        hint = f"write stage2:MODE@seconds=size; modes: {', '.join(modes)}"
        raise InputError(f"a failure written {text!r}", hint=hint)
    failure = Failure(stage=int(match["stage"]), mode=FailureMode(match["mode"]))
    size = float(match["size"]) if match["size"] else _usual_size(failure.mode)
    return failure, float(match["time"] or 0.0), size


def _usual_size(mode: str) -> float:
    """Half the thrust lost, or thrust 10 degrees off; breakup takes the payload's ballistic coefficient."""
    return {"thrust-loss": 0.5, "steering": math.radians(10.0)}.get(mode, 0.0)


def _find_vehicle(name: str) -> Vehicle:
    from downrange.catalog.vehicles import all_vehicles, find_vehicle, generic_classes

    generic = {item.id: item for item in generic_classes()}
    found = find_vehicle(name) or generic.get(name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name.lower(), [item.id for item in all_vehicles()], n=4, cutoff=0.4)
        raise InputError(f"no vehicle {name!r}", hint=f"near it: {', '.join(near)}" if near else "see docs/vehicles.md")
    return found


def _find_site(text: str) -> Site:
    from downrange.catalog.sites import all_sites, find_site
    from downrange.records.place import Site

    match = re.fullmatch(r"(-?[\d.]+),(-?[\d.]+)", text.replace(" ", ""))
    if match is not None:
        return Site(
            id=text,
            name=text,
            latitude_deg=float(match[1]),
            longitude_deg=float(match[2]),
            country="",
            timezone="UTC",
        )
    found = find_site(text)
    if found is None:
        raise InputError(f"no site {text!r}", hint=f"give LAT,LON or one of: {', '.join(s.id for s in all_sites())}")
    return found


def _is_first_flight() -> bool:
    from downrange.flight.compiling import is_compiled

    return not is_compiled()


def _spread(values: Any, scale: float = 1.0) -> dict[str, float] | None:
    """Interval of the finite values, in the shape of the dossier's intervals."""
    import numpy as np

    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return None
    names = ("q05", "q25", "median", "q75", "q95")
    return dict(zip(names, (round(float(q), 4) for q in np.quantile(finite * scale, QUANTILES)), strict=True))


def _summarize(craft: Vehicle, pad: Site, azimuth: float, flown: Ensemble, seed: int) -> dict[str, Any]:
    import numpy as np

    from downrange.records.flight import STATUS_TEXT, FlightStatus

    degrees = 180.0 / math.pi
    codes, counts = np.unique(flown.status, return_counts=True)
    stages = [
        {
            "stage": s + 1,
            "ignition_s": _spread(flown.ignition_time[:, s]),
            "cutoff_s": _spread(flown.cutoff_time[:, s]),
            "height_km": _spread(flown.cutoff_height[:, s], 1e-3),
            "speed_m_s": _spread(flown.cutoff_speed[:, s]),
            "range_km": _spread(flown.cutoff_range[:, s], 1e-3),
        }
        for s in range(flown.cutoff_time.shape[1])
    ]
    impacts = [
        {
            "body": body,
            "share": round(float(np.isfinite(flown.impact_time[:, b]).mean()), 4),
            "time_s": _spread(flown.impact_time[:, b]),
            "latitude_deg": _spread(flown.impact_latitude[:, b], degrees),
            "longitude_deg": _spread(flown.impact_longitude[:, b], degrees),
        }
        for b, body in enumerate(flown.bodies)
        if np.isfinite(flown.impact_time[:, b]).any()
    ]
    return {
        "vehicle": craft.name,
        "site": {"name": pad.name, "lat": pad.latitude_deg, "lon": pad.longitude_deg},
        "azimuth_deg": round(azimuth * degrees % 360.0, 3),
        "seed": seed,
        "flights": int(flown.status.size),
        "status": [
            {"code": int(c), "flights": int(n), "what": STATUS_TEXT[FlightStatus(int(c))]}
            for c, n in zip(codes, counts, strict=True)
        ],
        "p_orbit": round(float(flown.in_orbit.mean()), 4),
        "perigee_km": _spread(flown.perigee, 1e-3),
        "apogee_km": _spread(flown.apogee, 1e-3),
        "inclination_deg": _spread(flown.inclination, degrees),
        "peak_height_km": _spread(flown.peak_height, 1e-3),
        "ground_range_km": _spread(flown.ground_range, 1e-3),
        "flight_time_s": _spread(flown.flight_time),
        "end_of_powered_flight_s": _spread(flown.end_time),
        "stages": stages,
        "impacts": impacts,
    }


def _print_table(summary: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    many = summary["flights"] > 1

    def cell(interval: dict[str, float] | None, digits: int = 1) -> str:
        if interval is None:
            return "-"
        text = f"{interval['median']:,.{digits}f}"
        return f"{text} [{interval['q05']:,.{digits}f}, {interval['q95']:,.{digits}f}]" if many else text

    site = summary["site"]
    console.print(
        f"{summary['vehicle']} from {site['name']} ({site['lat']:.3f}, {site['lon']:.3f}), "
        f"azimuth {summary['azimuth_deg']:.1f}°, {summary['flights']} flight{'s' if many else ''}",
        highlight=False,
    )
    events = Table("stage", "ignition s", "cut-off s", "height km", "speed m/s", "range km", box=None)
    for stage in summary["stages"]:
        keys = ("ignition_s", "cutoff_s", "height_km", "speed_m_s", "range_km")
        events.add_row(str(stage["stage"]), *(cell(stage[key]) for key in keys))
    console.print(events)
    if summary["impacts"]:
        falls = Table("falls", "share", "at s", "latitude °", "longitude °", box=None)
        for fall in summary["impacts"]:
            place = (cell(fall["latitude_deg"], 3), cell(fall["longitude_deg"], 3))
            falls.add_row(fall["body"], f"{fall['share']:.2f}", cell(fall["time_s"]), *place)
        console.print(falls)
    orbit = " x ".join(cell(summary[key]) for key in ("perigee_km", "apogee_km"))
    console.print(
        f"in orbit {summary['p_orbit']:.2f}; perigee x apogee {orbit} km, "
        f"inclination {cell(summary['inclination_deg'], 2)}°, peak {cell(summary['peak_height_km'])} km",
        highlight=False,
    )
    for status in summary["status"]:
        console.print(f"{status['flights']} flights: {status['what']}", highlight=False)


def _write(flown: Ensemble, out: Path) -> tuple[Path, Path]:
    """Columns of the ensemble as flights.parquet, the tracks as track.parquet; each written whole or not at all."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    out.mkdir(parents=True, exist_ok=True)
    columns: dict[str, Any] = {"flight": np.arange(flown.status.size)}
    single = ("status", "in_orbit", "perigee", "apogee", "inclination", "ascending_node", "peak_height", "ground_range",
              "flight_time", "end_time")  # fmt: skip
    columns |= {name: getattr(flown, name) for name in single}
    for s in range(flown.cutoff_time.shape[1]):
        for name in ("ignition_time", "cutoff_time", "cutoff_height", "cutoff_speed", "cutoff_range"):
            columns[f"{name}_{s + 1}"] = getattr(flown, name)[:, s]
    for b, body in enumerate(flown.bodies):
        for name in ("impact_time", "impact_latitude", "impact_longitude"):
            columns[f"{name}_{body}"] = getattr(flown, name)[:, b]
    flights, times = flown.sample_height.shape
    track = {
        "flight": np.repeat(np.arange(flights), times),
        "time": np.tile(flown.sample_times, flights),
        **{f"{n}": getattr(flown, f"sample_{n}").reshape(-1) for n in ("height", "speed", "latitude", "longitude")},
    }
    aloft = np.isfinite(track["height"])
    paths = []
    for name, table in (("flights", columns), ("track", {key: column[aloft] for key, column in track.items()})):
        path, partial = out / f"{name}.parquet", out / f".{name}.parquet.part"
        pq.write_table(pa.table({key: np.ascontiguousarray(column) for key, column in table.items()}), partial)
        partial.replace(path)
        paths.append(path)
    return paths[0], paths[1]

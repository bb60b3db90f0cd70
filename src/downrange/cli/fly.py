"""`downrange fly`: a catalog vehicle from a site, to plan or with a failure, once or many times."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from downrange.cli.console import Json, Quiet, print_json, say, writing
from downrange.cli.flights import (
    cell,
    check_picture,
    find_pad,
    find_vehicle,
    open_console,
    read_failure,
    read_orbit,
    show_falls,
    summarize_flight,
    wait_for_kernels,
    with_payload,
)

if TYPE_CHECKING:
    from downrange.records.flight import Ensemble
    from downrange.records.place import Site
    from downrange.records.vehicle import Vehicle

__all__ = ["fly"]

PROBLEMS = 1
TRACK_STEP, TRACK_LENGTH = 5.0, 3600.0
"""Between the rows of the written track, and how long it is [s]."""
PLOT_SAMPLES = 600
RESTARTS = 2
"""Burns of a last stage that can park."""


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
    park: Annotated[
        float | None, typer.Option(metavar="KM", help="Parking orbit's perigee: the last stage burns twice.")
    ] = None,
    payload: Annotated[float | None, typer.Option(metavar="KG", help="Payload instead of the typical one.")] = None,
    height: Annotated[float | None, typer.Option(metavar="M", help="Height of the site; drops from aircraft.")] = None,
    samples: Annotated[int, typer.Option(min=1, help="Flights: the nominal one and dispersed ones.")] = 1,
    fail: Annotated[
        str | None,
        typer.Option(
            metavar="stageN:MODE[@S][=SIZE]", help="What fails, seconds after ignition: stage2:steering@40=10."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for flights.parquet and track.parquet.")] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Picture: FILE.svg, or FILE.html.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the dispersions.")] = 1,
    gpu: Annotated[bool, typer.Option("--gpu", help="Fly on an NVIDIA device, where there is one.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fly a catalog vehicle: its events, orbit and where its parts fall, nominal or failed, with error bars.

    Ends with status 1 when the vehicle does not reach the orbit or cannot fly as asked.

    Example: downrange fly falcon-9-block-5 --site vandenberg --to 300x300x97 --samples 1000 --plot flight.html
    """
    check_picture(plot)
    perigee, apogee, inclination = read_orbit(to)
    craft = with_payload(find_vehicle(vehicle), payload)
    pad = find_pad(site, craft, height)
    failure, failure_time, failure_size = read_failure(fail) if fail else (None, 0.0, 0.0)
    wait_for_kernels(say, quiet=quiet)
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
        park_perigee=0.0 if park is None else park * 1e3,
    )
    times = np.arange(0.0, TRACK_LENGTH, TRACK_STEP) if out else None
    flown = fly_vehicle(craft, plan, samples=samples, rng=np.random.default_rng(seed), sample_times=times, on_gpu=gpu)
    summary = {
        "vehicle": craft.name,
        "site": {"name": pad.name, "lat": pad.latitude_deg, "lon": pad.longitude_deg, "height": pad.height},
        "azimuth_deg": round(math.degrees(float(plan.azimuth[0])) % 360.0, 3),
        "seed": seed,
        **summarize_flight(flown),
    }
    hint = _advice(craft, flown, parked=park is not None, failed=failure is not None)
    summary["hint"] = hint
    written: list[Path] = []
    if out is not None:
        with writing(out):
            written += _write(flown, out)
    if plot is not None:
        end = float(
            np.nanmax(np.where(np.isfinite(flown.flight_time), flown.flight_time, flown.end_time), initial=60.0)
        )
        sampled = fly_vehicle(
            craft, plan, samples=samples, rng=np.random.default_rng(seed),
            sample_times=np.linspace(0.0, 1.16 * end + 60.0, PLOT_SAMPLES),
        )  # fmt: skip
        written.append(draw(plot, f"{craft.name} from {pad.name}", (_headline(summary, to),), pad, sampled))
    for path in written:
        say(f"wrote {path}", quiet=quiet)
    if as_json:
        print_json(summary)
    else:
        _print_table(summary)
    if int(flown.status[0]) != 0:
        say(f"the nominal flight: {_status_of(flown)}")
        if hint:
            say(f"  hint: {hint}")
        raise typer.Exit(PROBLEMS)


def draw(
    path: Path,
    title: str,
    lines: tuple[str, ...],
    pad: Site,
    flown: Ensemble,
    zones: tuple[tuple[list[tuple[float, float]], bool], ...] = (),
) -> Path:
    """Write a picture of sampled flights, whole or not at all: SVG where the name ends so, else a page."""
    from downrange.dossier.flight_page import FlightPicture, as_html, as_svg

    picture = FlightPicture(
        title=title,
        lines=lines,
        latitude_deg=pad.latitude_deg,
        longitude_deg=pad.longitude_deg,
        flown=flown,
        zones=zones,
    )
    text = as_svg(picture) if path.suffix.lower() == ".svg" else as_html(picture)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    return path


def _status_of(flown: Ensemble) -> str:
    from downrange.records.flight import STATUS_TEXT, FlightStatus

    return STATUS_TEXT[FlightStatus(int(flown.status[0]))]


def _advice(craft: Vehicle, flown: Ensemble, *, parked: bool, failed: bool) -> str | None:
    """What to try when the nominal flight did not get there."""
    from downrange.records.flight import FlightStatus

    if failed or int(flown.status[0]) != FlightStatus.TARGET_NOT_REACHED:
        return None
    lines = [f"it reached {flown.perigee[0] / 1e3:,.0f} x {flown.apogee[0] / 1e3:,.0f} km"]
    if not parked and craft.stages[-1].burns >= RESTARTS:
        lines.append("its last stage restarts: try --park 180")
    lines.append(f"`downrange optimize {craft.id}` tells what it lifts")
    return "; ".join(lines)


def _headline(summary: dict[str, Any], to: str) -> str:
    site = summary["site"]
    flights = summary["flights"]
    return (
        f"{summary['vehicle']} from {site['name']} ({site['lat']:.3f}, {site['lon']:.3f}) to {to} km, "
        f"azimuth {summary['azimuth_deg']:.1f}°, {flights} flight{'s' if flights > 1 else ''}; "
        f"in orbit {summary['p_orbit']:.2f}."
    )


def _print_table(summary: dict[str, Any]) -> None:
    console = open_console()
    many = summary["flights"] > 1
    site = summary["site"]
    console.print(
        f"{summary['vehicle']} from {site['name']} ({site['lat']:.3f}, {site['lon']:.3f}), "
        f"azimuth {summary['azimuth_deg']:.1f}°, {summary['flights']} flight{'s' if many else ''}",
        highlight=False,
    )
    show_falls(console, summary)
    orbit = " x ".join(cell(summary[key], many=many) for key in ("perigee_km", "apogee_km"))
    console.print(
        f"in orbit {summary['p_orbit']:.2f}; perigee x apogee {orbit} km, "
        f"inclination {cell(summary['inclination_deg'], 2, many=many)}°, "
        f"peak {cell(summary['peak_height_km'], many=many)} km",
        highlight=False,
    )
    for status in summary["status"]:
        number = status["flights"]
        console.print(f"{number} flight{'s' if number > 1 else ''}: {status['what']}", highlight=False)


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

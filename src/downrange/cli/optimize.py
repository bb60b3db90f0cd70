"""`downrange optimize`: the best steering of a vehicle to an orbit, and the payload it lifts, within stated limits."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from downrange.cli.console import Json, Quiet, print_json, say
from downrange.cli.flights import (
    cell,
    check_picture,
    find_pad,
    find_vehicle,
    open_console,
    read_orbit,
    show_falls,
    spread,
    summarize_flight,
    wait_for_kernels,
)
from downrange.errors import InputError

if TYPE_CHECKING:
    from downrange.flight.optimize import Optimum, Request
    from downrange.flight.zones import Zone
    from downrange.records.place import Site
    from downrange.records.vehicle import Vehicle

__all__ = ["optimize"]

PROBLEMS = 1
_LIMITS = re.compile(r"(?P<first>-?[\d.]+)\s*[:,]\s*(?P<last>-?[\d.]+)")
_CIRCLE = re.compile(r"(?P<lat>-?[\d.]+),(?P<lon>-?[\d.]+),(?P<km>[\d.]+)")
_BODY = re.compile(r"(?P<body>stage-\d+|booster|fairing)=(?P<rest>.+)")
LITTLE = 0.5
"""Share of the vehicles within the error bars that must get there for the band to be called one."""
PLOT_SAMPLES = 600


def optimize(
    vehicle: Annotated[str | None, typer.Argument(metavar="[VEHICLE]", help="Vehicle by id, name or alias.")] = None,
    named: Annotated[str | None, typer.Option("--vehicle", help="The same as an option.")] = None,
    site: Annotated[str, typer.Option(metavar="SITE", help="Launch site by name, or LAT,LON in degrees.")] = "",
    to: Annotated[
        str, typer.Option("--to", "--orbit", metavar="PxA[xI]", help="Orbit: perigee x apogee [km] x inclination.")
    ] = "500x500",
    payload: Annotated[
        float | None, typer.Option(metavar="KG", help="Steer for this payload; without it, for the most.")
    ] = None,
    azimuth_limits: Annotated[
        str | None, typer.Option(metavar="FROM:TO", help="Launch azimuths allowed, clockwise: 35:120.")
    ] = None,
    azimuth: Annotated[float | None, typer.Option(help="Launch azimuth [degrees] instead of an inclination.")] = None,
    southward: Annotated[
        bool | None, typer.Option("--southward/--northward", help="Which of an inclination's two azimuths.")
    ] = None,
    drop_zone: Annotated[
        list[str] | None,
        typer.Option(metavar="[BODY=]AREA", help="Where bodies must fall: GeoJSON file or LAT,LON,KM; repeatable."),
    ] = None,
    keep_clear: Annotated[
        list[str] | None,
        typer.Option(metavar="[BODY=]AREA", help="Where no body may fall: GeoJSON file or LAT,LON,KM; repeatable."),
    ] = None,
    parking: Annotated[
        bool | None, typer.Option("--parking/--one-burn", help="Park and burn again, or not; else what lifts more.")
    ] = None,
    height: Annotated[float | None, typer.Option(metavar="M", help="Height of the site.")] = None,
    samples: Annotated[int, typer.Option(min=1, help="Vehicles drawn within the error bars, for the band.")] = 48,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Picture: FILE.svg, or FILE.html.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the vehicles drawn.")] = 1,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the best steering to an orbit and the payload that it lifts, with an error band.

    The band is of the vehicle's error bars. A dogleg is flown where the azimuth limits ask for one; dropped bodies
    (booster, stage-1, stage-2, fairing) respect the zones. Ends with status 1 when the orbit is not reached.

    Example: downrange optimize pslv-xl --site sriharikota --to 600x600x97.8 --azimuth-limits 90:140
    """
    name = vehicle or named
    if name is None:
        raise InputError("no vehicle", hint="name one: downrange optimize vega --site kourou --to 700x700x90")
    if not site:
        raise InputError("no site", hint="give --site NAME, or --site LAT,LON in degrees")
    check_picture(plot)
    perigee, apogee, inclination = read_orbit(to)
    craft = find_vehicle(name)
    pad = find_pad(site, craft, height)
    zones = [read_zone(text, inside=True) for text in drop_zone or ()]
    zones += [read_zone(text, inside=False) for text in keep_clear or ()]
    limits = read_limits(azimuth_limits) if azimuth_limits else None
    wait_for_kernels(say, quiet=quiet)
    import numpy as np

    from downrange.flight.optimize import Request
    from downrange.flight.optimize import optimize as find_best

    request = Request(
        latitude=math.radians(pad.latitude_deg),
        longitude=math.radians(pad.longitude_deg),
        height=pad.height,
        perigee=perigee,
        apogee=apogee,
        inclination=inclination if azimuth is None else None,
        azimuth=None if azimuth is None else math.radians(azimuth),
        southward=southward,
        azimuth_limits=limits,
        zones=tuple(zones),
        payload=payload,
        parks=parking,
    )
    best = find_best(craft, request, samples=samples, rng=np.random.default_rng(seed))
    told = summarize(craft, pad, request, best, seed)
    if plot is not None:
        say(f"wrote {_draw(plot, craft, pad, best, told, zones)}", quiet=quiet)
    if as_json:
        print_json(told)
    else:
        _print_table(told)
    if told["status"]["code"] != 0:
        say(f"{told['status']['what']}\n  hint: {told['status']['hint']}")
        raise typer.Exit(PROBLEMS)


def read_limits(text: str) -> tuple[float, float]:
    """Two azimuths [rad] from 35:120."""
    match = _LIMITS.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        first, last = float(match["first"]), float(match["last"])
    except ValueError as error:
        raise InputError(f"azimuth limits written {text!r}", hint="write two azimuths clockwise: 35:120") from error
    return math.radians(first % 360.0), math.radians(last % 360.0)


def read_zone(text: str, *, inside: bool) -> Zone:
    """An area from `LAT,LON,KM` or a GeoJSON file, for one body where `stage-1=` stands before it."""
    import shapely

    from downrange.flight.zones import Zone

    match = _BODY.fullmatch(text.strip())
    body, rest = (match["body"], match["rest"]) if match else ("", text.strip())
    round_ = _CIRCLE.fullmatch(rest.replace(" ", ""))
    if round_ is not None:
        latitude, longitude, radius = (float(round_[key]) for key in ("lat", "lon", "km"))
        if abs(latitude) > 90.0 or radius <= 0.0:
            raise InputError(f"a circle written {rest!r}", hint="write LAT,LON,RADIUS in degrees and kilometers")
        return Zone(
            shape=None,
            latitude=math.radians(latitude),
            longitude=math.radians(longitude),
            radius=radius * 1e3,
            body=body,
            inside=inside,
        )
    path = Path(rest)
    try:
        shape = shapely.from_geojson(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        hint = "write LAT,LON,KM or the name of a GeoJSON file, with stage-1= before it for one body"
        raise InputError(f"an area written {text!r}", hint=hint) from error
    except (shapely.GEOSException, json.JSONDecodeError) as error:
        raise InputError(f"{path}: not GeoJSON: {error}", hint="save it as GeoJSON with polygons") from error
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    whole = shapely.union_all(shapely.make_valid(parts)) if parts else None
    if whole is None or whole.is_empty:
        raise InputError(f"{path}: no polygon in it", hint="an area is a Polygon or MultiPolygon")
    return Zone(shape=whole, body=body, inside=inside)


def summarize(craft: Vehicle, pad: Site, request: Request, best: Optimum, seed: int) -> dict[str, Any]:
    """What was found, as one JSON object."""
    import numpy as np

    plan = best.plan
    good = float(np.isfinite(best.band).mean())
    parked = float(plan.park_perigee[0])
    return {
        "vehicle": craft.name,
        "site": {"name": pad.name, "lat": pad.latitude_deg, "lon": pad.longitude_deg, "height": pad.height},
        "orbit": {
            "perigee_km": request.perigee / 1e3,
            "apogee_km": request.apogee / 1e3,
            "inclination_deg": None if request.inclination is None else round(math.degrees(request.inclination), 4),
        },
        "status": _status(craft, request, best),
        "payload_kg": round(best.capacity, 1) if math.isfinite(best.capacity) else None,
        "payload_band_kg": spread(best.band) if good >= LITTLE else None,
        "share_of_vehicles_that_reach_it": round(good, 4),
        "steered_for_kg": round(float(best.vehicles.payload_mass[0]), 1),
        "margin_kg": round(best.capacity - request.payload, 1)
        if request.payload is not None and math.isfinite(best.capacity)
        else None,
        "steering": {
            "azimuth_deg": round(math.degrees(float(plan.azimuth[0])) % 360.0, 3),
            "vertical_rise_s": round(float(plan.vertical_time[0]), 2),
            "kick_deg": round(math.degrees(float(plan.kick_angle[0])), 3),
            "yaw_deg": [round(math.degrees(float(yaw)), 2) for yaw in plan.yaw[0]],
            "dogleg": best.doglegs,
            "coast_s": [round(float(wait), 1) for wait in plan.coast[0]],
            "stage_1_shutdown_share": round(float(plan.cutoff_fraction[0, 0]), 3),
            "parking_orbit_km": [round(parked / 1e3, 1), round(float(plan.park_apogee[0]) / 1e3, 1)]
            if parked
            else None,
        },
        "combinations": best.candidates,
        "seed": seed,
        "flight": summarize_flight(best.flown),
    }


def _status(craft: Vehicle, request: Request, best: Optimum) -> dict[str, Any]:
    """How it ended, and what to do about it."""
    flown = best.flown
    code = int(flown.status[0])
    if best.reached:
        return {"code": 0, "what": "reaches the orbit", "hint": None}
    reached = (
        f"{flown.perigee[0] / 1e3:,.0f} x {flown.apogee[0] / 1e3:,.0f} km, {math.degrees(flown.inclination[0]):.1f}°"
    )
    if math.isfinite(best.capacity):
        what = f"{request.payload:g} kg is more than {craft.name} lifts there: {best.capacity:,.0f} kg"
        return {"code": code or 4, "what": what, "hint": "lower the payload or the orbit"}
    if request.zones or request.azimuth_limits is not None:
        what = f"no payload reaches the orbit within the zones and limits; the flight tried ends at {reached}"
        return {"code": code or 4, "what": what, "hint": "widen the zones or the azimuth limits, or leave one out"}
    what = f"no payload reaches the orbit; the flight tried ends at {reached}"
    hint = "choose a lower perigee, or an inclination nearer to the site's latitude"
    return {"code": code or 4, "what": what, "hint": hint}


def _print_table(told: dict[str, Any]) -> None:
    from rich.table import Table

    console = open_console()
    orbit, steering, site = told["orbit"], told["steering"], told["site"]
    tilt = orbit["inclination_deg"]
    aim = f"{orbit['perigee_km']:g} x {orbit['apogee_km']:g} km" + ("" if tilt is None else f", {tilt:g}°")
    console.print(
        f"{told['vehicle']} from {site['name']} ({site['lat']:.3f}, {site['lon']:.3f}) to {aim}", highlight=False
    )
    if told["payload_kg"] is not None:
        band = told["payload_band_kg"]
        around = f" [{band['q05']:,.0f}, {band['q95']:,.0f}], nine vehicles in ten" if band else ""
        console.print(f"lifts {told['payload_kg']:,.0f} kg{around}", highlight=False)
    if told["margin_kg"] is not None:
        console.print(
            f"with {told['steered_for_kg']:,.0f} kg, {told['margin_kg']:,.0f} kg are to spare", highlight=False
        )
    table = Table("steering", "", box=None)
    table.add_row("azimuth", f"{steering['azimuth_deg']:.1f}°" + (", made up for by yaw" if steering["dogleg"] else ""))
    table.add_row("vertical rise", f"{steering['vertical_rise_s']:.1f} s, then a kick of {steering['kick_deg']:.2f}°")
    if any(steering["yaw_deg"]):
        table.add_row("yaw by stage", ", ".join(f"{yaw:g}°" for yaw in steering["yaw_deg"]))
    table.add_row("coast by stage", ", ".join(f"{wait:g} s" for wait in steering["coast_s"]))
    if steering["stage_1_shutdown_share"] < 1.0:
        table.add_row("stage 1", f"shut down after {steering['stage_1_shutdown_share']:.0%} of its propellant")
    if steering["parking_orbit_km"]:
        low, high = steering["parking_orbit_km"]
        table.add_row("parking orbit", f"{low:g} x {high:g} km, then a second burn at apogee")
    console.print(table)
    flight = told["flight"]
    show_falls(console, flight)
    console.print(
        f"the flight shown ends at {cell(flight['perigee_km'])} x {cell(flight['apogee_km'])} km, "
        f"inclination {cell(flight['inclination_deg'], 2)}°; {told['combinations']} combinations compared",
        highlight=False,
    )


def _draw(path: Path, craft: Vehicle, pad: Site, best: Optimum, told: dict[str, Any], zones: list[Zone]) -> Path:
    """The flight found, with its zones."""
    import numpy as np

    from downrange.cli.fly import draw
    from downrange.dossier.flight_page import ring_of_circle
    from downrange.flight.ensemble import fly_ensemble

    times = np.linspace(0.0, 1.16 * float(best.flown.end_time[0]) + 60.0, PLOT_SAMPLES)
    sampled = fly_ensemble(best.vehicles, best.plan, sample_times=times)
    rings: list[tuple[list[tuple[float, float]], bool]] = []
    for zone in zones:
        if zone.shape is None:
            at = math.degrees(zone.latitude), math.degrees(zone.longitude)
            rings.append((ring_of_circle(*at, zone.radius / 1e3), zone.inside))
            continue
        for part in getattr(zone.shape, "geoms", [zone.shape]):
            rings.append(([(lat, lon) for lon, lat in part.exterior.coords], zone.inside))
    orbit = told["orbit"]
    line = (
        f"{orbit['perigee_km']:g} x {orbit['apogee_km']:g} km; lifts {told['payload_kg'] or 0:,.0f} kg; "
        f"azimuth {told['steering']['azimuth_deg']:.1f}°."
    )
    return draw(path, f"{craft.name} from {pad.name}", (line,), pad, sampled, tuple(rings))

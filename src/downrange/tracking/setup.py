"""A tracker from what is known beforehand: site, vehicle, azimuth; the bank is drawn here."""

from __future__ import annotations

import math
from collections.abc import Mapping

from downrange.catalog.launches import find_launches
from downrange.catalog.nearness import hint_at, near_sites, near_vehicles
from downrange.catalog.sites import find_site, nearest_sites
from downrange.catalog.vehicles import find_vehicle, generic_classes, vehicle_of_launch
from downrange.errors import CatalogError, InputError
from downrange.inference.explanations import ORBITAL_PRIOR, failure_rate, orbital_prior
from downrange.records.explanation import FlightKind
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle
from downrange.tracking.bank import ALL_MOVES, MOVES_AN_UPDATE, Progress
from downrange.tracking.columns import read_instant
from downrange.tracking.compiling import compile_apart
from downrange.tracking.drawing import draw_bank
from downrange.tracking.measured import AZIMUTH_SIGMA
from downrange.tracking.pads import pad_left
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker

NO_SENSORS: Mapping[str, tuple[float, float, float]] = {}
KNOWN_SHARE = 0.7
"""Of the launches to orbit from a site, those of the vehicles that flew most from there. Of the catalog's launches
since 2010, the vehicle had flown from its site five times before in 77 of 100."""
MOST_KNOWN = 8
FORGOTTEN = 15.0
"""A launch counts less by e after so many years."""
PAD_NEAR_SITE = 60e3
"""A pad this near a site belongs to it [m]."""


def make_tracker(
    *,
    site: str | None = None,
    pad_deg: tuple[float, ...] | None = None,
    vehicle: str | None = None,
    azimuth: float | None = None,
    from_liftoff: bool = True,
    flights: int = 6000,
    prompt: bool = False,
    seed: int = 1,
    source: str = "",
    progress: Progress | None = None,
) -> Tracker:
    """A tracker ready for its first sighting.

    Args:
        site: name of the launch site or pad.
        pad_deg: latitude and longitude in degrees, instead.
        vehicle: name; None: generic classes.
        azimuth: of the launch [rad], for the bank and for streams of speed and height alone; None: not known, and for
            these due east.
        from_liftoff: whether the stream's zero is lift-off.
        flights: in the bank; 0 or no place known: the filter alone.
        prompt: an update may not wait: the bank's moves are spread over later ones.
        seed: of the bank.
        source: name of the stream, for its problems.
        progress: called while the bank is drawn.

    Raises:
        CatalogError: no site or vehicle of that name.
    """
    place = find_pad(site, pad_deg)
    compile_apart()
    bank = None
    if place is not None and flights > 0:
        known = (
            site
            if pad_deg is None
            else next((near.id for near in nearest_sites(*pad_deg[:2], within=PAD_NEAR_SITE)), None)
        )
        vehicles = candidates(vehicle, known)
        rate = failure_rate(vehicle, None)
        bank = draw_bank(
            place,
            vehicles,
            flights=flights,
            failure_rate=rate,
            orbital=kind_prior(place, vehicle),
            clock_known=from_liftoff,
            moves=MOVES_AN_UPDATE if prompt else ALL_MOVES,
            azimuth=azimuth,
            seed=seed,
            progress=progress,
        )
    return Tracker(
        pad=_position_of(place),
        azimuth=math.pi / 2 if azimuth is None else azimuth,
        azimuth_sigma=math.inf if azimuth is None else AZIMUTH_SIGMA,
        source=source,
        from_liftoff=from_liftoff,
        bank=bank,
    )


def begin_reading(
    *,
    source: str,
    site: str | None = None,
    pad_deg: tuple[float, ...] | None = None,
    vehicle: str | None = None,
    azimuth_deg: float | None = None,
    liftoff: str | None = None,
    sensors: Mapping[str, tuple[float, float, float]] = NO_SENSORS,
) -> StreamReader:
    """A reader of lines; nothing is compiled for it.

    Args:
        source: name of the stream, for its problems.
        site: as `make_tracker`, and so `pad_deg` and `vehicle`.
        azimuth_deg: of the launch, for streams of speed and height alone.
        liftoff: as an ISO instant, for streams with UTC times.
        sensors: latitude, longitude [degrees] and height [m] by name.

    Raises:
        InputError: a name or instant that nobody knows, a place off the Earth, an azimuth that is none.
    """
    reader = StreamReader(path=source)
    if liftoff:
        reader.liftoff = read_instant(liftoff)
        if reader.liftoff is None:
            raise InputError(f"lift-off {liftoff!r} is no instant", hint="write it as 2018-07-25T11:39:26Z")
    for name, place in sensors.items():
        _check_place(place)
        reader.add_sensor(name.strip(), place)
    if pad_deg is not None:
        _check_place(pad_deg)
    if azimuth_deg is not None and not -360.0 <= azimuth_deg <= 360.0:
        raise InputError(f"azimuth {azimuth_deg:g} is no bearing", hint="write degrees from north, as 98 or -12.5")
    if vehicle is not None and find_vehicle(vehicle) is None:
        raise InputError(f"no vehicle is called {vehicle!r}", hint=_vehicle_hint(vehicle))
    try:
        reader.pad = _position_of(find_pad(site, pad_deg))
    except CatalogError as error:
        raise InputError(str(error.args[0]), hint=error.hint) from error
    reader.azimuth = math.radians(azimuth_deg) if azimuth_deg is not None else None
    return reader


def begin(
    *,
    source: str,
    site: str | None = None,
    pad_deg: tuple[float, ...] | None = None,
    vehicle: str | None = None,
    azimuth_deg: float | None = None,
    liftoff: str | None = None,
    clock: bool = True,
    sensors: Mapping[str, tuple[float, float, float]] = NO_SENSORS,
    flights: int = 6000,
    prompt: bool = False,
    seed: int = 1,
    progress: Progress | None = None,
) -> tuple[StreamReader, Tracker]:
    """A reader of lines and the tracker that takes what it reads.

    Args:
        source: as `begin_reading`, and so `azimuth_deg`, `liftoff`, `sensors`.
        site: as `make_tracker`, and so `pad_deg`, `vehicle`, `flights`, `prompt`, `seed`, `progress`.
        clock: whether bare times count from lift-off.

    Raises:
        InputError: as `begin_reading`.
    """
    if pad_deg is None:
        site = pad_left(site, vehicle)
    reader = begin_reading(
        source=source,
        site=site,
        pad_deg=pad_deg,
        vehicle=vehicle,
        azimuth_deg=azimuth_deg,
        liftoff=liftoff,
        sensors=sensors,
    )
    tracker = make_tracker(
        site=site,
        pad_deg=pad_deg,
        vehicle=vehicle,
        azimuth=reader.azimuth,
        from_liftoff=clock,
        flights=flights,
        prompt=prompt,
        seed=seed,
        source=source,
        progress=progress,
    )
    return reader, tracker


def _position_of(place: Site | None) -> tuple[float, float, float] | None:
    """Latitude, longitude [rad], height [m]."""
    if place is None:
        return None
    return math.radians(place.latitude_deg), math.radians(place.longitude_deg), place.height


def _check_place(place_deg: tuple[float, ...]) -> None:
    if not (abs(place_deg[0]) <= 90.0 and abs(place_deg[1]) <= 360.0 and all(map(math.isfinite, place_deg))):
        raise InputError(f"{place_deg} is no place on the Earth", hint="write latitude, longitude in degrees")


def find_pad(site: str | None, pad_deg: tuple[float, ...] | None) -> Site | None:
    """The pad that was named or placed; None when neither was.

    Raises:
        CatalogError: no site of that name.
    """
    if pad_deg is not None:
        near = nearest_sites(pad_deg[0], pad_deg[1], within=PAD_NEAR_SITE)
        return Site(
            id="pad",
            name=near[0].name if near else "the pad",
            latitude_deg=pad_deg[0],
            longitude_deg=pad_deg[1],
            height=near[0].height if near else 0.0,
            country=near[0].country if near else "",
            timezone=near[0].timezone if near else "UTC",
        )
    if site is None:
        return None
    found = find_site(site)
    if found is None:
        raise CatalogError(f"no site is called {site!r}", hint=hint_at(near_sites(site), "give --pad LAT,LON instead"))
    return found


def _vehicle_hint(name: str) -> str:
    return hint_at(near_vehicles(name), "leave --vehicle out for generic classes")


def kind_prior(site: Site, vehicle: str | None) -> float:
    """Probability of a launch to orbit before anything is seen: as `assess` has it where a vehicle is named, else even.

    What a site launched before is left out, so that the odds tell what was seen: a missile from a busy site is news.
    """
    named = find_vehicle(vehicle) if vehicle is not None else None
    return ORBITAL_PRIOR if named is None else orbital_prior(site, None, named=named)


def candidates(vehicle: str | None, site: str | None = None) -> tuple[tuple[Vehicle, FlightKind, float], ...]:
    """Vehicles that may fly, with kind and probability within it; a named one stands alone for its kind.

    Args:
        vehicle: by name; None: generic classes, and what has flown from the site.
        site: by name or id; None: generic classes alone.

    Raises:
        CatalogError: no vehicle of that name.
    """
    classes = generic_classes()
    orbital = [(item, 1.0) for item in classes if item.kind == "orbital"]
    ballistic = [(item, 1.0) for item in classes if item.kind == "ballistic"]
    if vehicle is not None:
        named = find_vehicle(vehicle)
        if named is None:
            raise CatalogError(f"no vehicle is called {vehicle!r}", hint=_vehicle_hint(vehicle))
        if named.kind == "orbital":
            orbital = [(named, 1.0)]
        else:
            ballistic = [(named, 1.0)]
    elif site is not None and find_site(site) is not None:
        flown = _flown_from(site)
        share = KNOWN_SHARE / (1.0 - KNOWN_SHARE) * len(orbital) if flown else 0.0
        orbital += [(item, share * part) for item, part in flown]
    whole = sum(part for _, part in orbital)
    return (
        *((item, FlightKind.ORBITAL, part / whole) for item, part in orbital),
        *((item, FlightKind.BALLISTIC, part / len(ballistic)) for item, part in ballistic),
    )


def _flown_from(site: str) -> list[tuple[Vehicle, float]]:
    """The vehicles that flew most from a site, the latest launches counting most, with shares that sum to 1."""
    launches = find_launches(site=site)
    counts: dict[str, float] = {}
    vehicles: dict[str, Vehicle] = {}
    for launch in launches:
        item = vehicle_of_launch(launch)
        if item is not None and item.kind == "orbital":
            age = (launches[-1].liftoff - launch.liftoff).days / 365.25
            vehicles[item.id] = item
            counts[item.id] = counts.get(item.id, 0.0) + math.exp(-age / FORGOTTEN)
    chosen = sorted(counts, key=lambda id: -counts[id])[:MOST_KNOWN]
    # One more for each: what flies seldom flies, too.
    total = sum(counts[id] + 1.0 for id in chosen)
    return [(vehicles[id], (counts[id] + 1.0) / total) for id in chosen]

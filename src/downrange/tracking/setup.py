"""A tracker from what is known beforehand: site, vehicle, azimuth; the bank is drawn here."""

from __future__ import annotations

import math

from downrange.catalog.sites import find_site, nearest_sites
from downrange.catalog.vehicles import find_vehicle, generic_classes
from downrange.errors import CatalogError
from downrange.inference.explanations import failure_rate
from downrange.records.explanation import FlightKind
from downrange.records.place import Site
from downrange.records.vehicle import Vehicle
from downrange.tracking.bank import ALL_MOVES, MOVES_AN_UPDATE, Progress, draw_bank
from downrange.tracking.compiling import compile_apart
from downrange.tracking.tracker import Tracker

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
    progress: Progress | None = None,
) -> Tracker:
    """A tracker ready for its first sighting.

    Args:
        site: name of the launch site or pad.
        pad_deg: latitude and longitude in degrees, instead.
        vehicle: name; None: generic classes.
        azimuth: of the launch, for streams of speed and height alone [rad]; None: due east.
        from_liftoff: whether the stream's zero is lift-off.
        flights: in the bank; 0 or no place known: the filter alone.
        prompt: an update may not wait: the bank's moves are spread over later ones.
        seed: of the bank.
        progress: called while the bank is drawn.

    Raises:
        CatalogError: no site or vehicle of that name.
    """
    compile_apart()
    place = find_pad(site, pad_deg)
    bank = None
    if place is not None and flights > 0:
        vehicles = candidates(vehicle)
        rate = failure_rate(vehicle, None)
        bank = draw_bank(
            place,
            vehicles,
            flights=flights,
            failure_rate=rate,
            clock_known=from_liftoff,
            moves=MOVES_AN_UPDATE if prompt else ALL_MOVES,
            seed=seed,
            progress=progress,
        )
    pad = None
    if place is not None:
        pad = math.radians(place.latitude_deg), math.radians(place.longitude_deg), place.height
    return Tracker(pad=pad, azimuth=math.pi / 2 if azimuth is None else azimuth, from_liftoff=from_liftoff, bank=bank)


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
        raise CatalogError(f"no site is called {site!r}", hint="give --pad LAT,LON instead")
    return found


def candidates(vehicle: str | None) -> tuple[tuple[Vehicle, FlightKind, float], ...]:
    """Vehicles that may fly, with kind and probability within it; a named one stands alone for its kind.

    Raises:
        CatalogError: no vehicle of that name.
    """
    classes = generic_classes()
    orbital = [item for item in classes if item.kind == "orbital"]
    ballistic = [item for item in classes if item.kind == "ballistic"]
    if vehicle is not None:
        named = find_vehicle(vehicle)
        if named is None:
            raise CatalogError(f"no vehicle is called {vehicle!r}", hint="leave --vehicle out for generic classes")
        if named.kind == "orbital":
            orbital = [named]
        else:
            ballistic = [named]
    return (
        *((item, FlightKind.ORBITAL, 1.0 / len(orbital)) for item in orbital),
        *((item, FlightKind.BALLISTIC, 1.0 / len(ballistic)) for item in ballistic),
    )

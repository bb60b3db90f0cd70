"""Notices to launches: which catalog launch, or which site, a set of warned areas belongs to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from downrange.catalog.launches import find_launches, load_launches
from downrange.catalog.sectors import BEYOND_SECTORS, azimuth_sectors
from downrange.catalog.sites import all_sites, find_site
from downrange.earth.geodesic import bearing_deg, centroid_deg, distance_deg, long_axis, second_moments
from downrange.records.area import Area, AreaKind, Window
from downrange.records.launch import CatalogLaunch
from downrange.records.place import Site

FARTHEST_FIRST_AREA = 11e6
"""The nearest area of a launch lies within this distance of its pad [m]; the farthest of 35 launches, with only an
upper-stage area in hand, was at 10,000 km."""
NEAR_FIRST_AREA, NEARNESS_WIDTH, FARTHEST_LOG_ODDS = 1.2e6, 1.2e6, -4.0
"""How the nearest area's distance from the pad is spread beyond the usual [m]."""
CROSS_TRACK_WIDTH = math.radians(6.0)
"""How far the first area's bearing misses the bearing of the others, one standard deviation: 40 % of the near areas in
15 notices miss the straight azimuth by more than 6 degrees, yaw steering being common."""
TURNED_SHARE = 0.3
"""Share of areas that are off the line altogether: doglegs, fairings, recovery areas."""
AXIS_WIDTH, AXIS_ODD = math.radians(12.0), 0.2
"""How far the long axis of an area is off the great circle from the pad over it, and the share of areas that were drawn
some other way: of 4 to 15 degrees about the likeliest for the sites of 53 launches of the learn half, as if no launch
were known in their windows."""
IN_WINDOW_ODDS = 60.0
"""Odds that a catalog launch in the windows is the one warned of, against a site that launches ten times in five years
and did not launch then: notices of a scrubbed day are replaced within days."""
AT_PAD, AT_PAD_ODDS = 60e3, 30.0
"""An area whose middle is this near a site [m] is its launch danger area, and speaks for the site with these odds."""
LATE_OPENING = timedelta(minutes=78)
"""Areas that open this long after the earliest one are for a deorbit, not a stage fall (measured on 35 launches)."""
DEORBIT_WITHIN = timedelta(hours=8)
"""Upper stages are brought down within this time of lift-off: areas for it open 1.6 to 6.7 h after (35 launches)."""
WARNED_KINDS = {AreaKind.LAUNCH, AreaKind.STAGE_FALL, AreaKind.REENTRY, AreaKind.MISSILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMatch:
    """One way to place a set of areas: a site, with a catalog launch when one lifted off in the windows."""

    site: Site
    launch: CatalogLaunch | None
    log_weight: float
    probability: float = 0.0


def common_window(areas: Sequence[Area]) -> Window | None:
    """The stretch from the first opening to the last closing of the areas' windows; None without windows."""
    windows = [window for area in areas for window in area.windows]
    if not windows:
        return None
    return Window(start=min(window.start for window in windows), end=max(window.end for window in windows))


def match_sites(areas: Sequence[Area]) -> tuple[SiteMatch, ...]:
    """Sites that a set of warned areas can belong to, likeliest first; probabilities sum to 1.

    A catalog launch that lifted off while every area was open weighs most; then how well the areas line up from the
    site, and how often the site launches.
    """
    warned = _warned(areas)
    if not warned:
        return ()
    places = _places(warned)
    matches: list[SiteMatch] = []
    for launch in _launches_in(warned):
        site = find_site(launch.site)
        if site is not None and (fit := _alignment(site, places)) is not None:
            matches.append(SiteMatch(site=site, launch=launch, log_weight=fit + math.log(IN_WINDOW_ODDS)))
    rates = _launch_rates(warned)
    for site in all_sites():
        rate = rates.get(site.id, 0)
        if rate and (fit := _alignment(site, places)) is not None:
            matches.append(SiteMatch(site=site, launch=None, log_weight=fit + math.log(rate / 10.0)))
    if not matches:
        return ()
    top = max(match.log_weight for match in matches)
    total = sum(math.exp(match.log_weight - top) for match in matches)
    ranked = sorted(matches, key=lambda match: -match.log_weight)
    return tuple(
        SiteMatch(
            site=match.site,
            launch=match.launch,
            log_weight=match.log_weight,
            probability=math.exp(match.log_weight - top) / total,
        )
        for match in ranked
    )


def alignment(site: Site, areas: Sequence[Area]) -> float | None:
    """Log of how well warned areas line up from a site [nat]; None when they cannot belong to it, or there are none."""
    warned = _warned(areas)
    return _alignment(site, _places(warned)) if warned else None


def _warned(areas: Sequence[Area]) -> list[Area]:
    """Areas that a launch may have closed for its ascent."""
    return [area for area in areas if area.kind in WARNED_KINDS and not opens_late(area, areas)]


class _Place(NamedTuple):
    """Middle of a warned area, degrees, and its long axis, east and north; None where it is not long."""

    center_deg: tuple[float, float]
    axis: tuple[float, float] | None


def _places(areas: Sequence[Area]) -> list[_Place]:
    rings = [area.rings_deg[0] for area in areas]
    centers = [centroid_deg(ring) for ring in rings]
    return [
        _Place(center, long_axis(second_moments(ring, center))) for ring, center in zip(rings, centers, strict=True)
    ]


def opens_late(area: Area, areas: Sequence[Area]) -> bool:
    """Whether an area opens so long after others open on the same day that it is for a deorbit."""
    starts = [window.start for window in area.windows]
    others = [window.start for other in areas if other.id != area.id for window in other.windows]
    if not starts or not others:
        return False
    same_day = [start for start in others if timedelta(0) <= min(starts) - start <= timedelta(hours=10)]
    return bool(same_day) and min(starts) - min(same_day) >= LATE_OPENING


def open_at(area: Area, instant: datetime, *, margin: timedelta = timedelta(0)) -> bool:
    """Whether one of the area's windows holds the instant, with a margin on either side."""
    return any(window.start - margin <= instant <= window.end + margin for window in area.windows)


def launch_at(site: Site, areas: Sequence[Area]) -> CatalogLaunch | None:
    """The catalog launch from a known site that lifted off in the areas' windows, if there is just one nearest.

    Where none did, the areas may be for a deorbit alone: then the last launch from the site in the hours before.
    """
    found = [launch for launch in _launches_in(areas) if _same_site(launch, site)]
    if found:
        return found[0]
    starts = sorted(window.start for area in areas for window in area.windows)
    before = [
        launch
        for start in starts
        for launch in find_launches(start=start - DEORBIT_WITHIN, end=start)
        if _same_site(launch, site)
    ]
    return before[-1] if before else None


def _same_site(launch: CatalogLaunch, site: Site) -> bool:
    other = find_site(launch.site)
    return other is not None and (
        other.id == site.id
        or distance_deg(site.latitude_deg, site.longitude_deg, other.latitude_deg, other.longitude_deg) < 80e3
    )


def _launches_in(areas: Sequence[Area]) -> list[CatalogLaunch]:
    """Catalog launches in the windows, those for which the most areas were open first; areas may open later."""
    window = common_window(areas)
    if window is None:
        return []
    dated = [area for area in areas if area.windows]
    scored: list[tuple[int, datetime, CatalogLaunch]] = []
    for launch in find_launches(start=window.start - LATE_OPENING, end=window.end):
        count = sum(any(w.start - LATE_OPENING <= launch.liftoff <= w.end for w in area.windows) for area in dated)
        if count:
            scored.append((-count, launch.liftoff, launch))
    most = min((count for count, *_ in scored), default=0)
    return [launch for count, _, launch in sorted(scored, key=lambda row: row[:2]) if count <= 0.5 * most]


def _alignment(site: Site, places: Sequence[_Place]) -> float | None:
    """Log of how well areas line up from a site, and lie along the way from it; None when they cannot belong to it."""
    pad = site.latitude_deg, site.longitude_deg
    reach = sorted(((distance_deg(*pad, *place.center_deg), place) for place in places), key=lambda pair: pair[0])
    if reach[0][0] > FARTHEST_FIRST_AREA:
        return None
    far = [place for distance, place in reach if distance > 100e3][:3]
    if not far:
        return 0.0
    bearings = [math.radians(bearing_deg(*pad, *place.center_deg)) for place in far]
    mean = math.atan2(sum(map(math.sin, bearings)), sum(map(math.cos, bearings)))
    misses = [math.remainder(bearing - mean, math.tau) / CROSS_TRACK_WIDTH for bearing in bearings]
    aligned = sum(math.log((1.0 - TURNED_SHARE) * math.exp(-0.5 * miss * miss) + TURNED_SHARE * 0.1) for miss in misses)
    along = sum(_log_along(pad, place) for place in far)
    beyond = max(0.0, reach[0][0] - NEAR_FIRST_AREA) / NEARNESS_WIDTH
    at_pad = math.log(AT_PAD_ODDS) if reach[0][0] < AT_PAD else 0.0
    return at_pad + max(-0.5 * beyond**2, FARTHEST_LOG_ODDS) + aligned + along + _log_allowed(site, mean)


def _log_along(pad_deg: tuple[float, float], place: _Place) -> float:
    """Log density of the axis of an area on the great circle from a pad over it; 0 is that of any axis."""
    if place.axis is None:
        return 0.0
    course = math.radians(bearing_deg(*place.center_deg, *pad_deg))
    off = math.asin(min(1.0, abs(place.axis[0] * math.cos(course) - place.axis[1] * math.sin(course)))) / AXIS_WIDTH
    narrow = math.sqrt(0.5 * math.pi) / AXIS_WIDTH * math.exp(-0.5 * off * off)
    return math.log((1.0 - AXIS_ODD) * narrow + AXIS_ODD)


def _log_allowed(site: Site, bearing: float) -> float:
    """Log density of a bearing from a site by its sectors of launch azimuths; 0 where none are known."""
    sectors = azimuth_sectors(site)
    if not sectors:
        return 0.0
    share = min(sum(last - first for first, last in sectors) / math.tau, 1.0 - BEYOND_SECTORS)
    inside = any((bearing - first) % math.tau <= last - first for first, last in sectors)
    return math.log((1.0 - BEYOND_SECTORS) / share if inside else BEYOND_SECTORS / (1.0 - share))


def _launch_rates(areas: Sequence[Area]) -> dict[str, int]:
    """Launches by site in the five years around the areas' windows, or around the last launch known."""
    window = common_window(areas)
    launches = load_launches()
    last = launches[-1].liftoff
    middle = min(window.start, last) if window else last
    rates: dict[str, int] = {}
    for launch in launches:
        if abs((launch.liftoff - middle).days) < 913:
            rates[launch.site] = rates.get(launch.site, 0) + 1
    return rates

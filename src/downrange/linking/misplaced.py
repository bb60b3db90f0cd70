"""A pad, a lift-off or a warning at the wrong place or time, as far as it shows before anything is flown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from downrange.catalog.sites import find_site
from downrange.earth.geodesic import distance_deg
from downrange.linking.areas import FALL_MARGIN
from downrange.linking.origin import chance_of_launch
from downrange.linking.windows import DEORBIT_WITHIN, SiteMatch, alignment, match_sites
from downrange.records.area import Area
from downrange.records.dossier import Conflict
from downrange.records.launch import Case, CatalogLaunch
from downrange.records.place import Site
from downrange.wording import say

PAD_OFF = 100e3
"""A pad this far from its site [m] is told wrong, or the site is."""
OFF_LINE = 3.0
"""Areas that line up worse with the pad by this [nat] than with a site of the catalog do not line up with the pad."""
SURE_MATCH = 0.7
"""A catalog launch found by windows and lines is taken at its word from this probability on."""


def pad_conflicts(
    case: Case, site: Site | None, catalog: CatalogLaunch | None, areas: tuple[Area, ...]
) -> tuple[Conflict, ...]:
    """A stated pad far from the stated site, or from the site whose launch the areas' windows and line find."""
    if site is None or case.pad_deg is None:
        return ()
    named = find_site(case.site) if case.site else None
    found: list[Conflict] = []
    if named is not None and (off := _apart(named, case.pad_deg)) > PAD_OFF:
        what = "The pad stated is {km:.0f} km from {site}, which is stated, too."
        found.append(Conflict(claims=(), what=say("conflict.pad", what, km=off / 1e3, site=named.name)))
    matches = match_sites(areas) if catalog is None and areas else ()
    found += _off_line(case.pad_deg, matches, areas)
    sure = [best for best in matches[:1] if best.probability * (1.0 - chance_of_launch(areas, None)) > SURE_MATCH]
    for best in sure:
        off = _apart(best.site, case.pad_deg)
        if best.launch is None or off < PAD_OFF:
            continue
        what = say(
            "conflict.pad-of-areas",
            "The areas and their windows are those of {tag} from {site}, {km:.0f} km from the pad stated.",
            tag=best.launch.tag,
            site=best.site.name,
            km=off / 1e3,
        )
        found.append(Conflict(claims=tuple(area.id for area in areas), what=what))
    return tuple(found)


def _off_line(pad_deg: tuple[float, float], matches: Sequence[SiteMatch], areas: Sequence[Area]) -> list[Conflict]:
    """A stated pad that the areas do not line up with, while they do with a site of the catalog."""
    best = matches[0] if matches and matches[0].launch is None else None
    if best is None or best.probability < SURE_MATCH or (off := _apart(best.site, pad_deg)) < PAD_OFF:
        return []
    own = replace(best.site, latitude_deg=pad_deg[0], longitude_deg=pad_deg[1])
    here, there = (alignment(site, areas) for site in (own, best.site))
    if there is None or (here is not None and here > there - OFF_LINE):
        return []
    what = say(
        "conflict.pad-off-line",
        "The areas do not line up with the pad stated, but do with {site}, {km:.0f} km from it: check the pad.",
        site=best.site.name,
        km=off / 1e3,
    )
    return [Conflict(claims=tuple(area.id for area in areas), what=what)]


def window_conflicts(liftoff: datetime | None, areas: Sequence[Area]) -> list[Conflict]:
    """Messages none of whose areas is closed at the lift-off stated, nor for a deorbit after it."""
    if liftoff is None:
        return []
    by_message: dict[str, list[Area]] = {}
    for area in areas:
        if area.windows:
            by_message.setdefault(area.message, []).append(area)
    found: list[Conflict] = []
    for message, items in by_message.items():
        windows = [window for area in items for window in area.windows]
        if any(window.start - DEORBIT_WITHIN <= liftoff <= window.end + FALL_MARGIN for window in windows):
            continue
        nearest = min(windows, key=lambda window: min(abs(window.start - liftoff), abs(window.end - liftoff)))
        what = say(
            "conflict.window",
            "{message} closes nothing at the lift-off stated, {liftoff} UTC: its nearest window is {start} to {end} "
            "UTC. Check the time, or the message is for another launch or another day.",
            message=message,
            liftoff=f"{liftoff:%Y-%m-%d %H:%M}",
            start=f"{nearest.start:%Y-%m-%d %H:%M}",
            end=f"{nearest.end:%Y-%m-%d %H:%M}",
        )
        found.append(Conflict(claims=tuple(area.id for area in items), what=what))
    return found


def _apart(site: Site, place_deg: tuple[float, float]) -> float:
    return distance_deg(site.latitude_deg, site.longitude_deg, *place_deg)

"""A case to its launches: which evidence speaks of the same launch, where it flew from, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from downrange.catalog.launches import fell_short, find_by_tag, find_launches, local_day
from downrange.catalog.sites import find_site, nearest_sites, pad_of
from downrange.catalog.vehicles import vehicle_of_launch
from downrange.linking.areas import fall_areas, notice_statements
from downrange.linking.designated import launch_by_designator, of_other_launches
from downrange.linking.disputed import disputed
from downrange.linking.events import link_events
from downrange.linking.groups import SAME_LAUNCH, Group, event_instant, events_by_launch
from downrange.linking.misplaced import SURE_MATCH, pad_conflicts, window_conflicts
from downrange.linking.observe import instant_of, observe
from downrange.linking.origin import chance_of_launch, orbital_hint
from downrange.linking.relations import relate
from downrange.linking.windows import common_window, launch_at, match_sites, open_at
from downrange.records.area import Area
from downrange.records.claim import Claim, ClaimKind, Hedge, RelationType, Report
from downrange.records.dossier import Conflict, Liftoff
from downrange.records.evidence import LaunchEvidence, ReportedClaim, SiteGuess
from downrange.records.launch import Case, CatalogLaunch
from downrange.records.observation import CATALOG, FallArea, Observation, PointSeries, Statement
from downrange.records.place import Site
from downrange.wording import Said, say


def link_launches(case: Case) -> tuple[LaunchEvidence, ...]:
    """The launches that a case speaks of, each with its evidence; the case's own launch first.

    A case that states a site, a lift-off, or holds notices, telemetry or tracks has a launch of its own; events in its
    reports join it when country and day agree, and stand as launches of their own otherwise only if the case states
    none.
    """
    reports = link_events(case.reports)
    groups = events_by_launch(reports)
    instruments = tuple(case.observations)
    areas = tuple(area for notice in case.notices for area in notice.areas)
    stated = case.liftoff is not None or case.site is not None or case.pad_deg is not None
    if not (stated or instruments or areas):
        wanted = [group for group in groups if _worth_assessing(group)]
        named = case if len(wanted) == 1 else replace(case, title="")
        return tuple(_from_events(named, group, reports) for group in wanted)
    own = _own_group(case, groups, areas)
    return (_own_launch(case, own, reports, instruments, areas),)


def _worth_assessing(group: Group) -> bool:
    """An event that happened, on a day or month that is known."""
    return any(event.status == "occurred" and event.date_local for _, event in group) or all(
        event.status == "planned" for _, event in group
    )


def _own_group(case: Case, groups: Sequence[Group], areas: Sequence[Area]) -> Group:
    """The events that are the case's own launch."""
    window = common_window(areas)
    instant = case.liftoff or (window.start if window else None)
    if instant is None:
        main = [group for group in groups if any(event.role == "main" for _, event in group)]
        return main[0] if main else (groups[0] if groups else [])
    near: list[tuple[timedelta, Group]] = []
    for group in groups:
        times = [moment for _, event in group if (moment := event_instant(event))]
        if times:
            gap = min(abs(moment - instant) for moment in times)
            if gap <= SAME_LAUNCH:
                near.append((gap, group))
    return [pair for _, group in sorted(near, key=lambda item: item[0]) for pair in group]


def _claims_of(group: Group) -> tuple[ReportedClaim, ...]:
    return tuple(
        ReportedClaim(claim=claim, report=report.id)
        for report, event in group
        for claim in (*report.claims, *report.orbits)
        if claim.event == event.id
    )


def _from_events(case: Case, group: Group, reports: Sequence[Report]) -> LaunchEvidence:
    return _build(case, group, reports, site=None, catalog=None, instruments=(), areas=(), site_note="", guesses=())


def _own_launch(
    case: Case, group: Group, reports: Sequence[Report], instruments: tuple[Observation, ...], areas: tuple[Area, ...]
) -> LaunchEvidence:
    site = stated_site(case)
    catalog: CatalogLaunch | None = None
    note, guesses = "", ()
    if site is None and areas and not group:
        matches = match_sites(areas)
        by_site: dict[str, SiteGuess] = {}
        for match in matches:
            known = by_site.get(match.site.id)
            why = _why(match.launch)
            total = match.probability + (known.probability if known else 0.0)
            by_site[match.site.id] = SiteGuess(site=match.site, probability=total, why=known.why if known else why)
        guesses = tuple(sorted(by_site.values(), key=lambda guess: -guess.probability)[:5])
        if guesses:
            site = guesses[0].site
            catalog = next((match.launch for match in matches if match.launch and match.site.id == site.id), None)
            note = say(
                "note.site",
                "No site was given; the windows and the line of the areas make it {site} "
                "with probability {p:.2f} ({why}).",
                site=site.name,
                p=guesses[0].probability,
                why=guesses[0].why,
            )
    elif site is not None and areas and catalog is None:
        catalog = launch_at(site, areas)
    conflicts = (*pad_conflicts(case, site, catalog, areas), *window_conflicts(case.liftoff, areas))
    return _build(
        case,
        group,
        reports,
        site=site,
        catalog=catalog,
        instruments=instruments,
        areas=areas,
        site_note=note,
        guesses=guesses,
        conflicts=conflicts,
    )


def _why(launch: CatalogLaunch | None) -> Said:
    """What speaks for a site that nobody stated."""
    if launch is None:
        return say("note.line", "lines up with the areas")
    return say("note.window", "catalog launch {tag} in the window", tag=launch.tag)


def stated_site(case: Case) -> Site | None:
    """The site or pad that the user states; a bare pad takes the name of the nearest site within 60 km."""
    site = find_site(case.site) if case.site else None
    if case.pad_deg is None:
        return site
    latitude_deg, longitude_deg = case.pad_deg
    near = [site] if site else list(nearest_sites(latitude_deg, longitude_deg, within=60e3))
    if near:
        return replace(near[0], latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    return Site(
        id="stated-pad",
        name=f"pad at {latitude_deg:.3f}, {longitude_deg:.3f}",
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        country="",
        timezone="UTC",
        source="stated by the user",
    )


def _build(
    case: Case,
    group: Group,
    reports: Sequence[Report],
    *,
    site: Site | None,
    catalog: CatalogLaunch | None,
    instruments: tuple[Observation, ...],
    areas: tuple[Area, ...],
    site_note: str,
    guesses: tuple[SiteGuess, ...],
    conflicts: tuple[Conflict, ...] = (),
) -> LaunchEvidence:
    tag = next((event.catalog for _, event in group if event.catalog), None)
    catalog = catalog or (find_by_tag(tag) if tag else None)
    if catalog is None and site is None:
        catalog = launch_by_designator(instruments)
    site = site or _event_site(group) or (_pad(catalog) if catalog else None)
    if catalog is None and site is not None and case.liftoff is not None:
        start, end = case.liftoff - timedelta(minutes=30), case.liftoff + timedelta(minutes=30)
        near = nearest_sites(site.latitude_deg, site.longitude_deg, within=60e3) or (site,)
        known = [item for item in near if find_site(item.id) is not None]  # not a pad far from every site
        nearby = [launch for item in known for launch in find_launches(start=start, end=end, site=item.id)]
        catalog = nearby[0] if len(nearby) == 1 else None
    instruments, others = of_other_launches(instruments, catalog, case.liftoff)
    reported = _claims_of(group)
    liftoff = _liftoff(case, catalog, reported, group, areas, site)
    from_claims, unused = observe(reported, site=site, liftoff=liftoff.utc, planned=_planned(group))
    sure = not guesses or not _by_chance(catalog, guesses, areas)
    told = disputed(
        (*from_claims, *_catalog_statements(catalog, sure=sure)), listed_in_orbit=sure and _in_orbit(catalog)
    )
    observations = (
        *fall_areas(areas, liftoff.utc),
        *_in_flight_time(instruments, liftoff),
        *(item for item in told if item.origin != CATALOG),
        *notice_statements(areas),
        *_stated_missile(case),
        *(item for item in told if item.origin == CATALOG),
    )
    identity = (
        (catalog.tag if catalog else None) or next((event.key for _, event in group if event.key), None) or case.id
    )
    flown = any(not isinstance(item, FallArea) for item in (*instruments, *from_claims))
    return LaunchEvidence(
        id=identity,
        title=case.title or _title(group, catalog, site, case),
        site=site,
        site_note=site_note,
        site_guesses=guesses,
        liftoff=liftoff,
        vehicle=case.vehicle or _event_vehicle(group) or (catalog.vehicle if catalog else None),
        catalog=catalog,
        catalog_note=_catalog_note(catalog, group, areas),
        planned=not flown,
        observations=observations,
        claims=reported,
        unused=unused,
        areas=(*areas, *(item.area for item in from_claims if isinstance(item, FallArea))),
        conflicts=(*_conflicts(group, reports), *_listed_otherwise(reported, catalog), *conflicts, *others),
        orbital_hint=orbital_hint(areas, catalog, guessed=bool(guesses)),
    )


def _by_chance(catalog: CatalogLaunch | None, guesses: Sequence[SiteGuess], areas: Sequence[Area]) -> bool:
    """Whether a launch of the catalog may well be in the windows by chance: they are long, or other sites fit, too."""
    here = sum(guess.probability for guess in guesses if catalog is not None and guess.site.id == catalog.site)
    return here * (1.0 - chance_of_launch(areas, None)) < SURE_MATCH


def _planned(group: Group) -> bool:
    return bool(group) and all(event.status == "planned" for _, event in group)


def _event_site(group: Group) -> Site | None:
    for _, event in group:
        if event.site and (site := find_site(event.site)):
            return site
    return None


def _event_vehicle(group: Group) -> str | None:
    return next((event.vehicle for _, event in group if event.vehicle), None)


def _liftoff(
    case: Case,
    catalog: CatalogLaunch | None,
    reported: Sequence[ReportedClaim],
    group: Group,
    areas: Sequence[Area],
    site: Site | None,
) -> Liftoff:
    """Lift-off from, in this order: the user, the catalog, the claimed instants, the day, the windows."""
    claimed = sorted(
        instant
        for item in reported
        if item.claim.kind is ClaimKind.TIME
        and item.claim.role == "launch"
        and item.claim.hedge not in {Hedge.NEGATED, Hedge.UNKNOWN}
        and (instant := instant_of(item.claim))
    )
    utc = case.liftoff or (catalog.liftoff if catalog else None) or (claimed[0] if claimed else None)
    known = [instant for instant in (utc, *claimed) if instant is not None]
    if known:
        return Liftoff(utc=utc, earliest=min(known), latest=max(known))
    day = next((event.date_local for _, event in group if event.date_local and len(event.date_local) == 10), None)
    if day:
        zone = ZoneInfo(site.timezone) if site else UTC
        start = datetime.combine(datetime.fromisoformat(day).date(), time(0), tzinfo=zone).astimezone(UTC)
        return Liftoff(utc=None, earliest=start, latest=start + timedelta(days=1))
    window = common_window(areas)
    return Liftoff(utc=None, earliest=window.start if window else None, latest=window.end if window else None)


def _in_flight_time(instruments: Sequence[Observation], liftoff: Liftoff) -> list[Observation]:
    """Tracks stamped with a clock get seconds after lift-off once lift-off is known."""
    placed: list[Observation] = []
    for item in instruments:
        if isinstance(item, PointSeries) and item.start is not None and liftoff.utc is not None:
            shift = (item.start - liftoff.utc).total_seconds()
            item = replace(item, times=tuple(moment + shift for moment in item.times), start=liftoff.utc)
        placed.append(item)
    return placed


def _stated_missile(case: Case) -> tuple[Statement, ...]:
    """That the user names a missile or a sounding rocket: a statement on what was launched, as when a report does."""
    if case.missile is None or case.vehicle is None:
        return ()
    return (Statement(id="obs-stated-vehicle", about="class", value=case.missile, words=case.vehicle),)


def _catalog_statements(catalog: CatalogLaunch | None, *, sure: bool) -> tuple[Statement, ...]:
    """What the launch catalog says: an attempt to reach orbit, and whether it did. Statements, never physics."""
    if catalog is None:
        return ()
    common: dict[str, Any] = {"claims": (f"gcat-{catalog.tag}",), "origin": CATALOG, "confidence": 0.98}
    common["hedge"] = "fact" if sure else "possible"
    words = f"GCAT lists {catalog.tag} as a launch to orbit"
    attempt = Statement(id=f"obs-gcat-class-{catalog.tag}", about="class", value="sat", words=words, **common)
    if not catalog.failed and not _in_orbit(catalog):
        return (attempt,)
    outcome = "failure" if catalog.failed else "success"
    words = f"{words}: {outcome}"
    ended = Statement(id=f"obs-gcat-outcome-{catalog.tag}", about="outcome", value=outcome, words=words, **common)
    return attempt, ended


def _in_orbit(catalog: CatalogLaunch | None) -> bool:
    """Whether the catalog has the launch in an orbit that it was meant for."""
    return catalog is not None and not (catalog.failed or catalog.marginal or fell_short(catalog.tag))


def _catalog_note(catalog: CatalogLaunch | None, group: Group, areas: Sequence[Area]) -> str:
    if catalog is None:
        return say("note.not-joined", "Not joined: no launch of the catalog matches country, day and class.")
    how = say("note.by-site", "site and lift-off time")
    if group:
        how = say("note.by-report", "country, day and class of the report")
    elif areas:
        how = say("note.by-windows", "the notice's windows")
    agree = [area for area in areas if open_at(area, catalog.liftoff)]
    row = f"{catalog.tag} ({catalog.vehicle}, {catalog.liftoff:%Y-%m-%d %H:%M} UTC)"
    if not areas:
        return say("note.joined", "Joined to {row} by {how}. Source: J. McDowell, GCAT.", row=row, how=how)
    return say(
        "note.joined-open",
        "Joined to {row} by {how}; {open} of {all} areas were open at lift-off. Source: J. McDowell, GCAT.",
        row=row,
        how=how,
        open=len(agree),
        all=len(areas),
    )


def _pad(launch: CatalogLaunch) -> Site | None:
    """The pad of a catalog launch where it is known, else its site."""
    return pad_of(launch) or find_site(launch.site)


def _title(group: Group, catalog: CatalogLaunch | None, site: Site | None, case: Case) -> str:
    if catalog is not None:
        day = local_day(catalog)
        vehicle = vehicle_of_launch(catalog)
        name = vehicle.name if vehicle else catalog.vehicle
        month = say(f"month.{day.month}", f"{day:%B}")
        return say("title.day", "{name}, {day} {month} {year}", name=name, day=day.day, month=month, year=day.year)
    for _, event in group:
        by = say("title.by", "launch by {actor}", actor=event.actor) if event.actor else None
        parts = [part for part in (event.vehicle or by, event.date_local) if part]
        if parts:
            return say("title.parts", "{who}, {day}", who=parts[0], day=parts[1]) if len(parts) > 1 else parts[0]
    return say("title.from", "Launch from {site}", site=site.name) if site else case.id


def _conflicts(group: Group, reports: Sequence[Report]) -> tuple[Conflict, ...]:
    """Contradictions between claims of this launch, within and across its reports."""
    claims: dict[str, Claim] = {item.claim.id: item.claim for item in _claims_of(group)}
    seen: set[tuple[str, str]] = set()
    conflicts: list[Conflict] = []
    for relation in relate([report for report in reports if any(report.id == mine.id for mine, _ in group)]):
        pair = (relation.a, relation.b)
        if relation.type is RelationType.CONTRADICT and pair not in seen and set(pair) <= claims.keys():
            seen.add(pair)
            a, b = claims[relation.a], claims[relation.b]
            conflicts.append(Conflict(claims=pair, what=say("conflict.two", "{a}, but {b}", a=_said(a), b=_said(b))))
    return tuple(conflicts)


def _listed_otherwise(reported: Sequence[ReportedClaim], catalog: CatalogLaunch | None) -> tuple[Conflict, ...]:
    """Outcomes that sources stand by and the catalog has otherwise."""
    if catalog is None:
        return ()
    if not catalog.failed and not _in_orbit(catalog):
        return ()
    if catalog.failed:
        denied, listed = "success", say("conflict.listed-failed", "GCAT lists {tag} as failed", tag=catalog.tag)
    else:
        denied, listed = "failure", say("conflict.listed-in-orbit", "GCAT lists {tag} as in orbit", tag=catalog.tag)
    return tuple(
        Conflict(
            claims=(item.claim.id, f"gcat-{catalog.tag}"),
            what=say("conflict.two", "{a}, but {b}", a=_said(item.claim), b=listed),
        )
        for item in reported
        if item.claim.kind is ClaimKind.OUTCOME
        and item.claim.value == denied
        and item.claim.hedge not in {Hedge.NEGATED, Hedge.UNKNOWN}
    )


def _said(claim: Claim) -> Said:
    who = say(f"source.{claim.chain[0]}", claim.chain[0]) if claim.chain else say("conflict.report", "the report")
    kind = say(f"kind.{claim.kind}", str(claim.kind))
    what = _about(kind, claim.role) if claim.role else kind
    words = claim.text[0] if claim.text else str(claim.value)
    return say("conflict.side", "{who} says of {what}: “{words}”", who=who, what=what, words=words)


def _about(kind: Said, role: str) -> Said:
    return say("conflict.about", "{kind} {role}", kind=kind, role=say(f"role.{role}", role))

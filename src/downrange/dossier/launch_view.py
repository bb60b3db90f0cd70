"""One launch as the page shows it: sentences, cards, figures, tables, and what each number stands on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from downrange.dossier.claims_table import Group, claim_groups
from downrange.dossier.evidence import Evidence, Reference, Stand, slugs
from downrange.dossier.figures import map_extent
from downrange.dossier.figures.basemap import Basemap
from downrange.dossier.figures.frame import Frame, Place
from downrange.dossier.figures.map import ALONE, ASIDE, CLOSE, NARROW, MapShape, draw_map, frame_of
from downrange.dossier.figures.plots import Drawn, draw_plots
from downrange.dossier.problems import problem_on_page
from downrange.dossier.summary import Bar, Card, NumberRow, cards, explanation_bars, failure_bars, headline, number_rows
from downrange.dossier.timeline import Moment, moments
from downrange.dossier.words import Words
from downrange.records.area import Area
from downrange.records.dossier import Dossier, LaunchDossier


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One warned area in the list of evidence."""

    anchor: str
    name: str
    kind: str
    windows: tuple[str, ...]
    where: str
    problems: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicting:
    """Claims that cannot all hold: a sentence, or the sides."""

    what: Markup
    sides: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchView:
    """One launch, ready for the template."""

    slug: str
    record: LaunchDossier
    evidence: Evidence
    kicker: tuple[str, ...]
    headline: Markup
    cards: tuple[Card, ...]
    maps: tuple[tuple[Markup, Markup], ...]
    """(wide, narrow) of each map."""
    map_stands: Markup
    places_named: bool
    """Whether the maps bear places that sources named."""
    off_map: tuple[str, ...]
    catalog_note: Markup
    flight_stands: Markup
    plots: tuple[Drawn, ...]
    explanations: tuple[Bar, ...]
    failures: tuple[tuple[str, list[Bar]], ...]
    numbers: tuple[NumberRow, ...]
    timeline: tuple[Moment, ...]
    groups: tuple[Group, ...]
    conflicts: tuple[Conflicting, ...]
    physics: tuple[Markup, ...]
    cannot_tell: tuple[Markup, ...]
    would_settle: tuple[tuple[Markup, float, Markup], ...]
    areas: tuple[AreaRow, ...]
    stands: tuple[Stand, ...]


def launch_views(dossier: Dossier, words: Words, ground: Basemap) -> list[LaunchView]:
    """Every launch of the dossier, in its order."""
    return [
        _launch(dossier, launch, slug, words, ground)
        for launch, slug in zip(dossier.launches, slugs(dossier), strict=True)
    ]


def _launch(dossier: Dossier, launch: LaunchDossier, slug: str, words: Words, ground: Basemap) -> LaunchView:
    evidence = Evidence(dossier=dossier, launch=launch, words=words, slug=slug)
    head = headline(launch, evidence, words)
    launch = replace(launch, title=evidence.retold(launch.title) or launch.title)
    answers = cards(launch, evidence, words)
    bits = max((each.expected_bits for each in launch.would_settle), default=0.0) or 1.0
    view = {
        "explanations": explanation_bars(launch, evidence, words),
        "failures": failure_bars(launch, evidence, words),
        "numbers": number_rows(launch, evidence, words),
        "timeline": moments(launch, evidence, words),
        "groups": claim_groups(launch, dossier.reports, evidence, words),
        "physics": [evidence.told(line, "summary") for line in launch.physics],
        "cannot_tell": [evidence.told(line, "summary") for line in launch.cannot_tell],
    }
    settle = [
        (
            evidence.told(each.observation, "would_settle"),
            each.expected_bits / bits,
            evidence.num(words("settle.bits", x=words.number(each.expected_bits, 2)), "would_settle"),
        )
        for each in launch.would_settle
    ]
    maps = tuple(_maps(launch, words, ground, slug))
    plots = tuple(draw_plots(launch, words, name=f"{slug}-plot"))
    conflicts = tuple(_conflicts(launch, evidence, words))
    return LaunchView(
        slug=slug,
        record=launch,
        evidence=evidence,
        kicker=tuple(_kicker(launch, words)),
        headline=head,
        cards=tuple(answers),
        maps=maps,
        off_map=tuple(
            words("map.outside", name=name, km=words.number(km, -1)) for name, km in map_extent.off_the_map(launch)
        ),
        catalog_note=evidence.plain(launch.catalog_note),
        plots=plots,
        conflicts=conflicts,
        places_named=bool(map_extent.named_places(launch, words)),
        map_stands=evidence.num(words("evidence.this"), "map") if maps else Markup(""),
        flight_stands=evidence.num(words("evidence.this"), "flight") if plots else Markup(""),
        would_settle=tuple(settle),
        areas=tuple(_areas(launch, evidence, words)),
        **{name: tuple(value) for name, value in view.items()},  # type: ignore[arg-type]
        stands=tuple(evidence.stands()),
    )


def _kicker(launch: LaunchDossier, words: Words) -> list[str]:
    liftoff = launch.liftoff
    parts = [launch.site.name if launch.site is not None else words("head.unknown_site")]
    parts.append(launch.vehicle or words("head.unknown_vehicle"))
    if liftoff.utc is not None:
        parts.append(f"{words('head.liftoff')} {words.day(liftoff.utc)}, {words.clock(liftoff.utc)} UTC")
    elif liftoff.earliest is not None and liftoff.latest is not None:
        parts.append(f"{words('head.liftoff')} {words.stretch(liftoff.earliest, liftoff.latest)}")
    else:
        parts.append(words("head.unknown_time"))
    if launch.catalog is not None:
        parts.append(words("head.catalog", tag=launch.catalog))
    return parts


def _maps(launch: LaunchDossier, words: Words, ground: Basemap, slug: str) -> list[tuple[Markup, Markup]]:
    whole, near = map_extent.everything(launch), map_extent.close_up(launch)
    if len(whole) < 2:
        return []
    if not near:
        return [_both_sizes(launch, words, ground, whole, f"{slug}-map", ALONE, None)]
    return [
        _both_sizes(launch, words, ground, near, f"{slug}-map", CLOSE, None),
        _both_sizes(launch, words, ground, whole, f"{slug}-overview", ASIDE, frame_of(near, CLOSE)),
    ]


def _both_sizes(
    launch: LaunchDossier,
    words: Words,
    ground: Basemap,
    places: list[Place],
    name: str,
    shape: MapShape,
    close: Frame | None,
) -> tuple[Markup, Markup]:
    return (
        draw_map(launch, words, ground, places, name=name, shape=shape, close=close),
        draw_map(launch, words, ground, places, name=f"{name}-small", shape=NARROW, close=close),
    )


def _conflicts(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[Conflicting]:
    """Who says what against whom; the sentence of the record where its claims are not of this launch."""
    claims = {weighed.claim.id: weighed.claim for weighed in launch.claims}
    found: list[Conflicting] = []
    for conflict in launch.conflicts:
        sides = [(one, claims[one]) for one in conflict.claims if one in claims]
        found.append(
            Conflicting(
                what=evidence.told(conflict.what, "summary") if len(sides) != 2 else Markup(""),
                sides=tuple(
                    Reference(
                        href=f"#{evidence.claim_anchor(one)}",
                        text=words("quoted", x=(claim.text or (str(claim.value),))[0]),
                        detail=evidence.who(claim.chain) or words("claims.unnamed"),
                        lang=evidence.lang_of(one),
                    )
                    for one, claim in sides
                ),
            )
        )
    return found


def _where(area: Area, words: Words) -> str:
    """The file and characters that an area was read from; nothing for one that was told in a claim, which says so."""
    first, last = area.provenance.span
    return words("evidence.area_from", path=area.provenance.path, a=first, b=last) if area.provenance.path else ""


def _areas(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[AreaRow]:
    return [
        AreaRow(
            anchor=evidence.area_anchor(area),
            name=evidence.area_name(area),
            kind=words(f"areas.{area.kind.value}"),
            windows=tuple(words.stretch(w.start, w.end) for w in area.windows),
            where=_where(area, words),
            problems=tuple(problem_on_page(problem.what, words) for problem in area.problems),
        )
        for area in launch.areas
    ]

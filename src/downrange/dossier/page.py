"""The page: a dossier as one HTML file that needs no network and runs no text of others."""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePath

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from downrange.dossier import palette
from downrange.dossier import words as language
from downrange.dossier.claims_table import Group, claim_groups
from downrange.dossier.data import SCHEMA_ID
from downrange.dossier.evidence import Evidence, Stand, slugs
from downrange.dossier.figures import map_extent
from downrange.dossier.figures.basemap import Basemap
from downrange.dossier.figures.frame import Frame, Place
from downrange.dossier.figures.ground import basemap as shipped_basemap
from downrange.dossier.figures.map import ALONE, ASIDE, CLOSE, NARROW, MapShape, draw_map, frame_of
from downrange.dossier.figures.plots import Drawn, draw_plots
from downrange.dossier.summary import Bar, Card, NumberRow, cards, explanation_bars, failure_bars, headline, number_rows
from downrange.dossier.timeline import Moment, moments
from downrange.dossier.words import Words
from downrange.records.dossier import Dossier, LaunchDossier

_CASE_FOLDERS = frozenset({"reports", "notices", "tracks", "telemetry", "elements"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One warned area in the list of evidence."""

    anchor: str
    name: str
    kind: str
    windows: tuple[str, ...]
    where: str
    problems: tuple[str, ...]


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
    off_map: tuple[str, ...]
    flight_stands: Markup
    plots: tuple[Drawn, ...]
    explanations: tuple[Bar, ...]
    failures: tuple[tuple[str, list[Bar]], ...]
    numbers: tuple[NumberRow, ...]
    timeline: tuple[Moment, ...]
    groups: tuple[Group, ...]
    conflicts: tuple[tuple[Markup, tuple[tuple[str, str], ...]], ...]
    physics: tuple[Markup, ...]
    cannot_tell: tuple[Markup, ...]
    would_settle: tuple[tuple[Markup, float, Markup], ...]
    areas: tuple[AreaRow, ...]
    stands: tuple[Stand, ...]


def as_html(dossier: Dossier, *, lang: str = "en", basemap: Basemap | None = None) -> str:
    """The dossier as the text of one HTML file.

    `basemap` is the ground of the maps; None takes the coasts and names of the catalog.

    Raises:
        InputError: a language that the page is not written in.
    """
    words = language.load(lang)
    ground = basemap if basemap is not None else shipped_basemap(lang)
    views = [
        _launch(dossier, launch, slug, words, ground)
        for launch, slug in zip(dossier.launches, slugs(dossier), strict=True)
    ]
    script = _resource("page.js").strip()
    text = (
        _environment()
        .get_template("page.html")
        .render(
            dossier=dossier,
            launches=views,
            words=words,
            style=Markup(palette.as_css() + _resource("page.css")),
            script=Markup(script),
            policy=content_policy(script),
            schema=SCHEMA_ID,
            command=rerun_command(dossier),
        )
    )
    return re.sub(r"\n[ \t]*(?=\n)", "", text)


def content_policy(script: str) -> str:
    """The page's content security policy: nothing is fetched, and no script runs but this one."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("downrange.dossier"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _resource(name: str) -> str:
    return resources.files("downrange.dossier").joinpath("templates", name).read_text(encoding="utf-8")


def _launch(dossier: Dossier, launch: LaunchDossier, slug: str, words: Words, ground: Basemap) -> LaunchView:
    evidence = Evidence(dossier=dossier, launch=launch, words=words, slug=slug)
    head = headline(launch, evidence, words)
    answers = cards(launch, evidence, words)
    bits = max((each.expected_bits for each in launch.would_settle), default=0.0) or 1.0
    view = {
        "explanations": explanation_bars(launch, evidence, words),
        "failures": failure_bars(launch, evidence, words),
        "numbers": number_rows(launch, evidence, words),
        "timeline": moments(launch, evidence, words),
        "groups": claim_groups(launch, dossier.reports, evidence, words),
        "physics": [evidence.linked(line, "summary") for line in launch.physics],
        "cannot_tell": [evidence.linked(line, "summary") for line in launch.cannot_tell],
    }
    settle = [
        (
            evidence.linked(each.observation, "would_settle"),
            each.expected_bits / bits,
            evidence.num(words("settle.bits", x=words.number(each.expected_bits, 2)), "would_settle"),
        )
        for each in launch.would_settle
    ]
    maps = tuple(_maps(launch, words, ground, slug))
    plots = tuple(draw_plots(launch, words, name=f"{slug}-plot"))
    conflicts = tuple(_conflicts(launch, evidence))
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
        plots=plots,
        conflicts=conflicts,
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


def _conflicts(launch: LaunchDossier, evidence: Evidence) -> list[tuple[Markup, tuple[tuple[str, str], ...]]]:
    claims = {weighed.claim.id: weighed.claim for weighed in launch.claims}
    return [
        (
            evidence.linked(conflict.what, "summary"),
            tuple(
                (f"#{evidence.claim_anchor(one)}", f"“{(claims[one].text or ('…',))[0]}”")
                for one in conflict.claims
                if one in claims
            ),
        )
        for conflict in launch.conflicts
    ]


def _areas(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[AreaRow]:
    return [
        AreaRow(
            anchor=evidence.area_anchor(area),
            name=area.message or words("areas.title"),
            kind=words(f"areas.{area.kind.value}"),
            windows=tuple(words.stretch(w.start, w.end) for w in area.windows),
            where=words(
                "evidence.area_from", path=area.provenance.path, a=area.provenance.span[0], b=area.provenance.span[1]
            ),
            problems=tuple(problem.what for problem in area.problems),
        )
        for area in launch.areas
    ]


def rerun_command(dossier: Dossier) -> str:
    """The command line that makes this dossier again: case folders where the inputs are in one, else the files."""
    wanted: dict[str, None] = {}
    for path, _ in dossier.inputs:
        at = PurePath(path)
        if at.parent.name in _CASE_FOLDERS and str(at.parent.parent) != ".":
            wanted[str(at.parent.parent)] = None
        elif at.name == "case.toml":
            wanted[str(at.parent)] = None
        else:
            wanted[path] = None
    return shlex.join(["downrange", "assess", *wanted, "--seed", str(dossier.seed)])

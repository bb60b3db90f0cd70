"""What each number on the page stands on: the claims, areas, files and flights behind every finding, with anchors.

Each number is a link to its finding's entry in the section on evidence, and each entry links on to the claims, areas,
files and explanations. A finding without a basis of its own stands on everything that was used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from downrange.dossier.told import retold
from downrange.dossier.words import Words
from downrange.records.area import Area
from downrange.records.dossier import Dossier, LaunchDossier
from downrange.records.explanation import Explanation
from downrange.records.flight import FailureMode

FINDINGS = (
    "summary", "kind", "outcome", "explanations", "failure", "impacts", "azimuth_deg", "ascent_inclination_deg",
    "inclination_deg", "orbits", "perigee_km", "apogee_km", "range_km", "flight_time_s", "cutoffs", "liftoff", "map",
    "flight", "would_settle",
)  # fmt: skip
LONGEST_NAME = 60
"""Of the words that an area was told in, where they stand for its name [characters]."""
_PART = r"(?:[^\s()\[\]{}“”\"';:,.!?]|[.,:](?=\d))"
_UNIT = r"(?:[ \u00a0\u202f]?(?:%|°|σ|km\b|s\b(?!['’])))?"
_NUMBER = re.compile(rf"{_PART}{{0,60}}\d{_PART}{{0,60}}(?:\u202f\d{{3}}(?!\d){_PART}{{0,60}})*{_UNIT}")
"""A number with all that is written onto it: T+139, 2023-F06, 36.0°, 374–430, 97 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A link to one piece of evidence."""

    href: str
    text: str
    detail: str = ""
    lang: str | None = None
    """Of quoted words, when it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The evidence behind a finding."""

    claims: tuple[Reference, ...]
    areas: tuple[Reference, ...]
    files: tuple[Reference, ...]
    observations: tuple[str, ...]
    flights: Reference | None
    """None when nothing was flown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Findings that stand on the same evidence."""

    findings: tuple[tuple[str, str], ...]
    """(anchor, title)"""
    grounds: Grounds


@dataclass(slots=True)
class Evidence:
    """Resolves the ids of one launch to anchors on the page, and makes numbers into links."""

    dossier: Dossier
    launch: LaunchDossier
    words: Words
    slug: str
    asked: dict[str, None] = field(default_factory=dict)
    """Findings that a number on the page links to, in order."""

    def claim_anchor(self, claim: str) -> str | None:
        """Anchor of a claim's row; None for a claim that is not of this launch."""
        ids = [weighed.claim.id for weighed in self.launch.claims]
        return f"{self.slug}-c{ids.index(claim) + 1}" if claim in ids else None

    def lang_of(self, claim: str) -> str | None:
        """Language of the report that a claim is in."""
        reports = {report.id: report.lang for report in self.dossier.reports}
        return next((reports.get(each.report) for each in self.launch.claims if each.claim.id == claim), None)

    def area_anchor(self, area: Area) -> str:
        """Anchor of an area's entry."""
        return f"{self.slug}-a{[each.id for each in self.launch.areas].index(area.id) + 1}"

    def area_name(self, area: Area) -> str:
        """What a reader knows an area by: its message, else the few words it was told in, else its kind."""
        told = " ".join(area.provenance.words.split())
        if area.message or not 0 < len(told) <= LONGEST_NAME:
            return area.message or self.words(f"areas.{area.kind.value}")
        return self.words("quoted", x=told)

    def anchor(self, finding: str) -> str:
        """Anchor of a finding's entry; asking for it puts the entry on the page."""
        self.asked[finding] = None
        return f"{self.slug}-on-{re.sub(r'[^a-z0-9]+', '-', finding.lower())}"

    def num(self, text: str, finding: str) -> Markup:
        """A number that opens what it stands on."""
        return Markup('<a class="n" href="#{}">{}</a>').format(self.anchor(finding), text)

    def linked(self, text: str, finding: str) -> Markup:
        """A sentence in which every number opens what it stands on; ids of explanations become their names."""
        text = self.readable(text)
        out, end = Markup(""), 0
        for found in _NUMBER.finditer(text):
            out += escape(text[end : found.start()]) + self.num(found.group(), finding)
            end = found.end()
        return out + escape(text[end:])

    def told(self, text: str, finding: str) -> Markup:
        """A sentence of the assessment in the page's language, its numbers links; marked where it stays English."""
        own = self.retold(text)
        return self.linked(own, finding) if own is not None else self._english(self.linked(text, finding))

    def plain(self, text: str) -> Markup:
        """As `told`, without links."""
        own = self.retold(text)
        return escape(self.readable(own)) if own is not None else self._english(escape(self.readable(text)))

    def said(self, text: str) -> str:
        """As `plain`, without a mark on what stays English."""
        return self.readable(self.retold(text) or text)

    def readable(self, text: str) -> str:
        """A sentence with names for ids of explanations and for failure modes, percent signs kept by their numbers."""
        for code, name in self._names():
            text = text.replace(code, name)
        for mode in FailureMode:
            text = re.sub(rf"\b{mode.value}(?= \d)", self.words(f"mode.{mode.value}"), text)
        return re.sub(r"(\d)\s?%", "\\1\u202f%", text)

    def retold(self, text: str) -> str | None:
        """A text of the assessment in the page's language; None where it has no words for it."""
        names = {
            each.explanation.id: self.words("quoted", x=explanation_name(each.explanation, self.words))
            for each in self.launch.explanations
        }
        return retold(text, {sentence.text: sentence for sentence in self.launch.sentences}, self.words, names)

    def _english(self, text: Markup) -> Markup:
        return Markup('<span lang="en">{}</span>').format(text) if text else text

    def _names(self) -> list[tuple[str, str]]:
        """Ids of explanations with their names in quotes, the longest first so that none cuts into another."""
        explanations = [ranked.explanation for ranked in self.launch.explanations]
        pairs = [
            (each.id, self.words("quoted", x=explanation_name(each, self.words)))
            for each in explanations
            if "/" in each.id
        ]
        return sorted(pairs, key=lambda pair: -len(pair[0]))

    def stands(self) -> list[Stand]:
        """Every finding that a number links to or that has a basis, those on the same ground together."""
        known = [name for name in FINDINGS if name in self.asked or name in self.launch.basis]
        others = [name for name in (*self.asked, *sorted(self.launch.basis)) if name not in known]
        together: dict[Grounds, list[tuple[str, str]]] = {}
        for name in dict.fromkeys([*known, *others]):
            title = self.words.or_plain("finding", name)
            together.setdefault(self._grounds(name), []).append((self.anchor(name), title))
        return [Stand(findings=tuple(findings), grounds=grounds) for grounds, findings in together.items()]

    def _grounds(self, finding: str) -> Grounds:
        ids = self.launch.basis.get(finding, ())
        if not ids:
            ids = (
                *(weighed.claim.id for weighed in self.launch.claims if weighed.used),
                *(area.id for area in self.launch.areas),
                *(observation for group in self.launch.basis.values() for observation in group),
            )
        unique = list(dict.fromkeys(ids)) or [path for path, _ in self.dossier.inputs]
        claims = {weighed.claim.id: weighed for weighed in self.launch.claims}
        areas = {area.id: area for area in self.launch.areas}
        files = {key: n for n, pair in enumerate(self.dossier.inputs) for key in pair}
        rest = [one for one in unique if one not in claims and one not in areas and one not in files]
        catalog = [one for one in rest if self.launch.catalog is not None and one == f"gcat-{self.launch.catalog}"]
        measured = self._measurements() if len(rest) > len(catalog) else []
        return Grounds(
            claims=tuple(
                Reference(
                    href=f"#{self.claim_anchor(one)}",
                    text=self.words("quoted", x=(claims[one].claim.text or (str(claims[one].claim.value),))[0]),
                    detail=self.who(claims[one].claim.chain),
                    lang=self.lang_of(one),
                )
                for one in unique
                if one in claims
            ),
            areas=tuple(
                Reference(
                    href=f"#{self.area_anchor(areas[one])}",
                    text=self.area_name(areas[one]),
                )
                for one in unique
                if one in areas
            ),
            files=tuple(
                Reference(href=f"#input-{n + 1}", text=self.dossier.inputs[n][0])
                for n in dict.fromkeys([*(files[one] for one in unique if one in files), *measured])
            ),
            observations=tuple(self.words("evidence.catalog", tag=self.launch.catalog or "") for _ in catalog)
            + tuple(one for one in rest if one not in catalog and not measured),
            flights=self._flights(),
        )

    def _flights(self) -> Reference | None:
        flown, explanations = sum(each.flights for each in self.launch.explanations), len(self.launch.explanations)
        if not explanations:
            return None
        text = self.words("evidence.flights", n=self.words.number(flown), k=explanations, seed=self.dossier.seed)
        return Reference(href=f"#{self.slug}-explanations", text=text)

    def _measurements(self) -> list[int]:
        """Numbers of the input files that are neither a report nor a notice: what an observation of its own is from."""
        read = {digest for report in self.dossier.reports for digest in (report.digest, report.path)}
        read |= {key for each in self.dossier.launches for area in each.areas for key in _document(area)}
        return [
            n
            for n, (path, digest) in enumerate(self.dossier.inputs)
            if path not in read and digest not in read and not path.endswith("case.toml")
        ]

    def who(self, chain: tuple[str, ...]) -> str:
        """The origin of a claim by name; empty for the outlet's own voice."""
        return source_name(chain[0], self.words) if chain else ""


def _document(area: Area) -> tuple[str, str]:
    return area.provenance.document, area.provenance.path


def explanation_name(explanation: Explanation, words: Words) -> str:
    """An explanation as a reader would say it."""
    if explanation.kind is None:
        return words("explanation.unmodeled")
    kind = words(f"explanation.{explanation.kind.value}")
    failure = explanation.failure
    if failure is None:
        return words("explanation.joined", kind=kind, what=words("explanation.nominal"))
    what = words("explanation.stage", stage=failure.stage, mode=words(f"mode.{failure.mode.value}"))
    return words("explanation.joined", kind=kind, what=what)


def source_name(source: str, words: Words) -> str:
    """A source id as a reader knows it."""
    if source == "anonymous":
        return words("claims.anonymous")
    named = words.or_plain("source", source)
    return named.title() if named == source.replace("-", " ").replace("_", " ") else named


def slugs(dossier: Dossier) -> list[str]:
    """An anchor prefix for each launch, from its id where that works, each once."""
    out: list[str] = []
    for number, launch in enumerate(dossier.launches, start=1):
        plain = re.sub(r"[^a-z0-9]+", "-", launch.id.lower()).strip("-")
        slug = f"launch-{plain or number}"
        out.append(slug if slug not in out else f"{slug}-{number}")
    return out

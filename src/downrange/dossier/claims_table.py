"""Who says what: the claims of one launch side by side, by kind and role, with the words in their paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from markupsafe import Markup, escape

from downrange.dossier.evidence import Evidence, source_name
from downrange.dossier.figures.map_extent import place_words
from downrange.dossier.words import Words
from downrange.records.claim import Claim, ClaimKind, RelationType, Report
from downrange.records.dossier import LaunchDossier, WeighedClaim

AGREE_SHARE = 0.02
"""Numbers within 2 % of each other agree, the rule of the report schema's guide."""
_MOST_CHARACTERS = 900
"""A paragraph longer than this is shown around the quoted words only."""
_KINDS = [kind.value for kind in ClaimKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A paragraph with the words marked."""

    paragraph: Markup
    where: str
    lang: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim."""

    anchor: str
    who: str
    via: str
    says: str
    hedge: str
    hedge_code: str
    used: bool
    misfit: str
    note: Markup
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Claims about the same thing."""

    title: str
    standing: str
    """one, agree, rounding, contradict or differ."""
    rows: tuple[Row, ...]


def claim_groups(launch: LaunchDossier, reports: tuple[Report, ...], evidence: Evidence, words: Words) -> list[Group]:
    """The claims grouped by what they are about; groups in the order of the claim kinds."""
    by_key: dict[tuple[str, str], list[WeighedClaim]] = {}
    for weighed in launch.claims:
        by_key.setdefault((weighed.claim.kind.value, weighed.claim.role or ""), []).append(weighed)
    by_id = {report.id: report for report in reports}
    groups: list[Group] = []
    for (kind, role), members in sorted(by_key.items(), key=lambda item: (_KINDS.index(item[0][0]), item[0][1])):
        title = words(f"kind.{kind}")
        groups.append(
            Group(
                title=_capitalized(words.or_plain("role", role)) if role and kind != "launch" else title,
                standing=standing([weighed.claim for weighed in members], launch, reports),
                rows=tuple(_row(weighed, by_id.get(weighed.report), evidence, words) for weighed in members),
            )
        )
    return groups


def standing(claims: list[Claim], launch: LaunchDossier, reports: tuple[Report, ...]) -> str:
    """How the claims of one group stand to each other."""
    if len({claim.chain[:1] or ("",) for claim in claims}) < 2:
        return "one"
    ids = {claim.id for claim in claims}
    against = [{r.a, r.b} for report in reports for r in report.relations if r.type is RelationType.CONTRADICT] + [
        set(conflict.claims) for conflict in launch.conflicts
    ]
    if any(len(ids & pair) > 1 for pair in against):
        return "contradict"
    pairs = [_closeness(a, b) for a, b in combinations(claims, 2)]
    return "agree" if all(p == "same" for p in pairs) else "rounding" if "far" not in pairs else "differ"


def _closeness(a: Claim, b: Claim) -> str:
    if a.value == b.value:
        return "same"
    x, y = (each.value.get("si") if isinstance(each.value, Mapping) else None for each in (a, b))
    if isinstance(x, int | float) and isinstance(y, int | float):
        return "near" if abs(x - y) <= AGREE_SHARE * max(abs(x), abs(y)) else "far"
    if isinstance(a.value, Mapping) and isinstance(b.value, Mapping):
        for key in ("utc", "gaz"):
            if a.value.get(key) is not None and a.value.get(key) == b.value.get(key):
                return "same"
    return "far"


def says(claim: Claim, words: Words) -> str:
    """A claim's value in words."""
    value = claim.value
    if not isinstance(value, Mapping):
        has_digits = any(c.isdigit() for c in str(value))
        return str(value).replace("/", " – ") if has_digits else words.or_plain("value", str(value))
    if "lat" in value or "gaz" in value or "names" in value:
        return place_words(value, words)
    if "utc" in value or "local" in value:
        local, utc = str(value.get("local") or ""), str(value.get("utc") or "")
        clock = local.partition("T")[2] or local
        said = words("value.local", clock=clock, tz=value.get("tz") or "?") if clock else ""
        instant = f"{utc.partition('T')[2].removesuffix('Z') or utc} UTC" if utc else ""
        said = f"{said}, {instant}" if said and instant else said or instant
        return words("value.about", x=said) if value.get("approx") else said
    if "value" in value:
        number = value["value"]
        plain = isinstance(number, int | float) and not isinstance(number, bool)
        text = words.number(number, 0 if number == round(number) else 2) if plain else str(number)
        said = f"{text}\u00a0{value.get('unit') or ''}".strip()
        bound = value.get("bound")
        said = words(f"value.{bound}", x=said) if bound in ("min", "max") else said
        return words("value.about", x=said) if value.get("approx") else said
    return ", ".join(f"{key} {each}" for key, each in value.items())


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _row(weighed: WeighedClaim, report: Report | None, evidence: Evidence, words: Words) -> Row:
    claim = weighed.claim
    outlet = (report.outlet or report.id) if report else ""
    own = words("claims.outlet", outlet=outlet) if outlet else words("claims.unnamed")
    relays = [source_name(each, words) for each in claim.chain[1:]]
    if claim.chain and outlet:
        relays.append(outlet)
    misfit = ""
    if weighed.misfit_sigma is not None:
        misfit = words("claims.misfit", x=words.number(weighed.misfit_sigma, 1))
    return Row(
        anchor=evidence.claim_anchor(claim.id) or "",
        who=evidence.who(claim.chain) or own,
        via=words("claims.via", who=words.listed(relays)) if relays else "",
        says=says(claim, words),
        hedge=words(f"hedge.{claim.hedge.value}"),
        hedge_code=claim.hedge.value,
        used=weighed.used,
        misfit=misfit,
        note=evidence.plain(weighed.note),
        quotations=tuple(_quotations(claim, report, words)),
    )


def _quotations(claim: Claim, report: Report | None, words: Words) -> list[Quotation]:
    """The paragraphs that hold the claim's words, each once; the bare words when there is no text to show."""
    if report is None or not report.text:
        return [Quotation(paragraph=Markup("<mark>{}</mark>").format(t), where="", lang=None) for t in claim.text[:3]]
    text = report.text
    spans = [(a, b) for a, b in claim.spans if 0 <= a < b <= len(text)]
    paragraphs = dict.fromkeys(_paragraph(text, *span) for span in spans)
    out: list[Quotation] = []
    for start, end in list(paragraphs)[:4]:
        inside = sorted(span for span in spans if start <= span[0] and span[1] <= end)
        outlet = report.outlet or report.id
        where = words("claims.from", outlet=outlet, a=inside[0][0], b=inside[0][1], path=report.path)
        out.append(Quotation(paragraph=marked(text, start, end, inside), where=where, lang=report.lang))
    return out


def marked(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Markup:
    """Part of a text, escaped, with the spans in `<mark>`."""
    out, at = Markup("… " if start > 0 and text[start - 1] != "\n" else ""), start
    for a, b in spans:
        if a < at:
            continue
        out += escape(text[at:a]) + Markup("<mark>{}</mark>").format(text[a:b])
        at = b
    out += escape(text[at:end])
    return out + (" …" if end < len(text) and text[end] != "\n" else "")


def _paragraph(text: str, a: int, b: int) -> tuple[int, int]:
    start, end = text.rfind("\n", 0, a) + 1, text.find("\n", b)
    end = len(text) if end < 0 else end
    if end - start <= _MOST_CHARACTERS:
        return start, end
    half = _MOST_CHARACTERS // 2
    left = start if a - start < half else text.find(" ", a - half, a) + 1 or a - half
    right = end if end - b < half else (text.rfind(" ", b, b + half) if " " in text[b : b + half] else b + half)
    return left, right

"""Who says what about one launch, side by side: by kind and role, each independent origin once.

An origin that many outlets repeat counts once; its outlets are listed. The letter of an Admiralty grade (how reliable a
source is) is the user's; the digit (how credible the statement is) is proposed from the other independent origins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from downrange.catalog.sources import find_source
from downrange.linking.groups import Group, events_by_launch
from downrange.linking.relations import compare_claims, same_number
from downrange.records.claim import Claim, ClaimKind, Hedge, RelationType, Report

STATE = frozenset(("agency", "government", "military", "state-media"))
"""Types of sources that speak for a state."""
_KINDS = [kind.value for kind in ClaimKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one origin says, however many documents repeat it."""

    origin: str
    """Source id, or `outlet: NAME` for an outlet's own voice."""
    claim: Claim
    """The claim that stands for all of them: the surest one."""
    claims: tuple[str, ...]
    """Ids of all claims of this origin that say so."""
    documents: tuple[str, ...]
    """Ids of the reports that hold them."""
    via: tuple[str, ...]
    """Relays on the way, in the order met."""
    grade: str
    """Admiralty grade: the user's letter, or '-', and the proposed digit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All tellings of one kind and role about a launch."""

    kind: str
    role: str | None
    standing: str
    """alone, agreement, within rounding, contradiction, or different things said side by side."""
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The comparisons of one launch."""

    launch: str
    """Catalog tag, else country, day and class."""
    events: tuple[tuple[str, str], ...]
    """(report id, event id) of the events that are this launch."""
    comparisons: tuple[Comparison, ...]


def compare_reports(reports: Sequence[Report], letters: Mapping[str, str] | None = None) -> tuple[SideBySide, ...]:
    """A table for each launch that the reports speak of, in the order read.

    Args:
        reports: linked to the catalog.
        letters: Admiralty letters by source id, from the user; a source without one gets '-'.
    """
    return tuple(_launch(group, letters or {}) for group in events_by_launch(reports))


def _launch(group: Group, letters: Mapping[str, str]) -> SideBySide:
    rows: dict[tuple[str, str | None], list[tuple[Report, Claim]]] = {}
    for report, event in group:
        for claim in report.claims:
            if claim.event == event.id and claim.hedge is not Hedge.NEGATED:
                rows.setdefault((claim.kind.value, claim.role), []).append((report, claim))
    ordered = sorted(rows.items(), key=lambda item: (_KINDS.index(item[0][0]), item[0][1] or ""))
    first = group[0][1]
    return SideBySide(
        launch=first.catalog or first.key or first.id,
        events=tuple((report.id, event.id) for report, event in group),
        comparisons=tuple(_comparison(kind, role, told, letters) for (kind, role), told in ordered),
    )


def origin_of(claim: Claim, report: Report) -> str:
    """Who first said it: the head of the chain, or the outlet in its own voice."""
    if claim.chain:
        return claim.chain[0]
    source = find_source(report.outlet) if report.outlet else None
    return source.id if source is not None else f"outlet: {report.outlet or report.id}"


def side_of(origin: str) -> str:
    """Those who cannot confirm each other: the offices and state media of one country are one side."""
    source = find_source(origin)
    if source is not None and source.country is not None and source.type in STATE:
        return f"state: {source.country}"
    return origin


def _comparison(
    kind: str, role: str | None, told: Sequence[tuple[Report, Claim]], letters: Mapping[str, str]
) -> Comparison:
    groups: list[list[tuple[Report, Claim]]] = []
    for report, claim in told:
        origin = origin_of(claim, report)
        home = next((g for g in groups if origin_of(g[0][1], g[0][0]) == origin and _same(g[0][1], claim)), None)
        if home is None:
            groups.append([(report, claim)])
        else:
            home.append((report, claim))
    hedges = list(Hedge)
    heads = [min(group, key=lambda pair: hedges.index(pair[1].hedge)) for group in groups]
    tellings = tuple(
        Telling(
            origin=origin_of(head[1], head[0]),
            claim=head[1],
            claims=tuple(claim.id for _, claim in group),
            documents=tuple(dict.fromkeys(report.id for report, _ in group)),
            via=tuple(dict.fromkeys(link for _, claim in group for link in claim.chain[1:])),
            grade=f"{letters.get(origin_of(head[1], head[0]), '-')}{_digit(head, heads)}",
        )
        for group, head in zip(groups, heads, strict=True)
    )
    return Comparison(kind=kind, role=role, standing=_standing(heads), tellings=tellings)


def _same(a: Claim, b: Claim) -> bool:
    return compare_claims(a, b) is RelationType.AGREE


def _others(head: tuple[Report, Claim], heads: Sequence[tuple[Report, Claim]]) -> list[tuple[str, RelationType | None]]:
    """Each other side, and how it stands to a claim; the best that it has to say counts."""
    own = side_of(origin_of(head[1], head[0]))
    best: dict[str, RelationType | None] = {}
    for report, claim in heads:
        side = side_of(origin_of(claim, report))
        if side != own and best.get(side) is not RelationType.AGREE:
            best[side] = compare_claims(head[1], claim) or best.get(side)
    return list(best.items())


def _digit(head: tuple[Report, Claim], heads: Sequence[tuple[Report, Claim]]) -> int:
    """Admiralty credibility: 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 unknown."""
    if head[1].hedge is Hedge.UNKNOWN:
        return 6
    others = [relation for _, relation in _others(head, heads)]
    agree, against = others.count(RelationType.AGREE), others.count(RelationType.CONTRADICT)
    if against:
        return 3 if agree >= against else 4 if against == agree + 1 else 5
    return {0: 3, 1: 2}.get(agree, 1)


def _standing(heads: Sequence[tuple[Report, Claim]]) -> str:
    relations: list[RelationType | None] = []
    loose = False
    for index, (report, claim) in enumerate(heads):
        for other_report, other in heads[index + 1 :]:
            if origin_of(claim, report) != origin_of(other, other_report):
                relations.append(compare_claims(claim, other))
                loose = loose or (relations[-1] is RelationType.AGREE and not same_number(claim.value, other.value))
    if RelationType.CONTRADICT in relations:
        return "contradiction"
    if len({origin_of(claim, report) for report, claim in heads}) < 2:
        return "alone"
    if RelationType.AGREE not in relations:
        return "different things"
    return "within rounding" if loose else "agreement"

"""What a report says: events and claims, in the shape of schema `downrange-report/1`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from downrange.records.problem import Problem


class ClaimKind(StrEnum):
    """What a claim is about."""

    LAUNCH = "launch"
    DATE = "date"
    TIME = "time"
    OUTCOME = "outcome"
    CAUSE = "cause"
    QUANTITY = "quantity"
    PLACE = "place"
    COUNT = "count"
    PLAN = "plan"


class Hedge(StrEnum):
    """How surely the source says it."""

    FACT = "fact"
    CLAIM = "claim"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"
    NEGATED = "negated"


class Moment(StrEnum):
    """What happened when a figure was so, where the words around it tell."""

    FALL = "fall"
    """What flew came down."""
    LANDING = "landing"
    """What flew, or what was left of it to be recovered, touched down, maybe slowed down by then."""
    PASSED = "passed"
    """Something on the way: a stage fell away, or went its own way afterwards."""


class RelationType(StrEnum):
    """How two claims on one event stand to each other."""

    AGREE = "agree"
    CONTRADICT = "contradict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement about one event by one origin; said twice by the same origin it has several spans."""

    id: str
    """Hash of document, spans and value, so that reruns match."""
    event: str
    """Id of the event in its report."""
    kind: ClaimKind
    role: str | None = None
    """Finer meaning within the kind: apogee, impact, launch_site ..."""
    value: str | int | Mapping[str, Any]
    """Value in the shape that the report schema fixes for the kind; quantities carry SI."""
    chain: tuple[str, ...] = ()
    """Who says it: origin first, then relays, as source ids; empty for the outlet's own voice."""
    hedge: Hedge = Hedge.FACT
    spans: tuple[tuple[int, int], ...] = ()
    """Characters in the document's text, main one first."""
    text: tuple[str, ...] = ()
    """The words at each span."""
    alt_events: tuple[str, ...] = ()
    """Other events that the text allows the claim to be about."""
    rule: str = ""
    """Name of the rule that read it."""
    moment: Moment | None = None
    """Of a time after lift-off or a speed: what happened then; None: the text does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One launch that a report speaks of."""

    id: str
    role: str
    """main, background or planned."""
    cls: str | None
    """SAT, MIS or SUB; None when the text leaves it open."""
    actor: str | None
    """ISO country code of the operator."""
    date_local: str | None
    """Day at the site, ISO; a month (2023-05) when no more is known."""
    utc: str | None = None
    """Instant or day in UTC, ISO."""
    site: str | None = None
    vehicle: str | None = None
    variant: str | None = None
    """What the text writes behind the name of a family that the catalog holds: '3b' of a Long March."""
    payload: str | None = None
    outcome: str = "-"
    """success, failure, partial, or '-' when nothing is said."""
    status: str = "occurred"
    """occurred or planned."""
    catalog: str | None = None
    """Launch tag in the catalog (2023-F06), when joined."""
    key: str | None = None
    """COUNTRY-YYYYMMDD-CLS."""
    cluster: str | None = None
    """Same launch across documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Two claims that agree or cannot both hold."""

    a: str
    type: RelationType
    b: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was read in one document."""

    id: str
    path: str
    digest: str
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    """Day that relative dates are resolved against, ISO."""
    lang: str | None = None
    wire: str | None = None
    """Wire agency credited for the whole text, as a source id."""
    text: str = ""
    """The body, for showing quotations in place."""
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    orbits: tuple[Claim, ...] = ()
    """What it tells of orbits in roles that the schema does not have: inclinations [rad]."""
    relations: tuple[Relation, ...] = ()
    problems: tuple[Problem, ...] = ()

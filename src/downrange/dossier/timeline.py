"""The launch in order of time: what was said, what was warned, and what the flights compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from downrange.dossier.claims_table import says
from downrange.dossier.evidence import Evidence
from downrange.dossier.words import Words
from downrange.records.claim import ClaimKind
from downrange.records.dossier import LaunchDossier, WeighedClaim
from downrange.records.finding import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry."""

    seconds: float
    """After lift-off, for the order; before it negative."""
    when: str
    elapsed: Markup
    what: str
    kind: str
    """said, computed or warned."""
    source: str
    href: str


def moments(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[Moment]:
    """All moments of the launch in order."""
    epoch = launch.liftoff.utc or launch.liftoff.earliest
    found = [*_windows(launch, evidence, words, epoch), *_computed(launch, evidence, words)]
    for weighed in launch.claims:
        said = _said(weighed, evidence, words, epoch)
        if said is not None:
            found.append(said)
    return sorted(found, key=lambda moment: (moment.seconds, moment.kind, moment.what))


def _after(moment: datetime, epoch: datetime | None) -> float:
    return (moment - epoch).total_seconds() if epoch is not None else moment.timestamp()


def _windows(launch: LaunchDossier, evidence: Evidence, words: Words, epoch: datetime | None) -> list[Moment]:
    """Each distinct window once, with the areas it closes."""
    closed: dict[tuple[datetime, datetime], list[int]] = {}
    for number, area in enumerate(launch.areas):
        for window in area.windows:
            closed.setdefault((window.start, window.end), []).append(number)
    out: list[Moment] = []
    for (start, end), numbers in closed.items():
        names = list(dict.fromkeys(launch.areas[n].message or words("areas.title") for n in numbers))
        same_day = start.astimezone(UTC).date() == end.astimezone(UTC).date()
        until = words.clock(end) if same_day else f"{words.day(end)} {words.clock(end)}"
        out.append(
            Moment(
                seconds=_after(start, epoch),
                when=f"{words.day(start)} {words.clock(start)}",
                elapsed=Markup(""),
                what=f"{words('timeline.opens')}, {words('timeline.until', end=until)}",
                kind="warned",
                source=words.listed(names[:4]) + (" …" if len(names) > 4 else ""),
                href=f"#{evidence.area_anchor(launch.areas[numbers[0]])}",
            )
        )
    return out


def _computed(launch: LaunchDossier, evidence: Evidence, words: Words) -> list[Moment]:
    findings = launch.findings
    rows: list[tuple[str, Interval, str]] = [
        (words("timeline.cutoff", stage=cutoff.stage), cutoff.time_s, "cutoffs") for cutoff in findings.cutoffs
    ]
    if findings.failure is not None and findings.failure.time_s is not None:
        rows.append((words("timeline.failure"), findings.failure.time_s, "failure"))
    if findings.flight_time_s is not None:
        rows.append((words("timeline.impact"), findings.flight_time_s, "flight_time_s"))
    out: list[Moment] = []
    liftoff = launch.liftoff.utc
    if liftoff is not None:
        out.append(
            Moment(
                seconds=0.0,
                when=f"{words.day(liftoff)} {words.clock(liftoff)}",
                elapsed=evidence.num("T+0", "liftoff"),
                what=words("timeline.liftoff"),
                kind="computed",
                source=words("timeline.used"),
                href=f"#{evidence.anchor('liftoff')}",
            )
        )
    for what, interval, finding in rows:
        middle, low, high = words.span(interval)
        when = "" if liftoff is None else words.clock(liftoff + timedelta(seconds=round(interval.median)))
        elapsed = Markup("T+{}\u00a0s ({}\u2009–\u2009{})").format(
            *(evidence.num(text, finding) for text in (middle, low, high))
        )
        out.append(
            Moment(
                seconds=interval.median,
                when=when,
                elapsed=elapsed,
                what=what,
                kind="computed",
                source=words("timeline.computed"),
                href=f"#{evidence.anchor(finding)}",
            )
        )
    return out


def _said(weighed: WeighedClaim, evidence: Evidence, words: Words, epoch: datetime | None) -> Moment | None:
    claim, value = weighed.claim, weighed.claim.value
    if not isinstance(value, Mapping):
        return None
    seconds: float | None = None
    when = ""
    if claim.kind is ClaimKind.TIME:
        moment = instant_of(value.get("utc"))
        if moment is not None:
            seconds, when = _after(moment, epoch), f"{words.day(moment)} {words.clock(moment)}"
    elif claim.kind is ClaimKind.QUANTITY and claim.role == "t_plus" and isinstance(value.get("si"), int | float):
        seconds = float(value["si"])
    if seconds is None:
        return None
    who = evidence.who(claim.chain) or words("claims.unnamed")
    role = words.or_plain("role", claim.role or claim.kind.value)
    return Moment(
        seconds=seconds,
        when=when,
        elapsed=Markup(""),
        what=f"{role[:1].upper()}{role[1:]}: {says(claim, words)}",
        kind="said",
        source=words("timeline.said", who=who),
        href=f"#{evidence.claim_anchor(claim.id)}",
    )


def instant_of(text: object) -> datetime | None:
    """An ISO instant; None for a day, an interval or anything else that is not one moment."""
    if not isinstance(text, str) or "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

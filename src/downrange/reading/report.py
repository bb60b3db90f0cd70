"""A news text to a report: its launches, and each claim with who says it, via whom and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from downrange.reading.announcements import read_plans
from downrange.reading.causes import read_causes
from downrange.reading.chains import track_chains
from downrange.reading.claims import fold_claims
from downrange.reading.counts import read_counts
from downrange.reading.credits import find_credits
from downrange.reading.drafts import Draft, Reading
from downrange.reading.events import find_events
from downrange.reading.extract import as_plain_text
from downrange.reading.facts import Fact, SentenceFacts
from downrange.reading.figures import read_quantities
from downrange.reading.former_plans import read_former
from downrange.reading.inclinations import INCLINATION, read_inclinations
from downrange.reading.launches import read_launches
from downrange.reading.lexicon import find_languages, guess_language, load_lexicon
from downrange.reading.outcomes import read_alike, read_outcomes
from downrange.reading.page import Page, mark_page
from downrange.reading.publication import find_published
from downrange.reading.quotations import spread_quotations
from downrange.reading.site_days import put_at_site
from downrange.reading.timing import drop_days_beside, read_dates, read_times
from downrange.reading.whereabouts import read_places
from downrange.records.claim import Claim, ClaimKind, Event, Report
from downrange.records.document import Document
from downrange.records.problem import Problem

__all__ = ["read_report"]

UNKNOWN = "XX"
"""In the key of an event: a country that nothing tells."""
ACTS_REACH = 80
"""The country that launches is named at most this far before the verb [characters]."""
_READERS = (
    read_launches,
    read_dates,
    read_times,
    read_outcomes,
    read_causes,
    read_quantities,
    read_places,
    read_counts,
    read_plans,
    read_former,
    read_inclinations,
)


def read_report(document: Document) -> Report:
    """Read the launches and claims of a news text; a text about no launch gives a report without events.

    The header's `lang`, `published`, `outlet` and `wire` are used when given; the language is otherwise guessed, and
    without a day of publication relative days stay unresolved. What could not be used is named in `problems`.
    """
    document, found = as_plain_text(document)
    header, problems = document.header, list(found)
    lang = _language(document, problems)
    published = _published(document, problems)
    plain = Report(
        id=header.get("id") or document.digest[:12],
        path=document.path,
        digest=document.digest,
        url=header.get("url"),
        outlet=header.get("outlet"),
        published=published.isoformat() if published else None,
        lang=lang,
        text=document.text,
    )
    if lang is None:
        return replace(plain, problems=tuple(problems))
    lexicon = load_lexicon(lang)
    if published is None and (published := find_published(document.text, lexicon)) is not None:
        plain = replace(plain, published=published.isoformat())
    page = mark_page(document.text, lexicon, published)
    outlet, wire = find_credits(page, header.get("outlet"), header.get("wire"))
    scopes = spread_quotations(page, track_chains(page, outlet=outlet, wire=wire, home=_home(page)))
    reading = find_events(page, scopes)
    put_at_site(page, reading)
    facts: list[Fact] = []
    for index, sentence in enumerate(page.sentences):
        collector = SentenceFacts(page, sentence, index, reading, scopes[index], wire)
        for read in _READERS:
            read(collector)
        facts.extend(collector.found)
    facts.extend(_of_twins(reading, facts))
    facts.extend(read_alike(page, reading, facts))
    folded = fold_claims(page, document.digest, drop_days_beside(facts))
    claims = tuple(claim for claim in folded if claim.role != INCLINATION)
    return replace(
        plain,
        wire=wire,
        events=_events(reading, claims),
        claims=claims,
        orbits=tuple(claim for claim in folded if claim.role == INCLINATION),
        problems=tuple(problems),
    )


def _of_twins(reading: Reading, facts: list[Fact]) -> list[Fact]:
    """'Two launches failed, in May and in August': how they ended is said of both."""
    ends: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind is ClaimKind.OUTCOME:
            ends.setdefault(fact.event.id, []).append(fact)
    return [
        replace(fact, event=twin)
        for start, end, host, twin in reading.twins
        for fact in ends.get(host.id, ())
        if fact.event is host and start <= fact.start < end
    ]


def _language(document: Document, problems: list[Problem]) -> str | None:
    stated = (document.header.get("lang") or "")[:2].lower()
    if stated in find_languages():
        return stated
    guessed = guess_language(document.text)
    if guessed is None and document.text.strip():
        known = ", ".join(find_languages())
        problems.append(
            Problem(
                path=document.path,
                line=document.first_line,
                what=f"language {stated or 'not stated'}: no lexicon fits this text",
                hint=f"languages read so far: {known}; a language is one file in reading/lexicons",
            )
        )
    return guessed


def _published(document: Document, problems: list[Problem]) -> date | None:
    stated = document.header.get("published")
    if not stated:
        return None
    try:
        return date.fromisoformat(stated.strip()[:10])
    except ValueError:
        problems.append(
            Problem(path=document.path, line=1, what=f"published: '{stated}' is no day", hint="write it as 2023-09-13")
        )
        return None


def _home(page: Page) -> str | None:
    """Country of the launch that the text is about, or else the one that launches: whose a bare ministry is."""
    counts: dict[str, int] = {}
    named = dict.fromkeys(mark.value for sentence in page.sentences for mark in sentence.all("country"))
    for sentence in page.sentences:
        for mark in sentence.all("vehicle"):
            operators = mark.value.split("|")[3].split("/")
            country = next((c for c in named if c in operators), operators[0])
            counts[country] = counts.get(country, 0) + 1
    for sentence in page.sentences if not counts else ():
        for verb in sentence.all("launch"):
            before = [m for m in sentence.all("country") if 0 <= verb.start - m.end <= ACTS_REACH]
            if verb.value == "verb" and before:
                counts[before[-1].value] = counts.get(before[-1].value, 0) + 1
    return max(counts, key=lambda c: counts[c]) if counts else None


def _events(reading: Reading, claims: tuple[Claim, ...]) -> tuple[Event, ...]:
    of_event: dict[str, list[Claim]] = {}
    for claim in claims:
        of_event.setdefault(claim.event, []).append(claim)
    return tuple(_event(draft, of_event.get(draft.id, ())) for draft in reading.events)


def _event(draft: Draft, own: Sequence[Claim]) -> Event:
    outcomes = [str(c.value) for c in own if c.kind is ClaimKind.OUTCOME]
    instants = [
        c.value["utc"]
        for c in own
        if c.kind is ClaimKind.TIME and c.role == "launch" and isinstance(c.value, dict) and c.value.get("utc")
    ]
    outcome = "-"
    if outcomes:
        outcome = "failure" if "failure" in outcomes else outcomes[0]
    key = f"{draft.actor or UNKNOWN}-{(draft.day or '').replace('-', '')}-{draft.cls}"
    return Event(
        id=draft.id,
        role=draft.role,
        cls=draft.cls,
        actor=draft.actor,
        date_local=draft.day,
        utc=instants[0] if instants else None,
        site=draft.sites[0] if draft.sites else None,
        vehicle=draft.vehicles[0] if draft.vehicles else None,
        variant=draft.variant,
        outcome=outcome,
        status=draft.status,
        key=key,
        cluster=key if draft.status == "occurred" else None,
    )

"""When it happened: the days and clock times of a sentence, as facts."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from typing import Any

from downrange.reading.clocks import ClockMention, as_utc
from downrange.reading.date_joints import JOINED, LISTED
from downrange.reading.dates import DateMention
from downrange.reading.drafts import Draft, compatible
from downrange.reading.facts import Fact, SentenceFacts
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.places import PlaceMention
from downrange.reading.zones import site_zone, zone_of_fall
from downrange.records.claim import ClaimKind, Hedge

PICTURE_REACH = 28
"""'A picture released on April 22': the word stands at most this far before the day [characters]."""
SAID_REACH = 24
"""A time this near to a verb of saying is that of the statement [characters]."""
SAID_MARGIN = 6
SAID_FAR = 30
"""A time with no word for what happened is that of the launch when nobody speaks this near to it [characters]."""
OTHER_REACH = 30.0
"""A time this near to a word for a plan or an alarm is that of the plan or alarm [characters]."""
PUT_IN_REACH = 36
"""'..., the ministry added on Monday, ...': the second comma stands this near behind the verb [characters]."""
COUNTED_WEEKS = -2
"""'Two weeks ago' and more are counted from publication; 'last week' tells no day."""
OF_SAYING = 4
"""'Said on Monday': a day this near behind a verb of saying is that of the statement [characters]."""
DAY, DAY_SAID, DAY_ALONE = "day", "day-said", "day-alone"
"""Rules: a day told with a flight, the day of a statement about it, and one whose clause tells nothing of a flight."""
_OF_FLIGHTS = (
    "launch",
    "outcome",
    "impactverb",
    "destructverb",
    "insertionverb",
    "standin",
    "anomalyverb",
    "endnoun",
    "object",
    "vehicle",
    "payload",
)
BRACKET_REACH = 24
"""A clock time in a bracket stands this near behind the one that it repeats [characters]."""
CLOCK_REACH = 8
"""'The same day' and the clock time that it belongs to stand this near to each other [characters]."""
STAMP_START = 3
"""The time of an entry stands at most this far in [characters]."""
STAMP_NEXT = 4
"""The word for launching stands at most this far behind the time of its entry [characters]."""
_STAMP_BEHIND = re.compile(r"(?: [a-z]{2,4})? ?[-:|] ")
ENTRY_REACH = 24
BESIDE = 3
"""Where the verb comes last, a word for a plan stands this near before its time [characters]."""
BEFORE_COST = 40.0
"""Where the verb comes last, one before a time counts as standing this much farther from it [characters]."""
LAPSE_REACH = 20
"""'1h42 after lift-off': the word for launching stands at most this far behind [characters]."""
DATED_REACH = 3
"""'24 March 2006, 22:30 UTC': a time right behind a day that stands alone [characters]."""
_TIME_ROLES = (
    ("insertionverb", "orbit_insertion"),
    ("debrisverb", "debris_detected"),
    ("impactverb", "impact"),
    ("destructverb", "destruct"),
    ("anomalyverb", "anomaly"),
)
OVER = "overflight"
"""Value of words for passing over a place: when a thing did so has no role."""
ISO_DAY = len("2000-01-01")


def read_dates(facts: SentenceFacts) -> None:
    """Days, months and years that the text gives to the event."""
    for mention in facts.sentence.dates:
        if mention.told is not None and mention.days == 0:
            _read_day_meant(facts, mention)
            continue
        if mention.years == 0 and mention.month is None:
            continue
        week = mention.stretch(facts.page.published)
        if week is not None and mention.weeks is not None and mention.weeks <= COUNTED_WEEKS:
            _read_week(facts, mention, f"{week[0].isoformat()}/{week[1].isoformat()}")
            continue
        iso = mention.resolve(facts.page.published)
        event = _event_on(facts, mention.start, iso) if iso is not None else None
        if event is not None and iso is not None and not _is_of_picture(facts, mention):
            rule = _rule_of_day(facts, mention)
            facts.add(ClaimKind.DATE, None, iso, mention.start, mention.end, rule, event=event, hedge=Hedge.FACT)


def _is_of_picture(facts: SentenceFacts, mention: DateMention) -> bool:
    """'The rocket before liftoff, in a picture released April 22': when it was put out."""
    words = facts.page.lexicon.meta.get("photo_words", ())
    before = facts.page.folded[max(facts.sentence.start, mention.start - PICTURE_REACH) : mention.start]
    return not set(words).isdisjoint(before.split()) and not facts.sentence.has("launch", "verb")


def _rule_of_day(facts: SentenceFacts, mention: DateMention) -> str:
    """Whether a day is that of what its clause tells of a flight, of a statement or of something else."""
    sentence, folded = facts.sentence, facts.page.folded
    start, end = sentence.clause_of(mention.start)
    if sentence.listed:
        return DAY
    if not any(sentence.within(kind, start, end) for kind in _OF_FLIGHTS):
        return DAY_ALONE
    if folded.startswith(tuple(facts.page.lexicon.meta.get("of_days", ("\n",))), mention.end):
        return DAY  # 'described Saturday's firing'
    says = (m for m in sentence.within("speech", start, end) if m.value == "say")
    return DAY_SAID if any(0 <= mention.start - m.end <= OF_SAYING or m.start - mention.end == 1 for m in says) else DAY


def drop_days_beside(facts: list[Fact]) -> list[Fact]:
    """Leave out days that are no launch's by their clause, where another clause tells the day of that launch.

    'The army said on Thursday that it had seen nothing' tells a day only where nothing else does.
    """
    ranks = (DAY_ALONE, DAY_SAID)
    best: dict[int, int] = {}
    for fact in facts:
        if fact.kind is ClaimKind.DATE:
            rank = ranks.index(fact.rule) if fact.rule in ranks else len(ranks)
            best[id(fact.event)] = max(best.get(id(fact.event), 0), rank)
    return [f for f in facts if f.rule not in ranks or ranks.index(f.rule) == best[id(f.event)]]


def _read_week(facts: SentenceFacts, mention: DateMention, week: str) -> None:
    """'Two weeks ago': the day as stated, of a launch that is known by its week only."""
    published = facts.page.published
    event = facts.event_at(mention.start)
    if published is None or event is None or mention.weeks is None or event.day != week:
        return
    iso = (published + timedelta(7 * mention.weeks)).isoformat()
    facts.add(ClaimKind.DATE, None, iso, mention.start, mention.end, "weeks-ago", event=event, hedge=Hedge.FACT)


def _read_day_meant(facts: SentenceFacts, mention: DateMention) -> None:
    """'Some recall 29 June 2017. That day a rocket ...': the day told before is that of the launch told now."""
    meant = mention.told
    iso = meant.resolve(facts.page.published) if meant is not None and meant.day is not None else None
    event = _event_on(facts, mention.start, iso) if iso is not None else None
    if meant is None or iso is None or event is None:
        return
    if any(_stands_beside(mention, clock) for clock in facts.sentence.clocks) and event.day == iso:
        facts.add(ClaimKind.DATE, None, iso, mention.start, mention.end, DAY, event=event, hedge=Hedge.FACT)
    elif event.role == "background":
        facts.add(ClaimKind.DATE, None, iso, meant.start, meant.end, "day-meant", event=event, hedge=Hedge.FACT)


def _stands_beside(mention: DateMention, clock: ClockMention) -> bool:
    """'At 6:53 a.m. the same day'."""
    return 0 <= max(mention.start - clock.end, clock.start - mention.end) <= CLOCK_REACH


def _event_on(facts: SentenceFacts, place: int, iso: str) -> Draft | None:
    """The launch that a date at an offset tells the day of: that of its clause, or of another clause beside it.

    'It recalled 30 March, when the Spectrum fell into the sea': the day stands in front of the clause that tells.
    """
    own = facts.event_at(place)
    if own is not None and own.status == "planned":
        return None
    beside = [facts.reading.of_clause.get(start) for start, _ in facts.sentence.clauses]
    for event in (own, *beside):
        told = event is not None and event.status != "planned" and event.day is not None
        if event is not None and told and compatible(iso, event.day or ""):
            return event
    return None


def read_times(facts: SentenceFacts) -> None:
    """Clock times with what happened then."""
    before: tuple[ClockMention, str | None] | None = None
    listed = _find_listed(facts)
    for clock in facts.sentence.clocks:
        event = facts.event_at(clock.start)
        if event is None or event.status == "planned" or event.day is None or len(event.day) != ISO_DAY:
            continue
        alike = before is not None and (clock.start in listed or _is_same_instant(facts, before[0], clock))
        role = before[1] if before is not None and alike else _time_role(facts, clock)
        before = clock, role
        if role is None:
            continue
        facts.add(ClaimKind.TIME, role, _time_value(facts, clock, event, role), clock.start, clock.end, "clock")


def _find_listed(facts: SentenceFacts) -> frozenset[int]:
    """'At 07:51, 08:41 and 08:51': offsets of the clock times of a list, save for the first."""
    folded, clocks = facts.page.folded, facts.sentence.clocks
    found: set[int] = set()
    run: list[int] = []
    for first, second in itertools.pairwise(clocks):
        if LISTED.fullmatch(folded, first.end, second.start) is None:
            run = []
            continue
        run.append(second.start)
        if JOINED.search(folded, first.end, second.start) is not None:
            found.update(run)
    return frozenset(found)


def _is_same_instant(facts: SentenceFacts, first: ClockMention, second: ClockMention) -> bool:
    """'At 10:33 a.m. Hawaii time on Friday (5:33 a.m. Saturday in Korea)': a bracket tells the instant anew."""
    between = facts.page.folded[first.end : second.start]
    return len(between) <= BRACKET_REACH and between.rstrip().endswith("(") and first.zone != second.zone


def _time_role(facts: SentenceFacts, clock: ClockMention) -> str | None:
    sentence = facts.sentence
    if _is_lapse(facts, clock):
        return None
    stamped = _opens_entry(facts, clock)
    if stamped is not None:
        return stamped or None
    start, end = sentence.clause_of(clock.start)
    rows: list[tuple[float, str]] = []
    for kind, role in _TIME_ROLES:
        rows += [(_away(facts, m, clock), role) for m in sentence.within(kind, start, end)]
    rows += [(_away(facts, m, clock), "launch") for m in sentence.within("launch", start, end)]
    rows += [(_away(facts, m, clock), OVER) for m in _passages(facts, clock, start, end)]
    rows += [(_away(facts, p, clock), "impact") for p in _hits(facts, start, end)]
    complements = facts.page.lexicon.meta.get("complements", ())
    said = min(
        (
            _away(facts, m, clock)
            for m in sentence.within("speech", start, end)
            if m.value == "say"
            and not any(w in complements for w in facts.page.folded[m.end : clock.start].split())
            and not _is_put_in(facts, m, clock)
        ),
        default=999.0,
    )
    if not rows and any(
        _is_entry(sentence, d.start) and 0 <= clock.start - d.end <= DATED_REACH for d in sentence.dates
    ):
        return "launch"
    chain = facts.chain_at(clock.start, naming=False)
    told_before = any(f.kind is ClaimKind.TIME and f.role == "launch" and f.chain != chain for f in facts.found)
    if not rows and told_before and not _is_otherwise_timed(facts, clock, SAID_FAR, start, end):
        return "launch"  # 'fired at 6:29, said Seoul; Tokyo gave the time as 6:27'
    if not rows:
        sited = any(p.place.kind == "site" and start <= p.start < end for p in sentence.places)
        told = ((facts.statements or sited) and said > SAID_FAR) or sentence.answer
        return "launch" if told and not _is_otherwise_timed(facts, clock, SAID_FAR, start, end) else None
    cost, role = min(rows)
    if role == OVER or _is_otherwise_timed(facts, clock, cost, start, end):
        return None
    return None if said + SAID_MARGIN < cost and said < SAID_REACH else role


def _passages(facts: SentenceFacts, clock: ClockMention, start: int, end: int) -> list[Mark]:
    """Words for passing over; 'fired at 7:22 passed over Japan': where verbs come first, the first one has the time."""
    sentence = facts.sentence
    over = [m for m in sentence.within("placecue", start, end) if m.value == OVER]
    if facts.page.lexicon.meta.get("order") == "sov" or not sentence.within("launch", start, clock.start):
        return over
    return [m for m in over if m.start < clock.start]


def _hits(facts: SentenceFacts, start: int, end: int) -> list[PlaceMention]:
    """'The first of them hit Ain al-Asad at 1:34': places right behind a verb for hitting."""
    verbs = tuple(f" {verb} " for verb in facts.page.lexicon.meta.get("hitting", ()))
    folded = facts.page.folded
    inside = [p for p in facts.sentence.places if start <= p.start < end and p.place.kind != "site"]
    return [p for p in inside if verbs and folded.endswith(verbs, 0, p.start)]


def _opens_entry(facts: SentenceFacts, clock: ClockMention) -> str | None:
    """'11:25 pm - LIFTOFF!': the time of an entry, which is that of the launch where a word for it comes first.

    An empty string where the entry tells of something else, None where the clock opens none.
    """
    sentence, folded = facts.sentence, facts.page.folded
    match = _STAMP_BEHIND.match(folded, clock.end)
    if match is None or clock.start - sentence.start > STAMP_START or sentence.dates:
        return None
    first = [m for m in sentence.all("launch") if m.value != "mission" and m.start - match.end() <= STAMP_NEXT]
    return "launch" if first else ""


def _is_put_in(facts: SentenceFacts, said: Mark, clock: ClockMention) -> bool:
    """'At 10:46 p.m., they added, debris showed up': who says it stands between two commas, apart from the time."""
    folded, end = facts.page.folded, facts.sentence.end
    ahead = folded[clock.end : said.start]
    behind = folded[said.end : min(end, said.end + PUT_IN_REACH)]
    return "," in ahead and "," in behind and not set(ahead[ahead.index(",") :]) & set(".;:")


def _is_otherwise_timed(facts: SentenceFacts, clock: ClockMention, cost: float, start: int, end: int) -> bool:
    """'First planned for 9:00', 'the sirens went at 7:31': not when it flew."""
    marks = facts.sentence.within("otherwise", start, end)
    if facts.page.lexicon.meta.get("order") == "sov" and any(0 <= clock.start - m.end <= BESIDE for m in marks):
        return True  # '당초 오후 3시에'
    away = (_away(facts, m, clock) for m in marks)
    return min(away, default=OTHER_REACH) < min(cost, OTHER_REACH)


def _is_lapse(facts: SentenceFacts, clock: ClockMention) -> bool:
    """'1h42 après le décollage', '1:42 after lift-off': a time of flight, written like a clock time."""
    if clock.zone is not None:
        return False
    behind = facts.page.folded[clock.end : clock.end + LAPSE_REACH].lstrip()
    if not behind.startswith(tuple(f"{word} " for word in facts.page.lexicon.meta.get("after", ()))):
        return False
    return any(0 <= m.start - clock.end <= LAPSE_REACH for m in facts.sentence.all("launch"))


def _is_entry(sentence: Sentence, place: int) -> bool:
    """'Flight 1 - 24 March 2006, ...': a day near the beginning of an entry."""
    return place - sentence.start <= ENTRY_REACH and not sentence.has("speech")


def _away(facts: SentenceFacts, mark: Mark | PlaceMention, clock: ClockMention) -> float:
    """Distance in characters; a comma between counts as much as three words."""
    gap = max(mark.start - clock.end, clock.start - mark.end, 0)
    low, high = min(mark.end, clock.end), max(mark.start, clock.start)
    joints = sum(1 for c in facts.sentence.all("clause") if low <= c.start < high)
    # A verb stands before its time; where it comes last, behind it, and what stands before closes another clause.
    last = facts.page.lexicon.meta.get("order") == "sov"
    behind = 0.0 if (mark.start > clock.start) == last else BEFORE_COST if last else 8.0
    return gap + behind + 12.0 * joints + 24.0 * facts.page.folded[low:high].count(",") if gap else 0.0


def _time_value(facts: SentenceFacts, clock: ClockMention, event: Draft, role: str) -> dict[str, Any]:
    there = zone_of_fall(facts, clock) if role == "impact" and event.cls == "MIS" else None
    sited = there is None and (bool(event.sites) or event.cls == "MIS")
    utc, zone = as_utc(date.fromisoformat(event.day or ""), clock, there or site_zone(event), at_site=sited)
    return {"local": clock.local, "tz": zone or clock.zone, "utc": utc, "approx": clock.approx}


def next_day(day: str) -> str:
    """The day after an ISO day."""
    return (date.fromisoformat(day) + timedelta(1)).isoformat()

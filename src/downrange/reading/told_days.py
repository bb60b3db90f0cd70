"""The day, month or year that a clause gives to the launch it tells of."""

from __future__ import annotations

from datetime import date, timedelta

from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY, is_old, near
from downrange.reading.ordinals import day_of_ordinal, kind_named, kind_of
from downrange.reading.page import Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import Statement
from downrange.reading.story import Story, tells_of_the_past

SAID_REACH = 4
"""'Said on Monday': a day this near behind a verb of saying is that of the statement [characters]."""
TOPIC_REACH = 3
"""Between who speaks and the day of speaking stands a particle and a space [characters]."""
TRACKED_REACH = 60
"""'A day after neighbors tracked ...': the verb stands at most this far behind [characters]."""
REPORTED_REACH = 24
"""'A day after Seoul reported the launch': what was reported stands at most this far behind the verb [characters]."""
TO_DAY = 6
"""Words for what was planned may hold the preposition of their day [characters]."""
MOVED_REACH = 12
"""'Put off until March': the day that a launch is moved to stands this near behind the words [characters]."""
FRONT = 12
"""A day that opens its sentence begins at most this far in [characters]."""
FRONTED_REACH = 80
"""The verb of saying stands at most this far behind the day that opens its sentence [characters]."""
_OF_FLIGHTS = (
    "launch",
    "outcome",
    "impactverb",
    "destructverb",
    "insertionverb",
    "standin",
    "object",
    "vehicle",
    "payload",
)
"""Kinds of words that tell of a flight, or of what flies."""
BESIDE = 4
"""'On Friday said': the day stands this near before the verb of saying [characters]."""
REASON_REACH = 110
"""'In answer to a raid on a residence in December': the day stands this near behind the words [characters]."""
TOLD_REACH = 40
"""'Told reporters in Seoul on Friday': the day stands at most this far behind the verb [characters]."""
_OF_EVENTS = (*_OF_FLIGHTS, "endnoun", "trouble", "anomalyverb", "placecue", "modal", "recall", "clause")
DAYS_OF_NEWS = 6
"""A day named anywhere is that of a launch told without one when it lies at most this far back [days]."""


NIGHT_REACH = 5
"""'In the night from Tuesday to Wednesday': the second day stands this near behind the first [characters]."""


def find_day(
    story: Story, sentence: Sentence, start: int, end: int, found: list[Statement], *, planned: bool
) -> str | None:
    """Day, month or year that a clause gives to what it tells."""
    if not sentence.dates:
        story.day_of_saying, story.mention = False, None
        return None
    mentions = [d for d in sentence.dates if start <= d.start < end] or (sentence.dates if found else [])
    mentions = [d for d in mentions if not story.recalled.holds(d.start)]
    mentions = [d for d in mentions if not d.edge or (planned and _lies_ahead(story, d))]
    mentions = [d for d in mentions if not _is_of_another_deed(story, sentence, d, found)]
    if len(mentions) > 1:
        mentions = [d for d in mentions if not _is_of_its_reason(story, sentence, d)] or mentions
        mentions = [d for d in mentions if not _is_of_a_text(story, sentence, d)] or mentions
    if len(mentions) > 1:  # 'the second flight, once hoped for in December, ...'
        hoped = [m.end for m in sentence.all("recall") if m.value == "before"]
        mentions = [d for d in mentions if not any(-TO_DAY <= d.start - place <= SAID_REACH for place in hoped)]
    if planned:
        will = min((m.start for m in sentence.within("modal", start, end) if m.value == "future"), default=start)
        after = [d for d in mentions if d.start > will] if story.page.lexicon.spaced else mentions
        mentions = after or [d for d in mentions if _lies_ahead(story, d)]
        moved = [m.end for m in sentence.within("moved", start, end)]
        mentions = [d for d in mentions if any(abs(d.start - m) <= MOVED_REACH for m in moved)] or mentions
    rows = [(d, iso) for d in mentions if (iso := d.resolve(story.page.published, future=planned))]
    story.day_of_saying = False
    story.mention = None
    if found and not planned and (since := _day_since(story, sentence, mentions, rows)) is not None:
        return since
    if not rows:
        return _other_week(story, sentence, mentions) if found and not planned else None
    says = [m for m in sentence.all("speech") if m.value == "say"]
    rows = _without_day_of_saying(story, sentence, rows)
    if any(e.day and e.status == "occurred" for e in story.events):
        rows = [row for row in rows if not _is_said(story, says, *row)]
        if not rows:
            return None

    def rank(row: tuple[DateMention, str]) -> tuple[int, int]:
        mention = row[0]
        at = mention.start
        beside = any(abs(at - m.end) <= 12 or _is_right_before(story, mention, m) for m in says)
        anchor = min((max(at - s.predicate.end, s.predicate.start - mention.end, 0) for s in found), default=at)
        second = any(0 < at - d.end <= NIGHT_REACH for d, _ in rows if None not in (d.weekday, mention.weekday))
        return (int(beside and len(rows) > 1) + int(second), anchor)

    best = min(rows, key=rank)
    story.mention = best[0]
    story.day_of_saying = _is_said(story, says, *best) or _is_fronted(story, sentence, best[0], says, found)
    if story.day_of_saying and found and not planned:
        week = _week_of_launch(story, says, mentions)
        if week is not None:
            story.day_of_saying = False
            return week
    tracked = _day_tracked(sentence, best[0], best[1]) if story.day_of_saying and len(best[1]) == ISO_DAY else None
    if tracked is not None:
        story.day_of_saying = False
        return tracked
    finer = [d for d, iso in rows if len(iso) > len(best[1]) and iso.startswith(best[1])]
    finer = [d for d in finer if not _is_before_what_followed(story, d, best[0])]
    return finer[0].resolve(story.page.published) if finer else best[1]


def _is_right_before(story: Story, mention: DateMention, said: Mark) -> bool:
    """'The ministry on Friday said': not 'fired on Friday, calling it an answer', where a comma parts the two."""
    return abs(said.start - mention.end) <= BESIDE and "," not in story.page.folded[mention.end : said.start]


def _is_of_its_reason(story: Story, sentence: Sentence, mention: DateMention) -> bool:
    """'... fired on Thursday in answer to a raid at the end of December': the day of what it was an answer to."""
    last = story.page.lexicon.meta.get("order") == "sov"
    for mark in sentence.all("reason"):
        low, high = (mention.end, mark.start) if last else (mark.end, mention.start)
        if not 0 <= high - low <= REASON_REACH or set(story.page.folded[low:high]) & set(",.;:"):
            continue
        if not any(sentence.within(kind, low, high) for kind in ("launch", "object", "vehicle", "payload")):
            return True
    return False


def _is_of_a_text(story: Story, sentence: Sentence, mention: DateMention) -> bool:
    """'KCNA, in a dispatch of Sept. 4, said ... on Aug. 31': the day of what was written."""
    last = story.page.lexicon.meta.get("order") == "sov"
    gaps = (m.start - mention.end if last else mention.start - m.end for m in sentence.all("dispatch"))
    return any(0 <= gap <= BESIDE for gap in gaps)


def _is_before_what_followed(story: Story, mention: DateMention, told: DateMention) -> bool:
    """'On Thursday it was cleared to fly again after a failure earlier this month': the day of what came after."""
    words = frozenset(story.page.lexicon.meta.get("after", ()))
    between = story.page.folded[mention.end : told.start].split()
    return mention.end <= told.start and not words.isdisjoint(between)


def find_day_of_ordinal(story: Story, sentence: Sentence, start: int, end: int, day: str | None) -> str | None:
    """The day of a clause that tells a year or month and which launch of a row it was; else the day as told."""
    event = story.current
    if day is None or len(day) >= ISO_DAY or (event is not None and (event.day or "").startswith(day)):
        return day
    mark = next((m for m in sentence.within("vehicle", start, end) if not story.recalled.holds(m.start)), None)
    kind = kind_named(story.page, mark, event) if mark is not None else kind_of(event)
    news = next((e.day for e in story.mains if e.day is not None), None)
    return day_of_ordinal(story.page, sentence, start, end, day, kind, news)


def _is_of_another_deed(story: Story, sentence: Sentence, mention: DateMention, found: list[Statement]) -> bool:
    """'A missile was shot down, said the army, which had bombed a port the day before': the day of what else it did."""
    marks = [m for m in sentence.within("recall", sentence.start, mention.start) if m.value == "which"]
    if not marks or not found:
        return False
    start = marks[-1].end
    own = story.page.folded[sentence.start : marks[-1].start].rstrip().endswith(",")
    between = story.page.folded[start : mention.start]
    if not own or "," in between or not any(s.predicate.end <= marks[-1].start for s in found):
        return False
    stop = next(
        (place for place in range(mention.end, sentence.end) if story.page.folded[place] in ",.;"), sentence.end
    )
    return not any(sentence.within(kind, start, stop) for kind in _OF_FLIGHTS)


def _is_said(story: Story, says: list[Mark], mention: DateMention, day: str) -> bool:
    """'Said on Monday': the day of a statement; in 'many recall 2 July 2013' it is old and stands without 'on'."""
    if story.page.folded.startswith(tuple(story.page.lexicon.meta.get("of_days", ("\n",))), mention.end):
        return False  # 'described Saturday's firing'
    if any(m.start - mention.end == 1 for m in says):
        return True  # 'the ministry on Friday said'
    gaps = [mention.start - m.end for m in says]
    if any(
        SAID_REACH < gap <= TOLD_REACH and _is_of_speech(story, m.end, mention.start)
        for gap, m in zip(gaps, says, strict=True)
    ):
        return True
    if mention.day is not None and is_old(day, story.page.published):
        gaps = [gap for gap in gaps if gap > 1]
    return any(0 <= gap <= SAID_REACH for gap in gaps)


def _day_since(
    story: Story, sentence: Sentence, mentions: list[DateMention], rows: list[tuple[DateMention, str]]
) -> str | None:
    """'Two days after the loss of a Vega-C, the company said ...': the news opens with the days since the launch."""
    published = story.page.published
    hosted = next((d for d in mentions if d.hosted and d.days is not None and d.days < 0), None)
    if hosted is None or hosted.days is None or published is None or any(e.day for e in story.events):
        return None
    says = [m for m in sentence.all("speech") if m.value == "say"]
    if hosted.start - max(sentence.start, sentence.head) > FRONT or not all(
        _is_said(story, says, *row) for row in rows
    ):
        return None
    told = [day for _, day in rows if len(day) == ISO_DAY]
    base = date.fromisoformat(told[0]) if told else published
    story.mention = None
    return (base + timedelta(hosted.days)).isoformat()


def _is_of_speech(story: Story, start: int, end: int) -> bool:
    """'Told reporters on Friday', 'a indiqué le ministère mercredi': nothing of what is said stands before the day."""
    sentence = story.page.sentences[story.index]
    between = story.page.folded[start:end]
    if not story.page.lexicon.spaced or set(between) & set(',;:"«»()'):
        return False
    if not set(story.page.lexicon.meta.get("complements", ())).isdisjoint(between.replace("'", "' ").split()):
        return False
    return not any(sentence.within(kind, start, end) for kind in _OF_EVENTS)


def _is_fronted(
    story: Story, sentence: Sentence, mention: DateMention, says: list[Mark], found: list[Statement]
) -> bool:
    """'Earlier in the day the agency had reported that a missile had been fired': the day of who speaks.

    Only where the launch lies before it: told in the pluperfect, or by a noun.
    """
    head = max(sentence.start, sentence.head)
    said = next((m for m in says if m.start >= mention.end), None)
    if said is None or not found or mention.start - head > FRONT or said.start - mention.end > FRONTED_REACH:
        return False
    if any(s.predicate.start < said.end for s in found):
        return False
    verbs = [s for s in found if s.predicate.value == "verb"]
    return story.is_told_before(verbs) if verbs else all(s.predicate.value == "noun" for s in found)


def _other_week(story: Story, sentence: Sentence, mentions: list[DateMention]) -> str | None:
    """'Two weeks ago a Long March 3B had ...': the week of another launch than those that have a day."""
    for mention in mentions:
        week = mention.stretch(story.page.published)
        said = any(m.value == "say" and 0 <= mention.start - m.end <= SAID_REACH for m in sentence.all("speech"))
        if week is None or said:
            continue
        days = [date.fromisoformat(e.day) for e in story.mains if e.day and len(e.day) == ISO_DAY]
        if days and not any(week[0] <= day <= week[1] for day in days):
            return f"{week[0].isoformat()}/{week[1].isoformat()}"
    return None


def _week_of_launch(story: Story, says: list[Mark], mentions: list[DateMention]) -> str | None:
    """'It fired a missile two weeks ago, a general said on Monday': the week of the launch beside the day of saying."""
    for mention in mentions:
        week = mention.stretch(story.page.published)
        if week is not None and not any(0 <= mention.start - m.end <= SAID_REACH for m in says):
            return f"{week[0].isoformat()}/{week[1].isoformat()}"
    return None


def _day_tracked(sentence: Sentence, mention: DateMention, day: str) -> str | None:
    """'Said on Friday it had fired a missile, a day after the South had detected it': the day before the statement."""
    for other in sentence.dates:
        if not other.hosted or other.days is None or other.days >= 0:
            continue
        for mark in sentence.within("speech", other.end, other.end + TRACKED_REACH):
            if 0 <= mention.start - mark.end <= SAID_REACH:
                continue
            reported = mark.value == "say" and any(
                sentence.within(kind, mark.end, mark.end + REPORTED_REACH) for kind in ("launch", "object")
            )
            if mark.value == "detect" or reported:
                return (date.fromisoformat(day) + timedelta(other.days)).isoformat()
    return None


def _lies_ahead(story: Story, mention: DateMention) -> bool:
    """'On 24 February it will launch': a day before the verb is that of the plan only when it lies ahead."""
    published, day = story.page.published, mention.resolve(story.page.published, future=mention.edge)
    return published is not None and day is not None and day > published.isoformat()[: len(day)]


def _without_day_of_saying(
    story: Story, sentence: Sentence, rows: list[tuple[DateMention, str]]
) -> list[tuple[DateMention, str]]:
    """'KCNA on the 19th (a test on the 18th) reported': where the verb is last, the speaker's day is first.

    A day that stands alone is that of speaking when the launch has its day already.
    """
    alone = len(rows) == 1
    if story.page.lexicon.meta.get("order") != "sov" or (alone and not _is_told_days_before(story, rows[0][1])):
        return rows
    speakers = sentence.all("source", "speaker", "institution")
    first = min(rows, key=lambda row: row[0].start)
    own = any(0 < first[0].start - m.end <= TOPIC_REACH for m in speakers)
    says = [m for m in sentence.all("speech") if m.value == "say"]
    if any(0 <= m.start - row[0].end <= SAID_REACH for row in rows if row is not first for m in says):
        return rows
    return [row for row in rows if row is not first] if own else rows


def _is_told_days_before(story: Story, day: str) -> bool:
    """Whether the launch that the text is about has its day, shortly before this one."""
    event = story.current
    return (
        event is not None
        and event.status == "occurred"
        and event.day is not None
        and event.day < day
        and near(event.day, day)
    )


def day_of_news(story: Story, published: date) -> str | None:
    """The first day of the last week that the text names, save for what is still to come."""
    for sentence in filter(tells_of_the_past, story.page.sentences):
        for mention in sentence.dates:
            iso = mention.resolve(published)
            if iso and len(iso) == ISO_DAY and -1 <= (published - date.fromisoformat(iso)).days <= DAYS_OF_NEWS:
                return iso
    return None

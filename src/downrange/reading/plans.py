"""Clauses that announce a launch: words of the future, periods ahead, 'the next launch'."""

from __future__ import annotations

from datetime import date

from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import is_unreal

WILL_REACH = 36
"""'Will make its maiden flight': a word for launching this near behind 'will' is a plan [characters]."""
TO = len("to")
"""Characters of a word that a modal and a verb may share."""
DATED_REACH = 12
"""'Planned for December': the date stands this near behind the word for the future [characters]."""
WINDOW_REACH = 12
"""The days of 'from May 31 to June 11' stand at most this far apart [characters]."""
NIGHT_REACH = 20
"""'In the night from Monday 16 to Tuesday 17': the word stands at most this far before the first day [characters]."""
TURN_REACH = 8
"""Bare days of a period that ends in the next month stand this near together [characters]."""
LONGEST_NOTICE = 60
"""A period of days opens at most this long after it is announced [days]."""
_TOLD_OF = frozenset(("plan", "modal", "launch", "coming"))
"""Kinds of words that can tell of a launch to come."""
_OUTWARD = frozenset(("outward", "launch"))
SAID_REACH = 4
"""'Said on Monday': a day this near behind a verb of saying is that of the statement [characters]."""
VAGUE = ("asap", "soon", "months")


def is_plan(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause tells of a launch that is still to come."""
    if sentence.lacks(_TOLD_OF):
        return _is_dated_ahead(page, sentence, start, end)
    plans = [mark.value for mark in sentence.within("plan", start, end)]
    future = [m for m in sentence.within("modal", start, end) if m.value == "future" and not _says(sentence, m)]
    if page.lexicon.meta.get("closing_verbs"):  # 'die von Wachs angetrieben wird, ist gestartet'
        future = [m for m in future if page.folded[m.end : m.end + 1] != ","]
    wills = [m.end for m in future]
    launches = sentence.within("launch", start, end)
    verbs = [m for m in launches if m.value == "verb"]
    coming = page.lexicon.meta.get("headline_future", ())
    title = sentence.kind == "headline" and bool(coming) and bool(verbs) and not sentence.within("outcome", start, end)
    if title and page.folded.startswith(tuple(coming), verbs[0].start):
        return True
    if sentence.kind == "headline" and _heads_a_plan(page, sentence, start, end):
        return True
    told = [m.start for m in launches if m.value in ("verb", "noun")]
    reach = int(page.lexicon.meta.get("will_reach", WILL_REACH))
    if any(_shares(m, verb) for m in future for verb in verbs) or any(
        0 <= place - will <= reach for will in wills for place in told
    ):
        return True
    dated = any(d.start <= will + DATED_REACH and will < d.end for will in wills for d in sentence.dates)
    flown = launches or sentence.within("vehicle", start, end) or sentence.within("payload", start, end)
    if flown and not verbs and any(_is_set_for(page, sentence, will) for will in wills):
        return True  # 'the launch is planned for Friday, with days in reserve through 16 October'
    ahead = _is_nearer_ahead(page, sentence, start, end) or _is_rest_of_year(page, sentence, start, end)
    if dated and flown and not verbs and ahead:
        return True  # 'the Gaganyaan-1 mission, planned for December'
    meant = [m.end for m in sentence.within("modal", start, end) if m.value == "planned"]
    meant_to = any(0 <= place - will <= reach for will in meant for place in told)
    if meant_to and _is_nearer_ahead(page, sentence, start, end):
        return True
    if _is_next(page, sentence, start, end) or _is_dated_ahead(page, sentence, start, end):
        return True
    if is_outward(page, sentence, start, end) or _is_meant_for_month(page, sentence, start, end):
        return True
    if wills and _follows(sentence, start, end) and _is_nearer_ahead(page, sentence, start, end):
        return True
    again = "next" in plans or "some" in plans
    vague = any(value in VAGUE for value in plans)
    vague = vague and (bool(launches) or again or _flies(sentence, start, end))
    past = bool(verbs) and not future
    return (bool(future) and again) or (vague and (again or bool(future))) or (again and vague and not past)


def is_wish_to_repeat(sentence: Sentence, start: int, end: int) -> bool:
    """'Wants to fly again as early as possible': a wish for a next launch, with a time, announces it."""
    told = {mark.value for mark in sentence.within("unreal", start, end)}
    again = any(mark.value == "next" for mark in sentence.within("plan", start, end))
    return again and "hypothetical" in told <= {"hypothetical", "typical"} and is_vague(sentence, start, end)


def is_outward(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'A Soyuz will now carry the crew up in November', 'the first launch of the H3, now set for March'.

    A word for the future, a verb or noun of going up beside it, and a day, month or period nearer ahead than behind.
    """
    if sentence.lacks(_OUTWARD):
        return False
    wills = [m for m in sentence.within("modal", start, end) if m.value == "future" and not _says(sentence, m)]
    coming = [m for m in sentence.within("coming", start, end) if m.value == "yes"]
    wills, sure = wills or coming, bool(wills)
    reach = int(page.lexicon.meta.get("will_reach", WILL_REACH))
    going = sentence.within("outward", start, end)
    beside = [w for w in wills if any(w.start <= g.start < w.end or 0 <= g.start - w.end <= reach for g in going)]
    noun = [w for w in wills if any(m.value != "verb" for m in sentence.within("launch", start, w.end))]
    if not beside and not noun:
        return False
    flown = any(sentence.within(kind, start, end) for kind in ("launch", "vehicle", "payload", "object"))
    flown = flown or any(m.value == "next" for m in sentence.within("plan", start, end))
    first = min(w.start for w in (*beside, *noun))
    dates = [d for d in sentence.dates if start <= d.start < end and d.end > first and not _is_said(sentence, d)]
    if not flown or not dates or is_unreal(sentence, start, end, min(w.start for w in (*beside, *noun))):
        return False
    return _opens_ahead(page, dates[0], now=sure)


def _is_meant_for_month(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'Announced on Friday the launch of a satellite for mid-April': a noun, and 'for' with a month nearer ahead."""
    launches = sentence.within("launch", start, end)
    if not launches or any(m.value == "verb" for m in launches) or sentence.within("outcome", start, end):
        return False
    words = tuple(page.lexicon.meta.get("purposes", ())[:1])
    for mention in sentence.dates:
        if not start <= mention.start < end or mention.day is not None or mention.month is None or mention.edge:
            continue
        said = page.folded[max(start, mention.start - 8) : mention.end].split()[:-1]
        if not set(words).isdisjoint(said[-3:]) and _lies_nearer_ahead(page, mention):
            return True
    return False


def _is_said(sentence: Sentence, mention: DateMention) -> bool:
    """'The agency said on Monday that it will ...': the day of the statement."""
    return any(m.value == "say" and 0 <= mention.start - m.end <= SAID_REACH for m in sentence.all("speech"))


def _opens_ahead(page: Page, mention: DateMention, *, now: bool) -> bool:
    """Whether a day or month is nearer ahead than behind, or a period, week or year comes (or goes on, if `now`)."""
    if _lies_nearer_ahead(page, mention):
        return True
    day = mention.resolve(page.published, future=True)
    if day is None or page.published is None or (len(day) == ISO_DAY and "/" not in day):
        return False
    coarse = "/" in day or mention.year is not None or mention.years is not None or mention.months is not None
    return coarse and _begins_ahead(day, page.published, now=now)


def _heads_a_plan(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'Next rocket launch scheduled in March', 'Ministry confirms second launch in October': a heading without a verb.

    A month by itself is the coming one where it is nearer than the last; a day needs a word for what is planned.
    """
    launches = sentence.within("launch", start, end)
    nouns = {m.start for m in launches if m.value == "noun"}
    if not nouns or any(m.value == "verb" and m.start not in nouns for m in launches):
        return False
    told = any(m.value == "planned" for m in sentence.within("modal", start, end))
    told = told or any(m.value == "yes" for m in sentence.within("coming", start, end))
    bare = all(d.day is None and d.weekday is None and d.month is not None for d in sentence.dates)
    return (told or bare) and _is_nearer_ahead(page, sentence, start, end)


def _is_set_for(page: Page, sentence: Sentence, will: int) -> bool:
    """Whether the first day right behind a word for the future is nearer ahead of publication than behind."""
    behind = [d for d in sentence.dates if d.end > will and abs(d.start - will) <= DATED_REACH]
    return bool(behind) and _lies_nearer_ahead(page, behind[0])


def _shares(will: Mark, verb: Mark) -> bool:
    """'S'envolera' is both the future and the launch; in 'is due to leave' the 'to' belongs to both."""
    return will.start <= verb.start < will.end and (verb.end <= will.end or verb.start >= will.end - TO)


def _says(sentence: Sentence, will: Mark) -> bool:
    """'Some will add 2 July 2013': what is to come is only that it is said."""
    return any(m.value == "say" and 0 <= m.start - will.end <= 1 for m in sentence.all("speech"))


def _is_nearer_ahead(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'Was to lift off no earlier than July 31': a day nearer ahead of publication than behind."""
    published = page.published
    mentions = [d for d in sentence.dates if start <= d.start < end]
    if published is None or len(mentions) != 1 or sentence.within("outcome", start, end):
        return False
    return _lies_nearer_ahead(page, mentions[0])


def _lies_nearer_ahead(page: Page, mention: DateMention) -> bool:
    return page.published is not None and lies_nearer_ahead(page.published, mention)


def lies_nearer_ahead(published: date, mention: DateMention) -> bool:
    """Whether a day or month lies nearer ahead of publication than behind; one with its year, whether it lies ahead."""
    ahead, behind = (_first_day(mention.resolve(published, future=future)) for future in (True, False))
    if ahead is None or behind is None or ahead <= published or mention.local:
        return False
    return behind > published or ahead - published < published - behind


def _is_rest_of_year(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'Expected at the end of the year': of the year of publication, what is not over yet."""
    published = page.published
    days = [d.resolve(published) for d in sentence.dates if start <= d.start < end]
    return published is not None and days == [str(published.year)] and not sentence.within("outcome", start, end)


def _first_day(iso: str | None) -> date | None:
    """The first day of a day or month; None for a year or a period."""
    if iso is None or len(iso) < len("2000-01") or "/" in iso:
        return None
    return date.fromisoformat(f"{iso}-01"[:ISO_DAY])


def is_vague(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a plan is told without a date: soon, as soon as possible, in the coming months."""
    return any(mark.value in VAGUE for mark in sentence.within("plan", start, end))


def _is_next(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'The next launch is possible in September at the earliest': no word of the future is needed."""
    published = page.published
    coming = any(mark.value == "yes" for mark in sentence.within("coming", start, end))
    if published is None or not coming or sentence.within("outcome", start, end):
        return False
    if any(m.value == "verb" for m in sentence.within("launch", start, end)):
        return False
    days = [d.resolve(published, future=True) for d in sentence.dates if start <= d.start < end]
    return any(day and day > published.isoformat()[: len(day)] for day in days)


def _is_dated_ahead(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'The third launch is set for early next year': every date of the clause lies after publication."""
    if not sentence.dates or page.published is None or sentence.within("outcome", start, end):
        return False
    last = max((m.end for m in sentence.within("launch", start, end)), default=start)
    said = min((m.start for m in sentence.all("speech", "relay") if last <= m.start < end), default=end)
    inside = [d for d in sentence.dates if start <= d.start < said and not d.edge and not d.local]
    days = [d.resolve(page.published, future=d.period is not None) for d in inside]
    return bool(days) and all(_begins_ahead(day, page.published) for day in days)


def _begins_ahead(day: str | None, published: date, *, now: bool = False) -> bool:
    """Whether a day, month or year lies after publication (or goes on if `now`), or a period ends after it."""
    if day is None:
        return False
    last = day.partition("/")[2] or day
    today = published.isoformat()[: len(last)]
    return last > today or (now and last == today and len(last) < ISO_DAY)


def is_follow_up(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """'A second vehicle should fly in the first half of 2023', 'Ariane 6 is to follow in May': a flight to come."""
    future = any(mark.value == "future" for mark in sentence.within("modal", start, end))
    coming = any(mark.value == "yes" for mark in sentence.within("coming", start, end))
    flight = sentence.within("launch", start, end) or coming or _follows(sentence, start, end)
    if is_outward(page, sentence, start, end):
        return True
    if not (future and flight):
        return False
    return _is_dated_ahead(page, sentence, start, end) or (
        _follows(sentence, start, end) and _is_nearer_ahead(page, sentence, start, end)
    )


def _flies(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause speaks of a flight, an attempt or what comes next: 'would soon be put on alert' does not."""
    return any(sentence.within(kind, start, end) for kind in ("coming", "standin", "insertionverb"))


def _follows(sentence: Sentence, start: int, end: int) -> bool:
    """'An Ariane 6 is to follow': what flies is named beside the word."""
    then = any(mark.value == "then" for mark in sentence.within("coming", start, end))
    return then and bool(sentence.within("vehicle", start, end) or sentence.within("payload", start, end))


def is_ahead(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a clause gives a period between two days that lie after publication."""
    window = find_window(page, sentence)
    if window is None or page.published is None:
        return False
    opening = any(m.value == "window" for m in sentence.within("plan", start, end))
    ahead = (date.fromisoformat(window[:ISO_DAY]) - page.published).days
    return opening and 0 < ahead <= LONGEST_NOTICE


def are_days_apart(a: DateMention, b: DateMention) -> bool:
    """'19日、平壌から18日に': two days of one month named apart, the later one first, and no period."""
    if a.month is not None or b.month is not None or a.day is None or b.day is None:
        return False
    return b.day < a.day and b.start - a.end > TURN_REACH


def is_night(page: Page, a: DateMention, b: DateMention) -> bool:
    """'In the night from Monday 16 to Tuesday 17': one night, and no period."""
    words = page.lexicon.meta.get("nights", ())
    before = page.folded[max(0, a.start - NIGHT_REACH) : b.start].split()
    return any(word in before for word in words)


def opens_window(sentence: Sentence, day: DateMention) -> bool:
    """Whether a period can begin with a day: with a weekday only where a word for the period stands before it."""
    if day.day is not None or day.weekday is None:
        return day.day is not None
    return any(m.value == "window" and 0 <= day.start - m.start <= WINDOW_REACH for m in sentence.all("plan"))


def find_window(page: Page, sentence: Sentence) -> str | None:
    """First and last day of a period written as two days, parted by a slash."""
    for a, b in zip(sentence.dates, sentence.dates[1:], strict=False):
        if opens_window(sentence, a) and b.day is not None and b.start - a.end <= WINDOW_REACH:
            first, last = (d.resolve(page.published, future=True) for d in (a, b))
            if are_days_apart(a, b) or is_night(page, a, b):
                continue
            if first and last and first >= last:
                first = a.resolve(page.published)
            if first and last and first < last:
                return f"{first}/{last}"
    return None

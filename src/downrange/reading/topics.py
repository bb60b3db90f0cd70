"""What else a text is about: a match, a product, a life, an engine on its stand tell of no launch by the way.

A paragraph with two words of such a topic, or a text whose beginning has them, tells of a launch only in full: a clause
without a word of the topic says what was launched, on what day, and by whom or from where. What follows it may be told
as loosely as elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from downrange.reading.actors import OPERATORS
from downrange.reading.drafts import is_past
from downrange.reading.gazetteer import source_types
from downrange.reading.page import Page, Sentence
from downrange.reading.statements import find_statements, group_of, is_behind

LEAD = 2
"""A text says in its headlines or in its first paragraphs, this many, what it is about."""
LEAST_WORDS = 2
"""So many different words of a topic make a paragraph one about it; one more where a vehicle or satellite is named."""
INVENTED = "fiction"
"""Novels and films tell of launches in full, too: only one told with its year is none of theirs."""
AHEAD = frozenset(("stand", "scrub", "arms"))
"""Topics beside which a launch to come may be announced."""


_KINDS = ("topic", "topic_hint")
"""Words of a topic, and words that news of launches has, too."""


def find_asides(page: Page) -> frozenset[int]:
    """Indices of the sentences that are about something else than a launch."""
    if not any(sentence.has("topic") for sentence in page.sentences):
        return frozenset()
    whole = _whole(page)
    news = bool(whole) and _begins_with_news(page, whole)
    found: set[int] = set()
    told = False
    for _, group in groupby(enumerate(page.sentences), key=lambda row: row[1].paragraph):
        rows = list(group)
        inside = [sentence for _, sentence in rows]
        topics = _topics(page, inside, _least(inside))
        if not told:
            topics |= whole
        for index, sentence in rows:
            if topics and _tells(page, index, topics):
                topics, told = frozenset(), told or sentence.kind == "body"
            if topics and not (news and sentence.kind == "headline") and not _announces(sentence, topics):
                found.add(index)
    return frozenset(found)


def _begins_with_news(page: Page, whole: frozenset[str]) -> bool:
    """Whether the first paragraphs tell of a launch in full: the headlines may be about it."""
    bodies = _first_paragraphs(page)
    return any(_tells(page, index, whole) for index, s in enumerate(page.sentences) if s.paragraph in bodies)


def _first_paragraphs(page: Page) -> list[int]:
    return sorted({s.paragraph for s in page.sentences if s.kind == "body"})[:LEAD]


def _whole(page: Page) -> frozenset[str]:
    """Topics of the whole text: its headlines and first paragraphs have two words of them."""
    bodies = _first_paragraphs(page)
    lead = [s for s in page.sentences if s.kind == "headline" or s.paragraph in bodies]
    titled = any(s.kind == "headline" and s.has("topic") for s in lead)
    return _topics(page, lead, LEAST_WORDS if titled else _least(lead))


def _least(sentences: Iterable[Sentence]) -> int:
    """How many words make a topic of some sentences."""
    return LEAST_WORDS + any(s.has("vehicle") or s.has("payload") for s in sentences)


def _topics(page: Page, sentences: Iterable[Sentence], least: int) -> frozenset[str]:
    """Topics of some sentences: so many different words of each, one of which no news of a launch has, or two such."""
    words: dict[str, set[str]] = {}
    sure: dict[str, set[str]] = {}
    for sentence in sentences:
        for mark in sentence.all(*_KINDS):
            word = page.folded[mark.start : mark.end]
            words.setdefault(mark.value, set()).add(word)
            if mark.kind == "topic":
                sure.setdefault(mark.value, set()).add(word)
    return frozenset(topic for topic, own in sure.items() if len(words[topic]) >= least or len(own) >= LEAST_WORDS)


def _tells(page: Page, index: int, topics: frozenset[str]) -> bool:
    """Whether a sentence tells of a launch in full: what, when, and by whom or from where.

    The day may stand in the sentence before it in the paragraph.
    """
    sentence = page.sentences[index]
    if INVENTED in topics and not any(d.year is not None for d in sentence.dates):
        return sentence.has("staged", "real") and bool(find_statements(page, sentence))
    before = page.sentences[index - 1] if index else sentence
    dates = [*sentence.dates, *(before.dates if before.paragraph == sentence.paragraph else ())]
    days = [day for d in dates if not d.edge and (day := d.resolve(page.published)) is not None]
    told = any(is_past(day, page.published) for day in days) or (topics <= AHEAD and bool(sentence.clocks))
    if not told or not any(_owners(sentence)):
        return False
    for statement in find_statements(page, sentence):
        place = statement.predicate.start
        beside = sentence.within("topic", statement.start, statement.end)
        if any(mark.value in topics and not is_behind(sentence, mark, place) for mark in beside):
            continue
        if statement.predicate.kind == "launch" or statement.thing.kind == "vehicle":
            return True
        if group_of(statement.thing) == "MIS":
            return True
    return False


def _owners(sentence: Sentence) -> Iterator[bool]:
    """Whether each name of a sentence can say whose launch it was."""
    yield sentence.has("vehicle")
    yield sentence.has("country")
    yield any(place.place.kind == "site" for place in sentence.places)
    yield any(source_types().get(mark.value) in OPERATORS for mark in sentence.all("source"))


def _announces(sentence: Sentence, topics: frozenset[str]) -> bool:
    """Whether a sentence may announce a launch: 'its first flight is planned for May'."""
    if not topics <= AHEAD:
        return False
    return bool(sentence.dates) and (sentence.has("plan") or sentence.has("modal") or sentence.has("coming"))

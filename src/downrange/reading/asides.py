"""Where a source stops answering for a sentence: the outlet's own tail, an aside, and 'what X calls ...'."""

from __future__ import annotations

import re
from functools import cache

from downrange.reading.acquaintance import Speaker
from downrange.reading.last_verbs import before_day
from downrange.reading.lexicon import Lexicon
from downrange.reading.page import Page, Sentence
from downrange.reading.talk import Unit

CLOSING_WORDS = 9
"""Words between an attribution and the comma of the outlet's own tail: ', X tweeted in a terse note on Sunday,'."""
CONCEDED_WORDS = 6
"""'The failure of its rocket': words for what somebody concedes, with no verb among them."""
LAG_WORDS = 4
"""'Hours after', 'a little more than a day after': words before the word that opens the tail."""
NAME_REACH = 12
"""The name of a thing stands this near behind the verb that gives it [characters]."""
OBJECT_REACH = 90
"""'What X calls "a space launch vehicle"': the words that X answers for end at most this far behind [characters]."""
SUBJECT_FIRST = 40
"""What a source says stands before it when the source is farther than this from the semicolon [characters]."""
FIRST_WORD = 24
"""The first word of a half sentence is looked for among so many characters."""
LEAST_SAID = 6
"""What a topic says is longer than this [characters]."""
_RELATIVE = re.compile(r",\s(?:(?:\w+\s)?(?P<word>[\w']+?))(?:\s|(?<='))(?:(?:the|le|la|les|el|los|der|die|das)\s)?$")
"""A relative pronoun behind a comma, right before a name."""
PRONOUN_REACH = 24
_INSERTED = re.compile(r"[^,;:.\"]{0,40},")
"""What may stand between an inserted attribution and the comma that closes it: ', the army said on Monday,'."""
_OBJECT = re.compile(r"(?P<words>[\w'’,]+(?: [\w'’,]+)?) (?:(?:the|le|la|les|el|los|der|die|das) )?$")
"""The words right before a name."""
OBJECT_WORDS = 5
"""They and an article are no more than so many pieces between spaces."""
_PREDICATES = ("launch", "outcome", "impactverb", "destructverb", "anomalyverb", "insertionverb", "trouble")
_BREAK = re.compile(r"[;；]")


def find_island(page: Page, sentence: Sentence, unit: Unit) -> tuple[int, int, bool] | None:
    """The stretch inside a sentence that one source answers for and whose surroundings are somebody else's.

    'Two launches, which X described as ..., were tests, officials said'; 'what X calls "a launch vehicle"'.

    Returns:
        Its bounds, and whether its words are only what the source calls it.
    """
    if unit.speaker is None or unit.relays:
        return None
    sov = page.lexicon.meta.get("order") == "sov"
    if not sov and (aside := _find_inserted(page, sentence, unit, unit.speaker)) is not None:
        return aside
    if unit.manner != "say":
        return None
    if sov:
        return _find_named(page, sentence, unit.speaker, unit)
    lead = page.folded[sentence.start : unit.speaker.start]
    before, *last = lead.rsplit(" ", OBJECT_WORDS)
    called = _OBJECT.search(lead, len(before) if len(last) == OBJECT_WORDS else 0)
    if (
        called is not None
        and _names(page, unit)
        and _last_words(called["words"]) & set(page.lexicon.meta.get("called_objects", ()))
    ):
        start = sentence.start + called.start("words")
        return start, _end_of_name(page, sentence, unit.end), True
    match = _RELATIVE.search(lead)
    if match is None or match["word"] not in page.lexicon.meta.get("relative_objects", ()):
        return None
    if match.group().lstrip(", ").split()[0] in page.lexicon.meta.get("comparers", ()):
        return None  # '..., wie die Esa mitteilte'
    if sentence.start + match.start() <= unit.cue.start < unit.speaker.start:
        return None  # '..., teilte das Ministerium mit'
    comma = page.folded.find(",", unit.end, sentence.end)
    return sentence.start + match.start("word"), comma if comma >= 0 else sentence.end, False


@cache
def _pronoun(lexicon: Lexicon) -> re.Pattern[str]:
    """A relative pronoun, and perhaps a comma, right before an attribution and its article."""
    articles = "".join(f"{re.escape(word)} ?|" for word in lexicon.meta.get("articles", ()))
    return re.compile(rf"(?<!\w)(?P<word>\w+)(?P<comma>,)? (?:{articles})$")


def _find_inserted(page: Page, sentence: Sentence, unit: Unit, speaker: Speaker) -> tuple[int, int, bool] | None:
    """'A program which, the US claims, helps the army': who is inserted behind a relative pronoun says its clause."""
    match = _pronoun(page.lexicon).search(page.folded, max(sentence.start, unit.start - PRONOUN_REACH), unit.start)
    if match is None or match["word"] not in page.lexicon.meta.get("aside_relatives", ()):
        return None
    if not match["comma"] and unit.manner == "say":
        return None  # 'who said'
    end = max(unit.cue.end, speaker.end)
    closed = _INSERTED.match(page.folded, end, sentence.end) if match["comma"] else None
    if (closed is None and match["comma"]) or any(m.end == match.start("word") - 1 for m in sentence.all("speech")):
        return None  # 'KCNA said that, according to the army, ...'
    comma = page.folded.find(",", closed.end() if closed is not None else end, sentence.end)
    return match.start("word"), comma if comma >= 0 else sentence.end, False


def _find_named(page: Page, sentence: Sentence, speaker: Speaker, unit: Unit) -> tuple[int, int, bool] | None:
    """'북한이 주장하는 우주발사체', '北朝鮮が「衛星」と称する物体': the name that somebody gives a thing."""
    if not page.folded.startswith(tuple(page.lexicon.meta.get("callings", ("\n",))), unit.cue.start):
        return None
    if '"' in page.folded[speaker.end : unit.cue.start]:
        return speaker.start, unit.cue.end, True
    things = [m for m in sentence.all("object") if 0 <= m.start - unit.cue.end <= NAME_REACH]
    end = things[0].end if things else unit.cue.end
    return speaker.start, end, True


def _names(page: Page, unit: Unit) -> bool:
    """Whether a verb gives a thing a name: 'what X calls', 'what X says is'; 'what X told Y' is just said."""
    words = page.folded[unit.cue.start : unit.cue.end]
    tail = page.folded[unit.cue.end : unit.cue.end + CLOSING_WORDS]
    copulas = tuple(f" {word} " for word in page.lexicon.meta.get("copulas", ()))
    return words.startswith(tuple(page.lexicon.meta.get("callings", ("\n",)))) or tail.startswith(copulas)


def _last_words(words: str) -> set[str]:
    """The last word, and the last two."""
    return {words, words.rpartition(" ")[2]}


def _end_of_name(page: Page, sentence: Sentence, place: int) -> int:
    """Where the name that a source gives to something ends: with its quotation, else at the next comma."""
    end = min(sentence.end, place + OBJECT_REACH)
    opening = page.folded.find('"', place, end)
    if 0 <= opening - place <= len(' un "'):
        closing = page.folded.find('"', opening + 1, sentence.end)
        if closing >= 0:
            return closing + 1
    end = min((i for c in ",;" if (i := page.folded.find(c, place, end)) >= 0), default=end)
    named = next((m.end for m in sentence.within("object", place, end)), end)
    ends = [m.start for kind in _PREDICATES for m in sentence.within(kind, named, end) if m.value != "noun"]
    return min(ends, default=end)


def find_tail(page: Page, sentence: Sentence, unit: Unit) -> int | None:
    """Where the outlet takes over from an attribution that closes what is said.

    'X said, yet nothing was heard'; 'X said on Sunday, hours after the rocket broke up'; 'X said after the loss'.
    """
    own = _find_bracket(page, sentence, unit)
    own = _find_relative(page, sentence, unit) if own is None else own
    if own is not None or unit.manner != "say" or unit.start == sentence.start or unit.trailing:
        return own
    text = sentence.text
    for mark in sentence.all("clause"):
        if mark.value in ("strong", "adverb") and mark.start >= unit.end:
            closed = not text[unit.end - sentence.start : mark.start - sentence.start].strip(" ,;")
            opened = text[: unit.start - sentence.start].rstrip().endswith(",")
            return mark.start if closed and opened else None
    lead = text[: unit.start - sentence.start].rstrip()
    if not lead.endswith((",", '"')):
        return None
    return _find_lag(page, sentence, unit.end)


def _find_bracket(page: Page, sentence: Sentence, unit: Unit) -> int | None:
    """'..., according to X (and the fourth since March)': what a bracket adds to an attribution is the outlet's own."""
    if page.folded[unit.end : unit.end + 2] != " (":
        return None
    word = page.folded[unit.end + 2 : sentence.end].split(" ", 1)[0]
    return unit.end + 1 if word in page.lexicon.meta.get("conjunctions", ()) else None


def _find_relative(page: Page, sentence: Sentence, unit: Unit) -> int | None:
    """'X acknowledged the failure, which came when ...': only that much X conceded, and no more."""
    conceding = tuple(page.lexicon.meta.get("conceding", ("\n",)))
    if unit.manner != "say" or not page.folded[unit.cue.start : unit.cue.end].removeprefix("a ").startswith(conceding):
        return None
    comma = page.folded.find(",", unit.end, sentence.end)
    conceded = page.folded[unit.end : max(comma, unit.end)].split()
    behind = page.folded[comma + 1 : sentence.end].split(" ", 2)
    relative = comma >= 0 and len(behind) > 1 and behind[1] in page.lexicon.meta.get("relatives", ())
    if not relative or not 0 < len(conceded) <= CONCEDED_WORDS:
        return None
    first = conceded[0].partition("'")
    article = first[0] + first[1]
    noun = article in page.lexicon.meta.get("definite", ()) and article not in page.lexicon.meta.get("complements", ())
    return comma + 1 if noun else None


def _find_lag(page: Page, sentence: Sentence, place: int) -> int | None:
    """Offset of 'hours after', 'after' or 'without' behind an attribution and at most one comma."""
    openers = tuple(page.lexicon.meta.get("own_tails", ()))
    topics = page.lexicon.meta.get("own_topics", ())
    rest = page.folded[place : sentence.end]
    closing, comma, tail = rest.partition(",")
    if comma and len(closing.split()) <= CLOSING_WORDS:
        words = tail.split()
        for i in range(min(LAG_WORDS, len(words))):
            if _opens(words, i, openers):
                return place + len(closing) + 1
    words = closing.split()
    days = [d for d in sentence.dates if place <= d.start < place + len(closing)]
    for i, word in enumerate(words[: LAG_WORDS + 1]):
        if (word in openers or word in topics) and not any(d.start < place for d in days):
            found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", closing)
            return place + found.start() if found is not None and i <= len(days) * 2 + 1 else None
    return None


def _opens(words: list[str], i: int, openers: tuple[str, ...]) -> bool:
    """Whether the words from one on are an opener, as whole words."""
    return any(words[i : i + opener.count(" ") + 1] == opener.split() for opener in openers)


def find_beginning(page: Page, sentence: Sentence, unit: Unit) -> int:
    """Where what a closing attribution answers for begins: behind a semicolon, if there is one outside quotations."""
    lead = page.folded[sentence.start : unit.start]
    begin = sentence.start
    for match in _BREAK.finditer(lead):
        if lead.count('"', match.end()) % 2 == 0 and lead.count('"', 0, match.start()) % 2 == 0:
            begin = sentence.start + match.end()
    closing = unit.start - begin > SUBJECT_FIRST
    return sentence.start if closing and _points_back(page, begin) else begin


def _points_back(page: Page, place: int) -> bool:
    """'...; its warheads reached the range, X said': what begins with a pronoun goes on with the half before."""
    words = page.folded[place : place + FIRST_WORD].split()
    return bool(words) and words[0].strip(",") in page.lexicon.meta.get("pointers", ())


def find_absolute(page: Page, sentence: Sentence, unit: Unit) -> int | None:
    """'The launch failed, with the agency conceding that ...': what stands before the comma is the outlet's own."""
    comma = page.folded.rfind(",", sentence.start, unit.start)
    if comma < 0 or unit.speaker is None or unit.speaker.start > unit.cue.start:
        return None
    first = page.folded[comma + 1 : unit.start].split()[:1]
    return comma + 1 if first and first[0] in page.lexicon.meta.get("absolutes", ()) else None


def find_late_topic(page: Page, sentence: Sentence, unit: Unit) -> int | None:
    """'The rocket reached 100 km, and the company (topic) "a success" boasted': where the verb comes last, what a
    topic in the middle of a sentence says stands between it and its verb, and a clause before it is the outlet's own.
    """
    speaker = unit.speaker
    if page.lexicon.meta.get("order") != "sov" or unit.manner != "say" or speaker is None or unit.relays:
        return None
    start = max(sentence.start, sentence.head)
    lead = page.folded[start : speaker.start].rstrip()
    ends = tuple(page.lexicon.meta.get("clause_ends", ("\n",)))
    said = before_day(sentence, unit.cue) - speaker.end
    if said <= LEAST_SAID or not lead.endswith(ends) or lead.count('"') % 2:
        return None
    told = any(sentence.within(kind, start, speaker.start) for kind in ("launch", "outcome", "impactverb", "trouble"))
    return speaker.start if told else None

"""Who says it, via whom: attributions put in order, relays nested, the speaker kept inside a paragraph.

The rules are those of the annotation guide (section 3): the source of a sentence holds for the following ones of the
paragraph, never for an earlier one nor in a new paragraph; a wire agency closes every chain; the publishing site and
the author of a statement are no links of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from downrange.reading.acquaintance import Acquaintance, Speaker
from downrange.reading.asides import find_absolute, find_beginning, find_island, find_late_topic, find_tail
from downrange.reading.attributions import find_units
from downrange.reading.carrying import Ending, find_ending, goes_on, is_reported
from downrange.reading.gazetteer import source_types
from downrange.reading.lexicon import load_shared
from downrange.reading.page import Page, Sentence
from downrange.reading.speakers import find_speakers
from downrange.reading.talk import Talk, Unit
from downrange.reading.turns import Turns

OPENS = 6
"""The subject of a sentence stands at most this far behind its beginning: an article [characters]."""
SHORT_CREDIT = 16
"""A sentence that only credits an agency is no longer than this [characters]."""
CLOSING = 25
"""What may stand behind an attribution that closes its sentence [characters]."""
_KINDS = {
    "agency-press": ("press", "agency"),
    "press": ("press",),
    "broadcaster": ("press",),
    "state-media": ("press", "agency"),
    "company": ("company",),
    "agency": ("agency", "office"),
    "military": ("military", "office"),
    "government": ("government", "office"),
}

_PEOPLE = frozenset(("person", "anonymous", "experts"))
"""Kinds of sources that 'it' does not stand for."""
_PASSING_ON = frozenset(("press", "agency"))
"""What an anaphor of whoever passes on stands for: 'the agency', 'the paper'."""
_OWNERS = frozenset(("company", "agency", "military", "government", "unknown"))
"""Kinds of sources that have a chief: 'its chief executive'."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of text under one chain."""

    start: int
    end: int
    chain: tuple[str, ...]
    spoken: bool
    """Whether a source is named in the sentence itself, not carried over."""
    loose: bool = False
    """Carried over from an attribution like 'according to X', which covers little beyond its own sentence."""
    called: bool = False
    """'What X calls a launcher': X answers for the word only."""
    speakers: frozenset[int] = frozenset()
    """Offsets of the names that speak here, so that they are not taken for those who act."""


def track_chains(page: Page, *, outlet: str | None, wire: str | None, home: str | None) -> list[list[Scope]]:
    """For each sentence, the stretches that each source answers for; the whole sentence is covered.

    Args:
        page: the document, marked up.
        outlet: source id of the publisher, never a link of a chain.
        wire: source id of the agency credited for the whole text, the last link of every chain.
        home: country that unadorned institutions belong to.
    """
    named = frozenset(mark.value for sentence in page.sentences for mark in sentence.all("country", "inner_country"))
    known = Acquaintance(
        home=home, all_countries=named, credits=frozenset(source for source in (outlet, wire) if source)
    )
    talk = Talk()
    told = {mark.value for sentence in page.sentences for mark in sentence.all("source")}
    makers = {vehicle: maker for vehicle, maker in load_shared("institutions")["makers"].items() if maker in told}
    turns = Turns(page)
    result: list[list[Scope]] = []
    for sentence in page.sentences:
        talk.opens = sentence.paragraph != talk.paragraph
        if talk.opens:
            talk.paragraph, talk.current, talk.closed = sentence.paragraph, talk.credited, False
            talk.met |= talk.spoke
        if sentence.answer:
            talk.current = talk.credited
        speakers = find_speakers(page, sentence, known)
        if talk.opens:
            talk.turn = turns.begin(sentence, known)
            talk.current = talk.turn or talk.current
        speakers = [s for s in speakers if s.start >= turns.label_end(sentence)]
        if sentence.kind == "headline" and page.lexicon.meta.get("headline_source"):
            talk.credited = tuple(s.id for s in speakers if s.end == sentence.end and not s.weak)
        for mark in sentence.all("vehicle"):
            talk.maker = makers.get(mark.value.split("|")[0], talk.maker)
        units = find_units(page, sentence, speakers, known, talk)
        if talk.opens and not units and talk.last and sentence.kind == "body" and is_reported(page, sentence):
            talk.current = talk.last
        for speaker in reversed(speakers):
            if speaker.type in _OWNERS and not speaker.weak and speaker.id not in known.credits:
                talk.met["owner"] = speaker.id
        for speaker in speakers:
            if not speaker.weak and speaker.id not in known.credits:
                for kind in _KINDS.get(speaker.type, ("pronoun",)):
                    talk.met[kind] = speaker.id
                if speaker.type in _PEOPLE:
                    talk.persons.add(speaker.id)
                else:
                    talk.met["it"] = speaker.id
        for speaker in (unit.speaker for unit in units if unit.speaker is not None):
            talk.spoke |= dict.fromkeys(_KINDS.get(speaker.type, ()), speaker.id)
        scopes = _scopes(page, sentence, units, talk)
        _learn_names(units, scopes, known)
        talk.named = _subject(page, sentence, speakers) if not units else ""
        if talk.turn:
            scopes = [_in_turn(scope, talk.turn) for scope in scopes]
            talk.current = talk.turn
        if units and (_points_back(page, sentence) or _only_says(page, sentence, units)):
            _give_back(page, result, sentence, talk.last, outlet, wire)
        result.append([_closed(scope, outlet, wire) for scope in scopes])
    return result


def _learn_names(units: Sequence[Unit], scopes: Sequence[Scope], known: Acquaintance) -> None:
    """'Peter Beck, the chief executive, said': from then on Beck speaks for whom he spoke for."""
    for unit in units:
        chain = next((s.chain for s in scopes if s.spoken and s.start <= unit.cue.start < s.end), ())
        if unit.name is not None and chain:
            known.surnames[unit.name] = (chain[0], source_types().get(chain[0], "unknown"))


def _points_back(page: Page, sentence: Sentence) -> bool:
    """'Об этом сообщили в ...', 'Das teilte ... mit': a sentence that only says who told what stands before it."""
    pointers = tuple(page.lexicon.meta.get("pointing_back", ()))
    start = max(sentence.start, sentence.head)
    if not pointers or sentence.kind != "body":
        return False
    alone = tuple(page.lexicon.meta.get("pointing_back_alone", ("\n",)))
    if page.folded.startswith(alone, start) and not sentence.all("launch", "outcome", "object", "vehicle", "trouble"):
        return True
    said = (m.start - 1 for m in sentence.all("speech") if m.value == "say")
    return page.folded.startswith(pointers, start) or any(page.folded.endswith(pointers, start, end) for end in said)


def _only_says(page: Page, sentence: Sentence, units: Sequence[Unit]) -> bool:
    """'新華社が伝えた。': a sentence that names an agency and nothing else, where the verb comes last."""
    short = len(sentence.text.strip()) <= SHORT_CREDIT and page.lexicon.meta.get("order") == "sov"
    return short and sentence.kind == "body" and len(units) == 1 and units[0].press


def _give_back(
    page: Page,
    result: list[list[Scope]],
    sentence: Sentence,
    chain: tuple[str, ...],
    outlet: str | None,
    wire: str | None,
) -> None:
    """Give what stands before a sentence that points back, and is nobody's so far, to whom that sentence names.

    It reaches to the last sentence with a source, inside the paragraph; from the beginning of one, into that before.
    """
    paragraph = sentence.paragraph
    for index in range(len(result) - 1, -1, -1):
        told = page.sentences[index]
        opens = index == len(result) - 1
        if told.kind not in ("body", "headline") or not (told.paragraph == paragraph or opens):
            return
        if any(scope.spoken for scope in result[index]):
            return
        paragraph = told.paragraph
        result[index] = [_closed(replace(s, chain=chain, spoken=True), outlet, wire) for s in result[index]]


def _subject(page: Page, sentence: Sentence, speakers: Sequence[Speaker]) -> str:
    """'The science minister expressed regret', 'ISRO launched its SSLV': who opens a sentence that has no source."""
    start = max(sentence.start, sentence.head)
    told = (s for s in speakers if (s.titled or (s.type in _OWNERS and not s.weak)) and not s.press)
    first = next((s for s in told if s.start - start <= OPENS), None)
    return first.id if first is not None else ""


def _in_turn(scope: Scope, turn: tuple[str, ...]) -> Scope:
    """What somebody says in a turn of a transcript: they are its source, or pass on what they quote."""
    links = (*scope.chain, *(link for link in turn if link not in scope.chain)) if scope.spoken else turn
    return replace(scope, chain=links, spoken=True)


def _closed(scope: Scope, outlet: str | None, wire: str | None) -> Scope:
    links = tuple(link for link in scope.chain if link != outlet)
    if wire and wire not in links:
        links = (*links, wire)
    return scope if links == scope.chain else replace(scope, chain=links)


def _scopes(page: Page, sentence: Sentence, units: list[Unit], talk: Talk) -> list[Scope]:
    if not units:
        talk.since += 1
        if talk.carried and not talk.turn and not goes_on(page, sentence, ending=Ending(talk.ending), since=talk.since):
            talk.closed = True
        loose = talk.loose and not is_reported(page, sentence)
        return [Scope(sentence.start, sentence.end, talk.carried, False, loose)]
    islands = [(unit, stretch) for unit in units if (stretch := find_island(page, sentence, unit)) is not None]
    if islands:
        units = [unit for unit in units if not any(unit is island for island, _ in islands)]
        held, told = talk.current, talk.last
        chains = [_chain(unit, talk) for unit, _ in islands]
        talk.current, talk.last = held, told
        around = _scopes(page, sentence, units, talk)
        inner = [
            Scope(a, b, _told_by(chain, around, a) if called else chain, True, speakers=_names(unit), called=called)
            for (unit, (a, b, called)), chain in zip(islands, chains, strict=True)
        ]
        return [*inner, *around]
    units = _nest(page, sentence, units, talk)
    pieces: list[Scope] = []
    edges = _edges(page, sentence, units)
    chains: list[tuple[str, ...]] = [_chain(unit, talk) for unit in units]
    begin = sentence.start
    for i, unit in enumerate(units):
        stop = edges[i + 1] if i + 1 < len(units) else sentence.end
        start = edges[i]
        if i == 0 and start > begin:
            pieces.append(Scope(begin, start, talk.carried, False))
        told = _beside_notice(page, unit, stop) if unit.notice else None
        pieces.append(Scope(start, told or stop, chains[i], True, speakers=_names(unit)))
        if told is not None:
            pieces.append(Scope(told, stop, chains[i][1:], True, speakers=_names(unit)))
    talk.current, talk.loose, talk.closed = chains[-1], units[-1].manner == "prep", False
    talk.ending, talk.since = find_ending(page, sentence, units[-1]), 0
    aside = find_tail(page, sentence, units[-1])
    if aside is not None:
        last = pieces.pop()
        talk.closed = True
        pieces += [replace(last, end=aside), Scope(aside, sentence.end, (), False)]
    return pieces


def _names(unit: Unit) -> frozenset[int]:
    return frozenset(place for s in (unit.speaker, *unit.relays) if s is not None for place in range(s.start, s.end))


def _told_by(chain: tuple[str, ...], around: Sequence[Scope], place: int) -> tuple[str, ...]:
    """'What the North calls a launcher took off, Seoul said': who passes on the words that are somebody else's."""
    outer = next((scope.chain for scope in around if scope.start <= place < scope.end and scope.spoken), ())
    return (*chain, *(link for link in outer if link not in chain))


def _edges(page: Page, sentence: Sentence, units: Sequence[Unit]) -> list[int]:
    """Where the stretch of each unit begins."""
    edges: list[int] = []
    for i, unit in enumerate(units):
        clause_start, _clause_end = sentence.clause_of(unit.start)
        floor = units[i - 1].end if i else sentence.start
        if unit.trailing:
            edges.append(max(floor, unit.cue.start))
        elif i == 0 and (topic := find_late_topic(page, sentence, unit)) is not None:
            edges.append(topic)
        elif i == 0:
            lead = sentence.text[: unit.start - sentence.start].strip(" ,\"'")
            tail = sentence.text[unit.end - sentence.start :].strip(" .,\"'")
            closing = len(tail) <= 25 and len(lead) > len(tail)
            prefixed = unit.manner == "prep" or closing
            absolute = find_absolute(page, sentence, unit)
            if absolute is not None:
                edges.append(absolute)
            elif closing or (prefixed and clause_start == sentence.start) or clause_start == sentence.start:
                edges.append(find_beginning(page, sentence, unit))
            else:
                edges.append(min(clause_start, _quoted_from(sentence, unit)))
        else:
            edges.append(
                max(floor, clause_start) if clause_start > floor else _comma_after(sentence, units[i - 1], unit)
            )
    return edges


def _quoted_from(sentence: Sentence, unit: Unit) -> int:
    """Where the quotation begins that ends right before an attribution: a colon inside it parts nothing."""
    lead = sentence.text[: unit.start - sentence.start].rstrip(" ,")
    if not lead.endswith('"'):
        return unit.start
    opening = lead.rfind('"', 0, len(lead) - 1)
    return sentence.start + opening if opening >= 0 else unit.start


def _comma_after(sentence: Sentence, before: Unit, unit: Unit) -> int:
    text = sentence.text[before.end - sentence.start : unit.start - sentence.start]
    comma = text.rfind(",")
    return before.end + comma if comma >= 0 else unit.start


def _nest(page: Page, sentence: Sentence, units: list[Unit], talk: Talk) -> list[Unit]:
    """Fold 'the agency reported that the ministry said' and 'said X, Y reported' into one unit with a relay."""
    nested: list[Unit] = []
    for unit in units:
        last = nested[-1] if nested else None
        if last is None:
            nested.append(unit)
            continue
        if last.speaker is not None and unit.speaker is not None and last.speaker.id == unit.speaker.id:
            last.relays.extend(unit.relays)
            continue
        tail = sentence.text[unit.end - sentence.start :].strip(" .,\"'")
        if last.speaker is None and unit.speaker is not None and unit.manner == "say" and len(tail) <= CLOSING:
            nested[-1] = unit
            continue
        figures = any(q.start >= unit.end for q in sentence.quantities)  # 'X said 620 km, while Y gave 640 km'
        closes = len(tail) <= CLOSING and not figures
        relay = _relay_meant(unit, last, talk) if closes else None
        if relay is not None:
            last.relays.append(relay)
            continue
        if unit.speaker is None and (last.manner == "prep" or last.speaker is not None):
            continue
        if _is_aside(last, unit):
            if unit.press and unit.speaker is not None:
                last.relays.append(unit.speaker)
            continue
        parted = sentence.clause_of(last.start) != sentence.clause_of(unit.start)
        opening = last.manner == "prep" and unit.manner == "say" and last.start - sentence.start <= 3
        notice = _is_notice(page, last, unit)
        opening = opening or notice
        if (last.press or opening) and not unit.press and not parted and unit.speaker is not None:
            assert last.speaker is not None
            unit.relays.extend([*last.relays, last.speaker])
            unit.notice = notice
            unit.cue = last.cue if last.cue.start < unit.cue.start else unit.cue
            nested[-1] = unit
            continue
        said = unit.speaker if unit.manner == last.manner == "say" and closes and not parted else None
        if said is not None and last.speaker is not None and last.speaker.id != said.id:
            last.relays.extend([said, *unit.relays])
            continue
        if unit.press and unit.speaker is not None:
            tail = sentence.text[unit.end - sentence.start :].strip(" .,\"'")
            if len(tail) <= 25 or (unit.manner == "prep" and not parted):
                last.relays.append(unit.speaker)
                last.relays.extend(unit.relays)
                continue
        if (
            not parted
            and last.speaker is not None
            and unit.speaker is not None
            and unit.manner == last.manner == "prep"
        ):
            continue
        nested.append(unit)
    return nested


def _relay_meant(unit: Unit, last: Unit, talk: Talk) -> Speaker | None:
    """'The institute said ..., the agency reported': the press that an anaphor at the end stands for passes it on."""
    if unit.speaker is not None or last.speaker is None or last.press or unit.stands_for not in _PASSING_ON:
        return None
    heard = talk.meant("press")
    known = heard is None or heard in (last.speaker.id, *(relay.id for relay in last.relays))
    if known or heard is None or (unit.stands_for == "agency" and talk.meant("agency") != heard):
        return None
    return Speaker(unit.cue.start, unit.cue.end, heard, source_types().get(heard, "press"))


def _is_notice(page: Page, last: Unit, unit: Unit) -> bool:
    """'The coast guard said that the North had given notice of a launch': who was told passes it on."""
    said = last.manner == unit.manner == "say" and last.speaker is not None and last.end <= unit.start
    words = page.folded[unit.cue.start : unit.cue.end].split()
    complements = page.lexicon.meta.get("complements", ())
    led = page.folded[last.end : unit.start].replace("'", "' ").split()
    led = [word for word in led if word not in page.lexicon.meta.get("articles", ())]
    return (
        said
        and not set(words).isdisjoint(page.lexicon.meta.get("notifying", ()))
        and led[-1:] != []
        and (led[-1] in complements)
    )


def _beside_notice(page: Page, unit: Unit, stop: int) -> int | None:
    """'..., and that they believe it to be a missile': where who was given notice speaks for themselves again."""
    joints = page.lexicon.meta.get("conjunctions", ())
    complements = page.lexicon.meta.get("complements", ())
    for comma in re.finditer(", ", page.folded[unit.end : stop]):
        words = page.folded[unit.end + comma.end() : stop].replace("'", "' ").split(maxsplit=2)
        if len(words) > 1 and words[0] in joints and words[1] in complements:
            return unit.end + comma.start()
    return None


def _is_aside(last: Unit, unit: Unit) -> bool:
    """'The ministry, whose statement Irna published, said': an attribution between a subject and its verb."""
    subject = last.speaker
    return subject is not None and subject.end <= unit.start and unit.end <= last.cue.start


def _chain(unit: Unit, talk: Talk) -> tuple[str, ...]:
    if unit.speaker is None and unit.relays and unit.stands_for != "current":
        heard = [relay.id for relay in unit.relays]
        unit.relays = []
        links = _chain(unit, talk)
        talk.last = (*links, *(link for link in heard if link not in links))
        return talk.last
    if unit.speaker is None:
        meant = talk.meant(unit.stands_for)
        if unit.adds and meant in talk.last[1:] and unit.stands_for in _PASSING_ON and talk.current == talk.last:
            return talk.last  # 'X reported, citing Y. ..., the agency added'
        if meant is not None and not (talk.last and meant == talk.last[0]):
            return (meant, *talk.relays.get(meant, ()))
        if unit.stands_for in ("pronoun", "it") and talk.named:
            return (talk.named, *talk.relays.get(talk.named, ()))
        if unit.stands_for == "current":
            heard = [relay.id for relay in unit.relays if relay.id not in talk.current]
            talk.last = (*talk.current, *heard)
            return talk.last
        return talk.current or talk.last
    links = [unit.speaker.id]
    if unit.by_anaphor:
        spoke = talk.current or (talk.last if unit.manner == "say" else ())
        links.extend(link for link in spoke if link not in links)
    for relay in unit.relays:
        if relay.id not in links:
            links.append(relay.id)
    if len(links) == 1 and links[0] in talk.relays and not unit.press:
        links.extend(talk.relays[links[0]])
    elif len(links) > 1 and not unit.told:
        talk.relays[links[0]] = tuple(links[1:])
    talk.last = tuple(links)
    return talk.last

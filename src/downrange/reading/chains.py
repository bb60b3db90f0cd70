"""Who says it, via whom: speech verbs paired with speakers, relays put in order, the speaker kept inside a paragraph.

The rules are those of the annotation guide (section 3): the source of a sentence holds for the following ones of the
paragraph, never for an earlier one nor in a new paragraph; a wire agency closes every chain; the publishing site and
the author of a statement are no links of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from downrange.reading.lexicon import Mark
from downrange.reading.page import Page, Sentence
from downrange.reading.speakers import Acquaintance, Speaker, find_speakers
from downrange.reading.subjects import ANAPHORS, SAYING, SubjectFinder
from downrange.reading.turns import Turns

SUBJECT_REACH = 110
"""A verb of saying follows its subject within this distance [characters]."""
INVERTED_REACH = 34
"""A subject follows its verb of saying within this distance ('said on Monday the ministry') [characters]."""
TITLE_REACH = 12
"""'Said its president, ...': a title this near behind the verb belongs to the name that follows [characters]."""
SOURCE_REACH = 4
CLOSING = 25
"""What may stand behind an attribution that closes its sentence [characters]."""
EMPHASIS = 2
"""'KCNA, elle, parle ...': a pronoun this near behind a name repeats it [characters]."""
_COMPLEMENT = re.compile(r"\b(?:that|que|qu'|dass|что)\b|qu'")
"""What is said begins here: a name behind it is not who says it."""
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
OBJECT_REACH = 48
"""'According to', 'citing' and 'quoted by' name their source within this distance [characters]."""


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
    speakers: frozenset[int] = frozenset()
    """Offsets of the names that speak here, so that they are not taken for those who act."""


@dataclass(slots=True)
class _Unit:
    """One attribution: who speaks where, and through which relays."""

    speaker: Speaker | None
    """None: a pronoun, whoever spoke last."""
    cue: Mark
    manner: str
    """say or prep."""
    relays: list[Speaker] = field(default_factory=list)
    told: bool = False
    """Said to the relay in an interview, which passes on nothing else."""
    by_anaphor: bool = False
    """'It said, citing X': the relay is whoever spoke last."""
    stands_for: str = "pronoun"
    """What kind of source an anaphor can stand for: company, agency, military, government, press, or any."""

    @property
    def start(self) -> int:
        return min(self.cue.start, self.speaker.start if self.speaker else self.cue.start)

    @property
    def end(self) -> int:
        ends = [self.cue.end, *(relay.end for relay in self.relays)]
        return max([*ends, self.speaker.end] if self.speaker else ends)

    @property
    def press(self) -> bool:
        return self.speaker is not None and self.speaker.press


@dataclass(slots=True)
class _Talk:
    """What carries over from sentence to sentence."""

    paragraph: int = -1
    opens: bool = False
    """Whether the sentence is the first of its paragraph."""
    turn: tuple[str, ...] | None = None
    """Who speaks the whole paragraph of a transcript."""
    current: tuple[str, ...] = ()
    loose: bool = False
    """Whether `current` stands behind 'according to', not behind a verb of saying."""
    last: tuple[str, ...] = ()
    """Chain of the last attribution anywhere: what a pronoun stands for."""
    credited: tuple[str, ...] = ()
    """Source that the headline ends with, where a language credits the whole text that way."""
    met: dict[str, str] = field(default_factory=dict)
    """Kind of source -> the one of that kind named last: what 'the company' or 'the ministry' stands for."""
    relays: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Origin -> relays it was last heard through."""


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
    talk = _Talk()
    turns = Turns(page)
    result: list[list[Scope]] = []
    for sentence in page.sentences:
        talk.opens = sentence.paragraph != talk.paragraph
        if talk.opens:
            talk.paragraph, talk.current = sentence.paragraph, talk.credited
        if sentence.answer:
            talk.current = talk.credited
        speakers = find_speakers(page, sentence, known)
        if talk.opens:
            talk.turn = turns.begin(sentence, known)
            talk.current = talk.turn or talk.current
        speakers = [s for s in speakers if s.start >= turns.label_end(sentence)]
        if sentence.kind == "headline" and page.lexicon.meta.get("headline_source"):
            talk.credited = tuple(s.id for s in speakers if s.end == sentence.end and not s.weak)
        units = _find_units(page, sentence, speakers, known, talk)
        for speaker in speakers:
            if not speaker.weak:
                for kind in _KINDS.get(speaker.type, ("pronoun",)):
                    talk.met[kind] = speaker.id
        scopes = _scopes(sentence, units, talk)
        if talk.turn:
            scopes = [_in_turn(scope, talk.turn) for scope in scopes]
            talk.current = talk.turn
        result.append([_closed(scope, outlet, wire) for scope in scopes])
    return result


def _in_turn(scope: Scope, turn: tuple[str, ...]) -> Scope:
    """What somebody says in a turn of a transcript: they are its source, or pass on what they quote."""
    links = (*scope.chain, *(link for link in turn if link not in scope.chain)) if scope.spoken else turn
    return replace(scope, chain=links, spoken=True)


def _closed(scope: Scope, outlet: str | None, wire: str | None) -> Scope:
    links = [link for link in scope.chain if link != outlet]
    if wire and wire not in links:
        links.append(wire)
    return replace(scope, chain=tuple(links))


# Pairing ------------------------------------------------------------------------------------------------------------


def _find_units(
    page: Page, sentence: Sentence, speakers: Sequence[Speaker], known: Acquaintance, talk: _Talk
) -> list[_Unit]:
    sov = page.lexicon.meta.get("order") == "sov"
    free = list(speakers)
    units: list[_Unit] = []
    citing: list[tuple[Mark, Speaker]] = []
    cited: list[tuple[Mark, Speaker]] = []
    fronted = page.lexicon.meta.get("fronted", ())
    cues = [cue for cue in sentence.all("speech") if _is_cue(page, sentence, cue, fronted)]
    finder = SubjectFinder(page, sentence, free, known)
    take = _take_before if sov else _take_after
    for cue in cues:
        if cue.value in ("prep", "citing", "cited_by"):
            speaker = take(free, cue, sentence)
            pronoun = _pronoun(page, sentence, cue, after=not sov) if speaker is None else None
            if speaker is None and pronoun is None and not sov:
                speaker = finder.find_behind(cue)
            if speaker is None:
                meant = _meant(pronoun.value, talk, known) if pronoun is not None else None
                if cue.value == "prep" and pronoun is not None:
                    units.append(_Unit(None, cue, "prep", stands_for=pronoun.value))
                elif cue.value == "citing" and pronoun is not None and meant is not None:
                    citing.append((cue, Speaker(pronoun.start, pronoun.end, meant, pronoun.value)))
                continue
            if cue.value == "prep":
                units.append(_Unit(speaker, cue, "prep"))
            else:
                (citing if cue.value == "citing" else cited).append((cue, speaker))
            if speaker in free:
                free.remove(speaker)
    for mark in sentence.all("launch"):
        lead = sentence.text[: mark.start - sentence.start].rstrip()
        lead = lead.removesuffix(" a").rstrip()
        after = [s for s in free if 0 <= s.start - mark.end <= INVERTED_REACH and not s.weak]
        if after and mark.value == "verb" and lead[-1:] in ('"', ",") and '"' in lead[-2:]:
            units.append(_Unit(after[0], mark, "say"))
            free.remove(after[0])
    used: set[int] = set()
    quoting = {cue.start for cue, _ in citing}
    verbs = [
        cue
        for cue in cues
        if cue.value in SAYING
        and not any(
            c.start <= cue.start < c.end
            for c in cues
            if c.value not in SAYING and (c.value != "citing" or (sov and c.start in quoting))
        )
    ]
    for cue in verbs:
        if sov:
            speaker, pronoun = _topic(page, sentence, cue, free, used)
        else:
            subject = finder.find(cue)
            if subject is None:
                continue
            speaker, pronoun = subject.speaker, subject.stands_for
        if speaker is not None:
            if speaker.start in used:
                continue
            used.add(speaker.start)
            finder.used.add(speaker.start)
            units.append(_Unit(speaker, cue, "say", relays=_own_press(speaker, free)))
        elif pronoun is not None:
            units.append(_Unit(None, cue, "say", stands_for=pronoun))
    for cue, heard in cited:
        subjects = [s for s in free if 0 <= cue.start - s.end <= SUBJECT_REACH and not s.weak and s is not heard]
        if subjects and not units:
            units.append(_Unit(subjects[-1], cue, "say"))
    units.sort(key=lambda u: u.start)
    _add_relays(units, citing, cited)
    for mark in sentence.all("relay"):
        for unit in units:
            heard = [s for s in free if s.press and s is not unit.speaker and 0 <= s.start - mark.end <= INVERTED_REACH]
            if heard and unit.cue.start < mark.end and mark.start < unit.cue.end:
                unit.relays.append(heard[0])
                unit.told = True
    return units


def _own_press(speaker: Speaker, free: Sequence[Speaker]) -> list[Speaker]:
    """'A source of Interfax': the agency passes on what its source says."""
    near = [s for s in free if s.press and 0 <= s.start - speaker.end <= SOURCE_REACH]
    return near[:1] if speaker.type == "anonymous" else []


def _is_cue(page: Page, sentence: Sentence, cue: Mark, fronted: Sequence[str]) -> bool:
    """Whether a weak preposition ('pour') opens its clause: elsewhere it names no source."""
    if cue.value != "prep" or page.folded[cue.start : cue.end] not in fronted:
        return True
    before = page.folded[max(sentence.start, sentence.head) : cue.start].rstrip()
    return not before or before[-1] in ',;:"'


def _take_after(free: list[Speaker], cue: Mark, sentence: Sentence) -> Speaker | None:
    near = [s for s in free if 0 <= s.start - cue.end <= OBJECT_REACH or s.start <= cue.start < cue.end <= s.end]
    if not near or "." in sentence.text[cue.end - sentence.start : near[0].start - sentence.start].strip(" ."):
        return None
    first = near[0]
    if len(near) > 1 and first.press and not near[1].press and not near[1].weak:
        between = sentence.text[first.end - sentence.start : near[1].start - sentence.start]
        if not between.strip(' «»"'):
            return near[1]
    if cue.value == "prep":
        stop = sentence.text.find(",", cue.end - sentence.start)
        if 0 <= stop < first.start - sentence.start:
            return None
    if first.weak and len(near) > 1 and near[1].start - first.end <= 4:
        return near[1]
    return first


def _take_before(free: list[Speaker], cue: Mark, sentence: Sentence) -> Speaker | None:
    near = [s for s in free if 0 <= cue.start - s.end <= OBJECT_REACH // 2 or s.start <= cue.start < s.end]
    strong = [s for s in near if not s.weak]
    return (strong or near or [None])[-1]


def _pronoun(page: Page, sentence: Sentence, cue: Mark, *, after: bool) -> Mark | None:
    """The anaphor beside a preposition; None when there is none."""
    for mark in sentence.all("speaker"):
        if mark.value in ANAPHORS:
            gap = mark.start - cue.end if after else cue.start - mark.end
            if 0 <= gap <= 2:
                return mark
    return None


def _meant(kind: str, talk: _Talk, known: Acquaintance) -> str | None:
    """Source id of 'the company' or 'the ministry': the last one of its kind, or that of the country at hand."""
    country = known.last_country or known.home
    return talk.met.get(kind) or (f"{country.lower()}_company" if kind == "company" and country else None)


def _topic(
    page: Page, sentence: Sentence, cue: Mark, free: Sequence[Speaker], used: set[int]
) -> tuple[Speaker | None, str | None]:
    """(who says it, or what the anaphor that does stands for) where the verb ends the clause."""
    topics = [s for s in free if s.end <= cue.start and s.start not in used]
    marked = [s for s in topics if _is_topic(page, s)] or [s for s in topics if not s.weak]
    near = [m for m in sentence.all("speaker") if m.value in ANAPHORS and m.end <= cue.start]
    if near and (not marked or near[-1].start > marked[-1].end):
        return None, near[-1].value
    return (marked[-1] if marked else None), None


def _is_topic(page: Page, speaker: Speaker) -> bool:
    tail = page.folded[speaker.end : speaker.end + 12]
    meta = page.lexicon.meta
    if any(tail.startswith(mark) for mark in meta.get("topics", ())):
        return True
    return not speaker.weak and not tail.startswith(tuple(meta.get("subjects", ())))


def _add_relays(
    units: list[_Unit], citing: Sequence[tuple[Mark, Speaker]], cited: Sequence[tuple[Mark, Speaker]]
) -> None:
    """'Y reports, citing X' makes X the origin; 'X, quoted by Y' makes Y a relay."""
    for cue, speaker in citing:
        before = [u for u in units if u.start <= cue.start] or units
        if before:
            unit = before[-1]
            relay = unit.speaker
            unit.speaker = speaker
            if relay is not None and relay.type == "unknown":
                continue
            if relay is not None:
                unit.relays.insert(0, relay)
            else:
                unit.by_anaphor = True
        else:
            units.append(_Unit(speaker, cue, "prep", by_anaphor=True))
    for cue, speaker in cited:
        before = [u for u in units if u.start <= cue.start]
        if before:
            before[-1].relays.append(speaker)
        elif units:
            units[0].relays.append(speaker)
        else:
            units.append(_Unit(None, cue, "prep", relays=[speaker], stands_for="current"))
    units.sort(key=lambda u: u.start)


# Scopes -------------------------------------------------------------------------------------------------------------


def _scopes(sentence: Sentence, units: list[_Unit], talk: _Talk) -> list[Scope]:
    if not units:
        return [Scope(sentence.start, sentence.end, talk.current, False, talk.loose)]
    units = _nest(sentence, units)
    pieces: list[Scope] = []
    edges = _edges(sentence, units)
    chains: list[tuple[str, ...]] = [_chain(unit, talk) for unit in units]
    begin = sentence.start
    for i, unit in enumerate(units):
        stop = edges[i + 1] if i + 1 < len(units) else sentence.end
        start = edges[i]
        if i == 0 and start > begin:
            pieces.append(Scope(begin, start, talk.current, False))
        names = frozenset(
            place for s in (unit.speaker, *unit.relays) if s is not None for place in range(s.start, s.end)
        )
        pieces.append(Scope(start, stop, chains[i], True, speakers=names))
    talk.current, talk.loose = chains[-1], units[-1].manner == "prep"
    aside = _aside(sentence, units[-1])
    if aside is not None:
        last = pieces.pop()
        talk.current = ()
        pieces += [replace(last, end=aside), Scope(aside, sentence.end, (), False)]
    return pieces


def _aside(sentence: Sentence, unit: _Unit) -> int | None:
    """'..., X said, yet nothing was heard': where the outlet takes over from an attribution that closes its clause."""
    if unit.manner != "say" or unit.start == sentence.start:
        return None
    for mark in sentence.all("clause"):
        if mark.value == "strong" and mark.start >= unit.end:
            closed = not sentence.text[unit.end - sentence.start : mark.start - sentence.start].strip(" ,;")
            opened = sentence.text[: unit.start - sentence.start].rstrip().endswith(",")
            return mark.start if closed and opened else None
    return None


def _edges(sentence: Sentence, units: Sequence[_Unit]) -> list[int]:
    """Where the stretch of each unit begins."""
    edges: list[int] = []
    for i, unit in enumerate(units):
        clause_start, _clause_end = sentence.clause_of(unit.start)
        floor = units[i - 1].end if i else sentence.start
        if i == 0:
            lead = sentence.text[: unit.start - sentence.start].strip(" ,\"'")
            tail = sentence.text[unit.end - sentence.start :].strip(" .,\"'")
            closing = len(tail) <= 25 and len(lead) > len(tail)
            prefixed = unit.manner == "prep" or closing
            if closing or (prefixed and clause_start == sentence.start) or clause_start == sentence.start:
                edges.append(sentence.start)
            else:
                edges.append(clause_start)
        else:
            edges.append(
                max(floor, clause_start) if clause_start > floor else _comma_after(sentence, units[i - 1], unit)
            )
    return edges


def _comma_after(sentence: Sentence, before: _Unit, unit: _Unit) -> int:
    text = sentence.text[before.end - sentence.start : unit.start - sentence.start]
    comma = text.rfind(",")
    return before.end + comma if comma >= 0 else unit.start


def _nest(sentence: Sentence, units: list[_Unit]) -> list[_Unit]:
    """Fold 'the agency reported that the ministry said' and 'said X, Y reported' into one unit with a relay."""
    nested: list[_Unit] = []
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
        if unit.speaker is None and (last.manner == "prep" or last.speaker is not None):
            continue
        if _is_aside(last, unit):
            if unit.press and unit.speaker is not None:
                last.relays.append(unit.speaker)
            continue
        parted = sentence.clause_of(last.start) != sentence.clause_of(unit.start)
        opening = last.manner == "prep" and unit.manner == "say" and last.start - sentence.start <= 3
        if (last.press or opening) and not unit.press and not parted and unit.speaker is not None:
            assert last.speaker is not None
            unit.relays.extend([*last.relays, last.speaker])
            unit.cue = last.cue if last.cue.start < unit.cue.start else unit.cue
            nested[-1] = unit
            continue
        said = unit.speaker if unit.manner == last.manner == "say" and len(tail) <= CLOSING and not parted else None
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


def _is_aside(last: _Unit, unit: _Unit) -> bool:
    """'The ministry, whose statement Irna published, said': an attribution between a subject and its verb."""
    subject = last.speaker
    return subject is not None and subject.end <= unit.start and unit.end <= last.cue.start


def _chain(unit: _Unit, talk: _Talk) -> tuple[str, ...]:
    if unit.speaker is None and unit.relays and unit.stands_for != "current":
        heard = [relay.id for relay in unit.relays]
        unit.relays = []
        links = _chain(unit, talk)
        talk.last = (*links, *(link for link in heard if link not in links))
        return talk.last
    if unit.speaker is None:
        if unit.stands_for in talk.met and not (talk.last and talk.met[unit.stands_for] == talk.last[0]):
            return (talk.met[unit.stands_for], *talk.relays.get(talk.met[unit.stands_for], ()))
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

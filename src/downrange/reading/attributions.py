"""Attributions of a sentence: verbs of saying and words like 'according to', paired with who speaks and who relays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from downrange.reading.according import OBJECT_REACH, find_anaphor, is_leader, take_after, take_before
from downrange.reading.acquaintance import PRESS, Acquaintance, Speaker
from downrange.reading.doubtful_verbs import is_other
from downrange.reading.gazetteer import source_types
from downrange.reading.last_verbs import find_topic
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.subjects import SAYING, SubjectFinder
from downrange.reading.tellees import INVERTED_REACH, find_told

SUBJECT_REACH = 110
"""Who passes on what another says stands at most this far before 'cited by' [characters]."""
PRECEDENT_REACH = 16
"""'As', 'where' and the like stand at most this far before who had foretold it [characters]."""
CONTRADICTION_REACH = 36
"""'Not in August as X reported': 'not' stands at most this far before who said so [characters]."""
EMPHASIS = 8
"""'As X had announced': an auxiliary stands at most this far behind the verb [characters]."""
TELLER_REACH = 40
"""'A déclaré à Yonhap un porte-parole de l'armée': who tells stands this near behind whom they tell [characters]."""
HEARD_REACH = 3
"""'Yonhap has it from the ministry': who passes it on stands right before the words [characters]."""


LEAST_SPEECH = 4
"""Words of a quotation that is what somebody says, with no stop before its end."""
ARTICLE = 4
"""Who signs a quotation stands this near behind its dash [characters]."""
SIGNED_REACH = 40
"""And this near before the end of the sentence [characters]."""
_SIGNED = re.compile(r'[.,!?]?" - ')
_DOUBTFUL = frozenset((*SAYING, "citing"))
"""Values of marks that verbs have."""
_COLON = re.compile(r' ?: ?"')
"""What somebody says behind a colon, with no verb of saying."""


@dataclass(slots=True)
class Unit:
    """One attribution: who speaks where, and through which relays."""

    speaker: Speaker | None
    """None: a pronoun, whoever spoke last."""
    cue: Mark
    manner: str
    """say or prep."""
    relays: list[Speaker] = field(default_factory=list)
    told: bool = False
    """Said to the relay in an interview, which passes on nothing else."""
    trailing: bool = False
    """'X launched a rocket, saying ...': X answers only for what follows."""
    notice: bool = False
    """A notice that its last relay was given: 'the ministry said that the North had informed it'."""
    by_anaphor: bool = False
    """'It said, citing X': the relay is whoever spoke last."""
    stands_for: str = "pronoun"
    """What kind of source an anaphor can stand for: company, agency, military, government, press, 'it', or any."""
    name: str | None = None
    """Surname of who speaks for whom an anaphor stands for."""

    @property
    def start(self) -> int:
        """Offset of its first word."""
        place = self.cue.start
        return place if self.speaker is None else min(place, self.speaker.start)

    @property
    def end(self) -> int:
        """Offset behind its last word."""
        ends = [self.cue.end, *(relay.end for relay in self.relays)]
        return max([*ends, self.speaker.end] if self.speaker else ends)

    @property
    def press(self) -> bool:
        """Whether its speaker passes on what others say."""
        return self.speaker is not None and self.speaker.press


@dataclass(slots=True)
class Talk:
    """What carries over from sentence to sentence."""

    paragraph: int = -1
    opens: bool = False
    """Whether the sentence is the first of its paragraph."""
    turn: tuple[str, ...] | None = None
    """Who speaks the whole paragraph of a transcript."""
    current: tuple[str, ...] = ()
    closed: bool = False
    """Whether the outlet has taken over since: `current` is whom a pronoun means, not who goes on speaking."""
    loose: bool = False
    """Whether `current` stands behind 'according to', not behind a verb of saying."""
    ending: str = "open"
    """How the last attribution stands to what it tells (`carrying.Ending`)."""
    since: int = 0
    """Sentences without a source since the last attribution."""
    last: tuple[str, ...] = ()
    """Chain of the last attribution anywhere: what a pronoun stands for."""
    credited: tuple[str, ...] = ()
    """Source that the headline ends with, where a language credits the whole text that way."""
    met: dict[str, str] = field(default_factory=dict)
    """Kind of source -> the one of that kind named last in this paragraph, else the one that spoke last.

    What 'the company' or 'the ministry' stands for.
    """
    named: str = ""
    """Who is the subject of a sentence without any source: whom 'he' or 'it' in the next one means."""
    spoke: dict[str, str] = field(default_factory=dict)
    """Kind of source -> the one of that kind that was a source last."""
    persons: set[str] = field(default_factory=set)
    """Sources that are people, named or not."""
    maker: str | None = None
    """Who builds or flies the vehicle named last, where the text names them anywhere."""
    relays: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Origin -> relays it was last heard through."""

    def meant(self, kind: str) -> str | None:
        """Source id of 'the ministry' or 'the company': of its kind; else, and before one only named, who built it.

        'It' is whoever spoke last, or who was named last where that is a person.
        """
        if kind == "it":
            last = (self.current or self.last)[:1]
            return self.met.get("it") if last and last[0] in self.persons else None
        named = self.met.get(kind)
        if named is None and kind == "military":  # 'the minister' may be one of science
            named = self.met.get("government")
        spoke = named is not None and named in self.spoke.values()
        return named if kind != "company" or self.maker is None or spoke else self.maker

    @property
    def carried(self) -> tuple[str, ...]:
        """Who answers for a sentence that names nobody."""
        return () if self.closed else self.current


@dataclass(slots=True)
class _Search:
    """What one sentence has been found to attribute so far, and what is left of its speakers."""

    page: Page
    sentence: Sentence
    speakers: Sequence[Speaker]
    known: Acquaintance
    talk: Talk
    cues: list[Mark]
    finder: SubjectFinder
    free: list[Speaker]
    """Speakers that stand beside no word for 'according to' or citing."""
    units: list[Unit] = field(default_factory=list)
    citing: list[tuple[Mark, Speaker]] = field(default_factory=list)
    """'Citing X', 'quoting X'."""
    cited: list[tuple[Mark, Speaker]] = field(default_factory=list)
    """'Cited by X', 'in an interview with X'."""
    used: set[int] = field(default_factory=set)
    """Offsets of the speakers that are subjects already."""

    @property
    def last(self) -> bool:
        """Whether the verb comes last."""
        return self.page.lexicon.meta.get("order") == "sov"

    @property
    def drops(self) -> bool:
        """Whether a verb goes without its pronoun."""
        return bool(self.page.lexicon.meta.get("drops_subject"))

    def words(self, mark: Mark) -> str:
        """The words of a mark, folded."""
        return self.page.folded[mark.start : mark.end]


def find_units(
    page: Page, sentence: Sentence, speakers: Sequence[Speaker], known: Acquaintance, talk: Talk
) -> list[Unit]:
    """The attributions of a sentence, in order; `known` and `talk` say whom anaphors and bare offices stand for."""
    sov = page.lexicon.meta.get("order") == "sov"
    fronted = page.lexicon.meta.get("fronted", ())
    cues = _apart([cue for cue in sentence.all("speech") if _is_cue(page, sentence, cue, fronted)])
    quotes = '"' in sentence.text
    colon = None if sov or not quotes else _COLON.search(sentence.text)
    signed = None if sov or not quotes else _signature(sentence, speakers)
    if not cues and colon is None and signed is None and not (quotes and sentence.has("launch", "verb")):
        return []
    free = list(speakers)
    search = _Search(page, sentence, speakers, known, talk, cues, SubjectFinder(page, sentence, free, known), free)
    for cue in cues:
        if cue.value in ("prep", "citing", "cited_by"):
            _hear_beside(search, cue)
    _hear_launching(search)
    for cue in _verbs(search):
        _hear_verb(search, cue)
    if sov:
        _add_hearsay(page, sentence, search.units, talk)
    _hear_quotation(search, sentence.start + colon.start() if colon is not None else sentence.start)
    if signed is not None and not search.units:
        search.units.append(Unit(signed, Mark(signed.start - 1, signed.start, "speech", "say"), "say"))
    _hear_cited(search)
    talk.closed |= search.finder.shown and not search.units
    units = sorted(search.units, key=lambda u: u.start)
    _add_relays(units, search.citing, search.cited, search.free, last=sov)
    _find_quoted_saying(page, units, search.free)
    _add_told(search, units)
    return units


def _hear_beside(search: _Search, cue: Mark) -> None:
    """'According to X', 'citing X', 'quoted by X': who stands beside the words, by name or by an anaphor."""
    page, sentence, sov = search.page, search.sentence, search.last
    if search.words(cue) in page.lexicon.meta.get("own_accounts", ()):
        actors = [s for s in search.free if s.end <= cue.start]
        if actors:
            search.units.append(Unit(replace(actors[-1], start=cue.start, end=cue.end), cue, "prep"))
        return
    speaker = _object(search, cue)
    pronoun = find_anaphor(page, sentence, cue, after=not sov) if speaker is None else None
    if speaker is None and pronoun is None and not sov:
        speaker = search.finder.find_behind(cue)
    if speaker is None:
        _hear_anaphor(search, cue, pronoun)
        return
    if cue.value == "prep":
        nameless = speaker.type == "anonymous" and not sov
        relays = find_told(page, speaker, search.free, cue) if nameless else []
        search.units.append(Unit(speaker, cue, "prep", relays=relays))
    else:
        (search.citing if cue.value == "citing" else search.cited).append((cue, speaker))
    if speaker in search.free:
        search.free.remove(speaker)


def _object(search: _Search, cue: Mark) -> Speaker | None:
    """Who is named beside a word for 'according to' or citing."""
    page, sentence, free = search.page, search.sentence, search.free
    fronted = search.words(cue) in page.lexicon.meta.get("fronted", ())
    temporal = fronted and page.lexicon.meta.get("temporal_fronted")
    if search.last:
        return take_before(page, free, cue, sentence)
    speaker = take_after(free, cue, sentence, fronted=bool(temporal))
    if speaker is not None and is_leader(page, sentence, cue, speaker):
        speaker = None if speaker.type != "person" or search.talk.meant("company") else speaker
    if speaker is not None and speaker.weak:
        speaker = search.finder.find_named(cue, speaker) or speaker
    return speaker


def _hear_anaphor(search: _Search, cue: Mark, pronoun: Mark | None) -> None:
    """'According to the company', 'citing the ministry': for whom an anaphor stands, or the subject that is dropped."""
    meant = _meant(pronoun.value, search.talk, search.known) if pronoun is not None else None
    if cue.value == "prep" and pronoun is not None:
        search.units.append(Unit(None, cue, "prep", stands_for=pronoun.value))
    elif cue.value == "prep" and search.drops and (said := _said_behind(search.cues, cue)) is not None:
        subject = search.finder.find(said)  # 'según informó la compañía'
        who = (subject.speaker, subject.stands_for) if subject is not None else (None, None)
        search.units.append(Unit(who[0], cue, "prep", stands_for=who[1] or "pronoun"))
    elif cue.value == "citing" and pronoun is not None and meant is not None:
        search.citing.append((cue, Speaker(pronoun.start, pronoun.end, meant, pronoun.value)))


def _hear_launching(search: _Search) -> None:
    """'"We have liftoff," launched X': a verb that is one of launching, too, behind a quotation."""
    sentence = search.sentence
    for mark in sentence.all("launch"):
        lead = sentence.text[: mark.start - sentence.start].rstrip()
        lead = lead.removesuffix(" a").rstrip()
        after = [s for s in search.free if 0 <= s.start - mark.end <= INVERTED_REACH and not s.weak]
        after = [s for s in after if "," not in sentence.text[mark.end - sentence.start : s.start - sentence.start]]
        if after and mark.value == "verb" and lead[-1:] in ('"', ",") and '"' in lead[-2:] and _is_speech(lead):
            search.units.append(Unit(after[0], mark, "say"))
            search.free.remove(after[0])


def _is_speech(lead: str) -> bool:
    """Whether the quotation that ends here is what somebody says: not 'a "ballistic missile" was fired'."""
    said = lead.rstrip(' ,"')
    opening = said.rfind('"')
    stopped = lead[-2:] == '",' or lead.rstrip('" ')[-1:] in tuple(",.!?")
    return stopped or len(said[opening + 1 :].split()) >= LEAST_SPEECH


def _verbs(search: _Search) -> list[Mark]:
    """The verbs of saying that are no part of words for 'according to' or citing."""
    quoting = {cue.start for cue, _ in search.citing}
    held = [
        c
        for c in search.cues
        if c.value not in SAYING and (c.value != "citing" or (search.last and c.start in quoting))
    ]
    return [cue for cue in search.cues if cue.value in SAYING and not any(c.start <= cue.start < c.end for c in held)]


def _hear_verb(search: _Search, cue: Mark) -> None:
    """'X said': the subject of a verb of saying, by name or by an anaphor, and whom it tells."""
    page, sentence, finder = search.page, search.sentence, search.finder
    named = None
    if search.last:
        speaker, pronoun = find_topic(page, sentence, cue, search.free, search.used)
    else:
        subject = finder.find(cue)
        if subject is None:
            if search.drops and not sentence.text[: cue.start - sentence.start].strip(' "'):
                search.units.append(Unit(None, cue, "say"))
            return
        speaker, pronoun, named = subject.speaker, subject.stands_for, subject.name
    if speaker is None:
        if pronoun is not None:
            owner = _owner(search.speakers, cue) if pronoun == "owner" else None
            search.units.append(Unit(owner, cue, "say", stands_for=pronoun, name=named))
        return
    if speaker.start in search.used:
        return
    search.used.add(speaker.start)
    finder.used.add(speaker.start)
    if _is_precedent(page, sentence, speaker, cue):
        return
    trailing = finder.is_trailing(cue)
    if trailing:  # whoever acts is still the one who acts
        speaker = replace(speaker, start=cue.start, end=cue.end)
    relays = [] if trailing else find_told(page, speaker, search.free, cue)
    search.units.append(Unit(speaker, cue, "say", relays=relays, trailing=trailing))


def _hear_quotation(search: _Search, place: int) -> None:
    """'The ministry was blunt: "..."': who is quoted behind a colon, where nobody speaks before it."""
    if any(unit.start < place for unit in search.units):
        return
    who = search.finder.find_quoted(place)
    if who is not None:
        search.units.append(Unit(who, Mark(place, place + 1, "speech", "say"), "say"))


def _hear_cited(search: _Search) -> None:
    """'A declare a Yonhap un responsable': who tells where nothing but whom they tell is marked."""
    page, free, units = search.page, search.free, search.units
    fronted = page.lexicon.meta.get("fronted", ())
    search.cited = [  # 'satellites flown via the company' were not told via it
        (cue, heard) for cue, heard in search.cited if search.words(cue) not in fronted or (units and heard.press)
    ]
    for cue, heard in search.cited:
        subjects = [
            s
            for s in free
            if 0 <= cue.start - s.end <= SUBJECT_REACH and s is not heard and (not s.weak or s.type == "unknown")
        ]
        told = [s for s in free if 0 <= s.start - heard.end <= TELLER_REACH and not s.press and not s.weak]
        told = [s for s in told if not set(page.folded[heard.end : s.start]) & set(',;:."()')]
        if told and not units:
            units.append(Unit(told[0], cue, "say"))
        elif subjects and not units:
            units.append(Unit(subjects[-1], cue, "say"))


def _add_told(search: _Search, units: Sequence[Unit]) -> None:
    """'X told Y': an agency right behind a verb of telling passes on what it is told."""
    for mark in search.sentence.all("relay"):
        for unit in units:
            heard = [
                s
                for s in search.free
                if s.press and s is not unit.speaker and 0 <= s.start - mark.end <= INVERTED_REACH
            ]
            if heard and unit.cue.start < mark.end and mark.start < unit.cue.end:
                unit.relays.append(heard[0])
                unit.told = True


def _signature(sentence: Sentence, free: Sequence[Speaker]) -> Speaker | None:
    """'"It flew 620 km" - Seoul's Joint Chiefs.': who stands behind a quotation and a dash."""
    match = _SIGNED.search(sentence.text)
    start = sentence.start + match.end() if match is not None else sentence.end
    named = [s for s in free if start <= s.start <= start + ARTICLE]
    told = sentence.within("launch", start, sentence.end) or (named and sentence.end - named[0].end > SIGNED_REACH)
    return named[0] if named and not told else None


def _is_precedent(page: Page, sentence: Sentence, speaker: Speaker, cue: Mark) -> bool:
    """'Where Pyongyang had said it would', "comme l'avait annonce Tokyo": who foretold a thing is not its source."""
    had = frozenset(page.lexicon.meta.get("pluperfect", ()))
    start = min(speaker.start, cue.start)
    said = page.folded[start : cue.end + EMPHASIS].replace("'", " ").replace(",", " ").split()
    lead = page.folded[max(sentence.start, start - PRECEDENT_REACH) : start].replace("'", " ").split()
    words = {*lead[-2:], " ".join(lead[-2:])}
    if had.isdisjoint(said) and not _is_contradicted(page, sentence, start):
        return False
    return not words.isdisjoint(page.lexicon.meta.get("precedents", ()))


def _is_contradicted(page: Page, sentence: Sentence, start: int) -> bool:
    """'... and not, as X reported, a missile', 'not in August as X reported': what somebody else says is not so."""
    corrections = tuple(f"{word.lstrip(', ')} " for word in page.lexicon.meta.get("corrections", ()))
    lead = page.folded[max(sentence.start, start - CONTRADICTION_REACH) : start].replace(",", " ")
    return bool(corrections) and any(f" {word}" in f" {lead}" for word in corrections)


def _owner(speakers: Sequence[Speaker], cue: Mark) -> Speaker | None:
    """'X lost a rocket, its chief executive said': the one named first before."""
    before = [s for s in speakers if not s.weak and not s.press and s.type != "anonymous" and s.end <= cue.start]
    return replace(before[0], start=cue.start, end=cue.end) if before else None


def _said_behind(cues: Sequence[Mark], cue: Mark) -> Mark | None:
    """'Según contó, ...': a verb of saying right behind the preposition, in a language that drops the subject."""
    return next((c for c in cues if c.value == "say" and 0 <= c.start - cue.end <= 1), None)


def _apart(cues: list[Mark]) -> list[Mark]:
    """Without a word for citing that overlaps another one: '의 말을 인용해' is one."""
    kept: list[Mark] = []
    for cue in cues:
        if not (cue.value == "citing" and any(k.value == "citing" and cue.start < k.end for k in kept)):
            kept.append(cue)
    return kept


def _is_cue(page: Page, sentence: Sentence, cue: Mark, fronted: Sequence[str]) -> bool:
    """Whether a cue is one: no part of a name, and a weak preposition ('pour') only where it opens a clause."""
    if any(m.start <= cue.start and cue.end <= m.end for m in sentence.all("country", "inner_country", "institution")):
        return False
    if cue.value in _DOUBTFUL and is_other(page, sentence, cue):
        return False
    if cue.value != "prep" or page.folded[cue.start : cue.end] not in fronted:
        return True
    before = page.folded[max(sentence.start, sentence.head) : cue.start].rstrip()
    return not before or before[-1] in ',;:"'


def _meant(kind: str, talk: Talk, known: Acquaintance) -> str | None:
    """Source id of 'the company' or 'the ministry': the last one of its kind, or that of the country at hand."""
    country = known.last_country or known.home
    return talk.meant(kind) or (f"{country.lower()}_company" if kind == "company" and country else None)


def _add_relays(
    units: list[Unit],
    citing: Sequence[tuple[Mark, Speaker]],
    cited: Sequence[tuple[Mark, Speaker]],
    free: Sequence[Speaker],
    *,
    last: bool,
) -> None:
    """'Y reports, citing X' makes X the origin; 'X, quoted by Y' makes Y a relay."""
    for cue, speaker in citing:
        before = [u for u in units if u.start <= cue.start] or units
        if before:
            unit = before[-1]
            relay = unit.speaker
            if speaker.press and relay is not None and not relay.press and relay.type != "unknown":
                unit.relays.append(speaker)  # 'the ministry said, Y reported with reference to the agency'
                continue
            unit.speaker = speaker
            if relay is not None and relay.type == "unknown":
                continue
            if relay is not None:
                unit.relays.insert(0, relay)
            else:
                unit.by_anaphor = True
        else:  # 'Yonhap has it from the ministry that ...'
            at = speaker.start if last else cue.start
            heard = [s for s in free if s.press and s is not speaker and 0 <= at - s.end <= HEARD_REACH]
            units.append(Unit(speaker, cue, "prep", relays=heard[-1:], by_anaphor=not heard))
    for cue, speaker in cited:
        before = [u for u in units if u.start <= cue.start]
        if before:
            before[-1].relays.append(speaker)
        elif units:
            units[0].relays.append(speaker)
        else:
            units.append(Unit(None, cue, "prep", relays=[speaker], stands_for="current"))
    units.sort(key=lambda u: u.start)


def _find_quoted_saying(page: Page, units: list[Unit], free: Sequence[Speaker]) -> None:
    """'KCNA reported the space authority as saying': whose words they are, via who reports them."""
    endings = tuple(page.lexicon.meta.get("as_saying", ("\n",)))
    for unit, heard in pairwise(units):
        meant = heard.speaker is None and page.folded.startswith(endings, heard.cue.start - len(" as "))
        if meant and unit.speaker is not None and unit.press and not unit.relays:
            heard.relays = [unit.speaker]
            units.remove(unit)
            return
    for unit in units:
        if unit.speaker is None or not unit.press or unit.relays:
            continue
        said = [s for s in free if 0 <= s.start - unit.cue.end <= OBJECT_REACH and not s.press]
        said = [s for s in said if page.folded.startswith(endings, s.end)]
        if said:
            unit.relays, unit.speaker = [unit.speaker], replace(said[0], start=unit.cue.start, end=said[0].end)


def _add_hearsay(page: Page, sentence: Sentence, units: list[Unit], talk: Talk) -> None:
    """'X says that ..., it is told (という)': the agency that spoke last passes it on."""
    endings = tuple(page.lexicon.meta.get("hearsay", ("\n",)))
    heard = talk.carried and source_types().get(talk.carried[-1]) in PRESS
    end = sentence.start + len(sentence.text.rstrip(" .。"))
    if heard and units and not units[-1].press and page.folded.endswith(endings, 0, end):
        units[-1].by_anaphor = units[-1].speaker is not None and not units[-1].relays

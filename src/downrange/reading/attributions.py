"""Attributions of a sentence: verbs of saying and words like 'according to', paired with who speaks and who relays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from downrange.reading.according import find_anaphor, is_leader, take_after, take_before
from downrange.reading.acquaintance import Acquaintance, Speaker
from downrange.reading.doubtful_verbs import is_other
from downrange.reading.last_verbs import find_topic
from downrange.reading.page import Page, Sentence
from downrange.reading.passing_on import add_hearsay, add_relays, add_told, find_quoted_saying
from downrange.reading.phrasebook import Mark
from downrange.reading.subjects import SAYING, SubjectFinder
from downrange.reading.talk import Talk, Unit
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
LEAST_SPEECH = 4
"""Words of a quotation that is what somebody says, with no stop before its end."""
ARTICLE = 4
"""Who signs a quotation stands this near behind its dash [characters]."""
SIGNED_REACH = 40
"""And this near before the end of the sentence [characters]."""
_SIGNED = re.compile(r'[.,!?]?" - ')
_NO_IT = frozenset(("person", "anonymous", "experts", "unknown"))
"""Kinds of sources that 'it' does not stand for."""
_DOUBTFUL = frozenset((*SAYING, "citing"))
"""Values of marks that verbs have."""
_COLON = re.compile(r' ?: ?"')
"""What somebody says behind a colon, with no verb of saying."""


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
        add_hearsay(page, sentence, search.units, talk)
    _hear_quotation(search, sentence.start + colon.start() if colon is not None else sentence.start)
    if signed is not None and not search.units:
        search.units.append(Unit(signed, Mark(signed.start - 1, signed.start, "speech", "say"), "say"))
    _hear_cited(search)
    talk.closed |= search.finder.shown and not search.units
    units = sorted(search.units, key=lambda u: u.start)
    add_relays(units, search.citing, search.cited, search.free, last=sov)
    find_quoted_saying(page, units, search.free)
    add_told(sentence, units, search.free)
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
    elif cue.value == "cited_by" and speaker.weak:
        return  # 'speaking to reporters in Tokyo, the minister said'
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
    weak = speaker is not None and speaker.weak
    if speaker is not None and weak and any(cue.end <= d.start < speaker.start for d in sentence.dates):
        return None  # 'in a report of Sept. 4 monitored in Tokyo'
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
            owner = _owner(search.speakers, cue) if pronoun == "owner" else _opener(search, cue, pronoun)
            adds = search.words(cue).strip().startswith(tuple(page.lexicon.meta.get("adding_verbs", ("\n",))))
            search.units.append(Unit(owner, cue, "say", stands_for=pronoun, name=named, adds=adds))
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
    if page.folded[sentence.start : start].endswith(", ") and had.isdisjoint(said):
        return False  # 'could not be met as intended, X said'
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


def _opener(search: _Search, cue: Mark, pronoun: str) -> Speaker | None:
    """'JAXA sent a command, it said, because ...': 'it' between commas is who opens the sentence."""
    opens = max(search.sentence.start, search.sentence.head)
    inserted = pronoun == "it" and search.page.folded[opens : cue.start].rstrip().rpartition(",")[2].count(" ") == 1
    first = next(iter(search.speakers), None) if inserted else None
    if first is None or first.start - opens > ARTICLE or first.weak or first.press or first.type in _NO_IT:
        return None
    return replace(first, start=cue.start, end=cue.end)


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

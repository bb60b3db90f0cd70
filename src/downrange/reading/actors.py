"""Whose launch it is: the operator of a vehicle, the subject of the verb, or whoever speaks of itself."""

from __future__ import annotations

from downrange.reading.acquaintance import ANAPHORS, PRESS
from downrange.reading.chains import Scope
from downrange.reading.gazetteer import source_countries, source_types
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import Statement, gap_between

COUNTRY_REACH = 24
"""The country of a launch is named at most this far from it when nothing says what was launched [characters]."""
SUBJECT_REACH = 48
"""The country that launches stands at most this far from the verb or from what is launched [characters]."""
OPERATORS = frozenset(("agency", "company", "military", "government"))
"""Types of sources that launch things themselves."""
LAUNCHERS = frozenset(("agency", "company"))
VERB_REACH = 6
"""The company that launches stands this near before the verb when it is its subject [characters]."""
ANAPHOR_REACH = 16
"""'It' or 'the agency' stands at most this far before the verb that it is the subject of [characters]."""
TOLD_REACH = 10
"""'That' follows whom something is told to within so many characters."""
ADJECTIVE_REACH = 12
"""'A Russian Progress freighter': a country stands this near before what it flies [characters]."""
OPENING = 6
"""A country that opens a clause is its subject however far the verb [characters]."""


class Actors:
    """Finds the country that operates a launch, from the whole page and the clause at hand."""

    def __init__(self, page: Page, scopes: list[list[Scope]]) -> None:
        self._page = page
        self._scopes = scopes
        named = (mark.value for sentence in page.sentences for mark in sentence.all("country"))
        self._named = tuple(dict.fromkeys(country for country in named if country != "EU"))
        """Countries that the text names, in order."""
        vehicle = next((mark for sentence in page.sentences for mark in sentence.all("vehicle")), None)
        self.country = self.operator_of(vehicle) if vehicle is not None else None
        """Operator of the first vehicle that the text names."""
        self._first = vehicle.start if vehicle is not None else 0

    def operator_of(self, vehicle: Mark) -> str:
        """Country that flies a vehicle; of several, the first that the text names."""
        countries = vehicle.value.split("|")[3].split("/")
        for country in self._named if len(countries) > 1 else ():
            if country in countries:
                return country
        return countries[0]

    def _self_told(self, index: int, sentence: Sentence, statement: Statement) -> str | None:
        """'Pyongyang said that it had launched': the country of whoever speaks of itself."""
        place = statement.predicate.start
        words = self._page.folded[place : statement.predicate.end]
        if statement.predicate.value != "verb" or words in self._page.lexicon.meta.get("intransitive", ()):
            return None
        if words.partition(" ")[0] in self._page.lexicon.meta.get("passives", ()):
            return None  # 'it was launched, the ministry said': what was launched, not who speaks
        things = [m.start for m in sentence.all("object", "vehicle", "payload") if m.start < place]
        own = any(
            m.value in ANAPHORS
            and 0 <= place - m.end <= ANAPHOR_REACH
            and not any(m.end <= thing for thing in things)  # 'El misil, lanzado ...': an article
            for m in sentence.all("speaker")
        )
        own = own or self._is_own_deed(place)
        scope = next((s for s in self._scopes[index] if s.start <= place < s.end), None)
        if not own or scope is None or not scope.spoken or not scope.chain:
            return None
        origin = scope.chain[0]
        return source_countries().get(origin) if source_types().get(origin) in OPERATORS else None

    def _is_own_deed(self, place: int) -> bool:
        """'Annonce avoir tiré', 'claims to have fired': such a verb has the subject of the verb of saying."""
        words = tuple(f"{word} " for word in self._page.lexicon.meta.get("own_deeds", ()))
        return bool(words) and self._page.folded.endswith(words, max(0, place - ANAPHOR_REACH), place)

    def find_planner(self, index: int, sentence: Sentence, found: list[Statement], current: str | None) -> str | None:
        """Country that means to launch; `current` is the actor of the event that the text is at."""
        flown = sentence.within("vehicle", found[0].start, found[0].end) if found else []
        if flown:
            return self.operator_of(flown[0])
        owner = self._adjective(sentence, found[0].thing) if found else None
        if owner or current:
            return owner or current
        if not found:
            owned = self.country or self._owner(sentence, set(), LAUNCHERS)
            owners = (self._owner(other, set(), LAUNCHERS) for other in self._page.sentences[:index])
            return owned or next(filter(None, owners), None)
        told = self._self_told(index, sentence, found[0])
        told = told or self._agent(sentence, found[0], set()) or self.country or self._owner(sentence, set(), LAUNCHERS)
        if told or not any(d.month is not None or d.weekday is not None for d in sentence.dates):
            return told  # 'hopes to launch a satellite from Andøya in 2028': where is not who
        return next((p.place.country for p in sentence.places if p.place.kind == "site"), None)

    def _adjective(self, sentence: Sentence, thing: Mark) -> str | None:
        """Country right before what flies: 'a Russian freighter'."""
        beside = (m for m in sentence.all("country") if m.value != "EU" and 0 <= thing.start - m.end <= ADJECTIVE_REACH)
        return next((m.value for m in beside), None)

    def find_actor(self, index: int, sentence: Sentence, statement: Statement, current: str | None) -> str | None:
        """Country that launched; `current` is the actor of the event that the text is at."""
        for mark in sentence.within("vehicle", statement.start, statement.end):
            return self.operator_of(mark)
        if sentence.kind == "headline":
            return None
        told = self._self_told(index, sentence, statement) or self._subject(sentence, statement)
        if told:
            return told
        speakers = {s for scope in self._scopes[index] for s in scope.speakers}
        country = self._agent(sentence, statement, speakers)
        if country:
            return country
        if current:
            return current
        owned = self._owner(sentence, speakers, OPERATORS - {"military"})
        if owned:
            return owned
        sites = [p.place.country for p in sentence.places if p.place.kind == "site"]
        if sites and sites[0]:
            return sites[0]
        owned = self._owner(sentence, speakers, OPERATORS)
        if owned:
            return owned
        told = self._agent(sentence, statement, set())
        if told is None and self._first > sentence.end:
            near = (m for m in sentence.all("country") if m.start not in speakers and not self._is_soil(m))
            told = next((m.value for m in near if m.value != "EU"), None)
        return told or self.country or self.any_country()

    def find_operator(self, sentence: Sentence, statement: Statement) -> str | None:
        """Country of the vehicle, or of the company, that a clause names: no guess."""
        for mark in sentence.within("vehicle", statement.start, statement.end):
            return self.operator_of(mark)
        return self._subject(sentence, statement) or self._owner(sentence, set(), LAUNCHERS)

    def _subject(self, sentence: Sentence, statement: Statement) -> str | None:
        """Country of the company or agency right before the verb: 'Rocket Lab launched a Japanese satellite'."""
        if statement.predicate.value != "verb":
            return None
        for mark in sentence.all("source"):
            if 0 <= statement.predicate.start - mark.end <= VERB_REACH and source_types()[mark.value] in LAUNCHERS:
                return source_countries().get(mark.value)
        return None

    def _owner(self, sentence: Sentence, speakers: set[int], types: frozenset[str]) -> str | None:
        """Country of the first source of these types that a sentence names without quoting it."""
        for mark in sentence.all("source"):
            country = source_countries().get(mark.value)
            if (
                country
                and mark.start >= sentence.head
                and mark.start not in speakers
                and source_types()[mark.value] in types
            ):
                return country
        return None

    def _is_where(self, sentence: Sentence, country: Mark) -> bool:
        """'Told reporters in Tokyo that the missile flew': a country behind 'in' or 'over' launches nothing."""
        return any(
            m.value in ("in", "over", "toward", "outside") and 0 <= country.start - m.end <= 1
            for m in sentence.all("placeprep")
        )

    def _is_told(self, country: Mark) -> bool:
        """'Had warned Japan that it would launch': the country right before 'that' launches nothing."""
        words = self._page.lexicon.meta.get("complements", ())
        behind = self._page.folded[country.end : country.end + TOLD_REACH].lstrip()
        return any(behind.startswith(word if word.endswith("'") else f"{word} ") for word in words)

    def _is_soil(self, country: Mark) -> bool:
        """'The first launch from British soil': whose ground it is says nothing of who launched."""
        soils = tuple(self._page.lexicon.meta.get("soils", ()))
        return bool(soils) and self._page.folded[country.end : country.end + TOLD_REACH].lstrip().startswith(soils)

    def any_country(self) -> str | None:
        """The first country that the text names."""
        return self._named[0] if self._named else None

    def _subjects(self, marks: list[Mark], statement: Statement) -> list[Mark]:
        """'북한이 미국 대선을 앞두고 발사했다': where a particle marks the subject, no nearer country launches."""
        meta = self._page.lexicon.meta
        before = [m for m in marks if m.end <= statement.predicate.start]
        if meta.get("order") != "sov" or len(before) < 2:
            return []
        subjects = [m for m in before if self._page.folded.startswith(tuple(meta.get("subjects", ())), m.end)]
        return subjects or [m for m in before if self._page.folded.startswith(tuple(meta.get("topics", ())), m.end)]

    def _firms(self, sentence: Sentence, statement: Statement) -> list[tuple[int, int]]:
        """'The rocket's Italian maker admitted the failure': where nobody launches, whose a firm is says nothing."""
        if statement.predicate.kind == "launch" and statement.predicate.value == "verb":
            return []
        words = (m for m in sentence.all("speaker") if m.value == "company")
        beside = {c.end + 1: c.start for c in sentence.all("country")}
        return [(beside.get(m.start, m.start), m.end) for m in words]

    def _agent(self, sentence: Sentence, statement: Statement, speakers: set[int]) -> str | None:
        """The country that launches: the subject, the adjective of what is launched, or the agent after 'by'."""
        held = [(m.start, m.end) for m in sentence.all("institution", "source")]
        outlets = {m.start for m in sentence.all("source") if source_types().get(m.value) in PRESS}
        firms = self._firms(sentence, statement)
        blamed = [m.start for m in sentence.all("recall") if m.value == "condemn"]
        marks = [
            m
            for m in sentence.all("country")
            if not any(place in speakers for place in range(m.start, m.end))
            and m.value != "EU"
            and not self._is_where(sentence, m)
            and not self._is_told(m)
            and not self._is_soil(m)
            and outlets.isdisjoint((m.end, m.end + 1))  # '일본 교도통신': whose agency it is
            and not any(a - 1 <= m.start and m.end <= b for a, b in firms if b - a > m.end - m.start)
            and not any(m.end <= place <= statement.predicate.start for place in blamed)
            and not any(a <= m.start and m.end <= b and b - a > m.end - m.start for a, b in held)
        ]
        best, least = None, SUBJECT_REACH
        for mark in self._subjects(marks, statement) or marks:
            for anchor in (statement.predicate, statement.thing):
                gap = gap_between(mark, anchor)
                if mark.start - max(statement.start, sentence.head) <= OPENING and anchor is statement.predicate:
                    gap = min(gap, SUBJECT_REACH - 1)
                ahead = mark.end <= anchor.start
                between = self._page.folded[min(mark.end, anchor.end) : max(mark.start, anchor.start)]
                if ("," in between and self._page.lexicon.spaced) or (not ahead and gap > COUNTRY_REACH):
                    continue
                if gap < least:
                    best, least = mark.value, gap
        return best

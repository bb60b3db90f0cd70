"""Who is the subject of a verb of saying: before it, apart from it by an apposition, or behind it.

A verb of saying is met with what stands between it and the last comma, quotation mark or verb of saying. Only adverbs,
auxiliaries and days there: the subject stands before an apposition ('X, a professor in Y, said'), in the main clause
of a relative ('X, which said'), or behind the verb ('..., said X'). The words around are those of `surroundings.py`;
names that no registry knows, which speak, too, are found by `strangers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from downrange.reading.acquaintance import ANAPHORS, TITLES, Acquaintance, Speaker, Subject, is_government_of
from downrange.reading.page import Page, Sentence
from downrange.reading.phrasebook import Mark
from downrange.reading.strangers import CAPITAL, EMPHASIS, Strangers
from downrange.reading.surroundings import Surroundings

SUBJECT_REACH = 150
"""A verb of saying follows its subject within this distance [characters]."""
INVERTED_REACH = 44
"""A subject follows its verb of saying within this distance ('said on Monday the ministry') [characters]."""
HEAD_REACH = 40
"""A relative pronoun follows the name that it is about this near ('the X corporation that') [characters]."""
OF_REACH = 10
BESIDE = 1
"""Who has a verb with a pronoun inside stands right before it [characters]."""
MOST_TITLE = 4
"""Words between an office and its institution: 'a spokesman for the operator ILS'."""
MOST_APPOSITIONS = 4
MOST_NOUNS = 2
"""Words between a country and the name of its own: 'the Chinese business magazine Caixin'."""
WEAK_REACH = 5
"""A bare country is a subject with at most this many words between it and the verb."""
MOST_NOBODY = 3
"""'Nobody in Taipei would confirm': who says nothing is among the first words of a clause."""
MOST_BETWEEN = 5
"""Words between a verb and its subject behind it."""
APPOSITION_REACH = 110
"""An apposition behind a name is looked into this far [characters]."""
SAYING = frozenset(("say", "detect", "count"))
_NAMED_KINDS = frozenset(("company", "agency", "press"))
_NAME_BEHIND = re.compile(r" (?:(?P<word>[a-zà-öø-ÿ-]+) )?(?P<name>[A-ZÀ-ÖØ-Þ][\w-]+)")
_PIECE = re.compile(r"[^\W\d_]+")
_TITLED = re.compile(rf",? {CAPITAL}| (?:of|for|at|de|del|du|des|der|von|d'|di)\b")
"""'The president, Dan Hart', 'the head of ...': the name behind a title, or what it is of; it then stands for none."""
_STOPPED = re.compile(r"\s*(?:$|[,.;:\"()?!-])")


def leads_to_name(page: Page, sentence: Sentence, anaphor: Mark) -> bool:
    """'The daily Hankook Ilbo', "l'opérateur luxembourgeois SES": a noun with a name behind it stands for none."""
    if anaphor.value not in _NAMED_KINDS or page.lexicon.meta.get("noun_capitals"):
        return False
    match = _NAME_BEHIND.match(page.text, anaphor.end, sentence.end)
    if match is not None and match["word"] in page.lexicon.meta.get("prepositions", ()):
        return False
    return match is not None and not any(d.start < match.end() and match.start("name") < d.end for d in sentence.dates)


class SubjectFinder:
    """Finds the subjects of the verbs of saying of one sentence."""

    def __init__(self, page: Page, sentence: Sentence, speakers: Sequence[Speaker], known: Acquaintance) -> None:
        self.page = page
        self.sentence = sentence
        self.speakers = speakers
        self.known = known
        self.used: set[int] = set()
        self.shown = False
        """Whether pictures or instruments of nobody's tell something."""
        self._around = Surroundings(page, sentence, speakers)
        self._strangers = Strangers(page, sentence, self._around, speakers, known)
        self._scenes = [f" {words} " for words in page.lexicon.meta.get("scenes", ())]
        """Where somebody said it: 'lors d'un point de presse'."""
        self._agents = tuple(page.lexicon.meta.get("agents", ()))
        self._anaphors = [
            m
            for m in sentence.all("speaker")
            if m.value in ANAPHORS
            and not any(self._names(m, s) for s in speakers if not s.weak)
            and not self._is_proper(m)
            and not (m.value == "owner" and _TITLED.match(page.text, m.end))
            and not leads_to_name(page, sentence, m)
        ]
        """Those that stand for a name; 'the agency Tass' is the name."""

    def _names(self, anaphor: Mark, speaker: Speaker) -> bool:
        """'The agency Tass', 'the president of Space One': the anaphor is part of a name."""
        if speaker.start < anaphor.end and anaphor.start < speaker.end:
            return True
        gap = _PIECE.findall(self.page.folded[anaphor.end : speaker.start])
        if speaker.start < anaphor.end or set(self.page.folded[anaphor.end : speaker.start]) & set(",.;:"):
            return False
        titled = anaphor.value == "pronoun" and gap[:1] and gap[0] in self._around.binders and len(gap) <= MOST_TITLE
        return bool(titled) or (
            speaker.start - anaphor.end <= OF_REACH and all(word in self._around.binders for word in gap)
        )

    def _kind(self, anaphor: Mark) -> str:
        """What an anaphor stands for; 'it' and 'the statement' for nobody who is a person."""
        words = self.page.folded[anaphor.start : anaphor.end]
        impersonal = anaphor.value == "pronoun" and words in self.page.lexicon.meta.get("impersonal", ())
        return "it" if impersonal else anaphor.value

    def _is_proper(self, anaphor: Mark) -> bool:
        """'La Agencia de Exploración ...': a noun with a capital, and what it is of, is a name."""
        place = self.page.text.rfind(" ", anaphor.start, anaphor.end) + 1
        behind = self._around.words(anaphor.end, min(self.sentence.end, anaphor.end + OF_REACH))
        capital = place > anaphor.start and self.page.text[place : place + 1].isupper()
        nouns = self.page.lexicon.meta.get("noun_capitals")
        return capital and not nouns and bool(behind) and behind[0][2] in self._around.binders

    def find_behind(self, cue: Mark) -> Speaker | None:
        """A name that no registry knows right behind 'according to', or the institution that it speaks for."""
        if self.page.lexicon.meta.get("noun_capitals"):
            return None
        stop = next((begin for begin, _ in self._around.edges if begin >= cue.end), self.sentence.end)
        name = self._strangers.find(cue.end, min(stop, cue.end + INVERTED_REACH), first=True)
        if name is None or any(w[2] in self._around.governs for w in self._around.words(cue.end, name.start)):
            return None
        if any(0 <= m.start - name.end <= EMPHASIS // 2 for m in self.sentence.all("object")):
            return None  # 'carried by a Qased rocket'
        return self._strangers.speaks(name, min(self.sentence.end, name.end + APPOSITION_REACH)).speaker

    def find_named(self, cue: Mark, country: Speaker) -> Speaker | None:
        """'According to the Chinese outlet Caixin': the name that the adjective of a country leads to."""
        name = self.find_behind(cue)
        if name is None or name.type != "unknown" or name.start <= country.end:
            return None
        between = self.page.text[country.end : name.start]
        titled = any(m.value in TITLES and country.end <= m.start < name.start for m in self.sentence.all("speaker"))
        return name if between.strip().islower() and len(between.split()) <= MOST_NOUNS and not titled else None

    def find_quoted(self, colon: int) -> Speaker | None:
        """'The ministry was blunt: "..."': who is the subject of a sentence whose quotation stands behind a colon."""
        start = max(self.sentence.start, self.sentence.head)
        before = [s for s in self.speakers if s.start >= start and s.end <= colon and not s.weak]
        offices = [m for m in self.sentence.all("speaker") if m.value in (*TITLES, "pronoun")]
        held = bool(before) and any(0 <= before[0].start - m.end <= OF_REACH for m in offices)
        if not before or (self._around.is_governed(before[0].start, start) and not held):
            return None
        return before[0] if not self._acts(before[0].end, colon) else None

    # Where to look -----------------------------------------------------------------------------------------------

    def find(self, cue: Mark) -> Subject | None:
        """The subject of one verb of saying; None when nobody is named or meant.

        'Detected' is what others do: the country that launches acts; what a country 'has logged', it did.
        """
        subject = self._find(cue)
        speaker = subject.speaker if subject is not None else None
        only = next(iter(self.known.all_countries)) if len(self.known.all_countries) == 1 else None
        if speaker is not None and cue.value == "detect" and is_government_of(speaker.id, self.known.home or only):
            return None  # 'the Russian leader followed the launch'
        if speaker is not None and speaker.weak:
            acts = cue.value == "count" or (cue.value == "detect" and speaker.country == self.known.home)
            return None if acts else subject
        return subject

    def is_trailing(self, cue: Mark) -> bool:
        """'..., saying it had put a satellite in orbit': a participle behind a comma."""
        first = self.page.folded[cue.start : cue.end].split()[0]
        return first in self._around.trailing and self.page.folded[cue.start - 2 : cue.start] == ", "

    def _find(self, cue: Mark) -> Subject | None:
        held = [s for s in self.speakers if cue.start < s.start and s.end <= cue.end and s.start not in self.used]
        if held:
            return Subject(held[0])
        meant = [m for m in self._anaphors if cue.start < m.start and m.end < cue.end]
        if meant:  # 'teilte er mit', but 'Tokyo put it down as a missile'
            right = [s for s in self.speakers if not s.weak and 0 <= cue.start - s.end <= BESIDE]
            return Subject(right[-1]) if right else Subject(stands_for=self._kind(meant[0]))
        if self.is_trailing(cue):
            return self._first_of_sentence(cue)
        start = self._region(cue)
        words = self._around.words(start, cue.start)
        if words and not {w[2] for w in words[:MOST_NOBODY]}.isdisjoint(self._around.nobodies):
            return None
        rest = [w for w in words if w[2] not in self._around.skips]
        if self._is_shown(start, cue, rest):
            self.shown = True
            return None
        if self._names_a_thing(cue):
            return None
        if self._accuses(cue):
            return self._within(start, cue.start)
        if any(w[2] in self._around.passives for w in words[-3:]) and rest:
            passive = self._agent(cue)
            if passive is not None or words[-1][2] in self._around.passives:
                return passive
        if rest and rest[-1][2] in self._around.relatives:
            return self._of_relative(start if len(rest) == 1 else rest[-1][0])
        inside = self._anaphor_inside(cue)
        if inside is not None:
            return inside
        linked = bool(rest) and rest[-1][2] in self._around.links
        if linked and len(rest) == 1:
            return self._first_of_sentence(cue)
        behind = self._behind(cue) if not rest or not self.page.lexicon.meta.get("subject_first") else None
        if not rest:
            apposed = self._apposed(start, cue)
            telling = any(m.start <= cue.start < m.end for m in self.sentence.all("relay"))
            told = telling and apposed is not None and apposed.speaker is not None and not apposed.speaker.weak
            if behind is not None and (apposed is None or not (told or self._weaker(behind, apposed))):
                return behind
            return apposed
        head = self._head_of_relative(cue)
        found = head or self._within(start, cue.start, linked=linked)
        return found or behind or self._behind(cue) or self._apposed(start, cue)

    def _names_a_thing(self, cue: Mark) -> bool:
        """'The ship, dubbed New Hope,': a participle behind a comma that gives a thing its name."""
        calling = self.page.folded.startswith(tuple(self.page.lexicon.meta.get("namings", ("\n",))), cue.start)
        behind = self.page.text[cue.end : cue.end + 2].strip(' "“«')
        return calling and self.page.folded[cue.start - 2 : cue.start] == ", " and behind[:1].isupper()

    def _accuses(self, cue: Mark) -> bool:
        """'L'Occident soupçonne Téhéran': whom one suspects or accuses says nothing, nor does who is named before."""
        behind = self._around.words(cue.end, min(self.sentence.end, cue.end + OF_REACH))
        if behind and (behind[0][2] in self._around.governs or behind[0][2] in self._around.complements):
            return False  # 'warned of a missile'
        return self.page.folded.startswith(tuple(self.page.lexicon.meta.get("accusing", ("\n",))), cue.start)

    def _weaker(self, behind: Subject, apposed: Subject) -> bool:
        """Whether the one behind the verb gives way to the one before it."""
        speaker = behind.speaker
        return speaker is not None and (speaker.weak or speaker.type == "unknown") and apposed.speaker is not None

    def _region(self, cue: Mark) -> int:
        """Where the words right before a verb begin: behind a comma, a quotation mark, or another verb of saying."""
        start = max(self.sentence.start, self.sentence.head, cue.start - SUBJECT_REACH)
        for begin, end in self._around.edges:
            if begin < cue.start and end > start and not self._around.is_in_number(begin):
                start = end
        for mark in self.sentence.all("speech"):
            said = mark.end <= cue.start and mark.value in SAYING and mark.end > start
            if said and not any(m.start <= mark.start and mark.end <= m.end for m in self._anaphors):
                start = mark.end
        for _, end, word in self._around.words(start, cue.start):
            if word in self._around.complements:
                start = end
        return start

    def _is_shown(self, start: int, cue: Mark, rest: Sequence[tuple[int, int, str]]) -> bool:
        """'Video from the site showed': pictures and instruments of nobody's show it to the outlet itself."""
        if not any(w[2] in self._around.things for w in rest):
            return False
        if rest[0][2] in self.page.lexicon.meta.get("possessives", ()):
            return False  # 'its radars tracked': those of whoever was named
        named = [s for s in self.speakers if start <= s.start and s.end <= cue.start and not s.weak]
        meant = [m for m in self._anaphors if start <= m.start and m.end <= cue.start and m.value != "press"]
        return not named and not meant

    def _head_of_relative(self, cue: Mark) -> Subject | None:
        """'A source at X that flies the satellite of Y told ...': who speaks stands before the relative clause."""
        opening = max(self.sentence.start, self.sentence.head, cue.start - SUBJECT_REACH)
        opening = max([opening, *(end for _, end in self._around.edges if end <= cue.start)])
        for place, _, word in self._around.words(opening, cue.start):
            if word not in self._around.relatives:
                continue
            before = [s for s in self.speakers if opening <= s.start and 0 < place - s.end <= HEAD_REACH]
            said = any(opening <= m.start < place for m in self.sentence.all("speech"))
            named = [s for s in self.speakers if place < s.start and s.end <= cue.start]
            if said or not before or not named or any(s.weak for s in before):
                return None
            return self._within(opening, place)
        return None

    # The ways to be a subject ---------------------------------------------------------------------------------------

    def _within(self, start: int, end: int, *, linked: bool = False, apposed: bool = False) -> Subject | None:
        """The subject among the words right before the verb."""
        inside = [s for s in self.speakers if start < s.end <= end and s.start not in self.used]
        weak = [s for s in inside if s.weak]
        strong = [s for s in inside if not s.weak and not (not linked and self._acts(s.end, end))]
        anaphors = [
            m
            for m in self._anaphors
            if start <= m.start and m.end <= end and not self._around.is_governed(m.start, start)
        ]
        last = max([s.end for s in strong] + [m.end for m in anaphors], default=end)
        if weak and weak[-1].start >= last and self._opens_clause(weak[-1], start, end):
            return Subject(weak[-1])
        if strong:
            best = strong[-1]
            while len(strong) > 1 and (self._joined(strong[-2], best) or self._is_source_of(strong[-2], best)):
                strong.pop()
                best = strong[-1]
            if anaphors and anaphors[-1].start > best.end + EMPHASIS and not self._acts(anaphors[-1].end, end):
                return Subject(stands_for=self._kind(anaphors[-1]))
            return Subject(best)
        if anaphors:
            return Subject(stands_for=self._kind(anaphors[-1]))
        name = self._strangers.find(start, end, apposed=apposed)
        while len(weak) > 1 and self._joined(weak[-2], weak[-1]):
            weak.pop()
        for speaker in reversed(weak):
            if name is not None and name.start <= speaker.start and name.end > speaker.end + 1:
                break
            between = [w for w in self._around.words(speaker.end, end) if w[2] not in self._around.skips]
            if (
                len(between) <= WEAK_REACH
                and (not self._around.is_governed(speaker.start, start) or self._located(speaker, between))
                and (linked or not self._acts(speaker.end, end))
            ):
                return Subject(speaker)
        return self._strangers.speaks(name, end) if name is not None else None

    def _opens_clause(self, speaker: Speaker, start: int, end: int) -> bool:
        """'X spoke hours after Ukraine said': a country between a word that opens a clause and its verb."""
        opening = frozenset(self.page.lexicon.meta.get("subordinators", ()))
        before = [w for w in self._around.words(start, speaker.start) if w[2] not in self._around.articles]
        return bool(before) and before[-1][2] in opening and not self._around.words(speaker.end, end)

    def _apposed(self, start: int, cue: Mark) -> Subject | None:
        """'X, a professor in Y, said': the subject stands before what stands between commas."""
        quoted = [s for s in self.speakers if '"' in self.page.folded[s.end : min(cue.start, s.end + 3)]]
        quoted = [s for s in quoted if 0 < cue.start - s.end <= 3]
        if quoted:
            return Subject(quoted[-1])
        named = [s for s in self.speakers if s.end <= start and not self.page.folded[s.end : start].strip(" ,")]
        if named and not named[-1].weak and "," in self.page.folded[named[-1].start : named[-1].end]:
            return Subject(named[-1])  # 'the minister of science, Lee Jong-ho,' is one name
        opening = max(self.sentence.start, self.sentence.head)
        stops = [opening, *(e for b, e in self._around.edges if opening < e <= start and self._around.is_comma(b))]
        if len(stops) < 2 or stops[-1] != start:
            return None
        if len(stops) == 2:
            return self._within(opening, start - 1, apposed=True)
        head = len(stops) - 3
        for _ in range(MOST_APPOSITIONS):
            words = self._around.words(stops[head], stops[head + 1])
            if head == 0 or (words and words[0][2] not in self._around.starters):
                break  # nothing stands between a bracket and a comma: 'the Coast Guard (JCG), in turn, said'
            head -= 1
        begin, end = stops[head], stops[head + 1] - 1
        low = max((m.end for m in self.sentence.all("speech") if begin <= m.end <= end), default=begin)
        found = self._within(low, end, apposed=True)
        if found is not None and found.speaker is not None and found.speaker.type == "unknown":
            return self._strangers.speaks(found.speaker, start)
        country = found is not None and found.speaker is not None and found.speaker.weak
        named = self._within(end, start - 1) if found is None or country else None
        if found is not None and not (named is not None and named.speaker is not None and not named.speaker.weak):
            return found
        return named  # "the rocket's Italian builder, Avio, said"

    def _of_relative(self, place: int) -> Subject | None:
        """'..., X, which said': the name right before the relative pronoun."""
        before = [s for s in self.speakers if s.end <= place + 1 and place - s.end <= 40]
        return Subject(before[-1]) if before else None

    def _first_of_sentence(self, cue: Mark) -> Subject | None:
        """'X gave no reason, but said': the subject of the sentence goes on speaking."""
        first = [
            s
            for s in self.speakers
            if s.end <= cue.start and s.start - max(self.sentence.start, self.sentence.head) <= 40
        ]
        anaphors = [m for m in self._anaphors if m.start - self.sentence.start <= EMPHASIS]
        if anaphors:
            return Subject(stands_for=self._kind(anaphors[0]))
        return (
            Subject(first[0]) if first and not self._around.is_governed(first[0].start, self.sentence.start) else None
        )

    def _agent(self, cue: Mark) -> Subject | None:
        """'Was announced by X'."""
        tail = self.page.folded[cue.end : cue.end + 30]
        if not tail.startswith(self._agents) if self._agents else True:
            return None
        after = [s for s in self.speakers if 0 <= s.start - cue.end <= 12]
        return Subject(after[0]) if after else None

    def _anaphor_inside(self, cue: Mark) -> Subject | None:
        """'A-t-il dit': the pronoun is part of the verb."""
        fused = [m for m in self._anaphors if self.page.folded[m.start - 1 : m.start] == "-"]
        inside = [m for m in fused if cue.start <= m.start <= cue.end]
        inside += [
            m for m in self._anaphors if 0 <= m.start - cue.end <= 1 and self.page.folded[cue.end : m.start] == "-"
        ]
        return Subject(stands_for=self._kind(inside[0])) if inside else None

    def _behind(self, cue: Mark) -> Subject | None:
        """'..., said X', 'wie X mitteilte' turned round."""
        scene = next((s for s in self._scenes if self.page.folded.startswith(s, cue.end)), "")
        limit = min(self.sentence.end, cue.end + len(scene) + INVERTED_REACH)
        for begin, _end in self._around.edges:
            if begin >= cue.end:
                limit = min(limit, begin)
                break
        titles = [m for m in self.sentence.all("speaker") if m.value in TITLES and cue.end <= m.start < limit]
        if titles and self.page.folded[limit : limit + 1] == ",":
            beyond = next((b for b, _ in self._around.edges if b > limit), self.sentence.end)
            named = [s for s in self.speakers if cue.end <= s.start < beyond and not s.weak]
            limit = limit if named and named[0].start < limit else beyond
        reach = limit if limit < cue.end + len(scene) + INVERTED_REACH else self.sentence.end
        for word_start, _word_end, word in self._around.words(cue.end, limit):
            if word in self._around.complements or word in self._around.objects or word.startswith("qu'"):
                limit = word_start
                break
        after = [s for s in self.speakers if cue.end <= s.start < limit and s.start not in self.used]
        anaphors = [m for m in self._anaphors if cue.end <= m.start < limit and m.value != "pronoun"]
        anaphors += [m for m in self._anaphors if m.value == "pronoun" and 0 <= m.start - cue.end <= EMPHASIS]
        strict = bool(self.page.lexicon.meta.get("subject_first"))
        name = self._strangers.find(cue.end, reach, first=True, limit=limit)
        rows: list[tuple[int, int, Subject]] = [
            (s.start, s.end, Subject(s))
            for s in after
            if not self._around.is_governed(s.start, cue.end, self._around.governs if s.weak else self._around.datives)
        ]
        told = [s for s in after if s.press and any(0 < o.start - s.end <= EMPHASIS and not o.press for o in after)]
        rows = [row for row in rows if row[2].speaker not in told]
        rows += [(m.start, m.end, Subject(stands_for=self._kind(m))) for m in anaphors]
        if (
            name is not None
            and not self._around.is_governed(name.start, cue.end, self._around.datives)
            and not any(s.start < name.end and name.start < s.end for s in after if not s.weak)
        ):
            rows.append(
                (
                    name.start,
                    name.end,
                    self._strangers.speaks(name, min(self.sentence.end, name.end + APPOSITION_REACH)),
                )
            )
        ordered = sorted(rows, key=lambda row: (row[0], -row[1]))
        for index, (start, end, subject) in enumerate(ordered):
            if index + 1 < len(ordered) and self._describes(subject, ordered[index + 1][2]):
                continue
            if not strict or self._closed(cue.end, start, end):
                return subject
        return None

    def _describes(self, first: Subject, second: Subject) -> bool:
        """'Die südkoreanische Nachrichtenagentur Yonhap': a country that only says whose the one named next is."""
        country, named = first.speaker, second.speaker
        if country is None or named is None or not country.weak or named.weak or named.type == "unknown":
            return False
        between = self.page.folded[country.end : named.start]
        words = [w[2] for w in self._around.words(country.end, named.start)]
        apart = set(between) & set(',.;:()"') or not self._around.governs.isdisjoint(words)
        return not apart and len(words) <= MOST_NOUNS

    def _closed(self, verb_end: int, start: int, end: int) -> bool:
        """Whether what follows shows a subject behind its verb, not the subject of what is said."""
        folded = self.page.folded
        if len(self._around.words(verb_end, start)) > MOST_BETWEEN:
            return False
        tail = folded[end : self.sentence.end]
        if _STOPPED.match(tail):
            return True
        words = self._around.words(end, min(self.sentence.end, end + 40))
        if words and words[0][2] in self._around.complements:
            return False
        return not words or words[0][2] in self._around.governs or words[0][2] in self._around.relatives

    # Words around --------------------------------------------------------------------------------------------------

    def _acts(self, start: int, end: int) -> bool:
        """Whether a verb of the flight stands between a name and the verb of saying."""
        marks = self.sentence.all("launch", "impactverb")
        return any(m.value in ("verb", "yes") and start <= m.start < end - 1 for m in marks)

    def _located(self, speaker: Speaker, between: Sequence[tuple[int, int, str]]) -> bool:
        """'В Токио считают': in some languages what is said in a capital is said by its government."""
        before = self._around.words(max(self.sentence.start, speaker.start - OF_REACH), speaker.start)
        return not between and bool(before) and before[-1][2] in self._around.locatives

    def _joined(self, a: Speaker, b: Speaker) -> bool:
        words = [w[2] for w in self._around.words(a.end, b.start)]
        return bool(words) and words[0] in self._around.links and len(words) <= 3

    def _is_source_of(self, a: Speaker, b: Speaker) -> bool:
        """'A source of Interfax': it is the source that speaks."""
        return a.type == "anonymous" and b.press and b.start - a.end <= OF_REACH // 2

"""Launches that a sentence recalls beside its own: in a list of dates, after 'since', in a relative clause.

Such words are about another event than the rest of their clause, and so are the figures and outcomes among them.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from downrange.reading.actors import Actors
from downrange.reading.date_joints import listed_with
from downrange.reading.dates import DateMention
from downrange.reading.drafts import ISO_DAY, ISO_MONTH, Draft, Events, compatible, is_old, is_past, near
from downrange.reading.known import has_flown, may_have_flown
from downrange.reading.lexicon import Lexicon
from downrange.reading.ordinals import day_of_ordinal, kind_named, kind_of
from downrange.reading.page import Page, Sentence
from downrange.reading.patterns import either
from downrange.reading.phrasebook import Mark
from downrange.reading.statements import Statement

SINCE_REACH = 8
"""'Since' stands at most this far before its date [characters]."""
EDGE_REACH = 24
"""'No failure since 2002': the word for how it ended stands at most this far before the date [characters]."""
DATE_REACH = 60
"""The date of a launch stands at most this far from the word for it [characters]."""
OTHER_SIDE = 200
"""Where the verb comes last, its date stands before it: one behind it is that much farther [characters]."""
WHEN_REACH = 4
"""'When' stands at most this far behind the date that it explains [characters]."""


HALF_REACH = 16
"""What flew stands at most this far behind a date without a verb, and 'and' before it [characters]."""
AFTER_REACH = 40
"""'After two failures': the word for the failure stands at most this far behind 'after' [characters]."""
FRONT = 24
"""A phrase that stands before the rest of its sentence begins at most this far in [characters]."""
OTHER_REACH = 24
"""'The other in August': the words stand at most this far before the date [characters]."""
_HALF = re.compile(r"(?:^|[\s,;])(?:and|et|und|y|и|puis|then) (?:(?:on|in|le|en|am|im|el|в) )?$")
_NAME = re.compile(r"[A-ZА-Я][\w-]*[-  ]?\d")
"""The name of a vehicle: a capital and a number ('H-2A', 'INTA-300')."""
_THINGS = ("object", "vehicle", "payload")
_REPORTING = frozenset(("say", "detect"))
ROW_REACH = 28
"""'The second made it on 6 June': the date stands at most this far behind the words for one of a row [characters]."""
_ENDS = ("outcome", "impactverb", "destructverb", "insertionverb")


@cache
def _failures(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(lexicon.meta.get('failures', ()))})(?!\w)")


class Aside(NamedTuple):
    """A stretch of a sentence that recalls another launch, and that launch's date."""

    start: int
    end: int
    mention: DateMention
    like_last: bool = False
    """Whether it ended as the one before it, in a list of attempts."""
    stood_for: bool = False
    """Whether nothing but a word that stands for a launch tells of it: the catalog must hold it."""
    month_alone: bool = False
    """Whether a month is all that tells of it: what is no satellite launch must be a flight that is known."""


class Recalled:
    """Finds launches recalled inside a sentence and adds them to the events of the document."""

    def __init__(self, page: Page, events: Events, actors: Actors) -> None:
        self._page = page
        self._events = events
        self._actors = actors
        self.of_span: list[tuple[int, int, Draft]] = []
        """Stretches of the text and the recalled event that they are about."""
        self.twins: list[tuple[int, int, Draft, Draft]] = []
        """Sentences that say of two events at once how they ended: start, end, the event of the clause, its twin."""
        self._asides: list[Aside] = []
        self._done = 0
        self._last: tuple[Aside, Draft] | None = None
        self.latest: Draft | None = None
        """The launch recalled last: what 'that flight' and 'in that case' mean."""

    def begin(self, sentence: Sentence, found: list[Statement]) -> list[Statement]:
        """Note what a sentence recalls, and return the statements that belong to it."""
        self._asides = sorted(self._find(sentence, found), key=lambda aside: aside.start)
        self._done, self._last = 0, None
        return [statement for statement in found if self.holds(statement.predicate.start)]

    def holds(self, place: int) -> bool:
        """Whether an offset of the sentence at hand lies in words on a recalled launch."""
        return any(aside.start <= place < aside.end for aside in self._asides)

    def finish(self, sentence: Sentence, host: Draft | None, apart: list[Statement], upto: int) -> None:
        """Give each launch that the sentence recalls before an offset an event of its own.

        `host` is the launch that the sentence is about, `apart` the statements that `begin` returned.
        """
        while self._done < len(self._asides) and self._asides[self._done].end <= upto:
            aside = self._asides[self._done]
            self._done += 1
            self._finish(sentence, host, apart, aside)

    def _finish(self, sentence: Sentence, host: Draft | None, apart: list[Statement], aside: Aside) -> None:
        if host is None or host.actor is None or not self._events:
            return
        mention = aside.mention
        if mention.hosted:
            counted = mention.counted_from(host.day) if host.day and len(host.day) == ISO_DAY else None
            if counted is None:
                return
            sentence.dates[sentence.dates.index(mention)] = mention = counted
        day = mention.resolve(self._page.published)
        told = [s for s in apart if aside.start <= s.predicate.start < aside.end]
        vehicles = sentence.within("vehicle", aside.start, aside.end)
        if day is not None and len(day) < ISO_DAY and host.status == "occurred":
            day = self._by_order(sentence, host, aside, day)
        if day is None or not (len(day) >= ISO_MONTH or vehicles):
            return
        if aside.month_alone and host.cls != "SAT" and not has_flown(kind_of(host), day):
            return
        if aside.stood_for and not may_have_flown(host.actor, host.cls, day):
            return
        vehicles = vehicles or self._named_before(sentence, host, aside)
        actor = self._actors.operator_of(vehicles[0]) if vehicles else host.actor
        event = self._sibling(host, actor, day, aside.start, told)
        for mark in vehicles:
            event.name_vehicle(mark.value.split("|")[0])
        self.of_span.append((aside.start, aside.end, event))
        self.latest = event
        if aside.like_last and self._last is not None:
            self.twins.append((self._last[0].start, self._last[0].end, self._last[1], event))
        else:
            self._last = aside, event

    def _by_order(self, sentence: Sentence, host: Draft, aside: Aside, day: str) -> str:
        """'Britain had last tested a Trident in 2016, when ...': the day of the one flight that it may have been."""
        start = next((a for a, b in sentence.clauses if a <= aside.start < b), sentence.start)
        marks = sentence.within("vehicle", start, aside.end)
        kind = kind_named(self._page, marks[-1], host) if marks else kind_of(host)
        return day_of_ordinal(self._page, sentence, start, aside.end, day, kind, host.day)

    def _named_before(self, sentence: Sentence, host: Draft, aside: Aside) -> list[Mark]:
        """'It burns hydrogen in its New Shepard; that has not flown since ...': not the vehicle of the host."""
        before = sentence.within("vehicle", sentence.start, aside.start)
        names = [mark.value.split("|")[0] for mark in before]
        return before[-1:] if before and host.vehicles and not set(names) & set(host.vehicles) else []

    def takes_over(self, sentence: Sentence, host: Draft | None) -> bool:
        """Whether what a sentence recalls is what the text goes on about: only its vehicle is named, not the host's."""
        last = self.latest
        if host is None or last is None or not host.vehicles or not self._taken(sentence):
            return False
        named = {mark.value.split("|")[0] for mark in sentence.all("vehicle")}
        return bool(named & set(last.vehicles)) and not named & set(host.vehicles)

    def read_list(self, event: Draft, sentence: Sentence, held: DateMention | None, found: list[Statement]) -> None:
        """'Two launches failed, in July 2019 and in November 2020': each date of the list is a launch of its own.

        `held` is the date that the clause gives to `event`.
        """
        dates = sentence.dates
        index = next((i for i, mention in enumerate(dates) if held is not None and mention.start == held.start), None)
        if index is None or event.day is None or event.status != "occurred" or sentence.has("plan", "window"):
            return
        low = high = index
        while low > 0 and listed_with(self._page.text, self._page.folded, dates[low - 1], dates[low]):
            low -= 1
        while high + 1 < len(dates) and listed_with(self._page.text, self._page.folded, dates[high], dates[high + 1]):
            high += 1
        for mention in dates[low : high + 1]:
            day = mention.resolve(self._page.published)
            if day is None or len(day) < ISO_MONTH or mention.edge or mention is held or compatible(day, event.day):
                continue
            if is_past(day, self._page.published):
                twin = self._sibling(event, event.actor, day, mention.start, found)
                self.of_span.append((mention.start, mention.end, twin))
                self.twins.append((sentence.start, sentence.end, event, twin))

    def read_more(self, event: Draft, sentence: Sentence, held: DateMention | None, found: list[Statement]) -> None:
        """Statements of a clause that have a date of their own: 'fired two last month, and the launch on the 16th ...'.

        `found` are the statements of the clause, `held` the date that it gives to `event`.
        """
        taken = self._taken(sentence)
        for statement in found:
            mention = self._date_of(statement, sentence, found)
            day = mention.resolve(self._page.published) if mention is not None else None
            if mention is None or day is None or mention is held or mention.edge or len(day) < ISO_MONTH:
                continue
            if self.holds(mention.start) and not self.holds(statement.predicate.start):
                continue
            if self._is_only_hoped(sentence, mention):
                continue
            known = event.day is not None and (compatible(day, event.day) or near(day, event.day))
            if known or mention.start in taken or not is_old(day, self._page.published):
                continue
            start, end = sorted((mention.start, statement.predicate.start))
            other = self._sibling(event, event.actor, day, start, [statement])
            self.of_span.append((start, max(end, mention.end, statement.predicate.end), other))
            self.read_list(other, sentence, mention, [statement])

    def read_other_halves(self, event: Draft, sentence: Sentence, start: int, end: int) -> None:
        """'On 21 September it fired a missile, and on the 28th a glider': the second date has no verb of its own."""
        taken = self._taken(sentence)
        for mention in sentence.dates:
            day = mention.resolve(self._page.published)
            if not start < mention.start < end or day is None or mention.start in taken or mention.edge:
                continue
            before = self._page.folded[max(start, mention.start - HALF_REACH) : mention.start]
            thing = next((m for m in sentence.all(*_THINGS) if 0 <= m.start - mention.end <= HALF_REACH), None)
            known = event.day is None or compatible(day, event.day)
            if thing is None or known or _HALF.search(before) is None or not is_past(day, self._page.published):
                continue
            if len(day) >= ISO_MONTH:
                owner = self._actors.operator_of(thing) if thing.kind == "vehicle" else event.actor
                other = self._sibling(event, owner, day, mention.start, [])
                if thing.kind == "vehicle":
                    other.name_vehicle(thing.value.split("|")[0])
                self.of_span.append((mention.start, end, other))

    def read_row(
        self, event: Draft, sentence: Sentence, held: DateMention | None, start: int, end: int, found: list[Statement]
    ) -> None:
        """'The first fell in the sea on 12 May, the second made it on 6 June': each with its date is its own launch.

        `held` is the date that the clause gives to `event`. How it ended is told of all where only one part says so.
        """
        if event.day is None or event.status != "occurred" or event.actor is None:
            return
        taken = self._taken(sentence)
        rows: list[tuple[int, DateMention]] = []
        for mark in sentence.within("standin", start, end):
            behind = [d for d in sentence.dates if mark.start < d.start < end and d.start - mark.end <= ROW_REACH]
            if mark.value == "one" and behind and (not rows or rows[-1][1] is not behind[0]):
                rows.append((mark.start, behind[0]))
        if not rows or all(mention is held for _, mention in rows):
            return
        edges = [*(at for at, _ in rows), end]
        own = [(start, edges[0])] if all(d is not held for _, d in rows) else []
        others: list[tuple[int, int, Draft]] = []
        for (at, mention), stop in zip(rows, edges[1:], strict=True):
            day = mention.resolve(self._page.published)
            known = mention is held or (day is not None and compatible(day, event.day))
            if known:
                own.append((at, stop))
                continue
            if day is None or len(day) < ISO_MONTH or mention.edge or not is_past(day, self._page.published):
                continue
            if mention.start not in taken and may_have_flown(event.actor, event.cls, day):
                others.append((at, stop, self._sibling(event, event.actor, day, mention.start, found)))
        told = any(self._tells_an_end(sentence, a, b) for a, b in own)
        for at, stop, other in others:
            self.of_span.append((at, stop, other))
            ended = self._tells_an_end(sentence, at, stop)
            if told and not ended:
                self.twins.append((sentence.start, sentence.end, event, other))
            elif ended and not told:
                self.twins.append((sentence.start, sentence.end, other, event))

    @staticmethod
    def _tells_an_end(sentence: Sentence, start: int, end: int) -> bool:
        """Whether a stretch says what became of a flight."""
        return any(sentence.within(kind, start, end) for kind in _ENDS)

    def _taken(self, sentence: Sentence) -> set[int]:
        """Where the stretches of the sentence at hand begin that are about a recalled launch."""
        last = takewhile(lambda span: span[0] >= sentence.start, reversed(self.of_span))
        return {start for start, _, _ in last}

    def _date_of(self, statement: Statement, sentence: Sentence, found: list[Statement]) -> DateMention | None:
        """The date nearest to a statement, when no other statement is nearer to it."""
        last = self._page.lexicon.meta.get("order") == "sov"

        def gap(mention: DateMention, other: Statement) -> int:
            behind = mention.start - other.predicate.end
            if behind >= 0:
                return behind + (OTHER_SIDE if last else 0)
            return max(0, other.predicate.start - mention.end)

        inside = [d for d in sentence.dates if statement.start <= d.start < statement.end]
        best = min(inside, key=lambda mention: gap(mention, statement), default=None)
        if best is None or gap(best, statement) > DATE_REACH:
            return None
        rivals = [s for s in found if gap(best, s) < gap(best, statement)]
        return None if rivals else best

    def _find(self, sentence: Sentence, found: list[Statement]) -> list[Aside]:
        if not sentence.dates:
            return []
        recalled = self._attempts(sentence, found)
        if recalled:
            return recalled
        marks = sentence.all("recall")
        told = sentence.all("launch", "outcome", "standin") or any(m.value == "first" for m in marks)
        for mention in sentence.dates if told else ():
            if mention.hosted:
                recalled.extend(self._counted(sentence, mention, found))
                continue
            day = mention.resolve(self._page.published)
            if day is None or not is_old(day, self._page.published):
                continue
            if self._is_only_hoped(sentence, mention):
                continue
            since = [m for m in marks if m.value == "since" and -1 <= mention.start - m.end <= SINCE_REACH]
            named = self._since_name(sentence, mention, marks)
            if named is not None:
                recalled.append(named)
                continue
            clause = self._since_clause(sentence, mention, marks, found)
            if clause is not None:
                recalled.append(clause)
                continue
            if since or any(m.value == "since" and m.start == mention.start for m in marks):
                recalled.extend(self._since(sentence, mention, day, found))
            else:
                recalled.extend(self._which(sentence, mention, marks, found))
        return recalled

    @staticmethod
    def _is_only_hoped(sentence: Sentence, mention: DateMention) -> bool:
        """'Once hoped for in December': a day that was planned first."""
        return any(m.value == "before" and abs(mention.start - m.end) <= WHEN_REACH for m in sentence.all("recall"))

    def _attempts(self, sentence: Sentence, found: list[Statement]) -> list[Aside]:
        """'It succeeded, after two failures, one in May, the other in August': each date behind is another launch.

        The launch that the sentence is about has its own date before the word 'after', or is told already.
        """
        folded = self._page.folded
        after = tuple(self._page.lexicon.meta.get("after", ()))
        for mark in self._failures(sentence) if after else ():
            before = " " + folded[max(sentence.start, mark.start - AFTER_REACH) : mark.start]
            place = max((before.rfind(f" {word} ") for word in after), default=-1)
            if place < 0:
                continue
            start = mark.start + 1 - len(before) + place
            fronted = start - max(sentence.start, sentence.head) <= FRONT
            if not any(s.predicate.start < start for s in found) and not fronted:
                continue
            inside = [d for d in sentence.dates if d.start > start and self._is_attempt(d)]
            if not inside or inside[0].start - mark.end > DATE_REACH:
                continue
            chain = inside[:1]
            for mention in inside[1:]:
                if not self._is_linked(chain[-1], mention):
                    break
                chain.append(mention)
            end = sentence.end
            if fronted:
                comma = folded.find(",", chain[-1].end, min(chain[-1].end + WHEN_REACH, sentence.end))
                end = max(comma, chain[-1].end)
                if not any(s.predicate.start > end for s in found):
                    continue
            edges = [start, *(d.start - 1 for d in chain[1:]), end]
            rows = zip(edges, edges[1:], chain, strict=False)
            return [Aside(a, b, d, like_last=d is not chain[0]) for a, b, d in rows]
        return []

    def _failures(self, sentence: Sentence) -> list[Mark]:
        """Words for a failure, those among them that tell no end of the launch at hand ('après deux échecs')."""
        plain = _failures(self._page.lexicon).finditer(sentence.text)
        found = [Mark(sentence.start + m.start(), sentence.start + m.end(), "outcome", "failure") for m in plain]
        return [*(m for m in sentence.all("outcome") if m.value == "failure"), *found]

    def _is_attempt(self, mention: DateMention) -> bool:
        day = mention.resolve(self._page.published)
        return day is not None and len(day) >= ISO_MONTH and not mention.edge and is_old(day, self._page.published)

    def _is_linked(self, first: DateMention, second: DateMention) -> bool:
        """Whether two dates stand in one list, or the second has its own 'the other' before it."""
        if listed_with(self._page.text, self._page.folded, first, second):
            return True
        before = self._page.folded[max(first.end, second.start - OTHER_REACH) : second.start]
        others = tuple(self._page.lexicon.meta.get("others", ()))
        return any(f" {word} " in f" {before} " for word in others)

    def _counted(self, sentence: Sentence, mention: DateMention, found: list[Statement]) -> list[Aside]:
        """'... eight days after the Guards sent a satellite up': what follows is a launch of its own."""
        behind = [s.predicate for s in found if mention.end <= s.predicate.start]
        ones = [m for m in sentence.all("standin") if m.value == "one" and mention.end <= m.start]
        behind = behind or [m for m in ones if "," not in self._page.folded[mention.end : m.start]]
        if not behind or behind[0].start - mention.end > DATE_REACH:
            return []
        if any(m.value in _REPORTING for m in sentence.within("speech", mention.end, behind[0].start)):
            return []  # 'a day after the South reported the launch': the same one
        if not self._events and not any(s.predicate.start < mention.start for s in found):
            comma = self._page.folded.find(",", behind[0].end, sentence.end)
            if comma < 0 or not any(s.predicate.start > comma for s in found):
                return []  # 'two days after the loss of a Vega-C, the company said ...': the news itself
        if any(d.start >= mention.end and d.resolve(self._page.published) for d in sentence.dates):
            return []  # '... ten days after it fired one on 21 October': its own day is told
        end = sentence.end
        if mention.start - max(sentence.start, sentence.head) <= FRONT:
            comma = self._page.folded.find(",", behind[0].end, sentence.end)
            if comma < 0 or not any(s.predicate.start > comma for s in found):
                return []
            end = comma
        return [Aside(mention.start, end, mention)]

    def _since(self, sentence: Sentence, mention: DateMention, day: str, found: list[Statement]) -> list[Aside]:
        """'The first since 12 May 2021', 'not since 2003, when an H-2A was lost'."""
        marks = sentence.all("recall")
        if any(m.value == "when" and 0 <= m.start - mention.end <= WHEN_REACH for m in marks):
            return [Aside(mention.start, sentence.end, mention)]
        first = any(m.value == "first" and m.end <= mention.start for m in marks)
        if not found and len(day) == ISO_DAY and self._is_stood_for(sentence, mention, first=first):
            return [Aside(mention.start, mention.end, mention, stood_for=True)]
        # A month alone names a launch only where the catalog can tell the day.
        fine = len(day) == ISO_DAY or (len(day) == ISO_MONTH and any(s.group in ("SAT", "MIS", "SUB") for s in found))
        if not (first and found and fine):
            return []
        failed = [m for m in sentence.all("outcome") if 0 <= mention.start - m.end <= EDGE_REACH]
        lost = [Aside(m.start, m.end, mention) for m in failed if m.value == "failure"]
        return [*lost, Aside(mention.start, mention.end, mention, month_alone=len(day) == ISO_MONTH)]

    @staticmethod
    def _is_stood_for(sentence: Sentence, mention: DateMention, *, first: bool) -> bool:
        """'It was the first since 7 March', 'nothing like it since June': the launch of that day, by another word."""
        words = [m for m in sentence.all("standin") if m.value in ("turn", "one") and m.end <= mention.start]
        return (first or bool(words)) and not sentence.has("otherwise_dated")

    def _since_clause(
        self, sentence: Sentence, mention: DateMention, marks: list[Mark], found: list[Statement]
    ) -> Aside | None:
        """'... since the Ariane 5 flew for the last time on 5 July 2023'."""
        mark = next((m for m in reversed(marks) if m.value == "since" and m.end <= mention.start), None)
        if mark is None or "," in self._page.folded[mark.end : mention.start]:
            return None
        told = [s for s in found if mark.end <= s.predicate.start < mention.start]
        nouns = [m for m in sentence.all("endnoun", "launch", "outcome") if mark.end <= m.start < mention.start]
        if nouns and not told and any(s.predicate.start < mark.start for s in found):
            return Aside(mark.start, mention.end, mention)  # 'the first test since the failure of a shot in May'
        explained = any(m.value == "when" and 0 <= m.start - mention.end <= WHEN_REACH for m in marks)
        end = sentence.end if explained else mention.end
        return Aside(mark.start, end, mention) if told and (explained or len(told) < len(found)) else None

    def _since_name(self, sentence: Sentence, mention: DateMention, marks: list[Mark]) -> Aside | None:
        """'Nothing had failed since the H-2A in November 2003', 'since the INTA-300, which left on 21 October 1974'."""
        mark = next((m for m in reversed(marks) if m.value == "since" and m.end <= mention.start), None)
        if mark is None or mention.start - mark.end > DATE_REACH:
            return None
        first = any(m.value == "first" and m.end <= mark.start for m in marks)
        between = self._page.text[mark.end : mention.start]
        name = _NAME.search(between)
        return Aside(mark.start, sentence.end, mention) if first and name is not None else None

    def _which(
        self, sentence: Sentence, mention: DateMention, marks: list[Mark], found: list[Statement]
    ) -> list[Aside]:
        """'The launcher, whose maiden flight was in July 2024, will ...': a launch told in a clause of its own."""
        folded = self._page.folded
        mark = next((m for m in reversed(marks) if m.value == "which" and m.end <= mention.start), None)
        if mark is None or not folded[sentence.start : mark.start].rstrip().endswith(","):
            return []
        if "," in folded[mark.end : mention.start]:
            return []
        stop = folded.find(",", mention.end, sentence.end)
        if any(m.value == "when" and 0 <= m.start - stop <= WHEN_REACH for m in sentence.all("recall")):
            stop = folded.find(",", stop + 1, sentence.end)
        end = stop if stop >= 0 else sentence.end
        inside = any(mark.start <= s.predicate.start < end for s in found)
        outside = stop >= 0 or any(not mark.start <= s.predicate.start < end for s in found)
        return [Aside(mark.start, end, mention)] if inside and outside else []

    def _sibling(self, host: Draft, actor: str | None, day: str, start: int, found: list[Statement]) -> Draft:
        """The launch on another day, of the same class when nothing else is said."""
        same = (e for e in self._events.about(day) if e.day and compatible(e.day, day) and e.actor == actor)
        other = next((e for e in same if e.status == "occurred"), None)
        if other is None:
            other = Draft(f"E{len(self._events) + 1}", "background", "occurred", actor, day, start)
            self._events.append(other)
        other.note(found)
        if host.cls and other.cls is None:
            other.groups[host.cls] += 1
        return other

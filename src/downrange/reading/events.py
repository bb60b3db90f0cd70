"""Which launches a document speaks of, and which of them each clause is about."""

from __future__ import annotations

from itertools import islice

from downrange.reading.announced import find_announced
from downrange.reading.chains import Scope
from downrange.reading.drafts import ISO_DAY, Draft, Reading, is_old, is_past, near
from downrange.reading.entries import find_entries
from downrange.reading.flights import read_flight
from downrange.reading.former_plans import FORMER, find_flown, take_former
from downrange.reading.implied import find_implied, find_named
from downrange.reading.learning import learn, learn_names
from downrange.reading.listed import read_entry, read_fragments
from downrange.reading.page import Page, Sentence
from downrange.reading.plans import is_ahead, is_follow_up, is_plan, is_wish_to_repeat
from downrange.reading.reference import begin_event, find_by_name, follow, match
from downrange.reading.sections import Sections
from downrange.reading.settling import settle
from downrange.reading.staged import find_staged
from downrange.reading.standins import find_referred
from downrange.reading.statements import Statement, find_statements, is_unreal
from downrange.reading.story import Story, is_recalled, is_scene, points_back
from downrange.reading.told_days import find_day, find_day_of_ordinal
from downrange.reading.topics import find_asides


def find_events(page: Page, scopes: list[list[Scope]]) -> Reading:
    """Events of a page, and what each clause is about."""
    return _Reader(page, scopes).read()


class _Reader:
    """Walks through the sentences and keeps what the text is about."""

    def __init__(self, page: Page, scopes: list[list[Scope]]) -> None:
        self.page = page
        self.story = Story.begin(page, scopes)
        self.paragraph = -1
        self.entries = find_entries(page)
        self.sections = Sections(page)
        self.staged = find_staged(page)
        self.story.aside = find_asides(page)
        self.section = -1
        """Paragraph of the heading of the section at hand, where that is about a launch of its own."""
        self.of_section: Draft | None = None
        """The launch that the section at hand is about, once it is told."""
        self.undated = 0
        """Index of the first sentence of the section at hand that may give it a day: those before give none."""
        self.entry: Draft | None = None
        """The launch that the entry at hand is about, in a list of dated entries."""

    def read(self) -> Reading:
        story = self.story
        for index, sentence in enumerate(self.page.sentences):
            story.index = index
            if sentence.paragraph != self.paragraph:
                self.paragraph = sentence.paragraph
                self._begin_paragraph(sentence)
            if index in self.staged or index in story.aside:
                continue
            if sentence.dates and not sentence.lacks(FORMER):
                flown = find_flown(e.day for e in story.mains if e.status == "occurred")
                if flown is not None:
                    take_former(self.page, sentence, flown)
            found = find_statements(self.page, sentence)
            told = {s.start for s in found}
            found += [s for s in find_implied(story, sentence) if s.start not in told]
            found += find_named(story, sentence, found)
            found += find_referred(story, sentence, found)
            story.statements[index] = found
            apart = story.recalled.begin(sentence, found)
            found = [s for s in found if s not in apart]
            for start, end in sentence.clauses:
                story.recalled.finish(sentence, story.current, apart, start)
                inside = [s for s in found if start <= s.predicate.start < end]
                if self.entry is not None:
                    learn(story, self.entry, sentence, start, end, inside, self.entry.actor, None)
                    story.of_clause[start] = self.entry
                else:
                    told_before = len(story.events)
                    story.of_clause[start] = event = self._clause(index, sentence, start, end, inside)
                    if event is not None and event.role == "background":
                        story.recalled.latest = event
                    elif len(story.events) > told_before and story.events[-1].role == "background":
                        story.recalled.latest = story.events[-1]  # 'the same site as on 30 January. At that time ...'
            story.recalled.finish(sentence, story.current, apart, sentence.end)
            if story.recalled.takes_over(sentence, story.current):
                story.current = story.recalled.latest
        if not story.events and not self.staged:
            read_fragments(story)
        settle(story)
        if not story.events and not self.staged:
            read_flight(story)
            settle(story)
        return Reading(story.events, story.of_clause, story.statements, story.recalled.of_span, story.recalled.twins)

    def _begin_paragraph(self, sentence: Sentence) -> None:
        story = self.story
        entry = self.entries.get(sentence.paragraph)
        self.entry = read_entry(self.story, entry) if entry is not None else None
        if self.entry is not None:
            story.current = self.entry
            return
        section = self.sections.of(sentence.paragraph)
        if self.sections.begins_another(sentence.paragraph, story.current):
            self.section, self.of_section = section, None
            self.undated = story.index
            story.current = None
            return
        if section >= 0 and section == self.section:
            story.current = self.of_section
            return
        self.section = -1
        if story.current is not None and story.current.role != "main":
            mains = list(islice(story.mains, 2))
            if len(mains) == 1:
                story.current = mains[0]

    def _day_of_section(self) -> str | None:
        """The day that the section has named so far: 'Remember June 29, 2017? ... finally went at 4:25 a.m.'."""
        while True:
            days = map(self.story.resolve, self.page.sentences[self.undated].dates)
            past = (day for day in days if day and len(day) == ISO_DAY and is_past(day, self.page.published))
            day = next(past, None)
            if day is not None or self.undated == self.story.index:
                return day
            self.undated += 1

    def _begin_section(
        self, sentence: Sentence, day: str, start: int, end: int, found: list[Statement]
    ) -> Draft | None:
        """The launch of a section, with what its heading and the clauses before have named; None when it is told."""
        story = self.story
        named = self.sections.names(self.section)
        if len(day) != ISO_DAY and not named:
            return None
        actor = story.actors.operator_of(named[0]) if named else None
        actor = actor or story.actors.find_actor(story.index, sentence, found[0], None)
        told = {mark.value.split("|")[0] for mark in (*named, *sentence.within("vehicle", start, end))}
        event = next(
            (
                e
                for e in story.events.about(day)
                if e.actor == actor and (e.day == day or (near(e.day, day) and told & set(e.vehicles)))
            ),
            None,
        )
        event = event or begin_event(story, actor, day, found, start, recalled=False)
        if event is None or event.status == "planned":
            return event
        learn(story, event, sentence, start, end, found, actor, day)
        sentences, first = story.page.sentences, story.index
        while first > 0 and self.sections.of(sentences[first - 1].paragraph) == self.section:
            first -= 1
        for earlier in sentences[first : story.index + 1]:
            for low, high in earlier.clauses:
                if low < start and story.of_clause.get(low) is None:
                    story.of_clause[low] = event
                    learn_names(story, event, earlier, low, high, [])
        story.current = self.of_section = event
        return event

    def _clause(self, index: int, sentence: Sentence, start: int, end: int, found: list[Statement]) -> Draft | None:
        story = self.story
        if is_unreal(sentence, start, end, start) and not found and not is_wish_to_repeat(sentence, start, end):
            return None
        told = story.current is not None
        if found and told and any(m.value == "before" for m in sentence.within("recall", start, end)):
            return story.current
        former = any(start <= d.start < end for d, _ in sentence.former)
        if told and former and not any(start <= d.start < end for d in sentence.dates):
            return next((e for e in story.mains if e.status == "occurred"), None)
        ahead = is_ahead(self.page, sentence, start, end)
        planned = is_plan(self.page, sentence, start, end) or (ahead and bool(found or story.lately()))
        day = find_day(story, sentence, start, end, found, planned=planned)
        if found and not planned:
            day = find_day_of_ordinal(story, sentence, start, end, day)
        scene: int | None = None
        if day is None and found and story.pending is not None and story.pending[0] == index - 1:
            set_by_scene = story.scene == index - 1 and self.page.sentences[index - 1].paragraph == sentence.paragraph
            back = set_by_scene or points_back(sentence, start, end) or story.is_told_before(found)
            day = story.pending[1] if back else None
            scene = self.page.sentences[story.scene].start if set_by_scene and day is not None else None
        recalled = is_recalled(sentence, start, end) or (day is not None and story.is_told_before(found))
        if planned and (found or sentence.within("plan", start, end) or is_follow_up(self.page, sentence, start, end)):
            event = find_announced(story, sentence, start, end, day, found)
            if event is not None:
                story.recalled.read_more(event, sentence, story.mention, found)
            if event is not None and event.status == "planned":
                learn_names(story, event, sentence, start, end, [])
            return event
        named = find_by_name(story, sentence, start, end)
        if named is None and day is None and points_back(sentence, start, end):
            named = story.recalled.latest
        ahead = story.current is not None and story.current.status == "planned"
        gone = day is not None and is_old(day, self.page.published)
        if ahead and all(s.thing.kind == "implied" for s in found) and not gone:
            found = []
        if not found:
            if day is not None and is_scene(sentence, start, end) and is_past(day, self.page.published):
                story.scene, story.pending = index, (index, day)
                return None
            return follow(story, sentence, start, end, day, named, recalled)
        if self.section >= 0 and self.of_section is None:
            day = day or self._day_of_section()
            if day is None:
                return None
            begun = self._begin_section(sentence, day, start, end, found)
            if begun is not None:
                return begun
        known = story.current.actor if story.current is not None else None
        actor = story.actors.find_actor(index, sentence, found[0], known)
        if story.current is not None and story.current.in_heading and sentence.kind == "body":
            actor = story.actors.find_operator(sentence, found[0]) or actor
        if sentence.kind == "body":
            for told in story.in_headings:
                told.in_heading = told.in_heading and told.actor != actor
        event = match(story, actor, day, named, found, recalled=recalled, start=start)
        if event is None:
            return None
        learn(story, event, sentence, start, end, found, actor, day)
        if scene is not None:
            story.of_clause[scene] = event
        story.recalled.read_list(event, sentence, story.mention, found)
        story.recalled.read_more(event, sentence, story.mention, found)
        story.recalled.read_other_halves(event, sentence, start, end)
        story.recalled.read_row(event, sentence, story.mention, start, end, found)
        story.current = event
        return event

"""Which launches a document speaks of, and which of them each clause is about."""

from __future__ import annotations

from datetime import date

from downrange.reading.actors import COUNTRY_REACH, Actors
from downrange.reading.chains import Scope
from downrange.reading.dates import DateMention
from downrange.reading.drafts import (
    ISO_DAY,
    ISO_MONTH,
    Draft,
    Reading,
    compatible,
    is_news,
    is_old,
    near,
    other_missile,
)
from downrange.reading.entries import Entry, find_entries
from downrange.reading.lexicon import Mark
from downrange.reading.page import Page, Sentence
from downrange.reading.plans import LONGEST_NOTICE, find_window, is_ahead, is_follow_up, is_plan, is_vague
from downrange.reading.recalled import Recalled
from downrange.reading.statements import (
    ROCKET,
    Statement,
    find_statements,
    gap_between,
    group_of,
    is_of_another_kind,
    is_unreal,
    things,
)

LEAST_FRAGMENTS = 3
SAID_REACH = 4
"""'Said on Monday': a day this near behind a verb of saying is that of the statement [characters]."""
LATELY = 3
"""What a period is for was named at most this many sentences before."""
TOPIC_REACH = 3
"""Between who speaks and the day of speaking stands a particle and a space [characters]."""
PLUPERFECT_REACH = 24
"""'Had' stands at most this far before the word for launching [characters]."""
HEAD_REACH = 6
"""'The first' begins a sentence when it stands at most this far in [characters]."""
IMPLIED = {"SAT": "slv", "MIS": "missile", "SUB": "suborbital"}
DAYS_OF_NEWS = 6
"""A day named anywhere is that of a launch told without one when it lies at most this far back [days]."""


# The pass over the document ------------------------------------------------------------------------------------------


class _Reader:
    """Walks through the sentences and keeps what the text is about."""

    def __init__(self, page: Page, scopes: list[list[Scope]]) -> None:
        self.page = page
        self.scopes = scopes
        self.events: list[Draft] = []
        self.current: Draft | None = None
        self.paragraph = -1
        self.of_clause: dict[int, Draft | None] = {}
        self.statements: dict[int, list[Statement]] = {}
        self.days: dict[int, list[str]] = {}
        self.actors = Actors(page, scopes)
        self.recalled = Recalled(page, self.events, self.actors)
        self.index = 0
        self.day_of_saying = False
        self.group: str | None = None
        self.group_known = False
        self.mention: DateMention | None = None
        """The date that the clause at hand was given."""
        self.entries = find_entries(page)
        self.entry: Draft | None = None
        """The launch that the entry at hand is about, in a list of dated entries."""

    def read(self) -> Reading:
        for index, sentence in enumerate(self.page.sentences):
            self.index = index
            if sentence.paragraph != self.paragraph:
                self.paragraph = sentence.paragraph
                self._begin_paragraph(sentence)
            found = find_statements(self.page, sentence) or self._implied(sentence)
            self.statements[index] = found
            apart = self.recalled.begin(sentence, found)
            found = [s for s in found if s not in apart]
            for start, end in sentence.clauses:
                inside = [s for s in found if start <= s.predicate.start < end]
                if self.entry is not None:
                    self._learn(self.entry, sentence, start, end, inside, self.entry.actor, None)
                    self.of_clause[start] = self.entry
                else:
                    self.of_clause[start] = self._clause(index, sentence, start, end, inside)
            self.recalled.finish(sentence, self.current, apart)
        if not self.events:
            self._read_fragments()
        self._settle()
        return Reading(self.events, self.of_clause, self.statements, self.recalled.of_span, self.recalled.twins)

    def _implied(self, sentence: Sentence) -> list[Statement]:
        """'In May, a North Korean launch failed too': what was launched goes without saying."""
        group = self.current.cls if self.current is not None else self._main_group() or self._rocket_group(sentence)
        if group is None or not sentence.dates:
            return []
        found: list[Statement] = []
        known_day = self.current.day if self.current is not None else None
        for predicate in sentence.all("launch", "outcome"):
            start, end = sentence.clause_of(predicate.start)
            dated = [d for d in sentence.dates if start <= d.start < end and not d.edge]
            beside = [m for m in sentence.within("country", start, end) if gap_between(m, predicate) <= COUNTRY_REACH]
            passing = any(m.value == "t_plus" and m.start <= predicate.start < m.end for m in sentence.all("measure"))
            recalled = predicate.value == "mission" and self._is_recalled(sentence, start, end)
            ended = predicate.kind == "outcome" and any(self._is_another(d, known_day) for d in dated)
            lifted = predicate.kind == "launch" and predicate.value == "verb" and self._has_site(sentence, start, end)
            lifted = lifted and not sentence.within("nonobject", start, end)
            counted = predicate.kind == "launch" and self._is_counted(sentence, dated)
            if (
                (predicate.value == "noun" or recalled or ended or counted or (lifted and bool(dated)))
                and (beside or dated)
                and not passing
                and not is_unreal(sentence, start, end, predicate.start)
            ):
                thing = Mark(predicate.start, max([predicate.end, *(m.end for m in beside)]), "implied", IMPLIED[group])
                if not is_of_another_kind(sentence, predicate, thing):
                    found.append(Statement(predicate, thing, group, start, end))
        return found

    def _rocket_group(self, sentence: Sentence) -> str | None:
        """SAT where a text tells of rockets, by no other word, and a sentence names a launch site."""
        if not self._has_site(sentence, sentence.start, sentence.end):
            return None
        return "SAT" if any(m.value == ROCKET for s in self.page.sentences for m in things(self.page, s)) else None

    def _is_counted(self, sentence: Sentence, dated: list[DateMention]) -> bool:
        """'The first, on 5 January, flew 700 km': a sentence that begins with a number in a row and its day."""
        heads = [m for m in sentence.all("recall") if m.value == "first" and m.start - sentence.start <= HEAD_REACH]
        return any(0 <= d.start - m.end <= COUNTRY_REACH for m in heads for d in dated)

    def _has_site(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether a clause names a launch site, other than by the capital of a country."""
        capitals = {mark.start for mark in sentence.all("country")}
        return any(
            p.place.kind == "site" and p.distance_km is None and p.start not in capitals
            for p in sentence.places
            if start <= p.start < end
        )

    def _main_group(self) -> str | None:
        """Class of what the text names first, for a launch told before anything says what flew."""
        if not self.group_known:
            self.group_known = True
            named = (group_of(mark) for sentence in self.page.sentences for mark in things(self.page, sentence))
            self.group = next((group for group in named if group in IMPLIED), None)
        return self.group

    def _is_another(self, mention: DateMention, known: str | None) -> bool:
        """Whether a date lies before the news and outside the day that is being told."""
        iso = mention.resolve(self.page.published)
        return iso is not None and known is not None and is_old(iso, self.page.published) and not compatible(iso, known)

    def _read_fragments(self) -> None:
        """A list ('Who: ..., When: ...') tells a launch without a sentence that does."""
        parts = [s for s in self.page.sentences if s.listed or s.answer]
        group, day = self._main_group(), None
        if len(parts) < LEAST_FRAGMENTS or group is None:
            return
        for sentence in self.page.sentences:
            for mention in sentence.dates:
                iso = mention.resolve(self.page.published)
                day = day or (iso if iso and is_news(iso, self.page.published) else None)
        if day is None:
            return
        event = self._new(self.actors.country or self.actors.any_country(), day, [], 0, recalled=False)
        if event is not None:
            event.groups[group] += 1
            for sentence in self.page.sentences:
                for start, end in sentence.clauses:
                    self.of_clause[start] = event
                    self._learn(event, sentence, start, end, [], event.actor, None)

    def _begin_paragraph(self, sentence: Sentence) -> None:
        entry = self.entries.get(sentence.paragraph)
        self.entry = self._read_entry(entry) if entry is not None else None
        if self.entry is not None:
            self.current = self.entry
            return
        mains = [e for e in self.events if e.role == "main"]
        if self.current is not None and self.current.role != "main" and len(mains) == 1:
            self.current = mains[0]

    def _read_entry(self, entry: Entry) -> Draft | None:
        """The launch that an entry of a list is about; None when it tells of something else."""
        inside = [s for s in self.page.sentences if s.paragraph == entry.paragraph]
        day = entry.mention.resolve(self.page.published)
        told = any(s.all("launch", "outcome", "impactverb", "payload") for s in inside)
        if day is None or not told or any(is_unreal(s, s.start, s.end, s.start) for s in inside[:1]):
            return None
        vehicles = [mark for sentence in inside for mark in sentence.all("vehicle")]
        countries = [mark.value for sentence in inside for mark in sentence.all("country") if mark.value != "EU"]
        actor = self.actors.operator_of(vehicles[0]) if vehicles else None
        actor = actor or self.actors.country or next(iter(countries), None) or self.actors.any_country()
        groups = [group_of(mark) for sentence in inside for mark in things(self.page, sentence)]
        group = next((group for group in groups if group), None) or self._main_group()
        if actor is None or group is None or (self.page.published and day > self.page.published.isoformat()):
            return None
        event = next((e for e in self.events if e.day == day and e.actor == actor), None)
        if event is None:
            event = Draft(f"E{len(self.events) + 1}", "main", "occurred", actor, day, entry.mention.start)
            self.events.append(event)
        event.groups[group] += 1
        return event

    def _clause(self, index: int, sentence: Sentence, start: int, end: int, found: list[Statement]) -> Draft | None:
        if is_unreal(sentence, start, end, start) and not found:
            return None
        if found and any(m.value == "before" for m in sentence.within("recall", start, end)):
            return self.current
        ahead = is_ahead(self.page, sentence, start, end)
        planned = is_plan(self.page, sentence, start, end) or (ahead and bool(found or self._lately()))
        day = self._day(sentence, start, end, found, planned=planned)
        recalled = self._is_recalled(sentence, start, end) or (day is not None and self._is_told_before(found))
        if planned and (found or sentence.within("plan", start, end) or is_follow_up(self.page, sentence, start, end)):
            event = self._planned(sentence, start, end, day, found)
            if event is not None:
                self.recalled.read_more(event, sentence, self.mention, found)
            return event
        named = self._by_name(sentence, start, end)
        ahead = self.current is not None and self.current.status == "planned"
        gone = day is not None and is_old(day, self.page.published)
        if ahead and all(s.thing.kind == "implied" for s in found) and not gone:
            found = []
        if not found:
            return self._follow(sentence, start, end, day, named, recalled)
        known = self.current.actor if self.current is not None else None
        actor = self.actors.find_actor(index, sentence, found[0], known)
        if self.current is not None and self.current.in_heading and sentence.kind == "body":
            actor = self.actors.find_operator(sentence, found[0]) or actor
        if sentence.kind == "body":
            for told in self.events:
                told.in_heading = told.in_heading and told.actor != actor
        event = self._match(actor, day, named, found, recalled=recalled, start=start)
        if event is None:
            return None
        self._learn(event, sentence, start, end, found, actor, day)
        self.recalled.read_list(event, sentence, self.mention, found)
        self.recalled.read_more(event, sentence, self.mention, found)
        self.recalled.read_other_halves(event, sentence, start, end)
        self.current = event
        return event

    def _lately(self) -> str | None:
        """Class of what the last sentences name, for a period told without it: 'there is a window from ...'."""
        for sentence in reversed(self.page.sentences[max(0, self.index - LATELY) : self.index + 1]):
            groups = [group for mark in things(self.page, sentence) if (group := group_of(mark)) in IMPLIED]
            if groups:
                return groups[0]
        return None

    def _is_told_before(self, found: list[Statement], *, reach: int = PLUPERFECT_REACH) -> bool:
        """'Had launched' in a text that has its news already: what was before the news."""
        words = tuple(self.page.lexicon.meta.get("pluperfect", ()))
        if not words or not self.events:
            return False
        for statement in found:
            place = statement.predicate.start
            before = self.page.folded[max(statement.start, place - reach) : place]
            if any(f" {word} " in f" {before} " for word in words):
                return True
        return False

    def _is_recalled(self, sentence: Sentence, start: int, end: int) -> bool:
        return any(m.value == "background" for m in sentence.within("shift", start, end))

    def _day(self, sentence: Sentence, start: int, end: int, found: list[Statement], *, planned: bool) -> str | None:
        """Day, month or year that a clause gives to what it tells."""
        mentions = [d for d in sentence.dates if start <= d.start < end] or (sentence.dates if found else [])
        mentions = [d for d in mentions if not d.edge and not self.recalled.holds(d.start)]
        if planned:
            will = min((m.start for m in sentence.within("modal", start, end) if m.value == "future"), default=start)
            after = [d for d in mentions if d.start > will] if self.page.lexicon.spaced else mentions
            mentions = after or [d for d in mentions if self._lies_ahead(d)]
        rows = [(d, iso) for d in mentions if (iso := d.resolve(self.page.published, future=planned))]
        self.day_of_saying = False
        self.mention = None
        if not rows:
            return None
        says = [m for m in sentence.all("speech") if m.value == "say"]
        rows = self._without_day_of_saying(sentence, rows)
        if any(e.day and e.status == "occurred" for e in self.events):
            rows = [row for row in rows if not any(0 <= row[0].start - m.end <= SAID_REACH for m in says)]
            if not rows:
                return None

        def rank(row: tuple[object, str]) -> tuple[int, int]:
            mention = row[0]
            at = mention.start  # type: ignore[attr-defined]
            beside = any(abs(at - m.end) <= 12 or abs(m.start - mention.end) <= 4 for m in says)  # type: ignore[attr-defined]
            anchor = min((abs(at - s.predicate.start) for s in found), default=at)
            return (int(beside and len(rows) > 1), anchor)

        best = min(rows, key=rank)
        self.mention = best[0]
        self.day_of_saying = any(0 <= best[0].start - m.end <= SAID_REACH for m in says)
        finer = [iso for _, iso in rows if len(iso) > len(best[1]) and iso.startswith(best[1])]
        return finer[0] if finer else best[1]

    def _lies_ahead(self, mention: DateMention) -> bool:
        """'On 24 February it will launch': a day before the verb is that of the plan only when it lies ahead."""
        published, day = self.page.published, mention.resolve(self.page.published)
        return published is not None and day is not None and day > published.isoformat()[: len(day)]

    def _without_day_of_saying(
        self, sentence: Sentence, rows: list[tuple[DateMention, str]]
    ) -> list[tuple[DateMention, str]]:
        """'KCNA on the 19th (a test on the 18th) reported': where the verb is last, the speaker's day is first."""
        if self.page.lexicon.meta.get("order") != "sov" or len(rows) < 2:
            return rows
        speakers = sentence.all("source", "speaker", "institution")
        first = min(rows, key=lambda row: row[0].start)
        own = any(0 < first[0].start - m.end <= TOPIC_REACH for m in speakers)
        return [row for row in rows if row is not first] if own else rows

    def _by_name(self, sentence: Sentence, start: int, end: int) -> Draft | None:
        """The one event whose vehicle or payload this clause names, when others have another."""
        for mark in sentence.within("payload", start, end):
            name = self.page.folded[mark.start : mark.end]
            owners = [e for e in self.events if name in e.payloads]
            if len(owners) == 1 and len(self.events) > 1:
                return owners[0]
        for mark in sentence.within("vehicle", start, end):
            owners = [e for e in self.events if mark.value.split("|")[0] in e.vehicles]
            if len(owners) == 1 and len(self.events) > 1 and owners[0].role != "planned":
                return owners[0]
        return None

    def _follow(
        self, sentence: Sentence, start: int, end: int, day: str | None, named: Draft | None, recalled: bool
    ) -> Draft | None:
        if named is not None:
            self.current = named
            return named
        if self.current is not None and self.current.status == "planned" and self.current.day is None:
            self.current.day = find_window(self.page, sentence)
        if day is not None and self.current is not None:
            if self.current.day is None and self.current.status == "occurred" and is_news(day, self.page.published):
                self.current.day = day if _tells_of_the_past(sentence) else None
                return self.current
            same = [e for e in self.events if e.day and compatible(e.day, day) and e.status == "occurred"]
            if same:
                self.current = same[-1] if self.current not in same else self.current
                return self.current
            if self.current.status == "occurred" and self.current.day and not near(day, self.current.day):
                return None
        return self.current

    def _planned(
        self, sentence: Sentence, start: int, end: int, day: str | None, found: list[Statement]
    ) -> Draft | None:
        another = any(m.value == "next" for m in sentence.within("plan", start, end)) or self._is_other_vehicle(found)
        for event in self.events:
            wider = another and event.status == "occurred" and day is not None and len(day) != len(event.day or "")
            if event.day and day and compatible(event.day, day) and not wider:
                return event
        actor = self.actors.find_planner(self.index, sentence, found, self.current.actor if self.current else None)
        day = find_window(self.page, sentence) or day
        vague = is_vague(sentence, start, end)
        if day is None and not vague:
            return None
        mains = [e for e in self.events if e.role == "main" and e.status == "occurred"]
        if len(mains) == 1 and mains[0].day is None and day is not None and self._only_in_headline():
            mains[0].role = mains[0].status = "planned"
            mains[0].day = day
            return mains[0]
        if not another and not vague and mains and (day is None or "/" in day) and not self._is_later(mains[0], day):
            return mains[0]
        told_before = self._is_told_before(found, reach=sentence.end - sentence.start)
        if day is not None and mains and told_before and day >= (mains[0].day or day):
            return mains[0]
        if (
            day is not None
            and "/" not in day
            and self.page.published
            and day < self.page.published.isoformat()[: len(day)]
        ):
            return self.current
        for event in self.events:
            if (
                event.status == "planned"
                and event.actor == actor
                and (event.day == day or day is None or event.day is None)
            ):
                event.day = event.day or day
                return event
        if actor is None or not (self.events or found or (day and self.actors.country)):
            return None
        event = Draft(f"E{len(self.events) + 1}", "planned", "planned", actor, day, start)
        group = next((s.group for s in found if s.group), None)
        lately = self._lately() if not found else None
        known = self.current.cls if self.current else None
        lately = None if (known, lately) == ("SAT", "MIS") else lately
        group = group or lately or known or self._main_group()
        if group:
            event.groups[group] += 1
        event.told = any(s.thing.kind != "implied" for s in found) or self.actors.country is not None
        self.events.append(event)
        if self.current is None:
            self.current = event
        return event

    def _is_other_vehicle(self, found: list[Statement]) -> bool:
        """Whether statements name a vehicle when the launches told so far are all of others."""
        told = {s.thing.value.split("|")[0] for s in found if s.thing.kind == "vehicle"}
        flown = {name for event in self.events if event.status == "occurred" for name in event.vehicles}
        return bool(told and flown) and not told & flown

    def _is_later(self, main: Draft, day: str | None) -> bool:
        """Whether a period lies wholly after a launch, and so is for another one."""
        return day is not None and main.day is not None and len(main.day) == ISO_DAY and day[:ISO_DAY] > main.day

    def _only_in_headline(self) -> bool:
        """Whether nothing but headings has been read so far."""
        return all(sentence.kind != "body" for sentence in self.page.sentences[: self.index])

    def _match(
        self,
        actor: str | None,
        day: str | None,
        named: Draft | None,
        found: list[Statement],
        *,
        recalled: bool,
        start: int,
    ) -> Draft | None:
        published = self.page.published
        if recalled and day is not None and published is not None and not any(e.day for e in self.events):
            recalled = is_old(day, self.page.published)
        fitting = [
            e
            for e in self.events
            if e.status == "occurred" and (actor is None or e.actor in (None, actor) or e.in_heading)
        ]
        if day is not None:
            fresh = not recalled and (
                published is None or is_news(day, published) or (len(day) == ISO_MONTH and not is_old(day, published))
            )
            same = [e for e in fitting if (e.day is None and fresh) or (e.day and compatible(e.day, day))]
            if same:
                return max(same, key=lambda e: (e.day == day, e.day is not None, e is self.current))
            close = [e for e in fitting if near(e.day, day) and not recalled and not other_missile(e, found)]
            if close:
                return close[0]
            if len(day) == 4 and not any(s.thing.kind in ("vehicle", "payload") for s in found):
                return None
            return self._new(actor, day, found, start, recalled=recalled)
        if named is not None:
            return named
        if recalled and self.events and not any(s.predicate.kind == "outcome" for s in found):
            others = [e for e in fitting if e.role == "background"]
            return others[0] if others else self.current if not _distinct(found) else None
        if self.current in fitting:
            return self.current
        if fitting:
            return fitting[-1]
        unnamed = self.current is not None and self.current.role == "main" and not self.current.vehicles
        if unnamed and found[0].thing.kind == "vehicle" and not recalled:
            return self.current
        if any(e.status == "occurred" for e in self.events):
            return None
        return self._new(actor, None, found, start, recalled=recalled)

    def _new(
        self, actor: str | None, day: str | None, found: list[Statement], start: int, *, recalled: bool
    ) -> Draft | None:
        published = self.page.published
        old = day is not None and is_old(day, self.page.published)
        role, status = "background" if old or (recalled and bool(self.events)) else "main", "occurred"
        if published is not None and day is not None and len(day) == ISO_DAY:
            ahead = (date.fromisoformat(day) - published).days
            if ahead > LONGEST_NOTICE:
                return None
            if ahead > 1:
                role = status = "planned"
        event = Draft(f"E{len(self.events) + 1}", role, status, actor, day, start)
        event.announced = day is not None and self.day_of_saying
        event.in_heading = self.page.sentences[self.index].kind == "headline"
        self.events.append(event)
        return event

    def _learn(
        self,
        event: Draft,
        sentence: Sentence,
        start: int,
        end: int,
        found: list[Statement],
        actor: str | None,
        day: str | None,
    ) -> None:
        if event.in_heading and sentence.kind == "body" and found:
            event.in_heading = False
            if actor not in (None, event.actor):
                event.actor, event.vehicles = actor, []
        event.note(found, plain=self._plain(event, found))
        event.actor = event.actor or actor
        if found and event.announced and not self.day_of_saying and near(event.day, day):
            event.day, event.announced = day, False
        if day and (event.day is None or (event.day == day and found)):
            event.announced = self.day_of_saying if event.day is None else event.announced and self.day_of_saying
        if day and (event.day is None or (len(day) > len(event.day) and day.startswith(event.day))):
            event.day = day
        weeks = [d.stretch(self.page.published) for d in sentence.dates if found and start <= d.start < end]
        event.week = event.week or next((f"{week[0]}/{week[1]}" for week in weeks if week), None)
        for mark in sentence.within("vehicle", start, end):
            name = mark.value.split("|")[0]
            if name not in event.vehicles and not self.recalled.holds(mark.start):
                event.vehicles.append(name)
                if not event.vehicles[1:]:
                    event.actor = self.actors.operator_of(mark) if any(s.thing == mark for s in found) else event.actor
        for mark in sentence.within("payload", start, end):
            if not self.recalled.holds(mark.start):
                event.payloads.append(self.page.folded[mark.start : mark.end])
        for place in sentence.places:
            if self.recalled.holds(place.start):
                continue
            if start <= place.start < end and place.place.kind == "site" and place.place.id not in event.sites:
                event.sites.append(place.place.id)

    def _plain(self, event: Draft, found: list[Statement]) -> bool:
        """Whether a bare word for rockets of any kind ('ракета') tells of a launcher, as the news of the text does."""
        words = self.page.lexicon.meta.get("any_rocket", ())
        main = next((e for e in self.events if e.role == "main" and e is not event), None)
        if main is None or main.cls != "SAT" or not words:
            return False
        return all(self.page.folded[s.thing.start : s.thing.end] in words for s in found)

    def _settle(self) -> None:
        """Give the main event the day of the news, drop what has no day, country or class."""
        published = self.page.published
        for event in self.events:
            if event.day is None and event.status == "occurred" and event.firm and published is not None:
                event.day = event.week or self._day_of_news(event, published)
            if event.actor is None:
                event.actor = self.actors.country or self.actors.any_country()
        gone = {
            event.id
            for event in self.events
            if event.actor is None
            or event.cls is None
            or (event.status == "occurred" and (event.day is None or self._is_falling_satellite(event)))
        }
        if all(event.id in gone or event.status == "planned" for event in self.events):
            plans = [e for e in self.events if e.status == "planned" and e.id not in gone and e.day and e.told]
            gone |= {e.id for e in self.events if e not in plans}
        mains = [e for e in self.events if e.role == "main" and e.id not in gone]
        if mains:
            for sentence in self.page.sentences:
                for start, end in sentence.clauses:
                    if (
                        start < mains[0].first
                        and self.of_clause.get(start) is None
                        and not is_unreal(sentence, start, end, start)
                    ):
                        self.of_clause[start] = mains[0]
        self.of_clause = {k: (None if e is not None and e.id in gone else e) for k, e in self.of_clause.items()}
        self.events = [e for e in self.events if e.id not in gone]

    def _is_falling_satellite(self, event: Draft) -> bool:
        """Whether a text says only that a satellite came to its end, and nothing of a launch: a re-entry."""
        if event.launched or event.vehicles or event.kinds != {"sat"}:
            return False
        launches = (m for s in self.page.sentences for m in s.all("launch") if m.value in ("verb", "noun"))
        carriers = (m for s in self.page.sentences for m in things(self.page, s) if m.value != "sat")
        return next(launches, None) is None and next(carriers, None) is None

    def _day_of_news(self, event: Draft, published: date) -> str | None:
        """The first day of the last week that the text names, save for what is still to come."""
        for sentence in filter(_tells_of_the_past, self.page.sentences):
            for mention in sentence.dates:
                iso = mention.resolve(published)
                if iso and len(iso) == ISO_DAY and -1 <= (published - date.fromisoformat(iso)).days <= DAYS_OF_NEWS:
                    return iso
        return None


def _tells_of_the_past(sentence: Sentence) -> bool:
    return not sentence.has("modal", "future")


def _distinct(found: list[Statement]) -> bool:
    return any(s.predicate.kind == "launch" for s in found)


def find_events(page: Page, scopes: list[list[Scope]]) -> Reading:
    """Events of a page, and what each clause is about."""
    return _Reader(page, scopes).read()

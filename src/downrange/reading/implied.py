"""Launches told without what was launched: 'in May, a North Korean launch failed too'."""

from __future__ import annotations

from downrange.reading.actors import COUNTRY_REACH
from downrange.reading.dates import DateMention
from downrange.reading.drafts import compatible, is_old
from downrange.reading.lexicon import Mark
from downrange.reading.page import Sentence
from downrange.reading.statements import ROCKET, Statement, gap_between, is_of_another_kind, is_unreal, things
from downrange.reading.story import IMPLIED, Story, is_recalled

HEAD_REACH = 6
"""'The first' begins a sentence when it stands at most this far in [characters]."""


def find_implied(story: Story, sentence: Sentence) -> list[Statement]:
    """'In May, a North Korean launch failed too': what was launched goes without saying."""
    group = story.current.cls if story.current is not None else story.main_group() or _rocket_group(story, sentence)
    if group is None or not sentence.dates:
        return []
    found: list[Statement] = []
    known_day = story.current.day if story.current is not None else None
    for predicate in sentence.all("launch", "outcome"):
        start, end = sentence.clause_of(predicate.start)
        dated = [d for d in sentence.dates if start <= d.start < end and not d.edge]
        beside = [m for m in sentence.within("country", start, end) if gap_between(m, predicate) <= COUNTRY_REACH]
        passing = any(m.value == "t_plus" and m.start <= predicate.start < m.end for m in sentence.all("measure"))
        recalled = predicate.value == "mission" and is_recalled(sentence, start, end)
        ended = predicate.kind == "outcome" and any(_is_another(story, d, known_day) for d in dated)
        lifted = predicate.kind == "launch" and predicate.value == "verb" and story.has_site(sentence, start, end)
        lifted = lifted and not sentence.within("nonobject", start, end)
        counted = predicate.kind == "launch" and _is_counted(story, sentence, dated)
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


def _rocket_group(story: Story, sentence: Sentence) -> str | None:
    """SAT where a text tells of rockets, by no other word, and a sentence names a launch site."""
    if not story.has_site(sentence, sentence.start, sentence.end):
        return None
    return "SAT" if any(m.value == ROCKET for s in story.page.sentences for m in things(story.page, s)) else None


def _is_counted(story: Story, sentence: Sentence, dated: list[DateMention]) -> bool:
    """'The first, on 5 January, flew 700 km': a sentence that begins with a number in a row and its day."""
    heads = [m for m in sentence.all("recall") if m.value == "first" and m.start - sentence.start <= HEAD_REACH]
    return any(0 <= d.start - m.end <= COUNTRY_REACH for m in heads for d in dated)


def _is_another(story: Story, mention: DateMention, known: str | None) -> bool:
    """Whether a date lies before the news and outside the day that is being told."""
    iso = mention.resolve(story.page.published)
    return iso is not None and known is not None and is_old(iso, story.page.published) and not compatible(iso, known)

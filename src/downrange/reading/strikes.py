"""What a missile was fired at or from: targets that were hit or named, and craft at sea or in the air."""

from __future__ import annotations

from downrange.reading.facts import SentenceFacts
from downrange.reading.place_words import BESIDE, VERB_REACH
from downrange.reading.places import PlaceMention

STRIKE_REACH = 50
"""A verb for hitting stands this near before what was hit [characters]."""
LANDMARKS = frozenset(("city", "capital", "facility", "country"))
"""What a missile that flies toward it is aimed at."""


def is_hit(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Hit a designated target at the range': it came down where the target stood."""
    hits = tuple(facts.page.lexicon.meta.get("hits", ("\n",)))
    unmet = facts.page.lexicon.meta.get("unmet", ())
    ends = [m for m in facts.sentence.within("outcome", start, mention.start) if m.value == "success"]
    ends = [
        m for m in ends if not set(facts.page.folded[max(start, m.start - BESIDE) : m.start].split()[-1:]) & {*unmet}
    ]
    return any(facts.page.folded.startswith(hits, m.start) for m in ends)


def is_struck(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Hit a depot at Deliatyn', 'struck the city of Dnipro': a verb for hitting that was not only meant."""
    if mention.place.kind not in LANDMARKS and mention.place.kind != "region":
        return False
    hits = facts.page.lexicon.meta.get("strikes", ())
    for mark in facts.sentence.within("placecue", max(start, mention.start - VERB_REACH), mention.start):
        words = facts.page.folded[mark.start : mark.end].split()
        if mark.value == "target" and words[0] in hits:
            lead = facts.page.folded[max(start, mark.start - BESIDE) : mark.start].split()[-1:]
            gap = facts.page.folded[mark.end : mention.start]
            if not set(lead) & {*facts.page.lexicon.meta.get("unmet", ())} and not set(gap) & set(",;:"):
                return not any(m.end <= mention.start for m in facts.sentence.within("launch", mark.end, mention.start))
    return False


def is_named_target(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Its target, the Kura range in Kamchatka': a place that only names what was aimed at."""
    articles = facts.page.lexicon.meta.get("articles", ())
    for mark in facts.sentence.within("placecue", max(facts.sentence.start, mention.start - BESIDE - 6), mention.start):
        gap = facts.page.folded[mark.end : mention.start]
        if mark.value == "target" and gap.startswith(",") and all(w in articles for w in gap[1:].split()):
            return True
    return False


def is_aboard(facts: SentenceFacts, mention: PlaceMention, start: int) -> str | None:
    """'Fired from a submarine in the White Sea', 'fired at a destroyer in the Red Sea': where a craft was, and why."""
    crafts = [m for m in facts.sentence.within("locale", start, mention.start) if m.value == "platform"]
    if not crafts:
        return None
    last = crafts[-1]
    verbs = [m for m in facts.sentence.within("launch", start, last.start) if m.value in ("verb", "noun")]
    gap = facts.page.folded[last.end : mention.start]
    if not verbs or last.start - verbs[-1].end > VERB_REACH or set(gap) & set(";:") or len(gap) > STRIKE_REACH:
        return None
    between = [m for m in facts.sentence.within("placecue", verbs[-1].end, mention.start) if m.value != "target"]
    if between or any(last.end <= p.start < mention.start for p in facts.sentence.places):
        return None
    preps = sorted((m.end, m.value) for m in facts.sentence.within("placeprep", verbs[-1].end, last.start))
    aimed = (
        preps
        and preps[-1][1] in ("on", "toward")
        and not _is_agent(facts, preps[-1][0])
        and not any(preps[-1][0] <= d.start < last.start for d in facts.sentence.dates)
    )
    return "target" if aimed else "launch_site"


def _is_agent(facts: SentenceFacts, place: int) -> bool:
    """'Lanzado por un submarino': whether the preposition that ends at an offset says by whom."""
    return facts.page.folded.endswith(
        tuple(word.rstrip() for word in facts.page.lexicon.meta.get("agents", ("\n",))), 0, place
    )

"""Places of a sentence where nothing flew: who speaks, sits, meets or builds there, what a satellite is to watch."""

from __future__ import annotations

import re

from downrange.reading.facts import SentenceFacts
from downrange.reading.places import PlaceMention

FIRM_REACH = 34
MOST_TRADE = 3
"""'California rocket company': the word for a firm is among so many behind its seat."""
OWNING = "'s "
OFFICE_REACH = 24
SAID_WORDS = 5
SAID_REACH = 34
"""A place this near behind a verb of saying is where it was said [characters]."""
PARTED_REACH = 44
"""'Which parts X from Y': both stand at most this far behind the verb [characters]."""
ABLE_REACH = 90
"""A place that something could reach stands this near behind the word for being able [characters]."""
SEAT_REACH = 30
"""'Based in the town of Long Beach': a place stands this near behind the words for what is there [characters]."""
SEEN_REACH = 12
NAME_REACH = 50
"""A name and 'of' stand this near before the place, with a town between them [characters]."""
_NAME_OF = re.compile(r"\b([A-Z][\w&.'-]*) (of) (?:[A-Z][\w.'-]*[ ,]+){0,3}$")
_ASIDE = re.compile(r", [^,]{3,40}, ")
"""What two commas part from a sentence: 'could, at a normal angle, have reached'."""
MOST_BETWEEN = 3
"""Words between these and the place."""


def is_elsewhere(facts: SentenceFacts, mention: PlaceMention, prep: str | None, start: int) -> bool:
    """Whether a place tells of no flight: its clause begins at `start`, and `prep` governs it."""
    if facts.page.lexicon.meta.get("order") != "sov" and (
        _is_of_a_clock(facts, mention)
        or _is_only_told_of(facts, mention, start)
        or (prep is None and facts.page.folded.startswith(_folk(facts), mention.end))
        or (prep is None and (_is_of_a_firm(facts, mention) or _names_a_rocket(facts, mention)))
        or _is_seat(facts, mention)
        or (prep != "from" and _is_shown(facts, mention, start))
        or _is_of_a_name(facts, mention)
        or _is_whose(facts, mention)
        or _is_where_said(facts, mention)
        or (mention.place.kind == "capital" and prep is None)
    ):
        return True
    return any(mention.start in scope.speakers for scope in facts.scopes) or _is_office(facts, mention)


def is_within_power(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Able to strike targets over the North Pole': what a missile could do tells where none went."""
    able = tuple(facts.page.lexicon.meta.get("ables", ("\n",)))
    lead = facts.page.folded[max(start, mention.start - ABLE_REACH) : mention.start]
    aside = _ASIDE.search(lead)
    if aside is not None and lead.endswith(tuple(word.rstrip() for word in able), 0, aside.start()):
        lead = lead[: aside.start()] + " " * (aside.end() - aside.start()) + lead[aside.end() :]
    place = max((lead.rfind(words) for words in able), default=-1)
    if place < 0 or lead.startswith(tuple(facts.page.lexicon.meta.get("seen_to", ("\n",))), place):
        return False
    begun = mention.start - len(lead) + place
    flew = (m for m in facts.sentence.within("launch", begun, mention.start) if m.value == "verb")
    return "," not in lead[place:] and next(flew, None) is None


def _is_seat(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Based in Long Beach', 'a summit in Seoul', 'residents of Hokkaido', 'to watch Guam'."""
    told = facts.sentence.all("launch", "placecue")
    if any(m.value in ("detected", "debris") and 0 <= m.start - mention.end <= SEEN_REACH for m in told):
        return False  # 'residents of Hokkaido saw it', 'villagers in Guangxi found a piece'
    for mark in facts.sentence.all("locale"):
        if mark.value != "elsewhere" or not 0 <= mention.start - mark.end <= SEAT_REACH:
            continue
        gap = facts.page.folded[mark.end : mention.start]
        if set(gap.removesuffix(", ")) & set(",;:()") or len(gap.split()) > MOST_BETWEEN:
            continue
        if not any(mark.end <= m.start < mention.start for m in told):
            return True
    return False


def _is_shown(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'Showed the stage of the rocket at a base in Pyeongtaek': where a thing is put on view."""
    shown = [m for m in facts.sentence.within("locale", start, mention.start) if m.value == "shown"]
    ends = ("impact", "stage_drop", "announced_zone", "overflight")
    told = facts.sentence.within("placecue", shown[-1].end, mention.start) if shown else ()
    return bool(shown) and not any(m.value in ends for m in told)


def _is_of_a_name(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'OmniTeq of Texas', 'Orbital Sciences of Dulles, Virginia': where somebody named is at home."""
    named = _NAME_OF.search(facts.page.text, max(facts.sentence.start, mention.start - NAME_REACH), mention.start)
    if named is None or facts.page.lexicon.meta.get("of") != named[2]:
        return False
    lands = (*facts.page.lexicon.meta.get("grounds", ()), *facts.page.lexicon.meta.get("withins", ()))
    return named[1].lower() not in lands


def _folk(facts: SentenceFacts) -> tuple[str, ...]:
    """'Vandenberg officials', 'Hokkaido residents': what follows a place where it only says who somebody is."""
    return tuple(facts.page.lexicon.meta.get("folk", ("\n",)))


def _is_of_a_clock(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'9:30 Tehran time', 'heure de Pyongyang'."""
    meta, folded = facts.page.lexicon.meta, facts.page.folded
    behind = folded.startswith(tuple(meta.get("hours_behind", ("\n",))), mention.end)
    return behind or folded.endswith(tuple(meta.get("hours_before", ("\n",))), 0, mention.start)


def _names_a_rocket(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'The Naro rocket': the name of a place that a rocket bears."""
    things = facts.sentence.all("object", "vehicle")
    beside = (m.start in (mention.start, mention.end + 1) or m.end == mention.start - 1 for m in things)
    return any(beside) or any(
        m.start <= mention.start and mention.end <= m.end for m in facts.sentence.all("vehicle", "payload")
    )


def _is_only_told_of(facts: SentenceFacts, mention: PlaceMention, start: int) -> bool:
    """'The sea that parts Korea from Japan': what a sea lies between, where nothing happened."""
    before = facts.page.folded[max(start, mention.start - PARTED_REACH) : mention.start]
    return any(f" {word} " in before for word in facts.page.lexicon.meta.get("separating", ()))


def _is_of_a_firm(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'California aerospace company Astra', 'Texas-based': where a firm has its seat."""
    behind = facts.page.folded[mention.end : mention.end + FIRM_REACH]
    if behind.startswith(tuple(facts.page.lexicon.meta.get("place_suffixes", ()))):
        return True
    words = behind.replace(",", " , ").split()[:MOST_TRADE]
    firms = [i for i, word in enumerate(words) if word in facts.page.lexicon.meta.get("firms", ())]
    return bool(firms) and all(word.isalpha() for word in words[: firms[0]])


def _is_whose(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'California's Rocket Lab': the place whose somebody is who then speaks or launches."""
    named = facts.page.folded.startswith(OWNING, mention.end) and mention.end + len(OWNING)
    return bool(named) and any(m.start == named for m in facts.sentence.all("source"))


def _is_where_said(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'Announced on Thursday from Sriharikota', 'citing the Xichang center': who speaks stands there, or is it."""
    if mention.place.kind != "site" or mention.distance_km is not None:
        return False
    sentence = facts.sentence
    for mark in sentence.all("speech"):
        gap = facts.page.folded[mark.end : mention.start] if mark.end <= mention.start else None
        if gap is None or len(gap) > SAID_REACH or any(c in gap for c in ',;:"'):
            continue
        between = sentence.all("launch", "object", "vehicle", "outcome", "placecue", "part", "trouble", "payload")
        if not any(mark.end <= m.start < mention.start for m in between):
            return mark.value in ("say", "citing") and len(gap.split()) <= SAID_WORDS
    return False


def _is_office(facts: SentenceFacts, mention: PlaceMention) -> bool:
    """'The governor of Wakayama' tells of no place."""
    before = facts.page.folded[max(facts.sentence.start, mention.start - OFFICE_REACH) : mention.start].split()
    offices = facts.page.lexicon.meta.get("offices", ())
    return len(before) > 1 and any(word in offices for word in before[-3:])

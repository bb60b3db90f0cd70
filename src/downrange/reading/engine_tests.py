"""Engines fired on a stand: words for testing and firing that are about an engine, and so about no launch."""

from __future__ import annotations

from downrange.reading.lexicon import Lexicon
from downrange.reading.phrasebook import Mark

ENGINE_REACH = 40
"""'Fired a new solid-fuel rocket engine': the engine stands this near behind the verb [characters]."""
SUBJECT_REACH = 70
"""'An engine built for a reusable spacecraft is being fired': it stands this near before its verb [characters]."""
_STOPS = frozenset(",;:.")
_THINGS = ("object", "vehicle", "payload")


def drop_engine_tests(marks: dict[str, list[Mark]], folded: str, lexicon: Lexicon) -> None:
    """Drop the words for launching that say that an engine, not what it drives, was tested."""
    firings = tuple(lexicon.meta.get("firings", ()))
    engines = tuple(lexicon.meta.get("engines", ()))
    parts = [
        p for p in marks.get("part", ()) if p.value == "engine" and engines and folded.startswith(engines, p.start)
    ]
    if not parts or not firings or "launch" not in marks:
        return
    named = sorted(m for kind in _THINGS for m in marks.get(kind, ()) if m.value != "none")
    kept: list[Mark] = []
    last: Mark | None = None
    for mark in marks["launch"]:
        fired = folded.startswith(firings, mark.start)
        beside = last is not None and 0 <= mark.start - last.end <= 1
        if fired and (beside or any(_is_of(mark, part, named, folded, lexicon) for part in parts)):
            last = mark
        else:
            kept.append(mark)
    if last is not None:
        marks["launch"] = kept
        marks["engine_test"] = [last]


def _is_of(firing: Mark, engine: Mark, named: list[Mark], folded: str, lexicon: Lexicon) -> bool:
    """Whether an engine is what a word for testing is about: its object, or its subject in the passive."""
    purposes = frozenset(lexicon.meta.get("purposes", ()))
    low, high = (firing.end, engine.start) if firing.end <= engine.start else (engine.end, firing.start)
    between = folded[low:high] if low <= high else ","
    if set(between) & _STOPS:
        return False
    words = between.replace("'", " ").split()
    inside = [m for m in named if low <= m.start and m.end < high - 1]
    if firing.end <= engine.start:
        return len(between) <= ENGINE_REACH and not inside and purposes.isdisjoint(words)
    passive = words[-1:] != [] and words[-1] in lexicon.meta.get("engine_verbs", ())
    of_engine = purposes.union(lexicon.meta.get("belongings", ()))  # 'the engine of the rocket was fired'
    return len(between) <= SUBJECT_REACH and passive and (not inside or not of_engine.isdisjoint(words))

"""Wording: an English sentence that remembers what it says, so that a page in another language can say it, too.

A stage writes `say("limit.time", "When it failed: after T+{t:.0f} s.", t=90.0)`. The result is a string like any other
and keeps its code and values; `sentence_of` turns them into a record, and the words of a language have a template for
every code (`dossier/lang/told.fr.toml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Said(str):
    """English text with the code of its template and the values in it, which may be said things themselves."""

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, str | float]


def say(code: str, template: str, /, **values: str | float) -> Said:
    """The template filled with the values, as `str.format` does it."""
    said = Said(template.format(**values))
    said.code, said.values = code, values
    return said


def joined(parts: Iterable[str], separator: str = " ") -> Said:
    """Sentences one after another."""
    kept = tuple(parts)
    said = Said(separator.join(kept))
    said.code = "joined"
    said.values = {"separator": separator} | {str(number): part for number, part in enumerate(kept)}
    return said


def percent(share: float) -> Said:
    """A probability for a sentence: never rounded to certainty."""
    if share > 0.995:
        return say("percent", "more than 99 %", share=share)
    if share < 0.005:
        return say("percent", "less than 1 %", share=share)
    said = Said(f"{100 * share:.0f} %")
    said.code, said.values = "percent", {"share": share}
    return said

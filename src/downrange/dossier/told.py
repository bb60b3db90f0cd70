"""Sentences of the assessment in the language of the page: by their code and values, never by their English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from downrange.dossier.words import THIN, Words
from downrange.records.sentence import Sentence

_CODED = ("source.", "role.", "kind.")
"""Codes that come from readers and grow there: a missing one is made readable."""
_DIGITS = re.compile(r"\.(\d)[f%]$")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A value on its way into a template: numbers as the language writes them."""

    value: str | float
    words: Words

    def __format__(self, spec: str) -> str:
        found = _DIGITS.search(spec)
        if found is None or isinstance(self.value, str):
            return str(self.value)
        if spec.endswith("%"):
            return f"{self.words.number(100.0 * self.value, int(found.group(1)))}{THIN}%"
        return self.words.number(self.value, int(found.group(1)))


def retold(text: str, sentences: Mapping[str, Sentence], words: Words, names: Mapping[str, str]) -> str | None:
    """A text of the assessment in the language of the words; None where it has no sentence or no template.

    `sentences` are by their text, and `names` are those of explanations by their ids.
    """
    if words.lang == "en":
        return text
    sentence = sentences.get(text)
    return _told(sentence, words, names) if sentence is not None else None


def _told(sentence: Sentence, words: Words, names: Mapping[str, str]) -> str | None:
    parts = {name: _told(part, words, names) for name, part in sentence.parts.items()}
    if sentence.code == "joined":
        plain = any(name.isdigit() for name in sentence.values)
        told = [part for _, part in sorted(parts.items(), key=lambda item: int(item[0])) if part is not None]
        return str(sentence.values["separator"]).join(told) if len(told) == len(parts) and not plain else None
    if sentence.code == "percent":
        return words.percent(float(sentence.values["share"]))
    if sentence.code == "span":
        return _span(sentence, words)
    template = words.told.get(sentence.code, words.phrases.get(sentence.code))
    if template is None and sentence.code.startswith(_CODED):
        group, _, code = sentence.code.partition(".")
        return words.or_plain(group, code)
    if template is None or any(part is None for part in parts.values()):
        return None
    values = {**sentence.values, **{name: part for name, part in parts.items() if part is not None}}
    if "explanation" in values:
        values["explanation"] = names.get(str(values["explanation"]), values["explanation"])
    return template.format(**{name: _Slot(value, words) for name, value in values.items()})


def _span(sentence: Sentence, words: Words) -> str:
    digits = int(sentence.values["digits"])
    shown = {name: words.number(float(sentence.values[name]), digits) for name in ("middle", "low", "high")}
    return words.told["span"].format(**shown)

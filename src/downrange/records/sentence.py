"""A sentence of the assessment with what it says, so that it can be said in another language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """English text, and the code and values that it was made of."""

    text: str
    code: str
    """Which template, such as `limit.failure-time`; `joined` for sentences one after another."""
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    """What fills the template: numbers, names and quoted words."""
    parts: Mapping[str, Sentence] = field(default_factory=dict)
    """What fills it and has a code of its own, by name; of joined sentences by place, '0', '1' ..."""

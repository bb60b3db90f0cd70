"""Bad data as a value: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in the input, returned beside what could be read."""

    path: str
    """File the problem is in, as the user named it."""
    line: int | None = None
    """Line in that file, from 1; None when it concerns the whole file."""
    what: str
    """What is wrong, with the value found."""
    hint: str = ""
    """What to do about it."""

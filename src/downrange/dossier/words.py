"""The page's words in one language: phrases by key from lang/*.toml, and numbers as that language writes them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from downrange.errors import InputError
from downrange.records.finding import Interval

LANGUAGES = ("en", "fr")
NO_BREAK, THIN = "\u00a0", "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Phrases and number formats of one language."""

    lang: str
    phrases: Mapping[str, str]
    told: Mapping[str, str] = field(default_factory=dict)
    """Templates of the assessment's sentences by code; none in English, which they are written in."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Templates of the readers' messages by the English ones; none in English."""

    def __call__(self, key: str, **fields: str | int) -> str:
        """The phrase at a dotted key with its fields filled in. A missing key is a bug and raises KeyError."""
        phrase = self.phrases[key]
        return phrase.format(**fields) if fields else phrase

    def or_plain(self, group: str, code: str) -> str:
        """The phrase `group.code`, or those of its parts; else the code made readable: codes come from readers."""
        whole = self.phrases.get(f"{group}.{code}")
        if whole is not None:
            return whole
        words = code.split("_")
        for count in range(len(words) - 1, 0, -1):
            first = self.phrases.get(f"{group}.{'_'.join(words[:count])}")
            if first is not None:
                return f"{first}, {self.or_plain(group, '_'.join(words[count:]))}"
        return code.replace("_", " ").replace("-", " ")

    def number(self, value: float, decimals: int = 0) -> str:
        """1234.5 as '1,234.5' or '1 234,5'; four digits and fewer stay together; negative decimals round to tens."""
        text = f"{round(value, decimals) + 0.0:,.{max(decimals, 0)}f}"
        whole, _, part = text.partition(".")
        if whole.count(",") == 1 and len(whole.lstrip("-")) == 5:
            whole = whole.replace(",", "")
        whole = whole.replace("-", "\u2212").replace(",", self.phrases["number.thousands"])
        return whole + (self.phrases["number.decimal"] + part if part else "")

    def percent(self, share: float) -> str:
        """A probability for readers: whole percents, more digits near 0 and 1, and never a bare 0 or 100."""
        if share < 0.001:
            return f"<{NO_BREAK}{self.number(0.1, 1)}{THIN}%"
        if share > 0.999:
            return f">{NO_BREAK}{self.number(99.9, 1)}{THIN}%"
        fine = share < 0.0095 or share > 0.9905
        return f"{self.number(100.0 * share, 1 if fine else 0)}{THIN}%"

    def span(self, interval: Interval) -> tuple[str, str, str]:
        """Median, lower and upper end of the 90 % interval, to the digits its width allows."""
        decimals = decimals_for(interval.q95 - interval.q05)
        return tuple(self.number(v, decimals) for v in (interval.median, interval.q05, interval.q95))  # type: ignore[return-value]

    def day(self, moment: datetime) -> str:
        """31 May 2023."""
        utc = moment.astimezone(UTC)
        return f"{utc.day}{NO_BREAK}{self.phrases[f'month.{utc.month}']} {utc.year}"

    def clock(self, moment: datetime) -> str:
        """21:29, or 21:29:30 when seconds are known."""
        utc = moment.astimezone(UTC)
        return f"{utc:%H:%M:%S}" if utc.second else f"{utc:%H:%M}"

    def stretch(self, start: datetime, end: datetime) -> str:
        """A stretch of time in UTC, the day said once when it is one day."""
        if start.astimezone(UTC).date() == end.astimezone(UTC).date():
            return f"{self.day(start)}, {self.clock(start)}\u2009–\u2009{self.clock(end)} UTC"
        return f"{self.day(start)} {self.clock(start)} – {self.day(end)} {self.clock(end)} UTC"

    def elapsed(self, seconds: float) -> str:
        """T+139 s; over ten minutes T+12 min 5 s."""
        whole = round(seconds)
        if whole < 600:
            return f"T+{whole}{NO_BREAK}s"
        minutes, rest = divmod(whole, 60)
        return f"T+{minutes}{NO_BREAK}min" + (f"{NO_BREAK}{rest}{NO_BREAK}s" if rest else "")

    def listed(self, parts: list[str]) -> str:
        """a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.phrases['list.and']} {parts[-1]}"


def decimals_for(width: float) -> int:
    """Decimals that keep two digits of an interval's width, at most three."""
    return 0 if width <= 0.0 or not math.isfinite(width) else min(1 - math.floor(math.log10(width)), 3)


@cache
def load(lang: str) -> Words:
    """The words of a language.

    Raises:
        InputError: a language that has no words.
    """
    if lang not in LANGUAGES:
        raise InputError(f"no page in language {lang!r}", hint=f"choose one of {', '.join(LANGUAGES)}")
    told, problems = ({}, {}) if lang == "en" else (_table(f"told.{lang}.toml"), _table(f"problems.{lang}.toml"))
    return Words(lang=lang, phrases=_table(f"{lang}.toml"), told=told, problems=problems)


def _table(name: str) -> dict[str, str]:
    source = resources.files("downrange.dossier").joinpath("lang", name)
    return dict(_flat(tomllib.loads(source.read_text(encoding="utf-8")), ""))


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, value in table.items():
        out.extend(_flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)])
    return out

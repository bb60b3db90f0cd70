"""Who can be quoted: agencies, ministries, companies, press, and the people who speak for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A public source of statements, with the names that texts use for it."""

    id: str
    """Registry id: kcna, jp_mod, tass ..."""
    type: str
    """agency, agency-press, anonymous, broadcaster, company, experts, government, military, person, press or
    state-media."""
    names: tuple[str, ...]
    """Names in several languages, the common English one first; officials count as their institution."""
    country: str | None = None
    """ISO code; 'EU' for European bodies; None for international ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Somebody who speaks for a source."""

    source: str
    """Id of the source."""
    names: tuple[str, ...]
    """Spellings of the name."""
    since: int | None = None
    """First year in office; None when any year before the last will do."""
    until: int | None = None
    """Last year in office; None when any year from the first on will do."""

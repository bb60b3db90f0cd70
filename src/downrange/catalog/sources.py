"""The registry of sources: who is meant by 'Tass', 'the defense ministry in Tokyo' or 'l'agence spatiale indienne'."""

from __future__ import annotations

from functools import cache

from downrange.catalog.names import fold_name
from downrange.catalog.tables import read_rows, split_list
from downrange.records.source import Official, Source


@cache
def all_sources() -> tuple[Source, ...]:
    """Every source of the registry."""
    return tuple(
        Source(id=row["id"], type=row["type"], names=split_list(row["names"]), country=row["country"] or None)
        for row in read_rows("sources.tsv")
    )


@cache
def all_officials() -> tuple[Official, ...]:
    """Everybody who speaks for a source of the registry, with the years where somebody spoke for several."""
    return tuple(_official(row["source"], row["years"], row["names"]) for row in read_rows("officials.tsv"))


def _official(source: str, years: str, names: str) -> Official:
    since, _, until = years.partition("-") if "-" in years else (years, "", years)
    return Official(
        source=source,
        names=split_list(names),
        since=int(since) if since else None,
        until=int(until) if until else None,
    )


@cache
def _by_name() -> dict[str, Source]:
    index = {source.id: source for source in all_sources()}
    for source in all_sources():
        for name in source.names:
            index.setdefault(fold_name(name), source)
    for official in all_officials():
        for name in official.names:
            index.setdefault(fold_name(name), index[official.source])
    return index


def find_source(name: str) -> Source | None:
    """The source with this id or name, in any case and with or without accents; None when unknown."""
    return _by_name().get(name) or _by_name().get(fold_name(name))

"""The registry of sources: who is meant by 'Tass', 'the defense ministry in Tokyo' or 'l'agence spatiale indienne'."""

from __future__ import annotations

from functools import cache

from downrange.catalog.names import fold_name
from downrange.catalog.tables import read_rows, split_list
from downrange.records.source import Source


@cache
def all_sources() -> tuple[Source, ...]:
    """Every source of the registry."""
    return tuple(
        Source(id=row["id"], type=row["type"], names=split_list(row["names"]), country=row["country"] or None)
        for row in read_rows("sources.tsv")
    )


@cache
def _by_name() -> dict[str, Source]:
    index = {source.id: source for source in all_sources()}
    for source in all_sources():
        for name in source.names:
            index.setdefault(fold_name(name), source)
    return index


def find_source(name: str) -> Source | None:
    """The source with this id or name, in any case and with or without accents; None when unknown."""
    return _by_name().get(name) or _by_name().get(fold_name(name))

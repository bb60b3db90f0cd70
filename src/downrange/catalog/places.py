"""Named places and seas in several languages: where they are, and the outlines of seas.

Sources: Natural Earth for the seas (public domain); an atlas for points, see SOURCES.md. Reading names never loads an
outline.
"""

from __future__ import annotations

from functools import cache

from downrange.catalog.names import fold_name
from downrange.catalog.outlines import Ring, parse_ring
from downrange.catalog.sites import find_site
from downrange.catalog.tables import DATA, read_rows, split_list
from downrange.records.place import Place, Site

SITE_RADIUS = 60e3
"""Within this of a launch site counts as 'at' it [m]."""
SCRIPTS = {
    "ko": ("\uac00", "\ud7a3"),
    "ja": ("\u3040", "\u9fff"),
    "zh": ("\u4e00", "\u9fff"),
    "ru": ("\u0400", "\u04ff"),
}
"""First and last letter by which a name is told to be written in a language's own script."""


@cache
def all_places() -> tuple[Place, ...]:
    """Every place and sea; launch sites are in `sites`, though `find_place` knows them, too."""
    return tuple(
        Place(
            id=row["id"],
            kind=row["kind"],
            names=split_list(row["names"]),
            latitude_deg=float(row["latitude_deg"]),
            longitude_deg=float(row["longitude_deg"]),
            radius=float(row["radius_km"]) * 1e3,
            polygon=row["id"] if row["features"] else None,
            country=row["country"] or None,
            source=row["source"],
        )
        for row in read_rows("places.tsv")
    )


@cache
def _by_name() -> dict[str, Place]:
    index = {place.id: place for place in all_places()}
    for place in all_places():
        for name in place.names:
            index.setdefault(fold_name(name), place)
    return index


def find_place(name: str, *, lang: str | None = None) -> Place | None:
    """The place with this id or name, in any case and with or without accents; None when unknown.

    Args:
        name: as written. A launch site's name gives a place of kind 'site' with the site's id.
        lang: accept the name only if it could be written in this language (told by script: ko, ja, zh, ru).
    """
    if lang in SCRIPTS and not any(SCRIPTS[lang][0] <= c <= SCRIPTS[lang][1] for c in name):
        return None
    found = _by_name().get(name) or _by_name().get(fold_name(name))
    if found is not None:
        return found
    site = find_site(name)
    return _place_of(site) if site is not None else None


def _place_of(site: Site) -> Place:
    return Place(
        id=site.id,
        kind="site",
        names=(site.name, *site.aliases),
        latitude_deg=site.latitude_deg,
        longitude_deg=site.longitude_deg,
        radius=SITE_RADIUS,
        country=site.country,
        source=site.source,
    )


@cache
def _outlines() -> dict[str, str]:
    lines = (DATA / "seas.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


@cache
def sea_rings(place_id: str) -> tuple[Ring, ...] | None:
    """Outer rings of a sea, (latitude, longitude) in degrees, not closed; None for a place without outline.

    Accurate to about 3 km (oceans 15 km); islands count as sea. A sea across the date line comes in several rings.
    """
    text = _outlines().get(place_id)
    return tuple(parse_ring(ring) for ring in text.split(";")) if text else None

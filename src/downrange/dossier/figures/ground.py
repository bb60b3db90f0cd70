"""The ground that ships with the package: the catalog's coasts and seas, and the names of lands, as a base map."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

import numpy as np

from downrange.catalog.land import land_rings
from downrange.catalog.places import all_places, sea_rings
from downrange.dossier.figures.basemap import Basemap, MapName
from downrange.records.flight import Array
from downrange.records.place import Place

_WATERS = frozenset({"ocean", "sea", "gulf", "bay", "strait"})
_FRENCH_WATERS = re.compile(
    r"(?:mer|océan|golfe|baie|détroit|canal|passage|entrée|la Manche|Atlantique|Pacifique)\b", re.IGNORECASE
)
"""The catalog keeps names in several languages without tags; French waters are told by their first word."""


@cache
def basemap(lang: str) -> Basemap:
    """Coasts, and names in a language."""
    return Basemap(
        fine=tuple(np.array(ring) for ring in land_rings("50m")),
        coarse=tuple(np.array(ring) for ring in land_rings("110m")),
        names=(*_seas(lang), *_lands(lang)),
    )


def _seas(lang: str) -> list[MapName]:
    """Waters that have an outline; an ocean that is kept in halves goes by its halves."""
    waters = [place for place in all_places() if place.kind in _WATERS and place.polygon is not None]
    halved = {place.id.split("-", 1)[1] for place in waters if place.id.startswith(("north-", "south-"))}
    return [
        MapName(
            text=_name(place, lang),
            latitude_deg=place.latitude_deg,
            longitude_deg=place.longitude_deg,
            radius_km=place.radius / 1e3,
            sea=True,
            rings=_rings(place.id),
        )
        for place in waters
        if place.id not in halved
    ]


def _rings(place: str) -> tuple[Array, ...]:
    return tuple(np.array(ring) for ring in sea_rings(place) or ())


def _name(place: Place, lang: str) -> str:
    french = [name for name in place.names[1:] if _FRENCH_WATERS.match(name)] if lang == "fr" else []
    name = (french or place.names)[0]
    return name[:1].upper() + name[1:]


def _lands(lang: str) -> list[MapName]:
    text = resources.files("downrange.dossier").joinpath("lang", "lands.toml").read_text(encoding="utf-8")
    return [
        MapName(
            text=french if lang == "fr" else english,
            latitude_deg=float(lat),
            longitude_deg=float(lon),
            radius_km=float(radius),
            sea=False,
        )
        for english, french, lat, lon, radius in tomllib.loads(text).values()
    ]

"""The ground that ships with the package: the catalog's coasts and names as a base map."""

from __future__ import annotations

from functools import cache

from downrange.dossier.figures.basemap import Basemap


@cache
def basemap(lang: str) -> Basemap:
    """Coasts and names in a language."""
    from downrange.catalog.land import land_rings

    return Basemap(fine=land_rings("50m"), coarse=land_rings("110m"), names=())

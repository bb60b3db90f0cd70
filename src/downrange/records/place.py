"""Places on the ground: launch sites, named places, seas."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A launch site or pad."""

    id: str
    """Gazetteer id: sohae, plesetsk ..."""
    name: str
    latitude_deg: float
    longitude_deg: float
    height: float = 0.0
    """Height above the ellipsoid [m]."""
    country: str
    """ISO code of the country that operates it."""
    timezone: str
    """IANA time zone."""
    aliases: tuple[str, ...] = ()
    """Other names, in any language, and names used in the launch catalog."""
    regions: tuple[str, ...] = ()
    """Those of its names that belong to a wider land that it lies in: 'Texas', 'Inner Mongolia'."""
    source: str = ""
    parent: str | None = None
    """Id of the site that a pad belongs to; None for a site itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named place or sea."""

    id: str
    kind: str
    """sea, island, city, region, country, ocean, range ..."""
    names: tuple[str, ...]
    """Names in several languages, English first."""
    latitude_deg: float
    longitude_deg: float
    radius: float
    """Radius within which 'at this place' holds [m]."""
    polygon: str | None = None
    """Name of its polygon in the marine set, when it has one."""
    country: str | None = None
    source: str = ""

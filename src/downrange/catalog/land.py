"""Coasts for maps: outlines of land at two resolutions. Source: Natural Earth (public domain), simplified."""

from __future__ import annotations

from functools import cache

from downrange.catalog.outlines import Ring, parse_ring
from downrange.catalog.tables import DATA
from downrange.errors import CatalogError

RESOLUTIONS = ("110m", "50m")


@cache
def land_rings(resolution: str = "110m") -> tuple[Ring, ...]:
    """Outer rings of land, (latitude, longitude) in degrees, not closed, largest first.

    Args:
        resolution: '110m' for the globe, '50m' for close-ups (small islands are left out of both).

    Raises:
        CatalogError: the resolution is neither.
    """
    if resolution not in RESOLUTIONS:
        raise CatalogError(f"no land outline at {resolution!r}", hint=f"use one of {', '.join(RESOLUTIONS)}")
    lines = (DATA / f"land_{resolution}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(parse_ring(line) for line in lines if not line.startswith("#"))

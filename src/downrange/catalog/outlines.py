"""Outlines as text: 'latitude,longitude' pairs in hundredths of a degree, to rings."""

from __future__ import annotations

Ring = tuple[tuple[float, float], ...]
"""(latitude, longitude) in degrees, not closed."""


def parse_ring(text: str) -> Ring:
    """One ring from its text."""
    pairs = (pair.split(",") for pair in text.split())
    return tuple((int(latitude) / 100.0, int(longitude) / 100.0) for latitude, longitude in pairs)

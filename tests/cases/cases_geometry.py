"""Whether a GeoJSON area holds a place given as (latitude, longitude)."""

from __future__ import annotations

from typing import Any

from shapely.geometry import Point, shape


def holds(area: dict[str, Any], place: tuple[float, float]) -> bool:
    latitude_deg, longitude_deg = place
    return bool(shape(area).covers(Point(longitude_deg, latitude_deg)))

"""Makes the shipped outlines of seas and land from Natural Earth.

Run from the repository root: `.venv/bin/python design/build_outlines.py`. Reads `../shared/data/natural_earth` (or the
folder that DOWNRANGE_SHARED names) and the `features` column of `places.tsv`; writes `seas.txt`, `land_110m.txt` and
`land_50m.txt`. Outer rings only: islands stay inside their sea. Vertices are in hundredths of a degree.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from downrange.catalog.tables import DATA, read_rows

ROOT = Path(__file__).resolve().parents[1]
NATURAL_EARTH = Path(os.environ.get("DOWNRANGE_SHARED", ROOT.parent / "shared")) / "data" / "natural_earth"
CREDIT = "# Made with Natural Earth (public domain); hundredths of a degree, latitude,longitude\n"
SEA_TOLERANCE = 0.03
"""Simplification of seas [deg]: 3 km, a tenth of the finest claim about a sea."""
OCEAN_TOLERANCE = 0.15
"""Simplification of oceans [deg]."""
LAND_TOLERANCE = {"110m": 0.05, "50m": 0.04}
"""Simplification of land [deg]: less than a pixel on a map as wide as a screen."""
LEAST_AREA = {"110m": 0.3, "50m": 0.02}
"""Islands below this are left out [deg2]."""


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons of a geometry."""
    if isinstance(geometry, Polygon):
        return [geometry]
    return list(geometry.geoms) if isinstance(geometry, MultiPolygon) else []


def ring_text(polygon: Polygon) -> str:
    """The outer ring as text: not closed, no vertex twice in a row."""
    rounded = [(round(lat * 100), round(lon * 100)) for lon, lat in polygon.exterior.coords]
    kept = [here for here, after in pairwise(rounded) if here != after]
    return " ".join(f"{lat},{lon}" for lat, lon in kept)


def read_features(name: str) -> list[tuple[str, BaseGeometry]]:
    """Named geometries of a Natural Earth file, mended where a ring touches itself."""
    features = json.loads((NATURAL_EARTH / name).read_text(encoding="utf-8"))["features"]
    return [(f["properties"].get("name") or "", shape(f["geometry"]).buffer(0)) for f in features]


def sea_lines() -> Iterable[str]:
    """A line a sea: place id, then its rings."""
    named = read_features("ne_10m_geography_marine_polys.geojson")
    for row in read_rows("places.tsv"):
        if not row["features"]:
            continue
        wanted = set(row["features"].split("+"))
        whole = unary_union([geometry for name, geometry in named if name in wanted])
        tolerance = OCEAN_TOLERANCE if row["kind"] == "ocean" else SEA_TOLERANCE
        parts = polygons(unary_union([Polygon(p.exterior) for p in polygons(whole.simplify(tolerance))]))
        largest = max(part.area for part in parts)
        kept = sorted((p for p in parts if p.area > 0.003 * largest), key=lambda p: -p.area)
        yield row["id"] + "\t" + ";".join(ring_text(part) for part in kept)


def land_lines(resolution: str) -> Iterable[str]:
    """A line a ring, largest first."""
    parts = [p for _, geometry in read_features(f"ne_{resolution}_land.geojson") for p in polygons(geometry)]
    simple = [q for p in parts for q in polygons(p.simplify(LAND_TOLERANCE[resolution]))]
    for part in sorted(simple, key=lambda p: -p.area):
        if part.area > LEAST_AREA[resolution]:
            yield ring_text(part)


def main() -> None:
    """Write the three files and say how big they are."""
    files = {"seas.txt": sea_lines(), "land_110m.txt": land_lines("110m"), "land_50m.txt": land_lines("50m")}
    for name, lines in files.items():
        text = CREDIT + "\n".join(lines) + "\n"
        (DATA / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text) / 1e3:.0f} kB, {text.count(',')} vertices")


if __name__ == "__main__":
    main()

"""Counts what launches from each site went to, from public element sets, for `catalog/data/destinations_counted.tsv`.

    python design/count_destinations.py ELEMENTS...

ELEMENTS are three-line element files or CSV with OBJECT_ID, OBJECT_NAME, INCLINATION and MEAN_MOTION.
The shipped table was made of the full catalogs of 2019-03-20 (alexphi314/debris @ e787c34d), 2022-07
(Person2-0/SatelliteCollisionAvoidance @ a9395954) and 2026-07 (midexplorer529/Multi-Purpose-SSA-Dashboard @ 860e0aa3).
A year's rows count launches before it only: a prior for a launch must not know that launch.
"""

from __future__ import annotations

import csv
import math
import statistics
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from downrange.catalog.launches import load_launches
from downrange.catalog.sites import find_site
from downrange.catalog.tables import DATA

FIRST_YEAR, LAST_YEAR = 2006, 2026
MEMORY_YEARS, OLDEST_YEARS = 6.0, 12
"""Launches count by exp(-age / memory); older ones than the last do not."""
GAP_DEG = 0.6
"""Inclinations this far apart belong to different families."""
LEAST_SPREAD_DEG = 0.4
LEAST_SHARE = 0.01
LOW_REVOLUTIONS, TRANSFER_REVOLUTIONS = 11.0, 1.3
"""Objects with more revolutions a day are in low orbit; with fewer than the second, in the geostationary ring."""
EAST_LATITUDE_DEG = 42.0
"""Launches to transfer orbits leave sites nearer to the equator due east."""
FAR_TRANSFER_DEG = 51.5
"""Parking orbit of transfers from the sites farther north."""
MISSIONS = {
    "Soyuz-U": 51.6,
    "Soyuz-FG": 51.6,
    "Soyuz-2-1A": 51.6,
    "Ariane 5ES/ATV": 51.6,
    "H-IIB": 51.6,
    "Antares": 51.6,
    "Falcon 9": 51.6,
    "Space Shuttle": 51.6,
    "Chang Zheng 2F": 42.0,
    "H-IIA 202": 97.5,
    "Molniya": 62.8,
}
"""Of launches that left nothing in the element sets: ferries to stations, and vehicles with one customer."""
MISSIONS_NOT_FROM = {"plesetsk": ("Soyuz",), "vandenberg": ("Falcon 9",), "vostochny": ("Soyuz",), "kourou": ("Soyuz",)}


def objects_of(path: Path) -> list[tuple[str, str, float, float]]:
    """(launch tag, name, inclination [deg], revolutions a day) of one file of elements."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".csv":
        return [
            (row["OBJECT_ID"][:8], row["OBJECT_NAME"], float(row["INCLINATION"]), float(row["MEAN_MOTION"]))
            for row in csv.DictReader(text.splitlines())
        ]
    found: list[tuple[str, str, float, float]] = []
    name = ""
    lines = text.splitlines()
    for first, second in pairwise(lines):
        if first.startswith("0 "):
            name = first[2:].strip()
        elif first.startswith("1 ") and second.startswith("2 ") and first[9:11].isdigit():
            year = int(first[9:11])
            tag = f"{1900 + year if year > 56 else 2000 + year}-{first[11:14]}"
            found.append((tag, name, float(second[8:16]), float(second[52:63])))
    return found


def destination(objects: list[tuple[str, float, float]], latitude_deg: float) -> float | None:
    """Inclination of the orbit a launch went to first [deg], -1 for due east; None if that cannot be told."""
    whole = [(name, inclination, turns) for name, inclination, turns in objects if "DEB" not in name]
    low = [inclination for _, inclination, turns in whole if turns > LOW_REVOLUTIONS]
    if low:
        return statistics.median(low)
    if not whole:
        return None
    if any(turns <= TRANSFER_REVOLUTIONS for _, _, turns in whole):
        return -1.0 if abs(latitude_deg) < EAST_LATITUDE_DEG else FAR_TRANSFER_DEG
    high = statistics.median(inclination for _, inclination, _ in whole)
    if high < abs(latitude_deg) - 1.0:
        return -1.0
    return high


def families(launches: list[tuple[float, float]]) -> list[tuple[float, float, float]]:
    """(inclination, spread, weight) of groups of (inclination, weight)."""
    groups: list[list[tuple[float, float]]] = []
    for item in sorted(launches):
        if groups and item[0] - groups[-1][-1][0] <= GAP_DEG:
            groups[-1].append(item)
        else:
            groups.append([item])
    found: list[tuple[float, float, float]] = []
    for group in groups:
        weight = sum(share for _, share in group)
        mean = sum(value * share for value, share in group) / weight
        spread = math.sqrt(sum(share * (value - mean) ** 2 for value, share in group) / weight)
        found.append((mean, max(spread, LEAST_SPREAD_DEG), weight))
    return found


def main() -> None:
    """Count, and write the table."""
    objects: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for name in sys.argv[1:]:
        for tag, what, inclination, turns in objects_of(Path(name)):
            objects[tag].append((what, inclination, turns))
    flown: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for launch in load_launches():
        if "F" in launch.tag or launch.liftoff.year < FIRST_YEAR - OLDEST_YEARS:
            continue
        site = find_site(launch.site)
        if site is None:
            continue
        reached = destination(objects.get(launch.tag, []), site.latitude_deg)
        if reached is None:
            kept_out = MISSIONS_NOT_FROM.get(launch.site, ())
            reached = next(
                (
                    value
                    for start, value in MISSIONS.items()
                    if launch.vehicle.startswith(start) and not launch.vehicle.startswith(kept_out or ("-",))
                ),
                None,
            )
        if reached is not None:
            flown[launch.site].append((launch.liftoff.year, reached))
    lines = [
        "# Counted by design/count_destinations.py from public elements; launches: those of the years before, fading",
        "site\tfrom\tto\tinclination_deg\tspread_deg\tlaunches",
    ]
    for site_id in sorted(flown):
        for start in range(FIRST_YEAR, LAST_YEAR + 1):
            recent = [
                (value, math.exp(-(start - 1 - year) / MEMORY_YEARS))
                for year, value in flown[site_id]
                if start - OLDEST_YEARS <= year < start
            ]
            total = sum(weight for _, weight in recent)
            end = start if start < LAST_YEAR else 9999
            for inclination, spread, weight in families(recent):
                if weight >= LEAST_SHARE * total:
                    where = "east" if inclination < 0.0 else f"{inclination:.1f}"
                    wide = 4.0 if inclination < 0.0 else spread
                    lines.append(f"{site_id}\t{start}\t{end}\t{where}\t{wide:.1f}\t{weight:.2f}")
    (DATA / "destinations_counted.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(map(len, flown.values()))} launches of {len(flown)} sites, {len(lines) - 2} rows")


if __name__ == "__main__":
    main()

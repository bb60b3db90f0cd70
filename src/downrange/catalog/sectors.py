"""Sectors of launch azimuths that range safety allows from a site."""

from __future__ import annotations

import math

from downrange.catalog.tables import read_rows
from downrange.records.place import Site

BEYOND_SECTORS = 0.1
"""Share of launches beyond the sectors that range safety is known to allow from their site; a judgment: limits are from
memory, and ranges make exceptions. Of 28 launches of the learn half of the scoreboard none left more than a degree
beyond."""


def azimuth_sectors(site: Site, year: int | None = None) -> tuple[tuple[float, float], ...]:
    """First and last azimuth of each sector [rad], clockwise, the last up to a turn above the first.

    Args:
        site: launch site or pad.
        year: of the launch; None: any.

    Returns:
        The sectors, some of which may touch; none where no limit is known.
    """
    site_id = site.parent or site.id
    return tuple(
        (math.radians(float(row["from_deg"])), math.radians(float(row["to_deg"])))
        for row in read_rows("azimuth_sectors.tsv")
        if row["site"] == site_id and (year is None or int(row["from"] or 0) <= year <= int(row["to"] or 9999))
    )

"""Useful orbits: what launches from a site go to, in a given year."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from downrange.catalog.tables import read_rows
from downrange.records.place import Site

ANY_SITE = "any"
ANY_SHARE = 0.15
"""Share of the rows of any site where a site has rows of its own: sites find new customers."""


class UsefulOrbit(NamedTuple):
    """A family of orbits that launches serve."""

    inclination_deg: float | None
    """None: due east"""
    spread_deg: float
    """Standard deviation of the inclination, or of the launch azimuth where that is due east [deg]."""
    share: float
    """Of the launches of the site."""
    name: str


def useful_orbits(site: Site, year: int | None = None) -> tuple[UsefulOrbit, ...]:
    """What launches from a site go to, shares adding up to 1.

    Args:
        site: launch site or pad.
        year: of the launch; None: any.
    """
    own = _rows(site.parent or site.id, year)
    anywhere = _rows(ANY_SITE, year)
    if not own:
        return anywhere
    return (
        *(orbit._replace(share=(1.0 - ANY_SHARE) * orbit.share) for orbit in own),
        *(orbit._replace(share=ANY_SHARE * orbit.share) for orbit in anywhere),
    )


@cache
def _rows(site_id: str, year: int | None) -> tuple[UsefulOrbit, ...]:
    found = [
        UsefulOrbit(
            inclination_deg=None if row["inclination_deg"] == "east" else float(row["inclination_deg"]),
            spread_deg=float(row["spread_deg"]),
            share=float(row["share"]),
            name=row["what"],
        )
        for row in read_rows("destinations.tsv")
        if row["site"] == site_id and (year is None or int(row["from"] or 0) <= year <= int(row["to"] or 9999))
    ]
    whole = sum(orbit.share for orbit in found)
    return tuple(orbit._replace(share=orbit.share / whole) for orbit in found)

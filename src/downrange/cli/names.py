"""Names given on the command line: looked up before anything is flown, and what is near when the catalog has none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from downrange.errors import CatalogError, InputError

if TYPE_CHECKING:
    from downrange.records.launch import Case

__all__ = ["check_site", "check_vehicle", "find_evidence"]


def check_site(name: str) -> str:
    """The name, when the catalog knows a site by it.

    Raises:
        CatalogError: it knows none.
    """
    from downrange.catalog.nearness import hint_at, near_sites
    from downrange.catalog.sites import find_site

    if find_site(name) is None:
        hint = hint_at(near_sites(name), "--pad LAT,LON")
        raise CatalogError(f"--site {name!r}: the catalog has no such site", hint=hint)
    return name


def check_vehicle(name: str) -> str:
    """The name, when the catalog knows a vehicle by it.

    Raises:
        CatalogError: it knows none.
    """
    from downrange.catalog.nearness import hint_at, near_vehicles
    from downrange.catalog.vehicles import find_vehicle

    if find_vehicle(name) is None:
        hint = hint_at(near_vehicles(name), "leave --vehicle out, and classes of vehicles are flown")
        raise CatalogError(f"--vehicle {name!r}: the catalog has no such vehicle", hint=hint)
    return name


def find_evidence(ids: Collection[str], cases: Sequence[Case]) -> tuple[str, ...]:
    """The claims and areas that ids of a dossier stand for: an area that press claims bound is these claims.

    Raises:
        InputError: an id is in none of the cases.
    """
    known = {claim.id: (claim.id,) for case in cases for report in case.reports for claim in report.claims}
    known |= {area.id: (area.id,) for case in cases for notice in case.notices for area in notice.areas}
    if any(wanted not in known for wanted in ids):
        from downrange.linking.launches import link_launches
        from downrange.records.observation import FallArea

        linked = [item for case in cases for launch in link_launches(case) for item in launch.observations]
        known |= {id: (id,) for item in linked for id in item.claims}
        known |= {item.id: item.claims or (item.id,) for item in linked}
        known |= {item.area.id: item.claims for item in linked if isinstance(item, FallArea) and item.claims}
    for wanted in ids:
        if wanted not in known:
            hint = "ids are in dossier.json, under claims and areas"
            raise InputError(f"--without {wanted!r}: the evidence has no such claim or area", hint=hint)
    return tuple(dict.fromkeys(found for wanted in ids for found in known[wanted]))

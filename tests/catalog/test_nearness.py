"""What a name that the catalog does not know may have been meant for."""

from __future__ import annotations

import pytest

from downrange.catalog.nearness import NEAREST, hint_at, near_sites, near_vehicles


@pytest.mark.parametrize("written", ["vandenburg", "Vandenbrg", "VANDENBURG"])
def test_a_site_with_a_slip_is_found(written: str) -> None:
    assert near_sites(written)[0] == "Vandenberg Space Force Base"


@pytest.mark.parametrize(("written", "meant"), [("falcn 9", "Falcon 9"), ("soyus", "Soyuz"), ("ariane5", "Ariane 5")])
def test_a_vehicle_with_a_slip_is_found(written: str, meant: str) -> None:
    near = near_vehicles(written)
    assert near[0].startswith(meant)
    assert len(near) <= NEAREST


def test_what_is_like_nothing_has_nothing_near_it() -> None:
    assert near_sites("xyzzyx") == near_vehicles("xyzzyx") == ()
    assert hint_at(near_sites("xyzzyx"), "give a place") == "give a place"
    assert hint_at(("Sohae", "Naro"), "give a place") == "near it: Sohae, Naro"

"""What was only striven for, and whose a launcher is."""

from __future__ import annotations

import pytest
from test_bank_launches import read

from downrange.records.claim import Claim, ClaimKind

DAY = "2017-01-16"


def told(text: str, kind: ClaimKind, lang: str = "en") -> list[object]:
    claims: tuple[Claim, ...] = read(text, lang, DAY)
    return [claim.value for claim in claims if claim.kind is kind]


@pytest.mark.parametrize("words", ["in a bid to", "in an attempt to", "hoping to", "in order to", "in its quest to"])
def test_an_orbit_that_was_striven_for_was_not_reached_by_that(words: str) -> None:
    text = f"Japan launched a rocket on Sunday {words} put a small satellite in orbit."
    assert told(text, ClaimKind.LAUNCH) == ["sat"]
    assert told(text, ClaimKind.OUTCOME) == []


@pytest.mark.parametrize("words", ["and managed to", "that was able to", "that did"])
def test_an_orbit_that_was_reached_is_a_success(words: str) -> None:
    text = f"Japan launched a rocket on Sunday {words} put a small satellite in orbit."
    assert told(text, ClaimKind.OUTCOME) == ["success"]


def test_whose_a_company_is_tells_no_place() -> None:
    text = "The rocket of California's ABL Space Systems crashed near its pad on Kodiak Island on Sunday."
    places = told(text, ClaimKind.PLACE)
    assert [place["gaz"] for place in places if isinstance(place, dict)] == ["kodiak"]

"""Claims on one launch: agree within rounding, or contradict."""

from __future__ import annotations

from typing import Any

import pytest

from downrange.linking.relations import numbers_agree, relate, rounding_step
from downrange.records.claim import Claim, ClaimKind, Event, Hedge, Report


def figure(value: float, *, approx: bool = False, bound: str | None = None) -> dict[str, Any]:
    return {"value": value, "unit": "km", "si": value * 1000.0, "si_unit": "m", "approx": approx, "bound": bound}


def claim(
    ident: str, kind: ClaimKind, value: Any, *chain: str, role: str | None = None, hedge: Hedge = Hedge.FACT
) -> Claim:
    return Claim(id=ident, event="E1", kind=kind, role=role, value=value, chain=chain, hedge=hedge)


def relations(*claims: Claim) -> set[tuple[str, str, str]]:
    event = Event(id="E1", role="main", cls="MIS", actor="KP", date_local="2023-07-12")
    report = Report(id="r", path="r", digest="r", events=(event,), claims=claims)
    return {(r.a, r.type.value, r.b) for r in relate([report])}


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        (figure(1000), figure(1001), True),
        (figure(1000), figure(1100), False),
        (figure(1000, approx=True), figure(1100), True),
        (figure(6000, bound="min"), figure(6648.4), True),
        (figure(500, bound="max"), figure(600), False),
    ],
)
def test_figures_agree_within_two_percent_their_rounding_or_their_bound(a: Any, b: Any, agree: bool) -> None:
    assert numbers_agree(a, b) is numbers_agree(b, a) is agree


@pytest.mark.parametrize(("number", "step"), [(1000.0, 1000.0), (250.0, 10.0), (74.0, 1.0), (1.5, 0.1)])
def test_the_last_digit_that_is_not_zero_tells_the_rounding(number: float, step: float) -> None:
    assert rounding_step(number) == pytest.approx(step)


def test_two_launch_times_contradict() -> None:
    times = [{"local": "06:27", "utc": "2023-05-30T21:27Z"}, {"local": "06:29", "utc": "2023-05-30T21:29Z"}]
    a, b = (
        claim(str(i), ClaimKind.TIME, t, origin, role="launch")
        for i, (t, origin) in enumerate(zip(times, "xy", strict=True))
    )
    assert relations(a, b) == {("0", "contradict", "1")}


def test_a_satellite_and_a_missile_contradict() -> None:
    a, b = claim("a", ClaimKind.LAUNCH, "sat", "kcna"), claim("b", ClaimKind.LAUNCH, "bm", "jp_gov")
    assert relations(a, b) == {("a", "contradict", "b")}


def test_one_origin_does_not_contradict_itself() -> None:
    a, b = claim("a", ClaimKind.OUTCOME, "success", "kcna"), claim("b", ClaimKind.OUTCOME, "failure", "kcna", "yonhap")
    assert relations(a, b) == set()


def test_partial_success_does_not_contradict_success() -> None:
    a, b = claim("a", ClaimKind.OUTCOME, "success", "x"), claim("b", ClaimKind.OUTCOME, "partial", "y")
    assert relations(a, b) == set()


def test_a_value_that_its_source_withdrew_contradicts_nothing() -> None:
    a = claim("a", ClaimKind.OUTCOME, "success", "x", hedge=Hedge.NEGATED)
    assert relations(a, claim("b", ClaimKind.OUTCOME, "failure", "y")) == set()


def test_claims_of_one_cluster_meet_across_reports() -> None:
    reports = []
    for name, origin, flown in (("r1", "jcs", 1000.0), ("r2", "kcna", 1001.2)):
        event = Event(id="E1", role="main", cls="MIS", actor="KP", date_local="2023-07-12", cluster="KP-20230712-MIS")
        told = claim(name, ClaimKind.QUANTITY, figure(flown), origin, role="range")
        reports.append(Report(id=name, path=name, digest=name, events=(event,), claims=(told,)))
    assert {(r.a, r.type.value, r.b) for r in relate(reports)} == {("r1", "agree", "r2")}


def test_figures_of_two_moments_do_not_contradict_but_two_of_one_moment_do() -> None:
    def at(ident: str, seconds: float, origin: str) -> Claim:
        value = {"value": seconds, "unit": "s", "si": seconds, "si_unit": "s", "approx": False, "bound": None}
        return claim(ident, ClaimKind.QUANTITY, value, origin, role="t_plus")

    assert relations(at("a", 147, "x"), at("b", 600, "y")) == set()
    assert relations(at("a", 30, "x"), at("b", 39, "y")) == {("a", "contradict", "b")}


def test_a_mach_number_agrees_with_the_same_speed_in_another_unit() -> None:
    mach = {"value": 22.0, "unit": "mach", "si": 22.0, "si_unit": "mach", "approx": False, "bound": None}
    speeds = [{"value": v, "unit": "km/s", "si": 1e3 * v, "si_unit": "m/s"} for v in (7.5, 5.0)]
    assert [numbers_agree(mach, speed) for speed in speeds] == [True, False]
    assert ("a", "agree", "b") in relations(
        claim("a", ClaimKind.QUANTITY, mach, "jcs", role="speed"),
        claim("b", ClaimKind.QUANTITY, speeds[0], "jp_mod", role="speed"),
    )

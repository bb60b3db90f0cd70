"""What the shipped cases must show, end to end."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cases_geometry import holds
from shapely.geometry import shape

from downrange.cli.demo import CASES

pytestmark = pytest.mark.slow

Assess = Callable[[Path], Any]

EOCHEONGDO = (36.12, 125.98)
"""Latitude and longitude of the island, degrees, good to a few kilometers."""
REPORTED_IMPACT = (EOCHEONGDO[0], EOCHEONGDO[1] - 200.0 / (111.32 * math.cos(math.radians(EOCHEONGDO[0]))))
"""About 200 km west of it: Joint Chiefs of Staff of South Korea, 2023-05-31."""
SENTINEL_5P_INCLINATION_DEG = 98.73
"""Two-line elements of 2019-03-19 (day 78.36); the notices' truth."""
IRIDIUM_7_CUTOFF_S = 146.0
"""Main engine cut-off noted to the second by the telemetry's author; the file of it is not in the case."""


def claims_of(launch: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [claim for claim in launch["claims"] if claim["kind"] == kind]


def stage_2_burned_to_plan(explanation: dict[str, Any]) -> bool:
    failure = explanation["failure"]
    return explanation["kind"] == "orbital" and (failure is None or failure["stage"] > 2)


# --- a news page by itself


def test_the_page_speaks_of_two_launches_of_the_catalog(seed_page: Any) -> None:
    assert sorted(launch["catalog"] for launch in seed_page.data["launches"]) == ["2023-F06", "2023-F07"]


def test_the_may_launch_fell_in_the_yellow_sea(seed_page: Any) -> None:
    places = [claim for claim in claims_of(seed_page.launch("2023-F06"), "place") if claim["role"] == "impact"]
    assert [place["value"]["gaz"] for place in places] == ["yellow-sea"]
    assert "mer Jaune" in places[0]["text"][0]
    assert places[0]["used"]


def test_japan_is_kept_as_the_origin_of_a_possibility(seed_page: Any) -> None:
    launches = [claim for launch in seed_page.data["launches"] for claim in claims_of(launch, "launch")]
    japan = [claim for claim in launches if claim["chain"][:1] == ["jp_gov"]]
    assert [(claim["value"], claim["hedge"]) for claim in japan] == [("bm", "possible")]
    assert "pourrait être un missile balistique" in japan[0]["text"][0]


def test_the_space_agency_is_kept_as_the_speaker_of_no_serious_problem(seed_page: Any) -> None:
    causes = claims_of(seed_page.launch("2023-F07"), "cause")
    agency = [claim for claim in causes if claim["chain"][:1] == ["nada"]]
    assert [claim["value"] for claim in agency] == ["not_serious"]


def test_no_claim_is_counted_twice(seed_page: Any) -> None:
    for launch in seed_page.data["launches"]:
        keys = [
            (claim["event"], claim["kind"], claim["role"], str(claim["value"]), tuple(claim["chain"]))
            for claim in launch["claims"]
        ]
        assert len(keys) == len(set(keys))


def test_boilerplate_and_history_make_no_claim(seed_page: Any) -> None:
    words = " ".join(
        text for launch in seed_page.data["launches"] for claim in launch["claims"] for text in claim["text"]
    )
    assert not re.search(r"1961|vingt ans|quatre ans|commentaire|avis|Tumen|satellites avec", words)


def test_one_sentence_says_that_the_second_stage_did_not_burn_to_plan(seed_page: Any) -> None:
    explanations = seed_page.launch("2023-F06")["explanations"]
    assert sum(each["probability_physics_only"] for each in explanations if stage_2_burned_to_plan(each)) < 0.05


def test_the_odds_and_what_cannot_be_told_are_on_the_page(seed_page: Any) -> None:
    for launch in seed_page.data["launches"]:
        assert sum(each["probability"] for each in launch["explanations"]) == pytest.approx(1.0, abs=1e-3)
        assert launch["cannot_tell"]
        assert launch["findings"]["failure"]["stage"]
        assert launch["findings"]["failure"]["mode"]


# --- a failed launch with all the press had


def test_no_ignition_of_the_second_stage_leads(chollima: Any) -> None:
    explanations = {each["id"]: each for each in chollima.launch("2023-F06")["explanations"]}
    no_ignition = explanations["orbital/stage-2-no-ignition"]
    assert no_ignition["probability"] == max(each["probability"] for each in explanations.values())
    leader = max(each["probability_physics_only"] for each in explanations.values())
    assert no_ignition["probability_physics_only"] >= leader / 2


def test_the_failed_launch_did_not_reach_orbit(chollima: Any) -> None:
    outcome = chollima.launch("2023-F06")["findings"]["outcome"]
    assert outcome["p_reached_orbit"] < 0.01
    assert outcome["answer"] == "failed"


def test_the_impact_area_contains_the_reported_place(chollima: Any) -> None:
    impacts = chollima.launch("2023-F06")["findings"]["impacts"]
    assert any(holds(impact["p90"], REPORTED_IMPACT) for impact in impacts)


def test_each_side_keeps_its_own_lift_off_time(chollima: Any) -> None:
    times = [claim for claim in claims_of(chollima.launch("2023-F06"), "time") if claim["role"] == "launch"]
    said = {(claim["chain"][0] if claim["chain"] else "", claim["value"]["local"]) for claim in times}
    assert {local for _, local in said} == {"06:27", "06:28", "06:29"}
    assert len({origin for origin, _ in said}) == 3


# --- notices and nothing else


def test_the_notices_alone_give_the_plane_of_the_orbit(rockot: Any) -> None:
    (launch,) = rockot.data["launches"]
    inclination = launch["findings"]["inclination_deg"]
    assert inclination["q05"] <= SENTINEL_5P_INCLINATION_DEG <= inclination["q95"]
    assert inclination["q95"] - inclination["q05"] < 15.0


def test_the_notices_are_for_a_launch_to_orbit_from_plesetsk(rockot: Any) -> None:
    (launch,) = rockot.data["launches"]
    assert launch["findings"]["kind"]["answer"] == "orbital"
    assert launch["site"]["id"] == "plesetsk"
    assert launch["catalog"] in ("2017-064", None)


# --- a webcast


def test_the_webcast_gives_the_main_engine_cut_off(iridium: Any) -> None:
    (launch,) = iridium.data["launches"]
    (cutoff,) = (each for each in launch["findings"]["cutoffs"] if each["stage"] == 1)
    assert cutoff["time_s"]["median"] == pytest.approx(IRIDIUM_7_CUTOFF_S, abs=5.0)


def test_the_cut_off_has_a_height_and_a_ground_range_with_intervals(iridium: Any) -> None:
    (launch,) = iridium.data["launches"]
    (cutoff,) = (each for each in launch["findings"]["cutoffs"] if each["stage"] == 1)
    assert cutoff["height_km"]["median"] == pytest.approx(64.5, abs=4.0)
    for name in ("height_km", "ground_range_km", "speed_m_s"):
        interval = cutoff[name]
        assert interval["q05"] < interval["q25"] < interval["median"] < interval["q75"] < interval["q95"]


# --- every dossier


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/case.toml")))
class TestEveryDossier:
    """What holds whatever flew."""

    def test_the_data_keeps_the_schema_that_the_package_exports(self, case: str, assess_path: Assess) -> None:
        from downrange.dossier.data import schema

        jsonschema.validate(assess_path(CASES / case).data, schema())

    def test_the_odds_of_a_launch_sum_to_one(self, case: str, assess_path: Assess) -> None:
        for launch in assess_path(CASES / case).data["launches"]:
            for odds in ("probability", "probability_physics_only"):
                assert sum(each[odds] for each in launch["explanations"]) == pytest.approx(1.0, abs=2e-3)

    def test_the_page_needs_no_network_and_fits_a_phone(self, case: str, assess_path: Assess) -> None:
        page = re.sub(r"<a\s[^>]*>", "", assess_path(CASES / case).page)
        assert 'name="viewport"' in page
        assert (
            re.findall(r"""(?:\b(?:src|href)\s*=\s*["']?|url\(\s*["']?|fetch\(["'])(?:https?:)?//[^"'>)]*""", page)
            == []
        )

    def test_the_page_begins_with_the_verdict(self, case: str, assess_path: Assess) -> None:
        assessed = assess_path(CASES / case)
        for launch in assessed.data["launches"]:
            first_words = " ".join(launch["verdict"].split()[:3])
            assert first_words in re.sub(r"<[^>]+>|\s+", " ", assessed.page).replace("  ", " ")

    def test_every_claim_quotes_the_words_it_was_read_from(self, case: str, assess_path: Assess) -> None:
        for launch in assess_path(CASES / case).data["launches"]:
            for claim in launch["claims"]:
                assert claim["text"]
                assert all(words.strip() for words in claim["text"])

    def test_the_maps_are_geojson_that_other_tools_read(self, case: str, assess_path: Assess) -> None:
        for launch in assess_path(CASES / case).data["launches"]:
            for impact in launch["findings"]["impacts"]:
                assert shape(impact["p90"]).is_valid
                assert shape(impact["p90"]).area >= shape(impact["p50"]).area


def test_the_same_seed_gives_the_same_dossier_byte_for_byte(tmp_path: Path) -> None:
    """Run twice as a user does, the second time on one thread."""
    code = "from downrange.cli.main import run; run()"
    call = [sys.executable, "-c", code, "assess", str(CASES / "rockot-2017-10-13"), "--quiet", "--out"]
    for name, threads in (("first", "2"), ("again", "1")):
        environment = {**os.environ, "DOWNRANGE_THREADS": threads}
        subprocess.run([*call, str(tmp_path / name)], check=False, cwd=tmp_path, env=environment)
    assert (tmp_path / "first/dossier.json").read_bytes() == (tmp_path / "again/dossier.json").read_bytes()

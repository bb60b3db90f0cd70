"""A case flown through the app: progress, the dossier, odds from stored draws, cancel, and nothing lost."""

from __future__ import annotations

import struct
import time

import jsonschema
import pytest

from downrange.dossier.data import schema

pytestmark = pytest.mark.slow
CASE = "chollima-2023-05-31"
ROOT = f"/api/cases/{CASE}"


def odds(answer: dict) -> dict[str, float]:
    return {bar["id"]: bar["p"] for bar in answer["launches"][0]["odds"]["bars"]}


def test_progress_rises_to_the_end(served):
    shares = [event["share"] for name, event in served.events if name == "progress"]
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert served.events[-1][0] == "end"
    assert served.events[-1][1]["state"] == "done"


def test_the_dossier_keeps_its_schema_and_names_no_folder_of_this_machine(served):
    dossier = served.client.get(f"{ROOT}/dossier").json()
    jsonschema.validate(dossier, schema())
    assert {entry["path"].split("/")[0] for entry in dossier["inputs"]} <= {"reports", "case.toml"}


def test_ids_on_the_board_are_those_of_the_dossier(served):
    board = served.client.get(f"{ROOT}/board").json()
    cards = {card["id"] for card in board["launches"][0]["cards"] if card["sort"] == "claim"}
    claims = {claim["id"] for claim in served.client.get(f"{ROOT}/dossier").json()["launches"][0]["claims"]}
    assert cards == claims


def test_the_page_comes_in_both_languages(served):
    assert '<html lang="fr">' in served.client.get(f"{ROOT}/page", params={"lang": "fr"}).text
    assert '<html lang="en">' in served.client.get(f"{ROOT}/page").text


def test_the_replay_has_the_length_that_its_header_says(served):
    header = served.client.get(f"{ROOT}/replay/0").json()
    data = served.client.get(f"{ROOT}/replay/0/columns").content
    tracks = len(header["of"]) * len(header["times"])
    falls = len(header["falls"]) * header["fall_samples"]
    assert len(data) == 16 * (tracks + falls)
    assert 400 <= len(header["of"]) <= 510


def test_tracks_begin_at_the_pad_and_falls_end_on_the_ground(served):
    header = served.client.get(f"{ROOT}/replay/0").json()
    data = served.client.get(f"{ROOT}/replay/0/columns").content
    steps = len(header["times"])
    for track in range(0, len(header["of"]), 50):
        lat, lon, height, _ = struct.unpack_from("<4f", data, 16 * track * steps)
        assert (lat, lon) == pytest.approx((39.66, 124.705), abs=0.2)
        assert height < 1.0
    base = 16 * len(header["of"]) * steps
    for fall in range(len(header["falls"])):
        *_, height = struct.unpack_from("<4f", data, base + 16 * ((fall + 1) * header["fall_samples"] - 1))
        assert height == pytest.approx(0.0, abs=0.01)


def test_striking_out_the_place_moves_the_odds_within_a_second(served):
    board = served.client.get(f"{ROOT}/board").json()
    place = next(card for card in board["launches"][0]["cards"] if card["says"].startswith("200 km"))
    whole = served.client.post(f"{ROOT}/odds", json={"without": []}).json()
    started = time.perf_counter()
    left = served.client.post(f"{ROOT}/odds", json={"without": [place["id"]]}).json()
    assert time.perf_counter() - started < 1.0
    assert left["must_fly"] == ""
    assert max(abs(odds(left)[name] - share) for name, share in odds(whole).items()) > 0.02


def test_striking_out_the_area_that_held_the_plan_must_fly(served):
    board = served.client.get(f"{ROOT}/board").json()
    areas = [card["id"] for card in board["launches"][0]["cards"] if card["about"] == "Announced zone"]
    assert len(areas) > 1
    assert served.client.post(f"{ROOT}/odds", json={"without": areas}).json()["must_fly"]


def test_shifts_say_what_each_claim_is_worth(served):
    shifts = served.client.get(f"{ROOT}/shifts").json()
    assert len(shifts) > 5
    assert all(share is None or 0.0 <= share <= 1.0 for share in shifts.values())


def test_a_cancelled_job_ends_at_once_and_the_dossier_stays(served):
    before = served.client.get(f"{ROOT}/dossier").json()
    job = served.client.post(f"{ROOT}/assess", json={"quick": False}).json()["id"]
    while served.client.get(f"/api/jobs/{job}").json()["state"] == "waiting":
        time.sleep(0.1)
    started = time.monotonic()
    served.client.delete(f"/api/jobs/{job}")
    assert served.follow(job)[-1][1]["state"] == "cancelled"
    assert time.monotonic() - started < 10.0
    assert served.client.get(f"{ROOT}/dossier").json() == before


def test_a_case_that_cannot_be_read_fails_with_its_reason(served):
    made = served.client.post("/api/cases", json={"title": "Empty"}).json()["id"]
    job = served.client.post(f"/api/cases/{made}/assess", json={"quick": True}).json()["id"]
    last = served.follow(job)[-1][1]
    assert last["state"] in ("done", "failed")
    if last["state"] == "done":
        assert served.client.get(f"/api/cases/{made}/dossier").json()["launches"] == []

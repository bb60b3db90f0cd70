"""Changed values: what may be changed, what comes of it, and that stored draws outlive the app."""

from __future__ import annotations

import json

import numpy as np
import pytest
from served_app import CASE, Served
from starlette.testclient import TestClient

from downrange.drawfile import NAME, made_of
from downrange.web.app import create_app
from downrange.web.store import STATE, CaseStore


def cards(client, case, lang="en"):
    board = client.get(f"/api/cases/{case}/board?lang={lang}").json()
    return [card for launch in board["launches"] for card in launch["cards"]]


def form(client, case, about):
    return next(card for card in cards(client, case) if card["about"] == about and card.get("form"))


def test_a_claim_says_what_can_be_changed_about_it(client: TestClient, case: str) -> None:
    kind = form(client, case, "What was launched")
    assert kind["form"]["field"] == "choice"
    assert {"sat", "icbm", "missile"} <= {choice["value"] for choice in kind["form"]["choices"]}


def test_a_change_is_kept_with_the_case_and_taken_back(client: TestClient, case: str, store: CaseStore) -> None:
    id = form(client, case, "What was launched")["id"]
    client.put(f"/api/cases/{case}/board", json={"struck": ["other"]})
    answer = client.put(f"/api/cases/{case}/edits", json={"edits": {id: {"choice": "icbm"}}})
    assert answer.json()["edits"] == {id: {"choice": "icbm"}}
    assert client.get(f"/api/cases/{case}").json()["struck"] == ["other"]
    assert json.loads((store.path(case) / STATE / "board.json").read_text())["edits"] == {id: {"choice": "icbm"}}
    client.put(f"/api/cases/{case}/edits", json={"edits": {}})
    assert client.get(f"/api/cases/{case}").json()["edits"] == {}


@pytest.mark.parametrize(
    "change",
    [{"number": 3.0}, {"choice": "maybe"}, {}, {"choice": "icbm", "number": 1.0}, {"place": [91.0, 0.0]}, {"x": 1}],
)
def test_a_change_that_does_not_go_with_its_claim_is_refused(client: TestClient, case: str, change) -> None:
    id = form(client, case, "What was launched")["id"]
    answer = client.put(f"/api/cases/{case}/edits", json={"edits": {id: change}})
    assert answer.status_code in (400, 422)
    assert client.get(f"/api/cases/{case}").json()["edits"] == {}


def test_a_change_to_a_claim_that_is_not_there_is_refused(client: TestClient, case: str) -> None:
    answer = client.put(f"/api/cases/{case}/edits", json={"edits": {"nobody": {"choice": "icbm"}}})
    assert answer.status_code == 404


@pytest.mark.slow
class TestOnAFlownCase:
    def test_a_changed_statement_turns_the_odds_at_once(self, served: Served) -> None:
        outcomes = [card["id"] for card in cards(served.client, CASE) if card["about"] == "Outcome"]
        edits = {id: {"choice": "success"} for id in outcomes}
        before = served.client.post(f"/api/cases/{CASE}/odds", json={"without": []}).json()
        after = served.client.post(f"/api/cases/{CASE}/odds", json={"without": [], "edits": edits}).json()
        assert after["must_fly"] == ""
        odds = [answer["launches"][0]["odds"] for answer in (before, after)]
        assert odds[1]["p_failed"] < odds[0]["p_failed"]
        assert odds[1]["p_failed_physics_only"] == pytest.approx(odds[0]["p_failed_physics_only"], abs=1e-4)

    def test_a_changed_distance_moves_physics_at_once_or_says_that_it_must_fly(self, served: Served) -> None:
        id = next(
            card["id"]
            for card in cards(served.client, CASE)
            if card["weighs"] == "flights"
            and (card.get("form") or {}).get("field") == "distance_km"
            and card["form"]["now"] == 200
        )
        answer = served.client.post(
            f"/api/cases/{CASE}/odds", json={"without": [], "edits": {id: {"distance_km": 215.0}}}
        ).json()
        odds = answer["launches"][0]
        assert answer["must_fly"] or sum(bar["physics"] for bar in odds["odds"]["bars"]) == pytest.approx(1.0, abs=1e-3)

    def test_stored_draws_outlive_the_app(self, served: Served, tmp_path_factory) -> None:
        folder = served.folder
        id = next(card["id"] for card in cards(served.client, CASE) if card["about"] == "Outcome")
        asked = {"without": [id]}
        running = served.client.post(f"/api/cases/{CASE}/odds", json=asked).json()
        with TestClient(create_app(CaseStore(folder=folder)), base_url="http://127.0.0.1") as fresh:
            assert fresh.get(f"/api/cases/{CASE}").json()["dossier"]["draws"]
            again = fresh.post(f"/api/cases/{CASE}/odds", json=asked).json()
        assert again["must_fly"] == running["must_fly"] == ""
        for a, b in zip(again["launches"][0]["odds"]["bars"], running["launches"][0]["odds"]["bars"], strict=True):
            assert (a["id"], a["p"], a["physics"]) == (
                b["id"],
                pytest.approx(b["p"], abs=2e-5),
                pytest.approx(b["physics"], abs=2e-5),
            )

    def test_damaged_draws_are_left_aside(self, served: Served, tmp_path) -> None:
        source = served.folder / CASE / STATE / NAME
        for broken in (b"", b"PK\x03\x04nothing", source.read_bytes()[:-4000]):
            (tmp_path / NAME).write_bytes(broken)
            assert made_of(tmp_path / NAME) is None

    def test_objects_in_a_file_of_draws_are_never_loaded(self, tmp_path) -> None:
        with (tmp_path / NAME).open("wb") as file:
            np.savez(file, head=np.array([{"form": "downrange-draws/1"}], dtype=object))
        assert made_of(tmp_path / NAME) is None

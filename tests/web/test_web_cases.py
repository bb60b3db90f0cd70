"""Cases over the routes: made, stated, filled, corrected, exported and imported, all as plain files."""

from __future__ import annotations

import io
import tomllib
import zipfile

import pytest

from downrange.reading.case import read_case


def test_a_new_case_is_a_folder_with_a_case_file(client, store):
    made = client.post("/api/cases", json={"title": 'Tir "raté" du 31 mai'})
    assert made.status_code == 201
    folder = store.folder / made.json()["id"]
    assert tomllib.loads((folder / "case.toml").read_text("utf-8"))["title"] == 'Tir "raté" du 31 mai'


def test_two_cases_of_one_title_keep_apart(client):
    ids = [client.post("/api/cases", json={"title": "Twice"}).json()["id"] for _ in range(2)]
    assert ids == ["twice", "twice-2"]


def test_a_pasted_text_becomes_a_file_that_the_reader_reads(client, case, store):
    found = read_case(store.folder / case)
    assert [report.outlet for report in found.reports] == ["The Morning Post"]
    assert len(found.reports[0].claims) > 2


def test_an_uploaded_warning_goes_to_the_notices_by_its_content(client, case):
    text = (
        "HYDROPAC 1712/23(GEN).\nYELLOW SEA.\n1. HAZARDOUS OPERATIONS 301500Z MAY TO 101500Z JUN\n"
        "IN AREA BOUND BY 36-04N 123-33E, 35-30N 123-03E, 35-07N 123-49E, 35-41N 124-19E.\n"
    )
    done = client.post(f"/api/cases/{case}/files", files=[("files", ("warning.txt", text.encode()))]).json()
    assert done == {"added": ["notices/warning.txt"], "refused": []}
    board = client.get(f"/api/cases/{case}/board").json()
    sorts = [card["sort"] for launch in board["launches"] for card in launch["cards"]]
    assert "area" in sorts


def test_what_is_stated_is_written_and_taken_back(client, case, store):
    path = store.folder / case / "case.toml"
    client.patch(f"/api/cases/{case}", json={"pad": [39.66, 124.705], "vehicle": "Chollima-1"})
    assert tomllib.loads(path.read_text())["pad"] == [39.66, 124.705]
    client.patch(f"/api/cases/{case}", json={"pad": None})
    assert set(tomllib.loads(path.read_text())) == {"title", "vehicle"}


def test_a_corrected_file_keeps_its_old_text_among_the_removed(client, case, store):
    name = client.get(f"/api/cases/{case}").json()["files"][0]["path"]
    before = client.get(f"/api/cases/{case}/file", params={"path": name}).text
    client.put(f"/api/cases/{case}/file", params={"path": name}, json={"text": "Nothing was launched."})
    assert client.get(f"/api/cases/{case}/file", params={"path": name}).text == "Nothing was launched."
    kept = list((store.folder / case / ".downrange" / "removed").iterdir())
    assert [path.read_text("utf-8") for path in kept] == [before]


def test_a_removed_file_is_no_evidence_any_more_but_is_kept(client, case, store):
    name = client.get(f"/api/cases/{case}").json()["files"][0]["path"]
    assert client.delete(f"/api/cases/{case}/file", params={"path": name}).json()["files"] == []
    assert len(list((store.folder / case / ".downrange" / "removed").iterdir())) == 1


def test_cards_name_source_chain_hedge_and_words(client, case):
    board = client.get(f"/api/cases/{case}/board").json()
    cards = [card for launch in board["launches"] for card in launch["cards"]]
    place = next(card for card in cards if card["says"] == "Yellow Sea")
    assert place["who"] == "KCNA"
    assert place["via"] == ["The Morning Post"]
    assert ["Yellow Sea", True] in place["quotes"][0]
    missile = next(card for card in cards if card["says"] == "a ballistic missile")
    assert missile["hedge"] == "possible"


def test_cards_speak_french_when_asked(client, case):
    board = client.get(f"/api/cases/{case}/board", params={"lang": "fr"}).json()
    assert "un missile balistique" in [card["says"] for launch in board["launches"] for card in launch["cards"]]


def test_what_was_struck_out_is_there_after_a_restart(client, case, store):
    from starlette.testclient import TestClient

    from downrange.web.app import create_app

    client.put(f"/api/cases/{case}/board", json={"struck": ["c1", "c2"]})
    with TestClient(create_app(store), base_url="http://127.0.0.1") as fresh:
        assert fresh.get(f"/api/cases/{case}/board").json()["struck"] == ["c1", "c2"]


def test_an_exported_case_comes_back_the_same(client, case):
    client.put(f"/api/cases/{case}/board", json={"struck": ["c1"]})
    data = client.get(f"/api/cases/{case}/export").content
    assert data == client.get(f"/api/cases/{case}/export").content
    again = client.post("/api/import", files={"file": ("case.zip", data)}).json()
    assert again["id"] == f"{case}-2"
    assert again["files"] == client.get(f"/api/cases/{case}").json()["files"]
    assert again["struck"] == ["c1"]


def test_an_export_names_no_folder_of_this_machine(client, case, store):
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/api/cases/{case}/export").content))
    assert all(name.startswith(f"{case}/") for name in archive.namelist())
    assert str(store.folder) not in str(client.get(f"/api/cases/{case}/board").json())


def test_the_shipped_examples_can_be_copied(client):
    names = client.get("/api/cases").json()["examples"]
    made = client.post("/api/cases", json={"example": names[0]}).json()
    assert made["id"] == names[0]
    assert made["files"]


@pytest.mark.parametrize("path", ["dossier", "views", "page", "replay/0", "dossier/dossier.html"])
def test_a_case_that_was_never_flown_says_so(client, case, path):
    answer = client.get(f"/api/cases/{case}/{path}")
    assert answer.status_code == 404
    assert "assess" in answer.json()["hint"]


def test_odds_without_stored_flights_ask_for_flying(client, case):
    assert client.post(f"/api/cases/{case}/odds", json={"without": []}).json()["must_fly"]

"""The verbs of the command line as routes, and the API's own description of itself."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from served_app import CASE, REPORT, Served
from starlette.testclient import TestClient

import downrange


def test_a_report_is_read_to_its_claims(client):
    report = client.post("/api/read", json={"text": REPORT}).json()
    assert report["schema"] == "downrange-report/1"
    assert report["doc"]["outlet"] == "The Morning Post"
    text = REPORT.partition("---\n")[2]
    for claim in report["claims"]:
        assert [text[start:end] for start, end in claim["spans"]] == claim["text"]


def test_a_notice_is_read_to_geojson_that_crosses_the_date_line(client):
    text = (
        "HYDROPAC 1/24.\nPACIFIC.\nHAZARDOUS OPERATIONS 010000Z TO 020000Z JAN\n"
        "IN AREA BOUND BY 10-00N 179-00E, 10-00N 179-00W, 12-00N 179-00W, 12-00N 179-00E.\n"
    )
    features = client.post("/api/notice", json={"text": text}).json()["features"]
    assert [feature["geometry"]["type"] for feature in features] == ["MultiPolygon"]


@pytest.mark.slow
def test_a_vehicle_is_flown_to_orbit(client):
    asked = {"vehicle": "pslv-xl", "site": "sriharikota", "inclination_deg": 50.0}
    flown = client.post("/api/fly", json=asked).json()
    assert flown["reached_orbit"] == [True]
    assert flown["inclination_deg"][0] == pytest.approx(50.0, abs=0.5)


@pytest.mark.parametrize(
    "change", [{"vehicle": "no-such"}, {"site": "no-such"}, {"fail_stage": 2, "fail_mode": "no-such"}]
)
def test_a_name_that_the_catalog_does_not_know_is_refused(client, change):
    answer = client.post("/api/fly", json={"vehicle": "electron", "site": "mahia"} | change)
    assert answer.status_code == 400
    assert answer.json()["hint"]


def test_every_route_describes_itself(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    silent = [
        f"{verb} {path}" for path, verbs in paths.items() for verb, what in verbs.items() if "description" not in what
    ]
    assert silent == []
    assert {"/api/read", "/api/notice", "/api/fly", "/api/cases/{case}/assess"} <= set(paths)


def test_the_words_of_both_languages_have_the_same_keys(client):
    english, french = (client.get(f"/static/lang/{lang}.json").json() for lang in ("en", "fr"))
    assert english.keys() == french.keys()
    fields = {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in english.items()}
    assert {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in french.items()} == fields


@pytest.mark.parametrize("resolution", ["110m", "50m"])
def test_the_coasts_are_served(client, resolution):
    assert client.get(f"/api/world/land-{resolution}").text.startswith("# Made with Natural Earth")


def test_a_wrong_body_is_refused_with_where_and_why(client):
    answer = client.post("/api/cases", json={"titel": "x"})
    assert answer.status_code == 422
    assert "titel" in answer.json()["error"]


@pytest.mark.slow
def test_the_best_steering_lifts_what_the_command_line_says(client: TestClient) -> None:
    orbit = {"perigee_km": 600, "apogee_km": 600, "inclination_deg": 97.8, "azimuth_limits_deg": [140, 140]}
    asked = {"vehicle": "pslv-xl", "site": "sriharikota", **orbit}
    found = client.post("/api/optimize", json={**asked, "samples": 4}).json()
    assert found["reached"]
    assert found["payload_kg"] == pytest.approx(1750.0, rel=0.05)
    assert found["azimuth_deg"] == pytest.approx(140.0, abs=0.01)
    assert client.post("/api/optimize", json={**asked, "site": "nowhere"}).status_code == 400


def test_the_doctor_tells_the_version(client: TestClient) -> None:
    assert client.get("/api/doctor").json()["downrange"] == downrange.__version__


@pytest.mark.slow
def test_figures_and_pdf_of_a_case_are_handed_out(served: Served) -> None:
    archive = zipfile.ZipFile(io.BytesIO(served.client.get(f"/api/cases/{CASE}/figures?lang=fr").content))
    names = archive.namelist()
    assert {name.rsplit(".", 1)[1] for name in names} == {"png", "svg"}
    assert len(names) >= 8
    answer = served.client.get(f"/api/cases/{CASE}/pdf")
    if served.client.get("/api/doctor").json()["prints"]:
        assert answer.content.startswith(b"%PDF-")
    else:
        assert answer.status_code == 400
        assert "DOWNRANGE_BROWSER" in answer.json()["hint"]
    assert served.client.get("/api/cases/nobody/pdf").status_code == 404

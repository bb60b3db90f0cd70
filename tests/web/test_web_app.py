from __future__ import annotations

import io
import json
import sys
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from downrange.dossier import data, saved
from downrange.web.app import create_app
from downrange.web.jobs import Job, Jobs
from downrange.web.store import MOST_FILES, CaseStore, plain_name

sys.path.insert(0, str(Path(__file__).parents[1] / "dossier"))
import dossier_samples as samples


def fake_assess(store: CaseStore):
    """Writes a made-up dossier in which a struck-out claim halves the leading explanation."""

    def assess(case, without, quick, progress):
        progress("flying", 0.5)
        launch = samples.chollima()
        kept = tuple(each for each in launch.claims if each.claim.id not in without)
        first = replace(launch.explanations[0], probability=0.752 if not without else 0.376)
        made = samples.dossier(replace(launch, claims=kept, explanations=(first, *launch.explanations[1:])))
        folder = store.dossier(case)
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "dossier.json").is_file():
            store.before(case).write_bytes((folder / "dossier.json").read_bytes())
        (folder / "dossier.json").write_text(data.as_text(data.as_json(made)))
        (folder / "records.json").write_text(saved.as_text(made))
        (folder / "dossier.html").write_text("<p>the page</p>")

    return assess


@pytest.fixture
def store(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "secret.txt").write_text("keep out")
    return CaseStore(tmp_path / "cases")


@pytest.fixture
def client(store):
    app = create_app(store, assess=fake_assess(store))
    with TestClient(app, base_url="http://127.0.0.1:8577") as made:
        yield made


def case_with_text(client) -> str:
    case = client.post("/api/cases", json={"title": "A rocket, maybe"}).json()["id"]
    assert client.post(f"/api/cases/{case}/texts", json={"text": "A rocket rose."}).status_code == 201
    return case


def assessed(client, case, without=()) -> dict:
    job = client.post(f"/api/cases/{case}/assess", json={"without": list(without)}).json()
    events = client.get(f"/api/jobs/{job['id']}/events").text
    last = json.loads(events.strip().split("data: ")[-1])
    assert last["state"] == "done", last
    return client.get(f"/api/cases/{case}").json()


def test_a_case_is_made_filled_assessed_and_shown(client):
    case = case_with_text(client)
    assert case == "a-rocket-maybe"
    board = assessed(client, case)
    assert board["launches"][0]["bars"][0]["now"] == pytest.approx(0.752)
    assert client.get(f"/case/{case}/dossier/dossier.html").text == "<p>the page</p>"
    assert client.get(f"/api/cases/{case}/dossier").json()["schema"] == "downrange-dossier/1"
    page = html.fromstring(client.get(f"/case/{case}").text)
    assert len(page.cssselect("[data-claim]")) == 12
    assert [a.text for a in html.fromstring(client.get("/").text).cssselect(".cases a")] == ["A rocket, maybe"]


def test_striking_out_a_claim_moves_the_odds_and_can_be_undone(client):
    case = case_with_text(client)
    first = assessed(client, case)["launches"][0]["cards"][0]
    board = assessed(client, case, [first["id"], "never-heard-of"])
    assert [card["id"] for card in board["struck"]] == [first["id"]]
    bar = board["launches"][0]["bars"][0]
    assert (bar["before"], bar["moved"]) == (0.752, "\u221238")
    assert first["id"] not in [card["id"] for card in board["launches"][0]["cards"]]
    assert assessed(client, case)["struck"] == []


def test_a_case_goes_out_as_a_zip_and_comes_back(client, store):
    case = case_with_text(client)
    assessed(client, case)
    packed = client.get(f"/api/cases/{case}/export").content
    assert packed == client.get(f"/api/cases/{case}/export").content
    made = client.post("/api/import", files={"file": ("copy.zip", packed)}).json()["id"]
    assert (store.folder(made) / "pasted.txt").read_text() == "A rocket rose."
    assert store.entry(made).title == "A rocket, maybe"


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil", "a/../../evil", "C:\\evil", "..\\..\\evil"])
def test_an_archive_that_climbs_out_is_refused_and_nothing_is_written(client, store, name):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("case.toml", 'title = "x"')
        archive.writestr(name, "evil")
    answer = client.post("/api/import", files={"file": ("x.zip", packed.getvalue())})
    assert answer.status_code == 400
    assert "would leave the case" in answer.json()["detail"]
    assert store.cases() == []
    assert not list(store.root.parent.rglob("evil*"))


def test_an_archive_that_swells_is_refused(client, store):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.txt", b"0" * 60_000_000)
    answer = client.post("/api/import", files={"file": ("bomb.zip", packed.getvalue())})
    assert answer.status_code == 400
    assert store.cases() == []


def test_too_many_files_are_refused(client, store):
    case = case_with_text(client)
    for number in range(MOST_FILES - 1):
        (store.folder(case) / f"{number}.txt").write_text("x")
    answer = client.post(f"/api/cases/{case}/texts", json={"text": "one more"})
    assert answer.status_code == 400
    assert "at most" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/case/../secret.txt",
        "/case/..%2f/dossier/x",
        "/case/a-rocket-maybe/dossier/..%2f..%2f..%2f..%2fsecret.txt",
        "/case/a-rocket-maybe/dossier/%2e%2e/struck.json",
        "/case/a-rocket-maybe/dossier/figures/../../struck.json",
        "/static/..%2fapp.py",
        "/api/cases/..%2f..%2fsecret/export",
    ],
)
def test_no_path_leads_out_of_the_case(client, path):
    assessed(client, case_with_text(client))
    answer = client.get(path)
    assert answer.status_code in (404, 400, 405)
    assert "keep out" not in answer.text


def test_a_link_in_a_case_is_not_followed(client, store):
    case = case_with_text(client)
    (store.folder(case) / "link.txt").symlink_to(store.root.parent / "secret.txt")
    assessed(client, case)
    (store.dossier(case) / "linked.json").symlink_to(store.root.parent / "secret.txt")
    assert b"keep out" not in client.get(f"/api/cases/{case}/export").content
    assert client.get(f"/case/{case}/dossier/linked.json").status_code == 404
    assert "link.txt" not in store.entry(case).files


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example:8577"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://localhost:8577"}, 201),
    ],
)
def test_other_sites_and_hosts_are_refused(client, headers, status):
    assert client.post("/api/cases", json={"title": "x"}, headers=headers).status_code == status


def test_an_oversized_request_is_refused(client):
    answer = client.post("/api/cases", headers={"content-length": "99999999999"}, content=b"{}")
    assert answer.status_code == 413


def test_pages_say_what_they_may_load(client):
    headers = client.get("/").headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"


def test_a_hostile_title_and_text_stay_text(client):
    attack = '"><script>alert(1)</script>'
    case = client.post("/api/cases", json={"title": attack}).json()["id"]
    client.post(f"/api/cases/{case}/texts", json={"text": attack, "name": f"../{attack}.txt"})
    for path in ("/", f"/case/{case}"):
        page = html.fromstring(client.get(path).text)
        assert [script.get("src") for script in page.cssselect("script")] == ["/static/app.js"]
        assert "alert(1)" in page.text_content()


def test_unknown_cases_and_jobs_are_not_found(client):
    assert client.get("/case/none").status_code == 404
    assert client.get("/api/jobs/7").status_code == 404
    assert client.post("/api/cases/none/assess", json={}).status_code == 404
    case = case_with_text(client)
    assert client.get(f"/api/cases/{case}/dossier").status_code == 404
    assert client.post(f"/api/cases/{case}/texts", json={"text": "  "}).status_code == 400


def test_a_file_of_the_same_name_is_kept_beside_the_first(client, store):
    case = case_with_text(client)
    answer = client.post(f"/api/cases/{case}/files", files={"file": ("pasted.txt", b"another")})
    assert answer.json()["name"] == "pasted-2.txt"
    assert (store.folder(case) / "pasted.txt").read_text() == "A rocket rose."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x.txt", "x.txt"), ("C:\\a\\b.csv", "b.csv"), (".htaccess", "htaccess"), ("", "evidence.txt"),
        ("case.toml", "_case.toml"), ("북한 기사.txt", "북한-기사.txt"),
    ],
)  # fmt: skip
def test_file_names_are_made_plain(given, kept):
    assert plain_name(given) == kept


def test_a_job_stops_when_asked_and_an_older_one_gives_way():
    started, go = threading.Event(), threading.Event()

    def slow(case, without, quick, progress):
        started.set()
        go.wait(10.0)
        progress("flying", 0.5)

    jobs = Jobs(slow)
    first = jobs.start("a", (), quick=True)
    assert started.wait(10.0)
    second = jobs.start("a", (), quick=True)
    second.stop.set()
    go.set()
    jobs.close()
    assert (first.state.value, second.state.value) == ("stopped", "stopped")
    assert isinstance(first, Job)


def test_the_api_describes_itself(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/cases", "/api/cases/{case}/assess", "/api/jobs/{job}/events", "/api/import"} <= paths.keys()

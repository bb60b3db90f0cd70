"""The app against those who mean harm: other sites, other hosts, crafted archives, names and texts."""

from __future__ import annotations

import io
import os
import stat
import zipfile

import pytest

from downrange.web.casefile import MOST_BYTES, RefusedError, add_file

SECRET = "not for the app to read"


def zipped(entries: dict[str, bytes], mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = mode << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def upload(client, data: bytes):
    return client.post("/api/import", files={"file": ("case.zip", data)})


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "[::1].evil:1"])
def test_a_request_for_another_host_is_refused(client, host):
    assert client.get("/api/cases", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8117", "localhost:8117", "[::1]:8117"])
def test_a_request_for_this_machine_is_answered(client, host):
    assert client.get("/api/cases", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:9999"])
def test_a_page_of_another_origin_cannot_write(client, origin):
    answer = client.post("/api/cases", json={"title": "x"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert client.get("/api/cases").json()["cases"] == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_says_the_request_comes_from_elsewhere_is_refused(client, site):
    assert client.get("/api/cases", headers={"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "case/../../evil.txt", "/etc/evil.txt", "a\\..\\evil.txt", "C:/evil.txt", "case/.ssh/x.txt"],
)
def test_an_archive_with_names_that_lead_out_is_refused(client, store, name):
    assert upload(client, zipped({name: b"x"})).status_code == 400
    assert [path.name for path in store.folder.iterdir()] == []


def test_an_archive_with_a_link_is_refused(client):
    assert upload(client, zipped({"case/reports/a.txt": b"/etc/passwd"}, stat.S_IFLNK | 0o777)).status_code == 400


def test_a_zip_bomb_is_refused(client, store):
    assert upload(client, zipped({"case/reports/a.txt": b"0" * 4_000_000})).status_code == 400
    many = {f"case/reports/{number}.txt": os.urandom(2000) for number in range(700)}
    assert upload(client, zipped(many)).status_code == 400
    assert list(store.folder.iterdir()) == []


def test_an_archive_that_is_damaged_is_refused(client):
    data = bytearray(zipped({"case/reports/a.txt": os.urandom(5000)}))
    data[200:400] = bytes(200)
    assert upload(client, bytes(data)).status_code == 400
    assert upload(client, b"PK\x03\x04 no archive").status_code == 400


def test_an_archive_packed_in_an_unknown_way_is_not_called_damaged(client):
    data = bytearray(zipped({"case/reports/a.txt": b"A rocket rose."}, mode=0o100644))
    for method in (8, data.index(b"PK\x01\x02") + 10):
        data[method : method + 2] = (99).to_bytes(2, "little")
    answer = upload(client, bytes(data))
    assert answer.status_code == 400
    assert "packed in a way not read here" in answer.text


@pytest.mark.parametrize("name", ["../a.txt", "a/b.txt", "a\\b.txt", "..", ".txt", "a.exe", "a.toml", "a:b.txt", ""])
def test_a_file_of_another_name_or_kind_is_refused(client, case, store, name):
    before = sorted(str(path) for path in store.folder.rglob("*.txt"))
    answer = client.post(f"/api/cases/{case}/files", files=[("files", (name or "\t", b"A rocket rose."))])
    assert answer.status_code in (201, 400, 422)
    assert answer.status_code != 201 or answer.json()["added"] == []
    assert sorted(str(path) for path in store.folder.rglob("*.txt")) == before


@pytest.mark.parametrize("name", ["a\n.txt", "a\0.txt", "\x1b[2J.txt", " . .", "a/../b.txt"])
def test_a_name_with_control_characters_or_a_path_is_refused(tmp_path, name):
    with pytest.raises(RefusedError):
        add_file(tmp_path, name, b"A rocket rose.")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_too_large_is_refused(client, case):
    done = client.post(f"/api/cases/{case}/files", files=[("files", ("a.txt", b"x" * (MOST_BYTES + 1)))]).json()
    assert done["added"] == []
    assert "bytes" in done["refused"][0]["error"]


def test_a_body_that_is_too_large_is_refused_unread(client):
    assert client.post("/api/read", content=b"x", headers={"content-length": "99999999999"}).status_code == 413


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "reports/../../secret.txt", ".downrange/board.json", "/etc/passwd", "case.toml", "reports"],
)
def test_nothing_but_the_evidence_of_a_case_is_read(client, case, store, path):
    (store.folder / "secret.txt").write_text(SECRET)
    client.put(f"/api/cases/{case}/board", json={"struck": ["x"]})
    for verb in ("get", "delete"):
        answer = getattr(client, verb)(f"/api/cases/{case}/file", params={"path": path})
        assert answer.status_code == 404
        assert SECRET not in answer.text
    assert (store.folder / "secret.txt").read_text() == SECRET


@pytest.mark.parametrize("case_id", ["..", "%2e%2e", "..%2f..", ".downrange", "a%00b", "no-such"])
def test_no_other_folder_can_be_a_case(client, case_id):
    assert client.get(f"/api/cases/{case_id}").status_code in (404, 405)


def test_a_link_that_leads_out_of_a_case_is_not_followed(client, case, store, tmp_path):
    (tmp_path / "secret.txt").write_text(SECRET)
    (store.folder / case / "reports" / "link.txt").symlink_to(tmp_path / "secret.txt")
    for path in ("board", "export", ""):
        answer = client.get(f"/api/cases/{case}/{path}".rstrip("/"))
        assert SECRET.encode() not in answer.content
    assert client.get(f"/api/cases/{case}/file", params={"path": "reports/link.txt"}).status_code == 404
    assert client.get(f"/api/cases/{case}/board").status_code == 400


def test_every_answer_says_what_its_page_may_load(client, case):
    for path in ("/", "/api/cases", "/static/js/main.js", f"/api/cases/{case}/board"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_file_of_the_case_is_shown_as_text_that_runs_nothing(client, case):
    client.post(f"/api/cases/{case}/texts", json={"text": "<script>alert(1)</script> A rocket was launched."})
    name = client.get(f"/api/cases/{case}").json()["files"][0]["path"]
    headers = client.get(f"/api/cases/{case}/file", params={"path": name}).headers
    assert headers["content-type"].startswith("text/plain")
    assert "sandbox" in headers["content-security-policy"]

"""Whatever is sent, no route answers with an error of the server's own."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from served_app import BASE
from starlette.testclient import TestClient

from downrange.web.app import create_app
from downrange.web.store import CaseStore

names = st.text(max_size=40) | st.sampled_from(["..", "%2e%2e%2f", "\x00", "case", "a" * 300, "\ud800", "‮", "="])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "title", "example", "text", "kind", "url", "outlet", "published", "lang", "struck", "without", "quick", "seed",
    "name", "site", "vehicle", "pad", "liftoff", "perigee_km", "apogee_km", "inclination_deg", "azimuth_deg",
    "fail_stage", "fail_mode", "fail_time_s",
]  # fmt: skip
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=5)
texts = st.text(max_size=300) | st.sampled_from(
    ["\ud800 rocket", "# url: x\n---\n", "HYDROPAC 1/24 99-99N", "1 25544U"]
)


@pytest.fixture(scope="module")
def anyone(tmp_path_factory: pytest.TempPathFactory):
    store = CaseStore(folder=tmp_path_factory.mktemp("fuzz") / "cases")
    with TestClient(create_app(store), base_url=BASE, raise_server_exceptions=False) as client:
        client.post("/api/cases", json={"title": "case"})
        yield client


def operations(client: TestClient) -> list[tuple[str, str]]:
    paths = client.get("/api/openapi.json").json()["paths"]
    skipped = ("/assess", "/events")
    return [(verb, path) for path, verbs in paths.items() for verb in verbs if not path.endswith(skipped)]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_route_fails_on_its_own(anyone: TestClient, data: st.DataObject) -> None:
    verb, path = data.draw(st.sampled_from(operations(anyone)))
    for part in ("{case}", "{job}", "{launch}", "{resolution}", "{name}"):
        if part in path:
            given_name = data.draw(
                st.just("case") | names.filter(lambda name: "\ud800" not in name and "/" not in name)
            )
            path = path.replace(part, quote(given_name or "x", safe=""))
    query = {
        "path": data.draw(names.filter(lambda name: "\ud800" not in name)),
        "lang": data.draw(st.sampled_from(["en", "xx"])),
    }
    body = json.dumps(data.draw(bodies)).encode()
    answer = anyone.request(
        verb,
        path,
        params=query,
        content=body,
        headers={"content-type": "application/json"},
    )
    assert answer.status_code < 500, answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts, outlet=names)
def test_no_text_breaks_the_board(anyone: TestClient, text: str, outlet: str) -> None:
    made = anyone.post("/api/cases", json={"title": "text"}).json()["id"]
    body = json.dumps({"text": text, "outlet": outlet}).encode()
    added = anyone.post(f"/api/cases/{made}/texts", content=body, headers={"content-type": "application/json"})
    assert added.status_code < 500, added.text
    assert anyone.get(f"/api/cases/{made}/board").status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"title": "\\ud800"}', b"1e999"])
def test_a_body_that_is_no_json_object_is_refused(anyone: TestClient, body: bytes) -> None:
    answer = anyone.post("/api/cases", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500

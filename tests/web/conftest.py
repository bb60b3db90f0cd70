from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served_app import BASE, CASE, REPORT, Served
from starlette.testclient import TestClient

from downrange.web.app import create_app
from downrange.web.store import CaseStore


@pytest.fixture
def store(tmp_path: Path) -> CaseStore:
    return CaseStore(folder=tmp_path / "cases")


@pytest.fixture
def client(store: CaseStore):
    with TestClient(create_app(store), base_url=BASE) as client:
        yield client


@pytest.fixture
def case(client: TestClient) -> str:
    made = client.post("/api/cases", json={"title": "A case of our own"}).json()["id"]
    client.post(f"/api/cases/{made}/texts", json={"text": REPORT})
    return made


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("served") / "cases")
    try:
        served.client.post("/api/cases", json={"example": CASE}).raise_for_status()
        job = served.client.post(f"/api/cases/{CASE}/assess", json={"quick": True}).json()
        served.events = served.follow(job["id"])
        yield served
    finally:
        served.close()

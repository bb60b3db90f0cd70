from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from downrange.web.app import create_app
from downrange.web.library import Library

REPORT = """# outlet: The Morning Post
# published: 2023-05-31
---
North Korea launched a rocket carrying a military reconnaissance satellite on Wednesday, KCNA said. It fell into the \
Yellow Sea after its second-stage engine failed to start. Japan's defense ministry said it could be a ballistic missile.
"""
BASE = "http://127.0.0.1"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(folder=tmp_path / "cases")


@pytest.fixture
def client(library: Library):
    with TestClient(create_app(library), base_url=BASE) as client:
        yield client


@pytest.fixture
def case(client: TestClient) -> str:
    made = client.post("/api/cases", json={"title": "A case of our own"}).json()["id"]
    client.post(f"/api/cases/{made}/texts", json={"text": REPORT})
    return made


def body_of(answer) -> dict:
    return json.loads(answer.content)

"""Every route asked what its own description allows, and what it does not: none fails on its own."""

from __future__ import annotations

from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from downrange.web.app import create_app
from downrange.web.guard import LOCAL
from downrange.web.store import CaseStore

pytestmark = pytest.mark.slow

EXAMPLES = 12
"""For each route and each way of asking; the whole stays well under a minute."""
NOT_ASKED = ("/assess", "/events", "/optimize")
"""Flying and following a flight: their bodies are asked elsewhere."""
HEAVY = {"samples"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory):
    store = CaseStore(folder=tmp_path_factory.mktemp("asked") / "cases")
    store.create("case")
    app = create_app(store, hosts=frozenset((*LOCAL, "testserver")))
    loaded = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    yield loaded
    app.state.desk.close()


def operations(schema):
    found = [result.ok() for result in schema.get_all_operations()]
    return [each for each in found if not each.path.endswith(NOT_ASKED)]


def test_the_description_names_every_route(schema) -> None:
    paths = {operation.path for operation in operations(schema)}
    assert {"/api/read", "/api/notice", "/api/fly", "/api/cases/{case}/odds", "/api/cases/{case}/edits"} <= paths
    assert len(paths) > 20


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_route_answers_with_an_error_of_its_own(schema, mode) -> None:
    asked: set[str] = set()
    for operation in operations(schema):

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
        def ask(case, known: bool) -> None:
            if known and "case" in (case.path_parameters or {}):
                case.path_parameters["case"] = "case"
            if isinstance(case.body, dict) and HEAVY & case.body.keys():
                case.body["samples"] = 1
            answer = case.call()
            assert answer.status_code < 500, (case.method, case.path, case.body, answer.text[:300])
            asked.add(case.operation.label)

        with suppress(Unsatisfiable):  # a route that takes nothing cannot be asked wrongly
            ask()
    assert len(asked) > 15

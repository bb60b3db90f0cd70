"""What the doctor finds."""

from __future__ import annotations

import json

import numpy
import pytest
from typer.testing import CliRunner

from downrange.cli import doctor
from downrange.cli.main import app


def test_the_doctor_prints_one_json_object_on_stdout() -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["dependencies"]["numpy"] == numpy.__version__
    assert {"downrange", "python", "platform", "dependencies", "data", "kernels", "gpu"} == set(found)


def test_the_doctor_counts_the_rows_of_the_launch_catalog() -> None:
    rows = {row["path"]: row["rows"] for row in doctor.find_data()}
    launches = [count for path, count in rows.items() if path.startswith("catalog/") and "launches" in path]
    assert launches == [7193]


def test_a_missing_dependency_is_named_and_the_status_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor.metadata, "requires", lambda name: ["numpy>=2", "no-such-package>=1; python_version>'3'"]
    )
    result = CliRunner().invoke(app, ["doctor", "--quiet"])
    assert result.exit_code == 1
    assert "no-such-package" in result.stdout
    assert "MISSING" in result.stdout


def test_extras_are_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: ["numpy>=2", "numba-cuda>=0.4; extra == 'gpu'"])
    assert set(doctor.find_dependencies()) == {"numpy"}


def test_the_doctor_names_compiled_kernels_by_module() -> None:
    names = [row["kernel"] for row in doctor.find_kernels()]
    assert names
    assert all(name.startswith("downrange.") for name in names)

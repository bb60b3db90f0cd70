"""`downrange read`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from downrange.cli.main import app

TEXTS = Path(__file__).parents[1] / "reading" / "texts"


def test_json_is_a_list_with_one_report_a_document() -> None:
    result = CliRunner().invoke(app, ["read", str(TEXTS / "u02.txt"), str(TEXTS / "u08.txt"), "--json", "--quiet"])
    reports = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [report["schema"] for report in reports] == ["downrange-report/1"] * 2
    assert reports[0]["claims"] and not reports[1]["events"]


def test_a_folder_stands_for_its_texts(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.json"):
        (tmp_path / name).write_text("North Korea launched a satellite on May 31, 2023.", encoding="utf-8")
    result = CliRunner().invoke(app, ["read", str(tmp_path), "--json", "--quiet"])
    assert [Path(report["doc"]["path"]).name for report in json.loads(result.stdout)] == ["a.txt", "b.txt"]


def test_the_table_names_the_launch_and_who_says_what() -> None:
    result = CliRunner().invoke(app, ["read", str(TEXTS / "u12.txt")])
    assert "MIS KP 2026-07-20" in result.stdout and "jcs" in result.stdout


def test_an_empty_file_ends_with_status_one(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("", encoding="utf-8")
    assert CliRunner().invoke(app, ["read", str(tmp_path / "x.txt")]).exit_code == 1


def test_a_missing_file_is_a_wrong_call() -> None:
    assert CliRunner().invoke(app, ["read", "nowhere.txt"]).exit_code == 2

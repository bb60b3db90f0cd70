"""The side-by-side: origins counted once, standing, Admiralty digits, and the command that prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from downrange.cli.main import app
from downrange.linking.events import link_events
from downrange.linking.side_by_side import Comparison, compare_reports, side_of
from downrange.reading.report import read_report
from downrange.records.claim import Report
from downrange.records.document import Document

SEOUL = "North Korea fired a ballistic missile on Thursday that flew about 1,000 km, South Korea's military said."
TOKYO = "North Korea fired a missile on Thursday. Its range was 1,040 km, Japan's defense ministry said."
FAR = "North Korea fired a missile on Thursday that flew 2,500 km, the Pentagon said."


def report(name: str, outlet: str, text: str) -> Report:
    header = {"id": name, "outlet": outlet, "published": "2023-07-13", "lang": "en"}
    return read_report(Document(path=name, digest=name * 8, text=text, header=header))


def ranges(*reports: Report, letters: dict[str, str] | None = None) -> Comparison:
    tables = compare_reports(link_events(reports), letters)
    assert len(tables) == 1
    (row,) = [row for row in tables[0].comparisons if row.role == "range"]
    return row


def test_one_origin_repeated_by_two_outlets_counts_once() -> None:
    row = ranges(report("a", "Outlet A", SEOUL), report("b", "Outlet B", SEOUL))
    (telling,) = row.tellings
    assert (row.standing, telling.origin, telling.documents, telling.grade) == ("alone", "jcs", ("a", "b"), "-3")


def test_two_origins_that_differ_by_their_rounding_confirm_each_other() -> None:
    row = ranges(report("a", "Outlet A", SEOUL), report("b", "Outlet B", TOKYO))
    assert row.standing == "within rounding"
    assert [telling.grade for telling in row.tellings] == ["-2", "-2"]


def test_a_third_origin_that_disagrees_is_the_doubtful_one() -> None:
    row = ranges(report("a", "A", SEOUL), report("b", "B", TOKYO), report("c", "C", FAR))
    assert row.standing == "contradiction"
    grades = {telling.origin: telling.grade for telling in row.tellings}
    assert grades["pentagon"] == "-5" and grades["jcs"] == "-3"


def test_the_letter_is_only_ever_the_users() -> None:
    row = ranges(report("a", "A", SEOUL), report("b", "B", TOKYO), letters={"jcs": "B"})
    assert {telling.origin: telling.grade[0] for telling in row.tellings} == {"jcs": "B", "jp_mod": "-"}


def test_offices_of_one_state_do_not_confirm_each_other() -> None:
    assert side_of("nada") == side_of("nk_gov") != side_of("jcs")


def test_an_outlet_in_its_own_voice_is_the_source_that_it_is() -> None:
    text = "North Korea fired a missile on Thursday. It flew 1,000 km."
    (telling,) = ranges(report("a", "Yonhap", text)).tellings
    assert telling.origin == "yonhap"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_the_command_prints_the_table_and_its_json(tmp_path: Path) -> None:
    path, grades = tmp_path / "a.txt", tmp_path / "grades.toml"
    path.write_text(f"# lang: en\n# published: 2023-07-13\n---\n{SEOUL}\n", encoding="utf-8")
    grades.write_text('"South Korean military" = "B"\n', encoding="utf-8")
    assert "alone" in run("read", str(path), "--compare").stdout
    (table,) = json.loads(run("read", str(path), "--grades", str(grades), "--json").stdout)
    rows = {(row["kind"], row["role"]): row for row in table["comparisons"]}
    assert rows["quantity", "range"]["tellings"][0]["grade"] == "B3"
    assert table["schema"] == "downrange-comparison/1"


@pytest.mark.parametrize("text", ['kcna = "Z"', "kcna = 3", "kcna ="])
def test_a_grade_that_is_no_letter_is_a_wrong_call(tmp_path: Path, text: str) -> None:
    path, grades = tmp_path / "a.txt", tmp_path / "grades.toml"
    path.write_text(SEOUL, encoding="utf-8")
    grades.write_text(text, encoding="utf-8")
    assert run("read", str(path), "--grades", str(grades)).exit_code == 2

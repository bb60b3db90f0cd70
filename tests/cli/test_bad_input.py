"""Bad input, one kind after the other: a clear message with file and line, and everything else still assessed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from downrange.cli.demo import CASES
from downrange.cli.main import app

GOOD_REPORT = CASES / "chollima-2023-05-31" / "reports" / "kcna.txt"
GOOD_NOTICE = CASES / "rockot-2017-10-13" / "notices" / "HYDROARC_325-17.txt"
GOOD_TELEMETRY = CASES / "iridium-7" / "telemetry" / "stage2_display_1hz.csv"

LARGE = 50 * 1024 * 1024
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    + bytes(range(256)) * 8
)

NO_LAUNCH = """\
# published: 2024-05-14
# lang: en
---
The council of the town met on Tuesday and voted 14 to 3 for a new library.

Building starts in September and takes two years, the mayor said. The old reading room closes in June.
"""

ACCENTED = """\
# published: 2023-05-31
# lang: fr
---
La Corée du Nord a lancé mercredi une fusée depuis Sohae. Selon l’état-major sud-coréen, elle s’est abîmée en mer Jaune.
"""

IMPOSSIBLE_NOTICE = """\
091103Z OCT 17
HYDROARC 325/17(15,38).
BAFFIN BAY.
1. HAZARDOUS OPERATIONS, ROCKET LAUNCHING
   0915Z TO 1010Z DAILY 13 AND 14 OCT
   IN AREA BOUND BY
   97-36.67N 075-52.50W, 77-35.75N 074-08.00W,
   77-07.00N 073-66.00W, 76-47.42N 274-21.67W.
2. CANCEL THIS MSG 141110Z OCT 17.
"""


class Run(NamedTuple):
    """What one call of the command left behind."""

    status: int
    stdout: str
    stderr: str
    out: Path

    @property
    def dossier(self) -> dict[str, Any]:
        return json.loads((self.out / "dossier.json").read_text(encoding="utf-8"))

    def problems_of(self, name: str) -> list[dict[str, Any]]:
        return [problem for problem in self.dossier["problems"] if problem["path"].endswith(name)]


def assess(folder: Path, *paths: Path | str, options: tuple[str, ...] = ()) -> Run:
    out = folder / "out" / "dossier"
    call = ["assess", *map(str, paths), "--out", str(out), "--quick", "--quiet", *options]
    result = CliRunner().invoke(app, call)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    if out.parent.is_dir():
        assert {path.name for path in out.parent.iterdir()} <= {"dossier"}, "something half-written is left"
    if out.is_dir():
        assert (out / "dossier.html").is_file()
    return Run(result.exit_code, result.stdout, result.stderr, out)


def case_of(folder: Path, **files: bytes) -> Path:
    """A case folder with one good report, and `files` named as stage__name_ext."""
    case = folder / "case"
    (case / "reports").mkdir(parents=True)
    (case / "reports" / "good.txt").write_bytes(GOOD_REPORT.read_bytes())
    for name, content in files.items():
        stage, _, file = name.partition("__")
        path = case / stage / file.replace("_", ".") if file else case / stage.replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return case


def assert_the_good_report_was_assessed(run: Run) -> None:
    assert [launch["catalog"] for launch in run.dossier["launches"]] == ["2023-F06"]


def test_a_missing_file_alone_is_a_wrong_call_that_writes_nothing(tmp_path: Path) -> None:
    run = assess(tmp_path, tmp_path / "nowhere.txt")
    assert run.status == 2
    assert "nowhere.txt" in run.stderr
    assert not run.out.exists()


def test_a_missing_file_beside_a_good_one_is_named_and_the_good_one_assessed(tmp_path: Path) -> None:
    run = assess(tmp_path, GOOD_REPORT, tmp_path / "nowhere.txt")
    assert run.status in (1, 2)
    assert "nowhere.txt" in run.stderr
    assert list(run.out.rglob("dossier.json"))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("reports__empty_txt", b""),
        ("reports__blank_html", b"<html><body></body></html>"),
        ("reports__picture_png", PNG),
        ("reports__picture_txt", PNG),
    ],
    ids=["empty", "blank-html", "picture", "picture-called-text"],
)
def test_a_page_without_text_is_named_and_the_rest_assessed(tmp_path: Path, file: str, content: bytes) -> None:
    run = assess(tmp_path, case_of(tmp_path, **{file: content}))
    assert run.status == 1
    name = file.partition("__")[2].replace("_", ".")
    assert name in run.stderr
    assert run.problems_of(name)
    assert_the_good_report_was_assessed(run)


@pytest.mark.parametrize("content", [b"", b" \n\n", PNG], ids=["empty", "blank", "picture"])
def test_a_bare_file_without_text_ends_with_a_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    run = assess(tmp_path, path)
    assert run.status in (1, 2)
    assert "page.txt" in run.stderr


def test_a_text_of_50_megabytes_is_refused_and_the_rest_assessed(tmp_path: Path) -> None:
    run = assess(tmp_path, case_of(tmp_path, reports__huge_txt=b"A rocket rose. " * (LARGE // 15)))
    assert run.status == 1
    assert re.search(r"huge\.txt.*\d+ Mi?B", run.stderr)
    assert_the_good_report_was_assessed(run)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_a_text_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(ACCENTED.replace("’", "'").encode(encoding))
    run = assess(tmp_path, path)
    assert run.status in (0, 1)
    assert [launch["catalog"] for launch in run.dossier["launches"]] == ["2023-F06"]
    quoted = " ".join(text for claim in run.dossier["launches"][0]["claims"] for text in claim["text"])
    assert "abîmée" in quoted or "mer Jaune" in quoted
    assert "�" not in json.dumps(run.dossier, ensure_ascii=False)


def test_an_article_about_no_launch_gives_no_launch_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "town.txt"
    path.write_text(NO_LAUNCH, encoding="utf-8")
    run = assess(tmp_path, path)
    assert run.status == 1
    assert "town.txt" in run.stderr
    assert run.dossier["launches"] == []


def test_a_notice_with_impossible_coordinates_is_named_by_line(tmp_path: Path) -> None:
    case = case_of(tmp_path, notices__good_txt=GOOD_NOTICE.read_bytes(), notices__odd_txt=IMPOSSIBLE_NOTICE.encode())
    run = assess(tmp_path, case)
    assert run.status == 1
    assert re.search(r"odd\.txt:(7|8): .*97-36\.67N", run.stderr)
    lines = {problem["line"] for problem in run.problems_of("odd.txt")}
    assert lines & {7, 8}
    assert run.dossier["launches"]


def test_a_broken_case_file_is_named_by_line_and_the_evidence_assessed(tmp_path: Path) -> None:
    run = assess(tmp_path, case_of(tmp_path, case_toml=b'title = "A launch"\nsite = Sohae\n'))
    assert run.status == 1
    assert re.search(r"case\.toml:2: ", run.stderr)
    assert_the_good_report_was_assessed(run)


@pytest.mark.parametrize(
    "content",
    [
        b'title = "A launch"\nliftoff = "soon"\n',
        b'title = "A launch"\npad = [139.66, 124.7]\n',
        b'title = "A launch"\nsite = 7\n',
        b'title = "A launch"\nsiet = "Sohae"\n',
    ],
    ids=["time", "pad", "type", "key"],
)
def test_a_case_file_with_a_wrong_value_is_named_and_the_evidence_assessed(tmp_path: Path, content: bytes) -> None:
    run = assess(tmp_path, case_of(tmp_path, case_toml=content))
    assert run.status == 1
    assert "case.toml" in run.stderr
    assert_the_good_report_was_assessed(run)


def test_telemetry_without_its_columns_is_named(tmp_path: Path) -> None:
    case = case_of(tmp_path, telemetry__odd_csv=b"clock,value\n0,1\n1,2\n")
    run = assess(tmp_path, case)
    assert run.status == 1
    assert re.search(r"odd\.csv:1: ", run.stderr)
    assert_the_good_report_was_assessed(run)


def test_telemetry_whose_time_goes_backwards_is_named_by_line(tmp_path: Path) -> None:
    rows = GOOD_TELEMETRY.read_text(encoding="utf-8").splitlines()[:60]
    rows[30], rows[31] = rows[31], rows[30]
    run = assess(tmp_path, case_of(tmp_path, telemetry__odd_csv="\n".join(rows).encode()))
    assert run.status == 1
    assert re.search(r"odd\.csv:(31|32|33): ", run.stderr)
    assert run.dossier["launches"]


@pytest.mark.parametrize(
    "content",
    [b"", b"time_s,display_speed_m_s\n", b"time_s,display_speed_m_s\n1,fast\n2,faster\n", PNG],
    ids=["empty", "no-rows", "no-numbers", "picture"],
)
def test_telemetry_without_a_number_ends_with_a_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "flight.csv"
    path.write_bytes(content)
    run = assess(tmp_path, path)
    assert run.status in (1, 2)
    assert "flight.csv" in run.stderr


def test_an_empty_folder_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    run = assess(tmp_path, tmp_path / "case")
    assert run.status in (1, 2)
    assert "case" in run.stderr


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "out" / "dossier"
    out.mkdir(parents=True)
    (out / "thesis.tex").write_text("years of work")
    result = CliRunner().invoke(app, ["assess", str(GOOD_REPORT), "--out", str(out), "--quick"])
    assert result.exit_code == 2
    assert "dossier" in result.stderr
    assert [path.name for path in out.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("option", [("--site", "Atlantis"), ("--vehicle", "Saturn 9"), ("--without", "no-such-claim")])
def test_a_name_that_is_not_known_is_a_wrong_call_and_says_so(tmp_path: Path, option: tuple[str, str]) -> None:
    run = assess(tmp_path, GOOD_REPORT, options=option)
    assert run.status == 2
    assert option[1] in run.stderr
    assert not run.out.exists()

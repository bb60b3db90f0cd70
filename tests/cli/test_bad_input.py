"""Bad input, one kind after the other: a clear message with file and line, and everything else still assessed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from downrange.cli.demo import CASES
from downrange.cli.main import app

ROCKOT = CASES / "rockot-2017-10-13"
TELEMETRY = CASES / "iridium-7" / "telemetry" / "stage2_display_1hz.csv"

LARGE = 50 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00" + bytes(range(256)) * 8

GOOD = """\
# published: 2023-05-31
# lang: en
---
North Korea launched a reconnaissance satellite on Wednesday from Sohae, but the launch failed, KCNA said.
"""

ACCENTED = """\
# published: 2023-05-31
# lang: fr
---
La Corée du Nord a lancé mercredi une fusée depuis Sohae. Le lancement a échoué, selon l'état-major sud-coréen.
"""

NO_LAUNCH = """\
# published: 2024-05-14
# lang: en
---
The council of the town met on Tuesday and voted 14 to 3 for a new library.

Building starts in September and takes two years, the mayor said. The old reading room closes in June.
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

CLAIMED = """\
# published: 2031-05-14
# lang: en
---
Iran launched a Simorgh rocket from Semnan on Tuesday and placed a satellite into orbit, the defence ministry said. \
The launch was a success. The rocket reached an altitude of 540 kilometers at a speed of {speed} meters per second, \
the ministry said.
"""

BROKEN_CASE = 'title = "A launch"\nsite = Sohae\n'


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
        """Problems in the dossier that name the file, each of which was also said on stderr."""
        found = [problem for problem in self.dossier["problems"] if Path(problem["path"]).name == name]
        assert all(problem["what"] in self.stderr for problem in found)
        return found


def assess(folder: Path, *paths: Path | str, options: tuple[str, ...] = ()) -> Run:
    """Call `downrange assess`; whatever the input, no traceback, and nothing half-written."""
    out = folder / "out" / "dossier"
    call = ["assess", *map(str, paths), "--out", str(out), "--quick", "--quiet", *options]
    result = CliRunner().invoke(app, call)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code in (0, 1, 2)
    if out.parent.is_dir():
        assert {path.name for path in out.parent.iterdir()} <= {"dossier"}
    if out.is_dir():
        assert {"dossier.html", "dossier.json"} <= {path.name for path in out.iterdir()}
    return Run(result.exit_code, result.stdout, result.stderr, out)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A case folder with one good report among everything that can be wrong."""
    folder = tmp_path_factory.mktemp("mixed")
    case = folder / "case"
    write(case, "case.toml", BROKEN_CASE)
    write(case, "reports/good.txt", GOOD)
    write(case, "reports/latin.txt", ACCENTED.encode("latin-1"))
    write(case, "reports/wide.txt", ACCENTED.encode("utf-16"))
    write(case, "reports/empty.txt", b"")
    write(case, "reports/blank.html", "<html><body></body></html>")
    write(case, "reports/picture.png", PNG)
    write(case, "reports/called.txt", PNG)
    write(case, "reports/huge.txt", b"A rocket rose. " * (LARGE // 15))
    write(case, "reports/town.txt", NO_LAUNCH)
    write(case, "notices/odd.txt", IMPOSSIBLE_NOTICE)
    write(case, "telemetry/columns.csv", "clock,value\n0,1\n1,2\n")
    return assess(folder, case)


def test_everything_else_is_still_assessed(mixed: Run) -> None:
    assert mixed.status == 1
    assert [launch["catalog"] for launch in mixed.dossier["launches"]] == ["2023-F06"]
    assert mixed.dossier["launches"][0]["findings"]["outcome"]["answer"] == "failed"


@pytest.mark.parametrize("name", ["empty.txt", "blank.html", "picture.png", "called.txt", "huge.txt", "town.txt"])
def test_a_file_without_anything_to_read_is_named(mixed: Run, name: str) -> None:
    problems = mixed.problems_of(name)
    assert problems
    assert all(problem["what"] and problem["hint"] for problem in problems)


def test_a_picture_is_called_a_picture(mixed: Run) -> None:
    for name in ("picture.png", "called.txt"):
        assert any("picture" in problem["what"] for problem in mixed.problems_of(name))


def test_a_text_of_50_megabytes_is_refused_with_the_limit(mixed: Run) -> None:
    assert any(re.search(r"larger than \d+ Mi?B", problem["what"]) for problem in mixed.problems_of("huge.txt"))


@pytest.mark.parametrize("name", ["latin.txt", "wide.txt"])
def test_a_text_in_another_encoding_is_read_with_its_accents(mixed: Run, name: str) -> None:
    digests = {Path(entry["path"]).name for entry in mixed.dossier["inputs"]}
    assert name in digests
    quoted = {text for claim in mixed.dossier["launches"][0]["claims"] for text in claim["text"]}
    assert any("échoué" in text for text in quoted)
    assert not any("\ufffd" in text or "Ã" in text for text in quoted)


def test_a_notice_with_impossible_coordinates_is_named_by_line(mixed: Run) -> None:
    problems = mixed.problems_of("odd.txt")
    assert {problem["line"] for problem in problems} & {7, 8}
    assert any("97-36.67N" in problem["what"] for problem in problems)


def test_a_broken_case_file_is_named_by_line(mixed: Run) -> None:
    assert [problem["line"] for problem in mixed.problems_of("case.toml")] == [2]
    assert re.search(r"case\.toml:2: ", mixed.stderr)


def test_telemetry_without_its_columns_is_named_by_line(mixed: Run) -> None:
    assert [problem["line"] for problem in mixed.problems_of("columns.csv")] == [1]


def test_telemetry_whose_time_goes_backwards_is_named_by_line(tmp_path: Path) -> None:
    rows = TELEMETRY.read_text(encoding="utf-8").splitlines()[:60]
    rows[30], rows[31] = rows[31], rows[30]
    run = assess(tmp_path, write(tmp_path, "odd.csv", "\n".join(rows)))
    assert run.status == 1
    assert {problem["line"] for problem in run.problems_of("odd.csv")} & {31, 32, 33}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.txt", b""),
        ("page.txt", b" \n\n"),
        ("page.txt", PNG),
        ("page.txt", NO_LAUNCH.encode()),
        ("page.html", b"<html></html>"),
        ("notice.txt", IMPOSSIBLE_NOTICE.encode()),
        ("flight.csv", b""),
        ("flight.csv", b"time_s,display_speed_m_s\n"),
        ("flight.csv", b"time_s,display_speed_m_s\n1,fast\n2,faster\n"),
        ("flight.csv", PNG),
        ("case.toml", BROKEN_CASE.encode()),
    ],
    ids=[
        "empty", "blank", "picture", "no-launch", "empty-html", "impossible-notice", "empty-table", "no-rows",
        "no-numbers", "picture-called-table", "case-file-alone",
    ],
)  # fmt: skip
def test_a_bare_file_with_nothing_in_it_ends_with_its_name_and_a_status(
    tmp_path: Path, name: str, content: bytes
) -> None:
    run = assess(tmp_path, write(tmp_path, name, content))
    assert run.status in (1, 2)
    assert name in run.stderr
    if run.out.is_dir():
        assert run.dossier["problems"]


def test_a_missing_file_alone_is_a_wrong_call_that_writes_nothing(tmp_path: Path) -> None:
    run = assess(tmp_path, tmp_path / "nowhere.txt")
    assert run.status == 2
    assert "nowhere.txt" in run.stderr
    assert not run.out.exists()


def test_a_missing_file_beside_another_is_named_and_the_other_assessed(tmp_path: Path) -> None:
    run = assess(tmp_path, write(tmp_path, "town.txt", NO_LAUNCH), tmp_path / "nowhere.txt")
    assert run.status == 1
    assert run.problems_of("nowhere.txt")
    assert [Path(entry["path"]).name for entry in run.dossier["inputs"]] == ["town.txt"]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    run = assess(tmp_path, tmp_path / "bare")
    assert run.status in (1, 2)
    assert "bare" in run.stderr


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    thesis = write(tmp_path, "out/dossier/thesis.tex", "years of work")
    page = write(tmp_path, "town.txt", NO_LAUNCH)
    result = CliRunner().invoke(app, ["assess", str(page), "--out", str(thesis.parent)])
    assert result.exit_code == 2
    assert "dossier" in result.stderr
    assert [path.name for path in thesis.parent.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("option", [("--site", "Atlantis"), ("--vehicle", "Saturn 9"), ("--without", "no-such-claim")])
def test_a_name_that_is_not_known_is_a_wrong_call_that_writes_nothing(tmp_path: Path, option: tuple[str, str]) -> None:
    run = assess(tmp_path, write(tmp_path, "good.txt", GOOD), options=option)
    assert run.status == 2
    assert option[1] in run.stderr
    assert not run.out.exists()


def test_json_on_stdout_is_the_dossier_as_written(tmp_path: Path) -> None:
    run = assess(tmp_path, write(tmp_path, "town.txt", NO_LAUNCH), options=("--json",))
    assert run.stdout == (run.out / "dossier.json").read_text(encoding="utf-8")


MISSILE_IN_FEET = """\
# published: 2017-11-29
# lang: en
---
North Korea launched an intercontinental ballistic missile from {place} on Wednesday. It reached an altitude of
14,682 km, flew 950 km for 53 minutes and fell into the Sea of Japan, Japan's defense ministry said.
"""

SAYS_MISSILE = """\
# published: 2024-07-01
# lang: en
---
North Korea fired a ballistic missile from Sohae on Monday, the South Korean military said. It flew 600 km and reached
an altitude of 120 km before falling into the Sea of Japan.
"""

SAYS_SATELLITE = """\
# published: 2024-07-01
# lang: en
---
North Korea launched a satellite from Sohae on Monday, KCNA said. The rocket reached an altitude of 1,200 km and flew
3,000 km before it fell into the Yellow Sea, state television said. The satellite entered orbit, KCNA said.
"""

MISSILES_FAR_AWAY = """\
122017Z OCT 17
HYDROLANT 1529/17(57).
SOUTH ATLANTIC.
ROCKETS.
1. HAZARDOUS OPERATIONS 130910Z TO 131151Z OCT,
   ALTERNATE 140910Z TO 141151Z OCT
   IN AREAS BOUND BY:
   A. 08-03S 010-08W, 09-20S 008-23W,
      09-43S 008-39W, 08-25S 010-25W.
   B. 09-20S 007-28W, 09-59S 006-27W,
      10-36S 006-51W, 09-58S 007-52W.
2. CANCEL THIS MSG 141251Z OCT 17.
"""


def told(run: Run) -> str:
    """Every conflict of every launch."""
    return " ".join(conflict["what"] for launch in run.dossier["launches"] for conflict in launch["conflicts"])


def copied(case: Path, folder: Path) -> Path:
    """A shipped case to spoil."""
    return Path(shutil.copytree(case, folder / "case"))


@pytest.mark.parametrize(
    "place", ["Pyongsong", pytest.param("Pyongyang", marks=pytest.mark.slow)], ids=["site unknown", "site known"]
)
def test_an_apogee_in_feet_is_named_with_its_slip(tmp_path: Path, place: str) -> None:
    run = assess(tmp_path, write(tmp_path, "feet.txt", MISSILE_IN_FEET.format(place=place)))
    assert run.status == 0
    assert "The apogee of 14,682 km is off" in told(run)
    assert "feet taken for meters" in told(run)
    assert run.dossier["launches"][0]["findings"]["kind"]["answer"] in ("cannot tell", "ballistic")


@pytest.mark.slow
def test_a_notice_for_another_launch_is_named_and_the_answer_stays(tmp_path: Path) -> None:
    case = copied(ROCKOT, tmp_path)
    write(case, "notices/other.txt", MISSILES_FAR_AWAY)
    run = assess(tmp_path, case)
    assert "2 areas of HYDROLANT 1529/17 have nothing to do with the flights" in told(run)
    (launch,) = run.dossier["launches"]
    assert launch["catalog"] == "2017-064"
    inclination = launch["findings"]["inclination_deg"]
    assert inclination["q05"] - 1.0 < 98.7 < inclination["q95"] + 1.0


@pytest.mark.slow
def test_a_pad_five_hundred_kilometers_off_is_held_against_the_launch_that_the_areas_find(tmp_path: Path) -> None:
    run = assess(tmp_path, ROCKOT, options=("--pad", "58.5,40.5"))
    assert "those of 2017-064 from Plesetsk Cosmodrome, 493 km from the pad stated" in told(run)


@pytest.mark.slow
def test_a_pad_far_from_the_site_stated_is_named(tmp_path: Path) -> None:
    case = copied(CASES / "iridium-7", tmp_path)
    run = assess(tmp_path, case, options=("--pad", "39.1,-120.6"))
    assert "The pad stated is 484 km from Vandenberg" in told(run)


@pytest.mark.slow
def test_a_vehicle_that_did_not_fly_is_held_against_the_catalog_and_the_doubt_is_told(tmp_path: Path) -> None:
    run = assess(tmp_path, copied(CASES / "iridium-7", tmp_path), options=("--vehicle", "Molniya-M"))
    assert "Molniya-M is named, but the catalog has Falcon 9 for 2018-061" in told(run)
    findings = run.dossier["launches"][0]["findings"]
    assert findings["kind"]["answer"] != "ballistic"
    assert findings["outcome"]["answer"] != "failed"


@pytest.mark.slow
def test_evidence_that_contradicts_itself_is_never_answered_with_confidence_in_orbit(tmp_path: Path) -> None:
    case = tmp_path / "case"
    write(case, "reports/a.txt", SAYS_MISSILE)
    write(case, "reports/b.txt", SAYS_SATELLITE)
    run = assess(tmp_path, case)
    assert run.dossier["launches"]
    for launch in run.dossier["launches"]:
        assert launch["findings"]["outcome"]["answer"] in ("cannot tell", "failed")


@pytest.mark.slow
def test_an_orbit_claimed_at_a_speed_too_low_for_it_is_doubted(tmp_path: Path) -> None:
    odds = []
    for speed in ("6,500", "7,500"):
        path = tmp_path / f"{speed}.txt"
        path.write_text(CLAIMED.format(speed=speed), encoding="utf-8")
        run = assess(tmp_path / speed, path)
        odds.append(run.dossier["launches"][0]["findings"]["outcome"]["p_reached_orbit"])
    assert odds[0] < 0.9 < odds[1]


def test_an_outcome_that_the_catalog_has_otherwise_is_a_conflict(tmp_path: Path) -> None:
    path = tmp_path / "claim.txt"
    path.write_text(GOOD.replace("but the launch failed", "and the launch was a success"), encoding="utf-8")
    (launch,) = assess(tmp_path, path).dossier["launches"]
    assert any("GCAT lists 2023-F06 as failed" in item["what"] for item in launch["conflicts"])


def test_a_misread_digit_of_a_display_is_named_and_changes_nothing(tmp_path: Path) -> None:
    case = copied(CASES / "iridium-7", tmp_path)
    table = case / "telemetry" / "stage2_display_1hz.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    cells = lines[101].split(",")
    speed = columns.index("display_speed_m_s")
    cells[speed] = str(float(cells[speed]) + 900.0)
    table.write_text("\n".join([*lines[:101], ",".join(cells), *lines[102:]]), encoding="utf-8")
    run = assess(tmp_path, case)
    assert "does not belong: its neighbors ask for" in told(run)
    (launch,) = run.dossier["launches"]
    assert launch["findings"]["outcome"]["answer"] == "reached orbit"
    first = next(item for item in launch["findings"]["cutoffs"] if item["stage"] == 1)
    assert abs(first["time_s"]["median"] - 146.0) < 2.0

"""Folders and bare files to cases: what each file is, what case.toml states, and what fails beside the rest."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from notice_texts import PSLV, ROCKOT

from downrange.errors import InputError
from downrange.reading.case import read_case, read_paths
from downrange.reading.document import read_document
from downrange.reading.sniff import Kind, sniff
from downrange.records.claim import Claim, ClaimKind, Report
from downrange.records.document import Document
from downrange.records.observation import OrbitObservation, PointSeries, SpeedHeightSeries

PAGE = "A rocket rose from Sohae on Wednesday and fell into the Yellow Sea, the ministry said.\n"
TELEMETRY = "time_s,speed_m_s,altitude_km\n" + "".join(f"{t},{12 * t},{0.006 * t * t:.3f}\n" for t in range(30))
TRACK = "time_s,lat,lon,height_m\n0,39.6,124.7,0\n10,39.5,124.7,2500\n"
TLE = """\
0 KMS 4
1 41332U 16009A   19078.94309093 +.00001876 +00000-0 +61069-4 0  9999
2 41332 097.3735 147.7121 0021525 258.2166 216.5595 15.32942773173914
"""


@pytest.fixture(autouse=True)
def reports_read_by_title(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading reports is tested elsewhere: here one is its path and text."""
    module = ModuleType("downrange.reading.report")

    def read_report(document: Document) -> Report:
        claim = Claim(id="c1", event="E1", kind=ClaimKind.LAUNCH, value="unknown")
        claims = (claim,) if "rocket" in document.text else ()
        return Report(id="r", path=document.path, digest=document.digest, text=document.text, claims=claims)

    module.__dict__["read_report"] = read_report
    monkeypatch.setitem(sys.modules, "downrange.reading.report", module)


def fill(folder: Path, **files: str) -> Path:
    """Files named folder__name_ext in a folder."""
    for name, text in files.items():
        stage, _, file = name.partition("__")
        path = folder / stage / file.replace("_", ".") if file else folder / stage.replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_case_folder_is_read_whole(tmp_path: Path) -> None:
    case_file = (
        'title = "A flight"\nsite = "Sohae"\npad = [39.66, 124.70]\nvehicle = "chollima-1"\n'
        'liftoff = "2023-05-30T21:27:00Z"\n'
    )
    folder = fill(
        tmp_path / "may-31",
        case_toml=case_file,
        reports__page_txt=PAGE,
        notices__one_txt=ROCKOT,
        telemetry__webcast_csv=TELEMETRY,
        tracks__radar_csv=TRACK,
        elements__kms_tle=TLE,
        SOURCES_md="# Where it is from",
    )
    case = read_case(folder)
    assert case.id == "may-31"
    assert (case.title, case.site, case.vehicle) == ("A flight", "Sohae", "chollima-1")
    assert case.pad_deg == (39.66, pytest.approx(124.70))
    assert case.liftoff == datetime(2023, 5, 30, 21, 27, tzinfo=UTC)
    assert [len(case.reports), len(case.notices)] == [1, 1]
    assert [type(one) for one in case.observations] == [OrbitObservation, SpeedHeightSeries, PointSeries]
    assert isinstance(case.observations[1], SpeedHeightSeries)
    assert case.observations[1].liftoff == case.liftoff
    assert len(case.inputs) == 6
    assert case.problems == ()
    assert read_case(folder) == case


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("page.txt", PAGE, Kind.REPORT),
        ("page.html", "<!doctype html><html><body>NAVAREA IV 1/20 75-59N 021-26E</body></html>", Kind.REPORT),
        ("notice.txt", ROCKOT, Kind.NOTICE),
        ("no-heading.txt", PSLV, Kind.NOTICE),
        ("flight.csv", TELEMETRY, Kind.TELEMETRY),
        ("flight.txt", TELEMETRY, Kind.TELEMETRY),
        ("track.csv", TRACK, Kind.TRACK),
        ("kms.txt", TLE, Kind.ELEMENTS),
        ("omm.json", '[{"OBJECT_NAME": "A", "MEAN_MOTION": 15.2}]', Kind.ELEMENTS),
        ("a.oem", "CCSDS_OEM_VERS = 2.0\n", Kind.TRACK),
        ("press.txt", "The notice said ships should stay 10-12 miles away from 5 North Street.\n", Kind.REPORT),
        ("story.txt", "The NAVAREA XI coordinator issued warning 10/23. Fishermen were told by radio.\n", Kind.REPORT),
    ],
)
def test_a_bare_file_is_known_by_its_content(tmp_path: Path, name: str, text: str, kind: Kind) -> None:
    document, _ = read_document(fill(tmp_path, **{name.replace(".", "_"): text}) / name)
    assert document is not None
    assert sniff(document) is kind


def test_bare_files_together_are_one_case_and_folders_are_each_one(tmp_path: Path) -> None:
    fill(tmp_path, page_txt=PAGE, notice_txt=ROCKOT, flight_csv=TELEMETRY)
    first, second = fill(tmp_path / "a", reports__x_txt=PAGE), fill(tmp_path / "b", notices__y_txt=ROCKOT)
    cases = read_paths([tmp_path / "page.txt", first, tmp_path / "notice.txt", second, tmp_path / "flight.csv"])
    assert len(cases) == 3
    mixed = cases[0]
    assert (len(mixed.reports), len(mixed.notices), len(mixed.observations)) == (1, 1, 1)
    assert [case.id for case in cases[1:]] == ["a", "b"]
    again = read_paths([tmp_path / "page.txt", tmp_path / "notice.txt", tmp_path / "flight.csv"])
    assert again[0].id == mixed.id


def test_a_folder_of_cases_is_its_cases(tmp_path: Path) -> None:
    fill(tmp_path / "a", reports__x_txt=PAGE)
    fill(tmp_path / "b", case_toml='title = "B"\n', notices__y_txt=ROCKOT)
    assert [case.id for case in read_paths([tmp_path])] == ["a", "b"]


def test_a_folder_with_bare_files_is_a_case(tmp_path: Path) -> None:
    (case,) = read_paths([fill(tmp_path / "loose", page_txt=PAGE, notice_txt=ROCKOT)])
    assert (len(case.reports), len(case.notices)) == (1, 1)


def test_nothing_there_is_a_wrong_call_but_not_beside_something(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        read_paths([tmp_path / "nowhere.txt"])
    with pytest.raises(InputError):
        read_case(tmp_path / "nowhere.txt")
    with pytest.raises(InputError):
        read_paths([])
    fill(tmp_path, page_txt=PAGE)
    (case,) = read_paths([tmp_path / "nowhere.txt", tmp_path / "page.txt"])
    assert len(case.reports) == 1
    assert case.problems[0].path.endswith("nowhere.txt")


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ('title = "A"\nsite = Sohae\n', 2, "broken"),
        ('title = "A"\n\nsiet = "Sohae"\n', 3, "siet"),
        ('title = 7\nsite = "Sohae"\n', 1, "title"),
        ('site = "Sohae"\npad = [139.66, 124.7]\n', 2, "pad"),
        ("pad = [1]\n", 1, "pad"),
        ('pad = ["a", 2]\n', 1, "pad"),
        ('liftoff = "soon"\n', 1, "liftoff"),
        ("liftoff = 2023-05-31\n", 1, "liftoff"),
        ("[stations]\nISLAND = [100.0, 10.0]\n", 1, "ISLAND"),
        ("stations = 7\n", 1, "stations"),
    ],
)
def test_a_wrong_case_file_is_named_by_line_and_the_rest_read(
    tmp_path: Path, content: str, line: int, what: str
) -> None:
    case = read_case(fill(tmp_path / "case", case_toml=content, reports__page_txt=PAGE))
    assert len(case.reports) == 1
    (problem,) = case.problems
    assert problem.path.endswith("case.toml")
    assert problem.line == line
    assert what in problem.what
    if what == "siet":
        assert case.pad_deg is None


def test_a_toml_date_and_time_without_a_zone_is_utc(tmp_path: Path) -> None:
    case = read_case(fill(tmp_path / "case", case_toml="liftoff = 2023-05-30T21:27:00\n", reports__page_txt=PAGE))
    assert case.liftoff == datetime(2023, 5, 30, 21, 27, tzinfo=UTC)


def test_what_cannot_be_read_is_a_problem_beside_what_can(tmp_path: Path) -> None:
    folder = fill(
        tmp_path / "case", reports__page_txt=PAGE, telemetry__odd_csv="clock,value\n0,1\n", elements__x_tle="no"
    )
    (folder / "reports" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "notices").mkdir()
    (folder / "drafts").mkdir()
    (folder / "drafts" / "x.txt").write_text("x")
    case = read_case(folder)
    assert len(case.reports) == 1
    named = {Path(problem.path).name for problem in case.problems}
    assert named == {"odd.csv", "x.tle", "picture.png", "drafts"}


def test_an_empty_folder_says_what_a_case_holds(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    case = read_case(tmp_path / "case")
    assert "no evidence" in case.problems[0].what


def test_messages_that_disagree_on_a_corner_are_held_against_each_other(tmp_path: Path) -> None:
    one = (
        ROCKOT.replace("77-07.00N 073-06.00W", "75-07.00N 073-06.00W").replace("325/17", "NNN/17").replace("NNN", "326")
    )
    case = read_case(fill(tmp_path / "case", notices__a_txt=ROCKOT, notices__b_txt=one))
    (problem,) = case.problems
    assert "HYDROARC 325/17" in problem.what and "HYDROARC 326/17" in problem.what
    assert "77.117" in problem.what and "75.117" in problem.what
    replaced = one.replace("2. CANCEL", "2. CANCEL HYDROARC 325/17.\n3. CANCEL")
    assert read_case(fill(tmp_path / "next", notices__a_txt=ROCKOT, notices__b_txt=replaced)).problems == ()


def test_the_earliest_of_many_element_sets_stands_for_an_object(tmp_path: Path) -> None:
    later = TLE.replace("19078", "19079").replace("0  9999", "0  9990")
    case = read_case(fill(tmp_path / "case", elements__all_tle=later + TLE))
    (one,) = case.observations
    assert isinstance(one, OrbitObservation)
    assert one.epoch.day == 19


def test_a_text_about_no_launch_is_said(tmp_path: Path) -> None:
    (case,) = read_paths([fill(tmp_path, town_txt="The council met on Tuesday.\n") / "town.txt"])
    (problem,) = case.problems
    assert "no launch" in problem.what
    assert problem.line == 1


def test_a_bare_case_file_states_what_it_states_in_a_folder(tmp_path: Path) -> None:
    fill(tmp_path, case_toml='site = "Sohae"\n', page_txt=PAGE)
    (case,) = read_paths([tmp_path / "case.toml", tmp_path / "page.txt"])
    assert (case.site, len(case.reports), case.problems) == ("Sohae", 1, ())
    (alone,) = read_paths([tmp_path / "case.toml"])
    assert "without any evidence" in alone.problems[0].what


def test_a_site_or_vehicle_that_the_catalog_does_not_know_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('title = "x"\nsite = "Nowhere Cosmodrome"\nvehicle = "Moonraker 5"\n')
    (tmp_path / "page.txt").write_text("North Korea fired a missile on 31 May 2023, the South said.\n")
    case = read_case(tmp_path)
    told = {problem.line: problem.what for problem in case.problems if problem.path.endswith("case.toml")}
    assert "Nowhere Cosmodrome" in told[2]
    assert "Moonraker 5" in told[3]
    assert case.site is None
    assert case.vehicle is None


def test_a_missile_named_in_a_case_file_is_known_by_its_class(tmp_path: Path) -> None:
    case = read_case(fill(tmp_path / "case", case_toml='vehicle = "Hwasong-15 ICBM"', reports__page_txt=PAGE))
    assert (case.vehicle, case.missile, case.problems) == ("Hwasong-15 ICBM", "icbm", ())
    case = read_case(fill(tmp_path / "other", case_toml='vehicle = "Falcon 9"', reports__page_txt=PAGE))
    assert (case.vehicle, case.missile) == ("Falcon 9", None)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('vehicle = "Falcn 9"', "near it: Falcon 9"),
        ('site = "Vandenburg"', "near it: Vandenberg Space Force Base"),
        ('vehicle = "Moonraker 5"', "generic classes are flown"),
        ("pad = [-120.61, 34.63]", "latitude first: pad = [34.63, -120.61]?"),
        ("pad = [1000.0, 1000.0]", "write pad = [34.63, -120.61]"),
    ],
)
def test_what_was_probably_meant_in_a_case_file_is_told(tmp_path: Path, line: str, hint: str) -> None:
    case = read_case(fill(tmp_path / "case", case_toml=line, reports__page_txt=PAGE))
    (problem,) = case.problems
    assert hint in (problem.hint or "")

"""Element sets: OMM in four notations, two-line elements, and what is wrong with a set."""

from __future__ import annotations

import csv
import json
import math
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downrange.reading.document import read_document
from downrange.reading.elements import checksum, perigee_and_apogee, read_catalog_number, read_elements
from downrange.records.document import Document
from downrange.records.observation import OrbitObservation

SHARED = Path(os.environ.get("DOWNRANGE_SHARED", Path(__file__).parents[2].parent / "shared")) / "data"

FIELDS = {
    "OBJECT_NAME": "MALLIGYONG-1",
    "OBJECT_ID": "2023-179A",
    "EPOCH": "2026-07-10T07:13:07.451616",
    "MEAN_MOTION": "15.22776275",
    "ECCENTRICITY": ".00069828",
    "INCLINATION": "97.2993",
    "RA_OF_ASC_NODE": "72.1946",
    "ARG_OF_PERICENTER": "316.6351",
    "MEAN_ANOMALY": "43.4336",
    "NORAD_CAT_ID": "58400",
}
TLE = """\
0 KMS 4
1 41332U 16009A   19078.94309093 +.00001876 +00000-0 +61069-4 0  9999
2 41332 097.3735 147.7121 0021525 258.2166 216.5595 15.32942773173914
"""


def document(text: str, path: str = "elements.txt") -> Document:
    return Document(path=path, digest="0" * 64, text=text)


def as_json(fields: dict[str, str]) -> str:
    return json.dumps([fields], indent=1)


def as_xml(fields: dict[str, str]) -> str:
    tags = "".join(f"<{key}>{value}</{key}>" for key, value in fields.items())
    return f'<?xml version="1.0"?>\n<ndm><omm id="CCSDS_OMM_VERS"><body><segment>{tags}</segment></body></omm></ndm>'


def as_kvn(fields: dict[str, str]) -> str:
    units = {"MEAN_MOTION": " [rev/day]", "INCLINATION": " [deg]"}
    lines = [f"{key} = {value}{units.get(key, '')}" for key, value in fields.items()]
    return "CCSDS_OMM_VERS = 2.0\nCOMMENT made for a test\nCREATION_DATE = 2026-07-10T08:00:00\n" + "\n".join(lines)


def as_csv(fields: dict[str, str]) -> str:
    return ",".join(fields) + "\n" + ",".join(fields.values()) + "\n"


@pytest.mark.parametrize("write", [as_json, as_xml, as_kvn, as_csv])
def test_an_omm_reads_the_same_in_every_notation(write: object) -> None:
    assert callable(write)
    (found,), problems = read_elements(document(write(FIELDS)))
    assert problems == ()
    assert found.name == "MALLIGYONG-1"
    assert (found.designator, found.norad_id) == ("2023-179A", 58400)
    assert found.epoch == datetime(2026, 7, 10, 7, 13, 7, 451616, tzinfo=UTC)
    assert math.degrees(found.inclination) == pytest.approx(97.2993)
    assert math.degrees(found.ascending_node) == pytest.approx(72.1946)
    assert 480e3 < found.perigee < found.apogee < 510e3


def test_two_line_elements_are_read_with_their_name() -> None:
    (found,), problems = read_elements(document(TLE))
    assert problems == ()
    assert (found.name, found.designator, found.norad_id) == ("KMS 4", "2016-009A", 41332)
    assert found.epoch.date().isoformat() == "2019-03-19"
    assert found.epoch.hour == 22


def test_two_line_elements_without_names_are_read() -> None:
    lines = TLE.splitlines()[1:]
    found, problems = read_elements(document("\r\n".join(lines * 2)))
    assert len(found) == 2
    assert problems == ()


@pytest.mark.parametrize(
    ("words", "number"),
    [("00005", 5), ("99999", 99999), ("A0000", 100000), ("E8493", 148493), ("J2931", 182931), ("P4018", 234018),
     ("W1928", 301928), ("Z9999", 339999), ("123456789", 123456789)],
)  # fmt: skip
def test_catalog_numbers_go_beyond_five_digits(words: str, number: int) -> None:
    # Source of E8493, J2931, P4018, W1928: Space-Track, description of the alpha-5 scheme.
    assert read_catalog_number(words) == number


@pytest.mark.parametrize("words", ["I0001", "O0001", "ABCDE", "", "12 34"])
def test_what_is_no_catalog_number_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=words or ".*"):
        read_catalog_number(words)


def test_an_alpha_five_number_in_a_tle_is_read() -> None:
    lines = TLE.splitlines()
    for index in (1, 2):
        line = lines[index][:2] + "B1332" + lines[index][7:68]
        lines[index] = line + str(checksum(line))
    (found,), _ = read_elements(document("\n".join(lines)))
    assert found.norad_id == 111332


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("9999\n2", "9998\n2", 2, "checksum"),
        ("2 41332 097", "2 41333 097", 3, "checksum"),
        ("\n2 41332", "\n3 41332", 3, "line 2"),
    ],
)
def test_a_broken_tle_is_named_by_line_and_left_out(old: str, new: str, line: int, what: str) -> None:
    found, problems = read_elements(document(TLE.replace(old, new)))
    assert found == ()
    assert problems[0].line == line
    assert what in problems[0].what


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("EPOCH", "yesterday"),
        ("INCLINATION", "197"),
        ("ECCENTRICITY", "1.2"),
        ("MEAN_MOTION", "fast"),
        ("MEAN_MOTION", ""),
    ],
)
@pytest.mark.parametrize("write", [as_json, as_xml, as_kvn, as_csv])
def test_a_wrong_field_is_named(write: object, key: str, value: str) -> None:
    assert callable(write)
    found, problems = read_elements(document(write(FIELDS | {key: value})))
    assert found == ()
    assert key in problems[0].what
    assert problems[0].line is not None


@pytest.mark.parametrize(
    "text", ["{", "[1, 2]", "<omm>", '<!DOCTYPE x [<!ENTITY a "b">]><omm/>', "nothing", "[" * 5000]
)
def test_what_holds_no_elements_says_so(text: str) -> None:
    found, problems = read_elements(document(text))
    assert found == ()
    assert problems


def test_a_geostationary_orbit_has_its_height() -> None:
    # 42,164 km from the center: one turn a sidereal day of 86,164.0905 s.
    perigee, apogee = perigee_and_apogee(2.0 * math.pi / 86_164.0905, 0.0, 0.0)
    assert perigee == apogee == pytest.approx(42_164e3 - 6_378.137e3, abs=2.5e3)


@settings(max_examples=200, deadline=None)
@given(st.floats(11.3, 16.3), st.floats(0.0, 0.05), st.floats(0.0, math.pi))
def test_sgp4s_correction_moves_low_orbits_by_kilometers_only(turns: float, eccentricity: float, tilt: float) -> None:
    rate = turns * 2.0 * math.pi / 86_400.0
    kepler = (3.986008e14 / rate**2) ** (1.0 / 3.0)
    perigee, apogee = perigee_and_apogee(rate, eccentricity, tilt)
    assert 0.5 * (perigee + apogee) + 6_378_137.0 == pytest.approx(kepler, abs=8e3)
    assert apogee - perigee == pytest.approx(2.0 * eccentricity * kepler, rel=2e-3, abs=1.0)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='012345 .-+UA\n{}[]<>,=:"EPOCHMEANTI', max_size=250))
def test_any_text_gives_elements_or_problems(text: str) -> None:
    for body in (text, TLE[:90] + text, "CCSDS_OMM_VERS = 2.0\n" + text):
        found, problems = read_elements(document(body))
        assert found or problems


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
def test_stored_element_sets_agree_with_the_catalog_of_launches() -> None:
    with (SHARED / "notices" / "launches.csv").open(encoding="utf-8") as stream:
        rows = {row["case"]: row for row in csv.DictReader(stream)}
    compared = 0
    for path in sorted((SHARED / "tle" / "by_launch").glob("*.3le")):
        read, _ = read_document(path)
        assert read is not None
        found, problems = read_elements(read)
        assert found and problems == (), path
        row = rows.get(path.stem)
        stage = [one for one in found if row and one.name == row["upper_stage_name"]]
        if row and stage and row["upper_stage_perigee_km"]:
            compared += _agrees(stage[0], row)
    assert compared >= 5


def _agrees(found: OrbitObservation, row: dict[str, str]) -> bool:
    assert math.degrees(found.inclination) == pytest.approx(float(row["upper_stage_inc_deg"]), abs=0.001)
    assert found.perigee / 1e3 == pytest.approx(float(row["upper_stage_perigee_km"]), abs=8.0)
    assert found.apogee / 1e3 == pytest.approx(float(row["upper_stage_apogee_km"]), rel=5e-4, abs=8.0)
    return True

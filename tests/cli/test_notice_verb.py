"""`downrange notice`: GeoJSON, JSON or a table on stdout, problems on stderr, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape
from typer.testing import CliRunner

from downrange.cli.demo import CASES
from downrange.cli.main import app

FOLDER = CASES / "rockot-2017-10-13" / "notices"
ODD = """\
091103Z OCT 17
HYDROARC 325/17(15,38).
1. HAZARDOUS OPERATIONS, ROCKET LAUNCHING 0915Z TO 1010Z DAILY 13 AND 14 OCT IN AREAS BOUND BY:
   A. 77-36.67N 075-52.50W, 77-35.75N 074-08.00W, 10-21S 001046E.
   B. 79-35N 161-54E, 83-18N 139-06W, 82-38N 139-48W, 79-09N 164-41E.
"""


def call(*arguments: object, input_: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["notice", *map(str, arguments)], input=input_)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def features(stdout: str) -> list[dict[str, Any]]:
    collection = json.loads(stdout)
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def test_a_feature_an_area_with_what_the_contract_asks() -> None:
    status, stdout, stderr = call(*sorted(FOLDER.glob("*.txt")), "--geojson")
    assert status == 0
    found = features(stdout)
    assert [one["properties"]["message"] for one in found] == ["HYDROARC 325/17", "HYDROARC 328/17", "HYDROARC 331/17"]
    assert [one["properties"]["kind"] for one in found] == ["launch", "reentry", "launch"]
    for one in found:
        properties = one["properties"]
        assert properties["window"] == {"start": "2017-10-13T09:15:00Z", "end": "2017-10-14T10:10:00Z"}
        assert len(properties["windows"]) == 2
        start, end = properties["characters"]
        assert Path(properties["path"]).read_text(encoding="utf-8")[start:end] == properties["text"]
        assert properties["problems"] == []
        outline = shape(one["geometry"])
        assert outline.is_valid and outline.area > 0.0
        west, south, east, north = outline.bounds
        assert -180 <= west < east <= 180 and 70 < south < north < 80
    assert "3 areas in 3 messages" in stderr


def test_a_folder_is_searched_for_notices() -> None:
    status, stdout, _ = call(FOLDER.parent, "--geojson")
    assert status == 0
    assert len(features(stdout)) == 3


def test_problems_are_named_and_the_status_is_one(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text(ODD, encoding="utf-8")
    status, stdout, stderr = call(path, "--geojson")
    assert status == 1
    (found,) = features(stdout)
    assert found["geometry"]["type"] == "MultiPolygon"
    assert shape(found["geometry"]).is_valid
    (problem,) = json.loads(stdout)["problems"]
    assert problem["line"] == 4
    assert "001046E" in problem["what"]
    assert f"{path}:4: " in stderr


def test_standard_input_is_read(tmp_path: Path) -> None:
    status, stdout, _ = call("-", "--geojson", input_=(FOLDER / "HYDROARC_325-17.txt").read_text(encoding="utf-8"))
    assert status == 0
    assert len(features(stdout)) == 1


def test_json_lists_the_messages_with_their_areas() -> None:
    status, stdout, _ = call(FOLDER / "HYDROARC_325-17.txt", "--json")
    assert status == 0
    (message,) = json.loads(stdout)
    assert message["message"] == "HYDROARC 325/17"
    assert message["cancel_at"] == "2017-10-14T11:10:00Z"
    assert len(message["areas"][0]["rings"][0]) == 7


def test_a_table_is_printed_for_people() -> None:
    status, stdout, _ = call(FOLDER, "--quiet")
    assert status == 0
    assert "HYDROARC 325/17" in stdout
    assert "2017-10-13 09:15" in stdout


@pytest.mark.parametrize("name", ["nowhere.txt", "nowhere"])
def test_nothing_there_is_a_wrong_call(tmp_path: Path, name: str) -> None:
    status, stdout, stderr = call(tmp_path / name)
    assert status == 2
    assert stdout == ""
    assert name in stderr


def test_a_missing_file_beside_a_good_one_is_a_problem(tmp_path: Path) -> None:
    status, stdout, stderr = call(tmp_path / "nowhere.txt", FOLDER / "HYDROARC_325-17.txt", "--geojson")
    assert status == 1
    assert len(features(stdout)) == 1
    assert "nowhere.txt" in stderr


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"The council met on Tuesday.\n"])
def test_what_holds_no_notice_ends_with_a_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    status, stdout, stderr = call(path, "--geojson")
    assert status == 1
    assert features(stdout) == []
    assert "page.txt" in stderr


@pytest.mark.parametrize("side", ["N", "S"])
def test_a_circle_over_a_pole_is_strict_geojson(tmp_path: Path, side: str) -> None:
    path = tmp_path / "pole.txt"
    path.write_text(ODD.splitlines()[0] + f"\nHYDROARC 1/17.\n1. MISSILES WITHIN 300 MILES OF 88-00{side} 040-00E.\n")
    _, stdout, _ = call(path, "--geojson")
    (found,) = features(stdout)
    outline = shape(found["geometry"])
    assert outline.is_valid
    west, south, east, north = outline.bounds
    assert (west, east) == (-180.0, 180.0)
    assert (north if side == "N" else -south) == 90.0

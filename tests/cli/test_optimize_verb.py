"""`downrange optimize`: tables, JSON, pictures, limits read from the command line, and wrong calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from downrange.cli.main import app

RUN = CliRunner()
CALL = ["optimize", "soyuz-2-1b", "--site", "baikonur", "--to", "250x250x51.6", "--samples", "4", "--quiet"]


def test_the_payload_is_told_as_a_table_with_its_steering() -> None:
    done = RUN.invoke(app, CALL)
    assert done.exit_code == 0, done.output
    assert "lifts" in done.stdout
    assert "kick" in done.stdout
    assert "stage-1" in done.stdout


def test_the_payload_is_told_as_json_with_its_band() -> None:
    done = RUN.invoke(app, [*CALL, "--json"])
    told = json.loads(done.stdout)
    assert told["payload_kg"] == pytest.approx(8500, rel=0.15)
    assert told["payload_band_kg"]["q05"] < told["payload_band_kg"]["q95"]
    assert told["flight"]["inclination_deg"]["median"] == pytest.approx(51.6, abs=0.3)
    assert told["status"]["code"] == 0


def test_a_payload_is_steered_for_and_its_margin_told() -> None:
    told = json.loads(RUN.invoke(app, [*CALL, "--payload", "6000", "--json"]).stdout)
    assert told["steered_for_kg"] == 6000.0
    assert told["margin_kg"] == pytest.approx(told["payload_kg"] - 6000.0, abs=0.2)


def test_too_heavy_a_payload_ends_with_status_1_and_says_what_is_lifted() -> None:
    done = RUN.invoke(app, [*CALL, "--payload", "20000"])
    assert done.exit_code == 1
    assert "more than Soyuz-2.1b lifts" in done.output
    assert "hint:" in done.output


def test_zones_come_from_geojson_and_are_drawn(tmp_path: Path) -> None:
    area = tmp_path / "box.geojson"
    ring = [[60.0, 44.0], [75.0, 44.0], [75.0, 53.0], [60.0, 53.0], [60.0, 44.0]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    area.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    picture = tmp_path / "flight.html"
    done = RUN.invoke(app, [*CALL, "--drop-zone", f"booster={area}", "--plot", str(picture)])
    assert done.exit_code == 0, done.output
    page = picture.read_text(encoding="utf-8")
    assert "<svg" in page
    assert "m-area-edge" in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_an_orbit_out_of_reach_ends_with_status_1_and_a_hint() -> None:
    done = RUN.invoke(app, ["optimize", "electron", "--site", "mahia", "--to", "5000x5000x97", "--samples", "2", "-q"])
    assert done.exit_code == 1
    assert "no payload reaches the orbit" in done.output
    assert "lower perigee" in done.output


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["optimize"], "no vehicle"),
        (["optimize", "vega"], "no site"),
        (["optimize", "no-such-rocket", "--site", "kourou"], "no vehicle"),
        ([*CALL, "--azimuth-limits", "north"], "two azimuths clockwise"),
        ([*CALL, "--drop-zone", "nowhere.geojson"], "GeoJSON"),
        ([*CALL, "--keep-clear", "100,0,50"], "LAT,LON,RADIUS"),
        ([*CALL, "--keep-clear", "stage-9=10,0,50"], "drops no stage-9"),
        ([*CALL, "--payload", "-5"], "a payload of -5 kg"),
        ([*CALL, "--payload", "nan"], "a payload of nan kg"),
        ([*CALL, "--azimuth", "nan"], "an azimuth"),
        ([*CALL, "--height", "-900"], "give -430"),
        ([*CALL, "--parking"], "does not restart"),
    ],
)
def test_a_wrong_call_ends_with_status_2_and_a_hint(call: list[str], words: str) -> None:
    done = RUN.invoke(app, call)
    assert done.exit_code == 2, done.output
    assert words in done.output
    assert "hint:" in done.output


def test_what_is_no_geojson_is_named(tmp_path: Path) -> None:
    for name, text, words in (("a", "{", "not GeoJSON"), ("b", '{"type":"Point","coordinates":[1,2]}', "no polygon")):
        path = tmp_path / f"{name}.geojson"
        path.write_text(text)
        done = RUN.invoke(app, [*CALL, "--drop-zone", str(path)])
        assert done.exit_code == 2
        assert words in done.output

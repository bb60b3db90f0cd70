"""`downrange fly`: tables, JSON, files and wrong calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from downrange.cli.main import app

RUN = CliRunner()
CALL = ["fly", "falcon-9-block-5", "--site", "28.56,-80.58", "--to", "250x250x51.6", "--quiet"]


def test_a_flight_is_told_as_a_table() -> None:
    done = RUN.invoke(app, CALL)
    assert done.exit_code == 0, done.output
    assert "stage-1" in done.stdout
    assert "in orbit 1.00" in done.stdout


def test_a_flight_is_told_as_json() -> None:
    done = RUN.invoke(app, [*CALL, "--json"])
    told = json.loads(done.stdout)
    assert told["inclination_deg"]["median"] == pytest.approx(51.6, abs=0.05)
    assert told["impacts"][0]["body"] == "stage-1"


def test_the_same_seed_gives_the_same_flights() -> None:
    call = [*CALL, "--samples", "80", "--fail", "stage2:early-cutoff@100", "--json"]
    first, second = (RUN.invoke(app, call).stdout for _ in range(2))
    assert first == second
    assert json.loads(first)["p_orbit"] == 0.0


def test_flights_and_tracks_are_written_whole(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    done = RUN.invoke(app, [*CALL, "--samples", "3", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert pq.read_table(tmp_path / "flights.parquet").num_rows == 3
    track = pq.read_table(tmp_path / "track.parquet").to_pydict()
    assert set(track["flight"]) == {0, 1, 2}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flights.parquet", "track.parquet"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["fly", "no-such-rocket", "--site", "28.5,-80.6"], "no vehicle"),
        (["fly", "electron", "--site", "no such place at all"], "no site"),
        ([*CALL[:4], "--to", "high"], "500x500x97.4"),
        ([*CALL, "--fail", "stage2:sneeze"], "no-ignition"),
        ([*CALL, "--fail", "stage9:breakup"], "stages are 1 to 2"),
        ([*CALL[:4], "--to", "600x500"], "lower one first"),
    ],
)
def test_a_wrong_call_ends_with_status_2_and_a_hint(call: list[str], words: str) -> None:
    done = RUN.invoke(app, call)
    assert done.exit_code == 2
    assert words in done.output


def test_an_orbit_out_of_reach_ends_with_status_1_and_says_what_to_do() -> None:
    done = RUN.invoke(app, ["fly", "electron", "--site", "-39.26,177.86", "--to", "5000x5000", "--quiet"])
    assert done.exit_code == 1
    assert "lower the payload or the target" in done.output


@pytest.mark.parametrize("name", ["flight.svg", "flight.html"])
def test_a_picture_shows_height_speed_ground_track_and_falls(tmp_path: Path, name: str) -> None:
    done = RUN.invoke(app, [*CALL, "--plot", str(tmp_path / name)])
    assert done.exit_code == 0, done.output
    text = (tmp_path / name).read_text(encoding="utf-8")
    for words in ("height km", "speed km/s", "range km", "Ground track", "stage-1"):
        assert words in text
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_many_flights_are_drawn_as_bands(tmp_path: Path) -> None:
    RUN.invoke(app, [*CALL, "--samples", "20", "--plot", str(tmp_path / "many.svg")])
    assert "p-half" in (tmp_path / "many.svg").read_text(encoding="utf-8")


def test_a_last_stage_that_restarts_parks_when_asked_to() -> None:
    call = ["fly", "vega", "--site", "kourou", "--to", "700x700x90", "--northward", "--quiet", "--json"]
    once, twice = (json.loads(RUN.invoke(app, [*call, *more]).stdout) for more in ([], ["--park", "180"]))
    assert twice["perigee_km"]["median"] == pytest.approx(700.0, abs=2.0)
    assert twice["end_of_powered_flight_s"]["median"] > once["end_of_powered_flight_s"]["median"] + 1500.0


def test_a_vehicle_dropped_from_an_aircraft_starts_at_its_drop_area() -> None:
    done = RUN.invoke(app, ["fly", "launcherone", "--site", "cornwall", "--to", "500x500x97", "--json", "--quiet"])
    told = json.loads(done.stdout)
    assert told["site"]["height"] > 10e3
    assert told["p_orbit"] == 1.0


@pytest.mark.parametrize(
    ("site", "height"),
    [("90,0", "0"), ("-90,0", "2800"), ("31.5,35.4", "-430"), ("0,180", "0"), ("28.5,-80.6", "15000")],
)
def test_flights_begin_at_a_pole_below_the_sea_and_high_up(site: str, height: str) -> None:
    call = ["fly", "falcon-9-block-5", "--site", site, "--height", height, "--to", "250x250", "--json", "--quiet"]
    told = json.loads(RUN.invoke(app, call).stdout)
    assert told["p_orbit"] == 1.0
    assert told["perigee_km"]["median"] == pytest.approx(250.0, abs=1.0)


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (["--payload", "900000"], 1, "less than weight at lift-off"),
        (["--payload", "-1"], 2, "give a mass above zero"),
        (["--payload", "nan"], 2, "give a mass above zero"),
        (["--azimuth", "nan"], 2, "give a number of degrees"),
        (["--to", "nanxnan"], 2, "write perigee x apogee"),
        (["--to", "1.2.3x500"], 2, "write perigee x apogee"),
        (["--to", "500x500x181"], 2, "from 0 to 180"),
        (["--site", "95,10"], 2, "latitude first"),
        (["--site", "1.2.3,10"], 2, "LAT,LON"),
        (["--height", "20000"], 2, "a site 20000 m high"),
        (["--height", "nan"], 2, "m high"),
        (["--park", "300"], 2, "parking orbit"),
        (["--to", "5000x5000"], 1, "lower the payload or the target"),
        (["--plot", "flight.txt"], 2, ".svg"),
        (["--plot", "/dev/null/flight.svg"], 2, "cannot write"),
        (["--out", "/dev/null"], 2, "cannot write"),
        (["--fail", "stage1:thrust-loss@10=7"], 2, "0 to 1"),
        (["--fail", "stage1:steering@10=400"], 2, "-90 to 90"),
        (["--fail", "stage1:breakup@1.2.3"], 2, "are numbers"),
    ],
)
def test_bad_input_says_what_to_do(more: list[str], code: int, words: str) -> None:
    done = RUN.invoke(app, [*CALL, *more])
    assert done.exit_code == code, done.output
    assert words in " ".join(done.output.split())


def test_a_device_that_is_not_there_is_said_not_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("downrange.flight.gpu.device_name", lambda: None)
    done = RUN.invoke(app, [*CALL, "--gpu"])
    assert done.exit_code == 2
    assert "downrange[gpu]" in done.output

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

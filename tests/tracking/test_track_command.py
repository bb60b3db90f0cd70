"""`downrange track` as a user calls it: data on stdout, talk on stderr, and a restart that loses nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from track_samples import ROOT, coast, csv_of, points

SHARED = Path(os.environ.get("DOWNRANGE_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="module")
def stream() -> str:
    times = np.arange(0.0, 60.0, 1.0)
    return csv_of(points(times, coast(times), sigma=100.0, rng=np.random.default_rng(1)))


def call(*words: str, text: str | None = None, code: str = "") -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", f"{code}\nfrom downrange.cli.main import run; run()", "track", *words]
    return subprocess.run(line, input=text, capture_output=True, text=True, check=False, timeout=300)


def test_a_stream_on_stdin_gives_a_line_of_json_an_update(stream: str) -> None:
    done = call("-", "--no-clock", text=stream)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert {"odds", "answer", "phase", "state", "impact", "orbit", "fault", "counts"} <= set(lines[-1])


def test_bad_lines_are_named_counted_and_end_the_run_with_status_1(stream: str, tmp_path: Path) -> None:
    path = tmp_path / "track.csv"
    path.write_text(stream.replace("\n20.000", "\nrubbish\n20.000"))
    done = call(str(path), "--no-clock")
    assert done.returncode == 1
    assert f"{path}:22:" in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["counts"]["skipped"] == 1


def test_a_restart_goes_on_byte_for_byte(stream: str, tmp_path: Path) -> None:
    path, state = tmp_path / "track.csv", tmp_path / "track.state"
    path.write_text(stream)
    whole = call(str(path), "--no-clock").stdout
    rows = stream.splitlines(keepends=True)
    path.write_text("".join(rows[:40]))
    first = call(str(path), "--no-clock", "--state", str(state)).stdout
    path.write_text(stream)
    second = call(str(path), "--no-clock", "--state", str(state)).stdout
    assert first + second == whole


def test_a_run_killed_at_any_moment_goes_on_and_no_line_is_lost(stream: str, tmp_path: Path) -> None:
    path, state = tmp_path / "track.csv", tmp_path / "track.state"
    path.write_text(stream)
    whole = call(str(path), "--no-clock").stdout.splitlines()
    code = "from downrange.cli.main import run; run()"
    words = [str(path), "--no-clock", "--state", str(state), "--replay", "8x"]
    process = subprocess.Popen([sys.executable, "-c", code, "track", *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(25)]
    process.kill()
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    first += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    second = call(str(path), "--no-clock", "--state", str(state)).stdout.splitlines()
    told = [line.rstrip("\n") for line in first]
    again = json.loads(second[0])["n"] - 1
    assert 0 < again <= len(told)
    assert told[:again] + second == whole
    # What was printed after the state was last kept is printed again, the same.
    assert told[again:] == second[: len(told) - again]


def hear_ctrl_c() -> None:
    """A program in the background of a shell is told to ignore Ctrl-C, and so would be what it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def stopped(words: list[str], lines: list[str], answers: int, how: signal.Signals) -> tuple[list[str], int]:
    """What a run on stdin printed that was ended by a signal after some answers; its status."""
    code = "from downrange.cli.main import run; run()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "track", "-", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=hear_ctrl_c,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(lines))
    process.stdin.flush()
    told = [process.stdout.readline() for _ in range(answers)]
    process.send_signal(how)
    told += [line for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    process.stdin.close()
    process.stdout.close()
    return [line.rstrip("\n") for line in told], process.wait()


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_stream_whose_run_is_ended_by_a_signal_goes_on_and_loses_nothing(
    stream: str, tmp_path: Path, how: signal.Signals
) -> None:
    lines = stream.splitlines(keepends=True)
    words = ["--no-clock", "--quiet", "--state", str(tmp_path / "state")]
    whole = call("-", "--no-clock", text=stream).stdout.splitlines()
    told, status = stopped(words, lines[:40], 12, how)
    assert status == {signal.SIGKILL: -signal.SIGKILL, signal.SIGTERM: 0, signal.SIGINT: 130}[how]
    rest = call("-", *words, text="".join(lines[40:])).stdout.splitlines()
    again = json.loads(rest[0])["n"] - 1
    assert again <= len(told)
    assert told[:again] + rest == whole
    assert told[again:] == rest[: len(told) - again]


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
def test_a_stream_sent_anew_after_a_kill_is_known_again(stream: str, tmp_path: Path) -> None:
    lines = stream.splitlines(keepends=True)
    words = ["--no-clock", "--quiet", "--state", str(tmp_path / "state")]
    plain = [
        {**json.loads(line), "line": 0, "counts": 0}
        for line in call("-", "--no-clock", text=stream).stdout.splitlines()
    ]
    told, _ = stopped(words, lines[:40], 12, signal.SIGKILL)
    rest = call("-", *words, text=stream).stdout.splitlines()
    numbers = {json.loads(line)["n"]: {**json.loads(line), "line": 0, "counts": 0} for line in told + rest}
    assert [numbers[number + 1] for number in range(len(plain))] == plain
    assert json.loads(rest[-1])["counts"]["used"] == 60
    assert len(list(tmp_path.glob("state.*.lines"))) == 1


def test_a_file_newest_first_is_sorted_and_that_is_said(stream: str, tmp_path: Path) -> None:
    path, state = tmp_path / "back.csv", tmp_path / "state"
    header, *rows = stream.splitlines()
    path.write_text("\n".join([header, *reversed(rows)]))
    done = call(str(path), "--no-clock", "--state", str(state))
    assert done.returncode == 0
    assert "newest first" in done.stderr
    plain = [json.loads(line)["state"] for line in call("-", "--no-clock", text=stream).stdout.splitlines()]
    assert [json.loads(line)["state"] for line in done.stdout.splitlines()] == plain
    path.write_text(stream)
    changed = call(str(path), "--no-clock", "--state", str(state))
    assert changed.returncode == 2
    assert "has changed" in changed.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--flights", "0", "--vehicle", "no such"], "no vehicle"),
        (["--azimuth", "1000"], "no bearing"),
        (["--pad", "95,0"], "--pad"),
        (["--sensor", "x=1"], "--sensor"),
        (["--liftoff", "noon"], "no instant"),
    ],
)
def test_options_that_cannot_be_are_refused_in_words(words: list[str], told: str) -> None:
    done = call("-", *words, text="")
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


NEVER_SET_UP = """
import downrange.tracking.setup as setup
def never(**options): raise SystemExit("a tracker was set up")
setup.make_tracker = never
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rubbish\nmore rubbish\n", "no column of the header is known"),
        ("foo,bar\n1,2\n3,4\n", "a row before any header"),
        ("time_s,temperature\n1,2\n3,4\n", "nothing measured in it"),
        ("", "it is empty"),
    ],
)
def test_a_file_without_a_sighting_is_named_before_anything_is_compiled(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    for words in ((), ("--live",), ("--replay", "10x")):
        done = call(str(path), "--site", "vandenberg", *words, code=NEVER_SET_UP)
        assert done.returncode == (1 if text else 0)
        assert told in done.stderr
        assert f"{path}: no track began" in done.stderr or not text
        assert (done.stdout, "Traceback" in done.stderr) == ("", False)


def test_a_site_that_nobody_knows_is_named_before_anything_is_compiled() -> None:
    done = call("-", "--site", "no such place", text="", code=NEVER_SET_UP)
    assert done.returncode == 2
    assert "no site is called" in done.stderr
    done = call("-", "--site", "vandenburg", text="", code=NEVER_SET_UP)
    assert "near it: Vandenberg Space Force Base" in done.stderr


def test_a_file_that_held_no_sighting_goes_on_when_it_has_grown(stream: str, tmp_path: Path) -> None:
    path, state = tmp_path / "track.csv", tmp_path / "track.state"
    words = (str(path), "--no-clock", "--site", "sohae", "--flights", "300")
    path.write_text("rubbish\n" + stream)
    whole = call(*words).stdout
    path.write_text("rubbish\n")
    assert call(*words, "--state", str(state)).stdout == ""
    path.write_text("rubbish\n" + stream)
    assert call(*words, "--state", str(state)).stdout == whole


def test_why_no_track_began_is_said() -> None:
    done = call("-", text="time_s,lat,lon,height_m\n1,2,3,4e5\n")
    assert "no track began" in done.stderr
    assert done.stdout == ""


def test_a_missing_file_and_a_broken_state_are_wrong_calls(tmp_path: Path) -> None:
    assert call(str(tmp_path / "none.csv")).returncode == 2
    (tmp_path / "state").write_text("{")
    done = call("-", "--state", str(tmp_path / "state"), text="")
    assert done.returncode == 2
    assert "hint:" in done.stderr


def test_a_state_of_another_input_or_of_other_options_or_nowhere_is_refused(stream: str, tmp_path: Path) -> None:
    path, other, state = (tmp_path / name for name in ("track.csv", "other.csv", "track.state"))
    path.write_text("".join(stream.splitlines(keepends=True)[:10]))
    other.write_text(stream)
    assert call(str(path), "--no-clock", "--flights", "0", "--state", str(state)).returncode == 0
    for words, told in (
        ((str(other), "--state", str(state)), "track.csv"),
        ((str(path), "--state", str(state), "--site", "sohae"), "--site"),
        ((str(path), "--state", str(tmp_path)), "no state can be kept"),
        ((str(path), "--state", os.devnull), "no state can be kept"),
        ((str(path), "--state", str(tmp_path / "none" / "state")), "no state can be kept"),
    ):
        done = call(*words)
        assert done.returncode == 2
        assert told in done.stderr
        assert "hint:" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_three_points_of_the_press_are_a_launch_to_orbit(tmp_path: Path) -> None:
    """Unha-3, 12 December 2012, as told by the South Korean ministry of defense; it reached orbit."""
    path = tmp_path / "press.csv"
    path.write_text("time_s,downrange_km,altitude_km\n156,45,98\n216,189,180\n514,1357,473\n")
    done = call(str(path), "--site", "sohae", "--azimuth", "182", "--quiet")
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["odds"]["orbital"] > 0.9
    assert last["state"]["height_m"] == pytest.approx(473e3, rel=0.05)
    assert last["state"]["downrange_m"] == pytest.approx(1357e3, rel=0.05)
    assert last["orbit"]["probability"] > 0.8


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "data" / "telemetry").is_dir(), reason="the shared data are not here")
def test_cutoffs_of_the_webcasts_not_learnt_from_are_found_within_a_second() -> None:
    sys.path.insert(0, str(ROOT))
    from scoreboard.shared import half
    from scoreboard.tracking import cutoff_misses

    from downrange.tracking.switches import TAIL_OFF

    misses = [abs(miss + TAIL_OFF) for case, miss in cutoff_misses().items() if half(case) == "report"]
    assert sum(miss <= 1.0 for miss in misses) >= 0.9 * len(misses)

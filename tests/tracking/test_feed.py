"""Times that jump, streams that begin anew, and files in any order: no line is lost, no wrong one stops the rest."""

from __future__ import annotations

import json
import math
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from track_samples import coast, csv_of, points

from downrange.earth.ellipsoid import ecef_from_geodetic
from downrange.tracking.feed import KEPT, Feed
from downrange.tracking.leaps import ALONE, IN_A_ROW, LeapWatch
from downrange.tracking.lines import as_line
from downrange.tracking.motion import measure, sides_of
from downrange.tracking.ordering import needs_sorting, read_sorted
from downrange.tracking.rows import RADAR_SEEN
from downrange.tracking.stream import StreamReader
from downrange.tracking.tracker import Tracker


@pytest.fixture(scope="module")
def rows() -> list[str]:
    """A header and 120 rows, one a second, of a body that coasts."""
    times = np.arange(0.0, 120.0, 1.0)
    return csv_of(points(times, coast(times), sigma=100.0, rng=np.random.default_rng(1))).splitlines()


def new_feed() -> Feed:
    return Feed(reader=StreamReader(path="stream"), tracker=Tracker(from_liftoff=False))


def follow(feed: Feed, lines: list[str], *, end: bool = True) -> tuple[list[str], list[str]]:
    """Lines of JSON, and what was complained of."""
    told: list[str] = []
    wrong: list[str] = []
    for read in [lambda line=line: feed.read(line) for line in lines] + [feed.finish] * end:
        sightings, problems = read()
        wrong += [f"{problem.line}: {problem.what}" for problem in problems]
        told += [as_line(update) for item in sightings if (update := feed.update(item)) is not None]
    return told, wrong


def last_counts(told: list[str]) -> dict[str, int]:
    return json.loads(told[-1])["counts"]


@pytest.mark.parametrize("wrong_by", [90.0, 600.0, 3600.0, 100_000.0])
def test_one_line_with_a_time_too_late_is_named_and_no_other_is_lost(rows: list[str], wrong_by: float) -> None:
    time, rest = rows[60].split(",", 1)
    lines = [*rows[:60], f"{float(time) + wrong_by},{rest}", *rows[61:]]
    told, wrong = follow(new_feed(), lines)
    assert len(wrong) == 1
    assert wrong[0].startswith("61: time")
    assert last_counts(told) == {**last_counts(follow(new_feed(), rows)[0]), "used": 119, "skipped": 1}


def test_a_first_line_with_a_time_too_late_does_not_keep_the_rest_out(rows: list[str]) -> None:
    told, wrong = follow(new_feed(), [rows[0], rows[1].replace("0.000,", "7200.000,", 1), *rows[2:]])
    assert [item.split(":")[0] for item in wrong] == ["2"]
    assert last_counts(told)["used"] == 119


def test_a_gap_of_minutes_loses_no_line() -> None:
    times = np.concatenate([np.arange(0.0, 40.0, 1.0), np.arange(240.0, 280.0, 1.0)])
    lines = csv_of(points(times, coast(times, height=300e3), sigma=100.0, rng=np.random.default_rng(2))).splitlines()
    told, wrong = follow(new_feed(), lines)
    assert not wrong
    assert last_counts(told)["used"] == 80
    assert {json.loads(line)["time_s"] for line in told} >= {39.0, 240.0, 241.0, 242.0}


def test_the_last_line_after_a_gap_is_taken_at_the_end(rows: list[str]) -> None:
    told, wrong = follow(new_feed(), [*rows[:30], rows[115]])
    assert not wrong
    assert json.loads(told[-1])["time_s"] == 114.0


def test_sparse_sightings_wait_for_nothing_once_their_step_is_known() -> None:
    watch = LeapWatch()
    (first, second, third) = points(np.array([0.0, 50.0, 330.0]), np.ones((3, 6)) * 7e6, sigma=1.0, rng=random_normal())
    assert watch.take(first) == ([], [])
    assert watch.take(second) == ([first, second], [])
    assert watch.take(third) == ([third], [])


def random_normal() -> np.random.Generator:
    return np.random.default_rng(0)


def test_one_sensor_with_a_wrong_clock_does_not_carry_the_others_on(rows: list[str]) -> None:
    lines = [f"{rows[0]},sensor"]
    for number, row in enumerate(rows[1:], 1):
        lines.append(f"{row},good")
        if number > 20:
            time, rest = row.split(",", 1)
            lines += [f"{float(time) + 900.0 + 0.1 * part},{rest},bad" for part in range(4)]
    told, wrong = follow(new_feed(), lines)
    assert last_counts(told)["used"] == 120
    assert len(wrong) > 3 * 90
    assert ALONE > 4 > IN_A_ROW


def test_a_restart_while_lines_wait_goes_on_with_the_same_bytes() -> None:
    times = np.concatenate([np.arange(0.0, 40.0, 1.0), np.arange(240.0, 250.0, 1.0)])
    lines = csv_of(points(times, coast(times, height=300e3), sigma=100.0, rng=np.random.default_rng(3))).splitlines()
    whole, _ = follow(new_feed(), lines)
    for cut in (1, 2, 41, 42, 43, 44):
        first = new_feed()
        told, _ = follow(first, lines[:cut], end=False)
        kept = json.loads(json.dumps([first.reader.state(), first.tracker.as_json(), first.as_json()]))
        second = new_feed()
        for part, saved in zip((second.reader, second.tracker, second), kept, strict=True):
            part.restore(saved)
        told += follow(second, lines[cut:])[0]
        assert told == whole


def test_a_stream_sent_again_from_its_beginning_changes_nothing_but_counts(rows: list[str]) -> None:
    wild = [f"{number + 0.5},10.0,20.0,5000,100" for number in range(70, 90)]
    lines = [*rows[:90], *wild[:1], *rows[90:]]
    feed = new_feed()
    told, _ = follow(feed, lines[:100], end=False)
    again, wrong = follow(feed, lines)
    assert not wrong
    plain = [{**json.loads(line), "line": 0, "counts": 0} for line in follow(new_feed(), lines)[0]]
    assert [{**json.loads(line), "line": 0, "counts": 0} for line in told + again] == plain
    assert last_counts(again)["duplicate"] == 99
    assert last_counts(again)["restarts"] == 0


def test_what_is_kept_to_know_lines_again_is_bounded(monkeypatch: pytest.MonkeyPatch, rows: list[str]) -> None:
    feed = new_feed()
    follow(feed, rows[:3], end=False)
    assert feed.seen.maxlen == KEPT
    feed.seen.extend(str(number) for number in range(2 * KEPT))
    assert len(feed.as_json()["seen"]) < 13 * KEPT


def test_a_stream_that_runs_backwards_is_named_once(rows: list[str]) -> None:
    _, wrong = follow(new_feed(), [rows[0], *reversed(rows[1:])])
    assert len([item for item in wrong if "backwards" in item]) == 1


def in_order(feed: Feed, lines: list[str]) -> list[str]:
    """Times and values of a file's sightings, as it is taken."""
    if needs_sorting(feed.reader, lines) is None:
        return [repr((item.time, item.values)) for item in [s for line in lines for s in feed.read(line)[0]]] + [
            repr((item.time, item.values)) for item in feed.finish()[0]
        ]
    return [repr((item.time, item.values)) for item in read_sorted(feed, lines)[0]]


def test_a_file_in_any_order_is_taken_in_order_of_time(rows: list[str]) -> None:
    expected = in_order(new_feed(), rows)
    shuffled = rows[1:]
    random.Random(5).shuffle(shuffled)
    for other in (rows[:0:-1], shuffled, rows[61:] + rows[1:61]):
        assert needs_sorting(new_feed().reader, [rows[0], *other]) is not None
        assert in_order(new_feed(), [rows[0], *other]) == expected
    assert needs_sorting(new_feed().reader, rows) is None


PLACE = (0.58, 0.22, 100.0)
META = ["CCSDS_TDM_VERS = 2.0", "META_START", "TIME_SYSTEM = UTC", "PARTICIPANT_1 = radar", "PARTICIPANT_2 = object"]
MODE = ["MODE = SEQUENTIAL", "PATH = 1,2,1", "ANGLE_TYPE = AZEL", "RANGE_UNITS = km", "META_STOP", "DATA_START"]


@pytest.fixture(scope="module")
def measured() -> dict[str, list[str]]:
    """Records of each keyword, as a radar sees a coasting body."""
    times = np.arange(0.0, 100.0, 1.0)
    sides, shown, state = np.empty((3, 3)), np.zeros(4), np.zeros(11)
    sides_of(PLACE[0], PLACE[1], sides)
    records: dict[str, list[str]] = {"ANGLE_1": [], "ANGLE_2": [], "RANGE": []}
    for time, truth in zip(times, coast(times, height=200e3), strict=True):
        state[:6] = truth
        measure(state, RADAR_SEEN, ecef_from_geodetic(*PLACE), sides, shown)
        instant = (datetime(2024, 5, 1, tzinfo=UTC) + timedelta(seconds=float(time))).strftime("%Y-%jT%H:%M:%S.000")
        shown_as = {"ANGLE_1": math.degrees(shown[1]), "ANGLE_2": math.degrees(shown[2]), "RANGE": shown[0] / 1e3}
        for keyword, value in shown_as.items():
            records[keyword].append(f"{keyword} = {instant} {value:.8f}")
    return records


def radar_feed(*, whole: bool) -> Feed:
    feed = new_feed()
    feed.reader.add_sensor("radar", (math.degrees(PLACE[0]), math.degrees(PLACE[1]), PLACE[2]))
    feed.reader.tdm.whole = whole
    return feed


def test_a_message_sorted_by_keyword_is_read_as_one_sorted_by_time(measured: dict[str, list[str]]) -> None:
    """CCSDS 503.0-B-2, 3.4.10: only the records of one keyword must stand in order of time."""
    by_time = [line for records in zip(*measured.values(), strict=True) for line in records]
    angles = [line for pair in zip(measured["ANGLE_1"], measured["ANGLE_2"], strict=True) for line in pair]
    expected = in_order(radar_feed(whole=True), [*META, *MODE, *by_time, "DATA_STOP"])
    assert len(expected) == 100
    apart = [*META, *MODE, *angles, "DATA_STOP", *META[1:], *MODE, *measured["RANGE"], "DATA_STOP"]
    for lines in (
        [*META, *MODE, *measured["ANGLE_1"], *measured["ANGLE_2"], *measured["RANGE"], "DATA_STOP"],
        [*META, *MODE, *angles, *measured["RANGE"], "DATA_STOP"],
        [*META, *MODE, *measured["RANGE"], *angles, "DATA_STOP"],
        apart,
    ):
        assert in_order(radar_feed(whole=True), lines) == expected


def test_a_message_on_a_stream_is_put_together_while_it_comes(measured: dict[str, list[str]]) -> None:
    by_time = [line for records in zip(*measured.values(), strict=True) for line in records]
    feed = radar_feed(whole=False)
    early = [item for line in [*META, *MODE, *by_time[:30]] for item in feed.read(line)[0]]
    assert [item.time for item in early] == [float(time) for time in range(9)]
    blocks = [*META, *MODE, *measured["ANGLE_1"], *measured["ANGLE_2"], *measured["RANGE"], "DATA_STOP"]
    feed = radar_feed(whole=False)
    assert len([item for line in blocks for item in feed.read(line)[0] if None not in item.values[:3]]) == 100

"""Tracking over the app: a WebSocket that is fed lines, and a stream sent whole."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from starlette.websockets import WebSocketDisconnect

MU, RADIUS = 3.986004418e14, 6378137.0
OWN = {"host": "127.0.0.1"}


def fallen(times: np.ndarray) -> list[str]:
    """A body that falls over the equator of an Earth that hardly turns in a minute, by Newton's law alone."""
    start = [RADIUS + 120e3, 0.0, 1500.0, 4000.0]
    law = lambda _, y: [y[2], y[3], *(-MU * np.array(y[:2]) / math.hypot(y[0], y[1]) ** 3)]  # noqa: E731
    path = solve_ivp(law, (0.0, times[-1]), start, t_eval=times, rtol=1e-10).y
    return [
        f"{time:.1f},0.0,{math.degrees(math.atan2(y, x)):.7f},{math.hypot(x, y) - RADIUS:.2f},300"
        for time, x, y in zip(times, *path[:2], strict=True)
    ]


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """A minute of its fall, with a header."""
    return ["time_s,lat,lon,height_m,sigma_m", *fallen(np.arange(0.0, 60.0, 1.0))]


def test_a_stream_sent_whole_is_answered_with_a_line_of_json_an_update(client, lines):
    text = "\n".join([*lines[:30], "rubbish", *lines[30:]])
    answered = client.post("/api/track?clock=false", content=text)
    assert answered.status_code == 200
    answers = [json.loads(line) for line in answered.text.splitlines()]
    problems = [answer for answer in answers if "problem" in answer]
    updates = [answer for answer in answers if "problem" not in answer]
    assert [problem["line"] for problem in problems] == [31]
    assert [update["n"] for update in updates] == list(range(1, len(updates) + 1))
    assert updates[-1]["counts"]["skipped"] == 1
    assert abs(updates[-1]["state"]["speed_m_s"] - math.hypot(1500.0 - 9.0 * 60.0, 4000.0)) < 100.0


def test_a_socket_answers_each_message_of_lines(client, lines):
    with client.websocket_connect("/api/track", headers=OWN) as socket:
        socket.send_text(json.dumps({"clock": False}))
        assert socket.receive_json() == {"schema": "downrange-track-ready/1", "flights": 0}
        for line in lines[:20]:
            socket.send_text(line)
        socket.send_text("{\n")
        answers = [socket.receive_json()]
        while "problem" not in answers[-1]:
            answers.append(socket.receive_json())
        assert answers[0]["schema"] == "downrange-track/1"
        assert answers[-1]["line"] == 21


def test_many_sockets_are_followed_side_by_side(client, lines):
    sockets = [client.websocket_connect("/api/track", headers=OWN) for _ in range(5)]
    for socket in sockets:
        socket.__enter__()
        socket.send_text(json.dumps({"clock": False}))
        socket.receive_json()
        socket.send_text("\n".join(lines))
    firsts = [socket.receive_json() for socket in sockets]
    assert all(first == firsts[0] for first in firsts)
    for socket in sockets:
        socket.__exit__(None, None, None)


@pytest.mark.parametrize(
    "setup",
    [
        "{",
        "[]",
        "\\0",
        '{"azimuth": 1000}',
        '{"vehicle": "no-such"}',
        '{"site": "no-such"}',
        '{"flights": -1}',
        '{"liftoff": "noon"}',
        '{"pad": [99, 0]}',
        '{"x": 1}',
    ],
)
def test_a_setup_that_is_not_understood_is_refused_in_words(client, setup):
    with client.websocket_connect("/api/track", headers=OWN) as socket:
        socket.send_text(setup)
        assert socket.receive_json()["problem"]
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


@pytest.mark.parametrize("query", ["site=no-such", "pad=1", "pad=a,b", "sensor=x=1,2", "flights=many", "unknown=1"])
def test_a_query_that_is_not_understood_is_refused_in_words(client, query):
    answered = client.post(f"/api/track?{query}", content="")
    assert answered.status_code == 400
    assert answered.json()["error"]


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {**OWN, "origin": "http://evil.example"}])
def test_a_socket_from_elsewhere_is_refused(client, headers):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/track", headers=headers):
        pass


def test_too_many_lines_in_one_message_are_refused_and_the_socket_lives_on(client, lines):
    with client.websocket_connect("/api/track", headers=OWN) as socket:
        socket.send_text('{"clock": false}')
        socket.receive_json()
        socket.send_text("1\n" * 1001)
        assert "1001 lines" in socket.receive_json()["problem"]
        socket.send_text("\n".join(lines))
        assert socket.receive_json()["n"] == 1


def test_a_socket_takes_bytes_tells_notes_and_answers_what_waited_at_the_end(client, lines):
    with client.websocket_connect("/api/track", headers=OWN) as socket:
        socket.send_bytes(b'{"clock": false}')
        socket.receive_json()
        socket.send_bytes(f"{lines[0]},volts\n".encode())
        assert "volts" in socket.receive_json()["note"]
        socket.send_text("\n".join(f"{line},3" for line in lines[1:30]))
        assert [socket.receive_json()["n"] for _ in range(5)] == [1, 2, 3, 4, 5]
        socket.send_text(f"{fallen(np.array([0.0, 150.0]))[-1]},3")
        socket.send_text("# end")
        answers = [socket.receive_json() for _ in range(23)]
        assert not [answer for answer in answers if "problem" in answer]
        assert answers[-1]["time_s"] == 150.0


def test_a_stream_sent_whole_newest_first_is_sorted(client, lines):
    plain = client.post("/api/track?clock=false", content="\n".join(lines)).text.splitlines()
    back = client.post("/api/track?clock=false", content="\n".join([lines[0], *lines[:0:-1]]).encode("utf-16"))
    note, *updates = back.text.splitlines()
    assert "newest first" in json.loads(note)["note"]
    assert [json.loads(line)["state"] for line in updates] == [json.loads(line)["state"] for line in plain]

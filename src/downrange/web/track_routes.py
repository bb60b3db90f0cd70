"""Tracking over the app: a WebSocket that takes lines and answers with updates, and a route for a stream sent whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from downrange.errors import DownrangeError, InputError

MOST_TRACKS = 100
"""WebSockets followed at once."""
MOST_LINES = 1000
"""Lines in one message."""
MOST_FLIGHTS = 20_000
POLICY_VIOLATION, TRY_AGAIN = 1008, 1013
"""Closing codes. Source: RFC 6455, 7.4.1, and the registry it founds."""


class TrackSetup(BaseModel):
    """What is known beforehand; the options of `downrange track`."""

    model_config = ConfigDict(extra="forbid")

    site: str | None = None
    pad: tuple[float, float] | None = None
    """Latitude and longitude [degrees]."""
    vehicle: str | None = None
    azimuth: float | None = None
    """[degrees]"""
    liftoff: str | None = None
    clock: bool = True
    """Whether bare times count from lift-off."""
    sensors: dict[str, tuple[float, float, float]] = Field(default_factory=dict, max_length=256)
    """Latitude, longitude [degrees] and height [m] by name."""
    flights: int = Field(default=0, ge=0, le=MOST_FLIGHTS)
    """In the bank; 0: the filter alone."""
    seed: int = Field(default=1, ge=0)


def track_routes(hosts: frozenset[str]) -> APIRouter:
    """The WebSocket and the route `/api/track`.

    Args:
        hosts: names that WebSockets may be opened to; the guard looks at plain requests only.
    """
    routes = APIRouter()
    open_tracks: set[int] = set()

    @routes.websocket("/api/track")
    async def follow(socket: WebSocket) -> None:
        """The first message is the setup as JSON; each further one holds lines, answered by updates and problems."""
        if not _is_own(socket, hosts):
            await socket.close(POLICY_VIOLATION, "pages of other sites are refused")
            return
        await socket.accept()
        if len(open_tracks) >= MOST_TRACKS:
            await socket.close(TRY_AGAIN, f"{MOST_TRACKS} tracks are followed already")
            return
        open_tracks.add(id(socket))
        try:
            await _follow(socket)
        except WebSocketDisconnect:
            pass
        finally:
            open_tracks.discard(id(socket))

    @routes.post("/api/track")
    async def track(request: Request) -> StreamingResponse:
        """The body is a stream (CSV, JSON lines or TDM), the query the setup; answered by a line of JSON an update."""
        session = await asyncio.to_thread(_Session, _setup_of(dict(request.query_params)))
        text = (await request.body()).decode("utf-8", errors="replace")
        return StreamingResponse(session.answers(text), media_type="application/x-ndjson")

    return routes


def _is_own(socket: WebSocket, hosts: frozenset[str]) -> bool:
    """Whether a WebSocket was opened to this server by its own page, or by a program on this machine."""
    host, origin = socket.headers.get("host", ""), socket.headers.get("origin")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and ":" in host else host
    return name in hosts and (origin is None or origin.partition("://")[2] == host)


async def _follow(socket: WebSocket) -> None:
    try:
        session = await asyncio.to_thread(_Session, TrackSetup.model_validate_json(await socket.receive_text()))
    except (ValidationError, DownrangeError) as error:
        await socket.send_json(_refusal(error))
        await socket.close(POLICY_VIOLATION, "the setup is not understood")
        return
    await socket.send_json({"schema": "downrange-track-ready/1", "flights": session.flights})
    while True:
        lines = (await socket.receive_text()).splitlines()
        if len(lines) > MOST_LINES:
            hint = f"send {MOST_LINES} or fewer"
            await socket.send_json({"problem": f"{len(lines)} lines in one message", "hint": hint})
            continue
        for line in lines:
            for answer in await asyncio.to_thread(session.take, line):
                await socket.send_text(answer)


def _setup_of(query: dict[str, Any]) -> TrackSetup:
    """The setup from a query: `pad=lat,lon`, and `sensor` as NAME=LAT,LON,HEIGHT.

    Raises:
        InputError: the query is not understood.
    """
    try:
        if "pad" in query:
            query["pad"] = [float(part) for part in query["pad"].split(",")]
        if "sensor" in query:
            name, _, place = query.pop("sensor").partition("=")
            query["sensors"] = {name: [float(part) for part in place.split(",")]}
        return TrackSetup.model_validate(query)
    except ValidationError as error:
        refusal = _refusal(error)
        raise InputError(refusal["problem"], hint=refusal["hint"]) from error
    except ValueError as error:
        raise InputError(f"a place that is no numbers: {error}", hint="write pad=LAT,LON in degrees") from error


def _refusal(error: ValidationError | DownrangeError) -> dict[str, str]:
    if isinstance(error, DownrangeError):
        return {"problem": str(error.args[0]), "hint": error.hint}
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "setup"
    return {"problem": f"{where}: {first['msg']}", "hint": "see docs/tracking.md for the setup"}


class _Session:
    """One stream: its reader and tracker."""

    def __init__(self, setup: TrackSetup) -> None:
        from downrange.tracking.setup import begin

        self.reader, self.tracker = begin(
            source="stream",
            site=setup.site,
            pad_deg=setup.pad,
            vehicle=setup.vehicle,
            azimuth_deg=setup.azimuth,
            liftoff=setup.liftoff,
            clock=setup.clock,
            sensors=setup.sensors,
            flights=setup.flights,
            prompt=True,
            seed=setup.seed,
        )

    @property
    def flights(self) -> int:
        """Flights in the bank."""
        return self.tracker.bank.flights if self.tracker.bank is not None else 0

    def take(self, line: str) -> list[str]:
        """What a line is answered with: problems and updates, each a line of JSON."""
        from downrange.tracking.lines import as_line

        sightings, problems = self.reader.read_line(line)
        self.tracker.skipped(len(problems))
        answers = [json.dumps({"problem": item.what, "line": item.line, "hint": item.hint}) for item in problems]
        updates = [update for sighting in sightings if (update := self.tracker.update(sighting)) is not None]
        noticed, self.tracker.problems = self.tracker.problems, []
        answers += [json.dumps({"problem": item.what, "line": item.line, "hint": item.hint}) for item in noticed]
        return answers + [as_line(update, zero=self.reader.zero.utc) for update in updates]

    def answers(self, text: str) -> Iterator[str]:
        """Everything a whole stream is answered with."""
        from downrange.tracking.lines import as_line

        for line in text.splitlines():
            yield from (f"{answer}\n" for answer in self.take(line))
        sightings, problems = self.reader.finish()
        self.tracker.skipped(len(problems))
        for sighting in sightings:
            if (update := self.tracker.update(sighting)) is not None:
                yield as_line(update, zero=self.reader.zero.utc) + "\n"

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
from downrange.records.problem import Problem
from downrange.records.sighting import Sighting
from downrange.tracking.cutting import LineCutter

MOST_TRACKS = 100
"""WebSockets followed at once."""
MOST_LINES = 1000
"""Lines in one message."""
MOST_FLIGHTS = 20_000
END = "# end"
"""A message with this line alone says that the stream has come to its end."""
NORMAL, POLICY_VIOLATION, TRY_AGAIN = 1000, 1008, 1013
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
        lines = _cut(await request.body())
        return StreamingResponse(session.answers(lines), media_type="application/x-ndjson")

    return routes


def _is_own(socket: WebSocket, hosts: frozenset[str]) -> bool:
    """Whether a WebSocket was opened to this server by its own page, or by a program on this machine."""
    host, origin = socket.headers.get("host", ""), socket.headers.get("origin")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and ":" in host else host
    return name in hosts and (origin is None or origin.partition("://")[2] == host)


async def _receive(socket: WebSocket) -> str:
    """Text of the next message; bytes are taken for UTF-8.

    Raises:
        WebSocketDisconnect: the other side closed.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", NORMAL), message.get("reason"))
    text = message.get("text")
    return text if text is not None else (message.get("bytes") or b"").decode("utf-8", errors="replace")


async def _follow(socket: WebSocket) -> None:
    try:
        session = await asyncio.to_thread(_Session, TrackSetup.model_validate_json(await _receive(socket)))
    except (ValidationError, DownrangeError) as error:
        await socket.send_json(_refusal(error))
        await socket.close(POLICY_VIOLATION, "the setup is not understood")
        return
    await socket.send_json({"schema": "downrange-track-ready/1", "flights": session.flights})
    while True:
        lines = (await _receive(socket)).splitlines()
        if len(lines) > MOST_LINES:
            hint = f"send {MOST_LINES} or fewer"
            await socket.send_json({"problem": f"{len(lines)} lines in one message", "hint": hint})
            continue
        if [line.strip() for line in lines] == [END]:
            lines = []
            for answer in await asyncio.to_thread(session.finish):
                await socket.send_text(answer)
        for line in lines:
            for answer in await asyncio.to_thread(session.take, line):
                await socket.send_text(answer)


def _cut(body: bytes) -> list[str]:
    """Lines of a stream sent whole.

    Raises:
        InputError: it is no text.
    """
    cutter = LineCutter("the stream")
    lines = cutter.cut(body) if body else []
    last = cutter.finish()
    return [*lines, last] if last else lines


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
    """One stream being followed."""

    def __init__(self, setup: TrackSetup) -> None:
        from downrange.tracking.feed import Feed
        from downrange.tracking.setup import begin

        reader, tracker = begin(
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
        self.feed = Feed(reader=reader, tracker=tracker)

    @property
    def flights(self) -> int:
        """Flights in the bank."""
        bank = self.feed.tracker.bank
        return bank.flights if bank is not None else 0

    def take(self, line: str) -> list[str]:
        """What a line is answered with: notes, problems and updates, each a line of JSON."""
        return self._answers(*self.feed.read(line))

    def finish(self) -> list[str]:
        """What is answered to what still waited for the end of the stream."""
        return self._answers(*self.feed.finish())

    def _answers(self, sightings: list[Sighting], problems: list[Problem]) -> list[str]:
        told = self._told(problems)
        return told + [answer for sighting in sightings for answer in self._update(sighting)]

    def _told(self, problems: list[Problem]) -> list[str]:
        named = [("note", item) for item in self.feed.notes()] + [("problem", item) for item in problems]
        return [json.dumps({kind: item.what, "line": item.line, "hint": item.hint}) for kind, item in named]

    def _update(self, sighting: Sighting) -> list[str]:
        from downrange.tracking.lines import as_line

        update = self.feed.update(sighting)
        told = self._told(self.feed.noticed())
        return told + ([as_line(update, zero=self.feed.reader.zero.utc)] if update is not None else [])

    def answers(self, lines: list[str]) -> Iterator[str]:
        """Everything a whole stream is answered with; it is sorted by time where it must be."""
        from downrange.tracking.ordering import is_sortable, needs_sorting, read_sorted

        self.feed.reader.tdm.whole = True
        disorder = needs_sorting(self.feed.reader, lines)
        if disorder is not None:
            yield json.dumps({"note": disorder.what, "line": disorder.line, "hint": disorder.hint}) + "\n"
        if disorder is not None and is_sortable(disorder):
            sightings, problems = read_sorted(self.feed, lines)
            yield from (f"{answer}\n" for answer in self._told(problems))
            for sighting in sightings:
                yield from (f"{answer}\n" for answer in self._update(sighting))
            return
        for line in lines:
            yield from (f"{answer}\n" for answer in self.take(line))
        yield from (f"{answer}\n" for answer in self.finish())

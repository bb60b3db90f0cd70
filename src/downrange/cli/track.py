"""`downrange track`: observations as they come; odds, phase, and predicted impact or orbit at every line."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from downrange.cli.console import Quiet, open_progress, say, say_problems
from downrange.errors import InputError

if TYPE_CHECKING:
    from downrange.cli.screens.track import Screen
    from downrange.records.sighting import Sighting
    from downrange.records.track import TrackUpdate
    from downrange.tracking.stream import StreamReader
    from downrange.tracking.tracker import Tracker

__all__ = ["track"]

DONE, PROBLEMS = 0, 1
SAVE_EVERY = 1.0
"""Seconds between two writings of the state file; it is also written at the end, whatever ends the run."""
MOST_COMPLAINTS = 20
"""Bad lines named one by one; the rest are counted."""


def track(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="CSV, JSON lines or CCSDS TDM; - reads stdin.")],
    site: Annotated[str | None, typer.Option(help="Launch site or pad by name.")] = None,
    pad: Annotated[str | None, typer.Option(metavar="LAT,LON", help="Pad in degrees, instead of a site.")] = None,
    vehicle: Annotated[str | None, typer.Option(help="Vehicle by name, when you know; else generic classes.")] = None,
    azimuth: Annotated[
        float | None, typer.Option(help="Launch azimuth [degrees], where only speed and height are seen.")
    ] = None,
    liftoff: Annotated[str | None, typer.Option(help="Lift-off as a UTC instant, for streams with UTC times.")] = None,
    clock: Annotated[bool, typer.Option("--clock/--no-clock", help="Whether bare times count from lift-off.")] = True,
    sensor: Annotated[
        list[str] | None, typer.Option(metavar="NAME=LAT,LON[,H]", help="Where a sensor stands; may be repeated.")
    ] = None,
    flights: Annotated[int, typer.Option(min=0, help="Flights in the bank; 0: the filter alone.")] = 6000,
    state: Annotated[Path | None, typer.Option(help="Keep the state here, and go on from it after a restart.")] = None,
    live: Annotated[bool, typer.Option("--live", help="A view to watch on the terminal, beside the data.")] = False,
    replay: Annotated[
        str | None, typer.Option(metavar="10x", help="Play a recorded flight at so many times its speed.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bank; the same seed gives the same lines.")] = 1,
    quiet: Quiet = False,
) -> None:
    """Track one object: a line of JSON for every observation, with odds, phase, state, impact or orbit, and faults.

    Lines that cannot be read are named on stderr, skipped and counted; the run then ends with status 1.

    Example: downrange track telemetry.csv --site vandenberg --live
    """
    pace = _pace(replay)
    if source != "-" and not Path(source).exists():  # named before kernels are compiled
        raise InputError(f"there is no file {source}", hint="name a file, or - for stdin")
    setup: dict[str, Any] = {
        "site": site, "pad": pad, "vehicle": vehicle, "azimuth": azimuth, "liftoff": liftoff, "clock": clock,
        "sensor": sensor or [], "flights": flights, "seed": seed,
        "prompt": live or pace is not None or source == "-",
    }  # fmt: skip
    from downrange.tracking.restart import check_same, load

    saved = load(state) if state is not None else None
    if saved is not None:
        asked = {name: value for name, value in setup.items() if _is_stated(context, name)}
        check_same(saved, source, asked)
        setup = saved.setup
    reader, tracker = _set_up(setup, source, quiet=quiet)
    offset = 0
    if saved is not None:
        reader.restore(saved.reader)
        tracker.restore(saved.tracker)
        if tracker.bank is not None and saved.bank is not None:
            tracker.bank.restore(saved.bank)
        offset = saved.offset if source != "-" else 0
        say(f"{source}: going on after line {reader.line}", quiet=quiet)
    run = _Run(source=source, setup=setup, reader=reader, tracker=tracker, state=state, pace=pace, offset=offset)
    with _open(source, offset) as file, _screen(live) as screen:
        run.follow(file, screen)
    raise typer.Exit(PROBLEMS if run.complaints else DONE)


def _is_stated(context: typer.Context, name: str) -> bool:
    """Whether an option was given, not left to its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


class _Run:
    """A stream being followed: read, update, print, keep the state."""

    def __init__(
        self,
        *,
        source: str,
        setup: dict[str, Any],
        reader: StreamReader,
        tracker: Tracker,
        state: Path | None,
        pace: float | None,
        offset: int,
    ) -> None:
        self.source, self.setup, self.reader, self.tracker = source, setup, reader, tracker
        self.state, self.pace, self.offset = state, pace, offset
        self.complaints = 0
        self.saved_at = time.monotonic()
        self.began: tuple[float, float] | None = None
        self.last: TrackUpdate | None = None

    def follow(self, file: BinaryIO, screen: Screen | None) -> None:
        """Every line of a stream to its end; the state is kept whatever ends it."""
        try:
            for raw in _lines(file):
                sightings, problems = self.reader.read_line(raw.decode("utf-8", errors="replace"))
                self._complain(problems)
                for sighting in sightings:
                    self._take(sighting, screen)
                self.offset += len(raw)
                self._keep()
            sightings, problems = self.reader.finish()
            self._complain(problems)
            for sighting in sightings:
                self._take(sighting, screen)
            if self.last is not None and self.last.counts != self.tracker.counts:
                self._print(self.tracker.repeated(self.last), screen)
            if self.last is None:
                say(_nothing_began(self.tracker))
        finally:
            self._keep(at_once=True)

    def _take(self, sighting: Sighting, screen: Screen | None) -> None:
        if self.pace is not None:
            began, zero = self.began or (time.monotonic(), sighting.time)
            self.began = began, zero
            time.sleep(max(0.0, min((sighting.time - zero) / self.pace - (time.monotonic() - began), 60.0)))
        update = self.tracker.update(sighting)
        noticed, self.tracker.problems = self.tracker.problems, []
        say_problems(noticed)
        self.complaints += len(noticed)
        if update is not None:
            self._print(update, screen)

    def _print(self, update: TrackUpdate, screen: Screen | None) -> None:
        from downrange.tracking.lines import as_line

        self.last = update
        if screen is not None:
            screen.show(update)
        if screen is None or not sys.stdout.isatty():
            sys.stdout.write(as_line(update, zero=self.reader.zero.utc) + "\n")
            sys.stdout.flush()

    def _complain(self, problems: tuple[Any, ...]) -> None:
        if not problems:
            return
        self.tracker.skipped(len(problems))
        if self.complaints < MOST_COMPLAINTS:
            say_problems(problems[: MOST_COMPLAINTS - self.complaints])
        self.complaints += len(problems)
        if self.complaints >= MOST_COMPLAINTS > self.complaints - len(problems):
            say("further lines that cannot be read are only counted")

    def _keep(self, *, at_once: bool = False) -> None:
        if self.state is None or (not at_once and time.monotonic() - self.saved_at < SAVE_EVERY):
            return
        from downrange.tracking.restart import save

        save(self.state, self.source, self.offset, self.setup, self.reader, self.tracker)
        self.saved_at = time.monotonic()


def _nothing_began(tracker: Tracker) -> str:
    """Why nothing was printed."""
    waiting = len(tracker.waiting)
    if not waiting and not tracker.counts.skipped:
        return "no track began: nothing rose from the pad, or the stream held no sighting"
    return f"no track began: {waiting} sightings settle no place and velocity\n  hint: it takes {tracker.missing()}"


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines as they come; one without an end is cut, so that memory is bounded."""
    while raw := file.readline(1_000_000):
        yield raw


def _open(source: str, offset: int) -> AbstractContextManager[BinaryIO]:
    if source == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        file = Path(source).open("rb")  # noqa: SIM115 - closed by the caller's `with`
    except OSError as error:
        raise InputError(f"{source} cannot be opened: {error.strerror}", hint="name a file, or - for stdin") from error
    file.seek(offset)
    return file


def _screen(live: bool) -> AbstractContextManager[Screen | None]:
    if not live:
        return nullcontext(None)
    from downrange.cli.screens.track import Screen

    return Screen()


def _pace(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        pace = float(text.lower().removesuffix("x"))
    except ValueError:
        pace = 0.0
    if not 0.0 < pace < 1e6:
        raise typer.BadParameter(f"{text!r} is no speed such as 10x", param_hint="--replay")
    return pace


def _place(text: str, option: str) -> tuple[float, ...]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = list[float]()
    if len(numbers) not in (2, 3) or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 360):
        raise typer.BadParameter(f"{text!r} is not LAT,LON[,HEIGHT] in degrees and meters", param_hint=option)
    return tuple(numbers)


def _set_up(setup: dict[str, Any], source: str, *, quiet: bool) -> tuple[StreamReader, Tracker]:
    """Reader and tracker as asked for, the bank drawn."""
    from downrange.tracking.compiling import is_compiled
    from downrange.tracking.setup import begin

    if not is_compiled():
        say("compiling the filter, once: about half a minute", quiet=quiet)
    sensors: dict[str, tuple[float, float, float]] = {}
    for text in setup["sensor"]:
        name, equals, place = text.partition("=")
        if not equals:
            raise typer.BadParameter(f"{text!r} is not NAME=LAT,LON[,HEIGHT]", param_hint="--sensor")
        numbers = _place(place, "--sensor")
        sensors[name.strip()] = (numbers[0], numbers[1], sum(numbers[2:]))
    with open_progress("bank", quiet=quiet or not setup["flights"]) as progress:
        return begin(
            source=source,
            site=setup["site"],
            pad_deg=_place(setup["pad"], "--pad")[:2] if setup["pad"] else None,
            vehicle=setup["vehicle"],
            azimuth_deg=setup["azimuth"],
            liftoff=setup["liftoff"],
            clock=setup["clock"],
            sensors=sensors,
            flights=setup["flights"],
            prompt=setup["prompt"],
            seed=setup["seed"],
            progress=progress,
        )

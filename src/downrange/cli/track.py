"""`downrange track`: observations as they come; odds, phase, and predicted impact or orbit at every line."""

from __future__ import annotations

import io
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from downrange.cli.console import Quiet, open_progress, say
from downrange.cli.following import Run
from downrange.cli.stopping import Stop
from downrange.errors import InputError

if TYPE_CHECKING:
    from downrange.cli.screens.track import Screen
    from downrange.tracking.stream import StreamReader
    from downrange.tracking.tracker import Tracker

__all__ = ["track"]

DONE, PROBLEMS, INTERRUPTED = 0, 1, 130
MOST_FLIGHTS = 200_000
"""More than fit into the memory of a small machine."""


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
    flights: Annotated[
        int, typer.Option(min=0, max=MOST_FLIGHTS, help="Flights in the bank; 0: the filter alone.")
    ] = 6000,
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
    SIGTERM and Ctrl-C end it between two lines, with the state kept.

    Example: downrange track telemetry.csv --site vandenberg --live
    """
    pace = _pace(replay)
    _check_source(source)
    setup: dict[str, Any] = {
        "site": site, "pad": pad, "vehicle": vehicle, "azimuth": azimuth, "liftoff": liftoff, "clock": clock,
        "sensor": sensor or [], "flights": flights, "seed": seed,
        "prompt": live or pace is not None or not _is_file(source),
    }  # fmt: skip
    from downrange.tracking.feed import Feed
    from downrange.tracking.restart import check_same, load

    saved = load(state) if state is not None else None
    if saved is not None:
        asked = {name: value for name, value in setup.items() if _is_stated(context, name)}
        check_same(saved, source, asked)
        setup = saved.setup
    is_file = _is_file(source)
    reader, tracker = _set_up(setup, source, is_new_file=is_file and saved is None, quiet=quiet)
    feed = Feed(reader=reader, tracker=tracker)
    if saved is not None:
        say(f"{source}: going on after line {saved.reader['line']}", quiet=quiet)
    with Stop() as stop, _screen(live) as screen:
        run = Run(source=source, setup=setup, feed=feed, state=state, pace=pace, stop=stop, screen=screen, quiet=quiet)
        if is_file:
            run.follow_file(Path(source), saved)
        else:
            run.follow_stream(saved)
        if stop.asked:
            kept = f"; the state is kept in {state}" if state is not None else ""
            say(f"{source}: stopped after line {reader.line}{kept}", quiet=quiet)
    raise typer.Exit(INTERRUPTED if stop.asked == signal.SIGINT else PROBLEMS if run.complaints else DONE)


def _is_file(source: str) -> bool:
    """Whether the input can be read twice."""
    return source != "-" and Path(source).is_file()


def _is_stated(context: typer.Context, name: str) -> bool:
    """Whether an option was given, not left to its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def _check_source(source: str) -> None:
    """Whether the input is there, before kernels are compiled.

    Raises:
        InputError: it is not, or it is no file.
    """
    if source == "-":
        if not isinstance(sys.stdin, io.TextIOBase):
            raise InputError("stdin is closed", hint="name a file, or send lines to stdin")
        return
    path = Path(source)
    if path.is_dir():
        raise InputError(f"{source} is a folder", hint="name a file in it, or - for stdin")
    try:
        if path.is_file():
            path.open("rb").close()
        elif not path.exists():
            raise InputError(f"there is no file {source}", hint="name a file, or - for stdin")
    except OSError as error:
        raise InputError(f"{source} cannot be opened: {error.strerror}", hint="name a file, or - for stdin") from error


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
    if len(numbers) not in (2, 3) or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 360 and abs(numbers[-1]) < 1e9):
        raise typer.BadParameter(f"{text!r} is not LAT,LON[,HEIGHT] in degrees and meters", param_hint=option)
    return tuple(numbers)


def _set_up(setup: dict[str, Any], source: str, *, is_new_file: bool, quiet: bool) -> tuple[StreamReader, Tracker]:
    """Reader and tracker as asked for, the bank drawn; nothing is compiled or drawn for a file without a sighting."""
    from downrange.cli.following import lines_of
    from downrange.tracking.compiling import is_compiled
    from downrange.tracking.ordering import find_first_place, holds_sighting
    from downrange.tracking.pads import pad_left
    from downrange.tracking.setup import begin_reading, make_tracker
    from downrange.tracking.tracker import Tracker

    sensors: dict[str, tuple[float, float, float]] = {}
    for text in setup["sensor"]:
        name, equals, place = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{text!r} is not NAME=LAT,LON[,HEIGHT]", param_hint="--sensor")
        numbers = _place(place, "--sensor")
        sensors[name.strip()] = (numbers[0], numbers[1], sum(numbers[2:]))
    pad = _place(setup["pad"], "--pad")[:2] if setup["pad"] else None
    read = partial(
        begin_reading,
        source=source,
        pad_deg=pad,
        vehicle=setup["vehicle"],
        azimuth_deg=setup["azimuth"],
        liftoff=setup["liftoff"],
        sensors=sensors,
    )
    reader = read(site=setup["site"])
    if is_new_file and not holds_sighting(reader, (text for text, _ in lines_of(Path(source), source))):
        return reader, Tracker(pad=reader.pad, source=source)
    if "place" not in setup:
        first = None
        if is_new_file and pad is None:
            first = find_first_place(reader, (text for text, _ in lines_of(Path(source), source)))
        setup["place"] = setup["site"] if pad is not None else pad_left(setup["site"], setup["vehicle"], first)
        if setup["place"] != setup["site"]:
            say(f"{source}: taken to have left {setup['place']}; --pad LAT,LON says otherwise", quiet=quiet)
    reader = read(site=setup["place"])
    if not is_compiled():
        say("compiling the filter, once: about half a minute", quiet=quiet)
    with open_progress("bank", quiet=quiet or not setup["flights"]) as progress:
        tracker = make_tracker(
            site=setup["place"],
            pad_deg=pad,
            vehicle=setup["vehicle"],
            azimuth=reader.azimuth,
            from_liftoff=setup["clock"],
            flights=setup["flights"],
            prompt=setup["prompt"],
            seed=setup["seed"],
            source=source,
            progress=progress,
        )
    return reader, tracker

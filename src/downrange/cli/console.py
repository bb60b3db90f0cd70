"""What the verbs share: talk and progress on stderr, data on stdout, and the options that every verb has."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from json.encoder import encode_basestring
from pathlib import Path
from typing import Annotated, Any

import typer

from downrange.errors import InputError
from downrange.records.problem import Problem

__all__ = [
    "Json",
    "Progress",
    "Quiet",
    "as_line",
    "complain",
    "counted",
    "open_progress",
    "print_json",
    "say",
    "say_problems",
    "writing",
]

LINE_EVERY = 5.0
"""Between two lines of progress where there is no terminal [s]."""

Progress = Callable[[str, float], None]
"""Takes what is being done, and the share of the whole that is done (0..1)."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No talk and no progress; problems are still named.")]


def say(message: str, *, quiet: bool = False) -> None:
    """Talk: a line on stderr, unless `quiet`."""
    if not quiet:
        typer.echo(message, err=True)


def complain(message: str) -> None:
    """An error message on stderr, quiet or not."""
    typer.echo(f"downrange: {message}", err=True)


def as_line(problem: Problem) -> str:
    """A problem as `path:line: what`, with its hint on a line of its own."""
    where = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    hint = f"\n  hint: {problem.hint}" if problem.hint else ""
    return f"{where}: {problem.what}{hint}"


def say_problems(problems: Iterable[Problem]) -> None:
    """Name each problem on stderr."""
    for problem in problems:
        typer.echo(as_line(problem), err=True)


def counted(number: int, noun: str) -> str:
    """'1 area', '2 areas'."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def print_json(value: Any) -> None:
    """Data: one JSON document on stdout."""
    typer.echo(as_json_text(value))


def as_json_text(value: Any, inset: str = "\n") -> str:
    """What `json.dumps(value, ensure_ascii=False, indent=2)` gives, in a fifth of its time: a long report has millions
    of lines. `inset` is a line's end with the blanks that the next one begins with.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict) and value:
        deeper = inset + "  "
        keys = (encode_basestring(key if isinstance(key, str) else json.dumps(key)) for key in value)
        lines = [f"{key}: {as_json_text(each, deeper)}" for key, each in zip(keys, value.values(), strict=True)]
        return f"{{{deeper}{f',{deeper}'.join(lines)}{inset}}}"
    if isinstance(value, list | tuple) and value:
        deeper = inset + "  "
        return f"[{deeper}{f',{deeper}'.join([as_json_text(each, deeper) for each in value])}{inset}]"
    return int.__repr__(value) if type(value) is int else json.dumps(value)


@contextmanager
def open_progress(title: str, *, quiet: bool = False) -> Generator[Progress, None, None]:
    """A progress bar on a terminal, a line now and then elsewhere, nothing when `quiet`."""
    if quiet:
        yield lambda step, share: None
    elif sys.stderr.isatty():
        with _bar(title) as report:
            yield report
    else:
        with _lines(title) as report:
            yield report


@contextmanager
def _bar(title: str) -> Generator[Progress, None, None]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.fields[title]}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, title=title)
        yield lambda step, share: bar.update(task, description=step, completed=share)


@contextmanager
def _lines(title: str) -> Generator[Progress, None, None]:
    last = -math.inf

    def report(step: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= LINE_EVERY:
            say(f"{title}: {share:4.0%}  {step}")
            last = now

    yield report


@contextmanager
def writing(path: Path) -> Generator[None, None, None]:
    """Turn what keeps a file from being written into a message that names it."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}", hint="name a folder that can be written to"
        ) from error

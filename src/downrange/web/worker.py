"""The process that flies: takes one task at a time through a pipe and tells how far it is; it can be ended any time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from downrange.drawfile import NAME as DRAWS
from downrange.drawfile import Made, as_bytes, light, takes_place
from downrange.errors import DownrangeError
from downrange.pipeline import LaunchRun, assess_case
from downrange.reading.case import read_paths
from downrange.records.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A case to assess."""

    folder: Path
    seed: int
    quick: bool
    without: tuple[str, ...]
    edits: Mapping[str, Any]
    """Values by claim id that take the place of what was read."""
    asked: Mapping[str, Any]
    """The same as the user asked for them."""
    digest: str
    """Of the evidence as the asker saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far a task is: what is being done, and the share done, 0 to 1."""

    what: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A task that cannot be done as asked."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A case assessed and written; what is needed to strike claims out again."""

    dossier: Dossier
    runs: tuple[LaunchRun, ...]


def work(pipe: Connection) -> None:
    """Do tasks until the pipe is closed."""
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(assess_task(task, pipe))
        except DownrangeError as error:
            pipe.send(Failed(message=str(error)))


def assess_task(task: Task, pipe: Connection) -> Assessed:
    """Assess a case, write its dossier and replays into its own state, and give what later questions need."""
    from downrange.dossier.write import write_dossier
    from downrange.web.replay import replay_of, write_replay
    from downrange.web.store import STATE, state_file, write_atomically, write_state

    def tell(what: str, share: float) -> None:
        pipe.send(Told(what=what, share=0.9 * share))

    os.chdir(task.folder)  # paths in the dossier are then those inside the case
    tell("reading", 0.0)
    case = replace(read_paths(["."])[0], id=task.folder.name, path=task.folder.name)
    made = assess_case(case, seed=task.seed, quick=task.quick, without=task.without, edits=task.edits, progress=tell)
    pipe.send(Told(what="writing", share=0.92))
    folder = task.folder / STATE / "dossier"
    folder.parent.mkdir(exist_ok=True)
    write_dossier(made.dossier, folder, flights=made.flights)
    for number, run in enumerate(made.runs):
        write_replay(task.folder, number, replay_of(run))
    runs = tuple(light(run) for run in made.runs)
    made_of = Made(digest=task.digest, without=task.without, edits=task.edits)
    draws = state_file(task.folder, DRAWS)
    if takes_place(draws, made_of):
        write_atomically(draws, as_bytes(runs, made_of))
    state = {
        "digest": task.digest,
        "without": list(task.without),
        "edits": dict(task.asked),
        "quick": task.quick,
        "seed": task.seed,
    }
    write_state(task.folder, "made.json", state)
    return Assessed(dossier=made.dossier, runs=runs)

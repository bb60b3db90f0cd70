"""Long jobs: one is flown at a time in a process of its own; each tells its progress and can be cancelled."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from queue import Queue
from typing import Any

from downrange.web.worker import Assessed, Failed, Task, Told, work

POLL = 0.1
"""How often a running job looks whether it was cancelled [s]."""
KEPT = 50
"""Finished jobs that are remembered."""


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset((State.DONE, State.FAILED, State.CANCELLED))


@dataclass(slots=True)
class Job:
    """One assessment under way."""

    id: str
    case: str
    task: Task
    state: State = State.WAITING
    what: str = ""
    share: float = 0.0
    message: str = ""
    started: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)

    def as_json(self) -> dict[str, Any]:
        """The job for clients."""
        return {
            "id": self.id,
            "case": self.case,
            "state": self.state.value,
            "what": self.what,
            "share": round(self.share, 4),
            "message": self.message,
            "without": list(self.task.without),
            "quick": self.task.quick,
            "seed": self.task.seed,
        }


class Jobs:
    """The queue of jobs, and the thread that hands them to the process."""

    def __init__(self, finished: Callable[[Job, Assessed], None]) -> None:
        self._finished = finished
        self._jobs: dict[str, Job] = {}
        self._queue: Queue[Job | None] = Queue()
        self._numbers = itertools.count(1)
        self._process: Any = None
        self._pipe: Any = None
        self._thread = threading.Thread(target=self._serve, name="jobs", daemon=True)
        self._thread.start()

    def add(self, case: str, task: Task) -> Job:
        """Queue a case; jobs for the same case that have not ended are cancelled, as they ask an older question."""
        for job in self._jobs.values():
            if job.case == case and job.state not in ENDED:
                self.cancel(job.id)
        job = Job(id=f"job-{next(self._numbers)}", case=case, task=task)
        self._jobs[job.id] = job
        for old in [each.id for each in self._jobs.values() if each.state in ENDED][:-KEPT]:
            del self._jobs[old]
        self._queue.put(job)
        return job

    def get(self, id: str) -> Job | None:
        """A job by its id; None when it is not known (any more)."""
        return self._jobs.get(id)

    def of_case(self, case: str) -> Job | None:
        """The latest job of a case that has not ended."""
        return next((job for job in reversed(self._jobs.values()) if job.case == case and job.state not in ENDED), None)

    def cancel(self, id: str) -> Job | None:
        """Stop a job, running or waiting."""
        job = self._jobs.get(id)
        if job is not None:
            job.stop.set()
        return job

    def close(self) -> None:
        """Stop everything."""
        for job in list(self._jobs.values()):
            job.stop.set()
        self._queue.put(None)
        self._thread.join(timeout=5.0)
        self._end_process()

    def _serve(self) -> None:
        while (job := self._queue.get()) is not None:
            if job.stop.is_set():
                job.state = State.CANCELLED
                continue
            job.state = State.RUNNING
            self._run(job, self._connected())
            if job.state is State.RUNNING:
                job.state = State.CANCELLED

    def _connected(self) -> Any:
        if self._pipe is None or not self._process.is_alive():
            context = multiprocessing.get_context("spawn")
            near, far = context.Pipe()
            self._pipe = near
            self._process = context.Process(target=work, args=(far,), name="downrange-flights", daemon=True)
            self._process.start()
            far.close()
            return near
        return self._pipe

    def _run(self, job: Job, pipe: Any) -> None:
        pipe.send(job.task)
        while not job.stop.is_set():
            try:
                message = pipe.recv() if pipe.poll(POLL) else None
            except EOFError:
                self._end_process()
                job.message, job.state = "the flying process ended unexpectedly; try again", State.FAILED
                return
            match message:
                case Told():
                    job.what, job.share = message.what, message.share
                case Failed():
                    job.message, job.state = message.message, State.FAILED
                    return
                case Assessed():
                    self._finished(job, message)
                    job.share, job.state = 1.0, State.DONE
                    return
                case _:
                    pass
        self._end_process()

    def _end_process(self) -> None:
        """End the process at once; the next job starts a fresh one."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(timeout=5.0)
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

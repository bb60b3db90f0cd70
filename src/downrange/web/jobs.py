"""Assessments in the background: one at a time, with progress, and stopped when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum

from downrange.errors import DownrangeError
from downrange.web.store import CaseStore, write_atomic

Progress = Callable[[str, float], None]
Assess = Callable[[str, Sequence[str], bool, Progress], None]
"""Takes the case id, the struck-out ids, whether to be quick, and where to report; writes the dossier."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class _StopError(Exception):
    """Raised inside the assessment when the user stopped it."""


@dataclass(slots=True)
class Job:
    """One assessment."""

    id: int
    case: str
    state: JobState = JobState.WAITING
    what: str = ""
    share: float = 0.0
    error: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def over(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.STOPPED)

    def as_json(self) -> dict[str, str | float | int]:
        """For the page."""
        return {
            "id": self.id,
            "case": self.case,
            "state": self.state.value,
            "what": self.what,
            "share": round(self.share, 4),
            "error": self.error,
        }

    def report(self, what: str, share: float) -> None:
        """Progress; ends the assessment when it was asked to stop."""
        self._move(self.state, what=what, share=share)
        if self.stop.is_set():
            raise _StopError

    def _move(self, state: JobState, **fields: str | float) -> None:
        with self.changed:
            self.state = state
            for name, value in fields.items():
                setattr(self, name, value)
            self.changed.notify_all()

    def run(self, assess: Callable[[Progress], None]) -> None:
        """Do the work and keep how it ended."""
        if self.stop.is_set():
            self._move(JobState.STOPPED)
            return
        self._move(JobState.RUNNING)
        try:
            assess(self.report)
        except _StopError:
            self._move(JobState.STOPPED)
        except DownrangeError as error:
            self._move(JobState.FAILED, error=str(error))
        else:
            self._move(JobState.DONE, share=1.0)


@dataclass(slots=True)
class Jobs:
    """All jobs since the app was started."""

    assess: Assess
    jobs: dict[int, Job] = field(default_factory=dict)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    def start(self, case: str, without: Sequence[str], *, quick: bool) -> Job:
        """Queue an assessment; an unfinished one of the same case is stopped first."""
        for other in self.jobs.values():
            if other.case == case and not other.over:
                other.stop.set()
        job = Job(id=len(self.jobs) + 1, case=case)
        self.jobs[job.id] = job
        self.pool.submit(job.run, lambda progress: self.assess(case, tuple(without), quick, progress))
        return job

    def close(self) -> None:
        """Stop everything; a job that waits ends as soon as its turn comes."""
        for job in self.jobs.values():
            job.stop.set()
        self.pool.shutdown(wait=True)


def assessor(store: CaseStore, *, seed: int, lang: str) -> Assess:
    """The pipeline, writing into the store; the data of the dossier before are kept to show what moved."""

    def assess(case: str, without: Sequence[str], quick: bool, progress: Progress) -> None:
        from downrange.dossier.write import write_dossier
        from downrange.pipeline import assess_case
        from downrange.reading.case import read_case

        progress("reading", 0.0)
        made = assess_case(read_case(store.folder(case)), seed=seed, quick=quick, without=without, progress=progress)
        folder = store.dossier(case)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if (folder / "dossier.json").is_file():
            write_atomic(store.before(case), (folder / "dossier.json").read_bytes())
        write_dossier(made.dossier, folder, flights=made.flights, lang=lang)

    return assess

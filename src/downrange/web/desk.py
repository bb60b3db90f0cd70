"""The desk: cases read, flown and asked again; what routes call. It keeps in memory only what can be made again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from downrange.dossier import words as language
from downrange.dossier.page import as_html
from downrange.dossier.saved import read_saved
from downrange.drawfile import NAME as DRAWS
from downrange.drawfile import made_of, read_draws
from downrange.errors import InputError
from downrange.pipeline import LaunchRun, link_without, odds_shifts, odds_without, with_values
from downrange.reading.case import read_paths
from downrange.records.dossier import Dossier
from downrange.records.launch import Case
from downrange.web import board as boards
from downrange.web.casefile import digest_of, list_files, read_stated
from downrange.web.edits import Edit, values_of
from downrange.web.jobs import Job, Jobs
from downrange.web.store import STATE, CaseStore, NotFoundError, check_links, read_state, title_of, write_state
from downrange.web.views import odds_again
from downrange.web.worker import Assessed, Task
from downrange.wording import say

MOST_KEPT = 8
"""Cases whose readings and draws are kept in memory."""


@dataclass(slots=True)
class _Memory:
    """What is known of one case for one state of its files."""

    digest: str
    case: Case | None = None
    runs: tuple[LaunchRun, ...] = ()
    looked: bool = False
    """Whether the file of draws was looked for."""
    dossier: Dossier | None = None
    dossier_made: Any = None
    boards: dict[str, Any] = field(default_factory=dict)


class Desk:
    """Cases, and the work under way on them."""

    def __init__(self, store: CaseStore) -> None:
        self.store = store
        self.jobs = Jobs(self._finished)
        self._memory: OrderedDict[str, _Memory] = OrderedDict()
        self._lock = threading.RLock()

    def close(self) -> None:
        """Stop what is under way."""
        self.jobs.close()

    def describe(self, case: str) -> dict[str, Any]:
        """A case without its evidence read: title, files, what is stated, and how its dossier stands."""
        folder = self.store.path(case)
        made = read_state(folder, "made.json")
        job = self.jobs.of_case(case)
        return {
            "id": case,
            "title": title_of(folder),
            "stated": read_stated(folder),
            "files": list_files(folder),
            "struck": self.struck(case),
            "edits": _plain(self.edits(case)),
            "dossier": self._standing(case, made),
            "job": job.as_json() if job else None,
        }

    def _standing(self, case: str, made: dict[str, Any]) -> dict[str, Any] | None:
        """Whether the dossier in hand was made of the evidence as it is, and whether its draws are at hand."""
        folder = self.store.path(case)
        if not made or not (folder / STATE / "dossier" / "records.json").is_file():
            return None
        memory = self._remember(case)
        return {
            "stale": made.get("digest") != memory.digest,
            "without": made.get("without", []),
            "edits": made.get("edits", {}),
            "quick": made.get("quick", False),
            "seed": made.get("seed", 1),
            "draws": bool(self._runs(case)),
        }

    def struck(self, case: str) -> list[str]:
        """Ids that the user struck out."""
        struck = read_state(self.store.path(case), "board.json").get("struck", [])
        return [id for id in struck if isinstance(id, str)] if isinstance(struck, list) else []

    def strike(self, case: str, ids: Sequence[str]) -> None:
        """Keep which claims and areas are struck out."""
        folder = self.store.path(case)
        write_state(folder, "board.json", read_state(folder, "board.json") | {"struck": sorted(set(ids))})

    def edits(self, case: str) -> dict[str, Edit]:
        """What the user changed about claims; what cannot be read any more is left out."""
        kept = read_state(self.store.path(case), "board.json").get("edits", {})
        found: dict[str, Edit] = {}
        for id, edit in kept.items() if isinstance(kept, dict) else ():
            try:
                found[str(id)] = Edit.model_validate(edit)
            except ValidationError:
                continue
        return found

    def edit(self, case: str, edits: Mapping[str, Edit]) -> None:
        """Keep what the user changes about claims.

        Raises:
            InputError: a claim is not there, or cannot be changed so.
        """
        values_of(self.read(case), edits)
        folder = self.store.path(case)
        write_state(folder, "board.json", read_state(folder, "board.json") | {"edits": _plain(edits)})

    def _values(self, case: str, edits: Mapping[str, Edit]) -> dict[str, Any]:
        """Values by claim id; edits of claims that are no longer in the case are left out."""
        known = {claim.id for report in self.read(case).reports for claim in report.claims}
        return values_of(self.read(case), {id: edit for id, edit in edits.items() if id in known})

    def read(self, case: str) -> Case:
        """The case as read, from memory while its files stay the same."""
        memory = self._remember(case)
        if memory.case is None:
            folder = self.store.path(case)
            check_links(folder)
            found = read_paths([str(folder)])[0]
            memory.case = replace(found, id=folder.name, path=folder.name)
        return memory.case

    def board(self, case: str, lang: str) -> dict[str, Any]:
        """The evidence board of a case."""
        memory = self._remember(case)
        dossier = self.dossier_or_none(case)
        key = f"{lang}-{id(dossier)}"
        if key not in memory.boards:
            folder = str(self.store.path(case))
            made = boards.without_folder(boards.as_board(self.read(case), dossier, lang), folder)
            memory.boards = {key: made}
        return memory.boards[key]

    def dossier(self, case: str) -> Dossier:
        """The last dossier of a case.

        Raises:
            NotFoundError: it was never assessed.
        """
        found = self.dossier_or_none(case)
        if found is None:
            raise NotFoundError(f"case {case!r} has no dossier yet", hint="assess it first")
        return found

    def dossier_or_none(self, case: str) -> Dossier | None:
        """The last dossier of a case, read from its folder; None before the first, or if it was damaged."""
        folder = self.store.path(case)
        made = read_state(folder, "made.json")
        memory = self._remember(case)
        if made and (memory.dossier is None or memory.dossier_made != made):
            try:
                memory.dossier, memory.dossier_made = read_saved(folder / STATE / "dossier"), made
            except InputError:
                return None
        return memory.dossier if made else None

    def page(self, case: str, lang: str) -> str:
        """The dossier's page in a language."""
        return as_html(self.dossier(case), lang=lang)

    def assess(self, case: str, *, seed: int, quick: bool, without: Sequence[str]) -> Job:
        """Queue a case to be flown."""
        folder = self.store.path(case)
        check_links(folder)
        digest = digest_of(folder)
        asked = self.edits(case)
        edits = self._values(case, asked)
        task = Task(
            folder=folder.resolve(),
            seed=seed,
            quick=quick,
            without=tuple(without),
            edits=edits,
            asked=_plain(asked),
            digest=digest,
        )
        return self.jobs.add(case, task)

    def odds(self, case: str, without: Sequence[str], edits: Mapping[str, Edit], lang: str) -> dict[str, Any]:
        """The odds with claims struck out or changed, from stored draws, or why it must fly again."""
        runs, words = self._runs(case), language.load(lang)
        if not runs:
            return {"must_fly": boards.in_words(say("fly.nothing", "no stored flights"), words), "launches": []}
        found = odds_without(self.read(case), runs, without, values_of(self.read(case), edits))
        rows: list[dict[str, Any] | None] = [
            None if one is None or one.must_fly else {"odds": odds_again(one, lang), "error": round(one.error, 4)}
            for one in found
        ]
        doubts = [one.must_fly for one in found if one is not None and one.must_fly]
        lost = any(run.inference and one is None for run, one in zip(runs, found, strict=True))
        if lost:
            doubts.append(say("fly.apart", "the launch falls apart"))
        return {"must_fly": boards.in_words(doubts[0], words) if doubts else "", "launches": rows}

    def shifts(self, case: str) -> dict[str, float | None]:
        """How far each claim alone moves the odds; empty when no draws are at hand."""
        return odds_shifts(self._runs(case))

    def _runs(self, case: str) -> tuple[LaunchRun, ...]:
        """The draws of the last flying on this evidence, from memory or from their file; none when there are none."""
        memory = self._remember(case)
        if not memory.runs and not memory.looked:
            draws = self.store.path(case) / STATE / DRAWS
            made = made_of(draws)
            memory.looked = True
            if made is not None and made.digest == memory.digest:
                launches = link_without(with_values(self.read(case), made.edits), made.without)
                memory.runs = read_draws(draws, launches)
        return memory.runs

    def _finished(self, job: Job, made: Assessed) -> None:
        with self._lock:
            memory = self._remember(job.case)
            partly = job.task.without or job.task.edits
            if memory.digest == job.task.digest and not (partly and memory.runs):
                memory.runs = made.runs

    def _remember(self, case: str) -> _Memory:
        """What is in memory on a case; forgotten when its files changed."""
        digest = digest_of(self.store.path(case))
        with self._lock:
            memory = self._memory.get(case)
            if memory is None or memory.digest != digest:
                memory = _Memory(digest=digest)
                self._memory[case] = memory
            self._memory.move_to_end(case)
            while len(self._memory) > MOST_KEPT:
                self._memory.popitem(last=False)
        return memory


def _plain(edits: Mapping[str, Edit]) -> dict[str, Any]:
    return {id: edit.model_dump(mode="json", exclude_none=True) for id, edit in edits.items()}

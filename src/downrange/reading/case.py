"""Folders and bare files to cases: each file is read as what it is, and what fails is a problem beside the rest.

A case folder holds `case.toml` and any of `reports/ notices/ tracks/ telemetry/ elements/`; other files are told apart
by their content. Bare files handed in together are one case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from downrange.errors import InputError
from downrange.reading.case_file import CASE_FILE, Stated, read_case_file
from downrange.reading.document import read_document
from downrange.reading.extract import as_plain_text, is_mail
from downrange.reading.sniff import Kind, sniff
from downrange.records.area import Notice
from downrange.records.claim import Report
from downrange.records.document import Document
from downrange.records.launch import Case
from downrange.records.observation import Observation, OrbitObservation, PointSeries, SpeedHeightSeries
from downrange.records.problem import Problem

FOLDERS = {
    "reports": Kind.REPORT,
    "notices": Kind.NOTICE,
    "tracks": Kind.TRACK,
    "telemetry": Kind.TELEMETRY,
    "elements": Kind.ELEMENTS,
}
_NOT_EVIDENCE = re.compile(r"(?:README|SOURCES|LICEN[CS]E|CHANGELOG)(?:\..*)?", re.IGNORECASE)
_NO_CASE = "give a folder with case.toml or one of reports/, notices/, tracks/, telemetry/, elements/"


def read_case(path: str | Path) -> Case:
    """Read a case folder, or a bare file as a case of one.

    Raises:
        InputError: There is nothing at the path.
    """
    place = Path(path)
    if str(path) != "-" and not place.exists():
        raise InputError(f"there is no file or folder {path}", hint="check the path")
    if place.is_dir():
        return _read_folder(place, str(path))
    return _read_bare([str(path)])


def read_paths(paths: Sequence[str | Path]) -> tuple[Case, ...]:
    """Read everything handed in: folders are a case each, bare files together are one case.

    A path where there is nothing is a problem of the case when there is anything else to read.

    Raises:
        InputError: No path was given, or there is nothing at any of them.
    """
    names = [str(path) for path in paths]
    if not names:
        raise InputError("no file or folder was given", hint="name at least one")
    missing = [name for name in names if name != "-" and not Path(name).exists()]
    if len(missing) == len(names):
        raise InputError(f"there is no file or folder {', '.join(missing)}", hint="check the path")
    files = [name for name in names if name not in missing and (name == "-" or not Path(name).is_dir())]
    folders = [name for name in names if name not in missing and name not in files]
    absent = [Problem(path=name, what="there is no such file or folder", hint="check the path") for name in missing]
    cases: list[Case] = []
    if files:
        cases.append(_read_bare(files))
    for name in folders:
        inner = _case_folders(Path(name))
        cases.extend(_read_folder(folder, str(folder)) for folder in inner)
    cases[0] = replace(cases[0], problems=(*absent, *cases[0].problems))
    return tuple(_with_distinct_ids(cases))


def _case_folders(folder: Path) -> list[Path]:
    """The folder itself when it is a case, else the cases in it, else itself."""
    if _looks_like_case(folder):
        return [folder]
    inner = sorted(child for child in folder.iterdir() if child.is_dir() and _looks_like_case(child))
    has_files = any(child.is_file() and _is_evidence(child) for child in folder.iterdir())
    return inner if inner and not has_files else [folder]


def _looks_like_case(folder: Path) -> bool:
    """True for a folder with case.toml or one of the named folders."""
    return (folder / CASE_FILE).is_file() or any((folder / name).is_dir() for name in FOLDERS)


def _is_evidence(path: Path) -> bool:
    """False for hidden files, case files, and those that speak about the folder."""
    return not path.name.startswith(".") and path.name != CASE_FILE and not _NOT_EVIDENCE.fullmatch(path.name)


def list_evidence(folder: Path) -> list[str]:
    """Files under a folder that can be evidence, in order."""
    return [str(path) for path in sorted(folder.rglob("*")) if path.is_file() and _is_evidence(path)]


def _file_id(names: Sequence[str]) -> str:
    """A stable id for bare files: the stem of one, a digest of the names of several."""
    if len(names) == 1:
        return _slug(Path(names[0]).stem) or "input"
    joined = "\n".join(sorted(Path(name).name for name in names))
    return f"{_slug(Path(names[0]).stem) or 'input'}-{sha256(joined.encode()).hexdigest()[:8]}"


def _slug(words: str) -> str:
    """Words fit for a folder name."""
    return re.sub(r"[^\w.-]+", "-", words).strip("-.")[:80]


def _with_distinct_ids(cases: list[Case]) -> list[Case]:
    """Ids made distinct by a count where two cases share one."""
    seen: dict[str, int] = {}
    distinct: list[Case] = []
    for case in cases:
        seen[case.id] = seen.get(case.id, 0) + 1
        distinct.append(case if seen[case.id] == 1 else replace(case, id=f"{case.id}-{seen[case.id]}"))
    return distinct


def _read_bare(names: Sequence[str]) -> Case:
    """Bare files together as one case; a case.toml among them states what it states in a folder."""
    stated, problems, inputs = Stated(), list[Problem](), list[tuple[str, str]]()
    evidence = [name for name in names if Path(name).name != CASE_FILE]
    for name in names:
        if name not in evidence:
            stated, problems, inputs = read_case_file(name)
    if not evidence:
        problems.append(Problem(path=names[0], what="case.toml is there without any evidence", hint=_NO_CASE))
    return _read_files([(name, None) for name in evidence], names[0], stated, _file_id(names), problems, inputs)


def _read_folder(folder: Path, name: str) -> Case:
    """A case folder with all that is in it."""
    problems: list[Problem] = []
    stated = Stated()
    case_file = folder / CASE_FILE
    inputs: list[tuple[str, str]] = []
    if case_file.is_file():
        stated, problems, inputs = read_case_file(str(case_file))
    files: list[tuple[str, Kind | None]] = []
    try:
        children = sorted(folder.iterdir())
    except OSError as error:
        problems.append(
            Problem(path=name, what=f"the folder cannot be listed: {error.strerror}", hint="check its rights")
        )
        children = []
    for child in children:
        if not _is_evidence(child):
            continue
        if child.is_dir():
            kind = FOLDERS.get(child.name.lower())
            inner = list_evidence(child)
            if kind is None and inner:
                hint = f"folders read are {', '.join(FOLDERS)}"
                problems.append(Problem(path=str(child), what="this folder is not read", hint=hint))
                continue
            files.extend((path, kind) for path in inner)
        else:
            files.append((str(child), None))
    if not files:
        problems.append(Problem(path=name, what="the folder holds no evidence", hint=_NO_CASE))
    identity = _slug(folder.resolve().name) or "case"
    return _read_files(files, name, stated, identity, problems, inputs)


def _read_files(
    files: Sequence[tuple[str, Kind | None]],
    path: str,
    stated: Stated,
    identity: str,
    problems: list[Problem],
    inputs: Sequence[tuple[str, str]] = (),
) -> Case:
    """Files, each with its kind where the folder says it, to one case."""
    reading = _Reading(stated, list(problems), list(inputs))
    for name, kind in files:
        reading.add(name, kind)
    return reading.case(identity, path)


class _Reading:
    """Gathers what the files of a case say."""

    def __init__(self, stated: Stated, problems: list[Problem], inputs: list[tuple[str, str]]) -> None:
        self.stated = stated
        self.problems = problems
        self.inputs = inputs
        self.reports: list[Report] = []
        self.notices: list[Notice] = []
        self.observations: list[Observation] = []

    def add(self, name: str, kind: Kind | None) -> None:
        """Read one file."""
        document, problems = read_document(name)
        self.problems.extend(problems)
        if document is None:
            return
        self.inputs.append((name, document.digest))
        if is_mail(document):
            document, found = as_plain_text(document)
            self.problems.extend(found)
        if not document.text.strip():
            return
        match kind or sniff(document):
            case Kind.REPORT:
                self._add_report(document)
            case Kind.NOTICE:
                self._add_notices(document)
            case Kind.TELEMETRY:
                from downrange.reading.telemetry import read_telemetry_table

                self._add(*read_telemetry_table(document))
            case Kind.TRACK:
                from downrange.reading.track import read_track_document

                self._add(*read_track_document(document, stations=self.stated.stations))
            case Kind.ELEMENTS:
                from downrange.reading.elements import read_elements

                elements, wrong = read_elements(document)
                self._add(_earliest(elements), wrong)

    def _add(self, observations: Sequence[Observation], problems: Sequence[Problem]) -> None:
        """Keep observations and problems."""
        self.observations.extend(observations)
        self.problems.extend(problems)

    def _add_report(self, document: Document) -> None:
        """Read a report."""
        from downrange.reading.report import read_report

        report = read_report(document)
        self.reports.append(report)
        self.problems.extend(report.problems)
        if not report.events and not report.claims and not report.problems:
            what = "no launch was found in this text"
            hint = "give a text that speaks of one, or leave it out"
            if report.published is None:
                hint = "say when it was published, in lines '# published: 2023-05-31' and '---' before the text"
            self.problems.append(Problem(path=document.path, line=document.first_line, what=what, hint=hint))

    def _add_notices(self, document: Document) -> None:
        """Read notices, with all that is wrong in them and their areas."""
        from downrange.reading.notice import read_notices

        for notice in read_notices(document):
            self.notices.append(notice)
            self.problems.extend(notice.problems)
            for area in notice.areas:
                self.problems.extend(area.problems)

    def case(self, identity: str, path: str) -> Case:
        """All that was gathered."""
        if len(self.notices) > 1:
            from downrange.reading.notice_compare import find_disagreements

            self.problems.extend(find_disagreements(self.notices))
        return Case(
            id=identity,
            path=path,
            title=self.stated.title,
            site=self.stated.site,
            pad_deg=self.stated.pad_deg,
            vehicle=self.stated.vehicle,
            missile=self.stated.missile,
            liftoff=self.stated.liftoff,
            reports=tuple(self.reports),
            notices=tuple(self.notices),
            observations=tuple(self._dated(observation) for observation in self.observations),
            inputs=tuple(self.inputs),
            problems=tuple(dict.fromkeys(self.problems)),
        )

    def _dated(self, observation: Observation) -> Observation:
        """Telemetry and tracks counted from lift-off get the case's lift-off."""
        liftoff = self.stated.liftoff
        if liftoff is None:
            return observation
        if isinstance(observation, SpeedHeightSeries) and observation.liftoff is None:
            return replace(observation, liftoff=liftoff)
        if isinstance(observation, PointSeries) and observation.start is None:
            return replace(observation, start=liftoff)
        return observation


def _earliest(elements: Sequence[OrbitObservation]) -> tuple[OrbitObservation, ...]:
    """The earliest set of each object: the one that says most about how it came there."""
    first: dict[object, OrbitObservation] = {}
    for one in elements:
        key = one.norad_id or one.designator or one.name
        if key not in first or one.epoch < first[key].epoch:
            first[key] = one
    return tuple(first.values())

"""Files and folders to notices: bare files are taken for notices, folders are searched for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from downrange.errors import InputError
from downrange.reading.case import list_evidence
from downrange.reading.document import read_document
from downrange.reading.notice import read_notices
from downrange.reading.notice_compare import find_disagreements
from downrange.reading.sniff import Kind, sniff
from downrange.records.area import Notice
from downrange.records.problem import Problem


def read_notice_files(paths: Sequence[str | Path]) -> tuple[tuple[Notice, ...], tuple[Problem, ...]]:
    """Read the notices of files (`-`: standard input) and folders.

    Returns:
        The notices in order, and every problem: of files, notices, areas, and between notices.

    Raises:
        InputError: There is nothing at any of the paths.
    """
    names = [str(path) for path in paths]
    missing = [name for name in names if name != "-" and not Path(name).exists()]
    if len(missing) == len(names):
        raise InputError(f"there is no file or folder {', '.join(missing)}", hint="check the path")
    notices: list[Notice] = []
    problems: list[Problem] = []
    for name in names:
        if name in missing:
            problems.append(Problem(path=name, what="there is no such file or folder", hint="check the path"))
            continue
        folder = name != "-" and Path(name).is_dir()
        before = len(notices)
        for file in list_evidence(Path(name)) if folder else [name]:
            document, wrong = read_document(file)
            if document is None or not document.text.strip():
                problems.extend(wrong)
            elif not folder or sniff(document) is Kind.NOTICE:
                problems.extend(wrong)
                notices.extend(read_notices(document))
        if folder and len(notices) == before:
            problems.append(Problem(path=name, what="the folder holds no notice", hint="name files or another folder"))
    for notice in notices:
        problems.extend(notice.problems)
        for area in notice.areas:
            problems.extend(area.problems)
    problems.extend(find_disagreements(notices))
    return tuple(notices), tuple(dict.fromkeys(problems))

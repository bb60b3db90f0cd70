"""Where the real data are, and the page that figures go to."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

_SENTENCE = re.compile(r"(?<=[a-z0-9`)]\.) (?=[A-Z])")
ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("DOWNRANGE_SHARED", ROOT.parent / "shared")) / "data"
PAGE = ROOT / "docs" / "scoreboard.md"


def rows(*parts: str) -> list[dict[str, str]]:
    """A CSV file of the real data as dictionaries."""
    with DATA.joinpath(*parts).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half(case: str) -> str:
    """'learn' or 'report': which half of the cases one belongs to, by its name alone."""
    return "learn" if sum(case.encode()) % 2 == 0 else "report"


def _one_sentence_a_line(line: str) -> str:
    """The house's form of prose; what follows in a list item is set in."""
    if line.lstrip().startswith("|"):
        return line
    inset = " " * (len(line) - len(line.lstrip()) + 2) if line.lstrip().startswith("-") else ""
    return _SENTENCE.sub(f"\n{inset}", line)


def write_section(name: str, text: str) -> None:
    """Replace one section of the page between its markers, or add it at the end."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    page = (
        PAGE.read_text(encoding="utf-8")
        if PAGE.exists()
        else "# Scoreboard\n\nEvery figure here is made by a command.\n"
    )
    lines = [
        line if line.lstrip().startswith("|") else _one_sentence_a_line(line) for line in text.strip().splitlines()
    ]
    section = "\n".join([begin, *lines, end])
    if begin in page and end in page:
        head, rest = page.split(begin, 1)
        page = head + section + rest.split(end, 1)[1]
    else:
        page = f"{page.rstrip()}\n\n{section}\n"
    PAGE.write_text(page, encoding="utf-8")


def say(line: str) -> None:
    """A line of progress, at once."""
    print(line, flush=True)

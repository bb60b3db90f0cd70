"""Scores of the notice reader on stored notices; run as a script, it writes them into docs/notices.md."""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely import make_valid
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from downrange.reading.coordinates import Position, find_coordinates
from downrange.reading.document import read_document
from downrange.reading.notice import read_notices
from downrange.reading.notice_compare import find_disagreements
from downrange.records.area import Area, Notice
from downrange.records.document import Document

ROOT = Path(__file__).resolve().parents[2]
NOTICES = Path(os.environ.get("DOWNRANGE_SHARED", ROOT.parent / "shared")) / "data" / "notices"
PAGE = ROOT / "docs" / "notices.md"
MARKS = ("<!-- scores: written by tests/reading/notice_scores.py -->", "<!-- end of scores -->")

SAME_SHAPE = 0.95
"""Intersection over union from which two outlines are the same."""
_COORDINATE = re.compile(r"\d[NS]\b|[NS]\d\d-|\d [NS]\b")
_CHARACTERS = re.compile(r" \(characters \d+-\d+\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What was measured."""

    outlines: int
    """Outlines that NGA's own file closes."""
    lines: int
    """Rows of NGA's file that are lines: tracklines and ice limits, not closed."""
    matched: int
    misses: tuple[tuple[str, float, str], ...]
    """Area, best overlap, reason."""
    notices: int
    holding: int
    """Notices that hold coordinates."""
    found: int
    """Of those, notices from which an area was drawn."""
    left_out: tuple[tuple[str, str], ...]
    """Notice, reason."""
    raw_files: int
    raw_areas: int
    raw_problems: tuple[str, ...]

    @property
    def matched_share(self) -> float:
        """Share of NGA's outlines matched."""
        return self.matched / self.outlines

    @property
    def found_share(self) -> float:
        """Share of notices with coordinates that gave an area."""
        return self.found / self.holding


def measure() -> Scores:
    """Read all stored notices and compare."""
    lines, matched, misses = _against_nga()
    holding, left_out, total = _corpus()
    raw = [_read_file(path) for path in sorted((NOTICES / "raw").glob("*.txt"))]
    notices = [notice for file in raw for notice in file]
    problems = [_plain(problem.what) for notice in notices for problem in _problems(notice)]
    problems += [_plain(problem.what) for problem in find_disagreements(notices)]
    return Scores(
        outlines=matched + len(misses),
        lines=lines,
        matched=matched,
        misses=tuple(misses),
        notices=total,
        holding=holding,
        found=holding - len(left_out),
        left_out=tuple(left_out),
        raw_files=len(raw),
        raw_areas=sum(len(notice.areas) for notice in notices),
        raw_problems=tuple(problems),
    )


def as_markdown(scores: Scores) -> str:
    """The scores as the page shows them."""
    rows = [
        ("outlines of NGA's own file matched (overlap above 0.95)", "98 %", scores.matched, scores.outlines),
        ("notices with coordinates from which an area is drawn", "99 %", scores.found, scores.holding),
    ]
    table = ["| measured | asked | reached | of |", "| --- | --- | --- | --- |"]
    table += [f"| {what} | {asked} | {got} ({100 * got / of:.1f} %) | {of} |" for what, asked, got, of in rows]
    text = [
        *table,
        "",
        f"NGA's file holds {scores.outlines + scores.lines} rows; {scores.lines} of them are lines that it does not "
        "close (ice limits and cable routes along a trackline), which close no area and are not counted.",
        f"All {scores.notices} notices of the larger set are read without an error.",
        f"The {scores.raw_files} files of raw notices give {scores.raw_areas} areas.",
        "",
        "Outlines that do not match, each with its reason:",
        "",
        *(f"- `{name}`, overlap {overlap:.2f}: {reason}." for name, overlap, reason in scores.misses),
        "",
        "Notices with coordinates that draw no area, each with its reason:",
        "",
        *(f"- `{name}`: {reason}." for name, reason in scores.left_out),
        "",
        "Problems said about the raw notices:",
        "",
        *(f"- `{number}`: {what}." for number, what in enumerate(scores.raw_problems, start=1)),
    ]
    return "\n".join(text)


def _document(name: str, text: str) -> Document:
    return Document(path=name, digest="0" * 64, text=text)


def _read_file(path: Path) -> tuple[Notice, ...]:
    document, _ = read_document(path)
    return read_notices(document) if document else ()


def _problems(notice: Notice) -> list[Any]:
    return [*notice.problems, *(problem for area in notice.areas for problem in area.problems)]


def _plain(what: str) -> str:
    """A problem without its characters and folders, which differ from place to place."""
    return _CHARACTERS.sub("", what).replace(f"{NOTICES / 'raw'}{os.sep}", "")


def _against_nga() -> tuple[int, int, list[tuple[str, float, str]]]:
    lines, matched = 0, 0
    misses: list[tuple[str, float, str]] = []
    text = (NOTICES / "corpus" / "nga_2018_text_and_geometry.jsonl").read_text(encoding="utf-8")
    for row in map(json.loads, text.splitlines()):
        ring = row["nga_geometry"]["coordinates"][0]
        if ring[0] != ring[-1]:
            lines += 1
            continue
        notices = read_notices(_document(row["notice"], row["text"]))
        truth = make_valid(Polygon(ring))
        areas = [area for notice in notices for area in notice.areas]
        overlap = max((_overlap(truth, shape) for area in areas for shape in _shapes(area)), default=0.0)
        if overlap > SAME_SHAPE:
            matched += 1
        else:
            misses.append((row["area"].partition("[[")[0], overlap, _reason(row, notices, ring)))
    return lines, matched, misses


def _shapes(area: Area) -> list[BaseGeometry]:
    """The whole area, and its pieces on either side of the date line: NGA's file keeps only one of them."""
    pieces = [make_valid(Polygon([(longitude, latitude) for latitude, longitude in ring])) for ring in area.rings_deg]
    return [unary_union(pieces), *pieces]


def _overlap(truth: BaseGeometry, shape: BaseGeometry) -> float:
    return truth.intersection(shape).area / max(truth.union(shape).area, 1e-12)


def _reason(row: dict[str, Any], notices: tuple[Notice, ...], ring: list[list[float]]) -> str:
    """Why an outline was missed: corners that the text does not print, else what the reader says."""
    printed = [item for item in find_coordinates(row["text"]) if isinstance(item, Position)]
    foreign = [
        (longitude, latitude)
        for longitude, latitude in ring
        if not any(abs(p.longitude_deg - longitude) < 0.01 and abs(p.latitude_deg - latitude) < 0.01 for p in printed)
    ]
    said = [_plain(problem.what) for notice in notices for problem in notice.problems]
    if foreign and not any("cannot be read" in what and len(foreign) > 1 for what in said):
        longitude, latitude = foreign[0]
        return f"NGA's corner at {latitude:.3f} {longitude:.3f} is not in the text"
    return said[0] if said else "unexplained"


def _corpus() -> tuple[int, list[tuple[str, str]], int]:
    holding, total = 0, 0
    left_out: list[tuple[str, str]] = []
    with (NOTICES / "corpus" / "rocket_missile_debris_notices_2010_2026.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            total += 1
            notices = read_notices(_document(row["notice"], row["text"]))
            if not _COORDINATE.search(row["text"]):
                continue
            holding += 1
            if not any(notice.areas for notice in notices):
                said = [_plain(problem.what) for notice in notices for problem in notice.problems]
                left_out.append((row["notice"], said[0] if said else "unexplained"))
    return holding, left_out, total


def main() -> None:
    """Write the scores into the page."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(MARKS[0])
    tail = rest.partition(MARKS[1])[2]
    PAGE.write_text(f"{head}{MARKS[0]}\n{as_markdown(measure())}\n{MARKS[1]}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()

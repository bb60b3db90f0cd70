"""Speed of reading: a dense 5 MB text and its growth, reports a second, and a seed text from a cold start."""

from __future__ import annotations

import random
import re
import tempfile
import time
from calendar import month_name
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.calls import DOWNRANGE, Taken, timed
from downrange.reading.document import read_document
from downrange.reading.report import read_report

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "tests" / "reading"
SIZES = (1.25, 2.5, 5.0, 10.0)
"""Of the dense texts [million characters]."""
RUNS = 3
"""Of each size; the shorter calls take three times as many."""
OUTLETS = ("Yonhap", "Kyodo", "Reuters", "AFP", "Jiji Press", "Xinhua")
_MONTHS = tuple(month_name[1:])
_YEAR = (2012, 2022)
_CLOCK = re.compile(r"\b\d{1,2}([:.])\d\d\b(?!\d)")
_DAY = re.compile(rf"\b(?:({'|'.join(_MONTHS)}) \d{{1,2}}|\d{{1,2}} ({'|'.join(_MONTHS)}))\b")
_MONTH_YEAR = re.compile(rf"\b({'|'.join(_MONTHS)}),? (?:19|20)\d\d\b")
_NUMBER = re.compile(r"(?<![\w.,:-])(\d{1,3}(?:,\d{3})*)(?![\w:-]|[.,]\d)")
_OUTLET = re.compile("|".join(OUTLETS))


def dense_text(size: int, seed: int = 1) -> str:
    """A text of launch news all through, of `size` characters: English pages told over and over, no two alike.

    Each time round the pages come in another order, and days, clock times, figures and outlets are other ones.
    """
    pages = [
        path.read_text(encoding="utf-8").partition("\n---\n")
        for folder in ("texts", "retold")
        for path in sorted((TEXTS / folder).glob("*.txt"))
        if path.with_suffix(".gold").stat().st_size > 0
    ]
    bodies = [body.strip() for head, _, body in pages if "lang: en" in head]
    return "# lang: en\n# published: 2023-06-01\n---\n" + "\n\n".join(_varied(bodies, size, random.Random(seed)))


def _varied(bodies: list[str], size: int, rng: random.Random) -> Iterator[str]:
    told, size_told = set[str](), 0
    while size_told < size:
        rng.shuffle(bodies)
        for body in bodies:
            blocks: list[str] = []
            for block in _vary(body, rng).split("\n"):
                blocks.append(_once_more(block, rng) if block in told else block)
                told.add(block)
            yield (text := "\n".join(blocks))
            size_told += len(text) + 2
            if size_told >= size:
                return


def _once_more(block: str, rng: random.Random) -> str:
    """A paragraph whose words were told before, with who reported it when: what is said twice is read once."""
    if not block:
        return block
    if not block.endswith("."):
        return f"{block} ({rng.randrange(10_000)})"
    day = f"{rng.randint(1, 28)} {rng.choice(_MONTHS)} {rng.randint(*_YEAR)}"
    return (
        f"{block[:-1]}, {rng.choice(OUTLETS)} reported on {day} at {rng.randint(1, 12)}:{rng.randint(0, 59):02d} p.m."
    )


def _vary(body: str, rng: random.Random) -> str:
    """The same news of another day, with other figures, by another outlet."""

    def another(match: re.Match[str]) -> str:
        digits = match[1].replace(",", "")
        return f"{rng.randint(10 ** (len(digits) - 1), 10 ** len(digits) - 1):,}"

    shift = rng.randrange(len(OUTLETS))
    text = _NUMBER.sub(another, body)
    text = _CLOCK.sub(lambda m: f"{rng.randint(1, 12)}{m[1]}{rng.randint(0, 59):02d}", text)
    text = _DAY.sub(
        lambda m: f"{rng.choice(_MONTHS)} {rng.randint(1, 28)}" if m[1] else f"{rng.randint(1, 28)} {m[2]}", text
    )
    text = _MONTH_YEAR.sub(lambda m: m[0][:-4] + str(rng.randint(*_YEAR)), text)
    return _OUTLET.sub(lambda m: OUTLETS[(OUTLETS.index(m[0]) + shift) % len(OUTLETS)], text)


def _read(path: Path) -> Taken:
    """`downrange read` of a file from a cold start."""
    return timed([DOWNRANGE, "read", str(path), "--json", "--quiet"])


def _reports_a_second() -> float:
    """Reports read in a second of processor time, warm: all texts that the tests have."""
    paths = [path for folder in ("texts", "retold") for path in sorted((TEXTS / folder).glob("*.txt"))]
    documents = [document for path in paths if (document := read_document(path)[0]) is not None]
    rates: list[float] = []
    for _ in range(3 * RUNS):
        begun = time.process_time()
        for document in documents:
            read_report(document)
        rates.append(len(documents) / (time.process_time() - begun))
    return median(rates[1:])


def report() -> str:
    """The section of the scoreboard."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        seed = sorted((TEXTS / "retold").glob("*.txt"))[0]
        files = [(f"a page of {seed.stat().st_size / 1000:.1f} kB", seed, 3 * RUNS)]
        for size in SIZES:
            path = Path(folder) / f"{size}.txt"
            path.write_text(dense_text(int(size * 1e6)), encoding="utf-8")
            files.append((f"dense text of {size:g} MB", path, RUNS))
        for name, path, runs in files:
            wall, used, memory = (median(column) for column in zip(*(_read(path) for _ in range(runs)), strict=True))
            lines.append(f"| {name} | {wall:.2f} | {used:.2f} | {memory:.0f} |")
    return (
        f"## Reading\n\nBy `python -m bench reading` on {datetime.now(UTC).date().isoformat()}: medians of "
        f"`downrange read --json` from a cold start, {RUNS} runs each; "
        f"warm, {_reports_a_second():.0f} reports are read in a second of processor time.\n\n"
        "| what is read | by the clock s | of processor s | most memory MB |\n| --- | --- | --- | --- |\n"
        + "\n".join(lines)
    )

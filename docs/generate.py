"""Writes the pages of docs/ that follow from the code: architecture.md and commands.md; `--check` only compares."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "downrange"

ARCHITECTURE_HEAD = """\
# Architecture

This page is written by `make docs` from the code, and the tests check that it is up to date.

A folder is a stage of the story, and arrows go one way: a stage imports only stages to the left of it.

    {layers}

Stages joined by | do not import each other.
Nouns live in `records/`; stages meet only in records; only `pipeline.py` knows their order.
"""


def first_line(path: Path) -> str:
    """First line of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def stage_order() -> list[list[str]]:
    """Stages from the ground up, as the import contract in pyproject.toml has them; each row may not import itself."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    rows = [[re.sub(r"[()\s]|downrange\.", "", stage) for stage in row.split("|")] for row in contract["layers"]]
    return rows[::-1]


def exists(stage: str) -> bool:
    """True when the stage is in the tree."""
    return (PACKAGE / f"{stage}.py").is_file() or (PACKAGE / stage / "__init__.py").is_file()


def architecture() -> str:
    """The page on stages, files and arrows."""
    rows = [[stage for stage in row if exists(stage)] for row in stage_order()]
    rows = [row for row in rows if row]
    stages = [stage for row in rows for stage in row]
    layers = " → ".join(" | ".join(row) for row in rows)
    parts = [ARCHITECTURE_HEAD.format(layers=layers), "## Arrows\n", *arrows(stages), "\n## Tree\n"]
    for stage in stages:
        parts += tree(stage)
    return "\n".join(parts) + "\n"


def arrows(stages: list[str]) -> list[str]:
    """A table of which stage imports which, read from the code."""
    graph = grimp.build_graph("downrange", cache_dir=None)
    rows = ["| stage | imports |", "| --- | --- |"]
    for stage in stages:
        modules = {f"downrange.{stage}"} | graph.find_descendants(f"downrange.{stage}")
        imported = {name for module in modules for name in graph.find_modules_directly_imported_by(module)}
        others = {name.split(".")[1] for name in imported if "." in name} - {stage}
        rows.append(f"| `{stage}` | {', '.join(f'`{other}`' for other in stages if other in others) or '–'} |")
    return rows


def tree(stage: str) -> list[str]:
    """A stage, what its docstring says, and its files."""
    folder = PACKAGE / stage
    if not folder.is_dir():
        return [f"### `{stage}.py`\n", first_line(PACKAGE / f"{stage}.py"), ""]
    lines = [f"### `{stage}/`\n", first_line(folder / "__init__.py"), ""]
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if name == "__init__.py":
            continue
        lines.append(f"- `{name.removesuffix('__init__.py')}`: {first_line(path)}")
    return [*lines, ""]


def commands() -> str:
    """The page on the command line, from its own help."""
    from downrange.cli.main import VERBS

    parts = [
        "# Commands\n",
        "This page is written by `make docs` from the commands' own help.\n",
        "stdout is data; talk and progress go to stderr.",
        "Exit status: 0 done; 1 done, but problems were found in the input; 2 wrong call.\n",
    ]
    for verb in VERBS:
        if (PACKAGE / "cli" / f"{verb}.py").is_file():
            parts += [f"## `downrange {verb}`\n", "```text", help_of(verb), "```\n"]
    return "\n".join(parts)


def help_of(verb: str) -> str:
    """What `downrange VERB --help` prints on a terminal of 100 columns."""
    environment = {**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    call = [sys.executable, "-c", "from downrange.cli.main import run; run()", verb, "--help"]
    text = subprocess.run(call, capture_output=True, text=True, check=True, env=environment).stdout.strip()
    return text.replace("Usage: -c", "Usage: downrange")


PAGES = {"architecture.md": architecture, "commands.md": commands}


def main() -> int:
    """Write the pages, or with `--check` say which differ."""
    check = "--check" in sys.argv[1:]
    stale: list[str] = []
    for name, write in PAGES.items():
        path = ROOT / "docs" / name
        text = write()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        sys.stderr.write(f"docs/{name}: {'not up to date; hint: make docs' if check else 'written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

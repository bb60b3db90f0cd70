"""What the prose tells a reader to type exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from downrange.cli.main import app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = sorted(
    {
        line.strip().removeprefix(".venv/bin/")
        for page in PAGES
        if page.name != "commands.md"
        for line in page.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s{4}(\.venv/bin/)?downrange ", line)
    }
)
LINKS = [
    (page, target)
    for page in PAGES
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    if "://" not in target
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_in_the_prose_has_its_verb_and_options(command: str) -> None:
    _, verb, *words = command.split()
    result = CliRunner().invoke(app, [verb, "--help"])
    assert result.exit_code == 0
    options = {word for word in words if word.startswith("--")}
    assert options <= set(re.findall(r"--[a-z-]+", result.stdout))


@pytest.mark.parametrize(("page", "target"), LINKS, ids=lambda value: getattr(value, "name", value))
def test_a_link_in_the_prose_leads_somewhere(page: Path, target: str) -> None:
    assert (page.parent / target).exists()


def test_the_make_targets_in_the_prose_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        name for page in PAGES for name in re.findall(r"\bmake ([a-z]+)`|^ {4}make ([a-z]+)$", page.read_text(), re.M)
    }
    assert {first or second for first, second in named} <= set(re.findall(r"^([a-z]+):", makefile, re.M))


def test_the_names_of_the_nomenclature_are_those_of_the_code() -> None:
    rows = [line.split("|")[1] for line in (ROOT / "docs" / "nomenclature.md").read_text().splitlines() if "|" in line]
    names = {name for cell in rows for name in re.findall(r"`([^`]+)`", cell)}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "downrange").rglob("*.py"))
    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", code)} == set()

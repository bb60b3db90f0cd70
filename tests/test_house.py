"""The house rules that a machine can check, beside what ruff, import-linter and pyright check."""

from __future__ import annotations

import ast
import importlib
import re
import resource
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import downrange
from downrange.cli import main

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "downrange"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
VERBS = [verb for verb in main.VERBS if (PACKAGE / "cli" / f"{verb}.py").is_file()]

LONGEST_FILE = 600
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "manager", "base", "misc"}
DATA_SUFFIXES = {".csv", ".tsv", ".json", ".jsonl", ".geojson", ".npz", ".parquet", ".toml", ".txt", ".gz"}
FOLDERS_OF_OUR_OWN_WORDS = {"lang", "lexicons", "templates"}
PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
IMPORT_SECONDS = 0.15
HELP_SECONDS = 0.3


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tracked_files() -> list[Path]:
    """Files that git knows, or all that it would not ignore where this is no clone."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    return [path for folder in ("src", "tests", "docs", "examples") for path in (ROOT / folder).rglob("*.*")]


def run_python(code: str) -> str:
    call = [sys.executable, "-c", code]
    return subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT).stdout


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_says_in_its_first_line_what_it_is(path: Path) -> None:
    line = (ast.get_docstring(parse(path)) or "").partition("\n")[0]
    assert len(line.split()) >= 2


def test_a_stage_says_what_it_may_not_know() -> None:
    silent = [path.parent.name for path in PACKAGE.glob("*/__init__.py") if "ay not know" not in path.read_text()]
    assert silent == []


def test_no_file_is_longer_than_600_lines() -> None:
    files = [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.py")]
    long = {path.name: count for path in files if (count := path.read_text().count("\n")) > LONGEST_FILE}
    assert long == {}


def test_no_module_hides_behind_a_name_that_says_nothing() -> None:
    names = {part for path in MODULES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert names & FORBIDDEN_NAMES == set()


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_what_a_module_lists_can_be_imported(path: Path) -> None:
    if "__all__" not in path.read_text(encoding="utf-8"):
        return
    module = importlib.import_module(dotted(path))
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_the_public_names_are_listed_once() -> None:
    assert sorted(set(downrange.__all__)) == sorted(downrange.__all__)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_module_catches_everything(path: Path) -> None:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{path.name}:{node.lineno} bare except"
            caught = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)}
            assert not caught & {"Exception", "BaseException"}, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "records").glob("*.py")), ids=dotted)
def test_a_record_is_frozen_and_built_by_keyword(path: Path) -> None:
    for node in parse(path).body:
        if isinstance(node, ast.ClassDef) and "StrEnum" not in ast.unparse(node) and "IntEnum" not in ast.unparse(node):
            decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
            assert decorators == ["dataclass(frozen=True, slots=True, kw_only=True)"], f"{path.name}: {node.name}"


def test_a_silenced_check_names_itself() -> None:
    blanket = re.compile(r"#\s*(type:\s*ignore|pyright:\s*ignore|noqa)(?![\[:])")
    silenced = [
        f"{path.name}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if blanket.search(line)
    ]
    assert silenced == []


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, downrange; print(*(set(sys.modules) & {'numpy', 'numba', 'pydantic', 'typer', 'rich'}))"
    assert run_python(code).split() == []


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from downrange.cli.main import run; sys.argv = ['downrange', '--help']\n"
        "try: run()\n"
        "except SystemExit: pass\n"
        "print('\\nLOADED', *(set(sys.modules) & {'numpy', 'numba', 'pydantic', 'scipy', 'shapely', 'jinja2'}))"
    )
    assert run_python(code).rpartition("LOADED")[2].split() == []


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        ("import downrange", IMPORT_SECONDS),
        ("import sys; sys.argv = ['downrange', '--help']; import downrange.cli.main as m; m.run()", HELP_SECONDS),
    ],
    ids=["import", "help"],
)
def test_the_package_and_its_help_start_at_once(code: str, limit: float) -> None:
    spent: list[float] = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run_python(code)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < limit


def test_no_file_names_a_folder_of_one_machine() -> None:
    folder = re.compile(r"(?<![\w.:/~-])/(?:work|root|home|Users|mnt|farm)/\w|\b[A-Z]:\\Users")
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        if path.suffix in {".py", ".md", ".toml", ".html", ".js", ".css", ".yml", ".cfg", ".sh", ""}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if folder.search(line)
    ]
    assert named == []


def test_every_data_file_has_its_row_in_a_sources_file() -> None:
    missing: list[str] = []
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in DATA_SUFFIXES or FOLDERS_OF_OUR_OWN_WORDS & set(path.parts) or path.name == "case.toml":
            continue
        folders = [folder for folder in path.parents if folder.is_relative_to(PACKAGE)]
        listed = any(path.name in (folder / "SOURCES.md").read_text() for folder in folders if _has_sources(folder))
        if not listed:
            missing.append(path.relative_to(PACKAGE).as_posix())
    assert missing == []


def _has_sources(folder: Path) -> bool:
    return (folder / "SOURCES.md").is_file()


def test_every_shipped_case_names_its_sources() -> None:
    cases = sorted(path.parent for path in (PACKAGE / "cases").glob("*/case.toml"))
    assert cases
    assert [case.name for case in cases if not _has_sources(case)] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    names = [re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in asked]
    assert [name for name in names if f"| `{name}` |" not in reasons] == []


def test_the_pins_name_no_host() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in pins if not re.fullmatch(r"#.*|[\w.-]+==[\w.+!-]+|", line)] == []


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## [{downrange.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_generated_pages_are_up_to_date() -> None:
    call = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_prose_has_one_sentence_a_line(path: Path) -> None:
    text = re.sub(r"```.*?```", lambda block: "\n" * block.group().count("\n"), path.read_text(), flags=re.DOTALL)
    crowded = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if not line.lstrip().startswith(("|", "- `", "#")) and re.search(r"[a-z0-9`)]\. [A-Z]", line)
    ]
    if path.name == "architecture.md":
        crowded = [number for number in crowded if "May not know" not in text.splitlines()[number - 1]]
    assert crowded == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_test_names_are_sentences(path: Path) -> None:
    names = [
        node.name
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert [name for name in names if name.count("_") < 3] == []


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_ends_with_an_example(verb: str) -> None:
    functions = [node for node in parse(PACKAGE / "cli" / f"{verb}.py").body if isinstance(node, ast.FunctionDef)]
    docstrings = [ast.get_docstring(function) or "" for function in functions if function.name == verb]
    assert docstrings
    assert re.search(rf"Examples?:\s+downrange {verb}", docstrings[0])

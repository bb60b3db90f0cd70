"""The command as a whole: what it lists, and what it says to a wrong call."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from typer.testing import CliRunner

from downrange.cli.main import VERBS, Verbs, app
from downrange.errors import CatalogError


@pytest.fixture
def failing_verb(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Exception]]:
    """A doctor that meets a name the catalog does not hold."""

    def doctor() -> None:
        raise CatalogError("vehicle 'Saturn 9': not in the catalog", hint="downrange fly --help lists them")

    module = ModuleType("downrange.cli.doctor")
    module.doctor = doctor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "downrange.cli.doctor", module)
    yield CatalogError


def test_the_help_lists_the_verbs_in_the_order_of_the_story() -> None:
    listed = Verbs(name="downrange").list_commands(None)
    assert listed == [verb for verb in VERBS if verb in listed]
    assert {"demo", "assess", "doctor"} <= set(listed)


def test_the_help_says_what_each_verb_does() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for verb in Verbs(name="downrange").list_commands(None):
        line = next(line for line in result.stdout.splitlines() if line.split()[:1] == [verb])
        assert len(line.split()) > 3


def test_a_call_without_a_verb_is_a_wrong_call_and_shows_the_help() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert "assess" in result.output


def test_an_unknown_verb_is_a_wrong_call_and_a_near_one_is_proposed() -> None:
    result = CliRunner().invoke(app, ["asess"])
    assert result.exit_code == 2
    assert "assess" in result.stderr
    assert result.stdout == ""


def test_an_unknown_option_is_a_wrong_call() -> None:
    result = CliRunner().invoke(app, ["doctor", "--fast"])
    assert result.exit_code == 2
    assert "--fast" in result.stderr


def test_a_wrong_call_gives_its_message_and_hint_and_no_traceback(failing_verb: type[Exception]) -> None:
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 2
    assert result.stderr == "downrange: vehicle 'Saturn 9': not in the catalog\nhint: downrange fly --help lists them\n"
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)


def test_the_version_is_printed_on_stdout() -> None:
    from downrange import __version__

    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"downrange {__version__}\n")

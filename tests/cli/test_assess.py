"""The options of `assess`, before anything is flown."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from downrange.cli import assess as verb
from downrange.cli.main import app
from downrange.records.launch import Case


@pytest.mark.parametrize("pad", ["39.66", "north,east", "91,0", "39.66,124.7,10", "12,200", "nan,0"])
def test_a_pad_that_is_no_place_is_a_wrong_call(pad: str) -> None:
    result = CliRunner().invoke(app, ["assess", "page.txt", "--pad", pad])
    assert result.exit_code == 2
    assert pad in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_pad_may_lie_south_and_west() -> None:
    assert verb._read_pad("-39.26,-177.86") == (-39.26, -177.86)


def test_a_pad_of_three_numbers_is_refused() -> None:
    with pytest.raises(typer.BadParameter):
        verb._read_pad("1,2,3")


def test_two_cases_of_one_name_get_folders_of_their_own() -> None:
    cases = [Case(id="page", path="a/page.txt"), Case(id="page", path="b/page.txt"), Case(id="map", path="map.txt")]
    assert verb._folder_names(cases) == ["page", "page-2", "map"]


def test_a_language_without_a_page_is_a_wrong_call() -> None:
    assert CliRunner().invoke(app, ["assess", "page.txt", "--lang", "tlh"]).exit_code == 2


def test_a_folder_that_cannot_be_made_is_named_before_anything_is_flown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fly(*_: object, **__: object) -> None:
        raise AssertionError("flown")

    monkeypatch.setattr("downrange.pipeline.assess_case", fly)
    page = tmp_path / "page.txt"
    page.write_text("A rocket was launched from Sohae on 31 May 2023.")
    result = CliRunner().invoke(app, ["assess", str(page), "--out", str(page / "dossier")])
    assert result.exit_code == 2
    assert f"cannot write {page / 'dossier'}" in result.stderr
    assert "hint:" in result.stderr
    assert list(tmp_path.iterdir()) == [page]

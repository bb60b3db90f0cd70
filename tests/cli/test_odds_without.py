"""`assess --without`: odds from the flights that a dossier keeps, at once, or why it must fly again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from downrange.cli.main import app
from downrange.drawfile import NAME
from downrange.pipeline import assess

REPORT = """\
SEOUL, 31 May 2023 - North Korea launched a rocket carrying a satellite from its Sohae site on Wednesday,
South Korea's Joint Chiefs of Staff said.
The second stage failed to ignite and the rocket fell into the Yellow Sea, state media KCNA said.
It fell about 400 km from the launch site, Japan's defense ministry said.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report, and the dossier made of it."""
    folder = tmp_path_factory.mktemp("case")
    (folder / "page.txt").write_text(REPORT)
    result = _assess(folder, "--quick", "--quiet")
    assert result.exit_code == 0, result.output
    return folder


def _assess(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["assess", str(folder / "page.txt"), "--out", str(folder / "dossier"), *options])


def _ids(folder: Path, kind: str) -> list[str]:
    (launch,) = json.loads((folder / "dossier" / "dossier.json").read_text())["launches"]
    return [claim["id"] for claim in launch["claims"] if claim["kind"] == kind]


def _odds(folder: Path, *options: str) -> dict:
    return json.loads(_assess(folder, "--quick", "--odds", "--json", *options).stdout)


def test_the_odds_without_a_claim_are_those_of_the_flights_kept(folder: Path) -> None:
    causes = [part for id in _ids(folder, "cause") for part in ("--without", id)]
    found = _odds(folder, *causes)
    assert found["must_fly"] == ""
    (launch,) = found["launches"]
    odds = {line["id"]: (line["before"], line["after"]) for line in launch["explanations"]}
    before, after = odds["orbital/stage-2-no-ignition"]
    assert after < before - 0.1
    for column in zip(*odds.values(), strict=True):
        assert sum(column) == pytest.approx(1.0, abs=1e-3)


def test_they_are_those_of_an_assessment_without_it(folder: Path, tmp_path: Path) -> None:
    (id, *_) = _ids(folder, "cause")
    (launch,) = _odds(folder, "--without", id)["launches"]
    result = CliRunner().invoke(
        app,
        ["assess", str(folder / "page.txt"), "--out", str(tmp_path / "less"), "--quick", "--quiet", "--without", id],
    )
    assert result.exit_code == 0
    (flown,) = json.loads((tmp_path / "less" / "dossier.json").read_text())["launches"]
    anew: dict[str, float] = {}
    for row in flown["explanations"]:
        anew[row["id"]] = anew.get(row["id"], 0.0) + row["probability"]
    for line in launch["explanations"]:
        assert line["after"] == pytest.approx(anew.get(line["id"], 0.0), abs=0.1)


def test_nothing_is_flown_for_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fly(*_: object, **__: object) -> None:
        raise AssertionError("flown")

    monkeypatch.setattr("downrange.inference.weighing.FlightModel.fly", fly)
    (id, *_) = _ids(folder, "cause")
    result = _assess(folder, "--quick", "--without", id, "--odds")
    assert result.exit_code == 0
    assert "none flown" in result.stdout
    assert "stage 2 did not ignite" in result.stdout


def test_flights_of_other_evidence_do_not_answer(folder: Path) -> None:
    (id, *_) = _ids(folder, "cause")
    result = _assess(folder, "--without", id, "--odds")  # not --quick: other flights than those kept
    assert result.exit_code == 1
    assert "must fly again: no stored flights of this evidence" in result.stdout


def test_a_dossier_on_less_keeps_the_flights_on_all(folder: Path) -> None:
    (id, *_) = _ids(folder, "cause")
    kept = (folder / "dossier" / NAME).read_bytes()
    page = (folder / "dossier" / "dossier.json").read_bytes()
    result = _assess(folder, "--quick", "--without", id)
    assert result.exit_code == 0
    assert "none flown" in result.stdout  # the odds are said before the dossier is made
    assert (folder / "dossier" / NAME).read_bytes() == kept
    assert (folder / "dossier" / "dossier.json").read_bytes() != page
    _assess(folder, "--quick", "--quiet")
    assert (folder / "dossier" / "dossier.json").read_bytes() == page
    assert (folder / "dossier" / NAME).read_bytes() == kept


def test_odds_alone_ask_for_a_claim(folder: Path) -> None:
    result = _assess(folder, "--odds")
    assert result.exit_code == 2
    assert "--without" in result.stderr


def test_an_id_that_is_nowhere_is_named(folder: Path) -> None:
    result = _assess(folder, "--odds", "--without", "c0")
    assert result.exit_code == 2
    assert "'c0'" in result.stderr


def test_the_python_interface_gives_the_same_draws(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made,) = assess([folder / "page.txt"], quick=True)
    (launch,) = made.dossier.launches
    shown = json.loads((folder / "dossier" / "dossier.json").read_text())["launches"][0]
    assert launch.verdict == shown["verdict"]

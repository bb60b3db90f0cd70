"""Each shipped case assessed once, as the demo does it, for all the tests of its dossier."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from downrange.cli.demo import CASES

ROOT = Path(__file__).resolve().parents[2]


class Assessed(NamedTuple):
    """A dossier as another program sees it: the data and the page."""

    data: dict[str, Any]
    page: str
    folder: Path

    def launch(self, tag: str) -> dict[str, Any]:
        """The one launch that was joined to the catalog as `tag`."""
        (launch,) = (launch for launch in self.data["launches"] if launch["catalog"] == tag)
        return launch


@pytest.fixture(scope="session")
def assess_path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Assessed]:
    """Assesses a file or case folder, once however often it is asked for."""
    done: dict[Path, Assessed] = {}

    def assess(path: Path) -> Assessed:
        if path not in done:
            from downrange.dossier.write import write_dossier
            from downrange.pipeline import assess_case
            from downrange.reading.case import read_paths

            (case,) = read_paths([str(path)])
            assessment = assess_case(case, seed=1)
            folder = tmp_path_factory.mktemp("cases") / case.id
            page = write_dossier(assessment.dossier, folder, flights=assessment.flights)
            data = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))
            done[path] = Assessed(data, page.read_text(encoding="utf-8"), folder)
        return done[path]

    return assess


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of outside data, where there is one."""
    folder = Path(os.environ.get("DOWNRANGE_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the folder of outside data is not here")
    return folder


@pytest.fixture(scope="session", params=["shipped", "original"])
def seed_page(request: pytest.FixtureRequest, assess_path: Callable[[Path], Assessed]) -> Assessed:
    """The news page: the retelling that is shipped, and the original where it is."""
    if request.param == "shipped":
        return assess_path(CASES / "seed")
    return assess_path(request.getfixturevalue("shared_data") / "reports" / "seed.txt")


@pytest.fixture(scope="session")
def chollima(assess_path: Callable[[Path], Assessed]) -> Assessed:
    """The failed launch of 31 May 2023."""
    return assess_path(CASES / "chollima-2023-05-31")


@pytest.fixture(scope="session")
def rockot(assess_path: Callable[[Path], Assessed]) -> Assessed:
    """Three warnings to mariners."""
    return assess_path(CASES / "rockot-2017-10-13")


@pytest.fixture(scope="session")
def iridium(assess_path: Callable[[Path], Assessed]) -> Assessed:
    """A webcast."""
    return assess_path(CASES / "iridium-7")

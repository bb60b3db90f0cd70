"""Exports read back by programs of others: pictures by Pillow, paper by pypdf, orbits by beyond."""

from __future__ import annotations

import io
import json
import math
import stat

import dossier_samples as samples
import numpy as np
import pyarrow.parquet as pq
import pypdf
import pytest
from beyond.io.ccsds import loads
from PIL import Image
from test_dossier_exports import CASES, circular_orbit
from typer.testing import CliRunner

from downrange.cli.main import app
from downrange.dossier import palette
from downrange.dossier import words as language
from downrange.dossier.export import export_saved
from downrange.dossier.exports import ephemeris, paper, pictures, raster
from downrange.dossier.exports.kinds import Export
from downrange.dossier.launch_view import launch_views
from downrange.dossier.saved import as_text
from downrange.dossier.write import write_dossier
from downrange.errors import InputError

needs_browser = pytest.mark.skipif(paper.find_browser() is None, reason="needs a Chromium")
TLE_ONLY = {
    "NORAD_CAT_ID": "99999", "ELEMENT_SET_NO": "1", "REV_AT_EPOCH": "0", "EPHEMERIS_TYPE": "0",
    "CLASSIFICATION_TYPE": "U", "BSTAR": "0", "MEAN_MOTION_DOT": "0", "MEAN_MOTION_DDOT": "0",
}  # fmt: skip
"""What two-body elements have no use for and beyond asks of every message."""


def color(name):
    return tuple(int(palette.LIGHT[name][k : k + 2], 16) for k in (1, 3, 5))


@pytest.fixture(params=CASES)
def launch(request):
    return CASES[request.param]()


@pytest.fixture
def saved(tmp_path):
    (tmp_path / "records.json").write_text(as_text(samples.dossier(samples.chollima())), encoding="utf-8")
    return tmp_path


def test_every_figure_is_a_picture_with_its_marks_in_it(launch, square_world):
    views = launch_views(samples.dossier(launch), language.load("en"), square_world)
    for name, svg in pictures.pictures(views).items():
        image = Image.open(io.BytesIO(raster.as_png(svg)))
        assert image.format == "PNG"
        assert image.width >= 600
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(int)
        ink = np.abs(pixels - color("ink")).sum(axis=1) < 30
        flight = np.abs(pixels - color("flight")).sum(axis=1) < 60
        if "-map" in name:
            assert ink.any(), name
        else:
            assert flight.sum() > 100, name


def test_a_picture_is_twice_as_large_as_its_figure(square_world):
    views = launch_views(samples.dossier(samples.chollima()), language.load("en"), square_world)
    svg = pictures.standalone(views[0].maps[0][0])
    wide = Image.open(io.BytesIO(raster.as_png(svg))).width
    assert wide == 2 * Image.open(io.BytesIO(raster.as_png(svg, zoom=1.0))).width


def test_words_are_drawn(square_world):
    views = launch_views(samples.dossier(samples.chollima()), language.load("en"), square_world)
    svg = pictures.standalone(views[0].plots[0].markup)
    bare = svg.replace("</text>", "</desc>").replace("<text", "<desc")
    assert raster.as_png(svg) != raster.as_png(bare)


def test_exports_in_another_language_lie_beside_the_english_ones(saved):
    written = export_saved(saved, [Export.PNG, Export.SVG, Export.PAGE], out=saved, lang="fr")
    names = sorted(path.relative_to(saved).as_posix() for path in written)
    assert "dossier.fr.html" in names
    assert any(name.startswith("figures/") and name.endswith("-map.fr.png") for name in names)
    assert all(".fr." in name for name in names)
    assert 'lang="fr"' in (saved / "dossier.fr.html").read_text(encoding="utf-8")[:300]
    assert not list(saved.rglob("*.part"))


def test_the_verb_lists_what_it_wrote(saved):
    result = CliRunner().invoke(app, ["export", str(saved), "--to", "svg", "--json", "--out", str(saved / "made")])
    assert result.exit_code == 0
    paths = json.loads(result.stdout)
    assert len(paths) >= 4
    assert all(path.startswith(str(saved / "made" / "figures")) for path in paths)


def test_a_folder_without_a_dossier_is_named(tmp_path):
    result = CliRunner().invoke(app, ["export", str(tmp_path)])
    assert result.exit_code == 2
    assert "records.json" in result.stderr


def test_without_a_browser_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNRANGE_BROWSER", str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="no Chromium") as caught:
        paper.print_page("<p>a</p>", tmp_path / "a.pdf")
    assert "DOWNRANGE_BROWSER" in caught.value.hint


def test_a_browser_that_does_not_print_is_named(tmp_path):
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho out of luck >&2\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(InputError, match="out of luck"):
        paper.print_page("<p>a</p>", tmp_path / "a.pdf", browser=str(broken))
    assert list(tmp_path.iterdir()) == [broken]


@needs_browser
@pytest.mark.browser
@pytest.mark.slow
def test_the_pdf_reads_back_with_verdict_numbers_and_quoted_words(saved):
    (path,) = export_saved(saved, [Export.PDF], out=saved)
    reader = pypdf.PdfReader(path)
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "the second stage most likely never ignited" in words
    assert "second-stage engine did not start normally" in words
    assert len(reader.pages) < 20
    width, height = (float(side) for side in reader.pages[0].mediabox[2:])
    assert height / width == pytest.approx(math.sqrt(2.0), abs=0.01)


def test_flights_read_back_with_the_version_and_seed_that_made_them(tmp_path, launch):
    columns = {"azimuth_deg": np.array([1.5, 2.5, 359.0]), "in_orbit": np.array([0.0, 1.0, np.nan])}
    dossier = samples.dossier(launch)
    write_dossier(dossier, tmp_path / "made", flights=columns)
    table = pq.read_table(tmp_path / "made" / "flights.parquet")
    assert table.column("azimuth_deg").to_pylist() == [1.5, 2.5, 359.0]
    assert table.schema.metadata[b"seed"] == str(dossier.seed).encode()


@pytest.mark.parametrize("inclination", [51.6, 98.7])
def test_another_program_reads_the_ephemeris(inclination):
    text = ephemeris.messages(samples.dossier(circular_orbit(inclination, 500.0)))["SYNTHETIC.oem"]
    orbit = loads(text.replace("REF_FRAME = ITRF2000", "REF_FRAME = ITRF"))
    radii = [float(np.linalg.norm(np.asarray(state)[:3])) for state in orbit]
    assert radii == pytest.approx([6878137.0] * len(radii), abs=50.0)
    assert "SYNTHETIC" in text.split("META_START")[0]


@pytest.mark.parametrize("inclination", [51.6, 98.7])
def test_another_program_reads_the_elements(inclination):
    text = ephemeris.messages(samples.dossier(circular_orbit(inclination, 500.0)))["SYNTHETIC.omm"]
    more = "".join(f"{key} = {value}\n" for key, value in TLE_ONLY.items())
    orbit = loads(text.replace("TWO-BODY", "SGP4") + more)
    assert math.degrees(float(orbit.i)) == pytest.approx(inclination, abs=0.01)
    assert float(orbit.e) < 1e-4
    assert float(orbit.n) == pytest.approx(math.sqrt(398600.4418 / 6878.137**3), rel=1e-4)

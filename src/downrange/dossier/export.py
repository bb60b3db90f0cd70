"""Exports made of a saved dossier when they are asked for: pictures, a PDF, the page in another language."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from downrange.dossier import words as language
from downrange.dossier.exports import paper, pictures, raster
from downrange.dossier.exports.kinds import Export
from downrange.dossier.figures.ground import basemap
from downrange.dossier.launch_view import launch_views
from downrange.dossier.page import render
from downrange.dossier.saved import read_saved


def export_saved(folder: Path, wanted: Iterable[Export], *, out: Path, lang: str = "en") -> list[Path]:
    """Make exports of the dossier in a folder, and give the paths of what was written.

    Args:
        folder: a dossier's, or its records.json.
        wanted: what to make.
        out: folder to write into; made if need be. Figures go to `figures/` in it.
        lang: of pages and figures; files in another language than English bear its name.

    Raises:
        InputError: no dossier there, no such language, no browser to print with, no fonts to draw with.
    """
    dossier, words = read_saved(folder), language.load(lang)
    launches = launch_views(dossier, words, basemap(lang))
    asked = frozenset(wanted)
    drawn = bool(asked & {Export.SVG, Export.PNG})
    (out / "figures" if drawn else out).mkdir(parents=True, exist_ok=True)
    tag = "" if lang == "en" else f".{lang}"
    written: list[Path] = []
    for name, svg in pictures.pictures(launches).items():
        stem = name.removesuffix(".svg")
        if Export.SVG in asked:
            written.append(_write(out / "figures" / f"{stem}{tag}.svg", svg.encode()))
        if Export.PNG in asked:
            written.append(_write(out / "figures" / f"{stem}{tag}.png", raster.as_png(svg)))
    if asked & {Export.PAGE, Export.PDF}:
        page = render(dossier, launches, words)
        if Export.PAGE in asked:
            written.append(_write(out / f"dossier{tag}.html", page.encode()))
        if Export.PDF in asked:
            paper.print_page(page, out / f"dossier{tag}.pdf")
            written.append(out / f"dossier{tag}.pdf")
    return written


def _write(path: Path, data: bytes) -> Path:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    return part.replace(path)

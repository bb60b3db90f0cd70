"""Writes a dossier's folder whole or not at all: into a folder beside it, then renamed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from downrange.dossier import data, saved
from downrange.dossier import words as language
from downrange.dossier.exports import czml, ephemeris, features, kml, parquet, pictures, provenance
from downrange.dossier.figures.ground import basemap
from downrange.dossier.launch_view import launch_views
from downrange.dossier.page import render
from downrange.errors import InputError
from downrange.records.dossier import Dossier
from downrange.records.flight import Array

PAGE = "dossier.html"


def write_dossier(
    dossier: Dossier,
    folder: Path,
    *,
    flights: Mapping[str, Array] | None = None,
    lang: str = "en",
    also: Mapping[str, bytes] | None = None,
) -> Path:
    """Write the page, the data and the maps of `dossier` into `folder`, and give the path of the page.

    `flights` are columns of equal length, one row a flight, and go to flights.parquet; `also` are further files by
    name. An older dossier in `folder` is replaced as a whole.

    Raises:
        InputError: `folder` is a file, holds something other than a dossier, or cannot be made.
    """
    folder = Path(folder)
    check_folder(folder)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_files(dossier, fresh, flights, lang)
        for name, content in (also or {}).items():
            (fresh / name).write_bytes(content)
        fresh.chmod(0o755)
        _put_in_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder / PAGE


def check_folder(folder: Path) -> None:
    """Refuse a folder that no dossier can be written to, before anything is flown; the folder it is in is made.

    Raises:
        InputError: `folder` is a file, holds something other than a dossier, or cannot be made.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file, not a folder", hint="name a folder for the dossier")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / PAGE).is_file():
        raise InputError(
            f"{folder}: holds files but no dossier, and is left as it is",
            hint="name a new folder, or one that an earlier dossier was written to",
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent):
            pass  # whether a folder can be made here is known by making one
    except OSError as error:
        raise InputError(
            f"cannot write {folder}: {error.strerror}", hint="name a folder that can be written to"
        ) from error


def _write_files(dossier: Dossier, folder: Path, flights: Mapping[str, Array] | None, lang: str) -> None:
    words = language.load(lang)
    launches = launch_views(dossier, words, basemap(lang))
    texts = {
        PAGE: render(dossier, launches, words),
        "dossier.json": data.as_text(data.as_json(dossier)),
        "records.json": saved.as_text(dossier),
        "areas.geojson": data.as_text(features.areas(dossier), compact=True),
        "impacts.geojson": data.as_text(features.impacts(dossier), compact=True),
        "tracks.geojson": data.as_text(features.tracks(dossier), compact=True),
        "dossier.kml": kml.as_kml(dossier),
        "dossier.czml": data.as_text(czml.as_czml(dossier), compact=True),
        "provenance.json": data.as_text(provenance.as_prov(dossier)),
    }
    texts |= ephemeris.messages(dossier)
    texts |= {f"figures/{name}": text for name, text in pictures.pictures(launches).items()}
    (folder / "figures").mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    if flights:
        parquet.write_flights(flights, folder / "flights.parquet", version=dossier.version, seed=dossier.seed)


def _put_in_place(fresh: Path, folder: Path) -> None:
    """Swap the folders by renames; if the second rename fails the old dossier goes back."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = fresh.with_name(fresh.name + "-old")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)

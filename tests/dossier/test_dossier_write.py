from __future__ import annotations

import json
import os

import dossier_samples as samples
import numpy as np
import pyarrow.parquet as pq
import pytest

from downrange.dossier import write
from downrange.dossier.write import write_dossier
from downrange.errors import InputError

FILES = {
    "dossier.html", "dossier.json", "records.json", "areas.geojson", "impacts.geojson", "tracks.geojson", "dossier.kml",
    "dossier.czml", "figures", "provenance.json",
}  # fmt: skip


@pytest.fixture(autouse=True)
def small_ground(monkeypatch, square_world):
    monkeypatch.setattr(write, "basemap", lambda lang: square_world)


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_the_folder_holds_the_page_and_the_data(tmp_path):
    made = write_dossier(samples.dossier(), tmp_path / "out" / "dossier")
    assert made == tmp_path / "out" / "dossier" / "dossier.html"
    assert names(made.parent) >= FILES
    assert names(made.parent.parent) == {"dossier"}
    assert oct(made.parent.stat().st_mode & 0o777) == "0o755"
    assert json.loads((made.parent / "dossier.json").read_text())["schema"] == "downrange-dossier/1"


def test_flights_become_columns_and_say_who_made_them(tmp_path):
    flights = {"apogee_km": np.array([100.0, 120.0, np.nan]), "state": np.arange(9.0).reshape(3, 3)}
    made = write_dossier(samples.dossier(), tmp_path / "d", flights=flights)
    table = pq.read_table(made.parent / "flights.parquet")
    assert table.column_names == ["apogee_km", "state"]
    assert table.num_rows == 3
    assert table["state"].to_pylist()[1] == [3.0, 4.0, 5.0]
    assert table.schema.metadata[b"seed"] == b"1"


def test_columns_of_different_lengths_are_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(InputError, match="differ in length"):
        write_dossier(samples.dossier(), tmp_path / "d", flights={"a": np.zeros(2), "b": np.zeros(3)})
    assert names(tmp_path) == set()


def test_the_same_record_gives_the_same_bytes(tmp_path):
    flights = {"apogee_km": np.arange(4.0)}
    one, two = (write_dossier(samples.dossier(), tmp_path / n, flights=flights).parent for n in ("one", "two"))
    assert names(one) == names(two)
    for path in one.rglob("*.*"):
        assert path.read_bytes() == (two / path.relative_to(one)).read_bytes(), path.name


def test_an_older_dossier_is_replaced_whole(tmp_path):
    folder = tmp_path / "dossier"
    write_dossier(samples.dossier(), folder, flights={"a": np.zeros(2)})
    (folder / "left-over.txt").write_text("old")
    write_dossier(samples.dossier(samples.plesetsk()), folder)
    assert "flights.parquet" not in names(folder)
    assert "left-over.txt" not in names(folder)
    assert "Plesetsk" in (folder / "dossier.html").read_text()
    assert names(tmp_path) == {"dossier"}


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("ten years of work")
    with pytest.raises(InputError, match="no dossier"):
        write_dossier(samples.dossier(), tmp_path)
    assert names(tmp_path) == {"thesis.tex"}
    with pytest.raises(InputError, match="is a file"):
        write_dossier(samples.dossier(), tmp_path / "thesis.tex")


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "d").mkdir()
    assert write_dossier(samples.dossier(), tmp_path / "d").is_file()


def test_when_the_page_fails_the_old_dossier_stays_and_nothing_else(tmp_path, monkeypatch):
    folder = tmp_path / "dossier"
    write_dossier(samples.dossier(), folder)
    before = (folder / "dossier.html").read_bytes()

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(write, "render", fail)
    with pytest.raises(OSError, match="disk full"):
        write_dossier(samples.dossier(samples.plesetsk()), folder)
    assert (folder / "dossier.html").read_bytes() == before
    assert names(tmp_path) == {"dossier"}


def test_when_the_last_rename_fails_the_old_dossier_comes_back(tmp_path, monkeypatch):
    folder = tmp_path / "dossier"
    write_dossier(samples.dossier(), folder)
    before, rename = (folder / "dossier.html").read_bytes(), os.rename
    calls = []

    def second_fails(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError("device busy")
        rename(source, target)

    monkeypatch.setattr(os, "rename", second_fails)
    with pytest.raises(OSError, match="device busy"):
        write_dossier(samples.dossier(samples.plesetsk()), folder)
    assert (folder / "dossier.html").read_bytes() == before
    assert names(tmp_path) == {"dossier"}

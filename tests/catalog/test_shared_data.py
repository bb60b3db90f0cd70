"""The catalog against the project's data folder: ids of annotated reports, pads of published notices."""

import csv
import json
import math
import os
from pathlib import Path
from typing import Any

import pytest

from downrange.catalog.launches import find_by_tag
from downrange.catalog.places import find_place
from downrange.catalog.sites import find_site, pad_of
from downrange.catalog.sources import all_sources, find_source
from downrange.catalog.vehicles import vehicle_of_launch

DATA = Path(os.environ.get("DOWNRANGE_SHARED", Path(__file__).parents[3] / "shared")) / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder is not here")
AIR_LAUNCHED = "LauncherOne"


def reports() -> list[dict[str, Any]]:
    return [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((DATA / "reports").glob("*.json"))
        if path.name != "sources.json"
    ]


def test_every_site_of_the_annotated_reports_is_known_by_its_id():
    for report in reports():
        for event in report["events"]:
            if event["site"]:
                site = find_site(event["site"])
                assert site is not None, event["site"]
                assert site.id == event["site"]


def test_every_place_of_the_annotated_reports_is_known_and_near():
    for report in reports():
        for claim in report["claims"]:
            if claim["kind"] != "place":
                continue
            gold = claim["value"]
            place = find_place(gold["gaz"])
            assert place is not None, gold["gaz"]
            assert place.id == gold["gaz"]
            north = (place.latitude_deg - gold["lat"]) * 111.2
            east = (place.longitude_deg - gold["lon"]) * 111.2 * math.cos(math.radians(gold["lat"]))
            assert math.hypot(north, east) <= gold["radius_km"], gold["gaz"]


def test_every_source_of_the_registry_is_known_by_id_and_name():
    registry = json.loads((DATA / "reports" / "sources.json").read_text(encoding="utf-8"))
    types = {source.id: source.type for source in all_sources()}
    for id_, entry in registry.items():
        assert types[id_] == entry["type"]
        for name in entry["names"]:
            source = find_source(name)
            assert source is not None, name
            assert source.id == id_, name


def test_launches_of_published_notices_have_their_pad_and_vehicle():
    with (DATA / "notices" / "launches.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 30
    for row in rows:
        launch = find_by_tag(row["cospar"])
        assert launch is not None, row["cospar"]
        assert vehicle_of_launch(launch) is not None, launch.vehicle
        if launch.vehicle == AIR_LAUNCHED:
            continue
        pad = pad_of(launch)
        assert pad is not None
        north = (pad.latitude_deg - float(row["pad_lat_deg"])) * 111.2
        east = (pad.longitude_deg - float(row["pad_lon_deg"])) * 111.2 * math.cos(math.radians(pad.latitude_deg))
        # The table gives Plesetsk as a whole; its pads lie within 20 km of that point.
        assert math.hypot(north, east) < (20.0 if launch.site == "plesetsk" else 1.5), row["case"]

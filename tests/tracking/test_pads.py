"""The pad that a flight left, the azimuth that was told, and Doppler over an interval."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest

from downrange.catalog.sites import find_pads, find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.records.explanation import FlightKind
from downrange.records.sighting import Sighting, SightingKind
from downrange.tracking.drawing import draw_bank
from downrange.tracking.flying import OUTCOMES
from downrange.tracking.ordering import find_first_place
from downrange.tracking.pads import pad_left
from downrange.tracking.stream import StreamReader
from downrange.tracking.tdm import TdmReader


def _seen(latitude: float, longitude: float, height: float) -> Sighting:
    values = math.radians(latitude), math.radians(longitude), height
    return Sighting(time=10.0, kind=SightingKind.POINT, values=values, sigmas=(50.0,) * 3)


def test_the_first_low_place_tells_the_pad() -> None:
    for pad in find_pads("vandenberg"):
        assert pad_left("vandenberg", None, _seen(pad.latitude_deg, pad.longitude_deg, 900.0)) == pad.id
    site = find_site("vandenberg")
    assert site is not None
    assert pad_left("vandenberg", None, _seen(site.latitude_deg, site.longitude_deg, 900.0)) == "vandenberg"


def test_without_one_the_only_pad_of_the_vehicle_does_and_else_the_site_stays() -> None:
    assert pad_left("vandenberg", "falcon-9-block-5") == "vandenberg/slc-4e"
    assert pad_left("vandenberg", None) == "vandenberg"
    assert pad_left("vandenberg", "falcon-9-block-5", _seen(34.6, -121.5, 90e3)) == "vandenberg/slc-4e"
    assert pad_left("vandenberg/slc-4e", None) == "vandenberg/slc-4e"
    assert pad_left("no such site", None) == "no such site"
    assert pad_left(None, None) is None


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["time_s,lat,lon,height_m", "5,34.63,-120.61,300"], True),
        (["time_s,downrange_km,altitude_km", "5,0.1,0.3"], False),
        (["time_s,speed_m_s,altitude_km", "5,30,0.3"], False),
    ],
)
def test_only_what_does_not_depend_on_the_pad_tells_it(lines: list[str], told: bool) -> None:
    reader = StreamReader(path="made", pad=(0.6, -2.1, 0.0))
    assert (find_first_place(reader, lines) is not None) == told
    assert reader.pad == (0.6, -2.1, 0.0)


def test_a_bank_goes_where_the_azimuth_that_was_told_leads() -> None:
    site, vehicle = find_site("vandenberg"), find_vehicle("Falcon 9 Block 5")
    assert site is not None
    assert vehicle is not None
    spread = []
    for azimuth in (None, math.radians(187.0)):
        bank = draw_bank(site, [(vehicle, FlightKind.ORBITAL, 1.0)], flights=300, azimuth=azimuth)
        plan = bank.families[0]
        weights = np.exp(plan.plan_log - plan.plan_log.max())
        inclination = np.degrees(plan.outcomes[:, OUTCOMES.index("inclination")])
        mean = float((weights * inclination).sum() / weights.sum())
        spread.append(math.sqrt(float((weights * (inclination - mean) ** 2).sum() / weights.sum())))
    assert 92.0 < mean < 103.0
    assert spread[1] < 0.5 * spread[0]


@pytest.mark.parametrize(("tag", "shift"), [("START", 5.0), ("MIDDLE", 0.0), ("END", -5.0)])
def test_integrated_doppler_is_of_the_middle_of_its_interval(tag: str, shift: float) -> None:
    reader = TdmReader(whole=True)
    rows = []
    for number, line in enumerate(
        [
            "CCSDS_TDM_VERS = 2.0",
            "META_START",
            "TIME_SYSTEM = UTC",
            "INTEGRATION_INTERVAL = 10.0",
            f"INTEGRATION_REF = {tag}",
            "META_STOP",
            "DATA_START",
            "RANGE = 2024-01-01T00:01:00 500.0",
            "DOPPLER_INTEGRATED = 2024-01-01T00:01:00 -1.5",
            "DATA_STOP",
        ]
    ):
        rows += reader.read(line, number)
    by_what = {name: row.instant for row in rows for name in row.values}
    assert by_what["range_rate"] - by_what["range"] == timedelta(seconds=shift)

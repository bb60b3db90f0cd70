"""The launch catalog: what it holds, how it is searched, and what it costs."""

import subprocess
import sys
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from downrange.catalog.launches import (
    fell_short,
    find_by_local_day,
    find_by_tag,
    find_failure,
    find_launches,
    load_launches,
    local_day,
    site_of,
)
from downrange.catalog.sites import all_sites, find_site
from downrange.catalog.suborbital import find_flights, find_named, suborbital_flights
from downrange.catalog.tables import read_rows
from downrange.errors import InputError


def test_the_catalog_holds_every_launch_in_order_of_time():
    launches = load_launches()
    assert len(launches) == 7193
    assert all(a.liftoff <= b.liftoff for a, b in pairwise(launches))
    assert len({launch.tag for launch in launches}) == len(launches)


def test_every_launch_left_from_a_site_that_the_catalog_holds():
    assert {launch.site for launch in load_launches()} <= {site.id for site in all_sites()}


def test_the_first_launch_is_sputnik():
    first = load_launches()[0]
    assert (first.tag, first.liftoff, first.site, first.country) == (
        "1957-001",
        datetime(1957, 10, 4, 19, 28, 34, tzinfo=UTC),
        "baikonur",
        "SU",
    )


def test_a_piece_of_a_launch_finds_the_launch():
    launch = find_by_tag("2017-064A")
    assert launch is not None
    assert (launch.tag, launch.vehicle, launch.failed) == ("2017-064", "Rokot", False)
    assert find_by_tag("2017-999") is None


def test_a_local_day_ahead_of_utc_finds_the_launch():
    (launch,) = find_by_local_day(date(2023, 5, 31), country="KP")
    assert launch.liftoff.date() == date(2023, 5, 30)
    assert local_day(launch) == date(2023, 5, 31)
    assert launch.failed


def test_a_local_day_behind_utc_finds_the_launch():
    evening = [x for x in load_launches() if x.site == "vandenberg" and x.liftoff.hour < 7]
    assert evening
    assert all((x.liftoff.date() - local_day(x)).days == 1 for x in evening)


def test_windows_include_both_ends():
    launch = find_by_tag("2017-064")
    assert launch is not None
    assert launch in find_launches(start=launch.liftoff, end=launch.liftoff)


def test_a_search_for_the_successor_finds_soviet_launches():
    year = {"start": datetime(1985, 1, 1, tzinfo=UTC), "end": datetime(1985, 12, 31, tzinfo=UTC)}
    assert find_launches(**year, country="RU") == find_launches(**year, country="SU") != ()


def test_the_operator_of_a_soyuz_depends_on_the_site():
    assert {x.country for x in find_launches(site="kourou", vehicle="Soyuz-ST-B")} == {"FR"}
    assert {x.country for x in find_launches(vehicle="soyuz-2", start=datetime(2010, 1, 1, tzinfo=UTC))} == {"RU"}


def test_a_vehicle_is_found_by_its_beginning_but_not_by_half_a_word():
    assert {x.vehicle for x in find_launches(vehicle="delta 4h")} == {"Delta 4H", "Delta 4H/Star 48BV"}
    assert find_launches(vehicle="Falc") == ()


def test_a_naive_time_or_unknown_site_is_a_wrong_call():
    with pytest.raises(InputError, match="time zone"):
        find_launches(start=datetime(2020, 1, 1))
    with pytest.raises(InputError, match="Atlantis"):
        find_launches(site="Atlantis")


def test_a_failure_record_carries_what_gcat_says():
    record = find_failure("2022-F06")
    assert record is not None
    assert record.apogee == 110e3
    assert record.impact_deg == (18.0, -56.0)
    assert record.inclination == pytest.approx(1.7070, abs=1e-4)
    assert {item.type[0] for item in record.objects} >= {"P", "R"}
    assert find_failure("2017-064") is None


def test_placeholders_in_failures_are_not_stated():
    record = find_failure("2012-F03")
    assert record is not None
    assert record.perigee is None
    assert record.inclination is None


def test_every_site_in_the_catalog_knows_its_clock():
    launch = load_launches()[-1]
    assert find_site(launch.site) is site_of(launch)
    assert all(local_day(x) is not None for x in load_launches()[::97])


def test_a_lookup_loads_no_array_library():
    code = (
        "import sys; from datetime import date; from downrange.catalog.launches import find_by_local_day;"
        "find_by_local_day(date(2023, 5, 31)); assert not {'numpy', 'pandas', 'numba', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_came_to_a_wrong_orbit_is_in_the_catalog_and_has_no_tag_of_a_failure():
    rows = read_rows("wrong_orbits.tsv")
    assert {row["outcome"] for row in rows} == {"failure", "partial"}
    for row in rows:
        launch = find_by_tag(row["tag"])
        assert launch is not None
        assert not launch.failed
    assert (fell_short("2017-051"), fell_short("2017-036")) == ("failure", None)


def test_suborbital_flights_follow_each_other_and_are_of_known_classes():
    flights = suborbital_flights()
    assert [flight.day for flight in flights] == sorted(flight.day for flight in flights)
    assert {f.cls for f in flights} == {"icbm", "irbm", "mrbm", "srbm", "slbm", "bm", "missile", "suborbital"}
    assert len(set(flights)) == len(flights)
    assert all(find_site(flight.site) for flight in flights if flight.site)
    for flight in flights:
        date.fromisoformat(f"{flight.day}-01"[:10])


def test_a_flight_that_was_not_to_reach_orbit_is_found_by_its_period_and_name():
    assert [f.day for f in find_flights("GB", "2016")] == ["2016-06"]
    assert [f.name for f in find_flights("KP", "2017-07-20/2017-07-31")] == ["Hwasong-14"]
    assert find_named("IN", "Agni-V")[0].day == "2012-04-19"
    assert {f.name for f in find_named("IN", "Agni")} >= {"Agni-II", "Agni-V"}

"""Evidence that does not belong, named."""

from __future__ import annotations

from dataclasses import replace

from downrange.catalog.launches import find_by_tag
from downrange.catalog.sites import find_site
from downrange.judging.culprits import culprits
from downrange.judging.pool import Pool
from downrange.records.dossier import Liftoff
from downrange.records.evidence import LaunchEvidence

SITE = find_site("vandenberg")
NOBODY = Pool(flown=())
EVIDENCE = LaunchEvidence(
    id="x",
    title="x",
    site=SITE,
    liftoff=Liftoff(utc=None, earliest=None, latest=None),
    vehicle="Molniya-M",
)


def test_a_named_vehicle_that_no_flight_reaches_orbit_with_is_told():
    (conflict,) = culprits(EVIDENCE, SITE, (), NOBODY)
    assert "Molniya-M, which is named, reaches no orbit from Vandenberg" in conflict.what


def test_a_named_vehicle_is_held_against_the_catalogs():
    launch = find_by_tag("2018-061")
    told = [item.what for item in culprits(replace(EVIDENCE, catalog=launch), SITE, (), NOBODY)]
    assert told[-1] == "Molniya-M is named, but the catalog has Falcon 9 for 2018-061."
    same = replace(EVIDENCE, catalog=launch, vehicle="Falcon 9 Block 5")
    assert not any("but the catalog has" in item.what for item in culprits(same, SITE, (), NOBODY))


def test_where_no_vehicle_is_named_nothing_is_said_of_it():
    assert culprits(replace(EVIDENCE, vehicle=None), SITE, (), NOBODY) == ()

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dossier_samples as samples
import prov.model
import pytest
import shapely
from lxml import etree
from pyproj import Geod, Transformer

from downrange.dossier import data
from downrange.dossier import words as language
from downrange.dossier.exports import czml, ephemeris, features, kml, pictures, provenance
from downrange.dossier.launch_view import launch_views

EARTH = Geod(ellps="WGS84")
TO_GEODETIC = Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True)
CASES = {
    "near": samples.chollima,
    "north": samples.plesetsk,
    "over the pole": samples.over_the_pole,
    "over the date line": samples.over_the_date_line,
}


@pytest.fixture(params=CASES)
def launch(request):
    return CASES[request.param]()


def read_back(collection):
    """Through text, as a program that opens the file would."""
    return json.loads(data.as_text(collection, compact=True))["features"]


def test_area_outlines_read_back_where_the_notice_drew_them(launch):
    made = read_back(features.areas(samples.dossier(launch)))
    assert [feature["id"] for feature in made] == [area.id for area in launch.areas]
    for feature, area in zip(made, launch.areas, strict=True):
        shape = shapely.from_geojson(json.dumps(feature))
        assert shape.is_valid
        near = shape.buffer(0.001)
        for lat, lon in area.rings_deg[0]:
            assert near.covers(shapely.Point(lon, lat)) or near.covers(
                shapely.Point(lon - math.copysign(360, lon), lat)
            )
        assert all(-180.0 <= x <= 180.0 and -90.0 <= y <= 90.0 for x, y in shapely.get_coordinates(shape))


def test_impact_areas_hold_their_middle_and_lie_inside_each_other(launch):
    made = {feature["id"]: feature for feature in read_back(features.impacts(samples.dossier(launch)))}
    for impact in launch.findings.impacts:
        wide, narrow, middle = (
            shapely.from_geojson(json.dumps(made[f"{launch.id}/{impact.body}/{part}"]))
            for part in ("p90", "p50", "median")
        )
        assert narrow.covers(middle)
        assert wide.buffer(1e-4).covers(narrow)


def test_tracks_read_back_start_at_the_pad(launch):
    made = read_back(features.tracks(samples.dossier(launch)))
    pad = shapely.from_geojson(json.dumps(made[0]))
    for feature in made[1:]:
        path = shapely.from_geojson(json.dumps(feature))
        first = shapely.get_coordinates(path)[0]
        assert EARTH.inv(pad.x, pad.y, first[0], first[1])[2] < 2000.0
        steps = list(getattr(path, "geoms", [path]))
        assert all(
            abs(b[0] - a[0]) < 180.0 for part in steps for a, b in zip(part.coords, part.coords[1:], strict=False)
        )


KML = {"k": kml.NAMESPACE}


def positions(text):
    return [tuple(float(v) for v in each.split(",")) for each in text.split()]


def test_kml_reads_back_with_a_placemark_for_each_thing(launch):
    root = etree.fromstring(kml.as_kml(samples.dossier(launch)).encode())
    assert root.tag == f"{{{kml.NAMESPACE}}}kml"
    names = [mark.findtext("k:name", namespaces=KML) for mark in root.iter(f"{{{kml.NAMESPACE}}}Placemark")]
    assert len(names) == 1 + len(launch.areas) + 2 * len(launch.findings.impacts) + len(launch.plots.tracks)
    styles = {f"#{style.get('id')}" for style in root.iter(f"{{{kml.NAMESPACE}}}Style")}
    assert {url.text for url in root.iter(f"{{{kml.NAMESPACE}}}styleUrl")} <= styles
    for ring in root.iter(f"{{{kml.NAMESPACE}}}LinearRing"):
        points = positions(ring.findtext("k:coordinates", namespaces=KML))
        assert points[0] == points[-1]
        assert len(points) >= 4
        assert all(abs(lon) <= 180.0 and abs(lat) <= 90.0 for lon, lat, _ in points)
    for path in root.iter(f"{{{kml.NAMESPACE}}}LineString"):
        heights = [height for _, _, height in positions(path.findtext("k:coordinates", namespaces=KML))]
        assert max(heights) > 50_000.0


def test_kml_order_of_elements_is_the_one_the_standard_fixes(launch):
    root = etree.fromstring(kml.as_kml(samples.dossier(launch)).encode())
    order = ["name", "description", "styleUrl", "Point", "LineString", "Polygon", "MultiGeometry"]
    for mark in root.iter(f"{{{kml.NAMESPACE}}}Placemark"):
        places = [order.index(etree.QName(child).localname) for child in mark]
        assert places == sorted(places)


def test_kml_leaves_out_characters_that_xml_cannot_hold():
    launch = replace(samples.chollima(), title="bell \x07, null \x00, <b>&amp;", verdict="\ud800 half a character")
    root = etree.fromstring(kml.as_kml(samples.dossier(launch)).encode())
    names = [each.text for each in root.iter(f"{{{kml.NAMESPACE}}}name")]
    assert "bell , null , <b>&amp;" in names


def test_czml_is_a_document_packet_and_then_things_with_ids_of_their_own(launch):
    packets = json.loads(data.as_text(czml.as_czml(samples.dossier(launch)), compact=True))
    assert packets[0]["id"] == "document"
    assert packets[0]["version"] == "1.0"
    ids = [packet["id"] for packet in packets]
    assert len(ids) == len(set(ids))
    start, end = (moment(part) for part in packets[0]["clock"]["interval"].split("/"))
    flown = [packet for packet in packets if "/flight/" in packet["id"]]
    assert len(flown) == len(launch.plots.tracks)
    for packet in flown:
        samples_of = packet["position"]["cartographicDegrees"]
        times = samples_of[::4]
        assert times == sorted(times)
        assert len(samples_of) % 4 == 0
        begin, stop = (moment(part) for part in packet["availability"].split("/"))
        assert start <= begin < stop <= end
        assert (stop - begin).total_seconds() == pytest.approx(times[-1], abs=0.01)
        assert all(-180.0 <= lon <= 180.0 for lon in samples_of[1::4])
    for packet in packets:
        if "polygon" in packet:
            flat = packet["polygon"]["positions"]["cartographicDegrees"]
            assert len(flat) % 3 == 0 and len(flat) >= 9


def moment(text):
    return datetime.fromisoformat(text)


def test_an_unknown_time_of_launch_makes_the_animation_start_at_a_stand_in():
    launch = samples.plesetsk()
    unknown = replace(launch, liftoff=type(launch.liftoff)(utc=None, earliest=None, latest=None))
    assert czml.epoch(unknown) == czml.STAND_IN_EPOCH
    assert czml.epoch(launch).isoformat() == "2017-10-13T09:42:30+00:00"


def test_figures_are_pictures_that_need_no_page(square_world):
    words = language.load("en")
    made = pictures.pictures(launch_views(samples.dossier(), words, square_world))
    assert {name.removeprefix("launch-kp-2023-05-31-") for name in made} == {
        "map.svg", "overview.svg", "height-range.svg", "height-time.svg", "speed-time.svg",
    }  # fmt: skip
    for text in made.values():
        root = etree.fromstring(text.encode())
        assert float(root.get("width")) > 100.0
        assert "var(" not in text
        assert not re.search(r"https?:(?!//www\.w3\.org/2000/svg)", text)


def prov_records(launch, kind):
    document = prov.model.ProvDocument.deserialize(
        content=json.dumps(provenance.as_prov(samples.dossier(launch))), format="json"
    )
    return list(document.get_records(kind))


def test_provenance_reads_back_and_leads_from_every_finding_to_a_file():
    launch = samples.chollima()
    derived = {}
    for record in prov_records(launch, prov.model.ProvDerivation):
        made, source = (str(value) for _, value in record.formal_attributes[:2])
        derived.setdefault(made, set()).add(source)
    entities = {str(record.identifier) for record in prov_records(launch, prov.model.ProvEntity)}
    assert set(derived) | set().union(*derived.values()) <= entities
    for finding in launch.basis:
        grounds = derived[f"dr:launch-1/finding-{finding}"]
        files = set().union(*(derived.get(ground, set()) for ground in grounds))
        assert any(name.startswith("dr:file-") for name in files)
    agents = {str(record.identifier) for record in prov_records(launch, prov.model.ProvAgent)}
    assert {"dr:downrange", "dr:source-jp_mod", "dr:source-nada"} <= agents


def circular_orbit(inclination_deg: float, height_km: float):
    """A made-up launch whose one flight is a circular two-body orbit, as seen from the turning Earth."""
    launch = samples.plesetsk()
    start = datetime(2018, 7, 25, 11, 39, 26, tzinfo=UTC)
    radius = 6378137.0 + 1e3 * height_km
    rate = math.sqrt(3.986004418e14 / radius**3)
    tilt = math.radians(inclination_deg)
    rows = []
    for k in range(400):
        t = 2.0 * k
        u = rate * t
        x, y, z = math.cos(u), math.sin(u) * math.cos(tilt), math.sin(u) * math.sin(tilt)
        turn = -ephemeris.sidereal_time(start + timedelta(seconds=t))
        x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        lon, lat, height = TO_GEODETIC.transform(radius * x, radius * y, radius * z)
        rows.append((t, lat, lon, height / 1e3, 7000.0))
    names = ("times", "latitudes_deg", "longitudes_deg", "heights_km", "speeds_m_s")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    track = type(launch.plots.tracks[0])(explanation="orbital/nominal", **columns)
    outcome = replace(launch.findings.outcome, answer="reached orbit", p_reached_orbit=0.99)
    return replace(
        launch,
        liftoff=replace(launch.liftoff, utc=start),
        plots=replace(launch.plots, tracks=(track,)),
        findings=replace(launch.findings, outcome=outcome),
    )


@pytest.mark.parametrize("inclination", [51.6, 98.7])
def test_the_orbit_message_gives_back_the_orbit_that_was_flown(inclination):
    made = ephemeris.messages(samples.dossier(circular_orbit(inclination, 500.0)))
    fields = dict(line.split(" = ") for line in made["SYNTHETIC.omm"].splitlines() if " = " in line)
    assert float(fields["INCLINATION"]) == pytest.approx(inclination, abs=0.01)
    revolutions = 86400.0 / (2.0 * math.pi) * math.sqrt(398600.4418 / 6878.137**3)
    assert float(fields["MEAN_MOTION"]) == pytest.approx(revolutions, rel=1e-4)
    assert float(fields["ECCENTRICITY"]) < 1e-4
    assert min(float(fields["RA_OF_ASC_NODE"]), 360.0 - float(fields["RA_OF_ASC_NODE"])) < 0.02
    assert fields["OBJECT_NAME"].startswith("SYNTHETIC")


def test_sidereal_time_is_the_one_of_the_textbook():
    """Vallado, "Fundamentals of Astrodynamics and Applications", example 3-5: 1992 August 20, 12:14 UT1."""
    ours = ephemeris.sidereal_time(datetime(1992, 8, 20, 12, 14, tzinfo=UTC))
    assert math.degrees(ours) == pytest.approx(152.578787886, abs=1e-6)


def test_the_ephemeris_lists_states_in_time_order_and_says_it_is_synthetic():
    text = ephemeris.messages(samples.dossier(circular_orbit(98.7, 500.0)))["SYNTHETIC.oem"]
    head, states = text.split("META_STOP\n")
    assert "SYNTHETIC: A FLIGHT COMPUTED" in head
    rows = [line.split() for line in states.splitlines()]
    times = [moment(row[0]) for row in rows]
    assert times == sorted(times)
    for row in rows[5:-5:50]:
        position, velocity = (math.hypot(*(float(v) for v in row[a:b])) for a, b in ((1, 4), (4, 7)))
        assert position == pytest.approx(6878.137, abs=0.01)
        assert 7.0 < velocity < 8.2


def test_a_flight_that_fell_or_cannot_be_dated_has_no_orbit():
    assert ephemeris.messages(samples.dossier(samples.chollima())) == {}
    launch = circular_orbit(51.6, 500.0)
    assert ephemeris.messages(samples.dossier(replace(launch, liftoff=samples.plesetsk().liftoff))) == {}

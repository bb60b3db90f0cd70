"""Tracks to observations: tables of latitude, longitude and height, CCSDS OEM, and CCSDS TDM where stations are known.

Inertial OEM states are turned to the ground with precession (IAU 1976) and Greenwich sidereal time (IAU 1982);
nutation and polar motion are left out, which moves a point by less than 0.7 km and is in its sigma.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

from downrange.reading.columns import Quantity, Table, list_rows, read_iso, read_number, read_table, read_time
from downrange.reading.document import read_document
from downrange.records.document import Document
from downrange.records.observation import PointSeries
from downrange.records.problem import Problem

MOST_POINTS = 200
FEWEST_POINTS = 2

LEAST_SIGMA = 100.0
"""Width of a track whose file states none: good GNSS is better, ship and hand tracking is not [m]."""
_INERTIAL_SIGMA = 700.0
"""Nutation (17 arc seconds) and polar motion left out, at the height of a low orbit [m]."""
_ANGLE_SIGMA = math.radians(0.05)
"""Width of tracked angles: theodolites and small radars [rad]."""

_EARTH_FIXED = {
    "ITRF",
    "ITRF2000",
    "ITRF2005",
    "ITRF2008",
    "ITRF2014",
    "ITRF2020",
    "ITRF-97",
    "WGS84",
    "TDR",
    "GRC",
    "ECEF",
}
_OF_2000 = {"EME2000", "GCRF", "ICRF", "J2000"}
_OF_DATE = {"TEME", "TOD", "MOD"}

Station = tuple[float, float, float]
"""Latitude and longitude in degrees, height [m]."""

_Point = tuple[float, float, float, float]
"""Time [s], latitude and longitude [deg], height [m]."""


def read_track(
    path: str | Path, *, stations: Mapping[str, Station] | None = None
) -> tuple[tuple[PointSeries, ...], tuple[Problem, ...]]:
    """Read a track from a file; `stations` gives the places of TDM participants by name.

    Returns:
        The series that could be read, and what is wrong, with lines.
    """
    document, problems = read_document(path)
    if document is None:
        return (), problems
    series, more = read_track_document(document, stations=stations)
    return series, problems + more


def read_track_document(
    document: Document, *, stations: Mapping[str, Station] | None = None
) -> tuple[tuple[PointSeries, ...], tuple[Problem, ...]]:
    """As `read_track`, from a document that was read already."""
    head = document.text[:4000]
    if "CCSDS_OEM_VERS" in head or "<oem" in head:
        return _read_oem(document)
    if "CCSDS_TDM_VERS" in head or "<tdm" in head:
        return _read_tdm(document, stations or {})
    return _read_points(document)


def _read_points(document: Document) -> tuple[tuple[PointSeries, ...], tuple[Problem, ...]]:
    """A table with time, latitude, longitude and, when it has one, height."""
    table, problems = read_table(document.path, document.text, document.first_line)
    if table is None:
        return (), problems
    said = list(problems)
    time, latitude, longitude = (table.find(q) for q in (Quantity.TIME, Quantity.LATITUDE, Quantity.LONGITUDE))
    if time is None or latitude is None or longitude is None:
        wanted = {"time": time, "latitude": latitude, "longitude": longitude}
        missing = ", ".join(name for name, column in wanted.items() if column is None)
        hint = "name columns such as time_s, latitude_deg, longitude_deg, height_m"
        what = f"no column for {missing}: {table.understood()}"
        return (), (*said, Problem(path=table.path, line=document.first_line, what=what, hint=hint))
    height = table.find(Quantity.HEIGHT)
    if height is not None and not height.unit:
        what = f"'{height.name}' shows no unit; read as meters"
        said.append(Problem(path=table.path, line=document.first_line, what=what, hint="name it height_m or height_km"))
    points, start, wrong = _table_points(table, document)
    said.extend(wrong)
    sigma = read_number(document.header.get("sigma_m", "")) or LEAST_SIGMA
    return _series(document, points, start, sigma, "track"), tuple(said)


def _table_points(table: Table, document: Document) -> tuple[list[_Point], datetime | None, list[Problem]]:
    """Points of a table in order of time, the instant of time zero when times are instants, and rows left out."""
    columns = [table.find(q) for q in (Quantity.TIME, Quantity.LATITUDE, Quantity.LONGITUDE, Quantity.HEIGHT)]
    start = read_iso(document.header.get("liftoff", ""))
    points: list[_Point] = []
    bad: list[int] = []
    outside: list[int] = []
    backwards: list[int] = []
    for line, cells in table.rows:
        words = [cells[c.index] if c and c.index < len(cells) else "" for c in columns]
        moment = read_time(words[0], columns[0].factor if columns[0] else 1.0)
        if isinstance(moment, datetime):
            start = start or moment
            moment = (moment - start) / timedelta(seconds=1)
        numbers = [
            number * column.factor if (number := read_number(word)) is not None and column else None
            for word, column in zip(words[1:], columns[1:], strict=True)
        ]
        latitude, longitude, height = numbers[0], numbers[1], 0.0 if numbers[2] is None else numbers[2]
        if (
            moment is None
            or latitude is None
            or longitude is None
            or math.isnan(moment + latitude + longitude + height)
        ):
            bad.append(line)
        elif abs(latitude) > 90.0 or not -180.0 <= longitude <= 360.0:
            outside.append(line)
        elif points and moment <= points[-1][0]:
            backwards.append(line)
        else:
            points.append((moment, latitude, (longitude + 180.0) % 360.0 - 180.0, height))
    problems = list_rows(table.path, bad, "the row lacks a number for time, latitude or longitude", "left out")
    problems += list_rows(table.path, outside, "the position is not on the globe", "left out")
    problems += list_rows(table.path, backwards, "time does not go on from the row before", "left out")
    return points, start, problems


def _series(
    document: Document, points: list[_Point], start: datetime | None, sigma: float, label: str
) -> tuple[PointSeries, ...]:
    """One series, thinned evenly; none from too few points."""
    if len(points) < FEWEST_POINTS:
        return ()
    step = max(1.0, (len(points) - 1) / (MOST_POINTS - 1))
    kept = [points[round(k * step)] for k in range(int((len(points) - 1) / step + 1e-9) + 1)]
    identity = sha256(f"{document.digest}|{label}|{points[0]}".encode()).hexdigest()[:16]
    return (
        PointSeries(
            id=identity,
            claims=(identity,),
            words=f"{label}, {len(points)} points from {points[0][0]:.0f} to {points[-1][0]:.0f} s",
            times=tuple(point[0] for point in kept),
            latitudes_deg=tuple(point[1] for point in kept),
            longitudes_deg=tuple(point[2] for point in kept),
            heights=tuple(point[3] for point in kept),
            sigma=sigma,
            start=start,
        ),
    )


_Segment = tuple[dict[str, str], list[tuple[int, list[str]]]]
"""Metadata by keyword, and lines of data."""


def _segments(document: Document) -> tuple[list[_Segment], list[Problem]]:
    """Segments of a CCSDS message, KVN or XML; XML data becomes lines of the same words."""
    if document.text.lstrip().startswith("<"):
        return _xml_segments(document)
    segments: list[_Segment] = []
    inside = False
    for number, raw in enumerate(document.text.split("\n"), start=document.first_line):
        line = raw.strip()
        if line == "META_START":
            segments.append(({}, []))
            inside = True
        elif line == "META_STOP":
            inside = False
        elif segments and inside and "=" in line:
            key, _, value = line.partition("=")
            segments[-1][0][key.strip()] = value.strip()
        elif segments and line and not line.startswith(("COMMENT", "DATA_ST", "COVARIANCE")):
            segments[-1][1].append((number, line.replace("=", " ").split()))
    return segments, []


def _xml_segments(document: Document) -> tuple[list[_Segment], list[Problem]]:
    """Segments of an OEM or TDM in XML."""
    if "<!DOCTYPE" in document.text or "<!ENTITY" in document.text:
        what = "the XML declares a document type or entities, which a track does not need"
        return [], [Problem(path=document.path, line=document.first_line, what=what, hint="remove them")]
    try:
        root = ElementTree.fromstring(document.text.strip())
    except (ElementTree.ParseError, ValueError) as error:
        line = document.first_line + getattr(error, "position", (1, 0))[0] - 1
        return [], [Problem(path=document.path, line=line, what=f"the XML is broken: {error}", hint="correct the file")]
    segments: list[_Segment] = []
    for segment in (node for node in root.iter() if _tag(node) == "segment"):
        meta: dict[str, str] = {}
        data: list[tuple[int, list[str]]] = []
        for node in segment.iter():
            if _tag(node) == "metadata":
                meta.update({_tag(child): (child.text or "").strip() for child in node})
            elif _tag(node) == "stateVector":
                data.append((document.first_line, [(child.text or "").strip() for child in node]))
            elif _tag(node) == "observation":
                words = {_tag(child): (child.text or "").strip() for child in node}
                epoch = words.pop("EPOCH", "")
                data.extend((document.first_line, [key, epoch, value]) for key, value in words.items())
        segments.append((meta, data))
    return segments, []


def _tag(node: ElementTree.Element) -> str:
    """Name of an element without its namespace."""
    return node.tag.rpartition("}")[2]


def _read_oem(document: Document) -> tuple[tuple[PointSeries, ...], tuple[Problem, ...]]:
    """Orbit ephemeris: a series a segment."""
    segments, problems = _segments(document)
    found: list[PointSeries] = []
    for meta, data in segments:
        frame = meta.get("REF_FRAME", "").upper()
        if frame not in _EARTH_FIXED | _OF_2000 | _OF_DATE or meta.get("CENTER_NAME", "EARTH").upper() != "EARTH":
            what = f"states about {meta.get('CENTER_NAME', '?')} in frame '{frame}' are not read"
            hint = f"frames read: {', '.join(sorted(_EARTH_FIXED | _OF_2000 | _OF_DATE))}"
            problems.append(Problem(path=document.path, line=data[0][0] if data else None, what=what, hint=hint))
            continue
        points, start, bad = _oem_points(data, frame)
        problems.extend(
            list_rows(document.path, bad, "the line is no state: an epoch and three coordinates in km", "left out")
        )
        sigma = LEAST_SIGMA if frame in _EARTH_FIXED else _INERTIAL_SIGMA
        found.extend(_series(document, points, start, sigma, meta.get("OBJECT_NAME", "ephemeris")))
    if not found and not problems:
        problems.append(Problem(path=document.path, line=document.first_line, what="the OEM holds no states"))
    return tuple(found), tuple(problems)


def _oem_points(data: list[tuple[int, list[str]]], frame: str) -> tuple[list[_Point], datetime | None, list[int]]:
    """Points on the ground below the states of a segment."""
    points: list[_Point] = []
    start: datetime | None = None
    bad: list[int] = []
    for line, words in data:
        instant = read_iso(words[0]) if words else None
        numbers = [read_number(word) for word in words[1:4]]
        position = [1000.0 * number for number in numbers if number is not None and not math.isnan(number)]
        if instant is None or len(position) != 3 or not 6.2e6 < math.hypot(*position) < 1e9:
            bad.append(line)
            continue
        start = start or instant
        seconds = (instant - start) / timedelta(seconds=1)
        if points and seconds <= points[-1][0]:
            bad.append(line)
            continue
        points.append((seconds, *_geodetic(_to_earth_fixed(position, instant, frame))))
    return points, start, bad


def _read_tdm(
    document: Document, stations: Mapping[str, Station]
) -> tuple[tuple[PointSeries, ...], tuple[Problem, ...]]:
    """Tracking data: azimuth, elevation and range of one station to positions, where its place is known."""
    segments, problems = _segments(document)
    found: list[PointSeries] = []
    places = {name.upper(): place for name, place in stations.items()}
    for meta, data in segments:
        names = [value for key, value in meta.items() if key.startswith("PARTICIPANT_")]
        station = next((places[name.upper()] for name in names if name.upper() in places), None)
        line = data[0][0] if data else document.first_line
        if meta.get("ANGLE_TYPE", "").upper() != "AZEL" or not any(words[0] == "RANGE" for _, words in data):
            what = "only azimuth, elevation and range together give positions; this segment has other data"
            problems.append(
                Problem(path=document.path, line=line, what=what, hint="give ANGLE_TYPE = AZEL and RANGE in km")
            )
            continue
        if station is None:
            what = f"where the participants {', '.join(names) or '(none named)'} stand is not stated"
            hint = "add to case.toml a table [stations] with NAME = [latitude, longitude, height in m]"
            problems.append(Problem(path=document.path, line=line, what=what, hint=hint))
            continue
        points, start, reach = _tdm_points(data, station)
        found.extend(_series(document, points, start, max(LEAST_SIGMA, reach * _ANGLE_SIGMA), "tracking data"))
    if not found and not problems:
        problems.append(Problem(path=document.path, line=document.first_line, what="the TDM holds no positions"))
    return tuple(found), tuple(problems)


def _tdm_points(data: list[tuple[int, list[str]]], station: Station) -> tuple[list[_Point], datetime | None, float]:
    """Points from angles and ranges at the same epochs, the first instant, and the longest range [m]."""
    by_epoch: dict[datetime, dict[str, float]] = {}
    for _, words in data:
        instant = read_iso(words[1]) if len(words) > 2 else None
        value = read_number(words[2]) if len(words) > 2 else None
        if instant is not None and value is not None and not math.isnan(value):
            by_epoch.setdefault(instant, {})[words[0]] = value
    full = sorted((at, seen) for at, seen in by_epoch.items() if {"ANGLE_1", "ANGLE_2", "RANGE"} <= seen.keys())
    points: list[_Point] = []
    for instant, seen in full:
        position = _look(station, math.radians(seen["ANGLE_1"]), math.radians(seen["ANGLE_2"]), 1000.0 * seen["RANGE"])
        points.append(((instant - full[0][0]) / timedelta(seconds=1), *_geodetic(position)))
    return points, full[0][0] if full else None, max((1000.0 * seen["RANGE"] for _, seen in full), default=0.0)


def _look(station: Station, azimuth: float, elevation: float, distance: float) -> list[float]:
    """Earth-fixed position seen from a station [m]."""
    from downrange.earth.ellipsoid import ecef_from_geodetic

    latitude, longitude = math.radians(station[0]), math.radians(station[1])
    east = distance * math.cos(elevation) * math.sin(azimuth)
    north = distance * math.cos(elevation) * math.cos(azimuth)
    up = distance * math.sin(elevation)
    x, y, z = (float(value) for value in ecef_from_geodetic(latitude, longitude, station[2]))
    outward = up * math.cos(latitude) - north * math.sin(latitude)
    return [
        x + outward * math.cos(longitude) - east * math.sin(longitude),
        y + outward * math.sin(longitude) + east * math.cos(longitude),
        z + north * math.cos(latitude) + up * math.sin(latitude),
    ]


def _geodetic(position_ecef: list[float]) -> tuple[float, float, float]:
    """Latitude and longitude in degrees and height [m]."""
    import numpy as np

    from downrange.earth.ellipsoid import geodetic_from_ecef

    latitude, longitude, height = geodetic_from_ecef(np.asarray(position_ecef))
    return math.degrees(float(latitude)), math.degrees(float(longitude)), float(height)


def _to_earth_fixed(position: list[float], instant: datetime, frame: str) -> list[float]:
    """An inertial position turned with the Earth; Earth-fixed ones as they are."""
    if frame in _EARTH_FIXED:
        return position
    if frame in _OF_2000:
        position = _precess(position, instant)
    turn = sidereal_angle(instant)
    x, y, z = position
    return [x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn), z]


def sidereal_angle(instant: datetime) -> float:
    """Greenwich mean sidereal time [rad]. Source: IAU 1982, Aoki et al. (1982)."""
    days = (instant - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)
    centuries = days / 36_525.0
    seconds = 67_310.54841 + (876_600.0 * 3600.0 + 8_640_184.812866) * centuries + 0.093104 * centuries**2
    return math.radians(seconds / 240.0 % 360.0)


def _precess(position: list[float], instant: datetime) -> list[float]:
    """From the equator and equinox of J2000 to those of date. Source: IAU 1976, Lieske et al. (1977)."""
    t = (instant - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=36_525)
    zeta = math.radians((2306.2181 * t + 0.30188 * t**2 + 0.017998 * t**3) / 3600.0)
    z = math.radians((2306.2181 * t + 1.09468 * t**2 + 0.018203 * t**3) / 3600.0)
    theta = math.radians((2004.3109 * t - 0.42665 * t**2 - 0.041833 * t**3) / 3600.0)
    a, b, c = position
    x, y = a * math.cos(zeta) - b * math.sin(zeta), a * math.sin(zeta) + b * math.cos(zeta)
    x, c = x * math.cos(theta) - c * math.sin(theta), x * math.sin(theta) + c * math.cos(theta)
    return [x * math.cos(z) - y * math.sin(z), x * math.sin(z) + y * math.cos(z), c]


def looks_like_track(head: str) -> bool:
    """True for the head of a CCSDS OEM or TDM."""
    return re.search(r"CCSDS_(?:OEM|TDM)_VERS|<(?:\w+:)?(?:oem|tdm)\b", head) is not None

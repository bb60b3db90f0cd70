"""Element sets to observations of an orbit: CCSDS OMM in JSON, XML, KVN and CSV first, then TLE with and without names.

Every set passes the same door: named fields as in CCSDS 502.0-B, whatever they were written in. Mean elements of
SGP4 are turned to a semi-major axis as SGP4 does, so that perigee and apogee agree with the catalogs.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from xml.etree import ElementTree

from downrange.reading.columns import read_iso
from downrange.records.document import Document
from downrange.records.observation import OrbitObservation
from downrange.records.problem import Problem

GRAVITATION = 3.986_008e14
"""WGS72, as SGP4 uses it [m3/s2]. Source: Hoots and Roehrich (1980), Spacetrack Report 3."""
EQUATORIAL_RADIUS = 6_378_135.0
"""WGS72 [m]."""
_J2 = 1.082_616e-3
CATALOG_RADIUS = 6_378_137.0
"""Heights of perigee and apogee count from here [m]."""

LEAST_INCLINATION_SIGMA = math.radians(0.01)
"""Two element sets of one object a day apart differ by less [rad]."""
_DRIFT_LOW = math.radians(0.05)
"""Inclination drift of low orbits: sun-synchronous ones, which drift most, lose up to this [rad a year]."""
_DRIFT_HIGH = math.radians(1.0)
"""Above 10,000 km the sun and moon tilt an orbit by up to this [rad a year]."""
_HIGH = 1.0e7

_ALPHA5 = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXYZ", start=10)}
"""First letter of catalog numbers from 100000 on: I and O are left out. Source: Space-Track, alpha-5."""

_KVN_LINE = re.compile(r"\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*(?:\[[^\]]*\])?\s*$")
_UNITS_IN_CELL = re.compile(r"\[[^\]]*\]$")

_Field = tuple[str, int]
"""Value as written and its line."""


def read_elements(document: Document) -> tuple[tuple[OrbitObservation, ...], tuple[Problem, ...]]:
    """Read all element sets of a document.

    Returns:
        The sets that could be read, in order, and what is wrong with the others, with lines.
    """
    text = document.text
    start = text.lstrip()[:1]
    if start in ("{", "["):
        sets, problems = _from_json(document)
    elif start == "<":
        sets, problems = _from_xml(document)
    elif re.search(r"(?m)^\s*CCSDS_OMM_VERS|^\s*MEAN_MOTION\s*=|^\s*SEMI_MAJOR_AXIS\s*=", text):
        sets, problems = _from_kvn(document)
    elif re.search(r"(?m)^[^\n]*\bMEAN_MOTION\b[^\n]*,|^[^\n]*,\s*\"?MEAN_MOTION\b", text):
        sets, problems = _from_csv(document)
    else:
        sets, problems = _from_tle(document)
    observations: list[OrbitObservation] = []
    for fields in sets:
        found = _observe(document, fields)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            observations.append(found)
    if not observations and not problems:
        hint = "give CCSDS OMM (JSON, XML, KVN or CSV) or two-line elements"
        problems.append(
            Problem(path=document.path, line=document.first_line, what="no element set was found", hint=hint)
        )
    return tuple(observations), tuple(problems)


def read_catalog_number(words: str) -> int:
    """A catalog number of any length, alpha-5 included (`A0001` is 100001). ValueError when it is none."""
    words = words.strip()
    if len(words) == 5 and words[0] in _ALPHA5 and words[1:].isdigit():
        return _ALPHA5[words[0]] * 10_000 + int(words[1:])
    if not words.isdigit():
        raise ValueError(words)
    return int(words)


def checksum(line: str) -> int:
    """Checksum of a TLE line: digits added, minus signs as one, modulo ten, over the first 68 characters."""
    return sum(int(c) if c.isdigit() else c == "-" for c in line[:68] if c.isascii()) % 10


def perigee_and_apogee(mean_motion: float, eccentricity: float, inclination: float) -> tuple[float, float]:
    """Heights [m] above the equatorial radius from SGP4 mean elements; mean motion in rad/s, inclination in rad.

    Source: Hoots and Roehrich (1980), Spacetrack Report 3, section 6: the mean motion of Kozai to that of Brouwer.
    """
    first = (GRAVITATION / mean_motion**2) ** (1.0 / 3.0)
    bulge = (
        0.75 * _J2 * EQUATORIAL_RADIUS**2 * (3.0 * math.cos(inclination) ** 2 - 1.0) / (1.0 - eccentricity**2) ** 1.5
    )
    delta = bulge / first**2
    middle = first * (1.0 - delta / 3.0 - delta**2 - 134.0 / 81.0 * delta**3)
    axis = middle / (1.0 - bulge / middle**2)
    return axis * (1.0 - eccentricity) - CATALOG_RADIUS, axis * (1.0 + eccentricity) - CATALOG_RADIUS


def _observe(document: Document, fields: Mapping[str, _Field]) -> OrbitObservation | Problem:
    """One element set to an observation, or what is wrong with it."""
    line = min((number for _, number in fields.values()), default=document.first_line)
    try:
        epoch = read_iso(_text(fields, "EPOCH"))
        inclination = math.radians(_number(fields, "INCLINATION", 0.0, 180.0))
        eccentricity = _number(fields, "ECCENTRICITY", 0.0, 0.999_999)
        node = math.radians(_number(fields, "RA_OF_ASC_NODE", -360.0, 360.0)) % (2.0 * math.pi)
        if "MEAN_MOTION" in fields:
            mean_motion = _number(fields, "MEAN_MOTION", 1e-3, 18.0) * 2.0 * math.pi / 86_400.0
            perigee, apogee = perigee_and_apogee(mean_motion, eccentricity, inclination)
        else:
            axis = 1000.0 * _number(fields, "SEMI_MAJOR_AXIS", 6000.0, 1e7)
            perigee, apogee = axis * (1 - eccentricity) - CATALOG_RADIUS, axis * (1 + eccentricity) - CATALOG_RADIUS
    except _FieldError as error:
        return Problem(path=document.path, line=error.line or line, what=str(error), hint="the element set is left out")
    if epoch is None:
        words, where = fields.get("EPOCH", ("", line))
        return Problem(
            path=document.path, line=where, what=f"EPOCH '{words}' is no instant", hint="the element set is left out"
        )
    designator = fields.get("OBJECT_ID", ("", 0))[0]
    number = fields.get("NORAD_CAT_ID", ("", 0))[0]
    name = fields.get("OBJECT_NAME", ("", 0))[0] or designator or number
    identity = sha256(f"{document.digest}|{line}|{number}|{epoch.isoformat()}".encode()).hexdigest()[:16]
    try:
        norad_id = read_catalog_number(number) if number else None
    except ValueError:
        norad_id = None
    return OrbitObservation(
        id=identity,
        claims=(identity,),
        words=f"{name}, elements of {epoch:%Y-%m-%d}",
        epoch=epoch,
        name=name,
        inclination=inclination,
        perigee=perigee,
        apogee=apogee,
        ascending_node=node,
        sigma_inclination=_inclination_sigma(epoch, designator, apogee),
        designator=designator,
        norad_id=norad_id,
    )


def _inclination_sigma(epoch: datetime, designator: str, apogee: float) -> float:
    """How far the plane may have tilted since the year of launch, from drift rates [rad]."""
    match = re.match(r"(\d{4})-", designator)
    years = max(0.0, epoch.year + epoch.timetuple().tm_yday / 365.25 - int(match[1])) if match else 0.0
    drift = _DRIFT_HIGH if apogee > _HIGH else _DRIFT_LOW
    return math.hypot(LEAST_INCLINATION_SIGMA, drift * years)


class _FieldError(Exception):
    """A field of an element set that is missing or wrong."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.line = line


def _text(fields: Mapping[str, _Field], name: str) -> str:
    """A field's text."""
    if name not in fields or not fields[name][0]:
        raise _FieldError(f"{name} is missing")
    return fields[name][0]


def _number(fields: Mapping[str, _Field], name: str, low: float, high: float) -> float:
    """A field's number within bounds."""
    words = _UNITS_IN_CELL.sub("", _text(fields, name)).strip()
    try:
        value = float(words)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise _FieldError(f"{name} '{words}' is not a number from {low:g} to {high:g}", fields[name][1])
    return value


_Sets = tuple[list[dict[str, _Field]], list[Problem]]


def _from_json(document: Document) -> _Sets:
    """OMM as a JSON object or list of objects."""
    try:
        whole = json.loads(document.text)
    except ValueError as error:
        line = document.first_line + getattr(error, "lineno", 1) - 1
        return [], [
            Problem(path=document.path, line=line, what=f"the JSON is broken: {error}", hint="correct the file")
        ]
    except RecursionError:
        return [], [Problem(path=document.path, line=document.first_line, what="the JSON is nested too deep")]
    records = whole if isinstance(whole, list) else [whole]
    sets: list[dict[str, _Field]] = []
    at = 0
    for record in records:
        if isinstance(record, dict):
            found = document.text.find("{", at)
            at = max(at, found) + 1
            line = document.line_of(max(found, 0))
            sets.append({str(key).upper(): ("" if v is None else str(v), line) for key, v in record.items()})
    return sets, []


def _from_xml(document: Document) -> _Sets:
    """OMM as XML (NDM or OMM), one element per field."""
    if "<!DOCTYPE" in document.text or "<!ENTITY" in document.text:
        what = "the XML declares a document type or entities, which an element set does not need"
        return [], [Problem(path=document.path, line=document.first_line, what=what, hint="remove them")]
    try:
        root = ElementTree.fromstring(document.text.strip())
    except (ElementTree.ParseError, ValueError) as error:
        line = document.first_line + getattr(error, "position", (1, 0))[0] - 1
        return [], [Problem(path=document.path, line=line, what=f"the XML is broken: {error}", hint="correct the file")]
    messages = [node for node in root.iter() if node.tag.rpartition("}")[2] == "omm"] or [root]
    sets: list[dict[str, _Field]] = []
    at = 0
    for message in messages:
        at = max(document.text.find("<omm", at + 1), at)
        line = document.line_of(at)
        fields = {node.tag.rpartition("}")[2].upper(): ((node.text or "").strip(), line) for node in message.iter()}
        if "EPOCH" in fields:
            sets.append(fields)
    return sets, []


def _from_kvn(document: Document) -> _Sets:
    """OMM as KEYWORD = value lines; a keyword that comes again begins the next set."""
    sets: list[dict[str, _Field]] = [{}]
    for number, line in enumerate(document.text.split("\n"), start=document.first_line):
        match = _KVN_LINE.match(line) if len(line) < 1000 else None
        if not match or match[1].startswith(("COMMENT", "CREATION", "ORIGINATOR")):
            continue
        if match[1] in sets[-1]:
            sets.append({})
        sets[-1][match[1]] = (match[2], number)
    return [fields for fields in sets if "EPOCH" in fields or "MEAN_MOTION" in fields], []


def _from_csv(document: Document) -> _Sets:
    """OMM as CSV with the keywords as column names."""
    reader = csv.reader(io.StringIO(document.text))
    names: list[str] = []
    sets: list[dict[str, _Field]] = []
    try:
        for cells in reader:
            if not cells or cells[0].startswith("#"):
                continue
            if not names:
                names = [cell.strip().upper() for cell in cells]
                continue
            line = document.first_line + reader.line_num - 1
            sets.append({name: (cell.strip(), line) for name, cell in zip(names, cells, strict=False)})
    except csv.Error as error:
        line = document.first_line + reader.line_num - 1
        return sets, [Problem(path=document.path, line=line, what=f"the table cannot be read from here: {error}")]
    return sets, []


def _from_tle(document: Document) -> _Sets:
    """Two-line elements, with or without a line for the name."""
    lines = [line.rstrip("\r").rstrip() for line in document.text.split("\n")]
    sets: list[dict[str, _Field]] = []
    problems: list[Problem] = []
    for index, first in enumerate(lines):
        number = document.first_line + index
        if not first.startswith("1 ") or len(first) < 60:
            continue
        second = lines[index + 1] if index + 1 < len(lines) else ""
        wrong = _tle_flaw(first, second)
        if wrong:
            problems.append(
                Problem(path=document.path, line=number + wrong[0], what=wrong[1], hint="the set is left out")
            )
            continue
        name = lines[index - 1].strip() if index and not lines[index - 1].startswith(("1 ", "2 ")) else ""
        sets.append(_tle_fields(first, second, name.removeprefix("0 "), number))
    return sets, problems


def _tle_flaw(first: str, second: str) -> tuple[int, str] | None:
    """Line (0 or 1) and what is wrong with a TLE, or None."""
    if not second.startswith("2 ") or len(second) < 60:
        return 1, "line 2 of the element set is missing"
    for index, line in enumerate((first, second)):
        if len(line) >= 69 and (not line[68].isdigit() or checksum(line) != int(line[68])):
            return index, f"the checksum of line {index + 1} is {line[68]} and should be {checksum(line)}"
    if first[2:7] != second[2:7]:
        return 1, f"line 2 is of object {second[2:7].strip()}, line 1 of {first[2:7].strip()}"
    return None


def _tle_fields(first: str, second: str, name: str, line: int) -> dict[str, _Field]:
    """Columns of a TLE under the OMM's names."""
    words = first[9:17].strip()
    designator = ""
    if words[:5].isdigit():
        year = int(words[:2])
        designator = f"{year + (1900 if year >= 57 else 2000)}-{words[2:]}"
    epoch = ""
    try:
        year, day = int(first[18:20]), float(first[20:32])
        start = datetime(year + (1900 if year >= 57 else 2000), 1, 1, tzinfo=UTC)
        if 1.0 <= day < 367.0:
            epoch = (start + timedelta(days=day - 1.0)).isoformat()
    except ValueError:
        epoch = ""
    return {
        "OBJECT_NAME": (name, line),
        "OBJECT_ID": (designator, line),
        "NORAD_CAT_ID": (first[2:7].strip(), line),
        "EPOCH": (epoch, line),
        "INCLINATION": (second[8:16].strip(), line + 1),
        "RA_OF_ASC_NODE": (second[17:25].strip(), line + 1),
        "ECCENTRICITY": ("0." + second[26:33].strip().replace(" ", "0"), line + 1),
        "MEAN_MOTION": (second[52:63].strip(), line + 1),
    }

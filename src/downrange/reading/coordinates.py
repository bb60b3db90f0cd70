"""Coordinates in running text, in the dialects of navigational warnings, with misprints reported and never guessed.

Read are D-M, D-M.m, D-M-S, D°M'S", D M S, DDMM, DDMMSS, decimals of each and decimal degrees, the hemisphere letter
before or after, decimal points or commas, latitude or longitude first, and boxes between two latitudes and two
longitudes. Every pattern is bounded, so the time grows linearly with the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "′": "'", "‘": "'", "”": '"', "″": '"', "“": '"'}
    | {"º": "°", "˚": "°", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " "}
)
"""Typographic signs to the plain ones, character for character, so that offsets stay."""

_BODY = (
    r"\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d{1,6})?(?:\s?'\s?(?:\d{1,2}(?:[.,]\d{1,4})?\s?(?:\"|'')?)?)?"
    r"|\d{1,4}-\d{1,3}(?:[.,]\d{1,6})?(?:[-'.]\d{1,2}(?:[.,]\d{1,4})?)?['\"]{0,2}"
    r"|\d{1,3}:\d{2}(?::\d{2}(?:[.,]\d{1,4})?)?"
    r"|\d{1,3} \d{1,2}(?:[.,]\d{1,6})?(?: \d{1,2}(?:[.,]\d{1,4})?)?"
    r"|\d{1,9}(?:[.,]\d{1,8})?\s?°?"
)
_SUFFIX = re.compile(rf"(?<![\d°])({_BODY})\s?([NSEW])(?![A-Z]|-[A-Z])(\.?\d{{1,3}}(?=[\s,;]|$))?")
_PREFIX = re.compile(rf"(?<![A-Z])([NSEW])\s?({_BODY})(?![\d])")
_SUFFIX_VOTE = re.compile(r"\d['\"°]{0,2}\s?[NSEW](?![A-Z])(?!\s?\d)")
_PREFIX_VOTE = re.compile(r"(?<![A-Z\d.°'\"])[NSEW] ?\d{2,7}[-°. ]?\d")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
_STRAY = re.compile(r"\d{2,3}-\d{1,3}(?:[.,]\d{1,4})?(?:-\d{1,2})?|\d{4,7}(?:[.,]\d{1,3})?")
_BETWEEN_HALVES = re.compile(r"[\s,;/.\-]{0,8}(?:(?:LAT(?:ITUDE)?|LONG?(?:ITUDE)?)[\s:.]{0,3})?")
_BETWEEN_BOUNDS = re.compile(r"[\s,;/\-]{0,8}(?:AND|TO|ET|Y|UND)?[\s,;/\-]{0,8}", re.IGNORECASE)
_BROKEN_BEFORE = re.compile(r"(?:\d-[.,]?|-[.,]|\d[.,])$")
_LABEL_BEFORE = re.compile(r"(?:^|[\s.:;(A-Z])\d{1,2}\.$")

_REACH = 24
"""A number that is no coordinate is reported as a misprint only this close to one that is [characters]."""


@dataclass(frozen=True, slots=True)
class Angle:
    """One latitude or longitude."""

    is_latitude: bool
    degrees: float
    """North and east positive."""
    span: tuple[int, int]
    note: str = ""
    """What was odd in how it is written, when it was read all the same."""


@dataclass(frozen=True, slots=True)
class Misprint:
    """Characters that stand where a coordinate should and cannot be read in one way only."""

    span: tuple[int, int]
    """The whole position, its readable half included."""
    words: str
    """What cannot be read."""
    why: str
    place: tuple[int, int]
    """Characters of `words`."""
    is_latitude: bool | None = None
    """By its hemisphere letter, when it has one."""


@dataclass(frozen=True, slots=True)
class Position:
    """A latitude and a longitude in degrees."""

    latitude_deg: float
    longitude_deg: float
    span: tuple[int, int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """Between two latitudes and two longitudes, degrees."""

    latitudes_deg: tuple[float, float]
    longitudes_deg: tuple[float, float]
    span: tuple[int, int]
    notes: tuple[str, ...] = ()


Item = Position | Box | Misprint


def find_coordinates(text: str) -> tuple[Item, ...]:
    """Positions, boxes and misprints of a text, in order."""
    plain = text.translate(_PLAIN).upper()
    if len(plain) != len(text):  # a letter whose capital is longer: keep the offsets
        plain = text.translate(_PLAIN)
    tokens = _find_angles(plain)
    return tuple(_pair(plain, tokens))


def _find_angles(text: str) -> list[Angle | Misprint]:
    """Latitudes, longitudes and misprints, in order."""
    suffix = _suffix_style(text)
    found: list[Angle | Misprint] = []
    for match in (_SUFFIX if suffix else _PREFIX).finditer(text):
        body, letter = (match[1], match[2]) if suffix else (match[2], match[1])
        span = match.span()
        if suffix and _BROKEN_BEFORE.search(text, max(0, span[0] - 3), span[0]) and not _glued_label(text, span[0]):
            start = span[0] - len(text[max(0, span[0] - 12) : span[0]].replace("\n", " ").rpartition(" ")[2])
            found.append(_misprint(text, (start, span[1]), "digits or signs are missing or stray", letter in "NS"))
            continue
        moved = _moved_digits(body, match[3] or "") if suffix else ""
        if suffix and not moved:
            span = (span[0], match.end(2))
        found.append(_read_angle(body + moved, letter, span, text, bool(moved)))
    _note_short_longitudes(text, found)
    return _with_strays(text, [one for one in found if _near_others(one, found)])


def _moved_digits(body: str, after: str) -> str:
    """Digits that slipped behind the hemisphere letter (`120-29W.00`, `68-57.0N0`), or '' when they are no part."""
    has_decimals = "." in body or "," in body
    if after.startswith("."):
        return after if len(after) >= 3 and not has_decimals else ""
    return after if len(after) <= 2 and has_decimals else ""


def _suffix_style(text: str) -> bool:
    """True when the hemisphere letter follows the number, as most of the text has it."""
    return sum(1 for _ in _SUFFIX_VOTE.finditer(text)) >= sum(1 for _ in _PREFIX_VOTE.finditer(text))


def _glued_label(text: str, start: int) -> bool:
    """True when what stands before is another coordinate or a vertex number rather than the rest of a broken one."""
    if start >= 2 and text[start - 1] == "-" and text[start - 2] in "NSEW":
        return True
    return _LABEL_BEFORE.search(text[max(0, start - 4) : start]) is not None


def _read_angle(body: str, letter: str, span: tuple[int, int], text: str, moved: bool) -> Angle | Misprint:
    """One number with its hemisphere letter to degrees, or why it cannot be read."""
    latitude = letter in "NS"
    numbers = [number.replace(",", ".") for number in _NUMBERS.findall(body)]
    if "-" in body and body.count(".") > 1 and len(numbers) == 2:
        return _misprint(text, span, "it has two decimal points", latitude)
    if len(numbers) == 1:
        parts = _split_compact(numbers[0], latitude)
        if parts is None:
            digits = len(numbers[0].partition(".")[0])
            wanted = "2, 4 or 6" if latitude else "3, 5 or 7"
            return _misprint(text, span, f"it has {digits} digits where {wanted} are usual", latitude)
    else:
        parts = [float(number) for number in numbers]
        minutes = numbers[1].partition(".")[0]
        if len(minutes) != 2:
            return _misprint(text, span, f"its minutes '{minutes}' do not have two digits", latitude)
    if any(part >= 60.0 for part in parts[1:]):
        return _misprint(text, span, "its minutes or seconds are 60 or more", latitude)
    degrees = parts[0] + (parts[1] / 60.0 if len(parts) > 1 else 0.0) + (parts[2] / 3600.0 if len(parts) > 2 else 0.0)
    limit = 90.0 if latitude else 180.0
    if degrees > limit:
        return _misprint(text, span, f"it is beyond {limit:.0f} degrees", latitude)
    words = text[span[0] : span[1]]
    note = f"'{words}' was read with its hemisphere letter moved to the end" if moved else ""
    return Angle(latitude, -degrees if letter in "SW" else degrees, span, note)


def _split_compact(number: str, latitude: bool) -> list[float] | None:
    """Degrees, minutes and seconds of digits in one run, or None when their count fits no dialect."""
    whole, point, fraction = number.partition(".")
    wide = 2 if latitude else 3
    if len(whole) <= wide and (point or len(whole) >= 2):
        return [float(number)]
    if len(whole) == wide + 2:
        return [float(whole[:wide]), float(f"{whole[wide:]}.{fraction or 0}")]
    if len(whole) == wide + 4:
        return [float(whole[:wide]), float(whole[wide : wide + 2]), float(f"{whole[wide + 2 :]}.{fraction or 0}")]
    return None


def _note_short_longitudes(text: str, found: list[Angle | Misprint]) -> None:
    """Mark longitudes with fewer degree digits than all the others have: a digit may be missing."""
    digits: list[tuple[int, int]] = []
    for index, one in enumerate(found):
        if isinstance(one, Angle) and not one.is_latitude:
            head = _NUMBERS.search(text, *one.span)
            if head:
                digits.append((index, len(head[0].partition(".")[0])))
    full = sum(1 for _, count in digits if count == 3)
    for index, count in digits:
        one = found[index]
        if count < 3 and full > len(digits) / 2 and isinstance(one, Angle) and not one.note:
            words = text[one.span[0] : one.span[1]]
            note = f"'{words}' has {count} digits of degrees where the other longitudes have 3; read as it stands"
            found[index] = Angle(one.is_latitude, one.degrees, one.span, note)


def _near_others(one: Angle | Misprint, found: list[Angle | Misprint]) -> bool:
    """True for every angle; a misprint counts only beside another number with a hemisphere letter."""
    if isinstance(one, Angle):
        return True
    return any(
        abs(other.span[0] - one.span[1]) <= _REACH or abs(one.span[0] - other.span[1]) <= _REACH
        for other in _neighbors(one, found)
    )


def _neighbors(one: Angle | Misprint, found: list[Angle | Misprint]) -> list[Angle | Misprint]:
    """The few tokens before and after one, by bisection of their places."""
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        if found[middle].span[0] < one.span[0]:
            low = middle + 1
        else:
            high = middle
    return found[max(0, low - 2) : low] + found[low + 1 : low + 3]


def _with_strays(text: str, tokens: list[Angle | Misprint]) -> list[Angle | Misprint]:
    """Add numbers that stand between two coordinates and look like one without its letter."""
    result: list[Angle | Misprint] = []
    for index, token in enumerate(tokens):
        if index and 0 < token.span[0] - tokens[index - 1].span[1] <= _REACH:
            start, end = tokens[index - 1].span[1], token.span[0]
            gap = text[start:end]
            if not re.search(r"[A-Z]{2}|\dZ", gap):
                for stray in _STRAY.finditer(gap):
                    place = (start + stray.start(), start + stray.end())
                    result.append(_misprint(text, place, "a number without a hemisphere letter"))
        result.append(token)
    return result


def _pair(text: str, tokens: list[Angle | Misprint]) -> list[Item]:
    """Join latitudes with longitudes; what stays alone is a misprint."""
    items: list[Item] = []
    index = 0
    latitude_first = next((token.is_latitude for token in tokens if token.is_latitude is not None), True)
    while index < len(tokens):
        box = _read_box(text, tokens[index : index + 4])
        if box:
            items.append(box)
            index += 4
            continue
        here = tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if after is not None and _halves(text, here, after, latitude_first):
            span = (here.span[0], after.span[1])
            if isinstance(here, Angle) and isinstance(after, Angle):
                latitude, longitude = (here, after) if here.is_latitude else (after, here)
                notes = tuple(note for note in (here.note, after.note) if note)
                items.append(Position(latitude.degrees, longitude.degrees, span, notes))
            else:
                bad = next(half for half in (here, after) if isinstance(half, Misprint))
                items.append(replace(bad, span=span))
                if isinstance(here, Misprint) and isinstance(after, Misprint):
                    items.append(after)
            index += 2
            continue
        items.append(here if isinstance(here, Misprint) else _alone(text, here, tokens, index))
        index += 1
    return [item for item in items if not (isinstance(item, Misprint) and not item.words)]


def _halves(text: str, here: Angle | Misprint, after: Angle | Misprint, latitude_first: bool) -> bool:
    """True when two neighbors are the halves of one position."""
    if not _BETWEEN_HALVES.fullmatch(text, here.span[1], after.span[0]):
        return False
    if here.is_latitude is None and after.is_latitude is None:
        return False
    return here.is_latitude in (latitude_first, None) and after.is_latitude in (not latitude_first, None)


def _misprint(text: str, span: tuple[int, int], why: str, is_latitude: bool | None = None) -> Misprint:
    """A misprint that is all of its own."""
    return Misprint(span, text[span[0] : span[1]], why, span, is_latitude)


def _alone(text: str, angle: Angle, tokens: list[Angle | Misprint], index: int) -> Misprint:
    """A half without its other half: a misprint among coordinates, nothing (no words) when far from any."""
    near = [tokens[other] for other in (index - 1, index + 1) if 0 <= other < len(tokens)]
    close = any(
        abs(other.span[0] - angle.span[1]) <= _REACH or abs(angle.span[0] - other.span[1]) <= _REACH for other in near
    )
    half = "a latitude without a longitude" if angle.is_latitude else "a longitude without a latitude"
    alone = _misprint(text, angle.span, half)
    return alone if close else replace(alone, words="")


def _read_box(text: str, tokens: list[Angle | Misprint]) -> Box | None:
    """Two latitudes and two longitudes (or the other way round) as a box, or None."""
    angles = [token for token in tokens if isinstance(token, Angle)]
    if len(angles) != 4:
        return None
    kinds = [angle.is_latitude for angle in angles]
    if kinds not in ([True, True, False, False], [False, False, True, True]):
        return None
    for before, after in pairwise(angles):
        if not _BETWEEN_BOUNDS.fullmatch(text, before.span[1], after.span[0]):
            return None
    latitudes, longitudes = (angles[:2], angles[2:]) if kinds[0] else (angles[2:], angles[:2])
    return Box(
        (latitudes[0].degrees, latitudes[1].degrees),
        (longitudes[0].degrees, longitudes[1].degrees),
        (angles[0].span[0], angles[-1].span[1]),
        tuple(angle.note for angle in angles if angle.note),
    )

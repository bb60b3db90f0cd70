"""How numbers are written: to digits that mean something, the same on every run."""

from __future__ import annotations

import math

SIGNIFICANT_DIGITS = 6
"""Samples carry three or four good digits; six keep rounding out of the way and the last bits out of files."""
DEGREE_DECIMALS = 5
"""About a meter on the ground."""


def rounded(value: float, digits: int = SIGNIFICANT_DIGITS) -> float:
    """`value` to `digits` significant digits, never negative zero; the value must be finite."""
    if value == 0.0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value)))) + 0.0


def rounded_or_none(value: float | None, digits: int = SIGNIFICANT_DIGITS) -> float | None:
    """As `rounded`; None for what is not stated or not finite."""
    return None if value is None or not math.isfinite(value) else rounded(value, digits)


def probability(value: float) -> float:
    """A probability to six decimals, held in 0 to 1 against the last bit of a sum."""
    return round(min(max(value, 0.0), 1.0), 6) + 0.0


def degrees(value: float) -> float:
    """An angle on the ground to five decimals, never negative zero."""
    return round(value, DEGREE_DECIMALS) + 0.0


def longitude(value: float) -> float:
    """A longitude in degrees, brought into -180 to 180; 180 stays 180."""
    return degrees(value if -180.0 <= value <= 180.0 else (value + 180.0) % 360.0 - 180.0)

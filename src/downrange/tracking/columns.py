"""What the columns of a stream mean: names as people write them, units by their endings, numbers to SI."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

_LENGTHS = {
    ("m", "meter", "meters", "metre", "metres"): 1.0,
    ("km", "kilometer", "kilometers", "kilometre", "kilometres"): 1e3,
    ("ft", "feet", "foot"): 0.3048,
    ("kft",): 304.8,
    ("mi", "mile", "miles"): 1609.344,
    ("nmi", "nm"): 1852.0,
}
_TIMES = {
    ("s", "sec", "secs", "second", "seconds"): 1.0,
    ("ms", "millis", "milliseconds"): 1e-3,
    ("min", "mins", "minute", "minutes"): 60.0,
    ("h", "hr", "hour", "hours"): 3600.0,
}
_ANGLES = {
    ("deg", "degree", "degrees"): math.pi / 180,
    ("rad", "radian", "radians"): 1.0,
    ("mrad",): 1e-3,
    ("arcmin",): math.pi / 10_800,
    ("arcsec",): math.pi / 648_000,
}
_SPEEDS = {
    ("m_s", "mps", "m_per_s", "m_sec"): 1.0,
    ("km_s", "kms", "km_per_s", "km_sec"): 1e3,
    ("km_h", "kmh", "kph", "km_per_h", "km_hr", "kmph"): 1 / 3.6,
    ("ft_s", "fps", "ft_per_s", "ft_sec"): 0.3048,
    ("mph", "mi_h", "miles_per_hour"): 0.44704,
    ("kn", "kt", "kts", "knot", "knots"): 1852.0 / 3600.0,
}
UNITS: dict[str, dict[str, float]] = {
    family: {name: factor for names, factor in units.items() for name in names}
    for family, units in (("length", _LENGTHS), ("time", _TIMES), ("angle", _ANGLES), ("speed", _SPEEDS))
}
"""What a number is multiplied by to be SI, by family and ending of the column's name."""

# Quantity: (family, unit when none is named, names). Names are compared in lower case, with `_` for all else.
QUANTITIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "time": ("time", "s", ("time", "t", "ts", "met", "seconds", "time_after_liftoff", "t_plus", "elapsed", "sec",
                           "elapsed_time", "flight_time", "mission_time", "time_since_launch", "time_since_liftoff")),
    "utc": ("", "", ("utc", "epoch", "datetime", "timestamp", "time_utc", "date_time", "iso_time")),
    "latitude": ("angle", "deg", ("latitude", "lat")),
    "longitude": ("angle", "deg", ("longitude", "lon", "long", "lng")),
    "height": ("length", "m", ("height", "altitude", "alt", "h", "display_altitude", "display_height", "elev_msl")),
    "speed": ("speed", "m_s", ("speed", "velocity", "vel", "v", "display_speed", "display_velocity")),
    "downrange": ("length", "m", ("downrange", "downrange_distance", "ground_range", "ground_distance")),
    "range": ("length", "m", ("range", "slant_range", "rho", "distance")),
    "azimuth": ("angle", "deg", ("azimuth", "az", "bearing")),
    "elevation": ("angle", "deg", ("elevation", "el", "elevation_angle")),
    "range_rate": ("speed", "m_s", ("range_rate", "rangerate", "rho_dot", "doppler", "radial_velocity")),
    "sensor": ("", "", ("sensor", "station", "site", "observer", "radar", "source")),
    "sensor_latitude": ("angle", "deg", ("sensor_latitude", "sensor_lat", "station_lat", "site_lat")),
    "sensor_longitude": ("angle", "deg", ("sensor_longitude", "sensor_lon", "station_lon", "site_lon")),
    "sensor_height": ("length", "m", ("sensor_height", "sensor_alt", "station_height", "site_height")),
    "sigma": ("length", "m", ("sigma", "sigma_position", "position_sigma", "accuracy")),
    "sigma_downrange": ("length", "m", ("sigma_downrange", "downrange_sigma", "sigma_ground_range")),
    "sigma_height": ("length", "m", ("sigma_height", "height_sigma", "sigma_altitude", "sigma_alt")),
    "sigma_speed": ("speed", "m_s", ("sigma_speed", "speed_sigma")),
    "sigma_range": ("length", "m", ("sigma_range", "range_sigma")),
    "sigma_angle": ("angle", "deg", ("sigma_angle", "angle_sigma", "sigma_az", "sigma_azimuth", "sigma_el")),
    "sigma_range_rate": ("speed", "m_s", ("sigma_range_rate", "range_rate_sigma")),
}  # fmt: skip
LEAST_UNIX, MOST_UNIX = 1e8, 1e10
"""A time in seconds between these counts from 1970: no flight lasts three years."""
_BY_NAME = {name: quantity for quantity, (_, _, names) in QUANTITIES.items() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column or key that is understood."""

    quantity: str
    """Key of `QUANTITIES`."""
    factor: float
    """What a number in it is multiplied by to be SI."""


@lru_cache(maxsize=1024)
def find_column(name: str) -> Column | None:
    """What a column's name stands for: `display_altitude_km` is height in kilometers; None when it is not known."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", name.strip())
    plain = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
    plain = re.sub(r"(?<=[a-z])_(agl|asl|amsl|msl|aprox|approx)(?=_|$)", "", plain)
    if plain in _BY_NAME and QUANTITIES[_BY_NAME[plain]][0] == "":
        return Column(quantity=_BY_NAME[plain], factor=1.0)
    for family, units in UNITS.items():
        for unit, factor in units.items():
            quantity = _BY_NAME.get(plain[: -len(unit) - 1]) if plain.endswith(f"_{unit}") else None
            if quantity is not None and QUANTITIES[quantity][0] == family:
                return Column(quantity=quantity, factor=factor)
    quantity = _BY_NAME.get(plain)
    if quantity is None:
        return None
    family, unit, _ = QUANTITIES[quantity]
    return Column(quantity=quantity, factor=UNITS[family][unit])


def read_number(text: str, *, decimal_comma: bool = False) -> tuple[float, float] | None:
    """A number and its last digit's width: '12.3' is (12.3, 0.1); None when it is no finite number.

    Args:
        text: the number.
        decimal_comma: '12,3' is (12.3, 0.1), too.
    """
    text = text.strip()
    if decimal_comma and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    mantissa, _, exponent = text.lower().partition("e")
    power = int(exponent) if exponent else 0
    decimals = len(mantissa.partition(".")[2])
    return value, 10.0 ** (min(max(power - decimals, -300), 300))


def read_elapsed(text: str) -> tuple[float, float] | None:
    """Seconds of a clock that counts from lift-off, and the width of its last digit: 'T+00:01:23.5', '01:23'."""
    found = re.fullmatch(r"(?:[TL])?\s*([+-]?)\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2}(?:\.(\d+))?)", text.strip())
    if not found:
        return None
    sign, hours, minutes, seconds, fraction = found.groups()
    value = 3600.0 * float(hours or 0) + 60.0 * float(minutes) + float(seconds)
    return (-value if sign == "-" else value), 10.0 ** -len(fraction or "")


def read_unix(seconds: float) -> datetime | None:
    """An instant from seconds or milliseconds since 1970; None for a number too small or large for that."""
    if seconds >= LEAST_UNIX * 1e3:
        seconds /= 1e3
    if not LEAST_UNIX <= seconds < MOST_UNIX:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)


def read_instant(text: str) -> datetime | None:
    """An ISO instant, calendar or day-of-year (2018-206T11:39:26), taken as UTC when it names no zone."""
    text = re.sub(r"\s+(?:UTC|GMT)$", "Z", text.strip())
    day_of_year = re.fullmatch(r"(\d{4})-(\d{3})T(\d{2}:\d{2}:\d{2})(\.\d+)?Z?", text)
    try:
        if day_of_year:
            year, day, clock, fraction = day_of_year.groups()
            instant = datetime.strptime(f"{year} {day} {clock}", "%Y %j %H:%M:%S")
            instant = instant.replace(microsecond=round(float(fraction or 0.0) * 1e6) % 1_000_000)
        else:
            instant = datetime.fromisoformat(_six_digits(text))
    except ValueError:
        return None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _six_digits(text: str) -> str:
    """Fractions of a second cut to the six digits that datetime takes."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)

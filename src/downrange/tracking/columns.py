"""What the columns of a stream mean: names as people write them, units by their endings, numbers to SI."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

# Longest endings first, so that `_km_s` is not taken for `_s`.
UNITS: tuple[tuple[str, float], ...] = (
    ("km_per_h", 1 / 3.6),
    ("km_per_s", 1e3),
    ("m_per_s", 1.0),
    ("km_h", 1 / 3.6),
    ("km_s", 1e3),
    ("ft_s", 0.3048),
    ("m_s", 1.0),
    ("kmh", 1 / 3.6),
    ("kph", 1 / 3.6),
    ("mps", 1.0),
    ("kms", 1e3),
    ("deg", math.pi / 180),
    ("rad", 1.0),
    ("min", 60.0),
    ("km", 1e3),
    ("ft", 0.3048),
    ("ms", 1e-3),
    ("m", 1.0),
    ("s", 1.0),
)
FAMILIES: dict[str, str] = {
    "m_per_s": "speed", "m_s": "speed", "mps": "speed", "km_per_s": "speed", "km_s": "speed", "kms": "speed",
    "km_per_h": "speed", "km_h": "speed", "kmh": "speed", "kph": "speed", "ft_s": "speed",
    "deg": "angle", "rad": "angle", "m": "length", "km": "length", "ft": "length", "s": "time", "ms": "time",
    "min": "time",
}  # fmt: skip

# Quantity: (family, unit when none is named, names). Names are compared in lower case, with `_` for all else.
QUANTITIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "time": ("time", "s", ("time", "t", "ts", "met", "seconds", "time_after_liftoff", "t_plus", "elapsed", "sec")),
    "utc": ("", "", ("utc", "epoch", "datetime", "timestamp", "time_utc", "date_time", "iso_time")),
    "latitude": ("angle", "deg", ("latitude", "lat")),
    "longitude": ("angle", "deg", ("longitude", "lon", "long", "lng")),
    "height": ("length", "m", ("height", "altitude", "alt", "h", "display_altitude", "display_height", "elev_msl")),
    "speed": ("speed", "m_s", ("speed", "velocity", "v", "display_speed", "display_velocity")),
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
_BY_NAME = {name: quantity for quantity, (_, _, names) in QUANTITIES.items() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column or key that is understood."""

    quantity: str
    """Key of `QUANTITIES`."""
    factor: float
    """What a number in it is multiplied by to be SI."""


def find_column(name: str) -> Column | None:
    """What a column's name stands for: `display_altitude_km` is height in kilometers; None when it is not known."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", name.strip())
    plain = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
    plain = re.sub(r"(?<=[a-z])_(agl|asl|amsl|msl|aprox|approx)(?=_|$)", "", plain)
    if plain in _BY_NAME and QUANTITIES[_BY_NAME[plain]][0] == "":
        return Column(quantity=_BY_NAME[plain], factor=1.0)
    for unit, factor in UNITS:
        stem = plain[: -len(unit)].rstrip("_") if plain.endswith("_" + unit) else None
        quantity = _BY_NAME.get(stem) if stem else None
        if quantity is not None and QUANTITIES[quantity][0] == FAMILIES[unit]:
            return Column(quantity=quantity, factor=factor)
    quantity = _BY_NAME.get(plain)
    if quantity is None:
        return None
    return Column(quantity=quantity, factor=dict(UNITS)[QUANTITIES[quantity][1]])


def read_number(text: str) -> tuple[float, float] | None:
    """A number and its last digit's width: '12.3' is (12.3, 0.1); None when it is no finite number."""
    text = text.strip()
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    mantissa, _, exponent = text.lower().partition("e")
    power = int(exponent) if exponent else 0
    decimals = len(mantissa.partition(".")[2])
    return value, 10.0 ** (min(max(power - decimals, -300), 300))


def read_instant(text: str) -> datetime | None:
    """An ISO instant, calendar or day-of-year (2018-206T11:39:26), taken as UTC when it names no zone."""
    text = text.strip()
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

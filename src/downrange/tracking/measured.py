"""What one line measured, in numbers, made a sighting: a place, ranges and angles, or what a display shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from downrange.earth.geodesic import destination_deg
from downrange.records.sighting import Sighting, SightingKind

DEFAULT_SIGMA = {
    "position": 500.0, "range": 100.0, "angle": math.radians(0.1), "range_rate": 5.0, "speed": 2.0, "height": 50.0,
}  # fmt: skip
"""Taken where the stream states none [m, rad, m/s]; a speed or height is at least as unsure as its last digit."""
DISPLAY_LAG = 0.15
"""A display's speed and height are as old as this when shown [s]."""
DEGREE = math.pi / 180
LIMITS: dict[str, tuple[float, float, str, float]] = {
    "latitude": (-90 * DEGREE, 90 * DEGREE, "degrees", DEGREE),
    "longitude": (-360 * DEGREE, 360 * DEGREE, "degrees", DEGREE),
    "azimuth": (-360 * DEGREE, 360 * DEGREE, "degrees", DEGREE),
    "elevation": (-90 * DEGREE, 90 * DEGREE, "degrees", DEGREE),
    "sensor_latitude": (-90 * DEGREE, 90 * DEGREE, "degrees", DEGREE),
    "sensor_longitude": (-360 * DEGREE, 360 * DEGREE, "degrees", DEGREE),
    "sensor_height": (-2e4, 5e8, "m", 1.0),
    "height": (-2e4, 5e8, "m", 1.0),
    "range": (0.0, 5e8, "m", 1.0),
    "downrange": (-2e7, 2e7, "m", 1.0),
    "speed": (0.0, 2e4, "m/s", 1.0),
    "range_rate": (-2e4, 2e4, "m/s", 1.0),
}
"""Least and most of each quantity, and the unit that messages name it in; what lies outside is a misread number."""
LONGEST_TIME = 1e8
"""[s]"""
DOWNRANGE_SHARE = 0.02
"""A distance downrange and its height are told for a moment or place to this share of themselves."""
AZIMUTH_SIGMA = 0.05
"""How well a stated azimuth says where a place downrange is [rad]."""
MEAN_RADIUS = 6_371_008.8
"""[m]"""
RADAR_NAMES = ("range", "azimuth", "elevation", "range_rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The numbers of one line."""

    numbers: Mapping[str, tuple[float, float]]
    """By quantity: value in SI, and the width of its last digit."""
    time: float
    """[s]"""
    sensor: str
    line: int
    stated: Mapping[str, float]
    """Noise that the stream stated for all its lines, SI."""

    @property
    def is_place(self) -> bool:
        """Whether it is a place by itself."""
        return {"latitude", "longitude", "height"} <= set(self.numbers)

    @property
    def is_downrange(self) -> bool:
        """Whether it is a distance from the pad along the ground, and a height."""
        return {"downrange", "height"} <= set(self.numbers)

    @property
    def is_radar(self) -> bool:
        """Whether a station measured it."""
        return any(name in self.numbers for name in RADAR_NAMES)

    @property
    def is_display(self) -> bool:
        """Whether it is a speed, a height, or both."""
        return "speed" in self.numbers or "height" in self.numbers

    def wrong(self) -> tuple[str, str] | None:
        """What of it cannot be, in words, and what to do; None when all can."""
        if not abs(self.time) <= LONGEST_TIME:
            return f"time {self.time:g} s is out of range", "give seconds after lift-off, or an instant"
        for quantity, (least, most, unit, factor) in LIMITS.items():
            value = self.numbers.get(quantity, (0.0, 0.0))[0]
            if not least * (1 + 1e-9) <= value <= most * (1 + 1e-9):
                what = f"{quantity} {value / factor:g} {unit} is out of range ({least / factor:g} to {most / factor:g})"
                swapped = "; or latitude and longitude stand in each other's place" if quantity == "latitude" else ""
                return what, f"name the unit in the column, as altitude_km or lat_rad{swapped}"
        if self.numbers.get("range", (1.0, 0.0))[0] <= 0:
            return "a range that is not above zero", "leave it empty where it was not measured"
        return None

    def place(self) -> Sighting:
        """The place that it is."""
        level = self._sigma("sigma", DEFAULT_SIGMA["position"])
        up = self._sigma("sigma_height", level, self.numbers["height"][1])
        values = self._value("latitude"), _half_turn(self._value("longitude")), self._value("height")
        return self._sighting(SightingKind.POINT, values, (level, level, up))

    def by_radar(self, station: tuple[float, float, float]) -> Sighting:
        """Ranges and angles of a station (latitude, longitude [rad], height [m])."""
        angle = self._sigma("sigma_angle", DEFAULT_SIGMA["angle"])
        far = self._sigma("sigma_range", DEFAULT_SIGMA["range"])
        rate = self._sigma("sigma_range_rate", DEFAULT_SIGMA["range_rate"])
        values = tuple(self.numbers[name][0] if name in self.numbers else None for name in RADAR_NAMES)
        return self._sighting(SightingKind.RADAR, values, (far, angle, angle, rate), station)

    def display(self) -> Sighting:
        """Speed and height as they are shown, a moment old."""
        nothing = (0.0, 0.0)
        shown, digit = self.numbers.get("speed", nothing)
        speed = self._sigma("sigma_speed", DEFAULT_SIGMA["speed"], digit)
        height = self._sigma("sigma_height", DEFAULT_SIGMA["height"], self.numbers.get("height", nothing)[1])
        height = math.hypot(height, DISPLAY_LAG * 0.5 * shown)
        values = tuple(self.numbers[name][0] if name in self.numbers else None for name in ("speed", "height"))
        return self._sighting(SightingKind.DISPLAY, values, (speed, height))

    def from_pad(self, pad: tuple[float, float, float], azimuth: float | None) -> Sighting:
        """A distance along the ground and a height, as the press has them: what a radar on the pad would see of it.

        Args:
            pad: latitude, longitude [rad], height [m].
            azimuth: of the launch, when stated: the place lies along it [rad].
        """
        (reach, digit), (height, height_digit) = self.numbers["downrange"], self.numbers["height"]
        far = max(self._sigma("sigma_downrange", DOWNRANGE_SHARE * reach, digit), 1.0)
        up = max(self._sigma("sigma_height", DOWNRANGE_SHARE * abs(height), height_digit), 1.0)
        if azimuth is not None:
            pad_deg = math.degrees(pad[0]), math.degrees(pad[1])
            place = destination_deg(*pad_deg, math.degrees(azimuth), reach)
            values = math.radians(place[0]), _half_turn(math.radians(place[1])), height
            sigmas = (math.hypot(far, AZIMUTH_SIGMA * reach),) * 2
            return self._sighting(SightingKind.POINT, values, (*sigmas, up))
        turn, top = reach / MEAN_RADIUS, MEAN_RADIUS + height
        along, rise = top * math.sin(turn), top * math.cos(turn) - MEAN_RADIUS - pad[2]
        distance = max(math.hypot(along, rise), 1.0)
        level, steep = along / distance, rise / distance
        values = distance, None, math.atan2(rise, along), None
        sigmas = math.hypot(far * level, up * steep), 1.0, math.hypot(far * steep, up * level) / distance, 1.0
        return self._sighting(SightingKind.RADAR, values, sigmas, pad)

    def _value(self, name: str) -> float:
        return self.numbers[name][0]

    def _sigma(self, name: str, default: float, digit: float = 0.0) -> float:
        """Noise as the line has it; else as stated, or by default, with the width of the last digit."""
        if name in self.numbers and self.numbers[name][0] > 0:
            return self.numbers[name][0]
        return math.hypot(self.stated.get(name, default), digit / math.sqrt(12))

    def _sighting(
        self,
        kind: SightingKind,
        values: tuple[float | None, ...],
        sigmas: tuple[float, ...],
        position: tuple[float, float, float] | None = None,
    ) -> Sighting:
        return Sighting(
            time=self.time,
            kind=kind,
            values=values,
            sigmas=sigmas,
            sensor=self.sensor,
            position=position,
            line=self.line,
        )


def _half_turn(angle: float) -> float:
    return math.remainder(angle, 2.0 * math.pi)

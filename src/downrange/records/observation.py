"""Observations: what evidence says about a flight, in a form that a likelihood can weigh.

Physical observations constrain where and how something flew. Statements (what it was, whether it failed, which
stage) are evidence of a weaker kind and are kept apart, so that every verdict can be printed with and without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from downrange.records.area import Area


class Scalar(StrEnum):
    """Scalar quantities of a flight that a source can report. SI; angles in radians."""

    APOGEE = "apogee"
    GROUND_RANGE = "ground_range"
    FLIGHT_TIME = "flight_time"
    INCLINATION = "inclination"
    PERIGEE = "perigee"
    ORBIT_APOGEE = "orbit_apogee"
    AZIMUTH = "azimuth"
    LOSS_TIME = "loss_time"
    """Time after lift-off at which trouble showed, thrust ended or the vehicle was lost from view."""
    FALL_TIME = "fall_time"
    """Time after lift-off at which a launch that failed is said to have come down, or to have come to grief."""
    HEIGHT = "height"
    """Height at `at_time`."""
    SPEED = "speed"
    """Earth-relative speed at `at_time`."""
    TOP_SPEED = "top_speed"
    """Greatest speed under thrust, relative to the Earth or not."""


class Bound(StrEnum):
    """A one-sided statement."""

    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What every observation carries: id, the claims or areas it stands on, who says so, how surely."""

    id: str
    claims: tuple[str, ...] = ()
    """Ids of the claims, areas or files it stands on; copies of one origin are merged here."""
    origin: str = ""
    """Source id of the origin; empty for the outlet's own voice or an instrument."""
    confidence: float = 1.0
    """Probability that the observation speaks of this flight and is right, from hedge and kind of source."""
    words: str = ""
    """Quotation or short description for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarObservation(Evidence):
    """A reported number."""

    quantity: Scalar
    value: float
    """SI; radians."""
    sigma: float
    """One standard deviation from rounding and wording."""
    bound: Bound | None = None
    at_time: float | None = None
    """Seconds after lift-off, for heights and speeds."""
    unit: str = ""
    """That it was told in: km, mi, nmi ...; empty where nobody told it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallArea(Evidence):
    """An area that a planner closed: some body is meant to fall in it on a flight that goes to plan."""

    area: Area
    body: str | None = None
    """stage-1, fairing, stage-2 ... when the notice or report says which; None: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallPlace(Evidence):
    """Where something was seen or said to have come down."""

    center_deg: tuple[float, float]
    """(latitude, longitude), degrees."""
    sigma: float
    """One standard deviation of the place, each axis [m]; used when there is no polygon."""
    rings_deg: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Rings of a named sea or area, (latitude, longitude) in degrees; empty: a point."""
    body: str | None = None
    """stage-1, stage-2 ... when said; None: the last thing that fell (the vehicle)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallDirection(Evidence):
    """A bearing from the site towards which it flew."""

    bearing: float
    """Radians from north, clockwise."""
    sigma: float
    """[rad]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedHeightSeries(Evidence):
    """Webcast telemetry: Earth-relative speed and height against time after lift-off."""

    times: tuple[float, ...]
    """[s]"""
    speeds: tuple[float | None, ...]
    """[m/s]; None where not shown."""
    heights: tuple[float | None, ...]
    """[m] above the ellipsoid or sea level; None where not shown."""
    speed_rounding: float
    """Width of the display's last digit [m/s]."""
    height_rounding: tuple[float, ...]
    """Width of the display's last digit, per sample [m]."""
    body: str = "vehicle"
    """vehicle, or stage-1 for a view of the first stage after separation."""
    liftoff: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSeries(Evidence):
    """A track: positions against time."""

    times: tuple[float, ...]
    """Seconds after lift-off, or after the first point when lift-off is unknown."""
    latitudes_deg: tuple[float, ...]
    longitudes_deg: tuple[float, ...]
    heights: tuple[float, ...]
    """[m]"""
    sigma: float
    """One standard deviation of a position, each axis [m]."""
    start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrbitObservation(Evidence):
    """An element set of something that reached orbit."""

    epoch: datetime
    name: str
    inclination: float
    """[rad]"""
    perigee: float
    """Height above the equatorial radius [m]."""
    apogee: float
    """[m]"""
    ascending_node: float
    """Right ascension of the ascending node [rad]."""
    sigma_inclination: float
    """How far the orbit may have moved since insertion [rad]."""
    designator: str = ""
    """International designator (2017-064A), when given."""
    norad_id: int | None = None


CATALOG = "gcat"
"""Origin of what the launch catalog says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Evidence):
    """What a source says happened: evidence on explanations, not on trajectories."""

    about: str
    """class, outcome or cause."""
    value: str
    """As in the report schema: sat, bm, failure, second_stage_engine ..."""
    hedge: str = "fact"
    own: bool = False
    """Whether a source of the country that launched says it."""


OF_TROUBLE = frozenset((Scalar.LOSS_TIME, Scalar.FALL_TIME))
"""Times told with a failure, of which several things may be meant."""

Observation = (
    ScalarObservation
    | FallArea
    | FallPlace
    | FallDirection
    | SpeedHeightSeries
    | PointSeries
    | OrbitObservation
    | Statement
)

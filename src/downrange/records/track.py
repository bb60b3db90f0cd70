"""What tracking says after each sighting: odds, phase, state, where it will come down or which orbit it is in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from downrange.records.flight import Array


class Phase(StrEnum):
    """What the object is doing."""

    BOOST = "boost"
    COAST = "coast"
    ENTRY = "entry"
    """Falling, or coasting up, in air that can be felt."""


class TrackAnswer(StrEnum):
    """The first question, answered when the odds are firm."""

    ORBITAL = "orbital"
    BALLISTIC = "ballistic"
    CANNOT_TELL = "cannot tell yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackOdds:
    """Odds between launch to orbit, ballistic flight, and neither: sum to 1."""

    orbital: float
    ballistic: float
    cannot_tell: float
    """Odds of something that is not modeled, or that nothing seen so far speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactPrediction:
    """Where and when it will come down."""

    latitude: float
    """[rad]"""
    longitude: float
    """[rad]"""
    time: float
    """Seconds after the stream's zero."""
    time_sigma: float
    """[s]"""
    covariance: tuple[float, float, float]
    """East-east, east-north, north-north [m2]."""
    ring_deg: tuple[tuple[float, float], ...]
    """90 % area as a ring of (latitude, longitude) in degrees, not closed."""
    source: str
    """`filter`: this very body without further thrust; `flights`: the bank's flights, thrust to come included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrbitPrediction:
    """The orbit it is in, or will be in."""

    perigee: float
    """Height above the equatorial radius [m]."""
    perigee_sigma: float
    apogee: float
    """[m]; infinite for an escape."""
    apogee_sigma: float
    inclination: float
    """[rad]"""
    inclination_sigma: float
    probability: float
    """That the perigee is above the air (100 km)."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackEvent:
    """An ignition or cut-off seen in the track."""

    name: str
    """ignition or cut-off."""
    stage: int
    time: float
    """[s]"""
    sigma: float
    """[s]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFault:
    """The flight has left its own family."""

    stage: int | None
    mode: str
    """From the vocabulary of failure modes, or 'unmodeled'."""
    probability: float
    """Of the flight being faulty at all."""
    mode_probability: float
    """Of this stage and mode."""
    since: float
    """When the fault was first held for certain [s]."""
    others: tuple[tuple[int, str, float], ...] = ()
    """What else it may be: stage, mode and probability, the likeliest first. A track alone cannot tell an engine that
    stopped from a vehicle that broke up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackCounts:
    """What became of the lines."""

    used: int = 0
    skipped: int = 0
    """Lines that could not be read."""
    late: int = 0
    """Came after the window for late sightings had closed; not used."""
    reordered: int = 0
    """Came late, within the window; used in their place."""
    duplicate: int = 0
    wild: int = 0
    """Too far off to be this flight."""
    restarts: int = 0
    """Times the track had to be begun anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackUpdate:
    """All that is said after one sighting."""

    number: int
    """Of the update, from 1."""
    line: int
    """Line of the stream it answers."""
    time: float
    """[s]"""
    sensor: str
    odds: TrackOdds
    answer: TrackAnswer
    phase: Phase
    stage: int | None
    """Stage that burns, or burned last, from 1; None before any was seen."""
    phase_odds: tuple[float, float, float]
    """Boost, coast, entry."""
    position: Array
    """[3] ECEF, m"""
    velocity: Array
    """[3] ECEF, m/s"""
    covariance: Array
    """[6, 6]"""
    latitude: float
    """[rad]"""
    longitude: float
    height: float
    speed: float
    """Earth-relative [m/s]."""
    flight_path_angle: float
    """[rad]"""
    downrange: float | None
    """Along the ellipsoid from the pad [m]; None when the pad is not known."""
    thrust_acceleration: float | None
    """[m/s2]; None when nothing burns."""
    place_known: bool
    """False when only speed and height are seen, so that where it is follows from the assumed azimuth."""
    impact: ImpactPrediction | None
    impact_now: ImpactPrediction | None
    """Were the thrust to end now."""
    orbit: OrbitPrediction | None
    fault: TrackFault | None
    events: tuple[TrackEvent, ...]
    """New since the last update."""
    counts: TrackCounts
    effective_flights: float | None
    """Effective number of flights in the bank; None without a bank."""

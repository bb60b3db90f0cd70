"""One likelihood for many kinds of evidence: how probable each physical observation is, given each flight.

An observation holds with its `confidence`; otherwise it is worth its background density, the same under every
explanation, so that one wrong claim cannot rule out what is true. Model error is part of every width.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from scipy.special import gammaln, ndtr

from downrange.earth.geodesic import distance_deg, planes
from downrange.inference.areas import EARTH_SURFACE, TRACK_TIMES, PlannedArea, area_terms, planned_area
from downrange.inference.curve import SeenCutoff, point_weights, seen_ascents
from downrange.inference.numbers import HEIGHT_SHARE_ERROR, SPEED_SHARE_ERROR, flown_number, width_of
from downrange.inference.path import Path
from downrange.inference.transforms import gaussian
from downrange.inference.trouble import trouble_density
from downrange.records.flight import MAIN_BODY, Array, Ensemble, PlanArrays
from downrange.records.observation import (
    OF_TROUBLE,
    Bound,
    FallArea,
    FallDirection,
    FallPlace,
    Observation,
    OrbitObservation,
    PointSeries,
    Scalar,
    ScalarObservation,
    SpeedHeightSeries,
)
from downrange.records.place import Site

PLACE_BACKGROUND = 1.0 / (math.pi * 2.5e6**2)
"""Density of a wrong report of a fall place: somewhere within 2,500 km [1/m2], or less where it is far from the pad.
Then any distance within a factor of a thousand is alike, as of a range, and any direction."""
SEA_BACKGROUND = 0.05
"""Probability that a wrong report names just this sea."""
ORBIT_BACKGROUND = 0.02
NOTHING = 1e-300
"""Added where a density may be zero, so that its log is finite."""
FAR = 1e6
"""Widths by which a flight without the number that is observed misses it."""
SCALE_WIDTH = 7.0
"""Width of the log of a wrong apogee, range or time: anything within a factor of a thousand (10 to 10,000 km) is alike.
The density one over the value times this does not know where the right value is."""
RADIUS, LEAST_SINE = 6.371e6, 0.1
"""Mean radius of the Earth [m]; circles about a pad shrink again towards the far side, which is no likelier for it."""
SPEED_ERROR, HEIGHT_ERROR = 8.0, 300.0
"""Model error of a flown curve [m/s] and [m], besides the shares: a point mass with constant thrust against a real
flight. Learnt on 15 of the 31 Falcon flights: residuals after fitting are about half of this; the scale is marginalized
(multivariate t)."""
SERIES_FREEDOM = 4.0
SERIES_CORRELATION = 3.0
"""Residuals of neighboring points of a track go together: this many count as one."""
CUTOFF_ERROR, CUTOFF_IN_TURN, CUTOFF_BACKGROUND = 1.0, 0.9, 1e9
"""A kink in the speed curve is at a cut-off to this [s]: on the learn half the noted times, whole seconds, scatter by
0.7 s about it. It is that of the stage in turn with this probability, or nothing but chance [s m/s]."""
CUTOFF_SPEED_ERROR, CUTOFF_SPEED_SHARE_ERROR = 5.0, 0.002
"""The speed shown where the lines meet is that of the cut-off to this [m/s], and to this share of it."""


@dataclass(frozen=True, kw_only=True)
class Weigher:
    """Log likelihoods of the physical observations on one launch."""

    site: Site
    plan_observations: tuple[FallArea, ...]
    """What was planned: warned areas."""
    areas: tuple[PlannedArea, ...]
    """The same, measured out."""
    flight_observations: tuple[Observation, ...]
    """What happened."""
    sample_times: Array
    """[K] times at which flights must be sampled, s"""
    cutoffs: Mapping[str, tuple[SeenCutoff, ...]] = field(default_factory=dict)
    """Ends of thrust seen in a series, by its id."""

    @cached_property
    def plan_bodies(self) -> frozenset[str] | None:
        """Those that must be followed as they fall to weigh flights that go to plan; None: all."""
        return None if self.plan_observations else frozenset(MAIN_BODY)

    @cached_property
    def flight_bodies(self) -> frozenset[str]:
        """Those that must be followed as they fall to weigh what happened."""
        places = (item.body for item in self.flight_observations if isinstance(item, FallPlace))
        return frozenset((*MAIN_BODY, *(body for body in places if body)))

    def plan_terms(self, flight: Ensemble, rows: np.ndarray | slice = slice(None)) -> Array:
        """[N, O] log likelihood of the planners' areas, given flights that go to plan; zero for other rows [N]."""
        return area_terms(self.areas, flight, self.site, self.sample_times, rows)

    def flight_terms(self, flight: Ensemble, plans: PlanArrays) -> Array:
        """[N, O] log likelihood of what happened, given the flights."""
        terms = [self._term(observation, flight, plans) for observation in self.flight_observations]
        return _stacked(terms, flight)

    @cached_property
    def path(self) -> Path:
        """How what happened is put in force."""
        shapes = {index: _shape(item, self.site) for index, item in enumerate(self.flight_observations)}
        normal = {index: shape for index, shape in shapes.items() if shape is not None}
        peak, floor, freedom = (np.array([shape[part] for shape in normal.values()]) for part in range(3))
        seen = [math.log(CUTOFF_IN_TURN) - _log_width(cutoff) for cutoff in self._seen]
        return Path(
            columns=np.array(list(normal), dtype=np.int64),
            peak=peak,
            floor=floor,
            freedom=freedom,
            seen_peak=np.array(seen),
            seen_floor=-math.log(CUTOFF_BACKGROUND),
        )

    @property
    def _seen(self) -> list[SeenCutoff]:
        """All ends of thrust seen, in the order of their series."""
        return [cutoff for item in self.flight_observations for cutoff in self.cutoffs.get(item.id, ())]

    def coded_terms(self, flight: Ensemble, plans: PlanArrays) -> Array:
        """[N, O + Q] log likelihood of what happened, then what is missed of it, as the path takes them."""
        chosen = [self.flight_observations[index] for index in self.path.columns]
        misses = [self._missed(observation, flight, plans) for observation in chosen]
        added = [_seen(cutoff, flight) for cutoff in self._seen]
        off = [_seen_off(cutoff, flight) for cutoff in self._seen]
        return np.hstack([self.flight_terms(flight, plans), *(_stacked(part, flight) for part in (misses, added, off))])

    def background(self) -> Array:
        """[O] log likelihood of plan, then flight observations if they have nothing to do with the launch."""
        plan = [0.0 if area.silent else -math.log(EARTH_SURFACE) for area in self.areas]
        ends = math.log(CUTOFF_BACKGROUND)
        flown = [
            _background(item, self.site) - ends * len(self.cutoffs.get(item.id, ()))
            for item in self.flight_observations
        ]
        return np.array([*plan, *flown])

    def _missed(self, observation: Observation, flight: Ensemble, plans: PlanArrays) -> Array:
        """[N] by how many widths flights miss an observation, squared."""
        match observation:
            case FallPlace():
                misses = _offset(observation, flight) / observation.sigma
            case FallDirection():
                turned = np.remainder(plans.azimuth - observation.bearing + math.pi, 2 * math.pi) - math.pi
                misses = turned / observation.sigma
            case ScalarObservation():
                misses = (self._flown(observation, flight, plans) - observation.value) / width_of(observation)
            case _:
                raise TypeError(f"no width for {type(observation).__name__}")
        return np.minimum(np.abs(np.nan_to_num(misses, nan=FAR)), FAR) ** 2

    def _term(self, observation: Observation, flight: Ensemble, plans: PlanArrays) -> Array:
        shape = _shape(observation, self.site)
        if shape is not None:
            peak, floor, _ = shape
            return np.logaddexp(peak - 0.5 * self._missed(observation, flight, plans), floor)
        match observation:
            case FallPlace():
                return _in_sea(observation, flight)
            case ScalarObservation():
                background = _background(observation, self.site)
                return _scalar(observation, self._flown(observation, flight, plans), flight, plans, background)
            case SpeedHeightSeries():
                return self._series(observation, flight)
            case PointSeries():
                return self._track(observation, flight)
            case OrbitObservation():
                return _orbit(observation, flight)
            case _:
                raise TypeError(f"no likelihood for {type(observation).__name__}")

    def _flown(self, observation: ScalarObservation, flight: Ensemble, plans: PlanArrays) -> Array:
        return flown_number(observation, flight, plans.azimuth, self.sample_times)

    def _series(self, observation: SpeedHeightSeries, flight: Ensemble) -> Array:
        columns = np.searchsorted(self.sample_times, observation.times)
        speeds = np.array([math.nan if value is None else value for value in observation.speeds])
        heights = np.array([math.nan if value is None else value for value in observation.heights])
        speed_width = np.hypot(SPEED_ERROR + SPEED_SHARE_ERROR * speeds, observation.speed_rounding / math.sqrt(12))
        rounding = np.asarray(observation.height_rounding) / math.sqrt(12)
        height_width = np.hypot(HEIGHT_ERROR + HEIGHT_SHARE_ERROR * heights, rounding)
        # A flight that came down before the data end misses them by far, not by nothing.
        flown_speed = np.nan_to_num(flight.sample_speed[:, columns], nan=0.0)
        flown_height = np.nan_to_num(flight.sample_height[:, columns], nan=0.0)
        misses = np.concatenate([(flown_speed - speeds) / speed_width, (flown_height - heights) / height_width], axis=1)
        there = np.isfinite(np.concatenate([speeds, heights]))
        shape = _student(misses[:, there], _weights(observation)[there])
        return shape + sum(_seen(cutoff, flight) for cutoff in self.cutoffs.get(observation.id, ()))

    def _track(self, observation: PointSeries, flight: Ensemble) -> Array:
        columns = np.searchsorted(self.sample_times, observation.times)
        misses: list[Array] = []
        for index, column in enumerate(columns):
            place = observation.latitudes_deg[index], observation.longitudes_deg[index]
            east, north = planes(flight.sample_latitude[:, column], flight.sample_longitude[:, column], place)
            up = flight.sample_height[:, column] - observation.heights[index]
            reach = distance_deg(self.site.latitude_deg, self.site.longitude_deg, *place)
            width = math.hypot(observation.sigma, 500.0 + 0.02 * reach)
            misses += [np.nan_to_num(part / width, nan=1e3) for part in (east, north, up)]
        return _student(np.stack(misses, axis=1), np.full(len(misses), 1.0 / SERIES_CORRELATION))


def weigher(site: Site, observations: Sequence[Observation]) -> Weigher:
    """Sort the physical observations of a launch into those on the plan and those on the flight.

    A view of the first stage after separation weighs nothing: its landing burns are not modeled.

    Args:
        site: launch site.
        observations: physical observations; statements are not taken here.
    """
    ascents = seen_ascents([item for item in observations if isinstance(item, SpeedHeightSeries)])
    cutoffs = {item.series.id: item.cutoffs for item in ascents}
    observations = [item for item in observations if not isinstance(item, SpeedHeightSeries)]
    observations += [item.series for item in ascents]
    times = [time for item in observations if isinstance(item, SpeedHeightSeries | PointSeries) for time in item.times]
    times += [item.at_time for item in observations if isinstance(item, ScalarObservation) and item.at_time is not None]
    times += TRACK_TIMES if any(isinstance(item, FallArea) for item in observations) else ()
    planned = tuple(item for item in observations if isinstance(item, FallArea))
    return Weigher(
        site=site,
        plan_observations=planned,
        areas=tuple(planned_area(item, site) for item in planned),
        flight_observations=tuple(item for item in observations if not isinstance(item, FallArea)),
        sample_times=np.unique(np.array(times, dtype=float)),
        cutoffs=cutoffs,
    )


def _stacked(terms: list[Array], flight: Ensemble) -> Array:
    return np.stack(terms, axis=1) if terms else np.zeros((flight.status.shape[0], 0))


def _shape(observation: Observation, site: Site) -> tuple[float, float, float] | None:
    """Log density at its middle and where it is wrong, and numbers observed; None where it is no normal density."""
    match observation:
        case FallPlace() if not observation.rings_deg:
            confidence, log_norm, freedom = observation.confidence, -math.log(2 * math.pi * observation.sigma**2), 2.0
        case FallDirection():
            confidence, log_norm, freedom = observation.confidence, _log_norm(observation.sigma), 1.0
        case ScalarObservation() if observation.bound is None and observation.quantity not in OF_TROUBLE:
            confidence, log_norm, freedom = observation.confidence, _log_norm(width_of(observation)), 1.0
        case _:
            return None
    background = (1.0 - confidence) * math.exp(_background(observation, site))
    return math.log(confidence + NOTHING) + log_norm, math.log(background + NOTHING), freedom


def _log_norm(sigma: float) -> float:
    """Log of a normal density where it is greatest."""
    return -0.5 * math.log(2 * math.pi) - math.log(sigma)


def _impact(observation: FallPlace, flight: Ensemble) -> tuple[Array, Array]:
    """[N] latitude and longitude of where the body came down [rad]."""
    body = (
        flight.bodies.index(observation.body) if observation.body in flight.bodies else flight.bodies.index("payload")
    )
    return flight.impact_latitude[:, body], flight.impact_longitude[:, body]


def _offset(observation: FallPlace, flight: Ensemble) -> Array:
    """[N] distance of falls from a place [m]."""
    return np.hypot(*planes(*_impact(observation, flight), observation.center_deg))


def _in_sea(observation: FallPlace, flight: Ensemble) -> Array:
    latitude, longitude = _impact(observation, flight)
    polygons = [shapely.Polygon([(lon, lat) for lat, lon in ring]).buffer(0) for ring in observation.rings_deg]
    sea = shapely.union_all(polygons)
    shapely.prepare(sea)
    inside = shapely.contains_xy(sea, np.degrees(longitude), np.degrees(latitude))
    return np.log(observation.confidence * inside + (1.0 - observation.confidence) * SEA_BACKGROUND + NOTHING)


def _scalar(
    observation: ScalarObservation, flown: Array, flight: Ensemble, plans: PlanArrays, background: float
) -> Array:
    if observation.quantity in OF_TROUBLE:
        held = trouble_density(observation, flight, plans)
    else:
        side = 1.0 if observation.bound is Bound.MIN else -1.0
        held = ndtr(side * (flown - observation.value) / width_of(observation))
    wrong = (1.0 - observation.confidence) * math.exp(background)
    return np.log(observation.confidence * np.nan_to_num(held) + wrong + NOTHING)


def _orbit(observation: OrbitObservation, flight: Ensemble) -> Array:
    miss = gaussian(flight.inclination - observation.inclination, math.hypot(observation.sigma_inclination, 0.005))
    held = np.where(flight.in_orbit, np.nan_to_num(miss), 0.0)
    return np.log(observation.confidence * held + (1.0 - observation.confidence) * ORBIT_BACKGROUND + NOTHING)


def _log_width(cutoff: SeenCutoff) -> float:
    """Log of the area that the model error of a kink covers [s m/s]."""
    width = CUTOFF_SPEED_ERROR + CUTOFF_SPEED_SHARE_ERROR * cutoff.speed
    return math.log(2.0 * math.pi * CUTOFF_ERROR * width)


def _seen_off(cutoff: SeenCutoff, flight: Ensemble) -> Array:
    """[N] by how many widths the nearest cut-off, or the one in turn, misses a kink in the curve, squared."""
    width = CUTOFF_SPEED_ERROR + CUTOFF_SPEED_SHARE_ERROR * cutoff.speed
    stages = flight.cutoff_time.shape[1]
    turn = slice(cutoff.number - 1, cutoff.number) if 0 < cutoff.number <= stages else slice(None)
    misses = np.hypot(
        (flight.cutoff_time[:, turn] - cutoff.time) / CUTOFF_ERROR,
        (flight.cutoff_speed[:, turn] - cutoff.speed) / width,
    )
    return np.minimum(np.nan_to_num(misses, nan=FAR).min(axis=1), FAR) ** 2


def _seen(cutoff: SeenCutoff, flight: Ensemble) -> Array:
    """[N] log density of a kink in the curve, given the cut-offs; an earlier one may have been missed."""
    stages = flight.cutoff_time.shape[1]
    density = np.full(flight.status.shape, 1.0 / CUTOFF_BACKGROUND)
    width = CUTOFF_SPEED_ERROR + CUTOFF_SPEED_SHARE_ERROR * cutoff.speed
    for stage in range(stages):
        others = (1.0 - CUTOFF_IN_TURN) / max(stages - 1, 1) if cutoff.number else 1.0 / stages
        share = CUTOFF_IN_TURN if stage == cutoff.number - 1 else others
        close = gaussian(flight.cutoff_time[:, stage] - cutoff.time, CUTOFF_ERROR)
        density += share * np.nan_to_num(close * gaussian(flight.cutoff_speed[:, stage] - cutoff.speed, width))
    return np.log(density)


def _weights(series: SpeedHeightSeries) -> Array:
    """[2 M] what speeds, then heights count for."""
    return np.concatenate([point_weights(series.times, shown) for shown in (series.speeds, series.heights)])


def _student(misses: Array, weights: Array) -> Array:
    """Multivariate t of correlated residuals with unknown common scale: robust against model error as a whole."""
    count = float(weights.sum())
    squares = misses**2 @ weights
    constant = (
        gammaln((SERIES_FREEDOM + count) / 2) - gammaln(SERIES_FREEDOM / 2) - count / 2 * math.log(SERIES_FREEDOM / 4)
    )
    return constant - (SERIES_FREEDOM + count) / 2 * np.log1p(squares / (SERIES_FREEDOM / 4))


def place_background(distance: float) -> float:
    """Density of a wrong report of a fall place at a distance from the pad [m], [1/m2]."""
    around = 2.0 * math.pi * RADIUS * max(math.sin(distance / RADIUS), LEAST_SINE)
    return min(PLACE_BACKGROUND, 1.0 / (around * SCALE_WIDTH * max(distance, 1.0)))


def _background(observation: Observation, site: Site) -> float:
    """Log density of an observation that has nothing to do with the launch."""
    match observation:
        case FallPlace() if observation.rings_deg:
            return math.log(SEA_BACKGROUND)
        case FallPlace():
            reach = distance_deg(site.latitude_deg, site.longitude_deg, *observation.center_deg)
            return math.log(place_background(reach))
        case FallDirection():
            return -math.log(2 * math.pi)
        case OrbitObservation():
            return math.log(ORBIT_BACKGROUND)
        case ScalarObservation():
            if observation.bound is not None:
                return math.log(0.5)
            if observation.quantity in (Scalar.INCLINATION, Scalar.AZIMUTH):
                return -math.log(2.0 * math.pi)
            return -math.log(max(SCALE_WIDTH * abs(observation.value), 20.0 * observation.sigma))
        case SpeedHeightSeries():
            weights = _weights(observation)
            return float(_student(np.full((1, len(weights)), 10.0), weights)[0])
        case PointSeries():
            count = 3 * len(observation.times)
            return float(_student(np.full((1, count), 10.0), np.full(count, 1.0 / SERIES_CORRELATION))[0])
        case _:
            raise TypeError(f"no background for {type(observation).__name__}")

"""What is said of a track: the odds, the answer, the phase, and what will be, from the filter and from the bank."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from downrange.earth.ellipsoid import geodetic_from_ecef
from downrange.earth.geodesic import ranges
from downrange.records.flight import Array
from downrange.records.sighting import Sighting
from downrange.records.track import (
    ImpactPrediction,
    OrbitPrediction,
    Phase,
    TrackAnswer,
    TrackCounts,
    TrackEvent,
    TrackFault,
    TrackOdds,
    TrackUpdate,
)
from downrange.tracking.bank import Bank
from downrange.tracking.filter import FilterState, beside
from downrange.tracking.motion import BOOST, COAST, FALL, THRUST
from downrange.tracking.outlook import Outlook, held_to_custom, sides_at, widened_shown
from downrange.tracking.present import Present
from downrange.tracking.switches import BURNS, BURNS_NOT, Burns
from downrange.tracking.whereabouts import Whereabouts

ENOUGH_FLIGHTS = 25.0
"""With fewer effective flights in the bank nothing is answered: they are too few to stand for their kind."""
FIRM = 0.97
"""Odds at which the question is answered."""
AIR_FELT = 90e3
"""Below this a fall is an entry [m]."""
NO_MORE_THRUST = 300.0
"""Time over which a coast comes to mean that nothing will burn any more, when nothing is known of the vehicle [s]."""
RELIT_SOON = 15.0
"""So long after a cut-off the next stage may yet light: where this very body comes down is not told as what will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where it is and how it moves."""

    mean: Array
    """Position and velocity (ECEF), then what else the state holds."""
    covariance: Array
    latitude: float
    """[rad]"""
    longitude: float
    """[rad]"""
    height: float
    """[m]"""

    @staticmethod
    def of(state: FilterState, coasts: FilterState | None, present: Present | None) -> Here:
        """By the bank's flights where only they can say so; else by the filter, and the one that knows of no thrust.

        Args:
            state: the filter's.
            coasts: that of the filter without thrust, where it likely coasts.
            present: where the bank's flights are, where only they can say so.
        """
        mean, covariance = beside(state, coasts) if coasts else state.estimate()
        if present is not None:
            mean, covariance = present.mean, present.whole
        latitude, longitude, height = (float(part) for part in geodetic_from_ecef(mean[:3]))
        return Here(mean=mean, covariance=covariance, latitude=latitude, longitude=longitude, height=height)

    @property
    def speed(self) -> float:
        """[m/s]"""
        return float(np.linalg.norm(self.mean[3:6]))

    @property
    def climb(self) -> float:
        """Flight path angle [rad]."""
        up = sides_at(self.latitude, self.longitude)[2]
        return math.asin(max(-1.0, min(1.0, float(up @ self.mean[3:6]) / max(self.speed, 1e-3))))

    def downrange(self, pad: tuple[float, float, float] | None) -> float | None:
        """Along the ground from the pad [m]; None where that is not known."""
        if pad is None:
            return None
        return float(ranges(pad[0], pad[1], np.array([self.latitude]), np.array([self.longitude]))[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known of a track at a sighting."""

    state: FilterState
    outlook: Outlook | None
    burns: Burns
    where: Whereabouts
    bank: Bank | None
    present: Present | None
    """Where the bank's flights are, where only they can say so."""
    here: Here
    pad: tuple[float, float, float] | None
    """Latitude, longitude [rad], height [m]."""
    latitude: float
    """Of the pad, or one in the middle where none is known [rad]."""
    assumed: bool
    """Whether nobody stated the azimuth."""

    @property
    def in_orbit(self) -> bool:
        """Whether its own motion is that of a body in orbit."""
        return self.outlook is not None and self.outlook.orbit.probability >= FIRM

    @property
    def phase(self) -> Phase:
        """Boost, coast or entry."""
        boost = self.burns.boost(self.state)
        if (self.burns.burning and boost > BURNS_NOT) or boost > BURNS:
            return Phase.BOOST
        return Phase.ENTRY if self.here.height < AIR_FELT and self.state.odds[FALL] > 0.5 else Phase.COAST

    def odds(self) -> TrackOdds:
        """The bank's odds; without a bank, what the motion itself settles: in orbit, or coming down for good."""
        if self.bank is None:
            return self._odds_of_motion()
        odds = self.bank.odds()
        unheard = self.where.unheard(self.state.time)
        # What is in orbit was launched to one, whatever vehicles are thought of.
        left = 1.0 - self.outlook.orbit.probability if self.outlook is not None and self.in_orbit else 1.0
        told = (1.0 - unheard) * left
        return TrackOdds(
            orbital=1.0 - left + told * odds.orbital,
            ballistic=told * odds.ballistic,
            cannot_tell=told * odds.cannot_tell + unheard * left,
        )

    def _odds_of_motion(self) -> TrackOdds:
        if self.where.is_direction:
            return TrackOdds(orbital=0.0, ballistic=0.0, cannot_tell=1.0)
        state, burns = self.state, self.burns
        free = 0.0 if burns.burning or burns.free_since is None else state.time - burns.free_since
        over = 1.0 - math.exp(-free / NO_MORE_THRUST)
        climb = float(state.means[COAST, :3] @ state.means[COAST, 3:6])
        if climb < 0.0 and self.here.height < AIR_FELT:
            over = max(over, float(state.odds[FALL]))
        # Where the direction is in doubt, what some directions make an orbit is not held to come down.
        down = (1.0 - (self.outlook.most_orbital if self.outlook is not None else 0.0)) * over
        settled = self.outlook.least_orbital if self.outlook is not None else 0.0
        return TrackOdds(orbital=settled, ballistic=down, cannot_tell=max(1.0 - settled - down, 0.0))

    def answer(self, odds: TrackOdds) -> TrackAnswer:
        """Firm or not."""
        if self.in_orbit:
            return TrackAnswer.ORBITAL
        bank = self.bank
        if bank is not None and not (bank.settled and bank.standing.agrees and bank.effective >= ENOUGH_FLIGHTS):
            return TrackAnswer.CANNOT_TELL
        if odds.orbital >= FIRM:
            return TrackAnswer.ORBITAL
        return TrackAnswer.BALLISTIC if odds.ballistic >= FIRM else TrackAnswer.CANNOT_TELL

    def ahead(self, odds: TrackOdds) -> tuple[ImpactPrediction | None, ImpactPrediction | None, OrbitPrediction | None]:
        """Where it will come down, where if the thrust ended now, and the orbit: this body's own, or those of flights.

        This body's own are told where its place is known and thrust is surely out; where speeds and heights alone are
        seen and nobody stated the azimuth, the flights know more of the orbit, since they know where such vehicles go.
        Flights of other kinds of vehicles tell nothing.
        """
        state, burns = self.state, self.burns
        fits = self.bank is not None and self.bank.standing.is_known_kind
        bank_impact, bank_orbit = self.bank.outcome(state.time) if self.bank is not None and fits else (None, None)
        if self.present is not None:
            impact, orbit = self.present.ahead(bank_impact, bank_orbit)
            return impact, None, orbit
        if self.outlook is None or self.where.is_direction:
            return bank_impact, None, bank_orbit
        own = self.outlook.impact if self.where.settled else None
        out = not burns.burning and burns.boost(state) < BURNS_NOT
        if not self.where.settled and bank_orbit is not None:
            speed = float(np.linalg.norm(state.estimate()[0][3:6]))
            bank_orbit = widened_shown(bank_orbit, speed, self.latitude, out=out)
            if self.bank is not None and self.bank.custom is not None:
                bank_orbit = held_to_custom(bank_orbit, *self.bank.custom)
        may_light = not self.in_orbit and state.time - burns.out_since < RELIT_SOON
        bound_up = self.bank is not None and odds.orbital > 0.5 and self.bank.more_thrust(state.time) > 0.5
        if not out or may_light or bound_up:
            return bank_impact, own, bank_orbit
        assumed = not self.where.settled and self.assumed
        return own, own, bank_orbit if assumed and bank_orbit is not None else self.outlook.orbit

    def as_update(
        self,
        sighting: Sighting,
        number: int,
        events: tuple[TrackEvent, ...],
        fault: TrackFault | None,
        counts: TrackCounts,
    ) -> TrackUpdate:
        """All of it in one record.

        Args:
            sighting: that the update is about.
            number: of the update.
            events: whose times were found at this sighting.
            fault: that is told.
            counts: of the lines.
        """
        here, state, present, odds = self.here, self.state, self.present, self.odds()
        height, speed, climb, downrange = here.height, here.speed, here.climb, here.downrange(self.pad)
        covariance = here.covariance[:6, :6]
        impact, impact_now, orbit = self.ahead(odds)
        directions = self.where.is_direction
        mode_odds = float(state.odds[BOOST]), float(state.odds[COAST]), float(state.odds[FALL])
        phase, stage = self.phase, self.burns.stage or None
        if present is not None:
            low = height < AIR_FELT
            phase, stage, mode_odds = present.phase(low=low, falls=climb < 0.0), present.stage, present.odds(low=low)
        elif directions:
            # Angles of one station alone, and no flights to hold against them: nothing is known.
            height = speed = climb = math.nan
            downrange, stage = None, None
            covariance, mode_odds = np.full((6, 6), math.nan), (math.nan, math.nan, math.nan)
        thrust = math.exp(state.means[BOOST, THRUST]) if self.burns.burning and not directions else None
        return TrackUpdate(
            number=number,
            line=sighting.line,
            time=state.time,
            sensor=sighting.sensor,
            odds=odds,
            answer=self.answer(odds),
            phase=phase,
            stage=stage,
            phase_odds=mode_odds,
            position=here.mean[:3],
            velocity=here.mean[3:6],
            covariance=covariance,
            latitude=here.latitude,
            longitude=here.longitude,
            height=height,
            speed=speed,
            flight_path_angle=climb,
            downrange=downrange,
            thrust_acceleration=thrust,
            place_known=self.where.settled or present is not None,
            impact=impact,
            impact_now=impact_now,
            orbit=orbit,
            fault=fault,
            events=() if directions else events,
            counts=counts,
            effective_flights=self.bank.effective if self.bank else None,
        )

"""What is said of a track: the odds, the answer, the phase, and what will be, from the filter and from the bank."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from downrange.records.track import ImpactPrediction, OrbitPrediction, Phase, TrackAnswer, TrackOdds
from downrange.tracking.bank import Bank
from downrange.tracking.filter import FilterState
from downrange.tracking.motion import COAST, FALL
from downrange.tracking.outlook import Outlook, held_to_custom, widened_shown
from downrange.tracking.present import Present
from downrange.tracking.switches import BURNS, BURNS_NOT, Burns
from downrange.tracking.whereabouts import Whereabouts

ENOUGH_FLIGHTS = 25.0
"""With fewer effective flights in the bank nothing is answered: they are too few to stand for their kind."""
FIRM = 0.97
"""Odds at which the question is answered."""
ANOTHER_KIND = 0.02
"""Where a vehicle of a kind that the bank does not hold is likelier than this, what becomes of the bank's flights is
not told: of such areas on made-up ones (`scoreboard.tracked_strangers`) one in five held the place."""
AIR_FELT = 90e3
"""Below this a fall is an entry [m]."""
NO_MORE_THRUST = 300.0
"""Time over which a coast comes to mean that nothing will burn any more, when nothing is known of the vehicle [s]."""
RELIT_SOON = 15.0
"""So long after a cut-off the next stage may yet light: where this very body comes down is not told as what will be."""


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
    height: float
    latitude: float
    """Of the pad [rad]."""
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
        return Phase.ENTRY if self.height < AIR_FELT and self.state.odds[FALL] > 0.5 else Phase.COAST

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
        if climb < 0.0 and self.height < AIR_FELT:
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
        fits = self.bank is not None and self.bank.standing.stranger < ANOTHER_KIND
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

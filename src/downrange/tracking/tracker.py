"""The tracker: a sighting in, an update out. Late sightings are put in their place, doubled and wild ones are counted.

It holds the filter's states of the last stretch, so that a late sighting is taken where it belongs and everything after
it again; memory does not grow with the stream.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from downrange.earth.ellipsoid import geodetic_from_ecef
from downrange.earth.geodesic import ranges
from downrange.records.flight import Array
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import Phase, TrackAnswer, TrackCounts, TrackEvent, TrackFault, TrackOdds, TrackUpdate
from downrange.tracking.acquire import (
    MOST_SIGHTINGS,
    NEAR_PAD_HEIGHT,
    NEAR_PAD_TIME,
    RISE_SPEED,
    from_pad,
    from_rise,
    from_sightings,
)
from downrange.tracking.bank import Bank
from downrange.tracking.filter import (
    LONGEST_SPAN,
    FilterState,
    followed,
    followed_free,
    free_state,
    loosen,
    start_state,
)
from downrange.tracking.motion import BOOST, COAST, FALL, THRUST
from downrange.tracking.outlook import Outlook, look_ahead
from downrange.tracking.packing import pack_sighting, unpack_sighting
from downrange.tracking.rows import Plane, row_of
from downrange.tracking.switches import LOOK_BACK, LOOK_ON, time_of_switch

HISTORY = 256
"""Sightings and states kept."""
LATE_WINDOW = 60.0
"""A sighting may come this much after one of a later time [s]."""
WILD_IN_A_ROW = 3
"""This many wild sightings together are no longer wild: the flight did something, or the track is lost."""
LONG_GAP = 60.0
"""Over a longer gap a filter that knows of no staging loses a flight under thrust [s]."""
SPARSE = 20.0
"""Sightings further apart tell no velocity before the flight has become another [s]."""
LOOSE_POSITION, LOOSE_SPEED = 2e3, 300.0
NOWHERE = (math.radians(30.0), 0.0, 0.0)
ENOUGH_FLIGHTS = 25.0
"""With fewer effective flights in the bank nothing is answered: they are too few to stand for their kind."""
FIRM = 0.97
"""Odds at which the question is answered."""
BURNS, BURNS_NOT = 0.85, 0.15
"""Odds of boost at which an engine is held to be lit, and to be out."""
LOOK_EVERY = 0.45
"""The outlook is made anew after this much of the stream's time [s]."""
SAME_SWITCH = 5.0
"""A second cut-off within this time of the first is the same, told once; a later one says that the first was a slip, as
a throttled engine makes [s]."""
SHORTEST_BURN = 1.0
"""No burn and no coast between burns is shorter [s]."""
TAIL_OFF = 0.65
"""Thrust dies away over about a second; the end of that is the cut-off that is called out and noted, so much after the
instant at which a sudden cut-off would have left the same speed [s]. Learnt on one half of the Falcon webcasts; on the
other all 15 cut-offs then lie within a second of the noted one."""
AIR_FELT = 90e3
"""Below this a fall is an entry [m]."""
NO_MORE_THRUST = 300.0
"""Time over which a coast comes to mean that nothing will burn any more, when nothing is known of the vehicle [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sighting that was used, and what was known after it."""

    sighting: Sighting
    row: Array
    state: FilterState
    free: FilterState | None = None
    """The same, for a body that will not burn any more; None while an engine may be lit."""


@dataclass(kw_only=True)
class Tracker:
    """One object. `update` takes sightings in the order they come."""

    pad: tuple[float, float, float] | None = None
    """Launch pad: latitude, longitude [rad], height [m]."""
    azimuth: float = math.pi / 2
    """Assumed where nothing but speed and height is seen [rad]."""
    from_liftoff: bool = True
    """True when time zero is lift-off."""
    bank: Bank | None = None
    state: FilterState | None = None
    free: FilterState | None = None
    """A filter beside the other that knows of no thrust, from when an engine was found to be out."""
    history: deque[Entry] = field(default_factory=lambda: deque(maxlen=HISTORY))
    waiting: list[Sighting] = field(default_factory=list)
    """Sightings of a track that has not begun."""
    wild: list[Sighting] = field(default_factory=list)
    """The last sightings, all too far off."""
    counts: TrackCounts = field(default_factory=TrackCounts)
    number: int = 0
    burning: bool = False
    stage: int = 0
    switched: float | None = None
    """When the last change of burning was noticed; None once its time was found."""
    last_switch: float = -math.inf
    last_event: str = ""
    """Name of the last event told."""
    free_since: float | None = None
    place_known: bool = False
    fault: TrackFault | None = None
    outlook: Outlook | None = None
    outlook_time: float = -math.inf

    @property
    def plane(self) -> Plane:
        """That a flight is held to which shows only speed and height; at a middle latitude when no pad is known."""
        return Plane(pad=self.pad or NOWHERE, azimuth=self.azimuth)

    def update(self, sighting: Sighting) -> TrackUpdate | None:
        """Take a sighting; None when it was not used or the track has not begun."""
        if self._is_double(sighting):
            self.counts = replace(self.counts, duplicate=self.counts.duplicate + 1)
            return None
        if self.state is None:
            return self._begin(sighting)
        if sighting.time < self.state.time:
            return self._insert(sighting)
        if not self._take(sighting):
            return None
        return self._say(sighting)

    def skipped(self, lines: int = 1) -> None:
        """Count lines that could not be read."""
        self.counts = replace(self.counts, skipped=self.counts.skipped + lines)

    def repeated(self, update: TrackUpdate) -> TrackUpdate:
        """The last update once more, with what became of the lines after it."""
        self.number += 1
        return replace(update, number=self.number, events=(), counts=self.counts)

    def _is_double(self, sighting: Sighting) -> bool:
        for entry in reversed(self.history):
            if entry.sighting.time < sighting.time:
                break
            if _twins(entry.sighting, sighting):
                return True
        return any(_twins(seen, sighting) for seen in self.waiting)

    def _begin(self, sighting: Sighting) -> TrackUpdate | None:
        if self._near_pad(sighting):
            shows_speed = sighting.kind is SightingKind.DISPLAY and sighting.values[0] is not None
            if shows_speed and (sighting.values[0] or 0.0) < RISE_SPEED:
                return None
            self.state = from_rise(sighting, self.plane) if shows_speed else from_pad(self.plane)
            self.burning, self.stage = True, 1
            if self._take(sighting):
                return self._say(sighting)
            self.state = None
        far_apart = bool(self.waiting) and abs(sighting.time - self.waiting[-1].time) > SPARSE
        self.waiting.append(sighting)
        self.waiting.sort(key=lambda item: item.time)
        if far_apart and self.bank is not None and self.from_liftoff:
            return self._begin_from_flights(self.bank)
        state = from_sightings(self.waiting, self.plane)
        if state is None:
            del self.waiting[: len(self.waiting) - MOST_SIGHTINGS]
            return None
        begun, self.waiting = self.waiting, []
        self.state = state
        self.history.append(Entry(sighting=begun[-1], row=row_of(begun[-1], self.plane), state=state))
        self.counts = replace(self.counts, used=self.counts.used + len(begun))
        self.place_known |= any(item.kind is not SightingKind.DISPLAY for item in begun)
        if self.bank is not None:
            for item in begun:
                self.bank.weigh(item)
        return self._say(begun[-1])

    def _begin_from_flights(self, bank: Bank) -> TrackUpdate:
        """Sightings too far apart for a velocity: the track begins as the bank's flights are that fit them."""
        begun, self.waiting = self.waiting, []
        self.state = self._from_flights(bank, begun)
        self.history.append(Entry(sighting=begun[-1], row=row_of(begun[-1], self.plane), state=self.state))
        return self._say(begun[-1])

    def _from_flights(self, bank: Bank, sightings: list[Sighting]) -> FilterState:
        """What the bank's flights that fit the sightings are at the last of them."""
        for item in sightings:
            bank.weigh(item)
        time = sightings[-1].time
        mean, covariance = bank.state_at(time)
        self.counts = replace(self.counts, used=self.counts.used + len(sightings))
        self.place_known |= any(item.kind is not SightingKind.DISPLAY for item in sightings)
        state = start_state(time, mean[:3], mean[3:], covariance, (0.5, 0.3, 0.2))
        # The bank gives a sighting the width of its model error; the filter takes it at its word.
        return followed(state, row_of(sightings[-1], self.plane)) or state

    def _lost_sight(self, sighting: Sighting, bank: Bank) -> bool:
        """After a gap in which engines may have burned the bank knows more than the filter, if its flights fit."""
        assert self.state is not None
        gap = sighting.time - self.state.time > LONG_GAP and self.from_liftoff and self.free is None
        return gap and bank.settled and bank.odds().cannot_tell < 0.1

    def _near_pad(self, sighting: Sighting) -> bool:
        display = sighting.kind is SightingKind.DISPLAY
        if not self.from_liftoff or (self.pad is None and not display) or not -5.0 <= sighting.time <= NEAR_PAD_TIME:
            return False
        if self.waiting or self.counts.restarts:
            return False
        height = None if sighting.kind is SightingKind.RADAR else sighting.values[-1]
        return height is None or height - self.plane.pad[2] < NEAR_PAD_HEIGHT + 3.0 * sighting.sigmas[-1]

    def _take(self, sighting: Sighting) -> bool:
        """Carry the filter to a sighting and correct it; False when the sighting was too far off."""
        assert self.state is not None
        row = row_of(sighting, self.plane)
        if self.bank is not None and self._lost_sight(sighting, self.bank):
            self.state = self._from_flights(self.bank, [sighting])
            self.free, self.wild = None, []
            self.history.append(Entry(sighting=sighting, row=row, state=self.state))
            return True
        state = followed(self.state, row)
        if state is not None:
            self._keep(sighting, row, state)
            return True
        self.wild.append(sighting)
        if len(self.wild) < WILD_IN_A_ROW:
            self.counts = replace(self.counts, wild=self.counts.wild + 1)
            return False
        return self._recover(sighting, row)

    def _keep(self, sighting: Sighting, row: Array, state: FilterState) -> None:
        self.free = self._freed(self.free, state, row)
        self.state = state
        self.wild = []
        self.history.append(Entry(sighting=sighting, row=row, state=state, free=self.free))
        self.counts = replace(self.counts, used=self.counts.used + 1)
        self.place_known |= sighting.kind is not SightingKind.DISPLAY
        if self.bank is not None:
            self.bank.weigh(sighting)

    def _freed(self, free: FilterState | None, state: FilterState, row: Array) -> FilterState | None:
        """The filter without thrust after a sighting: gone on with, begun anew from the other one, or ended."""
        boost = float(state.odds[BOOST])
        if self.burning or boost > BURNS:
            return None
        if free is not None:
            going_on = followed_free(free, row, state)
            if going_on is not None:
                return going_on
        if self.switched is not None or boost >= BURNS_NOT:
            return None
        if self.free_since is None:
            self.free_since = state.time
        return free_state(state)

    def _recover(self, sighting: Sighting, row: Array) -> bool:
        """After several wild sightings together: widen the state, or begin anew from them."""
        assert self.state is not None
        trial = self.state.copy()
        if sighting.time - trial.time <= LONGEST_SPAN:
            loosen(trial, LOOSE_POSITION, LOOSE_SPEED)
            state = followed(trial, row)
            if state is not None:
                self.free = None
                self._keep(sighting, row, state)
                return True
        self.counts = replace(self.counts, restarts=self.counts.restarts + 1)
        self.waiting, self.wild = sorted(self.wild, key=lambda item: item.time), []
        self.history.clear()
        self.state = self.free = None
        return False

    def _insert(self, sighting: Sighting) -> TrackUpdate | None:
        """A late sighting: back to before it, then on again with everything after it."""
        assert self.state is not None
        entries = list(self.history)
        place = sum(1 for entry in entries if entry.sighting.time <= sighting.time)
        if place == 0 or self.state.time - sighting.time > LATE_WINDOW:
            self.counts = replace(self.counts, late=self.counts.late + 1)
            return None
        row = row_of(sighting, self.plane)
        state = followed(entries[place - 1].state, row)
        if state is None:
            self.counts = replace(self.counts, wild=self.counts.wild + 1)
            return None
        free = entries[place - 1].free
        again = [Entry(sighting=sighting, row=row, state=state, free=free and followed_free(free, row, state))]
        for entry in entries[place:]:
            state, free = again[-1].state, again[-1].free
            after = followed(state, entry.row)
            if after is None:
                # What was taken in order is kept, even where it fits less now.
                continue
            going_on = entry.free and ((free and followed_free(free, entry.row, after)) or free_state(after))
            again.append(Entry(sighting=entry.sighting, row=entry.row, state=after, free=going_on))
        self.history = deque([*entries[:place], *again], maxlen=HISTORY)
        self.state, self.free = again[-1].state, again[-1].free
        self.counts = replace(self.counts, used=self.counts.used + 1, reordered=self.counts.reordered + 1)
        if self.bank is not None:
            self.bank.weigh(sighting)
        self.outlook_time = -math.inf
        return self._say(sighting)

    def _say(self, sighting: Sighting) -> TrackUpdate:
        state = self.state
        assert state is not None
        self.number += 1
        coasts = self.free if state.odds[BOOST] < BURNS_NOT else None
        mean, covariance = (coasts or state).estimate()
        latitude, longitude, height = (float(part) for part in geodetic_from_ecef(mean[:3]))
        events = self._switches(state, height)
        outlook = self._look(state)
        speed = float(np.linalg.norm(mean[3:6]))
        up = np.array(
            [
                math.cos(latitude) * math.cos(longitude),
                math.cos(latitude) * math.sin(longitude),
                math.sin(latitude),
            ]
        )
        phase = self._phase(state, height)
        odds = self._odds(state, outlook, height, speed)
        downrange = None
        if self.pad is not None:
            here = np.array([latitude]), np.array([longitude])
            downrange = float(ranges(self.pad[0], self.pad[1], *here)[0])
        self._watch(state.time, outlook)
        bank_impact, bank_orbit = self.bank.outcome(state.time) if self.bank else (None, None)
        ends_here = not self.burning and outlook is not None
        own_impact = outlook.impact if outlook is not None and self.place_known else None
        bound_up = self.bank is not None and odds.orbital > 0.5 and self.bank.more_thrust(state.time) > 0.5
        return TrackUpdate(
            number=self.number,
            line=sighting.line,
            time=state.time,
            sensor=sighting.sensor,
            odds=odds,
            answer=self._answer(odds, outlook),
            phase=phase,
            stage=self.stage or None,
            phase_odds=(float(state.odds[BOOST]), float(state.odds[COAST]), float(state.odds[FALL])),
            position=mean[:3],
            velocity=mean[3:6],
            covariance=covariance[:6, :6],
            latitude=latitude,
            longitude=longitude,
            height=height,
            speed=speed,
            flight_path_angle=math.asin(max(-1.0, min(1.0, float(up @ mean[3:6]) / max(speed, 1e-3)))),
            downrange=downrange,
            thrust_acceleration=math.exp(state.means[BOOST, THRUST]) if self.burning else None,
            place_known=self.place_known,
            impact=own_impact if ends_here and not bound_up else bank_impact,
            impact_now=own_impact,
            orbit=outlook.orbit if ends_here and outlook and not bound_up else bank_orbit,
            fault=self.fault,
            events=events,
            counts=self.counts,
            effective_flights=self.bank.effective if self.bank else None,
        )

    def _phase(self, state: FilterState, height: float) -> Phase:
        if (self.burning and state.odds[BOOST] > BURNS_NOT) or state.odds[BOOST] > BURNS:
            return Phase.BOOST
        return Phase.ENTRY if height < AIR_FELT and state.odds[FALL] > 0.5 else Phase.COAST

    def _look(self, state: FilterState) -> Outlook | None:
        if abs(state.time - self.outlook_time) >= LOOK_EVERY or self.outlook is None:
            self.outlook, self.outlook_time = look_ahead(self.free or state), state.time
        return self.outlook

    def _odds(self, state: FilterState, outlook: Outlook | None, height: float, speed: float) -> TrackOdds:
        """The bank's odds; without a bank, what the motion itself settles: in orbit, or coming down for good."""
        settled = outlook.orbit.probability if outlook is not None else 0.0
        if self.bank is not None:
            odds = self.bank.odds()
            # What is in orbit was launched to one, whatever vehicles are thought of.
            left = 1.0 - settled if settled >= FIRM else 1.0
            return TrackOdds(
                orbital=1.0 - left * (1.0 - odds.orbital),
                ballistic=left * odds.ballistic,
                cannot_tell=left * odds.cannot_tell,
            )
        free = 0.0 if self.burning or self.free_since is None else state.time - self.free_since
        over = 1.0 - math.exp(-free / NO_MORE_THRUST)
        climb = float(state.means[COAST, :3] @ state.means[COAST, 3:6])
        if climb < 0.0 and height < AIR_FELT:
            over = max(over, float(state.odds[FALL]))
        down = (1.0 - settled) * over
        return TrackOdds(orbital=settled, ballistic=down, cannot_tell=max(1.0 - settled - down, 0.0))

    def _answer(self, odds: TrackOdds, outlook: Outlook | None) -> TrackAnswer:
        if outlook is not None and outlook.orbit.probability >= FIRM:
            return TrackAnswer.ORBITAL
        if self.bank is not None and (not self.bank.settled or self.bank.effective < ENOUGH_FLIGHTS):
            return TrackAnswer.CANNOT_TELL
        if odds.orbital >= FIRM:
            return TrackAnswer.ORBITAL
        return TrackAnswer.BALLISTIC if odds.ballistic >= FIRM else TrackAnswer.CANNOT_TELL

    def _switches(self, state: FilterState, height: float) -> tuple[TrackEvent, ...]:
        """Notice ignitions and cut-offs; their times are found a few seconds later."""
        events: list[TrackEvent] = []
        if self.switched is not None and state.time >= self.switched + LOOK_ON:
            events += self._time_switch(height)
        boost = float(state.odds[BOOST])
        if (self.burning and boost < BURNS_NOT) or (not self.burning and boost > BURNS):
            if self.switched is not None:
                events += self._time_switch(height)
            self.burning = not self.burning
            self.stage += self.burning
            self.free_since = None if self.burning else state.time
            self.switched = state.time
        return tuple(events)

    def _time_switch(self, height: float) -> list[TrackEvent]:
        noticed = self.switched
        self.switched = None
        entries = list(self.history)
        if noticed is None:
            return []
        first = next((i for i, entry in enumerate(entries) if entry.sighting.time >= noticed - LOOK_BACK), None)
        if first is None or not self.stage:
            return []
        first = max(first - 1, 0)
        end = noticed + LOOK_ON + 1.0
        stretch = [entry.row for entry in entries[first + 1 :] if entry.sighting.time <= end]
        cutoff = not self.burning
        found = time_of_switch(entries[first].state, stretch, cutoff=cutoff, low=height < AIR_FELT)
        if found is None:
            return []
        if found[0] < self.last_switch + SHORTEST_BURN:
            # Out and lit again at once, or before that, was a slip of the display or of the filter.
            self.stage -= not cutoff
            return []
        name, late = ("cut-off", TAIL_OFF) if cutoff else ("ignition", 0.0)
        if name == self.last_event and found[0] < self.last_switch + SAME_SWITCH:
            return []
        self.last_switch, self.last_event = found[0], name
        return [TrackEvent(name=name, stage=self.stage, time=found[0] + late, sigma=found[1])]

    def _watch(self, time: float, outlook: Outlook | None) -> None:
        if outlook is not None and outlook.orbit.probability >= FIRM:
            # What reaches an orbit all the same has not failed.
            self.fault = None
        elif self.bank is not None:
            found = self.bank.fault()
            if found is None:
                self.fault = None
            else:
                since = self.fault.since if self.fault is not None else time
                self.fault = replace(found, since=since)

    def as_json(self) -> dict[str, Any]:
        """Everything needed to go on after a restart, the bank apart."""
        return {
            "pad": self.pad,
            "azimuth": self.azimuth,
            "from_liftoff": self.from_liftoff,
            "state": self.state.as_json() if self.state else None,
            "free": self.free.as_json() if self.free else None,
            "history": [
                [pack_sighting(entry.sighting), entry.state.as_json(), entry.free.as_json() if entry.free else None]
                for entry in self.history
            ],
            "waiting": [pack_sighting(seen) for seen in self.waiting],
            "wild": [pack_sighting(seen) for seen in self.wild],
            "counts": asdict(self.counts),
            "number": self.number,
            "burning": self.burning,
            "stage": self.stage,
            "switched": self.switched,
            "last_switch": self.last_switch,
            "last_event": self.last_event,
            "free_since": self.free_since,
            "place_known": self.place_known,
            "fault": asdict(self.fault) if self.fault else None,
            "outlook_time": self.outlook_time,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self.pad = tuple(saved["pad"]) if saved["pad"] else None
        for name in (
            "azimuth",
            "from_liftoff",
            "number",
            "burning",
            "stage",
            "switched",
            "last_switch",
            "free_since",
            "last_event",
        ):
            setattr(self, name, saved[name])
        self.place_known = saved["place_known"]
        self.state = FilterState.from_json(saved["state"]) if saved["state"] else None
        self.free = FilterState.from_json(saved["free"]) if saved["free"] else None
        self.history = deque((self._entry_from(*kept) for kept in saved["history"]), maxlen=HISTORY)
        self.waiting = [unpack_sighting(seen) for seen in saved["waiting"]]
        self.wild = [unpack_sighting(seen) for seen in saved["wild"]]
        self.counts = TrackCounts(**saved["counts"])
        self.fault = _fault_from(saved["fault"]) if saved["fault"] else None
        self._restore_outlook(saved["outlook_time"])

    def _restore_outlook(self, time: float) -> None:
        """The outlook in force was made from one of the states kept, or from the present one."""
        self.outlook, self.outlook_time = None, -math.inf
        made_from = next((entry for entry in reversed(self.history) if entry.state.time == time), None)
        if made_from is not None:
            self.outlook, self.outlook_time = look_ahead(made_from.free or made_from.state), time

    def _entry_from(self, seen: Mapping[str, Any], state: Mapping[str, Any], free: Mapping[str, Any] | None) -> Entry:
        sighting = unpack_sighting(seen)
        return Entry(
            sighting=sighting,
            row=row_of(sighting, self.plane),
            state=FilterState.from_json(state),
            free=FilterState.from_json(free) if free else None,
        )


def _twins(one: Sighting, other: Sighting) -> bool:
    return (one.time, one.sensor, one.kind, one.values) == (other.time, other.sensor, other.kind, other.values)


def _fault_from(value: Mapping[str, Any]) -> TrackFault:
    kept = dict(value)
    kept["others"] = tuple((stage, mode, share) for stage, mode, share in value["others"])
    return TrackFault(**kept)

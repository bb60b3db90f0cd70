"""The tracker: a sighting in, an update out. Late sightings are put in their place, doubled and wild ones are counted.

It holds the filter's states of the last stretch, so that a late sighting is taken where it belongs and everything after
it again; memory does not grow with the stream.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from downrange.records.flight import Array
from downrange.records.problem import Problem
from downrange.records.sighting import Sighting, SightingKind
from downrange.records.track import TrackCounts, TrackEvent, TrackFault, TrackUpdate
from downrange.tracking.acquire import (
    MOST_SIGHTINGS,
    RISE_SPEED,
    from_flights,
    from_pad,
    from_rise,
    from_sightings,
    is_near_pad,
)
from downrange.tracking.bank import Bank
from downrange.tracking.filter import LONGEST_SPAN, FilterState, followed, followed_free, free_state, loosen
from downrange.tracking.outlook import Outlook, look_ahead, look_ahead_turned
from downrange.tracking.packing import pack_sighting, unpack_fault, unpack_sighting
from downrange.tracking.rows import Plane, row_of
from downrange.tracking.saying import AIR_FELT, Here, Known
from downrange.tracking.strays import Strays
from downrange.tracking.switches import BURNS, BURNS_NOT, Burns
from downrange.tracking.trail import Trail, twins
from downrange.tracking.whereabouts import ALONE, Whereabouts

WILD_IN_A_ROW = 3
"""This many wild sightings together are no longer wild: the flight did something, or the track is lost."""
LONG_GAP = 60.0
"""Over a longer gap a filter that knows of no staging loses a flight under thrust [s]."""
SPARSE = 20.0
"""Sightings further apart tell no velocity before the flight has become another [s]."""
LOOSE_POSITION, LOOSE_SPEED = 2e3, 300.0
NOWHERE = (math.radians(30.0), 0.0, 0.0)
LOOK_EVERY = 0.45
"""The outlook is made anew after this much of the stream's time [s]."""


@dataclass(kw_only=True)
class Tracker:
    """One object. `update` takes sightings in the order they come."""

    pad: tuple[float, float, float] | None = None
    """Launch pad: latitude, longitude [rad], height [m]."""
    azimuth: float = math.pi / 2
    """Assumed where nothing but speed and height is seen [rad]."""
    azimuth_sigma: float = math.inf
    """Its doubt [rad]; infinite when nobody stated it."""
    source: str = ""
    """Name of the stream, for its problems."""
    from_liftoff: bool = True
    """True when time zero is lift-off."""
    bank: Bank | None = None
    state: FilterState | None = None
    free: FilterState | None = None
    """A filter beside the other that knows of no thrust, from when an engine was found to be out."""
    trail: Trail = field(default_factory=Trail)
    waiting: list[Sighting] = field(default_factory=list)
    """Sightings of a track that has not begun."""
    wild: list[Sighting] = field(default_factory=list)
    """The last sightings, all too far off."""
    counts: TrackCounts = field(default_factory=TrackCounts)
    number: int = 0
    burns: Burns = field(default_factory=Burns)
    """Which stage burns, and when that changed."""
    where: Whereabouts = field(default_factory=Whereabouts)
    """How far the sightings settle the place."""
    strays: Strays = field(default_factory=Strays)
    problems: list[Problem] = field(default_factory=list)
    """What was noticed that cannot be; whoever tells it empties the list."""
    fault: TrackFault | None = None
    outlook: Outlook | None = None
    outlook_time: float = -math.inf

    @property
    def plane(self) -> Plane:
        """That a flight is held to which shows only speed and height; at a middle latitude when no pad is known."""
        return Plane(pad=self.pad or NOWHERE, azimuth=self.azimuth)

    @property
    def place_known(self) -> bool:
        """Whether a place was seen, not only speeds and heights, or directions from one station."""
        return self.where.settled

    @property
    def guided(self) -> bool:
        """Whether only the bank can say where the flight is, as far as anything does: angles of one station alone."""
        return self.where.is_direction and self.bank is not None

    def update(self, sighting: Sighting) -> TrackUpdate | None:
        """Take a sighting; None when it was not used or the track has not begun."""
        if self._is_double(sighting):
            self.counts = replace(self.counts, duplicate=self.counts.duplicate + 1)
            return None
        if self.pad is not None and self.from_liftoff:
            self._note(self.strays.far_from_pad(sighting, self.pad, self.source))
        if self.state is None:
            return self._begin(sighting)
        if sighting.time < self.state.time:
            return self._insert(sighting)
        if not self._take(sighting):
            return None
        return self._say(sighting)

    def _note(self, problem: Problem | None) -> None:
        if problem is not None:
            self.problems.append(problem)

    def missing(self) -> str:
        """What a track that has not begun waits for, in words."""
        where = self.where.after_all(self.waiting)
        if where.is_direction:
            return "a range, a place, or a second station: what one station measured so far tells no place"
        return "--site or --pad, more sightings, or less noise (# sigma_m: 20 states it)"

    def skipped(self, lines: int = 1) -> None:
        """Count lines that could not be read."""
        self.counts = replace(self.counts, skipped=self.counts.skipped + lines)

    def repeated(self, update: TrackUpdate) -> TrackUpdate:
        """The last update once more, with what became of the lines after it."""
        self.number += 1
        return replace(update, number=self.number, events=(), counts=self.counts)

    def _is_double(self, sighting: Sighting) -> bool:
        return self.trail.holds(sighting) or any(twins(seen, sighting) for seen in self.waiting)

    def _begin(self, sighting: Sighting) -> TrackUpdate | None:
        if self._near_pad(sighting):
            shows_speed = sighting.kind is SightingKind.DISPLAY and sighting.values[0] is not None
            if shows_speed and (sighting.values[0] or 0.0) < RISE_SPEED:
                return None
            self.state = from_rise(sighting, self.plane) if shows_speed else from_pad(self.plane)
            self.burns.burning, self.burns.stage = True, 1
            if self._take(sighting):
                return self._say(sighting)
            self.state = None
        far_apart = bool(self.waiting) and abs(sighting.time - self.waiting[-1].time) > SPARSE
        self.waiting.append(sighting)
        self.waiting.sort(key=lambda item: item.time)
        if far_apart and self.bank is not None and self.from_liftoff:
            return self._begin_from_flights(self.bank)
        if self.where.after_all(self.waiting).is_direction:
            if self.bank is not None:
                return self._begin_from_flights(self.bank)
            del self.waiting[: len(self.waiting) - MOST_SIGHTINGS]
            return None
        state = from_sightings(self.waiting, self.plane)
        if state is None:
            del self.waiting[: len(self.waiting) - MOST_SIGHTINGS]
            return None
        begun, self.waiting = self.waiting, []
        self.state = state
        self.trail.keep(begun[-1], row_of(begun[-1], self.plane), state)
        self.counts = replace(self.counts, used=self.counts.used + len(begun))
        self._saw(begun)
        if self.bank is not None:
            for item in begun:
                self.bank.weigh(item)
        return self._say(begun[-1])

    def _begin_from_flights(self, bank: Bank) -> TrackUpdate:
        """Sightings too far apart for a velocity: the track begins as the bank's flights are that fit them."""
        begun, self.waiting = self.waiting, []
        self.state = self._from_flights(bank, begun)
        self.trail.keep(begun[-1], row_of(begun[-1], self.plane), self.state)
        return self._say(begun[-1])

    def _from_flights(self, bank: Bank, sightings: list[Sighting]) -> FilterState:
        """What the bank's flights that fit the sightings are at the last of them."""
        for item in sightings:
            bank.weigh(item)
        self.counts = replace(self.counts, used=self.counts.used + len(sightings))
        self._saw(sightings)
        return from_flights(bank, sightings[-1], self.plane)

    def _saw(self, sightings: Sequence[Sighting]) -> None:
        """Note what sightings that were used settle."""
        self.where = self.where.after_all(sightings)
        self.burns.shown = not (self.where.settled or self.where.is_direction)
        for item in sightings:
            self.strays.fits(item)

    def _lost_sight(self, sighting: Sighting, bank: Bank) -> bool:
        """After a gap in which engines may have burned the bank knows more than the filter, if its flights fit."""
        assert self.state is not None
        gap = sighting.time - self.state.time > LONG_GAP and self.from_liftoff and self.free is None
        return gap and bank.settled and bank.odds().cannot_tell < 0.1

    def _near_pad(self, sighting: Sighting) -> bool:
        display = sighting.kind is SightingKind.DISPLAY
        if not self.from_liftoff or (self.pad is None and not display) or self.waiting or self.counts.restarts:
            return False
        return is_near_pad(sighting, self.plane)

    def _take(self, sighting: Sighting) -> bool:
        """Carry the filter to a sighting and correct it; False when the sighting was too far off."""
        assert self.state is not None
        row = row_of(sighting, self.plane)
        settles = self.where.is_direction and self.where.after(sighting).settled
        late = settles and sighting.time - self.where.since > ALONE
        if self.bank is not None and (late or self._lost_sight(sighting, self.bank)):
            self._resume(sighting, row, self.bank)
            return True
        if late:
            # What the filter made of directions alone is no place to go on from.
            self.state = self.free = None
            self.trail.forget()
            self.where, self.waiting = Whereabouts(), [sighting]
            self.outlook = None
            return False
        state = followed(self.state, row)
        if state is not None:
            self._keep(sighting, row, state)
            return True
        self.wild.append(sighting)
        self._note(self.strays.strays(sighting, self.source))
        if len(self.wild) < WILD_IN_A_ROW:
            self.counts = replace(self.counts, wild=self.counts.wild + 1)
            return False
        if self.guided and self.bank is not None:
            self._resume(sighting, row, self.bank)
            return True
        return self._recover(sighting, row)

    def _resume(self, sighting: Sighting, row: Array, bank: Bank) -> None:
        """Go on from the bank's flights that fit."""
        self.state = self._from_flights(bank, [sighting])
        self.free, self.wild = None, []
        self.trail.keep(sighting, row, self.state)

    def _keep(self, sighting: Sighting, row: Array, state: FilterState) -> None:
        self.free = self._freed(self.free, state, row)
        self.state = state
        self.wild = []
        self.trail.keep(sighting, row, state, self.free)
        self.counts = replace(self.counts, used=self.counts.used + 1)
        self._saw([sighting])
        if self.bank is not None:
            self.bank.weigh(sighting)

    def _freed(self, free: FilterState | None, state: FilterState, row: Array) -> FilterState | None:
        """The filter without thrust after a sighting: gone on with, begun anew from the other one, or ended."""
        boost = self.burns.boost(state)
        if self.burns.burning or boost > BURNS:
            return None
        if free is not None:
            going_on = followed_free(free, row, state)
            if going_on is not None:
                return going_on
        if self.burns.switched is not None or boost >= BURNS_NOT:
            return None
        if self.burns.free_since is None:
            self.burns.free_since = state.time
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
        self.trail.forget()
        self.state = self.free = None
        return False

    def _insert(self, sighting: Sighting) -> TrackUpdate | None:
        """A late sighting: back to before it, then on again with everything after it."""
        if not self.trail.reaches(sighting.time):
            self.counts = replace(self.counts, late=self.counts.late + 1)
            return None
        now = self.trail.insert(sighting, row_of(sighting, self.plane))
        if now is None:
            self.counts = replace(self.counts, wild=self.counts.wild + 1)
            return None
        self.state, self.free = now.state, now.free
        self.counts = replace(self.counts, used=self.counts.used + 1, reordered=self.counts.reordered + 1)
        self._saw([sighting])
        if self.bank is not None:
            self.bank.weigh(sighting)
        self.outlook_time = -math.inf
        return self._say(sighting)

    def _say(self, sighting: Sighting) -> TrackUpdate:
        state = self.state
        assert state is not None
        self.number += 1
        coasts = self.free if self.burns.boost(state) < BURNS_NOT else None
        present = self.bank.present(state.time) if self.guided and self.bank is not None else None
        here = Here.of(state, coasts, present)
        events = self._switches(state, here.height)
        known = Known(
            state=state,
            outlook=self._look(state),
            burns=self.burns,
            where=self.where,
            bank=self.bank,
            present=present,
            here=here,
            pad=self.pad,
            latitude=self.plane.pad[0],
            assumed=math.isinf(self.azimuth_sigma),
        )
        self._watch(state.time, known)
        return known.as_update(sighting, self.number, events, self.fault, self.counts)

    def _switches(self, state: FilterState, height: float) -> tuple[TrackEvent, ...]:
        """Ignitions and cut-offs whose times were found."""
        stretch = [(entry.state, entry.row) for entry in self.trail.entries] if self.burns.waits(state) else []
        return self.burns.notice(state, stretch, low=height < AIR_FELT)

    def _look(self, state: FilterState) -> Outlook | None:
        if abs(state.time - self.outlook_time) >= LOOK_EVERY or self.outlook is None:
            self.outlook, self.outlook_time = self._outlook_of(self.free or state), state.time
        return self.outlook

    def _outlook_of(self, state: FilterState) -> Outlook | None:
        """Fall and orbit from a state; None where no more than a direction is known."""
        if self.where.is_direction:
            return None
        if self.place_known:
            return look_ahead(state)
        return look_ahead_turned(state, self.plane, self.azimuth_sigma, self.pad is not None)

    def _watch(self, time: float, known: Known) -> None:
        if known.in_orbit:
            # What reaches an orbit all the same has not failed.
            self.fault = None
        elif self.bank is not None:
            found = self.bank.fault() if self.bank.standing.is_known_kind else None
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
            "history": self.trail.as_json(),
            "waiting": [pack_sighting(seen) for seen in self.waiting],
            "wild": [pack_sighting(seen) for seen in self.wild],
            "counts": asdict(self.counts),
            "number": self.number,
            "burns": asdict(self.burns),
            "azimuth_sigma": self.azimuth_sigma,
            "where": self.where.as_json(),
            "strays": self.strays.as_json(),
            "fault": asdict(self.fault) if self.fault else None,
            "outlook_time": self.outlook_time,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self.pad = tuple(saved["pad"]) if saved["pad"] else None
        for name in ("azimuth", "from_liftoff", "number", "azimuth_sigma"):
            setattr(self, name, saved[name])
        self.burns = Burns(**saved["burns"])
        self.where, self.strays = Whereabouts.from_json(saved["where"]), Strays.from_json(saved["strays"])
        self.state = FilterState.from_json(saved["state"]) if saved["state"] else None
        self.free = FilterState.from_json(saved["free"]) if saved["free"] else None
        self.trail = Trail.from_json(saved["history"], self.plane)
        self.waiting = [unpack_sighting(seen) for seen in saved["waiting"]]
        self.wild = [unpack_sighting(seen) for seen in saved["wild"]]
        self.counts = TrackCounts(**saved["counts"])
        self.fault = unpack_fault(saved["fault"]) if saved["fault"] else None
        self._restore_outlook(saved["outlook_time"])

    def _restore_outlook(self, time: float) -> None:
        """The outlook in force was made from one of the states kept, or from the present one."""
        self.outlook, self.outlook_time = None, -math.inf
        made_from = next((entry for entry in reversed(self.trail.entries) if entry.state.time == time), None)
        if made_from is not None:
            self.outlook, self.outlook_time = self._outlook_of(made_from.free or made_from.state), time

"""When engines lit and stopped: found by flying a stretch of the track again with the switch at each possible time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from downrange.records.flight import Array
from downrange.records.track import TrackEvent
from downrange.tracking import kalman
from downrange.tracking.filter import FilterState
from downrange.tracking.motion import BOOST, COAST, FALL, THRUST
from downrange.tracking.rows import TIME

LOOK_BACK, LOOK_ON = 10.0, 3.0
"""A switch is sought in this stretch before and after it was noticed [s]."""
BURNS, BURNS_NOT = 0.85, 0.15
"""Odds of boost at which an engine is held to be lit, and to be out."""
LEAST_SHOWN = 3.0
"""Speed and height alone show no weaker thrust than this [m/s²]: of the assumed course they leave as much open. Seen on
two made coasts, where what looked like thrust came to 0.8 to 2; most upper stages light with more than this."""
SAME_SWITCH = 5.0
"""A second cut-off within this time of the first is the same, told once; a later one says that the first was a slip, as
a throttled engine makes [s]."""
SHORTEST_BURN = 1.0
"""No burn and no coast between burns is shorter [s]."""
TAIL_OFF = 0.65
"""Thrust dies away over about a second; the end of that is the cut-off that is called out and noted, so much after the
instant at which a sudden cut-off would have left the same speed [s]. Learnt on one half of the Falcon webcasts; on the
other all 15 cut-offs then lie within a second of the noted one."""
TRIALS = 41
MOST_ROWS = 40
"""Sightings of the stretch that are flown again; of more, every second, third ... is."""


@dataclass(kw_only=True)
class Burns:
    """Which stage burns, and when that changed."""

    burning: bool = False
    stage: int = 0
    switched: float | None = None
    """When the last change of burning was noticed; None once its time was found."""
    last_switch: float = -math.inf
    """When that was, as found [s]."""
    last_event: str = ""
    """Name of the last event told."""
    free_since: float | None = None
    noticed_out: float = -math.inf
    """When the last cut-off was noticed [s]."""
    began: float | None = None
    """Time of the first state [s]."""

    shown: bool = False
    """Whether speed and height alone are seen."""

    def boost(self, state: FilterState) -> float:
        """Odds that an engine is lit."""
        weak = self.shown and not self.burning and self.stage > 0
        return 0.0 if weak and math.exp(float(state.means[BOOST, THRUST])) < LEAST_SHOWN else float(state.odds[BOOST])

    @property
    def out_since(self) -> float:
        """When thrust last ended [s]: as found, or before that as noticed."""
        found = self.switched is None and self.last_event == "cut-off" and not self.burning
        return min(self.last_switch, self.noticed_out) if found else self.noticed_out

    def waits(self, state: FilterState) -> bool:
        """Whether a switch is to be timed at this state."""
        return self.switched is not None and (state.time >= self.switched + LOOK_ON or self._turns(state))

    def notice(
        self, state: FilterState, stretch: Sequence[tuple[FilterState, Array]], *, low: bool
    ) -> tuple[TrackEvent, ...]:
        """Notice ignitions and cut-offs; their times are found a few seconds later.

        Args:
            state: the present.
            stretch: states of late, with the sighting that led to each; not looked at unless this `waits`.
            low: within air that is felt.
        """
        events: list[TrackEvent] = []
        self.began = state.time if self.began is None else self.began
        if self.switched is not None and state.time >= self.switched + LOOK_ON:
            events += self._time_switch(stretch, low)
        if self._turns(state):
            if self.switched is not None:
                events += self._time_switch(stretch, low)
            self.burning = not self.burning
            self.stage += self.burning
            self.free_since = None if self.burning else state.time
            self.switched = state.time
            if not self.burning:
                self.noticed_out = state.time
        return tuple(events)

    def _turns(self, state: FilterState) -> bool:
        boost = self.boost(state)
        return boost < BURNS_NOT if self.burning else boost > BURNS

    def _time_switch(self, stretch: Sequence[tuple[FilterState, Array]], low: bool) -> list[TrackEvent]:
        noticed = self.switched
        self.switched = None
        if noticed is None or not self.stage:
            return []
        cutoff = not self.burning
        # What relights was out when that was noticed: before, the motion without thrust is not yet known.
        since = noticed - LOOK_BACK if cutoff else max(noticed - LOOK_BACK, self.noticed_out)
        first = next((i for i, (_, row) in enumerate(stretch) if row[TIME] >= since), None)
        if first is None:
            return []
        first = first if since == self.noticed_out else max(first - 1, 0)
        rows = [row for _, row in stretch[first + 1 :] if row[TIME] <= noticed + LOOK_ON + 1.0]
        found = time_of_switch(stretch[first][0], rows, cutoff=cutoff, low=low)
        if found is None:
            return []
        if found[0] < self.last_switch + SHORTEST_BURN:
            # Out and lit again at once, or before that, was a slip of the display or of the filter.
            self.stage -= not cutoff
            return []
        name, late = ("cut-off", TAIL_OFF) if cutoff else ("ignition", 0.0)
        if not cutoff and not self.last_event and self.began is not None and found[0] < self.began + LOOK_ON:
            return []  # it was lit before it came into sight
        if name == self.last_event and found[0] < self.last_switch + SAME_SWITCH:
            return []
        self.last_switch, self.last_event = found[0], name
        return [TrackEvent(name=name, stage=self.stage, time=found[0] + late, sigma=found[1])]


def time_of_switch(
    before: FilterState, rows: Sequence[Array], *, cutoff: bool, low: bool
) -> tuple[float, float] | None:
    """Likeliest time of a cut-off or ignition and its sigma [s].

    Args:
        before: the filter's state ahead of the stretch, surely before the switch.
        rows: sightings of the stretch, in order of time.
        cutoff: True for a cut-off, False for an ignition.
        low: within air that is felt: what coasts is slowed.

    Returns:
        Mean and standard deviation over the times tried, weighed by likelihood; None when nothing can be said.
    """
    if len(rows) < 2:
        return None
    stretch = np.stack(rows[:: -(-len(rows) // MOST_ROWS)])
    free = FALL if low else COAST
    modes = (BOOST, free) if cutoff else (free, BOOST)
    times, logs = np.linspace(before.time, float(rows[-1][TIME]), TRIALS), np.empty(TRIALS)
    kalman.switch_logs(before.means, before.covariances, before.time, stretch, *modes, times, logs)
    if not np.isfinite(logs).any():
        return None
    weights = np.exp(logs - np.nanmax(logs))
    weights = np.where(np.isfinite(weights), weights, 0.0)
    weights /= weights.sum()
    mean = float(weights @ times)
    step = float(times[1] - times[0])
    return mean, float(np.sqrt(weights @ (times - mean) ** 2 + step**2 / 12.0))

"""When engines lit and stopped: found by flying a stretch of the track again with the switch at each possible time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from downrange.records.flight import Array
from downrange.tracking import kalman
from downrange.tracking.filter import FilterState
from downrange.tracking.motion import BOOST, COAST, FALL
from downrange.tracking.rows import TIME

LOOK_BACK, LOOK_ON = 10.0, 3.0
"""A switch is sought in this stretch before and after it was noticed [s]."""
TRIALS = 41
MOST_ROWS = 40
"""Sightings of the stretch that are flown again; of more, every second, third ... is."""


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

"""When engines lit and stopped: found by flying a stretch of the track again with the switch at each possible time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from downrange.records.sighting import Sighting
from downrange.tracking.filter import FilterState, Plane, carry, take_in_mode
from downrange.tracking.motion import BOOST, COAST, FALL

LOOK_BACK, LOOK_ON = 10.0, 3.0
"""A switch is sought in this stretch before and after it was noticed [s]."""
TRIALS = 41


def time_of_switch(
    before: FilterState,
    sightings: Sequence[Sighting],
    plane: Plane | None,
    *,
    cutoff: bool,
    low: bool,
    earliest: float | None = None,
) -> tuple[float, float] | None:
    """Likeliest time of a cut-off or ignition and its sigma [s].

    Args:
        before: the filter's state ahead of the stretch, surely before the switch.
        sightings: of the stretch, in order of time.
        plane: that displays are held to.
        cutoff: True for a cut-off, False for an ignition.
        low: within air that is felt: what coasts is slowed.
        earliest: not before this time [s].

    Returns:
        Mean and standard deviation over the times tried, weighed by likelihood; None when nothing can be said.
    """
    if len(sightings) < 2:
        return None
    free = FALL if low else COAST
    modes = (BOOST, free) if cutoff else (free, BOOST)
    start = max(before.time, earliest if earliest is not None else before.time)
    times = np.linspace(start, sightings[-1].time, TRIALS)
    logs = np.array([_log_likelihood(before, sightings, plane, float(time), modes) for time in times])
    if not np.isfinite(logs).any():
        return None
    weights = np.exp(logs - np.nanmax(logs))
    weights = np.where(np.isfinite(weights), weights, 0.0)
    weights /= weights.sum()
    mean = float(weights @ times)
    step = float(times[1] - times[0])
    return mean, float(np.sqrt(weights @ (times - mean) ** 2 + step**2 / 12.0))


def _log_likelihood(
    before: FilterState, sightings: Sequence[Sighting], plane: Plane | None, time: float, modes: tuple[int, int]
) -> float:
    state = before.copy()
    mode, total = modes[0], 0.0
    for sighting in sightings:
        if mode == modes[0] and sighting.time >= time:
            if not carry(state, time, forced=mode):
                return -np.inf
            mode = modes[1]
            _hand_over(state, modes)
        if not carry(state, sighting.time, forced=mode):
            return -np.inf
        total += take_in_mode(state, sighting, plane, mode)
    return total


def _hand_over(state: FilterState, modes: tuple[int, int]) -> None:
    """The second mode goes on from where the first is; what only it knows is at its prior."""
    before, after = modes
    state.means[after, :6] = state.means[before, :6]
    covariance = np.diag(np.diag(state.covariances[after]))
    covariance[:6, :6] = state.covariances[before, :6, :6]
    state.covariances[after] = covariance

"""What came of stored flights, as far as reports speak of it: a changed number is held against it without flying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from downrange.inference.trouble import onsets
from downrange.records.flight import FAILURE_CODES, Array, Ensemble, FailureMode, PlanArrays

COLUMNS = (
    "in_orbit", "perigee", "apogee", "inclination", "peak_height", "ground_range", "flight_time", "end_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFlights:
    """Outcomes of N flights."""

    bodies: tuple[str, ...]
    table: Array
    """[N, 10] launch azimuth, when the failure set in, then `COLUMNS`, SI and radians"""
    impacts: Array
    """[N, B, 2] latitude and longitude of each body's impact, rad; NaN where it did not come down"""

    def taken(self, rows: np.ndarray) -> SeenFlights:
        """Those of some rows."""
        return SeenFlights(bodies=self.bodies, table=self.table[rows], impacts=self.impacts[rows])

    def as_flights(self) -> tuple[Ensemble, PlanArrays]:
        """Flights and plans that hold what was kept, and NaN for the rest; what failed did so at its time."""
        count, bodies = len(self.table), len(self.bodies)
        table, impacts = self.table, self.impacts
        column = {name: table[:, 2 + number] for number, name in enumerate(COLUMNS)}
        none, by_body, by_stage = np.full(count, np.nan), np.full((count, bodies), np.nan), np.full((count, 1), np.nan)
        sampled = np.zeros((count, 0))
        flights = Ensemble(
            bodies=self.bodies,
            status=np.zeros(count, dtype=np.int64),
            ignition_time=table[:, 1:2],
            cutoff_time=by_stage,
            cutoff_state=np.full((count, 1, 6), np.nan),
            cutoff_height=by_stage,
            cutoff_speed=by_stage,
            cutoff_range=by_stage,
            impact_time=by_body,
            impact_latitude=impacts[:, :, 0],
            impact_longitude=impacts[:, :, 1],
            in_orbit=column.pop("in_orbit") > 0.5,
            ascending_node=none,
            sample_times=np.zeros(0),
            sample_height=sampled,
            sample_speed=sampled,
            sample_latitude=sampled,
            sample_longitude=sampled,
            **column,
        )
        whole = np.ones(count, dtype=np.int64)
        plans = PlanArrays(
            latitude=none, longitude=none, height=none, azimuth=table[:, 0], vertical_time=none, kick_angle=none,
            coast=by_stage, yaw=by_stage, target_perigee=none, target_apogee=none,
            ballistic=np.zeros(count, dtype=bool), cutoff_fraction=by_stage, fairing_height=none, throttle=none,
            failure_code=FAILURE_CODES[FailureMode.EARLY_CUTOFF] * whole, failure_stage=whole,
            failure_time=np.zeros(count), failure_size=none,
        )  # fmt: skip
        return flights, plans


def seen_flights(flight: Ensemble, plans: PlanArrays) -> SeenFlights:
    """What is kept of flights."""
    kept = (np.asarray(getattr(flight, name), dtype=float) for name in COLUMNS)
    columns = [plans.azimuth, onsets(flight, plans), *kept]
    return SeenFlights(
        bodies=flight.bodies,
        table=np.stack(columns, axis=1),
        impacts=np.stack([flight.impact_latitude, flight.impact_longitude], axis=-1),
    )

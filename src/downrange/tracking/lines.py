"""Updates as JSON lines: what `downrange track` prints. Units are in the names; angles in degrees."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from downrange.records.track import ImpactPrediction, OrbitPrediction, TrackFault, TrackUpdate

SCHEMA = "downrange-track/1"


def as_line(update: TrackUpdate, *, zero: datetime | None = None) -> str:
    """One line of JSON, without its end."""
    return json.dumps(as_json(update, zero=zero), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def as_json(update: TrackUpdate, *, zero: datetime | None = None) -> dict[str, Any]:
    """An update in schema `downrange-track/1`.

    Args:
        update: to be written.
        zero: instant of the stream's time zero, for UTC times.
    """
    return {
        "schema": SCHEMA,
        "n": update.number,
        "line": update.line,
        "time_s": _rounded(update.time, 3),
        "utc": _instant(zero, update.time),
        "sensor": update.sensor or None,
        "odds": {
            "orbital": _rounded(update.odds.orbital, 6),
            "ballistic": _rounded(update.odds.ballistic, 6),
            "cannot tell yet": _rounded(update.odds.cannot_tell, 6),
        },
        "answer": str(update.answer),
        "phase": {
            "name": str(update.phase),
            "stage": update.stage,
            "odds": dict(zip(("boost", "coast", "entry"), (_rounded(p, 4) for p in update.phase_odds), strict=True)),
        },
        "state": _state(update),
        "impact": _impact(update.impact, zero),
        "impact_if_thrust_ends_now": _impact(update.impact_now, zero),
        "orbit": _orbit(update.orbit),
        "fault": _fault(update.fault),
        "events": [
            {
                "event": event.name,
                "stage": event.stage,
                "time_s": _rounded(event.time, 2),
                "sigma_s": _rounded(event.sigma, 2),
            }
            for event in update.events
        ],
        "counts": asdict(update.counts),
        "effective_flights": _rounded(update.effective_flights, 1),
    }


def _fault(fault: TrackFault | None) -> dict[str, Any] | None:
    if fault is None:
        return None
    return {
        "stage": fault.stage,
        "mode": fault.mode,
        "probability": _rounded(fault.probability, 6),
        "mode_probability": _rounded(fault.mode_probability, 6),
        "since": _rounded(fault.since, 3),
        "others": [
            {"stage": stage, "mode": mode, "probability": _rounded(share, 6)} for stage, mode, share in fault.others
        ],
    }


def _state(update: TrackUpdate) -> dict[str, Any]:
    known = update.place_known
    lower = update.covariance[np.tril_indices(6)]
    return {
        "frame": "ECEF",
        "place_known": known,
        "lat": _rounded(math.degrees(update.latitude), 6) if known else None,
        "lon": _rounded(math.degrees(update.longitude), 6) if known else None,
        "height_m": _rounded(update.height, 1),
        "speed_m_s": _rounded(update.speed, 2),
        "flight_path_angle_deg": _rounded(math.degrees(update.flight_path_angle), 3),
        "downrange_m": _rounded(update.downrange, 1),
        "thrust_acceleration_m_s2": _rounded(update.thrust_acceleration, 3),
        "position_m": [_rounded(float(x), 2) for x in update.position] if known else None,
        "velocity_m_s": [_rounded(float(x), 4) for x in update.velocity] if known else None,
        "covariance": [float(f"{x:.6g}") for x in lower] if np.isfinite(lower).all() else None,
    }


def _impact(impact: ImpactPrediction | None, zero: datetime | None) -> dict[str, Any] | None:
    if impact is None:
        return None
    xx, xy, yy = impact.covariance
    middle, half = (xx + yy) / 2.0, math.hypot((xx - yy) / 2.0, xy)
    ring = [[lon, lat] for lat, lon in impact.ring_deg]
    return {
        "lat": _rounded(math.degrees(impact.latitude), 5),
        "lon": _rounded(math.degrees(impact.longitude), 5),
        "time_s": _rounded(impact.time, 1),
        "utc": _instant(zero, impact.time),
        "time_sigma_s": _rounded(impact.time_sigma, 1),
        "p90_semi_axes_m": [_rounded(math.sqrt(4.605 * max(middle + sign * half, 0.0)), 0) for sign in (1, -1)],
        "p90": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        "from": impact.source,
    }


def _orbit(orbit: OrbitPrediction | None) -> dict[str, Any] | None:
    if orbit is None:
        return None
    return {
        "perigee_km": _rounded(orbit.perigee / 1e3, 2),
        "perigee_sigma_km": _rounded(orbit.perigee_sigma / 1e3, 2),
        "apogee_km": _rounded(orbit.apogee / 1e3, 2),
        "apogee_sigma_km": _rounded(orbit.apogee_sigma / 1e3, 2),
        "inclination_deg": _rounded(math.degrees(orbit.inclination), 4),
        "inclination_sigma_deg": _rounded(math.degrees(orbit.inclination_sigma), 4),
        "probability": _rounded(orbit.probability, 6),
        "from": orbit.source,
    }


def _rounded(value: float | None, digits: int) -> float | None:
    """A number cut to its sense; None for what is not a number, so that the line stays JSON."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, digits) + 0.0


def _instant(zero: datetime | None, time: float) -> str | None:
    if zero is None or not math.isfinite(time) or abs(time) > 1e9:
        return None
    return (zero + timedelta(seconds=time)).isoformat(timespec="milliseconds").replace("+00:00", "Z")

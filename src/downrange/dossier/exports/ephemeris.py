"""Flights to orbit as CCSDS messages for orbit programs, each one marked SYNTHETIC: computed here, not observed.

OEM: the states of one posterior flight, Earth-fixed. OMM: the orbit its last state is on, in the true equator frame.
Sources: CCSDS 502.0-B-3, "Orbit Data Messages" (2023); Greenwich mean sidereal time after Vallado, "Fundamentals of
Astrodynamics and Applications", 4th ed., eq. 3-45 (UT1 taken as UTC, which errs by less than a second of turn).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from downrange.earth.ellipsoid import MU, ROTATION, ecef_from_geodetic
from downrange.records.dossier import Dossier, FlightTrack, LaunchDossier
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array

LEAST_HEIGHT_KM = 100.0
"""A flight whose last state is lower than this is not called an orbit."""
_WARNING = "SYNTHETIC: A FLIGHT COMPUTED FROM PUBLIC REPORTS, NOT AN OBSERVED OBJECT. DO NOT USE FOR SCREENING."


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """One flight as states at aware UTC epochs."""

    epochs: tuple[datetime, ...]
    position_ecef: Array
    """[K, 3] m"""
    velocity_ecef: Array
    """[K, 3] Earth-relative, m/s"""


def messages(dossier: Dossier) -> dict[str, str]:
    """File names and texts: an OEM and an OMM for each launch with a known lift-off and flights that end in orbit."""
    out: dict[str, str] = {}
    for number, launch in enumerate(dossier.launches, start=1):
        states = orbital_states(launch)
        if states is not None:
            name = f"SYNTHETIC-{number}" if len(dossier.launches) > 1 else "SYNTHETIC"
            out[f"{name}.oem"] = as_oem(launch, states)
            out[f"{name}.omm"] = as_omm(launch, states)
    return out


def orbital_states(launch: LaunchDossier) -> States | None:
    """The states of the first posterior flight that is in orbit at its end; None when no such flight can be dated."""
    liftoff = launch.liftoff.utc
    if liftoff is None or (launch.findings.outcome.p_reached_orbit or 0.0) < 0.5:
        return None
    whole = {
        ranked.explanation.id
        for ranked in launch.explanations
        if ranked.explanation.kind is FlightKind.ORBITAL and ranked.explanation.failure is None
    }
    for track in launch.plots.tracks:
        if track.explanation in whole and len(track.times) > 3 and track.heights_km[-1] > LEAST_HEIGHT_KM:
            return _states(track, liftoff)
    return None


def _states(track: FlightTrack, liftoff: datetime) -> States:
    """Velocities are slopes of the positions, second order at the ends too."""
    lat, lon = np.radians(track.latitudes_deg), np.radians(track.longitudes_deg)
    position = ecef_from_geodetic(lat, lon, 1e3 * np.array(track.heights_km))
    velocity = np.gradient(position, np.array(track.times), axis=0, edge_order=2)
    epochs = tuple(liftoff.astimezone(UTC) + timedelta(seconds=t) for t in track.times)
    return States(epochs=epochs, position_ecef=position, velocity_ecef=velocity)


def as_oem(launch: LaunchDossier, states: States) -> str:
    """An Orbit Ephemeris Message in key-value notation; kilometers and kilometers a second."""
    lines = [
        "CCSDS_OEM_VERS = 2.0",
        f"COMMENT {_WARNING}",
        "COMMENT CREATION_DATE IS THE TIME OF LIFT-OFF, SO THAT THE SAME CASE GIVES THE SAME FILE.",
        f"CREATION_DATE = {_epoch(states.epochs[0])}",
        "ORIGINATOR = DOWNRANGE",
        "META_START",
        f"OBJECT_NAME = {_object_name(launch)}",
        "OBJECT_ID = SYNTHETIC",
        "CENTER_NAME = EARTH",
        "REF_FRAME = ITRF2000",
        "TIME_SYSTEM = UTC",
        f"START_TIME = {_epoch(states.epochs[0])}",
        f"STOP_TIME = {_epoch(states.epochs[-1])}",
        "META_STOP",
    ]
    for epoch, position, velocity in zip(states.epochs, states.position_ecef, states.velocity_ecef, strict=True):
        numbers = [f"{value / 1e3:.3f}" for value in position] + [f"{value / 1e3:.5f}" for value in velocity]
        lines.append(" ".join([_epoch(epoch), *numbers]))
    return "\n".join(lines) + "\n"


def as_omm(launch: LaunchDossier, states: States) -> str:
    """An Orbit Mean-elements Message in key-value notation: two-body elements of the last state."""
    axis, eccentricity, inclination, node, perigee, anomaly = elements(states)
    lines = [
        "CCSDS_OMM_VERS = 2.0",
        f"COMMENT {_WARNING}",
        "COMMENT CREATION_DATE IS THE TIME OF LIFT-OFF, SO THAT THE SAME CASE GIVES THE SAME FILE.",
        f"CREATION_DATE = {_epoch(states.epochs[0])}",
        "ORIGINATOR = DOWNRANGE",
        f"OBJECT_NAME = {_object_name(launch)}",
        "OBJECT_ID = SYNTHETIC",
        "CENTER_NAME = EARTH",
        "REF_FRAME = TEME",
        "TIME_SYSTEM = UTC",
        "MEAN_ELEMENT_THEORY = TWO-BODY",
        f"EPOCH = {_epoch(states.epochs[-1])}",
        f"MEAN_MOTION = {np.sqrt(MU / axis**3) * 86400.0 / (2.0 * np.pi):.8f}",
        f"ECCENTRICITY = {eccentricity:.6f}",
        f"INCLINATION = {np.degrees(inclination):.4f}",
        f"RA_OF_ASC_NODE = {np.degrees(node) % 360.0:.4f}",
        f"ARG_OF_PERICENTER = {np.degrees(perigee) % 360.0:.4f}",
        f"MEAN_ANOMALY = {np.degrees(anomaly) % 360.0:.4f}",
        f"GM = {MU / 1e9:.4f}",
    ]
    return "\n".join(lines) + "\n"


def elements(states: States) -> tuple[float, float, float, float, float, float]:
    """Semi-major axis [m], eccentricity, inclination, node, argument of perigee, mean anomaly [rad] of the last state.

    Source: Vallado, algorithm 9 (RV2COE), for inclined orbits.
    """
    turn = sidereal_time(states.epochs[-1])
    spin = np.array([[np.cos(turn), -np.sin(turn), 0.0], [np.sin(turn), np.cos(turn), 0.0], [0.0, 0.0, 1.0]])
    fixed = states.position_ecef[-1]
    position = spin @ fixed
    velocity = spin @ (states.velocity_ecef[-1] + np.cross([0.0, 0.0, ROTATION], fixed))
    distance, momentum = float(np.linalg.norm(position)), np.cross(position, velocity)
    toward_perigee = np.cross(velocity, momentum) / MU - position / distance
    eccentricity = float(np.linalg.norm(toward_perigee))
    axis = 1.0 / (2.0 / distance - float(velocity @ velocity) / MU)
    inclination = float(np.arccos(momentum[2] / np.linalg.norm(momentum)))
    node = float(np.arctan2(momentum[0], -momentum[1]))
    ascending = np.array([np.cos(node), np.sin(node), 0.0])
    across = np.cross(momentum / np.linalg.norm(momentum), ascending)
    perigee = float(np.arctan2(toward_perigee @ across, toward_perigee @ ascending))
    true_anomaly = float(np.arctan2(position @ across, position @ ascending)) - perigee
    half = np.tan(true_anomaly / 2.0) * np.sqrt((1.0 - eccentricity) / (1.0 + eccentricity))
    eccentric = 2.0 * float(np.arctan(half))
    return axis, eccentricity, inclination, node, perigee, eccentric - eccentricity * float(np.sin(eccentric))


def sidereal_time(moment: datetime) -> float:
    """Greenwich mean sidereal time [rad]."""
    days = (moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400.0
    centuries = days / 36525.0
    seconds = 67310.54841 + (876600.0 * 3600.0 + 8640184.812866) * centuries
    seconds += 0.093104 * centuries**2 - 6.2e-6 * centuries**3
    return float(np.radians(seconds / 240.0) % (2.0 * np.pi))


def _object_name(launch: LaunchDossier) -> str:
    """The launch's id in the characters that the messages allow."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in launch.id)
    return f"SYNTHETIC-{plain}".upper()


def _epoch(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}"

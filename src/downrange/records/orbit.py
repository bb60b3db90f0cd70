"""Orbits as classical elements."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """Osculating elements. SI, radians."""

    semi_major_axis: float
    """[m]"""
    eccentricity: float
    inclination: float
    """[rad]"""
    ascending_node: float
    """Right ascension of the ascending node [rad]."""
    argument_of_perigee: float
    """[rad]"""
    true_anomaly: float
    """[rad]"""

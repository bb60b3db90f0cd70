"""Steps of scouts by what is flown: launch azimuth and yaws instead of the coordinates that they are drawn by.

Where hardly any launch is bound, a coordinate that is even in its prior passes over many degrees in a thousandth of its
width; and a turn that leaves the track seen as it is must go with another destination. Slopes taken over steps of such
coordinates lead nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from downrange.inference.model import FlightModel
from downrange.records.explanation import FlightKind
from downrange.records.flight import Array

ANGLE = math.radians(5.0)
"""A step of 1 in launch azimuth or yaw."""

Chart = Callable[[Array, Array], Array]
"""position [P], steps [N, P] -> positions [N, P] that lie so far from it"""


def chart_of(model: FlightModel) -> Chart | None:
    """How far steps lead; None where coordinates themselves will do, since the flight is bound for nowhere."""
    if model.explanation.kind is not FlightKind.ORBITAL:
        return None
    outbound = model.outbound
    bound = model.names.index("azimuth")
    yaws = [index for index, name in enumerate(model.names) if name.startswith("yaw ")]
    turned = [bound, *yaws]

    def go(here: Array, steps: Array) -> Array:
        there = here + steps
        course = outbound.courses(here[None, bound], here[None, yaws])
        ways = np.vstack([course, course + ANGLE * steps[:, turned]])
        signs = np.where(here[yaws] < 0.0, -1.0, 1.0)
        found = np.column_stack(outbound.coordinates(ways, signs))
        # What is out of reach of the inverse stays as far off as it is.
        there[:, turned] = here[turned] + found[1:] - found[0]
        return there

    return go

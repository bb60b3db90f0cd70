"""The Delta III ascent: four burns to a transfer orbit, the field's benchmark of ascent optimization. SI and degrees.

Source: Betts (2010), Practical Methods for Optimal Control and Estimation Using Nonlinear Programming, example 6.15;
Benson (2005), A Gauss Pseudospectral Transcription for Optimal Control, section 7.3.
"""

MU, RADIUS, ROTATION = 3.986012e14, 6378145.0, 7.29211585e-5
DENSITY, SCALE_HEIGHT, AREA, DRAG_COEFFICIENT = 1.225, 7200.0, 12.566370614359172, 0.5
LATITUDE = 28.5
SEMI_MAJOR_AXIS, ECCENTRICITY, INCLINATION, ASCENDING_NODE, ARGUMENT_OF_PERIGEE = 24361140.0, 0.7308, 28.5, 269.8, 130.5
PUBLISHED_MASS = 7529.71
"""kg at cut-off"""

_SOLID, _FIRST, _SECOND = (19290.0, 17010.0, 628500.0, 75.2), (104380.0, 95550.0, 1083100.0, 261.0), (
    19300.0, 16820.0, 110094.0, 700.0
)  # fmt: skip
"""Mass, propellant [kg], thrust [N], burn time [s]."""
_PAYLOAD = 4164.0


def burns() -> list[tuple[float, float, float, float]]:
    """Duration [s], thrust [N], mass flow [kg/s] and mass at the start [kg] of the four burns."""
    solid, first, second = (stage[1] / stage[3] for stage in (_SOLID, _FIRST, _SECOND))
    mass = 9.0 * _SOLID[0] + _FIRST[0] + _SECOND[0] + _PAYLOAD
    found = []
    for number in (6, 3, 0):
        duration = _SOLID[3] if number else _FIRST[3] - 2.0 * _SOLID[3]
        flow = number * solid + first
        found.append((duration, number * _SOLID[2] + _FIRST[2], flow, mass))
        mass -= flow * duration + number * (_SOLID[0] - _SOLID[1])
    mass -= _FIRST[0] - _FIRST[1]
    return [*found, (_SECOND[3], _SECOND[2], second, mass)]

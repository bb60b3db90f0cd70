"""Ascents by SciPy's DOP853 on this package's compiled right-hand side."""

from __future__ import annotations

import sys
from importlib.metadata import version

import numpy as np
from flights import tell, timed
from scipy.integrate import solve_ivp

from downrange.flight.kernel import accelerate

FEW = 20


def main() -> None:
    """Fly a few."""
    given = np.load(sys.argv[1])
    air, drag = given["air"], given["drag"]
    row, segment = np.zeros(9), np.zeros(given["numbers"].shape[2] + 1)

    def rates(t: float, y: np.ndarray) -> np.ndarray:
        row[:6] = y
        accelerate(row, segment, t, air, None, drag)
        return np.concatenate([row[3:6], row[6:9]])

    def fly_one(i: int) -> np.ndarray:
        y = given["first"][i]
        for duration, numbers in zip(given["durations"][i], given["numbers"][i], strict=True):
            if duration > 0.0:
                segment[1:] = numbers
                y = solve_ivp(rates, (0.0, duration), y, method="DOP853", rtol=1e-9, atol=1e-3).y[:, -1]
        return y

    wall, processor, ends = timed(lambda: np.array([fly_one(i) for i in range(FEW)]))
    error = float(np.linalg.norm((ends - given["last"][:FEW])[:, :3], axis=1).max())
    tell(f"SciPy {version('scipy')}, DOP853, rtol 1e-9, our compiled right-hand side", FEW, wall, processor, error)


if __name__ == "__main__":
    main()

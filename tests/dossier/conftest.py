from __future__ import annotations

import numpy as np
import pytest

from downrange.dossier.figures.basemap import Basemap, MapName


@pytest.fixture(scope="session")
def square_world() -> Basemap:
    """A base map of square islands, so that tests of the page need no coast data."""
    corners = [(-70, -180, -90, 180), (30, 100, 60, 124), (33, 126, 43, 130), (50, 20, 70, 160)]
    rings = [np.array([(a, b), (a, d), (c, d), (c, b)], float) for a, b, c, d in corners]
    names = [MapName(text="Yellow Sea", latitude_deg=36.0, longitude_deg=123.0, radius_km=300.0, sea=True)]
    return Basemap(fine=rings, coarse=rings, names=names)

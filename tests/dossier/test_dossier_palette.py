"""Colors against the eyes that read them.

Simulation of full color blindness: Machado, Oliveira and Fernandes, IEEE TVCG 15 (2009), table for severity 1.0.
Color difference: CIE 1976 (L*a*b*, D65). Contrast: WCAG 2.2, relative luminance.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from downrange.dossier import palette

SIMULATED = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
APART = 19.0
"""About eight times what is just noticeable: told apart at a glance, side by side or not."""


def linear(color: str) -> np.ndarray:
    srgb = np.array([int(color[k : k + 2], 16) / 255.0 for k in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    t = TO_XYZ @ np.clip(rgb, 0.0, 1.0) / WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a: str, b: str) -> float:
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["LIGHT", "DARK"])
@pytest.mark.parametrize("eyes", SIMULATED)
def test_colors_that_carry_meaning_stay_apart(scheme, eyes):
    colors = getattr(palette, scheme)
    seen = {name: lab(SIMULATED[eyes] @ linear(colors[name])) for name in palette.MARKS}
    distances = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(seen, 2)}
    assert min(distances.values()) >= APART, distances


@pytest.mark.parametrize("scheme", ["LIGHT", "DARK"])
def test_marks_and_words_stand_out_from_their_ground(scheme):
    colors = getattr(palette, scheme)
    for ground in ("paper", "sea", "land"):
        for mark in (*palette.MARKS, "ink", "soft"):
            assert contrast(colors[mark], colors[ground]) >= 4.5, (mark, ground)
    assert contrast(colors["sea-name"], colors["sea"]) >= 4.5
    assert contrast(colors["sea-name"], colors["land"]) >= 4.5
    for text in ("ink", "soft"):
        assert contrast(colors[text], colors["card"]) >= 4.5, text
    assert contrast(colors["ink"], colors["mark"]) >= 4.5
    assert contrast(colors["paper"], colors["impact"]) >= 4.5


def test_both_schemes_name_the_same_colors():
    assert palette.LIGHT.keys() == palette.DARK.keys()

"""The colors, light and dark, by what they mean. Chosen to stay apart under the common forms of color blindness.

The hues start from Okabe and Ito, "Color Universal Design" (2008), moved by a search until every pair stays apart
for protan, deutan and tritan readers and every mark stands out 4.5 : 1 from its ground; tests/dossier checks both.
No meaning rests on color alone: areas are hatched, impacts are outlined, data are dots, bars carry numbers.
"""

from __future__ import annotations

LIGHT: dict[str, str] = {
    "paper": "#fdfcf9",
    "card": "#f5f2eb",
    "ink": "#1c1b19",
    "soft": "#5b5852",
    "line": "#d9d4c8",
    "sea": "#e6eef2",
    "land": "#faf8f2",
    "coast": "#a9aba4",
    "sea-name": "#4a6878",
    "flight": "#123f96",
    "area": "#8d5102",
    "impact": "#b33784",
    "said": "#0e6d49",
    "mark": "#fde9a9",
}
DARK: dict[str, str] = {
    "paper": "#16181b",
    "card": "#1f2226",
    "ink": "#ece9e2",
    "soft": "#a8a59d",
    "line": "#393d43",
    "sea": "#10161c",
    "land": "#262a2e",
    "coast": "#5c6268",
    "sea-name": "#8aa8ba",
    "flight": "#94b2f0",
    "area": "#e6a43f",
    "impact": "#e66da9",
    "said": "#7ae8b1",
    "mark": "#574a17",
}
MARKS = ("flight", "area", "impact", "said")
"""The colors that carry meaning in figures."""


def as_css() -> str:
    """Custom properties for both schemes; print always takes the light one."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in colors.items()) for colors in (LIGHT, DARK))
    return (
        f":root{{color-scheme:light dark;{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )

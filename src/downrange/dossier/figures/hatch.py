"""Hatching: the pattern that fills warned areas, readable without color."""

from __future__ import annotations

from markupsafe import Markup

from downrange.dossier.figures import svg


def hatching(name: str) -> Markup:
    """A pattern with the id `name`-hatch."""
    stroke = svg.element("path", d="M0 6L6 0", class_="m-hatch")
    return svg.element("pattern", stroke, id=f"{name}-hatch", width=6, height=6, patternUnits="userSpaceOnUse")

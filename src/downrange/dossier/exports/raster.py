"""Figures as PNG, drawn from their SVG by resvg."""

from __future__ import annotations

from functools import cache

import resvg_py

from downrange.errors import InputError

ZOOM = 2.0
"""Pixels for each unit of a figure: sharp on a page 1,000 units wide at 170 dots an inch."""
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="15">{}</text></svg>'


def as_png(svg: str, *, zoom: float = ZOOM) -> bytes:
    """The picture of a figure that stands alone.

    Raises:
        InputError: the system has no fonts, so that the figure would be without its words.
    """
    if not _has_fonts():
        raise InputError("no font on this system: figures would lose their words", hint="install fonts, or use the SVG")
    return resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom)


@cache
def _has_fonts() -> bool:
    return resvg_py.svg_to_bytes(svg_string=_PROBE.format("W")) != resvg_py.svg_to_bytes(svg_string=_PROBE.format(""))

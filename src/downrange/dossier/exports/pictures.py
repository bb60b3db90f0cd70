"""Figures as pictures of their own: SVG files that carry their style and need nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from downrange.dossier import palette
from downrange.dossier.launch_view import LaunchView
from downrange.dossier.page import resource

_FONTS = "system-ui,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,sans-serif"
_SERIF = "Charter,Cambria,Georgia,'Noto Serif','Liberation Serif',serif"


def pictures(launches: Sequence[LaunchView]) -> dict[str, str]:
    """File names and texts of every figure of every launch, in the light colors."""
    out: dict[str, str] = {}
    for launch in launches:
        for name, (wide, _) in zip(("map", "overview"), launch.maps, strict=False):
            out[f"{launch.slug}-{name}.svg"] = standalone(wide)
        for plot in launch.plots:
            out[f"{launch.slug}-{plot.key.replace('_', '-')}.svg"] = standalone(plot.markup)
    return out


def standalone(figure: Markup) -> str:
    """A figure of the page with its style inside and its colors spelled out: few viewers know custom properties."""
    style = re.sub(r"/\*.*?\*/", "", resource("figures.css"), flags=re.DOTALL)
    style = style.replace("var(--serif)", _SERIF)
    style = re.sub(r"var\(--([a-z-]+)\)", lambda found: palette.LIGHT[found[1]], style)
    style = f"text{{font-family:{_FONTS}}}{''.join(style.split(chr(10)))}"
    text = str(figure)
    size = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', text)
    assert size is not None
    start = text.index(">") + 1
    head = f'{text[: start - 1]} width="{size[1]}" height="{size[2]}">'
    ground = f'<style>{style}</style><rect width="{size[1]}" height="{size[2]}" fill="{palette.LIGHT["paper"]}"/>'
    body = text[start:]
    cut = body.index("</desc>") + len("</desc>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{body[:cut]}{ground}{body[cut:]}\n'

"""What can be made of a saved dossier when it is asked for."""

from __future__ import annotations

from enum import StrEnum


class Export(StrEnum):
    """A form of the dossier or of its figures."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    PAGE = "page"

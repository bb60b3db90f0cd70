"""Downrange: what flew, where it was bound, what failed, and where it fell, with odds and sources.

The public API is what `__all__` lists. Importing the package stays light: each name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from downrange.flight import fly
    from downrange.pipeline import assess
    from downrange.reading import read_document

__version__ = "0.1.0"
__all__ = ["__version__", "assess", "fly", "read_document"]

_HOME = {"assess": "downrange.pipeline", "fly": "downrange.flight", "read_document": "downrange.reading"}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'downrange' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

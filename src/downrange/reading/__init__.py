"""Documents to evidence. In: a file. Out: records with spans, and problems. May not know: flight, linking.

Names are loaded on first use, so that reading a text loads no NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from downrange.reading.case import read_case, read_paths
    from downrange.reading.document import read_document
    from downrange.reading.elements import read_elements
    from downrange.reading.notice import read_notices
    from downrange.reading.report import read_report
    from downrange.reading.telemetry import read_telemetry
    from downrange.reading.track import read_track

__all__ = [
    "read_case",
    "read_document",
    "read_elements",
    "read_notices",
    "read_paths",
    "read_report",
    "read_telemetry",
    "read_track",
]

_HOME = {
    "read_case": "case",
    "read_document": "document",
    "read_elements": "elements",
    "read_notices": "notice",
    "read_paths": "case",
    "read_report": "report",
    "read_telemetry": "telemetry",
    "read_track": "track",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"downrange.reading.{_HOME[name]}"), name)
    raise AttributeError(f"module 'downrange.reading' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

"""CCSDS Tracking Data Messages in XML, a line at a time: as the lines of keyword = value that they stand for.

Source: CCSDS 503.0-B-2 (2020), Tracking Data Message, 4; names of elements are those of the keywords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ELEMENT = re.compile(r"<(/?)([A-Za-z_][\w:.-]*)[^<>]*>([^<]*)")
_BEGINS = re.compile(r"<(?:\?xml|(?:\w+:)?(?:ndm|tdm))\b")


@dataclass(kw_only=True)
class TdmXml:
    """Where in a message a stream stands."""

    active: bool = False
    """Inside of a message."""
    in_data: bool = False
    epoch: str = ""
    """Instant of the observation at hand."""

    def takes(self, text: str) -> bool:
        """Whether a line belongs to a message in XML, or begins one."""
        return (self.active and "<" in text) or _BEGINS.match(text) is not None

    def lines(self, text: str) -> Iterator[str]:
        """What the elements of a line say, as lines of keyword = value."""
        for closing, full, content in _ELEMENT.findall(text):
            name, value = full.rpartition(":")[2], content.strip()
            if name == "tdm":
                self.active = not closing
                yield "CCSDS_TDM_VERS = 2.0"
            elif name == "metadata":
                yield "META_STOP" if closing else "META_START"
            elif name == "data":
                self.in_data = not closing
                yield "DATA_STOP" if closing else "DATA_START"
            elif name == "EPOCH" and not closing:
                self.epoch = value
            elif name.isupper() and value and not closing:
                yield f"{name} = {self.epoch} {value}" if self.in_data else f"{name} = {value}"

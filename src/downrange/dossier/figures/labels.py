"""Places labels on a map so that none covers another: each tries its spots in turn and stays away if all are taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""Left, top, right, bottom [px]."""

WIDE_LETTER, NARROW_LETTER = 0.62, 0.34
"""Advance of sans-serif letters, and of the narrow ones, as a share of the font size; of the wider fonts in use."""
_NARROW = frozenset("ijlt.,:;'|!() ’")


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """About how wide a line of text is [px]; capitals, bold and CJK count for more."""
    shares = (
        1.0 if ord(c) > 0x2E7F else NARROW_LETTER if c in _NARROW else WIDE_LETTER * (1.16 if c.isupper() else 1.0)
        for c in words
    )
    return size * sum(shares) * (1.13 if bold else 1.0)


@dataclass(slots=True)
class Layout:
    """The boxes taken so far, inside a frame."""

    width: float
    height: float
    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> None:
        """Keep labels out of a box."""
        self.taken.append(box)

    def is_free(self, box: Box, *, inset: float = 4.0) -> bool:
        """Whether the box is inside the frame and clear of the others."""
        left, top, right, bottom = box
        inside = left >= inset and top >= inset and right <= self.width - inset and bottom <= self.height - inset
        return inside and not any(left < r and right > l and top < b and bottom > t for l, t, r, b in self.taken)  # noqa: E741

    def beside(
        self, x: float, y: float, words: str, size: float, *, gap: float = 7.0
    ) -> tuple[float, float, str] | None:
        """A spot (x, baseline, text-anchor) for bold text near a point, right side first; None when all are taken."""
        wide, up, down = text_width(words, size, bold=True), 0.78 * size, 0.24 * size
        middle = y + 0.34 * size
        spots = [
            (x + gap, middle, "start"),
            (x - gap, middle, "end"),
            (x, y - gap - down, "middle"),
            (x, y + gap + up, "middle"),
            (x + 0.7 * gap, y - gap, "start"),
            (x + 0.7 * gap, y + gap + up, "start"),
            (x - 0.7 * gap, y - gap, "end"),
            (x - 0.7 * gap, y + gap + up, "end"),
        ]
        return self.first_free(spots, wide, up, down)

    def on(self, x: float, y: float, words: str, size: float, *, reach: float = 0.0) -> tuple[float, float, str] | None:
        """A spot centered on a point, or up to `reach` pixels from it."""
        wide, up, down = text_width(words, size), 0.78 * size, 0.24 * size
        steps = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)]
        ways = (
            [(a * part * reach, b * part * reach) for part in (0.5, 1.0) for a, b in steps] if reach else [(0.0, 0.0)]
        )
        return self.first_free([(x + dx, y + dy + 0.34 * size, "middle") for dx, dy in ways], wide, up, down)

    def first_free(
        self, spots: Iterable[tuple[float, float, str]], wide: float, up: float, down: float
    ) -> tuple[float, float, str] | None:
        """The first of the spots (x, baseline, text-anchor) whose text of that size is clear of all, then taken."""
        for x, y, anchor in spots:
            left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            box = (left - 2.0, y - up, left + wide + 2.0, y + down)
            if self.is_free(box):
                self.take(box)
                return x, y, anchor
        return None

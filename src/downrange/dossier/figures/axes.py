"""Axes: round numbers, scales from values to pixels, and the frame of a plot with its gridlines and labels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from downrange.dossier.figures import svg

Scale = Callable[[float], float]


def nice_steps(low: float, high: float, wanted: int) -> list[float]:
    """Round values from at or below `low` to at most `high`, about `wanted` steps apart by 1, 2, 2.5 or 5 x 10^n."""
    span = max(high - low, 1e-12)
    power = 10.0 ** math.floor(math.log10(span / wanted))
    step = next(power * m for m in (1.0, 2.0, 2.5, 5.0, 10.0) if span / (power * m) <= wanted * 1.001)
    first = math.floor(low / step + 1e-9)
    return [round(k * step, 9) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def nice_length(most: float) -> float:
    """The greatest 1, 2 or 5 x 10^n that is at most `most` (> 0)."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(power * m for m in (1.0, 2.0, 5.0) if power * m <= most * 1.001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot's area in pixels and the values at its edges."""

    left: float
    right: float
    top: float
    bottom: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        """Pixel of a value along."""
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Pixel of a value up."""
        return self.bottom - (value - self.y_low) / (self.y_high - self.y_low) * (self.bottom - self.top)

    def point(self, x: float, y: float) -> svg.Point:
        """Pixel of a point."""
        return self.x(x), self.y(y)

    def frame(self, x_name: str, y_name: str, number: Callable[[float, int], str], *, font: float) -> Markup:
        """Gridlines with the numbers on them; the names of the axes at their ends, read without tilting the head."""
        x_ticks = [
            t for t in nice_steps(self.x_low, self.x_high, self._ticks(self.right - self.left, 62.0)) if t >= self.x_low
        ]
        y_ticks = [
            t for t in nice_steps(self.y_low, self.y_high, self._ticks(self.bottom - self.top, 42.0)) if t >= self.y_low
        ]
        marks: list[Markup] = []
        for tick in y_ticks:
            y = self.y(tick)
            class_ = "p-base" if tick == self.y_low else "p-grid"
            marks.append(svg.polyline([(self.left, y), (self.right, y)], class_=class_))
            label = number(tick, _decimals(y_ticks))
            marks.append(
                svg.text(self.left - 6, y + 0.34 * font, label, class_="p-tick", text_anchor="end", font_size=font)
            )
        for tick in x_ticks:
            x = self.x(tick)
            marks.append(svg.polyline([(x, self.bottom), (x, self.bottom + 4)], class_="p-base"))
            label = number(tick, _decimals(x_ticks))
            at = self.bottom + 6 + font
            marks.append(svg.text(x, at, label, class_="p-tick", text_anchor="middle", font_size=font))
        marks.append(svg.text(2, self.top - 12, y_name, class_="p-name", font_size=font))
        under = self.bottom + 10 + 2.2 * font
        marks.append(svg.text(self.right, under, x_name, class_="p-name", text_anchor="end", font_size=font))
        return svg.group(marks)

    @staticmethod
    def _ticks(pixels: float, apart: float) -> int:
        return max(2, int(pixels / apart))


def _decimals(ticks: list[float]) -> int:
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    return (
        0 if step >= 1.0 and all(tick == round(tick) for tick in ticks) else max(0, math.ceil(-math.log10(step) + 0.3))
    )

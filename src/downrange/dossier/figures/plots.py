"""The plots of the flight: posterior bands, the middle, single flights, and what was measured on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from downrange.dossier.figures import svg
from downrange.dossier.figures.axes import Plot, nice_steps
from downrange.dossier.figures.hatch import hatching
from downrange.dossier.figures.labels import text_width
from downrange.dossier.figures.plot_data import Stated, measured, stated, warned
from downrange.dossier.words import Words
from downrange.records.dossier import Band, LaunchDossier

WIDE, SMALL = (940.0, 330.0), (440.0, 270.0)
"""Sizes [px]: across the page, and half of it or a phone."""
_BOTTOM, _TOP, _RIGHT = 46.0, 30.0, 14.0
_FONT = 12.0
_MOST_STRIP = 1.3
"""The strip of a warned area reaches at most this many times beyond the flights, and runs off the plot there."""
_STRIP = 9.0
"""Height [px] of the strip that shows how far off a warned area is."""
_MOST_BEYOND = 1.8
"""A stated number is drawn when it is at most this many times beyond the flights; else it would flatten them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One plot: its key in the words, its markup, and its numbers as rows (x, low, middle, high) for the table."""

    key: str
    markup: Markup
    narrow: Markup
    """The same for phones, where a wide plot needs one; else empty."""
    rows: tuple[tuple[str, str, str, str], ...]
    x_name: str
    y_name: str
    measured: bool
    """Whether it bears measured points."""
    stated: bool
    """Whether it bears numbers that sources gave."""
    warned: bool
    """Whether it bears the reach of warned areas."""


def draw_plots(launch: LaunchDossier, words: Words, *, name: str) -> list[Drawn]:
    """The plots for which there is anything: height by range, height by time, speed by time."""
    plots = launch.plots
    wanted = [
        ("height_range", plots.height_by_range, "range", "height", WIDE),
        ("height_time", plots.height_by_time, "time", "height", SMALL),
        ("speed_time", plots.speed_by_time, "time", "speed", SMALL),
    ]
    out: list[Drawn] = []
    for key, band, x_key, y_key, size in wanted:
        dots = list(measured(plots.data, x_key, y_key))
        if (band is not None and len(band.x) > 1) or dots:
            said = stated(launch, x_key, y_key, words)
            closed = warned(launch) if x_key == "range" else []
            sketch = _Sketch(launch, words, key, band, x_key, y_key, dots, said, closed)
            wide = size is WIDE
            out.append(
                Drawn(
                    key=key,
                    markup=sketch.draw(f"{name}-{key}", size, "wide" if wide else ""),
                    narrow=sketch.draw(f"{name}-{key}-small", SMALL, "narrow") if wide else Markup(""),
                    rows=sketch.rows(),
                    x_name=words(f"plot.{x_key}"),
                    y_name=words(f"plot.{y_key}"),
                    measured=bool(dots),
                    stated=any(sketch.shows(one) for one in said),
                    warned=bool(sketch.strips()),
                )
            )
    return out


@dataclass(frozen=True, slots=True)
class _Sketch:
    launch: LaunchDossier
    words: Words
    key: str
    band: Band | None
    x_key: str
    y_key: str
    dots: list[svg.Point]
    said: list[Stated]
    closed: list[tuple[float, float]]

    def _reach(self) -> tuple[float, float]:
        """How far the flights and the measurements go, along and up."""
        xs = [*(self.band.x if self.band else ()), *(x for x, _ in self.dots)]
        ys = [*(self.band.q95 if self.band else ()), *(y for _, y in self.dots)]
        return max(xs), max((y for y in ys if math.isfinite(y)), default=1.0)

    def shows(self, one: Stated) -> bool:
        """Whether a stated number is near enough to the flights to be drawn with them."""
        return 0.0 < one.value <= _MOST_BEYOND * self._reach()[one.axis == "y"]

    def strips(self) -> list[tuple[float, float]]:
        """The reach of warned areas that begin within the plot."""
        return [(low, high) for low, high in self.closed if low < self._reach()[0] * 1.2]

    def draw(self, name: str, size: tuple[float, float], class_: str) -> Markup:
        """The plot as one SVG element with id `name`."""
        x_name, y_name = self.words(f"plot.{self.x_key}"), self.words(f"plot.{self.y_key}")
        plot = self._plot(size)
        marks = [plot.frame(x_name, y_name, self.words.number, font=_FONT)]
        if self.band is not None:
            marks += self._bands(plot, self.band)
        marks += self._strips(plot, name)
        if self.dots:
            circles = [svg.element("circle", cx=plot.x(x), cy=plot.y(y), r=1.9) for x, y in self.dots]
            marks.append(svg.group(circles, class_="p-data"))
        marks += self._moments(plot)
        marks += self._stated(plot)
        title = self.words(f"plot.{self.key}")
        said = self._said(x_name, y_name)
        return svg.picture(name, title, said, size, marks, class_=f"figure plot {class_}".strip())

    def _plot(self, size: tuple[float, float]) -> Plot:
        xs = [*(self.band.x if self.band else ()), *(x for x, _ in self.dots)]
        drawn = [one for one in self.said if self.shows(one)]
        far, top = self._reach()
        high = max([top, *(one.value for one in drawn if one.axis == "y")]) * 1.06 or 1.0
        ends = [min(end, _MOST_STRIP * far) for _, end in self.strips()]
        far = max([far, *ends, *(1.04 * one.value for one in drawn if one.axis == "x")])
        ticks = nice_steps(0.0, high, 5)
        widest = max(text_width(self.words.number(t), _FONT) for t in ticks)
        width, height = size
        return Plot(
            left=widest + 12.0,
            right=width - _RIGHT,
            top=_TOP,
            bottom=height - _BOTTOM,
            x_low=min(0.0, *xs),
            x_high=max(far, 1.0),
            y_low=0.0,
            y_high=high,
        )

    def _bands(self, plot: Plot, band: Band) -> list[Markup]:
        def ribbon(low: Sequence[float], high: Sequence[float], class_: str) -> Markup:
            points = [
                (x, a, b) for x, a, b in zip(band.x, low, high, strict=True) if math.isfinite(a) and math.isfinite(b)
            ]
            up = [plot.point(x, b) for x, _, b in points]
            return svg.area([up + [plot.point(x, a) for x, a, _ in reversed(points)]], class_=class_)

        middle = [plot.point(x, y) for x, y in zip(band.x, band.median, strict=True) if math.isfinite(y)]
        return [
            ribbon(band.q05, band.q95, "p-most"),
            ribbon(band.q25, band.q75, "p-half"),
            svg.polyline(middle, class_="p-middle"),
        ]

    def _moments(self, plot: Plot) -> list[Markup]:
        """Cut-offs and the failure as thin uprights, named at the top, left out when one would cover the last."""
        if self.x_key != "time":
            return []
        findings = self.launch.findings
        moments = [(c.time_s.median, self.words("plot.cutoff", stage=c.stage)) for c in findings.cutoffs]
        if findings.failure is not None and findings.failure.time_s is not None:
            moments.append((findings.failure.time_s.median, self.words("plot.failure")))
        uprights: list[Markup] = []
        names: list[Markup] = []
        row_ends = [-math.inf, -math.inf]
        for at, label in sorted(m for m in moments if plot.x_low <= m[0] <= plot.x_high):
            x, wide, size = plot.x(at), text_width(label, 11.0), 11.0
            ends_left = x + wide + 4 > plot.right
            start = x - wide - 4 if ends_left else x + 4
            row = next((r for r, end in enumerate(row_ends) if start > end + 6), None)
            uprights.append(svg.polyline([(x, plot.top), (x, plot.bottom)], class_="p-moment"))
            if row is not None:
                row_ends[row] = start + wide
                names.append(
                    svg.text(start, plot.top + 9 + 13 * row, label, class_="p-moment-name halo", font_size=size)
                )
        return [*uprights, *names]

    def _strips(self, plot: Plot, name: str) -> list[Markup]:
        """The reach of warned areas, hatched along the ground."""
        strips = self.strips()
        if not strips:
            return []
        marks: list[Markup] = [svg.element("defs", hatching(name))]
        for low, high in strips:
            left, right = plot.x(max(low, plot.x_low)), plot.x(min(high, plot.x_high))
            box = {"x": left, "y": plot.bottom - _STRIP, "width": max(right - left, 1.0), "height": _STRIP}
            marks.append(svg.element("rect", **box, class_="m-area", fill=f"url(#{name}-hatch)"))
            marks.append(svg.element("rect", **box, class_="m-area-edge"))
        return marks

    def _stated(self, plot: Plot) -> list[Markup]:
        """Numbers that sources gave: a diamond on the axis, a thin line, and who said it where there is room."""
        marks: list[Markup] = []
        size, row_ends = 11.0, [-math.inf, -math.inf, -math.inf]
        drawn = sorted((one for one in self.said if self.shows(one)), key=lambda one: (one.axis, one.value))
        for one in drawn:
            along = one.axis == "x"
            x, y = (plot.x(one.value), plot.bottom) if along else (plot.left, plot.y(one.value))
            end = (x, plot.top) if along else (plot.right, y)
            label = f"{one.who}{self.words('colon')} {self.words.number(one.value)}"
            marks.append(svg.polyline([(x, y), end], class_="p-said"))
            marks.append(svg.element("path", d=f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6Z", class_="m-said"))
            wide = text_width(label, size)
            if not along:
                marks.append(
                    svg.text(plot.right - 3, y - 5, label, class_="l-said halo", text_anchor="end", font_size=size)
                )
                continue
            start = x + 8 if x + 8 + wide < plot.right else x - 8 - wide
            row = next((r for r, last in enumerate(row_ends) if start > last + 6), None)
            if row is not None and start > plot.left:
                row_ends[row] = start + wide
                level = plot.bottom - _STRIP - 6 - 14 * row
                marks.append(svg.text(start, level, label, class_="l-said halo", font_size=size))
        return marks

    def _said(self, x_name: str, y_name: str) -> str:
        title, body = self.words(f"plot.{self.key}"), ""
        if self.band is not None:
            ends = [y for y in self.band.median if math.isfinite(y)]
            body = self.words(
                "plot.alt_end",
                x=self.words.number(self.band.x[-1]),
                x_name=x_name,
                y=self.words.number(ends[-1] if ends else 0.0),
                y_name=y_name,
                top=self.words.number(max(ends, default=0.0)),
            )
        if self.dots:
            body = f"{body} {self.words('plot.alt_data', n=len(self.dots))}".strip()
        for one in (one for one in self.said if self.shows(one)):
            name = x_name if one.axis == "x" else y_name
            said = self.words("plot.alt_said", who=one.who, x=self.words.number(one.value), name=name)
            body = f"{body} {said}".strip()
        return self.words("plot.alt", title=title, body=body)

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """A dozen rows (x, 5 %, middle, 95 %) for the table under the plot."""
        if self.band is None:
            return ()
        band, every = self.band, max(1, len(self.band.x) // 12)
        columns = zip(band.x, band.q05, band.median, band.q95, strict=True)
        return tuple(
            (self.words.number(x), self.words.number(a), self.words.number(m), self.words.number(b))
            for x, a, m, b in list(columns)[::every]
            if math.isfinite(a) and math.isfinite(m) and math.isfinite(b)
        )

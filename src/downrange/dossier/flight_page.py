"""Flights of the command line drawn: height, speed and the ground under them, as one page or one picture.

In: an ensemble with samples along the way. The figures are those of a dossier, without a launch to explain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from downrange.dossier import palette
from downrange.dossier.exports.pictures import standalone
from downrange.dossier.figures import svg
from downrange.dossier.figures.axes import Plot, nice_steps
from downrange.dossier.figures.basemap import land_paths
from downrange.dossier.figures.frame import Place, fit
from downrange.dossier.figures.ground import basemap
from downrange.dossier.figures.labels import Layout, text_width
from downrange.dossier.figures.projection import circle, distance_km
from downrange.dossier.page import resource
from downrange.earth.ellipsoid import EQUATORIAL_RADIUS
from downrange.records.flight import Array, Ensemble

WIDE, HIGH, GAP = 940.0, 300.0, 18.0
"""Size of a plot across the page, and the room between figures [px]."""
FONT = 12.0
MOST_TRACKS, MOST_FALLS = 40, 400
"""Ground tracks and impact points drawn; more are not told apart."""
LATEST_SHARE = 1.15
"""A flight is drawn until this multiple of the end of powered flight, or to the ground when it comes down."""
BEYOND = 60.0
"""... and at least this long after it [s]."""
FARTHEST_KM = 8000.0
"""The map and the range end here: half a turn on, a map of both ends is of neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightPicture:
    """What is drawn, and the words above it."""

    title: str
    lines: tuple[str, ...]
    """One sentence each, plain text."""
    latitude_deg: float
    longitude_deg: float
    """of the pad"""
    flown: Ensemble
    """With samples."""
    zones: tuple[tuple[Sequence[Place], bool], ...] = ()
    """Rings of (latitude, longitude) in degrees, and whether bodies are to fall inside."""


def as_html(picture: FlightPicture) -> str:
    """A page that needs nothing else."""
    style = (
        palette.as_css()
        + resource("page.css")
        + resource("figures.css")
        + "main{max-width:60rem;margin:2rem auto}.top,.top h1{padding:0}"
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in picture.lines)
    figures = "".join(f"<figure>{figure}</figure>" for figure, _ in _figures(picture))
    title = escape(picture.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style}</style></head>'
        f'<body><main><div class="top"><h1>{title}</h1></div>{lines}{figures}</main></body></html>\n'
    )


def as_svg(picture: FlightPicture) -> str:
    """One picture with all figures, one under another."""
    top, placed = 0.0, []
    for figure, (_, height) in _figures(picture):
        # A figure's own size, as a picture within the picture.
        placed.append(
            Markup(str(figure).replace("<svg ", f'<svg y="{top:.0f}" width="{WIDE:.0f}" height="{height:.0f}" ', 1))
        )
        top += height + GAP
    whole = svg.picture("flight", picture.title, " ".join(picture.lines), (WIDE, top - GAP), placed)
    return standalone(whole)


def _figures(picture: FlightPicture) -> list[tuple[Markup, tuple[float, float]]]:
    flown = picture.flown
    times, drawn = flown.sample_times, _drawn(flown)
    height = np.where(drawn, flown.sample_height * 1e-3, np.nan)
    speed = np.where(drawn, flown.sample_speed * 1e-3, np.nan)
    distance = _range_km(picture, flown)
    size = (WIDE, HIGH)
    near = drawn & (np.maximum.accumulate(np.nan_to_num(_range_km(picture, flown)), axis=1) <= FARTHEST_KM)
    found = [(_map(picture, near), (WIDE, 0.0))]
    frame_height = float(str(found[0][0]).split('viewBox="0 0 ', 1)[1].split('"')[0].split()[1])
    found[0] = (found[0][0], (WIDE, frame_height))
    cuts = [float(np.nanmedian(flown.cutoff_time[:, s])) for s in range(flown.cutoff_time.shape[1])
            if np.isfinite(flown.cutoff_time[:, s]).any()]  # fmt: skip
    found.append((_plot("height-time", "Height by time", times, height, ("time s", "height km"), size, cuts), size))
    found.append((_plot("speed-time", "Speed by time", times, speed, ("time s", "speed km/s"), size, cuts), size))
    if flown.status.size == 1:
        along, up = np.where(near, distance, np.nan)[0], height[0]
        found.append((_line("height-range", "Height by range", along, up, ("range km", "height km"), size), size))
    return found


def _drawn(flown: Ensemble) -> NDArray[np.bool_]:
    """Which samples (N, K) are worth drawing: the climb, and the way down of what comes down."""
    times = flown.sample_times
    last = np.where(
        np.isfinite(flown.flight_time),
        flown.flight_time,
        np.maximum(flown.end_time * LATEST_SHARE, flown.end_time + BEYOND),
    )
    return (times[None, :] <= last[:, None]) & np.isfinite(flown.sample_height)


def _range_km(picture: FlightPicture, flown: Ensemble) -> Array:
    latitude, longitude = math.radians(picture.latitude_deg), math.radians(picture.longitude_deg)
    half = np.sin(0.5 * (flown.sample_latitude - latitude)) ** 2
    half = (
        half
        + math.cos(latitude) * np.cos(flown.sample_latitude) * np.sin(0.5 * (flown.sample_longitude - longitude)) ** 2
    )
    return np.asarray(2e-3 * EQUATORIAL_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def _axes(x_high: float, y_high: float, size: tuple[float, float]) -> Plot:
    widest = max(text_width(f"{tick:,.1f}", FONT) for tick in nice_steps(0.0, y_high, 5))
    return Plot(
        left=widest + 12.0, right=size[0] - 14.0, top=30.0, bottom=size[1] - 46.0,
        x_low=0.0, x_high=max(x_high, 1e-6), y_low=0.0, y_high=max(y_high, 1e-6),
    )  # fmt: skip


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{max(decimals, 0)}f}"


def _plot(
    name: str,
    title: str,
    times: Array,
    values: Array,
    axes: tuple[str, str],
    size: tuple[float, float],
    cuts: list[float],
) -> Markup:
    """Bands over time where there are many flights, one line where there is one; cut-offs as uprights."""
    seen = np.isfinite(values).mean(axis=0) >= 0.5  # a band of few flights would jump as they end
    x, part = times[seen], values[:, seen]
    plot = _axes(float(x[-1]) if x.size else 1.0, 1.06 * float(np.nanmax(part, initial=1e-3)), size)
    marks = [plot.frame(*axes, _number, font=FONT)]
    if values.shape[0] > 1 and x.size:
        low, quarter, middle, three, high = np.nanquantile(part, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
        for bottom, top, class_ in ((low, high, "p-most"), (quarter, three, "p-half")):
            up = [plot.point(float(a), float(b)) for a, b in zip(x, top, strict=True)]
            down = [plot.point(float(a), float(b)) for a, b in zip(x[::-1], bottom[::-1], strict=True)]
            marks.append(svg.area([up + down], class_=class_))
    else:
        middle = part[0]
    marks.append(
        svg.polyline([plot.point(float(a), float(b)) for a, b in zip(x, middle, strict=True)], class_="p-middle")
    )
    for number, cut in enumerate(cuts):
        if cut <= plot.x_high:
            at = plot.x(cut)
            marks.append(svg.polyline([(at, plot.top), (at, plot.bottom)], class_="p-moment"))
            left = at > plot.right - 60.0
            label = svg.text(
                at + (-3.0 if left else 3.0), plot.top + 10.0 + 13.0 * (number % 2), f"cut-off {number + 1}",
                class_="p-moment-name halo", font_size=11.0, text_anchor="end" if left else "start",
            )  # fmt: skip
            marks.append(label)
    said = f"{title}: up to {float(np.nanmax(part, initial=0.0)):,.1f} ({axes[1]}) over {plot.x_high:,.0f} s."
    return svg.picture(name, title, said, size, marks, class_="figure plot")


def _line(name: str, title: str, x: Array, y: Array, axes: tuple[str, str], size: tuple[float, float]) -> Markup:
    good = np.isfinite(x) & np.isfinite(y)
    plot = _axes(1.02 * float(np.max(x[good], initial=1e-3)), 1.06 * float(np.max(y[good], initial=1e-3)), size)
    points = [plot.point(float(a), float(b)) for a, b in zip(x[good], y[good], strict=True)]
    marks = [plot.frame(*axes, _number, font=FONT), svg.polyline(points, class_="p-middle")]
    return svg.picture(name, title, f"{title}.", size, marks, class_="figure plot")


def _map(picture: FlightPicture, drawn: NDArray[np.bool_]) -> Markup:
    """Ground tracks, falls by body with their names, zones, and the pad."""
    flown = picture.flown
    pad = (picture.latitude_deg, picture.longitude_deg)
    tracks: list[list[Place]] = []
    for i in range(min(flown.status.size, MOST_TRACKS)):
        rows = np.nonzero(drawn[i])[0]
        lat, lon = np.degrees(flown.sample_latitude[i, rows]), np.degrees(flown.sample_longitude[i, rows])
        tracks.append(list(zip(lat.tolist(), lon.tolist(), strict=True)))
    falls = {
        body: list(
            zip(
                np.degrees(flown.impact_latitude[fallen, b]).tolist(),
                np.degrees(flown.impact_longitude[fallen, b]).tolist(),
                strict=True,
            )
        )
        for b, body in enumerate(flown.bodies)
        if (fallen := np.isfinite(flown.impact_time[:, b])).any()
    }
    rings = [ring for ring, _ in picture.zones]
    places = [pad, *(p for track in tracks for p in track[::8])]
    places += [p for some in falls.values() for p in some[:50] if distance_km(pad, p) <= FARTHEST_KM]
    frame = fit([*places, *(p for ring in rings for p in ring)], width=WIDE, least_height=380.0, most_height=620.0)
    layout = Layout(width=frame.width, height=frame.height)
    ground = basemap("en")
    marks = [
        svg.element("rect", width=frame.width, height=frame.height, class_="m-sea"),
        svg.area(land_paths(ground.rings_for(frame), frame), class_="m-land"),
    ]
    for ring, inside in picture.zones:
        points = [frame.point(place) for place in ring]
        marks.append(svg.area([points], class_="m-area-edge", stroke_dasharray=None if inside else "6 4"))
    lines = [svg.polyline([frame.point(p) for p in track]) for track in tracks]
    marks.append(svg.group(lines, class_="m-track", opacity=1.0 if len(lines) == 1 else 0.45))
    labels: list[Markup] = []
    x, y = frame.point(pad)
    labels.append(
        svg.group([svg.element("path", d="M-6 5L0 -7L6 5Z", class_="m-pad")], transform=f"translate({x:.1f} {y:.1f})")
    )
    layout.take((x - 8.0, y - 9.0, x + 8.0, y + 7.0))
    for body, some in falls.items():
        for place in some[:MOST_FALLS]:
            at = frame.point(place)
            marks.append(svg.element("circle", cx=at[0], cy=at[1], r=2.2 if len(some) > 1 else 3.6, class_="m-middle"))
        lat, lon = (float(np.median([p[axis] for p in some])) for axis in (0, 1))
        if not frame.holds((lat, lon)):
            continue
        middle = frame.point((lat, lon))
        spot = layout.on(middle[0], middle[1] - 14.0, body, FONT, reach=28.0)
        if spot is not None:
            labels.append(svg.text(spot[0], spot[1], body, class_="l-impact halo", text_anchor=spot[2], font_size=FONT))
    clip = svg.element("clipPath", svg.element("rect", width=frame.width, height=frame.height), id="flight-map-clip")
    said = f"Ground track from {pad[0]:.2f}, {pad[1]:.2f}; falls: {', '.join(falls) or 'none'}."
    return svg.picture(
        "flight-map", "Ground track and falls", said, (frame.width, frame.height),
        [
            svg.element("defs", clip),
            svg.group(marks, clip_path="url(#flight-map-clip)"),
            *labels,
            svg.element("rect", x=0.5, y=0.5, width=frame.width - 1, height=frame.height - 1, class_="m-frame"),
        ],
        class_="figure map",
    )  # fmt: skip


def ring_of_circle(latitude_deg: float, longitude_deg: float, radius_km: float) -> list[Place]:
    """A circle on the ground as a ring."""
    lats, lons = circle(latitude_deg, longitude_deg, radius_km, points=73)
    return list(zip(lats.tolist(), lons.tolist(), strict=True))

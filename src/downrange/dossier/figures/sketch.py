"""Sketches: what each explanation would have looked like, height against ground range, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from downrange.dossier.figures import map_extent, svg
from downrange.dossier.figures.frame import Place
from downrange.dossier.figures.plot_data import stated
from downrange.dossier.figures.projection import distance_km
from downrange.dossier.words import Words
from downrange.records.dossier import FlightTrack, LaunchDossier

_SIZE = (220.0, 46.0)
_FLOOR, _TOP = 40.0, 4.0
_FAR = 3.0
"""Flights reach at most this many times farther than the likeliest one; the others run off the sketch."""


def sketches(launch: LaunchDossier, words: Words) -> dict[str, Markup]:
    """A sketch of one flight for each explanation that has one, by the explanation's id; for eyes only."""
    start = map_extent.pad(launch)
    examples = {track.explanation: track for track in launch.plots.examples if len(track.times) > 2}
    if start is None or not examples:
        return {}
    paths = {name: _path(start, track) for name, track in examples.items()}
    order = [each.explanation.id for each in sorted(launch.explanations, key=lambda each: -each.probability)]
    leader = next(paths[name] for name in [*order, *paths] if name in paths)
    places = [one.value for one in stated(launch, "range", "height", words) if one.axis == "x"]
    reach = max(max(x for x, _ in leader), 1.0, *(x for x in places))
    wide = min(max(max(x for x, _ in path) for path in paths.values()), _FAR * reach)
    high = min(max(max(y for _, y in path) for path in paths.values()), _FAR * max(max(y for _, y in leader), 1.0))
    return {name: _draw(path, wide, max(high, 1.0), places) for name, path in paths.items()}


def _path(start: Place, track: FlightTrack) -> list[svg.Point]:
    """Ground range and height [km]."""
    return [
        (distance_km(start, (lat, lon)), height)
        for lat, lon, height in zip(track.latitudes_deg, track.longitudes_deg, track.heights_km, strict=True)
    ]


def _draw(path: Sequence[svg.Point], wide: float, high: float, places: Sequence[float]) -> Markup:
    width, height = _SIZE

    def at(x: float, y: float) -> svg.Point:
        return 4.0 + (width - 8.0) * x / wide, _FLOOR - (_FLOOR - _TOP) * y / high

    marks = [svg.polyline([(0.0, _FLOOR), (width, _FLOOR)], class_="p-base")]
    for place in places:
        x, y = at(place, 0.0)
        marks.append(svg.element("path", d=f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5-5Z", class_="m-said"))
    kept = [at(x, y) for x, y in path if x <= wide * 1.02]
    marks.append(svg.polyline(kept, class_="p-sketch"))
    return svg.element(
        "svg", *marks, viewBox=f"0 0 {width:.0f} {height:.0f}", class_="sketch", aria_hidden="true", focusable="false"
    )

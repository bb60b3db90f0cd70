"""The map of one launch: ground, warned areas, the fan of flights, computed falls, and the places that were named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from downrange.dossier.figures import map_extent, map_marks, svg
from downrange.dossier.figures.basemap import Basemap, land_paths
from downrange.dossier.figures.frame import Frame, Place, fit
from downrange.dossier.figures.hatch import hatching
from downrange.dossier.figures.labels import Layout
from downrange.dossier.figures.locator import locator
from downrange.dossier.figures.projection import distance_km
from downrange.dossier.words import Words
from downrange.records.dossier import LaunchDossier

_WHOLE_GLOBE_KM = 9000.0
"""A map wider than this shows where it is by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapShape:
    """A size class of the map."""

    width: float
    least_height: float
    most_height: float
    font: float
    locator: bool = True
    narrow: bool = False


ALONE = MapShape(width=960.0, least_height=420.0, most_height=640.0, font=14.0)
CLOSE = MapShape(width=620.0, least_height=580.0, most_height=580.0, font=13.5, locator=False)
"""A close-up, beside its overview."""
ASIDE = MapShape(width=320.0, least_height=580.0, most_height=580.0, font=12.0)
NARROW = MapShape(width=380.0, least_height=300.0, most_height=480.0, font=11.5, narrow=True)
"""For phones."""


def draw_map(
    launch: LaunchDossier,
    words: Words,
    basemap: Basemap,
    places: Sequence[Place],
    *,
    name: str,
    shape: MapShape,
    close: Frame | None = None,
) -> Markup:
    """The map of the part of the Earth that holds `places`, as one SVG element with id `name`.

    `close` is the frame of the close-up that this map is the overview of.
    """
    frame = frame_of(places, shape)
    layout = Layout(width=frame.width, height=frame.height)
    globe = Markup("")
    if shape.locator and frame.width_km < _WHOLE_GLOBE_KM:
        corner, globe = locator(frame, basemap, map_extent.everything(launch), size=0.11 * frame.width + 30.0)
        layout.take(corner)
    layers = map_marks.Marks(
        launch=launch, words=words, frame=frame, layout=layout, name=name, font=shape.font, close=close
    )
    marks, labels = layers.draw(basemap.names)
    ground = svg.group(
        [
            svg.element("rect", width=frame.width, height=frame.height, class_="m-sea"),
            svg.area(land_paths(basemap.rings_for(frame), frame), class_="m-land"),
        ]
    )
    clip = svg.element("clipPath", svg.element("rect", width=frame.width, height=frame.height), id=f"{name}-clip")
    return svg.picture(
        name,
        words("map.far_title" if close is not None else "map.title", title=launch.title),
        describe(launch, words, frame),
        (frame.width, frame.height),
        [
            svg.element("defs", clip, hatching(name)),
            svg.group([ground, *marks], clip_path=f"url(#{name}-clip)"),
            *labels,
            globe,
            svg.element("rect", x=0.5, y=0.5, width=frame.width - 1, height=frame.height - 1, class_="m-frame"),
        ],
        class_=f"figure map {'narrow' if shape.narrow else 'wide'}",
    )


def frame_of(places: Sequence[Place], shape: MapShape) -> Frame:
    """The frame that a map of this shape gives the places."""
    return fit(places, width=shape.width, least_height=shape.least_height, most_height=shape.most_height)


def describe(launch: LaunchDossier, words: Words, frame: Frame) -> str:
    """The map in words, for those who cannot see it."""
    said = [words("map.alt", km=words.number(frame.width_km, -1))]
    pad = map_extent.pad(launch)
    if launch.site is not None:
        said.append(words("map.alt_pad", site=launch.site.name))
    if pad is not None:
        for area in map_extent.drawn_areas(launch):
            middle = map_extent.middle(area.rings_deg[0])
            said.append(words("map.alt_area", name=area.message, km=words.number(distance_km(pad, middle), -1)))
        for impact in map_extent.drawn_impacts(launch):
            lat, lon = impact.median
            said.append(
                words(
                    "map.alt_impact",
                    body=map_marks.body_name(impact.body, words),
                    place=map_marks.coordinates(lat, lon, words),
                    km=words.number(distance_km(pad, impact.median), -1),
                )
            )
    said.extend(words("map.alt_said", name=place.label) for place in map_extent.named_places(launch, words))
    if launch.plots.tracks:
        said.append(words("map.alt_tracks", n=len(launch.plots.tracks)))
    return " ".join(said)

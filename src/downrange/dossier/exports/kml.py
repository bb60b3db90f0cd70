"""The dossier as KML 2.2, for Google Earth and its kin. Heights are meters above sea level.

Source: OGC 07-147r2, OGC KML 2.2. Polygons are cut at the date line; tracks need no cut, viewers take the short way.
"""

from __future__ import annotations

from xml.etree import ElementTree

from downrange.dossier import digits, geometry
from downrange.dossier.data import instant
from downrange.records.area import Area
from downrange.records.dossier import Dossier, FlightTrack, LaunchDossier
from downrange.records.finding import Impact

NAMESPACE = "http://www.opengis.net/kml/2.2"
# Colors are aabbggrr, as KML wants them; the same hues as on the page.
_STYLES: dict[str, dict[str, dict[str, str]]] = {
    "area": {"LineStyle": {"color": "ff02518d", "width": "2"}, "PolyStyle": {"color": "3302518d"}},
    "impact-50": {"LineStyle": {"color": "ff8437b3", "width": "2"}, "PolyStyle": {"color": "668437b3"}},
    "impact-90": {"LineStyle": {"color": "ff8437b3", "width": "1"}, "PolyStyle": {"color": "268437b3"}},
    "flight": {"LineStyle": {"color": "80963f12", "width": "1"}},
}


def as_kml(dossier: Dossier) -> str:
    """The whole dossier as one KML document, a folder a launch."""
    root = ElementTree.Element("kml", xmlns=NAMESPACE)
    document = _child(root, "Document")
    _child(document, "name", dossier.title)
    for name, parts in _STYLES.items():
        style = ElementTree.SubElement(document, "Style", id=name)
        for part, fields in parts.items():
            holder = _child(style, part)
            for field, value in fields.items():
                _child(holder, field, value)
    for launch in dossier.launches:
        _launch(document, launch)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _child(parent: ElementTree.Element, tag: str, text: str | None = None) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag)
    if text is not None:
        child.text = xml_text(text)
    return child


def xml_text(text: str) -> str:
    """The text without the control characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def _launch(document: ElementTree.Element, launch: LaunchDossier) -> None:
    folder = _child(document, "Folder")
    _child(folder, "name", launch.title)
    _child(folder, "description", launch.verdict)
    if launch.site is not None:
        mark = _placemark(folder, launch.site.name, "", None)
        at = f"{digits.longitude(launch.site.longitude_deg)},{digits.degrees(launch.site.latitude_deg)},0"
        _child(_child(mark, "Point"), "coordinates", at)
    for area in launch.areas:
        _area(folder, area)
    for impact in launch.findings.impacts:
        _impact(folder, impact)
    flights = _child(folder, "Folder")
    _child(flights, "name", "Flights drawn from the posterior")
    for number, track in enumerate(launch.plots.tracks):
        _track(flights, number, track)


def _placemark(parent: ElementTree.Element, name: str, description: str, style: str | None) -> ElementTree.Element:
    mark = _child(parent, "Placemark")
    _child(mark, "name", name)
    if description:
        _child(mark, "description", description)
    if style is not None:
        _child(mark, "styleUrl", f"#{style}")
    return mark


def _area(folder: ElementTree.Element, area: Area) -> None:
    lines = [f"{instant(window.start)} to {instant(window.end)}" for window in area.windows]
    name = f"{area.message} ({area.kind.value})" if area.message else area.kind.value
    mark = _placemark(folder, name, "\n".join(lines), "area")
    _shape(mark, geometry.polygon(area.rings_deg))


def _impact(folder: ElementTree.Element, impact: Impact) -> None:
    for percent, shape in ((90, impact.p90), (50, impact.p50)):
        name = f"{impact.body}: {percent} % of the flights came down here"
        mark = _placemark(folder, name, "Computed, not observed.", f"impact-{percent}")
        _shape(mark, geometry.normal(shape))


def _shape(mark: ElementTree.Element, shape: geometry.Geometry) -> None:
    many = shape["type"] == "MultiPolygon"
    holder = _child(mark, "MultiGeometry") if many else mark
    for rings in shape["coordinates"] if many else [shape["coordinates"]]:
        polygon = _child(holder, "Polygon")
        _child(polygon, "tessellate", "1")
        for number, ring in enumerate(rings):
            boundary = _child(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
            text = " ".join(f"{lon},{lat},0" for lon, lat in ring)
            _child(_child(boundary, "LinearRing"), "coordinates", text)


def _track(folder: ElementTree.Element, number: int, track: FlightTrack) -> None:
    mark = _placemark(folder, f"{track.explanation} {number + 1}", "", "flight")
    path = _child(mark, "LineString")
    _child(path, "altitudeMode", "absolute")
    points = zip(track.longitudes_deg, track.latitudes_deg, track.heights_km, strict=True)
    text = " ".join(
        f"{digits.longitude(lon)},{digits.degrees(lat)},{round(1000 * height)}" for lon, lat, height in points
    )
    _child(path, "coordinates", text)

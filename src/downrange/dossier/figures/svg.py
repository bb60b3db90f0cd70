"""SVG primitives: elements whose text and attributes are always escaped, and paths of rounded points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

Point = tuple[float, float]


def element(tag: str, *children: Markup | str, **attributes: str | float | None) -> Markup:
    """`<tag …>children</tag>`; a plain string child is text. `class_` is class, `_` is `-`; None leaves one out."""
    parts = [
        f' {name.rstrip("_").replace("_", "-")}="{escape(number(value) if isinstance(value, int | float) else value)}"'
        for name, value in attributes.items()
        if value is not None
    ]
    inside = "".join(str(escape(child)) for child in children)
    return Markup(f"<{tag}{''.join(parts)}>{inside}</{tag}>" if children else f"<{tag}{''.join(parts)}/>")


def number(value: float) -> str:
    """A coordinate or size to one decimal, as short as it gets."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def path_data(points: Iterable[Point], *, closed: bool = False) -> str:
    """The `d` of a path through the points; repeated points are left out."""
    out: list[str] = []
    for x, y in points:
        text = f"{number(x)} {number(y)}"
        if not out or out[-1] != text:
            out.append(text)
    return "M" + "L".join(out) + ("Z" if closed else "") if out else ""


def polyline(points: Iterable[Point], **attributes: str | float | None) -> Markup:
    """An open path."""
    return element("path", d=path_data(points), **attributes)


def area(rings: Iterable[Sequence[Point]], **attributes: str | float | None) -> Markup:
    """A closed path of one or more rings; holes show through."""
    return element("path", d="".join(path_data(ring, closed=True) for ring in rings), fill_rule="evenodd", **attributes)


def group(children: Iterable[Markup], **attributes: str | float | None) -> Markup:
    """A `<g>`."""
    return element("g", *children, **attributes)


def text(x: float, y: float, words: str, **attributes: str | float | None) -> Markup:
    """Text at a point."""
    return element("text", words, x=x, y=y, **attributes)


def picture(
    name: str, title: str, description: str, size: tuple[float, float], children: Iterable[Markup], *, class_: str = ""
) -> Markup:
    """A whole figure; `name` is unique on the page, title and description are what a screen reader says."""
    width, height = size
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        class_=class_ or None,
        id=name,
    )

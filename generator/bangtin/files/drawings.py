"""Drawings: SVG files as plain segments, to be drawn again in any ink.

Placed as pictures their colours would be RGB on a CMYK page. A drawing may stand in a page as it
is, so it holds shapes and nothing else: no words, references, scripts or styles.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

Segment = list[str | float]
"""``M``, ``L``, ``C`` or ``Z`` in absolute coordinates, with its two or six numbers."""

Point = tuple[float, float]

_SVG = "{http://www.w3.org/2000/svg}"
_GROUPS = ("svg", "g")
_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
_ATTRIBUTES = frozenset((
    "viewBox", "width", "height", "fill", "fill-rule", "stroke", "stroke-width",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "d", "x", "y", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2", "points",
))  # fmt: skip


class Unreadable(ValueError):
    """A file that is no drawing as described above."""


@dataclasses.dataclass(frozen=True)
class Shape:
    """One shape; ``fill`` and the rule of filling are as written, its own or its group's."""

    segments: list[Segment]
    fill: str
    is_even_odd: bool = False


@dataclasses.dataclass(frozen=True)
class Drawing:
    """Shapes in the order in which they are drawn, on a plane of ``width`` by ``height``.

    The plane begins at 0, 0. Without a ``viewBox`` its sides are 0.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]


def read(svg: str) -> Drawing:
    """Read an SVG file. Raises Unreadable."""
    root = _sound(svg)
    try:
        left, top, width, height = map(float, root.get("viewBox", "0 0 0 0").split())
    except ValueError:
        raise Unreadable from None
    shapes = tuple(_shapes(root, "", ""))
    if (left, top) != (0, 0) or not shapes:
        raise Unreadable
    return Drawing(width, height, shapes)


def _sound(svg: str) -> ElementTree.Element:
    """Return the root of a file of shapes, with names that have lost their name space.

    No element and no attribute but those of a drawing: so no id, script, handler, reference
    or words can come in, and nothing stands beside the root. Raises Unreadable.
    """
    if "<!" in svg.replace("<!--", "") or "<?" in svg.removeprefix("<?xml"):
        raise Unreadable
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - it has no declarations, so no entities
    except ElementTree.ParseError:
        raise Unreadable from None
    for element in root.iter():
        words = (element.text or "") + (element.tail or "")
        # Within a page an svg needs no name space; one of another is no drawing.
        element.tag = element.tag.removeprefix(_SVG)
        known = _GROUPS[:1] if element is root else _GROUPS[1:] + _SHAPES
        is_known = element.tag in known and _ATTRIBUTES.issuperset(element.attrib)
        if not is_known or words.strip():
            raise Unreadable
    return root


def _shapes(group: ElementTree.Element, fill: str, rule: str) -> Iterator[Shape]:
    """Yield the shapes of a group, which have its fill where they have none of their own."""
    fill, rule = group.get("fill", fill), group.get("fill-rule", rule)
    for element in group:
        if element.tag == "g":
            yield from _shapes(element, fill, rule)
        else:
            is_even_odd = element.get("fill-rule", rule) == "evenodd"
            yield Shape(_segments(element), element.get("fill", fill), is_even_odd)


def _segments(element: ElementTree.Element) -> list[Segment]:
    """Return what a shape draws, relative and short forms, arcs and circles resolved."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib import SVGPath, parse_path

    pen = RecordingPen()
    try:
        if element.tag == "path":
            parse_path(element.get("d", ""), pen)
        else:
            whole = ElementTree.Element("svg")
            whole.append(element)
            SVGPath.fromstring(ElementTree.tostring(whole)).draw(pen)
    except (ValueError, IndexError, NotImplementedError, AssertionError, TypeError):
        raise Unreadable from None
    found = list(_as_written(pen.value))
    if not found:
        raise Unreadable
    return found


def _as_written(drawn: Iterable[tuple[str, tuple[Point, ...]]]) -> Iterator[Segment]:
    """Yield the segments of what a pen recorded."""
    start = here = (0.0, 0.0)
    for step, following in itertools.pairwise([*drawn, ("", ())]):
        match step:
            case "moveTo", (point,):
                start = here = point
                yield ["M", *point]
            case "lineTo", (point,):
                # Closing draws the way back by itself.
                if point != start or following[0] != "closePath":
                    yield ["L", *point]
                here = point
            case "curveTo", (first, second, point):
                here = point
                yield ["C", *first, *second, *point]
            case "qCurveTo", (pull, point):
                first, second = _towards(here, pull), _towards(point, pull)
                here = point
                yield ["C", *first, *second, *point]
            case "closePath", ():
                here = start
                yield ["Z"]


def _towards(end: Point, pull: Point) -> Point:
    """Return where a cubic curve's handle is whose quadratic one is ``pull``."""
    return (end[0] + (pull[0] - end[0]) * 2 / 3, end[1] + (pull[1] - end[1]) * 2 / 3)

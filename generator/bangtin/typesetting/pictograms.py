"""Pictograms: SVG paths from ``assets/icons`` as plain segments, to be drawn in any ink.

Placed as images their colours would be RGB on a CMYK page, so their strokes are
read and drawn again. The set keeps to absolute M, L, C and Z on a 48-unit square.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from bangtin.problems import Refused

_PATH = re.compile(r"<path\b([^>]*)/?>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_TOKEN = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?")
_ARGUMENTS = {"M": 2, "L": 2, "C": 6, "Z": 0}

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = ("svg", "g", "path")
_ATTRIBUTES = frozenset((
    "viewBox", "width", "height", "d", "fill", "fill-rule", "stroke", "stroke-width",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
))  # fmt: skip

Segment = list[str | float]


def parse(svg: str, file: str) -> list[dict[str, object]]:
    """Return each path's segments and whether it is solid.

    Raises Refused for anything that the set's rules don't allow.
    """
    _check_form(svg, file)
    paths: list[dict[str, object]] = []
    for match in _PATH.finditer(svg):
        attributes = dict(_ATTRIBUTE.findall(match.group(1)))
        solid = attributes.get("fill", "none") != "none"
        paths.append({"d": _segments(attributes.get("d", ""), file), "solid": solid})
    if not paths:
        raise Refused("icon-unreadable", file=file)
    return paths


def _check_form(svg: str, file: str) -> None:
    """Refuse what is no well-formed drawing of paths: it stands in pages as it is.

    No element but svg, g and path, no attribute but those of a drawing: so no id, script,
    handler, reference or words can come in, and nothing stands beside the root.
    """
    try:
        if "<!" in svg.replace("<!--", "") or "<?" in svg.removeprefix("<?xml"):
            raise Refused("icon-unreadable", file=file)
        root = ElementTree.fromstring(svg)  # noqa: S314 - it has no declarations, so no entities
    except ElementTree.ParseError as error:
        raise Refused("icon-unreadable", file=file) from error
    for element in root.iter():
        words = (element.text or "") + (element.tail or "")
        # Within a page an svg needs no name space; one of another is no drawing.
        tag = element.tag.removeprefix(_SVG)
        is_drawing = tag in _ELEMENTS and (element is root) == (tag == "svg")
        if not is_drawing or words.strip() or not _ATTRIBUTES.issuperset(element.attrib):
            raise Refused("icon-unreadable", file=file)


def _segments(d: str, file: str) -> list[Segment]:
    tokens = _TOKEN.findall(d)
    segments: list[Segment] = []
    position = 0
    while position < len(tokens):
        command = tokens[position]
        if command not in _ARGUMENTS:
            raise Refused("icon-unreadable", file=file)
        end = position + 1 + _ARGUMENTS[command]
        try:
            numbers = [float(token) for token in tokens[position + 1 : end]]
        except ValueError as error:
            raise Refused("icon-unreadable", file=file) from error
        if len(numbers) != _ARGUMENTS[command]:
            raise Refused("icon-unreadable", file=file)
        segments.append([command, *numbers])
        position = end
    return segments

"""Pictograms: SVG paths from ``assets/icons`` as plain segments, to be drawn in any ink.

Placed as images their colours would be RGB on a CMYK page, so their strokes are
read and drawn again. The set keeps to absolute M, L, C and Z on a 48-unit square.
"""

from __future__ import annotations

import re

from bangtin.problems import Refused

_PATH = re.compile(r"<path\b([^>]*)/?>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_TOKEN = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?")
_ARGUMENTS = {"M": 2, "L": 2, "C": 6, "Z": 0}

Segment = list[str | float]


def parse(svg: str, file: str) -> list[dict[str, object]]:
    """Return each path's segments and whether it is solid.

    Raises Refused for anything that the set's rules don't allow.
    """
    paths: list[dict[str, object]] = []
    for match in _PATH.finditer(svg):
        attributes = dict(_ATTRIBUTE.findall(match.group(1)))
        solid = attributes.get("fill", "none") != "none"
        paths.append({"d": _segments(attributes.get("d", ""), file), "solid": solid})
    if not paths:
        raise Refused("icon-unreadable", file=file)
    return paths


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

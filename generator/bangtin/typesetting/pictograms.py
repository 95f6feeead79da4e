"""Pictograms: the drawings of ``assets/icons`` on a square of 48 units, for a sheet's own ink."""

from __future__ import annotations

from bangtin.files import drawings
from bangtin.files.drawings import Segment
from bangtin.problems import Refused

SIDE = 48.0
"""The units of a side: strokes are three of them wide, whatever a file's own units are."""


def parse(svg: str, file: str) -> list[dict[str, object]]:
    """Return each shape's segments and whether it is solid, scaled to the square.

    Raises Refused for a file that is no drawing.
    """
    try:
        drawing = drawings.read(svg)
    except drawings.Unreadable as error:
        raise Refused("icon-unreadable", file=file) from error
    scale = SIDE / (max(drawing.width, drawing.height) or SIDE)
    return [
        {"d": _scaled(shape.segments, scale), "solid": shape.fill not in ("", "none")}
        for shape in drawing.shapes
    ]


def _scaled(segments: list[Segment], scale: float) -> list[Segment]:
    if scale == 1:
        return segments
    return [[kind, *(float(n) * scale for n in numbers)] for kind, *numbers in segments]

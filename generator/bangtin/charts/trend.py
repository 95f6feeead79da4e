"""One line over the days: the first, the last and the goal are labelled.

Days of which not all units have reported are hollow points: their sum is of fewer.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from fractions import Fraction

import msgspec

from bangtin.charts import svg
from bangtin.charts.bars import Goal

TOP, HEIGHT, FOOT = 2.2, 9.0, 1.8
"""The room above the plot, its own height and the room for the days below it, in em."""
LEFT, WIDTH = Fraction(3, 100), Fraction(94, 100)
RADIUS = 4
MOST_POINTS = 62
"""Beyond so many days the points run together: the line alone stays."""


class Point(msgspec.Struct, frozen=True):
    """A day's height as a share of the scale, and whether all units have reported it."""

    day: datetime.date
    at: Fraction
    is_whole: bool


def draw(
    points: Sequence[Point], first: str, last: str, days: tuple[str, str], goal: Goal | None,
    alt: str,
) -> str:  # fmt: skip
    """Return the chart; ``first`` and ``last`` are the values there, ``days`` their days."""
    begin, end = points[0].day, points[-1].day
    span = max((end - begin).days, 1)

    def x(point: Point) -> str:
        return svg.percent(LEFT + WIDTH * Fraction((point.day - begin).days, span))

    base = svg.em(TOP + HEIGHT)
    parts = [svg.element("line", class_="chart-axis", x1="0", x2="100%", y1=base, y2=base)]
    if goal:
        y = _y(goal.at)
        parts.append(
            svg.element("line", class_="chart-goal", x1="0", x2="100%", y1=svg.em(y), y2=svg.em(y))
        )
        parts.append(svg.text(goal.words, class_="chart-name", x="0", y=svg.em(y - 0.4)))
    for one, other in itertools.pairwise(points):
        parts.append(
            svg.element("line", class_="chart-line", x1=x(one), y1=svg.em(_y(one.at)),
                        x2=x(other), y2=svg.em(_y(other.at)))
        )  # fmt: skip
    marked = points if len(points) <= MOST_POINTS else (points[0], points[-1])
    parts += [
        svg.element("circle", class_="chart-point" if p.is_whole else "chart-part",
                    cx=x(p), cy=svg.em(_y(p.at)), r=str(RADIUS))
        for p in marked
    ]  # fmt: skip
    foot = svg.em(TOP + HEIGHT + 1.2)
    parts.append(svg.text(days[0], class_="chart-note", x="0", y=foot))
    if len(points) > 1:
        parts.append(svg.text(first, class_="chart-value", x="0", y=svg.em(_label(points[0].at))))
        parts.append(svg.text(days[1], class_="chart-note", x="100%", y=foot, text_anchor="end"))
    parts.append(
        svg.text(last, class_="chart-value", x="100%" if len(points) > 1 else "0",
                 y=svg.em(_label(points[-1].at)),
                 text_anchor="end" if len(points) > 1 else "start")
    )  # fmt: skip
    return svg.chart(TOP + HEIGHT + FOOT, alt, parts)


def _y(share: Fraction) -> float:
    return float(TOP + HEIGHT * (1 - share))


def _label(share: Fraction) -> float:
    """Return the baseline of a point's label: below it, or above where the axis is near."""
    y = _y(share)
    return y + 2.0 if share > Fraction(1, 4) else y - 0.7

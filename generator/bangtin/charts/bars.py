"""One bar a unit on one common scale, the goal as a line through all of them.

Each value stands at its bar's end. What was not reported is a hatched outline with words, never
a bar of length 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from bangtin.charts import svg

ROW = 3.3
NAME, TOP, BAR, BASELINE = 1.1, 1.5, 1.15, 2.42
"""Where in a row the name, the bar and the value's baseline stand, in em."""
HEAD = 1.7
INSIDE = Fraction(2, 3)
INSIDE_HATCHED = Fraction(9, 20)
"""From this length on the value stands inside the bar."""
ROOM = Fraction(1, 5)
"""How much of a phone's width a value takes."""


class Bar(msgspec.Struct, frozen=True):
    """A unit's bar: its length as a share of the scale, and what is written at it.

    ``is_missing`` bars are hatched; their length is that of an earlier report, or None.
    ``lang`` is the name's language where it isn't the page's.
    """

    name: str
    length: Fraction | None
    value: str
    note: str = ""
    is_missing: bool = False
    lang: str = ""


class Goal(msgspec.Struct, frozen=True):
    """The line of a goal: where it stands on the scale, and what it is called."""

    at: Fraction
    words: str


def draw(bars: Sequence[Bar], goal: Goal | None, alt: str, name: str) -> str:
    """Return the chart; ``name`` tells its hatching from that of others on the page."""
    head = HEAD if goal else 0.0
    hatch = f"hatch-{name}"
    parts = [_hatching(hatch)] if any(bar.is_missing for bar in bars) else []
    height = head + ROW * len(bars)
    for number, bar in enumerate(bars):
        parts += _shapes(bar, head + ROW * number, hatch)
    if goal:
        parts += _line(goal, height)
    for number, bar in enumerate(bars):
        parts += _words(bar, head + ROW * number, goal)
    return svg.chart(height, alt, parts)


def _hatching(name: str) -> str:
    return (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="chart-hatch" width="2.5" height="8"/></pattern>'
    )


def _shapes(bar: Bar, top: float, hatch: str) -> list[str]:
    place = {"x": "0", "y": svg.em(top + TOP), "height": svg.em(BAR)}
    if bar.is_missing:
        width = svg.percent(bar.length or Fraction(1))
        return [svg.element("rect", class_="chart-missing", fill=f"url(#{hatch})", width=width,
                            **place)]  # fmt: skip
    length = bar.length or Fraction(0)
    # A value of 0 was reported: a line at the foot of the scale says so.
    width = svg.percent(length) if length else "2"
    return [svg.element("rect", class_="chart-bar", width=width, **place)]


def _words(bar: Bar, top: float, goal: Goal | None) -> list[str]:
    lang = {"lang": bar.lang} if bar.lang else {}
    found = [svg.text(bar.name, class_="chart-name", x="0", y=svg.em(top + NAME), **lang)]
    if bar.note:
        found.append(svg.text(bar.note, class_="chart-note", x="100%", y=svg.em(top + NAME),
                              text_anchor="end"))  # fmt: skip
    y = svg.em(top + BASELINE)
    length = bar.length or Fraction(0)
    room = 2 * ROOM if bar.is_missing else ROOM
    if length > (INSIDE_HATCHED if bar.is_missing else INSIDE):
        if goal and max(room, length - room) <= goal.at < length:
            length = goal.at  # Before the line, which would strike it through.
        inside = "chart-value" if bar.is_missing else "chart-inside"
        found.append(svg.text(bar.value, class_=inside, x=svg.percent(length), dx="-.4em", y=y,
                              text_anchor="end"))  # fmt: skip
    else:
        if goal and length < goal.at < length + room:
            length = goal.at  # Beyond the line, which would strike it through.
        found.append(svg.text(bar.value, class_="chart-value", x=svg.percent(length), dx=".4em",
                              y=y))  # fmt: skip
    return found


def _line(goal: Goal, height: float) -> list[str]:
    x = svg.percent(goal.at)
    line = {"x1": x, "x2": x, "y1": svg.em(HEAD - 0.4), "y2": svg.em(height)}
    anchor = "middle" if Fraction(1, 4) < goal.at < Fraction(3, 4) else \
        "start" if goal.at < Fraction(1, 2) else "end"  # fmt: skip
    return [
        svg.element("line", class_="chart-case", **line),
        svg.element("line", class_="chart-goal", **line),
        svg.text(goal.words, class_="chart-name", x=x, y="1em", text_anchor=anchor),
    ]

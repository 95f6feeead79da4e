"""Reads what units write in a message: "Bản Mế 9/7: 412/980 Bluezone, 388 khai báo".

A line is understood as a whole or not at all: one unit, one day, and each number beside the name
of what it counts. Names are those of the tables and settings; marks and capitals don't matter.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator

import msgspec

from bangtin import spelling
from bangtin.config.settings import Count
from bangtin.locales import DayOrder
from bangtin.site import count_values
from bangtin.site.count_units import Unit, Units
from bangtin.site.count_values import Unreadable


class Entry(msgspec.Struct, frozen=True):
    """One report as it was understood, and the line that it stands on."""

    line: int
    text: str
    unit: Unit
    day: datetime.date
    base: int | None
    values: tuple[int | None, ...]
    reported: datetime.datetime | None = None
    note: str = ""


class NotUnderstood(msgspec.Struct, frozen=True):
    """A line with figures that can't be taken for a report; ``key`` names the text saying why."""

    line: int
    text: str
    key: str
    args: dict[str, str] = {}


class Skipped(msgspec.Struct, frozen=True):
    """A line without figures: a greeting, a heading."""

    line: int
    text: str


Line = Entry | NotUnderstood | Skipped

_NUMBER = r"\d{1,3}(?:[. ]\d{3})+(?!\d)|\d+"
_GROUP = re.compile(
    rf"(?P<done>-?(?:{_NUMBER})(?:,\d+)?)\s*(?P<percent>%)?"
    rf"(?:\s*(?:/|tren(?: tong so)?|trong(?: so)?|of|out of)\s*(?P<base>{_NUMBER}))?"
)
_STAMP = re.compile(r"^\[(?P<stamp>[^\]]{3,40})\]\s*")
_HOUR = re.compile(r"(?:\b(?:luc|at)\s+)?\b(\d{1,2}(?:[hg]\d{0,2}|:\d{2})(?::\d{2})?)(?=\W|$)")
_DAY = re.compile(
    r"(?P<told>\b(?:ngay|date|day)\s+)?(?<![\d/.])"
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}(?P<year>[/.-](?:20)?\d{2})?)(?![\d/])"
)


_DAY_AT_FAULT = {"count-future": "count-line-future", "count-day-order": "count-line-day-order"}


class Parser:
    """Reads lines one after the other: a line that is only a day holds for those below it."""

    def __init__(
        self,
        count: Count,
        units: Units,
        now: datetime.date,
        order: DayOrder,
        day: datetime.date | None,
    ) -> None:
        self._units = units
        self._now = now
        self._order = order
        self._day = day
        self._size = len(count.measures)
        names: dict[str, int] = {}
        for number, (key, measure) in enumerate(count.measures.items()):
            for name in (key, measure.column, measure.title, *measure.words):
                names.setdefault(_bare(name), number)
        for name in (count.base, count.columns.base or ""):
            if name:
                names.setdefault(_bare(name), -1)
        self._names = names
        self._measure = re.compile(
            rf"(?<!\w)(?:{'|'.join(re.escape(n) for n in sorted(names, key=len, reverse=True))})"
            r"(?!\w)"
        )
        spelled = [name for name in units.names() if not name.isdigit()]
        self._unit = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(n) for n in spelled)})(?!\w)")

    def read(self, text: str) -> Iterator[Line]:
        """Yield every line that holds anything."""
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield self._read_line(number, line.strip())

    def _read_line(self, number: int, text: str) -> Line:
        rest = _bare(text)
        if not any(c.isdigit() for c in rest):
            return Skipped(number, text)
        stamp = _STAMP.match(rest)
        if stamp:
            rest = rest[stamp.end() :]
        unit, rest, wrong = self._take_unit(rest)
        day, rest = self._take_day(rest)
        if unit is None and not wrong and day is not None and not self._measure.search(rest):
            return self._set_day(number, text, day)
        if wrong:
            return NotUnderstood(number, text, wrong)
        if unit is None:
            has_figures = self._measure.search(rest) or _GROUP.search(rest)
            return NotUnderstood(number, text, "count-line-unit") if has_figures \
                else Skipped(number, text)  # fmt: skip
        on = self._day
        try:
            if day is not None:
                on = count_values.day(day, self._now, self._order)
        except Unreadable as error:
            key = _DAY_AT_FAULT.get(error.key, "count-line-not-day")
            return NotUnderstood(number, text, key, {"day": day or ""})
        if on is None:
            return NotUnderstood(number, text, "count-line-day")
        hour, rest = _take_hour(rest)
        if not hour and stamp:
            hour = _take_hour(stamp["stamp"])[0]
        figures = self._figures(rest)
        if isinstance(figures, str):
            return NotUnderstood(number, text, figures)
        base, values = figures
        try:
            reported = count_values.moment(hour, on, self._order) if hour else None
        except Unreadable:
            return NotUnderstood(number, text, "count-line-hour", {"hour": hour})
        return Entry(number, text, unit, on, base, values, reported)

    def _set_day(self, number: int, text: str, day: str) -> Line:
        try:
            self._day = count_values.day(day, self._now, self._order)
        except Unreadable as error:
            key = _DAY_AT_FAULT.get(error.key, "count-line-not-day")
            return NotUnderstood(number, text, key, {"day": day})
        return Skipped(number, text)

    def _take_unit(self, text: str) -> tuple[Unit | None, str, str]:
        """Return the one unit that a line names, the rest, and what is wrong."""
        found = list(self._unit.finditer(text))
        units = {match[0]: self._units.find(match[0]) for match in found}
        known = {unit.key: unit for unit in units.values() if unit}
        if len(known) > 1:
            return None, text, "count-line-units"
        if not known:
            head = re.match(r"(\d{1,12})\s*[:;,\-–]?\s+", text)
            unit = self._units.find(head[1]) if head else None
            return (unit, text[head.end() :], "") if unit and head else (None, text, "")
        # What stands before a name ("UBND xã") tells nothing; a name of two is taken out twice.
        return next(iter(known.values())), self._unit.sub(" ", text), ""

    def _take_day(self, text: str) -> tuple[str | None, str]:
        """Return the day of a line, and the rest.

        "5/10" can be a day or five of ten: it is a day with its year, after the word for it, or
        before every name of what is counted and not beside one.
        """
        first = self._measure.search(text)
        for found in _DAY.finditer(text):
            is_sure = bool(found["told"] or found["year"] or found["day"][:4].isdigit())
            after = text[found.end() :].lstrip()
            beside = self._measure.match(after) is not None
            is_ahead = not first or found.start() < first.start()
            others = _GROUP.search(text[found.end() :])
            if is_sure or (is_ahead and not beside and others):
                return found["day"], f"{text[: found.start()]} {text[found.end() :]}"
        return None, text

    def _figures(self, text: str) -> tuple[int | None, tuple[int | None, ...]] | str:
        """Return the base and the values; or the key of what is wrong."""
        tokens: list[tuple[str, re.Match[str]]] = []
        position = 0
        names = {match.start(): match for match in self._measure.finditer(text)}
        while position < len(text):
            if position in names:
                tokens.append(("name", names[position]))
                position = names[position].end()
            elif text[position].isdigit() or text[position : position + 2].lstrip("-").isdigit():
                group = _GROUP.match(text, position)
                if group is None:
                    return "count-line-figures"
                tokens.append(("number", group))
                position = group.end()
            else:
                position += 1
        merged: list[tuple[str, re.Match[str]]] = []
        for kind, match in tokens:
            is_same = (
                merged and kind == "name" == merged[-1][0]
                and self._names[match[0]] == self._names[merged[-1][1][0]]
            )  # fmt: skip
            if not is_same:
                merged.append((kind, match))
        kinds = [kind for kind, _ in merged]
        is_paired = all(a != b for a, b in itertools.pairwise(kinds))
        if not kinds or len(kinds) % 2 or not is_paired:
            return "count-line-figures"
        return self._paired(merged)

    def _paired(
        self, tokens: list[tuple[str, re.Match[str]]]
    ) -> tuple[int | None, tuple[int | None, ...]] | str:
        values: list[int | None] = [None] * self._size
        bases: set[int] = set()
        for one, other in zip(tokens[::2], tokens[1::2], strict=True):
            group, name = (one[1], other[1]) if one[0] == "number" else (other[1], one[1])
            if group["percent"]:
                return "count-line-percent"
            try:
                done = count_values.number(group["done"])
                base = count_values.number(group["base"]) if group["base"] else None
            except Unreadable:
                return "count-line-figures"
            number = self._names[name[0]]
            if base is not None:
                bases.add(base)
            if number < 0:
                bases.add(done)
            elif values[number] is not None:
                return "count-line-twice"
            else:
                values[number] = done
        if len(bases) > 1:
            return "count-line-bases"
        return next(iter(bases), None), tuple(values)


def _take_hour(text: str) -> tuple[str, str]:
    found = _HOUR.search(text)
    if found is None:
        return "", text
    return found[1], f"{text[: found.start()]} {text[found.end() :]}"


def _bare(text: str) -> str:
    """Return folded text, its blanks single; signs stay, as they part numbers."""
    return " ".join(spelling.fold(text).replace("\u2212", "-").replace("–", "-").split())

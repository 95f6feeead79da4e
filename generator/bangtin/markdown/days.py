"""Days in a text that no calendar has, or on another day of the week than it says.

Days in figures are read in any language; names of months and days of the week in those that
Bangtin itself speaks: Vietnamese, English and French.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator

import msgspec

_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\w/-])"
_DAY = re.compile(
    r"(?P<first>\d(?<![\w/.-]\d)\d?)(?:(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)"
    rf"|\stháng\s(?P<month>\d{{1,2}})(?:\s+năm|,)?\s){_YEAR}",
    re.IGNORECASE,
)
"""A day with its year; a number of a document is none.

It begins with a digit and not with the day of the week, so that a search passes over letters: a
page of the benchmarks takes 0.017 ms, not 0.065.
"""
_DAY_OF_MONTH = re.compile(
    r"(?P<first>\d(?<![\w/.-]\d)\d?)(?:st|nd|rd|th|er)?"
    rf"(?:,?\s|\s(?:of\s)?(?P<month>[^\W\d_]{{3,9}})\.?,?\s){_YEAR}"
)
"""A day whose month has a name, which stands behind it or right before it (_BEFORE)."""
_BEFORE = re.compile(r"(?<![\w/.-])(?P<name>[^\W\d_]{3,9})[.,]?\s(?:the\s|le\s)?\Z", re.IGNORECASE)
"""The name of a month or of a day of the week right before a day."""
_DAY_OF_WEEK = re.compile(
    r"(?<![\w/.-])(?P<name>thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)[,(\s]{1,3}(?:ngày\s)?\Z",
    re.IGNORECASE,
)
"""The same in Vietnamese, for a day of the week."""
_BEFORE_LETTERS = 20
"""The letters of the longest one, ``chủ nhật, (ngày ``, and some."""
WEEKS = (
    ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)
"""The days of the week as CLDR has them, from Monday on."""
SHORT_WEEKS = (
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
)
MONTHS = (
    ("January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
     "octobre", "novembre", "décembre"),
    ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
)  # fmt: skip
"""The months, whole and short, without the full stop of the short ones."""
_MONTHS = {name.casefold(): number for names in MONTHS for number, name in enumerate(names, 1)}
_WEEK = {
    name.casefold(): (number, whole)
    for names, whole in (*zip(WEEKS, WEEKS, strict=True), *zip(SHORT_WEEKS, WEEKS[1:], strict=True))
    for number, name in enumerate(names)
}
"""Each name of a day of the week: its number as Python counts, and its language's whole names."""
_LAST_DAY, _LAST_MONTH = 31, 12


class Doubt(msgspec.Struct, frozen=True):
    """A day as it is written, and the day of the week that it is; none where it is no day."""

    text: str
    weekday: str = ""


def doubts(text: str) -> Iterator[Doubt]:
    """Yield the days of a text that can't be meant as they stand.

    >>> list(doubts("Họp thứ hai, 21/7/2021, nộp trước 31/6/2021."))
    [Doubt(text='thứ hai, 21/7/2021', weekday='thứ tư'), Doubt(text='31/6/2021', weekday='')]
    >>> list(doubts("Monday, July 21, 2021"))
    [Doubt(text='Monday, July 21, 2021', weekday='Wednesday')]
    """
    for found in _DAY.finditer(text):
        year = int(found["year"])
        first, second = int(found["first"]), int(found["second"] or found["month"])
        pairs = [(first, second)] if found["month"] else [(first, second), (second, first)]
        if any(1 <= d <= _LAST_DAY and 1 <= m <= _LAST_MONTH for d, m in pairs):
            days = [day for d, m in pairs if (day := _day(year, m, d))]
            yield from _doubt(text, found.start(), found.end(), days)
    for found in _DAY_OF_MONTH.finditer(text):
        start, name = found.start(), found["month"]
        if name is None and (before := _before(_BEFORE, text, start)):
            start, name = before.start(), before["name"]
        month, number = _MONTHS.get((name or "").casefold()), int(found["first"])
        if month and 1 <= number <= _LAST_DAY:
            day = _day(int(found["year"]), month, number)
            yield from _doubt(text, start, found.end(), [day] if day else [])


def _doubt(text: str, start: int, end: int, days: list[datetime.date]) -> Iterator[Doubt]:
    """Yield what is wrong with a day that stands in a text, and may be one of some days."""
    week = _before(_DAY_OF_WEEK, text, start) or _before(_BEFORE, text, start)
    name = " ".join(week["name"].split()).casefold() if week else ""
    if name[-1:].isdigit():
        name = WEEKS[0][int(name[-1]) - 2]  # Monday, the first for Python, is "the second".
    is_week = name in _WEEK
    written = " ".join(text[week.start() if week and is_week else start : end].split())
    if not days:
        yield Doubt(written)
    elif is_week:
        said, names = _WEEK[name]
        if said not in [day.weekday() for day in days]:
            yield Doubt(written, names[days[0].weekday()])


def _before(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    return pattern.search(text, max(0, start - _BEFORE_LETTERS), start)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    with contextlib.suppress(ValueError):
        return datetime.date(year, month, day)
    return None

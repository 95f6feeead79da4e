"""What people write for a number, a day and an hour, in tables and in messages.

Each reader returns the value, or raises ``Unreadable`` with the key of the message that says
what is wrong. A value is taken as it was meant, or not at all.
"""

from __future__ import annotations

import datetime
import functools
import re

from bangtin import spelling
from bangtin.locales import DayOrder

MAX_DIGITS = 9
"""More people, doses or sandbags than a state has."""
FIRST_YEAR = 2000
_MONTHS = 12

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([. \u00a0\u202f,'])\d{3})(?:\1\d{3})*")
_WHOLE = re.compile(r"(\d+)(?:[.,]0{1,2})?")
"""A spreadsheet adds ",0" to a whole number."""
_FRACTION = re.compile(r"\d{1,3}(?:[. ]\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+|\d+[.,]\d+")
_IN_TURN = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?$")
_WEEKDAY = re.compile(r"^(?:thu \w+|chu nhat|t[2-7]|cn|ngay)[ ,]+", re.IGNORECASE)
_HOUR = re.compile(
    r"(\d{1,2})(?: ?(?:h|g|gio|:|\.) ?(\d{2})?(?::\d{2}(?:\.0+)?)?)(?: ?(p|ph|phut))?"
    r"(?: ?(am|pm|sa|ch|sang|chieu|toi))?"
)
_AFTERNOON = ("pm", "ch", "chieu", "toi")


class Unreadable(Exception):
    """A value that can't be taken for what it should be; ``key`` names the message."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@functools.lru_cache(maxsize=50_000)
def number(text: str) -> int:
    """Read a count: a whole number, with or without signs between thousands.

    >>> number("1.250"), number("1 250"), number("412,0")
    (1250, 1250, 412)
    """
    text = text.strip()
    if text.endswith("%"):
        raise Unreadable("count-percent")
    if text[:1] in "-\u2212\u2013" and text[1:].strip().replace(".", "").isdigit():
        raise Unreadable("count-negative")
    if not text.isascii() and any(c.isdigit() and not c.isascii() for c in text):
        raise Unreadable("count-not-number")
    if _GROUPED.fullmatch(text):
        digits = re.sub(r"\D", "", text)
    elif found := _WHOLE.fullmatch(text):
        digits = found[1]
    elif _FRACTION.fullmatch(text):
        raise Unreadable("count-fraction")
    else:
        raise Unreadable("count-not-number")
    if len(digits.lstrip("0")) > MAX_DIGITS:
        raise Unreadable("count-too-large")
    return int(digits)


@functools.lru_cache(maxsize=10_000)
def day(text: str, now: datetime.date, order: DayOrder) -> datetime.date:
    """Read a day: with the year first, or as ``order`` says; without a year the nearest past.

    Where no order is known, only a day that can be meant in one way is taken.

    >>> day("9/7", datetime.date(2021, 7, 20), "day"), day("7/9", datetime.date(2021, 7, 20), "month")
    (datetime.date(2021, 7, 9), datetime.date(2021, 7, 9))
    """  # noqa: E501 - a doctest
    text = _MIDNIGHT.sub("", _WEEKDAY.sub("", spelling.fold(text.strip())))
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            read = datetime.date(*(int(part) for part in found.groups()))
        elif found := _IN_TURN.fullmatch(text):
            number_, month = _in_order(int(found[1]), int(found[2]), order)
            read = _with_year(number_, month, found[3], now)
        else:
            raise Unreadable("count-not-day")
    except ValueError:
        raise Unreadable("count-not-day") from None
    if read > now:
        raise Unreadable("count-future")
    if read.year < FIRST_YEAR:
        raise Unreadable("count-not-day")
    return read


def _in_order(first: int, second: int, order: DayOrder) -> tuple[int, int]:
    """Return the day and the month of two numbers."""
    if not order and first != second and max(first, second) <= _MONTHS:
        raise Unreadable("count-day-order")
    is_month_first = order == "month" or (not order and second > _MONTHS)
    return (second, first) if is_month_first else (first, second)


def _with_year(number_: int, month: int, year: str | None, now: datetime.date) -> datetime.date:
    """Return a day; one without a year is of this year, or of the last in the first weeks."""
    if year:
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), month, number_)  # noqa: PLR2004
    this = datetime.date(now.year, month, number_)
    is_last_year = this > now and now.month == 1 and month == 12  # noqa: PLR2004
    return this.replace(year=now.year - 1) if is_last_year else this


def _day_of_report(text: str, of: datetime.date, order: DayOrder) -> datetime.date:
    """Read the day on which a report came; without a year the nearest to the day it is about."""
    try:
        read = day(text, datetime.date(of.year, 12, 31), order)
        is_next_year = read.month == 1 and of.month == 12 and read < of  # noqa: PLR2004
        return read.replace(year=of.year + 1) if is_next_year else read
    except Unreadable as error:
        is_next = error.key == "count-future"
        if is_next and (found := re.search(r"\d{4}", text)) and int(found[0]) == of.year + 1:
            return day(text, datetime.date(of.year + 1, 12, 31), order)
        raise Unreadable("count-not-hour") from None


@functools.lru_cache(maxsize=10_000)
def moment(text: str, of: datetime.date, order: DayOrder) -> datetime.datetime:
    """Read when a report came in: an hour of the day it is about, or a day and an hour.

    >>> moment("8h30", datetime.date(2021, 7, 9), "day")
    datetime.datetime(2021, 7, 9, 8, 30)
    """
    text = spelling.fold(" ".join(text.replace("T", " ").split()))
    on, rest = of, text
    parts = re.split(r"[ ,]+(?:luc )?|(?<=\d)/(?=\d{1,2}[h:])", text)
    if len(parts) > 1:
        # The day may stand before the hour or after it.
        for cell, other in ((parts[0], " ".join(parts[1:])), (parts[-1], " ".join(parts[:-1]))):
            if _YEAR_FIRST.fullmatch(cell) or _IN_TURN.fullmatch(cell):
                on = _day_of_report(cell, of, order)
                rest = other
                break
    found = _HOUR.fullmatch(rest)
    if found is None:
        raise Unreadable("count-not-hour")
    hour, minute = int(found[1]), int(found[2] or 0)
    if not hour and "." in rest:
        # A spreadsheet's own number for an hour is a part of a day: 0.35.
        raise Unreadable("count-not-hour")
    if found[4] in _AFTERNOON and hour < 12:  # noqa: PLR2004
        hour += 12
    try:
        read = datetime.datetime.combine(on, datetime.time(hour, minute))
    except ValueError:
        raise Unreadable("count-not-hour") from None
    if on < of:
        raise Unreadable("count-before-day")
    return read

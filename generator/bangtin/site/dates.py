"""The days of a page: none in a year that nobody meant, and none before the one it follows."""

from __future__ import annotations

import datetime

from bangtin.config.header import Header
from bangtin.problems import Place, Problems

FIRST_YEAR = 1945
LAST_YEAR = 2100
"""What lies outside is a slip of the finger, such as 2201 for 2021."""
FOLLOWS = (("updated", "date"), ("expires", "date"), ("expires", "publish_from"))
"""Pairs of keys: the first day can't come before the second."""


FAR_YEARS = 3
"""So many years ahead nothing is planned: the year is more likely a slip."""


def check(header: Header, now: datetime.date, problems: Problems) -> None:
    """Note the days of a header that can't be meant.

    ``publish_from`` and ``expires`` may be as early or late as can be: people
    write "always" and "for ever" so.
    """
    for key in ("date", "updated"):
        _check_year(getattr(header, key), key, header.place(key), problems)
    for entry in header.publish:
        for key in ("edition_date", "hang_from", "hang_until"):
            _check_year(getattr(entry, key), key, entry.place(key), problems)
    for later, earlier in FOLLOWS:
        one, other = getattr(header, earlier), getattr(header, later)
        if one and other and other < one:
            problems.error("dates-reversed", header.place(later), key=later, other=earlier)
            break
    _doubt(header, now, problems)


def _doubt(header: Header, now: datetime.date, problems: Problems) -> None:
    """Tell of days that may be meant and hardly are."""
    for key in ("date", "updated", "review_by"):
        day = getattr(header, key)
        if day and now.year + FAR_YEARS <= day.year <= LAST_YEAR:
            problems.warning(
                "date-far", header.place(key), key=key, value=day.isoformat(), now=now.isoformat()
            )
    review = header.review_by
    if review and review < header.date:
        problems.warning("review-early", header.place("review_by"), other="date")
    elif review and header.expires and header.expires < review:
        problems.warning("review-late", header.place("review_by"))


def _check_year(day: datetime.date | None, key: str, place: Place, problems: Problems) -> None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        problems.error("date-absurd", place, key=key, value=day.isoformat())

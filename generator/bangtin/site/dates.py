"""The days of a page: none in a year that nobody meant, and none before the one it follows."""

from __future__ import annotations

import datetime

from bangtin.config.header import Header, PublishEntry
from bangtin.config.settings import Settings
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
        _check_deadline(header, entry, problems)
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


def check_settings(settings: Settings, problems: Problems) -> None:
    """Note the day of delivery of all orders where it can't be meant."""
    orders = settings.orders
    if orders.deadline is not None:
        _check_year(orders.deadline, "deadline", orders.place("deadline"), problems)


def _check_year(day: datetime.date | None, key: str, place: Place, problems: Problems) -> None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        problems.error("date-absurd", place, key=key, value=day.isoformat())


def _check_deadline(header: Header, entry: PublishEntry, problems: Problems) -> None:
    """Note a day of delivery that can't be meant, or on which the print should hang already."""
    order = entry.order
    if order is None or order.deadline is None:
        return
    _check_year(order.deadline, "deadline", order.place("deadline"), problems)
    if order.deadline < header.date:
        # Mostly two digits that changed places: 2012 for 2021.
        problems.error("dates-reversed", order.place("deadline"), key="deadline", other="date")
    elif entry.hang_from and order.deadline > entry.hang_from:
        problems.warning("deadline-late", order.place("deadline"))

"""Where a page stands in time: one ordered scale, decided here and nowhere else."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable

import msgspec

from bangtin.config.header import Header


class State(enum.IntEnum):
    """The life of a page, in the order in which it passes."""

    DRAFT = 0
    SCHEDULED = 1
    LIVE = 2
    DUE = 3
    EXPIRED = 4

    @property
    def is_listed(self) -> bool:
        """Whether menus, lists and feeds show it."""
        return State.LIVE <= self <= State.DUE

    @property
    def is_built(self) -> bool:
        """Whether it has a page at all: expired ones keep theirs, under a plain notice."""
        return self >= State.LIVE


def state(header: Header, now: datetime.date) -> State:
    """Tell where a page stands on the day ``now``; a page is still valid on its last day."""
    if header.draft:
        return State.DRAFT
    if header.publish_from and now < header.publish_from:
        return State.SCHEDULED
    if header.expires and now > header.expires:
        return State.EXPIRED
    if header.review_by and now > header.review_by:
        return State.DUE
    return State.LIVE


class Change(msgspec.Struct, frozen=True, order=True):
    """A day on which time alone changes a page: it appears, or its validity has ended."""

    day: datetime.date
    file: str
    appears: bool


def changes(pages: Iterable[tuple[str, Header]], now: datetime.date) -> tuple[Change, ...]:
    """Return what time alone will change after ``now``, the nearest day first.

    A ``review_by`` changes no page: it only asks somebody to look at one.
    """
    one_day = datetime.timedelta(days=1)
    found: list[Change] = []
    for file, header in pages:
        if header.draft:
            continue
        if header.publish_from:
            found.append(Change(header.publish_from, file, appears=True))
        # 9999-12-31 is how people write "for ever": no day comes after it.
        if header.expires and header.expires < datetime.date.max:
            found.append(Change(header.expires + one_day, file, appears=False))
    return tuple(sorted(change for change in found if change.day > now))

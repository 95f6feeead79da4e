"""The inputs of a count's files: its sheet, and the blank forms."""

from __future__ import annotations

from typing import Literal

import msgspec

from bangtin.locales import DayOrder

Kind = Literal["day", "count", "hour", "note"]


class Column(msgspec.Struct, frozen=True):
    """A column of a form; ``part_of`` is the number of the one that it can't be above."""

    title: str
    kind: Kind
    part_of: int | None = None


class Paper(msgspec.Struct, frozen=True):
    """The inputs of the form on paper: the layout's data as JSON, and the layout's digest."""

    data: str
    layouts: dict[str, str]


class Month(msgspec.Struct, frozen=True):
    """The inputs of the sheet: a month, its columns, the units to choose from, and its words."""

    year: int
    month: int
    title: str
    author: str
    rules: tuple[str, ...]
    columns: tuple[Column, ...]
    units: tuple[str, ...]
    words: dict[str, str]
    day_order: DayOrder


class Sheet(msgspec.Struct, frozen=True):
    """The inputs of the sheet besides the table: its name, lines above, columns of numbers."""

    name: str
    above: tuple[str, ...]
    author: str
    numbers: tuple[int, ...]
    first: str = ""
    """The first day that the sheet has; all of them where it is empty."""
    is_right_to_left: bool = False
    day_order: DayOrder = "day"

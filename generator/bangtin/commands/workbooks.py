"""Reads a workbook that somebody sent: the table in it, as text, and where its cells are.

Excel, LibreOffice and telephones save the same sheet in different ways; what a person sees in a
cell is what is read. A formula that was never reckoned is given as it stands, to be refused.
"""

from __future__ import annotations

import csv
import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from bangtin import spelling

LEAST_HEADS = 2
"""So many known names make a row the head of a table."""
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, IndexError, TypeError,
    AttributeError, EOFError, NotImplementedError, RuntimeError, OverflowError, OSError,
)  # fmt: skip
"""What the library makes of a workbook that is cut off, locked or mended by hand.

Faults of XML are a kind of SyntaxError.
"""
MOST_ABOVE = 50
"""So many rows may stand above the head: a title, advice, the unit."""


class Found(msgspec.Struct, frozen=True):
    """A table as CSV from its head on; ``line`` is the row of the head.

    ``unit`` is what stands once above the table for all its rows, and ``unit_at`` its cell.
    ``sheets`` are all that hold such a table with something filled in.
    """

    text: str
    line: int
    unit: str = ""
    unit_at: str = ""
    sheets: tuple[str, ...] = ()

    def cell(self, line: int, column: int) -> str:
        """Return the name of a cell by where it begins in the text; empty for a whole row."""
        row = self.text.split("\n")[line - self.line] if line >= self.line else ""
        if not column or not row:
            return ""
        number = len(next(csv.reader([row[: column - 1] + "x"]))) - 1
        width = len(next(csv.reader([row])))
        if self.unit_at and number == width - 1:
            return self.unit_at
        return f"{letters(number)}{line}"


def letters(column: int) -> str:
    """Return a column's name, counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def read(raw: bytes, knows: Callable[[str], bool], unit_names: Sequence[str]) -> Found | None:
    """Return the first table of a workbook whose head has known names, else its first sheet.

    One with something filled in goes before empty ones. Returns None for what is no workbook.
    """
    try:
        read = _sheets(raw)
    except _DAMAGED:
        return None
    heads = {name: head for name, rows in read.items() if (head := _head(rows, knows)) is not None}
    filled = tuple(name for name, head in heads.items() if _is_filled(read[name], head, knows))
    if name := next(iter((*filled, *heads)), None):
        table = _table(read[name], heads[name], unit_names)
        return msgspec.structs.replace(table, sheets=filled)
    first = next(iter(read.values()), None)
    if first is None:
        return None
    start = next((n for n, row in enumerate(first) if any(row)), 0)
    return Found(_csv(first[start:]), start + 1)


def _sheets(raw: bytes) -> dict[str, list[list[str]]]:
    """Return the rows of every sheet that people see, by its name; of hidden ones, where all are.

    Raises one of ``_DAMAGED``.
    """
    import openpyxl

    with warnings.catch_warnings():
        # What the library does without, such as a style, is nothing to whoever sent it.
        warnings.simplefilter("ignore")
        books = [
            openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=is_reckoned)
            for is_reckoned in (True, False)
        ]
        names = [s.title for s in books[0].worksheets if s.sheet_state == "visible"]
        return {n: _rows(books[0][n], books[1][n]) for n in names or books[0].sheetnames}


def _is_filled(rows: list[list[str]], head: int, knows: Callable[[str], bool]) -> bool:
    """Whether a row below a head has more than one cell under its known names."""
    columns = [number for number, cell in enumerate(rows[head]) if cell and knows(cell)]
    return any(
        sum(1 for column in columns if column < len(row) and row[column]) > 1
        for row in rows[head + 1 :]
    )


def _rows(values: Any, formulas: Any) -> list[list[str]]:
    """Return the text of every cell, of all rows from the first on."""
    for sheet in (values, formulas):
        sheet.reset_dimensions()
    found = [
        [_cell(cell, raw) for cell, raw in zip(row, written, strict=False)]
        for row, written in zip(values.iter_rows(), formulas.iter_rows(), strict=False)
    ]
    while found and not any(found[-1]):
        found.pop()
    return found


def _cell(cell: Any, written: Any) -> str:
    """Return a cell as somebody would type it; a line break in it is a blank."""
    value = cell.value
    if value is None:
        # A formula that nobody reckoned has no value: a program wrote it, or a telephone.
        formula = written.value
        return str(formula) if isinstance(formula, str) and formula.startswith("=") else ""
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "%" in (getattr(cell, "number_format", "") or ""):
            return f"{value * 100:g}%"
        return str(int(value)) if float(value).is_integer() else repr(value)
    return " ".join(str(value).split())


def _head(rows: list[list[str]], knows: Callable[[str], bool]) -> int | None:
    for number, row in enumerate(rows[:MOST_ABOVE]):
        if sum(bool(cell) and knows(cell) for cell in row) >= LEAST_HEADS:
            return number
    return None


def _table(rows: list[list[str]], head: int, unit_names: Sequence[str]) -> Found:
    """Return a table; where its head has no unit, the one that stands above it."""
    below = rows[head:]
    has_unit = any(_folded(cell) in unit_names for cell in below[0])
    at = None if has_unit else _labelled(rows[:head], unit_names)
    if at is None:
        return Found(_csv(below), head + 1)
    line, column = at
    unit = next((cell for cell in rows[line][column + 1 :] if cell), "")
    width = max(len(row) for row in below)
    for number, row in enumerate(below):
        row.extend([""] * (width - len(row)))
        filled = any(row[1:]) if number else True
        row.append((unit_names[0] if number == 0 else unit) if filled else "")
    # A day that stands there ready, with nothing beside it, is no line.
    kept = [row if any(row[1:]) else [""] * len(row) for row in below]
    return Found(_csv(kept), head + 1, unit, f"{letters(column + 1)}{line + 1}")


def _labelled(rows: list[list[str]], names: Sequence[str]) -> tuple[int, int] | None:
    """Return where a name stands as the label of what is to its right."""
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if _folded(cell) in names:
                return line, column
    return None


def _folded(cell: str) -> str:
    return spelling.fold(" ".join(cell.rstrip(" :.…").split()))


def _csv(rows: list[list[str]]) -> str:
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue()

"""``content/data/*.csv``: tables of communes, venues and whatever is made one a row."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePosixPath

import msgspec

from bangtin.files import decoding
from bangtin.problems import Place, Problems

MAX_ROWS = 200_000

_BROKEN = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)|\d(?:[.,]\d+)?E\+\d+")
"""What a spreadsheet leaves of a formula that failed, or of a long number."""


class Row(msgspec.Struct, frozen=True):
    """One line of a table: its values by column, and where it stands."""

    values: dict[str, str]
    place: Place


class Table(msgspec.Struct, frozen=True):
    """A CSV file: its columns and rows. The first column names a row."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def parse(raw: bytes, file: str, problems: Problems) -> Table | None:
    """Read one CSV file (UTF-8, commas or semicolons); returns None after an error."""
    place = Place(file)
    text = decoding.decode(raw, file, problems)
    if text is None:
        return None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        if "limit" in str(error):
            problems.error("cell-too-long", Place(file, start), limit=csv.field_size_limit())
            return None
        # A quote that is left open is found at the end of the file: its row is what is wrong.
        problems.error("csv-syntax", Place(file, start))
        return None
    if not lines:
        problems.error("table-empty", place)
        return None
    columns = tuple(cell.strip() for cell in lines[0][1])
    if not _columns_are_sound(columns, file, problems):
        return None
    if len(lines) > MAX_ROWS:
        problems.error("table-too-long", place, limit=MAX_ROWS)
        return None
    return Table(PurePosixPath(file).stem, file, columns, _rows(lines[1:], columns, file, problems))


def _columns_are_sound(columns: tuple[str, ...], file: str, problems: Problems) -> bool:
    place = Place(file, 1)
    doubled = {name for name in columns if columns.count(name) > 1}
    if "|" in columns[0] and len(columns) == 1:
        problems.error("table-delimiter", place)
        return False
    if "" in columns:
        problems.error("column-unnamed", place)
    for name in sorted(doubled - {""}):
        problems.error("column-doubled", place, column=name)
    return "" not in columns and not doubled


def _rows(
    lines: list[tuple[int, list[str]]], columns: tuple[str, ...], file: str, problems: Problems
) -> tuple[Row, ...]:
    rows = []
    first_seen: dict[str, int] = {}
    for number, cells in lines:
        place = Place(file, number)
        if len(cells) != len(columns):
            problems.error("row-length", place, found=len(cells), expected=len(columns))
            continue
        row = Row({c: v.strip() for c, v in zip(columns, cells, strict=True)}, place)
        for value in row.values.values():
            if _BROKEN.fullmatch(value):
                problems.error("cell-broken", place, value=value)
        name = row.values[columns[0]]
        if not name:
            problems.error("row-unnamed", place, column=columns[0])
        elif name in first_seen:
            problems.error("row-doubled", place, value=name, first=first_seen[name])
        first_seen.setdefault(name, number)
        rows.append(row)
    return tuple(rows)

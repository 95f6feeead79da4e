"""``content/data/*.csv``: tables of communes, venues and whatever is made one a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import msgspec

from generator import vietnamese
from generator.problems import Place, Problems

MAX_ROWS = 200_000


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
    try:
        text = vietnamese.nfc(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.error("not-utf8", Place(file, line))
        return None
    if "\0" in text:
        problems.error("nul-byte", Place(file, text[: text.index("\0")].count("\n") + 1))
        return None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        lines = list(_numbered(reader))
    except csv.Error as error:
        problems.error("csv-syntax", Place(file, reader.line_num), reason=error)
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


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that says something with the line on which it begins."""
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def _columns_are_sound(columns: tuple[str, ...], file: str, problems: Problems) -> bool:
    place = Place(file, 1)
    doubled = {name for name in columns if columns.count(name) > 1}
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
        name = row.values[columns[0]]
        if not name:
            problems.error("row-unnamed", place, column=columns[0])
        elif name in first_seen:
            problems.error("row-doubled", place, value=name, first=first_seen[name])
        first_seen.setdefault(name, number)
        rows.append(row)
    return tuple(rows)

"""``content/data/*.csv``: tables of communes, venues and whatever is made one a row."""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

import msgspec

from bangtin import spelling
from bangtin.config import telephones
from bangtin.files import decoding
from bangtin.locales import DayOrder
from bangtin.problems import Place, Problems
from bangtin.site import template_lines

MAX_ROWS = 200_000
MAX_COLUMNS = 1_000

_BROKEN = re.compile(
    r"#N/A|#[A-Z/0-9_]+[!?]|#{2,}|Err:\d{3}|=.+|nan|NaN|NaT|NULL|None|<NA>|undefined"
    r"|\d(?:[.,]\d+[Ee]\+?|[Ee]\+)\d+"
)
"""What a spreadsheet leaves of a formula that failed, or of a long number."""


_AS_TEXT = re.compile(r"'(?=[\d+])|=\"([^\"]*)\"$")
"""What keeps a spreadsheet from making a number of a text: ``'0912``, ``="0912"``."""
_MIDNIGHT = re.compile(r"(\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{4})[ T]0?0:00(?::00(?:\.0+)?)?(?: ?AM)?")
"""A day to which a program has added an hour that nobody wrote."""
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?\\d{1,2}|th\\d{1,2}"
_MOIS = r"janv\.?|févr\.?|mars|avr\.?|mai|juin|juil\.?|août|sept\.?|oct\.|nov\.|déc\.?"
_SHORT_DATE = re.compile(
    rf"\d{{1,2}}[- ](?:{_MONTHS})(?:[- ]\d{{2,4}})?|(?:{_MONTHS})[- ]\d{{2}}"
    rf"|\d{{1,2}}-(?:{_MOIS})(?:-\d{{2,4}})?|(?:{_MOIS})-\d{{2}}",
    re.IGNORECASE,
)
"""A date as Excel shows it of itself, often made of what was none: 1/2, 3-4."""
_DATE_COLUMN = re.compile(r"\b(?:ngay|date|day|han|deadline|jour|echeance)\b")
_TIME_COLUMN = re.compile(r"\b(?:gio|luc|time|hour|bat dau|ket thuc|heures?|horaires?)\b")
_PART_OF_DAY = re.compile(r"0?[.,](\d{3,})")
_DECIMAL = re.compile(r"\d+[.,]0")
_UNNAMED = re.compile(r"Unnamed: \d+")
_SERIAL = re.compile(r"[34]\d{4}(?:[.,]\d+)?")
_FIRST_SERIAL = datetime.date(1899, 12, 30)
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_TWELVE = 12
_SEPARATOR = re.compile(r"sep=([,;\t])", re.IGNORECASE)
_AS_NUMBER = re.compile(r"\+?(\d{6,})[.,]0+|(\d{1,3}(?:,\d{3}){2,})")
"""A telephone number that a program took for an amount: ``912345678.0``, ``912,345,678``."""
_PHONE = re.compile(
    r"\b(?:dien ?thoai|dt|so ?dt|sdt|dtdd|di dong|phone|tel|telephone|mobile|cell|portable|hotline"
    r"|zalo)\b"
)
"""How a column of telephone numbers is called, in folded letters."""


class Row(msgspec.Struct, frozen=True):
    """One line of a table: its values by column, and where it stands."""

    values: dict[str, str]
    place: Place

    def called(self, columns: Iterable[str]) -> str:
        """Return the first value of some columns that isn't empty."""
        return next(filter(None, (self.values[column] for column in columns)), "")


class Table(msgspec.Struct, frozen=True):
    """A CSV file: its columns and rows. The first column names a row."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def parse(
    raw: bytes, file: str, problems: Problems, country: str = "", order: DayOrder = "day"
) -> Table | None:
    """Read one CSV file (UTF-8, commas or semicolons); returns None after an error.

    Telephone numbers are held to those of ``country``, days in figures to their ``order``.
    """
    place = Place(file)
    text = decoding.decode(_utf8(raw), file, problems)
    if text is None:
        return None
    head, _, below = text.partition("\n")
    start = 1
    if told := _SEPARATOR.fullmatch(head.rstrip()):
        # Excel's own line, which names the delimiter and is no row.
        text, start, delimiter = below, 2, told.group(1)
    else:
        delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    above = start - 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((start, cells))
            start = above + reader.line_num + 1
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
    lines = _without_empty_columns(lines)
    # A line break in a cell of Excel's head is for the eye only.
    columns = tuple(" ".join(cell.split()) for cell in lines[0][1])
    if not _columns_are_sound(columns, Place(file, lines[0][0]), problems):
        return None
    if len(lines) > MAX_ROWS:
        problems.error("table-too-long", place, limit=MAX_ROWS)
        return None
    rows = _rows(lines[1:], columns, file, country, order, problems)
    return Table(PurePosixPath(file).stem, file, columns, rows)


def _in_words(column: str) -> str:
    """Return a column's name in folded letters, its words apart: ``SĐT_truong_thon`` is three."""
    return re.sub(r"[^a-z0-9]+", " ", spelling.fold(column))


def _utf8(raw: bytes) -> bytes:
    """Return the bytes as UTF-8 where they are Excel's "Unicode text": UTF-16 with its mark."""
    if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw
    try:
        return raw.decode("utf-16").encode("utf-8")
    except UnicodeError:
        return raw


def _without_empty_columns(lines: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Take off the columns at the right that have neither a name nor a value.

    Excel writes them where a cell there was once touched.
    """
    head = lines[0][1]
    width = len(head)
    while width > 1 and not head[width - 1].strip():
        width -= 1
    if any(cell.strip() for _, cells in lines for cell in cells[width:]):
        return lines
    return [(number, cells[:width]) for number, cells in lines]


def _columns_are_sound(columns: tuple[str, ...], place: Place, problems: Problems) -> bool:
    if len(columns) > MAX_COLUMNS:
        problems.error("table-many-columns", place, found=len(columns), limit=MAX_COLUMNS)
        return False
    doubled = {name for name, count in Counter(columns).items() if count > 1}
    if "|" in columns[0] and len(columns) == 1:
        problems.error("table-delimiter", place)
        return False
    if "" in columns or any(_UNNAMED.fullmatch(name) for name in columns):
        problems.error("column-unnamed", place)
    for name in sorted(doubled - {""}):
        problems.error("column-doubled", place, column=name)
    return "" not in columns and not doubled


def _rows(
    lines: list[tuple[int, list[str]]],
    columns: tuple[str, ...],
    file: str,
    country: str,
    order: DayOrder,
    problems: Problems,
) -> tuple[Row, ...]:
    rows = []
    numbers = {column for column in columns if _PHONE.search(_in_words(column))}
    first_seen: dict[str, int] = {}
    for number, cells in lines:
        place = Place(file, number)
        if len(cells) != len(columns):
            problems.error("row-length", place, found=len(cells), expected=len(columns))
            continue
        row = Row(
            {c: _as_meant(v) for c, v in zip(columns, cells, strict=True)},
            place,
        )
        for column, value in row.values.items():
            if not _is_broken(column, value, place, problems) and column in numbers and value:
                _check_phone(value, country, place, problems)
        name = row.values[columns[0]]
        if not name:
            problems.error("row-unnamed", place, column=columns[0])
        elif name in first_seen:
            problems.error("row-doubled", place, value=name, first=first_seen[name])
        first_seen.setdefault(name, number)
        if template_lines.is_row(list(row.values.values())):
            problems.warning("template-row", place, value=name)
        rows.append(row)
    for column in columns:
        if _DATE_COLUMN.search(_in_words(column)):
            _check_dates(column, rows, order, problems)
        elif _TIME_COLUMN.search(_in_words(column)):
            _check_times(column, rows, problems)
        elif column not in numbers:
            _doubt_decimals(column, rows, problems)
    return tuple(rows)


def _is_broken(column: str, value: str, place: Place, problems: Problems) -> bool:
    """Note a cell that a spreadsheet has spoilt, or whose braces readers would see."""
    if "{" in value or "}" in value:
        problems.error("braces-shown", place, text=value[:30])
    elif _BROKEN.fullmatch(value):
        problems.error("cell-broken", place, value=value)
    elif _SHORT_DATE.fullmatch(value):
        problems.error("cell-date-short", place, column=column, value=value)
    else:
        return False
    return True


def _as_meant(cell: str) -> str:
    """Return a cell's text without what only kept a spreadsheet from counting it as a number."""
    value = cell.strip().replace("\u00a0", " ")
    if value[:1] in ("'", "="):
        return _AS_TEXT.sub(lambda found: found[1] or "", value, count=1)
    return found[1] if (found := _MIDNIGHT.fullmatch(value)) else value


def _check_phone(value: str, country: str, place: Place, problems: Problems) -> None:
    if found := _AS_NUMBER.fullmatch(value):
        number = (found[1] or found[2]).replace(",", "")
        full = telephones.with_trunk(number, country)
        problems.error("phone-as-number", place, value=value, full=full)
    else:
        telephones.check_cell(value, country, place, problems)


def _check_times(column: str, rows: Sequence[Row], problems: Problems) -> None:
    """Note the hours of a column that a spreadsheet has made parts of a day."""
    for row in rows:
        value = row.values[column]
        if found := _PART_OF_DAY.fullmatch(value):
            minutes = round(float(f"0.{found[1]}") * 24 * 60)
            full = f"{minutes // 60}:{minutes % 60:02d}"
            problems.error("cell-date-number", row.place, column=column, value=value, full=full)


def _doubt_decimals(column: str, rows: Sequence[Row], problems: Problems) -> None:
    """Tell of a column whose every number has got a decimal that nobody wrote."""
    filled = [row for row in rows if row.values[column]]
    if len(filled) > 1 and all(_DECIMAL.fullmatch(row.values[column]) for row in filled):
        first = filled[0]
        value = first.values[column]
        problems.warning("cells-decimal", first.place, column=column, value=value, full=value[:-2])


def _check_dates(column: str, rows: Sequence[Row], order: DayOrder, problems: Problems) -> None:
    """Note the dates of a column that a spreadsheet has turned round or made a number of."""
    padded = bare = None
    for row in rows:
        value = row.values[column]
        if _SERIAL.fullmatch(value):
            day = _FIRST_SERIAL + datetime.timedelta(days=int(value[:5]))
            numbers = (day.month, day.day) if order == "month" else (day.day, day.month)
            full = f"{numbers[0]}/{numbers[1]}/{day.year}" if order else day.isoformat()
            problems.error("cell-date-number", row.place, column=column, value=value, full=full)
        elif found := _SLASHED.fullmatch(value):
            first, second, year = found[1], found[3], found[4]
            day_, month = (second, first) if order == "month" else (first, second)
            if order and int(month) > _TWELVE >= int(day_):
                full = f"{int(second)}/{int(first)}/{year}"
                problems.error("cell-date-turned", row.place, column=column, value=value, full=full)
            elif int(day_) <= _TWELVE and (order or int(month) <= _TWELVE):
                if "0" in (first[0], second[0]):
                    padded = padded or row
                elif 1 in (len(first), len(second)):
                    bare = bare or row
    if padded and bare:
        # Excel takes 09/07 for September where Windows is English, and writes 9/7.
        problems.warning(
            "cell-dates-mixed",
            bare.place,
            column=column,
            value=bare.values[column],
            other=padded.values[column],
            line=padded.place.line,
        )

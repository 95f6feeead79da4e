"""Writes a table as XLSX, line by line: its size is no matter, and its bytes are the same."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from bangtin.locales import DayOrder

if TYPE_CHECKING:
    from bangtin.channels.count.inputs import Sheet

DAYS: dict[DayOrder, str] = {"day": "d/m/yyyy", "month": "m/d/yyyy", "": "yyyy-mm-dd"}
"""How days are shown: a sheet that is saved as CSV comes back as it shows them."""
CREATED = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a day that is no day: bytes stay the same
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
LONGEST_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\]+|^'+|'+$")
"""What no sheet of Excel may have in its name."""
WIDTH, WIDE, WIDEST = 12, 17, 28
HEAD = 32
"""How high the head is, in points: two lines."""


def xlsx(inputs: Sheet, table: bytes) -> bytes:
    """Return the workbook: its days, hours and numbers are such, all else is text."""
    with tempfile.TemporaryDirectory(prefix="bangtin-") as folder:
        path = Path(folder, "bang.xlsx")
        _write(path, inputs, table)
        return with_fixed_times(path)


def _write(path: Path, inputs: Sheet, table: bytes) -> None:
    # Line by line on disk: a province's year has hundreds of thousands.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": inputs.above[0], "author": inputs.author, "created": CREATED})
    sheet = book.add_worksheet(name_of(inputs.name))
    if inputs.is_right_to_left:
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": DAYS[inputs.day_order], "align": "left"})
    number = book.add_format({"num_format": "#,##0"})
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(table), "utf-8-sig", newline=""))
    head = next(rows)
    sheet.set_column(0, len(head) - 1, WIDTH)
    sheet.set_column(2, 2, WIDEST)
    sheet.set_column(inputs.numbers[0], inputs.numbers[-1], WIDE)
    sheet.set_column(inputs.numbers[-1] + 1, inputs.numbers[-1] + 1, WIDE)  # a day and an hour
    for line, words in enumerate(inputs.above):
        sheet.write_string(line, 0, words, book.add_format({"bold": True}))
    first = len(inputs.above) + 1
    sheet.freeze_panes(first + 1, 0)
    sheet.set_row(first, HEAD)
    for column, words in enumerate(head):
        sheet.write_string(first, column, words[:1].upper() + words[1:], bold)
    line = first
    # The lines of the table stand in the order of their days.
    kept = itertools.dropwhile(lambda cells: cells[0] < inputs.first, rows)
    for line, cells in enumerate(kept, start=first + 1):
        for column, cell in enumerate(cells):
            if not cell:
                continue
            if column == 0:
                at = datetime.datetime.combine(datetime.date.fromisoformat(cell), datetime.time())
                sheet.write_datetime(line, column, at, day)
            elif column in inputs.numbers:
                sheet.write_number(line, column, int(cell), number)
            else:
                sheet.write_string(line, column, cell.removeprefix("'"))
    sheet.autofilter(first, 0, line, len(head) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, first)
    book.close()


def name_of(words: str) -> str:
    """Return a sheet's name that Excel takes."""
    return " ".join(_NO_NAME.sub(" ", words).split())[:LONGEST_NAME].rstrip(" '") or "1"


def with_fixed_times(path: Path | io.BytesIO) -> bytes:
    """Return the same archive with times and rights that no machine or zone changes."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with old.open(name) as source, new.open(info, "w") as target:
                shutil.copyfileobj(source, target)
    return out.getvalue()

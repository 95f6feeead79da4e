"""Writes the sheet that a unit fills in for a month: protected, its open cells checked."""

from __future__ import annotations

import calendar
import datetime
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from bangtin.channels.count import sheets

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from bangtin.channels.count.inputs import Kind, Month

LONGEST_TITLE, LONGEST_ADVICE = 32, 255
"""So much Excel shows of what it says at a cell that it refuses."""
PAPER, YELLOW, GREY, GROUND = 9, "#FFF8D6", "#595959", "#E7E9F0"
ROOM = 24
"""How high a line of the sheet is, in points: a finger hits its cells."""


def xlsx(inputs: Month) -> bytes:
    """Return the sheet: its days stand there, and a cell takes nothing but what belongs in it."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": inputs.title, "author": inputs.author, "created": sheets.CREATED})
    sheet = book.add_worksheet(sheets.name_of(inputs.words["form"]))
    choices = book.add_worksheet(sheets.name_of(inputs.words["units"]))
    choices.write_column(0, 0, inputs.units)
    choices.set_column(0, 0, sheets.WIDEST)
    choices.protect()
    choices.hide()
    edge: dict[str, Any] = {"border": 1, "border_color": GREY, "valign": "vcenter"}
    given = {**edge, "locked": False, "bg_color": YELLOW}
    forms = {
        "day": book.add_format(
            {**edge, "num_format": sheets.DAYS[inputs.day_order], "align": "left"}
        ),
        "count": book.add_format({**given, "num_format": "#,##0"}),
        "hour": book.add_format({**given, "num_format": "h:mm", "align": "left"}),
        "note": book.add_format({**given, "num_format": "@", "text_wrap": True}),
    }
    sheet.write_string(0, 0, inputs.title, book.add_format({"bold": True, "font_size": 14}))
    plain = book.add_format({"font_color": GREY})
    for line, words in enumerate(inputs.rules, start=1):
        sheet.write_string(line, 0, words, plain)
    unit = len(inputs.rules) + 2
    bold = book.add_format({"bold": True, "valign": "vcenter"})
    sheet.write_string(unit, 0, inputs.words["unit"], bold)
    last = max(len(inputs.columns) - 1, 1)
    sheet.merge_range(unit, 1, unit, min(last, 2), "", book.add_format({**given, "bold": True})) \
        if last > 1 else sheet.write_blank(unit, 1, None, book.add_format(given))  # fmt: skip
    sheet.set_row(unit, ROOM)
    name = choices.get_name().replace("'", "''")
    sheet.data_validation(unit, 1, unit, 1, {
        "validate": "list", "source": f"='{name}'!$A$1:$A${len(inputs.units)}",
        **_told(inputs, "ask_unit"),
    })  # fmt: skip
    head = book.add_format({**edge, "bold": True, "text_wrap": True, "bg_color": GROUND})
    top = unit + 2
    sheet.set_row(top, 2 * ROOM)
    for number, column in enumerate(inputs.columns):
        sheet.write_string(top, number, column.title, head)
    _lines(sheet, inputs, top + 1, forms)
    widths: dict[Kind, int] = {"day": 12, "count": 16, "hour": 11, "note": sheets.WIDEST}
    for number, column in enumerate(inputs.columns):
        sheet.set_column(number, number, widths[column.kind])
    sheet.freeze_panes(top + 1, 1)
    sheet.set_selection(unit, 1, unit, 1)
    sheet.set_paper(PAPER)
    sheet.fit_to_pages(1, 1)
    # Without a password: it keeps cells from slips, not from whoever has a reason.
    sheet.protect(options={"format_columns": True, "format_rows": True})
    book.close()
    return sheets.with_fixed_times(out)


def _lines(sheet: Worksheet, inputs: Month, first: int, forms: dict[str, Format]) -> None:
    """Write a line a day, and what each cell takes."""
    days = calendar.monthrange(inputs.year, inputs.month)[1]
    for day in range(days):
        line = first + day
        sheet.set_row(line, ROOM)
        at = datetime.datetime(inputs.year, inputs.month, day + 1)  # noqa: DTZ001 - a day of a sheet
        sheet.write_datetime(line, 0, at, forms["day"])
        for number, column in enumerate(inputs.columns[1:], start=1):
            sheet.write_blank(line, number, None, forms[column.kind])
    for number, column in enumerate(inputs.columns):
        cell = _letter(number) + str(first + 1)
        rule: dict[str, Any] = {}
        if column.kind == "count" and column.part_of is None:
            rule = {"validate": "integer", "criteria": ">=", "value": 0,
                    **_told(inputs, "ask_count")}  # fmt: skip
        elif column.kind == "count" and column.part_of is not None:
            base = f"${_letter(column.part_of)}{first + 1}"
            whole = f"ISNUMBER({cell}),{cell}=INT({cell}),{cell}>=0"
            rule = {"validate": "custom", "value": f'=AND({whole},OR({base}="",{cell}<={base}))',
                    **_told(inputs, "ask_part",
                            base=inputs.columns[column.part_of].title)}  # fmt: skip
        elif column.kind == "hour":
            rule = {"validate": "time", "criteria": "between", "minimum": datetime.time(),
                    "maximum": datetime.time(23, 59, 59),
                    **_told(inputs, "ask_hour")}  # fmt: skip
        if rule:
            sheet.data_validation(first, number, first + days - 1, number, rule)


def _told(inputs: Month, key: str, **given: str) -> dict[str, Any]:
    """Return what is said at a cell that takes nothing of what was typed."""
    return {
        "ignore_blank": True,
        "error_title": inputs.words["wrong"][:LONGEST_TITLE],
        "error_message": inputs.words[key].format(**given)[:LONGEST_ADVICE],
    }


def _letter(column: int) -> str:
    return str(xl_col_to_name(column))

"""Blank forms: the one on paper, and the sheet that units fill in and ``bangtin count`` reads."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pypdfium2
import pytest
from bangtin.commands import workbooks

from tests.conftest import MakeSite, Sandbox, places
from tests.small import SITE
from tests.test_count_command import count, taken
from tests.test_counts import ONE, SANDBAGS, TABLE, counted

PAPER, SHEET = "tien-do/phieu-bao-cao.pdf", "tien-do/phieu-bao-cao.xlsx"


def with_forms(make_site: MakeSite, rows: str = ONE, more: str = "") -> Sandbox:
    files, text = counted(rows, **{"title: Cài đặt,": "title: Cài đặt, words: [bluezone],"})
    site = make_site(files, site=text + more)
    assert places(site.build().problems) == []
    return site


def filled(site: Sandbox, cells: dict[str, Any], sheet: str = SHEET) -> bytes:
    """Return the form with cells filled in, as a program saves it."""
    book = openpyxl.load_workbook(site.public / sheet)
    for name, value in cells.items():
        book.worksheets[0][name] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def place_of(site: Sandbox, words: str, sheet: str = SHEET) -> str:
    """Return the name of the cell that holds some words."""
    found = openpyxl.load_workbook(site.public / sheet).worksheets[0]
    return str(next(c.coordinate for row in found.iter_rows() for c in row if c.value == words))


def line_of(site: Sandbox, day: int) -> int:
    return int(place_of(site, "Ngày")[1:]) + day


def unit_cell(site: Sandbox) -> str:
    return place_of(site, "Đơn vị").replace("A", "B")


def test_the_sheet_takes_nothing_but_what_belongs_in_its_cells(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    sheet = openpyxl.load_workbook(site.public / SHEET).worksheets[0]
    head = int(place_of(site, "Ngày")[1:])
    assert [cell.value for cell in sheet[head]] == [
        "Ngày", "Người dùng", "Cài đặt", "Khai báo", "Giờ báo", "Ghi chú",
    ]  # fmt: skip
    assert sheet.protection.sheet
    assert sheet.cell(head + 1, 1).value == datetime.datetime(2021, 7, 1)  # noqa: DTZ001
    assert sheet.cell(head + 31, 1).value == datetime.datetime(2021, 7, 31)  # noqa: DTZ001
    is_open = {cell.coordinate for row in sheet.iter_rows() for cell in row
               if not cell.protection.locked}  # fmt: skip
    lines = range(head + 1, head + 32)
    expected = {f"{column}{line}" for column in "BCDEF" for line in lines}
    assert is_open - {f"C{unit_cell(site)[1:]}"} == expected | {unit_cell(site)}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    at = f"{head + 1}:{{0}}{head + 31}"
    assert rules[f"B{at.format('B')}"].type == "whole"
    part = rules[f"C{at.format('C')}"]
    assert f"C{head + 1}<=$B{head + 1}" in part.formula1
    assert "“Người dùng”" in part.error
    assert rules[f"E{at.format('E')}"].type == "time"
    assert rules[unit_cell(site)].type == "list"


def test_the_sheet_is_the_same_bytes_twice(make_site: MakeSite) -> None:
    first, second = (with_forms(make_site).tree() for _ in range(2))
    assert (first[SHEET], first[PAPER]) == (second[SHEET], second[PAPER])


def excel(site: Sandbox, line: int) -> bytes:
    """Return the form as Excel saves it: numbers as such, an hour as a time of day."""
    hour = datetime.time(8, 30)
    return filled(site, {unit_cell(site): "Nàn Sán", f"B{line}": 600, f"C{line}": 200,
                         f"D{line}": 150, f"E{line}": hour})  # fmt: skip


def libreoffice(site: Sandbox, line: int) -> bytes:
    """Return the form as LibreOffice saves it: numbers with a point, text in the cells."""
    raw = filled(site, {unit_cell(site): "Nàn Sán", f"B{line}": 600.0, f"C{line}": 200.0,
                        f"D{line}": 150.0, f"E{line}": 8.5 / 24})  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"<v>600</v>", b"<v>600.0</v>")
            new.writestr(name, data)
    return out.getvalue()


def telephone(site: Sandbox, line: int) -> bytes:
    """Return the form as hurried people fill it in on a telephone: everything is text."""
    return filled(site, {unit_cell(site): " nan san ", f"B{line}": "600", f"C{line}": "200 ",
                         f"D{line}": "150", f"E{line}": "8h30"})  # fmt: skip


@pytest.mark.parametrize("saved", [excel, libreoffice, telephone])
def test_a_filled_sheet_is_read_back(
    make_site: MakeSite, saved: Callable[[Sandbox, int], bytes]
) -> None:
    site = with_forms(make_site)
    found = taken(site, saved(site, line_of(site, 9)))
    assert found["refused"] == []
    assert found["added"] == [{
        "line": line_of(site, 9), "unit": "02800", "name": "Nàn Sán", "day": "2021-07-09",
        "base": 600, "values": {"cai": 200, "khai": 150}, "reported": "2021-07-09T08:30:00",
    }]  # fmt: skip
    assert site.build().failed is False


def test_a_month_s_sheet_sent_each_day_adds_what_is_new(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    cells: dict[str, Any] = {unit_cell(site): "Nàn Sán"}
    for day in range(1, 4):
        line = line_of(site, day)
        cells |= {f"B{line}": 600, f"C{line}": 100 + day, f"F{line}": "=SUM(1)"}
        found = taken(site, filled(site, cells))
        assert (len(found["added"]), len(found["known"]), found["refused"]) == (1, day - 1, [])


@pytest.mark.parametrize(
    ("column", "written", "why"),
    [
        ("C", 601, "lớn hơn số gốc"),
        ("C", 20.5, "số nguyên"),
        ("C", -1, "âm"),
        ("C", "khoảng 200", "không phải là một số"),
        ("D", "42%", "phần trăm"),
        ("D", "#REF!", "không phải là một số"),
        ("D", "=B1+B2", "không phải là một số"),
        ("B", "rất nhiều", "không phải là một số"),
        ("E", "sáng", "giờ"),
        ("B", None, "số gốc"),
    ],
)
def test_a_wrong_cell_is_told_by_its_name(
    make_site: MakeSite, column: str, written: object, why: str
) -> None:
    site = with_forms(make_site)
    line = line_of(site, 9)
    cells = {unit_cell(site): "Nàn Sán", f"B{line}": 600, f"C{line}": 200, f"D{line}": 150}
    before = (site.root / TABLE).read_bytes()
    result = count(site, filled(site, cells | {f"{column}{line}": written}), "--lang", "vi")
    assert result.exit_code == 1
    assert re.search(rf"^  {column}{line}: ", result.output, re.MULTILINE), result.output
    assert why in result.output
    assert (site.root / TABLE).read_bytes() == before


def test_a_share_that_a_cell_shows_as_percent_is_no_number(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    line = line_of(site, 9)
    raw = filled(site, {unit_cell(site): "Nàn Sán", f"B{line}": 600, f"C{line}": 1})
    book = openpyxl.load_workbook(io.BytesIO(raw))
    book.worksheets[0][f"C{line}"].number_format = "0%"
    out = io.BytesIO()
    book.save(out)
    found = taken(site, out.getvalue(), "--lang", "vi")
    assert [one["cell"] for one in found["refused"]] == [f"C{line}"]


@pytest.mark.parametrize("unit", [None, "Nàn Sánn"])
def test_a_sheet_without_its_unit_is_told_once_at_that_cell(
    make_site: MakeSite, unit: str | None
) -> None:
    site = with_forms(make_site)
    cells: dict[str, Any] = {unit_cell(site): unit}
    for day in (8, 9):
        line = line_of(site, day)
        cells |= {f"B{line}": 600, f"C{line}": 200}
    found = taken(site, filled(site, cells))
    assert [one["cell"] for one in found["refused"]] == [unit_cell(site)]
    assert found["added"] == []


def test_a_base_without_a_count_is_told_and_not_left_out(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    line = line_of(site, 9)
    found = taken(site, filled(site, {unit_cell(site): "Nàn Sán", f"B{line}": 600}))
    assert [one["line"] for one in found["refused"]] == [line]


def test_a_form_that_nobody_filled_in_brings_nothing(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    raw = filled(site, {unit_cell(site): "Nàn Sán"})
    found = taken(site, raw)
    assert (found["added"], found["refused"]) == ([], [])


def test_a_table_with_people_s_names_of_columns_is_taken(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    found = taken(site, "Ngày;Đơn vị;NGƯỜI DÙNG;Cài đặt;khai bao\n9/7;Nàn Sán;600;200;150\n")
    assert [one["values"] for one in found["added"]] == [{"cai": 200, "khai": 150}]


def test_the_download_is_understood_when_it_comes_back(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    for name in ("tien-do/tien-do.csv", "tien-do/tien-do.xlsx"):
        found = taken(site, (site.public / name).read_bytes())
        assert (len(found["known"]), found["added"], found["refused"]) == (1, [], [])


def test_the_paper_form_asks_for_each_column_on_one_page(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    document = pypdfium2.PdfDocument(site.public / PAPER)
    assert len(document) == 1
    assert [round(x / 72 * 25.4) for x in document[0].get_size()] == [210, 297]
    words = " ".join(document[0].get_textpage().get_text_bounded().split())
    document.close()
    for asked in ("Đơn vị:", "Ngày", "Người dùng", "Cài đặt", "Khai báo", "Giờ báo", "Ghi chú",
                  "Báo trước 9:00 mỗi ngày.", "…/… bluezone, … Khai báo"):  # fmt: skip
        assert asked in words
    assert "Số liệu ví dụ" not in words


def test_a_paper_form_of_many_measures_lies_on_its_side(make_site: MakeSite) -> None:
    files, text = counted("")
    more = ", ".join(f"m{n}: {{column: m{n}, title: Chỉ tiêu thứ {n}}}" for n in range(6))
    text = text.replace("measures: {", f"measures: {{{more}, ")
    head = "ngay,xa,goc,cai,khai,gio,ghi_chu,sua," + ",".join(f"m{n}" for n in range(6))
    site = make_site({**files, TABLE: head + "\n"}, site=text)
    assert places(site.build().problems) == []
    document = pypdfium2.PdfDocument(site.public / PAPER)
    assert [len(document), *(round(x / 72 * 25.4) for x in document[0].get_size())] == [1, 297, 210]
    document.close()


def test_the_page_offers_the_forms_and_a_site_may_have_none(make_site: MakeSite) -> None:
    site = with_forms(make_site)
    assert "phieu-bao-cao.xlsx" in site.read("tien-do/index.html")
    bare = with_forms(make_site, more="  forms: false\n")
    assert "phieu-bao-cao" not in bare.read("tien-do/index.html")
    assert not (bare.public / SHEET).exists()


def test_a_city_s_forms_are_in_its_own_words(make_site: MakeSite) -> None:
    site = make_site(
        {"content/data/units.csv": "ma,ten\n1,North\n2,South\n",
         "content/data/sandbags.csv": "day,ward,bags,at\n"},
        site=SITE.replace("title: Huyện thử", "title: Test city") + SANDBAGS,
    )  # fmt: skip
    assert [p for p in places(site.build().problems) if "count" in p] == []
    book = openpyxl.load_workbook(site.public / "sandbags/report-form.xlsx").worksheets[0]
    told = " ".join(str(c.value) for row in book.iter_rows() for c in row if c.value)
    assert "Sandbags filled" in told
    assert "Write what came that day alone." in told
    assert told.isascii()


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [workbooks.letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]

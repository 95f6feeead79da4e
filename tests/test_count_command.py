"""``bangtin count``: what units send is understood line by line, and added once."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from bangtin import cli
from click.testing import CliRunner, Result

from tests.conftest import MakeSite, Sandbox
from tests.test_corpus import REPORTS
from tests.test_counts import ONE, TABLE, counted, english

SENT = "Nàn Sán 9/7: 200/600 Bluezone, 150 khai báo"


def site_with(make_site: MakeSite, rows: str | bytes = ONE) -> Sandbox:
    files, text = counted(rows, **{"title: Cài đặt,": "title: Cài đặt, words: [bluezone],"})
    return make_site(files, site=text)


def count(site: Sandbox, sent: str | bytes | None, *options: str) -> Result:
    runner = CliRunner()
    given = [] if sent is None else ["-"]
    return runner.invoke(cli.main, ["count", *given, "--root", str(site.root), *options],
                         input=sent)  # fmt: skip


def taken(site: Sandbox, sent: str | bytes, *options: str) -> dict[str, list[dict[str, object]]]:
    result = count(site, sent, "--format", "json", *options)
    found: dict[str, list[dict[str, object]]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    "sent",
    [
        SENT,
        "nan san 9/7: 200/600 bluezone, 150 khai bao",
        "Xã Nàn Sán báo cáo ngày 9/7/2021: bluezone 200/600; khai báo 150",
        "UBND xã Nàn Sán 9/7, Bluezone: 200/600, khai báo: 150/600",
        "NÀN SÁN 9/7 200 trên 600 bluezone 150 khai báo",
        "02800: 9/7 200/600 bluezone, 150 khai báo",
        "2800 9/7/2021 bluezone 200/600 khai báo 150",
        "[8:31, 9/7/2021] Nàn Sán ngày 9/7: 200/600 bluezone, 150 khai báo",
        "Ngày 9/7\nNàn Sán: 200/600 bluezone, 150 khai báo",
        "Nàn Sán 9.7: 200/600 bluezone, 150 khai báo",
        "Nàn Sán 9/7: 200 bluezone, 150 khai báo, 600 người dùng",
        "Nàn Sán\u200b 9/7: 200/600 bluezone,\u00a0150 khai báo",
        "ngay;xa;goc;cai;khai\n9/7/2021;Nàn Sán;600;200;150\n",
        "xa\tcai\tkhai\tgoc\tngay\nNàn Sán\t200\t150\t600\t9/7\n",
    ],
)
def test_a_report_is_understood_in_many_spellings(make_site: MakeSite, sent: str) -> None:
    site = site_with(make_site)
    found = taken(site, sent)
    assert found["refused"] == []
    assert [(one["unit"], one["day"], one["base"], one["values"]) for one in found["added"]] == [
        ("02800", "2021-07-09", 600, {"cai": 200, "khai": 150})
    ]
    assert site.build().failed is False


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("9/7: 200/600 bluezone", "Không thấy tên đơn vị"),
        ("Nàn Sán và Bản Mế 9/7: 200/600 bluezone", "nhiều đơn vị"),
        ("Nàn Sán: 200/600 bluezone", "Không rõ ngày"),
        ("Nàn Sán 25/7: 200/600 bluezone", "chưa đến"),
        ("Nàn Sán ngày 31/6: 200/600 bluezone", "không phải là một ngày"),
        ("Nàn Sán 9/7: 42% bluezone", "phần trăm"),
        ("Nàn Sán 9/7: 200, 150", "cạnh tên chỉ tiêu"),
        ("Nàn Sán 9/7: bluezone 200, 150", "cạnh tên chỉ tiêu"),
        ("Nàn Sán 9/7: 200/600 bluezone, 150/601 khai báo", "số gốc khác nhau"),
        ("Nàn Sán 9/7: 200/600 bluezone, 210 khai báo, 220 bluezone", "hai số"),
        ("Nàn Sán 9/7: 200 bluezone", "số gốc"),
        ("Nàn Sán 9/7: 700/600 bluezone", "lớn hơn số gốc"),
        ("Nàn Sán 9/7: 20,5/600 bluezone", "cạnh tên chỉ tiêu"),
        ("Bản Mế 10/7: 400/980 bluezone", "nhỏ hơn 412"),
        ("Bản Mế 9/7: 413/980 bluezone", "--revise"),
        ("ngay,xa,goc,cai,khai\n9/7,Nàn Sánn,600,200,150\n", "không có đơn vị"),
    ],
)
def test_what_is_not_understood_is_told_and_nothing_is_written(
    make_site: MakeSite, sent: str, why: str
) -> None:
    site = site_with(make_site)
    before = (site.root / TABLE).read_bytes()
    result = count(site, sent, "--lang", "vi")
    assert result.exit_code == 1
    assert why in result.output
    assert (site.root / TABLE).read_bytes() == before


def test_sound_lines_are_added_beside_others_that_are_not(make_site: MakeSite) -> None:
    site = site_with(make_site)
    result = count(site, f"Kính gửi huyện\n{SENT}\nNàn Sín 9/7: 10% bluezone\n")
    assert result.exit_code == 1
    assert (site.root / TABLE).read_text(
        "utf-8"
    ) == REPORTS + ONE + "9/7/2021,Nàn Sán,600,200,150,,,\n"


def test_adding_twice_adds_once(make_site: MakeSite) -> None:
    site = site_with(make_site)
    assert count(site, SENT).exit_code == 0
    once = (site.root / TABLE).read_bytes()
    again = taken(site, SENT)
    assert (len(again["known"]), again["added"], again["refused"]) == (1, [], [])
    assert (site.root / TABLE).read_bytes() == once


def test_the_same_report_sent_twice_is_refused_twice(make_site: MakeSite) -> None:
    wrong = "Bản Mế 10/7: 400/980 bluezone"
    found = taken(site_with(make_site), f"{wrong}\n{wrong}")
    assert (found["known"], found["added"]) == ([], [])
    first, second = found["refused"]
    assert (first["line"], second["line"]) == (1, 2)
    assert first["why"] == second["why"]


def test_a_revision_keeps_the_old_line_and_says_why(make_site: MakeSite) -> None:
    site = site_with(make_site)
    result = count(site, "Bản Mế 9/7: 400/980 bluezone", "--revise", "đếm lại")
    assert result.exit_code == 0, result.output
    lines = (site.root / TABLE).read_text("utf-8").splitlines()
    assert lines[1:] == [ONE.strip(), "9/7/2021,Bản Mế,980,400,388,,,đếm lại"]


def test_a_dry_run_writes_nothing(make_site: MakeSite) -> None:
    site = site_with(make_site)
    before = (site.root / TABLE).read_bytes()
    assert len(taken(site, SENT, "--dry-run")["added"]) == 1
    assert (site.root / TABLE).read_bytes() == before


@pytest.mark.parametrize(
    ("table", "added"),
    [
        ((REPORTS + ONE).replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
         "9/7/2021;Nàn Sán;600;200;150;;;\r\n".encode()),
        ((REPORTS + ONE).rstrip("\n").encode(), "\n9/7/2021,Nàn Sán,600,200,150,,,\n".encode()),
        ((REPORTS + ONE).replace(",", "\t").encode("utf-16"),
         "9/7/2021\tNàn Sán\t600\t200\t150\t\t\t\n".encode("utf-16-le")),
        ((REPORTS + "2021-07-09,02806,980,412,388,8h30,\u0111\u01b0\u01a1\u0323c,\n").encode(
            "cp1258"),
         b"2021-07-09,02800,600,200,150,,,\n"),
        ((REPORTS + '"2021-07-09","02806","980","412","388","8:30","",""\n').encode(),
         b'"2021-07-09","02800","600","200","150","","",""\n'),
    ],
)  # fmt: skip
def test_a_table_keeps_how_it_is_written(make_site: MakeSite, table: bytes, added: bytes) -> None:
    site = site_with(make_site, table)
    result = count(site, SENT)
    assert result.exit_code == 0, result.output
    assert (site.root / TABLE).read_bytes() == table + added
    assert site.build().failed is False


def test_a_sheet_of_excel_is_taken(make_site: MakeSite) -> None:
    site = site_with(make_site)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ngay", "xa", "goc", "cai", "khai", "gio"])
    sheet.append([datetime.date(2021, 7, 9), "Nàn Sán", 600.0, 200, 150, datetime.time(8, 30)])
    out = io.BytesIO()
    book.save(out)
    found = taken(site, out.getvalue())
    assert found["refused"] == []
    assert found["added"][0]["reported"] == "2021-07-09T08:30:00"


HEAD: list[object] = ["ngay", "xa", "goc", "cai", "khai"]


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with sheets by their names, each with its rows."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_figures_on_two_sheets_is_refused_with_both_names(
    make_site: MakeSite,
) -> None:
    site = site_with(make_site)
    before = (site.root / TABLE).read_bytes()
    first = [HEAD, ["9/7/2021", "Nàn Sán", 600, 200, 150]]
    second = [HEAD, ["9/7/2021", "Nàn Sín", 700, 201, 151]]
    result = count(site, workbook(Xa1=first, Xa2=second))
    assert result.exit_code == 2
    assert "Xa1, Xa2" in result.output
    assert (site.root / TABLE).read_bytes() == before


def test_of_a_workbook_the_sheet_that_is_filled_in_is_taken(make_site: MakeSite) -> None:
    rows = [HEAD, ["9/7/2021", "Nàn Sán", 600, 200, 150]]
    found = taken(site_with(make_site), workbook(Mau=[HEAD, ["9/7/2021"]], Bao=rows))
    assert [one["name"] for one in found["added"]] == ["Nàn Sán"]


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("damage", [lambda xml: xml[:-20], lambda xml: b"", lambda xml: b"<a/>"])
def test_a_workbook_with_a_damaged_part_is_no_fault(
    make_site: MakeSite, name: str, damage: Callable[[bytes], bytes]
) -> None:
    whole = zipfile.ZipFile(
        io.BytesIO(workbook(Bao=[HEAD, ["9/7/2021", "Nàn Sán", 600, 200, 150]]))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as damaged:
        for one in whole.namelist():
            raw = whole.read(one)
            damaged.writestr(one, damage(raw) if one == name else raw)
    result = count(site_with(make_site), out.getvalue())
    assert result.exit_code in (0, 1, 2), result.output


def test_a_note_is_no_formula_in_the_table(make_site: MakeSite) -> None:
    site = site_with(make_site)
    sent = 'ngay,xa,goc,cai,khai,ghi_chu\n9/7/2021,Nàn Sán,600,200,150,"=1+1"\n'
    assert count(site, sent).exit_code == 0
    assert (site.root / TABLE).read_text("utf-8").splitlines()[-1].endswith(", =1+1,")
    assert not site.build(publish=False).failed


@pytest.mark.parametrize(
    ("sent", "told"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"), (b"PK\x03\x04 nothing", "XLSX|xlsx")],
)
def test_what_is_no_table_is_refused_with_its_remedy(
    make_site: MakeSite, sent: bytes, told: str
) -> None:
    result = count(site_with(make_site), sent)
    assert result.exit_code == 2
    assert any(word in result.output for word in told.split("|"))


def test_without_a_file_it_tells_who_has_not_reported(make_site: MakeSite) -> None:
    site = site_with(make_site)
    result = count(site, None, "--day", "2021-07-09", "--lang", "vi")
    assert result.exit_code == 0
    assert "1/3" in result.output
    assert "Nàn Sán, Nàn Sín" in result.output
    assert "9:00" in result.output


def test_a_site_that_counts_nothing_says_so(make_site: MakeSite, tmp_path: Path) -> None:
    assert count(make_site(), SENT).exit_code == 2


def test_the_status_names_who_has_not_reported(make_site: MakeSite) -> None:
    site = site_with(make_site)
    result = CliRunner().invoke(cli.main, ["status", "--root", str(site.root)])
    assert "Bản Mế, Nàn Sán, Nàn Sín" in result.output


@pytest.mark.parametrize(
    ("country", "day"), [("country: US\n", "7/9"), ("country: GB\n", "9/7"), ("", "2021-07-09")]
)
def test_lines_that_are_sent_have_the_day_as_the_country_writes_it(
    make_site: MakeSite, country: str, day: str
) -> None:
    files, text = counted("", **{"title: Cài đặt,": "title: Cài đặt, words: [bluezone],"})
    site = make_site(files, site=english(country, text))

    (line,) = taken(site, f"Nàn Sán {day}: 200/600 Bluezone, 150 khai báo")["added"]

    assert line["day"] == "2021-07-09"


def test_a_line_whose_day_may_be_two_is_not_taken(make_site: MakeSite) -> None:
    files, text = counted("", **{"title: Cài đặt,": "title: Cài đặt, words: [bluezone],"})
    site = make_site(files, site=english("", text))

    (line,) = taken(site, SENT)["refused"]

    assert "hai ngày khác nhau" in str(line["why"])

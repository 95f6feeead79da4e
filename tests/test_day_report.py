"""The day's report: what its sentences, tables and files say is what the table of counts has."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from bangtin import cli
from bangtin.commands import day_report
from bangtin.commands.count import NoCount
from click.testing import CliRunner

from tests.conftest import MakeSite
from tests.test_counts import counted

ROWS = (
    "2021-07-08,Bản Mế,980,400,380,2021-07-08 08:00,,\n"
    "2021-07-08,Nàn Sán,1320,500,480,2021-07-08 08:10,,\n"
    "2021-07-09,Bản Mế,980,412,388,2021-07-09 08:20,,\n"
    "2021-07-09,Nàn Sán,1320,562,522,2021-07-09 09:20,,\n"
)


def reported(
    make_site: MakeSite, *arguments: str, rows: str = ROWS, more: str = "", units: str = "",
    changes: dict[str, str] | None = None,
) -> tuple[int, str, Path]:  # fmt: skip
    files, site = counted(rows, **(changes or {}))
    files |= {"content/data/xa.csv": units} if units else {}
    sandbox = make_site(files, site=site + more)
    out = sandbox.root / "bao-cao"
    run = CliRunner().invoke(
        cli.main, ["report", "--root", str(sandbox.root), "--out", str(out), *arguments]
    )
    return run.exit_code, run.output, out


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(found.split())


def test_a_report_says_figures_changes_and_who_is_missing(make_site: MakeSite) -> None:
    code, said, out = reported(make_site)
    assert code == 0, said
    text = text_of(out / "bao-cao-2021-07-09.pdf")
    # 412 + 562 of 980 + 1320; 900 the day before.
    assert "974 trong 2.300" in text
    assert "So với ngày 8/7/2021, tăng 74 (tính 2 đơn vị báo cả hai ngày)." in text
    assert re.search(r"Chưa báo: 1 đơn vị \(Nàn Sín\)", text)
    assert "Nàn Sín – – – – – – – chưa báo" in text


def test_the_sheet_has_the_sums_of_an_independent_reckoning(make_site: MakeSite) -> None:
    _, _, out = reported(make_site)
    sheet = openpyxl.load_workbook(out / "bao-cao-2021-07-09.xlsx").worksheets[0]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["Bản Mế"][:2] == (980, 412)
    assert rows["Bản Mế"][3] == 12
    assert rows["Nàn Sín"][:4] == (None, None, None, None)
    total = next(values for name, values in rows.items() if name.startswith("Cộng"))
    assert (total[0], total[1], total[3]) == (2300, 974, 74)


def test_a_report_made_twice_has_the_same_bytes(make_site: MakeSite) -> None:
    _, _, out = reported(make_site)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    _, _, again = reported(make_site)
    assert first == {path.name: path.read_bytes() for path in again.iterdir()}
    assert len(first) == 2


def test_a_report_that_somebody_signed_is_kept_beside_the_new_one(make_site: MakeSite) -> None:
    _, _, out = reported(make_site)
    (pdf,) = out.glob("*.pdf")
    made = pdf.read_bytes()
    pdf.write_bytes(b"signed")
    arguments = ["report", "--root", str(out.parent), "--out", str(out)]
    said = CliRunner().invoke(cli.main, arguments).output
    kept = pdf.with_stem(f"{pdf.stem}-1")
    assert (pdf.read_bytes(), kept.read_bytes()) == (made, b"signed")
    assert cli.say("kept", path=kept) in said
    assert len(list(out.iterdir())) == 3


def test_a_day_can_be_chosen_and_the_first_has_nothing_to_compare_with(make_site: MakeSite) -> None:
    code, said, out = reported(make_site, "--day", "2021-07-08")
    assert code == 0, said
    assert "Chưa có số liệu ngày trước" in text_of(out / "bao-cao-2021-07-08.pdf")


def test_the_decree_s_form_leaves_number_and_name_blank(make_site: MakeSite) -> None:
    form = (
        "  report: {form: decree30, superior: UBND tỉnh thử, sign: BC-UBND, town: Huyện thử,"
        " to: [Sở thử], recipients: [Như trên, 'Lưu: VT'], authority: [TM. Ủy ban nhân dân]}\n"
    )
    code, said, out = reported(make_site, more=form)
    assert code == 0, said
    text = text_of(out / "bao-cao-2021-07-09.pdf")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "Số: /BC-UBND" in text
    assert "Huyện thử, ngày 09 tháng 7 năm 2021" in text
    assert text.index("./.") < text.index("Nơi nhận:") < text.index("TM. ỦY BAN NHÂN DÂN")
    assert "2" not in text.partition("TM. ỦY BAN NHÂN DÂN")[2]


@pytest.mark.parametrize(
    ("arguments", "more", "key"),
    [
        (["--day", "2021-07-01"], "", "report-no-figures"),
        ([], "  report: {form: none}\n", "report-off"),
    ],
)
def test_a_report_that_can_t_be_is_refused(
    make_site: MakeSite, arguments: list[str], more: str, key: str
) -> None:
    code, said, out = reported(make_site, *arguments, more=more)
    assert code == 2
    assert cli.say(key, day="2021-07-01") in said
    assert not out.exists()


def test_words_that_a_pdf_doesn_t_say_are_no_report(make_site: MakeSite) -> None:
    _, _, out = reported(make_site)
    pdf = (out / "bao-cao-2021-07-09.pdf").read_bytes()
    day_report._check(pdf, ["974 trong 2.300"])
    with pytest.raises(NoCount):
        day_report._check(pdf, ["975 trong 2.300"])


def test_what_is_needed_is_reckoned_exactly() -> None:
    from bangtin.config.settings import Measure
    from bangtin.problems import Place

    def measure(goal: str, *, over: bool) -> Measure:
        return Measure(column="a", title="A", goal=goal, over=over, places={"": Place("site.yaml")})

    assert day_report._needed(measure("50%", over=True), 50, 100) == 1
    assert day_report._needed(measure("50%", over=False), 50, 100) == 0
    assert day_report._needed(measure("50%", over=False), 49, 99) == 1
    assert day_report._needed(measure("300", over=False), 290, 0) == 10
    assert day_report._needed(measure("300", over=True), 300, 0) == 1


def test_days_are_dates(make_site: MakeSite) -> None:
    """Excel is given what people read: the day stands in the sheet's name."""
    _, _, out = reported(make_site)
    book = openpyxl.load_workbook(io.BytesIO((out / "bao-cao-2021-07-09.xlsx").read_bytes()))
    assert book.sheetnames == [datetime.date(2021, 7, 9).isoformat()]

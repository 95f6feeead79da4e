"""The daily count: what is read, reckoned, drawn and written says the same everywhere."""

from __future__ import annotations

import csv
import datetime
import io
import re
from fractions import Fraction

import html5lib
import openpyxl
import pypdfium2
import pytest
from bangtin import cli
from bangtin.channels import count as channel
from bangtin.channels.count import sheets
from bangtin.charts import bars, trend
from bangtin.site import count_values, counts
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import PROJECT, MakeSite, Sandbox, places
from tests.small import SITE
from tests.test_corpus import COUNT, REPORTS

UNITS = "ma,ten,ten_khac\n02806,Bản Mế,\n02800,Nàn Sán,\n02836,Nàn Sín,Nàn Xín\n"
NAMES = {"02806": "Bản Mế", "02800": "Nàn Sán", "02836": "Nàn Sín"}
TABLE = "content/data/tien-do.csv"
PAGE = "tien-do/index.html"


def counted(rows: str | bytes, **changes: str) -> tuple[dict[str, str | bytes], str]:
    """Return the files and settings of a site that counts."""
    count = COUNT
    for old, new in changes.items():
        assert old in count
        count = count.replace(old, new)
    table = REPORTS + rows if isinstance(rows, str) else rows
    return {"content/data/xa.csv": UNITS, TABLE: table}, SITE + count


def built(make_site: MakeSite, rows: str | bytes) -> Sandbox:
    files, site = counted(rows)
    sandbox = make_site(files, site=site)
    result = sandbox.build()
    assert places(result.problems) == []
    return sandbox


def words(html: str) -> str:
    return " ".join(" ".join(html5lib.parse(html, namespaceHTMLElements=False).itertext()).split())


def charts_of(html: str) -> list[tuple[str, str]]:
    """Return each chart's words for those who don't see it, and its drawing."""
    found = re.finditer(r'<svg aria-label="([^"]*)" class=chart .*?</svg>', html, re.DOTALL)
    return [(one[1], one[0]) for one in found]


# ── What people write ──


@pytest.mark.parametrize(
    ("written", "read"),
    [("412", 412), ("1.250", 1250), ("1 250", 1250), ("1,250", 1250), ("412,0", 412),
     ("412.0", 412), ("0", 0), ("1.250.000", 1250000), ("1\u00a0250", 1250), ("007", 7)],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(written: str, read: int) -> None:
    assert count_values.number(written) == read


@pytest.mark.parametrize(
    "written",
    ["9/7", "9/7/2021", "09/07/2021", "2021-07-09", "9-7-2021", "9.7.2021", "9/7/21",
     "2021-07-09 00:00:00", "Thứ sáu, 9/7/2021", "ngày 9/7"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    now = datetime.date(2021, 7, 20)
    assert count_values.day(written, now, "day") == datetime.date(2021, 7, 9)


def english(country: str, text: str) -> str:
    """Return the settings of a site in English, with its tables where they are."""
    numbers = {"country: US\n": "212-736-5000", "country: GB\n": "020 7946 0958"}
    text = text.replace("1900 9095", numbers.get(country, "1900 9095"))
    text = text.replace("count:\n", "count:\n  table: tien-do\n")
    return f"language: en\n{country}units: {{table: xa}}\n{text}"


ORDERS = [
    ("country: US\n", "7/9/2021", "2021-07-09"), ("country: GB\n", "9/7/2021", "2021-07-09"),
    ("country: US\n", "2021-07-09", "2021-07-09"), ("country: US\n", "9/20/2021", "count-future"),
    ("country: US\n", "20/7/2021", "count-not-day"),
    ("country: GB\n", "7/20/2021", "count-not-day"),
    ("", "7/9/2021", "count-day-order"), ("", "7/20/2021", "2021-07-20"),
    ("", "20/7/2021", "2021-07-20"), ("", "7/7/2021", "2021-07-07"), ("", "9/7", "count-day-order"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "written", "read"), ORDERS)
def test_a_day_in_figures_is_read_as_the_country_writes_it(
    make_site: MakeSite, country: str, written: str, read: str
) -> None:
    """English alone doesn't say whether the month stands first."""
    files, text = counted(f"{written},Bản Mế,980,412,388,8:30,,\n")
    site = make_site(files, site=english(country, text))

    result = site.build()

    if read.startswith("count-"):
        assert places(result.problems) == [f"{TABLE}:2 {read}"]
        return
    assert places(result.problems) == []
    (table,) = site.public.rglob("*.csv")
    assert table.read_text("utf-8-sig").split("\n")[1].startswith(f"{read},")
    (sheet, *_) = sorted(site.public.rglob("*.xlsx"), key=lambda path: len(path.name))
    cells = openpyxl.load_workbook(sheet).active
    forms = {cell.number_format for row in cells for cell in row if cell.is_date}
    shown = {"country: US\n": "m/d/yyyy", "country: GB\n": "d/m/yyyy", "": "yyyy-mm-dd"}[country]
    assert shown in forms


def test_december_without_a_year_is_the_last_one_in_january() -> None:
    assert count_values.day("31/12", datetime.date(2021, 1, 3), "day") == datetime.date(
        2020, 12, 31
    )


@pytest.mark.parametrize(
    "written",
    ["8h30", "8:30", "08:30:00", "8g30", "8 giờ 30", "8.30", "8:30 AM", "9/7/2021 8:30",
     "2021-07-09T08:30", "8h30 9/7"],
)  # fmt: skip
def test_an_hour_is_read_as_people_write_it(written: str) -> None:
    read = count_values.moment(written, datetime.date(2021, 7, 9), "day")
    assert read == datetime.datetime(2021, 7, 9, 8, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("share", "goal", "shown"),
    [(Fraction(4999, 10000), 50, "49.99"), (Fraction(1, 2), 50, "50.0"),
     (Fraction(5001, 10000), 50, "50.01"), (Fraction(9999, 10000), None, "99.99"),
     (Fraction(1, 3), None, "33.3"), (Fraction(1, 1000), None, "0.1")],
)  # fmt: skip
def test_rounding_moves_no_share_over_its_goal(
    share: Fraction, goal: int | None, shown: str
) -> None:
    assert counts.percent(share, goal) == shown


ONE = "9/7/2021,Bản Mế,980,412,388,8h30,,\n"


@pytest.mark.parametrize(
    "table",
    [
        (REPORTS + ONE).encode(),
        (REPORTS + ONE).encode("utf-8-sig"),
        (REPORTS + ONE).encode("utf-16"),
        (REPORTS + ONE).replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
        (REPORTS + ONE).replace(",", "\t").encode(),
        b"sep=,\r\n" + (REPORTS + ONE).encode(),
        (REPORTS + "9/7/2021,02806,980,412,388,8h30,\u0111\u01b0\u1ee3c,\n")
        .replace("\u1ee3", "\u01a1\u0323")
        .encode("cp1258"),
        (REPORTS.replace("goc", "Goc") + ONE.replace("980", " 980 ")).encode(),
        (REPORTS.rstrip("\n") + ",,\n" + ONE.rstrip("\n") + ",,\n").encode(),
        (REPORTS + ONE.replace("Bản Mế", "ban me")).encode(),
        (REPORTS + ONE.replace("Bản Mế", "2806")).encode(),
        (REPORTS + ONE + "10/7/2021,Nàn Sán,,,,,,\n").encode(),
    ],
)
def test_a_table_is_read_however_it_was_saved(make_site: MakeSite, table: bytes) -> None:
    site = built(make_site, table)
    assert "412 trong 980 người dùng, đạt 42,0%" in words(site.read(PAGE))


# ── Missing, late, revised ──

SOME = (
    "2021-07-18,02806,980,400,380,8:30,,\n2021-07-18,02800,600,200,150,9:30,,\n"
    "2021-07-19,02806,980,412,388,9:00,,\n2021-07-19,02836,500,300,,10/7/2021 8:00,,\n"
).replace("10/7/2021 8:00", "20/7/2021 8:00")


def test_what_is_missing_is_no_zero_and_an_earlier_figure_says_its_day(make_site: MakeSite) -> None:
    page = built(make_site, SOME).read(PAGE)
    told = words(page)
    assert "712 trong 1.480 người dùng, đạt 48,1%" in told
    assert "Chỉ tính 2 trong 3 đơn vị" in told
    assert "388 trong 980" in told
    assert "số ngày 18/7/2021" in told
    assert "Chưa báo: 1 Nàn Sán" in told
    assert "Báo muộn (sau 9:00): 1 Nàn Sín" in told
    alt, drawing = charts_of(page)[0]
    assert "Chưa báo: Nàn Sán" in alt
    assert "chart-missing" in drawing
    assert "18/7/2021: 33,3%" in drawing


def test_a_revision_replaces_what_it_corrects_and_does_not_make_it_late(
    make_site: MakeSite,
) -> None:
    rows = "9/7,02806,980,500,388,8:30,,\n9/7,02806,980,412,388,10:30,,đếm lại\n"
    site = built(make_site, rows)
    told = words(site.read(PAGE))
    assert "412 trong 980" in told
    assert "500" not in told
    assert "Báo đúng giờ (đến 9:00): 1 Bản Mế" in told


def test_a_total_may_fall_where_a_reason_is_written(make_site: MakeSite) -> None:
    built(make_site, "9/7,02806,980,500,388,,,\n10/7,02806,980,412,388,,,bỏ máy trùng\n")


def test_a_table_with_its_head_alone_is_a_page_without_figures(make_site: MakeSite) -> None:
    site = built(make_site, "")
    assert "Chưa có số liệu nào." in words(site.read(PAGE))
    assert "Số liệu ví dụ" not in words(site.read("index.html"))


def test_examples_are_marked_everywhere(make_site: MakeSite) -> None:
    site = built(make_site, SOME)
    page = site.read(PAGE)
    assert page.count("Số liệu ví dụ") > 6
    assert all("Số liệu ví dụ" in alt for alt, _ in charts_of(page))
    assert "Số liệu ví dụ" in site.read("index.html")
    rows = list(csv.reader(io.StringIO(site.read("tien-do/tien-do.csv").removeprefix("\ufeff"))))
    assert {row[-1] for row in rows[1:]} == {"Số liệu ví dụ"}
    book = openpyxl.load_workbook(site.public / "tien-do/tien-do.xlsx")
    assert book.sheetnames == ["Số liệu ví dụ"]
    assert "Số liệu ví dụ" in book.active["A2"].value


def test_notes_are_not_published(make_site: MakeSite) -> None:
    site = built(make_site, "9/7,02806,980,412,388,8:30,anh Páo báo hộ,\n")
    assert [name for name, data in site.tree().items() if "Páo".encode() in data] == []


# ── The same figures everywhere ──

reports = st.dictionaries(
    st.tuples(st.integers(1, 12), st.sampled_from(sorted(NAMES))),
    st.tuples(
        st.integers(1, 5000), st.floats(0, 1), st.none() | st.floats(0, 1),
        st.sampled_from(["", "8:15", "09:00", "9h05", "20:00"]), st.booleans(),
    ),
    min_size=1,
    max_size=20,
)  # fmt: skip


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(found=reports)
def test_page_charts_and_files_give_the_sums_of_an_independent_reckoning(
    make_site: MakeSite, found: dict[tuple[int, str], tuple[int, float, float | None, str, bool]]
) -> None:
    lines, true = [], {}
    for (day, unit), (base, one, other, hour, is_revised) in found.items():
        cai = int(base * one)
        khai = None if other is None else int(base * other)
        if is_revised:
            lines.append(f"{day}/7/2021,{unit},{base},{base},{base},{hour},,")
        shown = "" if khai is None else khai
        # Every line is a revision here: totals may fall, as random ones do.
        lines.append(f"2021-07-{day:02},{unit},{base},{cai},{shown},{hour},,lý do")
        true[day, unit] = base, cai, khai, hour
    files, text = counted("\n".join(lines) + "\n")
    site = make_site(files, site=text)
    result = site.build()
    assert [p for p in places(result.problems) if "count-base-jumps" not in p
            and "count-falls" not in p] == []  # fmt: skip
    if result.published is None:
        return
    last = max(day for day, _ in true)
    here = {unit: one for (day, unit), one in true.items() if day == last}
    base = sum(one[0] for one in here.values())
    done = sum(one[1] for one in here.values())
    page = site.read(PAGE)

    def grouped(number: int) -> str:
        return f"{number:,}".replace(",", ".")

    assert f"Cài đặt: {grouped(done)} trong {grouped(base)} người dùng" in words(page)
    drawing = charts_of(page)[0][1]
    lengths = [float(w) for w in re.findall(r"class=chart-bar [^>]*?width=([\d.]+)%", drawing)]
    expected = sorted((c / b * 100 for b, c, *_ in here.values() if c), reverse=True)
    assert lengths == pytest.approx(expected, abs=0.006)
    table = list(csv.reader(io.StringIO(site.read("tien-do/tien-do.csv").removeprefix("\ufeff"))))[
        1:
    ]
    days = {day for day, _ in true}
    assert len(table) == len(days) * len(NAMES)
    for row in table:
        told = true.get((int(row[0][-2:]), row[1]))
        if told is None:
            assert row[3:8] == ["", "", "", "", "chưa báo"]
        else:
            assert row[3:6] == [str(told[0]), str(told[1]), "" if told[2] is None else str(told[2])]
            state = (
                "đã báo" if not told[3] else "đúng giờ" if told[3] in ("8:15", "09:00") else "muộn"
            )
            assert row[7] == state
    sheet = openpyxl.load_workbook(site.public / "tien-do/tien-do.xlsx").active
    cells = list(sheet.iter_rows(min_row=5, values_only=True))
    assert sum(row[4] or 0 for row in cells) == sum(one[1] for one in true.values())
    assert sum(row[5] or 0 for row in cells) == sum(one[2] or 0 for one in true.values())
    check_report(site, true, last)


def check_report(
    site: Sandbox, true: dict[tuple[int, str], tuple[int, int, int | None, str]], last: int
) -> None:
    """Hold the report's words and its sheet to sums, changes and gaps reckoned here."""
    run = CliRunner().invoke(
        cli.main, ["report", "--root", str(site.root), "--out", str(site.root / "out")]
    )
    assert run.exit_code == 0, run.output
    document = pypdfium2.PdfDocument(site.root / f"out/bao-cao-2021-07-{last:02}.pdf")
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    said = " ".join(" ".join(pages).split())

    def grouped(number: int) -> str:
        return f"{number:,}".replace(",", ".")

    earlier = [day for day, _ in true if day < last]
    sheet = openpyxl.load_workbook(site.root / f"out/bao-cao-2021-07-{last:02}.xlsx").active
    table = {row[0]: row for row in sheet.iter_rows(values_only=True) if row[0]}
    total = next(row for name, row in table.items() if name.startswith("Cộng"))
    missing = sorted(name for unit, name in NAMES.items() if (last, unit) not in true)
    assert total[0] == f"Cộng {3 - len(missing)} đơn vị đã báo"
    for measure, title, at in ((1, "Cài đặt", 2), (2, "Khai báo", 5)):
        here = {unit: one for (day, unit), one in true.items()
                if day == last and one[measure] is not None}  # fmt: skip
        if not here:
            assert f"{title}: chưa đơn vị nào báo." in said
            assert total[at] is None
            continue
        done, base = sum(int(one[measure] or 0) for one in here.values()), sum(
            one[0] for one in here.values())  # fmt: skip
        sentence = f"{title}: {grouped(done)} trong {grouped(base)} người dùng"
        assert sentence in said
        assert total[at] == done
        before = {
            unit: one[measure] for (day, unit), one in true.items()
            if earlier and day == max(earlier) and one[measure] is not None
        }  # fmt: skip
        changes = [
            int(one[measure] or 0) - int(before[unit] or 0)
            for unit, one in here.items()
            if unit in before
        ]
        change = sum(changes)
        told = "Chưa có số liệu ngày trước" if not changes else (
            f"{'tăng' if change > 0 else 'giảm'} {grouped(abs(change))} (tính {len(changes)} đơn vị"
            if change else f"không thay đổi (tính {len(changes)} đơn vị")  # fmt: skip
        assert told in said.partition(sentence)[2]
    if missing:
        names = ", ".join(sorted(missing))
        assert f"Chưa báo: {len(missing)} đơn vị ({names})." in said
    else:
        assert "Chưa báo: 0 đơn vị (không có đơn vị nào)." in said


# ── Charts ──


def test_charts_and_sheets_are_the_same_bytes_twice(make_site: MakeSite) -> None:
    first, second = built(make_site, SOME).tree(), built(make_site, SOME).tree()
    assert {n: d for n, d in first.items() if n.startswith("tien-do/")} == \
        {n: d for n, d in second.items() if n.startswith("tien-do/")}  # fmt: skip


def test_the_words_for_a_chart_change_with_its_figures(make_site: MakeSite) -> None:
    site = built(make_site, SOME)
    before = [alt for alt, _ in charts_of(site.read(PAGE))]
    site.edit(TABLE, "980,412", "980,413")
    site.build()
    after = [alt for alt, _ in charts_of(site.read(PAGE))]
    assert len(before) == len(after) == 4
    assert [one == other for one, other in zip(before, after, strict=True)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_bar_of_nothing_and_a_missing_one_differ() -> None:
    drawn = bars.draw(
        [bars.Bar("a", Fraction(0), "0"), bars.Bar("b", None, "", "chưa báo", is_missing=True)],
        None, "chữ", "x",
    )  # fmt: skip
    assert 'class="chart-bar" width="2"' in drawn
    assert 'class="chart-missing" fill="url(#hatch-x)" width="100%"' in drawn


def test_a_chart_of_one_day_is_one_point() -> None:
    point = trend.Point(datetime.date(2021, 7, 9), Fraction(1, 2), is_whole=False)
    drawn = trend.draw([point], "1", "1", ("9/7", "9/7"), None, "chữ")
    assert drawn.count("<circle") == 1
    assert "chart-part" in drawn


@pytest.mark.parametrize(
    ("length", "end", "anchor"),
    [("0.96", "90%", "end"), ("0.8", "80%", "end"), ("0.62", "62%", ""), ("0.6", "60%", "")],
)
def test_no_value_is_struck_through_by_the_line_of_the_goal(
    length: str, end: str, anchor: str
) -> None:
    goal = bars.Goal(Fraction(9, 10), "goal")
    drawn = bars.draw([bars.Bar("A", Fraction(length), "the value")], goal, "alt", "a")
    (text,) = re.findall(r"<text ([^>]*)>the value", drawn)
    assert f'x="{end}"' in text
    assert (f'text-anchor="{anchor}"' in text) == bool(anchor)


def test_names_can_write_nothing_into_a_chart() -> None:
    drawn = bars.draw([bars.Bar('<script>"&', Fraction(1, 2), "1")], None, '"><b>', "x")
    assert "<script" not in drawn
    assert "<b>" not in drawn


def test_charts_keep_the_contrast_of_neighbours() -> None:
    """Bars, lines and letters take the colours that the palette's own check holds to paper."""
    css = (PROJECT / "assets/css/portal.css").read_text("utf-8")
    for part in ("chart-bar { fill: var(--head)", "chart-goal { stroke: var(--ink)",
                 "chart-case { stroke: var(--page)",
                 "chart-hatch { fill: var(--quiet)"):  # fmt: skip
        assert part in css

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def ratio(one: str, other: str) -> float:
        high, low = sorted((light(one), light(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for page, parts in (("#fffdf7", ("#14235a", "#15181f", "#4a5166")),
                        ("#0d1330", ("#ffffff", "#f0f1f6", "#b6bdd0"))):  # fmt: skip
        assert all(ratio(page, part) >= 3 for part in parts)


# ── Another authority ──

SANDBAGS = """\
language: en
count:
  title: Sandbags
  columns: {day: day, unit: ward, reported: at}
  measures: {bags: {column: bags, title: Sandbags filled, goal: 500}}
  table: sandbags
  kind: daily
  due: "18:00"
  example: false
"""


def test_a_city_counts_sandbags_in_english(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/data/units.csv": "ma,ten\n1,North\n2,South\n",
            "content/data/sandbags.csv": "day,ward,bags,at\n2021-07-18,North,120,17:00\n"
            '2021-07-18,South,"1,000",19:00\n2021-07-19,North,80,\n',
        },
        site=SITE.replace("title: Huyện thử", "title: Test city") + SANDBAGS,
    )
    result = site.build()
    assert [p for p in places(result.problems) if "count" in p] == []
    page = site.read("sandbags/index.html")
    told = words(page)
    assert "Sandbags filled: 1,200, which is 240.0% of the goal. The goal is reached." in told
    assert "Not reported: 1 South" in told
    assert "1 days missing" in told
    assert "người" not in told
    assert "Example" not in page
    assert "day,ward" not in site.read("sandbags/sandbags.csv")


def test_a_sheet_has_the_last_whole_days_and_says_so_and_the_csv_has_all(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MOST_LINES", 7)
    rows = "".join(f"2021-07-{day:02},02806,980,{400 + day},388,8:30,,\n" for day in range(1, 6))
    site = built(make_site, rows)
    sheet = openpyxl.load_workbook(site.public / "tien-do/tien-do.xlsx").active
    cells = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    assert "Từ ngày 4/7/2021; các ngày trước đó ở tệp CSV." in {row[0] for row in cells}
    days = [row[0].day for row in cells if isinstance(row[0], datetime.datetime)]
    assert days == [4, 4, 4, 5, 5, 5]
    assert site.read("tien-do/tien-do.csv").count("\n2021-07-0") == 15


def test_a_sheet_s_name_is_one_that_excel_takes() -> None:
    assert sheets.name_of("Số liệu: [xã]/thôn 'A'" + "a" * 40) == "Số liệu xã thôn 'A'" + "a" * 12
    assert sheets.name_of("''") == "1"


@pytest.mark.parametrize("form", ["plain", "none"])
def test_nothing_that_an_english_authority_counts_says_a_word_of_vietnamese(
    make_site: MakeSite, form: str
) -> None:
    text = SITE
    for old, new in (
        ("Huyện thử", "Test city"), ("Huyện Thử", "Test City"), ("UBND HUYỆN THỬ", "CITY COUNCIL"),
        ("UBND huyện Thử", "City Council"), ("tỉnh Thử", "Main Street"), ("Bộ Y tế", "Hotline"),
        ("Quét để cài Bluezone", "Scan"), ("Tờ khai y tế", "Form"), ("Quét để khai báo", "Scan"),
        ("Đăng ký điểm", "Register"), ("Quét để đăng ký", "Scan"),
    ):  # fmt: skip
        text = text.replace(old, new)
    count = SANDBAGS.replace("  table: sandbags\n", "") + f"  report: {{form: {form}}}\n"
    home = "---\ntitle: Home\nsummary: The city.\ndate: 2021-07-01\nkind: home\n---\n\nHello.\n"
    site = make_site(
        {
            "content/index.md": home,
            "content/data/units.csv": "ma,ten\n1,North\n2,South\n",
            "content/data/progress.csv": "day,ward,bags,at\n2021-07-18,North,120,17:00\n"
            "2021-07-19,North,80,19:30\n",
        },
        site=text + count,
    )
    assert [p for p in places(site.build().problems) if "count" in p] == []
    run = CliRunner().invoke(
        cli.main, ["report", "--root", str(site.root), "--out", str(site.root / "public/progress")]
    )
    assert run.exit_code == (2 if form == "none" else 0), run.output
    files = sorted(path.name for path in (site.public / "progress").iterdir())
    expected = ["index.html", "progress.csv", "progress.xlsx", "report-form.pdf",
                "report-form.xlsx"]  # fmt: skip
    reports = [] if form == "none" else ["report-2021-07-19.pdf", "report-2021-07-19.xlsx"]
    assert files == sorted(expected + reports)
    told = [words(site.read("progress/index.html")), site.read("progress/progress.csv")]
    for path in (site.public / "progress").iterdir():
        if path.suffix == ".pdf":
            document = pypdfium2.PdfDocument(path)
            told += [page.get_textpage().get_text_bounded() for page in document]
            told += document.get_metadata_dict().values()
            document.close()
        elif path.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path).worksheets:
                told += [sheet.title, *(str(c.value) for row in sheet.iter_rows() for c in row)]
                told += [rule.error or "" for rule in sheet.data_validations.dataValidation]
    letters = set("".join(told)) - set("“”–…−·’\ufeff\u00a0\u2019\ufffe")
    assert {c for c in letters if not c.isascii() and c.isalpha()} == set()
    assert "Cộng hòa" not in "".join(told)

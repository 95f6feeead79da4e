"""CSV tables as a clerk's spreadsheet saves them, and their faults with the line."""

from __future__ import annotations

import unicodedata

import pytest
from bangtin.locales import DayOrder
from bangtin.problems import Place, Problems
from bangtin.site import tables
from bangtin.site.tables import Table

FILE = "content/data/xa.csv"


def parse(raw: str | bytes) -> tuple[Table | None, list[str]]:
    """Return the table and the problems as ``line key``."""
    problems = Problems()
    data = raw.encode() if isinstance(raw, str) else raw
    found = tables.parse(data, FILE, problems)
    assert all(p.place.file == FILE for p in problems)
    return found, [f"{p.place.line} {p.key}" for p in problems]


def rows(raw: str | bytes) -> list[dict[str, str]]:
    found, problems = parse(raw)
    assert problems == []
    assert found is not None
    return [row.values for row in found.rows]


EXPECTED = [{"ma": "1", "ten": "Nàn Sán"}, {"ma": "2", "ten": "Bản Mế"}]


@pytest.mark.parametrize(
    "raw",
    [
        "ma,ten\n1,Nàn Sán\n2,Bản Mế\n",
        "ma;ten\n1;Nàn Sán\n2;Bản Mế\n",
        "ma\tten\n1\tNàn Sán\n2\tBản Mế\n",
        "ma,ten\r\n1,Nàn Sán\r\n2,Bản Mế\r\n",
        "\ufeffma;ten\r\n1;Nàn Sán\r\n2;Bản Mế",
        '"ma","ten"\n"1","Nàn Sán"\n"2","Bản Mế"\n',
        " ma , ten \n 1 , Nàn Sán \n2,Bản Mế\n",
        "ma,ten\n\n1,Nàn Sán\n,\n2,Bản Mế\n\n\n",
        unicodedata.normalize("NFD", "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"),
    ],
    ids=["comma", "semicolon", "tab", "CRLF", "Excel", "quotes", "spaces", "empty rows", "NFD"],
)
def test_every_usual_form_is_the_same_table(raw):
    assert rows(raw) == EXPECTED


def test_a_table_is_named_by_its_file_and_rows_know_their_line():
    found, _ = parse("ma,ten\n1,a\n\n2,b\n")
    assert found is not None
    assert (found.name, found.file, found.columns) == ("xa", FILE, ("ma", "ten"))
    assert [row.place for row in found.rows] == [Place(FILE, 2), Place(FILE, 4)]


def test_quotes_keep_separators_quotes_and_line_ends():
    raw = 'ma,dia_chi,ghi_chu\n1,"thị trấn, huyện","nói ""có"""\n2,"dòng\nhai",x\n'
    assert rows(raw) == [
        {"ma": "1", "dia_chi": "thị trấn, huyện", "ghi_chu": 'nói "có"'},
        {"ma": "2", "dia_chi": "dòng\nhai", "ghi_chu": "x"},
    ]


def test_values_stay_text_as_written():
    assert rows("ma,so,ngay\n02809,0912345678,12:30\n") == [
        {"ma": "02809", "so": "0912345678", "ngay": "12:30"}
    ]


def test_one_column_is_a_table():
    assert rows("ten\nNàn Sán\n") == [{"ten": "Nàn Sán"}]


def test_a_table_of_a_header_alone_has_no_rows():
    found, problems = parse("ma,ten\n")
    assert problems == []
    assert found is not None
    assert found.rows == ()


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n,\n"])
def test_an_empty_table_is_refused(raw):
    assert parse(raw) == (None, ["0 table-empty"])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ma,,ten\n1,2,3\n", ["1 column-unnamed"]),
        ("ma,ten,ma\n1,2,3\n", ["1 column-doubled"]),
        ("a,a,b,b,\n", ["1 column-doubled", "1 column-doubled"]),
    ],
)
def test_columns_have_names_of_their_own(raw, expected):
    assert parse(raw) == (None, expected)


def test_a_row_with_too_many_or_too_few_cells_is_named_and_the_others_are_read():
    problems = Problems()
    found = tables.parse(b"ma,ten\n1,a\n2,b,c\n\n3\n4,d\n", FILE, problems)
    assert [(p.place.line, p.key, dict(p.args)) for p in problems] == [
        (3, "row-length", {"found": "3", "expected": "2"}),
        (5, "row-length", {"found": "1", "expected": "2"}),
    ]
    assert found is not None
    assert [row.values["ma"] for row in found.rows] == ["1", "4"]


def test_a_row_over_several_lines_stands_where_it_begins():
    _, problems = parse('ma,ten\n1,"một\nhai"\n2,"ba\nbốn\nnăm",thừa\n')
    assert problems == ["4 row-length"]


def test_the_first_column_names_each_row_once():
    problems = Problems()
    tables.parse(b"ma,ten\n1,a\n2,a\n1,b\n,c\n1,d\n", FILE, problems)
    assert [(p.place.line, p.key, dict(p.args)) for p in problems] == [
        (4, "row-doubled", {"value": "1", "first": "2"}),
        (5, "row-unnamed", {"column": "ma"}),
        (6, "row-doubled", {"value": "1", "first": "2"}),
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('ma,ten\n1,"a\n2,b\n', "csv-syntax"),
        ('ma,ten\n1,"a"b\n', "csv-syntax"),
        ("ma,ten\n1," + "x" * 200_000 + "\n", "cell-too-long"),
        ("ma,ten\n1,a\n2,\0\n", "3 nul-byte"),
        (b"ma,ten\n1,a\n2,\xff\n", "3 not-utf8"),
    ],
)
def test_a_file_that_is_no_table_is_refused(raw, expected):
    found, problems = parse(raw)
    assert found is None
    assert len(problems) == 1
    assert problems[0].endswith(expected)


def test_a_table_beyond_all_sense_is_refused():
    raw = "ma\n" + "".join(f"{n}\n" for n in range(tables.MAX_ROWS))
    assert parse(raw) == (None, ["0 table-too-long"])


@pytest.mark.parametrize(
    ("order", "day", "full"),
    [
        ("day", "31/7/2021", ""), ("day", "7/31/2021", "31/7/2021"), ("day", "44386", "9/7/2021"),
        ("month", "7/31/2021", ""), ("month", "31/7/2021", "7/31/2021"),
        ("month", "44386", "7/9/2021"),
        ("", "31/7/2021", ""), ("", "7/31/2021", ""), ("", "44386", "2021-07-09"),
    ],
)  # fmt: skip
def test_days_of_a_column_are_held_to_the_order_of_the_country(
    order: DayOrder, day: str, full: str
) -> None:
    problems = Problems()
    tables.parse(f"name,date\na,{day}\n".encode(), FILE, problems, order=order)

    assert [dict(problem.args)["full"] for problem in problems] == ([full] if full else [])

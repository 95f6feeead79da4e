"""Text becomes typed values by the schema alone, and every mismatch is a problem with its line."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from bangtin.config import schema, yamltree
from bangtin.markdown import document
from bangtin.problems import Place, Problem, Problems
from bangtin.site import pages

from tests.conftest import page, places


class Inner(msgspec.Struct, kw_only=True):
    """An entry of a list."""

    name: str
    count: int = 1
    places: dict[str, Place] = {}


class Sample(msgspec.Struct, kw_only=True):
    """One field of each type that a schema may have."""

    text: str = ""
    maybe: str | None = None
    number: int = 0
    share: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    above: Annotated[int, msgspec.Meta(gt=0)] = 1
    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-f]{6}$")] = "#000000"
    length: float = 0.0
    flag: bool = False
    day: datetime.date | None = None
    moment: datetime.datetime | None = None
    kind: Literal["guidance", "home"] = "home"
    words: tuple[str, ...] = ()
    rows: tuple[tuple[int, ...], ...] = ()
    entries: tuple[Inner, ...] = ()
    entry: Inner | None = None
    values: dict[str, str] = {}
    places: dict[str, Place] = {}


class Strict(msgspec.Struct, kw_only=True):
    """Keys that must be there."""

    title: str
    summary: str
    date: datetime.date
    order: int = 100


def read(text: str, kind: Any = Sample, first_line: int = 1) -> tuple[Any, tuple[Problem, ...]]:
    problems = Problems()
    node = yamltree.parse(text, "site.yaml", problems, first_line)
    assert not list(problems)
    return schema.read_struct(node, kind, "site.yaml", problems), tuple(problems)


def details(problem: Problem) -> dict[str, str]:
    return dict(problem.args)


@pytest.mark.parametrize(
    "written",
    [
        "12:30", "0912345678", "no", "yes", "on", "off", "true", "null", "~", "1_000", "0o17",
        "0x1F", "1e3", "2021-07-20", "2021-13-01", ".inf", "1900 9095",
    ],
)  # fmt: skip
def test_a_text_is_what_was_written(written):
    value, problems = read(f"text: {written}")
    assert problems == ()
    assert value.text == written


def test_a_text_is_composed_and_trimmed():
    value, problems = read('text: "  Tie\u0302\u0301ng  "')
    assert problems == ()
    assert value.text == "Tiếng"


@pytest.mark.parametrize("written", ["", '""', "'  '"])
def test_an_empty_text_is_a_problem(written):
    value, problems = read(f"number: 1\ntext: {written}")
    assert value is None
    assert places(problems) == ["site.yaml:2 empty-value"]
    assert details(problems[0]) == {"key": "text"}


@pytest.mark.parametrize("written", ["null", "~"])
def test_what_may_be_missing_may_be_null(written):
    value, problems = read(f"maybe: {written}")
    assert problems == ()
    assert value.maybe is None


@pytest.mark.parametrize("key", ["maybe", "number", "flag", "day", "kind"])
def test_a_key_without_a_value_is_a_problem_whatever_it_takes(key):
    """Often a ``#`` has made a comment of the value."""
    _, problems = read(f"text: x\n{key}: #5")
    assert places(problems) == ["site.yaml:2 empty-value"]


def test_a_quoted_null_is_a_word():
    value, problems = read('maybe: "null"')
    assert problems == ()
    assert value.maybe == "null"


@pytest.mark.parametrize(("written", "number"), [("7", 7), ("-3", -3), ("007", 7), ("0", 0)])
def test_a_whole_number_is_its_digits(written, number):
    value, problems = read(f"number: {written}")
    assert problems == ()
    assert value.number == number


@pytest.mark.parametrize(
    "written",
    ["1_000", "1.000", "1.5", "1e3", "0x10", "0o7", "yes", "12:30", "+5", "--5", '"-"',
     "9" * 13, "null", "1 000"],
)  # fmt: skip
def test_anything_else_is_no_whole_number(written):
    value, problems = read(f"text: x\nnumber: {written}")
    assert value is None
    assert places(problems) == ["site.yaml:2 not-a-int"]
    assert details(problems[0]) == {"key": "number", "value": written.strip('"')}


@pytest.mark.parametrize(("written", "number"), [("0.8", 0.8), ("5", 5.0), ("-0.25", -0.25)])
def test_a_number_may_have_a_point(written, number):
    value, problems = read(f"length: {written}")
    assert problems == ()
    assert value.length == number


@pytest.mark.parametrize("written", ["0,8", "1e3", ".nan", "nan", "inf", "1.2.3", ".", "1_0", "x"])
def test_anything_else_is_no_number(written):
    _, problems = read(f"length: {written}")
    assert places(problems) == ["site.yaml:1 not-a-float"]


@pytest.mark.parametrize(("written", "flag"), [("true", True), ("false", False)])
def test_true_and_false_are_the_only_answers(written, flag):
    value, problems = read(f"flag: {written}")
    assert problems == ()
    assert value.flag is flag


@pytest.mark.parametrize("written", ["yes", "no", "on", "True", "FALSE", '"true"', "1", "0", "có"])
def test_other_words_are_no_answer(written):
    _, problems = read(f"flag: {written}")
    assert places(problems) == ["site.yaml:1 not-a-bool"]


@pytest.mark.parametrize("written", ["2021-07-20", '"2021-07-20"', "2024-02-29"])
def test_a_date_is_year_month_and_day(written):
    value, problems = read(f"day: {written}")
    assert problems == ()
    assert value.day.isoformat() == written.strip('"')


@pytest.mark.parametrize(
    "time", ["T00:00", " 08:30", "T08:30:15", "T08:30:15.123+07:00", "T08:30:00Z", " 23:59 +0700"]
)
def test_of_a_day_with_a_time_the_day_counts(time):
    value, problems = read(f"day: 2021-07-20{time}")
    assert problems == ()
    assert value.day.isoformat() == "2021-07-20"


@pytest.mark.parametrize(
    "written",
    ["2021-13-01", "2021-02-29", "2021-00-10", "2021-07-32", "20/7/2021", "20-07-2021", "2021-7-5",
     "20210720", "2021-07-20T24:30", "2021-07", "hôm nay", "1626739200"],
)  # fmt: skip
def test_a_date_that_is_none_is_a_problem(written):
    value, problems = read(f"text: x\nday: {written}")
    assert value is None
    assert places(problems) == ["site.yaml:2 not-a-date"]
    assert details(problems[0]) == {"key": "day", "value": written}


def test_a_moment_is_written_as_its_own_hint_says():
    """The catalogue's hint reads: "Write it as moment: 2021-07-20T07:30"."""
    value, problems = read("moment: 2021-07-20T07:30")
    assert problems == ()
    assert value.moment.replace(tzinfo=None) == datetime.datetime(2021, 7, 20, 7, 30)  # noqa: DTZ001


@pytest.mark.parametrize("written", ["20210720", "1626739200", "-5", "2021-07-20", "7:30"])
def test_a_number_is_no_moment(written):
    _, problems = read(f"moment: {written}")
    assert places(problems) == ["site.yaml:1 not-a-datetime"]


def test_a_choice_that_does_not_exist_names_what_was_meant():
    _, problems = read("kind: guidanse")
    assert places(problems) == ["site.yaml:1 unknown-choice-meant"]
    assert details(problems[0]) == {
        "key": "kind", "value": "guidanse", "meant": "guidance", "known": "guidance, home",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected", "limit"),
    [
        ("share: 101", "too-large", "100"),
        ("share: -1", "too-small", "0"),
        ("above: 0", "not-above", "0"),
        ("colour: red", "bad-form", "^#[0-9a-f]{6}$"),
    ],
)
def test_a_value_out_of_its_bounds_is_a_problem_that_names_the_limit(written, expected, limit):
    value, problems = read(f"text: x\n{written}")
    assert value is None
    assert places(problems) == [f"site.yaml:2 {expected}"]
    key, _, number = written.partition(": ")
    assert details(problems[0]) == {"key": key, "value": number, "limit": limit}


@pytest.mark.parametrize("written", ["share: 0", "share: 100", "above: 1", "colour: '#14235a'"])
def test_a_value_on_its_bound_is_read(written):
    assert read(written)[1] == ()


def test_lists_and_entries_are_read_to_their_depth():
    value, problems = read(
        "words: [a, b]\nrows: [[1, 2], [3]]\nentries:\n  - {name: x}\n  - {name: y, count: 2}\n"
        "entry: {name: z}\nvalues: {a: 1, b: no}\n"
    )
    assert problems == ()
    assert value.words == ("a", "b")
    assert value.rows == ((1, 2), (3,))
    assert [(e.name, e.count) for e in value.entries] == [("x", 1), ("y", 2)]
    assert value.entry.name == "z"
    assert value.values == {"a": "1", "b": "no"}


def test_a_record_knows_where_it_and_its_values_stand():
    value, _ = read("entries:\n  - name: x\n    count: 2\n", first_line=2)
    assert value.places[""] == Place("site.yaml", 2, 1)
    assert value.entries[0].places == {
        "": Place("site.yaml", 3, 5),
        "name": Place("site.yaml", 3, 11),
        "count": Place("site.yaml", 4, 12),
    }


@pytest.mark.parametrize(
    ("text", "expected", "key"),
    [
        ("words: a", "not-a-list", "words"),
        ("words: {a: b}", "not-a-list", "words"),
        ("words:", "not-a-list", "words"),
        ("words: [[a]]", "not-a-scalar", "words"),
        ("words: [a: b]", "not-a-scalar", "words"),
        ("text: [a]", "not-a-scalar", "text"),
        ("text: {a: b}", "not-a-scalar", "text"),
        ("maybe: [a]", "not-a-scalar", "maybe"),
        ("number: [1]", "not-a-scalar", "number"),
        ("flag: {a: b}", "not-a-scalar", "flag"),
        ("kind: [home]", "not-a-scalar", "kind"),
        ("day: [2021-07-20]", "not-a-scalar", "day"),
        ("values: a", "not-a-mapping", "values"),
        ("values: [a]", "not-a-mapping", "values"),
        ("values: {a: [b]}", "not-a-scalar", "a"),
        ("entry: x", "not-a-mapping", "entry"),
        ("entry: [x]", "not-a-mapping", "entry"),
        ("entries: {name: x}", "not-a-list", "entries"),
        ("entries: [x]", "not-a-mapping", "entries"),
        ("rows: [1]", "not-a-list", "rows"),
        ("rows: [[x]]", "not-a-int", "rows"),
    ],
)
def test_a_wrong_shape_is_named_with_its_key(text, expected, key):
    value, problems = read(text)
    assert value is None
    assert places(problems) == [f"site.yaml:1 {expected}"]
    assert details(problems[0])["key"] == key


@pytest.mark.parametrize(
    ("written", "meant"), [("tilte", "title"), ("Title", "title"), ("sumary", "summary")]
)
def test_an_unknown_key_asks_whether_another_was_meant(written, meant):
    value, problems = read(f"title: a\nsummary: b\ndate: 2021-07-05\n{written}: c", Strict)
    assert value is None
    assert places(problems) == ["site.yaml:4 unknown-key-meant"]
    assert details(problems[0])["key"] == written
    assert details(problems[0])["meant"] == meant


def test_a_key_like_no_other_lists_those_that_exist():
    _, problems = read("title: a\nsummary: b\ndate: 2021-07-05\nxyz: c", Strict)
    assert places(problems) == ["site.yaml:4 unknown-key"]
    assert details(problems[0])["known"] == "title, summary, date, order"


def test_where_things_stand_can_not_be_written_by_hand():
    _, problems = read("text: a\nplaces: {text: b}")
    assert [p.key for p in problems] in (["unknown-key"], ["unknown-key-meant"])


def test_each_missing_key_is_a_problem_of_its_own():
    value, problems = read("# trống\norder: 1\n", Strict)
    assert value is None
    assert places(problems) == ["site.yaml:2 missing-key"] * 3
    assert [details(p)["key"] for p in problems] == ["title", "summary", "date"]


def test_a_key_with_a_typo_in_it_is_one_fault_not_two():
    _, problems = read("tilte: a\nsummary: b\n", Strict)
    assert places(problems) == ["site.yaml:1 unknown-key-meant", "site.yaml:1 missing-key"]
    assert [details(p)["key"] for p in problems] == ["tilte", "date"]


def test_an_empty_file_lacks_every_key():
    value, problems = read("", Strict)
    assert value is None
    assert places(problems) == ["site.yaml:1 missing-key"] * 3


def test_faults_inside_entries_are_found_with_their_own_lines():
    value, problems = read(
        "entries:\n  - nam: x\n  - {name: [y], count: ba}\n  - z\n  - name: đúng\n"
    )
    assert value is None
    assert places(problems) == [
        "site.yaml:2 unknown-key-meant",
        "site.yaml:3 not-a-scalar",
        "site.yaml:3 not-a-int",
        "site.yaml:4 not-a-mapping",
    ]


def test_all_faults_of_a_header_come_in_one_run_in_the_order_of_the_file():
    _, problems = read(
        "number: x\nflag: yes\nday: 2021-13-01\nwrods: [a]\nkind: nhà\nshare: 500\ntext:\n"
        "values: [a]\nlength: 0,8\n"
    )
    assert places(problems) == [
        "site.yaml:1 not-a-int",
        "site.yaml:2 not-a-bool",
        "site.yaml:3 not-a-date",
        "site.yaml:4 unknown-key-meant",
        "site.yaml:5 unknown-choice",
        "site.yaml:6 too-large",
        "site.yaml:7 empty-value",
        "site.yaml:8 not-a-mapping",
        "site.yaml:9 not-a-float",
    ]


def parse(text: str | bytes) -> pages.WholePage:
    raw = text.encode() if isinstance(text, str) else text
    return pages.parse("content/a.md", raw)


def test_lines_count_from_the_top_of_a_markdown_file():
    text = (
        "---\ntitle: a\nsummary: b\n# ghi chú\ndate: 2021-13-01\npublish:\n"
        "  - format: poster-a3\n    slogn: x\n---\n\n# Một\n"
    )
    assert places(parse(text).problems) == [
        "content/a.md:5 not-a-date",
        "content/a.md:8 unknown-key-meant",
        "content/a.md:11 heading-one",
    ]


def test_a_syntax_error_counts_from_the_top_of_a_markdown_file():
    assert places(parse("---\ntitle: a\nsummary: b: c\n---\n\n<b>\n").problems) == [
        "content/a.md:3 yaml-colon",
        "content/a.md:6 raw-html",
    ]


def test_a_doubled_key_counts_from_the_top_of_a_markdown_file():
    (problem,) = parse(page(title="a").replace("title: a", "title: a\ntitle: b")).problems
    assert (problem.place.line, details(problem)) == (3, {"key": "title", "first": "2"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "content/a.md:1 no-header"),
        ("Chỉ có chữ.\n", "content/a.md:1 no-header"),
        ("title: a\n---\n", "content/a.md:1 header-unopened"),
        ("\n—\ntitle: a\n---\n", "content/a.md:2 header-dashes"),
        ("# Tiêu đề\n---\ntitle: a\n---\n", "content/a.md:1 header-not-first"),
        ("---\ntitle: a\n", "content/a.md:1 header-not-closed"),
        ("---", "content/a.md:1 header-not-closed"),
        ("---\ntitle: a\n–\n", "content/a.md:3 header-dashes"),
        ("---\n- a\n---\n", "content/a.md:2 header-not-keys"),
        ("---\nchữ\n---\n", "content/a.md:2 header-not-keys"),
    ],
)
def test_a_header_has_its_place_and_its_form(text, expected):
    found = parse(text)
    assert found.header is None
    assert places(found.problems) == [expected]


def test_an_empty_header_lacks_its_three_keys():
    assert places(parse("---\n---\nChữ.\n").problems) == ["content/a.md:1 missing-key"] * 3


def test_a_rule_in_the_body_does_not_end_the_header_again():
    found = parse(page("Một\n\n---\n\nHai"))
    assert found.problems == ()
    assert found.body is not None
    assert document.Rule() in found.body.blocks


@pytest.mark.parametrize(
    "raw",
    [
        page("Chữ.").encode("utf-8-sig"),
        page("Chữ.").replace("\n", "\r\n").encode(),
        page("Chữ.").replace("\n", "\r").encode(),
        page("Chữ.").replace("---\n", "---  \n").encode(),
    ],
    ids=["BOM", "CRLF", "CR", "spaces after ---"],
)
def test_a_file_of_any_editor_is_read_alike(raw):
    found = parse(raw)
    expected = parse(page("Chữ."))
    assert found.problems == ()
    assert found == expected


def test_line_ends_of_windows_do_not_shift_lines():
    text = page("Chữ.\n\n<b>x</b>", kind="nhà").replace("\n", "\r\n")
    assert places(parse(text.encode("utf-8-sig")).problems) == [
        "content/a.md:5 unknown-choice",
        "content/a.md:10 raw-html",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"---\ntitle: a\nsummary: \xff\n---\n", "content/a.md:3 not-utf8"),
        ("---\ntitle: Tiếng\n---\n".encode("utf-16"), "content/a.md:1 not-utf8"),
        ("---\ntitle: é\n---\n".encode("latin-1"), "content/a.md:2 not-utf8"),
        (b"---\ntitle: a\n---\n\nx\0y\n", "content/a.md:5 nul-byte"),
        (b"---\r\ntitle: a\r\n---\r\nx\0y\n", "content/a.md:4 nul-byte"),
        (b"\0" * 10, "content/a.md:1 nul-byte"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_its_line(raw, expected):
    found = parse(raw)
    assert (found.header, found.body) == (None, None)
    assert places(found.problems) == [expected]


def test_a_parsed_page_survives_the_store():
    found = parse(
        page("## Một\n\n- a **b**\n\n| a |\n|---|\n| [x](link:y) |", publish="\n  - format: x")
    )
    kept = pages.encode(found)
    planned, body = pages.decode(kept), pages.body(kept)
    assert found.body is not None
    assert (planned.header, planned.problems) == (found.header, found.problems)
    assert body.blocks == planned.blocks == found.body.blocks
    empty = pages.parse("content/a.md", b"")
    assert pages.decode(pages.encode(empty)).problems == empty.problems

"""What is called back and what isn't: a changed fact, a message that ended, how it is asked."""

from __future__ import annotations

import csv
import io
import json
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bangtin.commands import recall
from bangtin.commands import where as finding
from bangtin.problems import Problems, Refused
from bangtin.site import edition_log, facts, slugs
from bangtin.site.edition_log import Edition, Line

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import SITE
from tests.test_editions import CODE, NEW, NOON, OLD, POSTER, TARGETS, run

TWO = '  - {name: Bộ Y tế, number: "1900 9095"}\n  - {name: Sở Y tế, number: "0969 841 414"}\n'
TURNED = "".join(reversed(TWO.splitlines(keepends=True)))
LEADS = "https://thu.gov.vn/q/dang-ky/"
FACTS = {
    "issuer.name": "UBND HUYỆN THỬ",
    "hotline": OLD,
    "hotline.bo-y-te": OLD,
    "links.dang-ky": "thu.gov.vn/q/dang-ky",
    "leads": LEADS,
}


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    """A site with a poster that hangs at a market; no print shop, no target is asked."""
    site = make_site({"content/in.md": page(code="IN", publish=POSTER)}, site=SITE + TARGETS)
    (site.root.parent / "kho").mkdir(exist_ok=True)
    return site


def hang(site: Sandbox, **said: str) -> None:
    """Record that the poster went out and hangs, with facts beside the usual ones."""
    known = {key.replace("__", "."): value for key, value in said.items()}
    edition_log.add(
        site.root,
        [
            Line(NOON, "issued", CODE, folder="an-pham/in-poster-a3/", facts=FACTS | known),
            Line(NOON, "ordered", CODE, "Chợ Cán Cấu", 2, "20210720-1"),
            Line(NOON, "published", CODE, "kho"),
        ],
    )


def is_called_back(site: Sandbox) -> bool:
    found = site.build(publish=False).problems
    assert not [p for p in found if p.level.name == "ERROR"], found
    return any(p.key in ("editions-wrong", "editions-code", "editions-over") for p in found)


def number(new: str) -> Callable[[Sandbox], None]:
    return lambda site: site.edit("site.yaml", f'"{OLD}"', f'"{new}"')


def name(new: str) -> Callable[[Sandbox], None]:
    return lambda site: site.edit("site.yaml", "name: Bộ Y tế", f"name: {new}")


def others(site: Sandbox) -> None:
    """The number is the district's own now, and the ministry has another."""
    site.edit("site.yaml", f'"{OLD}"}}', f'"{NEW}"}}\n  - {{name: Sở, number: "{OLD}"}}')


@pytest.mark.parametrize(
    ("change", "is_wrong"),
    [
        pytest.param(number(NEW), True, id="another number"),
        pytest.param(number("19009095"), False, id="the same number, written otherwise"),
        pytest.param(name("Bộ Y tế Việt Nam"), False, id="the same number under another name"),
        pytest.param(others, True, id="the number is somebody else's now"),
        pytest.param(lambda site: site.edit("site.yaml", "UBND HUYỆN THỬ", "Ubnd HUYỆN THỬ"),
                     False, id="a name in other letters"),
        pytest.param(lambda site: site.edit("site.yaml", "UBND HUYỆN THỬ", "UBND HUYỆN MỚI"),
                     True, id="another name"),
    ],
)  # fmt: skip
def test_only_what_says_something_wrong_is_called_back(
    site: Sandbox, change: Callable[[Sandbox], None], is_wrong: bool
) -> None:
    hang(site)
    assert not is_called_back(site)
    change(site)
    assert is_called_back(site) is is_wrong


def test_numbers_in_another_order_are_no_wrong_numbers(site: Sandbox) -> None:
    site.edit("site.yaml", TWO.splitlines(keepends=True)[0], TWO)
    hang(site)
    site.edit("site.yaml", TWO, TURNED)
    assert not is_called_back(site)


def test_an_upright_stroke_in_a_name_calls_nothing_back(site: Sandbox) -> None:
    site.edit("site.yaml", "name: UBND HUYỆN THỬ", 'name: "UBND | HUYỆN THỬ"')
    hang(site, issuer__name="UBND | HUYỆN THỬ")
    assert not is_called_back(site)


def test_a_code_that_leads_elsewhere_now_is_told_whatever_addresses_stand_beside(
    site: Sandbox,
) -> None:
    site.edit("content/in.md", "qr: dang-ky", "qr: page")
    hang(site, links__bluezone="www.bluezone.gov.vn", leads="https://thu.gov.vn/in/")
    assert not is_called_back(site)
    site.edit("content/in.md", "qr: page", "qr: khai-bao")
    assert is_called_back(site)


def test_a_path_in_other_letters_is_another_address(site: Sandbox) -> None:
    site.edit("site.yaml", "url: https://tokhaiyte.vn", "url: https://tokhaiyte.vn/App")
    hang(site, **{"links__khai-bao": "tokhaiyte.vn/App"})
    assert not is_called_back(site)
    site.edit("site.yaml", "url: https://tokhaiyte.vn/App", "url: https://tokhaiyte.vn/app")
    assert is_called_back(site)


def test_a_page_that_moved_with_an_alias_calls_nothing_back_and_tells_who_scans(
    site: Sandbox,
) -> None:
    site.edit("content/in.md", "qr: dang-ky", "qr: page")
    hang(site, leads="https://thu.gov.vn/in/")
    (site.root / "content/in.md").rename(site.root / "content/moi.md")
    site.edit("content/moi.md", "code: IN", "code: IN\naliases: [in]")
    site.edit("content/moi.md", "- format: poster-a3", "- format: poster-a3\n    id: in-poster-a3")
    assert not is_called_back(site)
    site.edit("site.yaml", OLD, NEW)
    site.build()
    assert f"Tờ mang mã {CODE} đã thu hồi" in site.read("moi/index.html")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("code: IN", "code: IN\nexpires: 2021-07-18"),
        ("    qr:", "    hang_until: 2021-07-18\n    qr:"),
    ],
)
def test_a_message_that_was_ended_after_its_sheet_went_out_is_called_back(
    site: Sandbox, before: str, after: str
) -> None:
    hang(site)
    site.edit("content/in.md", before, after)
    assert is_called_back(site)


def test_a_message_that_goes_on_is_not_called_back_as_ended(site: Sandbox) -> None:
    """The sheet says no day; the one that was known when it went out is over."""
    folder = "an-pham/in-poster-a3/"
    until = NOON.date().replace(day=18)
    edition_log.add(site.root, [
        Line(NOON, "issued", CODE, folder=folder, until=until, facts=FACTS),
        Line(NOON, "ordered", CODE, "Chợ Cán Cấu", 2),
    ])  # fmt: skip
    site.edit("content/in.md", "code: IN", "code: IN\nexpires: 2021-07-31")
    assert not is_called_back(site)


# ── How people type a code and a place ──


@pytest.mark.parametrize("code", [CODE, CODE.lower(), f" {CODE} "])
@pytest.mark.parametrize(
    ("place", "marked"),
    [
        ("Chợ Cán Cấu", "Chợ Cán Cấu"),
        ("  CHỢ  cán cấu ", "Chợ Cán Cấu"),
        (unicodedata.normalize("NFD", "Chợ Cán Cấu"), "Chợ Cán Cấu"),
        ("kho", "kho"),
        ("Tải từ trang tin (kho)", "kho"),
        ("Chợ Cán Cấu (kho)", "kho"),
    ],
)
def test_a_code_and_a_place_are_taken_as_they_are_typed_or_copied_from_the_sheet(
    site: Sandbox, code: str, place: str, marked: str
) -> None:
    hang(site)
    assert recall.mark(site.root, code, place, NOON)[:2] == (CODE, [marked])


@pytest.mark.parametrize("place", ["Cho Can Cau", "Chợ Cán", "Tải từ trang tin (khô)"])
def test_a_place_with_a_slip_is_refused_and_nothing_is_marked(site: Sandbox, place: str) -> None:
    hang(site)
    before = (site.root / edition_log.FILE).read_bytes()
    with pytest.raises(Refused):
        recall.mark(site.root, CODE, place, NOON)
    assert (site.root / edition_log.FILE).read_bytes() == before


@pytest.mark.parametrize("place", ["- Chợ", "=1+1", "@x", "+84 Chợ", "Chợ; số 2", 'Chợ "Mới"'])
def test_no_place_is_a_formula_in_a_spreadsheet_and_each_is_read_as_it_was(
    tmp_path: Path, place: str
) -> None:
    edition_log.add(tmp_path, [Line(NOON, "ordered", CODE, place, 1, "=1")])
    log = edition_log.read(tmp_path, Problems())
    assert log is not None
    assert (log[CODE].places, log[CODE].orders[0].order) == ({place: 1}, "=1")
    raw = (tmp_path / edition_log.FILE).read_text("utf-8")
    assert not any(f",{mark}" in raw for mark in "=+-@")


def test_an_event_is_one_line_of_the_log_whatever_its_cells_hold(tmp_path: Path) -> None:
    facts_ = {"values.a": "1\n2"}
    edition_log.add(tmp_path, [Line(NOON, "ordered", CODE, "Chợ\nA", 1, "1\n2", facts=facts_)])
    log = edition_log.read(tmp_path, Problems())
    assert log is not None
    assert (list(log[CODE].places), log[CODE].orders[0].order) == (["Chợ A"], "1 2")


def _tone_behind(letter: str) -> str:
    """Return a letter as Windows-1258 has it: without its tone, and the tone behind it."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones)) + tones


# ── What is asked ──


@pytest.mark.parametrize(
    ("words", "value", "is_there"),
    [
        ("Mã bản in 5/7/2021", "5", False),
        ("Thông điệp 5K", "5", False),
        ("tăng 1.5 lần, 2,5 lần", "5", False),
        ("lúc 5:30", "5", False),
        ("đạt 5%", "5", False),
        ("gọi 1900-5", "5", False),
        ("cài 5 máy", "5", True),
        ("cài 5.", "5", True),
        ("(5)", "5", True),
        ("Gọi 115.", "115", True),
        ("Gọi 1900 9095 hoặc 115", "115", True),
    ],
)
def test_a_short_number_is_found_alone_only(words: str, value: str, is_there: bool) -> None:
    assert facts.says(facts.plain(words), value) is is_there


def test_the_preview_names_the_edition_that_goes_out_and_a_date_is_found_as_people_write_it(
    site: Sandbox,
) -> None:
    site.edit("content/in.md", "Cài Bluezone", "Cài trước 31 tháng 7 năm 2021")
    site.edit("content/in.md", "code: IN", "code: IN\nexpires: 2021-07-31")
    run(site, "publish", "--yes")
    for asked in ("31/7/2021", "31.7.2021", "2021-07-31", "31-07-2021"):
        assert CODE in run(site, "where", asked)
    assert "Did you mean hotline?" in run(site, "where", "hotlin", code=1)
    assert "Write what to look for" in run(site, "where", "  ", code=2)
    site.edit("content/in.md", "Cài trước", "Nhớ cài trước")
    assert "IN-A3.02 (an-pham/in-poster-a3/)" in run(site, "publish", "--dry-run")
    assert places(site.build(publish=False).problems) == ["content/in.md:8 edition-next"]


@pytest.mark.parametrize(
    ("coding", "mark"), [("utf-8-sig", ","), ("utf-8", ";"), ("utf-16", "\t"), ("cp1258", ";")]
)
def test_what_people_wrote_into_the_table_stays_when_the_list_is_written_again(
    site: Sandbox, coding: str, mark: str
) -> None:
    hang(site)
    site.edit("site.yaml", OLD, NEW)
    run(site, "recall")
    table = site.root / "thu-hoi/thu-hoi.csv"
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    rows[1][-1] = "22/7, anh Páo"
    saved = io.StringIO()
    csv.writer(saved, delimiter=mark).writerows(rows)
    words = saved.getvalue()
    if coding == "cp1258":
        words = "".join(map(_tone_behind, words))
    table.write_bytes(words.encode(coding))
    edition_log.add(site.root, [Line(NOON, "ordered", CODE, "Trạm Y tế", 1)])
    run(site, "recall")
    again = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    noted = {row[0]: unicodedata.normalize("NFC", row[-1]) for row in again[1:]}
    assert noted == {
        "Chợ Cán Cấu": "22/7, anh Páo", "Trạm Y tế": "", "Tải từ trang tin (kho)": "",
    }  # fmt: skip
    run(site, "recalled", CODE)
    said = run(site, "recall")
    assert "Nothing out there is wrong" in said
    assert said.count("The earlier list") == 2


def filled_in(site: Sandbox, *notes: str, coding: str = "utf-8-sig", mark: str = ",") -> Path:
    """Write the list, and notes into its last column as a spreadsheet saves them."""
    site.edit("site.yaml", OLD, NEW)
    run(site, "recall")
    table = site.root / "thu-hoi/thu-hoi.csv"
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    for row, note in zip(rows[1:], notes, strict=True):
        row[-1] = note
    saved = io.StringIO()
    csv.writer(saved, delimiter=mark).writerows(rows)
    table.write_bytes(saved.getvalue().encode(coding))
    return table


@pytest.mark.parametrize(
    ("note", "coding", "mark"),
    [("22/7", "utf-8-sig", ","), ("x", "utf-16", "\t"), ("22-Jul-21", "utf-8", ";"),
     ("2021-07-22", "utf-8-sig", ";"), ("22/7, anh Páo", "utf-8-sig", ",")],
)  # fmt: skip
def test_what_is_filled_in_in_the_list_is_taken_back_at_once(
    site: Sandbox, note: str, coding: str, mark: str
) -> None:
    hang(site)
    table = filled_in(site, note, "", coding=coding, mark=mark)
    assert run(site, "recalled", str(table)) == f"Taken back: {CODE} from Chợ Cán Cấu.\n"
    log = edition_log.read(site.root, Problems())
    assert log
    assert list(log[CODE].out) == ["kho"]
    assert "Nothing was added" in run(site, "recalled", str(table))
    run(site, "recalled", str(filled_again(table)))
    assert "Nothing out there is wrong" in run(site, "recall")


def filled_again(table: Path) -> Path:
    """Mark what the portal offered as well."""
    run_on = table.read_bytes()
    coding = "utf-16" if run_on.startswith(b"\xff\xfe") else "utf-8-sig"
    mark = "\t" if coding == "utf-16" else ";" if b";" in run_on.splitlines()[0] else ","
    rows = list(csv.reader(io.StringIO(run_on.decode(coding)), delimiter=mark))
    for row in rows[1:]:
        row[-1] = "23/7/2021"
    saved = io.StringIO()
    csv.writer(saved, delimiter=mark).writerows(rows)
    table.write_bytes(saved.getvalue().encode(coding))
    return table


@pytest.mark.parametrize(
    "note",
    ["chưa", "mai gỡ", "3 tờ", "?", "0", "45/13", "31/2/2022", "22/7/2020", "1/1/2999",
     "22/7, chưa gỡ được", "22/7; not all", "22-abc-21"],
)  # fmt: skip
def test_a_note_that_may_mean_anything_takes_nothing_back(site: Sandbox, note: str) -> None:
    hang(site)
    table = filled_in(site, "22/7", note)
    before = (site.root / edition_log.FILE).read_bytes()
    assert f"line 3 has “{note}” in its last column" in run(site, "recalled", str(table), code=1)
    assert (site.root / edition_log.FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [("a.csv", b"a,b\n1,2\n", "this isn't the list"), ("a.csv", b"", "this isn't the list"),
     ("thu-hoi.xlsx", b"PK\x03\x04\x00\xff", "this isn't the list"),
     ("a.csv", b'1,2,"3,4,5,6,7,8\n', "this isn't the list"),
     ("none.csv", None, "the file can't be read")],
)  # fmt: skip
def test_another_file_than_the_list_is_refused(
    site: Sandbox, tmp_path: Path, name: str, words: bytes | None, said: str
) -> None:
    hang(site)
    if words is not None:
        (tmp_path / name).write_bytes(words)
    assert said in run(site, "recalled", str(tmp_path / name), code=1)


def test_a_day_without_a_year_is_one_since_the_edition_went_out(site: Sandbox) -> None:
    """Who took down three of five sheets writes 3/5: in May none of them was out."""
    hang(site)
    table = filled_in(site, "3/5", "")
    with pytest.raises(Refused):
        recall.mark_list(site.root, table, NOON.replace(day=25))
    assert recall.mark_list(site.root, table, NOON.replace(year=2022)) == [(CODE, "Chợ Cán Cấu")]


def changed(table: Path, change: Callable[[list[list[str]]], object]) -> None:
    """Change the rows of a table as somebody does in a spreadsheet."""
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    change(rows)
    saved = io.StringIO()
    csv.writer(saved).writerows(rows)
    table.write_text(saved.getvalue(), "utf-8-sig")


def test_a_list_without_its_heading_is_taken_from_its_first_line_on(site: Sandbox) -> None:
    hang(site)
    table = filled_in(site, "22/7", "22/7")
    changed(table, lambda rows: rows.pop(0))
    assert run(site, "recalled", str(table)).count("Taken back") == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda rows: [r.append("Páo") for r in rows[1:]], "line 2 has other columns",
                     id="a column of their own behind"),
        pytest.param(lambda rows: [r.insert(1, "") for r in rows], "line 1 has other columns",
                     id="a column put in"),
        pytest.param(lambda rows: [r.pop(3) for r in rows], "line 1 has other columns",
                     id="a column taken out"),
        pytest.param(lambda rows: rows[1].__setitem__(2, ""), "no edition",
                     id="a code that somebody deleted"),
    ],
)  # fmt: skip
def test_a_list_that_somebody_laid_out_anew_takes_nothing_back_and_stays(
    site: Sandbox, change: Callable[[list[list[str]]], object], said: str
) -> None:
    hang(site)
    table = filled_in(site, "22/7", "22/7")
    changed(table, change)
    before, log = table.read_bytes(), (site.root / edition_log.FILE).read_bytes()
    assert said in run(site, "recalled", str(table), code=1)
    if "columns" in said:
        assert said in run(site, "recall", code=1)
        assert table.read_bytes() == before
    assert (site.root / edition_log.FILE).read_bytes() == log


def test_columns_that_a_spreadsheet_leaves_empty_behind_change_nothing(site: Sandbox) -> None:
    hang(site)
    table = filled_in(site, "22/7", "")
    changed(table, lambda rows: [row.__iadd__(["", ""]) for row in rows])
    assert run(site, "recalled", str(table)) == f"Taken back: {CODE} from Chợ Cán Cấu.\n"


@pytest.mark.parametrize(
    ("language", "asked", "found"),
    [
        ("fr", "31/7/2021", {"31 juillet 2021"}),
        ("fr", "1/8/2021", {"1er août 2021", "1 August 2021"}),
        ("en-US", "7/31/2021", {"July 31, 2021"}),
        ("en-US", "31/7/2021", {"July 31, 2021"}),
        ("en-US", "8/1/2021", {"1 August 2021"}),
        ("en-US", "2021-07-31", {"July 31, 2021"}),
        ("en-GB", "8/1/2021", {"8 January 2021"}),
        ("en", "8/1/2021", {"1 August 2021", "8 January 2021"}),
        ("vi", "8/1/2021", {"8 January 2021"}),
        ("vi", "8/1", set()),
    ],
)
def test_a_date_is_found_as_the_readers_of_the_site_order_and_write_it(
    make_site: MakeSite, language: str, asked: str, found: set[str]
) -> None:
    written = (
        "31 juillet 2021", "1er août 2021", "1 August 2021", "8 January 2021", "July 31, 2021",
    )  # fmt: skip
    site = make_site(
        {f"content/{n}.md": page(f"Bluezone: {day}.", title=f"T{n}")
         for n, day in enumerate(written)},
        site=f"{SITE}language: {language}\n".replace("1900 9095", "+84 1900 9095"),
    )  # fmt: skip
    said = run(site, "where", asked, "--format", "json", code=0 if found else 1)
    pages = json.loads(said)["today"].get("pages", [])
    assert {written[int(path[0])] for path in pages} == found


def test_a_site_that_can_not_be_built_is_told_and_nothing_is_looked_for(site: Sandbox) -> None:
    assert "Files of prints" in run(site, "where", OLD)
    site.edit("layouts/portal/page.html", "</article>", "{{ khong_co }}</article>")
    said = run(site, "where", OLD, code=1)
    assert "layouts/portal/page.html" in said
    assert "Not built" in said
    assert "Files of prints" not in said


def test_where_an_edition_hangs_is_reckoned_once_however_many_places_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    orders = [Line(NOON, "ordered", CODE, f"Xã {n}", 2, "20210720-1") for n in range(50)]
    log = edition_log.gathered([Line(NOON, "issued", CODE, facts=FACTS), *orders])
    reckoned: list[str] = []
    out = Edition.out

    def counted(edition: Edition) -> Any:
        reckoned.append(edition.code)
        return out.fget(edition)  # type: ignore[attr-defined]

    monkeypatch.setattr(Edition, "out", property(counted))
    said = finding.as_text(finding.Found(OLD, {}, out=[log[CODE]]), "en")
    assert "Xã 0 (2); Xã 1 (2)" in said
    assert "Xã 49 (2)" in said
    assert reckoned == [CODE]


# ── Rows of a table ──

MARKETS = "ten,dien_thoai\nChợ A,0214 3796 101\nCho A,0214 3796 102\nตลาด,0214 3796 103\n"
CALLS = '\n  - {format: tin-nhan-sms, each: cho, text: "Hỏi: {dien_thoai}"}\n'


@pytest.fixture
def markets(make_site: MakeSite) -> Sandbox:
    """A site that has sent a message with the number of each market in a table."""
    site = make_site(
        {"content/in.md": page(code="IN", publish=CALLS), "content/data/cho.csv": MARKETS},
        site=SITE + TARGETS,
    )
    (site.root.parent / "kho").mkdir(exist_ok=True)
    run(site, "publish", "--yes")
    return site


@pytest.mark.parametrize("number", ["0214 3796 101", "0214 3796 102", "0214 3796 103"])
def test_each_number_of_a_table_that_changes_is_called_back_whatever_its_row_is_called(
    markets: Sandbox, number: str
) -> None:
    """Two names with one slug, and one without a Latin letter."""
    assert not is_called_back(markets)
    new = "0214 3796 999"
    markets.edit("content/data/cho.csv", number, new)
    assert f"{number} nay là {new}" in run(markets, "recall")


def test_a_row_is_known_by_its_slug_and_by_its_name_where_it_has_none_of_its_own() -> None:
    names = ["Chợ Cán Cấu", "Chợ A", "Cho A", "ตลาด", "ផ្សារ", "A|B", "A=B", "a\u0323  |", "ạ ="]
    assert slugs.of_keys(names) == [
        "cho-can-cau", "Chợ A", "Cho A", "ตลาด", "ផ្សារ", "A_B", "A_B-2", "ạ _", "ạ _-2",
    ]  # fmt: skip


def test_facts_that_are_looked_for_together_are_those_that_are_found_one_by_one() -> None:
    """Numbers, addresses and names, and parts of them, in thousands of texts made at random."""
    parts = (
        "1900", "9095", "19009095", "+84", "0214", "379", "6101", "5", "115", "a.vn", "a.vn/b",
        "https://a.vn", "b", "a", "chợ", "chợ a", "(", ")", "-", ".", "/", ":", "%", "_", "+", "ก",
        "//", " ", " ", " ", " ",
    )  # fmt: skip
    chance = random.Random(7)

    def made(most: int) -> str:
        return "".join(chance.choices(parts, k=chance.randint(1, most)))

    for _ in range(300):
        known = {str(n): made(4) for n in range(30)}
        search = facts.Search(known)
        for _ in range(10):
            words = facts.plain(made(30))
            one_by_one = {key: v for key, v in known.items() if facts.says(words, v)}
            assert list(search.carried(words).items()) == list(one_by_one.items())


def test_a_fact_whose_key_is_gone_holds_as_long_as_another_of_its_kind_says_the_same() -> None:
    parts = ("0214", "379", "101", "a.vn", "/", "http://", "chợ", "Chợ", " ", " ", ".", "-", "|")
    chance = random.Random(7)
    for _ in range(300):
        values = ["".join(chance.choices(parts, k=chance.randint(1, 4))) for _ in range(20)]
        today = facts.Today({f"cho.{n}": value for n, value in enumerate(values)})
        for value in values:
            written = value.replace("|", "/").replace(" ", chance.choice((" ", "  ")))
            assert today.holds("cho.khac", written) is any(
                facts.is_same(other, written) for other in values
            )
            assert not today.holds("xa.khac", written)

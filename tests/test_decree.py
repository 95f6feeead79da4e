"""The report held against Nghị định 30/2020/NĐ-CP, appendices I and III, on the finished PDF."""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.conftest import MakeSite
from tests.test_day_report import reported

POINT = 25.4 / 72
FORM = (
    "  report: {form: decree30, superior: Ủy ban nhân dân tỉnh thử, sign: /BC-UBND,"
    " issuer: Ủy ban nhân dân huyện thử, town: Thử, subject: Kết quả triển khai cài đặt ứng dụng"
    " và khai báo y tế điện tử, to: [Sở Thử], recipients: ['- Như trên;', 'Lưu: VT.'],"
    " authority: [TM. Ủy ban nhân dân, Chủ tịch]}\n"
)
UNITS = 40


@dataclass(frozen=True)
class Line:
    """A line of text: its words, where its letters stand (mm from top left), size and face."""

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float
    face: str

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.left + self.right) / 2


def letters(
    document: pypdfium2.PdfDocument, number: int
) -> Iterator[tuple[str, float, float, float, float, str]]:
    page = document[number].get_textpage()
    height = document[number].get_height()
    buffer = ctypes.create_string_buffer(256)
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(page, index))
        if char in "\r\n":
            continue
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        size = pdfium.FPDFText_GetFontSize(page, index)
        pdfium.FPDFText_GetFontInfo(page, index, buffer, 256, None)
        box = page.get_charbox(index, loose=True)
        face = buffer.value.decode().partition("+")[2]
        yield char, x.value * POINT, box[2] * POINT, (height - y.value) * POINT, size, face


def lines_of(pdf: Path) -> list[Line]:
    """Return the lines of a PDF; letters of one baseline with a gap between are two lines."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        run: list[tuple[str, float, float, float, float, str]] = []
        for one in [*letters(document, number), ("", 0.0, 0.0, -99.0, 0.0, "")]:
            is_same = run and abs(run[-1][3] - one[3]) < 0.3 and -2 < one[1] - run[-1][2] < 6
            if run and not is_same:
                shown = [c for c in run if c[0].strip()]
                if shown:
                    text = "".join(c[0] for c in run).strip()
                    first = shown[0]
                    found.append(Line(number + 1, text, first[1], shown[-1][2], first[3],
                                      round(first[4], 2), first[5]))  # fmt: skip
                run = []
            if one[0]:
                run.append(one)
    document.close()
    return found


def rules_of(pdf: Path) -> list[tuple[float, float, float]]:
    """Return the horizontal rules of the first page: left, right and height in mm."""
    document = pypdfium2.PdfDocument(pdf)
    height = document[0].get_height()
    found = []
    for thing in document[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = thing.get_bounds()
        if top - bottom < 3 and right - left > 20:
            found.append((left * POINT, right * POINT, (height - (top + bottom) / 2) * POINT))
    document.close()
    return found


@pytest.fixture(scope="module")
def kept() -> dict[str, Path]:
    return {}


@pytest.fixture
def report(
    make_site: MakeSite, kept: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A report of forty units, over two pages, made once."""
    if "pdf" not in kept:
        rows = "".join(f"2021-07-09,u{n},{900 + n},{300 + n},200,8:00,,\n" for n in range(UNITS))
        units = "ma,ten\n" + "".join(f"u{n},Xã số {n}\n" for n in range(UNITS))
        code, said, out = reported(make_site, rows=rows, more=FORM, units=units,
                                   changes={"example: true": "example: false"})  # fmt: skip
        assert code == 0, said
        pdf = tmp_path_factory.mktemp("decree") / "report.pdf"
        pdf.write_bytes((out / "bao-cao-2021-07-09.pdf").read_bytes())
        kept["pdf"] = pdf
    return kept["pdf"]


def line(lines: list[Line], start: str) -> Line:
    return next(one for one in lines if one.text.startswith(start))


def is_bold(one: Line) -> bool:
    return "Bold" in one.face or "Semibold" in one.face


def test_paper_and_margins(report: Path) -> None:
    document = pypdfium2.PdfDocument(report)
    sizes = {tuple(round(x * POINT) for x in page.get_size()) for page in document}
    document.close()
    assert sizes == {(210, 297)}
    body = [one for one in lines_of(report) if one.baseline > 20]
    assert 29.99 <= min(one.left for one in body) <= 35
    assert 15 <= 210 - max(one.right for one in body) <= 20.1
    assert max(one.baseline for one in body) <= 277


def test_the_face_is_times_or_has_its_widths_and_everything_is_black(report: Path) -> None:
    faces = {re.split(r"[-,]", one.face)[0] for one in lines_of(report)}
    assert len(faces) == 1
    assert faces <= {"TimesNewRomanPS", "TimesNewRomanPSMT", "LiberationSerif", "Tinos",
                     "LibertinusSerif"}  # fmt: skip
    document = pypdfium2.PdfDocument(report)
    for page in document:
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            colours = [ctypes.c_uint() for _ in range(4)]
            pdfium.FPDFPageObj_GetFillColor(thing, *colours)
            assert [c.value for c in colours[:3]] == [0, 0, 0]
    document.close()


def test_nation_and_motto_with_a_rule_as_long_as_the_motto(report: Path) -> None:
    lines = lines_of(report)
    nation, motto = line(lines, "CỘNG HÒA"), line(lines, "Độc lập")
    assert (nation.text, motto.text) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                         "Độc lập - Tự do - Hạnh phúc")  # fmt: skip
    assert 12 <= nation.size <= 13 <= motto.size <= 14
    assert is_bold(nation)
    assert is_bold(motto)
    assert nation.middle == pytest.approx(motto.middle, abs=0.5)
    assert nation.left > 105 - 15
    left, right, at = next(r for r in rules_of(report) if r[0] == pytest.approx(motto.left, abs=1))
    assert right - left == pytest.approx(motto.right - motto.left, abs=1)
    assert 0 < at - motto.baseline < 4


def test_who_issues_below_who_is_above_with_a_rule_of_a_third_to_a_half(report: Path) -> None:
    lines = lines_of(report)
    superior, nation = line(lines, "ỦY BAN NHÂN DÂN TỈNH"), line(lines, "CỘNG HÒA")
    below = line(lines, "Số:").baseline - 0.5
    issuers = [
        one
        for one in lines
        if one.page == 1 and one.right < nation.left and superior.baseline < one.baseline < below
    ]
    issuer = issuers[-1]
    assert " ".join(one.text for one in issuers) == "ỦY BAN NHÂN DÂN HUYỆN THỬ"
    assert 12 <= superior.size <= 13
    assert 12 <= issuer.size <= 13
    assert not is_bold(superior)
    assert is_bold(issuer)
    assert superior.baseline == pytest.approx(nation.baseline, abs=1.5)
    widest = max(one.right - one.left for one in issuers)
    rules = [r for r in rules_of(report) if r[2] < 60 and r[1] < nation.left]
    assert len(rules) == 1
    assert widest / 3 <= rules[0][1] - rules[0][0] <= widest / 2
    # It strikes through nothing: dots stand below letters.
    assert rules[0][2] - issuer.baseline > 1.5


def test_number_and_day_with_their_zeros_and_the_number_left_blank(report: Path) -> None:
    lines = lines_of(report)
    number = line(lines, "Số:")
    dated = line(lines, "Thử, ngày")
    assert re.fullmatch(r"Số:\s+/BC-UBND", number.text) or line(lines, "/BC-UBND")
    assert number.size == 13
    assert dated.text == "Thử, ngày 09 tháng 7 năm 2021"
    assert 13 <= dated.size <= 14
    assert "Italic" in dated.face


def test_kind_and_subject_with_their_rule(report: Path) -> None:
    lines = lines_of(report)
    kind = next(one for one in lines if one.text == "BÁO CÁO")
    subject = [
        one
        for one in lines
        if one.page == 1 and kind.baseline < one.baseline < line(lines, "Kính gửi").baseline
    ]
    for one in (kind, *subject):
        assert 13 <= one.size <= 14
        assert is_bold(one)
        assert one.middle == pytest.approx(30 + 80, abs=1)
    widest = max(one.right - one.left for one in subject)
    rule = next(r for r in rules_of(report) if 0 < r[2] - subject[-1].baseline < 6)
    assert widest / 3 <= rule[1] - rule[0] <= widest / 2
    assert line(lines, "Kính gửi").text == "Kính gửi: Sở Thử"
    assert 13 <= line(lines, "Kính gửi").size <= 14


def test_the_body_s_letters_lines_and_paragraphs(report: Path) -> None:
    lines = [one for one in lines_of(report) if one.page == 1]
    table = line(lines, "3. ").baseline
    body = [one for one in lines if line(lines, "UBND huyện").baseline <= one.baseline < table]
    assert all(13 <= one.size <= 14 for one in body)
    firsts = [one for one in body if one.left > 31]
    assert {round(one.left - 30, 1) for one in firsts} == {12.7}
    steps: dict[bool, list[float]] = {True: [], False: []}
    for before, after in itertools.pairwise(body):
        if after.baseline - before.baseline > 1:
            steps[after in firsts].append((after.baseline - before.baseline) / POINT)
    within, between = set(map(round, steps[False])), min(steps[True])
    assert len(within) == 1
    # A single line of Times is 1.15 times its size.
    assert 1 <= max(steps[False]) / (13 * 1.15) <= 1.5
    assert between - max(steps[False]) >= 5.9
    # Justified: each line that another of its paragraph follows ends at the margin.
    full = [one for one, after in itertools.pairwise(body) if after not in firsts]
    assert full
    assert all(one.right == pytest.approx(190, abs=0.8) for one in full)


def test_pages_are_numbered_in_the_middle_of_the_top_margin_from_the_second_on(
    report: Path,
) -> None:
    lines = lines_of(report)
    above = [one for one in lines if one.baseline < 20]
    assert [(one.page, one.text) for one in above] == [
        (page, str(page)) for page in range(2, max(one.page for one in lines) + 1)
    ]
    for one in above:
        assert 13 <= one.size <= 14
        assert one.middle == pytest.approx(110, abs=0.5)


def test_it_ends_with_its_stroke_its_recipients_and_an_empty_place_to_sign(report: Path) -> None:
    lines = lines_of(report)
    last = next(one for one in lines if one.text.endswith("./."))
    heading, kept = line(lines, "Nơi nhận:"), line(lines, "- Lưu: VT")
    assert (heading.size, kept.size, kept.text) == (12, 11, "- Lưu: VT.")
    assert is_bold(heading)
    assert "Italic" in heading.face
    assert line(lines, "- Như trên").text == "- Như trên;"
    signed = [line(lines, "TM. ỦY BAN NHÂN DÂN"), line(lines, "CHỦ TỊCH")]
    assert all(is_bold(one) and 13 <= one.size <= 14 for one in signed)
    below = [
        one for one in lines if (one.page, one.baseline) > (signed[-1].page, signed[-1].baseline)
    ]
    assert all(one.right < 105 for one in below)
    assert (last.page, last.baseline) < (heading.page, heading.baseline)

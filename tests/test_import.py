"""Documents of other programs become pages; what could not be taken is told with its line."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import click.testing
import docx
import pytest
from bangtin import cli
from bangtin.commands import importing
from bangtin.commands.markdown_words import Piece, begun, escaped, joined
from bangtin.commands.word_package import written
from bangtin.markdown import parsing
from bangtin.markdown.document import Paragraph, plain
from bangtin.problems import Problems
from bangtin.stages.session import Request
from docx.oxml import OxmlElement

from tests import small
from tests import word_documents as word
from tests.conftest import Sandbox

SITE = small.SITE.replace("allowed_hosts: [", "allowed_hosts: [example.org, ") + (
    "sections:\n  huong-dan: {kind: guidance, title: Hướng dẫn}\n"
)

W = f'xmlns:w="{docx.oxml.ns.nsmap["w"]}"'


class Importer:
    """Imports into one small site."""

    def __init__(self, site: Sandbox, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.output = ""
        self.code = 0

    def __call__(self, source: Path, *options: str) -> str:
        """Import a file, and return the body of its page; empty where none was written."""
        arguments = ["import", str(source), "--root", str(self.site.root), *options]
        run = click.testing.CliRunner().invoke(cli.main, arguments)
        self.output, self.code = run.output, run.exit_code
        assert "Traceback" not in run.output
        found = re.search(r"Written: (\S+\.md)", run.output)
        if not found:
            return ""
        self.page = (self.site.root / found[1]).read_text("utf-8")
        return self.page.split("---\n", 2)[2].strip()

    def document(self, fill: Callable[[docx.document.Document], object]) -> str:
        """Import a document that ``fill`` writes."""
        document = docx.Document()
        document.core_properties.title = "Phòng lũ"
        document.core_properties.subject = "Việc cần làm."
        fill(document)
        return self(word.save(document, self.folder / "a.docx"))

    def paragraphs(self, *texts: str) -> str:
        """Import a document of plain paragraphs."""

        def fill(document: docx.document.Document) -> None:
            for text in texts:
                document.add_paragraph(text)

        return self.document(fill)

    def markdown(self, text: str, name: str = "a.md") -> str:
        """Import a page of another generator."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return self(path)


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Importer:
    monkeypatch.setattr(cli, "LANGUAGE", "en")
    # A pool of workers is not worth it for two pages.
    monkeypatch.setattr(importing, "Request", functools.partial(Request, jobs=1))
    site = Sandbox(tmp_path / "site")
    site.write({"site.yaml": SITE, "content/index.md": small.HOME})
    (site.root / "content/huong-dan").mkdir()
    folder = tmp_path / "documents"
    folder.mkdir()
    return Importer(site, folder)


# ── Three documents as offices write them ──


def test_a_plan_keeps_the_numbers_of_its_parts_and_points(imported: Importer) -> None:
    body = imported(word.plan(imported.folder / "plan.docx"))

    assert imported.code == 0, imported.output
    assert 'title: "KẾ HOẠCH Cài đặt Bluezone, quét mã QR trên địa bàn huyện"' in imported.page
    assert 'summary: "Ủy ban nhân dân huyện giao các cơ quan, xã, thị trấn' in imported.page
    assert "date: 2021-07-05\n" in imported.page
    assert "draft: true\n---" in imported.page
    assert body.split("\n\n", 3)[3] == (
        "## I. Mục đích\n\n"
        "Mọi người dân có điện thoại thông minh cài Bluezone.\n\n"
        "## II. Nhiệm vụ\n\n"
        "1. UBND xã, thị trấn:\n\n"
        "   a) Hướng dẫn từng hộ cài đặt;\n\n"
        "   b) Dán mã QR ở nơi đông người.\n\n"
        "2. Trung tâm Y tế huyện:\n\n"
        "   a) Trực điện thoại tư vấn.\n\n"
        "- Mở loa mỗi ngày hai lần.\n"
        "  - Buổi sáng.\n"
        "  - Buổi chiều.\n"
        "- Báo cáo kết quả.\n\n"
        "## III. Tổ chức thực hiện\n\n"
        "Xem thêm [trang tokhaiyte.vn](https://tokhaiyte.vn). Gọi **1900 9095** khi cần."
    )


def test_merged_cells_are_spread_and_named(imported: Importer) -> None:
    body = imported(word.table(imported.folder / "table.docx"))

    assert imported.code == 0, imported.output
    assert body.split("\n\n")[1].split("\n") == [
        "| Xã | Ca trực – Sáng | Ca trực – Chiều | Ghi chú |",
        "|---|---|---|---|",
        "| Bản Mế | Trạm Y tế | UBND xã | Thứ 2 \\| thứ 4 |",
        "| Bản Mế | Tổ Covid | Tổ Covid | Thứ 7 |",
        "| Sín Chéng | Trạm Y tế | Trạm Y tế |   |",
    ]
    assert "lich-truc-tu-van.md:11: merged cells: 4;" in imported.output


def test_pictures_lie_beside_the_page_and_in_their_steps(imported: Importer) -> None:
    body = imported(word.pictures(imported.folder / "pictures.docx"))

    assert imported.code == 0, imported.output
    assert "\n\n2. Chọn Quét mã.\n\n   ![Nút Quét mã](quet-ma-o-diem-tiem-2.png)\n\n3. " in body
    folder = imported.site.root / "content/huong-dan"
    files = sorted(folder.glob("quet-ma-o-diem-tiem-*.png"))
    assert len(files) == 3
    # The third is a BMP in the document, which no page can show.
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)


def test_imported_pages_build(imported: Importer) -> None:
    for make in (word.plan, word.table, word.pictures):
        imported(make(imported.folder / f"{make.__name__}.docx"))
    for page in (imported.site.root / "content/huong-dan").glob("*.md"):
        page.write_text(page.read_text("utf-8").replace("draft: true\n", ""), "utf-8")

    result = imported.site.build()

    assert not result.failed
    assert "a) Hướng dẫn từng hộ" in imported.site.read(
        "huong-dan/ke-hoach-cai-dat-bluezone/index.html"
    )


# ── Words ──


AS_THEY_ARE = [
    "a * b * c, *không nghiêng*, _gạch_ và __hai__",
    "[x] và [y](z), {{ tên }}, {% if %}, {: .a}",
    "5 < 6 & 7 > 2, <b>thẻ</b>, &lt; &nbsp;",
    "`mã` ~~gạch~~ ==tô== :cười:",
    "C:\\Thư mục\\tệp",
    "# 1 là một",
    "> 5 người",
    "2021. Năm",
    "--- hết ---",
    "!!! chú ý",
    "= bằng",
    "| a | b |",
    "Họ tên: ______ Ngày: __/__/____",
    "a) Điểm a",
    "1.1. Mục con",
    "https://example.org/a_b_c?x=1&y=2",
]


@pytest.mark.parametrize("words", AS_THEY_ARE)
def test_signs_of_markdown_stay_words(words: str) -> None:
    problems = Problems()
    document = parsing.parse(begun(escaped(words)), "a.md", 1, problems, "")

    assert not list(problems)
    assert document is not None
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert plain(block.c) == words


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([Piece("Lưu ý:", "**"), Piece("gọi")], "**Lưu ý**:gọi"),
        ([Piece("Gọi "), Piece(" 115 ", "**"), Piece("ngay")], "Gọi **115** ngay"),
        ([Piece("a", "**"), Piece(" ", ""), Piece("b", "**")], "**a b**"),
        ([Piece("a", "**"), Piece("b", "*")], "**a**b"),
        ([Piece("…", "**"), Piece("x")], "…x"),
        ([Piece("a"), Piece("(b)", "**"), Piece("c")], "a(**b**)c"),
        ([Piece("a|b", "**")], "**a|b**"),
    ],
)
def test_marks_stand_where_markdown_takes_them_for_marks(
    pieces: list[Piece], expected: str
) -> None:
    assert joined(pieces) == expected


def test_what_was_typed_for_a_list_becomes_one(imported: Importer) -> None:
    body = imported.paragraphs(
        "- một", "–  hai", "+ hai một", "•\tba", "-Bốn", "Giữa.", "1. Mở", "2) Bấm", "3.Gửi",
        "7. Xong", "-5 độ",
    )  # fmt: skip

    assert imported.code == 0, imported.output
    assert body == (
        "- một\n- hai\n  - hai một\n- ba\n- Bốn\n\nGiữa.\n\n1. Mở\n\n2) Bấm\n\n3. Gửi\n\n7) Xong"
        "\n\n\\-5 độ"
    )


def test_a_list_typed_into_one_paragraph_becomes_its_items(imported: Importer) -> None:
    body = imported.paragraphs("1.Mở;\n2. Đóng;\n3) Gửi.", "=> Đi\n-> Về", "1. Mở\nrồi bấm.")

    assert imported.code == 0, imported.output
    assert body == "1. Mở;\n2. Đóng;\n\n3) Gửi.\n\n- Đi\n- Về\n\n1. Mở<br>rồi bấm."


def test_numbers_of_a_style_stand_before_headings(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        num = word.numbering(document, [("decimal", "Chương %1."), ("decimal", "%1.%2")])
        for level, name in enumerate(("Heading 1", "Heading 2")):
            word.numbered_style(document, name, num, level)
        for level in (1, 2, 2, 1, 2):
            document.add_heading("Mục", level)

    assert imported.document(fill).split("\n\n") == [
        "## Chương 1. Mục", "### 1.1 Mục", "### 1.2 Mục", "## Chương 2. Mục", "### 2.1 Mục",
    ]  # fmt: skip


def test_a_line_break_and_raised_digits_are_kept(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("Nhà 60 m")
        paragraph.add_run("2").font.superscript = True
        paragraph.add_run().add_break()
        paragraph.add_run("H")
        paragraph.add_run("2").font.subscript = True
        paragraph.add_run("O, ngày 1")
        paragraph.add_run("st").font.superscript = True

    assert imported.document(fill) == "Nhà 60 m<sup>2</sup><br>H<sub>2</sub>O, ngày 1st"
    assert "raised or lowered words stand on the line: “st”" in imported.output


RUBY = (
    "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>tokyo</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby>"
)


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        ('<w:fldSimple w:instr=" DOCPROPERTY Hotline "><w:r><w:t>1900</w:t></w:r></w:fldSimple>',
         "Trước 1900"),
        ("<w:bdo w:val='ltr'><w:dir w:val='ltr'><w:r><w:t>1900</w:t></w:r></w:dir></w:bdo>",
         "Trước 1900"),
        ("<w:customXml><w:customXmlPr/><w:r><w:t>chữ</w:t></w:r></w:customXml>", "Trước chữ"),
        (RUBY, "Trước 東京 (tokyo)"),
        ("<w:r><w:rPr><w:position w:val='12'/></w:rPr><w:t>9</w:t></w:r>", "Trước <sup>9</sup>"),
        ("<w:r><w:rPr><w:position w:val='-6'/></w:rPr><w:t>2</w:t></w:r>", "Trước <sub>2</sub>"),
    ],
)  # fmt: skip
def test_words_within_what_mammoth_does_not_read_are_taken(
    xml: str, line: str, imported: Importer
) -> None:
    assert imported.document(lambda d: word.raw(d.add_paragraph("Trước "), xml)) == line


def test_a_row_that_word_hides_is_left_out_and_told(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        table = document.add_table(3, 2)
        for number, row in enumerate(table.rows):
            for cell in row.cells:
                cell.text = f"ô {number}"
        table.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:hidden"))

    body = imported.document(fill)

    assert ["ô 0" in body, "ô 1" in body, "ô 2" in body] == [True, False, True]
    assert "hidden words were left out: “ô 1 ô 1”" in imported.output


# ── Numbers ──


def test_lists_of_words_styles_nest_and_count_on(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        for style, text in (
            ("List Bullet", "a"), ("List Bullet 2", "b"), ("List Bullet 3", "c"),
            ("List Bullet", "d"), ("List Number", "e"), ("List Number 2", "f"),
            ("List Number", "g"),
        ):  # fmt: skip
            document.add_paragraph(text, style=style)
        document.add_paragraph("Giữa.")
        document.add_paragraph("h", style="List Number")

    assert imported.document(fill) == (
        "- a\n  - b\n    - c\n- d\n\n1. e\n   1. f\n2. g\n\nGiữa.\n\n3. h"
    )


def test_numbers_that_are_no_plain_list_stay_as_word_writes_them(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        forms = [("decimal", "Điều %1."), ("decimal", "%1.%2."), ("lowerRoman", "(%3)")]
        num = word.numbering(document, forms, start=3)
        for level, text in ((0, "Phạm vi"), (1, "Một"), (2, "i"), (2, "ii"), (1, "Hai"), (0, "Ai")):
            word.numbered(document.add_paragraph(text), num, level)

    assert imported.document(fill).split("\n\n") == [
        "Điều 3. Phạm vi", "3.3. Một", "(iii) i", "(iv) ii", "3.4. Hai", "Điều 4. Ai",
    ]  # fmt: skip


def test_a_number_that_starts_anew_or_skips_is_kept(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        first = word.numbering(document, [("decimal", "%1.")], start=5)
        second = word.numbering(document, [("decimal", "%1.")])
        for num in (first, first, second):
            word.numbered(document.add_paragraph("x"), num)

    assert imported.document(fill) == "5. x\n6. x\n\n1) x"


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [(4, "upperRoman", "IV"), (1990, "lowerRoman", "mcmxc"), (28, "lowerLetter", "bb"),
     (3, "decimalZero", "03"), (12, "thaiNumbers", "12"), (0, "upperLetter", "0")],
)  # fmt: skip
def test_counters_are_written_in_words_forms(value: int, form: str, expected: str) -> None:
    assert written(value, form) == expected


def test_headings_begin_below_the_title_and_skip_no_level(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        for level in (2, 4, 4, 3, 1, 3):
            document.add_heading(f"Mục {level}", level)

    body = imported.document(fill)

    assert [line.split()[0] for line in body.split("\n\n")] == [
        "##", "###", "###", "###", "##", "###",
    ]  # fmt: skip


# ── What can't be taken ──


BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing/></mc:Choice><mc:Fallback>"
    "<w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>Hộp</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
DRAWING = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wpg'><w:drawing/></mc:Choice>"
    "</mc:AlternateContent></w:r>"
)
GRAPHIC = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{}</a:graphicData></a:graphic>"
    "</wp:inline></w:drawing></w:r>"
)
LINKED = "<pic:pic><pic:blipFill><a:blip r:link='rId99'/></pic:blipFill></pic:pic>"
LOST = {
    '<w:ins w:id="1" w:author="A"><w:r><w:t>thêm</w:t></w:r></w:ins>': (
        "put in with Track Changes were taken: “thêm”"
    ),
    '<w:del w:id="1" w:author="A"><w:r><w:delText>bớt</w:delText></w:r></w:del>': (
        "deleted with Track Changes were left out: “bớt”"
    ),
    '<w:moveFrom w:id="1" w:author="A"><w:r><w:t>dời</w:t></w:r></w:moveFrom>': (
        "deleted with Track Changes were left out: “dời”"
    ),
    "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>": "an equation was left out",
    BOX: "words of a text box stand as paragraphs here: “Hộp”",
    DRAWING: "a drawing, chart or shape was left out",
    GRAPHIC.format(""): "a drawing, chart or shape was left out",
    GRAPHIC.format(LINKED): "is not in the document, only linked",
    "<w:r><w:instrText> EQ \\f(1,2)</w:instrText></w:r>": "Word draws this of a field",
    "<w:r><w:object/></w:r>": "an embedded object",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>": "hidden words were left out: “ẩn”",
    "<w:r><w:rPr><w:dstrike/></w:rPr><w:t>bỏ</w:t></w:r>": "struck through were left out: “bỏ”",
    "<w:r><w:rPr><w:rFonts w:ascii='.VnTime'/></w:rPr><w:t>Kinh</w:t></w:r>": (
        "set in the font .VnTime"
    ),
    "<w:r><w:sym w:font='Webdings' w:char='F099'/></w:r>": "a sign of the font Webdings",
    "<w:r><w:t>Tên</w:t><w:tab/><w:t>Số</w:t></w:r>": "tabs made columns here",
    "<w:hyperlink w:anchor='b'><w:r><w:t>mục 2</w:t></w:r></w:hyperlink>": (
        "another place of the document became words: “mục 2”"
    ),
}


@pytest.mark.parametrize("xml", LOST)
def test_what_a_page_can_not_hold_is_told_with_its_line(xml: str, imported: Importer) -> None:
    told = LOST[xml]
    body = imported.document(lambda d: word.raw(d.add_paragraph("Trước "), xml))

    assert re.search(rf"phong-lu\.md:9: .*{re.escape(told)}", imported.output), imported.output
    assert body.startswith("Trước")
    assert not re.search(r"[\ue000-\uf8ff]|bớt|dời|ẩn|bỏ", body)


def test_comments_running_heads_and_files_linked_to_are_told(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("Số liệu ")
        document.add_comment(paragraph.runs, text="Xem lại", author="Lan", initials="L")
        word.linked(paragraph, "bảng", "file:///C:/a.xlsx")
        document.sections[0].header.paragraphs[0].text = "UBND huyện"
        document.sections[0].footer.paragraphs[0].text = "Trang 1"

    assert imported.document(fill) == "Số liệu bảng"
    assert "a comment by Lan was left out: “Xem lại”" in imported.output
    assert "a link to file:///C:/a.xlsx became words" in imported.output
    assert "top or bottom of each sheet were left out: “UBND huyện”" in imported.output
    assert "Trang 1" not in imported.output


def test_footnotes_stand_at_the_end_with_their_numbers(imported: Importer) -> None:
    document = docx.Document()
    document.core_properties.title = "Phòng lũ"
    paragraph = document.add_paragraph("Nước dâng rất nhanh")
    word.raw(paragraph, '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r>')
    path = word.save(document, imported.folder / "a.docx")
    note = f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>Theo trạm.</w:t></w:r></w:p>'
    word.replaced(path, "word/footnotes.xml", f"{note}</w:footnote></w:footnotes>".encode())

    body = imported(path)

    assert imported.code == 0, imported.output
    assert body == "Nước dâng rất nhanh<sup>1</sup>.\n\n## Chú thích\n\n<sup>1</sup> Theo trạm."
    assert "footnotes stand at the end of the page, with their numbers: 1" in imported.output


@pytest.mark.parametrize("part", ["footnote", "endnote"])
def test_notes_are_looked_through_as_the_document_is(imported: Importer, part: str) -> None:
    document = docx.Document()
    document.core_properties.title = "Phòng lũ"
    paragraph = document.add_paragraph("Nước dâng rất nhanh")
    word.raw(paragraph, f'<w:r><w:{part}Reference w:id="2"/></w:r>')
    path = word.save(document, imported.folder / "a.docx")
    words = (
        "<w:r><w:t>Gọi </w:t></w:r>"
        '<w:fldSimple w:instr=" DOCPROPERTY Hotline "><w:r><w:t>1900 9095</w:t></w:r></w:fldSimple>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>số cũ</w:t></w:r>"
        '<w:del w:id="3" w:author="L"><w:r><w:delText>19001</w:delText></w:r></w:del>'
        "<w:r><w:t>, 10</w:t></w:r>"
        "<w:r><w:rPr><w:position w:val='12'/></w:rPr><w:t>9</w:t></w:r>"
    )
    separator = f'<w:{part} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
    note = f'{separator}</w:{part}><w:{part} w:id="2"><w:p>{words}</w:p></w:{part}>'
    word.replaced(path, f"word/{part}s.xml", f"<w:{part}s {W}>{note}</w:{part}s>".encode())

    body = imported(path)

    assert imported.code == 0, imported.output
    assert body.endswith("<sup>1</sup> Gọi 1900 9095, 10<sup>9</sup>")
    assert "hidden words were left out: “số cũ”" in imported.output
    assert "“19001”" in imported.output


def test_a_title_of_two_lines_is_one(imported: Importer) -> None:
    def fill(document: docx.document.Document) -> None:
        title = document.add_paragraph(style="Title")
        title.add_run("Kế hoạch").add_break()
        title.add_run("phòng lũ")
        link = document.add_paragraph("- ")
        word.linked(link, "Bản đồ", "https://example.org")

    assert imported.document(fill) == "- [Bản đồ](https://example.org)"
    assert 'title: "Kế hoạch phòng lũ"' in imported.page


def test_a_picture_without_a_description_is_refused_on_its_line(imported: Importer) -> None:
    imported.document(lambda d: d.add_picture(word.picture()))

    assert imported.code == 1
    assert "phong-lu.md:9:5: the picture phong-lu-1.png has no description" in imported.output


def test_a_host_that_nobody_vouched_for_is_told_though_the_page_is_a_draft(
    imported: Importer,
) -> None:
    imported.document(lambda d: word.linked(d.add_paragraph(), "x", "https://example.com"))

    assert imported.code == 1
    assert "nobody has vouched for the host example.com" in imported.output


# ── What is no document ──


def refused(imported: Importer, name: str, raw: bytes) -> str:
    path = imported.folder / name
    path.write_bytes(raw)
    assert imported(path) == ""
    assert imported.code == 2
    assert not list((imported.site.root / "content/huong-dan").iterdir())
    return imported.output


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/"), text)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
ENTITIES = "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"
BROKEN = {
    "an old document": ("a.doc", OLE + b"\0" * 600, "is of an old kind"),
    "an old one under a new name": ("a.docx", OLE + b"\0" * 600, "is of an old kind"),
    "a locked one": ("a.docx", OLE + LOCKED, "locked with a password"),
    "rich text": ("a.docx", b"{\\rtf1 a}", "is of an old kind"),
    "a PDF": ("a.docx", b"%PDF-1.4", "is a PDF"),
    "an empty file": ("a.docx", b"", "has nothing in it"),
    "a web page": ("a.docx", b"<html>a</html>", "is no Word document"),
    "half a document": ("a.docx", b"PK\x03\x04half", "is damaged"),
    "another archive": ("a.docx", packed(a="x"), "is no Word document"),
    "a workbook": ("a.docx", packed(**{"[Content_Types].xml": "x"}), "another file of Office"),
    "no XML": ("a.docx", packed(**{"word/document.xml": "<w"}), "is damaged"),
    "entities": ("a.docx", packed(**{"word/document.xml": ENTITIES}), "is damaged"),
    "another root": ("a.docx", packed(**{"word/document.xml": f"<w:a {W}/>"}), "is damaged"),
    "Word's lock": ("~$a.docx", b"\x05Lan", "take the one without ~$"),
    "a table": ("a.csv", b"a,b", "is no document that can be taken"),
    "Markdown of another encoding": ("a.md", b"L\xfb", "is not UTF-8"),
    "an unreadable header": ("a.md", b"---\ntitle: [a\n---\n", "can't be read (YAML"),
    "unreadable TOML": ("a.md", b"+++\ntitle = a\n+++\n", "can't be read (TOML"),
    "a header that is not closed": ("a.md", b"---\ntitle: a\n\nb\n", "never closed"),
    "a script for a header": ("a.md", b"---js\n{}\n---\n", "JavaScript"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_document_is_refused_with_what_to_do(what: str, imported: Importer) -> None:
    name, raw, told = BROKEN[what]

    assert told in " ".join(refused(imported, name, raw).split())


def test_nothing_is_overwritten(imported: Importer) -> None:
    imported.paragraphs("Một đoạn văn bản.")
    imported.paragraphs("Một đoạn khác hẳn.")

    assert imported.code == 2
    assert "content/huong-dan/phong-lu.md is there already" in " ".join(imported.output.split())
    assert imported(imported.folder / "a.docx", "--title", "Phòng lũ quét")
    assert 'title: "Phòng lũ quét"' in imported.page


# ── Pages of other generators ──


HEAD = "---\ntitle: A\ndescription: B c.\n---\n"
HEADERS = {
    "Hugo": """\
+++
title = "Trữ nước"
date = 2021-07-05T08:00:00+07:00
lastmod = 2021-07-08
description = "Giữ nước sạch."
slug = "tru-nuoc"
aliases = ["/nuoc/"]
+++
""",
    "Hugo in JSON": """\
{
"title": "Trữ nước", "date": "2021-07-05", "lastmod": "2021-07-08",
"description": "Giữ nước sạch.", "slug": "tru-nuoc", "aliases": ["/nuoc"]
}
""",
    "Jekyll": """\
---
title: Trữ nước
excerpt: Giữ nước sạch.
date: 2021-07-05 08:00:00 +0700
last_modified_at: 2021-07-08
slug: tru-nuoc
redirect_from: /nuoc/
---
""",
    "Eleventy": """\
---json
{"title": "Trữ nước", "description": "Giữ nước sạch.", "date": "2021-07-05",
"updated": "2021-07-08", "slug": "tru-nuoc", "permalink": "/nuoc/"}
---
""",
    "Docusaurus": """\
---
title: Trữ nước
description: Giữ nước sạch.
slug: /cu/tru-nuoc
date: 2021-07-05
updated: 2021-07-08
---
""",
}


@pytest.mark.parametrize("generator", HEADERS)
def test_headers_of_other_generators_are_taken(generator: str, imported: Importer) -> None:
    body = imported.markdown(HEADERS[generator] + "\n# Trữ nước\n\nMỗi nhà hai can.\n")

    assert imported.code == 0, imported.output
    assert "content/huong-dan/tru-nuoc.md" in imported.output
    assert body == "Mỗi nhà hai can."
    for line in ('title: "Trữ nước"', 'summary: "Giữ nước sạch."', "date: 2021-07-05",
                 "updated: 2021-07-08"):  # fmt: skip
        assert f"\n{line}\n" in imported.page
    assert re.search(r'aliases:\n  - "/(nuoc/?|cu/tru-nuoc)"', imported.page)


def test_a_page_of_mkdocs_has_its_title_in_the_text(imported: Importer) -> None:
    body = imported.markdown('# Nước\n\n!!! warning "Nóng"\n    Đun sôi.\n\n[TOC]\n', "nuoc.md")

    assert 'title: "Nước"' in imported.page
    assert body == '!!! canh-bao "Nóng"\n    Đun sôi.'
    assert "the mark of a table of contents was left out: [TOC]" in imported.output


def test_the_day_of_a_jekyll_post_is_in_its_name(imported: Importer) -> None:
    imported.markdown("---\ntitle: Lũ\n---\nNước dâng rất nhanh.\n", "2021-07-06-lu-quet.md")

    assert "content/huong-dan/lu-quet.md" in imported.output
    assert "date: 2021-07-06\n" in imported.page


TEMPLATES = {
    "{{< youtube abc >}}": "what a template puts in was left out: {{< youtube abc >}}",
    "{{% include a %}}": "what a template puts in was left out: {{% include a %}}",
    "{% include a.html %}": "what a template puts in was left out: {% include a.html %}",
    "{{</* youtube */>}}": "what a template puts in was left out: {{</* youtube */>}}",
    "{{ page.title }}": "what a template puts in was left out: {{ page.title }}",
    "{: .lead }": "what gives words a look or an anchor was left out: {: .lead }",
}


@pytest.mark.parametrize("text", TEMPLATES)
def test_what_a_template_puts_in_is_named(text: str, imported: Importer) -> None:
    body = imported.markdown(f"{HEAD}Một hai ba bốn.\n{text}\n\nNăm.\n")

    assert imported.code == 0, imported.output
    assert body == "Một hai ba bốn.\n\nNăm."
    assert TEMPLATES[text] in imported.output
    assert re.search(r"a\.md:\d+: what", imported.output)


@pytest.mark.parametrize(
    "text", ["{% comment %}\nSố máy riêng\n{% endcomment %}", "{{/* Số máy riêng */}}", "{# x #}"]
)
def test_comments_of_a_template_stay_unseen(text: str, imported: Importer) -> None:
    assert imported.markdown(f"{HEAD}Một hai ba bốn.\n\n{text}\n") == "Một hai ba bốn."
    assert imported.code == 0, imported.output


def test_components_and_notes_of_docusaurus(imported: Importer) -> None:
    body = imported.markdown(
        f"{HEAD}import X from 'x';\n\n:::danger[Lũ]\nLên cao.\n:::\n\n<Tabs>\nTrong.\n</Tabs>\n",
        "a.mdx",
    )

    assert imported.code == 0, imported.output
    assert body == '!!! canh-bao "Lũ"\n    Lên cao.\n\nTrong.'
    assert "a component was left out: <Tabs>" in imported.output


def test_pictures_of_a_generator_are_brought_along(imported: Importer) -> None:
    picture = imported.folder / "site/static/img/can.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(word.picture().read())
    body = imported.markdown(
        '---\ntitle: A\ndescription: B c.\n---\n![Can](/img/can.png "Can")\n\n'
        '{{< figure src="/img/can.png" alt="Nắp" >}}\n',
        "site/content/posts/a.md",
    )

    assert imported.code == 0, imported.output
    assert body == "![Can](a-1.png)\n\n![Nắp](a-1.png)"
    assert (imported.site.root / "content/huong-dan/a-1.png").is_file()


@pytest.mark.parametrize("path", ["../../riêng.png", "{top}/riêng.png", "riêng.png", "/riêng.png"])
def test_a_page_brings_no_picture_from_elsewhere_on_the_computer(
    path: str, imported: Importer
) -> None:
    (imported.folder / "riêng.png").write_bytes(word.picture().read())
    body = imported.markdown(
        f"{HEAD}![A]({path.format(top=imported.folder)})\n", "tải về/trang/a.md"
    )

    assert "riêng.png" in body
    assert not list((imported.site.root / "content").rglob("*.png"))


def test_a_page_of_a_known_site_brings_pictures_of_all_of_it(imported: Importer) -> None:
    (imported.folder / "site/docs/hình").mkdir(parents=True)
    (imported.folder / "site/docs/hình/can.png").write_bytes(word.picture().read())
    (imported.folder / "site/mkdocs.yml").write_text("site_name: A\n")

    body = imported.markdown(f"{HEAD}![Can](../hình/can.png)\n", "site/docs/bài/a.md")

    assert body == "![Can](a-1.png)"


def test_headings_go_down_where_the_title_is_another(imported: Importer) -> None:
    body = imported.markdown(f"{HEAD}# Một\n\n## Hai\n\nBa\n===\n\nX.\n")

    assert body == "## Một\n\n### Hai\n\n## Ba\n\nX."
    assert "all headings went one level down" in imported.output


def test_keys_and_addresses_that_can_not_be_kept_are_named(imported: Importer) -> None:
    imported.markdown(
        "---\ntitle: A\ndate: mùng 5\ntags: [x]\nweight: 3\naliases: [/Cũ/]\n---\nMột hai ba bốn.\n"
    )

    assert "keys of the header that were not taken: tags, weight" in imported.output
    assert "an old address can't be kept: /Cũ/" in imported.output
    assert "this is no date that can be taken: mùng 5" in imported.output

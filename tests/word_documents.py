"""Word documents as offices write them, made with python-docx, and parts that only Word puts in."""

from __future__ import annotations

import copy
import datetime
import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw


def save(document: Document, path: Path) -> Path:
    document.core_properties.modified = datetime.datetime(2021, 7, 6)  # noqa: DTZ001 - naive there
    document.save(str(path))
    return path


def numbering(document: Document, levels: list[tuple[str, str]], start: int = 1) -> int:
    """Add a list whose levels have a form and a text, and return its number."""
    root = document.part.numbering_part.element
    taken = [int(one.get(qn("w:abstractNumId"))) for one in root.findall(qn("w:abstractNum"))]
    name = max(taken, default=0) + 1
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{inner}</w:abstractNum>'
    root.insert(len(taken), parse_xml(abstract))
    return int(root.add_num(name).numId)


def numbered(paragraph: Paragraph, num: int, level: int = 0) -> Paragraph:
    properties = paragraph._p.get_or_add_pPr()
    found = properties.get_or_add_numPr()
    found.get_or_add_ilvl().val = level
    found.get_or_add_numId().val = num
    return paragraph


def numbered_style(document: Document, name: str, num: int, level: int) -> None:
    """Number all paragraphs of a style, as headings of templates are."""
    inner = f'<w:ilvl w:val="{level}"/><w:numId w:val="{num}"/>'
    properties = document.styles[name].element.get_or_add_pPr()
    properties.append(parse_xml(f"<w:numPr {nsdecls('w')}>{inner}</w:numPr>"))


def linked(paragraph: Paragraph, words: str, href: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relation = paragraph.part.relate_to(href, kind, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(words)
    link.append(copy.deepcopy(run._r))
    paragraph._p.replace(run._r, link)


def raw(paragraph: Paragraph, xml: str) -> None:
    """Put XML at the end of a paragraph."""
    spaces = nsdecls("w", "m", "wp", "a", "pic", "r") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    for one in parse_xml(f"<w:p {spaces}>{xml}</w:p>"):
        paragraph._p.append(one)


def picture(
    colour: str = "#1b5e20", size: tuple[int, int] = (900, 600), kind: str = "PNG"
) -> io.BytesIO:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((80, 80, size[0] - 80, size[1] - 80), outline=colour, width=40)
    draw.ellipse((size[0] // 3, size[1] // 3, 2 * size[0] // 3, 2 * size[1] // 3), fill=colour)
    out = io.BytesIO()
    image.save(out, kind)
    out.seek(0)
    return out


def described(document: Document, words: str) -> None:
    """Describe the last picture of a document."""
    found = list(document.element.body.iter(qn("wp:docPr")))
    found[-1].set("descr", words)


def replaced(path: Path, part: str, content: bytes | None) -> Path:
    """Write one part of a document anew, or leave it out."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    if content is None:
        del parts[part]
    else:
        parts[part] = content
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return path


# ── The three ──


def plan(path: Path) -> Path:
    """A plan as a district office writes it: letterhead, parts in Roman numbers, points a), b)."""
    document = docx.Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "UBND HUYỆN SI MA CAI"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    day = document.add_paragraph("Si Ma Cai, ngày 05 tháng 7 năm 2021")
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words in ("KẾ HOẠCH", "Cài đặt Bluezone, quét mã QR trên địa bàn huyện"):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(words).bold = True
    parts = numbering(document, [("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")])
    document.add_paragraph("Ủy ban nhân dân huyện giao các cơ quan, xã, thị trấn làm các việc sau.")
    numbered(document.add_heading("Mục đích", 1), parts)
    document.add_paragraph("Mọi người dân có điện thoại thông minh cài Bluezone.")
    numbered(document.add_heading("Nhiệm vụ", 1), parts)
    numbered(document.add_paragraph("UBND xã, thị trấn:"), parts, 1)
    numbered(document.add_paragraph("Hướng dẫn từng hộ cài đặt;"), parts, 2)
    numbered(document.add_paragraph("Dán mã QR ở nơi đông người."), parts, 2)
    numbered(document.add_paragraph("Trung tâm Y tế huyện:"), parts, 1)
    numbered(document.add_paragraph("Trực điện thoại tư vấn."), parts, 2)
    document.add_paragraph("- Mở loa mỗi ngày hai lần.")
    document.add_paragraph("+ Buổi sáng.")
    document.add_paragraph("+ Buổi chiều.")
    document.add_paragraph("- Báo cáo kết quả.")
    numbered(document.add_heading("Tổ chức thực hiện", 1), parts)
    last = document.add_paragraph("Xem thêm ")
    linked(last, "trang tokhaiyte.vn", "https://tokhaiyte.vn")
    last.add_run(". Gọi ")
    last.add_run("1900 9095 ").bold = True
    last.add_run("khi cần.")
    return save(document, path)


def table(path: Path) -> Path:
    """A table whose head has two rows and whose first column is merged."""
    document = docx.Document()
    document.core_properties.title = "Lịch trực tư vấn"
    document.core_properties.subject = "Ai trực điện thoại, ngày nào, ở đâu."
    document.add_paragraph("Lịch dưới đây dùng cho tháng 7.")
    grid = document.add_table(rows=5, cols=4)
    rows = [
        ["Xã", "Ca trực", "", "Ghi chú"],
        ["", "Sáng", "Chiều", ""],
        ["Bản Mế", "Trạm Y tế", "UBND xã", "Thứ 2 | thứ 4"],
        ["", "Tổ Covid", "Tổ Covid", "Thứ 7"],
        ["Sín Chéng", "Trạm Y tế", "Trạm Y tế", ""],
    ]
    for number, row in enumerate(rows):
        for at, words in enumerate(row):
            grid.cell(number, at).text = words
    grid.cell(0, 1).merge(grid.cell(0, 2))
    grid.cell(0, 0).merge(grid.cell(1, 0))
    grid.cell(0, 3).merge(grid.cell(1, 3))
    grid.cell(2, 0).merge(grid.cell(3, 0))
    return save(document, path)


def pictures(path: Path) -> Path:
    """Steps with pictures between them: one described, one twice, one of a kind of the past."""
    document = docx.Document()
    document.add_heading("Quét mã ở điểm tiêm", 0)
    document.add_paragraph("Mỗi bước mất vài giây.")
    document.add_heading("Các bước", 1)
    document.add_paragraph("Mở Bluezone.", style="List Number")
    document.add_picture(picture())
    described(document, "Màn hình chính của Bluezone")
    document.add_paragraph("Chọn Quét mã.", style="List Number")
    document.add_picture(picture("#b3261e"))
    described(document, "Nút Quét mã")
    document.add_paragraph("Đưa máy vào mã.", style="List Number")
    document.add_picture(picture("#0d47a1", kind="BMP"))
    described(document, "Điện thoại trước mã QR")
    document.add_paragraph("Xong.")
    return save(document, path)

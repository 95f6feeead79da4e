"""What a press file gets after Typst: boxes, marks, its printing condition, its trapping key."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from bangtin.typesetting import boxes

from tests.conftest import MakeSite, Sandbox, page

MM = boxes.POINTS
Line = tuple[float, float, float, float]


def lines_of(sheet: pikepdf.Page) -> Iterator[Line]:
    """Yield each mark of a page: x, y, x, y in points."""
    start, is_mark = (0.0, 0.0), False
    for instruction in pikepdf.parse_content_stream(sheet):
        operator = str(instruction.operator)
        if operator == "CS":
            is_mark = str(instruction.operands[0]) == "/Registration"
        elif operator == "EMC":
            is_mark = False
        elif is_mark and operator in "ml":
            x, y = (float(v) for v in instruction.operands)
            if operator == "l":
                yield (*start, x, y)
            start = x, y


def press(site: Sandbox) -> pikepdf.Pdf:
    """Build a site of one print, and return its press edition."""
    assert not site.build().failed
    (file,) = site.public.rglob("*-nha-in*.pdf")
    return pikepdf.open(io.BytesIO(file.read_bytes()))


def site_of(make_site: MakeSite, format_: str, added: str = "") -> Sandbox:
    site = make_site({"content/a.md": page(
        code="BZ", publish=f"\n  - {{format: {format_}, slogan: Cài Bluezone, qr: bluezone}}",
    )})  # fmt: skip
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write({"site.yaml": text + added})
    return site


@pytest.mark.parametrize(
    ("format_", "scale", "bleed"),
    [("pano-3x2", 1, 20), ("bang-ron-6x0.8", 10, 20), ("nhan-xe-200x100", 1, 3),
     ("diem-quet-a4", 1, 3), ("phuon-0.8x2.5", 1, 10)],
)  # fmt: skip
def test_marks_are_the_same_on_every_format(
    make_site: MakeSite, format_: str, scale: int, bleed: float
) -> None:
    with press(site_of(make_site, format_, "press: {marks: true}\n")) as document:
        sheet = document.pages[0]
        trim, media = ([float(v) for v in b.as_list()] for b in (sheet.trimbox, sheet.mediabox))
        found = list(lines_of(sheet))
        assert len(found) == 8
        beyond = bleed / scale
        for x0, y0, x1, y1 in found:
            # Five millimetres long, straight up or across, in line with the trim.
            assert abs(x1 - x0) + abs(y1 - y0) == pytest.approx(5 * MM, abs=0.01)
            is_upright = abs(x1 - x0) < 0.01
            edges = (trim[0], trim[2]) if is_upright else (trim[1], trim[3])
            assert min(abs((x0 if is_upright else y0) - edge) for edge in edges) < 0.01
            # Two millimetres off the bleed.
            ends = (y0, y1) if is_upright else (x0, x1)
            low, high = (trim[1], trim[3]) if is_upright else (trim[0], trim[2])
            gap = min(min(abs(end - low), abs(end - high)) for end in ends)
            assert gap / MM == pytest.approx(beyond + 2, abs=0.01)
            assert media[0] < min(x0, x1)
            assert max(x0, x1) < media[2]


@pytest.mark.parametrize("format_", ["pano-3x2", "bang-ron-6x0.8", "poster-a3"])
def test_a_shop_that_wants_no_marks_gets_none(make_site: MakeSite, format_: str) -> None:
    site = site_of(make_site, format_, "press: {marks: false}\n")
    site.edit("content/a.md", "qr: bluezone", "qr: bluezone, steps: [{text: Mở, icon: quet-ma}]")

    with press(site) as document:
        assert list(lines_of(document.pages[0])) == []


def test_a_format_chooses_for_itself_where_press_says_nothing(make_site: MakeSite) -> None:
    site = site_of(make_site, "pano-3x2", "formats: {pano-3x2: {marks: true}}\n")

    with press(site) as document:
        assert len(list(lines_of(document.pages[0]))) == 8


def test_marks_stand_on_every_plate(make_site: MakeSite) -> None:
    with press(site_of(make_site, "pano-3x2", "press: {marks: true}\n")) as document:
        colour: Any = document.pages[0].Resources.ColorSpace.Registration
        assert [str(part) for part in list(colour)[:3]] == ["/Separation", "/All", "/DeviceCMYK"]
        assert [float(v) for v in colour[3].C1] == [1, 1, 1, 1]


@pytest.mark.parametrize("name", boxes.CONDITIONS)
def test_a_press_file_names_its_printing_condition(make_site: MakeSite, name: str) -> None:
    with press(site_of(make_site, "pano-3x2", f"press: {{condition: {name}}}\n")) as document:
        intents: Any = document.Root.OutputIntents
        (intent,) = list(intents)
        assert intent.S == "/GTS_PDFX"
        assert str(intent.OutputConditionIdentifier) == name
        assert str(intent.RegistryName) == "http://www.color.org"
        assert str(intent.OutputCondition) == boxes.CONDITIONS[name]


def test_info_and_xmp_say_the_same(make_site: MakeSite) -> None:
    with press(site_of(make_site, "pano-3x2")) as document:
        info = document.docinfo
        with document.open_metadata() as xmp:
            assert str(info["/Title"]) == xmp["dc:title"]
            assert [str(info["/Author"])] == xmp["dc:creator"]
            assert str(info["/Keywords"]) == xmp["pdf:Keywords"]
            assert str(info["/Creator"]) == xmp["xmp:CreatorTool"]
            assert info["/Trapped"] == pikepdf.Name("/False")
            assert xmp["pdf:Trapped"] == "False"
            assert xmp["pdfuaid:part"] == "1"
            for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
                digits = "".join(c for c in xmp[f"xmp:{name}"] if c.isdigit())
                assert str(info[key]) == f"D:{digits}Z"


def test_no_version_of_pdf_x_is_claimed_without_a_profile(make_site: MakeSite) -> None:
    with press(site_of(make_site, "pano-3x2")) as document:
        assert "/GTS_PDFXVersion" not in document.docinfo
        assert b"pdfxid" not in document.Root.Metadata.read_bytes()


def test_a_long_line_of_the_slug_stays_on_its_sheet(make_site: MakeSite) -> None:
    site = site_of(make_site, "diem-quet-a5", "press: {marks: true}\n")
    site.edit("content/a.md", "title: Một trang", "title: " + "Bảng mã tại điểm đông người " * 5)

    with press(site) as document:
        assert len(document.pages) == 1

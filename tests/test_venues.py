"""Posters a venue: codes come from the national system, and only from there."""

from __future__ import annotations

import io
import itertools

import pypdfium2
import pytest
import qrcode
import zxingcpp
from bangtin.qr import encoding
from PIL import Image
from pypdfium2 import raw

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import SITE

MM = 72 / 25.4
POSTER = page(
    code="QR",
    publish="""
  - format: diem-quet-a4
    slogan: Quét mã khi vào, khi ra
    place_name: "{ten}"
    each: dia-diem
    code_from: ma_qr
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}, {text: Quét mã, icon: quet-ma}]
""",
)
HEAD = "ma,ten,xa,ma_qr\n"
SITE_OF_SHORT_ADDRESSES = SITE.replace("allowed_hosts: [", "allowed_hosts: [a.vn, ")


def picture_of(*payloads: str, form: str = "PNG") -> bytes:
    """Return a picture of QR codes side by side."""
    images = [qrcode.make(payload).get_image() for payload in payloads]
    sheet = Image.new("L", (sum(i.width for i in images), max(i.height for i in images)), 255)
    x = 0
    for image in images:
        sheet.paste(image, (x, 0))
        x += image.width
    output = io.BytesIO()
    sheet.save(output, form)
    return output.getvalue()


def venue_site(make_site: MakeSite, rows: str, files: dict[str, bytes] | None = None) -> Sandbox:
    return make_site(
        {"content/quet.md": POSTER, "content/data/dia-diem.csv": HEAD + rows, **(files or {})}
    )


def issued(version: int) -> str:
    """Return the shortest address on a short host whose code is of a version."""
    payload = "https://a.vn/1"
    while encoding.modules_of(payload) < 17 + 4 * version:
        payload += "k"
    return payload


def symbol_on(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """Return where a page's code is drawn, in points: of all shapes it has the most corners."""
    shapes = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
    code = max(shapes, key=lambda shape: raw.FPDFPath_CountSegments(shape.raw))
    left, bottom, right, top = code.get_bounds()
    return left, bottom, right, top


def darkest_around(
    page: pypdfium2.PdfPage, box: tuple[float, float, float, float], margin: float
) -> int:
    """Return the darkest grey within a margin around a box (points), the box left out."""
    scale = 4.0
    x0, _, _, y1 = page.get_mediabox()
    image = page.render(scale=scale, grayscale=True).to_pil()
    left, bottom, right, top = box

    def pixels(more: float) -> tuple[int, int, int, int]:
        return (
            round((left - more - x0) * scale), round((y1 - top - more) * scale),
            round((right + more - x0) * scale), round((y1 - bottom + more) * scale),
        )  # fmt: skip

    edge = 2 / scale  # what rendering blurs
    image.paste(255, pixels(edge))
    return int(image.crop(pixels(margin - edge)).getextrema()[0])


def code_on(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=3, grayscale=True).to_pil()
    document.close()
    return [code.text for code in zxingcpp.read_barcodes(image)]


def test_a_code_given_as_an_address_is_printed_at_fifteen_centimetres(make_site: MakeSite) -> None:
    site = venue_site(make_site, "a,Chợ A,1,https://qr.tokhaiyte.vn/d/123\n")

    result = site.build()

    assert places(result.problems) == []
    pdf = site.tree()["an-pham/quet-diem-quet-a4/quet-diem-quet-a4-cho-a.pdf"]
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=3, grayscale=True).to_pil()
    document.close()
    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == "https://qr.tokhaiyte.vn/d/123"
    side = (code.position.top_right.x - code.position.top_left.x) / 3 * 25.4 / 72
    assert side >= 149.5


@pytest.mark.parametrize(("format_", "least"), [("diem-quet-a4", 150), ("diem-quet-a5", 100)])
def test_an_issued_code_of_any_version_is_as_large_as_the_format_asks_on_white(
    make_site: MakeSite, format_: str, least: float
) -> None:
    """The fewest modules have the widest quiet zone: it is whole, and nothing stands on it.

    Nobody can change an issued code, so that none may be too small for its notice.
    """
    versions = (1, 2, 3, 4, 7, 10)
    rows = "".join(f"{v},Chợ {v},1,{issued(v)}\n" for v in versions)
    site = make_site(
        {
            "content/quet.md": POSTER.replace("diem-quet-a4", format_),
            "content/data/dia-diem.csv": HEAD + rows,
        },
        site=SITE_OF_SHORT_ADDRESSES,
    )

    result = site.build()

    assert places(result.problems) == []
    tree = site.tree()
    for version, ending in itertools.product(versions, ("", "-nha-in")):
        name = f"an-pham/quet-{format_}/quet-{format_}-cho-{version}{ending}.pdf"
        with pypdfium2.PdfDocument(tree[name]) as document:
            sheet = document[0]
            box = left, bottom, right, top = symbol_on(sheet)
            assert (right - left) / MM == pytest.approx(least, abs=0.01), name
            assert (top - bottom) / MM == pytest.approx(least, abs=0.01), name
            margin = 4 * (right - left) / (17 + 4 * version)
            x0, _, x1, _ = sheet.get_trimbox()
            assert left - margin >= x0, name
            assert right + margin <= x1, name
            assert darkest_around(sheet, box, margin) > 250, name
        assert code_on(tree[name]) == [issued(version)]


def test_a_code_that_no_sheet_of_the_format_can_hold_is_refused_with_what_helps(
    make_site: MakeSite,
) -> None:
    """Only a district's own format can be so narrow; the remedy is its size, not the code."""
    site = make_site(
        {
            "content/quet.md": POSTER,
            "content/data/dia-diem.csv": f"{HEAD}a,A,1,{issued(1)}\nb,B,1,{issued(2)}\n",
        },
        site=SITE_OF_SHORT_ADDRESSES + "formats:\n  diem-quet-a4: {width: 200}\n",
    )

    result = site.build()

    assert places(result.problems) == ["content/quet.md:7 code-without-room"]
    (problem,) = result.problems
    details = dict(problem.args)
    assert details["payload"] == issued(1)
    assert [float(details[name]) for name in ("needs", "room")] == [207.1, 200]
    assert "smallest_code" in problem.hint("en")
    assert not site.public.exists()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_code_given_as_a_picture_is_read_and_set_anew(make_site: MakeSite, form: str) -> None:
    name = f"cho-a.{form.lower()}"
    payload = "https://qr.tokhaiyte.vn/d/456"
    site = venue_site(
        make_site,
        f"a,Chợ A,1,{name}\n",
        {f"content/data/{name}": picture_of(payload, form=form)},
    )

    result = site.build()

    assert places(result.problems) == []
    pdf = site.tree()["an-pham/quet-diem-quet-a4/quet-diem-quet-a4-cho-a.pdf"]
    assert code_on(pdf) == [payload]


def test_a_venue_without_a_code_gets_a_frame_and_one_warning_for_all(make_site: MakeSite) -> None:
    site = venue_site(make_site, "a,Chợ A,1,\nb,Chợ B,1,\nc,Chợ C,1,https://qr.tokhaiyte.vn/d/1\n")

    result = site.build()

    (warning,) = result.problems
    assert warning.key == "codes-not-issued"
    assert "2 in 3" in warning.message("vi").replace("trong", "in")
    assert code_on(site.tree()["an-pham/quet-diem-quet-a4/quet-diem-quet-a4-cho-b.pdf"]) == []


@pytest.mark.parametrize(
    ("value", "picture", "key"),
    [
        ("https://example.com/x", None, "host-not-allowed"),
        ("http://qr.tokhaiyte.vn/x", None, "url-not-https"),
        ("MA-SO-123", None, "url-not-https"),
        ("khong-co.png", None, "picture-missing"),
        ("../../site.png", None, "picture-missing"),
        ("hong.png", b"this is no picture", "picture-unreadable"),
        ("trang.png", None, "picture-without-code"),
        ("hai.png", picture_of("https://a.vn", "https://b.vn"), "picture-many-codes"),
        ("la.png", picture_of("https://example.com/x"), "host-not-allowed"),
    ],
)
def test_a_code_that_nobody_vouched_for_is_refused_at_its_row(
    make_site: MakeSite, value: str, picture: bytes | None, key: str
) -> None:
    if value == "trang.png":
        blank = io.BytesIO()
        Image.new("L", (200, 200), 255).save(blank, "PNG")
        picture = blank.getvalue()
    files = {f"content/data/{value}": picture} if picture else {}
    site = venue_site(make_site, f"a,Chợ A,1,{value}\n", files)

    result = site.build()

    errors = [p for p in result.problems if p.level == 2]
    assert places(tuple(errors)) == [f"content/data/dia-diem.csv:2 {key}"]
    assert not site.public.exists()


def test_a_bundle_holds_the_posters_of_each_commune_in_the_order_of_the_table(
    make_site: MakeSite,
) -> None:
    site = venue_site(make_site, "a,Chợ A,x1,\nb,Chợ B,x2,\nc,Chợ C,x1,\nd,Chợ D,,\n")
    site.edit("content/quet.md", "    each: dia-diem", "    each: dia-diem\n    bundle: xa")

    site.build()

    folder = "an-pham/quet-diem-quet-a4/quet-diem-quet-a4-tron-bo"
    found = {name for name in site.tree() if name.startswith(folder)}
    assert found == {f"{folder}-x1.pdf", f"{folder}-x2.pdf"}
    document = pypdfium2.PdfDocument(site.tree()[f"{folder}-x1.pdf"])
    words = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert ["Chợ A" in words[0], "Chợ C" in words[1], len(words)] == [True, True, 2]


def test_where_chooses_rows(make_site: MakeSite) -> None:
    site = venue_site(make_site, "a,Chợ A,x1,\nb,Chợ B,x2,\n")
    site.edit("content/quet.md", "each: dia-diem", "each: dia-diem\n    where: {xa: x2}")

    result = site.build()

    assert result.prints == 2
    assert "an-pham/quet-diem-quet-a4/quet-diem-quet-a4-cho-b.pdf" in site.tree()


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (("{ten}", "{tenn}"), "content/quet.md:9 unknown-column-meant"),
        (("ma_qr", "maqr"), "content/quet.md:11 unknown-column-meant"),
        (("dia-diem\n", "dia-diemm\n"), "content/quet.md:10 unknown-table-meant"),
        (("diem-quet-a4", "diem-quet-a44"), "content/quet.md:7 unknown-format-meant"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_right_one(
    make_site: MakeSite, edit: tuple[str, str], problem: str
) -> None:
    site = venue_site(make_site, "a,Chợ A,x1,https://qr.tokhaiyte.vn/d/1\n")
    site.edit("content/quet.md", *edit)

    assert problem in places(site.build().problems)


def test_a_table_of_headings_only_is_no_rows(make_site: MakeSite) -> None:
    site = venue_site(make_site, "")

    assert places(site.build().problems) == ["content/quet.md:10 no-rows"]

"""The sample's own prints, held to what a print shop and a phone would hold them to.

Every PDF of the whole sample site is built once and looked at from outside:
with another QR decoder, another PDF checker, and as pixels.
"""

from __future__ import annotations

import io
import math
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from bangtin.build import Result
from bangtin.config import addresses
from bangtin.config.formats import Format
from PIL import Image, ImageFilter

MM = 72 / 25.4
BLUR = 0.4
"""Standard deviation in modules: all codes are read at 0.4, and at 0.6 the decoder reads none."""


def every_pdf(sample: tuple[Path, Result]) -> list[Path]:
    """Return every PDF of the sample, tiles and bundles with them."""
    found = sorted((sample[0] / "public").rglob("*.pdf"))
    assert found
    return found


def pdfs(sample: tuple[Path, Result], edition: str = "") -> list[Path]:
    """Return the screen and press editions, or those of one."""
    others = ("-ghep-", "-tron-bo-", "-loa", "-led-", "lich-phat-thanh", "-doc-truoc")
    found = [
        p
        for p in every_pdf(sample)
        if not any(name in p.name for name in others) and p.parent.name != "tien-do"
    ]
    if edition:
        found = [p for p in found if ("-nha-in" in p.name) == (edition == "press")]
    assert found
    return found


def code_of(pdf: Path) -> tuple[str, tuple[float, float, float, float]] | None:
    """Return a sheet's code and where its symbol stands on the page (points, from the top left)."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    scale = 2000 / page.get_width()
    image = page.render(scale=scale, grayscale=True).to_pil()
    found = zxingcpp.read_barcodes(image)
    document.close()
    if not found:
        return None
    (code,) = found
    corners = (code.position.top_left, code.position.bottom_right)
    left, top, right, bottom = (v / scale for c in corners for v in (c.x, c.y))
    return code.text, (left, top, right, bottom)


def test_the_sample_builds_without_an_error(sample: tuple[Path, Result]) -> None:
    assert not sample[1].failed
    assert {p.key for p in sample[1].problems} <= {"hotline-empty", "codes-not-issued"}


def test_every_pdf_passes_qpdf(sample: tuple[Path, Result]) -> None:
    for pdf in every_pdf(sample):
        run = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{pdf.name}: {run.stdout}{run.stderr}"


def test_every_font_is_embedded(sample: tuple[Path, Result]) -> None:
    for pdf in every_pdf(sample):
        with pikepdf.open(pdf) as document:
            descriptors = [o for o in document.objects if _is(o, "/FontDescriptor")]
            assert descriptors, pdf.name
            for descriptor in descriptors:
                assert any(k in descriptor for k in ("/FontFile2", "/FontFile3")), pdf.name


def test_press_pages_hold_no_rgb_and_codes_are_black_alone(sample: tuple[Path, Result]) -> None:
    for pdf in pdfs(sample, "press"):
        with pikepdf.open(pdf) as document:
            for page in document.pages:
                operators = {
                    str(instruction.operator) for instruction in pikepdf.parse_content_stream(page)
                }
                assert not operators & {"rg", "RG", "g", "G"}, pdf.name
                inks = [
                    [float(o) for o in i.operands]
                    for i in pikepdf.parse_content_stream(page)
                    if str(i.operator) == "k"
                ]
                assert [0, 0, 0, 1] in inks or "diem-quet-a" in pdf.name, pdf.name
                assert max(sum(ink) for ink in inks) <= 3.0, pdf.name


def test_press_boxes_are_nested_and_exact(sample: tuple[Path, Result]) -> None:
    for pdf in pdfs(sample, "press"):
        with pikepdf.open(pdf) as document:
            for page in document.pages:
                media, bleed, trim = (
                    [float(v) for v in page[name].as_list()]
                    for name in ("/MediaBox", "/BleedBox", "/TrimBox")
                )
                beyond = [abs(m - b) / MM for m, b in zip(media, bleed, strict=True)]
                assert beyond == pytest.approx([beyond[0]] * 4, abs=0.1), "an uneven slug"
                assert media[0] <= bleed[0] < trim[0] < trim[2] < bleed[2] <= media[2]
                assert media[1] <= bleed[1] < trim[1] < trim[3] < bleed[3] <= media[3]


def test_every_screen_edition_says_what_it_is_for_a_screen_reader(
    sample: tuple[Path, Result],
) -> None:
    for pdf in pdfs(sample, "screen"):
        with pikepdf.open(pdf) as document, document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1", pdf.name
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A"), pdf.name
            assert str(document.Root.Lang) == "vi"
            assert document.Root.MarkInfo.Marked


def test_every_code_is_read_by_a_second_decoder_too(
    sample: tuple[Path, Result], tmp_path: Path
) -> None:
    """ZBar at 150 dpi for sheets up to A3; larger ones at about 2,000 px across."""
    sheets = {}
    for number, pdf in enumerate(pdfs(sample)):
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        longest = max(page.get_width(), page.get_height()) / MM
        scale = 150 / 72 if longest <= 430 else 2000 / page.get_width()
        image = tmp_path / f"{number}.pgm"
        page.render(scale=scale, grayscale=True).to_pil().save(image)
        document.close()
        sheets[str(image)] = pdf
    run = subprocess.run(
        ["zbarimg", "--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", *sheets],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found: dict[str, list[str]] = {image: [] for image in sheets}
    for source in ElementTree.fromstring(run.stdout).findall("{*}source"):
        codes = source.findall("{*}index/{*}symbol/{*}data")
        found[source.attrib["href"]] = [code.text or "" for code in codes]
    for name, pdf in sheets.items():
        if "diem-quet-a" in pdf.name or ("-tin-dung-" in pdf.name and not found[name]):
            assert found[name] == [], (
                f"{pdf.name}: nobody asked for a code, so none may stand there"
            )
        else:
            assert len(found[name]) == 1, pdf.name
            assert re.match(r"https://", found[name][0])
    assert sum(map(len, found.values())) == sample[1].codes


def test_the_quiet_zone_is_white_for_four_modules(sample: tuple[Path, Result]) -> None:
    for pdf in pdfs(sample):
        document = pypdfium2.PdfDocument(pdf)
        image = document[0].render(scale=2000 / document[0].get_width(), grayscale=True).to_pil()
        document.close()
        for code in zxingcpp.read_barcodes(image):
            corners = [code.position.top_left, code.position.bottom_right]
            side = corners[1].x - corners[0].x
            module = side / _modules(code.text)
            margin = 3.5 * module  # the fourth module's far edge is blurred by rendering
            box = (
                corners[0].x - margin, corners[0].y - margin,
                corners[1].x + margin, corners[1].y + margin,
            )  # fmt: skip
            frame = image.crop(tuple(round(v) for v in box))
            inner = tuple(round(v) for v in (margin - module * 0.4, margin - module * 0.4,
                                             margin + side + module * 0.4,
                                             margin + side + module * 0.4))  # fmt: skip
            frame.paste(255, inner)
            assert frame.getextrema()[0] > 250, f"{pdf.name}: something stands in the quiet zone"


def _modules(payload: str) -> int:
    from bangtin.qr import encoding as codes

    return codes.make(payload).modules


def _is(item: pikepdf.Object, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


def test_a_venue_without_a_code_gets_a_frame_that_says_so(sample: tuple[Path, Result]) -> None:
    pdf = next(p for p in pdfs(sample) if "diem-quet-a4" in p.name)
    with pypdfium2.PdfDocument(io.BytesIO(pdf.read_bytes())) as document:
        words = document[0].get_textpage().get_text_range()
    assert "Dán mã QR của điểm vào đây" in " ".join(words.split())


def test_every_code_survives_small_rasters_blur_compression_and_a_tilt(
    sample: tuple[Path, Result],
) -> None:
    """Exact decode at 2, 3, 4 and 8 px a module, and after what a cheap camera does to it."""
    checked = 0
    for pdf in pdfs(sample):
        found = code_of(pdf)
        if found is None:
            assert "diem-quet-a" in pdf.name or "-tin-dung-" in pdf.name
            continue
        payload, (left, top, right, bottom) = found
        module = (right - left) / _modules(payload)
        for pixels in (2, 3, 4, 8):
            assert _read(_crop(pdf, (left, top, right, bottom), module, pixels)) == [payload], (
                f"{pdf.name} at {pixels} px a module"
            )
        picture = _crop(pdf, (left, top, right, bottom), module, 6)
        for name, changed in (
            ("blur", picture.filter(ImageFilter.GaussianBlur(BLUR * 6))),
            ("JPEG 40", _as_jpeg(picture, 40)),
            ("tilt", _tilted(picture)),
        ):
            assert _read(changed) == [payload], f"{pdf.name} after {name}"
        checked += 1
    assert checked == sample[1].codes


def _crop(
    pdf: Path, box: tuple[float, float, float, float], module: float, pixels: int
) -> Image.Image:
    """Render the symbol with its quiet zone at so many pixels a module."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    left, top, right, bottom = box
    margin = 4 * module
    crop = (
        left - margin,
        page.get_height() - bottom - margin,
        page.get_width() - right - margin,
        top - margin,
    )
    picture: Image.Image = page.render(scale=pixels / module, crop=crop, grayscale=True).to_pil()
    document.close()
    return picture


def _read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def _as_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=quality)
    return Image.open(output)


def _tilted(picture: Image.Image) -> Image.Image:
    """Show the picture as a camera sees it that is held 25 degrees off, a foot away."""
    width, height = picture.size
    angle = math.radians(25)
    distance = 3.0 * width  # the camera's distance, in the picture's own widths
    corners = []
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        dx, dy = x - width / 2, y - height / 2
        depth = distance / (distance + dx * math.sin(angle))
        corners.append((dx * math.cos(angle) * depth + width / 2, dy * depth + height / 2))
    coefficients = _perspective(corners, ((0, 0), (width, 0), (width, height), (0, height)))
    return picture.transform(
        picture.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC,
        fillcolor=255,
    )  # fmt: skip


def _perspective(
    seen: Sequence[tuple[float, float]], real: Sequence[tuple[float, float]]
) -> list[float]:
    """Solve for the eight coefficients that take each seen point to its real one."""
    rows = []
    for (x, y), (u, v) in zip(seen, real, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for i in range(8):
        pivot = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for other in range(8):
            if other != i:
                factor = rows[other][i]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[i], strict=True)]
    return [row[8] for row in rows]


def test_every_format_comes_out_in_each_edition(sample: tuple[Path, Result]) -> None:
    from tests.test_fitting import sample as read_sample

    site = read_sample()
    used = {publication.format_name for publication in site.publications}
    in_inches = {n for n, f in site.formats.items() if isinstance(f, Format) and f.unit == "in"}
    assert used == set(site.formats) - set(addresses.formats()) - in_inches
    names = {p.relative_to(sample[0] / "public").as_posix() for p in every_pdf(sample)}
    for publication in site.prints:
        for copy in publication.copies:
            editions = ["screen", "press"]
            editions += ["tiles"] if publication.format.tile_paper else []
            assert {publication.file(copy, edition) for edition in editions} <= names


def test_the_answers_of_a_leaflet_fill_their_room_and_end_in_it(
    sample: tuple[Path, Result],
) -> None:
    """Their distances are opened until they reach the foot's: by as little as a tenth of a mm."""
    (file,) = (sample[0] / "public").rglob("cai-bluezone-to-roi-a5.pdf")
    unit, height = 148 / 48, 210
    foot = height - (5 + 3.2 * unit)
    with pypdfium2.PdfDocument(file) as document:
        letters = document[1].get_textpage()
        boxes = [letters.get_charbox(index) for index in range(letters.count_chars())]
    ends = [height - bottom / MM for _, bottom, _, top in boxes if top > bottom]
    lowest = max(end for end in ends if end < foot)
    assert foot - 2 * unit - 2 < lowest < foot - 2 * unit + 0.1

"""The sample's own prints, held to what a print shop and a phone would hold them to.

Every PDF of the whole sample site is built once and looked at from outside:
with another QR decoder, another PDF checker, and as pixels.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from generator.build import Result, build
from tests.conftest import PROJECT

MM = 72 / 25.4


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Build the project's own site in a folder of its own."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("content", "layouts", "assets"):
        shutil.copytree(PROJECT / name, root / name)
    shutil.copy(PROJECT / "site.yaml", root)
    return root, build(root)


def pdfs(sample: tuple[Path, Result]) -> list[Path]:
    """Return every PDF of the sample."""
    found = sorted((sample[0] / "public").rglob("*.pdf"))
    assert found
    return found


def test_the_sample_builds_without_an_error(sample: tuple[Path, Result]) -> None:
    assert not sample[1].failed
    assert {p.key for p in sample[1].problems} <= {"hotline-empty", "codes-not-issued"}


def test_every_pdf_passes_qpdf(sample: tuple[Path, Result]) -> None:
    for pdf in pdfs(sample):
        run = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{pdf.name}: {run.stdout}{run.stderr}"


def test_every_font_is_embedded(sample: tuple[Path, Result]) -> None:
    for pdf in pdfs(sample):
        with pikepdf.open(pdf) as document:
            descriptors = [o for o in document.objects if _is(o, "/FontDescriptor")]
            assert descriptors, pdf.name
            for descriptor in descriptors:
                assert any(k in descriptor for k in ("/FontFile2", "/FontFile3")), pdf.name


def test_press_pages_hold_no_rgb_and_codes_are_black_alone(sample: tuple[Path, Result]) -> None:
    for pdf in (p for p in pdfs(sample) if "-nha-in" in p.name):
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
                assert [0, 0, 0, 1] in inks or "diem-quet" in pdf.name, pdf.name
                assert max(sum(ink) for ink in inks) <= 3.0, pdf.name


def test_press_boxes_are_nested_and_exact(sample: tuple[Path, Result]) -> None:
    for pdf in (p for p in pdfs(sample) if "-nha-in" in p.name):
        with pikepdf.open(pdf) as document:
            for page in document.pages:
                media, bleed, trim = (
                    [float(v) for v in page.get(name)]
                    for name in ("/MediaBox", "/BleedBox", "/TrimBox")
                )
                assert media == pytest.approx(bleed, abs=0.1 * MM)
                assert media[0] <= bleed[0] < trim[0] < trim[2] < bleed[2] <= media[2]


def test_every_screen_edition_says_what_it_is_for_a_screen_reader(
    sample: tuple[Path, Result],
) -> None:
    for pdf in (p for p in pdfs(sample) if "-nha-in" not in p.name):
        with pikepdf.open(pdf) as document, document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1", pdf.name
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A"), pdf.name
            assert str(document.Root.Lang) == "vi"
            assert document.Root.MarkInfo.Marked


def test_every_code_is_read_by_a_second_decoder_too(
    sample: tuple[Path, Result], tmp_path: Path
) -> None:
    """ZBar at 150 dpi for sheets up to A3; larger ones at about 2,000 px across."""
    read = 0
    for pdf in pdfs(sample):
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        longest = max(page.get_width(), page.get_height()) / MM
        scale = 150 / 72 if longest <= 430 else 2000 / page.get_width()
        image = tmp_path / "page.png"
        page.render(scale=scale).to_pil().save(image)
        document.close()
        run = subprocess.run(
            ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", image],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        codes = run.stdout.split()
        if "diem-quet" in pdf.name:
            assert codes == [], f"{pdf.name}: no code was issued, so none may stand there"
        else:
            assert len(codes) == 1, pdf.name
            assert re.match(r"https://", codes[0])
            read += 1
    assert read == sample[1].codes


def test_the_quiet_zone_is_white_for_four_modules(sample: tuple[Path, Result]) -> None:
    import zxingcpp

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
    from generator.printing import codes

    return codes.make(payload).modules


def _is(item: pikepdf.Object, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


def test_a_venue_without_a_code_gets_a_frame_that_says_so(sample: tuple[Path, Result]) -> None:
    pdf = next(p for p in pdfs(sample) if "diem-quet-a4" in p.name)
    with pypdfium2.PdfDocument(io.BytesIO(pdf.read_bytes())) as document:
        words = document[0].get_textpage().get_text_range()
    assert "Dán mã QR của điểm vào đây" in " ".join(words.split())

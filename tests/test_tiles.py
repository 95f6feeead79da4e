"""A banner cut into office paper, and put together again."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pikepdf
import pypdfium2
import pytest
from bangtin.typesetting import tiles
from PIL import Image, ImageChops

from tests.conftest import MakeSite, Sandbox, page
from tests.small import HOME, SITE

MM = 72 / 25.4
PX = 0.5
"""Pixels a millimetre in these tests: two millimetres are one pixel, so half of one shows."""


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("size", [(6000, 800), (3000, 2000), (420, 594), (100, 100), (194, 281)])
def test_tiles_cover_the_sheet_and_overlap(paper: tiles.Paper, size: tuple[float, float]) -> None:
    layout = tiles.grid(*size, paper)
    found = list(layout.tiles())

    assert len(found) == layout.rows * layout.columns
    assert max(t.left + t.width for t in found) == pytest.approx(size[0])
    assert max(t.top + t.height for t in found) == pytest.approx(size[1])
    for tile in found:
        assert 0 < tile.width <= layout.page[0] - 2 * tiles.MARGIN_MM
        assert 0 < tile.height <= layout.page[1] - 2 * tiles.MARGIN_MM
    by_place = {(t.row, t.column): t for t in found}
    for tile in found:
        right = by_place.get((tile.row, tile.column + 1))
        if right:
            assert tile.left + tile.width - right.left == pytest.approx(tiles.OVERLAP_MM)
    assert tiles.OVERLAP_MM >= 10
    assert tiles.MARGIN_MM >= 5


def test_a_sheet_of_one_page_is_one_tile() -> None:
    assert (tiles.grid(194, 281, "A4").rows, tiles.grid(194, 281, "A4").columns) == (1, 1)


def test_the_tiles_of_a_banner_make_the_banner_again(make_site: MakeSite) -> None:
    """Rasterise each tile, lay it where its marks say, and compare with the banner itself."""
    site = make_site(
        {
            "content/a.md": page(
                code="BZ",
                publish="\n  - {format: bang-ron-6x0.8, slogan: Cài Bluezone, qr: bluezone}",
            )
        }
    )
    site.build()
    folder = site.public / "an-pham/a-bang-ron-6x0.8"
    banner = pypdfium2.PdfDocument(folder / "a-bang-ron-6x0.8-ti-le-1-10.pdf")
    pieces = pypdfium2.PdfDocument(folder / "a-bang-ron-6x0.8-ghep-a4.pdf")
    layout = tiles.grid(6000, 800, "A4")
    assert len(pieces) == 1 + layout.rows * layout.columns
    # The banner's PDF is 1:10, so each of its millimetres is ten of the tiles'.
    whole = banner[0].render(scale=10 * PX / MM).to_pil().convert("RGB")

    together = Image.new("RGB", whole.size, "#00ff00")
    for number, tile in enumerate(layout.tiles(), start=1):
        picture = pieces[number].render(scale=PX / MM).to_pil().convert("RGB")
        x = y = tiles.MARGIN_MM * PX
        part = picture.crop(
            tuple(round(v) for v in (x, y, x + tile.width * PX, y + tile.height * PX))
        )
        together.paste(part, (round(tile.left * PX), round(tile.top * PX)))

    # Within 1 mm: no pixel may differ from all of the banner's within half a pixel,
    # so blur both by a pixel and allow what antialiasing leaves.
    size = (whole.width // 4, whole.height // 4)
    difference = ImageChops.difference(
        together.resize(size, Image.Resampling.BOX), whole.resize(size, Image.Resampling.BOX)
    )
    shifted = ImageChops.difference(
        ImageChops.offset(whole, 1, 0).resize(size, Image.Resampling.BOX),
        whole.resize(size, Image.Resampling.BOX),
    )
    # A shift of one pixel (2 mm) shows far more than what is left here.
    assert _energy(difference) < 0.5 * _energy(shifted)
    for x in range(0, 3000, 100):  # measured shift of whole columns: none
        box = (x, 0, x + 100, whole.height)
        assert _best_shift(together.crop(box), whole.crop(box)) == (0, 0)


def _energy(picture: Image.Image) -> float:
    histogram = picture.convert("L").histogram()
    return sum(value * value * count for value, count in enumerate(histogram))


def _best_shift(part: Image.Image, whole: Image.Image) -> tuple[int, int]:
    """Return the shift in pixels, of at most two each way, at which the two agree best."""
    core = (3, 3, part.width - 3, part.height - 3)
    shifts = [(dx, dy) for dx in range(-2, 3) for dy in range(-2, 3)]
    shifts.sort(key=lambda s: abs(s[0]) + abs(s[1]))
    return min(
        shifts,
        key=lambda s: _energy(
            ImageChops.difference(ImageChops.offset(part, *s).crop(core), whole.crop(core))
        ),
    )


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the tiles of a banner."""
    root = tmp_path_factory.mktemp("ghep") / "site"
    site = Sandbox(root)
    entry = "\n  - {format: bang-ron-6x0.8, slogan: Cài Bluezone, qr: bluezone}"
    site.write({
        "site.yaml": SITE, "content/index.md": HOME,
        "content/a.md": page(code="BZ", publish=entry),
    })  # fmt: skip
    assert not site.build().failed
    (file,) = site.public.rglob("*-ghep-a4.pdf")
    return file.read_bytes()


def elements(document: pikepdf.Pdf) -> list[tuple[str, str]]:
    """Return a document's structure in reading order: each element with its description."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        children: Any = None
        if isinstance(node, pikepdf.Array):
            children = node
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            element: Any = node
            found.append((str(element.S), str(element.get("/Alt", ""))))
            children = [element.get("/K")]
        for child in children or ():
            walk(child)

    walk(document.Root.StructTreeRoot.K)
    return found


def test_tiles_are_tagged_like_all_else(pieces: bytes) -> None:
    with pikepdf.open(io.BytesIO(pieces)) as document, document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Băng rôn 6 × 0,8 m: Một trang"
        assert str(document.Root.Lang) == "vi"
        found = elements(document)
        figures = [alt for kind, alt in found if kind == "/Figure"]
        assert found[1][0] == "/H1"
        # The plan, the picture of the marks, and each tile.
        assert len(figures) == 2 + 3 * 33
        assert (
            figures[0] == "Sơ đồ bản in Băng rôn 6 × 0,8 m: Một trang, gồm 3 hàng và 33 cột tờ giấy"
        )
        assert figures[-1].endswith("hàng 3, cột 33")


def test_the_sheet_is_drawn_within_its_figure_and_stored_once(pieces: bytes) -> None:
    windows = []
    with pikepdf.open(io.BytesIO(pieces)) as document:
        for sheet in document.pages:
            open_tags: list[str] = []
            drawn = []
            for instruction in pikepdf.parse_content_stream(sheet):
                operator = str(instruction.operator)
                if operator in ("BDC", "BMC"):
                    open_tags.append(str(instruction.operands[1:]))
                elif operator == "EMC":
                    open_tags.pop()
                elif operator == "Do":
                    drawn.append((str(instruction.operands[0]), list(open_tags)))
            # The window in the place of the blank picture.
            objects = sheet.Resources.XObject
            ((name, tags),) = [d for d in drawn if "/BBox" in objects[d[0]] and d[1]]
            assert len(tags) == 1
            assert "/Alt" in tags[0]
            windows.append(objects[name])
        sheets = [window.Resources.XObject["/Sheet"] for window in windows]
        assert len(sheets) == 1 + 3 * 33
        assert len({form.objgen for form in sheets}) == 1
        form = sheets[0]
        operators = {str(i.operator) for i in pikepdf.parse_content_stream(form)}
        assert not operators & {"BDC", "BMC", "EMC"}


def test_the_bar_on_the_plan_is_a_hundred_millimetres(pieces: bytes) -> None:
    document = pypdfium2.PdfDocument(pieces)
    plan = document[0]
    scale = 10 / MM  # ten pixels a millimetre
    picture = plan.render(scale=scale, grayscale=True).to_pil().convert("L")
    words = " ".join(plan.get_textpage().get_text_range().split())
    height = plan.get_height() / MM
    document.close()

    # The bar's black squares: the lowest row of the page that has five of them.
    rows = [
        [x for x in range(picture.width) if picture.getpixel((x, y)) < 128]
        for y in range(round(height * 10) - 1, 0, -10)
    ]
    dark = next(row for row in rows if len([x for x in row if x < 1240]) > 400)
    bar = [x for x in dark if x < 1240]
    assert (max(bar) - min(bar)) / 10 == pytest.approx(100, abs=0.4)
    assert "phải dài đúng 100 mm" in words
    assert "Tốn nhiều mực: màu đậm phủ khoảng" in words


def test_rows_and_columns_are_read_at_arms_length(pieces: bytes) -> None:
    document = pypdfium2.PdfDocument(pieces)
    for number in (1, 40, 70):
        sheet = document[number]
        sizes = [item.get_font_size() for item in _texts(sheet)]
        assert max(sizes, default=0) >= 15
        assert "Hàng" in sheet.get_textpage().get_text_range()
    document.close()


def _texts(sheet: pypdfium2.PdfPage) -> list[pypdfium2.PdfTextObj]:
    return list(sheet.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=1))


def test_light_prints_say_nothing_of_ink() -> None:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 100))
    output = io.BytesIO()
    document.save(output)

    assert tiles.ink_share(output.getvalue()) == 0


def test_a_half_dark_print_has_a_share_of_a_half() -> None:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 100)).contents_add(b"0 g 0 0 100 100 re f")
    output = io.BytesIO()
    document.save(output)

    assert tiles.ink_share(output.getvalue()) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("lang", ["vi", "en", "fr"])
@pytest.mark.parametrize("format_", ["bang-ron-5x0.7", "standee-0.6x1.6", "pano-3x2"])
def test_no_words_of_a_plan_lie_on_others(make_site: MakeSite, lang: str, format_: str) -> None:
    """Of the longest words as well, and with the line about ink: each glyph has its own place."""
    entry = f"\n  - {{format: {format_}, slogan: Cài Bluezone, qr: bluezone}}"
    title = "Cài đặt Bluezone và khai báo y tế điện tử cho cả nhà, mỗi ngày"
    site = make_site(
        {"content/a.md": page(code="BZ", title=title, publish=entry)},
        site=f"{SITE}language: {lang}\n",
    )
    assert not site.build().failed
    (plan,) = (
        path
        for path in site.public.rglob("*.pdf")
        if any(word in path.name for word in ("ghep", "tiles", "assembler"))
    )
    text = pypdfium2.PdfDocument(plan)[0].get_textpage()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    over = [
        (text.get_text_bounded(*a), text.get_text_bounded(*b))
        for a, b in itertools.combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]
    assert over == []

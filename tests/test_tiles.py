"""A banner cut into office paper, and put together again."""

from __future__ import annotations

import pypdfium2
import pytest
from bangtin.typesetting import tiles
from PIL import Image, ImageChops

from tests.conftest import MakeSite, page

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

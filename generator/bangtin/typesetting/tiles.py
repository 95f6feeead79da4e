"""A large sheet on office paper: cut into A4 or A3 tiles that are glued together.

Each tile shows its part of the sheet at full size, with an overlap to glue on,
marks that tell where the next tile begins, and its row and column. The first
page is a sketch of the whole. Nothing is drawn within the printer's margin.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

MARGIN_MM = 8.0
"""What an office printer can't reach, with some to spare (most need 4 to 5 mm)."""
OVERLAP_MM = 12.0
PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
POINTS = 72 / 25.4

Paper = Literal["A4", "A3"]


class Tile(NamedTuple):
    """One tile: its row and column (from 0), and the part of the sheet it shows (mm)."""

    row: int
    column: int
    left: float
    top: float
    width: float
    height: float


class Grid(msgspec.Struct, frozen=True):
    """How a sheet of ``width`` × ``height`` mm is laid out on pages of ``page`` mm."""

    width: float
    height: float
    page: tuple[float, float]
    columns: int
    rows: int

    @property
    def area(self) -> tuple[float, float]:
        """The part of a page that shows the sheet (mm)."""
        return self.page[0] - 2 * MARGIN_MM, self.page[1] - 2 * MARGIN_MM

    def tiles(self) -> Iterator[Tile]:
        """Yield the tiles row by row."""
        across, down = self.area
        for row in range(self.rows):
            for column in range(self.columns):
                left = column * (across - OVERLAP_MM)
                top = row * (down - OVERLAP_MM)
                width, height = min(across, self.width - left), min(down, self.height - top)
                yield Tile(row, column, left, top, width, height)


def grid(width: float, height: float, paper: Paper) -> Grid:
    """Lay a sheet (mm) out on the paper, upright or across: whichever needs fewer pages."""
    short, long = PAPERS[paper]
    choices = [_grid(width, height, page) for page in ((short, long), (long, short))]
    return min(choices, key=lambda g: g.columns * g.rows)


def _grid(width: float, height: float, page: tuple[float, float]) -> Grid:
    def count(side: float, length: float) -> int:
        step = length - 2 * MARGIN_MM - OVERLAP_MM
        return max(1, math.ceil(round((side - OVERLAP_MM) / step, 6)))

    return Grid(width, height, page, count(width, page[0]), count(height, page[1]))


def assemble(marks: bytes, sheet: bytes, layout: Grid, scale: int) -> bytes:
    """Put the sheet's parts under the pages of marks.

    ``marks`` has one page for the sketch and one a tile; ``sheet`` is the print
    at 1:``scale``. The sheet is stored once, however many tiles show it.
    """
    import pikepdf

    output = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(marks)) as document,
        pikepdf.open(io.BytesIO(sheet)) as source,
    ):
        form = document.copy_foreign(source.pages[0].as_form_xobject())
        whole = pikepdf.Name("/Sheet")
        for page, tile in zip(document.pages[1:], layout.tiles(), strict=True):
            page.add_resource(form, pikepdf.Name.XObject, whole)
            page.contents_add(_show(tile, layout, scale), prepend=True)
        sketch = document.pages[0]
        sketch.add_resource(form, pikepdf.Name.XObject, whole)
        sketch.contents_add(_show_whole(layout, scale), prepend=True)
        document.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()


def _show(tile: Tile, layout: Grid, scale: int) -> bytes:
    """Draw one tile's part of the sheet into its page's area, clipped to it."""
    left, bottom = MARGIN_MM, layout.page[1] - MARGIN_MM - tile.height
    # The sheet's own origin is its lower left corner.
    x = MARGIN_MM - tile.left
    y = layout.page[1] - MARGIN_MM - (layout.height - tile.top)
    return _draw((left, bottom, tile.width, tile.height), (x, y), scale)


def sketch_box(layout: Grid) -> tuple[float, float, float, float]:
    """Return where the sketch page shows the whole sheet: left, top, width, height (mm)."""
    room_w, room_h = layout.page[0] - 40, layout.page[1] - 110
    ratio = min(room_w / layout.width, room_h / layout.height)
    width, height = layout.width * ratio, layout.height * ratio
    return (layout.page[0] - width) / 2, 56.0, width, height


def _show_whole(layout: Grid, scale: int) -> bytes:
    left, top, width, height = sketch_box(layout)
    bottom = layout.page[1] - top - height
    return _draw((left, bottom, width, height), (left, bottom), scale * width / layout.width)


def _draw(
    clip: tuple[float, float, float, float], origin: tuple[float, float], scale: float
) -> bytes:
    box = " ".join(f"{value * POINTS:.4f}" for value in clip)
    x, y = (value * POINTS for value in origin)
    # An artifact for screen readers: the words are read from the print itself.
    return (
        f"/Artifact BMC q {box} re W n {scale:.8f} 0 0 {scale:.8f} {x:.4f} {y:.4f} cm "
        f"/Sheet Do Q EMC\n"
    ).encode("ascii")

"""A large sheet on office paper: cut into A4 or A3 tiles that are glued together.

Each tile shows its part of the sheet at full size, with an overlap to glue on,
marks that tell where the next tile begins, and its row and column. The first
page is a plan of the whole, with a bar to measure. Nothing is drawn within the printer's margin.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    import pikepdf

MARGIN_MM = 8.0
"""What an office printer can't reach, with some to spare (most need 4 to 5 mm)."""
OVERLAP_MM = 12.0
PAPERS = {
    "A4": (210.0, 297.0),
    "A3": (297.0, 420.0),
    "Letter": (215.9, 279.4),
    "Tabloid": (279.4, 431.8),
}
POINTS = 72 / 25.4

SKETCH_TOP_MM = {"upright": 62.0, "across": 48.0}
INSTRUCTIONS_MM = {"upright": 78.0, "across": 68.0}
"""What the plan keeps for words above the sketch, and below it for how it is put together."""
SKETCH_GAP_MM = 16
INK_PX, DARK = 400, 128
MUCH_INK = 0.4
"""From this share of dark ground on, the plan says that a print uses much ink."""

Paper = Literal["A4", "A3", "Letter", "Tabloid"]


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

    @property
    def way(self) -> str:
        """How a page lies: upright or across."""
        return "upright" if self.page[0] < self.page[1] else "across"

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
    """Put the sheet's parts into the figures of the pages of marks.

    ``marks`` has one page for the plan and one a tile, each with a blank picture of one pixel where
    the sheet comes; ``sheet`` is the print at 1:``scale``. The sheet is stored once, however
    many tiles show it.
    """
    import pikepdf

    output = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(marks)) as document,
        pikepdf.open(io.BytesIO(sheet)) as source,
    ):
        form = document.copy_foreign(source.pages[0].as_form_xobject())
        form.write(_without_tags(form))
        places = [_place_of_plan(layout, scale)]
        places += [_place_of(tile, layout, scale) for tile in layout.tiles()]
        for page, place in zip(document.pages, places, strict=True):
            # Pages may share their resources: each gets its own.
            resources = pikepdf.Dictionary(dict(page.Resources.items()))
            pictures = pikepdf.Dictionary(dict(resources.XObject.items()))
            pictures[_blank(pictures)] = _window(document, form, place)
            resources.XObject = pictures
            page.Resources = resources
        document.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()


def ink_share(sheet: bytes) -> float:
    """Return how much of a print's first page is dark: 0 for white paper, 1 for a full ground."""
    import pypdfium2

    document = pypdfium2.PdfDocument(sheet)
    try:
        page = document[0]
        picture = page.render(scale=INK_PX / page.get_width(), grayscale=True).to_pil()
        histogram = picture.convert("L").histogram()
    finally:
        document.close()
    return float(sum(histogram[:DARK]) / sum(histogram))


class _Place(NamedTuple):
    """Where a page shows the sheet (points): what of the page, the sheet's corner, the scale."""

    clip: tuple[float, float, float, float]
    origin: tuple[float, float]
    scale: float


def _place_of(tile: Tile, layout: Grid, scale: int) -> _Place:
    left, bottom = MARGIN_MM, layout.page[1] - MARGIN_MM - tile.height
    # The sheet's own origin is its lower left corner.
    x = MARGIN_MM - tile.left
    y = layout.page[1] - MARGIN_MM - (layout.height - tile.top)
    return _in_points((left, bottom, tile.width, tile.height), (x, y), scale)


def sketch_box(layout: Grid) -> tuple[float, float, float, float]:
    """Return where the plan shows the whole sheet: left, top, width, height (mm)."""
    top = SKETCH_TOP_MM[layout.way]
    room_w, room_h = layout.page[0] - 40, _lowest(layout) - top - 6
    ratio = min(room_w / layout.width, room_h / layout.height)
    width, height = layout.width * ratio, layout.height * ratio
    return (layout.page[0] - width) / 2, top, width, height


def _lowest(layout: Grid) -> float:
    return layout.page[1] - INSTRUCTIONS_MM[layout.way]


def below(layout: Grid) -> float:
    """Return where the plan's instructions begin (mm from the top): below a low sketch, higher."""
    _, top, _, height = sketch_box(layout)
    return min(_lowest(layout), top + height + SKETCH_GAP_MM)


def bar(layout: Grid) -> float:
    """Return where the bar to measure stands (mm from the top)."""
    return below(layout) + INSTRUCTIONS_MM[layout.way] - 23


def _place_of_plan(layout: Grid, scale: int) -> _Place:
    left, top, width, height = sketch_box(layout)
    bottom = layout.page[1] - top - height
    return _in_points((left, bottom, width, height), (left, bottom), scale * width / layout.width)


def _in_points(
    clip: tuple[float, float, float, float], origin: tuple[float, float], scale: float
) -> _Place:
    left, bottom, width, height = (value * POINTS for value in clip)
    return _Place((left, bottom, width, height), (origin[0] * POINTS, origin[1] * POINTS), scale)


def _without_tags(stream: pikepdf.Object) -> bytes:
    """Return a content stream without its marks of structure: that of its document stays behind."""
    import pikepdf

    tags = ("BMC", "BDC", "EMC", "MP", "DP")
    return pikepdf.unparse_content_stream(
        [i for i in pikepdf.parse_content_stream(stream) if str(i.operator) not in tags]
    )


def _blank(pictures: pikepdf.Dictionary) -> str:
    """Return the name of the only picture of pixels: the blank in whose place the sheet comes."""
    import pikepdf

    for name, picture in pictures.items():
        if picture.Subtype == pikepdf.Name.Image:
            return str(name)
    raise RuntimeError("no figure on a page of marks")


def _window(document: pikepdf.Pdf, sheet: pikepdf.Object, place: _Place) -> pikepdf.Stream:
    """Return what shows a part of the sheet where a picture of one pixel was drawn.

    A picture is drawn as a square of one by one that is stretched to its place: so is this.
    """
    import pikepdf

    (left, bottom, width, height), (x, y), scale = place
    across, down = scale / width, scale / height
    return pikepdf.Stream(
        document,
        f"{across:.10f} 0 0 {down:.10f} {(x - left) / width:.8f} {(y - bottom) / height:.8f} cm "
        "/Sheet Do".encode("ascii"),
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Sheet=sheet)),
    )  # fmt: skip

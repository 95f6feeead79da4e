"""``layouts/formats.yaml``: the sizes and rules of what is printed."""

from __future__ import annotations

import itertools
from typing import Annotated, Literal

import msgspec

from bangtin.config.settings import Record

Millimetres = Annotated[float, msgspec.Meta(ge=20, le=20_000)]
Margin = Annotated[float, msgspec.Meta(ge=0, le=300)]
Points = Annotated[float, msgspec.Meta(ge=5, le=5_000)]

PDF_LIMIT_MM = 5080.0
"""The longest side of a PDF page without UserUnit: 14,400 pt (ISO 32000-1, annex C)."""


CAP_HEIGHT = 0.74
"""The height of a capital of Be Vietnam Pro, in em (of its H)."""
POINT_MM = 25.4 / 72

A3_MM = (297.0, 420.0)
A4_AREA_MM2 = 182.0 * 269.0
"""What one A4 tile adds: the page without margins and overlap."""
MOST_A4_TILES = 150
"""With more tiles than this nobody pieces a sheet together from A4."""

SIDES, PANELS = 2, (2, 3)
WITH_BODY_TEXT = ("leaflet", "fold")
"""The layouts that set running text: sections, and what is said below a step's opening."""
"""What the layout of folded sheets can fill: both sides, folded once or twice."""
NARROWEST_MM = 40.0
"""A panel narrower than this holds no line of words."""

IN_METRES_FROM = 500
"""From this many millimetres on, people say a size in metres."""


Paper = Literal["A4", "A3", "Letter", "Tabloid"]
INCH_MM = 25.4
LETTER = {"A4": "Letter", "A3": "Tabloid"}
LETTER_COUNTRIES = frozenset(
    ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"]
)
"""Where offices print on Letter (Unicode CLDR, supplemental data, ``paperSize``)."""


class Format(Record, frozen=True):
    """One size of print and its rules of the trade.

    Lengths are millimetres and text sizes points, both at the finished size;
    distances are metres. ``reading_distance`` is for the words,
    ``scanning_distance`` for the code: people step nearer to scan. ``folds`` are
    the distances of a side's folds from its left edge, a list a side; ``cassette``
    is how much of a standee's lower end its stand covers. ``unit`` is what its size is said in.
    """

    layout: Literal[
        "hoarding",
        "banner",
        "pillar",
        "poster",
        "leaflet",
        "card",
        "fold",
        "venue",
        "sticker",
        "correction",
    ]
    width: Millimetres
    height: Millimetres
    bleed: Margin
    safe: Margin
    reading_distance: Annotated[float, msgspec.Meta(gt=0, le=300)]
    scanning_distance: Annotated[float, msgspec.Meta(gt=0, le=100)]
    smallest_text: Points
    smallest_code: Annotated[float, msgspec.Meta(ge=20, le=3_000)]
    code: str
    name: str = ""
    pages: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1
    panels: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0
    folds: tuple[tuple[Millimetres, ...], ...] = ()
    cassette: Margin = 0
    body_text: tuple[Points, ...] = ()
    material: str = ""
    tiles: Literal["A4", "A3", "Letter", "Tabloid", "none"] | None = None
    unit: Literal["in"] | None = None
    marks: bool = False
    long_page: Literal["scaled", "user-unit"] = "scaled"

    @property
    def wrong_fold(self) -> str:
        """The key by which a folded format doesn't part into the panels that its layout fills."""
        if self.pages != SIDES:
            return "pages"
        if self.panels not in PANELS:
            return "panels"
        is_sound = len(self.folds) == SIDES and all(self._parts(side) for side in self.folds)
        return "" if is_sound else "folds"

    def _parts(self, side: tuple[float, ...]) -> bool:
        """Tell whether folds part a side into its panels, each wide enough to hold words."""
        edges = (0.0, *side, self.width)
        widths = [right - left for left, right in itertools.pairwise(edges)]
        return len(side) == self.panels - 1 and min(widths) > 2 * max(self.safe, NARROWEST_MM / 4)

    @property
    def smallest_ppi(self) -> float:
        """The least pixels per inch of a picture: 180 / reading distance (m), at most 300.

        A rule of large-format print shops; what is read in the hand gets 300.
        """
        return min(300.0, 180.0 / self.reading_distance)

    @property
    def has_slug(self) -> bool:
        """Whether the press edition carries a slug beside the bleed: marks, or its scale."""
        return self.marks or self.scale > 1

    @property
    def user_unit(self) -> int:
        """The PDF's UserUnit: the scale, where pages too long for PDF are to be at full size."""
        return self.scale if self.long_page == "user-unit" else 1

    @property
    def scale_in_name(self) -> int:
        """The scale that a print shop must know of: 1 where the file is at full size."""
        return 1 if self.long_page == "user-unit" else self.scale

    @property
    def smallest_headline(self) -> float:
        """The smallest size of the headline in points: capitals of reading distance / 300.

        The rule of sign builders: an inch of letter for each 25 feet.
        """
        capital = self.reading_distance * 1000 / 300
        return max(self.smallest_text, capital / CAP_HEIGHT / POINT_MM)

    @property
    def scale(self) -> int:
        """The scale of its PDF: 10 (for 1:10) when a side with bleed is too long for a page."""
        longest = max(self.width, self.height) + 2 * self.bleed
        return 10 if longest > PDF_LIMIT_MM else 1

    @property
    def tile_paper(self) -> Paper | None:
        """The office paper it can be pieced together from; None for what such paper holds whole."""
        if self.tiles == "none" or (self.tiles is None and self._fits_office_paper):
            return None
        if self.tiles is not None:
            return self.tiles
        sheets = self.width * self.height / A4_AREA_MM2
        return "A4" if sheets <= MOST_A4_TILES else "A3"

    @property
    def _fits_office_paper(self) -> bool:
        short, long = sorted((self.width, self.height))
        return short <= A3_MM[0] and long <= A3_MM[1]

    @property
    def size_in_words(self) -> str:
        """The finished size as people say it, with a point: "6 × 0.8 m", "18 × 24 in"."""
        if self.unit == "in":
            inches = [f"{round(side / INCH_MM, 3):g}" for side in (self.width, self.height)]
            return f"{inches[0]} × {inches[1]} in"
        if min(self.width, self.height) >= IN_METRES_FROM:
            metres = [f"{side / 1000:g}" for side in (self.width, self.height)]
            return f"{metres[0]} × {metres[1]} m"
        return f"{self.width:g} × {self.height:g} mm"

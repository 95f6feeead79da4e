"""The faces that a board is set in: the drawn alphabet, and the house's font in larger sizes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Protocol

from bangtin.lamps import alphabet

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

SMALLEST, LARGEST = 16, 220
"""The sizes of the house's font that are used, in px."""
WEIGHTS = {16: "Medium", 17: "Medium", 19: "Bold", 20: "Bold", 22: "Medium", 23: "Medium",
           28: "Medium"}  # fmt: skip
"""Weights other than semi-bold, in which I and l are the same in some sizes; a test holds all."""
UNUSED = (18, 21, 24, 33, 42, 43)
"""Sizes in which they are the same; the next smaller one is taken."""
_HIGHEST, _LOWEST = "ẪỂỖẮỔÃỮ", "ẠỌỰgjpqyỵ"
_LIT_FROM = 112
"""How dark of 255 a point of the font has to be for its lamp to be lit."""


class Face(Protocol):
    """What draws a row of text; all lengths are in lamps."""

    rows: int
    capital: int

    def width(self, text: str) -> int:
        """Return how many columns a text takes."""

    def draw(self, text: str) -> Image:
        """Return a text as a picture of mode "1", ``width`` by ``rows``."""


class Drawn:
    """The drawn alphabet of 16 rows."""

    rows = alphabet.ROWS
    capital = alphabet.CAPITAL

    def width(self, text: str) -> int:
        """Return how many columns a text takes. Raises KeyError for what the alphabet lacks."""
        return _drawn_width(text)

    def draw(self, text: str) -> Image:
        """Return a text as a picture of mode "1"."""
        from PIL import Image

        picture = Image.new("1", (max(self.width(text), 1), self.rows))
        for lamp in self._lamps(text):
            picture.putpixel(lamp, 255)
        return picture

    def _lamps(self, text: str) -> set[tuple[int, int]]:
        found, left = set(), 0
        for character in text:
            glyph = alphabet.glyph(character)
            if glyph is None:
                raise KeyError(character)
            found |= {(left + x, y) for x, y in glyph.lamps}
            left += glyph.advance
        return found


class House:
    """The house's font in one size, each point lit or not."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._font = _font(size)
        top = min(self._font.getbbox(c, anchor="ls")[1] for c in _HIGHEST)
        bottom = max(self._font.getbbox(c, anchor="ls")[3] for c in _LOWEST)
        self._baseline = int(-top)
        # One row more keeps a dot below from the marks of the next line.
        self.rows = int(bottom - top) + 1
        self.capital = int(-self._font.getbbox("H", anchor="ls")[1])

    def width(self, text: str) -> int:
        """Return how many columns a text takes."""
        return _width(self._size, _plain(text))

    def draw(self, text: str) -> Image:
        """Return a text as a picture of mode "1"."""
        from PIL import Image, ImageDraw

        text = _plain(text)
        left = self._font.getbbox(text, anchor="ls")[0]
        grey = Image.new("L", (max(self.width(text), 1), self.rows))
        place = (-left, self._baseline)
        ImageDraw.Draw(grey).text(place, text, font=self._font, fill=255, anchor="ls")
        return grey.point([255 if n >= _LIT_FROM else 0 for n in range(256)], "1")


@functools.lru_cache(maxsize=8192)
def _drawn_width(text: str) -> int:
    width = left = 0
    for character in text:
        reach, advance = _columns(character)
        width = max(width, left + reach if reach else 0)
        left += advance
    return width


@functools.cache
def _columns(character: str) -> tuple[int, int]:
    """Return how many columns of a letter have lamps, and where the next letter begins."""
    glyph = alphabet.glyph(character)
    if glyph is None:
        raise KeyError(character)
    return max((x + 1 for x, _ in glyph.lamps), default=0), glyph.advance


@functools.lru_cache(maxsize=8192)
def _width(size: int, text: str) -> int:
    left, _, right, _ = _font(size).getbbox(text, anchor="ls")
    return int(right - left)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-")


@functools.lru_cache(maxsize=512)
def face(size: int) -> Face:
    """Return the face of a size of the house's font; 0 is the drawn alphabet."""
    return House(size) if size else Drawn()


@functools.lru_cache(maxsize=512)
def _font(size: int) -> FreeTypeFont:
    from pathlib import Path

    import fontpkg_be_vietnam_pro
    from PIL import ImageFont

    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    # The simple layout is in every Pillow; the other one is there or not.
    file = folder / f"BeVietnamPro-{WEIGHTS.get(size, 'SemiBold')}.ttf"
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@functools.lru_cache(maxsize=64)
def sizes(rows: int) -> tuple[int, ...]:
    """Return the sizes whose rows a board of so many rows can hold, largest first; 0 ends them."""
    wanted = (s for s in range(min(LARGEST, rows), SMALLEST - 1, -1) if s not in UNUSED)
    return (*(s for s in wanted if face(s).rows <= rows), 0)

"""A board as one sees it: round lamps on dark ground, the unlit ones just visible."""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

GROUND, UNLIT = (12, 13, 16), (34, 35, 40)
SHARE = 0.7
"""How much of the distance from lamp to lamp a lamp takes."""
GLOW = 0.45
"""How bright the dark between lamps is beside one that is lit: light is wider than its lamp."""
SHOWN = {
    "red": (255, 60, 40),
    "yellow": (255, 206, 30),
    "green": (60, 240, 90),
    "blue": (70, 140, 255),
    "white": (250, 250, 255),
}
"""The colours of lamps as a screen shows them."""
GAP = 2
"""So many rows and columns stand between two pages."""
FEW = 4
WIDEST = 960
"""So many px at most; a board with more lamps has fewer px for each."""
FEWEST_PX = 2
LONGEST_WEBP = 16383
"""So many px at most are the sides of a WebP; a PNG of more takes a third more bytes."""


def scale(width: int, widest: int = WIDEST) -> int:
    """Return how many px a lamp gets: a whole number."""
    return max(FEWEST_PX, min(12, widest // width))


def lamps(picture: Image, colour: str, pixel: int) -> Image:
    """Return a frame (mode "1") with a round lamp for each of its points, in mode "P"."""
    from PIL import Image, ImageChops

    shades, discs = _discs(pixel, picture.width, picture.height)
    lit = picture.convert("L").resize(discs.size, Image.Resampling.NEAREST)
    drawn = ImageChops.add(discs, lit.point([0] * 128 + [len(shades)] * 128))
    drawn.putpalette(_palette(colour, shades))
    return drawn


def _palette(colour: str, shades: tuple[int, ...]) -> list[int]:
    """Return a dark lamp's colour in each shade, a lit one's, and white."""
    shown = SHOWN[colour]
    glow = tuple(round(g + (c - g) * GLOW) for c, g in zip(shown, GROUND, strict=True))
    mixed = [
        round(back + (front - back) * shade / 255)
        for ground, lamp in ((GROUND, UNLIT), (glow, shown))
        for shade in shades
        for back, front in zip(ground, lamp, strict=True)
    ]
    return [*mixed, 255, 255, 255]


@functools.lru_cache(maxsize=4)
def _discs(pixel: int, width: int, height: int) -> tuple[tuple[int, ...], Image]:
    """Return the shades (0 to 255) of a disc's edge, and a picture with a disc in each square.

    A point of the picture (mode "L") is the number of its shade: drawing in colours that are
    known takes a fifth of the time of finding them in the finished picture.
    """
    from PIL import Image, ImageDraw

    fine = 8
    side = pixel * fine
    tile = Image.new("L", (side, side))
    rest = side * (1 - SHARE) / 2
    ImageDraw.Draw(tile).ellipse((rest, rest, side - rest - 1, side - rest - 1), fill=255)
    tile = tile.resize((pixel, pixel), Image.Resampling.BOX)
    shades = tuple(sorted(set(tile.tobytes())))
    tile = Image.frombytes("L", tile.size, bytes(map(shades.index, tile.tobytes())))
    discs = Image.new("L", (width * pixel, height * pixel))
    row = Image.new("L", (width * pixel, pixel))
    for x in range(width):
        row.paste(tile, (x * pixel, 0))
    for y in range(height):
        discs.paste(row, (0, y * pixel))
    return shades, discs


def columns(width: int, height: int, count: int) -> int:
    """Return in how many columns the pages of a board are shown: tall ones side by side."""
    if count <= 1 or width >= 4 * height:
        return 1
    return 2 if count <= FEW else 3


def sides(width: int, height: int, count: int) -> tuple[int, int]:
    """Return the sides in px of a picture of so many pages."""
    across = columns(width, height, count)
    down = -(-count // across)
    pixel = scale(width * across)
    return (
        (width * across + GAP * (across - 1)) * pixel,
        (height * down + GAP * (down - 1)) * pixel,
    )


def together(pictures: Sequence[Image], colour: str) -> Image:
    """Return several frames in one picture, in reading order, with a little room between."""
    from PIL import Image

    first, count = pictures[0], len(pictures)
    across = columns(first.width, first.height, count)
    pixel = scale(first.width * across)
    shades, _ = _discs(pixel, first.width, first.height)
    white = 2 * len(shades)
    whole = Image.new("P", sides(first.width, first.height, count), white)
    whole.putpalette(_palette(colour, shades))
    for number, picture in enumerate(pictures):
        row, column = divmod(number, across)
        left, top = column * (first.width + GAP) * pixel, row * (first.height + GAP) * pixel
        whole.paste(lamps(picture, colour, pixel), (left, top))
    return whole


def webp(picture: Image) -> bytes:
    """Return a picture as WebP without loss, by its first method: a tenth of the fourth's time."""
    output = io.BytesIO()
    picture.convert("RGB").save(output, "WEBP", lossless=True, quality=60, method=0)
    return output.getvalue()


def png(picture: Image) -> bytes:
    """Return a picture of mode "P" as PNG."""
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


def in_turn(moments: Iterable[tuple[Image, int]], colour: str) -> bytes:
    """Return pages as SVG that shows each for its milliseconds, over and over.

    It holds the pages as one picture: an animated WebP takes four times the time and more bytes.
    """
    from PIL import Image

    pages, stays = zip(*moments, strict=True)
    width, height = pages[0].size
    whole = Image.new("1", (width, height * len(pages)))
    for number, page in enumerate(pages):
        whole.paste(page, (0, number * height))
    pixel = scale(width)
    begins = itertools.accumulate(stays[:-1], initial=0)
    times = ";".join(f"{begin / sum(stays):.4g}" for begin in begins)
    places = ";".join(str(-number * height * pixel) for number in range(len(pages)))
    steps = f'attributeName="y" keyTimes="{times}" values="{places}"'
    return _moving(lamps(whole, colour, pixel), (width * pixel, height * pixel), steps, sum(stays))


def running(strip: Image, width: int, step: int, delay: int, colour: str) -> bytes:
    """Return a running text as SVG that moves by whole lamps; ``strip`` begins and ends dark."""
    pixel = scale(width)
    moves = (strip.width - width) // step
    # It begins where the first text stands at the left, not with a dark board.
    start = width // step
    places = ";".join(f"{-((start + n) % moves) * step * pixel}" for n in range(moves))
    steps = f'attributeName="x" values="{places}"'
    board = (width * pixel, strip.height * pixel)
    return _moving(lamps(strip, colour, pixel), board, steps, moves * delay)


def _moving(picture: Image, board: tuple[int, int], steps: str, round_ms: int) -> bytes:
    """Return SVG of the size of a board, behind which a larger picture is moved in steps."""
    import base64

    kind = "webp" if max(picture.size) <= LONGEST_WEBP else "png"
    data = base64.b64encode(webp(picture) if kind == "webp" else png(picture)).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {board[0]} {board[1]}" '
        f'width="{board[0]}" height="{board[1]}">'
        f'<image width="{picture.width}" height="{picture.height}" '
        f'href="data:image/{kind};base64,{data}">'
        f'<animate {steps} calcMode="discrete" dur="{round_ms / 1000:g}s" '
        f'repeatCount="indefinite"/></image></svg>\n'
    ).encode()

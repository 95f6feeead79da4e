"""A board as one sees it: round lamps on dark ground, the unlit ones just visible."""

from __future__ import annotations

import functools
import io
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


def scale(width: int, widest: int = WIDEST) -> int:
    """Return how many px a lamp gets: a whole number."""
    return max(FEWEST_PX, min(12, widest // width))


def lamps(picture: Image, colour: str, pixel: int) -> Image:
    """Return a frame (mode "1") with a round lamp for each of its points."""
    from PIL import Image

    size = (picture.width * pixel, picture.height * pixel)
    lit = picture.convert("L").resize(size, Image.Resampling.NEAREST)
    mask = _discs(pixel, picture.width, picture.height)
    shown = SHOWN[colour]
    glow = tuple(round(g + (c - g) * GLOW) for c, g in zip(shown, GROUND, strict=True))
    dark = Image.composite(Image.new("RGB", size, UNLIT), Image.new("RGB", size, GROUND), mask)
    bright = Image.composite(Image.new("RGB", size, shown), Image.new("RGB", size, glow), mask)
    return Image.composite(bright, dark, lit).quantize(24, dither=Image.Dither.NONE)


@functools.lru_cache(maxsize=4)
def _discs(pixel: int, width: int, height: int) -> Image:
    """Return a mask (mode "L") with a disc in each square."""
    from PIL import Image, ImageDraw

    fine = 8
    side = pixel * fine
    tile = Image.new("L", (side, side))
    rest = side * (1 - SHARE) / 2
    ImageDraw.Draw(tile).ellipse((rest, rest, side - rest - 1, side - rest - 1), fill=255)
    tile = tile.resize((pixel, pixel), Image.Resampling.BOX)
    mask = Image.new("L", (width * pixel, height * pixel))
    row = Image.new("L", (width * pixel, pixel))
    for x in range(width):
        row.paste(tile, (x * pixel, 0))
    for y in range(height):
        mask.paste(row, (0, y * pixel))
    return mask


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
    whole = Image.new("RGB", sides(first.width, first.height, count), (255, 255, 255))
    for number, picture in enumerate(pictures):
        row, column = divmod(number, across)
        left, top = column * (first.width + GAP) * pixel, row * (first.height + GAP) * pixel
        whole.paste(lamps(picture, colour, pixel).convert("RGB"), (left, top))
    return whole


def webp(picture: Image) -> bytes:
    """Return a picture as WebP without loss."""
    output = io.BytesIO()
    picture.convert("RGB").save(output, "WEBP", lossless=True, quality=60, method=4)
    return output.getvalue()


def png(picture: Image) -> bytes:
    """Return a picture as PNG of few colours."""
    output = io.BytesIO()
    picture.quantize(24).save(output, "PNG", optimize=True)
    return output.getvalue()


def animated(moments: Iterable[tuple[Image, int]], colour: str, pixel: int) -> bytes:
    """Return frames as an animated WebP that goes on for ever."""
    pictures, delays = zip(*moments, strict=True)
    first, *others = [lamps(p, colour, pixel).convert("RGB") for p in pictures]
    output = io.BytesIO()
    first.save(
        output, "WEBP", save_all=True, append_images=others, duration=list(delays), loop=0,
        lossless=True, quality=30, method=2, minimize_size=False,
    )  # fmt: skip
    return output.getvalue()


def running(strip: Image, width: int, step: int, delay: int, colour: str) -> bytes:
    """Return a running text as SVG that moves by whole lamps; ``strip`` begins and ends dark."""
    import base64

    pixel = scale(width)
    data = base64.b64encode(png(lamps(strip, colour, pixel))).decode()
    moves = (strip.width - width) // step
    # It begins where the first text stands at the left, not with a dark board.
    start = width // step
    places = ";".join(f"{-((start + n) % moves) * step * pixel}" for n in range(moves))
    board = (width * pixel, strip.height * pixel)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {board[0]} {board[1]}" '
        f'width="{board[0]}" height="{board[1]}">'
        f'<image width="{strip.width * pixel}" height="{board[1]}" '
        f'href="data:image/png;base64,{data}">'
        f'<animate attributeName="x" calcMode="discrete" dur="{moves * delay / 1000:g}s" '
        f'repeatCount="indefinite" values="{places}"/></image></svg>\n'
    ).encode()

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
GAP = 2
"""So many rows stand between two pages."""
WIDEST = 960
"""So many px at most; a board with more lamps has fewer px for each."""


def scale(width: int, widest: int = WIDEST) -> int:
    """Return how many px a lamp gets: a whole number."""
    return max(1, min(12, widest // width))


def lamps(picture: Image, colour: tuple[int, int, int], pixel: int) -> Image:
    """Return a frame (mode "1") with a round lamp for each of its points."""
    from PIL import Image

    size = (picture.width * pixel, picture.height * pixel)
    lit = picture.convert("L").resize(size, Image.Resampling.NEAREST)
    mask = _discs(pixel, picture.width, picture.height)
    ground = Image.composite(Image.new("RGB", size, UNLIT), Image.new("RGB", size, GROUND), mask)
    bright = Image.composite(Image.new("RGB", size, colour), Image.new("RGB", size, GROUND), mask)
    return Image.composite(bright, ground, lit).quantize(24, dither=Image.Dither.NONE)


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


def stacked(pictures: Sequence[Image], colour: tuple[int, int, int], pixel: int) -> Image:
    """Return several frames one below the other, with a little room between."""
    from PIL import Image

    drawn = [lamps(p, colour, pixel).convert("RGB") for p in pictures]
    height = stacked_height(pictures[0].height, len(pictures), pixel)
    whole = Image.new("RGB", (drawn[0].width, height), (255, 255, 255))
    top = 0
    for p in drawn:
        whole.paste(p, (0, top))
        top += p.height + GAP * pixel
    return whole


def stacked_height(rows: int, count: int, pixel: int) -> int:
    """Return how high so many boards of so many rows are, one below the other."""
    return (rows * count + GAP * (count - 1)) * pixel


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


def animated(
    moments: Iterable[tuple[Image, int]], colour: tuple[int, int, int], pixel: int
) -> bytes:
    """Return frames as an animated WebP that goes on for ever."""
    pictures, delays = zip(*moments, strict=True)
    first, *others = [lamps(p, colour, pixel).convert("RGB") for p in pictures]
    output = io.BytesIO()
    first.save(
        output, "WEBP", save_all=True, append_images=others, duration=list(delays), loop=0,
        lossless=True, quality=30, method=2, minimize_size=False,
    )  # fmt: skip
    return output.getvalue()


def running(strip: Image, width: int, step: int, delay: int, colour: tuple[int, int, int]) -> bytes:
    """Return a running text as SVG that moves by whole lamps; ``strip`` begins and ends dark."""
    import base64

    pixel = scale(width, WIDEST // 2)
    data = base64.b64encode(png(lamps(strip, colour, pixel))).decode()
    moves = (strip.width - width) // step
    places = ";".join(f"{-n * step * pixel}" for n in range(moves))
    sides = (width * pixel, strip.height * pixel)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sides[0]} {sides[1]}" '
        f'width="{sides[0]}" height="{sides[1]}">'
        f'<image width="{strip.width * pixel}" height="{sides[1]}" '
        f'href="data:image/png;base64,{data}">'
        f'<animate attributeName="x" calcMode="discrete" dur="{moves * delay / 1000:g}s" '
        f'repeatCount="indefinite" values="{places}"/></image></svg>\n'
    ).encode()

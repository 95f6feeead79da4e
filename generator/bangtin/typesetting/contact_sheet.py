"""The contact sheet: every publication's pages side by side on one picture, to look at."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image, ImageFont

WIDTH_PX = 2400
GAP_PX = 36
LABEL_PX = 30
COLUMNS = 4


class Shot(NamedTuple):
    """One picture (WebP or PNG) and the line under it."""

    picture: bytes
    label: str


def sheet(title: str, shots: Sequence[Shot], form: str) -> bytes:
    """Lay the pictures out in rows, each with its label; ``form`` is PNG, WEBP or PDF."""
    from PIL import Image, ImageDraw

    pictures = [Image.open(io.BytesIO(shot.picture)).convert("RGB") for shot in shots]
    cell = (WIDTH_PX - GAP_PX * (COLUMNS + 1)) // COLUMNS
    sized = [_within(picture, cell, round(cell * 0.95)) for picture in pictures]
    rows = [sized[i : i + COLUMNS] for i in range(0, len(sized), COLUMNS)]
    heights = [max(p.height for p in row) for row in rows]
    head = LABEL_PX * 3
    total = head + sum(heights) + len(rows) * (LABEL_PX * 2 + GAP_PX) + GAP_PX
    canvas = Image.new("RGB", (WIDTH_PX, math.ceil(total)), "#dfe2ec")
    draw = ImageDraw.Draw(canvas)
    draw.text((GAP_PX, GAP_PX), title, font=_font("Bold", 40), fill="#14235a")
    font = _font("SemiBold", 24)
    y = head + GAP_PX // 2
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        for column, picture in enumerate(row):
            x = GAP_PX + column * (cell + GAP_PX)
            canvas.paste(picture, (x, y))
            label = _shortened(shots[number * COLUMNS + column].label, font, cell)
            draw.text((x, y + picture.height + 8), label, font=font, fill="#15181f")
        y += height + LABEL_PX * 2 + GAP_PX
    output = io.BytesIO()
    options = {"quality": 82, "method": 6} if form == "WEBP" else {}
    canvas.save(output, form, **options)
    return output.getvalue()


def _within(picture: Image.Image, width: int, height: int) -> Image.Image:
    from PIL import Image

    ratio = min(width / picture.width, height / picture.height)
    size = (round(picture.width * ratio), round(picture.height * ratio))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    from pathlib import Path

    import fontpkg_be_vietnam_pro
    from PIL import ImageFont

    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return ImageFont.truetype(str(folder / f"BeVietnamPro-{style}.ttf"), size)


def _shortened(label: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Shorten a label to its cell; the whole of it stands in the gallery."""
    while font.getlength(label) > width and len(label) > 1:
        label = label[:-2].rstrip() + "…"
    return label

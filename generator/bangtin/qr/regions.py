"""Where on a page a code could stand that nobody asked for, and what is read there.

A code is made of many small dark shapes, of a picture, or of letters that are blocks. Such places
are told from what is drawn, which costs next to nothing; only they are rasterised finely and read.
So a page of words and pictograms stays cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

MM = 72 / 25.4
"""PDF points in a millimetre."""
FINEST_MM = 0.3
"""The finest module that is looked for, at the finished size."""
MODULE_PX = 2.5
MOST_PX = {False: 1600, True: 3200}
"""Along the longer side of a region of shapes, and of one with a picture."""
SMALL_PX = 600
"""The longer side of pictures that are looked at enlarged as well."""
LEAST_MM = 2.5
"""The height of the flattest code (PDF417 of three rows) in the finest modules."""
MANY = 100
"""Segments in the smallest codes: eleven rows of modules, each a few strokes of four."""
SHAPE_RUNS = 14
"""Cells over which a part of a code can reach: its finder is a third of the smallest."""
CELLS = 40
"""Cells along a page's shorter side in which small shapes are gathered."""
BLOCKS = re.compile(r"[\u2500-\u25ff\u2800-\u28ff\u2b1b-\u2b1c\U0001fb00-\U0001fbff\ue000-\uf8ff]")
"""Letters that are no letters: lines, blocks, dots, and what a font has of its own."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


class Region(NamedTuple):
    """A place on a page: of how many segments its shapes are, and whether it has a picture."""

    box: Box
    parts: int
    has_picture: bool = False


def formats() -> Any:
    """Return the kinds of codes that phones and scanners know, but for those of lines alone."""
    import zxingcpp as kinds

    return (
        kinds.BarcodeFormat.QRCode, kinds.BarcodeFormat.MicroQRCode, kinds.BarcodeFormat.RMQRCode,
        kinds.BarcodeFormat.DataMatrix, kinds.BarcodeFormat.Aztec, kinds.BarcodeFormat.PDF417,
        kinds.BarcodeFormat.MaxiCode,
    )  # fmt: skip


def read(page: Any, scale: float, known: Iterable[Box], slack: float) -> list[str]:
    """Return what the codes on a page say, but for those that fill a ``known`` box.

    ``scale`` is how many finished millimetres one on the page stands for. ``slack`` (points) is how
    far a known box may be from the shape that was drawn.
    """
    boxes = tuple(known)
    found: dict[str, None] = {}
    for region in _merged(
        r for r in places(page, scale) if not any(_is_same(r.box, box, slack) for box in boxes)
    ):
        found.update(dict.fromkeys(_read_in(page, region, scale)))
    return list(found)


def read_picture(picture: Image.Image) -> list[str]:
    """Return what the codes on a picture say; on a small one modules may be single pixels."""
    import zxingcpp
    from PIL import Image

    grey = picture.convert("L")
    found = [code.text for code in zxingcpp.read_barcodes(grey, formats=formats())]
    if max(grey.size) <= SMALL_PX:
        larger = grey.resize((grey.width * 4, grey.height * 4), Image.Resampling.NEAREST)
        found += [code.text for code in zxingcpp.read_barcodes(larger, formats=formats())]
    return list(dict.fromkeys(found))


def places(page: Any, scale: float) -> list[Region]:
    """Return where codes could stand: pictures, shapes of many parts, swarms of small shapes."""
    from pypdfium2 import raw

    found, small = [], []
    width, height = page.get_size()
    for kind, parts, (left, bottom, right, top) in _drawn(page):
        box = (max(left, 0.0), max(bottom, 0.0), min(right, width), min(top, height))
        if kind == raw.FPDF_PAGEOBJ_TEXT or box[0] >= box[2] or box[1] >= box[3]:
            continue
        if kind != raw.FPDF_PAGEOBJ_PATH:
            found.append(Region(box, parts, has_picture=True))
        elif parts >= MANY:
            found.append(Region(box, parts))
        else:
            small.append((box, parts))
    found += _swarms(small, max(3 * MM / scale, min(width, height) / CELLS))
    found += _blocks(page)
    least = LEAST_MM * MM / scale
    return [r for r in found if min(r.box[2] - r.box[0], r.box[3] - r.box[1]) >= least]


def _drawn(page: Any) -> Iterator[tuple[int, int, Box]]:
    """Yield each thing on a page by its kind, its segments and its box.

    A sheet has hundreds: what pdfium writes into is made once for all.
    """
    import ctypes

    from pypdfium2 import raw

    sides = tuple(ctypes.c_float() for _ in range(4))
    for number in range(raw.FPDFPage_CountObjects(page.raw)):
        item = raw.FPDFPage_GetObject(page.raw, number)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            continue
        parts = raw.FPDFPath_CountSegments(item) if kind == raw.FPDF_PAGEOBJ_PATH else 0
        raw.FPDFPageObj_GetBounds(item, *sides)
        left, bottom, right, top = (side.value for side in sides)
        yield kind, parts, (left, bottom, right, top)


def _merged(regions: Iterable[Region]) -> list[Region]:
    """Return regions of which none of a kind lies mostly on another."""
    merged: list[Region] = []
    for region in sorted(regions, key=lambda r: -_area(r.box)):
        for place, other in enumerate(merged):
            union = _union((region.box, other.box))
            if region.has_picture == other.has_picture and _area(union) <= 1.3 * _area(other.box):
                merged[place] = Region(union, region.parts + other.parts, other.has_picture)
                break
        else:
            merged.append(region)
    return merged


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _union(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip


def _swarms(shapes: list[tuple[Box, int]], cell: float) -> Iterator[Region]:
    """Yield regions of small shapes that stand near each other and have many parts together."""
    cells: dict[tuple[int, int], list[int]] = {}
    for number, ((left, bottom, right, top), _) in enumerate(shapes):
        columns = range(int(left // cell), int(right // cell) + 1)
        rows = range(int(bottom // cell), int(top // cell) + 1)
        if len(columns) <= SHAPE_RUNS and len(rows) <= SHAPE_RUNS:
            for key in ((x, y) for x in columns for y in rows):
                cells.setdefault(key, []).append(number)
    while cells:
        near, members = [next(iter(cells))], set()
        while near:
            x, y = near.pop()
            if (x, y) in cells:
                members.update(cells.pop((x, y)))
                near += [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        parts = sum(shapes[n][1] for n in members)
        if parts >= MANY:
            yield Region(_union([shapes[n][0] for n in members]), parts)


def _blocks(page: Any) -> Iterator[Region]:
    """Yield the region of letters that are blocks, where there are any."""
    text = page.get_textpage()
    if not BLOCKS.search(text.get_text_range()):
        return
    boxes = [text.get_charbox(n) for n in range(text.count_chars()) if _is_block(text, n)]
    if len(boxes) >= MANY:
        yield Region(_union(boxes), 0, has_picture=True)


def _is_block(text: Any, index: int) -> bool:
    from pypdfium2 import raw

    return BLOCKS.match(chr(raw.FPDFText_GetUnicode(text.raw, index))) is not None


def _is_same(box: Box, other: Box, slack: float) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(box, other, strict=True))


def _read_in(page: Any, region: Region, scale: float) -> Iterator[str]:
    """Yield what codes in a region say."""
    import zxingcpp

    width, height = page.get_size()
    pad = MM / scale
    box = region.box
    left, bottom = max(box[0] - pad, 0.0), max(box[1] - pad, 0.0)
    right, top = min(box[2] + pad, width), min(box[3] + pad, height)
    most = MOST_PX[region.has_picture]
    if not region.has_picture:
        # So many parts make so many modules and no more: finer is not needed.
        most = min(most, round(200 + 24 * region.parts**0.5))
    finest = MODULE_PX / (FINEST_MM / scale * MM)
    zoom = min(finest, most / max(right - left, top - bottom))
    bitmap = page.render(
        scale=zoom, grayscale=True, crop=(left, bottom, width - right, height - top)
    )
    pixels = memoryview(bitmap.buffer).cast("B", (bitmap.height, bitmap.stride))
    for code in zxingcpp.read_barcodes(pixels, formats=formats()):
        yield code.text

"""Codes on a page of a print: looked for on its raster, and measured as they are printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

MM = 72 / 25.4
"""PDF points in a millimetre."""
RASTER_WIDTHS = (2000, 1400, 3200)
"""Page widths (px) at which codes are looked for: decoders can miss one scale and not the next."""
MODULE_PX = 2.0
"""Pixels in a module at which the decoder reads every code, straight or turned."""
EDGE_PX = 3.0
"""How far a corner that the decoder finds may be from the code's own."""


class Code(NamedTuple):
    """A code that was read: what it says, its side (mm on the page), and how exact that is."""

    text: str
    side: float
    slack: float


def read(page: Any, fine_module: float) -> list[Code]:
    """Return the codes on a page, by their text.

    ``fine_module`` is the finest module (mm on the page) that a cheap phone
    reads. The first look is as fine as finds every code of such modules, on a
    page with pictures as fine as it may have to be; only where it finds none
    are other scales tried.
    """
    most = RASTER_WIDTHS[0]
    first = most
    if fine_module > 0 and not any(_objects(page, "IMAGE")):
        first = min(most, round(page.get_width() / MM / fine_module * MODULE_PX))
    for width in dict.fromkeys((first, *RASTER_WIDTHS)):
        found = _decoded(page, width)
        if found:
            return [_measured(code, page, width) for code in found]
    return []


def _decoded(page: Any, width: int) -> list[Any]:
    """Return the codes found on a page rasterised ``width`` pixels wide, by their text."""
    import zxingcpp

    bitmap = page.render(scale=width / page.get_width(), grayscale=True)
    # The decoder reads the raster where it lies: a copy would take as long as looking.
    pixels = memoryview(bitmap.buffer).cast("B", (bitmap.height, bitmap.stride))
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return sorted(zxingcpp.read_barcodes(pixels, formats=formats), key=lambda code: code.text)


def _measured(code: Any, page: Any, width: int) -> Code:
    """Measure a code: by the one shape that is drawn where it was read, or else by its corners."""
    pt = page.get_width() / width
    corner, along = code.position.top_left, code.position.top_right
    side = ((along.x - corner.x) ** 2 + (along.y - corner.y) ** 2) ** 0.5 * pt
    xs = [x * pt for x in _corners(code, "x")]
    ys = [page.get_height() - y * pt for y in _corners(code, "y")]
    seen = (min(xs), min(ys), max(xs), max(ys))
    for shape in _objects(page, "PATH"):
        bounds = shape.get_bounds()
        if all(abs(a - b) <= EDGE_PX * pt for a, b in zip(seen, bounds, strict=True)):
            exact = min(bounds[2] - bounds[0], bounds[3] - bounds[1])
            return Code(code.text, exact / MM, 0.0)
    if width < RASTER_WIDTHS[0]:
        # No shape tells its size: it is measured on a raster as fine as for any code.
        for finer in _decoded(page, RASTER_WIDTHS[0]):
            if finer.text == code.text:
                return _measured(finer, page, RASTER_WIDTHS[0])
    return Code(code.text, side / MM, EDGE_PX * pt / MM)


def _corners(code: Any, axis: str) -> Iterator[int]:
    for name in ("top_left", "top_right", "bottom_right", "bottom_left"):
        yield getattr(getattr(code.position, name), axis)


def _objects(page: Any, kind: str) -> Iterator[Any]:
    from pypdfium2 import raw

    return page.get_objects(filter=[getattr(raw, f"FPDF_PAGEOBJ_{kind}")])  # type: ignore[no-any-return]

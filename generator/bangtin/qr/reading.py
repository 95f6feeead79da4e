"""Codes on a page of a print: looked for on its raster, and measured as they are printed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from bangtin.qr.regions import MM, Box

if TYPE_CHECKING:
    from PIL import Image

RASTER_WIDTHS = (2000, 1400, 3200)
"""Page widths (px) at which codes are looked for: decoders can miss one scale and not the next."""
MODULE_PX = 2.0
"""Pixels in a module at which the decoder reads every code, straight or turned."""
EDGE_PX = 3.0
"""How far a corner that the decoder finds may be from the code's own."""


Point = tuple[float, float]

QUIET = 4
"""Modules of white that a code needs on each side (ISO/IEC 18004)."""
FINE_PX = 6.0
"""Pixels in a module at which a code's modules and its surroundings are told apart."""
APART = 90
"""The least difference of light (of 255) between a code's dark and its white."""
STAIN = 60
"""How much darker than its white (of 255) nothing around a code may be."""


class Code(NamedTuple):
    """A code that was read: what it says, its side (mm on the page), and how exact that is.

    ``box`` (points) is where it stands; ``flaws`` has the keys of what keeps phones from it.
    """

    text: str
    side: float
    slack: float
    box: Box
    flaws: tuple[str, ...] = ()


class Raster(NamedTuple):
    """A page in grey, and how many pixels a point is.

    ``pixels`` are the image's own, a byte each, ``stride`` bytes from one row to the next.
    """

    image: Image.Image
    zoom: float
    pixels: memoryview
    stride: int


def rasterise(page: Any, zoom: float) -> Raster:
    """Return a page in grey, ``zoom`` pixels to a point."""
    return _raster(page.render(scale=zoom, grayscale=True), zoom)


def _raster(bitmap: Any, zoom: float) -> Raster:
    from PIL import Image

    # It is looked at where it lies: a copy would take as long as looking.
    size = (bitmap.width, bitmap.height)
    image = Image.frombuffer("L", size, bitmap.buffer, "raw", "L", bitmap.stride, 1)
    return Raster(image, zoom, memoryview(bitmap.buffer).cast("B"), bitmap.stride)


def read(page: Any, fine_module: float) -> tuple[list[Code], Raster]:
    """Return the codes on a page, by their text, and the raster on which they were found.

    ``fine_module`` is the finest module (mm on the page) that a cheap phone
    reads. The first look is as fine as finds every code of such modules; only where it
    finds none are other scales tried. Finer ones are looked for in ``regions``.
    """
    first = most = RASTER_WIDTHS[0]
    if fine_module > 0:
        first = min(most, round(page.get_width() / MM / fine_module * MODULE_PX))
    for width in dict.fromkeys((first, *RASTER_WIDTHS)):
        found, raster = _decoded(page, width)
        if found:
            break
    codes = [_measured(code, page, width, raster.image) for code in found]
    return codes, raster


def _decoded(page: Any, width: int) -> tuple[list[Any], Raster]:
    """Return the codes found on a page rasterised ``width`` pixels wide, by their text."""
    raster = rasterise(page, width / page.get_width())
    return _codes_on(raster), raster


def _codes_on(raster: Raster) -> list[Any]:
    import zxingcpp

    pixels = raster.pixels.cast("B", (raster.image.height, raster.stride))
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return sorted(zxingcpp.read_barcodes(pixels, formats=formats), key=lambda code: code.text)


def _measured(code: Any, page: Any, width: int, raster: Image.Image) -> Code:
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
            flaws = _flaws(code, page, bounds, raster, 1 / pt)
            return Code(code.text, exact / MM, 0.0, bounds, flaws)
    if width < RASTER_WIDTHS[0]:
        # No shape tells its size: it is measured on a raster as fine as for any code.
        codes, finer_raster = _decoded(page, RASTER_WIDTHS[0])
        for finer in codes:
            if finer.text == code.text:
                return _measured(finer, page, RASTER_WIDTHS[0], finer_raster.image)
    flaws = _flaws(code, page, seen, raster, 1 / pt)
    return Code(code.text, side / MM, EDGE_PX * pt / MM, seen, flaws)


def _flaws(code: Any, page: Any, box: Box, raster: Image.Image, zoom: float) -> tuple[str, ...]:
    """Return what keeps phones from a code, told on a raster of ``zoom`` pixels in a point.

    Where that is too coarse, the code's own place is rasterised once more.
    """
    if not code.extra["Version"].isdigit():
        return ()  # A micro code, which is nobody's promise.
    modules = 17 + 4 * int(code.extra["Version"])
    left, bottom, right, top = box
    module = (right - left) / modules
    width, height = page.get_size()
    reach = (QUIET + 2) * module
    flaws = _place_flaws(page, box, QUIET * module)
    shown = (left, height - top)
    if zoom * module < FINE_PX * 0.8 or float(code.extra.get("UEC", 0)) < 1:
        zoom = FINE_PX / module
        corner = (max(left - reach, 0.0), max(bottom - reach, 0.0))
        crop = (*corner, max(width - right - reach, 0.0), max(height - top - reach, 0.0))
        closer = _raster(page.render(scale=zoom, grayscale=True, crop=crop), zoom)
        raster = closer.image
        same = [other for other in _codes_on(closer) if other.text == code.text]
        if not same:
            return (*flaws, "code-covered")
        code, shown = same[0], (left - crop[0], height - top - crop[3])
    corners: list[Point] = list(zip(_corners(code, "x"), _corners(code, "y"), strict=True))
    turned = any(
        min(abs(a[0] - b[0]), abs(a[1] - b[1])) > EDGE_PX
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    )
    if not turned:
        # Exact, where the decoder's corners are a pixel off.
        x, y = shown[0] * zoom, shown[1] * zoom
        x1, y1 = x + (right - left) * zoom, y + (top - bottom) * zoom
        corners = _nearest(corners, ((x, y), (x1, y), (x1, y1), (x, y1)))
    return (*flaws, *_drawn_flaws(code, raster, corners, modules))


def _place_flaws(page: Any, box: Box, quiet: float) -> tuple[str, ...]:
    """Return whether a code and its white are cut where the sheet is trimmed."""
    left, bottom, right, top = page.get_trimbox()
    slack = 0.1 * MM
    inside = (
        box[0] - quiet >= left - slack and box[1] - quiet >= bottom - slack
        and box[2] + quiet <= right + slack and box[3] + quiet <= top + slack
    )  # fmt: skip
    return () if inside else ("code-over-trim",)


def _nearest(corners: list[Point], exact: tuple[Point, ...]) -> list[Point]:
    return [min(exact, key=lambda e: (e[0] - c[0]) ** 2 + (e[1] - c[1]) ** 2) for c in corners]


def _drawn_flaws(
    code: Any, raster: Image.Image, corners: list[Point], modules: int
) -> Iterator[str]:
    """Yield what is wrong with a code's modules and the white around them."""
    unit = 4
    upright = _upright(raster, corners, modules, unit)

    def light(column: int, row: int) -> int:
        at = ((column + QUIET) * unit + unit // 2, (row + QUIET) * unit + unit // 2)
        value = upright.getpixel(at)
        assert isinstance(value, int | float)
        return int(value)

    dark = [light(3, 3), light(modules - 4, 3), light(3, modules - 4)]
    white = [light(1, 3), light(modules - 6, 3), light(3, modules - 6)]
    if min(dark) > max(white):
        yield "code-inverted"
        return
    if min(white) - max(dark) < APART:
        yield "code-faint"
    middle = (min(white) + max(dark)) / 2
    straight = [light(*at) < middle for at in _FORMAT]
    mirrored = [light(row, column) < middle for column, row in _FORMAT]
    expected = _format_bits(code.extra)
    if straight != expected:
        yield "code-mirrored" if mirrored == expected else "code-covered"
    elif float(code.extra.get("UEC", 1)) < 1:
        yield "code-covered"
    if _darkest_around(raster, corners, modules) < min(white) - STAIN:
        yield "code-quiet-zone"


def _upright(raster: Image.Image, corners: list[Point], modules: int, unit: int) -> Image.Image:
    """Return a code upright with its quiet zone: each module is a square of ``unit`` pixels."""
    from PIL import Image

    across, down = _steps(corners, modules)
    x, y = (corners[0][axis] - QUIET * (across[axis] + down[axis]) for axis in (0, 1))
    side = (modules + 2 * QUIET) * unit
    return raster.transform(
        (side, side), Image.Transform.AFFINE,
        (across[0] / unit, down[0] / unit, x, across[1] / unit, down[1] / unit, y),
        Image.Resampling.NEAREST, fillcolor=255,
    )  # fmt: skip


def _darkest_around(raster: Image.Image, corners: list[Point], modules: int) -> float:
    """Return the darkest grey from half a module to three beside a code, told on all pixels there.

    A rule at a large code is thinner than anything by which its modules are told. Of a code that
    is turned, the boxes lie along its sides as they are drawn upright.
    """
    across, down = _steps(corners, modules)
    size = max((step[0] ** 2 + step[1] ** 2) ** 0.5 for step in (across, down))
    if min(map(abs, across)) > 0 or min(map(abs, down)) > 0:
        scale = math.ceil(size)
        raster = _upright(raster, corners, modules, scale)
        left = top = float(QUIET * scale)
        right = bottom = float((QUIET + modules) * scale)
        size = scale
    else:
        left, right = min(c[0] for c in corners), max(c[0] for c in corners)
        top, bottom = min(c[1] for c in corners), max(c[1] for c in corners)
    far, near = (QUIET - 1) * size, size / 2
    outer = (left - far, top - far, right + far, bottom + far)
    boxes = (
        (outer[0], outer[1], outer[2], top - near), (outer[0], bottom + near, outer[2], outer[3]),
        (outer[0], outer[1], left - near, outer[3]), (right + near, outer[1], outer[2], outer[3]),
    )  # fmt: skip
    darkest = 255.0
    for x, y, x1, y1 in boxes:
        left, top = max(math.ceil(x), 0), max(math.ceil(y), 0)
        right, bottom = min(math.floor(x1), raster.width), min(math.floor(y1), raster.height)
        if left < right and top < bottom:
            dark = raster.crop((left, top, right, bottom)).getextrema()[0]
            assert isinstance(dark, int | float)
            darkest = min(darkest, dark)
    return darkest


_FORMAT = (
    (0, 8), (1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (7, 8), (8, 8),
    (8, 7), (8, 5), (8, 4), (8, 3), (8, 2), (8, 1), (8, 0),
)  # fmt: skip
"""Where (column, row) a symbol says its level and mask, from the first bit to the last."""


def _format_bits(extra: dict[str, Any]) -> list[bool]:
    from qrcode import util

    level = {"L": 1, "M": 0, "Q": 3, "H": 2}[extra["ECLevel"]]
    bits = util.BCH_type_info(level << 3 | int(extra["DataMask"]))
    return [bool(bits >> (14 - place) & 1) for place in range(15)]


def _steps(corners: list[Point], modules: int) -> tuple[Point, Point]:
    """Return how far (px) one module lies from the next, along a row and down a column."""
    first, along, _, below = corners
    return (
        ((along[0] - first[0]) / modules, (along[1] - first[1]) / modules),
        ((below[0] - first[0]) / modules, (below[1] - first[1]) / modules),
    )


def _corners(code: Any, axis: str) -> Iterator[int]:
    for name in ("top_left", "top_right", "bottom_right", "bottom_left"):
        yield getattr(getattr(code.position, name), axis)


def _objects(page: Any, kind: str) -> Iterator[Any]:
    from pypdfium2 import raw

    return page.get_objects(filter=[getattr(raw, f"FPDF_PAGEOBJ_{kind}")])  # type: ignore[no-any-return]

"""Bytes as a picture: whatever a camera, a phone or a program wrote, upright, opaque and in sRGB.

All pictures that people see, on the portal as in print, go through ``upright``. It takes
four kinds (PNG, JPEG, WebP, GIF), told by their bytes and not by their names, and does what a
viewer does: it turns by the camera's note (EXIF), converts by the colour profile, scales depths
that no screen has, lays what is transparent on white, and of a moving picture takes the first.
What it can't do truly it refuses, with the key of a problem.
"""

from __future__ import annotations

import contextlib
import functools
import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import msgspec

from bangtin.problems import BangtinError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 40_000_000
"""More than any sheet needs: A1 at 200 ppi has 31 million."""
MAX_SIDE = 16_000
"""No browser's kind of picture (WebP) is longer."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
"""By Pillow's names; JPEG is also what phones write with a second picture behind it (MPO)."""

_MOVING = ("PNG", "WEBP", "GIF")
_ORIENTATION = 0x0112
_WHITE = (255, 255, 255)
_FAINT = 8
"""A difference of light (of 255) that nobody sees."""
_SRGB_GAMMA = 1 / 2.2
_GAMMA_OFF = 0.02
_DEEPEST = 65535
_PNG = b"\x89PNG\r\n\x1a\n"
_GREY = 0
_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab"}
"""What colour space a profile must be of to say what a mode's numbers mean."""
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word, Excel, ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word 97, Excel 97"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "PSD"),
    (b"{\\rtf", "RTF"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\0\0\x01\0", "ICO"),
    (b"\xd7\xcd\xc6\x9a", "WMF"),
)


class NotShown(BangtinError):
    """A file that can't be shown truly: the key of its problem, and what it holds instead."""

    def __init__(self, key: str, kind: str = "") -> None:
        super().__init__(key, kind)
        self.key = key
        self.kind = kind


class Examined(msgspec.Struct, frozen=True):
    """What a picture is as people see it: its size after turning, and what they should be told.

    ``told`` has the keys of warnings.
    """

    width: int
    height: int
    told: tuple[str, ...] = ()


def examine(raw: bytes) -> Examined:
    """Return what ``upright`` would show. Raises NotShown for what it can't show truly."""
    with _opened(raw) as picture:
        told = []
        if picture.format in _MOVING and getattr(picture, "is_animated", False):
            told.append("picture-moves")
        _, alpha = _parted(picture, raw)
        if _profile_of(picture) is None and ("icc_profile" in picture.info or _is_inks(picture)):
            told.append("picture-colours-guessed")
        width, height = picture.size
        if _orientation(picture) in _turns_aside():
            width, height = height, width
        if alpha is not None:
            _flattened(picture, raw)
    return Examined(width, height, tuple(told))


def upright(raw: bytes, others: tuple[str, ...] = ()) -> Image.Image:
    """Return a file's picture in mode RGB, upright, opaque, in sRGB, with nothing written in it.

    ``others`` names formats that are taken besides FORMATS. Raises NotShown for what can't be
    shown truly.
    """
    with _opened(raw, others) as picture:
        flat = _flattened(picture, raw)
        turn = _turns().get(_orientation(picture))
        return flat if turn is None else flat.transpose(turn)


def shown(picture: Image.Image) -> Image.Image:
    """Return a picture of any of Pillow's modes as ``upright`` does, but not turned."""
    return _flattened(picture, b"")


@contextlib.contextmanager
def _opened(raw: bytes, others: tuple[str, ...] = ()) -> Iterator[Image.Image]:
    """Open and read a picture. Raises NotShown for what is none, is damaged or too large."""
    from PIL import Image

    Image.init()  # Else Pillow knows of the formats only that others have asked for before.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=FORMATS + others)
            is_too_large = picture.width * picture.height > MAX_PIXELS
            is_too_long = max(picture.size) > MAX_SIDE
            if not is_too_large and not is_too_long:
                picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise NotShown("picture-too-large") from None
    except Exception as error:  # Whatever a decoder stumbles over, the file is at fault.
        raise _refusal(raw) from error
    if is_too_large:
        raise NotShown("picture-too-large")
    if is_too_long:
        raise NotShown("picture-too-long")
    with picture:
        yield picture


def _refusal(raw: bytes) -> NotShown:
    """Return why bytes are no picture: they are a file of another kind, or damaged."""
    start = raw[:16]
    if start[4:8] == b"ftyp":
        if start[8:12] in _HEIC:
            return NotShown("picture-heic")
        return NotShown("picture-other-kind", "AVIF" if start[8:11] == b"avi" else "MP4")
    for mark, kind in _OTHERS:
        if raw.startswith(mark):
            return NotShown("picture-other-kind", kind)
    head = raw[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return NotShown("picture-other-kind", "SVG")
    if head.startswith((b"<!doctype html", b"<html")):
        return NotShown("picture-other-kind", "HTML")
    return NotShown("picture-unreadable")


def _flattened(picture: Image.Image, raw: bytes) -> Image.Image:
    """Return a picture on white, in sRGB. Raises NotShown where nothing would be seen of it."""
    from PIL import Image

    colour, alpha = _parted(picture, raw)
    rgb = _in_srgb(colour, picture)
    flat = Image.new("RGB", rgb.size, _WHITE)
    flat.paste(rgb, mask=alpha)
    if alpha is not None and _range(alpha)[0] < 255 - _FAINT:
        darkest = min(_range(band)[0] for band in flat.split())
        if darkest > 255 - _FAINT:
            raise NotShown("picture-blank")
    return flat


def _parted(picture: Image.Image, raw: bytes) -> tuple[Image.Image, Image.Image | None]:
    """Return a picture's colours (L, RGB, CMYK or LAB) and its opacity, None where it has none."""
    mode = picture.mode
    clear = picture.info.get("transparency")
    if mode.startswith("I"):
        return _scaled(picture, clear)
    if mode == "F":
        raise NotShown("picture-unreadable")
    if mode == "1":
        picture = _with_info(picture.convert("L"), picture)
    elif mode in ("RGBa", "La"):
        picture = picture.convert({"RGBa": "RGBA", "La": "LA"}[mode])
    elif mode in ("RGBX", "HSV", "YCbCr"):
        picture = picture.convert("RGB")
    if picture.mode in ("L", "RGB") and clear is not None:
        picture = _keyed(picture, clear, raw)
    elif picture.mode == "P":
        picture = picture.convert("RGBA" if clear is not None else "RGB")
    elif picture.mode == "PA":
        picture = picture.convert("RGBA")
    if picture.mode in ("LA", "RGBA"):
        return picture.convert(picture.mode[:-1]), picture.getchannel("A")
    return picture, None


def _with_info(picture: Image.Image, origin: Image.Image) -> Image.Image:
    picture.info = dict(origin.info)
    return picture


def _keyed(picture: Image.Image, clear: Any, raw: bytes) -> Image.Image:
    """Return a picture whose one transparent colour is parted off.

    A PNG names that colour in its own depth, whatever depth the picture was read into.
    """
    depth, kind = (raw[24], raw[25]) if raw.startswith(_PNG) else (8, None)
    if depth > 8:  # noqa: PLR2004 - bits
        clear = tuple(v >> 8 for v in clear) if isinstance(clear, tuple) else clear >> 8
    elif kind == _GREY and isinstance(clear, int):
        clear = clear * 255 // (2**depth - 1)
    picture = picture.copy()
    picture.info["transparency"] = clear
    return picture.convert("LA" if picture.mode == "L" else "RGBA")


def _scaled(picture: Image.Image, clear: Any) -> tuple[Image.Image, Image.Image | None]:
    """Return a picture of 16 bits scaled to 8: cut off, all but the darkest would be white."""
    from PIL import Image, ImageChops

    if picture.mode == "I":
        darkest, lightest = _range(picture)
        if darkest < 0 or lightest > _DEEPEST:
            raise NotShown("picture-unreadable")
        return picture.point(lambda value: value * (1 / 257)).convert("L"), None
    data = picture.tobytes()
    is_big = picture.mode == "I;16B"
    high, low = (
        Image.frombytes("L", picture.size, half)
        for half in ((data[::2], data[1::2]) if is_big else (data[1::2], data[::2]))
    )
    if not isinstance(clear, int):
        return high, None
    parts = ((high, clear >> 8), (low, clear & 255))
    masks = [part.point([0 if v == key else 255 for v in range(256)]) for part, key in parts]
    return high, ImageChops.lighter(*masks)


def _in_srgb(colour: Image.Image, picture: Image.Image) -> Image.Image:
    """Return colours in sRGB, by the picture's profile or its gamma."""
    from PIL import ImageCms

    if colour.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        return _transformed(colour, ImageCms.ImageCmsProfile(lab))
    profile = _profile_of(picture)
    if profile is not None:
        if colour.mode == "L" and profile.profile.xcolor_space.strip() == "RGB":
            colour = colour.convert("RGB")
        return colour if _is_srgb(profile, colour.mode) else _transformed(colour, profile)
    gamma = picture.info.get("gamma")
    rgb = colour.convert("RGB")
    if gamma and "srgb" not in picture.info and abs(gamma - _SRGB_GAMMA) > _GAMMA_OFF:
        rgb = rgb.point([_srgb(v / 255, gamma) for v in range(256)] * 3)
    return rgb


def _srgb(value: float, gamma: float) -> int:
    """Return a sample of a file's own gamma as one of sRGB (PNG specification, 13.13)."""
    light: float = value ** (1 / gamma)
    low = 0.0031308
    shown = 12.92 * light if light <= low else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * shown)


def _range(band: Image.Image) -> tuple[int, int]:
    """Return the least and the greatest value of a picture of one band."""
    low, high = cast("tuple[int, int]", band.getextrema())
    return low, high


def _is_inks(picture: Image.Image) -> bool:
    return picture.mode == "CMYK"


def _profile_of(picture: Image.Image) -> Any:
    """Return a picture's profile; None where it has none that speaks of its colours."""
    from PIL import ImageCms

    written = picture.info.get("icc_profile")
    if not written:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(written))
        space = profile.profile.xcolor_space.strip()
        mode = _colour_mode(picture.mode)
        if space != _SPACES[mode] and (mode, space) != ("L", "RGB"):
            return None
        _transform(profile, "RGB" if (mode, space) == ("L", "RGB") else mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        return None
    return profile


def _colour_mode(mode: str) -> str:
    """Return the mode in which a picture's colours are converted."""
    if mode in ("CMYK", "LAB"):
        return mode
    return "L" if mode in ("1", "L", "LA", "La") or mode.startswith("I") else "RGB"


def _transformed(colour: Image.Image, profile: Any) -> Image.Image:
    from PIL import ImageCms

    found = ImageCms.applyTransform(colour, _transform(profile, colour.mode))
    assert found is not None
    found.info.clear()
    return found


def _transform(profile: Any, mode: str) -> Any:
    from PIL import ImageCms

    return ImageCms.buildTransform(
        profile,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _is_srgb(profile: Any, mode: str) -> bool:
    """Whether a profile changes nothing that anybody sees, which most don't: told by a try."""
    from PIL import Image, ImageChops

    if mode != "RGB":
        return False
    steps = bytes(range(0, 256, 17))
    cube = bytes(v for r in steps for g in steps for b in steps for v in (r, g, b))
    probe = Image.frombytes("RGB", (len(steps) ** 2, len(steps)), cube)
    changed = ImageChops.difference(probe, _transformed(probe, profile))
    return max(_range(band)[1] for band in changed.split()) <= 1


def _orientation(picture: Image.Image) -> int:
    """Return how the camera was held, 1 to 8 (EXIF); 1 where that can't be read."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # A note that can't be read turns no picture in any viewer.
        return 1


@functools.cache
def _turns() -> dict[int, Image.Transpose]:
    from PIL.Image import Transpose

    return {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }


def _turns_aside() -> tuple[int, ...]:
    """Return the orientations in which width and height change places."""
    return (5, 6, 7, 8)

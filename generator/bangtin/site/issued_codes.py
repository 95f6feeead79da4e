"""Check-in codes that the national system issued: addresses, or pictures of codes, in a table.

A code is never made up: what stands in the table is read and its address
checked, and what can't be read is refused.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

import msgspec

from bangtin.config.settings import Settings
from bangtin.files import digests, folders
from bangtin.problems import Place, Problems
from bangtin.site import links
from bangtin.site.pages import ReadAll, SourceFile

FOLDER = "content/data"
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif")
MAX_PIXELS = 40_000_000


class Reading(msgspec.Struct, frozen=True):
    """What a picture of a code says, or the key of the problem with it."""

    payload: str = ""
    problem: str = ""


def read(
    value: str, place: Place, root: Path, settings: Settings, recall: ReadAll, problems: Problems
) -> str:
    """Return the payload of an issued code, or nothing when there is none or it is refused.

    ``value`` is an address, or a picture's path from ``content/data``.
    """
    if not value:
        return ""
    payload = value
    if value.lower().endswith(PICTURES) and "://" not in value:
        found = _picture(value, place, root, recall, problems)
        if not found:
            return ""
        payload = found
    return payload if links.check_url(payload, settings, place, problems) else ""


def decode(source: SourceFile, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Read the one QR code on a picture, as a task; the bytes are an encoded Reading."""
    import io
    import warnings

    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    raw = source.read(root)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw)) as image:
                if image.width * image.height > MAX_PIXELS:
                    return _encoded(problem="picture-too-large")
                codes = zxingcpp.read_barcodes(image.convert("L"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return _encoded(problem="picture-too-large")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return _encoded(problem="picture-unreadable")
    if len(codes) != 1:
        return _encoded(problem="picture-without-code" if not codes else "picture-many-codes")
    return _encoded(payload=codes[0].text)


def _picture(value: str, place: Place, root: Path, recall: ReadAll, problems: Problems) -> str:
    path = posixpath.normpath(posixpath.join(FOLDER, value))
    file = root / path
    if path.startswith(f"{FOLDER}/") and folders.leads_out(file, root / FOLDER):
        problems.error("link-outside", place, file=path)
        return ""
    if not path.startswith(f"{FOLDER}/") or not file.is_file():
        problems.error("picture-missing", place, file=path)
        return ""
    (result,) = recall(decode, [SourceFile(path, digests.digest(file.read_bytes()))])
    reading = msgspec.msgpack.decode(result, type=Reading)
    if reading.problem:
        problems.error(reading.problem, place, file=path)
    return reading.payload


def _encoded(payload: str = "", problem: str = "") -> bytes:
    return msgspec.msgpack.encode(Reading(payload, problem))

"""What a file that is handed out holds, told by its bytes: its name alone proves nothing."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable

_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_OPEN_DOCUMENT = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_KINDS = {
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
    "EncryptedPackage": "locked",
}
"""The streams that tell what an old Office file is; a locked one is packed as such a file."""
_PROGRAMS = (
    ".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".msi", ".vbs", ".vbe", ".js", ".jse", ".wsf",
    ".hta", ".lnk", ".ps1", ".jar", ".apk", ".dll", ".vbaproject.bin",
)  # fmt: skip
"""What runs when somebody opens it: no authority hands that out."""


def _text(raw: bytes) -> bool:
    return b"\0" not in raw or raw.startswith((b"\xff\xfe", b"\xfe\xff"))


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda raw: raw.startswith(beginnings)


def _film(raw: bytes) -> bool:
    return raw[4:8] == b"ftyp"


_PLAIN: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda raw: b"%PDF-" in raw[:1024],
    "rtf": _starts(b"{\\rtf"),
    "mp3": _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "m4a": _film,
    "mp4": _film,
    "ogg": _starts(b"OggS"),
    "opus": _starts(b"OggS"),
    "wav": _starts(b"RIFF"),
    "jpg": _starts(b"\xff\xd8\xff"),
    "jpeg": _starts(b"\xff\xd8\xff"),
    "png": _starts(b"\x89PNG"),
    "gif": _starts(b"GIF8"),
    "webp": _starts(b"RIFF"),
    "csv": _text,
    "txt": _text,
    "ics": _starts(b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"),
}
"""Kinds that show in their first bytes, and whether some bytes are of it."""
KINDS = (
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "rtf", "csv", "txt",
    "zip", "mp3", "m4a", "ogg", "opus", "wav", "mp4", "jpg", "jpeg", "png", "gif", "webp", "ics",
)  # fmt: skip
"""Endings of files that a page may offer."""
SHOWN = frozenset(
    ("pdf", "txt", "mp3", "m4a", "ogg", "opus", "wav", "mp4", "jpg", "jpeg", "png", "gif", "webp")
)
"""What a browser opens itself; the rest is saved, by the name that the author gave it."""


def ending(path: str) -> str:
    """Return a name's ending in small letters, without its dot."""
    return posixpath.splitext(path)[1].lower().removeprefix(".")


def fault(raw: bytes, kind: str) -> tuple[str, str]:
    """Return the key of what is wrong with a file that is called ``kind``, and what it holds.

    Both are empty where nothing is.
    """
    if not raw.strip(b"\0 \r\n\t"):
        return "attachment-empty", ""
    if raw.startswith((b"MZ", b"\x7fELF", b"#!")) or raw[:4] in (
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ):
        return "attachment-program", ""
    found = _held(raw)
    if found == "locked":
        return "attachment-locked", ""
    if found == "program":
        return "attachment-program", ""
    is_right = found == kind if found else kind in _PLAIN and _PLAIN[kind](raw)
    return ("", "") if is_right else ("attachment-other", found or _plain(raw))


def _plain(raw: bytes) -> str:
    head = raw[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "html"
    sure = (kind for kind, is_it in _PLAIN.items() if is_it is not _text and is_it(raw))
    return next(sure, "")


def _held(raw: bytes) -> str:
    """Return what a packed file or an old Office file holds, empty for any other."""
    if raw.startswith(_OLD_OFFICE):
        streams = (k for name, k in _OLD_KINDS.items() if _directory_name(name) in raw)
        return next(streams, "doc")
    if raw.startswith(b"PK"):
        return _packed(raw)
    # A page that was saved under another name is the browser's, not the reader's.
    return "html" if _plain(raw) == "html" else ""


def _directory_name(name: str) -> bytes:
    """Return a stream's name as the directory of an old Office file has it: whole, with its end."""
    return (f"{name}\0").encode("utf-16-le")


def _packed(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                told = archive.open("mimetype").read(200).decode("ascii", "replace")
                _, _, what = told.strip().rpartition("opendocument.")
                return _OPEN_DOCUMENT.get(what, "zip")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return "damaged"
    if any(f".{name.rpartition('/')[2].lower()}".endswith(_PROGRAMS) for name in names):
        return "program"
    if "[Content_Types].xml" in names:
        for kind, folder in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"

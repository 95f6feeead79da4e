"""Files that a page hands out: recordings and the text of official documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bangtin.files import digests, folders
from bangtin.problems import Place, Problems, closest
from bangtin.site.pages import Attachment, Page

FOLDERS = ("assets/", "content/")
SOUND = {
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    ".m4a": (b"ftyp",),
    ".ogg": (b"OggS",),
    ".opus": (b"OggS",),
    ".wav": (b"RIFF",),
}
"""Kinds of recordings that browsers play, and how their files begin (m4a: from byte 4)."""
DOCUMENTS: dict[str, tuple[bytes, ...]] = {".pdf": (b"%PDF-",)}


def resolve(page: Page, root: Path, problems: Problems) -> dict[str, Attachment]:
    """Return a page's attached files by the path as written; what is wrong is noted."""
    found = {}
    for file, kinds, place in _wanted(page):
        attachment = _read(file, kinds, root, place, problems)
        if attachment is not None:
            found[file] = attachment
    return found


def _wanted(page: Page) -> Iterator[tuple[str, dict[str, tuple[bytes, ...]], Place]]:
    for audio in page.header.audio:
        yield audio.file, SOUND, audio.place("file")
    issued = page.header.document
    if issued and issued.file:
        yield issued.file, DOCUMENTS, issued.place("file")


def _read(
    file: str, kinds: dict[str, tuple[bytes, ...]], root: Path, place: Place, problems: Problems
) -> Attachment | None:
    path = root / file
    inside = file.startswith(FOLDERS) and not folders.leads_out(path, root)
    if not inside or not path.is_file():
        beside = path.parent.glob("*") if inside else ()
        near = [p.name for p in beside if p.suffix in kinds and p.is_file()]
        meant = closest(path.name, near)
        key = "file-not-found-meant" if meant else "file-not-found"
        problems.error(key, place, file=file, meant=meant)
        return None
    raw = path.read_bytes()
    beginnings = kinds.get(path.suffix.lower(), ())
    if not raw[:12].startswith(beginnings) and not raw[4:12].startswith(beginnings):
        problems.error("file-kind", place, file=file, known=", ".join(kinds))
        return None
    digest = digests.digest(raw)
    return Attachment(file, digest)

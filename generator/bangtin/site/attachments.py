"""Files that a page hands out: recordings and the text of official documents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from bangtin.files import defaults
from bangtin.files.inventory import Inventory
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


def resolve(
    page: Page, root: Path, inventory: Inventory, problems: Problems
) -> dict[str, Attachment]:
    """Return a page's attached files by the path as written; what is wrong is noted."""
    found = {}
    for file, kinds, place in _wanted(page):
        attachment = _read(file, kinds, root, inventory, place, problems)
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
    file: str,
    kinds: dict[str, tuple[bytes, ...]],
    root: Path,
    inventory: Inventory,
    place: Place,
    problems: Problems,
) -> Attachment | None:
    path = posixpath.normpath(file)
    inside = path.startswith(FOLDERS)
    name = inventory.find(path) if inside else None
    if path in inventory.excluded:
        return None
    if name is None:
        near = [n for n in inventory.beside(path) if n.endswith(tuple(kinds))] if inside else []
        meant = closest(posixpath.basename(path), near)
        key = "file-not-found-meant" if meant else "file-not-found"
        problems.error(key, place, file=file, meant=meant)
        return None
    with defaults.locate(root, name).open("rb") as opened:
        head = opened.read(12)
    beginnings = kinds.get(posixpath.splitext(path)[1].lower(), ())
    if not head.startswith(beginnings) and not head[4:].startswith(beginnings):
        problems.error("file-kind", place, file=file, known=", ".join(kinds))
        return None
    return Attachment(name, inventory.digests[name])

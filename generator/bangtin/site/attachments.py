"""Files that a page hands out: recordings, official documents, and what its text offers."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import msgspec

from bangtin import spelling
from bangtin.engine.builders import builder
from bangtin.files import defaults, offered
from bangtin.files.inventory import Inventory
from bangtin.markdown.document import Reference
from bangtin.problems import ChangedFile, Place, Problems, closest
from bangtin.site import pages as site_pages
from bangtin.site.pages import Attachment, Page, ReadAll, SourceFile

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


_PAGE_ENDINGS = ("", "md", "html", "htm")
"""Endings of links that lead to pages, or were meant to."""


class Held(msgspec.Struct, frozen=True):
    """What a file that a text offers turned out to be: its size, or the key of a problem."""

    size: int = 0
    problem: str = ""
    kind: str = ""


@builder
def examine(source: SourceFile, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Look into a file that a text offers, as a task; the bytes are an encoded Held."""
    raw = source.read(root)
    key, kind = offered.fault(raw, offered.ending(source.path))
    return msgspec.msgpack.encode(Held(len(raw), key, kind))


class Offers:
    """The files that texts offer: ``[Mẫu đơn](mau.docx)``."""

    def __init__(
        self,
        pages: Iterable[Page],
        inventory: Inventory,
        read_all: ReadAll,
        languages: Mapping[str, str],
        folder: str,
        problems: Problems,
    ) -> None:
        """Find every file that a page's text offers, and look into each once.

        They are published in ``folder``.
        """
        self._inventory = inventory
        self._languages = languages
        named: list[tuple[Page, Reference, str]] = []
        self._by_page: dict[str, dict[str, Attachment]] = {}
        for page in pages:
            for reference in {r.target: r for r in reversed(page.index.links)}.values():
                if self.is_file(reference.target, page):
                    name = self._find(reference, page, problems)
                    if name is not None:
                        named.append((page, reference, name))
        files = dict.fromkeys(name for _, _, name in named)
        sources = [SourceFile.at(name, inventory.digests[name]) for name in files]
        held = dict(zip(files, read_all(examine, sources), strict=True))
        for page, reference, name in named:
            found = msgspec.msgpack.decode(held[name], type=Held)
            if found.problem:
                place = Place(page.file, reference.line, reference.column)
                kind = offered.ending(name).upper()
                problems.error(found.problem, place, file=posixpath.basename(spelling.nfc(name)),
                               kind=kind, found=found.kind.upper() or "–")  # fmt: skip
            else:
                attachment = Attachment(name, inventory.digests[name], found.size, folder)
                self._by_page.setdefault(page.file, {})[reference.target] = attachment

    def of(self, page: Page) -> dict[str, Attachment]:
        """Return the files that a page's text offers, as written."""
        return self._by_page.get(page.file, {})

    def is_file(self, target: str, page: Page) -> bool:
        """Whether a target names a file to be offered: its problems are noted here."""
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", target) or re.search(
            r"[\x00-\x1f\\]", target
        ):
            return False
        path = target.partition("#")[0].partition("?")[0]
        ending = offered.ending(path)
        if ending in _PAGE_ENDINGS:
            return False
        return ending in offered.KINDS or any(
            self._inventory.find(p) for p in self._candidates(path, page)
        )

    def _candidates(self, path: str, page: Page) -> list[str]:
        """Return the paths that a target may mean, the likeliest first."""
        found = []
        for written in dict.fromkeys((path, unquote(path))):
            name = spelling.nfc(written)
            if name.startswith(("/content/", "/assets/")):
                found.append(posixpath.normpath(name[1:]))
            elif name.startswith("/"):
                found.append(posixpath.normpath(f"{site_pages.FOLDER}{name}"))
            else:
                _, original = site_pages.original_of(page.file, self._languages)
                # A translation offers what lies beside the page that it translates.
                files = dict.fromkeys((page.file, original))
                found += [posixpath.normpath(f"{posixpath.dirname(file)}/{name}") for file in files]
        return [path for path in found if path.startswith(FOLDERS)]

    def _find(self, reference: Reference, page: Page, problems: Problems) -> str | None:
        """Return the file that a reference names; what is wrong with it is noted."""
        place = Place(page.file, reference.line, reference.column)
        written = reference.target.partition("#")[0].partition("?")[0]
        paths = self._candidates(written, page)
        if any(path in self._inventory.excluded for path in paths):
            return None
        found = next((name for path in paths if (name := self._inventory.find(path))), None)
        if found is None:
            meant = self._meant(paths[0], page) if paths else ""
            key = "attachment-missing-meant" if meant else "attachment-missing"
            problems.error(key, place, file=written, meant=meant)
            return None
        if offered.ending(found) not in offered.KINDS:
            known = ", ".join(offered.KINDS)
            name = posixpath.basename(spelling.nfc(found))
            problems.error("attachment-kind", place, file=name, known=known)
            return None
        return found

    def _meant(self, path: str, page: Page) -> str:
        """Return the file that was most likely meant, as the page would name it."""
        ends = tuple(f".{kind}" for kind in offered.KINDS)
        near = [n for n in self._inventory.beside(path) if n.lower().endswith(ends)]
        if name := closest(posixpath.basename(path), near):
            found = posixpath.join(posixpath.dirname(path), name)
        else:
            # The right name in another folder.
            name = posixpath.basename(path).casefold()
            files = (spelling.nfc(f) for folder in FOLDERS
                     for f in self._inventory.below(folder[:-1]))  # fmt: skip
            found = next((f for f in files if posixpath.basename(f).casefold() == name), "")
        if found.startswith("assets/"):
            return f"/{found}"
        return posixpath.relpath(found, posixpath.dirname(page.file)) if found else ""


def resolve(
    page: Page, root: Path, inventory: Inventory, problems: Problems, folder: str
) -> dict[str, Attachment]:
    """Return a page's attached files by the path as written; what is wrong is noted.

    They are published in ``folder``. Raises ChangedFile where one was just removed.
    """
    found = {}
    for file, kinds, place in _wanted(page):
        attachment = _read(file, kinds, root, inventory, place, problems)
        if attachment is not None:
            found[file] = msgspec.structs.replace(attachment, folder=folder)
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
    try:
        with defaults.locate(root, name).open("rb") as opened:
            head = opened.read(12)
            size = opened.seek(0, os.SEEK_END)
    except OSError as error:
        raise ChangedFile("file-changed", file=name) from error
    beginnings = kinds.get(posixpath.splitext(path)[1].lower(), ())
    if not head.startswith(beginnings) and not head[4:].startswith(beginnings):
        problems.error("file-kind", place, file=file, known=", ".join(kinds))
        return None
    return Attachment(name, inventory.digests[name], size)

"""Every file that a build may read, by the digest of its bytes: one walk, shared by all who ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bangtin.files import digests as contents
from bangtin.files import paths

FOLDERS = ("content", "layouts", "assets")
FILES = ("site.yaml", paths.REGISTER)


@dataclass(frozen=True)
class Inventory:
    """The digest of each file by its path from the root, as the disk spells it.

    ``links`` are the files that are links: where they lead has to be looked at.
    """

    digests: dict[str, str]
    links: frozenset[str]

    def below(self, folder: str, suffix: str = "") -> list[str]:
        """Return the files below a folder whose names end so, in order, without hidden ones."""
        start = f"{folder}/"
        return [
            name
            for name in self.digests
            if name.startswith(start) and name.endswith(suffix) and "/." not in name
        ]


def take(root: Path) -> Inventory | None:
    """Digest all that a build of the site below ``root`` may read; None where that is not sure.

    A linked folder may lead anywhere and in circles, a folder may be called like
    a page, and a file may be locked: such a site is read file by file, and what
    is wrong is said there.
    """
    digests: dict[str, str] = {}
    links = set()
    try:
        for name, is_link in _files(str(root)):
            with open(f"{root}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 - ten thousand of them
                digests[name] = contents.digest(file.readall())
            if is_link:
                links.add(name)
    except OSError:
        return None
    return Inventory(digests, frozenset(links))


def _files(root: str) -> Iterator[tuple[str, bool]]:
    """Yield each file from the root, and whether it is a link; OSError at an odd folder."""
    yield from ((n, False) for n in FILES if os.path.exists(f"{root}/{n}"))  # noqa: PTH110
    for folder in FOLDERS:
        if os.path.exists(f"{root}/{folder}"):  # noqa: PTH110
            yield from _below(f"{root}/{folder}", folder)


def _below(folder: str, name: str) -> Iterator[tuple[str, bool]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{name}/{entry.name}"
        if not entry.is_dir():
            yield path, entry.is_symlink()
        elif entry.is_symlink() or entry.name.endswith((".md", ".csv")):
            raise OSError(path)
        else:
            yield from _below(entry.path, path)

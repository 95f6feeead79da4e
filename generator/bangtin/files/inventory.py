"""Every file that a build may read, by the digest of its bytes: one walk, one rule for what counts.

Hidden files (a part of the path begins with a dot) are not the site's. A file
may be a link to another one of its own folder. What leads out of it, a linked
folder, a file that is none (a pipe, a device) and whatever can't be read is
named as a problem and left out. Where the site has no layout or asset of a
name, the product's own stands under it.
"""

from __future__ import annotations

import functools
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from bangtin import spelling
from bangtin.files import defaults, paths
from bangtin.files.digests import digest
from bangtin.problems import Place, Problem, Problems

FOLDERS = ("content", "layouts", "assets")
FILES = ("site.yaml", paths.PUBLICATION_LOG, paths.EDITION_LOG)
TABLES = "content/data"
MERGED = ("layouts/formats.yaml", "layouts/strings/")
"""Files of which a site's own changes single entries: the product's is read as well."""
FILE_SUFFIXES = (".md", ".csv")
"""What a folder can't be called: it was meant as a file."""


LEFT_BY_OTHERS = (".", "~$")
"""How the names of hidden files begin, and those of the locks that Office leaves beside a file."""


def _is_left(name: str) -> bool:
    """Whether a system or a download left a file there: nobody put it, so nobody is told."""
    small = name.lower()
    return small in ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx") or (
        small.endswith((".tmp", ".crdownload", ".part", ".partial"))
    )


def _is_text(name: str) -> bool:
    """Whether a name as the system gives it is text, and no bytes that stand for none."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _hidden(name: str) -> str:
    """Return the first character of a name that nobody sees, or that ends a line; else nothing."""
    if name.isascii() and name.isprintable():
        return ""
    found = spelling.HIDDEN.search(name)
    return found.group() if found else next((c for c in name if c in "\t\n"), "")


@dataclass(frozen=True)
class Inventory:
    """The digest of each file by its path from the root, as the disk spells it.

    ``base_files`` are files of the product that the site's own are laid over;
    ``excluded`` are paths of the site that can't be used, and ``problems`` say why.
    """

    digests: dict[str, str]
    base_files: dict[str, str] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def find(self, path: str) -> str | None:
        """Return how the disk spells a path that is in NFC; None where there is no such file.

        Capitals make no difference where only one file can be meant: Windows and macOS
        show none, so people don't see them.
        """
        if path in self.digests:
            return path
        return self._spelled.get(path) or self._in_small.get(path.casefold())

    def beside(self, path: str) -> list[str]:
        """Return the names of the files in the folder of ``path``, in NFC."""
        folder = path.rpartition("/")[0]
        names = (name.rpartition("/") for name in self.digests)
        return [spelling.nfc(name) for found, _, name in names if found == folder]

    @functools.cached_property
    def _spelled(self) -> dict[str, str]:
        return {spelling.nfc(name): name for name in self.digests if not name.isascii()}

    @functools.cached_property
    def _in_small(self) -> dict[str, str]:
        found: dict[str, str | None] = {}
        for name in self.digests:
            small = spelling.nfc(name).casefold()
            found[small] = None if small in found else name
        return {small: name for small, name in found.items() if name}

    def below(self, folder: str, suffix: str = "") -> list[str]:
        """Return the files below a folder whose names end so, in order."""
        start = f"{folder}/"
        return [name for name in self.digests if name.startswith(start) and name.endswith(suffix)]


def take(root: Path) -> Inventory:
    """Digest all that a build of the site below ``root`` may read."""
    walk = _Walk(root)
    for name in FILES:
        if os.path.lexists(root / name):
            walk.read(name, is_link=False)
    for folder in FOLDERS:
        if links_outside(root / folder, root):
            walk.exclude("link-outside", folder, file=folder)
        elif (root / folder).exists():
            walk.below(folder, folder)
    shipped = _shipped(root)
    base_files = {n: d for n, d in shipped.items() if n.startswith(MERGED) and n in walk.found}
    found = walk.found | {n: d for n, d in shipped.items() if n not in walk.found}
    return Inventory(found, base_files, frozenset(walk.excluded), tuple(walk.problems))


def _shipped(root: Path) -> dict[str, str]:
    """Return the digests of the product's own layouts and assets."""
    folder = defaults.folder()
    if folder == root:
        return {}
    walk = _Walk(folder)
    for name in defaults.FOLDERS:
        walk.below(name, name)
    return walk.found


def links_outside(file: Path, folder: Path) -> bool:
    """Whether a file is a link to a place outside the folder; one in a circle leads nowhere."""
    try:
        return not file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # before Python 3.13 a circle is a RuntimeError
        return False


class _Walk:
    """Gathers the files below one root."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._base = str(root)
        self.found: dict[str, str] = {}
        self.excluded: list[str] = []
        self.problems = Problems()

    def below(self, folder: str, top: str) -> None:
        """Gather the files below a folder; no link may lead out of ``top``."""
        try:
            with os.scandir(f"{self._base}/{folder}") as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.exclude("folder-unreadable", folder, reason=error.strerror or error)
            return
        for entry in found:
            if entry.name.startswith(LEFT_BY_OTHERS) or _is_left(entry.name):
                continue
            name = f"{folder}/{entry.name}"
            if not entry.name.isascii() and not _is_text(entry.name):
                self.exclude_unnamed(name)
                continue
            if hidden := _hidden(entry.name):
                self.exclude_hidden(name, hidden)
                continue
            is_link = entry.is_symlink()
            try:
                is_folder = entry.is_dir()
            except OSError as error:  # a link in a circle
                self.exclude("file-unreadable", name, reason=error.strerror or error)
                continue
            if not is_folder:
                self.read(name, is_link=is_link, top=top)
            elif is_link:
                out = links_outside(self._root / name, self._root / top)
                self.exclude("link-outside" if out else "link-folder", name, file=name)
            elif top in ("content", TABLES) and entry.name.endswith(FILE_SUFFIXES):
                self.exclude("file-unreadable", name, reason=os.strerror(21))
            else:
                # A table is no page: what is linked there stays among the tables.
                self.below(name, name if name == TABLES else top)

    def read(self, name: str, *, is_link: bool, top: str = "") -> None:
        """Note a file's digest."""
        if is_link and links_outside(self._root / name, self._root / top):
            self.exclude("link-outside", name, file=name)
            return
        try:
            # Not to be opened before it is known to be a file: a pipe would be waited for.
            if not stat.S_ISREG(os.stat(f"{self._base}/{name}").st_mode):  # noqa: PTH116 - ten thousand of them
                self.exclude("not-a-file", name, file=name)
                return
            with open(f"{self._base}/{name}", "rb", buffering=0) as file:  # noqa: PTH123
                self.found[name] = digest(file.readall())
        except OSError as error:
            self.exclude("file-unreadable", name, reason=error.strerror or error)

    def exclude_unnamed(self, name: str) -> None:
        """Note a file whose name is no text: it is told with its bytes, and never opened."""
        shown = os.fsencode(name).decode("utf-8", errors="backslashreplace")
        self.exclude("name-not-utf8", shown, file=shown)

    def exclude_hidden(self, name: str, hidden: str) -> None:
        """Note a name with a character that nobody sees: it is told with what stands for that."""
        shown = "".join(c if not _hidden(c) else c.encode("unicode_escape").decode() for c in name)
        self.excluded.append(name)
        place = Place(spelling.nfc(shown))
        self.problems.error("name-hidden", place, file=shown, code=f"U+{ord(hidden):04X}")

    def exclude(self, key: str, name: str, **details: object) -> None:
        """Note that a path can't be used."""
        self.excluded.append(name)
        self.problems.error(key, Place(spelling.nfc(name)), **details)

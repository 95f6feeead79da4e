"""Files of the site's folders that nobody reads, and names that Windows can't have."""

from __future__ import annotations

from collections.abc import Container
from pathlib import PurePosixPath

from bangtin import spelling
from bangtin.files.inventory import Inventory
from bangtin.problems import Place, Problems

UNREAD_SUFFIXES = frozenset((
    "", ".markdown", ".mdown", ".mkd", ".md~", ".rtf", ".doc", ".docx", ".odt", ".htm",
    ".html", ".xls", ".xlsx", ".xlsm", ".ods", ".tsv", ".yaml", ".yml", ".txt",
))  # fmt: skip
"""Endings of files that somebody took for a page or a table; pictures are named by pages."""
FOLDERS_OF_FILES = ("assets/images", "assets/audio", "assets/documents")
"""Folders of a site's own files, besides ``content``."""
KEPT = "_"
"""What the name of a folder or file begins with that is kept there and used nowhere."""
DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
"""Names that Windows keeps for devices: it has no files or folders called so."""


MOST_NAMED = 8
"""So many files that nothing uses are named; a folder of a camera has hundreds."""


def check(
    inventory: Inventory, used: Container[str], problems: Problems, *, is_whole: bool
) -> None:
    """Name files below ``content`` that are not read, and those that nothing shows or offers.

    A page that was saved as ``a.md.txt`` is missing on the portal; nobody would
    know why. ``used`` has the names, in small letters and without their folders, of what
    pages, tables and settings name; while a page can't be read nobody knows what it would name,
    and ``is_whole`` is false: then nothing is called unused.
    """
    unused = []
    for name in inventory.below("content"):
        # Nearly all are pages: a large site must not wait here.
        if not name.endswith(".md") and _is_mistaken(path := PurePosixPath(name)):
            if path.name.casefold() not in used:
                problems.warning("file-not-used", Place(spelling.nfc(name)), file=path.name)
        elif not name.endswith((".md", ".csv")):
            unused.append(name)
    for folder in FOLDERS_OF_FILES:
        unused += inventory.below(folder)
    left = [
        spelling.nfc(name)
        for name in unused
        if not any(part.startswith(KEPT) for part in name.split("/"))
        and spelling.nfc(name.rpartition("/")[2]).casefold() not in used
    ]
    if left and is_whole:
        shown = ", ".join(left[:MOST_NAMED]) + (", …" if len(left) > MOST_NAMED else "")
        problems.warning("files-unused", Place(left[0]), count=len(left), files=shown)


def _is_mistaken(path: PurePosixPath) -> bool:
    """Whether a file below ``content`` looks like a page or a table, and is read as neither."""
    if any(part.startswith(KEPT) for part in path.parts):
        return False
    # Windows shows no difference between .md and .MD, other systems do.
    if path.suffix.lower() in (".md", ".csv"):
        return path.suffix != ".csv" or path.parts[1] != "data"
    return path.suffix.lower() in UNREAD_SUFFIXES or path.stem.lower().endswith((".md", ".csv"))

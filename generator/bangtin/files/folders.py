"""Files of the site's folders that nobody reads, and names that Windows can't have."""

from __future__ import annotations

from pathlib import PurePosixPath

from bangtin import spelling
from bangtin.files.inventory import Inventory
from bangtin.problems import Place, Problems

UNREAD_SUFFIXES = frozenset((
    "", ".markdown", ".mdown", ".mkd", ".md~", ".rtf", ".doc", ".docx", ".odt", ".htm",
    ".html", ".xls", ".xlsx", ".xlsm", ".ods", ".tsv", ".yaml", ".yml",
))  # fmt: skip
"""Endings of files that somebody took for a page or a table; pictures are named by pages."""
DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
"""Names that Windows keeps for devices: it has no files or folders called so."""


def check(inventory: Inventory, problems: Problems) -> None:
    """Name files below ``content`` that are not read.

    A page that was saved as ``a.md.txt`` is missing on the portal; nobody would
    know why.
    """
    for name in inventory.below("content"):
        # Nearly all are pages: a large site must not wait here.
        if not name.endswith(".md") and _is_mistaken(path := PurePosixPath(name)):
            problems.warning("file-not-used", Place(spelling.nfc(name)), file=path.name)


def _is_mistaken(path: PurePosixPath) -> bool:
    """Whether a file below ``content`` looks like a page or a table, and is read as neither."""
    if any(part.startswith((".", "~$")) for part in path.parts):
        return False
    # Windows shows no difference between .md and .MD, other systems do.
    if path.suffix.lower() in (".md", ".csv"):
        return path.suffix != ".csv" or path.parts[1] != "data"
    return path.suffix.lower() in UNREAD_SUFFIXES or path.stem.lower().endswith((".md", ".csv"))

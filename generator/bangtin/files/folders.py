"""The site's folders as they lie on the disk: links out of them, and files that nobody reads."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from bangtin import spelling
from bangtin.problems import Place, Problems

MISTAKEN = frozenset((
    "", ".markdown", ".mdown", ".mkd", ".md~", ".rtf", ".doc", ".docx", ".odt", ".htm",
    ".html", ".xls", ".xlsx", ".xlsm", ".ods", ".tsv", ".yaml", ".yml",
))  # fmt: skip
"""Endings of files that somebody took for a page or a table; pictures are named by pages."""
DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
"""Names that Windows keeps for devices: it has no files or folders called so."""


def leads_out(file: Path, folder: Path) -> bool:
    """Whether a file is a link to a place outside the folder; one in a circle leads nowhere."""
    try:
        return not file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # before Python 3.13 a circle is a RuntimeError
        return False


def check(root: Path, problems: Problems) -> None:
    """Note links that lead out of the site's folders, and files of ``content`` that are not read.

    A page that was saved as ``a.md.txt`` is missing on the portal; nobody would
    know why.
    """
    for name in ("content", "layouts", "assets"):
        base = root / name
        if leads_out(base, root):
            problems.error("link-outside", Place(name), file=name)
            continue
        for folder, below, files in os.walk(base):
            _check_links(Path(folder), below, base, root, problems)
            if name != "content":
                _check_files(Path(folder), files, base, root, problems)
                continue
            for file in files:
                if file.endswith(".md"):  # nearly all are: a large site must not wait here
                    continue
                path = PurePosixPath((Path(folder) / file).relative_to(root).as_posix())
                if _is_mistaken(path):
                    place = Place(spelling.nfc(str(path)))
                    problems.warning("file-not-used", place, file=path.name)


def _check_links(
    folder: Path, below: list[str], base: Path, root: Path, problems: Problems
) -> None:
    """Note folders that are links; neither kind is followed."""
    for name in below:
        path = folder / name
        if path.is_symlink():
            shown = path.relative_to(root).as_posix()
            key = "link-outside" if leads_out(path, base) else "link-folder"
            problems.error(key, Place(shown), file=shown)


def _check_files(
    folder: Path, files: list[str], base: Path, root: Path, problems: Problems
) -> None:
    """Note links out of layouts and assets, which are read as they are."""
    for name in files:
        path = folder / name
        if path.is_symlink() and leads_out(path, base):
            shown = path.relative_to(root).as_posix()
            problems.error("link-outside", Place(shown), file=shown)


def _is_mistaken(path: PurePosixPath) -> bool:
    """Whether a file below ``content`` looks like a page or a table, and is read as neither."""
    if any(part.startswith((".", "~$")) for part in path.parts):
        return False
    # Windows shows no difference between .md and .MD, other systems do.
    if path.suffix.lower() in (".md", ".csv"):
        return path.suffix != ".csv" or path.parts[1] != "data"
    return path.suffix.lower() in MISTAKEN or path.stem.lower().endswith((".md", ".csv"))

"""The product's own layouts and assets: what a site has where it brings no file of its own.

A site may override any single one of them by a file at the same path. In the
wheel they lie inside the package, in a checkout at the repository's top level.
"""

from __future__ import annotations

import functools
from pathlib import Path

FOLDERS = ("layouts", "assets")
"""The folders of a site that the product has defaults for."""


@functools.cache
def folder() -> Path:
    """Return the folder that holds the shipped ``layouts`` and ``assets``."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "defaults"
    return shipped if shipped.is_dir() else package.parent.parent


def has_own(root: Path, path: str) -> bool:
    """Whether the site brings a file of this path, as far as that can be told."""
    try:
        return (root / path).is_file()
    except OSError:  # a folder that nobody may look into: the inventory names it
        return False


def is_shared(path: str) -> bool:
    """Whether the product may have a file of this path as well."""
    return path.startswith(("layouts/", "assets/"))


def locate(root: Path, path: str) -> Path:
    """Return where a file of the site lies: its own, or else the shipped one of that path.

    The file need not exist.
    """
    return folder() / path if is_shared(path) and not has_own(root, path) else root / path

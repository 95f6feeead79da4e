"""Files of the site as they were planned with: named by the digest of their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bangtin.files import defaults
from bangtin.problems import ChangedFile


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What bytes are, without the bytes: their digest and their number."""

    digest: str
    size: int


def digest(data: bytes) -> str:
    """Return the digest by which bytes are compared and checked."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def read(root: Path, path: str, expected: str) -> bytes:
    """Return the bytes of a file of the site, or of the product's where the site has none.

    Raises ChangedFile when they are not those that were planned with.
    """
    return read_from(root, path, expected)[0]


def read_from(root: Path, path: str, expected: str) -> tuple[bytes, bool]:
    """Return what ``read`` does, and whether it is the site's own file. Raises ChangedFile."""
    data = _bytes(root / path)
    if data is not None and digest(data) == expected:
        return data, True
    # The site has no such file, or one that can't be read: then the product's was planned with.
    data = _bytes(defaults.folder() / path) if defaults.is_shared(path) else None
    if data is None or digest(data) != expected:
        raise ChangedFile("file-changed", file=path)
    return data, False


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def verify(root: Path, files: Mapping[str, str]) -> None:
    """Raise ChangedFile unless every file is still the one that was planned with."""
    for path, expected in files.items():
        read(root, path, expected)

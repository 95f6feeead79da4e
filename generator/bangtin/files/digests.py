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
    try:
        data = defaults.locate(root, path).read_bytes()
    except OSError as error:
        raise ChangedFile("file-changed", file=path) from error
    if digest(data) != expected:
        raise ChangedFile("file-changed", file=path)
    return data


def verify(root: Path, files: Mapping[str, str]) -> None:
    """Raise ChangedFile unless every file is still the one that was planned with."""
    for path, expected in files.items():
        read(root, path, expected)

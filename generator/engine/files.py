"""Files that makers read: each is compared with the digest that was planned with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.engine.artifact import content_digest
from generator.problems import ChangedFile


def read(root: Path, path: str, digest: str) -> bytes:
    """Return a file's bytes. Raises ChangedFile when they are not those that were planned with."""
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        raise ChangedFile("file-changed", file=path) from error
    if content_digest(data) != digest:
        raise ChangedFile("file-changed", file=path)
    return data


def verify(root: Path, files: Mapping[str, str]) -> None:
    """Raise ChangedFile unless every file is still the one that was planned with."""
    for path, digest in files.items():
        read(root, path, digest)

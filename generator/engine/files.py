"""Files: read only as they were planned with, written only whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from generator.engine.artifact import content_digest
from generator.problems import ChangedFile, DiskFailed

TEMPORARY = ".bangtin-part"
"""The ending of files that are being written; one left over is removed by the next run."""


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


def write(path: Path, data: bytes) -> None:
    """Put a file in place at once: whoever looks finds the old bytes or the new, never a part.

    The folder has to be there. Raises DiskFailed; the file is then as it was.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise refused(path, error) from error


def refused(path: Path, error: OSError) -> DiskFailed:
    """Return what to raise when the disk refuses to write or remove ``path``."""
    return DiskFailed(path, error.strerror or str(error))

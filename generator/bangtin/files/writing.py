"""Files, written only whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from bangtin.problems import DiskFailed

TEMPORARY = ".bangtin-part"
"""The ending of files that are being written; one left over is removed by the next run."""


def write(path: Path, data: bytes) -> None:
    """Put a file in place at once: whoever looks finds the old bytes or the new, never a part.

    The folder has to be there. Raises DiskFailed; the file is then as it was.
    """
    temporary = Path(f"{path}{TEMPORARY}")
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

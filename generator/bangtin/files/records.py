"""What Bangtin notes for its next run: bytes under the digest of all of them and of their place.

A note that lost a byte, that stands for another file or that came from another site
is none. So whoever reads one gets what was written there, or is told that it isn't.
"""

from __future__ import annotations

import os
from pathlib import Path

from bangtin.files import digests, writing

_END = b"\n"


class Unsound(Exception):
    """A record is there, and it isn't what Bangtin wrote at this place."""


def save(file: Path, data: bytes) -> None:
    """Write a record, whole. Its folder has to be there. Raises DiskFailed."""
    writing.write(file, _digest(file, data) + _END + data)


def load(file: Path) -> bytes | None:
    """Return what was saved; None where there is no record. Raises Unsound."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unsound(str(error)) from error
    found, _, data = raw.partition(_END)
    if found != _digest(file, data):
        raise Unsound(str(file))
    return data


def _digest(file: Path, data: bytes) -> bytes:
    """Return the digest of a record: it covers where it lies, so that no other passes for it."""
    place = os.fsencode(os.path.abspath(file))  # noqa: PTH100 - nothing is to be resolved
    return digests.digest(place + b"\0" + data).encode()

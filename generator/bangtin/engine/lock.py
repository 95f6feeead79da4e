"""One build at a time: a lock that the system lets go when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator
from pathlib import Path

from bangtin.files import writing

LOCKED_ERRNOS = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What systems say of a lock that somebody has; anything else is a fault of the disk."""


class Busy(Exception):
    """Another build holds the lock, or another program the cache."""


@contextlib.contextmanager
def hold(file: Path) -> Iterator[None]:
    """Hold the lock while the block runs.

    Raises Busy when another process has it, and DiskFailed when it can't be made.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = file.open("a+b")
    except OSError as error:
        raise writing.refused(file, error) from error
    with opened as handle:
        try:
            if sys.platform == "win32":
                import msvcrt

                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in LOCKED_ERRNOS:
                raise writing.refused(file, error) from error
            raise Busy from error
        yield

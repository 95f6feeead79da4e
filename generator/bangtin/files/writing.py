"""Files, written only whole."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bangtin.problems import DiskFailed

TEMPORARY = ".bangtin-part"
"""The ending of files that are being written; one left over is removed by the next run."""


def write(path: Path, data: bytes, *, durable: bool = False, part: Path | None = None) -> None:
    """Put a file in place at once: whoever looks finds the old bytes or the new, never a part.

    With ``durable`` it is on the disk when this returns, whatever happens to the
    power then: for files that nothing makes again, as waiting for the disk costs
    much for thousands. ``part`` is where it is written first: a name that nobody else
    has; without it the file's own with TEMPORARY. The folder has to be there. Raises
    DiskFailed; the file is then as it was.
    """
    if durable:
        with replacing(path) as file:
            file.write(data)
        return
    temporary = part or Path(f"{path}{TEMPORARY}")
    try:
        if part is None:
            _make_way(temporary)
        create(temporary, data)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise refused(path, error) from error


def free_name(path: Path) -> Path:
    """Return where a file can be put beside others: the path, or with -1, -2 … if it is taken."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(1))
    return next(one for one in itertools.chain([path], numbered) if not os.path.lexists(one))


def create(path: Path, data: bytes) -> None:
    """Make a new file, and never write into one that is there, be it through a link.

    Raises FileExistsError where anything has that name.
    """
    with path.open("xb", buffering=0) as file:
        rest = memoryview(data)
        while rest:
            # A disk that is nearly full takes what it has room for, and refuses only the next byte.
            rest = rest[file.write(rest) :]


def keep(path: Path, data: bytes) -> None:
    """Put a file of ``.bangtin/`` in place at once, as other processes may be about to do.

    Whatever has its name goes. Raises OSError.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    create(part, data)
    os.replace(part, path)


def _make_way(temporary: Path) -> None:
    """Remove what a run that was cut off left under a name that only Bangtin gives.

    A link that somebody put there goes as well, and what it leads to stays.
    """
    temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of ``path`` once the block has ended well.

    It is on the disk then. The folder has to be there. Raises DiskFailed; the file
    is then as it was, as after any exception of the block.
    """
    temporary = Path(f"{path}{TEMPORARY}")
    try:
        try:
            _make_way(temporary)
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
            _sync_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise refused(path, error) from error


def _sync_folder(folder: Path) -> None:
    """Have the disk keep which file a name stands for; Windows opens no folders, and need not."""
    if sys.platform == "win32":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        # Some shared folders know no such thing; the file itself is there.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(opened)


def refused(path: Path, error: OSError) -> DiskFailed:
    """Return what to raise when the disk refuses to write or remove ``path``."""
    return DiskFailed(path, error.strerror or str(error))

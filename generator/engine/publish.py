"""The published tree: files replaced one by one, nothing half-written, nothing left over.

A record beside the store says which files under ``public/`` are ours. It is
written before the first change (with what is about to come) and after the last
one, so a run that was cut off is completed by the next. Files that Bangtin did
not write are never removed.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generator.engine.artifact import content_digest
from generator.engine.store import Entry

TEMPORARY = ".bangtin-part"
"""The ending of files that are being written; one left over is removed by the next run."""


class Written(msgspec.Struct, frozen=True, array_like=True):
    """A published file as we left it: the digest of its bytes, its size and its time (ns)."""

    digest: str
    size: int
    time: int


class Record(msgspec.Struct):
    """Which files under ``public/`` are ours; ``pending`` were about to be written."""

    files: dict[str, Written] = {}
    pending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing changed: how many files were written, left alone and removed."""

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]


class PublishFailed(Exception):
    """A file under ``public/`` can't be written or removed."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path}: {error.strerror or error}")
        self.path = path
        self.reason = error.strerror or str(error)


class Publisher:
    """Brings ``public/`` to what was planned."""

    def __init__(self, public: Path, record_file: Path) -> None:
        self._public = public
        self._record_file = record_file
        self._record = _read_record(record_file)

    def publish(self, planned: dict[str, Entry], load: Callable[[str], bytes]) -> Published:
        """Write what differs, remove what is no longer planned; ``load`` gives a path's bytes.

        Raises PublishFailed when the disk refuses; the next run goes on from there.
        """
        self._public.mkdir(parents=True, exist_ok=True)
        changed = [p for p, entry in planned.items() if not self._is_current(p, entry)]
        stale = [p for p in self._ours() if p not in planned]
        self._drop_parts(self._record.pending)
        if changed or stale:
            # What an earlier run that was cut off may have written is ours as well.
            pending = dict.fromkeys([*self._record.pending, *changed])
            self._record.pending = tuple(pending)
            self._save()
        # A file may take the place of a folder: what stood there goes first.
        self._remove([p for p in stale if any(_is_above(c, p) for c in changed)])
        # Pages last: they name stylesheets and images, which must be there first.
        for path in sorted(changed, key=lambda p: (p.endswith(".html"), p)):
            self._write(path, load(path))
        self._remove(stale)
        self._record.pending = ()
        self._record.files = {p: w for p, w in self._record.files.items() if p in planned}
        self._save()
        return Published(tuple(sorted(changed)), len(planned) - len(changed), tuple(stale))

    def foreign(self, planned: Iterable[str]) -> list[str]:
        """Return files under ``public/`` that are neither planned nor ours."""
        ours = set(planned) | set(self._ours())
        return [path for path in self._walk() if path not in ours]

    def _ours(self) -> list[str]:
        names = dict.fromkeys([*self._record.files, *self._record.pending])
        return sorted(names)

    def _is_current(self, path: str, entry: Entry) -> bool:
        target = self._public / path
        try:
            stat = target.stat()
            written = self._record.files.get(path)
            if written and written == Written(entry.digest, stat.st_size, stat.st_mtime_ns):
                return True
            if stat.st_size != entry.size or content_digest(target.read_bytes()) != entry.digest:
                return False
        except OSError:
            return False
        self._record.files[path] = Written(entry.digest, stat.st_size, stat.st_mtime_ns)
        return True

    def _write(self, path: str, data: bytes) -> None:
        target = self._public / path
        temporary = target.with_name(target.name + TEMPORARY)
        try:
            if target.is_dir() and not target.is_symlink():
                self._clear_folder(target)
            self._make_folder(target.parent)
            temporary.write_bytes(data)
            os.replace(temporary, target)
            stat = target.stat()
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise PublishFailed(target, error) from error
        self._record.files[path] = Written(content_digest(data), stat.st_size, stat.st_mtime_ns)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder; a file of ours from an earlier plan that stands in its way goes."""
        if folder == self._public or folder.is_dir():
            return
        self._make_folder(folder.parent)
        if folder.is_file() or folder.is_symlink():
            if folder.relative_to(self._public).as_posix() not in self._ours():
                raise FileExistsError(errno.EEXIST, "a file that Bangtin did not write", folder)
            folder.unlink()
        folder.mkdir(exist_ok=True)

    def _drop_parts(self, paths: Iterable[str]) -> None:
        """Remove what an earlier run left half-written."""
        for path in paths:
            target = self._public / path
            with contextlib.suppress(OSError):
                target.with_name(target.name + TEMPORARY).unlink(missing_ok=True)

    def _remove(self, stale: list[str]) -> None:
        for path in stale:
            target = self._public / path
            try:
                target.unlink(missing_ok=True)
                target.with_name(target.name + TEMPORARY).unlink(missing_ok=True)
                self._clear_folder(target.parent)
            except (NotADirectoryError, IsADirectoryError, PermissionError) as error:
                if target.exists() and not target.is_dir():
                    raise PublishFailed(target, error) from error
            except OSError as error:
                raise PublishFailed(target, error) from error

    def _clear_folder(self, folder: Path) -> None:
        """Remove a folder and its parents while they are empty, up to ``public/``."""
        while folder != self._public and folder.is_dir():
            try:
                folder.rmdir()
            except OSError as error:
                if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                    return
                raise
            folder = folder.parent

    def _walk(self) -> Iterator[str]:
        for folder, _, names in os.walk(self._public):
            base = Path(folder)
            for name in names:
                if not name.endswith(TEMPORARY):
                    yield (base / name).relative_to(self._public).as_posix()

    def _save(self) -> None:
        temporary = self._record_file.with_name(self._record_file.name + TEMPORARY)
        try:
            self._record_file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(msgspec.msgpack.encode(self._record))
            os.replace(temporary, self._record_file)
        except OSError as error:
            raise PublishFailed(self._record_file, error) from error


def _is_above(path: str, other: str) -> bool:
    """Tell whether ``other`` lies below ``path`` as below a folder."""
    return other.startswith(f"{path}/")


def _read_record(file: Path) -> Record:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return Record()

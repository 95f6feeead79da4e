"""The published tree: each file replaced whole, nothing half-written, nothing left over.

How it works: a record in the cache says which files under ``public/`` are ours,
with their digests, sizes and times. It is written before the first change, with
what is about to come, and after the last one. What is new is written first,
pages after the styles and pictures they show, and what is no longer planned is
removed last. A file is written beside its place and renamed into it.

Why so: a run that was cut off leaves a tree that can be read, and a record from
which the next run completes it. A list in ``public/`` itself (MANIFEST) says the
same with digests, for the day on which the record is lost. Files that Bangtin
did not write are never removed.
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import errno
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from bangtin.files import digests
from bangtin.files import writing as files
from bangtin.files.digests import Entry
from bangtin.files.writing import TEMPORARY

MANIFEST = ".bangtin-files"
"""The list of all that Bangtin published: a line a file, the digest of its bytes and its path."""

MANY = 100
"""From so many files on, threads write them: 1,000 pages take 0.3 to 0.6 s instead of 1 s."""
WRITERS = 2
BATCH_FILES, BATCH_BYTES = 16, 1_000_000
"""A batch for a thread ends with its sixteenth file, or once it has so many bytes."""


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


class Publisher:
    """Brings ``public/`` to what was planned."""

    def __init__(self, public: Path, record_file: Path) -> None:
        self._public = public
        self._base = os.fspath(public)
        self._folders: set[Path] = set()
        """Folders that are known to be there."""
        self._making_room = threading.Lock()
        self._record_file = record_file
        record = _read_record(record_file)
        self._record = record or self._recovered()
        # Without the record, any file that is listed may have been about to be written.
        self._unfinished = record.pending if record else tuple(p for p, _ in self._in_manifest())

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the last run left, without the list of them."""
        return tuple(path for path in self._record.files if path != MANIFEST)

    @property
    def files(self) -> dict[str, Entry]:
        """What the last run published, without the list of it."""
        return {
            path: Entry(written.digest, written.size)
            for path, written in self._record.files.items()
            if path != MANIFEST
        }

    def is_unchanged(self) -> bool:
        """Tell whether the published tree is what a finished run left: every file, unchanged.

        Times and sizes are compared, as when publishing.
        """
        if self._unfinished or not self._record.files:
            return False
        try:
            for path, written in self._record.files.items():
                stat = os.stat(f"{self._base}/{path}")  # noqa: PTH116 - ten thousand of them
                if stat.st_size != written.size or stat.st_mtime_ns != written.time:
                    return False
        except OSError:
            return False
        return True

    def differing(self, outputs: dict[str, Entry]) -> list[str]:
        """Return the paths that the last run published otherwise than ``outputs`` say."""
        published = self._record.files
        found = [
            path
            for path, entry in outputs.items()
            if path not in published or published[path].digest != entry.digest
        ]
        return found + [path for path in published if path not in outputs and path != MANIFEST]

    def publish(
        self,
        planned: dict[str, Entry],
        load: Callable[[str], bytes],
        changed: Iterable[str] | None = None,
    ) -> Published:
        """Write what differs, remove what is no longer planned; ``load`` gives a path's bytes.

        Where it is known, only the paths of ``changed`` are looked at. Raises
        DiskFailed when the disk refuses; the next run goes on from there.
        """
        return self._apply(planned, planned if changed is None else changed, load)

    def _apply(
        self, planned: dict[str, Entry], candidates: Iterable[str], load: Callable[[str], bytes]
    ) -> Published:
        """Publish; only ``candidates`` paths can be other than planned."""
        try:
            self._public.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise files.refused(self._public, error) from error
        changed = [path for path in candidates if not self._is_current(path, planned[path])]
        stale = [p for p in self._own_files() if p not in planned]
        lines = {(path, entry.digest) for path, entry in planned.items()}
        listing = _manifest(lines)
        self._drop_parts(self._unfinished)
        if changed or stale:
            # What an earlier run that was cut off may have written is ours as well.
            before = {(p, w.digest) for p, w in self._record.files.items() if p != MANIFEST}
            before |= self._in_manifest() if self._record.pending else set()
            self._record.pending = tuple(dict.fromkeys([*self._record.pending, *changed]))
            self._save()
            # Until all is done the list names what was there and what is to come.
            self._write(MANIFEST, _manifest(lines | before))
        # A file may take the place of a folder: what stood there goes first.
        files_now = set(changed)
        self._remove([p for p in stale if any(str(above) in files_now for above in _above(p))])
        # Pages last: they name stylesheets and images, which must be there first.
        for is_page in (False, True):
            self._write_all(sorted(p for p in changed if p.endswith(".html") is is_page), load)
        self._remove(stale)
        if not self._is_current(MANIFEST, Entry(digests.digest(listing), len(listing))):
            self._write(MANIFEST, listing)
        self._record.pending = ()
        kept = {*planned, MANIFEST}
        self._record.files = {p: w for p, w in self._record.files.items() if p in kept}
        self._save()
        return Published(tuple(sorted(changed)), len(planned) - len(changed), tuple(stale))

    def foreign(self, planned: Iterable[str]) -> list[str]:
        """Return files under ``public/`` that are neither planned nor ours."""
        ours = {*planned, *self._own_files(), MANIFEST}
        return [path for path in self._walk() if path not in ours]

    def _own_files(self) -> list[str]:
        return sorted({*self._record.files, *self._record.pending} - {MANIFEST})

    def _in_manifest(self) -> set[tuple[str, str]]:
        """Return the paths and digests of the list in ``public/``, without lines that are none."""
        found = set()
        with contextlib.suppress(OSError, UnicodeDecodeError):
            for line in (self._public / MANIFEST).read_bytes().decode("utf-8").split("\n"):
                digest, _, path = line.partition("  ")
                parts = PurePosixPath(path).parts
                if parts and not path.startswith("/") and ".." not in parts and "\0" not in path:
                    found.add((path, digest))
        return found

    def _recovered(self) -> Record:
        """Make a lost record again: what is listed and has the bytes that we wrote is ours.

        A file that somebody else has written since is not, whatever the list says.
        """
        record = Record()
        base = self._public.resolve()
        for path, digest in self._in_manifest():
            target = base / path
            with contextlib.suppress(OSError, ValueError):
                # What lies behind a link is somewhere else.
                inside = target.is_relative_to(base) and target.resolve() == target
                if inside and digests.digest(target.read_bytes()) == digest:
                    stat = target.stat()
                    record.files[path] = Written(digest, stat.st_size, stat.st_mtime_ns)
        return record

    def _is_current(self, path: str, entry: Entry) -> bool:
        target = f"{self._base}/{path}"
        written = self._record.files.get(path)
        try:
            stat = os.stat(target)  # noqa: PTH116 - ten thousand of them
            if written and (written.digest, written.size, written.time) == (
                entry.digest,
                stat.st_size,
                stat.st_mtime_ns,
            ):
                return True
            if stat.st_size != entry.size:
                return False
            if digests.digest(Path(target).read_bytes()) != entry.digest:
                return False
        except OSError:
            return False
        self._record.files[path] = Written(entry.digest, stat.st_size, stat.st_mtime_ns)
        return True

    def _write_all(self, paths: list[str], load: Callable[[str], bytes]) -> None:
        """Write files; where there are many, others write while the next are loaded.

        To make a file is the system's work, during which Python's lock is free.
        """
        if len(paths) < MANY:
            for path in paths:
                self._write(path, load(path))
            return
        with concurrent.futures.ThreadPoolExecutor(WRITERS) as writers:
            waiting: collections.deque[concurrent.futures.Future[None]] = collections.deque()
            batch: list[tuple[str, bytes]] = []
            size = 0
            for path in paths:
                batch.append((path, load(path)))
                size += len(batch[-1][1])
                if len(batch) == BATCH_FILES or size > BATCH_BYTES:
                    waiting.append(writers.submit(self._write_batch, batch))
                    batch, size = [], 0
                if len(waiting) > WRITERS:
                    waiting.popleft().result()
            self._write_batch(batch)
            for written in waiting:
                written.result()

    def _write_batch(self, batch: list[tuple[str, bytes]]) -> None:
        for path, data in batch:
            self._write(path, data)

    def _write(self, path: str, data: bytes) -> None:
        """Write a file, its folder first; any thread may, each its own files."""
        target = self._public / path
        try:
            with self._making_room:
                if target.is_dir() and not target.is_symlink():
                    # Only itself: another file may be about to stand beside it.
                    self._folders.discard(target)
                    with contextlib.suppress(OSError):
                        target.rmdir()
                self._make_folder(target.parent)
            files.write(target, data)
            stat = target.stat()
        except OSError as error:
            raise files.refused(target, error) from error
        self._record.files[path] = Written(digests.digest(data), stat.st_size, stat.st_mtime_ns)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder; a file of ours from an earlier plan that stands in its way goes."""
        if folder in self._folders or folder == self._public:
            return
        if folder.is_dir():
            self._folders.add(folder)
            return
        self._make_folder(folder.parent)
        if folder.is_file() or folder.is_symlink():
            if folder.relative_to(self._public).as_posix() not in self._own_files():
                raise FileExistsError(errno.EEXIST, "a file that Bangtin did not write", folder)
            folder.unlink()
        folder.mkdir(exist_ok=True)
        self._folders.add(folder)

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
                    raise files.refused(target, error) from error
            except OSError as error:
                raise files.refused(target, error) from error

    def _clear_folder(self, folder: Path) -> None:
        """Remove a folder and its parents while they are empty, up to ``public/``."""
        while folder != self._public and folder.is_dir():
            self._folders.discard(folder)
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
        try:
            self._record_file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise files.refused(self._record_file, error) from error
        files.write(self._record_file, msgspec.msgpack.encode(self._record))


def _above(path: str) -> tuple[PurePosixPath, ...]:
    """Return the folders in which a path lies, below ``public/``."""
    return tuple(PurePosixPath(path).parents)[:-1]


def _manifest(lines: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines)).encode("utf-8")


def _read_record(file: Path) -> Record | None:
    """Return the record; None when it is lost or damaged."""
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return None

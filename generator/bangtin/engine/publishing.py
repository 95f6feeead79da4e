"""The published tree: each file replaced whole, nothing half-written, nothing left over.

How it works: a record in the cache says which files under ``public/`` are ours,
with their digests, sizes and times. It is written before the first change, with
what is about to come, and after the last one. What is new is written first,
pages after the styles and pictures they show, and what is no longer planned is
removed last. A file is written beside its place and renamed into it.

Why so: a run that was cut off leaves a tree that can be read, and a record from
which the next run completes it. A list in ``public/`` itself (MANIFEST) says the
same with digests, for the day on which the record is lost.

What is not Bangtin's is neither replaced nor removed: before the first change,
whatever stands at a path that will be written or removed has to have bytes that
Bangtin wrote there, or was about to write there when it was cut off. No link is
followed, and what is half-written has a name that nobody else can have.
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import errno
import functools
import os
import re
import secrets
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from bangtin.files import digests, records
from bangtin.files import writing as files
from bangtin.files.digests import Entry
from bangtin.files.writing import TEMPORARY
from bangtin.problems import ForeignFiles

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
    """Which files under ``public/`` are ours.

    ``pending`` were about to be written: paths, and the digests of what was to be
    there. ``publication`` is the name of the last whole publication: another one at each.
    """

    files: dict[str, Written] = {}
    pending: tuple[tuple[str, str], ...] = ()
    publication: str = ""


_LINE = re.compile(r"[0-9a-f]{32}  [^/\0][^\0]*")


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
        record, self.is_recovered = _read_record(record_file)
        self._record = record or self._recovered()
        # Without the record, any file that is listed may have been about to be written.
        self._unfinished = record.pending if record else tuple(self._listed)

    @property
    def publication(self) -> str:
        """The name of the last whole publication: a state that names another is of another."""
        return self._record.publication

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
                if not _is_as_left(os.lstat(f"{self._base}/{path}"), written):
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
        *,
        is_whole: bool = True,
        force: bool = False,
    ) -> Published:
        """Write what differs, remove what is no longer planned; ``load`` gives a path's bytes.

        Where it is known, only the paths of ``changed`` are looked at. With
        ``is_whole`` it is a publication of its own; without, one that the next
        completes. Raises ForeignFiles, before anything is changed, when what stands
        there is not Bangtin's; with ``force`` just that goes. Raises DiskFailed when the disk
        refuses; the next run goes on from there.
        """
        try:
            self._public.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise files.refused(self._public, error) from error
        candidates = list(planned if changed is None else changed)
        self._drop_parts()
        found = [path for path in candidates if not self._is_current(path, planned[path])]
        stale = [p for p in self._own_files() if p not in planned]
        if foreign := self._in_the_way(candidates, found, stale):
            if not force:
                raise ForeignFiles(tuple(foreign))
            self._remove_foreign(foreign)
            found = [path for path in candidates if not self._is_current(path, planned[path])]
        return self._apply(planned, found, stale, load, is_whole=is_whole)

    def _apply(
        self,
        planned: dict[str, Entry],
        changed: list[str],
        stale: list[str],
        load: Callable[[str], bytes],
        *,
        is_whole: bool,
    ) -> Published:
        """Publish, where nothing foreign stands in the way."""
        lines = {(path, entry.digest) for path, entry in planned.items()}
        listing = _manifest(lines)
        is_listed = self._is_current(MANIFEST, Entry(digests.digest(listing), len(listing)))
        if is_whole or changed or stale or not is_listed:
            # What an earlier run that was cut off may have written is ours as well.
            before = {(p, w.digest) for p, w in self._record.files.items() if p != MANIFEST}
            before |= self._listed if self._record.pending else set()
            coming = ((path, planned[path].digest) for path in changed)
            self._record.pending = tuple(dict.fromkeys([*self._record.pending, *coming]))
            if is_whole or not self._record.publication:
                self._record.publication = secrets.token_hex(16)
            self._save()
            if changed or stale:
                # Until all is done the list names what was there and what is to come, and
                # what the half-written files of this run are called.
                own = (TEMPORARY, self._record.publication)
                self._write(MANIFEST, _manifest(lines | before | {own}))
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

    def clean(self) -> list[str]:
        """Remove what Bangtin published; returns what stays, because it is somebody else's.

        Each file is read: what was changed since is no longer Bangtin's. Raises DiskFailed.
        """
        self._drop_parts()
        ours = [*self._own_files(), *(path for path, _ in self._listed), MANIFEST]
        self._remove([path for path in dict.fromkeys(ours) if self._is_ours(path, read=True)])
        with contextlib.suppress(OSError):
            self._public.rmdir()
        return sorted(self._walk())

    # ── What is whose ──

    def _in_the_way(
        self, candidates: Iterable[str], changed: Iterable[str], stale: Iterable[str]
    ) -> list[str]:
        """Return what is not ours of all that would be replaced, removed or gone through."""
        going = set(stale)
        found = []
        looked_at: set[str] = set()
        for path in (*candidates, *going, MANIFEST):
            folder = path.rpartition("/")[0]
            above = []
            while folder and folder not in looked_at:
                looked_at.add(folder)
                above.append(folder)
                folder = folder.rpartition("/")[0]
            for folder in reversed(above):
                status = _status(f"{self._base}/{folder}")
                if status is None or stat.S_ISDIR(status.st_mode):
                    continue
                if folder not in going or not self._is_ours(folder):
                    found.append(folder)
        blocked = tuple(f"{folder}/" for folder in found)
        for path in (*changed, *going, MANIFEST):
            if not path.startswith(blocked or "\0"):
                found += self._foreign_at(path, going)
        return sorted(dict.fromkeys(found))

    def _foreign_at(self, path: str, going: set[str]) -> list[str]:
        """Return what is not ours at a path; of a folder that has to make way, its files."""
        status = _status(f"{self._base}/{path}")
        if status is None:
            return []
        if not stat.S_ISDIR(status.st_mode):
            return [] if self._is_ours(path) else [path]
        if path in going:
            return []
        inside = [*self._walk(path)]
        return [name for name in inside if name not in going or not self._is_ours(name)]

    def _is_ours(self, path: str, *, read: bool = False) -> bool:
        """Whether a plain file stands at a path with what Bangtin wrote, or began to write, there.

        A file of ours without content, or of zeros alone, is one that the disk lost. With
        ``read`` its bytes are looked at, whatever its size and time say.
        """
        file = f"{self._base}/{path}"
        status = _status(file)
        if status is None or not stat.S_ISREG(status.st_mode):
            return False
        written = self._record.files.get(path)
        if not read and written and _is_as_left(status, written):
            return True
        try:
            data = Path(file).read_bytes()
        except OSError:
            return False
        if path == MANIFEST:
            # Its name is Bangtin's own; without a record, its form tells.
            return bool(written) or any(_LINE.fullmatch(line) for line in _lines(data))
        known = self._known_digests.get(path, set())
        return bool(known) and (not data.strip(b"\0") or digests.digest(data) in known)

    @functools.cached_property
    def _known_digests(self) -> dict[str, set[str]]:
        """The digests of all that Bangtin wrote, or was about to write, at each path."""
        found: dict[str, set[str]] = {}
        left = ((path, written.digest) for path, written in self._record.files.items())
        for path, digest in (*left, *self._record.pending, *self._listed):
            found.setdefault(path, set()).add(digest)
        return found

    def _remove_foreign(self, paths: Iterable[str]) -> None:
        """Remove what the owner gave up: each file or link by its name, never what it leads to."""
        for path in paths:
            try:
                (self._public / path).unlink(missing_ok=True)
            except OSError as error:
                raise files.refused(self._public / path, error) from error

    def foreign(self, planned: Iterable[str]) -> list[str]:
        """Return files under ``public/`` that are neither planned nor ours."""
        ours = {*planned, *self._own_files(), MANIFEST}
        return [path for path in self._walk() if path not in ours]

    def _own_files(self) -> list[str]:
        pending = (path for path, _ in self._record.pending)
        return sorted({*self._record.files, *pending} - {MANIFEST})

    @functools.cached_property
    def _listed(self) -> set[tuple[str, str]]:
        """The paths and digests of the list in ``public/``, without lines that are none."""
        return self._in_manifest - {own for own in self._in_manifest if own[0] == TEMPORARY}

    @functools.cached_property
    def _in_manifest(self) -> set[tuple[str, str]]:
        """All lines of the list as it was found; one may name half-written files."""
        found: set[tuple[str, str]] = set()
        file = f"{self._base}/{MANIFEST}"
        status = _status(file)
        if status is None or not stat.S_ISREG(status.st_mode):
            return found
        with contextlib.suppress(OSError):
            for line in _lines(Path(file).read_bytes()):
                digest, _, path = line.partition("  ")
                if _LINE.fullmatch(line) and ".." not in PurePosixPath(path).parts:
                    found.add((path, digest))
        return found

    def _recovered(self) -> Record:
        """Make a lost record again: what is listed and has the bytes that we wrote is ours.

        A file that somebody else has written since is not, whatever the list says.
        """
        record = Record()
        base = self._public.resolve()
        for path, digest in self._listed:
            target = base / path
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                # What lies behind a link is somewhere else.
                inside = target.is_relative_to(base) and target.resolve() == target
                if inside and target.is_file() and digests.digest(target.read_bytes()) == digest:
                    status = target.stat()
                    record.files[path] = Written(digest, status.st_size, status.st_mtime_ns)
        return record

    def _is_current(self, path: str, entry: Entry) -> bool:
        target = f"{self._base}/{path}"
        written = self._record.files.get(path)
        status = _status(target)
        if status is None or not stat.S_ISREG(status.st_mode):
            return False
        if written and written.digest == entry.digest and _is_as_left(status, written):
            return True
        try:
            if status.st_size != entry.size:
                return False
            if digests.digest(Path(target).read_bytes()) != entry.digest:
                return False
        except OSError:
            return False
        self._record.files[path] = Written(entry.digest, status.st_size, status.st_mtime_ns)
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
            files.write(target, data, part=self._part(path, self._record.publication))
            status = target.lstat()
        except OSError as error:
            raise files.refused(target, error) from error
        self._record.files[path] = Written(digests.digest(data), status.st_size, status.st_mtime_ns)

    def _part(self, path: str, publication: str) -> Path:
        """Return where a file is written first: a name that only this publication gives."""
        name = f".{publication}-{digests.digest(path.encode())[:12]}{TEMPORARY}"
        return (self._public / path).with_name(name)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder; a file of ours from an earlier plan that stands in its way goes."""
        if folder in self._folders or folder == self._public:
            return
        self._make_folder(folder.parent)
        if folder.is_symlink():
            raise FileExistsError(errno.EEXIST, "a link that Bangtin did not make", folder)
        if folder.is_dir():
            self._folders.add(folder)
            return
        if folder.exists():
            if not self._is_ours(folder.relative_to(self._public).as_posix()):
                raise FileExistsError(errno.EEXIST, "a file that Bangtin did not write", folder)
            folder.unlink()
        folder.mkdir(exist_ok=True)
        self._folders.add(folder)

    def _drop_parts(self) -> None:
        """Remove what an earlier run left half-written, by the names that it gave."""
        if not self._unfinished:
            return
        runs = {digest for path, digest in self._in_manifest if path == TEMPORARY}
        runs |= {self._record.publication} - {""}
        for path in (*dict.fromkeys(path for path, _ in self._unfinished), MANIFEST):
            if not any((self._public / above).is_symlink() for above in _above(path)):
                for run in runs:
                    with contextlib.suppress(OSError):
                        self._part(path, run).unlink(missing_ok=True)

    def _remove(self, stale: list[str]) -> None:
        for path in stale:
            target = self._public / path
            try:
                target.unlink(missing_ok=True)
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

    def _walk(self, below: str = "") -> Iterator[str]:
        """Yield every file, and every link, below a folder of ``public/``."""
        for folder, folders, names in os.walk(self._public / below):
            base = Path(folder)
            links = [name for name in folders if (base / name).is_symlink()]
            for name in (*names, *links):
                if not name.endswith(TEMPORARY):
                    yield (base / name).relative_to(self._public).as_posix()

    def _save(self) -> None:
        try:
            self._record_file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise files.refused(self._record_file, error) from error
        records.save(self._record_file, msgspec.msgpack.encode(self._record))


def _above(path: str) -> tuple[PurePosixPath, ...]:
    """Return the folders in which a path lies, below ``public/``, the nearest first."""
    return tuple(PurePosixPath(path).parents)[:-1]


def _status(file: str) -> os.stat_result | None:
    """Return what stands at a path, be it a link; None where nothing does."""
    try:
        return os.lstat(file)
    except (OSError, ValueError):
        return None


def _is_as_left(status: os.stat_result, written: Written) -> bool:
    """Whether a file still has the size and the time with which it was written."""
    return (
        status.st_size == written.size
        and status.st_mtime_ns == written.time
        and stat.S_ISREG(status.st_mode)
    )


def _manifest(lines: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines)).encode("utf-8")


def _lines(listing: bytes) -> list[str]:
    """Return the lines of a list of files."""
    return [line for line in listing.decode("utf-8", errors="replace").split("\n") if line]


def _read_record(file: Path) -> tuple[Record | None, bool]:
    """Return the record, None when it is lost; and whether one was there that is not sound."""
    try:
        data = records.load(file)
        return (None if data is None else msgspec.msgpack.decode(data, type=Record)), False
    except (records.Unsound, msgspec.DecodeError, UnicodeDecodeError):
        return None, True

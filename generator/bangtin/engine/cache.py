"""What was made before, by the digest of its inputs.

Small results live in one SQLite file, larger ones beside it: below about
100 kB a database is quicker than a file each (https://sqlite.org/fasterthanfs.html),
and one transaction a batch makes a cut-off run leave nothing half-written.
Nothing in the cache is trusted: bytes are compared with their digest when they
are read, each row with a seal over its key, its digest and its size, and a cache
that can't be read is made anew. A row that the index found under another key has
a seal that doesn't fit. What no build uses any
more is kept for a while, in case an edit is taken back, and up to a bound.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bangtin.engine.lock import Busy
from bangtin.files import digests, writing
from bangtin.files.digests import Entry
from bangtin.problems import CacheCorrupt, DiskFailed

SCHEMA_VERSION = 4
DATABASE = "made.sqlite"
PAGE_SIZE = 16_384
"""Bytes of a page of the database: most results fit in one."""
RECENT_BYTES = 24_000_000
"""How much of what was put in last is kept at hand: it is what is asked for first."""
INLINE_LIMIT = 100_000
"""Results up to this many bytes are kept in the database itself."""

MOST_UNUSED = 2
"""What the last build did not use may take this many times the bytes of what it used,"""
LEAST_BOUND = 100_000_000
"""or this many bytes, whichever is more. Beyond that, what was left longest ago is evicted."""

DISK = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_IOERR",
        "SQLITE_NOMEM")  # fmt: skip
"""How SQLite's names for what the machine refuses begin: no damage, and making anew won't help."""


HELD = ("SQLITE_BUSY", "SQLITE_LOCKED")
"""How its names begin for what another program holds: no damage, and it lets go some time."""
WAIT_SECONDS = 30.0
"""How long such a program is waited for."""


@dataclass(frozen=True, slots=True)
class Evicted:
    """What was taken out of the cache: how many results, and their bytes."""

    results: int = 0
    size: int = 0


class Cache:
    """Results by key, in a folder that nobody else writes to.

    Every method raises Busy when another program (a backup, a virus scanner) holds
    the database for longer than WAIT_SECONDS; it stays as it is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._blobs = folder / "blobs"
        self.is_repaired = False
        """Whether a cache was found that could not be used, and was made anew."""
        self._database = self._open()
        self._recent: dict[str, bytes] = {}
        self._recent_bytes = 0

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the cache can't be used after."""
        self._database.close()

    def entries(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Return what is stored under the given keys. Raises CacheCorrupt."""
        found = {}
        for batch in _batches(list(keys), 500):
            marks = ",".join("?" * len(batch))
            query = f"SELECT key, digest, size, seal FROM made WHERE key IN ({marks})"  # noqa: S608 - marks are ?
            with self._translated_errors():
                for key, digest, size, seal in self._database.execute(query, batch):
                    if seal != _seal(key, digest, size):
                        raise CacheCorrupt(str(key))
                    found[key] = Entry(digest, size)
        return found

    def kept(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Return what is stored under keys that were found or put in before.

        Raises CacheCorrupt when one is not there: a damaged index may lose what was just put in.
        """
        wanted = list(keys)
        found = self.entries(wanted)
        for key in wanted:
            if key not in found:
                raise CacheCorrupt(key)
        return found

    def get(self, key: str) -> bytes:
        """Return stored bytes, compared with their digest.

        Raises CacheCorrupt when they are missing or not what was put in.
        """
        if key in self._recent:
            return self._recent[key]
        query = "SELECT digest, size, seal, data FROM made WHERE key = ?"
        with self._translated_errors():
            row = self._database.execute(query, (key,)).fetchone() or (None, None, None, None)
        digest, size, seal, data = row
        # SQLite columns hold any type, and a damaged row may.
        if not isinstance(digest, str) or seal != _seal(key, digest, size):
            raise CacheCorrupt(key)
        if data is None:
            data = self._read_blob(digest)
        if not isinstance(data, bytes) or digests.digest(data) != digest:
            raise CacheCorrupt(key)
        self._remember(key, data)
        return data

    def put(self, results: Iterable[tuple[str, bytes]]) -> dict[str, Entry]:
        """Keep a batch of results in one transaction; returns their entries.

        Raises CacheCorrupt, and DiskFailed when the disk refuses.
        """
        entries = {}
        rows = []
        fresh = []
        for key, data in results:
            digest = digests.digest(data)
            inline = data if len(data) <= INLINE_LIMIT else None
            if inline is None:
                self._write_blob(digest, data)
            rows.append((key, digest, len(data), _seal(key, digest, len(data)), inline))
            entries[key] = Entry(digest, len(data))
            fresh.append((key, data))
        with self._translated_errors(), self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?, 0)", rows
            )
        for key, data in fresh:
            self._remember(key, data)
        return entries

    def _remember(self, key: str, data: bytes) -> None:
        self._recent_bytes -= len(self._recent.pop(key, b""))
        if len(data) > INLINE_LIMIT:
            return
        self._recent[key] = data
        self._recent_bytes += len(data)
        while self._recent_bytes > RECENT_BYTES:
            oldest = next(iter(self._recent))
            self._recent_bytes -= len(self._recent.pop(oldest))

    def mark_used(self, released: set[str], used: set[str]) -> None:
        """Note after an edit which results are no longer used, and which are again.

        Raises CacheCorrupt.
        """
        with self._translated_errors(), self._database:
            query = "SELECT coalesce(max(unused), 0) + 1 FROM made"
            (number,) = self._database.execute(query).fetchone()
            rows = [(number, key) for key in released] + [(0, key) for key in used]
            self._database.executemany("UPDATE made SET unused = ? WHERE key = ?", rows)

    def prune(self, used: set[str]) -> Evicted:
        """Note which results the build that ends now used, and hold the cache to its bound.

        Only what changed is written: a row that is no longer used gets the number
        of this build, one that is used again gets 0. Raises CacheCorrupt.
        """
        with self._translated_errors(), self._database:
            query = "SELECT coalesce(max(unused), 0) + 1 FROM made"
            (number,) = self._database.execute(query).fetchone()
            known = self._database.execute("SELECT key, unused > 0 FROM made").fetchall()
            changed = [(0 if key in used else number, key) for key, was in known
                       if bool(was) == (key in used)]  # fmt: skip
            self._database.executemany("UPDATE made SET unused = ? WHERE key = ?", changed)
        bound = max(MOST_UNUSED * self._size("unused = 0"), LEAST_BOUND)
        if self._size("unused > 0") <= bound:
            return Evicted()
        # Down to half of it, so that not every build from now on has to tidy up.
        return self.evict(bound // 2)

    def evict(self, keep_bytes: int = 0) -> Evicted:
        """Forget what the last build did not use, except for the ``keep_bytes`` bytes left last.

        The files shrink. Raises CacheCorrupt, and DiskFailed when the disk refuses.
        """
        query = "SELECT unused, sum(size) FROM made WHERE unused > 0 GROUP BY 1 ORDER BY 1 DESC"
        with self._translated_errors(), self._database:
            last = 0
            for number, size in self._database.execute(query).fetchall():
                keep_bytes -= size
                if keep_bytes <= 0:
                    last = number
                    break
            count = "SELECT count(*), total(size) FROM made WHERE unused BETWEEN 1 AND ?"
            results, size = self._database.execute(count, (last,)).fetchone()
            self._database.execute("DELETE FROM made WHERE unused BETWEEN 1 AND ?", (last,))
            query = "SELECT digest FROM made WHERE data IS NULL"
            kept = {row[0] for row in self._database.execute(query)}
        with self._translated_errors():
            # As a script: it hands back a page a step, and execute() takes one step only.
            self._database.executescript(
                "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)"
            )
        for path in self._blobs.rglob("*"):
            if path.is_file() and path.name not in kept:
                # One that can't go takes keep_bytes, and nothing else.
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
        return Evicted(results, int(size))

    def _size(self, which: str) -> int:
        with self._translated_errors():
            query = f"SELECT total(size) FROM made WHERE {which}"  # noqa: S608 - no value of others
            return int(self._database.execute(query).fetchone()[0])

    def __len__(self) -> int:
        with self._translated_errors():
            return int(self._database.execute("SELECT count(*) FROM made").fetchone()[0])

    def _open(self) -> sqlite3.Connection:
        """Open the database; a damaged one and one of another version are made anew."""
        try:
            if self._folder.is_dir() and not (self._folder / DATABASE).is_dir():
                with contextlib.suppress(CacheCorrupt), self._translated_errors():
                    return self._connect()
                self.is_repaired = True
            wipe(self._folder)
            self._folder.mkdir(parents=True)
            with self._translated_errors():
                return self._connect()
        except OSError as error:
            raise writing.refused(self._folder, error) from error
        except CacheCorrupt as error:
            # A new one that can't be opened is no damaged one.
            raise DiskFailed(self._folder, str(error)) from error

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._folder / DATABASE, timeout=WAIT_SECONDS)
        try:
            # The size of a page first: what follows writes the first one, and fixes it.
            database.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            # Pages of what was evicted can be handed back.
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")
            # A process that is killed loses nothing of what it committed. The system that goes
            # down may leave pages of two times side by side: each row is held to its seal, and
            # a cache that doesn't fit costs time, not content. So nobody waits for the disk.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")
            # Damage is looked for in every page that is read, and no schema runs code.
            database.execute("PRAGMA cell_size_check = ON")
            database.execute("PRAGMA trusted_schema = OFF")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version not in (0, SCHEMA_VERSION):
                raise sqlite3.DatabaseError(f"cache of version {version}")  # noqa: TRY301
            columns = (
                "key TEXT PRIMARY KEY, digest TEXT, size INTEGER, seal TEXT, data BLOB,"
                " unused INTEGER"
            )
            # With row numbers: data then lies apart from the index of keys, which stays small.
            database.execute(f"CREATE TABLE IF NOT EXISTS made ({columns})")
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            database.execute("SELECT key, seal, unused FROM made LIMIT 1").fetchone()
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    @contextlib.contextmanager
    def _translated_errors(self) -> Iterator[None]:
        """Raise CacheCorrupt for damage, DiskFailed for what the disk refuses, Busy for a lock."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # What Python's own module raises has no name.
            name = getattr(error, "sqlite_errorname", "")
            if name.startswith(HELD):
                raise Busy from error
            if name.startswith(DISK) and not self._is_damaged():
                raise DiskFailed(self._folder, str(error)) from error
            raise CacheCorrupt(str(error)) from error

    def _is_damaged(self) -> bool:
        """Whether what looks like the disk's refusal is damage.

        A changed byte in its head makes a database read only, or full.
        """
        file = self._folder / DATABASE
        try:
            with file.open("rb") as opened:
                head = opened.read(100)
        except OSError:
            return False
        if not head:
            return False
        if head[:16] != b"SQLite format 3\0" or not {head[18], head[19]} <= {1, 2}:
            return True
        try:
            with contextlib.closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as database:
                return bool(database.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",))
        except sqlite3.DatabaseError as error:
            return not getattr(error, "sqlite_errorname", "").startswith((*DISK, *HELD))

    def _blob(self, digest: str) -> Path:
        return self._blobs / digest[:2] / digest

    def _read_blob(self, digest: str) -> bytes:
        try:
            return self._blob(digest).read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a damaged name with a zero byte
            raise CacheCorrupt(str(error)) from error

    def _write_blob(self, digest: str, data: bytes) -> None:
        path = self._blob(digest)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise writing.refused(path, error) from error
        writing.write(path, data)


def _seal(key: object, digest: object, size: object) -> str:
    """Return what stands in a row for its key, its digest and its size together."""
    return digests.digest(f"{key}\0{digest}\0{size}".encode(errors="replace"))


def wipe(folder: Path) -> None:
    """Remove a closed cache, so that the next one to open it makes it anew.

    Raises OSError.
    """
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def _batches(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

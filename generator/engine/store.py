"""What was made before, by the digest of its inputs.

Small results live in one SQLite file, larger ones beside it: below about
100 kB a database is quicker than a file each (https://sqlite.org/fasterthanfs.html),
and one transaction a batch makes a cut-off run leave nothing half-written.
Nothing in the store is trusted: bytes are compared with their digest when they
are read, and a store that can't be read is made anew.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import contents
from generator.engine import files
from generator.problems import DiskFailed, StoreCorrupt

SCHEMA_VERSION = 1
INLINE_LIMIT = 100_000
"""Results up to this many bytes are kept in the database itself."""

DISK = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_PERM")
"""How SQLite's names for what the disk refuses begin: no damage, and making anew won't help."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored result: the digest and size of its bytes."""

    digest: str
    size: int


class Store:
    """Results by key, in a folder that nobody else writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._blobs = folder / "blobs"
        self._database = self._open()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the store can't be used after."""
        self._database.close()

    def entries(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Return what is stored under the given keys. Raises StoreCorrupt."""
        found = {}
        for batch in _batches(list(keys), 500):
            marks = ",".join("?" * len(batch))
            query = f"SELECT key, digest, size FROM made WHERE key IN ({marks})"  # noqa: S608 - marks are ?
            with self._at_work():
                for key, digest, size in self._database.execute(query, batch):
                    found[key] = Entry(digest, size)
        return found

    def get(self, key: str) -> bytes:
        """Return stored bytes, compared with their digest.

        Raises StoreCorrupt when they are missing or not what was put in.
        """
        query = "SELECT digest, data FROM made WHERE key = ?"
        with self._at_work():
            digest, data = self._database.execute(query, (key,)).fetchone() or (None, None)
            # SQLite columns hold any type, and a damaged row may.
            if data is None and isinstance(digest, str):
                data = self._read_blob(digest)
        if not isinstance(data, bytes) or contents.digest(data) != digest:
            raise StoreCorrupt(key)
        return data

    def put(self, results: Iterable[tuple[str, bytes]]) -> dict[str, Entry]:
        """Keep a batch of results in one transaction; returns their entries.

        Raises StoreCorrupt, and DiskFailed when the disk refuses.
        """
        entries = {}
        rows = []
        for key, data in results:
            digest = contents.digest(data)
            inline = data if len(data) <= INLINE_LIMIT else None
            if inline is None:
                self._write_blob(digest, data)
            rows.append((key, digest, len(data), inline))
            entries[key] = Entry(digest, len(data))
        with self._at_work(), self._database:
            self._database.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", rows)
        return entries

    def keep_only(self, keys: set[str]) -> int:
        """Forget all results but those under ``keys``; returns how many were forgotten.

        Raises StoreCorrupt.
        """
        with self._at_work(), self._database:
            known = [row[0] for row in self._database.execute("SELECT key FROM made")]
            unused = [key for key in known if key not in keys]
            self._database.executemany("DELETE FROM made WHERE key = ?", ((k,) for k in unused))
            query = "SELECT digest FROM made WHERE data IS NULL"
            used = {row[0] for row in self._database.execute(query)}
        for path in self._blobs.rglob("*"):
            if path.is_file() and path.name not in used:
                # One that can't go takes room, and nothing else.
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
        return len(unused)

    def __len__(self) -> int:
        with self._at_work():
            return int(self._database.execute("SELECT count(*) FROM made").fetchone()[0])

    def _open(self) -> sqlite3.Connection:
        try:
            if self._folder.is_dir():
                with contextlib.suppress(sqlite3.DatabaseError):
                    return self._connect()
            wipe(self._folder)
            self._folder.mkdir(parents=True)
            return self._connect()
        except OSError as error:
            raise files.refused(self._folder, error) from error
        except sqlite3.DatabaseError as error:
            # A new one that can't be opened is no damaged one.
            raise DiskFailed(self._folder, str(error)) from error

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._folder / "made.sqlite")
        try:
            # A lost store costs time, not content: no need to wait for the disk.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version not in (0, SCHEMA_VERSION):
                raise sqlite3.DatabaseError(f"store of version {version}")  # noqa: TRY301
            columns = "key TEXT PRIMARY KEY, digest TEXT, size INTEGER, data BLOB"
            database.execute(f"CREATE TABLE IF NOT EXISTS made ({columns}) WITHOUT ROWID")
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            database.execute("SELECT count(*) FROM (SELECT key FROM made LIMIT 1)").fetchone()
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """Tell what the disk refuses from damage: DiskFailed from StoreCorrupt."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # What Python's own module raises has no name.
            if getattr(error, "sqlite_errorname", "").startswith(DISK):
                raise DiskFailed(self._folder, str(error)) from error
            raise StoreCorrupt(str(error)) from error

    def _blob(self, digest: str) -> Path:
        return self._blobs / digest[:2] / digest

    def _read_blob(self, digest: str) -> bytes:
        try:
            return self._blob(digest).read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a damaged name with a zero byte
            raise StoreCorrupt(str(error)) from error

    def _write_blob(self, digest: str, data: bytes) -> None:
        path = self._blob(digest)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise files.refused(path, error) from error
        files.write(path, data)


def wipe(folder: Path) -> None:
    """Remove a closed store, so that the next one to open it makes it anew.

    Raises OSError.
    """
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def _batches(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

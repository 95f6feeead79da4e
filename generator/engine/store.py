"""What was made before, by the digest of its inputs.

Small results live in one SQLite file, larger ones beside it: below about
100 kB a database is quicker than a file each (https://sqlite.org/fasterthanfs.html),
and one transaction a batch makes a cut-off run leave nothing half-written.
Nothing in the store is trusted: bytes are compared with their digest when they
are read, and a store that can't be read is made anew.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from generator.engine.artifact import content_digest

R = TypeVar("R")

SCHEMA_VERSION = 1
INLINE_LIMIT = 100_000
"""Results up to this many bytes are kept in the database itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored result: the digest and size of its bytes."""

    digest: str
    size: int


class StoreCorrupt(Exception):
    """Stored bytes are not what was put in: the store has to be made anew."""


def _guarded(method: Callable[..., R]) -> Callable[..., R]:
    """Turn whatever a damaged database raises into StoreCorrupt."""

    @functools.wraps(method)
    def guarded(*args: Any, **options: Any) -> R:
        try:
            return method(*args, **options)
        except sqlite3.DatabaseError as error:
            raise StoreCorrupt(str(error)) from error

    return guarded


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

    @_guarded
    def entries(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Return what is stored under the given keys. Raises StoreCorrupt."""
        found = {}
        for batch in _batches(list(keys), 500):
            marks = ",".join("?" * len(batch))
            query = f"SELECT key, digest, size FROM made WHERE key IN ({marks})"  # noqa: S608 - marks are ?
            with _damage_is_corrupt():
                for key, digest, size in self._database.execute(query, batch):
                    found[key] = Entry(digest, size)
        return found

    def get(self, key: str) -> bytes:
        """Return stored bytes, compared with their digest.

        Raises StoreCorrupt when they are missing or not what was put in.
        """
        query = "SELECT digest, data FROM made WHERE key = ?"
        with _damage_is_corrupt():
            digest, data = self._database.execute(query, (key,)).fetchone() or (None, None)
            # SQLite columns hold any type, and a damaged row may.
            if data is None and isinstance(digest, str):
                data = self._read_blob(digest)
        if not isinstance(data, bytes) or content_digest(data) != digest:
            raise StoreCorrupt(key)
        return data

    @_guarded
    def put(self, results: Iterable[tuple[str, bytes]]) -> dict[str, Entry]:
        """Keep a batch of results in one transaction; returns their entries.

        Raises StoreCorrupt.
        """
        entries = {}
        rows = []
        for key, data in results:
            digest = content_digest(data)
            inline = data if len(data) <= INLINE_LIMIT else None
            if inline is None:
                self._write_blob(digest, data)
            rows.append((key, digest, len(data), inline))
            entries[key] = Entry(digest, len(data))
        with _damage_is_corrupt(), self._database:
            self._database.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", rows)
        return entries

    @_guarded
    def keep_only(self, keys: set[str]) -> int:
        """Forget all results but those under ``keys``; returns how many were forgotten.

        Raises StoreCorrupt.
        """
        with _damage_is_corrupt(), self._database:
            known = [row[0] for row in self._database.execute("SELECT key FROM made")]
            unused = [key for key in known if key not in keys]
            self._database.executemany("DELETE FROM made WHERE key = ?", ((k,) for k in unused))
            query = "SELECT digest FROM made WHERE data IS NULL"
            used = {row[0] for row in self._database.execute(query)}
        for path in self._blobs.rglob("*"):
            if path.is_file() and path.name not in used:
                path.unlink(missing_ok=True)
        return len(unused)

    @_guarded
    def __len__(self) -> int:
        with _damage_is_corrupt():
            return int(self._database.execute("SELECT count(*) FROM made").fetchone()[0])

    def _open(self) -> sqlite3.Connection:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            wipe(self._folder)
            self._folder.mkdir(parents=True)
            return self._connect()

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

    def _blob(self, digest: str) -> Path:
        return self._blobs / digest[:2] / digest

    def _read_blob(self, digest: str) -> bytes:
        try:
            return self._blob(digest).read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a damaged name with a zero byte
            raise StoreCorrupt(str(error)) from error

    def _write_blob(self, digest: str, data: bytes) -> None:
        path = self._blob(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        temporary.write_bytes(data)
        os.replace(temporary, path)


def wipe(folder: Path) -> None:
    """Remove a closed store, so that the next one to open it makes it anew."""
    if folder.exists():
        shutil.rmtree(folder)


@contextlib.contextmanager
def _damage_is_corrupt() -> Iterator[None]:
    """Raise StoreCorrupt for whatever SQLite says of a database it can't work with."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreCorrupt(str(error)) from error


def _batches(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

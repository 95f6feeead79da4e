"""Builders on the workers of a Dask cluster, which may be on other computers.

A build sends what builders may read: one zip, as the result of a task that all
others wait for. So it goes to each worker once, to those that join later as
well, is made again when it is lost, and is let go with the build's connection.
A worker unpacks it and gives builders that copy as their root.

This module is imported at both ends, and by the scheduler.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import io
import logging
import os
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import dask
import distributed
import distributed.client
import msgspec

from bangtin.engine.executors import base
from bangtin.engine.executors.base import (
    Built,
    ExecutorFailed,
    Pending,
    Submission,
    WorkerDied,
)
from bangtin.engine.task import generator_digest
from bangtin.files import digests

READ_BY_BUILDERS = ("assets", "content", "layouts")
"""The folders of a site that builders may read."""

CONNECT_SECONDS = 10
"""How long a scheduler, and its first worker, may take to answer."""
GRACE_SECONDS = 2
ASK_SECONDS = 2
"""How long an answer to how many workers there are holds."""
LOST_SECONDS = 60
"""How long a cluster may be without any worker while a build waits for it."""
RETRIES = 2
"""How often a task is tried again that failed on the way; a worker's end does not count here."""
COPIES = 4
"""How many copies of sites a worker keeps: those that it used last."""


class Cluster(base.Executor):
    """The workers of one scheduler."""

    def __init__(self, root: Path, address: str) -> None:
        """Connect to ``HOST:PORT``. Raises ExecutorFailed."""
        self._address = address
        self._open = contextlib.ExitStack()
        self._alone_since: float | None = None
        self._workers_known = (0.0, 1)
        self._under_way: dict[Pending, distributed.Future[list[list[Built]]]] = {}
        try:
            self._client = self._connect()
            self._require_same_version()
            self._packed = pack(root)
            self._digest = digests.digest(self._packed)
            self._send_site()
        except BaseException:
            self.close()
            raise

    def workers(self) -> int:
        """Return the number of worker processes: each makes one thing at a time."""
        counted_at, number = self._workers_known
        now = time.monotonic()
        if now - counted_at > ASK_SECONDS:
            number = max(1, len(self._threads()))
            self._workers_known = (now, number)
        return number

    def submit(self, batches: Submission) -> Pending:
        """Hand in a submission; its results come from whichever worker is free."""
        # Encoded here, so that nothing is read with other code before the digests are compared.
        encoded = msgspec.msgpack.encode(batches)
        with self._translated_errors():
            there = self._client.submit(
                work_there, self._site, self._digest, generator_digest(), encoded,
                pure=False, retries=RETRIES,
            )  # fmt: skip
        here: Pending = concurrent.futures.Future()

        # Only a sign that it is done: the client has one thread for all such calls, and what is
        # fetched there, from a worker that is gone by then, would hold up every other call.
        there.add_done_callback(lambda _: here.set_result([]))
        # The scheduler forgets what nobody holds.
        self._under_way[here] = there
        return here

    def result(self, pending: Pending) -> list[list[Built]]:
        """Return the results of a submission that is done. Raises WorkerDied and ExecutorFailed."""
        there = self._under_way.pop(pending)
        try:
            with self._translated_errors():
                built = self._fetched(there)
        except distributed.KilledWorker as error:
            raise WorkerDied(str(error)) from error
        except ExecutorFailed:
            raise
        except Exception:
            # Perhaps a worker joined that has other code to fail with.
            self._require_same_version()
            raise
        self._alone_since = None
        return built

    def _fetched(self, there: distributed.Future[list[list[Built]]]) -> list[list[Built]]:
        """Return a submission's results; where their worker is gone, another builds them again."""
        while True:
            try:
                built: list[list[Built]] = there.result(timeout=base.LOOK_SECONDS)
            except TimeoutError:
                self.check_alive()
            else:
                return built

    def check_alive(self) -> None:
        """Raise ExecutorFailed when the cluster has had no worker for a minute."""
        if self._threads():
            self._alone_since = None
            return
        now = time.monotonic()
        self._alone_since = self._alone_since or now
        if now - self._alone_since > LOST_SECONDS:
            raise ExecutorFailed("executor-no-workers", address=self._address)

    def recover(self) -> None:
        """Bring the site again: it may have been given up with the worker that had it."""
        self._send_site()

    def close(self) -> None:
        """Leave the cluster; with the connection goes all that it held for this build."""
        self._open.close()

    def _send_site(self) -> None:
        with self._translated_errors():
            self._site = self._client.submit(_carry, self._packed, pure=False)

    def _connect(self) -> distributed.Client:
        # What a submission carries goes through the scheduler, as it does through a pool's pipes.
        quiet = {"distributed.admin.large-graph-warning-threshold": "1 TB"}
        self._open.enter_context(dask.config.set(quiet))
        # What matters of it is told in our own words.
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        client = _client(f"tcp://{self._address}")
        if client is None:
            raise ExecutorFailed("executor-unreachable", address=self._address)
        self._open.enter_context(client)
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise ExecutorFailed("executor-no-workers", address=self._address) from error
        return client

    def _threads(self) -> dict[str, int]:
        with self._translated_errors():
            found: dict[str, int] = self._client.nthreads()
        return found

    @contextlib.contextmanager
    def _translated_errors(self) -> Iterator[None]:
        """Tell in our own words that the scheduler is no longer there."""
        try:
            yield
        except (OSError, concurrent.futures.CancelledError, asyncio.CancelledError) as error:
            raise ExecutorFailed("executor-lost", address=self._address) from error
        except Exception as error:
            if self._client.status == "running":
                raise
            raise ExecutorFailed("executor-lost", address=self._address) from error

    def _require_same_version(self) -> None:
        """Raise ExecutorFailed unless all of the cluster runs this very Bangtin."""
        ours = generator_digest()
        with self._translated_errors():
            found = self._client.run(generator_digest, on_error="return")
        try:
            found[self._address] = self._client.run_on_scheduler(generator_digest)
        except Exception as error:  # whatever it has instead of our code
            found[self._address] = error
        others = sorted(where for where, digest in found.items() if digest != ours)
        if others:
            raise ExecutorFailed("executor-other-version", workers=", ".join(others))


def _client(address: str) -> distributed.Client | None:
    """Return a connection to the scheduler, or None when none answers as one.

    In a thread, because the client's own time limit does not hold for a server of
    another kind that takes the connection and answers something else.
    """
    found: list[distributed.Client] = []

    def connect() -> None:
        with contextlib.suppress(Exception):  # whatever it makes of what it was told
            found.append(distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False))

    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS + GRACE_SECONDS)
    return found[0] if found else None


def pack(root: Path) -> bytes:
    """Return a zip of all that builders may read below ``root``; equal files are equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in READ_BY_BUILDERS:
            for path in _below(root / name, frozenset()):
                # What can't be read now is missing there, and then told as it is here.
                with contextlib.suppress(OSError, UnicodeEncodeError):
                    info = zipfile.ZipInfo(path.relative_to(root).as_posix())
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, path.read_bytes())
    return packed.getvalue()


def _below(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    """Yield the files below a folder, through links as well, but never in a circle."""
    real = folder.resolve()
    if real in above or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _below(path, above | {real})
        elif path.is_file():
            yield path


def _carry(packed: bytes) -> bytes:
    """Hold the site's files on the cluster, as the result of a task."""
    return packed


_at_work = threading.Lock()
"""PDFium knows no threads, and a worker may have several: one submission at a time in a process."""


def work_there(packed: bytes, digest: str, version: bytes, encoded: bytes) -> list[list[Built]]:
    """Build a submission on a worker. Raises ExecutorFailed where another Bangtin is installed."""
    worker = distributed.get_worker()
    if version != generator_digest():
        raise ExecutorFailed("executor-other-version", workers=worker.address)
    with _at_work:
        root = _copy(Path(worker.local_directory), packed, digest)
        batches = msgspec.msgpack.decode(encoded, type=Submission)
        return base.build_all(str(root), batches)


def _copy(folder: Path, packed: bytes, digest: str) -> Path:
    """Return this worker's own copy of the site."""
    copy = folder / f"bangtin-{digest}"
    if not copy.is_dir():
        part = folder / f"part-{digest}"
        shutil.rmtree(part, ignore_errors=True)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(part)
        part.mkdir(exist_ok=True)
        part.rename(copy)
    os.utime(copy)
    copies = sorted(folder.glob("bangtin-*"), key=lambda path: path.stat().st_mtime)
    for old in copies[:-COPIES]:
        shutil.rmtree(old, ignore_errors=True)
    return copy

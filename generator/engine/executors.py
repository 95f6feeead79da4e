"""Where makers run: in this process, in a pool of processes, or on the workers of a Dask cluster.

The choice changes no byte of what is made (record 11).
"""

from __future__ import annotations

import abc
import concurrent.futures
import multiprocessing
import os
import re
import threading
import time
import traceback
import typing
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from generator.engine.artifact import Maker
from generator.problems import BangtinError, Refused, closest

SERIAL, PROCESSES, DASK = "serial", "processes", "dask"
FORMS = (SERIAL, PROCESSES, f"{DASK}://HOST:PORT")
"""What people may ask for, as they write it."""

LAST_PORT = 65_535

Task = tuple[Maker, type[msgspec.Struct], bytes, tuple[bytes | int, ...]]
"""A maker, the type of its inputs, the inputs encoded, and the results of its sources.

A number stands for the result of that task of the same chain, which comes before.
"""
Result = bytes | Refused | str | None
"""The bytes, what the author must mend, or the trace of an unexpected failure.

None where a source of the same chain has no bytes.
"""
Made = tuple[Result, float]
"""A result, and the seconds that its maker took."""
Handed = concurrent.futures.Future[list[list[Made]]]
"""A chunk that was handed in: what becomes of each task of each of its chains."""
LOOK_SECONDS = 5
"""How often an executor that gives no results is asked whether somebody is still there."""


class ExecutorFailed(BangtinError):
    """An executor that can't be had: ``key`` names the text that tells why, and what to do."""

    def __init__(self, key: str, /, **details: object) -> None:
        super().__init__(key, details)
        self.key = key
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        return (_failed, (self.key, self.details))


def _failed(key: str, details: dict[str, object]) -> ExecutorFailed:
    return ExecutorFailed(key, **details)


class WorkerDied(Exception):
    """The worker that had a chunk ended: it may be the chunk's fault, or not."""


class Executor(abc.ABC):
    """Takes chunks of chains of tasks, and gives a future of the results of each."""

    @abc.abstractmethod
    def workers(self) -> int:
        """Return how many chunks can be made at the same time."""

    @abc.abstractmethod
    def submit(self, chains: list[list[Task]]) -> Handed:
        """Hand in a chunk. Raises WorkerDied and ExecutorFailed."""

    @abc.abstractmethod
    def result(self, future: Handed) -> list[list[Made]]:
        """Return the results of a chunk that is done. Raises WorkerDied and ExecutorFailed."""

    @abc.abstractmethod
    def look(self) -> None:
        """Raise ExecutorFailed when nobody is left to wait for; called every few seconds."""

    @abc.abstractmethod
    def mend(self) -> None:
        """Be ready again after a worker ended; nothing is under way."""

    @abc.abstractmethod
    def close(self) -> None:
        """Give up what is under way, and let the workers go."""


def check(choice: str) -> str:
    """Return what was asked for, when it can be had. Raises ExecutorFailed for a typo."""
    if choice in (SERIAL, PROCESSES) or _address(choice):
        return choice
    meant = closest(choice, (SERIAL, PROCESSES))
    if choice.partition(":")[0] == DASK:
        meant = FORMS[-1]
    key = "executor-meant" if meant else "executor-unknown"
    raise ExecutorFailed(key, name=choice, meant=meant, known=", ".join(FORMS))


def start(choice: str, root: Path, jobs: int) -> Executor:
    """Return a pool of ``jobs`` processes, or the cluster that was chosen.

    Raises ExecutorFailed.
    """
    if choice == PROCESSES:
        return Pool(root, jobs)
    try:
        # Heavy, and not there unless it was asked for (bangtin[dask]).
        from generator.engine.cluster import Cluster
    except ImportError as error:
        raise ExecutorFailed("executor-no-dask") from error
    return Cluster(root, _address(choice))


def _address(choice: str) -> str:
    """Return ``HOST:PORT`` of what names a Dask scheduler, else an empty text."""
    found = re.fullmatch(rf"{DASK}://((?:\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{{1,5}}))/?", choice)
    return found[1] if found and 0 < int(found[2]) <= LAST_PORT else ""


def work(root: str, chains: list[list[Task]]) -> list[list[Made]]:
    """Make a chunk, wherever this runs."""
    return [_chain(Path(root), tasks) for tasks in chains]


def _chain(root: Path, tasks: list[Task]) -> list[Made]:
    made: list[Made] = []
    for maker, kind, payload, given in tasks:
        data = tuple(made[part][0] if isinstance(part, int) else part for part in given)
        if all(isinstance(part, bytes) for part in data):
            inputs = msgspec.msgpack.decode(payload, type=kind)
            made.append(make(maker, inputs, root, typing.cast("tuple[bytes, ...]", data)))
        else:
            made.append((None, 0.0))
    return made


def make(maker: Maker, inputs: Any, root: Path, data: tuple[bytes, ...]) -> Made:
    """Call a maker; what it raises is a result as well, so that it is told alike from anywhere."""
    start = time.perf_counter()
    result: Result
    try:
        result = maker(inputs, root, data)
    except Refused as refused:
        result = refused
    except Exception:
        # The one place where any failure is caught: it becomes a Fault that
        # says what was being made, instead of a trace on the author's screen.
        result = traceback.format_exc()
    return result, time.perf_counter() - start


class Pool(Executor):
    """Processes of this machine; a new pool takes the place of one that broke."""

    def __init__(self, root: Path, jobs: int) -> None:
        self._root = str(root)
        self._jobs = jobs
        self._pool = self._new()

    def workers(self) -> int:
        """Return the number of processes."""
        return self._jobs

    def submit(self, chains: list[list[Task]]) -> Handed:
        """Hand in a chunk. Raises WorkerDied when the pool broke meanwhile."""
        try:
            return self._pool.submit(work, self._root, chains)
        except concurrent.futures.BrokenExecutor as error:
            raise WorkerDied(str(error)) from error

    def result(self, future: Handed) -> list[list[Made]]:
        """Return the results of a chunk that is done. Raises WorkerDied."""
        try:
            return future.result()
        except concurrent.futures.BrokenExecutor as error:
            raise WorkerDied(str(error)) from error

    def look(self) -> None:
        """See nothing: a pool notices by itself what happens to its processes."""

    def mend(self) -> None:
        """Start a new pool."""
        self.close()
        self._pool = self._new()

    def close(self) -> None:
        """End the processes, when they have done what they are at."""
        self._pool.shutdown(cancel_futures=True)

    def _new(self) -> concurrent.futures.ProcessPoolExecutor:
        context = multiprocessing.get_context(FORKSERVER if _has_forkserver() else "spawn")
        if _has_forkserver():
            # Where the server runs already (get_ready), it has more than this.
            context.set_forkserver_preload(["generator.engine.workshop"])
        return concurrent.futures.ProcessPoolExecutor(self._jobs, context, _end_with_parent)


FORKSERVER = "forkserver"
"""How workers are started; never plain fork: Typst's threads do not survive it."""


def _has_forkserver() -> bool:
    return FORKSERVER in multiprocessing.get_all_start_methods()


def get_ready(modules: Iterable[str]) -> None:
    """Start the process that workers are forked from, with modules that all of them need.

    It imports them while this process goes on; without this, each worker does by itself.
    """
    if _has_forkserver():
        from multiprocessing import forkserver

        multiprocessing.get_context(FORKSERVER).set_forkserver_preload(list(modules))
        forkserver.ensure_running()


def _end_with_parent() -> None:
    """Have a worker end when the build does, however that ends.

    Workers of a pool wait for work from each other's ends of one pipe: after a
    build that was killed they would wait for ever.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

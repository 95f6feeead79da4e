"""A pool of processes of this machine, each forked from one that has its modules already."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from bangtin.engine.executors.base import (
    Built,
    Executor,
    Pending,
    Submission,
    WorkerDied,
    build_all,
)

FORKSERVER = "forkserver"
"""How workers are started; never plain fork: Typst's threads do not survive it."""


class Pool(Executor):
    """Processes of this machine; a new pool takes the place of one that broke."""

    def __init__(self, root: Path, jobs: int) -> None:
        self._root = str(root)
        self._jobs = jobs
        self._pool = self._new()

    def workers(self) -> int:
        """Return the number of processes."""
        return self._jobs

    def submit(self, batches: Submission) -> Pending:
        """Hand in a submission. Raises WorkerDied when the pool broke meanwhile."""
        try:
            return self._pool.submit(build_all, self._root, batches)
        except concurrent.futures.BrokenExecutor as error:
            raise WorkerDied(str(error)) from error

    def result(self, pending: Pending) -> list[list[Built]]:
        """Return the results of a submission that is done. Raises WorkerDied."""
        try:
            return pending.result()
        except concurrent.futures.BrokenExecutor as error:
            raise WorkerDied(str(error)) from error

    def check_alive(self) -> None:
        """See nothing: a pool notices by itself what happens to its processes."""

    def recover(self) -> None:
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
            context.set_forkserver_preload(["bangtin.engine.scheduler"])
        return concurrent.futures.ProcessPoolExecutor(self._jobs, context, _end_with_parent)


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

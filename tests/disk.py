"""A disk that refuses, or a power supply that goes, at the n-th thing that is written.

``end_of_build`` builds a site in a process of its own that is killed at the n-th write: no
clean-up, no exception, nothing after.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bangtin.engine import publishing
from bangtin.files import writing
from bangtin.stages.session import IN_WORKERS

WRITING = ((writing, "create"), (Path, "write_bytes"), (Path, "mkdir"), (os, "replace"))
REMOVING = ((Path, "unlink"), (Path, "rmdir"))
EVERY = -1

Patch = Callable[[Any, str, Any], None]


class Disk:
    """Counts what is done to the disk below a folder, and fails at one of the times, or EVERY.

    ``path`` chooses by the end of a path instead.
    """

    def __init__(self, root: Path, fail: Callable[[], None], at: int = 0, path: str = "") -> None:
        self._root = str(root)
        self._fail = fail
        self._at = at
        self._path = path
        self.count = 0

    def install(self, patch: Patch, operations: tuple[tuple[Any, str], ...]) -> None:
        """Stand between the program and the given operations."""
        for owner, name in operations:
            patch(owner, name, self._counted(getattr(owner, name), name))

    def _counted(self, operation: Any, name: str) -> Any:
        def counted(*args: Any, **options: Any) -> Any:
            target = os.path.abspath(args[-1] if name == "replace" else args[0])  # noqa: PTH100
            if not target.startswith(self._root):
                return operation(*args, **options)
            self.count += 1
            if self._at in (self.count, EVERY) or (self._path and target.endswith(self._path)):
                if name in ("write_bytes", "create"):
                    # Half of it reached the disk.
                    operation(args[0], args[1][: len(args[1]) // 2])
                self._fail()
            return operation(*args, **options)

        return counted


def publish_by_threads(patch: Patch) -> None:
    """Have threads publish however few files there are."""
    patch(publishing, "MANY", 1)
    patch(publishing, "BATCH_FILES", 2)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _build(root: Path, at: int, by_threads: bool) -> None:
    from bangtin.build import build

    if by_threads:
        publish_by_threads(setattr)
    Disk(root, _kill, at).install(setattr, WRITING + REMOVING)
    build(root, jobs=1)


def end_of_build(root: Path, at: int, *, by_threads: bool) -> int | None:
    """Build, and be killed at the n-th write; returns the exit code.

    With ``by_threads`` the build publishes as a large site does. Its process is forked from one
    that has all modules already: a Python that starts anew takes longer than the build.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.disk", "bangtin.build", *IN_WORKERS])
    process = context.Process(target=_build, args=(root.resolve(), at, by_threads))
    process.start()
    process.join()
    return process.exitcode

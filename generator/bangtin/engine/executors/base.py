"""What an executor does: it takes submissions of batches, and gives their results."""

from __future__ import annotations

import abc
import concurrent.futures
import time
import traceback
import typing
from pathlib import Path

from bangtin.engine import builders
from bangtin.problems import BangtinError, Refused

Call = tuple[str, bytes, tuple[bytes | int, ...]]
"""A task as it is sent: its builder's name, its encoded inputs, the results of its sources.

A number stands for the result of that call of the same batch, which comes before.
"""
Submission = list[list[Call]]
"""Batches that are sent together: it costs as much to send one as many."""
Result = bytes | Refused | str | None
"""The bytes, what the author must mend, or the trace of an unexpected failure.

None where a source of the same batch has no bytes.
"""
Built = tuple[Result, float]
"""A result, and the seconds that its builder took."""
Pending = concurrent.futures.Future[list[list[Built]]]
"""A submission under way: what becomes of each call of each of its batches."""
LOOK_SECONDS = 5
"""How often an executor that gives no results is asked whether anybody is still there."""


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
    """The worker that had a submission ended: it may be the submission's fault, or not."""


class Executor(abc.ABC):
    """Takes submissions, and gives a future of the results of each."""

    @abc.abstractmethod
    def workers(self) -> int:
        """Return how many submissions can be worked on at the same time."""

    @abc.abstractmethod
    def submit(self, batches: Submission) -> Pending:
        """Hand in a submission. Raises WorkerDied and ExecutorFailed."""

    @abc.abstractmethod
    def result(self, pending: Pending) -> list[list[Built]]:
        """Return the results of a submission that is done.

        Raises WorkerDied and ExecutorFailed.
        """

    @abc.abstractmethod
    def check_alive(self) -> None:
        """Raise ExecutorFailed when nobody is left to wait for; called every few seconds."""

    @abc.abstractmethod
    def recover(self) -> None:
        """Be ready again after a worker ended; nothing is under way."""

    @abc.abstractmethod
    def close(self) -> None:
        """Give up what is under way, and let the workers go."""


def build_all(root: str, batches: Submission) -> list[list[Built]]:
    """Build a submission, wherever this runs."""
    return [_batch(Path(root), calls) for calls in batches]


def _batch(root: Path, calls: list[Call]) -> list[Built]:
    built: list[Built] = []
    for name, inputs, given in calls:
        data = tuple(built[part][0] if isinstance(part, int) else part for part in given)
        if all(isinstance(part, bytes) for part in data):
            built.append(build(name, inputs, root, typing.cast("tuple[bytes, ...]", data)))
        else:
            built.append((None, 0.0))
    return built


def build(name: str, inputs: bytes, root: Path, data: tuple[bytes, ...]) -> Built:
    """Call a builder; what it raises is a result as well, so it is told alike from anywhere."""
    start = time.perf_counter()
    result: Result
    try:
        result = builders.build(name, inputs, root, data)
    except Refused as refused:
        result = refused
    except Exception:
        # The one place where any failure is caught: it becomes a Fault that
        # says what was being built, instead of a trace on the author's screen.
        result = traceback.format_exc()
    return result, time.perf_counter() - start

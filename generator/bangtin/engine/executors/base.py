"""Work that is handed out: a chunk of chains of calls, and what may be asked of who makes it."""

from __future__ import annotations

import abc
import concurrent.futures
import time
import traceback
import typing
from pathlib import Path
from typing import Any

import msgspec

from bangtin.engine.task import Builder
from bangtin.problems import BangtinError, Refused

Call = tuple[Builder, type[msgspec.Struct], bytes, tuple[bytes | int, ...]]
"""A builder, the type of its inputs, the inputs encoded, and the results of its sources.

A number stands for the result of that task of the same chain, which comes before.
"""
Result = bytes | Refused | str | None
"""The bytes, what the author must mend, or the trace of an unexpected failure.

None where a source of the same chain has no bytes.
"""
Made = tuple[Result, float]
"""A result, and the seconds that its builder took."""
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
    """Takes chunks of chains of calls, and gives a future of the results of each."""

    @abc.abstractmethod
    def workers(self) -> int:
        """Return how many chunks can be made at the same time."""

    @abc.abstractmethod
    def submit(self, chains: list[list[Call]]) -> Handed:
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


def make_chunk(root: str, chains: list[list[Call]]) -> list[list[Made]]:
    """Make a chunk, wherever this runs."""
    return [_chain(Path(root), calls) for calls in chains]


def _chain(root: Path, calls: list[Call]) -> list[Made]:
    made: list[Made] = []
    for builder, kind, payload, given in calls:
        data = tuple(made[part][0] if isinstance(part, int) else part for part in given)
        if all(isinstance(part, bytes) for part in data):
            inputs = msgspec.msgpack.decode(payload, type=kind)
            made.append(make(builder, inputs, root, typing.cast("tuple[bytes, ...]", data)))
        else:
            made.append((None, 0.0))
    return made


def make(builder: Builder, inputs: Any, root: Path, data: tuple[bytes, ...]) -> Made:
    """Call a builder; what it raises is a result as well, so it is told alike from anywhere."""
    start = time.perf_counter()
    result: Result
    try:
        result = builder(inputs, root, data)
    except Refused as refused:
        result = refused
    except Exception:
        # The one place where any failure is caught: it becomes a Fault that
        # says what was being made, instead of a trace on the author's screen.
        result = traceback.format_exc()
    return result, time.perf_counter() - start

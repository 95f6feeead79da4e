"""Runs jobs: takes from the store what is there, makes the rest in parallel, and streams it in.

Makers are pure functions, so any ``concurrent.futures.Executor`` will do. Work
crosses process borders as encoded bytes, and results go to the store as they
come: memory holds one batch, not the site.
"""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from generator.engine.artifact import Job, Maker, Stored
from generator.engine.store import Entry, Store
from generator.problems import Fault, Level, Problem, Refused, StoreCorrupt

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what was made last."""

SMALL = 6
"""Up to this many jobs are made in this process: a pool would take longer to start."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: its key and entry, or the problem that stopped it."""

    key: str
    entry: Entry | None
    made: bool
    problem: Problem | None = None


@dataclass(slots=True)
class Tally:
    """How many jobs were made and how many taken from the store, by kind of maker."""

    made: dict[str, int] = field(default_factory=dict)
    reused: dict[str, int] = field(default_factory=dict)


class Workshop:
    """Makes things below ``root``, with a store and, for more than a few, a pool of processes."""

    def __init__(
        self, root: Path, store: Store, jobs: int | None = None, progress: Progress | None = None
    ) -> None:
        self._root = root
        self.store = store
        self.progress = progress
        self._workers = jobs or os.cpu_count() or 1
        self._pool: concurrent.futures.Executor | None = None
        self.tally = Tally()
        self.used: set[str] = set()
        """The keys of all that was asked for, so that the rest can be forgotten."""

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Return the outcome of each job, in order.

        Raises Fault when a maker failed for a reason that no author can mend.
        """
        known = self.store.entries([job.key for job in jobs])
        levels = self._missing(jobs, known)
        total, done = sum(len(level) for level in levels), 0
        refused: dict[str, Refused] = {}
        blamed: dict[str, Job] = {}
        made: set[str] = set()
        for level in levels:
            ready = []
            for job in level.values():
                wholes = (source.whole.key for source in job.sources)
                failed = next((key for key in wholes if key in refused), None)
                if failed is None:
                    ready.append((job.key, job))
                else:
                    # What is made of it fails as well; it is said once, where it began.
                    refused[job.key] = refused[failed]
                    blamed[job.key] = blamed.get(failed) or self._find(failed, levels)
            for batch in self._batches(ready):
                fresh = [(key, result) for key, result in batch if isinstance(result, bytes)]
                refused |= {key: r for key, r in batch if isinstance(r, Refused)}
                for key, result in batch:
                    if isinstance(result, str):
                        raise Fault(level[key].label, result)
                known |= self.store.put(fresh)
                made |= {key for key, _ in fresh}
                done += len(batch)
                if self.progress:
                    self.progress(done, total, level[batch[-1][0]].label)
        self.used |= {job.key for job in jobs} | {key for level in levels for key in level}
        return [self._outcome(job, blamed.get(job.key, job), known, made, refused) for job in jobs]

    def _missing(self, jobs: Sequence[Job], known: dict[str, Entry]) -> list[dict[str, Job]]:
        """Return what has to be made, in levels: each needs only what the levels before it made.

        A job that several need is made once; the sources of what is in the
        store are not looked at.
        """
        heights: dict[str, int] = {}
        found: dict[str, Job] = {}

        def visit(job: Job | Stored) -> int:
            if job.key in known:
                return 0
            if isinstance(job, Stored):
                raise StoreCorrupt(job.key)
            if job.key not in heights:
                wholes = [source.whole for source in job.sources]
                known.update(self.store.entries([w.key for w in wholes if w.key not in known]))
                heights[job.key] = 1 + max((visit(whole) for whole in wholes), default=0)
                found[job.key] = job
            return heights[job.key]

        for job in jobs:
            visit(job)
        levels: list[dict[str, Job]] = [{} for _ in range(max(heights.values(), default=0))]
        for key, job in found.items():
            levels[heights[key] - 1][key] = job
        return levels

    def _find(self, key: str, levels: list[dict[str, Job]]) -> Job:
        return next(level[key] for level in levels if key in level)

    def _outcome(
        self,
        job: Job,
        blamed: Job,
        known: dict[str, Entry],
        made: set[str],
        refused: dict[str, Refused],
    ) -> Outcome:
        if job.key in refused:
            return Outcome(job.key, None, made=False, problem=_as_problem(blamed, refused[job.key]))
        is_made = job.key in made
        count = self.tally.made if is_made else self.tally.reused
        name = job.maker.__module__.removeprefix("generator.")
        count[name] = count.get(name, 0) + 1
        return Outcome(job.key, known[job.key], is_made)

    def _batches(self, work: list[tuple[str, Job]]) -> Iterable[list[tuple[str, _Result]]]:
        """Make everything, in this process or in the pool; yields results as they come."""
        if len(work) <= SMALL or self._workers == 1:
            for key, job in work:
                yield [(key, _call(job.maker, job.inputs, self._root, self._data(job)))]
            return
        try:
            yield from self._in_pool(work)
        except concurrent.futures.BrokenExecutor as error:
            # Found when a result is fetched, or when the next chunk is handed in.
            self._pool = None
            label = f"{work[0][1].label} … {work[-1][1].label}"
            raise Fault(label, f"a worker process ended: {error}") from error

    def _in_pool(self, work: list[tuple[str, Job]]) -> Iterable[list[tuple[str, _Result]]]:
        size = max(1, min(32, len(work) // (self._workers * 8)))
        chunks = [work[i : i + size] for i in range(0, len(work), size)]
        pool = self._open_pool()
        waiting: dict[concurrent.futures.Future[list[_Result]], list[str]] = {}
        # Only a few chunks wait at a time, so that what they carry does not pile up.
        for chunk in chunks:
            if len(waiting) >= self._workers * 3:
                yield from _finished(waiting)
            waiting[pool.submit(_work, str(self._root), self._load(chunk))] = [k for k, _ in chunk]
        while waiting:
            yield from _finished(waiting)

    def _load(self, chunk: list[tuple[str, Job]]) -> list[_Task]:
        return [
            (
                job.maker,
                type(job.inputs),
                msgspec.msgpack.encode(job.inputs),
                self._data(job),
            )
            for _, job in chunk
        ]

    def _data(self, job: Job) -> tuple[bytes, ...]:
        return tuple(self.store.get(source.whole.key) for source in job.sources)

    def _open_pool(self) -> concurrent.futures.Executor:
        if self._pool is None:
            # Never plain fork: Typst's threads do not survive it.
            methods = multiprocessing.get_all_start_methods()
            method = "forkserver" if "forkserver" in methods else "spawn"
            context = multiprocessing.get_context(method)
            if method == "forkserver":
                context.set_forkserver_preload(["generator.engine.workshop"])
            self._pool = concurrent.futures.ProcessPoolExecutor(
                self._workers, context, _end_with_parent
            )
        return self._pool


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


def _finished(
    waiting: dict[concurrent.futures.Future[list[_Result]], list[str]],
) -> Iterable[list[tuple[str, _Result]]]:
    """Yield the results of the chunks that are done, waiting for at least one."""
    done, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
    for future in done:
        yield list(zip(waiting.pop(future), future.result(), strict=True))


_Task = tuple[Maker, type[msgspec.Struct], bytes, tuple[bytes, ...]]
_Result = bytes | Refused | str
"""The bytes, what the author must mend, or the trace of an unexpected failure."""


def _work(root: str, tasks: list[_Task]) -> list[_Result]:
    """Make a chunk in a worker process."""
    return [
        _call(maker, msgspec.msgpack.decode(payload, type=kind), Path(root), data)
        for maker, kind, payload, data in tasks
    ]


def _call(maker: Maker, inputs: Any, root: Path, data: tuple[bytes, ...]) -> _Result:
    try:
        return maker(inputs, root, data)
    except Refused as refused:
        return refused
    except Exception:
        # The one place where any failure is caught: it becomes a Fault that
        # says what was being made, instead of a trace on the author's screen.
        return traceback.format_exc()


def _as_problem(job: Job, refused: Refused) -> Problem:
    place = job.parts.get(dict(refused.details).get("part", ""), job.origin)
    return Problem(Level.ERROR, refused.key, place, refused.details)

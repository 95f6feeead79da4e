"""Runs jobs: takes from the store what is there, makes the rest in parallel, and streams it in.

Makers are pure functions, so any executor will do. Work crosses process borders
as encoded bytes, and results go to the store as they come: memory holds a few
chunks, not the site.
"""

from __future__ import annotations

import collections
import concurrent.futures
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generator.engine import executors
from generator.engine.artifact import Job, Source, Stored
from generator.engine.executors import Executor, Made, Task, WorkerDied
from generator.engine.store import Entry, Store
from generator.problems import Fault, Level, Problem, Refused, StoreCorrupt

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what was made last."""

SMALL = 6
"""Up to this many jobs are made in this process: a pool would take longer to start."""

CHUNK_JOBS, CHUNK_BYTES = 32, 4_000_000
"""A chunk holds at most so many jobs, and is closed once what they read comes to so many bytes."""
LOOK_SECONDS = 5
"""How often an executor that gives no results is asked whether somebody is still there."""
ALONE = 2
"""The level of suspicion at which a job is made all alone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: its key and entry, or the problem that stopped it."""

    key: str
    entry: Entry | None
    made: bool
    problem: Problem | None = None


@dataclass(slots=True)
class Count:
    """Jobs of one maker: how many were made, how many were there, and seconds of all workers."""

    made: int = 0
    reused: int = 0
    seconds: float = 0.0


class Workshop:
    """Makes things below ``root``, with a store and, for more than a few, an executor.

    ``executor`` is what people may write: ``serial``, ``processes`` (``jobs`` of
    them) or ``dask://HOST:PORT``.
    """

    def __init__(
        self,
        root: Path,
        store: Store,
        jobs: int | None = None,
        progress: Progress | None = None,
        executor: str = executors.PROCESSES,
    ) -> None:
        self._root = root
        self.store = store
        self.progress = progress
        self._choice = executors.check(executor)
        self._jobs = jobs or os.cpu_count() or 1
        self._executor: Executor | None = None
        self._counts: dict[str, Count] = {}
        self.used: set[str] = set()
        """The keys of all that was asked for, and of what that is made of: the rest may go."""

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Return the outcome of each job, in order.

        Raises Fault when a maker failed for a reason that no author can mend, and
        ExecutorFailed.
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
                    ready.append(job)
                else:
                    # What is made of it fails as well; it is said once, where it began.
                    refused[job.key] = refused[failed]
                    blamed[job.key] = blamed.get(failed) or self._find(failed, levels)
            for batch in self._batches(ready):
                fresh = [(job.key, r) for job, (r, _) in batch if isinstance(r, bytes)]
                refused |= {job.key: r for job, (r, _) in batch if isinstance(r, Refused)}
                for job, (result, _) in batch:
                    if isinstance(result, str):
                        raise Fault(job.label, result)
                known |= self.store.put(fresh)
                made |= {key for key, _ in fresh}
                self._count(batch)
                done += len(batch)
                if self.progress:
                    self.progress(done, total, batch[-1][0].label)
        self._note_used(jobs)
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
        if not is_made:
            self._count_of(job).reused += 1
        return Outcome(job.key, known[job.key], is_made)

    def _note_used(self, sources: Iterable[Source]) -> None:
        for whole in (source.whole for source in sources):
            if whole.key not in self.used:
                self.used.add(whole.key)
                if isinstance(whole, Job):
                    self._note_used(whole.sources)

    def take_counts(self) -> dict[str, Count]:
        """Return what was counted since the last time, by the makers' names."""
        counts, self._counts = self._counts, {}
        return counts

    def _count(self, batch: Iterable[tuple[Job, Made]]) -> None:
        for job, (result, seconds) in batch:
            count = self._count_of(job)
            count.made += isinstance(result, bytes)
            count.seconds += seconds

    def _count_of(self, job: Job) -> Count:
        name = f"{job.maker.__module__}.{job.maker.__qualname__}".removeprefix("generator.")
        return self._counts.setdefault(name, Count())

    def _batches(self, work: list[Job]) -> Iterator[list[tuple[Job, Made]]]:
        """Make everything, in this process or by the executor; yields results as they come."""
        if len(work) > SMALL and not self._is_alone:
            yield from self._in_parallel(work)
            return
        for job in work:
            yield [(job, executors.make(job.maker, job.inputs, self._root, self._data(job)))]

    @property
    def _is_alone(self) -> bool:
        return self._choice == executors.SERIAL or (
            self._choice == executors.PROCESSES and self._jobs == 1
        )

    def _in_parallel(self, work: list[Job], level: int = 0) -> Iterator[list[tuple[Job, Made]]]:
        """Hand out work in chunks.

        When a worker ends, all that was under way is suspected, and made again in
        smaller company: job by job, then each alone. What ends its worker even
        then is a Fault.
        """
        if self._executor is None:
            self._executor = executors.start(self._choice, self._root, self._jobs)
        executor = self._executor
        left = collections.deque(work)
        suspects: list[Job] = []
        waiting: dict[concurrent.futures.Future[list[Made]], list[Job]] = {}
        while left or waiting:
            workers = executor.workers()
            size = max(1, min(CHUNK_JOBS, len(work) // (workers * 8))) if level == 0 else 1
            # Only a few chunks wait at a time, so that what they carry does not pile up.
            most = (workers * 3, workers, 1)[level]
            while left and len(waiting) < most and not suspects:
                jobs, tasks = self._load(left, size)
                try:
                    waiting[executor.submit(tasks)] = jobs
                except WorkerDied:
                    suspects += jobs
            yield from _finished(executor, waiting, suspects)
            if suspects and not waiting:
                executor.mend()
                if level == ALONE:
                    raise Fault(suspects[0].label, "a worker process ended while it made this")
                yield from self._in_parallel(suspects, level + 1)
                suspects = []

    def _load(self, left: collections.deque[Job], size: int) -> tuple[list[Job], list[Task]]:
        """Take the next chunk from what is left, with all that its makers need."""
        jobs: list[Job] = []
        tasks: list[Task] = []
        carried = 0
        while left and len(jobs) < size and carried < CHUNK_BYTES:
            job = left.popleft()
            inputs, data = msgspec.msgpack.encode(job.inputs), self._data(job)
            carried += len(inputs) + sum(len(part) for part in data)
            jobs.append(job)
            tasks.append((job.maker, type(job.inputs), inputs, data))
        return jobs, tasks

    def _data(self, job: Job) -> tuple[bytes, ...]:
        return tuple(self.store.get(source.whole.key) for source in job.sources)


def _finished(
    executor: Executor,
    waiting: dict[concurrent.futures.Future[list[Made]], list[Job]],
    suspects: list[Job],
) -> Iterator[list[tuple[Job, Made]]]:
    """Yield the results of the chunks that are done; what had its worker end is a suspect."""
    first = concurrent.futures.FIRST_COMPLETED
    done, _ = concurrent.futures.wait(waiting, LOOK_SECONDS, return_when=first)
    if not done:
        executor.look()
    for future in done:
        jobs = waiting.pop(future)
        try:
            made = executor.result(future)
        except WorkerDied:
            suspects += jobs
        else:
            yield list(zip(jobs, made, strict=True))


def _as_problem(job: Job, refused: Refused) -> Problem:
    place = job.parts.get(dict(refused.details).get("part", ""), job.origin)
    return Problem(Level.ERROR, refused.key, place, refused.details)

"""Runs tasks: takes from the cache what is there, builds the rest in parallel, and streams it in.

How it works: the tasks that the cache doesn't have are gathered with their
sources, ordered so that each comes after what it reads, and grouped into
batches, which one worker builds in one go. A ``TopologicalSorter`` gives out
the batches whose sources are there. A few submissions of batches are under way
at a time, and results go to the cache as they come, so memory holds a few
submissions and not the site.

Why it may be so simple: builders are pure functions of encoded data, so any
executor will do, a task that is built twice gives the same bytes, and whatever
was under way when a worker ended can be built again.
"""

from __future__ import annotations

import collections
import concurrent.futures
import graphlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bangtin.engine import batches, executors
from bangtin.engine.batches import Batch
from bangtin.engine.cache import Cache
from bangtin.engine.executors import base
from bangtin.engine.executors.base import (
    Built,
    Call,
    Executor,
    Pending,
    Submission,
    WorkerDied,
)
from bangtin.engine.task import Task, keys_of
from bangtin.files.digests import Entry
from bangtin.problems import CacheCorrupt, Fault, Level, Problem, Refused

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what was built last."""

SMALL = 6
"""Up to this many tasks are built in this process: a pool would take longer to start."""

MOST_BATCHES, MOST_BYTES = 32, 1_000_000
"""A submission has so many batches at most, and no more once what they read is so many bytes."""
MOST_ISOLATED = 2
"""The degree of isolation at which one batch is built at a time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: its key and entry, or the problem that stopped it."""

    key: str
    entry: Entry | None
    made: bool
    problem: Problem | None = None


@dataclass(slots=True)
class Count:
    """Tasks of one builder: how many were made, how many were there, and seconds of all workers."""

    made: int = 0
    reused: int = 0
    seconds: float = 0.0


class Scheduler:
    """Builds tasks below ``root``, with a cache and, for more than a few, an executor.

    ``executor`` is what people may write: ``serial``, ``processes`` (``jobs`` of
    them) or ``dask://HOST:PORT``.
    """

    def __init__(
        self,
        root: Path,
        cache: Cache,
        jobs: int | None = None,
        progress: Progress | None = None,
        executor: str = executors.PROCESSES,
    ) -> None:
        self._root = root
        self.cache = cache
        self.progress = progress
        self._choice = executors.check(executor)
        self._jobs = jobs or os.cpu_count() or 1
        self._executor: Executor | None = None
        self._counts: dict[str, Count] = {}
        self.used: set[str] = set()
        """The keys of all that was asked for, and of their sources: the rest may be pruned."""

    def __enter__(self) -> Scheduler:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let the workers go, with the memory that they hold; more work calls new ones."""
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    def run(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Return the outcome of each task, in order.

        Raises Fault when a builder failed for a reason that no author can mend, and
        ExecutorFailed.
        """
        run = _Run(self.cache.entries({task.key for task in tasks}))
        missing = batches.in_order(self._missing(tasks, run.known))
        done = 0
        for finished in self._finished(missing, run):
            fresh = []
            for task, (result, seconds) in finished:
                if isinstance(result, str):
                    raise Fault(task.label, result, task.origin)
                if isinstance(result, Refused):
                    run.refusals[task.key] = (task, result)
                count = self._count_of(task)
                count.seconds += seconds
                if isinstance(result, bytes):
                    count.made += 1
                    fresh.append((task.key, result))
            run.known |= self.cache.put(fresh)
            run.made |= {key for key, _ in fresh}
            done += len(finished)
            if self.progress and finished:
                self.progress(done, len(missing), finished[-1][0].label)
        self.used |= keys_of(tasks)
        return [self._outcome(task, run) for task in tasks]

    def take_counts(self) -> dict[str, Count]:
        """Return what was counted since the last time, by the builders' names."""
        counts, self._counts = self._counts, {}
        return counts

    def _missing(self, tasks: Iterable[Task], known: dict[str, Entry]) -> list[Task]:
        """Return the tasks to build, with sources that have to be; notes what the cache has.

        The sources of what is in the cache are not looked at. Raises CacheCorrupt
        when what only the cache could have is not there.
        """
        found = {task.key: task for task in tasks if task.key not in known}
        latest = list(found.values())
        while latest:
            producers = {
                source.producer.key: source.producer for task in latest for source in task.sources
            }
            producers = {
                key: w for key, w in producers.items() if key not in known and key not in found
            }
            known.update(self.cache.entries(producers))
            latest = []
            for key, producer in producers.items():
                if key in known:
                    continue
                if not isinstance(producer, Task):
                    raise CacheCorrupt(key)
                found[key] = producer
                latest.append(producer)
        return list(found.values())

    def _finished(self, missing: Sequence[Task], run: _Run) -> Iterator[_Results]:
        """Build tasks, in this process or by the executor; yield results as they come."""
        waits = batches.group(missing)
        is_alone = self._choice == executors.SERIAL or (
            self._choice == executors.PROCESSES and self._jobs == 1
        )
        if len(missing) <= SMALL or is_alone:
            yield from self._in_turn(waits, run)
        else:
            yield from self._in_parallel(waits, len(missing), run)

    def _in_turn(self, waits: dict[Batch, list[Batch]], run: _Run) -> Iterator[_Results]:
        for batch in graphlib.TopologicalSorter(waits).static_order():
            for task in batch.tasks:
                if not run.is_blocked(task):
                    data = tuple(self.cache.get(source.producer.key) for source in task.sources)
                    built = base.build(task.builder, task.encoded_inputs(), self._root, data)
                    yield [(task, built)]

    def _in_parallel(
        self,
        waits: dict[Batch, list[Batch]],
        total: int,
        run: _Run,
        isolation: int = 0,
    ) -> Iterator[_Results]:
        """Send batches in submissions; ``total`` is how many tasks there are.

        When a worker ends, all that was under way is suspected, and built again in
        smaller company: batch by batch, then each alone. What ends its worker even
        then is a Fault.
        """
        if self._executor is None:
            self._executor = executors.start(self._choice, self._root, self._jobs)
        executor = self._executor
        sorter = graphlib.TopologicalSorter(waits)
        sorter.prepare()
        ready = collections.deque(sorter.get_ready())
        under_way: dict[Pending, list[Batch]] = {}
        suspects: list[Batch] = []
        while ready or under_way:
            workers = executor.workers()
            size = 1 if isolation else max(1, min(MOST_BATCHES, total // (workers * 8)))
            # Only a few submissions wait at a time, so that what they carry does not pile up.
            most = (workers * 3, workers, 1)[isolation]
            while ready and len(under_way) < most and not suspects:
                sent, submission = self._next_submission(ready, size, run)
                try:
                    under_way[executor.submit(submission)] = sent
                except WorkerDied:
                    suspects += sent
            for done, results in _wait(executor, under_way, suspects):
                yield run.results(done, results)
                run.block_followers(done)
                sorter.done(*done)
            if suspects and not under_way:
                executor.recover()
                if isolation == MOST_ISOLATED:
                    task = suspects[0].tasks[0]
                    ended = "a worker process ended while it built this"
                    raise Fault(task.label, ended, task.origin)
                alone: dict[Batch, list[Batch]] = {batch: [] for batch in suspects}
                yield from self._in_parallel(alone, len(alone), run, isolation + 1)
                sorter.done(*suspects)
                suspects = []
            ready.extend(sorter.get_ready())

    def _next_submission(
        self, ready: collections.deque[Batch], size: int, run: _Run
    ) -> tuple[list[Batch], Submission]:
        """Take the next batches of what is ready, with all that their builders read."""
        taken: list[Batch] = []
        submission: Submission = []
        carried = 0
        while ready and len(taken) < size and carried < MOST_BYTES:
            batch = ready.popleft()
            tasks = [task for task in batch.tasks if not run.is_blocked(task)]
            places = {task.key: number for number, task in enumerate(tasks)}
            calls: list[Call] = []
            for task in tasks:
                inputs = task.encoded_inputs()
                keys = [source.producer.key for source in task.sources]
                data = tuple(places[k] if k in places else self.cache.get(k) for k in keys)
                carried += len(inputs) + sum(len(part) for part in data if isinstance(part, bytes))
                calls.append((task.builder, inputs, data))
            taken.append(batch)
            submission.append(calls)
        return taken, submission

    def _outcome(self, task: Task, run: _Run) -> Outcome:
        if (refusal := run.refusals.get(task.key)) is not None:
            origin, refused = refusal
            # One that stands twice was built once, and is told at both places.
            blamed = task if origin.key == task.key else origin
            return Outcome(task.key, None, made=False, problem=_as_problem(blamed, refused))
        is_made = task.key in run.made
        if not is_made:
            self._count_of(task).reused += 1
        return Outcome(task.key, run.known[task.key], is_made)

    def _count_of(self, task: Task) -> Count:
        return self._counts.setdefault(task.builder.removeprefix("bangtin."), Count())


_Results = list[tuple[Task, Built]]
"""Tasks with what came of them."""


@dataclass(slots=True)
class _Run:
    """What is known of each key while tasks run: its entry, or whose refusal blocks it."""

    known: dict[str, Entry]
    made: set[str] = field(default_factory=set)
    refusals: dict[str, tuple[Task, Refused]] = field(default_factory=dict)

    def is_blocked(self, task: Task) -> bool:
        """Tell whether one of a task's sources was refused: then it is as well, for that reason.

        It is said once, where it began.
        """
        keys = (source.producer.key for source in task.sources)
        first = next((self.refusals[key] for key in keys if key in self.refusals), None)
        if first is not None:
            self.refusals[task.key] = first
        return first is not None

    def block_followers(self, done: Iterable[Batch]) -> None:
        """Block the tasks of batches whose sources were refused in the same batch."""
        for batch in done:
            for task in batch.tasks:
                self.is_blocked(task)

    def results(self, done: Iterable[Batch], built: list[list[Built]]) -> _Results:
        """Return the tasks of finished batches, each with what came of it."""
        found: _Results = []
        for batch, results in zip(done, built, strict=True):
            # What was sent is what nothing had blocked by then.
            sent = [task for task in batch.tasks if task.key not in self.refusals]
            found += zip(sent, results, strict=True)
        return found


def _wait(
    executor: Executor, under_way: dict[Pending, list[Batch]], suspects: list[Batch]
) -> Iterator[tuple[list[Batch], list[list[Built]]]]:
    """Yield the batches that are done with their results; whose worker ended is a suspect."""
    first = concurrent.futures.FIRST_COMPLETED
    done, _ = concurrent.futures.wait(under_way, base.LOOK_SECONDS, return_when=first)
    if not done:
        executor.check_alive()
    for pending in [found for found in under_way if found in done]:
        sent = under_way.pop(pending)
        try:
            results = executor.result(pending)
        except WorkerDied:
            suspects += sent
        else:
            yield sent, results


def _as_problem(task: Task, refused: Refused) -> Problem:
    part = dict(refused.details).get("part", "")
    place = refused.place or task.parts.get(part, task.origin)
    return Problem(Level.ERROR, refused.key, place, refused.details)

"""Runs jobs: takes from the cache what is there, makes the rest in parallel, and streams it in.

Builders are pure functions, so any executor will do. Work crosses process borders
as encoded bytes, and results go to the cache as they come: memory holds a few
chunks, not the site.
"""

from __future__ import annotations

import collections
import concurrent.futures
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bangtin.engine import batches as chain_making
from bangtin.engine import executors
from bangtin.engine.batches import Chain
from bangtin.engine.cache import Cache
from bangtin.engine.executors import base
from bangtin.engine.executors.base import Call, Executor, Handed, Made, WorkerDied
from bangtin.engine.task import Source, Task
from bangtin.files.digests import Entry
from bangtin.problems import CacheCorrupt, Fault, Level, Problem, Refused

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what was made last."""

SMALL = 6
"""Up to this many jobs are made in this process: a pool would take longer to start."""

CHUNK_CHAINS, CHUNK_BYTES = 32, 4_000_000
"""A chunk holds so many chains at most, and is closed once what they read is so many bytes."""
ALONE = 2
"""The level of suspicion at which a task is made all alone."""


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
    """Makes things below ``root``, with a cache and, for more than a few, an executor.

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
        """The keys of all that was asked for, and of what that is made of: the rest may go."""

    def __enter__(self) -> Scheduler:
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def rest(self) -> None:
        """Let the workers go, with the memory that they hold; more work calls new ones."""
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    def run(self, jobs: Sequence[Task]) -> list[Outcome]:
        """Return the outcome of each task, in order.

        Raises Fault when a builder failed for a reason that no author can mend, and
        ExecutorFailed.
        """
        ledger = _Ledger(self.cache.entries({task.key for task in jobs}))
        missing = self._missing(jobs, ledger.known)
        chains = chain_making.link(missing)
        ready = collections.deque(chain for chain in chains if chain.waits == 0)
        done = 0
        for batch, finished in self._batches(ready, len(missing), ledger):
            for task, (result, _) in batch:
                if isinstance(result, str):
                    raise Fault(task.label, result)
                if isinstance(result, Refused):
                    ledger.refuse(task, result)
            fresh = [(task.key, result) for task, (result, _) in batch if isinstance(result, bytes)]
            ledger.known |= self.cache.put(fresh)
            ledger.made |= {key for key, _ in fresh}
            self._count(batch)
            for chain in finished:
                ready.extend(chain.finish())
            done += len(batch)
            if self.progress and batch:
                self.progress(done, len(missing), batch[-1][0].label)
        self._note_used(jobs)
        return [self._outcome(task, ledger) for task in jobs]

    def _missing(self, jobs: Sequence[Task], known: dict[str, Entry]) -> list[Task]:
        """Return what has to be made, each after its sources; what is in the cache is noted.

        A task that several need is made once; the sources of what is in the
        cache are not looked at. Raises CacheCorrupt when what only the cache
        could have is not there.
        """
        found = {task.key: task for task in jobs if task.key not in known}
        latest: list[Task] = list(found.values())
        while latest:
            wholes = {s.whole.key: s.whole for task in latest for s in task.sources}
            wholes = {key: w for key, w in wholes.items() if key not in known and key not in found}
            known.update(self.cache.entries(wholes))
            latest = []
            for key, whole in wholes.items():
                if key in known:
                    continue
                if not isinstance(whole, Task):
                    raise CacheCorrupt(key)
                found[key] = whole
                latest.append(whole)
        ordered: dict[str, Task] = {}

        def visit(task: Task) -> None:
            for key in (source.whole.key for source in task.sources):
                if key in found and key not in ordered:
                    visit(found[key])
            ordered[task.key] = task

        for task in found.values():
            if task.key not in ordered:
                visit(task)
        return list(ordered.values())

    def _outcome(self, task: Task, ledger: _Ledger) -> Outcome:
        if (refusal := ledger.refusals.get(task.key)) is not None:
            origin, refused = refusal
            # One that stands twice was made once, and is told at both places.
            blamed = task if origin.key == task.key else origin
            return Outcome(task.key, None, made=False, problem=_as_problem(blamed, refused))
        is_made = task.key in ledger.made
        if not is_made:
            self._count_of(task).reused += 1
        return Outcome(task.key, ledger.known[task.key], is_made)

    def _note_used(self, sources: Iterable[Source]) -> None:
        for whole in (source.whole for source in sources):
            if whole.key not in self.used:
                self.used.add(whole.key)
                if isinstance(whole, Task):
                    self._note_used(whole.sources)

    def take_counts(self) -> dict[str, Count]:
        """Return what was counted since the last time, by the builders' names."""
        counts, self._counts = self._counts, {}
        return counts

    def _count(self, batch: Iterable[tuple[Task, Made]]) -> None:
        for task, (result, seconds) in batch:
            count = self._count_of(task)
            count.made += isinstance(result, bytes)
            count.seconds += seconds

    def _count_of(self, task: Task) -> Count:
        name = f"{task.builder.__module__}.{task.builder.__qualname__}".removeprefix("bangtin.")
        return self._counts.setdefault(name, Count())

    def _batches(
        self, ready: collections.deque[Chain], total: int, ledger: _Ledger
    ) -> Iterator[Batch]:
        """Make everything, in this process or by the executor; yields results as they come.

        Chains that have waited are added to ``ready`` between two batches.
        """
        if total > SMALL and not self._is_alone:
            yield from self._in_parallel(ready, total, ledger)
            return
        while ready:
            chain = ready.popleft()
            for task in chain.tasks:
                if not ledger.blocks(task):
                    data = tuple(self.cache.get(source.whole.key) for source in task.sources)
                    yield [(task, base.make(task.builder, task.inputs, self._root, data))], []
            yield [], [chain]

    @property
    def _is_alone(self) -> bool:
        return self._choice == executors.SERIAL or (
            self._choice == executors.PROCESSES and self._jobs == 1
        )

    def _in_parallel(
        self, ready: collections.deque[Chain], total: int, ledger: _Ledger, level: int = 0
    ) -> Iterator[Batch]:
        """Hand out work in chunks; ``total`` is how many jobs there are, those that wait too.

        When a worker ends, all that was under way is suspected, and made again in
        smaller company: chain by chain, then each alone. What ends its worker even
        then is a Fault.
        """
        if self._executor is None:
            self._executor = executors.start(self._choice, self._root, self._jobs)
        executor = self._executor
        suspects: list[Chain] = []
        waiting: dict[Handed, list[Chain]] = {}
        while ready or waiting:
            workers = executor.workers()
            size = max(1, min(CHUNK_CHAINS, total // (workers * 8))) if level == 0 else 1
            # Only a few chunks wait at a time, so that what they carry does not pile up.
            most = (workers * 3, workers, 1)[level]
            while ready and len(waiting) < most and not suspects:
                chains, calls = self._load(ready, size, ledger)
                try:
                    waiting[executor.submit(calls)] = chains
                except WorkerDied:
                    suspects += chains
            yield from _finished(executor, waiting, suspects, ledger)
            if suspects and not waiting:
                executor.mend()
                if level == ALONE:
                    raise Fault(
                        suspects[0].tasks[0].label, "a worker process ended while it made this"
                    )
                yield from self._in_parallel(
                    collections.deque(suspects), len(suspects), ledger, level + 1
                )
                suspects = []

    def _load(
        self, ready: collections.deque[Chain], size: int, ledger: _Ledger
    ) -> tuple[list[Chain], list[list[Call]]]:
        """Take the next chunk from what is ready, with all that its builders need."""
        chains: list[Chain] = []
        calls: list[list[Call]] = []
        carried = 0
        while ready and len(chains) < size and carried < CHUNK_BYTES:
            chain = ready.popleft()
            jobs = [task for task in chain.tasks if not ledger.blocks(task)]
            places = {task.key: number for number, task in enumerate(jobs)}
            links = []
            for task in jobs:
                inputs = msgspec.msgpack.encode(task.inputs)
                wholes = [source.whole.key for source in task.sources]
                data = tuple(places[k] if k in places else self.cache.get(k) for k in wholes)
                carried += len(inputs) + sum(len(part) for part in data if isinstance(part, bytes))
                links.append((task.builder, type(task.inputs), inputs, data))
            chains.append(chain)
            calls.append(links)
        return chains, calls


@dataclass(slots=True)
class _Ledger:
    """What is known of each key while jobs run: its entry, or whose refusal keeps it from being."""

    known: dict[str, Entry]
    made: set[str] = field(default_factory=set)
    refusals: dict[str, tuple[Task, Refused]] = field(default_factory=dict)

    def refuse(self, task: Task, refused: Refused) -> None:
        """Note what a builder refused."""
        self.refusals[task.key] = (task, refused)

    def blocks(self, task: Task) -> bool:
        """Tell whether one of a task's sources was refused: then it is as well, for that reason.

        It is said once, where it began.
        """
        keys = (source.whole.key for source in task.sources)
        first = next((self.refusals[key] for key in keys if key in self.refusals), None)
        if first is not None:
            self.refusals[task.key] = first
        return first is not None


Batch = tuple[list[tuple[Task, Made]], list[Chain]]
"""Tasks with what came of them, and the chains that are finished with these."""


def _finished(
    executor: Executor, waiting: dict[Handed, list[Chain]], suspects: list[Chain], ledger: _Ledger
) -> Iterator[Batch]:
    """Yield the results of the chunks that are done; what had its worker end is a suspect."""
    first = concurrent.futures.FIRST_COMPLETED
    done, _ = concurrent.futures.wait(waiting, base.LOOK_SECONDS, return_when=first)
    if not done:
        executor.look()
    for future in [handed for handed in waiting if handed in done]:
        chains = waiting.pop(future)
        try:
            results = executor.result(future)
        except WorkerDied:
            suspects += chains
            continue
        batch: list[tuple[Task, Made]] = []
        for chain, made in zip(chains, results, strict=True):
            # What was handed out is what nothing had blocked by then.
            handed = [task for task in chain.tasks if task.key not in ledger.refusals]
            batch += zip(handed, made, strict=True)
        yield batch, chains
        for task in (task for chain in chains for task in chain.tasks):
            ledger.blocks(task)


def _as_problem(task: Task, refused: Refused) -> Problem:
    place = task.parts.get(dict(refused.details).get("part", ""), task.origin)
    return Problem(Level.ERROR, refused.key, place, refused.details)

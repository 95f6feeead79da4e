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
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bangtin.engine import batches as chain_making
from bangtin.engine import executors
from bangtin.engine.batches import Chain
from bangtin.engine.cache import Store
from bangtin.engine.executors import base
from bangtin.engine.executors.base import Executor, Handed, Made, Task, WorkerDied
from bangtin.engine.task import Job, Source
from bangtin.files.digests import Entry
from bangtin.problems import Fault, Level, Problem, Refused, StoreCorrupt

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what was made last."""

SMALL = 6
"""Up to this many jobs are made in this process: a pool would take longer to start."""

CHUNK_CHAINS, CHUNK_BYTES = 32, 4_000_000
"""A chunk holds so many chains at most, and is closed once what they read is so many bytes."""
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
        self.rest()

    def rest(self) -> None:
        """Let the workers go, with the memory that they hold; more work calls new ones."""
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Return the outcome of each job, in order.

        Raises Fault when a maker failed for a reason that no author can mend, and
        ExecutorFailed.
        """
        ledger = _Ledger(self.store.entries({job.key for job in jobs}))
        missing = self._missing(jobs, ledger.known)
        chains = chain_making.link(missing)
        ready = collections.deque(chain for chain in chains if chain.waits == 0)
        done = 0
        for batch, finished in self._batches(ready, len(missing), ledger):
            for job, (result, _) in batch:
                if isinstance(result, str):
                    raise Fault(job.label, result)
                if isinstance(result, Refused):
                    ledger.refuse(job, result)
            fresh = [(job.key, result) for job, (result, _) in batch if isinstance(result, bytes)]
            ledger.known |= self.store.put(fresh)
            ledger.made |= {key for key, _ in fresh}
            self._count(batch)
            for chain in finished:
                ready.extend(chain.finish())
            done += len(batch)
            if self.progress and batch:
                self.progress(done, len(missing), batch[-1][0].label)
        self._note_used(jobs)
        return [self._outcome(job, ledger) for job in jobs]

    def _missing(self, jobs: Sequence[Job], known: dict[str, Entry]) -> list[Job]:
        """Return what has to be made, each after its sources; what is in the store is noted.

        A job that several need is made once; the sources of what is in the
        store are not looked at. Raises StoreCorrupt when what only the store
        could have is not there.
        """
        found = {job.key: job for job in jobs if job.key not in known}
        latest: list[Job] = list(found.values())
        while latest:
            wholes = {s.whole.key: s.whole for job in latest for s in job.sources}
            wholes = {key: w for key, w in wholes.items() if key not in known and key not in found}
            known.update(self.store.entries(wholes))
            latest = []
            for key, whole in wholes.items():
                if key in known:
                    continue
                if not isinstance(whole, Job):
                    raise StoreCorrupt(key)
                found[key] = whole
                latest.append(whole)
        ordered: dict[str, Job] = {}

        def visit(job: Job) -> None:
            for key in (source.whole.key for source in job.sources):
                if key in found and key not in ordered:
                    visit(found[key])
            ordered[job.key] = job

        for job in found.values():
            if job.key not in ordered:
                visit(job)
        return list(ordered.values())

    def _outcome(self, job: Job, ledger: _Ledger) -> Outcome:
        if (refusal := ledger.refusals.get(job.key)) is not None:
            origin, refused = refusal
            # One that stands twice was made once, and is told at both places.
            blamed = job if origin.key == job.key else origin
            return Outcome(job.key, None, made=False, problem=_as_problem(blamed, refused))
        is_made = job.key in ledger.made
        if not is_made:
            self._count_of(job).reused += 1
        return Outcome(job.key, ledger.known[job.key], is_made)

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
        name = f"{job.maker.__module__}.{job.maker.__qualname__}".removeprefix("bangtin.")
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
            for job in chain.jobs:
                if not ledger.blocks(job):
                    data = tuple(self.store.get(source.whole.key) for source in job.sources)
                    yield [(job, base.make(job.maker, job.inputs, self._root, data))], []
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
                chains, tasks = self._load(ready, size, ledger)
                try:
                    waiting[executor.submit(tasks)] = chains
                except WorkerDied:
                    suspects += chains
            yield from _finished(executor, waiting, suspects, ledger)
            if suspects and not waiting:
                executor.mend()
                if level == ALONE:
                    raise Fault(
                        suspects[0].jobs[0].label, "a worker process ended while it made this"
                    )
                yield from self._in_parallel(
                    collections.deque(suspects), len(suspects), ledger, level + 1
                )
                suspects = []

    def _load(
        self, ready: collections.deque[Chain], size: int, ledger: _Ledger
    ) -> tuple[list[Chain], list[list[Task]]]:
        """Take the next chunk from what is ready, with all that its makers need."""
        chains: list[Chain] = []
        tasks: list[list[Task]] = []
        carried = 0
        while ready and len(chains) < size and carried < CHUNK_BYTES:
            chain = ready.popleft()
            jobs = [job for job in chain.jobs if not ledger.blocks(job)]
            places = {job.key: number for number, job in enumerate(jobs)}
            links = []
            for job in jobs:
                inputs = msgspec.msgpack.encode(job.inputs)
                wholes = [source.whole.key for source in job.sources]
                data = tuple(places[k] if k in places else self.store.get(k) for k in wholes)
                carried += len(inputs) + sum(len(part) for part in data if isinstance(part, bytes))
                links.append((job.maker, type(job.inputs), inputs, data))
            chains.append(chain)
            tasks.append(links)
        return chains, tasks


@dataclass(slots=True)
class _Ledger:
    """What is known of each key while jobs run: its entry, or whose refusal keeps it from being."""

    known: dict[str, Entry]
    made: set[str] = field(default_factory=set)
    refusals: dict[str, tuple[Job, Refused]] = field(default_factory=dict)

    def refuse(self, job: Job, refused: Refused) -> None:
        """Note what a maker refused."""
        self.refusals[job.key] = (job, refused)

    def blocks(self, job: Job) -> bool:
        """Tell whether one of a job's sources was refused: then it is as well, for that reason.

        It is said once, where it began.
        """
        keys = (source.whole.key for source in job.sources)
        first = next((self.refusals[key] for key in keys if key in self.refusals), None)
        if first is not None:
            self.refusals[job.key] = first
        return first is not None


Batch = tuple[list[tuple[Job, Made]], list[Chain]]
"""Jobs with what came of them, and the chains that are finished with these."""


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
        batch: list[tuple[Job, Made]] = []
        for chain, made in zip(chains, results, strict=True):
            # What was handed out is what nothing had blocked by then.
            handed = [job for job in chain.jobs if job.key not in ledger.refusals]
            batch += zip(handed, made, strict=True)
        yield batch, chains
        for job in (job for chain in chains for job in chain.jobs):
            ledger.blocks(job)


def _as_problem(job: Job, refused: Refused) -> Problem:
    place = job.parts.get(dict(refused.details).get("part", ""), job.origin)
    return Problem(Level.ERROR, refused.key, place, refused.details)

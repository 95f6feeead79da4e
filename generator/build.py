"""The build: read → plan → make → check → publish, on one screen."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from generator import promises, register, unchanged
from generator.channels import CHANNELS
from generator.checks import pages as page_checks
from generator.checks import prints as print_checks
from generator.engine import lock
from generator.engine.artifact import Artifact, Job, content_digest
from generator.engine.executors import PROCESSES
from generator.engine.publish import Published, Publisher
from generator.engine.store import Entry, Store, StoreCorrupt
from generator.engine.workshop import Count, Outcome, Progress, Workshop
from generator.problems import DiskFailed, Level, Place, Problem, Problems, ordered
from generator.source import links, pages, site
from generator.source.pages import SourceFile

T = TypeVar("T")

STORE = ".bangtin"
PUBLIC = "public"
PAST = f"{STORE}/past"


@dataclass(frozen=True)
class Result:
    """What a build came to: its problems, what it counted and how long it took."""

    problems: tuple[Problem, ...]
    pages: int = 0
    prints: int = 0
    codes: int = 0
    made: tuple[str, ...] = ()
    reused: int = 0
    published: Published | None = None
    planned: tuple[str, ...] | None = None
    registered: tuple[str, ...] = ()
    next_change: datetime.date | None = None
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    """Seconds of each stage."""
    makers: dict[str, dict[str, Count]] = field(default_factory=dict)
    """What was made in each stage, by its maker."""

    @property
    def failed(self) -> bool:
        """Whether anything is wrong enough that nothing was published."""
        return any(problem.level is Level.ERROR for problem in self.problems)


def build(
    root: Path,
    *,
    publish: bool = True,
    now: datetime.date | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    to_register: bool = False,
    is_locked: bool = False,
    executor: str = PROCESSES,
) -> Result:
    """Build the site below ``root`` into ``root/public``.

    ``executor`` says where makers run: see ``generator.engine.executors``.
    What is new is added to the register with ``to_register``; with
    ``is_locked`` it is an error that it isn't there already.

    With problems of level ERROR nothing is published and ``public/`` stays as
    it was. A store that turns out to be damaged is made anew. Raises Busy when
    another build runs, Fault when Bangtin itself fails, DiskFailed when the
    disk refuses and ExecutorFailed when the executor can't be had.
    """
    root = root.resolve()
    start = time.perf_counter()
    inputs = None
    if publish:
        today = now or datetime.datetime.now(site.VIETNAM).date()
        inputs = unchanged.digest(root, today, now is None, to_register, is_locked)
    if inputs:
        with lock.hold(root / STORE / "lock"):
            past = unchanged.recall(root / PAST, inputs, root / PUBLIC, root / STORE / "published")
        if past:
            return _told_again(past, time.perf_counter() - start)
    build_once = functools.partial(
        _build, root, publish=publish, now=now, jobs=jobs, progress=progress,
        to_register=to_register, is_locked=is_locked, executor=executor, inputs=inputs,
    )  # fmt: skip
    return with_sound_store(root, build_once)


def _told_again(past: unchanged.Past, seconds: float) -> Result:
    """Return the last build's result as that of a build with nothing to do."""
    return Result(
        problems=past.problems,
        pages=past.pages,
        prints=past.prints,
        codes=past.codes,
        reused=past.artifacts,
        published=Published((), len(past.planned), ()),
        planned=past.planned,
        next_change=past.next_change,
        seconds=seconds,
        stages={"read": seconds},
    )


def with_sound_store(root: Path, work: Callable[[], T]) -> T:
    """Return what ``work`` returns; when it finds the store damaged, it begins again with none.

    Raises DiskFailed when a new store is damaged as well.
    """
    try:
        return work()
    except StoreCorrupt:
        shutil.rmtree(root / STORE / "store", ignore_errors=True)
    try:
        return work()
    except StoreCorrupt as error:
        raise DiskFailed(root / STORE / "store", str(error)) from error


def _build(
    root: Path,
    *,
    publish: bool,
    now: datetime.date | None,
    jobs: int | None,
    progress: Progress | None,
    to_register: bool,
    is_locked: bool,
    executor: str,
    inputs: str | None,
) -> Result:
    """Run the five stages once."""
    clock = _Clock()
    with open_site(root, now, jobs, progress, executor) as (content, problems, workshop):
        clock.lap("read", workshop)
        if content is None:
            return Result(
                ordered(problems), seconds=clock.total, stages=clock.laps, makers=clock.makers
            )
        # plan
        found = Problems()
        found.extend(problems)
        artifacts = _plan(content, found)
        issued, new = _hold_to_register(root, content, found, is_locked=is_locked)
        if found.has_errors:
            # Only prints can find more to mend: words that don't fit are known once set.
            artifacts = [a for a in artifacts if isinstance(a.promise, promises.PrintPromise)]
        clock.lap("plan", workshop)
        # make
        outcomes = workshop.run([artifact.job for artifact in artifacts])
        found.extend(o.problem for o in outcomes if o.problem)
        clock.lap("make", workshop)
        # check
        base = links.base_path(content.settings)
        codes = 0 if found.has_errors else _check(artifacts, workshop, found, base)
        clock.lap("check", workshop)
        result = Result(
            problems=ordered(found),
            pages=sum(isinstance(a.promise, promises.PagePromise) for a in artifacts),
            prints=sum(isinstance(a.promise, promises.PrintPromise) for a in artifacts),
            codes=codes,
            made=tuple(a.path for a, o in zip(artifacts, outcomes, strict=True) if o.made),
            reused=sum(not o.made for o in outcomes),
            next_change=content.next_change,
        )
        # publish
        published = None
        if publish and not result.failed:
            published, planned = _publish(root, artifacts, outcomes, workshop.store)
            result = dataclasses.replace(result, planned=planned)
            if to_register and new:
                register.write(root, issued)
                result = dataclasses.replace(result, registered=tuple(new))
            if inputs and not (to_register and new):
                _remember(root, result, inputs)
            workshop.store.settle(workshop.used)
        clock.lap("publish", workshop)
        return dataclasses.replace(
            result, published=published, seconds=clock.total, stages=clock.laps,
            makers=clock.makers,
        )  # fmt: skip


def _remember(root: Path, result: Result, inputs: str) -> None:
    past = unchanged.Past(
        inputs=inputs,
        problems=result.problems,
        pages=result.pages,
        prints=result.prints,
        codes=result.codes,
        artifacts=len(result.made) + result.reused,
        planned=result.planned or (),
        next_change=result.next_change,
    )
    unchanged.remember(root / PAST, past)


@contextlib.contextmanager
def open_site(
    root: Path,
    now: datetime.date | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    executor: str = PROCESSES,
) -> Iterator[tuple[site.Site | None, tuple[Problem, ...], Workshop]]:
    """Hold the lock, open the store and read the site: the first stage of every command.

    Raises Busy when another build runs.
    """
    with (
        lock.hold(root / STORE / "lock"),
        Store(root / STORE / "store") as store,
        Workshop(root, store, jobs, progress, executor) as workshop,
    ):
        content, problems = site.read(root, _recall(workshop), now)
        yield content, problems, workshop


def _recall(workshop: Workshop) -> pages.Recall:
    """Return a runner of readers that works in parallel and remembers what it has read."""

    def recall(
        reader: Callable[[SourceFile, Path, tuple[bytes, ...]], bytes],
        sources: Sequence[SourceFile],
    ) -> list[bytes]:
        jobs = [Job(reader, s, Place(s.path), s.path) for s in sources]
        return [workshop.store.get(outcome.key) for outcome in workshop.run(jobs)]

    return recall


def _plan(content: site.Site, problems: Problems) -> list[Artifact]:
    """Plan every channel's artifacts; two with one path are a problem that names both."""
    artifacts: dict[str, Artifact] = {}
    for plan in CHANNELS.values():
        for artifact in plan(content):
            # Some file systems know no capitals: such paths are one file as well.
            first = artifacts.setdefault(artifact.path.lower(), artifact)
            if first is not artifact:
                # A page can be renamed; what the portal makes by itself can't.
                kept, moved = first.job.origin, artifact.job.origin
                if moved.file == "site.yaml":
                    kept, moved = moved, kept
                problems.error(
                    "path-doubled", moved, path=artifact.path, first=f"{kept.file}:{kept.line}"
                )
    return list(artifacts.values())


def _hold_to_register(
    root: Path, content: site.Site, problems: Problems, *, is_locked: bool
) -> tuple[register.Register, list[str]]:
    """Hold the site to what went out before; returns the register to come and what is new in it."""
    is_whole = not problems.has_errors
    known = register.read(root, problems)
    if known is None:
        return (), []
    issued = register.follow(known, content, problems, is_whole=is_whole)
    new = register.news(known, issued)
    if new and is_locked and is_whole:
        register.say_behind(new, problems)
    return issued, new


def _check(artifacts: Sequence[Artifact], workshop: Workshop, problems: Problems, base: str) -> int:
    """Run every check, and return how many printed codes were read back.

    ``base`` is the portal's path on its host.
    """
    codes = 0
    said: set[Problem] = set()
    inspections = list(print_checks.plan(artifacts))
    for job, outcome in zip(inspections, workshop.run(inspections), strict=True):
        found, read = print_checks.report(job, workshop.store.get(outcome.key))
        # What is wrong with a layout is wrong in each copy and edition: it is said once.
        new = [p for p in found if _without_file(p) not in said]
        said |= {_without_file(p) for p in new}
        problems.extend(new)
        codes += read
    jobs = list(page_checks.plan(artifacts))
    outlines = {
        job.label: msgspec.msgpack.decode(workshop.store.get(outcome.key), type=page_checks.Outline)
        for job, outcome in zip(jobs, workshop.run(jobs), strict=True)
    }
    problems.extend(page_checks.dead_links(outlines, {a.path for a in artifacts}, base))
    return codes


def _without_file(problem: Problem) -> Problem:
    args = tuple((name, value) for name, value in problem.args if name != "file")
    return msgspec.structs.replace(problem, args=args)


def _publish(
    root: Path, artifacts: Sequence[Artifact], outcomes: Sequence[Outcome], store: Store
) -> tuple[Published, tuple[str, ...]]:
    """Bring ``public/`` to what was planned; returns what changed, and every file's path."""
    keys: dict[str, str] = {}
    planned: dict[str, Entry] = {}
    unpacked: dict[str, bytes] = {}
    for artifact, outcome in zip(artifacts, outcomes, strict=True):
        if outcome.entry is None:
            continue
        if artifact.is_folder:
            inside = msgspec.msgpack.decode(store.get(outcome.key), type=dict[str, bytes])
            for name, data in inside.items():
                path = f"{artifact.path}/{name}"
                unpacked[path] = data
                planned[path] = Entry(content_digest(data), len(data))
        else:
            keys[artifact.path] = outcome.key
            planned[artifact.path] = outcome.entry

    def load(path: str) -> bytes:
        return unpacked[path] if path in unpacked else store.get(keys[path])

    publisher = Publisher(root / PUBLIC, root / STORE / "published")
    return publisher.publish(planned, load), tuple(planned)


class _Clock:
    """Measures the stages, and what was made in each."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}
        self.makers: dict[str, dict[str, Count]] = {}

    def lap(self, stage: str, workshop: Workshop) -> None:
        """Close a stage."""
        now = time.perf_counter()
        self.laps[stage] = now - self._last
        self.makers[stage] = workshop.take_counts()
        self._last = now

    @property
    def total(self) -> float:
        """Seconds since the build began."""
        return time.perf_counter() - self._start

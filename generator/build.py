"""The build: read → plan → make → check → publish, on one screen."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from generator import promises
from generator.channels import CHANNELS
from generator.checks import pages as page_checks
from generator.checks import prints as print_checks
from generator.engine import lock
from generator.engine.artifact import Artifact, Job
from generator.engine.publish import Published, Publisher
from generator.engine.store import Store, StoreCorrupt
from generator.engine.workshop import Outcome, Progress, Workshop
from generator.problems import Level, Place, Problem, Problems, ordered
from generator.source import pages, site
from generator.source.pages import SourceFile

STORE = ".bangtin"
PUBLIC = "public"
MOST_UNUSED = 3
"""The store is pruned when it holds this many times what a build uses."""


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
    next_change: datetime.date | None = None
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)

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
) -> Result:
    """Build the site below ``root`` into ``root/public``.

    With problems of level ERROR nothing is published and ``public/`` stays as
    it was. A store that turns out to be damaged is made anew. Raises Busy when
    another build runs, Fault when Bangtin itself fails and PublishFailed when
    the disk refuses.
    """
    options = {"publish": publish, "now": now, "jobs": jobs, "progress": progress}
    try:
        return _build(root, **options)  # type: ignore[arg-type]
    except StoreCorrupt:
        shutil.rmtree(root / STORE / "store", ignore_errors=True)
        return _build(root, **options)  # type: ignore[arg-type]


def _build(
    root: Path,
    *,
    publish: bool,
    now: datetime.date | None,
    jobs: int | None,
    progress: Progress | None,
) -> Result:
    """Run the five stages once."""
    root = root.resolve()
    clock = _Clock()
    with open_site(root, now, jobs, progress) as (content, problems, workshop):
        clock.lap("read")
        if content is None:
            return Result(ordered(problems), seconds=clock.total)
        # plan
        found = Problems()
        found.extend(problems)
        artifacts = _plan(content, found)
        if found.has_errors:
            # Only prints can find more to mend: words that don't fit are known once set.
            artifacts = [a for a in artifacts if isinstance(a.promise, promises.PrintPromise)]
        clock.lap("plan")
        # make
        outcomes = workshop.run([artifact.job for artifact in artifacts])
        found.extend(o.problem for o in outcomes if o.problem)
        clock.lap("make")
        # check
        codes = 0 if found.has_errors else _check(artifacts, workshop, found)
        clock.lap("check")
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
            published = _publish(root, artifacts, outcomes, workshop.store)
            if len(workshop.store) > MOST_UNUSED * len(workshop.used) + 500:
                workshop.store.keep_only(workshop.used)
        clock.lap("publish")
        return dataclasses.replace(
            result, published=published, seconds=clock.total, stages=clock.laps
        )


@contextlib.contextmanager
def open_site(
    root: Path,
    now: datetime.date | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[site.Site | None, tuple[Problem, ...], Workshop]]:
    """Hold the lock, open the store and read the site: the first stage of every command.

    Raises Busy when another build runs.
    """
    with (
        lock.hold(root / STORE / "lock"),
        Store(root / STORE / "store") as store,
        Workshop(root, store, jobs, progress) as workshop,
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


def _check(artifacts: Sequence[Artifact], workshop: Workshop, problems: Problems) -> int:
    """Run every check; returns how many printed codes were read back."""
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
    problems.extend(page_checks.dead_links(outlines, {a.path for a in artifacts}))
    return codes


def _without_file(problem: Problem) -> Problem:
    args = tuple((name, value) for name, value in problem.args if name != "file")
    return msgspec.structs.replace(problem, args=args)


def _publish(
    root: Path, artifacts: Sequence[Artifact], outcomes: Sequence[Outcome], store: Store
) -> Published:
    keys = {a.path: o.key for a, o in zip(artifacts, outcomes, strict=True)}
    planned = {
        a.path: o.entry for a, o in zip(artifacts, outcomes, strict=True) if o.entry is not None
    }
    publisher = Publisher(root / PUBLIC, root / STORE / "published")
    return publisher.publish(planned, lambda path: store.get(keys[path]))


class _Clock:
    """Measures the stages."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Close a stage."""
        now = time.perf_counter()
        self.laps[stage] = now - self._last
        self._last = now

    @property
    def total(self) -> float:
        """Seconds since the build began."""
        return time.perf_counter() - self._start

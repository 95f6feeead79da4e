"""What each stage of a build does; ``bangtin.build`` runs them in their order."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bangtin.channels import CHANNELS
from bangtin.checks import links as page_checks
from bangtin.checks import prints as print_checks
from bangtin.engine import lock
from bangtin.engine.cache import Cache
from bangtin.engine.executors import PROCESSES
from bangtin.engine.scheduler import Outcome, Progress, Scheduler
from bangtin.engine.task import Artifact, Task
from bangtin.files import paths
from bangtin.files.inventory import Inventory
from bangtin.problems import ChangedFile, Place, Problem, Problems
from bangtin.site import pages, publication_log, site
from bangtin.site.pages import SourceFile


@contextlib.contextmanager
def at_work(
    root: Path,
    jobs: int | None = None,
    progress: Progress | None = None,
    executor: str = PROCESSES,
) -> Iterator[Scheduler]:
    """Hold the lock and open the cache. Raises Busy when another build runs."""
    with (
        lock.hold(root / paths.LOCK),
        Cache(root / paths.RESULTS) as cache,
        Scheduler(root, cache, jobs, progress, executor) as scheduler,
    ):
        yield scheduler


@contextlib.contextmanager
def open_site(
    root: Path,
    now: datetime.date | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    known: Inventory | None = None,
    executor: str = PROCESSES,
) -> Iterator[tuple[site.Site | None, tuple[Problem, ...], Scheduler]]:
    """Hold the lock, open the cache and read the site: the first stage of every command.

    Raises Busy when another build runs.
    """
    with at_work(root, jobs, progress, executor) as scheduler:
        content, problems = site.read(root, recall(scheduler), now, known)
        yield content, problems, scheduler


def recall(scheduler: Scheduler) -> pages.ReadAll:
    """Return a runner of readers that works in parallel and remembers what it has read.

    It raises ChangedFile when a file is no longer what it was when the build began.
    """

    def run(
        reader: Callable[[SourceFile, Path, tuple[bytes, ...]], bytes],
        sources: Sequence[SourceFile],
    ) -> Iterator[bytes]:
        jobs = [Task(reader, s, Place(s.path), s.path) for s in sources]
        outcomes = scheduler.run(jobs)
        for problem in (outcome.problem for outcome in outcomes if outcome.problem):
            raise ChangedFile(problem.key, **dict(problem.args))
        # Not all at once: they are decoded one by one, and hold all words of the site.
        return (scheduler.cache.get(outcome.key) for outcome in outcomes)

    return run


def plan(content: site.Site, problems: Problems) -> list[Artifact]:
    """Plan every channel's artifacts; two with one path are a problem that names both."""
    artifacts: dict[str, Artifact] = {}
    for plan_channel in CHANNELS.values():
        for artifact in plan_channel(content):
            # Some file systems know no capitals: such paths are one file as well.
            first = artifacts.setdefault(artifact.path.lower(), artifact)
            if first is not artifact:
                # A page can be renamed; what the portal makes by itself can't.
                kept, moved = first.task.origin, artifact.task.origin
                if moved.file == "site.yaml":
                    kept, moved = moved, kept
                problems.error(
                    "path-doubled", moved, path=artifact.path, first=f"{kept.file}:{kept.line}"
                )
    return list(artifacts.values())


def hold_to_register(
    root: Path, content: site.Site, problems: Problems, *, is_locked: bool
) -> tuple[publication_log.Register, list[str]]:
    """Hold the site to what went out before; returns the register to come and what is new in it."""
    is_whole = not problems.has_errors
    known = publication_log.read(root, problems)
    if known is None:
        return (), []
    issued = publication_log.follow(known, content, problems, is_whole=is_whole)
    new = publication_log.news(known, issued)
    if new and is_locked and is_whole:
        publication_log.say_behind(new, problems)
    return issued, new


@dataclass(frozen=True)
class CheckPlan:
    """What the checks look at: an inspection of each print, an index_links of each page."""

    inspections: Sequence[Task] = ()
    link_indexes: Sequence[Task] = ()


def plan_checks(artifacts: Sequence[Artifact], base: str) -> CheckPlan:
    """Plan what the checks look at; ``base`` is the portal's path on its host."""
    return CheckPlan(list(print_checks.plan(artifacts)), list(page_checks.plan(artifacts, base)))


def make(artifacts: Sequence[Artifact], scheduler: Scheduler, seen: CheckPlan) -> list[Outcome]:
    """Make everything, and with it what the checks look at: where a file is made, it is opened."""
    jobs = [artifact.task for artifact in artifacts]
    return scheduler.run([*jobs, *seen.inspections, *seen.link_indexes])[: len(jobs)]


def check(
    artifacts: Sequence[Artifact], scheduler: Scheduler, problems: Problems, seen: CheckPlan
) -> int:
    """Hold what was made to its expectations, and return how many printed codes were read back."""
    codes = 0
    said: set[Problem] = set()
    for task in seen.inspections:
        found, read = print_checks.report(task, scheduler.cache.get(task.key))
        # What is wrong with a layout is wrong in each copy and edition: it is said once.
        new = [p for p in found if _without_file(p) not in said]
        said |= {_without_file(p) for p in new}
        problems.extend(new)
        codes += read
    link_indexes = (
        (
            task.label,
            msgspec.msgpack.decode(scheduler.cache.get(task.key), type=page_checks.LinkIndex),
        )
        for task in seen.link_indexes
    )
    problems.extend(page_checks.dead_links(link_indexes, {a.path for a in artifacts}))
    return codes


def _without_file(problem: Problem) -> Problem:
    args = tuple((name, value) for name, value in problem.args if name != "file")
    return msgspec.structs.replace(problem, args=args)

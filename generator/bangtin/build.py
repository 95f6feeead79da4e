"""The build: read → plan → make → check → publish, on one screen, and the short ways past it."""

from __future__ import annotations

import dataclasses
import datetime
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bangtin import spelling, unchanged
from bangtin.checks.expectations import PageExpectations, PrintExpectations
from bangtin.engine import executors, lock
from bangtin.engine.executors import pool
from bangtin.engine.publishing import Published, Publisher
from bangtin.files import inventory, paths
from bangtin.files.inventory import Inventory
from bangtin.problems import (
    CacheCorrupt,
    ChangedFile,
    DiskFailed,
    Level,
    Place,
    Problem,
    Problems,
    ordered,
)
from bangtin.unchanged import Past

if TYPE_CHECKING:
    from bangtin.engine.scheduler import Count, Progress, Scheduler

T = TypeVar("T")

MOST_ATTEMPTS = 3
"""How often a build begins again because files change under it: somebody is saving them."""

IN_WORKERS = (
    "bangtin.cli",
    "bangtin.checks.links",
    "bangtin.channels.portal",
    "bangtin.markdown.parsing",
    "bangtin.channels.portal.rendering",
    "jinja2.sandbox",
    "minify_html",
)
"""What every worker needs; the first is what a command's own script imports."""


@dataclass(frozen=True)
class Request:
    """What a build is asked for; ``now`` is the day to build for, today where it is None.

    ``only_pages`` publishes the pages of changed words at once and leaves all
    else to the next build: what a preview wants first.
    """

    root: Path
    publish: bool = True
    now: datetime.date | None = None
    jobs: int | None = None
    progress: Progress | None = None
    to_register: bool = False
    is_locked: bool = False
    only_pages: bool = False
    executor: str = executors.PROCESSES

    @property
    def circumstances(self) -> str:
        """The digest of all that a build depends on besides the site's files."""
        today = self.now or spelling.today()
        return unchanged.circumstances(today, self.now is None, self.to_register, self.is_locked)


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
    builders: dict[str, dict[str, Count]] = field(default_factory=dict)
    """What was made in each stage, by its builder."""

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
    executor: str = executors.PROCESSES,
) -> Result:
    """Build the site below ``root`` into ``root/public``.

    ``executor`` says where builders run: see ``bangtin.engine.executors``.
    What is new is added to the register with ``to_register``; with
    ``is_locked`` it is an error that it isn't there already.

    With problems of level ERROR nothing is published and ``public/`` stays as
    it was. A cache that turns out to be damaged is made anew. Raises Busy when
    another build runs, Fault when Bangtin itself fails, DiskFailed when the
    disk refuses and ExecutorFailed when the executor can't be had.
    """
    request = Request(
        root.resolve(), publish, now, jobs, progress,
        to_register=to_register, is_locked=is_locked, executor=executor,
    )  # fmt: skip
    start = time.perf_counter()
    result = with_sound_cache(request.root, lambda: _attempt(request))
    return dataclasses.replace(result, seconds=time.perf_counter() - start)


def publish_words(root: Path, ahead: Iterable[str] = ()) -> list[str]:
    """Publish the pages whose words changed since the last build, if nothing else did.

    Prints and the search index are left to the next build. ``ahead`` are pages
    that were published so before: they count as changed even if they are as they
    were. Returns the changed pages, none when a whole build is due. Raises as
    ``build`` does.
    """
    request = Request(root.resolve(), only_pages=True)
    known = inventory.take(request.root)
    past = unchanged.recall(request.root / paths.PAST, request.circumstances) if known else None
    if known is None or past is None:
        return []
    changed = past.changed_words(known, ahead)
    try:
        result = _revised(request, known, past, changed)
    except ChangedFile:
        return []
    return changed if result else []


def _attempt(request: Request) -> Result:
    """Build by the shortest way that leads there; begin again when files change meanwhile."""
    if not (request.root / paths.PAST).exists():
        _call_workers(request)
    for _ in range(MOST_ATTEMPTS):
        known = inventory.take(request.root)
        try:
            short = _short_way(request, known) if known else None
            return short or _build(request, known)
        except ChangedFile as changed:
            problem = Problem(
                Level.ERROR, changed.key, Place(dict(changed.details)["file"]), changed.details
            )
    return Result((problem,))


def _short_way(request: Request, known: Inventory) -> Result | None:
    """Return what a build comes to that has nothing or little to do; None for any other."""
    root = request.root
    if not request.publish:
        return None
    with lock.hold(root / paths.LOCK):
        past = unchanged.recall(root / paths.PAST, request.circumstances)
        if past and past.is_still_so(known, root / paths.PUBLIC, root / paths.RECORD):
            return _told_again(past)
    if past:
        return _revised(request, known, past, past.changed_words(known))
    _call_workers(request)
    return None


def _call_workers(request: Request) -> None:
    """Have workers get ready meanwhile: what is not known from a build before is much to make."""
    if request.executor == executors.PROCESSES and request.jobs != 1:
        pool.get_ready(IN_WORKERS)


def _told_again(past: Past, made: tuple[str, ...] = (), written: Published | None = None) -> Result:
    """Return the last build's result as that of one with as little to do."""
    return Result(
        problems=past.problems,
        pages=past.pages,
        prints=past.prints,
        codes=past.codes,
        made=made,
        reused=past.artifacts - len(made),
        published=written or Published((), len(past.planned), ()),
        planned=past.planned,
        next_change=past.next_change,
    )


def _revised(request: Request, known: Inventory, past: Past, changed: list[str]) -> Result | None:
    """Return what came of a build that only new words called for; None where there was more."""
    if not changed:
        return None
    try:
        return _revise(request, known, past, changed)
    except CacheCorrupt:
        # What the plan needs is not there any more; if there is worse, a whole build meets it.
        return None


def _revise(request: Request, known: Inventory, past: Past, changed: list[str]) -> Result | None:
    # What only a build with something to do needs is imported where that is known.
    from bangtin import revision, stages

    clock = _Clock()
    root = request.root
    with stages.at_work(root, request.jobs, request.progress, request.executor) as scheduler:
        publisher = Publisher(root / paths.PUBLIC, root / paths.RECORD)
        found = revision.revise(
            past, known, changed, scheduler, publisher, only_pages=request.only_pages
        )
        if found is None:
            return None
        now, made, published = found
        if not request.only_pages:
            unchanged.remember(root / paths.PAST, now)
        clock.lap("make", scheduler)
    told = _told_again(now, made, published)
    return dataclasses.replace(told, stages=clock.laps, builders=clock.builders)


def with_sound_cache(root: Path, work: Callable[[], T]) -> T:
    """Return what ``work`` returns; when it finds the cache damaged, it begins again with none.

    Raises DiskFailed when a new cache is damaged as well.
    """
    try:
        return work()
    except CacheCorrupt:
        shutil.rmtree(root / paths.RESULTS, ignore_errors=True)
    try:
        return work()
    except CacheCorrupt as error:
        raise DiskFailed(root / paths.RESULTS, str(error)) from error


def _build(request: Request, known: Inventory | None) -> Result:
    """Run the five stages once. Raises ChangedFile when a file changes while it is read."""
    from bangtin import revision, stages
    from bangtin.engine import outputs
    from bangtin.site import links, publication_log

    clock = _Clock()
    root = request.root
    with stages.open_site(
        root, request.now, request.jobs, request.progress, known, request.executor
    ) as (content, problems, scheduler):
        clock.lap("read", scheduler)
        if content is None:
            return Result(ordered(problems), stages=clock.laps, builders=clock.builders)
        # plan
        found = Problems()
        found.extend(problems)
        artifacts = stages.plan(content, found)
        issued, new = stages.hold_to_register(root, content, found, is_locked=request.is_locked)
        if found.has_errors:
            # Only prints can find more to mend: words that don't fit are known once set.
            artifacts = [a for a in artifacts if isinstance(a.expectations, PrintExpectations)]
        clock.lap("plan", scheduler)
        # make
        base = links.base_path(content.settings)
        # What has errors is not published, so nothing is held to its expectations.
        seen = stages.CheckPlan() if found.has_errors else stages.plan_checks(artifacts, base)
        outcomes = stages.make(artifacts, scheduler, seen)
        found.extend(o.problem for o in outcomes if o.problem)
        # All is made: what follows reads the cache.
        scheduler.rest()
        clock.lap("make", scheduler)
        # check
        codes = 0 if found.has_errors else stages.check(artifacts, scheduler, found, seen)
        clock.lap("check", scheduler)
        result = Result(
            problems=ordered(found),
            pages=sum(isinstance(a.expectations, PageExpectations) for a in artifacts),
            prints=sum(isinstance(a.expectations, PrintExpectations) for a in artifacts),
            codes=codes,
            made=tuple(a.path for a, o in zip(artifacts, outcomes, strict=True) if o.made),
            reused=sum(not o.made for o in outcomes),
            next_change=content.next_change,
        )
        # publish
        if request.publish and not result.failed:
            registered = tuple(new) if request.to_register else ()
            shipped = outputs.load(artifacts, outcomes, scheduler.cache)
            publisher = Publisher(root / paths.PUBLIC, root / paths.RECORD)
            published = publisher.publish(shipped.entries, shipped.get)
            result = dataclasses.replace(
                result, published=published, planned=tuple(shipped.entries), registered=registered
            )
            if registered:
                publication_log.write(root, issued)
            elif known:
                words, plans = revision.keep(content.pages, artifacts, scheduler)
                past = _as_past(request, known, result, base, words, plans)
                unchanged.remember(root / paths.PAST, past)
            scheduler.cache.prune(scheduler.used)
        clock.lap("publish", scheduler)
        return dataclasses.replace(result, stages=clock.laps, builders=clock.builders)


def _as_past(
    request: Request,
    known: Inventory,
    result: Result,
    base: str,
    words: dict[str, unchanged.Words],
    plans: tuple[str, ...],
) -> Past:
    return Past(
        asked=request.circumstances,
        digests=known.digests,
        problems=result.problems,
        pages=result.pages,
        prints=result.prints,
        codes=result.codes,
        artifacts=len(result.made) + result.reused,
        planned=result.planned or (),
        base=base,
        next_change=result.next_change,
        words=words,
        plans=plans,
    )


class _Clock:
    """Measures the stages, and what was made in each."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.laps: dict[str, float] = {}
        self.builders: dict[str, dict[str, Count]] = {}

    def lap(self, stage: str, scheduler: Scheduler) -> None:
        """Close a stage."""
        now = time.perf_counter()
        self.laps[stage] = now - self._last
        self.builders[stage] = scheduler.take_counts()
        self._last = now

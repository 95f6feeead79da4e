"""The request of a build, and what its stages share: the lock, the cache and the scheduler."""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bangtin.config import clock
from bangtin.engine import executors, lock
from bangtin.engine.executors import pool
from bangtin.engine.publishing import Publisher
from bangtin.engine.task import Task, generator_digest
from bangtin.files import paths
from bangtin.problems import ChangedFile, Place

if TYPE_CHECKING:
    from bangtin.engine.builders import Builder
    from bangtin.engine.scheduler import Count, Progress, Scheduler
    from bangtin.site.editions import Scope
    from bangtin.site.pages import SourceFile

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
    """The options of a build.

    ``now`` is the day to build for; where it is None, that is the day the site
    names, or ``today``. With ``only_pages`` only the pages whose text changed
    are published, and all else is left to the next build: what a preview shows first.
    ``going_out`` says what the build is for: nothing goes out (editions that never did are drafts),
    what is ordered does, or all of it.
    With ``force`` what is not Bangtin's goes from ``public/`` where it stands in the way.
    """

    root: Path
    publish: bool = True
    now: datetime.date | None = None
    jobs: int | None = None
    progress: Progress | None = None
    is_locked: bool = False
    only_pages: bool = False
    force: bool = False
    executor: str = executors.PROCESSES
    going_out: Scope = ""
    moment: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    @functools.cached_property
    def today(self) -> datetime.date:
        """The day it is where the site's readers live."""
        return self.moment.astimezone(clock.of_site(self.root)).date()

    @property
    def outgoing(self) -> Scope:
        """What goes out: all that a build records, or is to find recorded."""
        return self.going_out or ("all" if self.is_locked else "")

    @property
    def environment(self) -> str:
        """The environment key: the digest of all that a build depends on besides the files."""
        day = self.now or self.today
        options = (self.now is None, self.is_locked, self.going_out)
        total = hashlib.blake2b(generator_digest(), digest_size=16)
        total.update(f"{day.isoformat()} {options}".encode())
        return total.hexdigest()


class Session:
    """One build: it holds the lock, opens the cache when it is needed, and measures the stages.

    As a context manager. Raises Busy when another build runs.
    """

    def __init__(self, request: Request, repaired: list[str] | None = None) -> None:
        self.request = request
        self.root = request.root
        self.seconds: dict[str, float] = {}
        """Seconds of each stage."""
        self.counts: dict[str, dict[str, Count]] = {}
        """What was made in each stage, by its builder."""
        self.repaired = [] if repaired is None else repaired
        """What of ``.bangtin/`` was not as Bangtin left it, and is made anew."""
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Session:
        with contextlib.ExitStack() as opening:
            opening.enter_context(lock.hold(self.root / paths.LOCK))
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @functools.cached_property
    def scheduler(self) -> Scheduler:
        """The scheduler with its cache: a build with nothing to do opens neither."""
        from bangtin.engine.cache import Cache
        from bangtin.engine.scheduler import Scheduler

        request = self.request
        cache = self._open.enter_context(Cache(self.root / paths.RESULTS))
        if cache.is_repaired:
            self.note_repair(paths.RESULTS)
        return self._open.enter_context(
            Scheduler(self.root, cache, request.jobs, request.progress, request.executor)
        )

    @functools.cached_property
    def publisher(self) -> Publisher:
        """What brings ``public/`` to what was planned, and knows what it holds."""
        publisher = Publisher(self.root / paths.PUBLIC, self.root / paths.RECORD)
        if publisher.is_recovered:
            self.note_repair(paths.RECORD)
        return publisher

    def note_repair(self, path: str) -> None:
        """Note that a file of ``.bangtin/`` was not as Bangtin left it: it is told once."""
        if path not in self.repaired:
            self.repaired.append(path)

    def read_all(self, reader: Builder, sources: Sequence[SourceFile]) -> Iterator[bytes]:
        """Run a reader on many files in parallel, and yield its results; the cache has known ones.

        Raises ChangedFile when a file is no longer what the inventory has.
        """
        tasks = [Task.of(reader, s, Place(s.path), s.path) for s in sources]
        outcomes = self.scheduler.run(tasks) if tasks else []
        for problem in (outcome.problem for outcome in outcomes if outcome.problem):
            raise ChangedFile(problem.key, **dict(problem.args))
        # Not all at once: they are decoded one by one, and hold all text of the site.
        return (self.scheduler.cache.get(outcome.key) for outcome in outcomes)

    def prepare_workers(self) -> None:
        """Have workers get ready meanwhile: a site that is read whole is mostly much to make."""
        if self.request.executor == executors.PROCESSES and self.request.jobs != 1:
            pool.get_ready(IN_WORKERS)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage."""
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start
        if "scheduler" in self.__dict__:
            self.counts[name] = self.scheduler.take_counts()

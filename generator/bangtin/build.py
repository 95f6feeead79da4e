"""The build: read → plan → make → check → publish."""

from __future__ import annotations

import dataclasses
import datetime
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bangtin.checks.expectations import PageExpectations, PrintExpectations
from bangtin.engine import executors
from bangtin.engine.publishing import Published
from bangtin.files import paths
from bangtin.problems import (
    CacheCorrupt,
    ChangedFile,
    DiskFailed,
    ForeignFiles,
    Level,
    Place,
    Problem,
    ordered,
)
from bangtin.stages.check import check
from bangtin.stages.make import MakeResult, make
from bangtin.stages.plan import Plan, plan
from bangtin.stages.publish import SiteTotals, publish
from bangtin.stages.read import ReadResult, read
from bangtin.stages.session import Request, Session
from bangtin.stages.state import StoredPlanOutdated

if TYPE_CHECKING:
    from bangtin.engine.scheduler import Count, Progress
    from bangtin.site.editions import Scope
    from bangtin.site.publication_log import PublicationLog
    from bangtin.stages.plan import GoingOut

T = TypeVar("T")

MOST_ATTEMPTS = 3
"""How often a build begins again because files change under it: somebody is saving them."""


@dataclass(frozen=True)
class Result:
    """The result of a build: its problems, its counts and how long it took.

    ``planned`` are the paths of all published files, None where nothing was
    published. ``is_planned_anew`` tells that the stored plan was not used.
    ``repaired`` names what of ``.bangtin/`` was not as Bangtin left it and was made
    anew. ``seconds_of`` and ``counts`` are by stage, counts also by builder.
    """

    problems: tuple[Problem, ...]
    pages: int = 0
    prints: int = 0
    codes: int = 0
    made: tuple[str, ...] = ()
    reused: int = 0
    published: Published | None = None
    planned: tuple[str, ...] | None = None
    logged: tuple[str, ...] = ()
    next_change: datetime.date | None = None
    is_planned_anew: bool = True
    repaired: tuple[str, ...] = ()
    seconds: float = 0.0
    seconds_of: dict[str, float] = field(default_factory=dict)
    counts: dict[str, dict[str, Count]] = field(default_factory=dict)
    log: PublicationLog = ()
    going: GoingOut | None = None

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
    is_locked: bool = False,
    going_out: Scope = "",
    executor: str = executors.PROCESSES,
    only_pages: bool = False,
    force: bool = False,
) -> Result:
    """Build the site below ``root`` into ``root/public``.

    ``executor`` says where tasks run: see ``bangtin.engine.executors``. ``going_out``
    says what goes out: editions that never did are drafts. Nothing is recorded: that is
    for who sends it. With ``is_locked`` it is an error that something is new. With
    ``only_pages`` the pages of changed text are published, and all else is left to the
    next build; where more than text changed, nothing is. Where files that Bangtin did not
    write stand in the way nothing is published, and each is a problem; with ``force`` they go.

    With problems of level ERROR nothing is published and ``public/`` stays as it
    was. A cache that turns out to be damaged is made anew. Raises Busy when
    another build runs, Fault when Bangtin itself fails, DiskFailed when the disk
    refuses and ExecutorFailed when the executor can't be had.
    """
    request = Request(
        root.resolve(), publish, now, jobs, progress, going_out=going_out,
        is_locked=is_locked, only_pages=only_pages, force=force, executor=executor,
    )  # fmt: skip
    start = time.perf_counter()
    repaired: list[str] = []
    result = with_repaired_cache(
        request.root,
        lambda: _retry_on_changes(request, repaired),
        lambda: repaired.append(paths.RESULTS),
    )
    return dataclasses.replace(
        result,
        seconds=time.perf_counter() - start,
        repaired=tuple(dict.fromkeys(repaired)),
    )


def with_repaired_cache(
    root: Path, work: Callable[[], T], tell: Callable[[], None] = lambda: None
) -> T:
    """Return what ``work`` returns; when it finds the cache damaged, run it again with a new one.

    ``tell`` is called then. Raises DiskFailed when a new cache is damaged as well.
    """
    try:
        return work()
    except CacheCorrupt:
        tell()
        shutil.rmtree(root / paths.RESULTS, ignore_errors=True)
        (root / paths.STATE).unlink(missing_ok=True)
    try:
        return work()
    except CacheCorrupt as error:
        raise DiskFailed(root / paths.RESULTS, str(error)) from error


def _retry_on_changes(request: Request, repaired: list[str]) -> Result:
    """Build; try again when files change meanwhile, or when the stored plan can't be used."""
    anew = False
    for _ in range(MOST_ATTEMPTS):
        try:
            return _run(request, repaired, anew=anew)
        except StoredPlanOutdated:
            anew = True
        except ChangedFile as changed:
            problem = changed.problem
    return Result((problem,))


def _run(request: Request, repaired: list[str], *, anew: bool) -> Result:
    """Run the five stages once; adds what was made anew to ``repaired``.

    Raises ChangedFile and StoredPlanOutdated.
    """
    with Session(request, repaired) as session:
        with session.stage("read"):
            reading = read(session, anew=anew)
        if request.only_pages and reading.state is None:
            return Result((), published=None)
        try:
            with session.stage("plan"):
                planned = plan(session, reading)
            with session.stage("make"):
                made = make(session, planned)
            with session.stage("check"):
                codes = check(session, reading, planned, made)
            with session.stage("publish"):
                totals = _totals(reading, planned, codes)
                try:
                    published = publish(session, reading, planned, made, totals)
                except ForeignFiles as found:
                    totals, published = _with_foreign(totals, found), None
        except CacheCorrupt as error:
            if reading.state is None:
                raise
            raise StoredPlanOutdated from error
        return _result(session, reading, planned, made, totals, published)


def _totals(reading: ReadResult, plan: Plan, codes: int) -> SiteTotals:
    """Return the counts of the whole site: of this plan, or of the stored one."""
    state = reading.state
    if state is not None:
        return SiteTotals(
            state.problems, state.pages, state.prints, state.codes, state.planned,
            state.next_change,
        )  # fmt: skip
    kinds = [type(artifact.expectations) for artifact in plan.artifacts]
    return SiteTotals(
        ordered(plan.problems), kinds.count(PageExpectations), kinds.count(PrintExpectations),
        codes, len(kinds), reading.site.next_change if reading.site else None,
    )  # fmt: skip


def _with_foreign(totals: SiteTotals, found: ForeignFiles) -> SiteTotals:
    """Return the counts with a problem for each file that is not Bangtin's and in its way."""
    foreign = (
        Problem(Level.ERROR, "public-foreign", Place(f"{paths.PUBLIC}/{path}"), (("file", path),))
        for path in found.paths
    )
    return dataclasses.replace(totals, problems=ordered([*totals.problems, *foreign]))


def _result(
    session: Session,
    reading: ReadResult,
    plan: Plan,
    made: MakeResult,
    totals: SiteTotals,
    published: Published | None,
) -> Result:
    paths_made = tuple(
        a.path for a, o in zip(plan.artifacts, made.outcomes, strict=bool(made.outcomes)) if o.made
    )
    return Result(
        problems=totals.problems,
        pages=totals.pages,
        prints=totals.prints,
        codes=totals.codes,
        made=paths_made,
        reused=totals.planned - len(paths_made),
        published=published,
        planned=session.publisher.paths if published else None,
        logged=plan.logged if published and session.request.outgoing else (),
        log=plan.log,
        going=plan.going,
        next_change=totals.next_change,
        is_planned_anew=reading.state is None,
        seconds_of=session.seconds,
        counts=session.counts,
    )

"""The check stage: what was made is held to what is expected of it."""

from __future__ import annotations

from bangtin.stages.make import MakeResult
from bangtin.stages.plan import Plan
from bangtin.stages.read import ReadResult
from bangtin.stages.session import Session
from bangtin.stages.state import StoredPlanOutdated


def check(session: Session, reading: ReadResult, plan: Plan, made: MakeResult) -> int:
    """Note what is wrong with what was made; return how many printed codes were read back.

    Raises StoredPlanOutdated when a page of a stored plan links in another way than before, or
    can't be made: the stored problems are those of what was published.
    """
    if plan.problems.has_errors and reading.state is not None:
        raise StoredPlanOutdated
    if plan.problems.has_errors or not plan.artifacts:
        return 0
    if reading.state is not None:
        # With the same links and anchors, what was checked of the other pages still holds.
        if link_indexes(session, made).items() <= reading.state.link_indexes.items():
            return 0
        raise StoredPlanOutdated
    import msgspec

    from bangtin.checks import links, prints
    from bangtin.checks.expectations import SizeExpectations

    cache = session.scheduler.cache
    codes = 0
    said = set()
    for task in made.checks.inspections:
        found, read = prints.report(task, cache.get(task.key))
        # What is wrong with a layout is wrong in each copy and edition: it is said once.
        new = [problem for problem in found if problem.without("file") not in said]
        said |= {problem.without("file") for problem in new}
        plan.problems.extend(new)
        codes += read
    for artifact in plan.artifacts:
        if isinstance(artifact.expectations, SizeExpectations):
            size = len(cache.get(artifact.task.key))
            if size > artifact.expectations.most:
                plan.problems.warning(
                    "pack-large", artifact.task.origin, name=artifact.path.rpartition("/")[2],
                    size=f"{size / 1_000_000:.0f} MB",
                )  # fmt: skip
    decoder = msgspec.msgpack.Decoder(links.LinkIndex)
    indexes = (
        (task.label, decoder.decode(cache.get(task.key))) for task in made.checks.link_indexes
    )
    plan.problems.extend(links.dead_links(indexes, {a.path for a in plan.artifacts}))
    return codes


def link_indexes(session: Session, made: MakeResult) -> dict[str, str]:
    """Return the digest of each page's link index, by the page's path. Raises CacheCorrupt."""
    tasks = made.checks.link_indexes
    entries = session.scheduler.cache.kept(task.key for task in tasks) if tasks else {}
    return {task.label: entries[task.key].digest for task in tasks}

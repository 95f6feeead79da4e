"""The make stage: what the cache doesn't have is built, and with it what the checks look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bangtin.stages.plan import Plan
from bangtin.stages.session import Session

if TYPE_CHECKING:
    from bangtin.engine.scheduler import Outcome
    from bangtin.engine.task import Task


@dataclass(frozen=True)
class CheckPlan:
    """What the checks look at: an inspection of each print, a link index of each page."""

    inspections: Sequence[Task] = ()
    link_indexes: Sequence[Task] = ()


@dataclass(frozen=True)
class MakeResult:
    """The outcome of each artifact of a plan, in order, and what the checks look at."""

    outcomes: Sequence[Outcome] = ()
    checks: CheckPlan = CheckPlan()


def make(session: Session, plan: Plan) -> MakeResult:
    """Make everything, and with it what the checks look at: where a file is made, it is opened.

    Raises Fault and ExecutorFailed.
    """
    if not plan.artifacts:
        return MakeResult()
    from bangtin.checks import links, prints

    checks = CheckPlan()
    if not plan.problems.has_errors:
        # What has errors is not published, so it is held to nothing.
        checks = CheckPlan(
            list(prints.plan(plan.artifacts)), list(links.plan(plan.artifacts, plan.base))
        )
    tasks = [artifact.task for artifact in plan.artifacts]
    outcomes = session.scheduler.run([*tasks, *checks.inspections, *checks.link_indexes])
    plan.problems.extend(o.problem for o in outcomes[: len(tasks)] if o.problem)
    # All is made: what follows reads the cache.
    session.scheduler.release()
    return MakeResult(outcomes[: len(tasks)], checks)

"""Groups tasks into batches: a batch is built by one worker, one task after another.

A PDF of several megabytes that is inspected, tiled and drawn where it was made
need not be carried to another process for each of these.
"""

from __future__ import annotations

import collections
import graphlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bangtin.engine.task import Source, Task

MOST_USES = 16
"""A result that more tasks than this read begins no batch with them: one worker would do all."""


@dataclass(eq=False, slots=True)
class Batch:
    """Tasks in an order in which each finds its sources built."""

    tasks: list[Task]


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Return tasks by key, each once, and each after those of them that it reads."""
    found = {task.key: task for task in tasks}
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for key, task in found.items():
        sorter.add(key, *(k for k in _keys(task.sources) if k in found))
    return [found[key] for key in sorter.static_order()]


def group(tasks: Sequence[Task]) -> dict[Batch, list[Batch]]:
    """Group tasks, which come in order; return each batch with those that it waits for.

    A task joins the batch that builds all its sources; one whose sources are
    built in several, or are read by many others as well, waits for these. What
    others wait for comes first, and then what takes longest: many tasks, or one that reads much.
    """
    uses = collections.Counter(key for task in tasks for key in _keys(task.sources))
    waits: dict[Batch, list[Batch]] = {}
    batch_of: dict[str, Batch] = {}
    for task in tasks:
        keys = [key for key in _keys(task.sources) if key in batch_of]
        needed = list(dict.fromkeys(batch_of[key] for key in keys))
        if len(needed) == 1 and all(uses[key] <= MOST_USES for key in keys):
            batch = needed[0]
            batch.tasks.append(task)
        else:
            batch = Batch([task])
            waits[batch] = needed
        batch_of[task.key] = batch
    needed_by_others = {batch for needed in waits.values() for batch in needed}
    order = sorted(waits, key=lambda b: (b not in needed_by_others, -_weight(b)))
    return {batch: waits[batch] for batch in order}


def _keys(sources: Iterable[Source]) -> list[str]:
    return [source.producer.key for source in sources]


def _weight(batch: Batch) -> int:
    return sum(1 + len(task.sources) for task in batch.tasks)

"""What has to be made, in chains: tasks that one worker makes one after another.

A PDF of several megabytes that is inspected, tiled and drawn where it was made
need not be carried to another process for each of these.
"""

from __future__ import annotations

import collections
from collections.abc import Sequence
from dataclasses import dataclass, field

from bangtin.engine.task import Task

MOST_USES = 16
"""What more tasks than this are made of begins no chain: one worker would make them all."""


@dataclass(eq=False)
class Chain:
    """Tasks in an order in which each finds its sources made; ``waits`` counts those before it."""

    tasks: list[Task]
    waits: int = 0
    followers: list[Chain] = field(default_factory=list)

    def finish(self) -> list[Chain]:
        """Return the chains that waited for this one alone."""
        for follower in self.followers:
            follower.waits -= 1
        return [follower for follower in self.followers if follower.waits == 0]


def link(tasks: Sequence[Task]) -> list[Chain]:
    """Part tasks into chains; a task's sources, where they are to be made as well, come before it.

    A task joins the chain that makes all its sources; one whose sources are made
    in several, or for many others as well, waits for these.
    """
    uses = collections.Counter(source.whole.key for task in tasks for source in task.sources)
    chains: list[Chain] = []
    home: dict[str, Chain] = {}
    for task in tasks:
        keys = [source.whole.key for source in task.sources if source.whole.key in home]
        needed = list(dict.fromkeys(home[key] for key in keys))
        if len(needed) == 1 and all(uses[key] <= MOST_USES for key in keys):
            chain = needed[0]
            chain.tasks.append(task)
        else:
            chain = Chain([task], waits=len(needed))
            for other in needed:
                other.followers.append(chain)
            chains.append(chain)
        home[task.key] = chain
    # What others wait for goes first, and then what takes longest.
    return sorted(chains, key=lambda c: (not c.followers, -len(c.tasks)))

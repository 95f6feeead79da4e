"""The ways out: each is one module with ``plan(site)``, and adding one touches this list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bangtin.channels import (
    broadcast,
    count,
    feeds,
    led,
    packs,
    portal,
    press,
    search,
    share,
    sms,
    web_host,
)
from bangtin.engine import sizes
from bangtin.engine.task import Artifact
from bangtin.problems import Place, Problems
from bangtin.site.site import Site

Plan = Callable[[Site], Iterable[Artifact]]

CHANNELS: dict[str, Plan] = {
    "portal": portal.plan,
    "press": press.plan,
    "led": led.plan,
    "broadcast": broadcast.plan,
    "share": share.plan,
    "sms": sms.plan,
    "count": count.plan,
    "feeds": feeds.plan,
    "web-host": web_host.plan,
    "search": search.plan,
}


MOST_NAME = 200
"""Characters of a file's name: disks keep 255, and what is half written has an ending more."""


def plan(site: Site, problems: Problems) -> list[Artifact]:
    """Plan every channel's artifacts; two with one path are a problem that names both.

    So is a file or folder whose name no disk keeps: it would fail in the middle of publishing.
    """
    artifacts: dict[str, Artifact] = {}
    too_long: dict[str, Place] = {}
    for plan_channel in CHANNELS.values():
        for artifact in plan_channel(site):
            if len(artifact.path) > MOST_NAME:
                for name in artifact.path.split("/"):
                    if len(name) > MOST_NAME:
                        too_long.setdefault(name, artifact.task.origin)
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
    for artifact in packs.plan(site, {a.path: a for a in artifacts.values()}):
        artifacts[artifact.path.lower()] = artifact
    made = list(sizes.added(artifacts))
    if any(problem.key == "row-name-long" for problem in problems):
        # A row's files are too long because of the row, which is told at its line.
        return made
    told = set()
    for name, origin in too_long.items():
        # Each of a page's files has the name in it: once is enough.
        if origin not in told:
            told.add(origin)
            problems.error("path-too-long", origin, name=name, found=len(name), most=MOST_NAME)
    return made

"""The ways out: each is one module with ``plan(site)``, and adding one touches this list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bangtin.channels import (
    broadcast,
    count,
    feeds,
    led,
    portal,
    press,
    search,
    share,
    sms,
    web_host,
)
from bangtin.engine import sizes
from bangtin.engine.task import Artifact
from bangtin.problems import Problems
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


def plan(site: Site, problems: Problems) -> list[Artifact]:
    """Plan every channel's artifacts; two with one path are a problem that names both."""
    artifacts: dict[str, Artifact] = {}
    for plan_channel in CHANNELS.values():
        for artifact in plan_channel(site):
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
    return list(sizes.added(artifacts))

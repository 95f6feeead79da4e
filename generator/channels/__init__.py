"""The ways out: each is one module with ``plan(site)``, and adding one touches this list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.channels import machines, portal, press, search
from generator.engine.artifact import Artifact
from generator.source.site import Site

Plan = Callable[[Site], Iterable[Artifact]]

CHANNELS: dict[str, Plan] = {
    "portal": portal.plan,
    "press": press.plan,
    "machines": machines.plan,
    "search": search.plan,
}

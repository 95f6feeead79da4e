"""The ways out: each is one module with ``plan(site)``, and adding one touches this list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bangtin.channels import feeds, portal, press, search
from bangtin.engine.task import Artifact
from bangtin.site.site import Site

Plan = Callable[[Site], Iterable[Artifact]]

CHANNELS: dict[str, Plan] = {
    "portal": portal.plan,
    "press": press.plan,
    "machines": feeds.plan,
    "search": search.plan,
}

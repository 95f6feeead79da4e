"""Loudspeaker scripts: a reading copy and a text of each."""

from __future__ import annotations

from collections.abc import Iterator

from bangtin.engine.task import Artifact
from bangtin.site.scripts import Script
from bangtin.site.site import Site

NAME = "broadcast"


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the files of each."""
    for publication in site.publications:
        if isinstance(publication, Script):
            yield from ()

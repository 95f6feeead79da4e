"""LED boards: frames and animations of each."""

from __future__ import annotations

from collections.abc import Iterator

from bangtin.engine.task import Artifact, Task
from bangtin.site.boards import Board
from bangtin.site.site import Site

NAME = "led"


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the files of each."""
    for publication in site.publications:
        if isinstance(publication, Board):
            yield from ()


def pictures(site: Site) -> Iterator[tuple[str, Task]]:
    """Yield a label and the task of a picture for each, for the contact sheet."""
    yield from ()

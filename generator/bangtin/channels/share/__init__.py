"""Share pictures: one of each entry, with its caption."""

from __future__ import annotations

from collections.abc import Iterator

from bangtin.engine.task import Artifact, Task
from bangtin.site.share_pictures import SharePicture
from bangtin.site.site import Site

NAME = "share"


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the files of each."""
    for publication in site.publications:
        if isinstance(publication, SharePicture):
            yield from ()


def pictures(site: Site) -> Iterator[tuple[str, Task]]:
    """Yield a label and the task of a picture for each, for the contact sheet."""
    yield from ()

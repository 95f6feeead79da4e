"""Text messages: a file of each, with its parts counted."""

from __future__ import annotations

from collections.abc import Iterator

from bangtin.engine.task import Artifact
from bangtin.site.site import Site
from bangtin.site.text_messages import TextMessage

NAME = "sms"


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the files of each."""
    for publication in site.publications:
        if isinstance(publication, TextMessage):
            yield from ()

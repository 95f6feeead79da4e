"""Text messages: a file of each, with its tone marks and without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.site.site import Site
from bangtin.site.text_messages import TextMessage

NAME = "sms"


class Text(msgspec.Struct, frozen=True):
    """The inputs of a text file: what is sent, to the letter."""

    text: str


def plan(site: Site) -> Iterator[Artifact]:
    """Plan two files of each copy."""
    for publication in site.publications:
        if not isinstance(publication, TextMessage):
            continue
        for copy, message in zip(publication.copies, publication.messages, strict=True):
            for is_marked, text in ((True, message.marked), (False, message.plain)):
                path = publication.file(copy, marked=is_marked)
                task = Task.of(make_message, Text(text), publication.place, path)
                yield Artifact(path, NAME, task)


@builder
def make_message(inputs: Text, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write a message. Nothing stands behind its last word: a line's end would be paid for."""
    return inputs.text.encode("utf-8")

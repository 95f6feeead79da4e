"""The words of a page, as what is made from them refers to them."""

from __future__ import annotations

from bangtin.engine.task import Part, Task
from bangtin.problems import Place
from bangtin.site import pages
from bangtin.site.pages import Page, SourceFile


def of(page: Page) -> Part:
    """Return a page's words as a source of a task: what its header says doesn't count."""
    return part(page.source, page.index.digest)


def part(source: SourceFile, digest: str) -> Part:
    """Return the words of a file as a source of a task; ``digest`` is theirs, not the file's."""
    return Part(Task(pages.parse_encoded, source, Place(source.path), source.path), digest)

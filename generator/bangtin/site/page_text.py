"""The text of a page, as a source of the tasks that read it."""

from __future__ import annotations

from bangtin.engine.task import PartialResult, Task
from bangtin.problems import Place
from bangtin.site import pages
from bangtin.site.pages import Page, SourceFile


def of(page: Page) -> PartialResult:
    """Return a page's text as a source of a task: what its header says doesn't count."""
    return part(page.source, page.index.digest)


def part(source: SourceFile, digest: str) -> PartialResult:
    """Return the text of a file as a source of a task; ``digest`` is the text's, not the file's."""
    task = Task.of(pages.parse_encoded, source, Place(source.path), source.path)
    return PartialResult(task, digest, source.on_disk)

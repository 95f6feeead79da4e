"""The words of a page, as what is made from them refers to them."""

from __future__ import annotations

from generator.engine.artifact import Job, Part
from generator.problems import Place
from generator.source import pages
from generator.source.pages import Page, SourceFile


def of(page: Page) -> Part:
    """Return a page's words as a source of a job: what its header says doesn't count."""
    return part(page.source, page.facts.digest)


def part(source: SourceFile, digest: str) -> Part:
    """Return the words of a file as a source of a job; ``digest`` is theirs, not the file's."""
    return Part(Job(pages.parse_encoded, source, Place(source.path), source.path), digest)

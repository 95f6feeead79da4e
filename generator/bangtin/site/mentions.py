"""The files that anything names: what is not among them lies there for nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

import msgspec

from bangtin import spelling
from bangtin.config.settings import Settings
from bangtin.site.pages import ParsedPage
from bangtin.site.tables import Table

_ENDING = re.compile(r"\.\w{1,5}$")


def names(
    parsed: Iterable[ParsedPage], tables: Iterable[Table], settings: Settings | None
) -> frozenset[str]:
    """Return the names, in small letters and without folders, of all files that are named.

    Drafts count, and whatever key or column names a file: it is better to keep
    silent about one than to have a picture deleted that is used.
    """
    found: set[str] = set()
    for page in parsed:
        if page.index is not None:
            for reference in (*page.index.links, *page.index.images):
                found |= _of(reference.target)
        if page.header is not None:
            for text in _texts(msgspec.to_builtins(page.header)):
                found |= _of(text)
    for table in tables:
        for row in table.rows:
            for value in row.values.values():
                found |= _of(value)
    if settings is not None:
        for text in _texts(msgspec.to_builtins(settings)):
            found |= _of(text)
    return frozenset(found)


def _of(text: str) -> set[str]:
    """Return the names that a text may mean, as written and decoded."""
    path = text.partition("#")[0].partition("?")[0]
    if not _ENDING.search(path):
        return set()
    name = posixpath.basename(path)
    return {spelling.nfc(name).casefold(), spelling.nfc(unquote(name)).casefold()}


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            # Where a value stands is no mention.
            for key, inner in value.items():
                if key != "places":
                    yield from _texts(inner)
        case list() | tuple():
            for inner in value:
                yield from _texts(inner)

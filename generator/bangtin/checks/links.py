"""Pages, checked as they ship: all that they point at inside the portal is there."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bangtin.checks.expectations import PageExpectations
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Level, Place, Problem

_INNER = r"""(?:[^"'<>]|"[^"]*"|'[^']*')*"""
_TAG = re.compile(
    rf"<(?P<raw>title|script|style|textarea)(?=[\s>])(?P<inner>{_INNER})>.*?</(?P=raw)"
    rf"|<[a-zA-Z]{_INNER}>",
    re.DOTALL | re.IGNORECASE,
)
"""A tag; with what stands in an element that has only text, where "<a href=x>" is no link."""
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
"""Read within tags only: an author may well write about ``src=x``."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*)(?:;|(?![a-zA-Z0-9=]))")


class PageLink(msgspec.Struct, frozen=True, array_like=True):
    """Where a reference inside the portal leads: a file under ``public/``, and an anchor or none.

    ``written`` is the reference as it stands in the HTML.
    """

    file: str
    anchor: str
    written: str


class LinkIndex(msgspec.Struct, frozen=True):
    """A page's anchors, and where it leads inside the portal."""

    ids: tuple[str, ...]
    links: tuple[PageLink, ...]


class PageReference(msgspec.Struct, frozen=True):
    """Where a page stands: its file under ``public/``, and the portal's path on its host."""

    file: str
    base: str


def plan(artifacts: Iterable[Artifact], base: str = "/") -> Iterator[Task]:
    """Plan an index of the links of every page.

    ``base`` is the path of the portal on its host: references may start there.
    """
    for artifact in artifacts:
        if isinstance(artifact.expectations, PageExpectations):
            page = PageReference(artifact.path, base)
            yield Task.of(
                index_links, page, artifact.task.origin, artifact.path, sources=(artifact.task,)
            )


@builder
def index_links(page: PageReference, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Gather a page's anchors and references; the bytes are an encoded LinkIndex."""
    text = data[0].decode("utf-8")
    ids: list[str] = []
    references: list[str] = []
    for found in _TAG.finditer(text):
        tag = found["inner"] or "" if found["raw"] else found.group()
        if "=" not in tag:
            continue
        for name, *values in _ATTRIBUTE.findall(tag):
            value = attribute_value("".join(values))
            if name == "id":
                ids.append(value)
            elif name in ("href", "src"):
                references.append(value)
            elif name == "srcset":
                references += [part.split()[0] for part in value.split(",")]
    found_links = (_link(reference, page) for reference in dict.fromkeys(references))
    return msgspec.msgpack.encode(LinkIndex(tuple(ids), tuple(filter(None, found_links))))


def attribute_value(written: str) -> str:
    """Return an attribute's value as browsers read it: "&copy=2" in an address is no entity.

    Without its semicolon a name before a letter, a digit or "=" stands as it is (HTML, 13.2.5.73).
    """
    if "&" not in written:
        return written
    return _ENTITY.sub(lambda found: html.unescape(found.group()), written)


def _link(reference: str, page: PageReference) -> PageLink | None:
    """Return where a reference leads; None when it leads out of the portal."""
    if _SCHEME.match(reference):
        return None
    target, _, anchor = reference.partition("#")
    target = target.partition("?")[0]
    base = page.base.rstrip("/") + "/"
    if target.startswith(base):
        return PageLink(_file("", f"./{target.removeprefix(base)}"), anchor, reference)
    return PageLink(_file(page.file, target), anchor, reference)


def dead_links(link_indexes: Iterable[tuple[str, LinkIndex]], paths: set[str]) -> Iterator[Problem]:
    """Yield a problem for each reference inside the portal that leads nowhere.

    ``link_indexes`` come with the pages' paths, and are looked at one by one: of each only its
    anchors are kept, and what leads to another page's.
    """
    anchors: dict[str, set[str]] = {}
    waiting: list[tuple[str, PageLink]] = []
    for path, found in link_indexes:
        anchors[path] = own = set(found.ids)
        for link in found.links:
            if link.file not in paths:
                yield _dead("dead-link", path, link)
            elif link.file != path and link.anchor:
                waiting.append((path, link))
            elif link.anchor and link.anchor not in own:
                yield _dead("dead-anchor", path, link)
    for path, link in waiting:
        if link.file in anchors and link.anchor not in anchors[link.file]:
            yield _dead("dead-anchor", path, link)


def _dead(key: str, path: str, link: PageLink) -> Problem:
    return Problem(Level.ERROR, key, Place(path), (("file", path), ("target", link.written)))


def _file(page: str, target: str) -> str:
    """Return the file that a relative reference on ``page`` names."""
    if not target:
        return page
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
    if target.endswith("/") or target in (".", ".."):
        joined = posixpath.join(joined, "index.html")
    return posixpath.normpath(joined)

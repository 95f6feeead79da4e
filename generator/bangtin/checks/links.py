"""Pages, checked as they ship: all that they point at inside the portal is there."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bangtin.checks.expectations import PagePromise
from bangtin.engine.task import Artifact, Job
from bangtin.problems import Level, Place, Problem

_TAG = re.compile(r"""<[a-zA-Z](?:[^"'<>]|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
"""Read within tags only: an author may well write about ``src=x``."""


class Way(msgspec.Struct, frozen=True, array_like=True):
    """Where a reference inside the portal leads: a file under ``public/``, and an anchor or none.

    ``written`` is the reference as it stands in the HTML.
    """

    file: str
    anchor: str
    written: str


class Outline(msgspec.Struct, frozen=True):
    """A page's anchors, and where it leads inside the portal."""

    ids: tuple[str, ...]
    ways: tuple[Way, ...]


class Spot(msgspec.Struct, frozen=True):
    """Where a page stands: its file under ``public/``, and the portal's path on its host."""

    file: str
    base: str


def plan(artifacts: Iterable[Artifact], base: str = "/") -> Iterator[Job]:
    """Plan an outline of every page.

    ``base`` is the path of the portal on its host: references may start there.
    """
    for artifact in artifacts:
        if isinstance(artifact.promise, PagePromise):
            spot = Spot(artifact.path, base)
            yield Job(outline, spot, artifact.job.origin, artifact.path, sources=(artifact.job,))


def outline(spot: Spot, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Gather a page's anchors and references; the bytes are an encoded Outline."""
    text = data[0].decode("utf-8")
    ids: list[str] = []
    references: list[str] = []
    for tag in _TAG.findall(text):
        if "=" not in tag:
            continue
        for name, *values in _ATTRIBUTE.findall(tag):
            value = html.unescape("".join(values))
            if name == "id":
                ids.append(value)
            elif name in ("href", "src"):
                references.append(value)
            elif name == "srcset":
                references += [part.split()[0] for part in value.split(",")]
    ways = (_way(reference, spot) for reference in dict.fromkeys(references))
    return msgspec.msgpack.encode(Outline(tuple(ids), tuple(way for way in ways if way)))


def _way(reference: str, spot: Spot) -> Way | None:
    """Return where a reference leads; None when it leads out of the portal."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", reference):
        return None
    target, _, anchor = reference.partition("#")
    base = spot.base.rstrip("/") + "/"
    if target.startswith(base):
        return Way(_file("", f"./{target.removeprefix(base)}"), anchor, reference)
    return Way(_file(spot.file, target), anchor, reference)


def dead_links(outlines: Iterable[tuple[str, Outline]], paths: set[str]) -> Iterator[Problem]:
    """Yield a problem for each reference inside the portal that leads nowhere.

    ``outlines`` come with the pages' paths, and are looked at one by one: of each only its
    anchors are kept, and what leads to another page's.
    """
    anchors: dict[str, set[str]] = {}
    waiting: list[tuple[str, Way]] = []
    for path, found in outlines:
        anchors[path] = own = set(found.ids)
        for way in found.ways:
            if way.file not in paths:
                yield _dead("dead-link", path, way)
            elif way.file != path and way.anchor:
                waiting.append((path, way))
            elif way.anchor and way.anchor not in own:
                yield _dead("dead-anchor", path, way)
    for path, way in waiting:
        if way.file in anchors and way.anchor not in anchors[way.file]:
            yield _dead("dead-anchor", path, way)


def _dead(key: str, path: str, way: Way) -> Problem:
    return Problem(Level.ERROR, key, Place(path), (("file", path), ("target", way.written)))


def _file(page: str, target: str) -> str:
    """Return the file that a relative reference on ``page`` names."""
    if not target:
        return page
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
    if target.endswith("/") or target in (".", ".."):
        joined = posixpath.join(joined, "index.html")
    return posixpath.normpath(joined)

"""Pages, checked as they ship: all that they point at inside the portal is there."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from generator.engine.artifact import Artifact, Job
from generator.problems import Level, Problem
from generator.promises import PagePromise

_TAG = re.compile(r"""<[a-zA-Z](?:[^"'<>]|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""\s([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
"""Read within tags only: an author may well write about ``src=x``."""


class Outline(msgspec.Struct, frozen=True):
    """A page's anchors and what it points at, as they stand in its HTML."""

    ids: tuple[str, ...]
    references: tuple[str, ...]


class Nothing(msgspec.Struct, frozen=True):
    """The inputs of a job that reads only its sources."""


def plan(artifacts: Iterable[Artifact]) -> Iterator[Job]:
    """Plan an outline of every page."""
    for artifact in artifacts:
        if isinstance(artifact.promise, PagePromise):
            yield Job(
                outline, Nothing(), artifact.job.origin, artifact.path, sources=(artifact.job,)
            )


def outline(inputs: Nothing, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Gather a page's anchors and references; the bytes are an encoded Outline."""
    text = data[0].decode("utf-8")
    ids: list[str] = []
    references: list[str] = []
    for tag in _TAG.findall(text):
        for name, *values in _ATTRIBUTE.findall(tag):
            value = html.unescape("".join(values))
            if name == "id":
                ids.append(value)
            elif name in ("href", "src"):
                references.append(value)
            elif name == "srcset":
                references += [part.split()[0] for part in value.split(",")]
    return msgspec.msgpack.encode(Outline(tuple(ids), tuple(dict.fromkeys(references))))


def dead_links(
    outlines: Mapping[str, Outline], paths: set[str], base: str = "/"
) -> Iterator[Problem]:
    """Yield a problem for each reference inside the portal that leads nowhere.

    ``base`` is the path of the portal on its host: references may start there.
    """
    from generator.problems import Place

    anchors = {path: set(found.ids) for path, found in outlines.items()}
    for path, found in outlines.items():
        for reference in found.references:
            if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", reference):
                continue
            target, _, anchor = reference.partition("#")
            root = base.rstrip("/") + "/"
            file = (
                _file("", f"./{target.removeprefix(root)}")
                if target.startswith(root)
                else (_file(path, target))
            )
            args = (("file", path), ("target", reference))
            if file not in paths:
                yield Problem(Level.ERROR, "dead-link", Place(path), args)
            elif anchor and file in anchors and anchor not in anchors[file]:
                yield Problem(Level.ERROR, "dead-anchor", Place(path), args)


def _file(page: str, target: str) -> str:
    """Return the file that a relative reference on ``page`` names."""
    if not target:
        return page
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
    if target.endswith("/") or target in (".", ".."):
        joined = posixpath.join(joined, "index.html")
    return posixpath.normpath(joined)

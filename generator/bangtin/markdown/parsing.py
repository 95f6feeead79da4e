"""Markdown to a Document: one parse gives the tree that the portal and prints are rendered from.

Python-Markdown is the parser. Two readers of this package stand in it, for blocks and for
inlines, so that a text means what it means on GitHub and in every editor
(docs/decisions/0018-commonmark.md).

Raw HTML is refused, not cleaned: an author of guidance needs none, it can't be
printed, and what can't be written can't be smuggled in. Link targets stay as
written (``link:bluezone``, ``khai-bao.md``): where they lead is decided when
the whole site is known.
"""

from __future__ import annotations

import functools
from typing import Any
from xml.etree import ElementTree

import markdown
from markdown.extensions import Extension
from markdown.util import Registry

from bangtin.markdown import document as doc
from bangtin.markdown.blocks import MAX_DEPTH, BlockReader, TooDeep
from bangtin.markdown.body_checks import scan
from bangtin.markdown.inlines import InlineReader
from bangtin.markdown.passages import Findings
from bangtin.markdown.tree import Builder
from bangtin.problems import Place, Problems

MAX_CHARACTERS = 1_000_000
_ENDLESS = frozenset(("line-too-long", "signs-too-many"))
"""What would keep the parser busy for long."""


def parse(
    body: str, file: str, first_line: int, problems: Problems, title: str = ""
) -> doc.Document | None:
    """Parse a Markdown body whose first line is ``first_line`` of ``file``.

    A first heading that repeats the page's ``title`` is left out. Returns None when something
    in it can't be published; each cause is then in ``problems`` with its line.
    """
    if len(body) > MAX_CHARACTERS:
        problems.error("body-too-long", Place(file, first_line), limit=MAX_CHARACTERS)
        return None
    before = len(problems)
    scan(body, file, first_line, problems)
    noted = [*problems][before:]
    if any(problem.key in _ENDLESS for problem in noted):
        return None
    engine, findings = _engine()
    findings.clear()
    findings.labels.clear()
    tree = Builder(findings, title)
    blocks: tuple[doc.Block, ...] = ()
    try:
        blocks = tree.build(elements(engine, body))
        references: dict[str, Any] = engine.references
        for label, (_, _, spot) in references.items():
            if label not in findings.labels:
                findings.note("definition-unused", spot, text=label)
    except TooDeep as fault:
        findings.note("nested-too-deep", (fault.line, 0), limit=str(MAX_DEPTH))
    finally:
        if findings:
            # A reader may have stopped in the middle of things.
            _engine.cache_clear()
    known = {problem.place.line for problem in noted}
    for found in sorted(findings, key=lambda f: (f.line, f.column)):
        if first_line + found.line in known:
            continue
        problems.error(found.key, Place(file, first_line + found.line, found.column), **found.args)
    if len(problems) > before:
        return None
    return doc.Document(blocks, _placed(tree.links, first_line), _placed(tree.images, first_line))


def _placed(found: list[doc.Reference], first: int) -> tuple[doc.Reference, ...]:
    return tuple(
        doc.Reference(one.target, first + one.line, one.column, one.words) for one in found
    )


def elements(engine: markdown.Markdown, body: str) -> ElementTree.Element:
    """Return the elements of a body: Python-Markdown's ``convert`` up to where it writes HTML.

    Raises TooDeep.
    """
    engine.reset()
    root = engine.parser.parseDocument([_without_markers(body)]).getroot()
    assert root is not None
    for treeprocessor in engine.treeprocessors:
        changed = treeprocessor.run(root)
        if changed is not None:
            root = changed
    return root


def _without_markers(body: str) -> str:
    """Return a body without Python-Markdown's own signs for what it has set aside."""
    return body.replace("\x02", "").replace("\x03", "")


@functools.cache
def _engine() -> tuple[markdown.Markdown, Findings]:
    """Build the parser once a process; ``reset`` makes it ready for the next page."""
    findings = Findings()
    return markdown.Markdown(extensions=[_CommonMark(findings)]), findings


class _CommonMark(Extension):
    """Puts the readers of this package in the place of Python-Markdown's dialect."""

    def __init__(self, findings: Findings) -> None:
        super().__init__()
        self._findings = findings

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        references: dict[str, Any] = md.references
        registries: tuple[Registry[Any], ...] = (
            md.preprocessors,
            md.parser.blockprocessors,
            md.inlinePatterns,
            md.treeprocessors,
        )
        for registry in registries:
            for name in _NAMES:
                if name in registry:
                    registry.deregister(name)
        md.parser.blockprocessors.register(BlockReader(md, self._findings), "commonmark", 100)
        md.inlinePatterns.register(InlineReader(references, self._findings), "commonmark", 100)


_NAMES = (
    "normalize_whitespace", "html_block",
    "empty", "indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote",
    "reference", "paragraph",
    "backtick", "escape", "reference", "link", "image_link", "image_reference", "short_reference",
    "short_image_ref", "autolink", "automail", "linebreak", "html", "entity", "not_strong",
    "em_strong", "em_strong2",
    "prettify", "unescape",
)  # fmt: skip
"""What Python-Markdown registers by itself, apart from the processor that runs inline patterns."""

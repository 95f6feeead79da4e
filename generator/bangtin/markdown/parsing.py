"""Markdown to a Document: one parse gives the tree that the portal and prints are rendered from.

Raw HTML is refused, not cleaned: an author of guidance needs none, it can't be
printed, and what can't be written can't be smuggled in. Link targets stay as
written (``link:bluezone``, ``khai-bao.md``): where they lead is decided when
the whole site is known.
"""

from __future__ import annotations

import functools
import re
from xml.etree import ElementTree

import markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AtomicString

from bangtin.markdown import document as doc
from bangtin.markdown import positions
from bangtin.markdown.body_checks import NOTE_KINDS, deepest, scan
from bangtin.markdown.tree import MAX_DEPTH, Builder, TooDeep
from bangtin.problems import Place, Problems, closest

MAX_CHARACTERS = 1_000_000
_SIGNS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "reference": ("]:",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("]:",),
    "short_reference": ("]:",),
    "short_image_ref": ("]:",),
    "autolink": ("<",),
    "linebreak": ("  \n", "\t"),
    "em_strong": ("*", "_"),
}
"""Of what a page needs one, for an inline pattern of Python-Markdown to match at all.

A reference needs its definition; a tab becomes blanks. A pattern that is not here is always tried.
A page of the benchmarks is parsed in 0.88 of the time.
"""
_BLOCK_SIGNS = {
    "admonition": (105, ("!!!", "    ")),
    "table": (75, ("|",)),
    "hashheader": (70, ("#",)),
    "setextheader": (60, ("\n=", "\n-")),
    "quote": (20, (">",)),
}
"""The priorities of block processors that look through a whole block, and what they look for.

A page of the benchmarks is parsed in 0.84 of the time.
"""
_BEGINNING = re.compile(r"[`\\\[<*_]|  \n")
"""Where none of these stands, no pattern begins."""


def parse(body: str, file: str, first_line: int, problems: Problems) -> doc.Document | None:
    """Parse a Markdown body whose first line is ``first_line`` of ``file``.

    Returns None when something in it can't be published; each cause is then in
    ``problems`` with its line.
    """
    if len(body) > MAX_CHARACTERS:
        problems.error("body-too-long", Place(file, first_line), limit=MAX_CHARACTERS)
        return None
    before = len(problems)
    scan(body, file, first_line, problems)
    if len(problems) > before:
        return None
    engine, tree = _engine(), Builder()
    # Any sequence will do: it is only counted and looked into.
    _at_inlines(engine).inlinePatterns = _patterns(engine, body)  # type: ignore[assignment]
    try:
        blocks = tree.build(elements(engine, body))
    except (RecursionError, TooDeep):
        # The parser is left in the middle of things: the next page gets a new one.
        _engine.cache_clear()
        line = first_line + deepest(body)
        problems.error("nested-too-deep", Place(file, line), limit=MAX_DEPTH)
        return None
    where = positions.Finder(body, file, first_line)
    for title in tree.first_headings:
        problems.error("heading-one", where.heading(title))
    links = tuple(where.reference(target, image=False) for target in tree.links)
    images = tuple(where.reference(target, image=True) for target in tree.images)
    for number in tree.without_alt:
        found = images[number]
        place = Place(file, found.line, found.column)
        problems.error("picture-without-alt", place, target=found.target)
    for kind in tree.unknown_notes:
        meant = closest(kind, NOTE_KINDS) or NOTE_KINDS[0]
        problems.error("unknown-note", where.note(kind), kind=kind, meant=meant)
    for number in tree.wordless:
        found = links[number]
        place = Place(file, found.line, found.column)
        problems.error("link-wordless", place, target=found.target)
    for _ in range(tree.empty_headings):
        problems.error("heading-empty", where.match(positions.EMPTY_HEADING))
    for _ in range(tree.links.count("")):
        problems.error("link-targetless", where.match(positions.EMPTY_TARGET))
    for kind, words in tree.left:
        if (written := where.mark(words)) is not None:
            problems.error(f"{kind}-left", written, text=words.strip())
    if len(problems) > before:
        return None
    return doc.Document(blocks, links, images)


def elements(engine: markdown.Markdown, body: str) -> ElementTree.Element:
    """Return the elements of a body: Python-Markdown's ``convert`` up to where it writes HTML."""
    engine.reset()
    lines = body.split("\n")
    for preprocessor in engine.preprocessors:
        lines = preprocessor.run(lines)
    root = engine.parser.parseDocument(lines).getroot()
    assert root is not None
    for treeprocessor in engine.treeprocessors:
        changed = treeprocessor.run(root)
        if changed is not None:
            root = changed
    return root


def _at_inlines(engine: markdown.Markdown) -> InlineProcessor:
    """Return the processor that tries the inline patterns."""
    found = engine.treeprocessors["inline"]
    assert isinstance(found, InlineProcessor)
    return found


def _patterns(engine: markdown.Markdown, body: str) -> list[Pattern]:
    """Return the inline patterns that can match in a body: each is tried on each piece of text."""
    signs = _signs_by_place(engine)
    found = enumerate(engine.inlinePatterns)
    return [pattern for place, pattern in found if any(s in body for s in signs.get(place, ("",)))]


@functools.cache
def _signs_by_place(engine: markdown.Markdown) -> dict[int, tuple[str, ...]]:
    patterns = engine.inlinePatterns
    return {patterns.get_index_for_name(name): sign for name, sign in _SIGNS.items()}


@functools.cache
def _engine() -> markdown.Markdown:
    """Build the parser once a process; ``reset`` makes it ready for the next page."""
    return markdown.Markdown(
        extensions=["tables", "sane_lists", "admonition", _BangtinExtension()],
        extension_configs={"tables": {"use_align_attribute": True}},
    )


class _BangtinExtension(Extension):
    """Takes raw HTML out of the language, and asks processors only where they can match."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.deregister("html_block")
        for name in ("html", "entity", "automail"):
            md.inlinePatterns.deregister(name)
        processors = md.parser.blockprocessors
        for name, (priority, signs) in _BLOCK_SIGNS.items():
            processors.register(_Prefiltered(processors[name], signs), name, priority)
        # Before the inline patterns, which are at 20.
        md.treeprocessors.register(_PlainText(md), "bangtin-plain", 25)
        # Line ends between blocks are for people who read HTML.
        md.treeprocessors.deregister("prettify")


class _Prefiltered(BlockProcessor):
    """Asks another processor only about blocks with a sign of what it looks for."""

    def __init__(self, other: BlockProcessor, signs: tuple[str, ...]) -> None:
        super().__init__(other.parser)
        self._other = other
        self._signs = signs

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        """Tell whether the block is the other's; Python-Markdown asks each processor in turn."""
        for sign in self._signs:
            if sign in block:
                return self._other.test(parent, block)
        return False

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> bool | None:
        """Let the other processor read the block."""
        return self._other.run(parent, blocks)


class _PlainText(Treeprocessor):
    """Sets text aside in which no inline pattern can begin: nearly all of it, most of the time.

    A page of the benchmarks is parsed in 0.93 of the time.
    """

    def run(self, root: ElementTree.Element) -> None:
        """Mark text as final; Python-Markdown calls this between blocks and inlines."""
        for element in root.iter():
            text = element.text
            if text and not _BEGINNING.search(text):
                element.text = AtomicString(text)

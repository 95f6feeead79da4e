"""Markdown to a Document: one parse gives the portal's HTML and the tree that prints are set from.

Raw HTML is refused, not cleaned: an author of guidance needs none, it can't be
printed, and what can't be written can't be smuggled in. Link targets stay as
written (``link:bluezone``, ``khai-bao.md``): where they lead is decided when
the whole site is known.
"""

from __future__ import annotations

import functools
import html
import re
from xml.etree import ElementTree

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from generator import vietnamese
from generator.problems import Place, Problems, closest
from generator.source import document as doc

MAX_CHARACTERS = 1_000_000
MAX_LINE = 20_000
NOTE_KINDS = ("luu-y", "canh-bao")

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_RAW_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--|<!\w|<\?")
_CODE_SPAN = re.compile(r"(`+)[^`]+?\1")
_TARGET = re.compile(r"(!?)\[[^\]\n]*\]\(\s*<?([^)\s>]*)>?[^)\n]*\)|<(https?://[^>\s]+)>")


def parse(body: str, file: str, first_line: int, problems: Problems) -> doc.Document | None:
    """Parse a Markdown body whose first line is ``first_line`` of ``file``.

    Returns None when something in it can't be published; each cause is then in
    ``problems`` with its line.
    """
    if len(body) > MAX_CHARACTERS:
        problems.error("body-too-long", Place(file, first_line), limit=MAX_CHARACTERS)
        return None
    before = len(problems)
    links, images = _scan(body, file, first_line, problems)
    if len(problems) > before:
        return None
    engine, tree = _engine()
    page_html = engine.reset().convert(body)
    return doc.Document(page_html, tree.blocks, links, images)


def _scan(
    body: str, file: str, first_line: int, problems: Problems
) -> tuple[tuple[doc.Reference, ...], tuple[doc.Reference, ...]]:
    """Find link targets with their places, and refuse what a body may not hold."""
    links: list[doc.Reference] = []
    images: list[doc.Reference] = []
    for number, written in enumerate(body.split("\n"), start=first_line):
        if len(written) > MAX_LINE:
            problems.error("line-too-long", Place(file, number), limit=MAX_LINE)
            continue
        line = _CODE_SPAN.sub(lambda m: " " * len(m.group()), written)
        if tag := _RAW_HTML.search(line):
            problems.error("raw-html", Place(file, number, tag.start() + 1), tag=tag.group())
        if re.match(r" {0,3}# ", line):
            problems.error("heading-one", Place(file, number, 1))
        if note := re.match(r" *!!! ?([^\s\"]*)", line):
            kind = note.group(1)
            if kind not in NOTE_KINDS:
                meant = closest(kind, NOTE_KINDS) or NOTE_KINDS[0]
                place = Place(file, number, note.start(1) + 1)
                problems.error("unknown-note", place, kind=kind, meant=meant)
        for match in _TARGET.finditer(line):
            group = 2 if match.group(2) is not None else 3
            reference = doc.Reference(match.group(group), number, match.start(group) + 1)
            (images if match.group(1) else links).append(reference)
    return tuple(links), tuple(images)


@functools.cache
def _engine() -> tuple[markdown.Markdown, _Tree]:
    """Build the parser once a process; ``reset`` makes it ready for the next page."""
    extension = _BangtinExtension()
    engine = markdown.Markdown(
        extensions=["tables", "sane_lists", "admonition", extension], output_format="html"
    )
    return engine, extension.tree


class _BangtinExtension(Extension):
    """Takes raw HTML out of the language and hangs the tree builder at the end."""

    tree: _Tree

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.deregister("html_block")
        for name in ("html", "entity", "automail"):
            md.inlinePatterns.deregister(name)
        self.tree = _Tree(md)
        # After all others: text is then final, its escapes undone.
        md.treeprocessors.register(self.tree, "bangtin", -10)


class _Tree(Treeprocessor):
    """Gives headings their ids and builds the block tree from the finished elements."""

    blocks: tuple[doc.Block, ...] = ()

    def run(self, root: ElementTree.Element) -> None:
        self._ids: dict[str, int] = {}
        self.blocks = tuple(b for e in root for b in self._block(e))

    def _block(self, element: ElementTree.Element) -> tuple[doc.Block, ...]:
        tag = element.tag
        if tag in _HEADINGS:
            return (self._heading(element, _HEADINGS[tag]),)
        if tag == "p":
            inlines = self._inlines(element)
            return (doc.Paragraph(inlines),) if inlines else ()
        if tag in ("ul", "ol"):
            items = tuple(self._item(li) for li in element)
            return (doc.Items(tag == "ol", items),)
        if tag == "table":
            return (self._table(element),)
        if tag == "blockquote":
            return (doc.Quote(tuple(b for e in element for b in self._block(e))),)
        if tag == "div":
            return (self._note(element),)
        if tag == "hr":
            return (doc.Rule(),)
        if tag == "pre":
            return (doc.Paragraph((doc.Code(html.unescape("".join(element.itertext())).strip()),)),)
        return ()

    def _heading(self, element: ElementTree.Element, level: int) -> doc.Heading:
        inlines = self._inlines(element)
        base = vietnamese.slug(doc.plain(inlines)) or "muc"
        self._ids[base] = count = self._ids.get(base, 0) + 1
        anchor = base if count == 1 else f"{base}-{count}"
        element.set("id", anchor)
        return doc.Heading(level, anchor, inlines)

    def _item(self, element: ElementTree.Element) -> tuple[doc.Block, ...]:
        """Read one list item: loose text is a paragraph, and nested blocks follow it."""
        blocks: list[doc.Block] = []
        loose = ElementTree.Element("p")
        loose.text = element.text
        for child in element:
            if child.tag in ("p", "ul", "ol", "table", "blockquote", "div", "pre", *_HEADINGS):
                blocks += self._block(loose) if _has_content(loose) else ()
                blocks += self._block(child)
                loose = ElementTree.Element("p")
                loose.text = child.tail
            else:
                loose.append(child)
        blocks += self._block(loose) if _has_content(loose) else ()
        return tuple(blocks)

    def _table(self, element: ElementTree.Element) -> doc.Grid:
        head: tuple[tuple[doc.Inline, ...], ...] = ()
        rows = []
        for row in element.iter("tr"):
            cells = tuple(self._inlines(cell) for cell in row)
            if row and row[0].tag == "th":
                head = cells
            else:
                rows.append(cells)
        return doc.Grid(head, tuple(rows))

    def _note(self, element: ElementTree.Element) -> doc.Note:
        kind = (element.get("class") or "").split()[-1]
        element.set("class", f"note {kind}")
        children = list(element)
        title = ""
        if children and children[0].get("class") == "admonition-title":
            title = "".join(children.pop(0).itertext())
            element[0].set("class", "note-title")
        return doc.Note(kind, title, tuple(b for e in children for b in self._block(e)))

    def _inlines(self, element: ElementTree.Element) -> tuple[doc.Inline, ...]:
        found: list[doc.Inline] = []
        _add_text(found, element.text)
        for child in element:
            found += self._inline(child)
            _add_text(found, child.tail)
        return _trimmed(found)

    def _inline(self, element: ElementTree.Element) -> tuple[doc.Inline, ...]:
        match element.tag:
            case "strong":
                return (doc.Strong(self._inlines(element)),)
            case "em":
                return (doc.Emph(self._inlines(element)),)
            case "code":
                return (doc.Code(html.unescape("".join(element.itertext()))),)
            case "a":
                return (doc.LinkTo(element.get("href", ""), self._inlines(element)),)
            case "br":
                return (doc.Break(),)
            case "img":
                return (doc.Picture(element.get("src", ""), element.get("alt", "")),)
            case _:
                return self._inlines(element)


def _has_content(element: ElementTree.Element) -> bool:
    return len(element) > 0 or bool((element.text or "").strip())


def _add_text(found: list[doc.Inline], text: str | None) -> None:
    if text:
        text = re.sub(r"\s+", " ", text.replace(AMP_SUBSTITUTE, "&"))
        found.append(doc.Text(text))


def _trimmed(found: list[doc.Inline]) -> tuple[doc.Inline, ...]:
    """Take off the white space at both ends of a run and drop what is empty."""
    if found and isinstance(found[0], doc.Text):
        found[0] = doc.Text(found[0].s.lstrip())
    if found and isinstance(found[-1], doc.Text):
        found[-1] = doc.Text(found[-1].s.rstrip())
    return tuple(node for node in found if not (isinstance(node, doc.Text) and not node.s))

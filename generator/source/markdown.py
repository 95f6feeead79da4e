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
from markdown.util import AMP_SUBSTITUTE, ETX, STX

from generator import vietnamese
from generator.problems import Place, Problems, closest
from generator.source import document as doc

MAX_CHARACTERS = 1_000_000
MAX_LINE = 20_000
MAX_DEPTH = 12
"""How deep lists, quotes and notes may stand in one another: no reader follows further."""
NOTE_KINDS = ("luu-y", "canh-bao")

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_RAW_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--|<!\w|<\?")
_CODE_SPAN = re.compile(r"(`+)[^`]+?\1")
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")


def parse(body: str, file: str, first_line: int, problems: Problems) -> doc.Document | None:
    """Parse a Markdown body whose first line is ``first_line`` of ``file``.

    Returns None when something in it can't be published; each cause is then in
    ``problems`` with its line.
    """
    if len(body) > MAX_CHARACTERS:
        problems.error("body-too-long", Place(file, first_line), limit=MAX_CHARACTERS)
        return None
    before = len(problems)
    _scan(body, file, first_line, problems)
    if len(problems) > before:
        return None
    engine, tree = _engine()
    tree.start()
    try:
        page_html = engine.reset().convert(body)
    except (RecursionError, _TooDeep):
        # The parser is left in the middle of things: the next page gets a new one.
        _engine.cache_clear()
        problems.error("nested-too-deep", Place(file, first_line), limit=MAX_DEPTH)
        return None
    where = _Finder(body, file, first_line)
    for title in tree.first_headings:
        problems.error("heading-one", where.place(title))
    for kind in tree.unknown_notes:
        meant = closest(kind, NOTE_KINDS) or NOTE_KINDS[0]
        problems.error("unknown-note", where.place(kind), kind=kind, meant=meant)
    if len(problems) > before:
        return None
    return doc.Document(
        page_html,
        tree.blocks,
        tuple(where.reference(target) for target in tree.links),
        tuple(where.reference(target) for target in tree.images),
    )


def _scan(body: str, file: str, first_line: int, problems: Problems) -> None:
    """Refuse what a body may not hold, before it is parsed."""
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


class _Finder:
    """Finds on which line of the file something stands that the parser came across.

    The parser keeps no positions. What it found is looked for in the source, each
    time after the last find, so that two equal links get two lines.
    """

    def __init__(self, body: str, file: str, first_line: int) -> None:
        self._body = body
        self._file = file
        self._first_line = first_line
        self._after: dict[str, int] = {}

    def place(self, words: str) -> Place:
        """Return where the words stand, or the body's first line if they are written otherwise."""
        position = self._body.find(words, self._after.get(words, 0)) if words else -1
        if position < 0:
            position = self._body.find(words) if words else -1
        if position < 0:
            return Place(self._file, self._first_line)
        self._after[words] = position + len(words)
        line = self._body.count("\n", 0, position)
        column = position - (self._body.rfind("\n", 0, position) + 1)
        return Place(self._file, self._first_line + line, column + 1)

    def reference(self, target: str) -> doc.Reference:
        """Return a link's or image's target with its place."""
        place = self.place(target)
        return doc.Reference(target, place.line, place.column)


class _TooDeep(Exception):
    """The blocks stand deeper in one another than is read."""


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
        self.tree.start()
        # After all others: text is then final, its escapes undone.
        md.treeprocessors.register(self.tree, "bangtin", -10)


class _Tree(Treeprocessor):
    """Walks the finished elements once: builds the block tree, and gathers what is pointed at.

    What it gathers is what will be published, however it was written: a link by
    reference, with escapes or over two lines is found like any other.
    """

    def start(self) -> None:
        """Forget the page before: an empty body never comes here."""
        self.blocks: tuple[doc.Block, ...] = ()
        self.links: list[str] = []
        self.images: list[str] = []
        self.first_headings: list[str] = []
        self.unknown_notes: list[str] = []
        self._ids: set[str] = set()
        self._depth = 0

    def run(self, root: ElementTree.Element) -> None:
        """Build the tree; Python-Markdown calls this after its own processors."""
        for element in root.iter():
            for name in ("href", "src", "alt", "title"):
                if written := element.get(name):
                    plain = _ESCAPED.sub(lambda m: chr(int(m.group(1))), written)
                    element.set(name, plain.replace(AMP_SUBSTITUTE, "&"))
        self.blocks = tuple(b for e in root for b in self._block(e))
        _keep_ampersands(root)

    def _block(self, element: ElementTree.Element) -> tuple[doc.Block, ...]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _TooDeep
        found = self._block_of(element)
        self._depth -= 1
        return found

    def _block_of(self, element: ElementTree.Element) -> tuple[doc.Block, ...]:
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
            text = html.unescape("".join(element.itertext())).strip()
            return (doc.Paragraph((doc.Code(text),)),)
        return ()

    def _heading(self, element: ElementTree.Element, level: int) -> doc.Heading:
        inlines = self._inlines(element)
        words = doc.plain(inlines)
        if level == 1:
            self.first_headings.append(words)
        base = vietnamese.slug(words) or "muc"
        anchor, count = base, 1
        while anchor in self._ids:
            count += 1
            anchor = f"{base}-{count}"
        self._ids.add(anchor)
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
        classes = (element.get("class") or "").split()[1:]
        kind = next((name for name in classes if name in NOTE_KINDS), "")
        if not kind:
            self.unknown_notes.append(classes[0] if classes else "")
        element.set("class", f"note {kind}")
        children = list(element)
        title = ""
        if children and children[0].get("class") == "admonition-title":
            head = children.pop(0)
            self._inlines(head)  # a link in a title is a link like any other
            title = "".join(head.itertext())
            if title == " ".join(classes).capitalize():
                # Nobody wrote this: the extension makes a title from the kind.
                element.remove(head)
                title = ""
            else:
                head.set("class", "note-title")
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
                target = element.get("href", "")
                self.links.append(target)
                return (doc.LinkTo(target, self._inlines(element)),)
            case "br":
                return (doc.Break(),)
            case "img":
                source = element.get("src", "")
                self.images.append(source)
                return (doc.Picture(source, element.get("alt", "")),)
            case _:
                return self._inlines(element)


def _keep_ampersands(root: ElementTree.Element) -> None:
    """See to it that ``&amp;`` in a text is shown as it was written.

    The serializer takes what looks like an entity for one. Code is left alone:
    the parser has escaped it already.
    """
    for element in root.iter():
        if element.tag != "code" and element.text:
            element.text = element.text.replace("&", f"{AMP_SUBSTITUTE}amp;")
        if element.tail:
            element.tail = element.tail.replace("&", f"{AMP_SUBSTITUTE}amp;")


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

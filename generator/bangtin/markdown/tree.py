"""The document tree of a page, built from the elements that the Markdown parser made.

What is pointed at and what came out wrong is gathered on the way.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

import msgspec

from bangtin import spelling
from bangtin.markdown import document as doc
from bangtin.markdown.body_checks import NOTE_KINDS

MAX_DEPTH = 12
"""How deep lists, quotes and notes may stand in one another: no reader follows further."""
MAX_INLINE_DEPTH = 50
"""How deep marks and links may stand in one another: every renderer goes as deep."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(("p", "ul", "ol", "table", "blockquote", "div", "hr", "pre", *_HEADINGS))
_LEFT = re.compile(
    r"(?P<link>\]\s?\(\s?(?:link:|https?:|tel:|/|#|[^\s()]*\.(?:md|png|jpe?g|webp|gif)\b)"
    r"|\]\(|\)\[|\]\[|!\[)"
    r"|(?P<mark>\*\*|\[\^\w+\]|\|\s*:?---|^\|.*\|$)"
)
"""Marks that came to nothing: they would stand on the page and the sheet as they are."""
_LEFT_SIGN = re.compile(r"[\[\]*|]")
"""Where none of these stands, no mark is left over."""
_WHITE = re.compile(r"[ \t-\r]+")
"""White space that is shown as one space; a no-break space is a letter like any other."""
_MOST_DIGITS = 9
"""Of a list's first number, as CommonMark has it: browsers count no further."""


class TooDeep(Exception):
    """The blocks stand deeper in one another than is read."""


class Builder:
    """Walks the elements of one page once: builds the tree, and gathers what is pointed at.

    What it gathers is what will be published, however it was written: a link by
    reference, with escapes or over two lines is found like any other.
    """

    def __init__(self) -> None:
        self.links: list[str] = []
        self.images: list[str] = []
        self.first_headings: list[str] = []
        self.unknown_notes: list[str] = []
        self.without_alt: list[int] = []
        self.wordless: list[int] = []
        self.left: list[tuple[str, str]] = []
        self.empty_headings = 0
        self._ids: set[str] = set()
        self._counts: dict[str, int] = {}
        self._depth = 0
        self._inline_depth = 0

    def build(self, root: Element) -> tuple[doc.Block, ...]:
        """Return the blocks below the parser's root. Raises TooDeep."""
        return self._flow(root.text, root)

    def _flow(self, text: str | None, children: Iterable[Element]) -> tuple[doc.Block, ...]:
        """Read what a page, item, quote or note holds: blocks, and words that stand between them.

        In a list without blank lines the parser puts words there and makes no paragraph of them.
        """
        blocks: list[doc.Block] = []
        loose: list[doc.Inline] = []
        _add_text(loose, text)
        for child in children:
            if child.tag in _BLOCKS:
                blocks += self._tight(loose)
                loose = []
                self._depth += 1
                if self._depth > MAX_DEPTH:
                    raise TooDeep
                blocks += self._block(child)
                self._depth -= 1
            else:
                loose.append(self._inline(child))
            _add_text(loose, child.tail)
        blocks += self._tight(loose)
        return tuple(blocks)

    def _tight(self, loose: list[doc.Inline]) -> tuple[doc.Block, ...]:
        inlines = self._run(loose) if loose else ()
        return (doc.Paragraph(inlines, tight=True),) if inlines else ()

    def _block(self, element: Element) -> tuple[doc.Block, ...]:
        match element.tag:
            case "p":
                inlines = self._words(element)
                return (doc.Paragraph(inlines),) if inlines else ()
            case "ul" | "ol" as tag:
                return (doc.Items(tag == "ol", self._items(element), _start(element)),)
            case "table":
                return (self._table(element),)
            case "blockquote":
                return (doc.Quote(self._flow(element.text, element)),)
            case "div":
                return (self._note(element),)
            case "hr":
                return (doc.Rule(),)
            case "pre":
                # The parser takes blanks at a page's top for code.
                text = _code(element[0])
                return (doc.CodeBlock(text),) if text.strip() else ()
            case tag:
                return (self._heading(element, _HEADINGS[tag]),)

    def _items(self, element: Element) -> tuple[tuple[doc.Block, ...], ...]:
        items: list[tuple[doc.Block, ...]] = []
        for child in element:
            if child.tag == "li":
                items.append(self._flow(child.text, child))
                beside = self._flow(child.tail, ())
            else:
                # The parser puts a block beside the items that is indented below the last one.
                beside = self._flow(None, (child,))
            if beside:
                items[-1:] = [(*items[-1], *beside)] if items else [beside]
        return tuple(items)

    def _heading(self, element: Element, level: int) -> doc.Heading:
        inlines = self._words(element)
        words = doc.plain(inlines)
        if level == 1:
            self.first_headings.append(words)
        elif not words.strip():
            self.empty_headings += 1
        base = spelling.slug(words) or "muc"
        anchor, count = base, self._counts.get(base, 1)
        while anchor in self._ids:
            count += 1
            anchor = f"{base}-{count}"
        # A page of equal headings must not count from the start for each.
        self._counts[base] = count
        self._ids.add(anchor)
        return doc.Heading(level, anchor, inlines)

    def _table(self, element: Element) -> doc.Grid:
        head, *rows = ([*row] for row in element.iter("tr"))
        aligns = tuple(cell.get("align", "") for cell in head)
        return doc.Grid(
            tuple(self._words(cell) for cell in head),
            tuple(tuple(self._words(cell) for cell in row) for row in rows),
            aligns if any(aligns) else (),
        )

    def _note(self, element: Element) -> doc.Note:
        classes = element.get("class", "").split()[1:]
        kind = next((name for name in classes if name in NOTE_KINDS), "")
        if not kind:
            self.unknown_notes.append(classes[0] if classes else "")
        title: tuple[doc.Inline, ...] = ()
        text, children = element.text, [*element]
        if children and children[0].get("class") == "admonition-title":
            head = children.pop(0)
            text = f"{text or ''}{head.tail or ''}"
            # Otherwise nobody wrote it: the extension makes a title from the kind.
            if head.text != classes[0].capitalize() or len(head):
                title = self._words(head)
        return doc.Note(kind, title, self._flow(text, children))

    def _words(self, element: Element) -> tuple[doc.Inline, ...]:
        """Return the words of a block: no white space stands at either end."""
        return self._run(self._inlines(element))

    def _run(self, found: list[doc.Inline]) -> tuple[doc.Inline, ...]:
        inlines = _trimmed(_trimmed(tuple(found), 0), -1)
        self._look_for_marks(inlines)
        return inlines

    def _inlines(self, element: Element) -> list[doc.Inline]:
        found: list[doc.Inline] = []
        _add_text(found, element.text)
        for child in element:
            found.append(self._inline(child))
            _add_text(found, child.tail)
        return found

    def _inner(self, element: Element) -> tuple[doc.Inline, ...]:
        """Return the words of a mark or link, which may hold others."""
        self._inline_depth += 1
        if self._inline_depth > MAX_INLINE_DEPTH:
            raise TooDeep
        inlines = tuple(self._inlines(element))
        self._inline_depth -= 1
        self._look_for_marks(inlines)
        return inlines

    def _look_for_marks(self, inlines: tuple[doc.Inline, ...]) -> None:
        """Note each mark that came to nothing."""
        for node in inlines:
            if not isinstance(node, doc.Text) or not _LEFT_SIGN.search(node.s):
                continue
            if match := _LEFT.search(node.s):
                # With a little of what follows, so that the place can be found again.
                words = node.s[match.start() : match.end() + 12]
                self.left.append(("link" if match["link"] else "mark", words))

    def _inline(self, element: Element) -> doc.Inline:
        match element.tag:
            case "strong":
                return doc.Strong(self._inner(element))
            case "em":
                return doc.Emph(self._inner(element))
            case "code":
                return doc.Code(_code(element))
            case "a":
                target = _attribute(element, "href")
                self.links.append(target)
                number = len(self.links) - 1
                inlines = self._inner(element)
                if not doc.plain(inlines).strip() and element.find(".//img") is None:
                    self.wordless.append(number)
                return doc.LinkTo(target, inlines, _attribute(element, "title"))
            case "br":
                return doc.Break()
            case "img":
                source, alt = _attribute(element, "src"), _attribute(element, "alt")
                self.images.append(source)
                if not alt.strip():
                    self.without_alt.append(len(self.images) - 1)
                return doc.Picture(source, alt, _attribute(element, "title"))
            case tag:
                raise AssertionError(f"the parser made <{tag}>")


def _start(element: Element) -> int:
    """Return the first number of a list; 1 where browsers would count no further."""
    written = element.get("start", "1").lstrip("0") or "0"
    return int(written) if len(written) <= _MOST_DIGITS else 1


def _code(element: Element) -> str:
    """Return the text of code as it was written: the parser has escaped it already."""
    return html.unescape(str(element.text or ""))


def _attribute(element: Element, name: str) -> str:
    """Return an attribute's text: the parser leaves entities in it as they were written."""
    return html.unescape(element.get(name, ""))


def _add_text(found: list[doc.Inline], text: str | None) -> None:
    if text:
        if "  " in text or not text.isprintable():
            text = _WHITE.sub(" ", text)
        # The parser has kinds of strings of its own, which can't be encoded.
        found.append(doc.Text(str(text)))


def _trimmed(run: tuple[doc.Inline, ...], place: int) -> tuple[doc.Inline, ...]:
    """Return a run without white space at its beginning (place 0) or its end (-1)."""
    if not run:
        return run
    node = run[place]
    if isinstance(node, doc.Text):
        if node.s[place] != " ":
            return run
        kept = node.s.lstrip(" ") if place == 0 else node.s.rstrip(" ")
        ends: tuple[doc.Inline, ...] = (doc.Text(kept),) if kept else ()
    elif isinstance(node, doc.Strong | doc.Emph | doc.LinkTo):
        inner = _trimmed(node.c, place)
        if inner is node.c:
            return run
        ends = (msgspec.structs.replace(node, c=inner),)
    else:
        return run
    return (*ends, *run[1:]) if place == 0 else (*run[:-1], *ends)

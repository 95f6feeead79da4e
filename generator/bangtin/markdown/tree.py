"""The block tree of a page, built from the elements that the Markdown parser made.

What is pointed at and what came out wrong is gathered on the way.
"""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX

from bangtin import spelling
from bangtin.markdown import document as doc
from bangtin.markdown.body_checks import NOTE_KINDS

MAX_DEPTH = 12
"""How deep lists, quotes and notes may stand in one another: no reader follows further."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEFT = re.compile(
    r"(?P<link>\]\s?\(\s?(?:link:|https?:|tel:|/|#|[^\s()]*\.(?:md|png|jpe?g|webp|gif)\b)"
    r"|\]\(|\)\[|\]\[|!\[)"
    r"|(?P<mark>\*\*|\[\^\w+\]|\|\s*:?---|^\|.*\|$)"
)
"""Marks that came to nothing: they would stand on the page and the sheet as they are."""
_LEFT_SIGN = re.compile(r"[\[\]*|]")
"""Where none of these stands, no mark is left over."""
_ESCAPED = re.compile(f"{STX}(\\d+){ETX}")


class TooDeep(Exception):
    """The blocks stand deeper in one another than is read."""


class Tree(Treeprocessor):
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
        self.without_alt: list[int] = []
        self.wordless: list[int] = []
        self.left: list[tuple[str, str]] = []
        self.empty_headings = 0
        self._ids: set[str] = set()
        self._counts: dict[str, int] = {}
        self._depth = 0

    def run(self, root: ElementTree.Element) -> None:
        """Build the tree; Python-Markdown calls this after its own processors."""
        for element in (*root.iter("a"), *root.iter("img")):
            for name, written in element.items():
                plain = _ESCAPED.sub(lambda m: chr(int(m.group(1))), written)
                element.set(name, html.unescape(plain.replace(AMP_SUBSTITUTE, "&")))
        self.blocks = tuple(b for e in root for b in self._block(e))
        _keep_ampersands(root)

    def _block(self, element: ElementTree.Element) -> tuple[doc.Block, ...]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooDeep
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
        inlines = _trimmed(found)
        for node in inlines:
            if not isinstance(node, doc.Text) or not _LEFT_SIGN.search(node.s):
                continue
            if match := _LEFT.search(node.s):
                # With a little of what follows, so that the place can be found again.
                words = node.s[match.start() : match.end() + 12]
                self.left.append(("link" if match["link"] else "mark", words))
        return inlines

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
                number = len(self.links) - 1
                inlines = self._inlines(element)
                if not doc.plain(inlines).strip() and element.find(".//img") is None:
                    self.wordless.append(number)
                return (doc.LinkTo(target, inlines),)
            case "br":
                return (doc.Break(),)
            case "img":
                source = element.get("src", "")
                self.images.append(source)
                if not element.get("alt", "").strip():
                    self.without_alt.append(len(self.images) - 1)
                return (doc.Picture(source, element.get("alt", "")),)
            case _:
                return self._inlines(element)


def _keep_ampersands(root: ElementTree.Element) -> None:
    """See to it that ``&amp;`` in a text is shown as it was written.

    The serializer takes what looks like an entity for one. Code is left alone:
    the parser has escaped it already.
    """
    for element in root.iter():
        text, tail = element.text, element.tail
        if text and "&" in text and element.tag != "code":
            element.text = text.replace("&", f"{AMP_SUBSTITUTE}amp;")
        if tail and "&" in tail:
            element.tail = tail.replace("&", f"{AMP_SUBSTITUTE}amp;")


def _has_content(element: ElementTree.Element) -> bool:
    return len(element) > 0 or bool((element.text or "").strip())


def _add_text(found: list[doc.Inline], text: str | None) -> None:
    if text:
        text = text.replace(AMP_SUBSTITUTE, "&")
        if "  " in text or not text.isprintable():
            text = re.sub(r"\s+", " ", text)
        found.append(doc.Text(text))


def _trimmed(found: list[doc.Inline]) -> tuple[doc.Inline, ...]:
    """Take off the white space at both ends of a run and drop what is empty."""
    if found and isinstance(found[0], doc.Text):
        found[0] = doc.Text(found[0].s.lstrip())
    if found and isinstance(found[-1], doc.Text):
        found[-1] = doc.Text(found[-1].s.rstrip())
    return tuple(node for node in found if not (isinstance(node, doc.Text) and not node.s))

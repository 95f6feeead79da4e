"""The document tree of a page, built from the elements that the Markdown parser made.

What is pointed at and what came out wrong is gathered on the way.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import msgspec

from bangtin import spelling
from bangtin.markdown import addresses, telephones
from bangtin.markdown import document as doc
from bangtin.markdown.blocks import TooDeep
from bangtin.markdown.passages import Findings

MAX_INLINE_DEPTH = 50
"""How deep marks and links may stand in one another: every renderer goes as deep."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_WHITE = re.compile(r"[ \t-\r]+")
"""White space that is shown as one space; a no-break space is a letter like any other."""
_DIGITS = re.compile(r"\+?\d(?:[ .()-]?\d){2,}")


class Builder:
    """Walks the elements of one page once: builds the tree, and gathers what is pointed at.

    What it gathers is what will be published, however it was written: a link by
    reference, with escapes or over two lines is found like any other.
    """

    def __init__(self, findings: Findings, title: str = "") -> None:
        self.links: list[doc.Reference] = []
        self.images: list[doc.Reference] = []
        self._findings = findings
        self._title = title
        self._ids: set[str] = set()
        self._counts: dict[str, int] = {}
        self._inline_depth = 0
        self._line = 0

    def build(self, root: Element) -> tuple[doc.Block, ...]:
        """Return the blocks below the parser's root. Raises TooDeep."""
        children = [*root]
        if children and children[0].tag == "h1" and self._repeats_title(children[0]):
            children.pop(0)
        return self._flow(children)

    def _repeats_title(self, element: Element) -> bool:
        words = doc.plain(Builder(Findings())._words(element))  # noqa: SLF001 - its own class
        return bool(self._title) and spelling.slug(words) == spelling.slug(self._title)

    def _flow(self, children: list[Element] | Element) -> tuple[doc.Block, ...]:
        """Read what a page, item, quote or note holds."""
        return tuple(block for child in children if (block := self._block(child)) is not None)

    def _block(self, element: Element) -> doc.Block | None:
        if place := element.get("at"):
            self._line = int(place.partition(":")[0])
        match element.tag:
            case "p":
                inlines = self._words(element)
                # A break or a no-break space alone is how people leave a gap: blocks have theirs.
                if not any(_shows(node) for node in inlines):
                    return None
                return doc.Paragraph(inlines, element.get("class") == "tight")
            case "ul" | "ol" as tag:
                items = tuple(self._flow(item) for item in element)
                return doc.Items(tag == "ol", items, int(element.get("start", "1")))
            case "table":
                return self._table(element)
            case "blockquote":
                return doc.Quote(self._flow(element))
            case "div":
                title, *children = element
                return doc.Note(element.get("class", ""), self._words(title), self._flow(children))
            case "hr":
                return doc.Rule()
            case "pre":
                text = str(element[0].text or "")
                return doc.CodeBlock(text) if text.strip() else None
            case tag:
                return self._heading(element, _HEADINGS[tag])

    def _heading(self, element: Element, level: int) -> doc.Heading:
        spot = _spot(element)
        inlines = self._words(element)
        words = doc.plain(inlines)
        if level == 1:
            self._findings.note("heading-one", spot)
        elif not words.strip():
            self._findings.note("heading-empty", spot)
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
        head, *rows = ([*row] for row in element)
        aligns = tuple(cell.get("align", "") for cell in head)
        return doc.Grid(
            tuple(self._words(cell) for cell in head),
            tuple(tuple(self._words(cell) for cell in row) for row in rows),
            aligns if any(aligns) else (),
        )

    def _words(self, element: Element) -> tuple[doc.Inline, ...]:
        """Return the words of a block: no white space stands at either end."""
        text = element.text
        if text and not len(element):
            # Most blocks are words alone.
            words = _with_single_spaces(text).strip(" ")
            return (doc.Text(words),) if words else ()
        return _trimmed(_trimmed(tuple(self._inlines(element)), 0), -1)

    def _inlines(self, element: Element) -> list[doc.Inline]:
        found: list[doc.Inline] = []
        _add_text(found, element.text)
        for child in element:
            if child.tag == "span":
                found += self._inlines(child)
            else:
                found.append(self._inline(child))
            _add_text(found, child.tail)
        return found

    def _inner(self, element: Element) -> tuple[doc.Inline, ...]:
        """Return the words of a mark or link, which may hold others."""
        self._inline_depth += 1
        if self._inline_depth > MAX_INLINE_DEPTH:
            raise TooDeep(self._line)
        inlines = tuple(self._inlines(element))
        self._inline_depth -= 1
        return inlines

    def _inline(self, element: Element) -> doc.Inline:
        match element.tag:
            case "strong":
                return doc.Strong(self._inner(element))
            case "em":
                return doc.Emph(self._inner(element))
            case "code":
                return doc.Code(str(element.text or ""))
            case "a":
                return self._link(element)
            case "br":
                return doc.Break()
            case "img":
                source, alt = element.get("src", ""), element.get("alt", "")
                self.images.append(doc.Reference(source, *_spot(element)))
                if not alt.strip():
                    self._findings.note("picture-without-alt", _spot(element), target=source)
                return doc.Picture(source, alt, element.get("title", ""))
            case tag:
                raise AssertionError(f"the parser made <{tag}>")

    def _link(self, element: Element) -> doc.LinkTo:
        target, spot = element.get("href", ""), _spot(element)
        inlines = self._inner(element)
        words = doc.plain(inlines).strip()
        self.links.append(doc.Reference(target, *spot, _claim(words, target)))
        if not words and element.find(".//img") is None:
            self._findings.note("link-wordless", spot, target=target)
        if not target:
            self._findings.note("link-targetless", spot)
        return doc.LinkTo(target, inlines, element.get("title", ""))


def _claim(words: str, target: str) -> str:
    """Return a link's words where they name an address or a number: it has to be the target's."""
    if target in (words, f"https://{words}", f"https://{words}/", f"mailto:{words}"):
        return ""
    is_claim = (
        any(True for _ in addresses.find(words))
        or telephones.written(words)
        or _DIGITS.fullmatch(words)
    )
    return words if is_claim else ""


def _shows(node: doc.Inline) -> bool:
    """Tell whether there is something to see of an inline."""
    return isinstance(node, doc.Code | doc.Picture | doc.LinkTo) or bool(doc.plain((node,)).strip())


def _spot(element: Element) -> tuple[int, int]:
    line, _, column = element.get("at", "0:0").partition(":")
    return int(line), int(column)


def _add_text(found: list[doc.Inline], text: str | None) -> None:
    if text:
        # The parser has kinds of strings of its own, which can't be encoded.
        found.append(doc.Text(str(_with_single_spaces(text))))


def _with_single_spaces(text: str) -> str:
    """Return a text in which white space is one space.

    Of most texts that is told without looking at each space: 8 us less for each block.
    """
    return _WHITE.sub(" ", text) if "  " in text or not text.isprintable() else text


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

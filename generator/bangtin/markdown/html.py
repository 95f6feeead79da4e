"""The document tree as the portal's HTML: links resolved, pictures measured, languages marked."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import Protocol

from bangtin.markdown import document as doc
from bangtin.markdown import telephones
from bangtin.markdown.text_html import TextRenderer


class Image(Protocol):
    """A picture as a page shows it: its address from the page, and its size in pixels."""

    @property
    def src(self) -> str:
        """The address."""

    @property
    def width(self) -> int:
        """The width."""

    @property
    def height(self) -> int:
        """The height."""


class File(Protocol):
    """A file that a text offers: its kind and size in words, the name under which it is saved."""

    @property
    def label(self) -> str:
        """The kind and size."""

    @property
    def save_as(self) -> str:
        """The name; empty where a browser opens the file."""


def render(
    blocks: tuple[doc.Block, ...],
    lang: str,
    targets: Mapping[str, str],
    images: Mapping[str, Image],
    files: Mapping[str, File] = MappingProxyType({}),
    phones: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return blocks written in ``lang`` as HTML.

    ``files`` are what links offer, by their target as written. ``phones`` maps the numbers that
    become links, as digits, to what is dialled.

    ``targets`` and ``images`` map what the author wrote to what the page holds; a link that is
    not in ``targets`` stays as written. Raises KeyError for an image that is not in ``images``.
    """
    return _Renderer(lang, targets, images, files, phones).blocks(blocks)


class _Renderer:
    """Renders the nodes of one page."""

    def __init__(
        self,
        lang: str,
        targets: Mapping[str, str],
        images: Mapping[str, Image],
        files: Mapping[str, File],
        phones: Mapping[str, str],
    ) -> None:
        words = TextRenderer(lang)
        self._ltr, self._text = words.ltr, words.render
        self._targets = targets
        self._images = images
        self._files = files
        self._phones = phones
        self._is_in_link = False

    def blocks(self, nodes: tuple[doc.Block, ...]) -> str:
        """Return blocks as HTML."""
        return "".join([self._block(node) for node in nodes])

    def _block(self, node: doc.Block) -> str:
        match node:
            case doc.Paragraph(c, tight):
                return self._inlines(c) if tight else f"<p>{self._inlines(c)}</p>"
            case doc.Items(ordered, items, start):
                tag = "ol" if ordered else "ul"
                number = "" if start == 1 else f' start="{start}"'
                rows = "".join([f"<li>{self.blocks(item)}</li>" for item in items])
                return f"<{tag}{number}>{rows}</{tag}>"
            case doc.Heading(level, anchor, c):
                return f'<h{level} id="{escape(anchor)}">{self._inlines(c)}</h{level}>'
            case doc.Grid(head, rows, aligns):
                body = "".join([self._row("td", row, aligns) for row in rows])
                top = self._row("th", head, aligns)
                return f"<table><thead>{top}</thead><tbody>{body}</tbody></table>"
            case doc.Note(kind, title, inner):
                words = f'<p class="note-title">{self._inlines(title)}</p>' if title else ""
                return f'<div class="note {kind}">{words}{self.blocks(inner)}</div>'
            case doc.Quote(inner):
                return f"<blockquote>{self.blocks(inner)}</blockquote>"
            case doc.CodeBlock(s):
                return f"<pre{self._ltr}><code>{self._text(s)}</code></pre>"
            case doc.Rule():
                return "<hr>"

    def _row(
        self, tag: str, cells: tuple[tuple[doc.Inline, ...], ...], aligns: tuple[str, ...]
    ) -> str:
        found = []
        for number, cell in enumerate(cells):
            align = aligns[number] if aligns else ""
            style = f' style="text-align: {align};"' if align else ""
            found.append(f"<{tag}{style}>{self._inlines(cell)}</{tag}>")
        return f"<tr>{''.join(found)}</tr>"

    def _inlines(self, nodes: tuple[doc.Inline, ...]) -> str:
        return "".join([self._inline(node) for node in nodes])

    def _inline(self, node: doc.Inline) -> str:
        match node:
            case doc.Text(s):
                return self._with_phones(s) if self._phones else self._text(s)
            case doc.Strong(c):
                return f"<strong>{self._inlines(c)}</strong>"
            case doc.Emph(c):
                return f"<em>{self._inlines(c)}</em>"
            case doc.LinkTo(to, c, title):
                return self._link(to, c, title)
            case doc.Code(s):
                return f"<code{self._ltr}>{self._text(s)}</code>"
            case doc.Break():
                return "<br>"
            case doc.Picture(src, alt, title):
                image = self._images[src]
                return (
                    f'<img alt="{escape(alt)}" src="{escape(image.src)}" width="{image.width}" '
                    f'height="{image.height}" loading="lazy"{_titled(title)}>'
                )

    def _link(self, to: str, words: tuple[doc.Inline, ...], title: str) -> str:
        href = escape(self._targets.get(to, to))
        self._is_in_link, outer = True, self._is_in_link
        shown = self._inlines(words)
        self._is_in_link = outer
        file = self._files.get(to)
        if file is None:
            return f'<a href="{href}"{_titled(title)}>{shown}</a>'
        saved = f' download="{escape(file.save_as)}"' if file.save_as else ""
        label = f"<small>({escape(file.label, quote=False)})</small>"
        return f'<a class="file" href="{href}"{saved}{_titled(title)}>{shown} {label}</a>'

    def _with_phones(self, text: str) -> str:
        """Return text whose numbers of hotlines are links."""
        if self._is_in_link:
            return self._text(text)
        found, done = [], 0
        for number in telephones.find(text, self._phones):
            found.append(self._text(text[done : number.start]))
            shown = escape(text[number.start : number.end], quote=False)
            found.append(f'<a href="tel:{escape(number.dial)}"{self._ltr}>{shown}</a>')
            done = number.end
        return "".join([*found, self._text(text[done:])])


def _titled(title: str) -> str:
    return f' title="{escape(title)}"' if title else ""

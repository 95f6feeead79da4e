"""The document tree as a fragment for another portal's editor: bare HTML that needs nothing.

Editors drop style, classes and ids, and some drop tables. So there are none of the first three,
headings begin below the article's own, and a line's end stands between all blocks and cells:
where their tags go, words don't run together.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bangtin.markdown import document as doc
from bangtin.markdown.html import Image
from bangtin.markdown.text_html import TextRenderer

HEADING = 3
"""The fragment's own title: the article has its h1, and its portal often an h2."""


def render(
    blocks: tuple[doc.Block, ...],
    lang: str,
    targets: Mapping[str, str],
    images: Mapping[str, Image],
    base: str,
    labels: Mapping[str, str],
) -> str:
    """Return blocks written in ``lang`` as bare HTML.

    ``targets`` maps each link to its whole address; one within the page (``#anchor``) leads to
    ``base``, the page's own. ``images`` have whole addresses as well. ``labels`` say of which
    kind and size a file is that a link offers.
    """
    return _Fragment(lang, targets, images, base, labels).blocks(blocks)


class _Fragment:
    """Renders the nodes of one page."""

    def __init__(
        self,
        lang: str,
        targets: Mapping[str, str],
        images: Mapping[str, Image],
        base: str,
        labels: Mapping[str, str],
    ) -> None:
        words = TextRenderer(lang)
        self._ltr, self._text = words.ltr, words.render
        self._targets = targets
        self._images = images
        self._base = base
        self._labels = labels

    def blocks(self, nodes: tuple[doc.Block, ...]) -> str:
        """Return blocks, each on lines of its own."""
        return "\n".join([self._block(node) for node in nodes])

    def _block(self, node: doc.Block) -> str:
        match node:
            case doc.Paragraph(c, tight):
                return self._inlines(c) if tight else f"<p>{self._inlines(c)}</p>"
            case doc.Items(ordered, items, start):
                tag = "ol" if ordered else "ul"
                number = "" if start == 1 else f' start="{start}"'
                rows = "\n".join([f"<li>{self.blocks(item)}</li>" for item in items])
                return f"<{tag}{number}>\n{rows}\n</{tag}>"
            case doc.Heading(level, _, c):
                level = min(level + HEADING - 1, 6)
                return f"<h{level}>{self._inlines(c)}</h{level}>"
            case doc.Grid(head, rows):
                top = self._row("th", head)
                body = "\n".join([self._row("td", row) for row in rows])
                return f"<table>\n<thead>\n{top}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
            case doc.Note(_, title, inner):
                words = f"<p><strong>{self._inlines(title)}</strong></p>\n" if title else ""
                return f"<blockquote>\n{words}{self.blocks(inner)}\n</blockquote>"
            case doc.Quote(inner):
                return f"<blockquote>\n{self.blocks(inner)}\n</blockquote>"
            case doc.CodeBlock(s):
                return f"<pre{self._ltr}>{self._text(s)}</pre>"
            case doc.Rule():
                return "<hr>"

    def _row(self, tag: str, cells: tuple[tuple[doc.Inline, ...], ...]) -> str:
        found = "\n".join([f"<{tag}>{self._inlines(cell)}</{tag}>" for cell in cells])
        return f"<tr>\n{found}\n</tr>"

    def _inlines(self, nodes: tuple[doc.Inline, ...]) -> str:
        return "".join([self._inline(node) for node in nodes])

    def _inline(self, node: doc.Inline) -> str:
        match node:
            case doc.Text(s):
                return self._text(s)
            case doc.Strong(c):
                return f"<strong>{self._inlines(c)}</strong>"
            case doc.Emph(c):
                return f"<em>{self._inlines(c)}</em>"
            case doc.LinkTo(to, c):
                href = self._targets.get(to, to)
                if href.startswith("#"):
                    href = self._base + href
                label = self._labels.get(to)
                kind = f" ({escape(label, quote=False)})" if label else ""
                return f'<a href="{escape(href)}">{self._inlines(c)}{kind}</a>'
            case doc.Code(s):
                return f"<code{self._ltr}>{self._text(s)}</code>"
            case doc.Break():
                return "<br>\n"
            case doc.Picture(src, alt):
                image = self._images[src]
                return (
                    f'<img src="{escape(image.src)}" alt="{escape(alt)}" '
                    f'width="{image.width}" height="{image.height}">'
                )

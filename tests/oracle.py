"""What CommonMark and GitHub make of a text, by a parser of its own: only tests ask it.

Both sides come to one form of nested tuples. What Bangtin takes beyond CommonMark is told there:
comments and lone breaks are nothing, raised digits are their own characters, and a bare address
is words on both sides.
"""

from __future__ import annotations

import re
from typing import Any

from bangtin.markdown import document as doc
from bangtin.markdown import html as body_html
from bangtin.markdown import parsing, print_data
from bangtin.problems import Problems
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from tests.fuzz.properties import AnyImage

Form = tuple[Any, ...]
_WHITE = re.compile(r"[ \t\n\r\f\v\u00a0]+")
"""A no-break space with them: the oracle's language strips it where CommonMark doesn't."""
_SMALL = {"sup": "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "sub": "₀₁₂₃₄₅₆₇₈₉₊₋"}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


_PARSER = _parser()


def expected(body: str) -> Form:
    """Return the form of a body as CommonMark and GitHub read it."""
    return _their_blocks(SyntaxTreeNode(_PARSER.parse(body)).children)


def read(body: str) -> tuple[doc.Document | None, list[str]]:
    """Return what Bangtin makes of a body, and its problems as ``line:column key``."""
    problems = Problems()
    found = parsing.parse(body, "content/a.md", 1, problems)
    return found, [f"{p.place.line}:{p.place.column} {p.key}" for p in problems]


def form(found: doc.Document) -> Form:
    """Return the form of a document."""
    return _our_blocks(found.blocks)


def _their_blocks(nodes: list[SyntaxTreeNode]) -> Form:
    return tuple(block for node in nodes if (block := _their_block(node)) is not None)


def _their_block(node: SyntaxTreeNode) -> Form | None:
    match node.type:
        case "paragraph":
            words = _their_words(node)
            return ("p", node.hidden, words) if {*words} - {("br",)} else None
        case "heading":
            return ("h", int(node.tag[1]), _their_words(node))
        case "bullet_list" | "ordered_list" as kind:
            start = int(node.attrs.get("start", 1)) if kind == "ordered_list" else 1
            items = tuple(_their_blocks(item.children) for item in node.children)
            return ("ol" if kind == "ordered_list" else "ul", start, items)
        case "blockquote":
            return ("quote", _their_blocks(node.children))
        case "code_block" | "fence":
            return ("code", node.content.strip())
        case "hr":
            return ("hr",)
        case "table":
            rows = [row for part in node.children for row in part.children]
            cells = [tuple(_their_words(cell) for cell in row.children) for row in rows]
            aligns = tuple(
                str(cell.attrs.get("style", "")).partition(":")[2] for cell in rows[0].children
            )
            return ("table", aligns, cells[0], tuple(cells[1:]))
        case "html_block":
            rest = re.sub(r"(?s)<!--.*?-->|<br\s*/?>", "", node.content).strip()
            return ("html", rest) if rest else None
    raise AssertionError(node.type)


def _their_words(node: SyntaxTreeNode) -> Form:
    found: list[Form] = []
    for inline in node.children:
        found += _their_inlines(inline.children)
    return _joined(found)


def _their_inlines(nodes: list[SyntaxTreeNode]) -> list[Form]:
    found: list[Form] = []
    small = ""
    for node in nodes:
        match node.type:
            case "text":
                table = str.maketrans("0123456789+-", _SMALL[small]) if small else {}
                found.append(("text", node.content.translate(table)))
            case "softbreak":
                found.append(("text", " "))
            case "hardbreak":
                found.append(("br",))
            case "code_inline":
                found.append(("code", _WHITE.sub(" ", node.content).strip()))
            case "strong" | "em" | "s" as kind:
                found.append((kind, _joined(_their_inlines(node.children), trim=False)))
            case "link":
                words = _joined(_their_inlines(node.children), trim=False)
                found += _link(str(node.attrs["href"]), str(node.attrs.get("title", "")), words)
            case "image":
                alt = _plain(_their_inlines(node.children))
                found.append(("img", node.attrs["src"], alt, node.attrs.get("title", "")))
            case "html_inline":
                tag = node.content.lower()
                if re.fullmatch(r"<br\s*/?>", tag):
                    found.append(("br",))
                elif tag in ("<sup>", "<sub>"):
                    small = tag[1:-1]
                elif tag in ("</sup>", "</sub>"):
                    small = ""
                elif not tag.startswith("<!--"):
                    found.append(("html", tag))
            case kind:
                raise AssertionError(kind)
    return found


def _link(href: str, title: str, words: Form) -> list[Form]:
    """Return a link, or its words where they are a bare address."""
    shown = _plain(list(words))
    is_bare = href in (shown, f"https://{shown}", f"mailto:{shown}") and not title
    return [("text", shown)] if is_bare else [("link", href, title, words)]


def _plain(inlines: list[Form]) -> str:
    parts = []
    for node in inlines:
        match node:
            case ("text" | "code", text):
                parts.append(text)
            case ("strong" | "em" | "s", inner) | ("link", _, _, inner):
                parts.append(_plain(list(inner)))
            case ("img", _, alt, _):
                parts.append(alt)
            case ("br",):
                parts.append(" ")
    return _WHITE.sub(" ", "".join(parts))


def _our_blocks(blocks: tuple[doc.Block, ...]) -> Form:
    return tuple(_our_block(block) for block in blocks)


def _our_block(block: doc.Block) -> Form:
    match block:
        case doc.Paragraph(c, tight):
            return ("p", tight, _our_words(c))
        case doc.Heading(level, _, c):
            return ("h", level, _our_words(c))
        case doc.Items(ordered, items, start):
            return (
                "ol" if ordered else "ul",
                start if ordered else 1,
                tuple(_our_blocks(item) for item in items),
            )
        case doc.Quote(inner):
            return ("quote", _our_blocks(inner))
        case doc.CodeBlock(s):
            return ("code", s.strip())
        case doc.Rule():
            return ("hr",)
        case doc.Grid(head, rows, aligns):
            return (
                "table",
                aligns or ("",) * len(head),
                tuple(_our_words(cell) for cell in head),
                tuple(tuple(_our_words(cell) for cell in row) for row in rows),
            )
        case doc.Note(kind, title, inner):
            return ("note", kind, _our_words(title), _our_blocks(inner))


def _our_words(inlines: tuple[doc.Inline, ...]) -> Form:
    return _joined(_our_inlines(inlines))


def _our_inlines(inlines: tuple[doc.Inline, ...]) -> list[Form]:
    found: list[Form] = []
    for node in inlines:
        match node:
            case doc.Text(s):
                found.append(("text", s))
            case doc.Strong(c):
                found.append(("strong", _joined(_our_inlines(c), trim=False)))
            case doc.Emph(c):
                found.append(("em", _joined(_our_inlines(c), trim=False)))
            case doc.Code(s):
                found.append(("code", _WHITE.sub(" ", s).strip()))
            case doc.LinkTo(to, c, title):
                found += _link(to, title, _joined(_our_inlines(c), trim=False))
            case doc.Break():
                found.append(("br",))
            case doc.Picture(src, alt, title):
                found.append(("img", src, _WHITE.sub(" ", alt), title))
    return found


def _joined(found: list[Form], *, trim: bool = True) -> Form:
    """Join words that stand beside one another, and drop what no browser shows."""
    joined: list[Form] = []
    for node in found:
        if node[0] == "text" and joined and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + node[1])
        else:
            joined.append(node)
    words = [("text", _WHITE.sub(" ", n[1])) if n[0] == "text" else n for n in joined]
    for number, node in enumerate(words):
        if node[0] == "text":
            text = node[1]
            if (trim and number == 0) or (number and words[number - 1] == ("br",)):
                text = text.lstrip(" ")
            if (trim and number == len(words) - 1) or words[number + 1 : number + 2] == [("br",)]:
                text = text.rstrip(" ")
            words[number] = ("text", text)
    return tuple(node for node in words if node != ("text", ""))


# ── Portal and print ──


def of_html(found: doc.Document) -> list[str]:
    """Return the elements of a body's HTML that print has as well, in order."""
    text = body_html.render(found.blocks, "vi", {}, AnyImage())
    text = re.sub(r"<pre><code>(.*?)</code></pre>", r"<code>\1</code>", text, flags=re.DOTALL)
    tags = re.findall(
        r"<(h[2-6]|ul|ol|li|blockquote|table|tr|t[hd]|strong|em|code|a|br|img|div)\b", text
    )
    starts = re.findall(r'<ol(?: start="(\d+)")?>', text)
    aligns = re.findall(r"<t[hd](?: style=\"text-align: (\w+);\")?>", text)
    return [*tags, *(start or "1" for start in starts), *aligns]


def of_print(found: doc.Document) -> list[str]:
    """Return the same of its print data."""
    walk = _Walk()
    walk.all(print_data.blocks(found.blocks, {}, lambda text: text))
    return [*walk.tags, *walk.starts, *walk.aligns]


class _Walk:
    """Gathers the elements of print data."""

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.starts: list[str] = []
        self.aligns: list[str] = []

    def all(self, nodes: list[dict[str, Any]]) -> None:
        """Gather those of several nodes."""
        for node in nodes:
            kind = node["type"]
            if kind == "list":
                self._list(node)
            elif kind == "table":
                self._table(node)
            else:
                if kind not in ("text", "paragraph"):
                    self.tags.append(f"h{node['level']}" if kind == "heading" else _TAGS[kind])
                self.all(node.get("c", node.get("blocks", [])))

    def _list(self, node: dict[str, Any]) -> None:
        self.tags.append("ol" if node["ordered"] else "ul")
        if node["ordered"]:
            self.starts.append(str(node["start"]))
        for item in node["items"]:
            self.tags.append("li")
            self.all(item)

    def _table(self, node: dict[str, Any]) -> None:
        self.tags.append("table")
        for kind, row in [("th", node["head"]), *(("td", row) for row in node["rows"])]:
            self.tags.append("tr")
            for number, cell in enumerate(row):
                self.tags.append(kind)
                self.aligns.append(node["aligns"][number] if node["aligns"] else "")
                self.all(cell)


_TAGS = {
    "quote": "blockquote", "note": "div", "break": "br", "picture": "img", "code": "code",
    "link": "a", "strong": "strong", "emph": "em",
}  # fmt: skip


def check(body: str) -> bool:
    """Hold a body to the oracle; tells whether it was read, and not refused."""
    found, problems = read(body)
    if found is None:
        assert problems
        return False
    assert not problems
    assert form(found) == expected(body), body
    assert of_html(found) == of_print(found), body
    return True

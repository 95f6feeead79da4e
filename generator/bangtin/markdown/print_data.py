"""The document tree as the plain data that layouts read: links with their address in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bangtin.markdown import document as doc
from bangtin.markdown.document import Target

Words = Callable[[str], str]
"""Prepares words for print: binds numbers and names, fills in values."""

DEEPEST = 6
"""The level of heading below which HTML and PDF name no other."""


def blocks(
    nodes: tuple[doc.Block, ...], targets: Mapping[str, Target], words: Words
) -> list[dict[str, Any]]:
    """Turn blocks into dictionaries of plain data."""
    return [found for node in nodes if (found := _block(node, targets, words))]


def inlines(
    nodes: tuple[doc.Inline, ...], targets: Mapping[str, Target], words: Words
) -> list[dict[str, Any]]:
    """Turn inlines into dictionaries; a link gains the address that print shows after it."""
    found: list[dict[str, Any]] = []
    for node in nodes:
        match node:
            case doc.Text(s):
                found.append({"type": "text", "s": words(s)})
            case doc.Code(s):
                found.append({"type": "code", "s": s})
            case doc.Strong(c):
                found.append({"type": "strong", "c": inlines(c, targets, words)})
            case doc.Emph(c):
                found.append({"type": "emph", "c": inlines(c, targets, words)})
            case doc.Break():
                found.append({"type": "break"})
            case doc.Picture(src, alt):
                found.append({"type": "picture", "src": src, "alt": alt})
            case doc.LinkTo(to, c):
                address = _address(targets.get(to), doc.plain(c))
                found.append({"type": "link", "c": inlines(c, targets, words), "address": address})
    return found


def sections(
    page_blocks: tuple[doc.Block, ...],
    titles: tuple[str, ...],
    targets: Mapping[str, Target],
    words: Words,
) -> list[list[dict[str, Any]]]:
    """Return the chosen sections, in the order asked for.

    Each one's own heading comes to level 2, and those below it skip no level (PDF/UA-1).
    """
    found = []
    for title in titles:
        nodes = blocks(doc.section(page_blocks, title) or (), targets, words)
        _level(nodes)
        found.append(nodes)
    return found


def _level(nodes: list[dict[str, Any]]) -> None:
    """Give headings the level at which they stand below others: an author may skip some.

    The first comes to level 2, whatever level the page gives it; those within lists,
    notes and quotes count where they stand in the text.
    """
    above: list[int] = []
    for heading in _headings(nodes):
        while above and above[-1] >= heading["level"]:
            above.pop()
        above.append(heading["level"])
        heading["level"] = min(len(above) + 1, DEEPEST)


def _headings(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        match node["type"]:
            case "heading":
                yield node
            case "list":
                for item in node["items"]:
                    yield from _headings(item)
            case "note" | "quote":
                yield from _headings(node["blocks"])


def steps(
    page_blocks: tuple[doc.Block, ...], targets: Mapping[str, Target], words: Words
) -> list[dict[str, Any]]:
    """Return the steps of a page: each one's bold opening as its title, the rest as its body."""
    found = []
    listed = doc.steps(page_blocks)
    for item in listed.items if listed else ():
        title, rest = opening(item)
        body = blocks(rest, targets, words)
        _level(body)
        found.append({"title": words(title.rstrip(".")), "body": body})
    return found


def opening(item: tuple[doc.Block, ...]) -> tuple[str, tuple[doc.Block, ...]]:
    """Return a step's title, its bold opening or its whole first paragraph, and what follows it."""
    match item:
        case (doc.Paragraph((doc.Strong(c), *rest)), *others):
            if rest and isinstance(rest[0], doc.Text):
                rest[0] = doc.Text(rest[0].s.lstrip())
            body = (doc.Paragraph(tuple(rest)), *others) if rest else tuple(others)
            return doc.plain(c), body
        case (doc.Paragraph(c), *others):
            return doc.plain(c), tuple(others)
        case _:
            return "", item


def _block(node: doc.Block, targets: Mapping[str, Target], words: Words) -> dict[str, Any] | None:
    match node:
        case doc.Heading(level, _, c):
            return {"type": "heading", "level": level, "c": inlines(c, targets, words)}
        case doc.Paragraph(c):
            return {"type": "paragraph", "c": inlines(c, targets, words)}
        case doc.CodeBlock(s):
            return {"type": "paragraph", "c": [{"type": "code", "s": s.strip()}]}
        case doc.Items(ordered, items, start):
            rows = [blocks(item, targets, words) for item in items]
            return {"type": "list", "ordered": ordered, "start": start, "items": rows}
        case doc.Grid(head, rows, aligns):
            return {
                "type": "table",
                "aligns": list(aligns),
                "head": [inlines(cell, targets, words) for cell in head],
                "rows": [[inlines(cell, targets, words) for cell in row] for row in rows],
            }
        case doc.Note(kind, title, inner):
            return {
                "type": "note",
                "kind": kind,
                "title": words(doc.plain(title)),
                "blocks": blocks(inner, targets, words),
            }
        case doc.Quote(inner):
            return {"type": "quote", "blocks": blocks(inner, targets, words)}
    return None


def _address(target: Target | None, shown: str) -> str:
    """Return the address that print adds: none when the words are the address already."""
    if target is None or not target.address:
        return ""
    is_address = "." in shown.rstrip(".") and " " not in shown.strip()
    return "" if is_address or target.address.removeprefix("www.") in shown else target.address

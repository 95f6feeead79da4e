"""The document tree: a parsed Markdown body, which HTML and print data are rendered from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from bangtin.markdown import addresses, days, telephones
from bangtin.markdown.days import Doubt

_WHITE = re.compile(r"\s+")
_NO_NAME = re.compile(r"[^\w\- ]")


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Plain words."""

    s: str


class Strong(msgspec.Struct, frozen=True, tag="strong"):
    """Important words."""

    c: tuple[Inline, ...]


class Emph(msgspec.Struct, frozen=True, tag="emph"):
    """Words set apart: the name of a button, a word on the screen."""

    c: tuple[Inline, ...]


class Code(msgspec.Struct, frozen=True, tag="code"):
    """Words to be typed exactly."""

    s: str


class LinkTo(msgspec.Struct, frozen=True, tag="link"):
    """Words that lead somewhere; ``to`` is the target as the author wrote it."""

    to: str
    c: tuple[Inline, ...]
    title: str = ""


class Break(msgspec.Struct, frozen=True, tag="break"):
    """A line break that the author asked for."""


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading of level 2 to 6; ``id`` is its anchor."""

    level: int
    id: str
    c: tuple[Inline, ...]


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """A paragraph; a tight one stands in a list without blank lines, and HTML has no ``<p>``."""

    c: tuple[Inline, ...]
    tight: bool = False


class CodeBlock(msgspec.Struct, frozen=True, tag="codeblock"):
    """Lines to be typed exactly."""

    s: str


class Items(msgspec.Struct, frozen=True, tag="list"):
    """A list; each item is a run of blocks, and ``start`` is the first one's number."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]
    start: int = 1


class Grid(msgspec.Struct, frozen=True, tag="table"):
    """A table: one row of headings, and rows of cells.

    ``aligns`` has ``left``, ``center``, ``right`` or nothing for each column; it is empty where
    the author aligned none.
    """

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    aligns: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True, tag="note"):
    """A note set apart; ``kind`` is ``luu-y`` (note) or ``canh-bao`` (warning)."""

    kind: str
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...]


class Quote(msgspec.Struct, frozen=True, tag="quote"):
    """Words of somebody else."""

    blocks: tuple[Block, ...]


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """An image with its description."""

    src: str
    alt: str
    title: str = ""


class Rule(msgspec.Struct, frozen=True, tag="rule"):
    """A change of subject without a heading."""


Inline = Text | Strong | Emph | Code | LinkTo | Break | Picture
Block = Heading | Paragraph | CodeBlock | Items | Grid | Note | Quote | Rule


class Reference(msgspec.Struct, frozen=True):
    """A link or image target in the body and where it stands.

    ``words`` are those of a link that names an address or a number, other than by its target.
    """

    target: str
    line: int
    column: int
    words: str = ""


class Target(msgspec.Struct, frozen=True):
    """Where a link leads: ``href`` is a full address, or a path from the portal's root.

    ``address`` is how print writes it; empty where the words themselves say it.
    Of a file that is offered ``file`` is its name and ``size`` its bytes.
    """

    href: str
    inside: bool
    address: str = ""
    file: str = ""
    size: int = 0


class Document(msgspec.Struct, frozen=True):
    """Everything that a body says, and where it stands."""

    blocks: tuple[Block, ...]
    links: tuple[Reference, ...]
    images: tuple[Reference, ...]


class Body(msgspec.Struct, frozen=True):
    """The words that a page and its prints are rendered from."""

    blocks: tuple[Block, ...]


class PageIndex(msgspec.Struct, frozen=True):
    """All that the rest of a site may know of a body: enough to plan by, and no words of it.

    ``digest`` names the body's bytes; ``questions`` are the anchors and words of
    headings that ask; ``second_anchors`` are the names that GitHub gives headings,
    where they differ, each with the heading's anchor; ``numbers`` are what may be telephone
    numbers, ``addresses`` what shows as an address and is no link: marks or escapes part it;
    ``days`` are days that can't be meant.
    """

    digest: str
    links: tuple[Reference, ...]
    images: tuple[Reference, ...]
    anchors: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    has_steps: bool
    second_anchors: tuple[tuple[str, str], ...] = ()
    numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    days: tuple[Doubt, ...] = ()

    @property
    def unplaced(self) -> PageIndex:
        """The same without what an edit of words changes: the digest, and lines and columns."""
        return PageIndex(
            "",
            tuple(Reference(link.target, 0, 0, link.words) for link in self.links),
            tuple(Reference(image.target, 0, 0) for image in self.images),
            self.anchors,
            self.questions,
            self.has_steps,
            self.second_anchors,
            self.numbers,
            self.addresses,
            self.days,
        )


def page_index(document: Document, digest: str) -> PageIndex:
    """Gather what the rest of the site may know of a body with the given digest."""
    said = words(document.blocks)
    # No address or number goes on in the next line, so that one look serves all runs.
    beside = "\n".join(_beside(document.blocks))
    shown = "\n".join((*map(_without_links, runs(document.blocks)), beside))
    return PageIndex(
        digest,
        document.links,
        document.images,
        tuple(sorted(anchors(document.blocks))),
        tuple((heading.id, words((heading,))) for heading, _ in questions(document.blocks)),
        steps(document.blocks) is not None,
        second_anchors(document.blocks),
        telephones.written(f"{said}\n{beside}"),
        tuple(dict.fromkeys(found.target for found in addresses.find(shown))),
        tuple(days.doubts(said)),
    )


def runs(blocks: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    """Yield the words of blocks, those of a paragraph, heading or cell together."""
    for block in blocks:
        match block:
            case Paragraph(c) | Heading(_, _, c):
                yield c
            case Items(_, items):
                for item in items:
                    yield from runs(item)
            case Grid(head, rows):
                yield from (cell for row in (head, *rows) for cell in row)
            case Note(_, title, inner):
                yield title
                yield from runs(inner)
            case Quote(inner):
                yield from runs(inner)


def _beside(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield what is said beside the words: descriptions of pictures, and titles in tooltips."""

    def of(inlines: tuple[Inline, ...]) -> Iterator[str]:
        for node in inlines:
            match node:
                case Strong(c) | Emph(c):
                    yield from of(c)
                case LinkTo(_, c, title):
                    yield title
                    yield from of(c)
                case Picture(_, alt, title):
                    yield from (alt, title)

    for run in runs(blocks):
        yield from filter(None, of(run))


def _without_links(inlines: tuple[Inline, ...]) -> str:
    """Return words without those of links, which have checks of their own, and of code.

    An address in code is one that a text is about: a false one, that nobody shall press.
    """
    parts = []
    for node in inlines:
        match node:
            case Strong(c) | Emph(c):
                parts.append(_without_links(c))
            case LinkTo() | Code() | Picture():
                parts.append("\n")
            case _:
                parts.append(plain((node,)))
    return "".join(parts)


def headings(blocks: tuple[Block, ...]) -> tuple[Heading, ...]:
    """Return the headings in order."""
    return tuple(block for block in blocks if isinstance(block, Heading))


def anchors(blocks: tuple[Block, ...]) -> set[str]:
    """Return the anchors of all headings, those inside lists, notes and quotes with them."""
    return {heading.id for heading in _all_headings(blocks)}


def second_anchors(blocks: tuple[Block, ...]) -> tuple[tuple[str, str], ...]:
    """Return the names of headings as GitHub makes them, with their anchors here.

    Where both ways give one name to two headings, it is the one of this portal.
    """
    first = anchors(blocks)
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for heading in _all_headings(blocks):
        name = _NO_NAME.sub("", plain(heading.c).strip().lower()).replace(" ", "-")
        count = counts[name] = counts.get(name, -1) + 1
        name = f"{name}-{count}" if count else name
        if name and name not in first:
            found.setdefault(name, heading.id)
    return tuple(sorted(found.items()))


def _all_headings(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    """Yield all headings in order, those inside lists, notes and quotes with them."""
    for block in blocks:
        match block:
            case Heading():
                yield block
            case Items(_, items):
                for item in items:
                    yield from _all_headings(item)
            case Note(_, _, inner) | Quote(inner):
                yield from _all_headings(inner)


def plain(inlines: tuple[Inline, ...]) -> str:
    """Return the words of a run of inlines, without their form: a no-break space is a space."""
    parts = []
    for node in inlines:
        match node:
            case Text(s):
                parts.append(s if s.isprintable() else _WHITE.sub(" ", s))
            case Code(s):
                parts.append(s)
            case Strong(c) | Emph(c) | LinkTo(_, c):
                parts.append(plain(c))
            case Break():
                parts.append(" ")
            case Picture(_, alt):
                parts.append(alt)
    return "".join(parts)


def section(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...] | None:
    """Return the heading called ``title`` and all that stands under it, or None."""
    for start, block in enumerate(blocks):
        if isinstance(block, Heading) and plain(block.c) == title:
            end = start + 1
            while end < len(blocks):
                following = blocks[end]
                if isinstance(following, Heading) and following.level <= block.level:
                    break
                end += 1
            return blocks[start:end]
    return None


def words(blocks: tuple[Block, ...]) -> str:
    """Return the words of blocks as running text."""
    parts: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(c) | Heading(_, _, c):
                parts.append(plain(c))
            case CodeBlock(s):
                parts.append(s.strip())
            case Items(_, items):
                parts += [words(item) for item in items]
            case Grid(head, rows):
                parts += [": ".join(plain(cell) for cell in row) for row in (head, *rows)]
            case Note(_, title, inner):
                parts += [plain(title), words(inner)]
            case Quote(inner):
                parts.append(words(inner))
    return " ".join(part for part in parts if part)


def questions(blocks: tuple[Block, ...]) -> list[tuple[Heading, str]]:
    """Return the headings that ask, with the words that answer."""
    found = []
    for index, block in enumerate(blocks):
        if isinstance(block, Heading) and plain(block.c).rstrip().endswith("?"):
            answer = []
            for following in blocks[index + 1 :]:
                if isinstance(following, Heading):
                    break
                answer.append(words((following,)))
            if text := " ".join(part for part in answer if part):
                found.append((block, text))
    return found


def steps(blocks: tuple[Block, ...]) -> Items | None:
    """Return the first ordered list: the steps of a guidance page."""
    return next((b for b in blocks if isinstance(b, Items) and b.ordered), None)

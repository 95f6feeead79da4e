"""Blocks as CommonMark and GitHub read them: lists, quotes, tables and notes by indentation.

How it works: lines are taken one at a time. Each is held to the containers that are open
(quotes, items, notes), then it opens new ones, then its rest goes to the block at the end. This
is the way that CommonMark's appendix describes; section numbers in comments are those of version
0.31. It stands in Python-Markdown as a block processor, in the place of the library's own, whose
dialect differs: a list needs a blank line before it there, and nesting needs four spaces.

Lines that are read one way and surely meant in another (``• a``, ``1.a``, a row of tabs) are
findings with their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.util import AtomicString

from bangtin.markdown import destinations, doubts
from bangtin.markdown.body_checks import NOTE_KINDS
from bangtin.markdown.inlines import BEGINNING
from bangtin.markdown.passages import Findings, Passage, Piece
from bangtin.problems import closest

MAX_DEPTH = 12
"""How deep lists, quotes and notes may stand in one another: no reader follows further."""

_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*")
"""The beginning of a line in which a tab decides the structure."""
_CODE_INDENT = 4
_BLANKS = " \t"
"""A line of these is blank; one of no-break spaces is not."""
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_HEADING_END = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_MARKER = re.compile(r"(?:([-+*])|(\d{1,9})([.)]))(?=[ \t]|$)")
_NOTE = re.compile(r"!!! ?([^\s\"“„«”]*)[ \t]*(.*)$")
_NOTE_TITLE = re.compile(r"(?:\"([^\"]*)\"|[“„”«]([^“”„«»]*)[”“»])\s*$")
_BOX = re.compile(r"\[[ xX]?\](?=\s|$)")
_ALERT = re.compile(r"\[!\w+\]")
_ALIGN = re.compile(r":?-+:?$")
_DELIMITERS = re.compile(r"[|:\- \t]+$")


@dataclass(slots=True, eq=False)
class Block:
    """A block while it is read; ``lines`` are its pieces, ``children`` its blocks."""

    kind: str
    line: int
    column: int
    children: list[Block] = field(default_factory=list)
    lines: list[Piece] = field(default_factory=list)
    offset: int = 0
    level: int = 0
    mark: str = ""
    start: int = 1
    is_tight: bool = True
    ends_blank: bool = False
    is_lazy: bool = False
    aligns: tuple[str, ...] = ()
    title: Passage | None = None


_LEAVES = frozenset(("p", "h", "hr", "code", "table", "comment"))


class Reader:
    """Reads the lines of one body into blocks."""

    def __init__(self, references: dict[str, tuple[Any, ...]], findings: Findings) -> None:
        self._references = references
        self._findings = findings
        self.root = Block("root", 0, 1)
        self._open = [self.root]
        self._line = self._written = ""
        self._number = 0
        self._shift = 0
        self._shifted_until = 0

    def read(self, text: str) -> Block:
        """Return the root of a body's blocks."""
        for number, line in enumerate(text.split("\n")):
            self._number = number
            self._take(line)
        self._close_to(1)
        return self.root

    # ── One line ──

    def _take(self, written: str) -> None:
        line, self._shift, self._shifted_until = written, 0, 0
        self._written = self._line = written
        if self._take_plain(written):
            return
        if "\t" in written and (prefix := _PREFIX.match(written)) and "\t" in prefix.group():
            spread = prefix.group().expandtabs(4)
            line = spread + written[prefix.end() :]
            self._shift = len(spread) - prefix.end()
            self._shifted_until = len(spread)
            if ">" in spread:
                # Editors and GitHub differ on how far it reaches.
                self._findings.note("quote-tab", (self._number, prefix.end()))
        self._line = line
        position, matched = self._matched()
        is_blank = not line[position:].strip(_BLANKS)
        if not is_blank:
            is_done, position, matched = self._starts(position, matched)
            if is_done:
                return
        tip = self._open[-1]
        rest = line[position:]
        if is_blank:
            self._blank(matched, position)
            return
        self._mark_nonblank()
        if matched < len(self._open) and tip.kind == "p":
            self._lazy(tip, rest, position, matched)
            return
        self._close_to(matched)
        tip = self._open[-1]
        if tip.kind == "p":
            tip.is_lazy = False
            self._add(tip, rest, position)
        elif tip.kind in ("code", "comment", "table"):
            self._add_raw(tip, rest, position)
        else:
            block = self._begin("p", position)
            self._add(block, rest, position)

    def _take_plain(self, written: str) -> bool:
        """Take a line at once that can't be anything but words or a row: most lines are.

        A page of the benchmarks is parsed in 0.93 of the time.
        """
        if not written or len(self._open) > 2:  # noqa: PLR2004 - the root and one block
            return False
        tip = self._open[-1]
        if written[0].isalpha() and tip.kind in ("root", "p"):
            block = tip if tip.kind == "p" else self._begin("p", 0)
            self._mark_nonblank()
            block.lines.append(Piece(written, self._number, 1))
            return True
        if written[0] == "|" and tip.kind == "table":
            self._mark_nonblank()
            tip.lines.append(Piece(written, self._number, 1))
            return True
        return False

    def _matched(self) -> tuple[int, int]:
        """Return how far the open containers reach into the line, and how many of them do."""
        position = 0
        for count, block in enumerate(self._open[1:], start=1):
            reached = self._continues(block, position)
            if reached is None:
                return position, count
            position = reached
        return position, len(self._open)

    def _continues(self, block: Block, position: int) -> int | None:
        """Return where the rest of the line begins for an open block; None where it is over."""
        if block.kind == "list":
            return position
        rest = self._line[position:]
        bare = rest.lstrip(" ")
        is_blank = not bare.strip(_BLANKS)
        indent = len(rest) - len(bare)
        if block.kind == "quote":
            is_marked = indent < _CODE_INDENT and bare.startswith(">")
            return position + indent + (2 if bare.startswith("> ") else 1) if is_marked else None
        if block.kind in ("item", "note"):
            if is_blank:
                # An item that begins with a blank line ends at the next one.
                is_over = block.kind == "item" and not block.children
                return None if is_over else position + min(indent, block.offset or indent)
            return position + block.offset if self._indented(block, indent) else None
        if block.kind == "code":
            is_over = not is_blank and indent < _CODE_INDENT
            return None if is_over else position + min(indent, _CODE_INDENT)
        if block.kind == "comment":
            return None if "-->" in block.lines[-1].text else position
        is_over = is_blank or (block.kind == "table" and indent >= _CODE_INDENT)
        return None if is_over else position

    def _indented(self, block: Block, indent: int) -> bool:
        """Tell whether a line belongs to an item or a note by its indent."""
        if block.kind == "note" and not block.offset and indent:
            # The first line says by how much: people indent by two, three or four; in an item, one
            # is left of the four.
            block.offset = min(indent, _CODE_INDENT)
        return bool(block.offset) and indent >= block.offset

    def _starts(self, position: int, matched: int) -> tuple[bool, int, int]:
        """Open every block that begins on the line; True where nothing of it is left."""
        line = self._line
        container = self._open[matched - 1]
        if container.kind in ("code", "comment"):
            return False, position, matched
        while True:
            rest = line[position:]
            bare = rest.lstrip(" ")
            indent = len(rest) - len(bare)
            if not bare.strip(_BLANKS):
                break
            at = position + indent
            tip = self._open[-1]
            container = self._open[matched - 1]
            if indent >= _CODE_INDENT:
                if tip.kind == "p" or container.kind == "table":
                    return False, position, matched
                self._close_to(matched)
                self._mark_nonblank()
                block = self._begin("code", position + _CODE_INDENT)
                self._add_raw(block, line[position + _CODE_INDENT :], position + _CODE_INDENT)
                return True, position, matched
            if bare[0] == ">":
                self._close_to(matched)
                self._begin("quote", at)
                position = at + 1
                if line[position : position + 1] == " ":
                    position += 1
                matched = len(self._open)
                continue
            if bare[0] not in "#=-_*+!<|:0123456789":
                return False, position, matched
            if self._leaf(bare, at, matched):
                return True, position, matched
            if (found := _MARKER.match(bare)) and (
                after := self._item(found, bare, at, indent, matched)
            ):
                position, matched = after, len(self._open)
                continue
            if bare.startswith("!!!") and (note := _NOTE.match(bare)):
                self._note(note, at, matched)
                return True, position, matched
            return False, position, matched
        return True, position, matched

    def _leaf(self, bare: str, at: int, matched: int) -> bool:
        """Open a heading, a rule, a comment or a table that begins here; tells whether one did."""
        container = self._open[matched - 1]
        if bare[0] == "#" and (found := _HEADING.match(bare)):
            self._close_to(matched)
            self._mark_nonblank()
            words = bare[found.end() :]
            words = words[: end.start()] if (end := _HEADING_END.search(words)) else words
            block = self._begin("h", at)
            block.level = len(found[1])
            self._add(block, words, at + found.end())
            return True
        if bare.startswith("<!--"):
            self._close_to(matched)
            self._mark_nonblank()
            block = self._begin("comment", at)
            self._add_raw(block, bare, at)
            return True
        if container.kind == "p" and bare[0] in "|:-" and self._table(container, bare):
            return True
        if (
            container.kind == "p"
            and not container.is_lazy
            and (under := _UNDERLINE.match(bare))
            and self._strip_references(container)
        ):
            container.kind = "h"
            container.level = 1 if bare[0] == "=" else 2
            last = container.lines[-1].text
            if len(under[1]) == 1 and not last.startswith("|"):
                self._findings.note("underline-short", (self._number, self._column(at)))
            elif bare[0] == "-" and (
                len(container.lines) > 1 or last.rstrip().endswith((".", ";", ","))
            ):
                # A rule below a paragraph was meant, or the end of a second page's header.
                self._findings.note("heading-of-lines", (self._number, self._column(at)))
            self._open.pop()
            return True
        if bare[0] in "*-_" and _RULE.match(bare):
            self._close_to(matched)
            self._mark_nonblank()
            self._begin("hr", at)
            return True
        return False

    def _item(
        self, found: re.Match[str], bare: str, at: int, indent: int, matched: int
    ) -> int | None:
        """Open an item, and its list where none of its kind is open (section 5.2)."""
        container = self._open[matched - 1]
        after = bare[found.end() :]
        is_empty = not after.strip(_BLANKS)
        if container.kind == "p" and (is_empty or (found[2] and int(found[2]) != 1)):
            return None
        spaces = len(after) - len(after.lstrip(" "))
        padding = 1 if is_empty or spaces > _CODE_INDENT else spaces
        self._close_to(matched)
        mark = found[1] or found[3]
        parent = self._open[-1]
        if parent.kind != "list" or parent.mark != mark:
            if parent.kind == "list":
                if {mark, parent.mark} <= {"-", "+", "*"}:
                    # Official letters have "-" for the first level and "+" below it.
                    self._findings.note(
                        "bullets-mixed", (self._number, self._column(at)), text=mark
                    )
                self._close_to(len(self._open) - 1)
            block = self._begin("list", at)
            block.mark = mark
            block.start = int(found[2] or 1)
        item = self._begin("item", at)
        item.offset = indent + found.end() + padding
        if is_empty:
            self._mark_nonblank()
            return len(self._line)
        return at + found.end() + padding

    def _note(self, found: re.Match[str], at: int, matched: int) -> None:
        self._close_to(matched)
        self._mark_nonblank()
        kind, rest = found[1], found[2].rstrip()
        spot = (self._number, self._column(at + found.start(1)))
        if kind not in NOTE_KINDS:
            meant = closest(kind, NOTE_KINDS)
            key = "unknown-note-meant" if meant else "unknown-note"
            self._findings.note(key, spot, kind=kind, meant=meant, known=", ".join(NOTE_KINDS))
        block = self._begin("note", at)
        block.mark = NOTE_KINDS.get(kind, kind)
        if rest:
            title = _NOTE_TITLE.match(rest)
            column = self._column(at + found.start(2))
            if title is None:
                self._findings.note("note-title", (self._number, column), text=rest.strip('"“”'))
            else:
                words = title[1] if title[1] is not None else title[2]
                block.title = Passage.of((Piece(words, self._number, column + 1),))

    def _table(self, block: Block, bare: str) -> bool:
        """Turn the last line of a paragraph into a table's head where the next one says so."""
        if block.is_lazy or not _DELIMITERS.match(bare) or bare[:2] in ("- ", "-\t"):
            return False
        head = block.lines[-1]
        if "|" not in head.text or len(bare.strip()) == 1:
            return False
        dashes = [part.strip() for part in bare.strip().split("|")]
        dashes = dashes[1:] if dashes and not dashes[0] else dashes
        dashes = dashes[:-1] if dashes and not dashes[-1] else dashes
        if not dashes or not all(_ALIGN.match(part) for part in dashes):
            return False
        if len(self._cells(head)) != len(dashes):
            return False
        block.lines.pop()
        if block.lines:
            self._close_to(len(self._open) - 1)
        else:
            self._open.pop()
            self._open[-1].children.pop()
        table = Block("table", head.line, head.column)
        self._open[-1].children.append(table)
        self._open.append(table)
        table.lines.append(head)
        table.aligns = tuple(_aligned(part) for part in dashes)
        return True

    # ── Lines of blocks ──

    def _lazy(self, tip: Block, rest: str, position: int, matched: int) -> None:
        """Add a line to a paragraph whose containers it doesn't repeat (section 5.1)."""
        if any(block.kind == "note" for block in self._open[matched:]):
            spot = (self._number, self._column(position))
            self._findings.note("note-runs-on", spot)
        tip.is_lazy = True
        self._add(tip, rest, position)

    def _blank(self, matched: int, position: int) -> None:
        container = self._open[min(matched, len(self._open)) - 1]
        if matched < len(self._open):
            self._close_to(matched)
            container = self._open[-1]
        if container.kind == "code":
            self._add_raw(container, self._line[position:], position)
        if container.children:
            container.children[-1].ends_blank = True
        container.ends_blank = container.kind not in ("quote", "h", "hr") and not (
            container.kind == "item" and not container.children and container.line == self._number
        )
        for block in self._open[: len(self._open) - 1]:
            block.ends_blank = False

    def _mark_nonblank(self) -> None:
        for block in self._open:
            block.ends_blank = False

    def _begin(self, kind: str, at: int) -> Block:
        block = Block(kind, self._number, self._column(at))
        parent = self._open[-1]
        if parent.kind in _LEAVES:
            self._close_to(len(self._open) - 1)
            parent = self._open[-1]
        if parent.kind == "list" and kind != "item":
            self._close_to(len(self._open) - 1)
            parent = self._open[-1]
        parent.children.append(block)
        if kind in ("h", "hr"):
            return block
        self._open.append(block)
        deep = sum(1 for b in self._open if b.kind in ("quote", "list", "note"))
        if deep > MAX_DEPTH:
            raise TooDeep(self._number)
        return block

    def _add(self, block: Block, text: str, position: int) -> None:
        """Add words, without the blanks before them."""
        bare = text.lstrip(" \t")
        at = position + len(text) - len(bare)
        block.lines.append(Piece(bare, self._number, self._column(at)))

    def _add_raw(self, block: Block, text: str, position: int) -> None:
        block.lines.append(Piece(text, self._number, self._column(position)))

    def _column(self, position: int) -> int:
        """Return the column in the file of a position in the line, whose tabs are spread."""
        if position >= self._shifted_until:
            return position - self._shift + 1
        within = self._written[: self._shifted_until - self._shift]
        return sum(len(within[:end].expandtabs(4)) <= position for end in range(len(within) + 1))

    def _close_to(self, count: int) -> None:
        """Close the blocks at the end until so many are open."""
        if len(self._open) <= count:
            return
        while len(self._open) > count:
            block = self._open.pop()
            if block.kind == "p":
                written = len(block.lines)
                if not self._strip_references(block):
                    self._open[-1].children.remove(block)
                    continue
                self._check_break(block)
                is_cut = len(block.lines) < written
                doubts.of_paragraph(block.lines, self._findings, is_cut=is_cut)
            elif block.kind == "note":
                is_next = self._number == block.line + 1 and bool(self._line.strip())
                if is_next and not block.offset:
                    # Only lines that are indented belong to it, and none was.
                    self._findings.note("note-runs-on", (self._number, 1))
            elif block.kind == "list":
                block.is_tight = _is_tight(block)
            elif block.kind == "comment":
                self._check_comment(block)
            elif block.kind == "code":
                doubts.of_code(block.lines, self._findings)

    def _check_break(self, block: Block) -> None:
        first = block.lines[0]
        is_followed = self._number == first.line + 1 and bool(self._line.strip())
        if doubts.is_break(block.lines) and (len(block.lines) > 1 or is_followed):
            tag = first.text.strip()
            self._findings.note("raw-html", (first.line, first.column), tag=tag)

    def _check_comment(self, block: Block) -> None:
        end = block.lines[-1].text
        _, closed, rest = end.partition("-->")
        spot = (block.line, block.column)
        if not closed:
            self._findings.note("comment-open", spot)
        elif rest.strip():
            last = block.lines[-1]
            column = last.column + end.index("-->") + 3
            self._findings.note("comment-beside", (last.line, column), text=rest.strip()[:20])

    def _strip_references(self, block: Block) -> bool:
        """Take link definitions off a paragraph's beginning; False where nothing is left."""
        while block.lines and block.lines[0].text.startswith("["):
            passage = Passage.of(block.lines)
            found = destinations.definition(passage)
            if found is None:
                break
            spot = passage.spot(found.at)
            if hidden := destinations.hidden(found.target) or destinations.hidden(found.title):
                self._findings.note("hidden-character", spot, code=hidden)
            if found.label in self._references:
                self._findings.note("definition-unused", spot, text=found.label)
            self._references.setdefault(found.label, (found.target, found.title, spot))
            block.lines = [
                piece
                for piece, end in zip(block.lines, _ends(block.lines), strict=True)
                if end > found.end
            ]
        return bool(block.lines)

    # ── Tables ──

    def _cells(self, line: Piece) -> list[list[Piece]]:
        """Return the pieces of a row's cells; a bar with a backslash is a bar of the words."""
        text = line.text
        if "\\" not in text:
            return _split(line)
        cells: list[list[Piece]] = [[]]
        begun = 0
        for place, sign in enumerate(text):
            if sign != "|":
                continue
            if place and text[place - 1] == "\\":
                cells[-1].append(Piece(text[begun : place - 1], line.line, line.column + begun))
                begun = place
                continue
            cells[-1].append(Piece(text[begun:place], line.line, line.column + begun))
            cells.append([])
            begun = place + 1
        cells[-1].append(Piece(text[begun:], line.line, line.column + begun))
        if not _text(cells[0]).strip() and len(cells) > 1:
            cells.pop(0)
        if cells and not _text(cells[-1]).strip():
            cells.pop()
        return [_stripped(cell) for cell in cells]


class TooDeep(Exception):
    """Blocks stand deeper in one another than is read; the line from 0."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _split(line: Piece) -> list[list[Piece]]:
    """Return the cells of a row without a backslash."""
    cells = []
    begun = 0
    for part in line.text.split("|"):
        bare = part.lstrip()
        column = line.column + begun + len(part) - len(bare)
        cells.append([Piece(bare.rstrip(), line.line, column)] if bare else [])
        begun += len(part) + 1
    if not cells[0] and len(cells) > 1:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells


def _aligned(dashes: str) -> str:
    left, right = dashes.startswith(":"), dashes.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _stripped(pieces: list[Piece]) -> list[Piece]:
    """Return a cell's pieces without white space at either end."""
    found = list(pieces)
    while found and not found[0].text.strip():
        found.pop(0)
    while found and not found[-1].text.strip():
        found.pop()
    if found:
        first = found[0]
        bare = first.text.lstrip()
        found[0] = Piece(bare, first.line, first.column + len(first.text) - len(bare))
        last = found[-1]
        found[-1] = Piece(last.text.rstrip(), last.line, last.column)
    return found


def _ends(lines: list[Piece]) -> list[int]:
    """Return the offset of the end of each line in their passage."""
    ends, length = [], -1
    for piece in lines:
        length += 1 + len(piece.text)
        ends.append(length)
    return ends


def _is_tight(block: Block) -> bool:
    """Whether no blank line parts the items of a list, or the blocks of one (section 5.3)."""
    for number, item in enumerate(block.children):
        is_last_item = number == len(block.children) - 1
        if item.ends_blank and not is_last_item:
            return False
        for place, child in enumerate(item.children):
            is_last = place == len(item.children) - 1
            if _ends_blank(child) and not (is_last_item and is_last):
                return False
    return True


def _ends_blank(block: Block | None) -> bool:
    while block is not None:
        if block.ends_blank:
            return True
        is_list = block.kind in ("list", "item")
        block = block.children[-1] if is_list and block.children else None
    return False


class BlockReader(BlockProcessor):
    """Reads a whole body for Python-Markdown, in the place of its own processors."""

    def __init__(self, md: Markdown, findings: Findings) -> None:
        super().__init__(md.parser)
        self._md = md
        self._findings = findings

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the library's
        """Tell that every block is this reader's."""
        return True

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Read all blocks at once: the library has parted them at blank lines."""
        reader = Reader(self._md.references, self._findings)
        text = "\n\n".join(blocks)
        blocks.clear()
        self._append(parent, reader.read(text).children, reader)
        return True

    def _append(
        self, parent: Element, blocks: list[Block], reader: Reader, *, tight: bool = False
    ) -> None:
        self._look_for_rows(blocks)
        for block in blocks:
            match block.kind:
                case "p":
                    element = SubElement(parent, "p")
                    if tight:
                        element.set("class", "tight")
                    element.text = _ended(block.lines)
                case "h":
                    element = SubElement(parent, f"h{block.level}")
                    element.text = _ended(block.lines)
                case "list":
                    element = SubElement(parent, "ol" if block.mark in ".)" else "ul")
                    element.set("start", str(block.start))
                    for item in block.children:
                        row = SubElement(element, "li")
                        self._look_for(_BOX, "task-box", item.children)
                        self._append(row, item.children, reader, tight=block.is_tight)
                case "quote":
                    element = SubElement(parent, "blockquote")
                    self._look_for(_ALERT, "alert-mark", block.children)
                    self._append(element, block.children, reader)
                case "note":
                    element = SubElement(parent, "div", {"class": block.mark})
                    title = SubElement(element, "p", {"class": "title"})
                    title.text = block.title
                    self._append(element, block.children, reader)
                case "code":
                    element = SubElement(parent, "pre")
                    SubElement(element, "code").text = AtomicString(_code(block.lines))
                case "table":
                    self._append_table(parent, block, reader)
                    continue
                case "hr":
                    element = SubElement(parent, "hr")
                case _:
                    continue
            element.set("at", f"{block.line}:{block.column}")

    def _look_for_rows(self, blocks: list[Block]) -> None:
        """Note rows of a spreadsheet that stand as paragraphs or items of their own."""
        above = None
        for block in blocks:
            is_list = block.kind == "list"
            rows = [i.children[0] for i in block.children if i.children] if is_list else [block]
            for row in rows:
                is_row = (
                    row.kind == "p" and len(row.lines) == 1 and "\t" in row.lines[0].text.strip()
                )
                if is_row and above is not None:
                    piece = above.lines[0]
                    spot = (piece.line, piece.column + piece.text.index("\t"))
                    self._findings.note("tabs-table", spot)
                    return
                above = row if is_row else None

    def _look_for(self, mark: re.Pattern[str], key: str, blocks: list[Block]) -> None:
        """Note a mark of GitHub's own at the beginning of what a container holds."""
        first = blocks[0].lines[0] if blocks and blocks[0].kind == "p" else None
        if first and (found := mark.match(first.text)):
            self._findings.note(key, (first.line, first.column), text=found.group())

    def _append_table(self, parent: Element, block: Block, reader: Reader) -> None:
        table = SubElement(parent, "table")
        for number, line in enumerate(block.lines):
            row = SubElement(table, "tr")
            cells = reader._cells(line)  # noqa: SLF001 - one module
            if number and "|" not in line.text:
                self._findings.note("table-runs-on", (line.line, line.column))
            elif len(cells) > len(block.aligns):
                spot = (
                    line.line,
                    cells[len(block.aligns)][0].column if cells[len(block.aligns)] else line.column,
                )
                most = str(len(block.aligns))
                self._findings.note("row-long", spot, found=str(len(cells)), expected=most)
            for place, align in enumerate(block.aligns):
                cell = SubElement(row, "td", {"align": align})
                cell.text = _words(cells[place]) if place < len(cells) and cells[place] else None


def _ended(lines: list[Piece]) -> str:
    """Return lines as a text whose last line has no white space at its end."""
    last = lines[-1]
    if last.text[-1:] in _BLANKS:
        lines = [*lines[:-1], Piece(last.text.rstrip(_BLANKS), last.line, last.column)]
    return _words(lines)


def _words(pieces: list[Piece]) -> str:
    """Return pieces as a text: final where no inline begins, which is most of it.

    A page of the benchmarks is parsed in 0.8 of the time.
    """
    if len(pieces) == 1:
        text = pieces[0].text
        return Passage.of(pieces) if BEGINNING.search(text) else AtomicString(text)
    passage = Passage.of(pieces)
    return passage if BEGINNING.search(passage) else AtomicString(passage)


def _code(lines: list[Piece]) -> str:
    written = [piece.text for piece in lines]
    while written and not written[-1].strip():
        written.pop()
    while written and not written[0].strip():
        written.pop(0)
    return "\n".join(written) + "\n"

"""A body parted into the pieces that a translator works on, and the marks that stay around them.

A piece is what stands in one place of the page: a heading, a paragraph, a step, a cell. The marks
of its structure (numbers, hyphens, bars, indents) stay outside, so that nobody can
lose them. Whether what came together again has the structure of its original, ``shape`` tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from typing import Any

import msgspec

from bangtin.markdown import document as doc
from bangtin.markdown import telephones

_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(`{3,}|~{3,})")
_MARKS = re.compile(r"[ \t]*(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*")
_ITEM = re.compile(r"[-*+>]|\d")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*$")
_NOTE = re.compile(r"(!!![ \t]*[\w-]+[ \t]*\")(.*)(\"[ \t]*)$")
_NOTE_BARE = re.compile(r"!!!")
_RULE = re.compile(r"(?:(?:-[ \t]*){2,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)$")
_ALIGNS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$")
_DEFINITION = re.compile(r"\[[^\]]+\]:")
_CELL = re.compile(r"(?<!\\)\|")
_PICTURE_ONLY = re.compile(r"!\[\]\([^)]*\)$")
_LETTER = re.compile(r"[^\W_]")


class Piece(msgspec.Struct, frozen=True):
    """Words to translate, the line of the body (from 0) on which they begin, and what they are."""

    text: str
    line: int
    kind: str


class Mark(msgspec.Struct, frozen=True):
    """What stays as it is."""

    text: str


def part(body: str, blocks: tuple[doc.Block, ...]) -> tuple[Piece | Mark, ...]:
    """Part a body that parsed to ``blocks``; joined again it says the same."""
    return tuple(_Parter(body, "\n".join(_codes(blocks))).parts())


def join(parts: tuple[Piece | Mark, ...], say: Callable[[Piece], str]) -> str:
    """Return a body with other words in the place of each piece."""
    return "".join(say(p) if isinstance(p, Piece) else p.text for p in parts)


class _Parter:
    def __init__(self, body: str, codes: str) -> None:
        self._lines = body.split("\n")
        self._codes = {line.strip() for line in codes.split("\n")}

    def parts(self) -> Iterator[Piece | Mark]:
        number = 0
        fence = ""
        while number < len(self._lines):
            line = self._lines[number]
            end = "\n" if number + 1 < len(self._lines) else ""
            found = _FENCE.match(line)
            if fence:
                stripped = line.strip(" \t>")
                if stripped.startswith(fence) and not stripped.strip(fence[0]):
                    fence = ""
                yield Mark(line + end)
            elif found:
                fence = found[1]
                yield Mark(line + end)
            elif self._stays(line):
                yield Mark(line + end)
            else:
                last = yield from self._words(number)
                yield Mark("\n" if last + 1 < len(self._lines) else "")
                number = last
            number += 1

    def _stays(self, line: str) -> bool:
        """Tell whether a line has nothing to translate."""
        bare = line[self._marks(line) :].strip()
        if line[:4].strip() == "" and len(line) > 4 and line.strip() in self._codes:  # noqa: PLR2004
            return True
        is_frame = _RULE.match(line.strip()) or _RULE.match(bare) or _ALIGNS.fullmatch(bare)
        return bool(not bare or is_frame or _DEFINITION.match(bare))

    @staticmethod
    def _marks(line: str) -> int:
        found = _MARKS.match(line)
        assert found is not None
        return found.end()

    def _words(self, number: int) -> Generator[Piece | Mark, None, int]:
        """Yield the pieces that begin on a line; return the last line that they take."""
        line = self._lines[number]
        start = self._marks(line)
        marks, rest = line[:start], line[start:]
        if found := _HEADING.match(rest):
            words = rest[found.end() :]
            tail = _HEADING_END.search(words)
            cut = tail.start() if tail else len(words.rstrip())
            yield Mark(marks + found[0])
            yield Piece(words[:cut], number, "heading")
            yield Mark(words[cut:])
            return number
        if found := _NOTE.match(rest):
            yield Mark(marks + found[1])
            yield from self._piece(found[2], number, "note")
            yield Mark(found[3])
            return number
        if _NOTE_BARE.match(rest):
            yield Mark(line)
            return number
        if self._is_row(number, rest):
            yield Mark(marks)
            yield from self._cells(rest, number)
            return number
        last = number
        texts = [rest]
        while last + 1 < len(self._lines) and self._goes_on(last + 1):
            last += 1
            texts.append(self._lines[last].strip(" \t>"))
            if self._lines[last].endswith("  "):
                texts[-1] += "  "
        yield Mark(marks)
        kind = "step" if re.search(r"\d", marks) else "item" if marks.strip(" \t>") else "paragraph"
        yield from self._piece(
            _joined(texts), number, kind, " " * start if ">" not in marks else ""
        )
        return last

    @staticmethod
    def _piece(text: str, number: int, kind: str, indent: str = "") -> Iterator[Piece | Mark]:
        """Yield words between the spaces around them; lines that were broken on purpose apart."""
        for position, one in enumerate(text.split("\n")):
            if position:
                yield Mark("\n" + indent)
            is_broken = position < text.count("\n")
            words = one.strip()
            words = words[:-1].rstrip() if is_broken and words.endswith("\\") else words
            if not words:
                yield Mark(one)
                continue
            at = one.index(words)
            yield Mark(one[:at])
            if _LETTER.search(words) and not _PICTURE_ONLY.match(words):
                yield Piece(words, number, kind)
            else:
                yield Mark(words)
            yield Mark(one[at + len(words) :])

    def _is_row(self, number: int, rest: str) -> bool:
        if not _CELL.search(rest):
            return False
        near = range(number, -1, -1)
        for above in near:
            line = self._lines[above]
            if not line.strip():
                return False
            if above < number and _ALIGNS.fullmatch(line.strip(" \t>")) and "-" in line:
                return True
            below = self._lines[above + 1] if above + 1 < len(self._lines) else ""
            if above == number and _ALIGNS.fullmatch(below.strip(" \t>")) and "-" in below:
                return True
        return False

    def _cells(self, rest: str, number: int) -> Iterator[Piece | Mark]:
        at = 0
        for bar in _CELL.finditer(rest):
            yield from self._piece(rest[at : bar.start()], number, "cell")
            yield Mark("|")
            at = bar.end()
        yield from self._piece(rest[at:], number, "cell")

    def _goes_on(self, number: int) -> bool:
        """Tell whether a line goes on with the paragraph above it."""
        line = self._lines[number]
        bare = line.strip(" \t>")
        if not bare or self._stays(line) or _FENCE.match(line) or self._is_row(number, bare):
            return False
        marks = line[: self._marks(line)].replace(">", "")
        starts = _ITEM.search(marks) or _HEADING.match(bare) or _NOTE_BARE.match(bare)
        return not starts


def _joined(lines: list[str]) -> str:
    """Return the lines of a paragraph as one, but for breaks that the author asked for."""
    out = ""
    for line in lines[:-1]:
        is_break = line.endswith(("  ", "\\"))
        out += line + "\n" if is_break else line.rstrip() + " "
    return out + lines[-1]


def _codes(blocks: tuple[doc.Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case doc.CodeBlock(s):
                yield s
            case doc.Items(_, items):
                for item in items:
                    yield from _codes(item)
            case doc.Note(_, _, inner) | doc.Quote(inner):
                yield from _codes(inner)


# ── What must not change ──


def shape(blocks: tuple[doc.Block, ...]) -> tuple[Any, ...]:
    """Return the structure of blocks without their words: equal for a translation."""
    return tuple(_shape(block) for block in blocks)


def _shape(block: doc.Block) -> tuple[Any, ...]:
    match block:
        case doc.Heading(level):
            return ("heading", level)
        case doc.Paragraph(_, tight):
            return ("paragraph", tight)
        case doc.CodeBlock(s):
            return ("code", s)
        case doc.Items(ordered, items, start):
            return ("list", ordered, start, tuple(shape(item) for item in items))
        case doc.Grid(head, rows, aligns):
            return ("table", len(head), tuple(len(row) for row in rows), aligns)
        case doc.Note(kind, _, inner):
            return ("note", kind, shape(inner))
        case doc.Quote(inner):
            return ("quote", shape(inner))
        case _:
            return (type(block).__name__,)


def kept(blocks: tuple[doc.Block, ...]) -> Counter[tuple[str, str]]:
    """Count what a translation of words has as well: links, pictures, codes, bold, numbers."""
    found: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        if isinstance(block, doc.Paragraph):
            _count(block.c, found)
    for number in telephones.written(doc.words(blocks)):
        found["number", number] += 1
    return found


def _count(inlines: tuple[doc.Inline, ...], found: Counter[tuple[str, str]]) -> None:
    for node in inlines:
        match node:
            case doc.Strong(c):
                found["bold", "**"] += 1
                _count(c, found)
            case doc.Emph(c):
                found["italic", "*"] += 1
                _count(c, found)
            case doc.LinkTo(to, c):
                found["link", to] += 1
                _count(c, found)
            case doc.Picture(src):
                found["picture", src] += 1
            case doc.Code(s):
                found["code", s] += 1
            case doc.Break():
                found["break", ""] += 1
            case _:
                pass

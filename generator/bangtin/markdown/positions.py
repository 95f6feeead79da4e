"""Finds the line and column in a file of something that the Markdown parser found.

How it works: Python-Markdown keeps no positions. So the places where the source
writes a target, a heading or a note are found by patterns, in order, with code
and escaped signs blanked out. What the parser found takes the first such place
with the same text that is not taken yet; two equal links get two lines.

Why so: positions are for people only. What is published comes from the parser's
tree alone, so a place that is found wrong can move a caret and nothing else.
"""

from __future__ import annotations

import bisect
import html
import re

from bangtin.markdown import document as doc
from bangtin.markdown.body_checks import CODE_SPAN
from bangtin.problems import Place

_INLINE = re.compile(r"\]\(\s*<?(?P<target>(?:\\.|\([^()\s]*\)|[^()\s<>])+)")
"""A target in round brackets: its own beginning finds it quickly in a long text."""
_ANY = re.compile(
    rf"{_INLINE.pattern}"
    r"|^ {0,3}\[[^\]\n]+\]:\s*<?(?P<reference>[^\s>]+)"
    r"|<(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]*:[^<>]*)>",
    re.MULTILINE,
)
_FIRST_HEADING = re.compile(r"[\s>*+-]*(?:\d+\.\s+)?#(?!#)(.*)$")
_NO_LINK = re.compile(rf"(?<!\\)\\\[[^\]\n]*\]|{CODE_SPAN.pattern}")
"""What only looks like the beginning of a link: an escaped bracket, or code."""
_NO_MARK = re.compile(rf"{_NO_LINK.pattern}|\\.")
"""What only looks like a mark: an escaped sign, or code."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
EMPTY_HEADING = re.compile(r"[\s>*+-]*(?:\d+\.\s+)?#{2,}[\s#]*$")
EMPTY_TARGET = re.compile(r"\]\(\s*(?:<\s*>\s*)?\)")


class Finder:
    """Finds the places of what the parser found in one body."""

    def __init__(self, body: str, file: str, first_line: int) -> None:
        self._body = body
        self._lines = body.split("\n")
        self._matched: dict[re.Pattern[str], int] = {}
        self._unmarked: str | None = None
        self._became: list[int] = []
        self._file = file
        self._first_line = first_line
        source = body
        if "`" in body or "\\[" in body:
            source = _NO_LINK.sub(lambda m: _blank(m.group()), body)
        self._written: dict[tuple[bool, str], list[int]] = {}
        pattern = _ANY if "<" in source or "]:" in source else _INLINE
        for match in pattern.finditer(source):
            group = match.lastgroup or "target"
            target = html.unescape(_ESCAPE.sub(r"\1", match[group]))
            image = group == "target" and _is_of_image(source, match.start())
            self._written.setdefault((image, target), []).append(match.start(group))
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def reference(self, target: str, *, image: bool) -> doc.Reference:
        """Return a link's or an image's target with its place."""
        positions = self._written.get((image, target)) or self._written.get((not image, target))
        if not positions:
            # Written in a way that the pattern doesn't know, such as with a space in it.
            position = self._body.find(target) if target else -1
            place = self._at(position) if position >= 0 else Place(self._file, self._first_line)
            return doc.Reference(target, place.line, place.column)
        # The last place serves all further uses: a definition has many.
        position = positions.pop(0) if len(positions) > 1 else positions[0]
        # What leads to a target became a link: no mark of it is left over.
        self._became.append(self._body.rfind("](", 0, position + 1))
        place = self._at(position)
        return doc.Reference(target, place.line, place.column)

    def match(self, pattern: re.Pattern[str]) -> Place:
        """Return where a pattern matches next; asked again, the one after it."""
        taken = self._matched.setdefault(pattern, 0)
        found = [
            (number, match.start() + 1)
            for number, line in enumerate(self._lines)
            for match in pattern.finditer(line)
        ]
        self._matched[pattern] = taken + 1
        number, column = found[min(taken, len(found) - 1)] if found else (0, 0)
        return Place(self._file, self._first_line + number, column)

    def mark(self, words: str) -> Place | None:
        """Return where words with a mark in them stand; None when the mark was escaped.

        To be asked once all links have been found.
        """
        if self._unmarked is None:
            signs = list(_NO_MARK.sub(lambda m: _blank(m.group()), self._body))
            for position in self._became:
                signs[max(position, 0) : position + 2] = "  " if position >= 0 else ""
            self._unmarked = "".join(signs)
        parts = [re.escape(part) for part in words.split()]
        found = re.search(r"\s+(?:[>|*+-]+\s+)*".join(parts), self._unmarked)
        return self._at(found.start()) if found else None

    def _at(self, position: int) -> Place:
        line = bisect.bisect_right(self._starts, position) - 1
        column = position - self._starts[line] + 1
        return Place(self._file, self._first_line + line, column)

    def heading(self, words: str) -> Place:
        """Return where a first heading stands, written with ``#`` or underlined with ``=``."""
        following = [*self._lines[1:], ""]
        for number, (line, below) in enumerate(zip(self._lines, following, strict=True)):
            marked = _FIRST_HEADING.match(line)
            underlined = re.match(r"\s*=+\s*$", below)
            title = marked.group(1) if marked else line if underlined else None
            if title is not None and _bare(title) == _bare(words):
                return Place(self._file, self._first_line + number, 1)
        return Place(self._file, self._first_line)

    def note(self, kind: str) -> Place:
        """Return where a note of this kind begins."""
        for number, line in enumerate(self._lines):
            if found := re.search(rf"!!! ?{re.escape(kind)}", line, re.IGNORECASE):
                return Place(self._file, self._first_line + number, found.start() + 5)
        return Place(self._file, self._first_line)


def _is_of_image(source: str, closing: int) -> bool:
    """Tell whether the bracket that closes at a position was opened with ``![``."""
    opening = source.rfind("[", source.rfind("]", 0, closing) + 1, closing)
    return opening > 0 and source[opening - 1] == "!"


def _blank(code: str) -> str:
    """Return white space in the shape of a code span, which may run over lines."""
    return "".join(c if c == "\n" else " " for c in code)


def _bare(words: str) -> str:
    """Return only the letters and digits of a title: its marks are written in many ways."""
    return "".join(c for c in words if c.isalnum())

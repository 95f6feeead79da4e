"""Text of one block with the place of each of its characters in the file.

Both readers give places exactly: blocks know where their lines begin, and inlines ask
for the place of an offset. A passage is a string, so Python-Markdown passes it through.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable

import msgspec

Position = tuple[int, int]
"""A line of the body, from 0, and a column, from 1."""


class Piece(msgspec.Struct, frozen=True):
    """Characters that stand beside one another on one line, and where the first one stands."""

    text: str
    line: int
    column: int


class Passage(str):
    """A text made of pieces; a line feed stands between those of two lines."""

    _offsets: list[int]
    _pieces: list[Piece]

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Passage:
        """Join pieces, with a line feed where the next one is on another line."""
        pieces = [*pieces]
        if len(pieces) == 1:
            passage = cls(pieces[0].text)
            passage._offsets, passage._pieces = [0], pieces
            return passage
        words: list[str] = []
        offsets: list[int] = []
        kept: list[Piece] = []
        length = 0
        for piece in pieces:
            if kept and piece.line != kept[-1].line:
                words.append("\n")
                length += 1
            offsets.append(length)
            kept.append(piece)
            words.append(piece.text)
            length += len(piece.text)
        passage = cls("".join(words))
        passage._offsets, passage._pieces = offsets, kept
        return passage

    def spot(self, offset: int) -> Position:
        """Return the place of a character."""
        if not self._pieces:
            return 0, 1
        number = max(bisect.bisect_right(self._offsets, offset) - 1, 0)
        piece = self._pieces[number]
        return piece.line, piece.column + offset - self._offsets[number]

    def from_offset(self, offset: int) -> Passage:
        """Return the rest of the passage, without white space at its beginning."""
        pieces = []
        for start, piece in zip(self._offsets, self._pieces, strict=True):
            if start >= offset:
                pieces.append(piece)
            elif start + len(piece.text) > offset:
                cut = offset - start
                pieces.append(Piece(piece.text[cut:], piece.line, piece.column + cut))
        return Passage.of(pieces)


class Finding(msgspec.Struct, frozen=True):
    """Something in a body that can't be published: the message's key, its place and details."""

    key: str
    line: int
    column: int
    args: dict[str, str] = {}


class Findings(list[Finding]):
    """What the readers of one body found wrong.

    ``labels`` are the link definitions that a link has used: the words of others fall out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.labels: set[str] = set()

    def note(self, key: str, spot: Position, **args: str) -> None:
        """Note one thing with its place, once."""
        found = Finding(key, *spot, args)
        if found not in self[-8:]:
            self.append(found)

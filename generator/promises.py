"""What an artifact promises: the facts that the check stage holds its bytes to."""

from __future__ import annotations

import msgspec


class PrintPromise(msgspec.Struct, frozen=True):
    """A PDF's pages, boxes and codes. Lengths are millimetres on the page (at its scale)."""

    pages: int
    width: float
    height: float
    bleed: float
    codes: tuple[str, ...]
    code_page: int = 0
    edition: str = "screen"


class PagePromise(msgspec.Struct, frozen=True):
    """An HTML page: its links and anchors resolve. ``source`` is the page's own file."""

    source: str

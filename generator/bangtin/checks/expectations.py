"""What is expected of an artifact: the facts that the check stage holds its bytes to."""

from __future__ import annotations

import msgspec


class PrintExpectations(msgspec.Struct, frozen=True, tag="print"):
    """A PDF's pages, boxes, codes and text. Lengths are millimetres on the page, at its scale.

    ``smallest_text`` is in points on the page; ``words`` must stand on it, and every one of
    ``texts``, letter by letter;
    ``foreign`` must stand below ``slogan`` and be smaller. ``smallest_spared`` and
    ``thinnest_spared`` are the sizes (points on the page) that letters lighter than a
    ground of several inks need, and below which they have to be semi-bold at least.
    ``scale`` is how many finished millimetres one on the page stands for.
    """

    pages: int
    width: float
    height: float
    bleed: float
    codes: tuple[str, ...]
    code_page: int = 0
    edition: str = "screen"
    slug: float = 0.0
    safe: float = 0.0
    smallest_text: float = 0.0
    smallest_code: float = 0.0
    smallest_module: float = 0.17
    fine_module: float = 0.0
    smallest_ppi: float = 0.0
    words: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    slogan: str = ""
    foreign: str = ""
    largest_foreign: float = 1.0
    smallest_spared: float = 0.0
    thinnest_spared: float = 0.0
    scale: float = 1.0


class PageExpectations(msgspec.Struct, frozen=True, tag="page"):
    """An HTML page: its links and anchors resolve. ``source`` is the page's own file."""

    source: str


class SizeExpectations(msgspec.Struct, frozen=True, tag="size"):
    """A file that is sent as a whole: ``most`` bytes are told, and not refused."""

    most: int


Expectations = PrintExpectations | PageExpectations | SizeExpectations
"""What an artifact can be held to; a stored plan is read back by it."""

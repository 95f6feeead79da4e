"""Copies that a desktop made of a page: ``X - Copy.md``, ``X (1).md``, ``X – Bản sao.md``."""

from __future__ import annotations

import re

_COPY = re.compile(
    r"(?:[ _]*[-–—][ _]*(?:copy|bản sao|sao chép)(?: ?\(\d+\))?|[ _]?\(\d+\)"
    r"|[ _]+(?:copy|bản sao)(?: \d+)?)(?=\.md$)",
    re.IGNORECASE,
)
"""What Windows, macOS, browsers and Zalo add to a name, in English and Vietnamese."""
_BEFORE = re.compile(r"(?:(?<=/)|^)(?:copy of|bản sao của) ", re.IGNORECASE)


def original_of(file: str) -> str:
    """Return the file that one is a copy of by its name; the name itself for any other.

    >>> original_of("content/cai-dat - Copy (2).md")
    'content/cai-dat.md'
    """
    found = _BEFORE.sub("", file)
    while (shorter := _COPY.sub("", found)) != found:
        found = shorter
    return found


def is_copy(file: str) -> bool:
    """Whether a file is called as a desktop calls copies."""
    return original_of(file) != file

"""How a download is labelled: its kind and its size, so that nobody pays for one unasked."""

from __future__ import annotations

from bangtin import spelling
from bangtin.files import offered


def label(name: str, size: int, lang: str) -> str:
    """Return the kind and the size of a file as people read them.

    >>> label("mau-don.docx", 68_210, "vi").replace(chr(160), " ")
    'DOCX, 68 kB'
    """
    return f"{offered.ending(name).upper()}, {spelling.size(size, lang)}"

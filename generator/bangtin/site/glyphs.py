"""Which characters the printing face has: what it lacks would leave a gap on paper."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_UNDEFINED = "\U0010ffff"
"""No face has it: how it is drawn is how every missing character is drawn."""
_UNSEEN = frozenset(("Cf", "Cc", "Mn", "Zs", "Zl", "Zp"))
_SIZE = 40


@functools.lru_cache(maxsize=4096)
def has(character: str) -> bool:
    """Tell whether the face can draw a character; what has no ink of its own counts as drawn."""
    if unicodedata.category(character) in _UNSEEN:
        return True
    return _drawn(character) != _drawn(_UNDEFINED)


def missing(text: str) -> tuple[str, ...]:
    """Return the characters of a text that the face lacks, each once, in order."""
    return tuple(dict.fromkeys(c for c in text if not c.isascii() and not has(c)))


def _drawn(character: str) -> tuple[tuple[int, int], bytes]:
    mask = _face().getmask(character)
    return mask.size, bytes(mask)


@functools.cache
def _face() -> FreeTypeFont:
    from pathlib import Path

    import fontpkg_be_vietnam_pro
    from PIL import ImageFont

    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return ImageFont.truetype(str(folder / "BeVietnamPro-Regular.ttf"), _SIZE)

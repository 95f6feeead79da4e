"""Which characters prints can be set in: what no font has would leave a gap on paper."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bangtin.files import fonts
from bangtin.problems import Place, Problems

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_UNDEFINED = "\U0010ffff"
"""No face has it: how it is drawn is how every missing character is drawn."""
_UNSEEN = frozenset(("Cf", "Cc", "Mn", "Zs", "Zl", "Zp"))
_SIZE = 40
_HOUSE = ("", "")
"""Stands for the house font among files and digests."""


class Faces(msgspec.Struct, frozen=True):
    """The fonts of a site: the house font, and the files of its own with their digests."""

    own: tuple[tuple[str, str], ...] = ()

    @classmethod
    def below(cls, root: Path, digests: Mapping[str, str]) -> Faces:
        """Return the fonts of the site below ``root``, whose files have these digests."""
        return cls(tuple((str(root / path), digests[path]) for path in fonts.of(digests)))

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters of a text that no font has, of each script the first."""
        found: dict[str, str] = {}
        for character in text:
            if not character.isascii() and not _has(character, self.own):
                wanted = fonts.wanted(character)
                found.setdefault(wanted.script if wanted else character, character)
        return tuple(found.values())


def check(faces: Faces, files: Collection[str], problems: Problems) -> None:
    """Refuse fonts that can't be read, and those of the web, which no print can be set in."""
    unread = {path for path in files if fonts.is_of_the_web(path)}
    unread |= {path for path, face in zip(fonts.of(files), faces.own, strict=True)
               if _font(face) is None}  # fmt: skip
    for path in sorted(unread):
        problems.error("font-unreadable", Place(path), file=path)


HOUSE = Faces()
"""The house font alone."""


def tell(problems: Problems, place: Place, character: str) -> None:
    """Note a character that no font has, with a font that has its script."""
    code = f"U+{ord(character):04X}"
    wanted = fonts.wanted(character)
    if wanted is None:
        problems.error("missing-glyph", place, glyph=character, code=code)
    else:
        problems.error("missing-script", place, glyph=character, code=code, script=wanted.script,
                       font=wanted.font, packages=wanted.packages)  # fmt: skip


@functools.lru_cache(maxsize=4096)
def _has(character: str, own: tuple[tuple[str, str], ...]) -> bool:
    """Tell whether a font can draw a character; what has no ink of its own counts as drawn."""
    if unicodedata.category(character) in _UNSEEN:
        return True
    if fonts.is_right_to_left(character):
        return False
    return any(_drawn(character, face) != _drawn(_UNDEFINED, face) for face in (_HOUSE, *own))


def _drawn(character: str, face: tuple[str, str]) -> tuple[tuple[int, int], bytes]:
    font = _font(face)
    if font is None:
        return (0, 0), b""
    mask = font.getmask(character)
    return mask.size, bytes(mask)


@functools.cache
def _font(face: tuple[str, str]) -> FreeTypeFont | None:
    """Return a font by its file and digest; None for what is no font, or not there."""
    import fontpkg_be_vietnam_pro
    from PIL import ImageFont

    path, _ = face
    if not path:
        path = str(Path(fontpkg_be_vietnam_pro.__file__).parent / "files/BeVietnamPro-Regular.ttf")
    try:
        return ImageFont.truetype(path, _SIZE)
    except OSError:
        return None

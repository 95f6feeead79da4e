"""Fonts of a site's own, and for each script that the house font lacks one that has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import msgspec

FOLDER = "assets/fonts"
"""Where a site keeps font files, for prints in a script that the house font lacks."""
ENDINGS = (".ttf", ".otf", ".ttc")


class Wanted(msgspec.Struct, frozen=True):
    """A script, a font that has it, and the packages that bring this font."""

    script: str
    font: str
    packages: str


_ON_PYPI = ("Devanagari", "Khmer", "Tamil", "Telugu", "Thai")
_EAST_ASIAN = {"Bopomofo": "Bopomofo", "Cjk": "Han", "Hangul": "Hangul", "Hiragana": "Hiragana",
               "Katakana": "Katakana"}  # fmt: skip


def wanted(character: str) -> Wanted | None:
    """Return a font that has a character's script; None for what no script stands out by.

    Letters that are written from right to left have none: no layout can set them yet.

    >>> wanted("ក").font, wanted("ក").packages
    ('Noto Sans Khmer', 'PyPI fontpkg-noto-sans-khmer, Debian fonts-noto-core')
    >>> wanted("水").script, wanted("水").packages
    ('Han', 'Debian fonts-noto-cjk')
    >>> wanted("ز"), wanted("é"), wanted("→")
    (None, None, None)
    """
    words = unicodedata.name(character, "").split()
    if not words or unicodedata.category(character)[0] not in "LM" or words[0] == "LATIN":
        return None
    if is_right_to_left(character) or words[0] in ("COMBINING", "MODIFIER", "FULLWIDTH"):
        return None
    script = words[0].title()
    if script in _EAST_ASIAN:
        return Wanted(_EAST_ASIAN[script], "Noto Sans CJK", "Debian fonts-noto-cjk")
    if script in ("Cyrillic", "Greek"):
        return Wanted(script, "Noto Sans", "PyPI fontpkg-noto-sans, Debian fonts-noto-core")
    name = f"fontpkg-noto-sans-{script.lower()}"
    pypi = f"PyPI {name}, " if script in _ON_PYPI else ""
    return Wanted(script, f"Noto Sans {script}", f"{pypi}Debian fonts-noto-core")


def is_right_to_left(character: str) -> bool:
    """Tell whether a letter is written from right to left."""
    return unicodedata.bidirectional(character) in ("R", "AL")


def is_of_the_web(path: str) -> bool:
    """Tell whether a file among a site's fonts is packed for browsers alone.

    >>> is_of_the_web("assets/fonts/a.woff2"), is_of_the_web("assets/fonts/OFL.txt")
    (True, False)
    """
    return path.startswith(f"{FOLDER}/") and path.lower().endswith((".woff", ".woff2", ".eot"))


def of(paths: Iterable[str]) -> tuple[str, ...]:
    """Return those of a site's files that are fonts for prints."""
    return tuple(sorted(
        path for path in paths
        if path.startswith(f"{FOLDER}/") and path.lower().endswith(ENDINGS)
    ))  # fmt: skip

"""An alphabet drawn for boards of 16 rows: Vietnamese and western letters, each lamp by hand.

A capital takes the rows 5 to 13, a small letter the rows 8 to 13, so that a circumflex with a tone
has the rows above and a dot the last one. Where two marks meet, the tone stands beside
the circumflex or the breve, as Vietnamese type has it: one above the other they run together.
Decision 19 says why it is drawn anew.
"""

from __future__ import annotations

import functools
import unicodedata

import msgspec

ROWS = 16
CAPITAL = 9
"""How many rows a capital takes."""
_TOP = {"capitals": 5, "small": 8, "tall": 5, "hanging": 8, "deep": 5}

_DRAWN = {
    "capitals": """
A      B      C      D      E      F      G      H      I   J
..##.. #####. .####. #####. ###### ###### .####. #....# ### ..###
.#..#. #....# #....# #....# #..... #..... #....# #....# .#. ...#.
#....# #....# #..... #....# #..... #..... #..... #....# .#. ...#.
#....# #....# #..... #....# #..... #..... #..... #....# .#. ...#.
#....# #####. #..... #....# #####. #####. #..### ###### .#. ...#.
###### #....# #..... #....# #..... #..... #....# #....# .#. ...#.
#....# #....# #..... #....# #..... #..... #....# #....# .#. ...#.
#....# #....# #....# #....# #..... #..... #....# #....# .#. #..#.
#....# #####. .####. #####. ###### #..... .####. #....# ### .##..

K      L      M       N      O      P      Q      R      S      T
#....# #..... #.....# #....# .####. #####. .####. #####. .####. #######
#...#. #..... ##...## ##...# #....# #....# #....# #....# #....# ...#...
#..#.. #..... #.#.#.# ##...# #....# #....# #....# #....# #..... ...#...
#.#... #..... #.#.#.# #.#..# #....# #....# #....# #....# #..... ...#...
##.... #..... #..#..# #.#..# #....# #####. #....# #####. .####. ...#...
#.#... #..... #..#..# #..#.# #....# #..... #....# #.#... .....# ...#...
#..#.. #..... #.....# #..#.# #....# #..... #.#..# #..#.. .....# ...#...
#...#. #..... #.....# #...## #....# #..... #..#.# #...#. #....# ...#...
#....# ###### #.....# #....# .####. #..... .###.# #....# .####. ...#...

U      V       W       X      Y       Z
#....# #.....# #.....# #....# #.....# ######
#....# #.....# #.....# #....# #.....# .....#
#....# #.....# #.....# .#..#. .#...#. ....#.
#....# .#...#. #..#..# .#..#. ..#.#.. ...#..
#....# .#...#. #..#..# ..##.. ...#... ..#...
#....# .#...#. #.#.#.# .#..#. ...#... ..#...
#....# ..#.#.. #.#.#.# .#..#. ...#... .#....
#....# ..#.#.. ##...## #....# ...#... #.....
.####. ...#... #.....# #....# ...#... ######

Đ       0      1     2      3      4      5      6      7      8      9
.#####. ..##.. ..#.. .####. .####. ....#. ###### .####. ###### .####. .####.
.#....# .#..#. .##.. #....# #....# ...##. #..... #....# .....# #....# #....#
.#....# #....# #.#.. .....# .....# ..#.#. #..... #..... ....#. #....# #....#
.#....# #....# ..#.. .....# .....# .#..#. #####. #..... ....#. #....# #....#
####..# #....# ..#.. ....#. ..###. #...#. .....# #####. ...#.. .####. .#####
.#....# #....# ..#.. ...#.. .....# #...#. .....# #....# ...#.. #....# .....#
.#....# #....# ..#.. ..#... .....# ###### .....# #....# ..#... #....# .....#
.#....# .#..#. ..#.. .#.... #....# ....#. #....# #....# ..#... #....# #....#
.#####. ..##.. ##### ###### .####. ....#. .####. .####. ..#... .####. .####.

Æ         Œ         Ø
..####### .######## .#####
.#..#.... #...#.... #....#
.#..#.... #...#.... #...##
#...#.... #...#.... #...##
#...####. #...####. #..#.#
#####.... #...#.... #.#..#
#...#.... #...#.... ##...#
#...#.... #...#.... #....#
#...##### .######## #####.
""",
    "small": """
a     c     e     m       n     o     r    s     u     v     w       x     z     ı
.###. .###. .###. ####.#. ####. .###. #.## .#### #...# #...# #.....# #...# ##### #
....# #...# #...# #..#.#. #...# #...# ##.. #.... #...# #...# #.....# #...# ....# #
.#### #.... ##### #..#..# #...# #...# #... .###. #...# #...# #..#..# .#.#. ...#. #
#...# #.... #.... #..#..# #...# #...# #... ....# #...# .#.#. #..#..# ..#.. ..#.. #
#...# #...# #...# #..#..# #...# #...# #... ....# #...# .#.#. #.#.#.# .#.#. .#... #
.#### .###. .###. #..#..# #...# .###. #... ####. .#### ..#.. .#...#. #...# ##### #

æ         œ         ø
.###.###. .###.###. .####
....#...# #...#...# #..##
.######## #...##### #.#.#
#...#.... #...#.... #.#.#
#...#...# #...#...# ##..#
.###.###. .###.###. ####.
""",
    "tall": """
b     d     đ      f     h     i k     l  t
#.... ....# ....#. ..### #.... . #.... #. ....
#.... ....# ..#### .#... #.... # #.... #. .#..
#.... ....# ....#. .#... #.... . #.... #. .#..
####. .#### .####. ####. ####. # #...# #. ####
#...# #...# #...#. .#... #...# # #..#. #. .#..
#...# #...# #...#. .#... #...# # ###.. #. .#..
#...# #...# #...#. .#... #...# # #.#.. #. .#..
#...# #...# #...#. .#... #...# # #..#. #. .#..
####. .#### .####. .#... #...# # #...# .# ..##

ß
.###.
#...#
#...#
#..#.
#.#..
#..#.
#...#
#...#
#.##.
#....
""",
    "hanging": """
g     p     q     y
.#### ####. .#### #...#
#...# #...# #...# #...#
#...# #...# #...# #...#
#...# #...# #...# #...#
#...# #...# #...# #...#
.#### ####. .#### .####
....# #.... ....# ....#
.###. #.... ....# .###.
""",
    "deep": """
j
...
..#
...
..#
..#
..#
..#
..#
..#
..#
##.
""",
}

_SIGNS: dict[str, tuple[int, str]] = {
    ".": (12, "##/##"),
    ",": (12, "##/##/.#/#."),
    ":": (8, "##/##/../../##/##"),
    ";": (8, "##/##/../../##/##/.#/#."),
    "!": (5, "##/##/##/##/##/##/../##/##"),
    "?": (5, ".####./#....#/.....#/....#./...#../..#.../....../..#.../..#..."),
    "-": (10, "####"),
    "–": (10, "######"),
    "—": (10, "########"),
    "/": (5, "....#/....#/...#./...#./..#../.#.../.#.../#..../#...."),
    "\\": (5, "#..../#..../.#.../.#.../..#../...#./...#./....#/....#"),
    "(": (5, "..#/.#./#../#../#../#../#../.#./..#"),
    ")": (5, "#../.#./..#/..#/..#/..#/..#/.#./#.."),
    "[": (5, "##/#./#./#./#./#./#./#./##"),
    "]": (5, "##/.#/.#/.#/.#/.#/.#/.#/##"),
    "%": (5, "##....#/##....#/.....#./....#../...#.../..#..../.#...../#....##/#....##"),
    "+": (7, "..#../..#../#####/..#../..#.."),
    "=": (8, "#####/...../#####"),
    "×": (8, "#...#/.#.#./..#../.#.#./#...#"),
    "'": (5, "#/#/#"),
    '"': (5, "#.#/#.#/#.#"),
    "…": (12, "##.##.##/##.##.##"),
    "&": (5, ".##.../#..#../#..#../.##.../#.#..#/#..##./#...#./#..##./.##..#"),
    "@": (7, ".####./#....#/#.##.#/#.##.#/#.###./#...../.####."),
    "#": (6, ".#.#./.#.#./#####/.#.#./.#.#./#####/.#.#./.#.#."),
    "*": (6, "..#../#.#.#/.###./#.#.#/..#.."),
    "°": (5, ".#./#.#/.#."),
    "•": (9, ".#./###/.#."),
    "→": (8, "...#../....#./######/....#./...#.."),
    "<": (7, "...#/..#./.#../#.../.#../..#./...#"),
    ">": (7, "#.../.#../..#./...#/..#./.#../#..."),
    "≤": (6, "...##/.##../#..../.##../...##/...../#####"),
    "≥": (6, "##.../..##./....#/..##./##.../...../#####"),
    "_": (14, "######"),
    "~": (9, ".#..#/#.##."),
    "|": (5, "#/#/#/#/#/#/#/#/#/#/#"),
    "$": (4, "..#../.####/#.#../#.#../#.#../.###./..#.#/..#.#/..#.#/####./..#.."),
    "€": (5, "..###/.#.../.#.../####./.#.../####./.#.../.#.../..###"),
    "£": (5, "..##./.#..#/.#.../.#.../####./.#.../.#.../.#.../#####"),
    "«": (8, "..#..#/.#..#./#..#../.#..#./..#..#"),
    "»": (8, "#..#../.#..#./..#..#/.#..#./#..#.."),
    "¡": (5, "##/##/../##/##/##/##/##/##"),
    "¿": (5, "..#.../....../..#.../..#.../.#..../#...../#...../#....#/.####."),
}
"""Signs: the row that they begin on, and their rows."""

_LIKE = {"‘": "'", "’": "'", "“": '"', "”": '"', "‑": "-", "‐": "-", "−": "–", "\u00a0": " ",
         "\u202f": " ", "\u2009": " ", "·": "•"}  # fmt: skip
"""What is shown as another sign: typographers' quotes and dashes, spaces that bind."""

SPACE = 4
"""The width of a space."""

_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_DIAERESIS, _RING, _CEDILLA = "\u0308", "\u030a", "\u0327"
_TONES = {
    _ACUTE: ("..#", ".#.", "#.."),
    _GRAVE: ("#..", ".#.", "..#"),
    _HOOK: ("##.", "..#", ".#."),
    _TILDE: (".##.#", "#.##.", "....."),
    _RING: (".#.", "#.#", ".#."),
}
_SMALL_TILDE = (".#.#", "#.#.", "....")
"""Beside another mark there is less room."""
_VOWEL_MARKS = {
    (_CIRCUMFLEX, 0): (".##.", "#..#"),
    (_CIRCUMFLEX, 1): (".#.", "#.#"),
    (_BREVE, 0): ("#..#", ".##."),
    (_BREVE, 1): ("#...#", ".###."),
    (_DIAERESIS, 0): ("#..#", "#..#"),
    (_DIAERESIS, 1): ("#.#", "#.#"),
}
"""By whether the letter's width is odd."""


class Glyph(msgspec.Struct, frozen=True):
    """A letter: the lamps that are lit as (column, row), and where the next letter begins.

    Marks may reach beyond ``advance`` over a letter that has nothing there.
    """

    lamps: frozenset[tuple[int, int]]
    advance: int

    @property
    def width(self) -> int:
        """The columns from its first to its last lamp."""
        return max((x for x, _ in self.lamps), default=self.advance - 2) + 1


def has(character: str) -> bool:
    """Tell whether a character can be shown."""
    return glyph(character) is not None


@functools.cache
def glyph(character: str) -> Glyph | None:
    """Return a character's glyph, None where the alphabet has none."""
    character = _LIKE.get(character, character)
    if character == " ":
        return Glyph(frozenset(), SPACE)
    if character in _SIGNS:
        top, rows = _SIGNS[character]
        return _glyph(_lit(rows.split("/"), top), len(rows.split("/")[0]))
    if character in _letters():
        lamps, width = _letters()[character]
        return _glyph(lamps, width)
    spread = unicodedata.normalize("NFD", character)
    letter, marks = spread[0], spread[1:]
    if letter not in _letters() or not marks or not set(marks) <= _MARKS:
        return None
    return _composed(letter, set(marks))


_MARKS = {_CIRCUMFLEX, _BREVE, _DIAERESIS, _HORN, _DOT, _CEDILLA, *_TONES}
_ABOVE = (_CIRCUMFLEX, _BREVE, _DIAERESIS)


def _composed(letter: str, marks: set[str]) -> Glyph | None:
    """Return a letter with its marks; None for what no word of these languages has."""
    above = [mark for mark in _ABOVE if mark in marks]
    tones = [mark for mark in _TONES if mark in marks]
    if len(above) > 1 or len(tones) + (_DOT in marks) > 1 or (above and _HORN in marks):
        return None
    if len(marks) > 1 and marks & {_DIAERESIS, _RING, _CEDILLA}:
        return None
    drawn, width = _letters()["ı" if letter == "i" and (tones or above) else letter]
    lamps, advance = set(drawn), width
    is_small = letter.islower()
    top = _TOP["small"] if is_small else _TOP["capitals"]
    left = 0
    if _HORN in marks:
        lamps |= {(width + 1, top - 1), (width + 1, top), (width, top + 1)}
        advance += 2
    if above:
        rows = _VOWEL_MARKS[above[0], width % 2 if not tones or above[0] == _CIRCUMFLEX else 0]
        at = 0 if tones else (width - len(rows[0])) // 2
        if tones:
            shape = _SMALL_TILDE if tones[0] == _TILDE else _TONES[tones[0]]
            if tones[0] == _GRAVE:
                # Its lower end is near to the circumflex: it stands before it, the letter after.
                left = 1
                at = width - len(rows[0]) + 1
                lamps = {(x + left, y) for x, y in lamps}
                lamps |= _lit(shape, top - 5, at - len(shape[0]) - 1)
            else:
                lamps |= _lit(shape, top - 5, at + len(rows[0]) + 1)
            advance += tones[0] == _TILDE
        lamps |= _lit(rows, top - 3, at)
        advance += width < len(rows[0]) and not tones  # ï, whose dots reach over the next letter
    elif tones:
        shape = _TONES[tones[0]]
        lamps |= _lit(shape, top - 4, (width - len(shape[0]) + 1) // 2)
    if _CEDILLA in marks:
        lamps |= {(width // 2, ROWS - 2), (width // 2 - 1, ROWS - 1)}
    if _DOT in marks:
        at = width + 1 if letter == "y" else (width - 1) // 2
        lamps |= {(at, ROWS - 1), (at + 1, ROWS - 1)}
        advance += 3 if letter == "y" else 0
    least = min(x for x, _ in lamps)
    if least < 0:
        lamps = {(x - least, y) for x, y in lamps}
        left -= least
    return _glyph(frozenset(lamps), advance + left)


def _glyph(lamps: frozenset[tuple[int, int]], width: int) -> Glyph:
    return Glyph(lamps, width + 1)


def _lit(rows: tuple[str, ...] | list[str], top: int, left: int = 0) -> frozenset[tuple[int, int]]:
    return frozenset(
        (left + x, top + y) for y, row in enumerate(rows) for x, c in enumerate(row) if c == "#"
    )


@functools.cache
def _letters() -> dict[str, tuple[frozenset[tuple[int, int]], int]]:
    """Return the lamps and the width of each letter and digit that is drawn."""
    found = {}
    for group, drawn in _DRAWN.items():
        for block in drawn.strip("\n").split("\n\n"):
            names, *lines = (line.split() for line in block.split("\n"))
            for name, rows in zip(names, zip(*lines, strict=True), strict=True):
                found[name] = _lit(rows, _TOP[group]), len(rows[0])
    return found


def drawing(character: str) -> str:
    """Return a character as rows of dots and crosses, to look at and to compare."""
    found = glyph(character)
    lamps = found.lamps if found else ()
    width = max((x for x, _ in lamps), default=0) + 1
    return "\n".join(
        "".join("#" if (x, y) in lamps else "." for x in range(width)) for y in range(ROWS)
    )

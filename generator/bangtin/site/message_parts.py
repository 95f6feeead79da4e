"""How text messages are counted: the alphabet of phones, the parts that a text is sent in."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

import msgspec

from bangtin import spelling

if TYPE_CHECKING:
    import gsm0338

SINGLE = {"gsm": 160, "ucs": 70}
JOINED = {"gsm": 153, "ucs": 67}
"""What fits into one message, and into each part of a longer one: its header takes 6 octets
(3GPP TS 23.040, 9.2.3.24.1). In septets of the GSM 7-bit alphabet, or in UCS-2 units of 16 bits."""

_PLAIN = {
    "đ": "d", "Đ": "D",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "′": "'", "″": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "...", "•": "-", "·": "-", "×": "x",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ",
}  # fmt: skip
"""What stands for signs that no phone of the GSM alphabet has."""


class Parts(msgspec.Struct, frozen=True):
    """How a text is sent: its alphabet, its length in that alphabet's units, and its parts.

    ``starts`` are the characters of the text with which the parts begin; ``forcing`` the
    characters that only UCS-2 has.
    """

    alphabet: str
    units: int
    starts: tuple[int, ...]
    forcing: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many messages are paid for."""
        return len(self.starts)

    @property
    def room(self) -> int:
        """How many units all of its parts take together."""
        return SINGLE[self.alphabet] if self.count == 1 else JOINED[self.alphabet] * self.count

    def splits(self, start: int, end: int) -> bool:
        """Tell whether a part ends between two places of the text."""
        return any(start < place < end for place in self.starts)


def count(text: str) -> Parts:
    """Count a text in the units in which it is sent.

    >>> count("Cai Bluezone").count, count("[]").units, count("Cài").alphabet
    (1, 4, 'gsm')
    """
    forcing = tuple(dict.fromkeys(c for c in text if not _septets(c)))
    alphabet = "ucs" if forcing else "gsm"
    sizes = [_wide(c) if forcing else _septets(c) for c in text]
    units = sum(sizes)
    if units <= SINGLE[alphabet]:
        return Parts(alphabet, units, (0,), forcing)
    starts, used = [0], 0
    for place, size in enumerate(sizes):
        # Neither an escaped character nor a pair of surrogates is parted.
        if used + size > JOINED[alphabet]:
            starts.append(place)
            used = 0
        used += size
    return Parts(alphabet, units, tuple(starts), forcing)


def without_marks(text: str) -> str:
    """Return a text without the marks of Vietnamese, and with a phone's signs for a printer's.

    >>> without_marks("Đường dây nóng – “1900 9095”…")
    'Duong day nong - "1900 9095"...'
    """
    plain = "".join(_PLAIN.get(c, c) for c in spelling.nfc(text))
    # Only letters lose their marks: a sign that is made of two would be another one.
    return "".join(_base(c) for c in plain)


def _base(character: str) -> str:
    if not character.isalpha() or character.isascii():
        return character
    spread = unicodedata.normalize("NFD", character)
    kept = "".join(c for c in spread if not unicodedata.combining(c))
    return kept if kept.isascii() else character


@functools.lru_cache(maxsize=1024)
def _septets(character: str) -> int:
    """Return how many septets a character takes (an escape counts); 0 for one it lacks."""
    try:
        return len(_codec().encode(character)[0])
    except UnicodeEncodeError:
        return 0


@functools.cache
def _codec() -> gsm0338.Codec:
    import gsm0338

    return gsm0338.Codec()


def _wide(character: str) -> int:
    return len(character.encode("utf-16-le")) // 2

"""How long a text takes to say: syllables at a rate, and the pauses between them."""

from __future__ import annotations

import re

BREATH_S = 0.3
"""At a comma, a colon or a dash."""
STOP_S = 0.7
"""At a sentence's end."""
TURN_S = 1.0
"""Before another paragraph or item, after the opening and before the closing."""
_VOWELS = re.compile(
    r"[aeiouyàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
BREATHS = ",;:–—"
STOPS = ".!?…"


def syllables(text: str, *, each_word_is_one: bool) -> int:
    """Count the syllables of what is said; in Vietnamese every word is one."""
    words: list[str] = _WORD.findall(text)
    if each_word_is_one:
        return len(words)
    return sum(max(1, len(_VOWELS.findall(word))) for word in words)


def seconds(text: str, rate: int, *, each_word_is_one: bool) -> float:
    """Return how long a sentence takes at a rate in syllables a minute, its pauses with it."""
    spoken = syllables(text, each_word_is_one=each_word_is_one) * 60 / rate
    body = text.rstrip()
    breaths = len(re.findall(r"[,;:–—](?=\s)", body))
    return spoken + breaths * BREATH_S + STOP_S

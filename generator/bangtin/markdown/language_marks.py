"""Vietnamese words in a text of another language: screen readers are told (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from bangtin import locales, spelling

LANGUAGE = "vi"
"""The language whose words are found by their letters."""

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
# What a Vietnamese syllable without marks can be: "Ma", "Cai", "quan" – not "and", "the".
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?$",
    re.IGNORECASE,
)
_ONLY_VIETNAMESE = {"\u0309", "\u031b"}
_MARKS = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323", "\u0302", "\u0306", "\u031b"}


def are_needed(lang: str) -> bool:
    """Tell whether Vietnamese words stand out in a text of a language.

    They don't in Vietnamese, nor in languages of Vietnam that are written with its letters.
    """
    return locales.base(lang) != LANGUAGE and locales.home(lang) != "VN"


def split(text: str, lang: str = "en") -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, and whether each is Vietnamese.

    A run begins and ends with a word that carries Vietnamese letters; capitalised
    syllables without marks belong to it ("Bộ Y tế", "Lào Cai"). English has no marks of its
    own: there any mark will do. Others have some ("été", "mañana"), so a run needs a letter that
    only Vietnamese has.
    """
    if text.isascii():
        yield text, False
        return
    words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
    is_sure = _is_vietnamese if locales.base(lang) == "en" else _is_only_vietnamese
    done = i = 0
    while i < len(words):
        if not is_sure(words[i][2]):
            i += 1
            continue
        first = last = i
        while (
            first > 0
            and words[first - 1][0] >= done
            and _joins(text, words, first - 1, first, is_sure)
        ):
            first -= 1
        while last + 1 < len(words) and _joins(text, words, last + 1, last, is_sure):
            last += 1
        start, end = words[first][0], words[last][1]
        yield text[done:start], False
        yield text[start:end], True
        done, i = end, last + 1
    yield text[done:], False


def _joins(
    text: str,
    words: list[tuple[int, int, str]],
    new: int,
    old: int,
    is_sure: Callable[[str], bool],
) -> bool:
    """Tell whether a word belongs to the run beside it: only a space between, and it could be."""
    low, high = sorted((new, old))
    word = words[new][2]
    if text[words[low][1] : words[high][0]] not in (" ", "\u00a0"):
        return False
    return is_sure(word) or bool(word[0].isupper() and _SYLLABLE.match(spelling.fold(word)))


def _is_only_vietnamese(word: str) -> bool:
    """Tell whether a letter has a horn, a hook, or a mark of its own and a tone's besides."""
    if word.isascii():
        return False
    marks = 0
    for char in unicodedata.normalize("NFD", word):
        if char in _ONLY_VIETNAMESE:
            return True
        marks = marks + (char in _MARKS) if unicodedata.combining(char) else 0
        if marks > 1:
            return True
    return False


def _is_vietnamese(word: str) -> bool:
    if word.isascii():
        return False
    if "đ" in word.lower():
        return True
    return any(char in _MARKS for char in unicodedata.normalize("NFD", word))

"""The languages whose spoken forms are known, and what a script needs of each."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from bangtin import locales
from bangtin.speech import en, fr, vi
from bangtin.speech.reading import Lexicon, Rule, Sentence, Unspeakable, read


class Voice(msgspec.Struct, frozen=True):
    """How a site's announcers say numbers: ``linh`` or ``lẻ``, ``nghìn`` or ``ngàn``."""

    zero: str = "linh"
    thousand: str = "nghìn"


class Speech(msgspec.Struct, frozen=True):
    """One language: its rules, how it names a step, and how it says something again."""

    rules: tuple[Rule, ...]
    step: Callable[[int], str]
    point: Callable[[int], str]
    again: str
    each_word_is_one: bool

    def read(self, text: str, lexicon: Lexicon) -> tuple[Sentence, tuple[Unspeakable, ...]]:
        """Return a sentence as it is said, and all in it that has no certain reading."""
        return read(text, self.rules, lexicon)


_DIGITS = {
    word: str(number)
    for words in (
        "không một hai ba bốn năm sáu bảy tám chín",
        "zero one two three four five six seven eight nine",
        "zéro un deux trois quatre cinq six sept huit neuf",
        "oh mốt hai ba tư lăm sáu bẩy tám chín",
    )
    for number, word in enumerate(words.split())
}
"""The words of digits, of all languages that are known."""


def digits_of(said: str) -> str:
    """Return the digits that words say one by one; other words among them are passed over.

    >>> digits_of("tổng đài một chín không không")
    '1900'
    """
    words = re.findall(r"\w+", said.casefold())
    return "".join(_DIGITS[word] for word in words if word in _DIGITS)


def speech(lang: str, voice: Voice) -> Speech | None:
    """Return what is known of a language, whatever its country; None where nothing is."""
    lang = locales.base(lang)
    if lang == "vi":
        number = vi.Numbers(voice.zero, voice.thousand)
        return Speech(
            vi.rules(number),
            lambda n: f"Bước {number(n)}: ",
            lambda n: f"Thứ {'nhất' if n == 1 else number.ordinal(n)}: ",
            "Xin nhắc lại: ",
            each_word_is_one=True,
        )
    if lang == "en":
        return _european(en.rules(), en.number, "Step {}: ", "Point {}: ", "Once more: ")
    if lang == "fr":
        return _european(fr.rules(), fr.number, "Étape {} : ", "Point {} : ", "Nous répétons : ")
    return None


def _european(
    rules: tuple[Rule, ...], number: Callable[[int], str], step: str, point: str, again: str
) -> Speech:
    return Speech(
        rules,
        lambda n: step.format(number(n)),
        lambda n: point.format(number(n)),
        again,
        each_word_is_one=False,
    )

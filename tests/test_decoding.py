"""Bytes as text: what hides in a file is found, however quickly it is looked for."""

from __future__ import annotations

import random

import pytest
from bangtin import spelling
from bangtin.files import decoding
from bangtin.problems import Problems

PIECES = (
    *"aeiouyAEIOUYıİăâêôơưĂÂÊÔƠƯđĐhtnxz0129 ?.,-*>\n\t()",
    *"®µμΜ¸¼½¾ªøØûÛåÅ\u212bñÑöÖ",
    *"\ufffdÄÆÃ‘°¡¢ªº»¿áº",
    *"\uf0b7\uf020\uf0ff\u200b\u00ad\ufeff\u202e",
    *"𝐁𝟎０９\u0301\u0335\u20d0\u2024。．｡",
    "ieâ", "IEÂ", "öô", "ÖÔ", "aø", "uû", "eå", " ñ", "® ", "á»™", "áº¿", "\u0301" * 4, "- \uf0b7",
)  # fmt: skip


def found(pattern: object, text: str) -> list[str]:
    """Return what a pattern finds in a text, looked for everywhere."""
    import re

    assert isinstance(pattern, re.Pattern)
    return [match.group() for match in pattern.finditer(text)]


@pytest.mark.parametrize("seed", range(40))
def test_a_look_that_is_quick_misses_nothing_that_the_patterns_find(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        pieces = chance.choices(PIECES, k=chance.randrange(1, 9))
        text = spelling.nfc("".join(pieces)).replace("\0", "")
        problems = Problems()
        decoding.decode(text.encode(), "content/a.md", problems)
        keys = {problem.key for problem in problems}
        without_mark = text.removeprefix("\ufeff")
        if found(decoding._BROKEN, without_mark):
            assert "broken-text" in keys, text
        if found(decoding._OLD_FONT, without_mark):
            assert "old-font" in keys, text
        if found(decoding._WORD_BULLET, without_mark):
            assert "bullet-sign" in keys, text
        bare = spelling.HIDDEN.sub("", decoding._WORD_BULLET.sub(r"\g<before>", without_mark))
        if found(spelling.STYLED, bare):
            assert "letters-styled" in keys, text


@pytest.mark.parametrize("written", ["bi?t", "?ng h? tr? b?n", "Ti?m ch?ng", "Vi?t Nam"])
def test_words_that_lost_letters_are_told(written: str) -> None:
    problems = Problems()
    decoding.decode(f"Khai {written} nhe".encode(), "content/a.md", problems)
    assert {problem.key for problem in problems} == {"broken-text"}


def test_plain_guidance_has_nothing_to_tell() -> None:
    problems = Problems()
    text = "Bà con nhớ: tờ khai ở đâu? Gọi 1900 9095. XÃ SI MA CAI, “mã QR” – 50 %.\n"
    assert decoding.decode(text.encode(), "content/a.md", problems) == text
    assert not list(problems)

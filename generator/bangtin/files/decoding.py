"""A file's bytes as text: its encoding, its normal form, and no character that can't be seen.

What an author can't see must not decide what a page says: a hidden turn of
direction shows a number backwards, an invisible space makes a key unknown, and
text that was saved in the wrong encoding once is no longer what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangtin import spelling
from bangtin.problems import Place, Problems

MOST_HIDDEN = 10
"""So many lines with hidden characters are named; a pasted text may have hundreds."""

# A replaced character; and what Vietnamese in UTF-8 becomes when it is read as Windows-1252
# or Latin-1 and saved again: "Ä‘" for "đ", "Æ°" for "ư", "áº" and "á»" before most marked vowels,
# "Ã¡" for "á". After "Ã" only signs count that nobody writes there: "XÃ" ends many names.
_BROKEN = re.compile(
    "\ufffd+|á[º»][\x80-\x9f¡-¿‚„†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€ƒ]|Ä[‘\x91\x90]|Æ[°¡]|Ã[¡-ª¬-º¼-¿]"
)
# Vietnamese typed for the fonts of before Unicode, as old documents have it: TCVN3 (.VnTime)
# puts signs within words ("Bµ con ®i tiªm chñng"), VNI a second letter behind each vowel
# ("tieâm chuûng"). Only what no other writing has: "đ" as "®" at a word's beginning, "µ" within a
# word, "ø" behind a vowel. VNI's "ñ" for "đ" is no sign: Spanish words begin with it.
_OLD_FONT = re.compile(
    r"(?<!\w)®(?=[^\W\d_])|(?<=[a-zA-Z])[µ¸¼½¾](?!\d)|(?<=[a-z])ª(?=[a-z])"
    r"|[aeouy]ø|[auy]û|[aeou]å|ieâ|öô",
    re.IGNORECASE,
)
# Saved as ANSI by Notepad or Excel: each letter that Windows-1252 lacks is a question mark now.
_LOST = re.compile(r"(?<![\w/=&.?%#+-])(?<!\]\()(?:[^\W\d_]+\?+)+[^\W\d_]+\??(?![\w/=&?.-]\w)")
_WORD_BULLET = re.compile(
    r"^(?P<before>[ \t>]*(?:[-+*][ \t]+)?)(?P<sign>[\uf020-\uf0ff])[ \t\u00a0]*", re.MULTILINE
)
"""A bullet of Word as it is pasted: a private sign of the font Symbol or Wingdings."""
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)

# What stands in each match of a pattern above, and hardly ever in a text. Looking for these
# first costs next to nothing: a page of the benchmarks is decoded in 0.09 ms, not 0.59 (pairs).
_IN_BROKEN = ("\ufffd", "áº", "á»", "Ä", "Æ", "Ã")
_IN_LOST = re.compile(r"\?[^\W\d_]")
_IN_OLD_FONT = (*"®µμΜ¸¼½¾ªøØûÛåÅöÖ", "eâ", "eÂ", "Eâ", "EÂ")
_IN_BULLET_OR_STYLED = re.compile(
    "[\uf020-\uf0ff\U0001d400-\U0001d7ff\U0001fbf0-\U0001fbf9\uff10-\uff19\u0300-\u036f"
    "\u20d0-\u20e0\u2024\u3002\uff0e\uff61\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089"
    "\u2460-\u2473\u24ea]"
)


def decode(raw: bytes, file: str, problems: Problems) -> str | None:
    """Return a file's text in NFC, its lines ended by line feeds.

    Returns None when it can't be read as text at all. What is only hidden or
    broken is noted as well, and the reading goes on without it.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        ends = raw[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        problems.error("not-utf8", Place(file, ends.count(b"\n") + 1))
        return None
    text = spelling.nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
    if "\0" in text:
        problems.error("nul-byte", _place(text, text.index("\0"), file))
        return None
    if "<<<<<<<" in text and (conflict := _CONFLICT.search(text)):
        problems.error("merge-conflict", _place(text, conflict.start(), file))
        return None
    for found in _first_of_lines(_BROKEN, text) if _has(text, _IN_BROKEN) else ():
        problems.error("broken-text", _place(text, found.start(), file), text=found.group())
    if _IN_LOST.search(text):
        for found in _first_of_lines(_LOST, text):
            if _is_lost(found.group(), _line(text, found.start())):
                spot = _place(text, found.start(), file)
                problems.error("broken-text", spot, text=found.group())
    for found in _first_of_lines(_OLD_FONT, text) if _has(text, _IN_OLD_FONT) else ():
        begin = max(text.rfind(sign, 0, found.start()) for sign in " \n\t,;:") + 1
        word = re.split(r"[\s,;:]", text[begin : begin + 20], maxsplit=1)[0]
        problems.error("old-font", _place(text, begin, file), text=word)
    has_odd = not text.isascii() and _IN_BULLET_OR_STYLED.search(text) is not None
    if has_odd and file.endswith(".md"):
        for found in _first_of_lines(_WORD_BULLET, text):
            at = found.start("sign")
            problems.error("bullet-sign", _place(text, at, file), text=f"U+{ord(text[at]):04X}")
        # Without the blanks behind them too, which would make code of the words.
        text = _WORD_BULLET.sub(lambda found: found["before"], text)
    hidden = False
    for found in _first_of_lines(spelling.HIDDEN, text):
        hidden = True
        code = f"U+{ord(found.group()):04X}"
        problems.error("hidden-character", _place(text, found.start(), file), code=code)
    text = spelling.HIDDEN.sub("", text) if hidden else text
    return text if text.isascii() else _plain(text, file, problems, has_odd=has_odd)


def _plain(text: str, file: str, problems: Problems, *, has_odd: bool) -> str:
    """Return a text with ordinary letters and digits; what only looks like some is noted."""
    styled = False
    for found in _first_of_lines(spelling.STYLED, text) if has_odd else ():
        styled = True
        place = _place(text, found.start(), file)
        problems.error("letters-styled", place, text=found.group()[:20])
    if styled:
        text = spelling.STYLED.sub(lambda found: spelling.unstyled(found.group()), text)
    if odd := spelling.odd_digits(text):
        problems.error("letters-styled", _place(text, odd.start(), file), text=odd.group()[:20])
    return text


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


def _first_of_lines(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the first match of each line, of not too many lines."""
    position = 0
    for _ in range(MOST_HIDDEN):
        found = pattern.search(text, position)
        if found is None:
            return
        yield found
        position = text.find("\n", found.end())
        if position < 0:
            return


def _is_lost(word: str, line: str) -> bool:
    """Tell a word that lost letters from two between which a space is missing ("lâu?Hai")."""
    after = word.partition("?")[2].lstrip("?")
    if not after[:1].islower():
        return False
    try:
        # One letter that an ANSI file can't hold shows that the line never was in one.
        line.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _line(text: str, position: int) -> str:
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]


def _place(text: str, position: int, file: str) -> Place:
    line = text.count("\n", 0, position)
    return Place(file, line + 1, position - (text.rfind("\n", 0, position) + 1) + 1)

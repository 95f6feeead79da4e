"""Vietnamese text: normal form, folding (đ included), slugs, sort keys, bound phrases."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from bangtin import locales

NO_BREAK_SPACE = "\u00a0"

_UNSEEN = (
    "\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
_EMOJI = "\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINED = "\ufe0f\u0900-\u0dff"
_CURSIVE = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
HIDDEN = re.compile(
    f"[{_UNSEEN}](?<![{_EMOJI}][\ufe0e\ufe0f])(?!(?<=[{_EMOJI}{_JOINED}]\u200d)[{_EMOJI}\u0900-\u0dff])"
    "(?!(?<=[0-9#*]\ufe0f)\u20e3)"
    f"(?!(?<=[{_CURSIVE}]\u200c)[{_CURSIVE}])(?!(?<=[{_UNSPACED}]\u200b)[{_UNSPACED}])"
)
"""What nobody sees, though it changes what a text says: the one list for texts, values and names.

Control characters but tab and line feed, soft hyphens, marks and turns of direction, invisible
spaces and joiners, fillers that are letters, line separators, private signs of a font, choices of
a variant, tags, and halves of characters. What makes an emoji of two signs may stay, and so may
what a script is spelled with: the joiner in scripts of India, the one that parts letters in those
and in Arabic, and the invisible space between words of Thai, Lao, Burmese and Khmer.
"""

_EAST_ASIAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
STYLED = re.compile(
    "[\U0001d400-\U0001d7ff\U0001fbf0-\U0001fbf9\uff10-\uff19\u0335-\u0338\u20d0-\u20e0]+"
    "|[\u2460-\u2473\u24ea]{2,}|[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]{3,}|[\u2080-\u2089]{3,}"
    "|[\u0300-\u036f]{4,}|(?<=\\w)[\u2024\uff0e\uff61](?=\\w)"
    # In Chinese and Japanese it is the full stop, with no space behind it.
    f"|(?<=\\w)\u3002(?!(?<=[{_EAST_ASIAN}]\u3002)[^A-Za-z])(?=\\w)"
)
"""What only looks like letters, digits and dots: nobody can dial, find or hear it.

The bold and slanted letters that social networks are written with, digits of full width, several
in circles or raised, strokes laid over letters, piles of marks, and dots of which browsers make an
address.
"""

_OTHER_DIGITS = re.compile(r"[^\W\D0-9]+")


def odd_digits(text: str) -> re.Match[str] | None:
    """Return the first digits of a script that a text has no letter of.

    Arabic has digits of its own, and a text in Arabic may use them; among Latin letters nobody
    here can dial them, though a computer takes them for digits.
    """
    if text.isascii():
        return None
    for found in _OTHER_DIGITS.finditer(text):
        script = unicodedata.name(found.group()[0], "").partition(" DIGIT ")[0]
        script = script.removeprefix("EXTENDED ").removesuffix("-INDIC").partition(" ")[0]
        letters = f"{script} LETTER"
        if not any(unicodedata.name(c, "").startswith(letters) for c in text if not c.isascii()):
            return found
    return None


def unstyled(text: str) -> str:
    """Return what a match of STYLED was meant as, as far as that can be told."""
    plain = unicodedata.normalize("NFKC", text)
    return "." if plain in ("\u3002", ".") else plain


# The order of the Vietnamese alphabet (a ă â b c d đ …) and of its tones
# (ngang, huyền, hỏi, ngã, sắc, nặng), as dictionaries print them.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

# A run of digits in groups, as telephone numbers, times and dates are written.
_PHONE = re.compile(r"(?<![\w./])(\+?\d{2,4})(?: \d{3,4}){1,3}(?![\w/])")
_QUANTITY = re.compile(r"(?<=\d) (?=(?:%|m|cm|mm|km|phút|giờ|ngày|số|bước|xã|×)(?!\w))")


_FRENCH = re.compile(r" (?=[:;?!»](?!\w))|(?<=«) ")


TIME = datetime.timezone(datetime.timedelta(hours=7))
"""The time of Vietnam, which knows no summer time."""


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip


MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre")  # fmt: skip
COMMA = ("fr", "vi")
"""Shipped languages that write a comma between ones and tenths."""


def _form(lang: str) -> str:
    """Return the language whose forms hold: a shipped one in every country, else the very tag."""
    base = locales.base(lang)
    return base if base in locales.SHIPPED else lang


def written(day: datetime.date, lang: str) -> str:
    """Return a day as people write it in a language, the same on pages, prints and orders.

    >>> written(datetime.date(2021, 7, 5), "vi"), written(datetime.date(2021, 7, 5), "en")
    ('5/7/2021', '5 July 2021')
    >>> written(datetime.date(2021, 7, 1), "fr-CA"), written(datetime.date(2021, 7, 20), "de")
    ('1er juillet 2021', '20. Juli 2021')
    >>> written(datetime.date(2021, 7, 5), "en-US")
    'July 5, 2021'
    """
    is_american = lang == "en-US"
    lang = _form(lang)
    if lang == "fr":
        # Only the first of a month is an ordinal (1er).
        return f"{day.day}{'er' if day.day == 1 else ''} {MOIS[day.month - 1]} {day.year}"
    if lang == "en":
        # In digits, half of the world's readers would take the day for the month.
        if is_american:
            return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}/{day.month}/{day.year}" if lang == "vi" else locales.written(day, lang)


def nfc(text: str) -> str:
    """Return the text in Unicode's composed normal form (NFC)."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return lower-case text without tone and vowel marks; ``đ`` becomes ``d``.

    >>> fold("Đường dây nóng")
    'duong day nong'
    """
    spread = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(c for c in spread if not unicodedata.combining(c))


def slug(text: str) -> str:
    """Return an ASCII name for addresses and files: folded words joined by hyphens.

    >>> slug("Đăng ký điểm quét mã")
    'dang-ky-diem-quet-ma'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def same_name(name: str, known: Iterable[str]) -> str:
    """Return the one known name that differs at most in capitals, marks and signs; else nothing.

    >>> same_name("Full name", ["key", "full_name"]), same_name("a", ["A", "á"])
    ('full_name', '')
    """
    wanted = _letters(name)
    found = [one for one in known if _letters(one) == wanted] if wanted else []
    return found[0] if len(found) == 1 else ""


@functools.lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))


def sort_key(text: str, lang: str = "vi") -> tuple[Any, ...]:
    """Return a key that sorts as a Vietnamese dictionary: letters first, tones after.

    Languages that aren't shipped sort by Unicode's collation.
    """
    if _form(lang) not in locales.SHIPPED:
        return locales.sort_key(text)
    letters: list[str] = []
    tones: list[str] = []
    for char in nfc(text).lower():
        spread = unicodedata.normalize("NFD", char)
        tone = next((_TONES[c] for c in spread if c in _TONES), "0")
        base = unicodedata.normalize("NFC", "".join(c for c in spread if c not in _TONES))
        place = _LETTERS.find(base)
        # The end of a word comes before any letter: "An toàn" before "Anh".
        letters.append("00" if base.isspace() else f"{place + 1:02d}" if place >= 0 else f"~{base}")
        tones.append(tone)
    return "".join(letters), "".join(tones)


def french(text: str) -> str:
    """Return a text whose spaces before : ; ? ! » and behind « are no-break ones, as in French.

    Where none is written none is added: Canada and Switzerland write most signs without.

    >>> french("Quand ? « Ici » : à 8 h.").replace(NO_BREAK_SPACE, "_")
    'Quand_? «_Ici_»_: à 8 h.'
    """
    return _FRENCH.sub(NO_BREAK_SPACE, text)


def syllables(text: str) -> int:
    """Count the syllables of a Vietnamese text: its words, as spaces part them."""
    return sum(1 for word in text.split() if any(c.isalnum() for c in word))


def bind(text: str, phrases: Iterable[str] = ()) -> str:
    """Put no-break spaces where a line must not break.

    Telephone numbers ("1900 9095"), numbers with their unit ("6 số", "15 cm")
    and the given phrases (names of places) stay whole; no line begins with a sign that has a
    space before it, as in French.
    """
    text = french(text)
    text = _PHONE.sub(lambda m: m.group().replace(" ", NO_BREAK_SPACE), text)
    text = _QUANTITY.sub(NO_BREAK_SPACE, text)
    for phrase in phrases:
        if " " in phrase:
            # A part of it may be bound already, as a number or a shorter phrase.
            words = f"[ {NO_BREAK_SPACE}]".join(re.escape(word) for word in phrase.split())
            pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
            text = pattern.sub(lambda m: m.group().replace(" ", NO_BREAK_SPACE), text)
    return text


def size(count: int, lang: str) -> str:
    r"""Return a number of bytes as people read it, with the decimal sign of a language.

    Two figures are enough to know whether a download is worth its money.

    >>> size(68_210, "vi"), size(1_240_000, "vi"), size(1_240_000, "en"), size(12, "vi")
    ('68\xa0kB', '1,2\xa0MB', '1.2\xa0MB', '1\xa0kB')
    """
    is_french = _form(lang) == "fr"
    kilobytes = max(1, round(count / 1000))
    if kilobytes < 1000:  # noqa: PLR2004 - from here on in megabytes
        return f"{kilobytes}\u00a0{'ko' if is_french else 'kB'}"
    megabytes = count / 1_000_000
    shown = f"{megabytes:.1f}" if megabytes < 10 else f"{megabytes:.0f}"  # noqa: PLR2004
    shown = shown.removesuffix(".0")
    return f"{pointed(shown, lang)}\u00a0{'Mo' if is_french else 'MB'}"


def grouped(number: int, lang: str) -> str:
    """Return a whole number with signs between its thousands, as a language writes it.

    >>> grouped(1250, "vi"), grouped(1250, "en"), grouped(12500, "es")
    ('1.250', '1,250', '12.500')
    >>> grouped(1250, "fr") == f"1{NO_BREAK_SPACE}250"
    True
    """
    lang = _form(lang)
    if lang not in locales.SHIPPED:
        return locales.grouped(number, lang)
    sign = {"fr": NO_BREAK_SPACE, "vi": "."}.get(lang, ",")
    return f"{number:,}".replace(",", sign)


INCHES = {"fr": "po", "vi": "inch"}
"""How a language shortens inches where it isn't "in", which in Vietnamese means to print."""


def sized(size: str, lang: str) -> str:
    """Return a size as a language writes it.

    >>> sized("6 × 0.8 m", "vi"), sized("8.5 × 11 in", "vi"), sized("8.5 × 11 in", "en")
    ('6 × 0,8 m', '8,5 × 11 inch', '8.5 × 11 in')
    """
    said = pointed(size, lang)
    return (
        f"{said.removesuffix('in')}{INCHES.get(locales.base(lang), 'in')}"
        if size.endswith(" in")
        else said
    )


def percent(number: str, lang: str) -> str:
    r"""Return a share in percent as a language writes it.

    >>> percent("45.3", "vi"), percent("45.3", "en"), percent("45.3", "fr")
    ('45,3%', '45.3%', '45,3\xa0%')
    """
    lang = _form(lang)
    if lang not in locales.SHIPPED:
        return locales.percent(number, lang)
    return pointed(number, lang) + (f"{NO_BREAK_SPACE}%" if lang == "fr" else "%")


def pointed(number: str, lang: str) -> str:
    """Return digits with a point as a language writes them: 45,3 or 45.3."""
    lang = _form(lang)
    if lang not in locales.SHIPPED:
        return number.replace(".", locales.decimal_sign(lang))
    return number.replace(".", ",") if lang in COMMA else number

"""Facts: what is said in many places and written once, by its key; and finding them in words.

A telephone number, an address, a name or a date is a fact. An edition keeps the facts that its
finished files carry, so that a fact that changes leads to all that still says the old one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bangtin import spelling
from bangtin.config import addresses
from bangtin.site import slugs
from bangtin.site.links import Link, printed

if TYPE_CHECKING:
    from bangtin.site.site import Site
    from bangtin.site.tables import Table

HOTLINE = "hotline"
LEADS = "leads"
"""The key of where an edition's code leads: it stands in no words."""
SHORT = 5
"""A number of fewer digits may be anything: a day, a count, a page."""
UNTIL = "until"

_BETWEEN_DIGITS = ".-()"
"""What parts the groups of a telephone number, beside spaces."""
_ADDRESS = re.compile(r"(?:[a-z]+://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?/", re.IGNORECASE)
_AS_ONE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff")) | {0x2019: "'"}
"""Signs that nobody sees are left out; Word's apostrophe is the one of the keyboard."""


def of_site(site: Site) -> dict[str, str]:
    """Return each fact of a site by its key: what ``site.yaml`` and the tables say once."""
    settings = site.settings
    found = {"issuer.name": settings.issuer.name, "issuer.address": settings.issuer.address}
    known = [hotline for hotline in settings.hotlines if hotline.number]
    if known:
        found[HOTLINE] = known[0].number or ""
    names = slugs.unique((hotline.name for hotline in known), HOTLINE)
    for name, hotline in zip(names, known, strict=True):
        found[f"{HOTLINE}.{name}"] = hotline.number or ""
    found["base_url"] = printed(settings.base_url)
    if settings.goal:
        found["goal.text"] = settings.goal.text
    if settings.help:
        found["help"] = settings.help
    for name, value in settings.values.items():
        found[f"values.{name}"] = value
    for name, link in site.links.items():
        found[f"links.{name}"] = link.address
    for table in site.tables.values():
        found |= _phones(table, site)
    return {key: " ".join(value.split()) for key, value in found.items() if value.strip()}


def _phones(table: Table, site: Site) -> dict[str, str]:
    """Return the telephone numbers of a table, each by its table, its row and its column."""
    is_units = table.name == site.settings.unit_table
    phone = site.settings.units.column("phone", table.columns) if is_units else ""
    columns = [column for column in table.columns if is_phone(column) or column == phone]
    if not columns:
        return {}
    keys = slugs.of_keys(row.values[table.columns[0]] for row in table.rows)
    return {
        f"{table.name}.{key}.{column}": row.values[column]
        for column in columns
        for key, row in zip(keys, table.rows, strict=True)
        if row.values.get(column)
    }


def is_phone(column: str) -> bool:
    """Whether a column is called as those of telephone numbers are."""
    return addresses.column("phone", (column,)) == column


def key_of_link(link: Link) -> str:
    """Return the key of an entry of the link register."""
    return f"links.{link.name}"


def plain(text: str) -> str:
    """Return words as they are compared: one form, small letters, no invisible characters.

    >>> plain(f"L{chr(0x2019)}eau")
    "l'eau"
    >>> plain(f"Gọi{chr(0xA0)}1900{chr(0x200B)} 9095")
    'gọi 1900 9095'
    """
    text = unicodedata.normalize("NFKC", spelling.nfc(text).translate(_AS_ONE))
    return " ".join(text.casefold().split())


def _digits(words: str) -> str:
    """Return a number without what parts its groups; nothing for other words."""
    digits = re.sub(rf"[\s{re.escape(_BETWEEN_DIGITS)}]", "", words)
    return digits if digits.removeprefix("+").isdigit() else ""


def _is_address(words: str) -> bool:
    return "/" in words or ("." in words and " " not in words)


def _bare(words: str) -> str:
    """Return an address without its scheme."""
    return re.sub(r"^[a-z]+://", "", words).rstrip("/")


@functools.lru_cache(maxsize=1024)
def _pattern(fact: str) -> re.Pattern[str]:
    words = plain(fact)
    if digits := _digits(words):
        # A number is written with spaces, dots or neither; it is no part of a longer one.
        if len(digits) < SHORT:
            # "5" is neither a part of 5/7/2021, of 1.5 or of 5K, nor of another number's groups.
            return re.compile(r"(?<![\w.,/:-])" + re.escape(digits) + r"(?![\w%]|[.,/:-]\d)")
        gap = rf"[\s{re.escape(_BETWEEN_DIGITS)}]*"
        return re.compile(r"(?<!\d)" + gap.join(map(re.escape, digits)) + r"(?!\d)")
    if _is_address(words):
        # An address may break behind a slash; "a.vn" is not a part of "ba.vn".
        bare = _bare(words)
        return re.compile(r"(?<![\w.@-])" + r"\s*".join(map(re.escape, bare)) + r"(?![\w-]|/\w)")
    start, end = (
        (r"(?<!\w)" if words[:1].isalnum() else ""),
        (r"(?!\w)" if words[-1:].isalnum() else ""),
    )
    return re.compile(start + r"\s+".join(map(re.escape, words.split())) + end)


def says(words: str, fact: str) -> bool:
    """Whether words, as ``plain`` returns them, hold a fact.

    >>> says(plain("ĐT 1900.9095."), "1900 9095"), says(plain("19009 0951"), "1900 9095")
    (True, False)
    """
    return bool(plain(fact)) and _pattern(fact).search(words) is not None


def is_same(one: str, other: str) -> bool:
    """Whether two values say the same: a number with or without spaces, an address, a name.

    >>> is_same("1900 9095", "19009095"), is_same("a.vn", "b.vn"), is_same("a.vn/B", "a.vn/b")
    (True, False, False)
    """
    if _path(one) != _path(other):
        return False
    # The log parts its values by upright strokes, and keeps a stroke of their own as a slash.
    first, second = (plain(value).replace("|", "/") for value in (one, other))
    return first == second or (says(first, second) and says(second, first))


def _path(value: str) -> str:
    """Return what stands behind the host of an address: there "A" is another letter than "a"."""
    found = _ADDRESS.match(value.strip())
    return spelling.nfc(value.strip()[found.end() :]).rstrip("/") if found else ""


class Today:
    """The facts of a site as they are now, against which those of many editions are held."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        # Whatever says the same has the same letters, and few other values of its kind have them.
        self._alike: dict[tuple[str, str], set[str]] = {}
        for key, value in values.items():
            self._alike.setdefault((_kind(key), _letters(value)), set()).add(value)

    def holds(self, key: str, value: str) -> bool:
        """Whether a fact that was recorded still holds, by its key.

        A key may be gone as somebody renamed what it was made of: the value then holds as long as
        another of its kind has it. The plain key of the hotline is that of the first number; what
        was first before and is another's now is no wrong number.
        """
        if key in self.values and is_same(self.values[key], value):
            return True
        if key in self.values and key != HOTLINE:
            return False
        alike = self._alike.get((_kind(key), _letters(value)), ())
        return any(is_same(other, value) for other in alike)


def _kind(key: str) -> str:
    return key.partition(".")[0]


def _letters(value: str) -> str:
    """Return the letters and digits of a value: all that is left of it however it is written."""
    return re.sub(r"[a-z]+://|\W", "", plain(value))


class Search:
    """Facts that are looked for together: words are gone through once for however many facts."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._order = {key: number for number, key in enumerate(known)}
        self._known = known
        self._keys: dict[str, list[str]] = {}
        self._numbers = _Squeezed(f" {_BETWEEN_DIGITS}", _is_whole_number)
        self._others = _Squeezed(" ", _is_at)
        self._unsqueezed: set[str] = set()
        for key, value in known.items():
            if value not in self._keys:
                self._add(value)
            self._keys.setdefault(value, []).append(key)

    def _add(self, value: str) -> None:
        words = plain(value)
        digits = _digits(words)
        if len(digits) >= SHORT:
            self._numbers.add(digits, value)
            return
        sought = digits or (_bare(words) if _is_address(words) else words)
        # Of "https://" nothing is left to look for.
        if sought[:1].strip():
            self._others.add(sought, value)
        else:
            self._unsqueezed.add(value)

    def carried(self, words: str) -> dict[str, str]:
        """Return which of the facts some words hold; ``words`` as ``plain`` returns them."""
        values = {value for value in self._unsqueezed if says(words, value)}
        values |= self._numbers.found(words) | self._others.found(words)
        keys = (key for value in values for key in self._keys[value])
        return {key: self._known[key] for key in sorted(keys, key=self._order.__getitem__)}


class _Squeezed:
    """Values that are found in words from which the same signs are left out as from them.

    ``is_there`` says whether words hold a value from one place to another, its signs between.
    """

    def __init__(self, left_out: str, is_there: Callable[[str, int, int, str], bool]) -> None:
        self._left_out = left_out
        self._is_there = is_there
        self._values: dict[str, list[str]] = {}
        self._lengths: dict[str, set[int]] = {}

    def add(self, words: str, value: str) -> None:
        """Add a value that is looked for by these words."""
        squeezed = "".join(sign for sign in words if sign not in self._left_out)
        self._values.setdefault(squeezed, []).append(value)
        self._lengths.setdefault(squeezed[0], set()).add(len(squeezed))

    def found(self, words: str) -> set[str]:
        """Return the values that words hold."""
        places = [place for place, sign in enumerate(words) if sign not in self._left_out]
        squeezed = "".join(words[place] for place in places)
        found: set[str] = set()
        for start, place in enumerate(places):
            for length in self._lengths.get(squeezed[start], ()):
                part = squeezed[start : start + length]
                for value in self._values.get(part, ()):
                    end = places[start + len(part) - 1] + 1
                    if value not in found and self._is_there(words, place, end, value):
                        found.add(value)
        return found


def _is_whole_number(words: str, start: int, end: int, _value: str) -> bool:
    """Whether a number of five digits or more is no part of a longer one, as in its pattern."""
    return not (words[start - 1 : start].isdecimal() or words[end : end + 1].isdecimal())


def _is_at(words: str, start: int, _end: int, value: str) -> bool:
    return _pattern(value).match(words, start) is not None

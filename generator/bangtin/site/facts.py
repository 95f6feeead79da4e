"""Facts: what is said in many places and written once, by its key; and finding them in words.

A telephone number, an address, a name or a date is a fact. An edition keeps the facts that its
finished files carry, so that a fact that changes leads to all that still says the old one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bangtin import spelling
from bangtin.config import addresses
from bangtin.site import slugs
from bangtin.site.links import Link, printed

if TYPE_CHECKING:
    from bangtin.site.site import Site

HOTLINE = "hotline"
LEADS = "leads"
"""The key of where an edition's code leads: it stands in no words."""
SHORT = 5
"""A number of fewer digits may be anything: a day, a count, a page."""
UNTIL = "until"

_ADDRESS = re.compile(r"(?:[a-z]+://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?/", re.IGNORECASE)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


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
        is_units = table.name == settings.unit_table
        phone = settings.units.column("phone", table.columns) if is_units else ""
        for column in table.columns:
            if is_phone(column) or column == phone:
                for row in table.rows:
                    key = slugs.unique((row.values[table.columns[0]],), "x")[0]
                    if value := row.values.get(column, ""):
                        found[f"{table.name}.{key}.{column}"] = value
    return {key: " ".join(value.split()) for key, value in found.items() if value.strip()}


def is_phone(column: str) -> bool:
    """Whether a column is called as those of telephone numbers are."""
    return addresses.column("phone", (column,)) == column


def key_of_link(link: Link) -> str:
    """Return the key of an entry of the link register."""
    return f"links.{link.name}"


def plain(text: str) -> str:
    """Return words as they are compared: one form, small letters, no invisible characters.

    >>> plain(f"Gọi{chr(0xA0)}1900{chr(0x200B)} 9095")
    'gọi 1900 9095'
    """
    text = unicodedata.normalize("NFKC", spelling.nfc(text).translate(_UNSEEN))
    return " ".join(text.casefold().split())


@functools.lru_cache(maxsize=1024)
def _pattern(fact: str) -> re.Pattern[str]:
    words = plain(fact)
    digits = re.sub(r"[\s.\-()]", "", words)
    if digits.removeprefix("+").isdigit():
        # A number is written with spaces, dots or neither; it is no part of a longer one.
        if len(digits) < SHORT:
            # "5" is neither a part of 5/7/2021, of 1.5 or of 5K, nor of another number's groups.
            return re.compile(r"(?<![\w.,/:-])" + re.escape(digits) + r"(?![\w%]|[.,/:-]\d)")
        gap = r"[\s.\-()]*"
        return re.compile(r"(?<!\d)" + gap.join(map(re.escape, digits)) + r"(?!\d)")
    if "/" in words or ("." in words and " " not in words):
        # An address may break behind a slash; "a.vn" is not a part of "ba.vn".
        bare = re.sub(r"^[a-z]+://", "", words).rstrip("/")
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


def holds(key: str, value: str, now: Mapping[str, str]) -> bool:
    """Whether a fact that was recorded still holds, by its key.

    A key may be gone as somebody renamed what it was made of: the value then holds as long as
    another of its kind has it. The plain key of the hotline is that of the first number; what
    was first before and is another's now is no wrong number.
    """
    if key in now and is_same(now[key], value):
        return True
    kind = key.partition(".")[0]
    if key in now and key != HOTLINE:
        return False
    return any(
        is_same(other, value) for name, other in now.items() if name.partition(".")[0] == kind
    )


def carried(words: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return which of the known facts some words hold; ``words`` as ``plain`` returns them."""
    return {key: value for key, value in known.items() if says(words, value)}

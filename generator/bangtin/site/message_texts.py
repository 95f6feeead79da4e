"""What is sent from phone to phone: its address, its hotline, and the checks that hold for both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from bangtin import spelling
from bangtin.config.settings import Settings
from bangtin.markdown import addresses, telephones
from bangtin.problems import Place, Problems, closest
from bangtin.site import links, numbers
from bangtin.site.publications import Publication

VIETNAM = "VN"
_AT_HOME = re.compile(r"(?<![\w./:@-])(?:\+84|0|1[89]00)(?:[ .\u00a0-]?\d){4,10}(?![\w/])")
"""A telephone number of Vietnam as it is written; dates and addresses are none."""
_BARE = re.compile(r"(?<![\w./:@+-])\d{2,4}(?:[ .\u00a0]\d{2,4}){1,3}(?![\w/,.]\d|\w)")
"""Digits in groups, of which one may be a number whose zero a table has swallowed."""
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e]")
"""What comes along when one pastes from a chat or a web page, and is paid for unseen."""


def said(settings: Settings, text: str, lang: str) -> str:
    """Return what ``site.yaml`` says in a language, where it is translated."""
    if lang == settings.language or lang not in settings.languages:
        return text
    return settings.languages[lang].words.get(text, text)


def tidy(text: str) -> str:
    """Return a text as it is sent: composed, one space between words, no empty end.

    Lines stay: whoever makes a line means one.
    """
    text = _UNSEEN.sub("", spelling.nfc(text)).replace("\r\n", "\n")
    lines = [
        " ".join(re.split(r"[ \t\u00a0\u2009\u202f\u3000]+", line)) for line in text.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def full_address(publication: Publication, settings: Settings) -> str:
    """Return where a message leads: its link, or its page on the portal."""
    if publication.link:
        return publication.link.out
    return settings.base_url.rstrip("/") + "/" + quote(publication.page.url)


def short_address(publication: Publication, settings: Settings) -> str:
    """Return the address as short as a phone still makes a link of it."""
    whole = full_address(publication, settings)
    plain = links.printed(whole)
    is_plain = plain.startswith("www.") and whole.startswith("https://")
    return plain if is_plain else whole.rstrip("/")


def has_address(text: str, address: str) -> bool:
    """Tell whether a text names an address, with or without its scheme and final slash."""
    wanted = _compared(address)
    return any(_compared(found.target) == wanted for found in addresses.find(text))


def _compared(address: str) -> str:
    return links.printed(address).casefold() if "://" in address else address.casefold()


def hotline(settings: Settings, lang: str) -> str:
    """Return the hotline in one line ("Bộ Y tế: 1900 9095"); empty while none is known."""
    known = settings.hotline
    if not known.number:
        return ""
    name = said(settings, known.name, lang)
    return f"{name}: {known.number}" if name else known.number


def phones(text: str, country: str) -> Iterator[re.Match[str]]:
    """Yield the telephone numbers of a text, as people of a country write them."""
    if country == VIETNAM:
        yield from _AT_HOME.finditer(text)
        return
    for found in telephones.candidates(text):
        if numbers.is_read_as_number(found.group(), country):
            yield found


def check(text: str, place: Place, settings: Settings, problems: Problems) -> None:
    """Refuse addresses that nobody vouched for and numbers that ``site.yaml`` doesn't have.

    ``text`` is what somebody wrote: a number that a table brings in is the table's.
    """
    spans = []
    for found in addresses.find(text):
        links.check_address(found.target, settings, place, problems)
        spans.append((found.start, found.end))
    # An address or a date may have digits that look like a number.
    seen = set()
    for number, meant in _unknown(text, settings):
        is_in_address = any(start <= number.start() < end for start, end in spans)
        if is_in_address or number.group() in seen:
            continue
        seen.add(number.group())
        known = ", ".join(h.number for h in settings.hotlines if h.number)
        problems.error(
            "message-phone-meant" if meant else "message-phone", place,
            number=number.group(), meant=meant, known=known or "–",
        )  # fmt: skip


def _unknown(text: str, settings: Settings) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the numbers that ``site.yaml`` doesn't have, each with the one that it nearly is."""
    if settings.region == VIETNAM:
        yield from _unknown_at_home(text, settings)
        return
    known = numbers.known(settings)
    for found in telephones.candidates(text):
        meant = numbers.nearly(found.group(), known)
        is_number = numbers.is_read_as_number(found.group(), settings.region)
        if meant or (meant is not None and is_number):
            yield found, meant


def _unknown_at_home(text: str, settings: Settings) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the same where every number begins with a zero, or is a service's."""
    known = {h.dial: h.number for h in settings.hotlines if h.number}
    for match in (*_AT_HOME.finditer(text), *_BARE.finditer(text)):
        digits = "".join(c for c in match.group() if c.isdigit() or c == "+")
        dialled = "0" + digits.removeprefix("+84") if digits.startswith("+84") else digits
        is_number = _AT_HOME.fullmatch(match.group()) is not None
        if dialled in known or (not is_number and f"0{digits}" not in known):
            continue  # a sum of money, a year: no number that one phones
        near = known.get(f"0{dialled}") or closest(dialled, known)
        yield match, known.get(near or "", near or "")


def marks_of(character: str) -> str:
    """Return how a character is named to an officer: itself, and its code where it is unseen."""
    is_seen = unicodedata.category(character)[0] not in "CZ"
    return character if is_seen else f"U+{ord(character):04X}"

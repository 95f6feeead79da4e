"""Reads a sentence as it is spoken, by a language's rules; what has no certain reading is told.

A sentence is gone through from left to right. At the start of each word the site's own readings
come first, then the language's rules in their order. A rule takes what it knows from its first
letter to a word's end, so that nothing is read in half: "50%/năm" is no percentage and some rest,
but one thing that no rule knows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import msgspec

from bangtin import spelling

Kind = Literal["word", "sign", "say", "abbreviation", "number", "date", "time", "phone", "address"]
SAID_TWICE: frozenset[Kind] = frozenset(("phone", "address", "time"))
"""What one has to keep in mind to do what is asked."""

Reason = Literal["word", "address", "number", "sign"]

LARGEST = 999_999
"""The largest number that languages of Europe read out in words."""
OPENING = '(["“«‘'
CLOSING = ')]"”»’.,;:!?…'
_DASHES = "-–—"
END = r"(?=$|\s|[)\]\"”»’;!?…]|[.,:]+(?=$|[\s)\]\"”»’…]))"
"""What ends a word: a full stop or a comma only where no figure or letter follows it."""
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"\S+")
_FIGURES = re.compile(r"[+(]?\d[\d.()-]*(?: [\d.()-]*\d)+(?!\w)")
"""A number in groups is one thing, as a telephone number is."""
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S|\S+@\S+\.\S|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/|\b)", re.IGNORECASE
)


class Part(msgspec.Struct, frozen=True):
    """A piece of a sentence as it is said; ``source`` is what was written where that differs."""

    said: str
    source: str = ""
    kind: Kind = "word"

    @property
    def is_changed(self) -> bool:
        """Whether it is said otherwise than it was written."""
        return bool(self.source)


class Unspeakable(msgspec.Struct, frozen=True):
    """What has no certain reading, and where it begins in the sentence."""

    text: str
    start: int
    reason: Reason


class Sentence(msgspec.Struct, frozen=True):
    """A sentence as it is said; ``is_repeat`` marks one that says a number or an address again."""

    source: str
    parts: tuple[Part, ...]
    is_repeat: bool = False

    @property
    def said(self) -> str:
        """The whole sentence as it is said."""
        return "".join(part.said for part in self.parts)

    @property
    def changed(self) -> tuple[Part, ...]:
        """What is said otherwise than it was written, each once."""
        return tuple(dict.fromkeys(part for part in self.parts if part.is_changed))


class Rule(msgspec.Struct, frozen=True):
    """What a language reads in its own way.

    ``say`` gets the match and the words before it, in small letters, and returns how it is said,
    with its kind; None where it looks like this and is no such thing.
    """

    pattern: re.Pattern[str]
    say: Callable[[re.Match[str], str], tuple[str, Kind] | None]


def rule(
    pattern: str, say: Callable[[re.Match[str], str], tuple[str, Kind] | None], flags: int = 0
) -> Rule:
    """Return a rule whose match ends where a word ends."""
    return Rule(re.compile(rf"(?:{pattern}){END}", flags), say)


def whole_number(text: str) -> int | None:
    """Return a number that is written in groups or in one; None for one that is no amount.

    That is one beyond ``LARGEST``, or that begins with a zero.
    """
    digits = re.sub("[ ,]", "", text)
    value = int(digits)
    return None if value > LARGEST or (len(digits) > 1 and digits[0] == "0") else value


def as_number(said: str | None, behind: str = "") -> tuple[str, Kind] | None:
    """Return what a rule says of a number, with the word behind it; None where it is none."""
    return (said + behind, "number") if said else None


class Lexicon:
    """Readings that people gave: of the entry first, then of the site, the longest first."""

    def __init__(self, *sources: Mapping[str, str]) -> None:
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        for source in sources:
            for written, said in source.items():
                key = spelling.nfc(written).strip()
                self._exact.setdefault(key, said)
                if key != key.upper():  # "QR" is no "qr"; a name at a sentence's start is the name
                    self._folded.setdefault(key.lower(), said)
        keys = sorted({*self._exact, *self._folded}, key=lambda k: (-len(k), k))
        joined = "|".join(re.escape(key).replace(r"\ ", r"\s+") for key in keys)
        self._pattern = (
            re.compile(rf"(?P<scheme>https?://)?(?P<key>{joined})(?P<slash>/)?{END}", re.IGNORECASE)
            if keys
            else None
        )

    def find(self, text: str, start: int) -> tuple[int, Part] | None:
        """Return the reading of what stands at a place of a text, and where it ends."""
        match = self._pattern.match(text, start) if self._pattern else None
        if match is None:
            return None
        written = " ".join(match["key"].split())
        said = self._exact.get(written) or self._folded.get(written.lower())
        is_address = bool(_ADDRESS.fullmatch(written)) or bool(match["scheme"])
        if said is None or ((match["scheme"] or match["slash"]) and not is_address):
            return None
        return match.end(), Part(said, match.group(), "address" if is_address else "say")


def read(
    text: str, rules: tuple[Rule, ...], lexicon: Lexicon
) -> tuple[Sentence, tuple[Unspeakable, ...]]:
    """Return a sentence as it is said, and all in it that has no certain reading."""
    text = spelling.nfc(text).replace("\u00a0", " ")
    parts: list[Part] = []
    faults: list[Unspeakable] = []
    place = 0
    while place < len(text):
        if space := _SPACE.match(text, place):
            parts.append(Part(" "))
            place = space.end()
            continue
        character = text[place]
        is_start = place == 0 or text[place - 1].isspace() or text[place - 1] in OPENING
        if is_start and (found := _known(text, place, rules, lexicon)):
            place, part = found
            parts.append(part)
            continue
        if is_start and character in OPENING:
            if character == "(" and parts:
                _breathe(parts)
            place += 1
            continue
        if place and character in CLOSING:
            if character == ")" and text[place + 1 : place + 2] == " ":
                parts.append(Part(",", "", "sign"))
            elif character not in '])"”»’':
                parts.append(Part(character, "", "sign"))
            place += 1
            continue
        if is_start and character in _DASHES and text[place + 1 : place + 2] in ("", " "):
            parts.append(Part("–", "", "sign"))
            place += 1
            continue
        run = _RUN.match(text, place)
        assert run is not None
        whole = _FIGURES.match(text, place) or run
        shown = whole.group().rstrip(CLOSING) or run.group()
        faults.append(Unspeakable(shown, place, _reason(shown)))
        place += len(shown)
    return Sentence(text, tuple(_joined(parts))), tuple(faults)


def _joined(parts: list[Part]) -> Iterator[Part]:
    """Yield words and signs that are said as they were written in one part.

    A part for each word and each space took a fifth of the memory of a site of 10,000 scripts.
    """
    for is_plain, run in itertools.groupby(parts, key=_is_plain):
        if is_plain:
            yield Part("".join(part.said for part in run))
        else:
            yield from run


def _is_plain(part: Part) -> bool:
    return part.kind in ("word", "sign") and not part.is_changed


def _known(
    text: str, place: int, rules: tuple[Rule, ...], lexicon: Lexicon
) -> tuple[int, Part] | None:
    if found := lexicon.find(text, place):
        return found
    run = _RUN.match(text, place)
    if run and (_ADDRESS.match(run.group().rstrip(CLOSING)) or _has_other_figures(run.group())):
        return None
    before = text[:place].lower()
    for one in rules:
        match = one.pattern.match(text, place)
        if match and (said := one.say(match, before)):
            words, kind = said
            return match.end(), Part(words, match.group() if words != match.group() else "", kind)
    return None


def _has_other_figures(text: str) -> bool:
    """Tell figures of other scripts, and wide ones: a rule would take them for usual ones."""
    return any(c.isdecimal() and not c.isascii() for c in text)


def _breathe(parts: list[Part]) -> None:
    """Put a pause where a bracket opens: brackets themselves are not heard."""
    if parts[-1].said == " ":
        parts.pop()
    if parts and parts[-1].kind != "sign":
        parts.append(Part(",", "", "sign"))
    if parts:
        parts.append(Part(" "))


def _reason(text: str) -> Reason:
    if _ADDRESS.match(text):
        return "address"
    if any(c.isdigit() for c in text):
        return "number"
    return "word" if any(c.isalpha() for c in text) else "sign"

"""What a board shows, and when: the largest text that fits, its pages and how long each stays.

Times are milliseconds, lengths are lamps. Lines break at spaces, never at spaces that bind.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from bangtin.lamps.faces import Face, face, sizes

Mode = Literal["still", "paged", "scroll"]
MODES: tuple[Mode, ...] = ("still", "paged", "scroll")

SHORTEST_PAGE, PER_SYLLABLE = 3_000, 300
"""How long a page stays: 3 s at least, and 0.3 s a syllable."""
HOTLINE_LONGER = 1_000
"""The page with the number stays longer than any other: people write it down."""
TICK = 40
"""A GIF counts hundredths of a second, and players stumble over short ones."""
MOST_STEP = 4
"""So many lamps at most at a time: more of them jump."""
LETTERS_SEEN = 10
"""A running text shows so many letters at a time at least."""
MOST_FLASHES = 3
"""Flashes a second (WCAG 2.3.1)."""
LONGEST_ROUND = 120_000
"""Nobody stands before a board for longer."""


class DoesNotFit(Exception):
    """A text that a board can't show: why, which of its texts (from 0), what it needs and has."""

    def __init__(self, key: str, entry: int, needs: int, has: int) -> None:
        super().__init__(key, entry, needs, has)
        self.key, self.entry, self.needs, self.has = key, entry, needs, has


class Message(msgspec.Struct, frozen=True):
    """What is to be shown on a board of ``width`` by ``height`` lamps.

    Of ``texts`` each is a row (still) or a page; with ``is_running_text`` the only one may be
    broken into rows and pages. ``call`` has the hotline's name and its number, or nothing.
    """

    width: int
    height: int
    mode: Mode
    texts: tuple[str, ...]
    is_running_text: bool = False
    call: tuple[str, ...] = ()
    flash: int = 0


class Page(msgspec.Struct, frozen=True):
    """One picture: its rows, the size of its face (0 is the drawn alphabet), how long it stays."""

    rows: tuple[str, ...]
    size: int
    dwell: int

    @property
    def words(self) -> str:
        """Its text on one line."""
        return " ".join(self.rows).replace("\u00a0", " ")


class Plan(msgspec.Struct, frozen=True):
    """The pages of a board in their order; of a running text each page is one run.

    ``step`` is how many lamps a running text goes on at a time, ``delay`` how long it stays.
    """

    message: Message
    pages: tuple[Page, ...]
    step: int = 0
    delay: int = 0

    @property
    def moves(self) -> bool:
        """Whether it shows more than one picture, flashing aside."""
        return self.message.mode == "scroll" or len(self.pages) > 1

    @property
    def round(self) -> int:
        """How long all takes, till it begins again."""
        return sum(page.dwell for page in self.pages)

    @property
    def capital(self) -> int:
        """The height of its smallest capitals."""
        return min(map(_capital, self.pages))


def plan(message: Message) -> Plan:
    """Plan a message. Raises DoesNotFit."""
    if message.mode == "scroll":
        return _scrolling(message)
    still = message.mode == "still"
    if still and not message.is_running_text:
        texts = (*message.texts, *message.call[-1:])
        pages = [_page(texts, _size_of_rows(texts, message))]
    elif message.is_running_text:
        pages = _broken(message, single=still)
    else:
        pages = [_one(text, message, n) for n, text in enumerate(message.texts)]
    if message.call and not (still and not message.is_running_text):
        pages.append(_call(message, max(page.dwell for page in pages)))
    found = Plan(message, tuple(pages))
    _check_round(found)
    return found


def _check_round(found: Plan) -> None:
    if found.round > LONGEST_ROUND:
        raise DoesNotFit("led-round-long", 0, math.ceil(found.round / 1000), LONGEST_ROUND // 1000)


def dwell(texts: Iterable[str]) -> int:
    """Return how long a page has to stay, in half seconds; each digit is spoken by itself."""
    count = 0
    for word in " ".join(texts).replace("\u00a0", " ").split():
        digits = sum(c.isdigit() for c in word)
        count += digits or any(c.isalpha() for c in word)
    return max(SHORTEST_PAGE, math.ceil(count * PER_SYLLABLE / 500) * 500)


def _page(rows: Sequence[str], size: int) -> Page:
    return Page(tuple(rows), size, dwell(rows))


def _size_of_rows(rows: Sequence[str], message: Message) -> int:
    """Return the largest size in which each of the rows fits on a line of its own."""
    smallest = face(0)
    has = message.height // smallest.rows
    if len(rows) > has:
        raise DoesNotFit("led-rows", min(has, len(message.texts) - 1), len(rows), has)
    for size in sizes(message.height // len(rows)):
        if all(face(size).width(row) <= message.width for row in rows):
            return size
    widths = [smallest.width(row) for row in rows]
    longest = next(n for n, width in enumerate(widths) if width > message.width)
    raise DoesNotFit("led-long", longest, widths[longest], message.width)


def _one(text: str, message: Message, number: int) -> Page:
    """Set a text on one page, in as many rows as it takes in the largest size."""
    found = _fitted(text, message)
    if found is None:
        rows = message.height // face(0).rows
        if rows > 1:
            _check_words(text, message, number)
            needs = len(_greedy(text.split(" "), message.width, face(0)))
            raise DoesNotFit("led-full", number, needs, rows)
        raise DoesNotFit("led-long", number, face(0).width(text), message.width)
    return found


def _fitted(text: str, message: Message) -> Page | None:
    """Return a text in the largest size in which it fits on a page; None where it doesn't."""
    words = text.split(" ")
    # Widths grow with the size: a size that the longest word doesn't fit needn't be tried.
    longest = max(words, key=len)
    for size in sizes(message.height):
        own = face(size)
        if own.width(longest) > message.width:
            continue
        most = message.height // own.rows
        rows = _greedy(words, message.width, own)
        if len(rows) <= most and all(own.width(row) <= message.width for row in rows):
            return _page(_Breaks(words, own).rows(len(rows)), size)
    return None


def _greedy(words: Sequence[str], width: int, own: Face) -> list[str]:
    rows: list[str] = []
    for word in words:
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and own.width(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


class _Breaks:
    """Words to be broken into rows: what is reckoned for fewer rows serves for more.

    Each row that there may be is measured once.
    """

    def __init__(self, words: Sequence[str], own: Face) -> None:
        self._words = words
        self._width = functools.cache(lambda start, end: own.width(" ".join(words[start:end])))
        # best[n][end] is, for n rows of the words before end, the widest and where the last begins.
        self._best: list[dict[int, tuple[int, int]]] = [{0: (0, 0)}]

    def rows(self, count: int) -> list[str]:
        """Return so many rows, of which the widest is as narrow as can be."""
        while len(self._best) <= count:
            self._best.append(self._with_one_more(self._best[-1]))
        rows, end = [], len(self._words)
        for found in reversed(self._best[1 : count + 1]):
            start = found[end][1]
            rows.append(" ".join(self._words[start:end]))
            end = start
        return rows[::-1]

    def _with_one_more(self, before: Mapping[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        after: dict[int, tuple[int, int]] = {}
        for start, (widest, _from) in before.items():
            for end in range(start + 1, len(self._words) + 1):
                wide = max(widest, self._width(start, end))
                if end not in after or wide < after[end][0]:
                    after[end] = (wide, start)
        return after


def _broken(message: Message, *, single: bool) -> list[Page]:
    """Break the only text into as few pages as it takes, each as full as the others."""
    (text,) = message.texts
    _check_words(text, message, 0)
    whole = _fitted(text, message)
    if whole:
        return [whole]
    words, own = text.split(" "), face(0)
    has = message.height // own.rows
    if single:
        needs = len(_greedy(words, message.width, own))
        if has == 1:
            raise DoesNotFit("led-long", 0, own.width(text), message.width)
        raise DoesNotFit("led-full", 0, needs, has)
    parted = _parts(text)
    if len(parted) > 1:
        found = [_fitted(part, message) for part in parted]
        if all(found):
            return [page for page in found if page]
    breaks = _Breaks(words, own)
    fitted = functools.cache(lambda part: _fitted(part, message))
    for count in range(2, len(words) + 1):
        pages = [fitted(part) for part in breaks.rows(count)]
        if all(pages):
            return [page for page in pages if page]
    raise AssertionError("each word fits on a page")


def _parts(text: str) -> list[str]:
    """Part a text where one pauses, the dash between two parts left out."""
    return [part for part in re.split(r"(?<=[.,;:!?…]) | [–—-] ", text) if part]


def _check_words(text: str, message: Message, number: int) -> None:
    """Refuse a word that is wider than the board."""
    widest = max(face(0).width(word) for word in text.split(" "))
    if widest > message.width:
        raise DoesNotFit("led-long", number, widest, message.width)


def _call(message: Message, longest: int) -> Page:
    """Return the page of the hotline: its name over or before its number, whichever is larger."""
    name, number = message.call
    found = _fitted(number, message)
    if found is None:
        raise DoesNotFit("led-call", 0, face(0).width(number), message.width)
    if name:
        together = [_call_rows(rows, message) for rows in ((name, number), (f"{name} {number}",))]
        # The first of equals: over each other they read best.
        found = max((page for page in together if page), key=_capital, default=found)
    return msgspec.structs.replace(found, dwell=max(longest + HOTLINE_LONGER, found.dwell))


def _call_rows(rows: tuple[str, ...], message: Message) -> Page | None:
    try:
        return _page(rows, _size_of_rows(rows, msgspec.structs.replace(message, texts=rows)))
    except DoesNotFit:
        return None


def _capital(page: Page) -> int:
    return face(page.size).capital


def _scrolling(message: Message) -> Plan:
    call = " ".join(text for text in message.call if text)
    texts = [*message.texts, *([call] if call else [])]
    size = next(s for s in sizes(message.height) if not s or _shows_enough(s, message.width))
    own = face(size)
    widths = [own.width(text) for text in texts]
    fastest = message.width / 3
    for text, width in zip(texts, widths, strict=True):
        fastest = min(fastest, width * 1000 / dwell((text,)) if width else fastest)
    step, delay = speed(min(fastest, message.width / 3))
    pages = []
    for text, width in zip(texts, widths, strict=True):
        moves = math.ceil((width + message.width) / step)
        pages.append(Page((text,), size, moves * delay))
    found = Plan(message, tuple(pages), step, delay)
    _check_round(found)
    return found


def _shows_enough(size: int, width: int) -> bool:
    return face(size).width("n") * LETTERS_SEEN <= width


def speed(fastest: float) -> tuple[int, int]:
    """Return the step and the delay that go on as fast as may be, in lamps a second."""
    choices = itertools.product(range(1, MOST_STEP + 1), range(TICK, 8 * TICK + 1, TICK))
    allowed = [(s, d) for s, d in choices if s * 1000 / d <= fastest] or [(1, 8 * TICK)]
    fast = max(s / d for s, d in allowed)
    # A smaller step runs more smoothly: it may be a quarter slower.
    nearly = [(s, d) for s, d in allowed if s / d >= 0.75 * fast]
    return min(nearly, key=lambda c: (c[0], c[1]))

"""The message catalogues: ``vi.json`` and ``en.json`` beside this module, one a language.

A catalogue has four sections. ``levels`` are the words for an error and a
warning, ``problems`` say what is wrong and what to write instead, ``commands``
are the texts of the command line, and ``click`` has click's own texts (see
``bangtin.messages.click_texts``). Tests hold the languages to the same keys and
placeholders, and the code to the placeholders that it fills in.

The standard library's json reads them. msgspec would have to be imported for
``--help`` first, which takes twenty times as long as reading a catalogue
(12 ms against 0.6 ms).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NotRequired, TypedDict

FOLDER = Path(__file__).resolve().parent


class ProblemText(TypedDict):
    """One language's message, and its hint where there is more to say."""

    message: str
    hint: NotRequired[str]


class Catalogue(TypedDict):
    """All that is said in one language.

    A key of ``click`` is click's English text. Where click has one text for one
    thing and another for several, the value has both.
    """

    levels: dict[str, str]
    problems: dict[str, ProblemText]
    commands: dict[str, str]
    click: NotRequired[dict[str, str | Plural]]


class Plural(TypedDict):
    """A text for any number; ``several`` is click's English text for more than one."""

    several: str
    text: str


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, in the order of their names."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@functools.cache
def read(language: str) -> Catalogue:
    """Return the catalogue of ``language``; its file is read once a process."""
    catalogue: Catalogue = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return catalogue


def label(level: str, language: str) -> str:
    """Return the word for a level of problem."""
    return read(language)["levels"][level]


def message(key: str, language: str, args: Mapping[str, str]) -> str:
    """Return the filled-in message of the problem ``key``."""
    return read(language)["problems"][key]["message"].format_map(args)


def hint(key: str, language: str, args: Mapping[str, str]) -> str:
    """Return the filled-in hint of the problem ``key``; empty when the message says it all.

    Where nothing is known that could be chosen from, it says so.
    """
    if args.get("known") == "":
        args = {**args, "known": text("known-none", language)}
    return read(language)["problems"][key].get("hint", "").format_map(args)


class Counted(int):
    """A number that brings the words it counts, as a text has them behind its name.

    >>> "{n:page|pages}, {m:page|pages}".format(n=Counted(1), m=Counted(2))
    '1 page, 2 pages'
    >>> "{n:trang}".format(n=Counted(1)), "{n}".format(n=Counted(3))
    ('1 trang', '3')
    """

    def __format__(self, forms: str) -> str:
        """Return the number and its word: the first for one, the last for all others."""
        if not forms:
            return str(int(self))
        one, _, several = forms.partition("|")
        return f"{int(self)} {one if self == 1 or not several else several}"


def text(key: str, language: str, /, **values: object) -> str:
    """Return the filled-in text ``key`` of the command line."""
    counted = {n: Counted(v) if isinstance(v, int) else v for n, v in values.items()}
    return read(language)["commands"][key].format(**counted)

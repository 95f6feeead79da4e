"""The message catalogues: ``vi.json`` and ``en.json`` beside this module, one a language.

A catalogue has four sections. ``levels`` are the words for an error and a
warning, ``problems`` say what is wrong and what to write instead, ``commands``
are the texts of the command line, and ``click`` has click's own texts (see
``bangtin.messages.click_texts``). Tests hold the languages to the same keys and
placeholders, and the code to the placeholders that it fills in.

A site or a user may have catalogues of further languages (``add``). What one of them lacks, or
says with other placeholders, is said in English.

The standard library's json reads them. msgspec would have to be imported for
``--help`` first, which takes twenty times as long as reading a catalogue
(12 ms against 0.6 ms).
"""

from __future__ import annotations

import datetime
import functools
import json
import re
import string
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NotRequired, Self, TypedDict

from bangtin import spelling

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


ENGLISH = "en"
"""The language that stands in for what a further catalogue lacks."""
LARGEST = 4_000_000
"""No larger file (bytes) is read as a catalogue: the shipped ones have a twentieth of it."""
_NAME = re.compile(r"[a-z]{2,3}")
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal would take for an order."""
_added: dict[str, Path] = {}


@functools.cache
def shipped() -> tuple[str, ...]:
    """Return the languages that the product speaks, in the order of their names."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, in the order of their names."""
    return tuple(sorted({*shipped(), *_added}))


def add(folder: Path) -> None:
    """Take the catalogues of further languages that a folder has, each by its name: ``es.json``.

    A folder that can't be looked into, or isn't there, has none.
    """
    try:
        found = {path.stem: path for path in folder.glob("*.json") if path.is_file()}
    except OSError:
        return
    for name, path in found.items():
        if _NAME.fullmatch(name) and name not in shipped():
            _added.setdefault(name, path)


@functools.cache
def read(language: str) -> Catalogue:
    """Return the catalogue of ``language``; its file is read once a process."""
    if language in _added:
        return _whole(_added[language])[0]
    catalogue: Catalogue = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return catalogue


def unusable(language: str) -> tuple[Path, tuple[str, ...]] | None:
    """Return the file of a further language and what of it can't be said; None where all can."""
    path = _added.get(language)
    flaws = _whole(path)[1] if path else ()
    return (path, flaws) if path and flaws else None


@functools.cache
def _whole(path: Path) -> tuple[Catalogue, tuple[str, ...]]:
    """Return a further catalogue over the English one, and the names of texts left out of it."""
    english = read(ENGLISH)
    whole: Catalogue = {
        "levels": dict(english["levels"]),
        "problems": dict(english["problems"]),
        "commands": dict(english["commands"]),
    }
    try:
        if path.stat().st_size > LARGEST:
            return whole, (path.name,)
        own = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return whole, (path.name,)
    flaws = []
    for section, texts in (("levels", whole["levels"]), ("commands", whole["commands"])):
        for name, text in _entries(own, section):
            if _says_the_same(text, texts.get(name)):
                texts[name] = text
            else:
                flaws.append(name)
    for name, entry in _entries(own, "problems"):
        known = english["problems"].get(name)
        said = dict(_entries({"": entry}, ""))
        if known and said and all(_says_the_same(said[k], known.get(k)) for k in said):
            whole["problems"][name] = typing.cast("ProblemText", {**known, **said})
        else:
            flaws.append(name)
    return whole, tuple(flaws)


def _entries(own: Any, section: str) -> list[tuple[str, Any]]:
    """Return what a section of a file has; nothing where it is no object."""
    found = own.get(section) if isinstance(own, dict) else None
    return list(found.items()) if isinstance(found, dict) else []


def _says_the_same(text: Any, english: object) -> bool:
    """Tell whether a text can be filled in as its English one is: no other name, and no form."""
    if not isinstance(text, str) or not isinstance(english, str) or _UNSEEN.search(text):
        return False
    try:
        parts = [part[1:] for part in string.Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return False
    known = {part[1]: bool(part[2]) for part in string.Formatter().parse(english) if part[1]}
    return all(
        name in known and not conversion and (not form or (known[name] and "{" not in form))
        for name, form, conversion in parts
    )


def label(level: str, language: str) -> str:
    """Return the word for a level of problem."""
    return read(language)["levels"][level]


def message(key: str, language: str, args: Mapping[str, str]) -> str:
    """Return the filled-in message of the problem ``key``."""
    return read(language)["problems"][key]["message"].format_map(_said(args, language))


def hint(key: str, language: str, args: Mapping[str, str]) -> str:
    """Return the filled-in hint of the problem ``key``; empty when the message says it all.

    Where nothing is known that could be chosen from, it says so.
    """
    if args.get("known") == "":
        args = {**args, "known": text("known-none", language)}
    return read(language)["problems"][key].get("hint", "").format_map(_said(args, language))


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


class Moment(str):
    """A day or a time in ISO 8601; ``{name:day}`` writes it as people do.

    >>> "{a:day}; {a}".format(a=Moment("2021-07-05", "en"))
    '5 July 2021; 2021-07-05'
    >>> "{a:day}".format(a=Moment("2021-07-05T14:03:00+07:00", "vi"))
    '5/7/2021 14:03'
    >>> "{a:day}".format(a=Moment("tomorrow", "vi"))
    'tomorrow'
    """

    def __new__(cls, text: str, language: str) -> Self:
        """Keep the language beside the text."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    language: str

    def __format__(self, form: str) -> str:
        """Return the text; a day or time in words where ``form`` asks for it."""
        if form != "day":
            return super().__format__(form)
        try:
            moment = datetime.datetime.fromisoformat(self)
        except ValueError:
            return str(self)
        day = spelling.written(moment.date(), self.language)
        return day if len(self) == len("2021-07-05") else f"{day} {moment:%H:%M}"


def _said(args: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {n: Moment(v, language) if type(v) is str else v for n, v in args.items()}


def text(key: str, language: str, /, **values: object) -> str:
    """Return the filled-in text ``key`` of the command line."""
    counted = {n: Counted(v) if isinstance(v, int) else v for n, v in values.items()}
    return read(language)["commands"][key].format(**_said(counted, language))

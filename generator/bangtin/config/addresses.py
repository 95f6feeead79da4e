"""``addresses``: the words of which the portal makes its own addresses and names of files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec

from bangtin import locales, spelling
from bangtin.problems import Place

Word = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40, examples=["posters"])
]
PaperWord = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?=.*\{paper\})([a-z0-9]|-|\{paper\}){1,40}$", examples=['"{paper}-tiles"']
    ),
]
ScaleWord = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?=.*\{scale\})([a-z0-9]|-|\{scale\}){1,40}$", examples=['"scale-1-{scale}"']
    ),
]

ROLES = ("name", "full_name", "other_names", "address", "phone")
"""What the columns of a table of units can hold that the portal shows."""

INDEX = "pagefind-entry.json"
"""The file by which the folder of the search index is known."""
LANGUAGE = "en"
"""Whose words stand where a language has none of its own."""


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """The words of addresses and of names of files, each by what it stands for.

    ``config/addresses.json`` has those of each language; ``site.yaml`` changes single ones.
    """

    prints: Word = ""
    by_kind: Word = ""
    by_place: Word = ""
    editions: Word = ""
    run_sheet: Word = ""
    search: Word = ""
    search_index: Word = ""
    questions: Word = ""
    archive: Word = ""
    all: Word = ""
    offline: Word = ""
    embed: Word = ""
    frame: Word = ""
    topics: Word = ""
    files: Word = ""
    pictures: Word = ""
    progress: Word = ""
    units: Word = ""
    home: Word = ""
    other: Word = ""
    row: Word = ""
    page: Word = ""
    share: Word = ""
    press: Word = ""
    tiles: PaperWord = ""
    scale: ScaleWord = ""
    bundle: Word = ""
    lamps: Word = ""
    lamps_small: Word = ""
    running: Word = ""
    caption: Word = ""
    marked: Word = ""
    plain: Word = ""
    orders: Word = ""
    order: Word = ""
    handover: Word = ""
    recall: Word = ""
    report: Word = ""
    packs: Word = ""
    read_first: Word = ""
    places: dict[str, Place] = {}

    @property
    def folders(self) -> tuple[str, ...]:
        """Folders in which the portal names its files, in any language."""
        return (self.embed, self.prints, self.search_index, self.files, self.pictures, self.topics)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that every portal can have, by their addresses."""
        words = (self.questions, self.prints, self.search, self.archive, self.all)
        return tuple(f"{word}/" for word in words)

    @property
    def in_prints(self) -> tuple[str, ...]:
        """What stands beside the prints, so that no print can have such an id."""
        return (self.by_kind, self.by_place, self.editions, self.run_sheet, self.packs)


def complete(own: Addresses, language: str) -> Addresses:
    """Return a site's own words, a language's where it says nothing."""
    said = {name: word for name in Addresses.__struct_fields__ if (word := getattr(own, name))}
    return msgspec.structs.replace(of_language(language), **said)


@cache
def of_language(language: str) -> Addresses:
    """Return a language's own words, English ones where it has none.

    >>> of_language("fr-CA").prints, of_language("xx").search
    ('supports', 'search')
    """
    return msgspec.convert(_shipped(language)["words"], Addresses)


def sections(language: str) -> dict[str, str]:
    """Return a language's folders of content, each with its kind, in the portal's order.

    >>> sections("en")["news"]
    'news'
    """
    return _shipped(language)["sections"]


def column(role: str, columns: Iterable[str]) -> str:
    """Return the column that is called as a role is in a shipped language; empty without one.

    Capitals, marks and what parts words make no difference where only one can be meant.

    >>> column("phone", ["key", "phone"]), column("address", ["key", "phone"])
    ('phone', '')
    >>> column("full_name", ["key", "Full name"])
    'Full name'
    """
    known = list(columns)
    names = _catalogue()["columns"][role]
    alike = (spelling.same_name(name, known) for name in names)
    return next((name for name in names if name in known), "") or next(filter(None, alike), "")


def names_of(role: str) -> list[str]:
    """Return what the column of a role is called in the shipped languages."""
    return list(_catalogue()["columns"][role])


def role_like(column: str) -> str:
    """Return the role that a column seems to be meant for, by the words in its name.

    >>> role_like("Office phone"), role_like("Official name"), role_like("people")
    ('phone', 'full_name', '')
    """
    words = f" {spelling.slug(column).replace('-', ' ')} "
    signs: dict[str, list[str]] = _catalogue()["column_signs"]
    return next((r for r, known in signs.items() if any(f" {k} " in words for k in known)), "")


def _shipped(language: str) -> dict[str, dict[str, str]]:
    catalogue: dict[str, dict[str, dict[str, str]]] = _catalogue()
    return catalogue.get(locales.base(language), catalogue[LANGUAGE])


@cache
def _catalogue() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return found


@cache
def formats() -> dict[str, str]:
    """Return further names of formats, each with the name of its entry.

    >>> formats()["banner-6x0.8"]
    'bang-ron-6x0.8'
    """
    found: dict[str, str] = _catalogue()["formats"]
    return found


def indexes(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the folders of search indexes among published files: people don't open them.

    >>> indexes(["find/pagefind-entry.json", "a/index.html"])
    ('find/',)
    """
    ending = f"/{INDEX}"
    return tuple(p.removesuffix(INDEX) for p in paths if p.endswith(ending) and p.count("/") == 1)

"""Reserved addresses: what the portal publishes by itself, and no page, alias or name may take."""

from __future__ import annotations

from bangtin import spelling
from bangtin.config.settings import Settings
from bangtin.problems import Problems

FOLDERS = ("q", "assets")
"""Folders in which the portal names its files, in every language."""


NO_SECTIONS = ("data",)
"""Folders of content that hold no pages."""


class Reserved:
    """The reserved addresses of one site.

    With ``has_units`` the site has a table of communes, and with it their pages.
    """

    def __init__(self, settings: Settings, *, has_units: bool) -> None:
        units = (settings.unit_table,) if has_units else ()
        if settings.count:
            units = (*units, settings.count.table)
        words = settings.addresses
        self._folders = {*words.folders, *FOLDERS, *units}
        self._offline = f"{words.offline}/"
        self._languages = frozenset(settings.language_folders)
        self.lists = (
            *(f"{name}/" for name in settings.sections),
            *words.lists,
            *(f"{name}/" for name in units),
        )
        """The lists that a menu can name."""

    def over(self, url: str) -> str:
        """Return the reserved address that ``url`` is or lies below; empty where it is free.

        >>> Reserved(settings, has_units=False).over("tim/benh/")
        'tim/'
        """
        first, _, rest = url.partition("/")
        if first in self._languages and rest:
            # Each language has its own copy of every list.
            below = self.over(rest)
            return f"{first}/{below}" if below else ""
        if first in self._folders:
            return f"{first}/"
        return url if url in self.lists or url == self._offline else ""


def check_names(settings: Settings, problems: Problems, *, has_units: bool) -> None:
    """Refuse a language or table of communes whose folder is the portal's own, or another's.

    Their pages would stand among files that the portal writes and removes.
    """
    words = settings.addresses
    lists = (*words.lists, f"{words.offline}/")
    own = {*words.folders, *FOLDERS, *settings.sections, *(url.rstrip("/") for url in lists)}
    taken = set(FOLDERS)
    sections = settings.sections
    languages = settings.language_folders
    for key in ("prints", "search", "search_index", "questions", "archive", "all", "offline",
                "embed", "topics", "files", "pictures"):  # fmt: skip
        name = getattr(words, key)
        if key in words.places and (name in taken or name in sections):
            problems.error("name-taken", words.places[key], name=name)
        elif name in sections and sections[name].places:
            problems.error("name-taken", sections[name].place(), name=name)
        taken.add(name)
    for name, section in settings.sections.items():
        if section.places and name in {*languages, *NO_SECTIONS}:
            problems.error("name-taken", section.place(), name=name)
    for name, lang in languages.items():
        if name in own:
            problems.error("name-taken", settings.languages[lang].place(), name=name)
    if settings.count:
        table = settings.count.table
        place = settings.count.places.get("table", settings.count.place())
        if spelling.slug(table) != table:
            problems.error("name-form", place, name=table)
        elif table in {*own, *languages, settings.unit_table}:
            problems.error("name-taken", place, name=table)
    if not has_units:
        return
    units = settings.unit_table
    place = settings.units.places.get("table", settings.place())
    if spelling.slug(units) != units:
        problems.error("name-form", place, name=units)
    elif units in own or units in languages:
        problems.error("name-taken", place, name=units)

"""The site: everything that its authors wrote, read and checked together, as one frozen value."""

from __future__ import annotations

import datetime
import functools

import msgspec

from bangtin.config import strings
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.files import fonts
from bangtin.site.counts import Counts
from bangtin.site.edition_log import Withdrawn
from bangtin.site.lifecycle import Change
from bangtin.site.links import Link
from bangtin.site.packs import FilledPack
from bangtin.site.pages import Page
from bangtin.site.patterns import Patterns
from bangtin.site.publications import Print, Publication
from bangtin.site.tables import Table


class Site(msgspec.Struct, frozen=True, dict=True):
    """All that is published, with every name resolved.

    ``strings`` holds each language's UI strings, the site's own language first.
    ``files`` holds the digest of each layout, asset and pattern by its path from the
    root; ``now`` is the day on which the site is built; ``changes`` are the
    pages that time alone will change, and when.
    """

    root: str
    settings: Settings
    now: datetime.date
    pages: tuple[Page, ...]
    publications: tuple[Publication, ...]
    tables: dict[str, Table]
    links: dict[str, Link]
    formats: dict[str, AnyFormat]
    strings: dict[str, dict[str, str]]
    files: dict[str, str]
    changes: tuple[Change, ...]
    counts: Counts | None = None
    packs: tuple[FilledPack, ...] = ()
    patterns: Patterns = Patterns()
    withdrawn: tuple[Withdrawn, ...] = ()

    @property
    def own_strings(self) -> dict[str, str]:
        """The strings of the site's own language."""
        return self.strings[self.settings.language]

    @property
    def next_change(self) -> datetime.date | None:
        """The next day on which time alone changes what is published."""
        return min((change.day for change in self.changes), default=None)

    @property
    def languages(self) -> dict[str, str]:
        """The portal's languages and what their speakers call them, its own first."""
        own = self.settings.language
        return {own: strings.name_of(own) or own} | {
            tag: language.name for tag, language in self.settings.languages.items()
        }

    def say(self, text: str, lang: str) -> tuple[str, str]:
        """Return what ``site.yaml`` says in a language, and the language it came out in."""
        own = self.settings.language
        if lang == own:
            return text, own
        translated = self.settings.languages[lang].words.get(text)
        return (translated, lang) if translated else (text, own)

    def files_under(self, *folders: str) -> dict[str, str]:
        """Return the digests of the layouts and assets below the given folders."""
        prefixes = tuple(f"{folder}/" for folder in folders)
        return {p: d for p, d in self.files.items() if p.startswith(prefixes)}

    @functools.cached_property
    def _fonts(self) -> tuple[str, ...]:
        return fonts.of(self.files)

    def layout_files(self, *layouts: str) -> dict[str, str]:
        """Return the digests of layouts, and of the fonts that what they set may need."""
        return {path: self.files[path] for path in (*layouts, *self._fonts)}

    @property
    def prints(self) -> tuple[Print, ...]:
        """What is printed of all that is published."""
        return tuple(p for p in self.publications if isinstance(p, Print))

    @property
    def units(self) -> Table | None:
        """The table of communes."""
        return self.tables.get(self.settings.unit_table)

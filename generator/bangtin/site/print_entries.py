"""Reads the entries of ``publish``, each against formats, tables, links and pictograms."""

from __future__ import annotations

import collections
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from bangtin.config.formats import Format
from bangtin.config.header import LANGUAGES_OF_VIETNAM, PublishEntry
from bangtin.files import folders
from bangtin.markdown import document
from bangtin.problems import Place, Problems, closest
from bangtin.site import slugs
from bangtin.site.links import Link
from bangtin.site.pages import Page
from bangtin.site.publications import PLACEHOLDER, Copy, Publication, edition_code, identity_of
from bangtin.site.references import Resolver
from bangtin.site.reserved import PRINT_PAGES
from bangtin.site.tables import Row, Table

_BRACE = re.compile(r"[{}]+[^{}]{0,20}[{}]*")
_BLANK = re.compile(r"_{3,}|\.{4,}|…[….]+|lorem ipsum", re.IGNORECASE)
"""What stands where somebody meant to fill in something later."""
TEXT_KEYS = ("title", "slogan", "reason", "qr_text", "help", "signature", "place_name")

ISSUED = "venue"
"""The layout that takes a code which the national system issued to a venue."""

RECORDING = "audio:"
"""``qr: audio:hmn`` leads to the page's recording in that language."""

OUTDOORS = ("hoarding", "banner", "pillar")
MOST_HANGING_DAYS = 15
"""Luật Quảng cáo 16/2012/QH13, Điều 27, khoản 4."""

NEEDS: dict[str, tuple[str, ...]] = {
    "hoarding": ("slogan", "qr"),
    "banner": ("slogan", "qr"),
    "pillar": ("slogan", "qr"),
    "poster": ("slogan", "qr", "step-icons"),
    "leaflet": ("qr", "steps", "step-icons"),
    "card": ("qr", "steps", "step-icons"),
    "fold": ("qr", "steps", "step-icons", "panels"),
    "venue": ("slogan",),
    "sticker": ("slogan", "qr"),
}
"""What each layout can't do without; the names are those of the messages' keys."""


class PublicationReader:
    """Resolves the ``publish`` entries of all pages against formats, tables and links."""

    def __init__(
        self,
        formats: Mapping[str, Format],
        tables: Mapping[str, Table],
        icons: set[str],
        values: Mapping[str, str],
        resolver: Resolver,
        issued: Callable[[str, Place], str],
        problems: Problems,
        at_fault: Container[str] = (),
    ) -> None:
        """``at_fault`` names formats and tables whose own problems are noted already."""
        self._at_fault = at_fault
        self._formats = formats
        self._tables = tables
        self._icons = icons
        self._values = values
        self._resolver = resolver
        self._issued = issued
        self._problems = problems
        self._ids: dict[str, Place] = {}
        self._codes: dict[str, Place] = {}

    def read(self, page: Page, own: str) -> Iterator[Publication]:
        """Yield a page's publications; an entry at fault is noted and left out.

        ``own`` is the site's language: a page in another one has no Vietnamese beside it.
        """
        for entry in page.header.publish:
            before = len(self._problems)
            publication = self._read(page, entry)
            if publication is not None and len(self._problems) == before:
                if page.lang != own and page.lang not in LANGUAGES_OF_VIETNAM:
                    self._check_foreign(publication)
                yield publication

    def _check_foreign(self, publication: Publication) -> None:
        """Advise on a sheet for the street that says nothing in Vietnamese."""
        if publication.format.layout in OUTDOORS:
            self._problems.warning("foreign-alone", publication.place)

    def _read(self, page: Page, entry: PublishEntry) -> Publication | None:
        place = entry.place()
        format_ = self._formats.get(entry.format)
        if format_ is None and entry.format not in self._at_fault:
            meant = closest(entry.format, self._formats)
            key = "unknown-format-meant" if meant else "unknown-format"
            known = ", ".join(self._formats)
            self._problems.error(
                key, entry.place("format"), name=entry.format, meant=meant, known=known
            )
        link = self._link(page, entry)
        copies = self._copies(entry)
        self._check_sections(page, entry)
        self._check_needs(page, entry, format_)
        self._check_icons(page, entry)
        self._check_hanging(entry, format_)
        if format_ is None:
            return None
        identity = identity_of(page, entry)
        if identity in folders.DEVICES:
            self._problems.error("name-reserved", entry.place("id"), name=identity)
        if identity in PRINT_PAGES:
            self._problems.error("name-taken", entry.place("id"), name=identity)
        code = edition_code(page, entry, format_)
        self._claim(self._ids, identity, "publication-doubled", place)
        self._claim(self._codes, code, "edition-doubled", place)
        return Publication(
            id=identity,
            title=entry.title or page.header.title,
            page=page,
            entry=entry,
            format_name=entry.format,
            format=format_,
            link=link,
            copies=copies,
            edition_code=code,
            edition_date=entry.edition_date or page.header.updated or page.header.date,
            place=place,
        )

    def _link(self, page: Page, entry: PublishEntry) -> Link | None:
        """Return where the code leads: a register entry, or a recording on the page itself."""
        if not entry.qr:
            return None
        if not entry.qr.startswith(RECORDING):
            return self._resolver.link(entry.qr, entry.place("qr"))
        lang = entry.qr.removeprefix(RECORDING)
        recordings = {audio.lang: audio for audio in page.header.audio}
        if lang not in recordings:
            known = ", ".join(recordings) or "–"
            self._problems.error("no-recording", entry.place("qr"), lang=lang, known=known)
            return None
        return self._resolver.recording(page, recordings[lang])

    def _claim(self, taken: dict[str, Place], name: str, key: str, place: Place) -> None:
        first = taken.setdefault(name, place)
        if first != place:
            self._problems.error(key, place, name=name, first=f"{first.file}:{first.line}")

    def _check_needs(self, page: Page, entry: PublishEntry, format_: Format | None) -> None:
        """Refuse an entry that lacks what its layout can't do without."""
        if page.header.code is None:
            self._problems.error("code-missing", entry.place(), file=page.file)
        if format_ is None:
            return
        has = {
            "slogan": bool(entry.slogan),
            "qr": bool(entry.qr),
            "steps": document.steps(page.blocks) is not None,
            "step-icons": bool(page.header.step_icons or entry.steps),
            "panels": len(entry.panels) == format_.panels,
        }
        for need in NEEDS[format_.layout]:
            if not has[need]:
                self._problems.error(
                    f"{need}-missing", entry.place(), format=entry.format, panels=format_.panels
                )
        if entry.code_from and format_.layout != ISSUED:
            # Elsewhere the address of ``qr`` would stand below another code.
            self._problems.error(
                "code-from-elsewhere", entry.place("code_from"), format=entry.format
            )
        elif entry.code_from and entry.qr:
            self._problems.error("code-twice", entry.place("code_from"))

    def _check_hanging(self, entry: PublishEntry, format_: Format | None) -> None:
        """Advise on how long a banner may hang."""
        if not (entry.hang_from and entry.hang_until):
            return
        days = (entry.hang_until - entry.hang_from).days + 1
        place = entry.place("hang_until")
        if days < 1:
            self._problems.error("hang-reversed", place)
        elif days > MOST_HANGING_DAYS and format_ is not None and format_.layout == "banner":
            self._problems.warning("hang-too-long", place, days=days, most=MOST_HANGING_DAYS)

    def _check_icons(self, page: Page, entry: PublishEntry) -> None:
        """Refuse pictograms that don't exist, and a page's that don't match its steps."""
        header = page.header
        used = [(entry.emblem, entry.place("emblem"))] if entry.emblem else []
        used += [(name, header.place("step_icons", n)) for n, name in enumerate(header.step_icons)]
        used += [(step.icon, step.place("icon")) for step in entry.steps]
        for name, place in used:
            if name not in self._icons:
                meant = closest(name, self._icons)
                key = "unknown-icon-meant" if meant else "unknown-icon"
                self._problems.error(key, place, name=name, meant=meant)
        steps = document.steps(page.blocks)
        if header.step_icons and steps and len(header.step_icons) != len(steps.items):
            self._problems.error(
                "step-icons",
                header.place("step_icons"),
                icons=len(header.step_icons),
                steps=len(steps.items),
            )

    def _check_sections(self, page: Page, entry: PublishEntry) -> None:
        titles = [document.plain(h.c) for h in document.headings(page.blocks)]
        counts = collections.Counter(titles)
        chosen = [(title, "sections") for title in entry.sections]
        chosen += [(title, "panels") for panel in entry.panels for title in panel]
        for title, where in chosen:
            if title not in titles:
                meant = closest(title, titles)
                key = "unknown-section-meant" if meant else "unknown-section"
                known = "; ".join(titles)
                self._problems.error(key, entry.place(where), title=title, meant=meant, known=known)
            elif counts[title] > 1:
                self._problems.error(
                    "section-doubled", entry.place(where), title=title, count=counts[title]
                )

    def _copies(self, entry: PublishEntry) -> tuple[Copy, ...]:
        if entry.each is None:
            if entry.where:
                self._problems.error("where-without-each", entry.place("where"))
            for key in ("bundle", "code_from"):
                if getattr(entry, key):
                    self._problems.error("needs-each", entry.place(key), key=key)
            self._check_names(entry, self._values)
            return (Copy("", "", dict(self._values)),)
        table = self._tables.get(entry.each)
        if table is None and entry.each in self._at_fault:
            return ()
        if table is None:
            meant = closest(entry.each.removesuffix(".csv"), self._tables)
            key = "unknown-table-meant" if meant else "unknown-table"
            known = ", ".join(self._tables)
            self._problems.error(
                key, entry.place("each"), name=entry.each, meant=meant, known=known
            )
            return ()
        named = [(column, "where") for column in entry.where]
        named += [(entry.bundle, "bundle")] if entry.bundle else []
        for column, where in named:
            if column not in table.columns:
                self._unknown_column(column, table.columns, entry.place(where))
        if entry.code_from and entry.code_from not in table.columns:
            self._unknown_column(entry.code_from, table.columns, entry.place("code_from"))
        self._check_names(entry, dict.fromkeys(table.columns, "") | dict(self._values))
        rows = [row for row in table.rows if _is_selected(row, entry.where)]
        self._check_cells(entry, rows)
        if not rows and all(column in table.columns for column in entry.where):
            self._problems.error("no-rows", entry.place("each"), name=entry.each)
        column = "ten" if "ten" in table.columns else table.columns[0]
        names = slugs.of_rows(
            (row.values[column] for row in table.rows),
            (row.values[table.columns[0]] for row in table.rows),
        )
        return tuple(
            self._copy(row, slug, row.values[column], entry.code_from)
            for row, slug in zip(table.rows, names, strict=True)
            if _is_selected(row, entry.where)
        )

    def _copy(self, row: Row, slug: str, title: str, code_column: str | None) -> Copy:
        values = dict(self._values) | row.values
        if code_column in row.values:
            values[code_column] = self._issued(row.values[code_column], row.place)
        return Copy(slug, title, values, row.values)

    def _check_names(self, entry: PublishEntry, known: Mapping[str, str]) -> None:
        for text, place in _texts(entry):
            for name in PLACEHOLDER.findall(text):
                if name not in known:
                    self._unknown_column(name, known, place)
            if stray := _BRACE.search(PLACEHOLDER.sub("", text) if "{{" not in text else text):
                self._problems.error("brace-left", place, text=stray.group())
            if blank := _BLANK.search(text):
                self._problems.error("blank-left", place, text=blank.group())

    def _check_cells(self, entry: PublishEntry, rows: Iterable[Row]) -> None:
        """Refuse rows that have nothing for a name that a text of the entry uses."""
        used = dict.fromkeys(n for text, _ in _texts(entry) for n in PLACEHOLDER.findall(text))
        for row in rows:
            for name in used:
                if row.values.get(name, self._values.get(name)) == "":
                    self._problems.error("cell-empty", row.place, column=name, table=entry.each)

    def _unknown_column(
        self, name: str, known: Mapping[str, str] | tuple[str, ...], place: Place
    ) -> None:
        meant = closest(name, known)
        key = "unknown-column-meant" if meant else "unknown-column"
        self._problems.error(key, place, name=name, meant=meant, known=", ".join(known))


def _texts(entry: PublishEntry) -> Iterator[tuple[str, Place]]:
    """Yield each text of an entry in which names are replaced, with its place."""
    for key in TEXT_KEYS:
        if text := getattr(entry, key):
            yield text, entry.place(key)
    if entry.second_text:
        yield entry.second_text.text, entry.second_text.place("text")
    for number, text in enumerate(entry.order.to if entry.order else ()):
        yield text, entry.order.place("to", number) if entry.order else entry.place("order")


def _is_selected(row: Row, where: Mapping[str, str]) -> bool:
    return all(row.values.get(column) == value for column, value in where.items())

"""Reads the entries of ``publish``, each against formats, tables, links and pictograms."""

from __future__ import annotations

import collections
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path

from bangtin import locales, spelling
from bangtin.config import rules
from bangtin.config.formats import Format
from bangtin.config.header import PublishEntry
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.files import folders
from bangtin.markdown import document, print_data
from bangtin.problems import Place, Problems, closest
from bangtin.site import (
    author_text,
    corrections,
    count_prints,
    glyphs,
    media_entries,
    placeholders,
    slugs,
)
from bangtin.site.author_text import AuthorText
from bangtin.site.counts import Counts
from bangtin.site.glyphs import HOUSE, Faces
from bangtin.site.links import Link
from bangtin.site.pages import Page
from bangtin.site.publications import (
    Copy,
    Print,
    Publication,
    edition_code,
    identity_of,
)
from bangtin.site.references import Resolver
from bangtin.site.tables import Row, Table

_STEP_NUMBER = re.compile(
    r"(?:(?:bước|step)\s+\d{1,2}\s*[.:)–-]?|\(?\d{1,2}\s?[.)/]|\d{1,2}\s?[:–-]|[①-⑳]|\d\ufe0f?\u20e3)(?=\s*[^\W\d])",
    re.IGNORECASE,
)
"""A number that a step begins with, besides the one that it gets."""
TEXT_KEYS = ("title", "slogan", "reason", "qr_text", "signature", "place_name",
             "caption", "text")  # fmt: skip

ISSUED = "venue"
"""The layout that takes a code which the national system issued to a venue."""

PAGE = ("page", "trang")
"""``qr: page`` leads to the page itself; in English or in Vietnamese."""
NO_CODE = ("none", "không")
"""``qr: none`` says that a print is meant to have no code."""
CODE_BY_CHOICE = ("poster",)
"""Layouts that fill the place of a code with something else; the others would show a hole."""
RECORDING = "audio:"
"""``qr: audio:hmn`` leads to the page's recording in that language."""

OUTDOORS = ("hoarding", "banner", "pillar")

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
    "correction": (),
}
"""What each layout can't do without; the names are those of the messages' keys.

What a layout asks besides of what it gets: ``STEPS_SHOWN`` steps at most, each with words where
only these show (``TITLES_ALONE``), pictures that are there, headings that skip no level (the tree
is given so), and numbers in its ``folds`` and ``body_text`` (``config/loading.py``).
"""

WITH_STEPS_OF_PAGE = ("poster", "leaflet", "card", "fold", "pillar", "venue")
"""Which layouts show the page's own steps; panos and banners only where their entry says so."""
TITLES_ALONE = ("poster", "card", "pillar", "venue", "hoarding", "banner")
"""Which layouts show of a step its picture and its bold words, and not what follows them."""
STEPS_SHOWN = {
    "hoarding": (1, 5), "banner": (1, 5), "pillar": (1, 6), "poster": (1, 10), "leaflet": (1, 12),
    "card": (1, 10), "fold": (1, 12), "venue": (1, 6), "sticker": (0, 0),
    "correction": (0, 0),
}  # fmt: skip
"""How many steps a layout has places for, at least and at most."""


def _is_word(written: str | None, words: tuple[str, ...]) -> bool:
    return bool(written) and spelling.nfc(str(written)).strip().lower() in words


class PublicationReader:
    """Resolves the ``publish`` entries of all pages against formats, tables and links."""

    def __init__(
        self,
        formats: Mapping[str, AnyFormat],
        tables: Mapping[str, Table],
        icons: set[str],
        settings: Settings,
        resolver: Resolver,
        issued: Callable[[str, Place], str],
        problems: Problems,
        at_fault: Container[str] = (),
        root: Path = Path(),
        strings: Mapping[str, Mapping[str, str]] | None = None,
        counts: Counts | None = None,
        faces: Faces = HOUSE,
    ) -> None:
        """``at_fault`` names formats and tables whose own problems are noted already.

        ``strings`` are the UI strings of each language; without them no correction is read.
        ``faces`` are the fonts that prints can be set in.
        """
        self._strings = strings or {}
        self._counts = counts
        self._faces = faces
        self._root = root
        self._settings = settings
        self._texts: dict[str, AuthorText] = {}
        self._at_fault = at_fault
        self._formats = formats
        self._tables = tables
        self._icons = icons
        self._values = settings.values_known
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
            if publication is not None and not self._problems.has_errors_since(before):
                if page.lang != own and rules.of(self._settings.rules).is_foreign(page.lang):
                    self._check_foreign(publication)
                yield publication

    def _check_foreign(self, publication: Publication) -> None:
        """Advise on a sheet for the street that says nothing in Vietnamese."""
        if publication.format.layout in OUTDOORS:
            self._problems.warning("foreign-alone", publication.place)

    def _read(self, page: Page, entry: PublishEntry) -> Publication | None:
        place = entry.place()
        before = len(self._problems)
        format_ = self._formats.get(entry.format)
        if format_ is None and entry.format not in self._at_fault:
            meant = closest(entry.format, self._formats)
            key = "unknown-format-meant" if meant else "unknown-format"
            known = ", ".join(self._formats)
            self._problems.error(
                key, entry.place("format"), name=entry.format, meant=meant, known=known
            )
        media_entries.check_keys(entry, format_, self._problems)
        if format_ is not None and self._is_right_to_left(page, entry, format_):
            return None
        with_state = count_prints.filled(
            entry, format_, self._counts, self._settings, self._strings.get(page.lang), page.lang,
            self._problems,
        )  # fmt: skip
        if with_state is None:
            return None
        entry = with_state
        corrections.check_entry(page, entry, format_, self._problems)
        link = self._link(page, entry)
        if corrections.is_correction(page):
            strings = self._strings.get(page.lang)
            sound = corrections.is_whole(page.header) and page.fact_source and strings
            if not sound or not strings or len(self._problems) > before:
                return None  # told with the page or above
            entry = corrections.filled(page, entry, link, self._settings, strings)
        copies = self._copies(page, entry)
        if format_ is not None and not isinstance(format_, Format):
            if page.header.code is None:
                self._problems.error("code-missing", place, file=page.file)
            if format_.layout == "broadcast":
                self._check_sections(page, entry)
            self._check_emblem(entry)
            shared = self._shared(page, entry, format_, link, copies)
            if format_.layout == "broadcast" and len(self._problems) > before:
                return None  # names without a value and sections that aren't there can't be read
            text = self._text_of(page)
            return media_entries.read(shared, self._settings, self._problems, text, self._faces)
        self._check_sections(page, entry)
        steps = self._steps(page, entry, format_)
        self._check_needs(page, entry, format_, steps)
        self._check_icons(page, entry, steps)
        self._check_steps(page, entry, format_, steps)
        self._check_glyphs(page, entry, steps)
        self._check_hanging(entry, format_)
        if format_ is None:
            return None
        shared = self._shared(page, entry, format_, link, copies)
        return Print(
            **{name: getattr(shared, name) for name in Publication.__struct_fields__},
            steps=steps,
            help=self._help(page, entry)[0],
            parts=self._parts(page, entry, steps),
        )

    def _is_right_to_left(self, page: Page, entry: PublishEntry, format_: AnyFormat) -> bool:
        """Refuse what layouts would have to set from right to left, which none of them can yet.

        Orders, packs and lists of recall name every print in the site's own language.
        """
        if format_.layout == "sms":
            return False
        said = [
            (page.lang, entry.place("format")),
            (self._settings.language, entry.place("format")),
        ]
        if entry.second_text:
            said.append((entry.second_text.lang, entry.second_text.place("lang")))
        said += [(slot.lang, slot.place("lang")) for slot in entry.slots]
        for lang, place in said:
            if locales.is_right_to_left(lang):
                self._problems.error("print-right-to-left", place, lang=lang)
                return True
        return False

    def _shared(
        self,
        page: Page,
        entry: PublishEntry,
        format_: AnyFormat,
        link: Link | None,
        copies: tuple[Copy, ...],
    ) -> Publication:
        """Return what an entry has in common with every other, its names claimed."""
        place = entry.place()
        identity = identity_of(page, entry)
        if identity in folders.DEVICES:
            self._problems.error("name-reserved", entry.place("id"), name=identity)
        if identity in self._settings.addresses.in_prints:
            self._problems.error("name-taken", entry.place("id"), name=identity)
        code = edition_code(page, entry, format_)
        self._claim(self._ids, identity, "publication-doubled", place)
        first = self._codes.get(code)
        # A second print of one format on a page gets the next free number (site/editions.py).
        if first is None or first.file != page.file or "edition" in entry.places:
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
            edition_date=entry.edition_date or page.header.last_changed,
            place=place,
            words=self._settings.addresses,
            own_language=self._settings.language,
        )

    def _link(self, page: Page, entry: PublishEntry) -> Link | None:
        """Return where the code leads: a register entry, or a recording on the page itself."""
        if not entry.qr or self._has_no_code(entry):
            return None
        if self._leads_to_page(entry):
            return self._resolver.own_page(page)
        if not entry.qr.startswith(RECORDING):
            return self._resolver.link(entry.qr, entry.place("qr"))
        lang = entry.qr.removeprefix(RECORDING)
        recordings = {audio.lang: audio for audio in page.header.audio}
        if lang not in recordings:
            known = ", ".join(recordings) or "–"
            self._problems.error("no-recording", entry.place("qr"), lang=lang, known=known)
            return None
        return self._resolver.recording(page, recordings[lang])

    def _leads_to_page(self, entry: PublishEntry) -> bool:
        """Whether a code leads to the page itself; a name of the register goes first."""
        return _is_word(entry.qr, PAGE) and entry.qr not in self._settings.links

    def _has_no_code(self, entry: PublishEntry) -> bool:
        """Whether a print is meant to have no code; a name of the register goes first."""
        return _is_word(entry.qr, NO_CODE) and entry.qr not in self._settings.links

    def _claim(self, taken: dict[str, Place], name: str, key: str, place: Place) -> None:
        first = taken.setdefault(name, place)
        if first != place:
            self._problems.error(key, place, name=name, first=f"{first.file}:{first.line}")

    def _text_of(self, page: Page) -> AuthorText:
        found = self._texts.get(page.file)
        if found is None:
            found = self._texts[page.file] = AuthorText(self._root, page)
        return found

    def _help(self, page: Page, entry: PublishEntry) -> tuple[str, Place]:
        """Return the line for who needs help: the entry's, the page's or the site's; and where."""
        if entry.help is not None:
            return entry.help, entry.place("help")
        if page.header.help is not None:
            return page.header.help, page.header.place("help")
        return self._settings.help, self._settings.place("help")

    def _steps(
        self, page: Page, entry: PublishEntry, format_: Format | None
    ) -> document.Items | None:
        """Return the list of the page that feeds an entry's steps; tell when it isn't clear which.

        None where the entry has steps of its own, or its layout shows none.
        """
        if entry.steps_from is not None and entry.steps:
            self._problems.error("steps-twice", entry.place("steps_from"))
            return None
        if entry.steps_from is not None:
            return self._steps_of_section(page, entry, entry.steps_from)
        if entry.steps or format_ is None or not _shows_steps_of_page(format_):
            return None
        if "steps" not in NEEDS[format_.layout] and not page.header.step_icons:
            return None
        lists = author_text.numbered_lists(page.blocks)
        # What a chosen section has is printed there.
        titles = (*entry.sections, *(title for panel in entry.panels for title in panel))
        chosen = [block for t in titles for block in document.section(page.blocks, t) or ()]
        lists = lists[:1] + tuple(found for found in lists[1:] if found not in chosen)
        if len(lists) > 1:
            self._tell_unclear(page, lists, entry.place())
        return lists[0] if lists else None

    def _steps_of_section(
        self, page: Page, entry: PublishEntry, title: str
    ) -> document.Items | None:
        section = document.section(page.blocks, title)
        if section is None:
            return None  # told with the sections
        lists = author_text.numbered_lists(section)
        if not lists:
            self._problems.error("steps-not-there", entry.place("steps_from"), title=title)
            return None
        if len(lists) > 1:
            self._tell_unclear(page, lists, entry.place("steps_from"))
        return lists[0]

    def _tell_unclear(self, page: Page, lists: tuple[document.Items, ...], place: Place) -> None:
        """Tell that several lists could feed a print, with the lines of the first two."""
        text = self._text_of(page)
        first, second = (text.list_of(found) or Place(page.file) for found in lists[:2])
        is_parted = lists[1].start == lists[0].start + len(lists[0].items)
        key = "steps-parted" if is_parted else "steps-unclear"
        where = (second if second.line else place) if is_parted else place
        self._problems.error(key, where, first=first.line, second=second.line)

    def _check_steps(
        self,
        page: Page,
        entry: PublishEntry,
        format_: Format | None,
        steps: document.Items | None,
    ) -> None:
        """Refuse more steps than a layout has places for, and steps of which nothing would show."""
        if format_ is None:
            return
        for number, step in enumerate(entry.steps, start=1):
            if found := _STEP_NUMBER.match(step.text):
                shown = found.group().strip()
                self._problems.error("step-numbered", step.place("text"), text=shown, number=number)
        least, most = STEPS_SHOWN[format_.layout]
        if format_.layout == "pillar" and not format_.cassette:
            least, most = 0, 0  # what hangs high has pictures of nothing to do
        count = len(entry.steps) or (len(steps.items) if steps else 0)
        key = "steps" if entry.steps else "steps_from" if entry.steps_from else ""
        if count and most == 0:
            self._problems.error("steps-not-shown", entry.place(key), format=entry.format)
        elif count and not least <= count <= most:
            self._problems.error(
                "steps-count", entry.place(key), format=entry.format, count=count, least=least,
                most=most,
            )  # fmt: skip
        if format_.layout in TITLES_ALONE and steps is not None and not entry.steps:
            for number, item in enumerate(steps.items):
                if not print_data.opening(item)[0].strip(" ."):
                    place = self._text_of(page).step(steps, number) or entry.place()
                    self._problems.error("step-without-words", place, number=number + steps.start)

    def _check_glyphs(self, page: Page, entry: PublishEntry, steps: document.Items | None) -> None:
        """Refuse characters that the face can't draw, where they stand in the page."""
        parts: list[tuple[str, tuple[document.Block, ...]]] = [
            (title, document.section(page.blocks, title) or ())
            for title in (*entry.sections, *(t for panel in entry.panels for t in panel))
        ]
        parts += [("", (steps,))] if steps else []
        for title, blocks in parts:
            # Bullets and marks are drawn by the layout; these are the words.
            for character in self._faces.missing(document.words(blocks)):
                text = self._text_of(page)
                after = text.heading(title) if title else text.list_of(steps) if steps else None
                place = text.character(character, after) or after or entry.place("sections")
                glyphs.tell(self._problems, place, character)
        for words, place in texts_of(entry):
            for character in self._faces.missing(words):
                glyphs.tell(self._problems, place, character)

    def _parts(
        self, page: Page, entry: PublishEntry, steps: document.Items | None
    ) -> dict[str, Place]:
        """Return where each part stands that a layout may refuse, by the name that it gives it."""
        header = page.header
        parts = dict(entry.places)
        parts |= {k: header.places[k] for k in ("title", "summary") if k in header.places}
        parts |= {"title": entry.place("title")} if entry.title else {}
        parts["help"] = self._help(page, entry)[1]
        parts |= {f"step {n}": s.place("text") for n, s in enumerate(entry.steps, start=1)}
        parts |= {
            f"panel {n}": entry.place("panels", n - 1) for n in range(1, len(entry.panels) + 1)
        }
        text = self._text_of(page)
        for number in range(len(steps.items) if steps else 0):
            place = text.step(steps, number) if steps else None
            parts |= {f"step {number + 1}": place} if place else {}
        printed: list[document.Block] = [steps] if steps else []
        for title in (*entry.sections, *(t for panel in entry.panels for t in panel)):
            place = text.heading(title)
            parts |= {f"section {title}": place} if place else {}
            printed += document.section(page.blocks, title) or ()
        for grid in _tables(printed):
            place = text.words("".join(document.plain(cell) for cell in grid.head))
            parts |= {f"table {document.plain(grid.head[0])}": place} if place else {}
        return parts

    def _check_needs(
        self,
        page: Page,
        entry: PublishEntry,
        format_: Format | None,
        steps: document.Items | None,
    ) -> None:
        """Refuse an entry that lacks what its layout can't do without."""
        if page.header.code is None:
            self._problems.error("code-missing", entry.place(), file=page.file)
        if format_ is None:
            return
        has = {
            "slogan": bool(entry.slogan),
            "qr": bool(entry.qr),
            "steps": bool(entry.steps) or steps is not None,
            "step-icons": bool(page.header.step_icons or entry.steps),
            "panels": len(entry.panels) == format_.panels,
        }
        needs = NEEDS[format_.layout]
        for need in needs:
            if need == "steps" and not has[need] and not entry.steps_from:
                self._tell_no_steps(page, entry)
            elif not has[need] and need != "steps":
                self._problems.error(
                    f"{need}-missing", entry.place(), format=entry.format, panels=format_.panels
                )
        # Pictograms of steps that the page doesn't have would leave a poster with none.
        wants = "steps" not in needs and _shows_steps_of_page(format_)
        if wants and page.header.step_icons and not has["steps"] and not entry.steps_from:
            self._tell_no_steps(page, entry)
        if self._has_no_code(entry):
            if "qr" in needs and format_.layout not in CODE_BY_CHOICE:
                self._problems.error("code-not-by-choice", entry.place("qr"), format=entry.format)
            if entry.qr_text:
                self._problems.error("code-text-alone", entry.place("qr_text"))
        if entry.code_from and format_.layout != ISSUED:
            # Elsewhere the address of ``qr`` would stand below another code.
            self._problems.error(
                "code-from-elsewhere", entry.place("code_from"), format=entry.format
            )
        elif entry.code_from and entry.qr and not self._has_no_code(entry):
            self._problems.error("code-twice", entry.place("code_from"))

    def _check_hanging(self, entry: PublishEntry, format_: Format | None) -> None:
        """Advise on how long a banner may hang."""
        if not (entry.hang_from and entry.hang_until):
            return
        most = rules.of(self._settings.rules).hanging_days
        days = (entry.hang_until - entry.hang_from).days + 1
        place = entry.place("hang_until")
        if days < 1:
            self._problems.error("hang-reversed", place)
        elif most and days > most and format_ is not None and format_.layout == "banner":
            self._problems.warning("hang-too-long", place, days=days, most=most)

    def _tell_no_steps(self, page: Page, entry: PublishEntry) -> None:
        """Tell that a page has no numbered list, and which line may have been meant as one."""
        meant = self._text_of(page).like_a_step()
        if meant:
            place, words = meant
            self._problems.error("steps-missing-meant", place, format=entry.format, words=words)
        else:
            self._problems.error("steps-missing", entry.place(), format=entry.format)

    def _check_icons(self, page: Page, entry: PublishEntry, steps: document.Items | None) -> None:
        """Refuse pictograms that don't exist, and a page's that don't match its steps."""
        header = page.header
        self._check_emblem(entry)
        used = [(name, header.place("step_icons", n)) for n, name in enumerate(header.step_icons)]
        used += [(step.icon, step.place("icon")) for step in entry.steps]
        for name, place in used:
            self._check_icon(name, place)
        steps = steps or document.steps(page.blocks)
        if header.step_icons and steps and len(header.step_icons) != len(steps.items):
            self._problems.error(
                "step-icons",
                entry.place("steps_from") if entry.steps_from else header.place("step_icons"),
                icons=len(header.step_icons),
                steps=len(steps.items),
            )

    def _check_emblem(self, entry: PublishEntry) -> None:
        if entry.emblem:
            self._check_icon(entry.emblem, entry.place("emblem"))

    def _check_icon(self, name: str, place: Place) -> None:
        if name not in self._icons:
            meant = closest(name, self._icons)
            key = "unknown-icon-meant" if meant else "unknown-icon"
            self._problems.error(key, place, name=name, meant=meant)

    def _check_sections(self, page: Page, entry: PublishEntry) -> None:
        titles = [document.plain(h.c) for h in document.headings(page.blocks)]
        counts = collections.Counter(titles)
        chosen = [(title, "sections") for title in entry.sections]
        chosen += [(title, "panels") for panel in entry.panels for title in panel]
        chosen += [(entry.steps_from, "steps_from")] if entry.steps_from is not None else []
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

    def _copies(self, page: Page, entry: PublishEntry) -> tuple[Copy, ...]:
        texts = [*texts_of(entry), self._help(page, entry)]
        if entry.each is None:
            if entry.where:
                self._problems.error("where-without-each", entry.place("where"))
            for key in ("bundle", "code_from"):
                if getattr(entry, key):
                    self._problems.error("needs-each", entry.place(key), key=key)
            placeholders.check(texts, self._values, self._problems)
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
                placeholders.tell_unknown(column, table.columns, entry.place(where), self._problems)
        if entry.files_from and entry.files_from not in table.columns:
            placeholders.tell_unknown(
                entry.files_from, table.columns, entry.place("files_from"), self._problems
            )
        if entry.code_from and entry.code_from not in table.columns:
            placeholders.tell_unknown(
                entry.code_from, table.columns, entry.place("code_from"), self._problems
            )
        nameable = dict.fromkeys(table.columns, "") | dict(self._values)
        placeholders.check(texts, nameable, self._problems)
        rows = [row for row in table.rows if _is_selected(row, entry.where)]
        self._check_cells(entry, texts, rows)
        if not rows and all(column in table.columns for column in entry.where):
            self._problems.error("no-rows", entry.place("each"), name=entry.each)
        column = entry.files_from or self._settings.units.column("name", table.columns)
        column = column if column in table.columns else table.columns[0]
        names = slugs.of_rows(
            (row.values[column] for row in table.rows),
            (row.values[table.columns[0]] for row in table.rows),
            self._settings.addresses.row,
        )
        selected = [
            (row, slug)
            for row, slug in zip(table.rows, names, strict=True)
            if _is_selected(row, entry.where)
        ]
        slugs.check_lengths(((slug, row.place) for row, slug in selected), self._problems)
        return tuple(
            self._copy(row, slug, row.values[column], entry.code_from) for row, slug in selected
        )

    def _copy(self, row: Row, slug: str, title: str, code_column: str | None) -> Copy:
        values = dict(self._values) | row.values
        if code_column in row.values:
            values[code_column] = self._issued(row.values[code_column], row.place)
        return Copy(slug, title, values, row.values)

    def _check_cells(
        self, entry: PublishEntry, texts: Iterable[tuple[str, Place]], rows: Iterable[Row]
    ) -> None:
        """Refuse rows that have nothing for a name that a text of the entry uses."""
        for row in rows:
            known = dict(self._values) | row.values
            for name in dict.fromkeys(
                n for text, _ in texts for n in placeholders.names(text, known)
            ):
                if row.values.get(name, self._values.get(name)) == "":
                    self._problems.error("cell-empty", row.place, column=name, table=entry.each)


def _tables(blocks: Iterable[document.Block]) -> Iterator[document.Grid]:
    """Yield the tables of blocks, those within lists, notes and quotes with them."""
    for block in blocks:
        match block:
            case document.Grid():
                yield block
            case document.Items(items=items):
                for item in items:
                    yield from _tables(item)
            case document.Note(blocks=inner) | document.Quote(blocks=inner):
                yield from _tables(inner)


def _shows_steps_of_page(format_: Format) -> bool:
    """Tell whether a format's layout shows the page's own steps where its entry says nothing."""
    hangs = format_.layout == "pillar" and not format_.cassette
    return format_.layout in WITH_STEPS_OF_PAGE and not hangs


def texts_of(entry: PublishEntry) -> Iterator[tuple[str, Place]]:
    """Yield each text of an entry in which names are replaced, with its place."""
    for key in TEXT_KEYS:
        if text := getattr(entry, key):
            yield text, entry.place(key)
    for number, text in enumerate(entry.script if isinstance(entry.script, tuple) else ()):
        yield text, entry.place("script", number)
    if isinstance(entry.script, str):
        yield entry.script, entry.place("script")
    if entry.second_text:
        yield entry.second_text.text, entry.second_text.place("text")
    for number, text in enumerate(entry.order.to if entry.order else ()):
        yield text, entry.order.place("to", number) if entry.order else entry.place("order")


def _is_selected(row: Row, where: Mapping[str, str]) -> bool:
    return all(row.values.get(column) == value for column, value in where.items())

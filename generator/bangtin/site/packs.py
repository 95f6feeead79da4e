"""Packs: which of all that is published concerns an audience, each in one zip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from bangtin import locales, spelling
from bangtin.config.addresses import Addresses
from bangtin.config.settings import Pack, Settings
from bangtin.problems import Place, Problems, closest
from bangtin.site import placeholders, slugs
from bangtin.site.pages import Page
from bangtin.site.placeholders import fill
from bangtin.site.publications import Copy, Print, Publication
from bangtin.site.tables import Row, Table

FOLDER = "content/"
KEYS = ("to", "pages", "kinds", "each")
"""What says what is in a pack: without one of them it would be empty."""


class Item(msgspec.Struct, frozen=True):
    """One thing in a pack: a copy of a publication, and for which of its places."""

    publication: Publication
    copy: Copy
    places: tuple[str, ...]


class FilledPack(msgspec.Struct, frozen=True):
    """One pack: the name of its files, its title, whom to phone, and what is in it.

    ``with_press`` says that files for the print shop are in it too.
    """

    name: str
    title: str
    contact: str
    with_press: bool
    items: tuple[Item, ...]
    place: Place


def zip_path(pack: FilledPack, words: Addresses) -> str:
    """Return where a pack is published."""
    return f"{_folder(pack, words)}{pack.name}.zip"


def sheet_path(pack: FilledPack, words: Addresses) -> str:
    """Return where the sheet of a pack is published."""
    return f"{_folder(pack, words)}{pack.name}-{words.read_first}.pdf"


def _folder(pack: FilledPack, words: Addresses) -> str:
    return f"{words.prints}/{words.packs}/{pack.name}/"


def read(
    settings: Settings,
    publications: Sequence[Publication],
    tables: Mapping[str, Table],
    pages: Iterable[Page],
    problems: Problems,
) -> tuple[FilledPack, ...]:
    """Return the packs that ``site.yaml`` asks for; one that nothing is in is an error."""
    files = {page.file for page in pages}
    found: list[FilledPack] = []
    copies = _Copies(publications if settings.packs else ())
    for name, pack in settings.packs.items():
        if spelling.slug(name) != name:
            problems.error("name-form", pack.place(), name=name)
            continue
        if locales.is_right_to_left(settings.language):
            problems.error("print-right-to-left", pack.place(), lang=settings.language)
            continue
        if not any(key in pack.places for key in KEYS):
            problems.error("pack-nothing", pack.place(), name=name)
            continue
        if not _is_sound(pack, files, tables, problems):
            continue
        before = len(problems)
        filled = list(_filled(name, pack, settings, copies, tables, problems))
        found += filled
        if not filled and len(problems) == before:
            problems.error("pack-empty", pack.place(), name=name)
    return tuple(found)


def _is_sound(pack: Pack, files: set[str], tables: Mapping[str, Table], problems: Problems) -> bool:
    before = len(problems)
    for number, page in enumerate(pack.pages):
        if _file(page) not in files:
            _unknown_page(page, files, pack.place("pages", number), problems)
    if pack.each is not None and pack.each not in tables:
        meant = closest(pack.each.removesuffix(".csv"), tables)
        key = "unknown-table-meant" if meant else "unknown-table"
        known = ", ".join(tables)
        problems.error(key, pack.place("each"), name=pack.each, meant=meant, known=known)
    return len(problems) == before


def _unknown_page(page: str, files: set[str], place: Place, problems: Problems) -> None:
    meant = closest(_file(page), files).removeprefix(FOLDER)
    key = "unknown-page-meant" if meant else "unknown-page"
    problems.error(key, place, target=page, meant=meant)


def _file(page: str) -> str:
    return FOLDER + page.strip().replace("\\", "/").removeprefix(FOLDER)


def _filled(
    name: str, pack: Pack, settings: Settings, copies: _Copies,
    tables: Mapping[str, Table], problems: Problems,
) -> Iterator[FilledPack]:  # fmt: skip
    """Yield the only pack of an entry, or the one for each row of its table."""
    rows: list[tuple[str, dict[str, str], Row | None]] = [(name, {}, None)]
    columns: tuple[str, ...] = ()
    if pack.each is not None:
        table = tables[pack.each]
        columns = tuple(table.columns)
        role = settings.units.column("name", columns)
        names = slugs.of_rows(
            (row.values[role if role in columns else columns[0]] for row in table.rows),
            (row.values[columns[0]] for row in table.rows),
            settings.addresses.row,
        )
        rows = [
            (f"{name}-{slug}", row.values, row) for slug, row in zip(names, table.rows, strict=True)
        ]
    values = settings.values_known
    if not _has_sound_names(pack, (*columns, *values), problems):
        return
    ordered = copies.by_place.keys()
    missed = dict.fromkeys(range(len(pack.to)), True)
    for own, row_values, row in rows:
        known = values | row_values
        wanted = [" ".join(fill(text, known).split()) for text in pack.to]
        for number, place in enumerate(wanted):
            if place in ordered:
                missed[number] = False
        items = tuple(_items(pack, row, wanted, copies))
        if not items:
            continue
        contact = fill(pack.contact, known)
        title = " ".join(fill(pack.title, known).split())
        title = title[:1].upper() + title[1:]
        yield FilledPack(own, title, contact, pack.press, items, pack.place())
    for number, is_missed in missed.items():
        if is_missed:
            text = pack.to[number]
            meant = "" if "{" in text else closest(text, ordered)
            key = "pack-nobody-meant" if meant else "pack-nobody"
            known_places = "; ".join(sorted(ordered)[:20]) or "–"
            problems.error(
                key, pack.place("to", number), name=text, meant=meant, known=known_places
            )


def _has_sound_names(pack: Pack, known: tuple[str, ...], problems: Problems) -> bool:
    texts = [(pack.title, pack.place("title")), (pack.contact, pack.place("contact"))]
    texts += [(text, pack.place("to", number)) for number, text in enumerate(pack.to)]
    return placeholders.check(texts, known, problems)


def places_of(publication: Publication, copy: Copy) -> tuple[str, ...]:
    """Return the places that a copy is ordered for."""
    order = publication.entry.order
    if order is None:
        return ()
    filled = (" ".join(publication.fill(place, copy).split()) for place in order.to)
    return tuple(dict.fromkeys(place for place in filled if place))


def kind_of(publication: Publication) -> str:
    """Return what a publication is, as packs name it: "print", "led", "share"."""
    return "print" if isinstance(publication, Print) else publication.format.layout


class _Copies:
    """All copies of all publications in order, found by the places and by the row they are for."""

    def __init__(self, publications: Iterable[Publication]) -> None:
        self.all: list[Item] = []
        self.by_place: dict[str, list[int]] = {}
        self.by_row: dict[tuple[str | None, tuple[str, ...]], list[int]] = {}
        self.by_publication: list[tuple[Publication, range]] = []
        for publication in publications:
            first = len(self.all)
            for copy in publication.copies:
                number, places = len(self.all), places_of(publication, copy)
                self.all.append(Item(publication, copy, places))
                for place in places:
                    self.by_place.setdefault(place, []).append(number)
                row = (publication.entry.each, tuple(copy.row.values()))
                self.by_row.setdefault(row, []).append(number)
            self.by_publication.append((publication, range(first, len(self.all))))


def _items(pack: Pack, row: Row | None, wanted: Sequence[str], copies: _Copies) -> Iterator[Item]:
    pages = {_file(page) for page in pack.pages}
    numbers = {number for place in wanted for number in copies.by_place.get(place, ())}
    for publication, all_of_it in copies.by_publication:
        if publication.page.file in pages or kind_of(publication) in pack.kinds:
            numbers.update(all_of_it)
    if row is not None:
        numbers.update(copies.by_row.get((pack.each, tuple(row.values.values())), ()))
    for item in (copies.all[number] for number in sorted(numbers)):
        is_by_row = item.publication.entry.each == pack.each
        if row is not None and is_by_row and item.copy.row != row.values:
            continue
        places = tuple(place for place in item.places if place in wanted)
        yield msgspec.structs.replace(item, places=places)

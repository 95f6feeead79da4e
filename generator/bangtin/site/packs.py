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
        filled = list(_filled(name, pack, settings, publications, tables, problems))
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
    name: str, pack: Pack, settings: Settings, publications: Sequence[Publication],
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
    ordered = set(_places(publications))
    missed = dict.fromkeys(range(len(pack.to)), True)
    for own, row_values, row in rows:
        known = values | row_values
        wanted = [" ".join(fill(text, known).split()) for text in pack.to]
        for number, place in enumerate(wanted):
            if place in ordered:
                missed[number] = False
        items = tuple(_items(pack, row, wanted, publications))
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


def _places(publications: Iterable[Publication]) -> Iterator[str]:
    """Yield every place that anything is ordered for."""
    for publication in publications:
        for copy in publication.copies:
            yield from places_of(publication, copy)


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


def _items(
    pack: Pack, row: Row | None, wanted: Sequence[str], publications: Iterable[Publication]
) -> Iterator[Item]:
    pages = {_file(page) for page in pack.pages}
    for publication in publications:
        is_all = publication.page.file in pages or kind_of(publication) in pack.kinds
        for copy in publication.copies:
            places = tuple(p for p in places_of(publication, copy) if p in wanted)
            is_own = row is not None and publication.entry.each == pack.each
            if is_own:
                is_taken = copy.row == row.values if row else False
            else:
                is_taken = is_all or bool(places)
            if is_taken:
                yield Item(publication, copy, places)

"""Words of headers and of ``site.yaml``, which pages and prints show exactly as they are written.

Nothing there is Markdown: marks and tags would stand on a pano. And an address on a pano is typed
by those who read it, so it is held to ``allowed_hosts`` like a link. What is filled in, from
``values`` or from a table, is shown like the words round it and held to the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bangtin.config import telephones as dialled
from bangtin.config.formats import Format
from bangtin.config.header import Header, PublishEntry
from bangtin.config.media import AnyFormat, MessageFormat, ShareFormat
from bangtin.config.settings import Record, Settings
from bangtin.markdown import addresses, days, telephones
from bangtin.markdown.days import Doubt
from bangtin.problems import Place, Problems
from bangtin.site import facts, numbers, placeholders, print_entries
from bangtin.site.author_text import AuthorText
from bangtin.site.own_addresses import OwnAddresses
from bangtin.site.pages import Page
from bangtin.site.tables import Table

_MARKS = re.compile(
    r"\*\*(?=\S)[^*]+\*\*|__(?=\S)[^_]+__|`[^`]+`|!?\[[^\[\]]+\]\([^()\s]*\)"
    r"|</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|nbsp|amp|lt|gt|quot|apos|hellip|ndash|mdash|rarr|deg);"
    r"|^(?:[•◦‣▪■●○➢►✓✔]|[-*+](?=\s))\s*(?=\w)"
)
"""Bold, code and links of Markdown, a bullet before the words, tags and entities of HTML."""

Text = tuple[str, str, Place]
"""A key, what it says, and where."""


def check(
    pages: Sequence[Page],
    settings: Settings,
    formats: Mapping[str, AnyFormat],
    tables: Mapping[str, Table],
    strings: Iterable[Text],
    own: OwnAddresses,
    root: Path,
    problems: Problems,
) -> None:
    """Refuse marks that would be shown as they are, and addresses that nobody vouched for.

    Tell of telephone numbers that are nearly those of ``site.yaml``, and on prints, boards and in
    scripts of all that it doesn't know.
    """
    known = numbers.known(settings)
    whole = (*_of_settings(settings), *_of_formats(formats), *_of_tables(pages, settings, tables))
    for key, text, place in whole:
        _check(key, text, place, settings, own, None, known, problems)
    for _, text, place in (*strings, *_of_report(settings)):
        # Marks are left: a site's own layouts make of strings what they want, and lines of an
        # official report begin with a hyphen.
        _check_addresses(text, place, own, None, problems)
        _check_numbers(text, place, settings, None, known, problems, is_print=False)
    for text, place in _phones_of_units(settings, tables):
        _check_addresses(text, place, own, None, problems)
    for page in pages:
        # Read only where there is something to tell: a site has ten thousand pages.
        author = functools.partial(AuthorText, root, page)
        title = page.header.place("title")
        for key, text, place in _of_header(page.header):
            _check(key, text, place, settings, own, author, known, problems, title=title)
        for entry in page.header.publish:
            # Whatever goes from phone to phone is held to the numbers more strictly elsewhere.
            is_sent = isinstance(formats.get(entry.format), ShareFormat | MessageFormat)
            numbers_here = {} if is_sent else known
            for key, text, place in _of_entry(entry):
                _check(key, text, place, settings, own, author, numbers_here, problems,
                       is_print=not is_sent)  # fmt: skip
            for key in ("caption", "text") if is_sent else ():
                # Those of others are held to the hosts with the message.
                for found in addresses.find(getattr(entry, key) or ""):
                    if (path := own.path(found.target)) is not None:
                        own.check(path, found.target, entry.place(key), problems)
            for _, text, place in _of_script(entry):
                _check_numbers(text, place, settings, author, known, problems, is_print=True)
            for doubts, place in _days_of_speech(entry):
                _check_days(doubts, place, author, problems)
        for key in ("fact", "claim", "why"):
            text = getattr(page.header, key) or ""
            _check_days(days.doubts(text), page.header.place(key), author, problems)
        _check_body(page, own, author, known, problems)


def _check_body(
    page: Page,
    own: OwnAddresses,
    author: Callable[[], AuthorText],
    known: Mapping[str, str],
    problems: Problems,
) -> None:
    """Check what a body says beside its links: numbers, days, addresses that marks part."""
    place = page.header.place()
    for written in page.index.numbers:
        near = Problems()
        numbers.doubt(written, known, place, near)
        if near:
            spot = author().written(written, place) or place
            numbers.doubt(written, known, spot, problems)
    for target in page.index.addresses:
        near = Problems()
        own.check_any(target, place, near)
        if near:
            # It is nowhere as it reads: the longest part of its host is.
            host = target.rpartition("@")[2].rpartition("://")[2].partition("/")[0]
            spot = author().written(max(host.split("."), key=len), place) or place
            own.check_any(target, spot, problems)
    _check_days(page.index.days, place, author, problems)
    shown = {dialled.digits(written) for written in page.index.numbers}
    for link in page.index.links:
        number = link.target.removeprefix("tel:")
        if number != link.target and dialled.digits(number) not in shown:
            numbers.doubt(number, known, Place(page.file, link.line, link.column), problems)


def _check(
    key: str,
    text: str,
    place: Place,
    settings: Settings,
    own: OwnAddresses,
    author: Callable[[], AuthorText] | None,
    known: Mapping[str, str],
    problems: Problems,
    *,
    is_print: bool = False,
    title: Place | None = None,
) -> None:
    """Check one text; ``title`` is where the page's own title stands."""
    if mark := _MARKS.search(text):
        # A page may be about a tag, and its title says so.
        tag_in_title = mark.group().startswith("<") and place == title
        told = problems.warning if tag_in_title else problems.error
        told("marks-in-value", _at(mark.group(), place, author), key=key, text=mark.group()[:40])
        return
    _check_addresses(text, place, own, author, problems)
    _check_numbers(text, place, settings, author, known, problems, is_print=is_print)
    _check_days(days.doubts(text), place, author, problems)


def _check_addresses(
    text: str,
    place: Place,
    own: OwnAddresses,
    author: Callable[[], AuthorText] | None,
    problems: Problems,
) -> None:
    for found in addresses.find(text):
        spot = _at(text[found.start : found.end], place, author)
        own.check_any(found.target, spot, problems)


def _check_days(
    found: Iterable[Doubt],
    place: Place,
    author: Callable[[], AuthorText] | None,
    problems: Problems,
) -> None:
    """Tell of days that no calendar has, or that are on another day of the week."""
    for doubt in found:
        spot = (author().written(doubt.text, place) if author else None) or place
        key = "day-of-week" if doubt.weekday else "day-impossible"
        problems.warning(key, spot, text=doubt.text, meant=doubt.weekday)


def _check_numbers(
    text: str,
    place: Place,
    settings: Settings,
    author: Callable[[], AuthorText] | None,
    known: Mapping[str, str],
    problems: Problems,
    *,
    is_print: bool,
) -> None:
    """Tell of doubtful telephone numbers of one text; digits of an address are none."""
    spans = [(found.start, found.end) for found in addresses.find(text)]
    for number in telephones.written(text):
        start = text.index(number)
        if not any(begin <= start < end for begin, end in spans):
            numbers.doubt(number, known, _at(number, place, author), problems,
                          country=settings.region, is_print=is_print)  # fmt: skip


def _at(words: str, place: Place, author: Callable[[], AuthorText] | None) -> Place:
    """Return where words of a text stand, as far as they stand on its own line."""
    found = author().written(words, place) if author else None
    return found if found and found.line == place.line else place


def _of_settings(settings: Settings) -> Iterator[Text]:
    records: list[tuple[Record | None, tuple[str, ...]]] = [
        (settings, ("title", "area", "help", "code_help", "band", "watermark")),
        (settings.issuer, ("name", "short", "address")),
        (settings.units, ("title",)),
        (settings.goal, ("text",)),
        (settings.broadcast, ("opening", "closing")),
        (settings.sms, ("sender",)),
        (settings.orders, ("contact",)),
        (settings.count, ("title", "base")),
    ]
    if settings.count:
        records += [(measure, ("title", "words")) for measure in settings.count.measures.values()]
    records += [(language, ("name",)) for language in settings.languages.values()]
    titled = (*settings.sections.values(), *settings.menu)
    records += [(record, ("title",)) for record in titled]
    records += [(hotline, ("name", "note")) for hotline in settings.hotlines]
    records += [(entry, ("title", "action")) for entry in settings.links.values()]
    records += [(pack, ("title", "contact", "to")) for pack in settings.packs.values()]
    for record, keys in records:
        for key in keys:
            yield from _of_key(record, key)
    for key, named in (("values", settings.values), ("topics", settings.topics)):
        for name, text in named.items():
            yield name, text, settings.place(key, name)
    for language in settings.languages.values():
        for original, text in language.words.items():
            yield original, text, language.place("words", original)


def _of_report(settings: Settings) -> Iterator[Text]:
    keys = ("superior", "issuer", "sign", "town", "subject", "to", "recipients", "authority")
    report = settings.count.report if settings.count else None
    for key in keys:
        yield from _of_key(report, key)


def _of_formats(formats: Mapping[str, AnyFormat]) -> Iterator[Text]:
    for format_ in formats.values():
        yield from _of_key(format_, "name")
        if isinstance(format_, Format):
            yield from _of_key(format_, "material")


def _phones_of_units(
    settings: Settings, tables: Mapping[str, Table]
) -> Iterator[tuple[str, Place]]:
    """Yield the cells of the units' telephones, whose numbers are held to the country's."""
    if units := tables.get(settings.unit_table):
        column = settings.units.column("phone", units.columns)
        yield from ((row.values.get(column, ""), row.place) for row in units.rows)


def _of_key(record: Record | None, key: str) -> Iterator[Text]:
    """Yield what a key says, or each of its entries; nothing of a record that nobody wrote."""
    if record is None or not record.places:
        return
    match getattr(record, key):
        case str(text):
            yield key, text, record.place(key)
        case tuple(texts):
            for number, text in enumerate(texts):
                yield key, text, record.place(key, number)


def _of_tables(
    pages: Sequence[Page], settings: Settings, tables: Mapping[str, Table]
) -> Iterator[Text]:
    """Yield the cells that are shown: those that an entry fills in, and names of the units.

    Not the numbers of a column of telephones: of two offices they may differ by one digit.
    """
    columns: dict[str, dict[str, None]] = {}
    if units := tables.get(settings.unit_table):
        shown = (settings.units.column(role, units.columns)
                 for role in ("name", "full_name", "other_names", "address"))  # fmt: skip
        columns[units.name] = dict.fromkeys(shown)
    for table in tables.values():
        if settings.unit_table in table.columns:
            # A unit's page names what other tables place in it.
            name = settings.units.column("name", table.columns)
            columns.setdefault(table.name, {})[name or table.columns[0]] = None
    for page in pages:
        for entry in page.header.publish:
            if entry.each is not None and entry.each in tables:
                naming = settings.units.naming(tables[entry.each].columns)
                named = filter(None, (*naming, entry.bundle, entry.files_from))
                columns.setdefault(entry.each, {}).update(dict.fromkeys(named))
                texts = (*(text for text, _ in print_entries.texts_of(entry)), *entry.lines)
                columns.setdefault(entry.each, {}).update(_called(texts, tables[entry.each]))
    for pack in settings.packs.values():
        if pack.each is not None and pack.each in tables:
            texts = (pack.title, pack.contact)
            columns.setdefault(pack.each, {}).update(_called(texts, tables[pack.each]))
    for name, used in columns.items():
        for row in tables[name].rows:
            for column in used:
                text = row.values.get(column, "") if column else ""
                if text and not facts.is_phone(column) and column != settings.units.phone:
                    yield column, text, row.place


def _called(texts: Iterable[str], table: Table) -> dict[str, None]:
    """Return the columns of a table that texts name in braces, in their order."""
    return {n: None for text in texts for n in placeholders.names(text, table.columns)}


def _of_header(header: Header) -> Iterator[Text]:
    for key in ("title", "summary", "owner", "help", "action_text"):
        yield from _of_key(header, key)
    for audio in header.audio:
        yield "title", audio.title, audio.place("title")
    if header.document:
        yield from _of_key(header.document, "by")
        yield from _of_key(header.document, "number")


def _of_entry(entry: PublishEntry) -> Iterator[Text]:
    """Yield what an entry shows; a message's and a script's own text has checks of its own."""
    for key in ("title", "slogan", "reason", "qr_text", "help", "signature", "place_name", "lines"):
        yield from _of_key(entry, key)
    if entry.order:
        yield from _of_key(entry.order, "to")
        yield from _of_key(entry.order, "shop")
    if entry.second_text:
        yield "text", entry.second_text.text, entry.second_text.place("text")
    for step in entry.steps:
        yield "text", step.text, step.place("text")
    for slot in entry.slots:
        yield from _of_key(slot, "name")
        yield from _of_key(slot, "text")


def _of_script(entry: PublishEntry) -> Iterator[Text]:
    """Yield what is read out; where addresses and marks stand in it is told with its reading."""
    yield from _of_key(entry, "script")


def _days_of_speech(entry: PublishEntry) -> Iterator[tuple[Iterable[Doubt], Place]]:
    """Yield the days of what is sent from phone to phone, and those that are read out.

    A day that no calendar has can't be read out, which is told with the reading.
    """
    for key in ("caption", "text"):
        yield days.doubts(getattr(entry, key) or ""), entry.place(key)
    for _, text, place in _of_script(entry):
        yield (doubt for doubt in days.doubts(text) if doubt.weekday), place

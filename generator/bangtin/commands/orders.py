"""Print orders: for each print shop a sheet (PDF), a table (CSV), and a zip with all that it needs.

What no shop prints (boards, scripts, pictures, messages) and is ordered all the same stands in
a table of its own: which file goes to which place.

Only what an entry of ``publish`` orders is on it. What nobody has said (whom to
ask, by when) is left open on the sheet, to be filled in by hand, and never guessed.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import filecmp
import io
import itertools
import re
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from bangtin import locales, spelling
from bangtin.config.strings import sheet_labels
from bangtin.files import digests, writing
from bangtin.site import edition_log, handed, slugs
from bangtin.site.edition_log import Edition, EditionLog
from bangtin.site.publications import Copy, Print, Publication
from bangtin.site.site import Site
from bangtin.typesetting import compiler

LAYOUT = "layouts/press/order.typ"
KEPT = "orders"
"""Where the zips of orders are kept, beside ``site.yaml``."""

COLUMNS = (
    "number",
    "date",
    "file",
    "title",
    "size",
    "scale",
    "bleed",
    "pages",
    "colour",
    "material",
    "quantity",
    "places",
    "deadline",
    "edition",
    "until",
)
"""The table's columns; each is a field of Line or of Order."""

HANDED_COLUMNS = ("title", "places", "file", "edition")

_STAMP = (1980, 1, 1, 0, 0, 0)
"""One time for every file, so that the same order gives the same bytes."""

_NUMBER = re.compile(r"^[+-]?\d[\d .,]*$")


class Line(msgspec.Struct, frozen=True):
    """One line of an order: a file to print, ``quantity`` times."""

    shop: str
    file: str
    title: str
    size: str
    scale: int
    bleed: str
    pages: int
    colour: str
    material: str
    quantity: int
    places: str
    deadline: datetime.date | None
    edition: str
    code: str
    place_names: tuple[str, ...]
    copies: int
    until: datetime.date | None = None

    @property
    def name(self) -> str:
        """The file's name, by which it lies beside the sheet."""
        return PurePosixPath(self.file).name


class Done(msgspec.Struct, frozen=True):
    """What is ordered already: an edition for a place, its number of copies then and now."""

    code: str
    place: str
    number: str
    date: str
    before: int
    now: int


class Order(msgspec.Struct, frozen=True):
    """What one print shop is to print; ``name`` is that of its files, without ending."""

    name: str
    shop: str
    number: str
    date: str
    lines: tuple[Line, ...]


def gather(
    site: Site, log: EditionLog | None = None, again: Container[str] = ()
) -> tuple[list[Order], int, list[Done]]:
    """Return the orders by shop, how many notices lack a code, and what is ordered already.

    What the log has as ordered is left out, place by place, but for the editions of ``again``:
    nobody pays twice for what is printed.
    """
    found, left_out, done = [], 0, []
    log = log or {}
    for publication in site.prints:
        if publication.entry.order is None:
            continue
        last = _by_place(log.get(publication.edition_code))
        column = publication.entry.code_from
        for copy in publication.copies:
            # A notice with an empty frame is not for the print shop.
            if column is None or copy.values.get(column):
                line = _line(publication, copy, site)
                if line.code not in again:
                    rest, before = _not_ordered(line, last)
                    done += before
                    if rest is None:
                        continue
                    line = rest
                found.append(line)
            else:
                left_out += 1
    shops = _by_shop(found)
    names = file_names(shops, site.settings.addresses.orders)
    used = {line.order for edition in log.values() for line in edition.orders}
    numbers = (number for number in (_number(site, n) for n in itertools.count(1))
               if number not in used)  # fmt: skip
    orders = [
        Order(
            name,
            shop,
            next(numbers),
            spelling.written(site.now, site.settings.language),
            tuple(own),
        )
        for name, (shop, own) in zip(names, shops.items(), strict=True)
    ]
    return orders, left_out, done


def _by_place(edition: Edition | None) -> dict[str, edition_log.Line]:
    """Return the last order of an edition for each place."""
    return {order.place: order for order in (edition.orders if edition else ())}


def _not_ordered(
    line: Line, before: Mapping[str, edition_log.Line]
) -> tuple[Line | None, list[Done]]:
    """Return what of a line is not ordered yet, None for nothing; and what is."""
    done = [
        Done(line.code, place, before[place].order, before[place].date, before[place].copies,
             line.copies)
        for place in line.place_names if place in before
    ]  # fmt: skip
    rest = tuple(place for place in line.place_names if place not in before)
    if not rest:
        return None, done
    if not done:
        return line, []
    return msgspec.structs.replace(
        line, place_names=rest, places="; ".join(rest), quantity=line.copies * len(rest)
    ), done


def events(
    orders: Iterable[Order], public: Path, now: datetime.datetime
) -> Iterator[edition_log.Line]:
    """Yield what is recorded of orders: each edition for each place, with the very file."""
    for order in orders:
        for line in order.lines:
            digest = digests.digest((public / line.file).read_bytes())
            for place in line.place_names:
                yield edition_log.Line(
                    now, "ordered", line.code, place, line.copies, order.number,
                    until=line.until, files={line.name: digest},
                )  # fmt: skip


def keep(order: Order, site: Site, written: Path, root: Path) -> Path:
    """Keep the zip of an order beside ``site.yaml`` for ever, and return where.

    Another version of Bangtin, of its fonts or of the content would make other bytes. Raises
    DiskFailed; nothing that is kept is ever written over.
    """
    folder = root / KEPT
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise writing.refused(folder, error) from error
    name = f"{spelling.slug(order.number) or site.settings.addresses.order}-{order.name}"
    numbers = itertools.count(2)
    path = folder / f"{name}.zip"
    while path.exists():
        path = folder / f"{name}-{next(numbers)}.zip"
    writing.write(path, written.read_bytes(), durable=True)
    return path


def deliveries(site: Site, public: Path) -> list[tuple[str, str, str, str]]:
    """Return what goes to places without a print shop: title, places, file and edition.

    Files are named as they lie under ``public``, where they were published.
    """
    found = []
    lang = site.settings.language
    for publication in site.publications:
        order = publication.entry.order
        if isinstance(publication, Print) or order is None:
            continue
        edition = f"{publication.edition_code} ({spelling.written(publication.edition_date, lang)})"
        for name, copy in _handed(publication, public):
            title = publication.named(site.own_strings, publication.fill(publication.title, copy))
            places = [publication.fill(place, copy) for place in order.to] or [copy.title]
            file = f"{publication.folder.rstrip('/')}/{name}"
            found.append((title, "; ".join(filter(None, places)), file, edition))
    return found


def _handed(publication: Publication, public: Path) -> Iterator[tuple[str, Copy]]:
    """Yield the names of a publication's files that are handed out, each with the copy it is of."""
    copies = {publication.name(copy): copy for copy in publication.copies}
    names = (path.name for path in (public / publication.folder).iterdir())
    own = handed.by_copy(publication, (name for name in names if name.endswith(handed.ENDINGS)))
    for name, owner in sorted((name, owner) for owner, files in own.items() for name in files):
        yield name, copies[owner]


def deliveries_table(
    rows: Iterable[tuple[str, ...]], site: Site, folder: Path
) -> tuple[Path, bytes]:
    """Return where the table of files for places belongs, and the table, for a spreadsheet."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(site.own_strings[f"order_{name}"] for name in HANDED_COLUMNS)
    writer.writerows([as_cell(value) for value in row] for row in rows)
    path = folder / f"{site.settings.addresses.handover}.csv"
    return path, output.getvalue().encode("utf-8-sig")


def file_names(shops: Iterable[str], word: str) -> list[str]:
    """Return the name of each shop's files, without ending: two shops never share one."""
    return slugs.unique((f"{word} {shop}" for shop in shops), word)


def _by_shop(found: Iterable[Line]) -> dict[str, list[Line]]:
    """Group lines by print shop; those without one come under an empty name."""
    shops: dict[str, list[Line]] = {}
    for line in found:
        shops.setdefault(line.shop, []).append(line)
    return shops


def _line(publication: Print, copy: Copy, site: Site) -> Line:
    format_, order, lang = publication.format, publication.entry.order, site.settings.language
    assert order is not None
    places = [" ".join(publication.fill(place, copy).split()) for place in order.to]
    if not places and copy.title:
        places = [copy.title]
    shop = " ".join(order.shop.split())
    return Line(
        shop=shop,
        file=publication.file(copy, "press"),
        title=publication.named(site.own_strings, publication.fill(publication.title, copy)),
        size=publication.size_in_words,
        scale=format_.scale_in_name,
        bleed=f"{format_.bleed:g} mm",
        pages=format_.pages,
        colour="CMYK",
        material=format_.material,
        quantity=order.copies * max(len(places), 1),
        places="; ".join(places),
        deadline=order.deadline or site.settings.orders.deadline,
        edition=f"{publication.edition_code} ({spelling.written(publication.edition_date, lang)})",
        code=publication.edition_code,
        # Whoever named no place is the place: there has to be one to look for it.
        place_names=tuple(dict.fromkeys(places)) or (shop or site.settings.issuer.short,),
        copies=order.copies,
        until=publication.entry.hang_until or publication.page.header.expires,
    )


def _number(site: Site, n: int) -> str:
    """Return the number of the n-th shop's order, by the site's own scheme."""
    day = site.now
    values = {"n": str(n), "day": f"{day:%d}", "month": f"{day:%m}", "year": f"{day.year:04d}"}
    return re.sub(r"\{(\w+)\}", lambda m: values[m.group(1)], site.settings.orders.number)


def as_csv(order: Order, site: Site) -> bytes:
    """Write an order as CSV for a spreadsheet: UTF-8 with BOM, so that Excel reads Vietnamese."""
    labels, lang = site.own_strings, site.settings.language
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(labels[f"order_{name}"] for name in COLUMNS)
    for line in order.lines:
        values = msgspec.structs.asdict(line) | {"number": order.number, "date": order.date}
        # With a word before it: a spreadsheet takes "1:10" for a time of day.
        values |= {"file": line.name, "scale": labels["order_scale_said"].format(scale=line.scale)}
        values["until"] = spelling.written(line.until, lang) if line.until else ""
        values["deadline"] = spelling.written(line.deadline, lang) if line.deadline else ""
        writer.writerow(
            str(values[name]) if name in ("pages", "quantity") else as_cell(values[name])
            for name in COLUMNS
        )
    return output.getvalue().encode("utf-8-sig")


def as_pdf(order: Order, site: Site) -> bytes:
    """Set an order as a sheet that goes to the print shop with the files."""
    strings, settings = site.own_strings, site.settings
    days = {line.deadline for line in order.lines}
    is_one_day = len(days) == 1
    day = next(iter(days)) if is_one_day else None

    def as_row(line: Line) -> dict[str, Any]:
        own = line.deadline if not is_one_day else None
        deadline = spelling.written(own, settings.language) if own else ""
        own_words = {"file": line.name, "deadline": deadline, "scale": f"1:{line.scale}"}
        until = spelling.written(line.until, settings.language) if line.until else ""
        own_words["until"] = strings["order_hang_until"].format(date=until) if until else ""
        return msgspec.structs.asdict(line) | own_words

    data: dict[str, Any] = {
        "lang": locales.base(settings.language),
        "title": strings["order_sheet"],
        "shop": order.shop,
        "number": order.number,
        "issuer": settings.issuer.name,
        "address": settings.issuer.address,
        "date": order.date,
        "contact": settings.orders.contact or "",
        "deadline": spelling.written(day, settings.language) if day else "",
        "has_one_deadline": is_one_day,
        "copies": sum(line.quantity for line in order.lines),
        "labels": sheet_labels(strings, "order_"),
        "rows": [as_row(line) for line in order.lines],
    }
    layouts = site.layout_files(LAYOUT)
    return compiler.plain("order", data, Path(site.root), layouts)


def paths(order: Order, folder: Path) -> list[Path]:
    """Return where an order's sheet, table and zip belong."""
    return [folder / f"{order.name}{ending}" for ending in (".pdf", ".csv", ".zip")]


def is_kept(path: Path, root: Path) -> bool:
    """Whether a file of an order is as one of the kept zips has it: nobody has written into it."""
    for kept in (root / KEPT).glob(f"*-{path.stem}*.zip"):
        # One that can't be read, or is another shop's, holds nothing that is known.
        with contextlib.suppress(OSError, KeyError, zipfile.BadZipFile):
            if _holds(kept, path):
                return True
    return False


def _holds(kept: Path, path: Path) -> bool:
    if path.suffix == kept.suffix:
        return filecmp.cmp(kept, path, shallow=False)
    with zipfile.ZipFile(kept) as archive:
        return archive.read(f"{path.stem}/{path.name}") == path.read_bytes()


def write(order: Order, site: Site, public: Path, folder: Path) -> list[Path]:
    """Write an order's sheet, table and zip into a folder that is there, and return their paths.

    The zip holds sheet, table and the press files, as they were built, in one folder.
    Raises DiskFailed; a file is then as it was.
    """
    sheet, table = as_pdf(order, site), as_csv(order, site)
    written = paths(order, folder)
    writing.write(written[0], sheet, durable=True)
    writing.write(written[1], table, durable=True)
    with writing.replacing(written[2]) as output, zipfile.ZipFile(output, "w") as archive:
        _add(archive, f"{order.name}/{order.name}.pdf", sheet)
        _add(archive, f"{order.name}/{order.name}.csv", table)
        for line in order.lines:
            _add(archive, f"{order.name}/{line.name}", (public / line.file).read_bytes())
    return written


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _STAMP)
    # PDFs are compressed already.
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".pdf") else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def earlier(orders: Iterable[Order], folder: Path, word: str) -> Iterator[Path]:
    """Yield the files of orders that lie in the folder and are no longer among these."""
    names = {order.name for order in orders}
    for path in sorted(folder.glob(f"{word}*")):
        if path.suffix in (".pdf", ".csv", ".zip") and path.stem not in names:
            yield path


def overdue(orders: Iterable[Order], now: datetime.date) -> Iterator[tuple[Line, datetime.date]]:
    """Yield the lines that are to be delivered on a day that is over, with that day."""
    for line in (line for order in orders for line in order.lines):
        if line.deadline and line.deadline < now:
            yield line, line.deadline


def as_cell(value: object) -> str:
    """Return a cell that a spreadsheet leaves as it is.

    None is a formula (OWASP, "CSV injection"), and no digits are taken for a number,
    which would lose the zeros before it.
    """
    text = str(value)
    is_formula = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if is_formula or _NUMBER.match(text) else text


def handed_over(site: Site, log: EditionLog, now: datetime.datetime) -> Iterator[edition_log.Line]:
    """Yield what is recorded of files that go to places as they are: boards, scripts, pictures."""
    for publication in site.publications:
        order = publication.entry.order
        if isinstance(publication, Print) or order is None:
            continue
        edition = log.get(publication.edition_code)
        before = edition.places if edition else {}
        for copy in publication.copies:
            places = [" ".join(publication.fill(place, copy).split()) for place in order.to]
            for place in dict.fromkeys(places or [copy.title or site.settings.issuer.short]):
                if place not in before:
                    yield edition_log.Line(
                        now, "ordered", publication.edition_code, place, order.copies
                    )

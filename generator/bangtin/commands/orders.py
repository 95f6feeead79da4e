"""Print orders: for each print shop one sheet (PDF) and one table (CSV) of what to print.

A publication says in ``order`` for which places and how many; what it does not
say is left open on the sheet, to be filled in by hand, and never guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bangtin.site import slugs
from bangtin.site.publications import Copy, Publication
from bangtin.site.site import Site
from bangtin.typesetting import compiler

LAYOUT = "layouts/press/order.typ"

COLUMNS = (
    "file",
    "title",
    "size",
    "scale",
    "bleed",
    "pages",
    "material",
    "quantity",
    "places",
    "edition",
)


class Line(msgspec.Struct, frozen=True):
    """One line of an order: a file to print. ``quantity`` is 0 while it is not known."""

    shop: str
    file: str
    title: str
    size: str
    scale: str
    bleed: str
    pages: int
    material: str
    quantity: int
    places: str
    edition: str


def lines(site: Site) -> Iterator[Line]:
    """Yield a line for each press file that is ready to print, in the order of the site."""
    for publication in site.publications:
        column = publication.entry.code_from
        for copy in publication.copies:
            # A notice with an empty shared_context is not for the print shop.
            if column is None or copy.values.get(column):
                yield _line(publication, copy)


def _line(publication: Publication, copy: Copy) -> Line:
    format_, order = publication.format, publication.entry.order
    places = [publication.fill(place, copy) for place in order.to] if order else []
    if not places and copy.title:
        places = [copy.title]
    each = order.copies if order else 0
    return Line(
        shop=order.shop if order else "",
        file=publication.file(copy, "press"),
        title=f"{format_.name}: {publication.title}",
        size=format_.size_in_words,
        scale=f"1:{format_.scale}",
        bleed=f"{format_.bleed:g} mm",
        pages=format_.pages,
        material=format_.material,
        quantity=each * max(len(places), 1),
        places="; ".join(places),
        edition=f"{publication.edition_code} ({publication.edition_date:%d/%m/%Y})",
    )


def by_shop(found: Iterator[Line]) -> dict[str, list[Line]]:
    """Group lines by print shop; those without one come under an empty name."""
    shops: dict[str, list[Line]] = {}
    for line in found:
        shops.setdefault(line.shop, []).append(line)
    return shops


def file_names(shops: Iterable[str]) -> list[str]:
    """Return the name of each shop's files, without ending: two shops never share one."""
    return slugs.unique((f"don-in {shop}" for shop in shops), "don-in")


def as_csv(found: list[Line], labels: dict[str, str]) -> bytes:
    """Write lines as CSV for a spreadsheet: UTF-8 with BOM, so that Excel reads Vietnamese."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(labels[f"order_{name}"] for name in COLUMNS)
    for line in found:
        writer.writerow(_as_text(getattr(line, name) or "") for name in COLUMNS)
    return output.getvalue().encode("utf-8-sig")


def as_pdf(found: list[Line], site: Site, shop: str) -> bytes:
    """Set lines as a sheet that goes to the print shop with the files."""
    strings = site.own_strings
    data: dict[str, Any] = {
        "lang": site.settings.language,
        "title": strings["order_sheet"],
        "shop": shop,
        "issuer": site.settings.issuer.name,
        "address": site.settings.issuer.address,
        "date": f"{site.now:%d/%m/%Y}",
        "labels": {
            k.removeprefix("order_"): v for k, v in strings.items() if k.startswith("order_")
        },
        "rows": [msgspec.to_builtins(line) for line in found],
    }
    layouts = {LAYOUT: site.files[LAYOUT]}
    return compiler.plain("order", data, Path(site.root), layouts)


def _as_text(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

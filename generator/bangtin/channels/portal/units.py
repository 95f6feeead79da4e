"""The list of communes, and for each what it is reached by and what is printed for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from bangtin.channels.portal import prints
from bangtin.channels.portal.language_portal import PagePlan, Portal
from bangtin.config import telephones
from bangtin.site import slugs
from bangtin.site.tables import Row

ROLES = ("other_names", "address", "phone")


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield the list of communes, and each with its contacts and its printed matter."""
    table = portal.site.units
    if table is None:
        return
    first = table.columns[0]
    roles = {role: portal.site.settings.units.column(role, table.columns) for role in ROLES}
    signed = [
        (publication, {copy.row[first]: copy for copy in publication.copies})
        for publication in portal.site.prints
        if publication.entry.each == table.name
    ]
    venues, bundles = _venues(portal, table.name), _bundles_by_value(portal)
    cards = []
    naming = portal.site.settings.units.naming(table.columns)
    names = [row.called(naming) for row in table.rows]
    keys = [row.values[first] for row in table.rows]
    found = slugs.of_rows(names, keys, portal.words.row)
    for row, name, slug in zip(table.rows, names, found, strict=True):
        title = portal.said(name[:1].upper() + name[1:])
        key = row.values[first]
        url = f"{portal.prefix}{table.name}/{slug}/"
        downloads = []
        for publication, copies in signed:
            if (copy := copies.get(key)) and copy.row == row.values:
                words = portal.print_title(publication)
                downloads.append(prints.copy_of(portal, publication, copy) | {"title": words})
        other = row.values.get(roles["other_names"], "")
        context: dict[str, Any] = {
            "title": title["text"],
            "title_lang": title["lang"],
            "summary": ", ".join(
                filter(None, (title["text"], _capital(portal.site.settings.area)))
            ),
            # A table without codes names its rows by their names.
            "code": "" if key.casefold() == name.casefold() else key,
            "other": portal.t["also_spelled"].format(name=other) if other else "",
            "contacts": _contacts(portal, row, roles),
            "venues": [portal.said(venue) for venue in venues.get(key, ())],
            "prints": downloads,
            "bundles": _of_row(row, bundles),
            "phones": portal.phones(),
            "communes": f"{portal.prefix}{table.name}/",
        }
        cards.append({"url": url, "title": title, "summary": None, "icon": ""})
        offers = prints.files_of(downloads, context["bundles"])
        yield portal.plan_page("commune.html", url, table.file, context, offers=offers)
    heading = title_of_list(portal)
    context = {"title": heading["text"], "title_lang": heading["lang"],
               "summary": heading["text"], "entries": cards}  # fmt: skip
    yield portal.plan_page("list.html", f"{portal.prefix}{table.name}/", table.file, context)


def title_of_list(portal: Portal) -> dict[str, str]:
    """Return what the list of units is called: by the site, or else by its language."""
    title = portal.site.settings.units.title
    return portal.site_says(title) if title else portal.said(portal.t["units"], portal.lang)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _contacts(portal: Portal, row: Row, roles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what the table says of reaching a commune; unknown columns stay out."""
    found = []
    for role in ("address", "phone"):
        if value := row.values.get(roles[role], ""):
            pieces = [(value, "")]
            if role == "phone":
                pieces = list(telephones.pieces(value, portal.site.settings.region))
            found.append({"label": portal.t[f"contact_{role}"], "pieces": pieces})
    return found


def _venues(portal: Portal, units: str) -> dict[str, list[str]]:
    """Return the names of the venues that other tables place in each commune."""
    found: dict[str, list[str]] = {}
    for table in portal.site.tables.values():
        if table.name != units and units in table.columns:
            column = portal.site.settings.units.column("name", table.columns)
            for row in table.rows:
                name = row.values.get(column) or row.values[table.columns[0]]
                found.setdefault(row.values[units], []).append(name)
    return found


def _bundles_by_value(portal: Portal) -> dict[str, list[tuple[int, dict[str, Any]]]]:
    """Return the merged files by the value that their rows share, numbered as they come."""
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    numbers = itertools.count()
    for publication in portal.site.prints:
        column = publication.entry.bundle or ""
        for file, copies in publication.bundles().items():
            title = portal.print_title(publication)
            bundle = {"file": file, "title": title, "count": len(copies)}
            found.setdefault(copies[0].row[column], []).append((next(numbers), bundle))
    return found


def _of_row(
    unit: Row, bundles: Mapping[str, list[tuple[int, dict[str, Any]]]]
) -> list[dict[str, Any]]:
    """Return the merged files whose value is this commune, by whichever of its names."""
    found = dict(one for name in set(unit.values.values()) for one in bundles.get(name, ()))
    return [found[number] for number in sorted(found)]

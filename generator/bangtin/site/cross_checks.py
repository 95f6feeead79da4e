"""Whether the parts of a site agree: names that lead somewhere, and what is yet to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from bangtin import spelling
from bangtin.config import addresses
from bangtin.config.header import Header
from bangtin.config.settings import Settings, Units
from bangtin.problems import Place, Problems, closest
from bangtin.site import copies, slugs
from bangtin.site.lifecycle import State
from bangtin.site.pages import Page, SourceFile
from bangtin.site.placeholders import PLACEHOLDER
from bangtin.site.print_entries import TEXT_KEYS
from bangtin.site.publications import Publication
from bangtin.site.references import Resolver
from bangtin.site.tables import Table

_PARTS = re.compile(r"[=|]")
"""What parts the facts of an edition in the log of editions."""


def check_names(
    built: Sequence[Page],
    settings: Settings,
    lists: Iterable[str],
    resolver: Resolver,
    icons: set[str],
    problems: Problems,
) -> None:
    """Resolve the names in headers and menu that are not links of a body.

    ``lists`` are the portal's own, which a menu can name as well.
    """
    search = f"{settings.addresses.search}/"
    named = [url for url in lists if settings.search or url != search]
    _check_menu(built, settings, named, resolver, problems)
    for page in built:
        header = page.header
        if header.icon:
            _check_icon(header.icon, header.place("icon"), icons, problems)
        for number, name in enumerate(() if header.publish else header.step_icons):
            _check_icon(name, header.place("step_icons", number), icons, problems)
        if header.action:
            resolver.link(header.action, header.place("action"))
        elif header.action_text:
            problems.error("action-text-alone", header.place("action_text"))
        base = "/".join(page.file.split("/")[: 1 if page.lang == settings.language else 2])
        for number, task in enumerate(header.tasks):
            found = resolver.page(task, base, header.place("tasks", number))
            if found is not None and found.state is State.EXPIRED:
                problems.warning("page-ended", header.place("tasks", number), page=task)
        _check_topics(header, settings, problems)
        if header.kind == "notice" and not header.expires:
            problems.error("notice-without-end", header.place())


def _check_menu(
    built: Sequence[Page],
    settings: Settings,
    lists: Sequence[str],
    resolver: Resolver,
    problems: Problems,
) -> None:
    """Refuse menu entries that lead nowhere; warn of those that the portal leaves out.

    A page ends on a day on which nobody looks: the portal has to be built then as well.
    """
    filled = {f"{page.section}/" for page in built if page.state.is_listed}
    ended: dict[str, list[Page]] = {}
    for page in built:
        if page.state is State.EXPIRED:
            ended.setdefault(page.original, []).append(page)
    for entry in settings.menu:
        place = entry.place("page")
        if entry.page.endswith(".md"):
            resolver.page(f"/{entry.page}", "content", place)
            for page in ended.get(f"content/{entry.page}", ()):
                problems.warning("page-ended", place, page=page.file.removeprefix("content/"))
        elif entry.page not in lists:
            meant = closest(entry.page, lists)
            known = ", ".join(lists)
            problems.error("menu-nowhere", place, page=entry.page, meant=meant, known=known)
        elif entry.page.rstrip("/") in settings.sections and entry.page not in filled:
            problems.warning("list-empty", place, page=entry.page)


def check_sections(sources: Iterable[SourceFile], settings: Settings, problems: Problems) -> None:
    """Warn of a section that ``site.yaml`` names and that has no page."""
    folders = {spelling.slug(parts[1]): parts[1] for source in sources
               if len(parts := PurePosixPath(source.path).parts) > 2}  # noqa: PLR2004  # fmt: skip
    for name, section in settings.sections.items():
        if not section.places or name in folders:
            continue
        # What is refused already is one mistake, not two.
        if not any(problem.place == section.place() for problem in problems):
            meant = closest(name, [folder for folder in folders if folder not in settings.sections])
            key = "section-empty-meant" if meant else "section-empty"
            problems.warning(key, section.place(), name=name, meant=folders.get(meant, ""))


def check_values(settings: Settings, problems: Problems) -> None:
    """Refuse names of values that no text can call."""
    for name in settings.values:
        if not PLACEHOLDER.fullmatch(f"{{{name}}}") or _PARTS.search(name):
            problems.error("value-name", settings.place("values", name), name=name)


def _check_topics(header: Header, settings: Settings, problems: Problems) -> None:
    """Refuse topics that ``site.yaml`` doesn't name."""
    for number, topic in enumerate(header.topics):
        if topic not in settings.topics:
            meant = closest(topic, settings.topics)
            key = "unknown-topic-meant" if meant else "unknown-topic"
            known = ", ".join(settings.topics)
            place = header.place("topics", number)
            problems.error(key, place, name=topic, meant=meant, known=known)


def _check_icon(name: str, place: Place, icons: set[str], problems: Problems) -> None:
    if name not in icons:
        meant = closest(name, icons)
        key = "unknown-icon-meant" if meant else "unknown-icon"
        problems.error(key, place, name=name, meant=meant)


def check_units(
    settings: Settings,
    found: Mapping[str, Table],
    files: Iterable[SourceFile],
    problems: Problems,
) -> None:
    """Refuse a table of communes that was named and is not there; the usual one may be missing.

    Each commune has a page, so its name must do for a file.
    """
    if table := found.get(settings.unit_table):
        keys = [row.values[table.columns[0]] for row in table.rows]
        _check_roles(settings.units, table, problems)
        naming = settings.units.naming(table.columns)
        titles = [row.called(naming) for row in table.rows]
        called = slugs.of_rows(titles, keys, settings.addresses.row)
        places = (row.place for row in table.rows)
        slugs.check_lengths(zip(called, places, strict=True), problems)
    names = {PurePosixPath(file.path).stem for file in files}
    if "table" in settings.units.places and settings.unit_table not in names:
        meant = closest(settings.unit_table, found)
        key = "unknown-table-meant" if meant else "unknown-table"
        problems.error(
            key,
            settings.units.place("table"),
            name=settings.unit_table,
            meant=meant,
            known=", ".join(found),
        )


def _check_roles(units: Units, table: Table, problems: Problems) -> None:
    """Refuse a role whose column is not there; tell of a column that seems meant for one.

    What no role takes is on no page: neither the name nor the number.
    """
    shown = ", ".join(table.columns)
    taken = {role: units.column(role, table.columns) for role in addresses.ROLES}
    for role, column in taken.items():
        said = getattr(units, role)
        if said and not column:
            meant = closest(said, table.columns)
            key = "units-column-meant" if meant else "units-column"
            problems.error(key, units.place(role), file=table.file, column=said, meant=meant,
                           known=shown)  # fmt: skip
    for column in table.columns[1:]:
        role = addresses.role_like(column)
        if role and not taken[role] and not getattr(units, role) and column not in taken.values():
            taken[role] = column
            known = ", ".join(addresses.names_of(role))
            problems.warning("units-column-unused", Place(table.file, 1), column=column,
                             role=role, known=known)  # fmt: skip


def doubt(built: Sequence[Page], settings: Settings, problems: Problems) -> None:
    """Tell of values that may be meant and hardly are."""
    by_file = {page.file: page for page in built}
    titled: dict[tuple[str, str], Page] = {}
    for page in built:
        header = page.header
        title = " ".join(header.title.split())
        # A copy ("X - Copy.md") is told of, not what it was copied from.
        first = by_file.get(copies.original_of(page.file), page)
        if first is not page and first.header.title == header.title:
            place = header.place("title")
            problems.warning("page-copied", place, file=page.file, first=first.file)
        elif page.state is not State.EXPIRED:
            # One that is over may well have the title of the one that took its place.
            other = titled.setdefault((page.lang, title.strip(" .").casefold()), page)
            if other is not page:
                at = other.header.place("title")
                problems.warning(
                    "title-doubled",
                    header.place("title"),
                    title=title,
                    first=f"{at.file}:{at.line}",
                )
        if header.summary.strip(" .").casefold() == title.strip(" .").casefold():
            problems.warning("summary-is-title", header.place("summary"))
        for key in ("title", "summary", "fact", "claim", "why"):
            _doubt_yes_no(getattr(header, key) or "", key, header.place(key), problems)
        for entry in header.publish:
            for key in TEXT_KEYS:
                _doubt_yes_no(getattr(entry, key) or "", key, entry.place(key), problems)
    numbers: set[str] = set()
    for hotline in settings.hotlines:
        if hotline.dial and hotline.dial in numbers:
            problems.warning("hotline-doubled", hotline.place("number"), number=hotline.number)
        numbers.add(hotline.dial)


def _doubt_yes_no(text: str, key: str, place: Place, problems: Problems) -> None:
    """Tell of a word that YAML has for a switch, where words are printed."""
    if text.lower() in ("true", "false", "yes", "no", "on", "off", "null", "none"):
        problems.warning("text-is-yes-no", place, key=key, value=text)


def warn_gaps(settings: Settings, publications: Iterable[Publication], problems: Problems) -> None:
    """Tell what the district has yet to fill in."""
    for hotline in settings.hotlines:
        if not hotline.number:
            problems.warning("hotline-empty", hotline.place(), name=hotline.name)
    if not any(hotline.number for hotline in settings.hotlines):
        problems.error("hotline-missing", settings.place())
    for publication in publications:
        column = publication.entry.code_from
        missing = sum(not copy.row.get(column) for copy in publication.copies) if column else 0
        if missing:
            problems.warning(
                "codes-not-issued",
                publication.entry.place("code_from"),
                missing=missing,
                total=len(publication.copies),
                table=publication.entry.each,
                column=column,
            )

"""Reads the site: everything that its authors wrote, each thing checked against the others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from bangtin.config import contrast, loading, telephones
from bangtin.config.settings import Settings
from bangtin.files import defaults, folders
from bangtin.files.inventory import Inventory
from bangtin.problems import Place, Problem, Problems, closest
from bangtin.site import (
    aliases,
    attachments,
    copies,
    corrections,
    count_tables,
    cross_checks,
    dates,
    edition_log,
    editions,
    glyphs,
    icon_names,
    icons,
    images,
    lifecycle,
    links,
    mentions,
    numbers,
    packs,
    pages,
    patterns,
    plain_words,
    publication_log,
    reserved,
    run_sheets,
    table_keys,
    tables,
    translations,
)
from bangtin.site.editions import Scope
from bangtin.site.glyphs import Faces
from bangtin.site.issued_codes import IssuedCodes
from bangtin.site.own_addresses import OwnAddresses
from bangtin.site.pages import Page, ParsedPage, ReadAll, SourceFile
from bangtin.site.print_entries import PublicationReader
from bangtin.site.references import Resolver
from bangtin.site.reserved import Reserved
from bangtin.site.site import Site
from bangtin.site.tables import Table

HOME = "content/index.md"


def read(  # noqa: PLR0915 - the stage's table of contents
    root: Path,
    inventory: Inventory,
    read_all: ReadAll,
    now: datetime.date | None,
    today: datetime.date,
    going_out: Scope = "",
) -> tuple[Site | None, tuple[Problem, ...]]:
    """Read the whole site below ``root``, and note everything that is wrong with it.

    The site is built for ``now``, or for the day that it names itself, or for
    ``today``. ``going_out`` says which of its editions are no drafts.
    With errors the Site holds what is sound, so that later stages can
    find theirs in the same run; it must not be published. It is None when
    settings or formats can't be read at all. Raises ChangedFile when a file is
    not what the inventory has.
    """
    problems = Problems()
    problems.extend(inventory.problems)
    files = loading.Files(root, inventory, problems)
    settings, own_formats = loading.read_settings(files, problems)
    formats, bad_formats = loading.read_formats(files, own_formats, problems)
    if formats and settings:
        formats = loading.with_marks(formats, settings)
        formats = loading.with_office_paper(formats, settings.region)
    table_files = _sources(inventory, "content/data", ".csv")
    found, reports = _read_tables(root, table_files, settings, problems)
    sources = _sources(inventory, pages.FOLDER, ".md")
    parsed = [pages.decode(data) for data in read_all(pages.parse_encoded, sources)]
    for page in parsed:
        problems.extend(page.problems)
    used = mentions.names(parsed, found.values(), settings)
    all_read = settings is not None and not inventory.excluded
    all_read = all_read and all(page.header and page.index for page in parsed)
    folders.check(inventory, used, problems, is_whole=all_read)
    table_keys.check(found, problems)
    if settings is None:
        return None, tuple(problems)
    sound_names = loading.check_languages(settings, problems)
    ui_strings = loading.read_strings(files, settings, problems) if sound_names else None
    if formats and ui_strings:
        formats = loading.with_names(formats, ui_strings[settings.language], problems)
    day = now or settings.as_of or today
    register = links.register(settings, problems)
    contrast.check(settings, problems)
    dates.check_settings(settings, problems)
    numbers.check_settings(settings, problems)
    counts = count_tables.read(
        reports.read(root) if reports else None, settings, found.get(settings.unit_table),
        tuple(found), day, problems,
    )  # fmt: skip
    has_units = settings.unit_table in found
    reserved.check_names(settings, problems, has_units=has_units)
    own_addresses = Reserved(settings, has_units=has_units)
    by_file = _assemble(sources, parsed, day, settings, own_addresses, problems)
    if "content" not in inventory.excluded:
        _check_home(sources, by_file, problems)
    failed = {p.file for p in parsed if p.file not in by_file}
    languages, words = settings.language_folders, settings.addresses
    own_pages = OwnAddresses(settings, by_file, own_addresses, register)
    own_pages.check_register(settings, register, problems)
    built = [p for p in by_file.values() if p.state.is_built]
    offers = attachments.Offers(built, inventory, read_all, languages, words.files, problems)
    resolver = Resolver(by_file, register, settings, problems, own_pages, failed, languages, offers)
    shared = {
        name: inventory.digests[name] for f in defaults.FOLDERS for name in inventory.below(f)
    } | patterns.files(settings, inventory)
    own_patterns = patterns.read(root, settings, inventory, problems)
    pictures = images.resolve(built, inventory, settings, read_all, problems)
    resolved = [
        msgspec.structs.replace(
            page,
            targets=resolver.targets(page),
            images=pictures.get(page.file, {}),
            attachments=attachments.resolve(page, root, inventory, problems, words.files),
            offered=offers.of(page),
        )
        for page in built
    ]
    faces = Faces.below(root, shared)
    glyphs.check(faces, shared, problems)
    facts = corrections.check(resolved, settings, resolver, problems, root, faces)
    resolved = [
        msgspec.structs.replace(page, fact_source=facts[page.file]) if page.file in facts else page
        for page in resolved
    ]
    # A page that a desktop copied comes last: what is double is told of it, not of the first.
    resolved.sort(key=lambda page: copies.is_copy(page.file))
    icon_files = icon_names.files_by_name(root, shared)
    resolved = [icon_names.resolve(page, icon_files) for page in resolved]
    pictograms = set(icon_files)
    icons.check(root, shared, problems)
    aliases.check(resolved, own_addresses, languages, problems)
    cross_checks.check_names(
        resolved, settings, own_addresses.lists, resolver, pictograms, problems
    )
    issued = IssuedCodes(resolved, found, inventory, settings, read_all, problems)
    cross_checks.check_sections(sources, settings, problems)
    cross_checks.check_values(settings, problems)
    cross_checks.doubt(resolved, settings, problems)
    ui_texts = loading.own_strings(files, root, settings) if sound_names else ()
    plain_words.check(resolved, settings, formats or {}, found, ui_texts, own_pages, root, problems)
    cross_checks.check_units(settings, found, table_files, problems)
    bad_tables = {PurePosixPath(f.path).stem for f in table_files} - set(found)
    reader = PublicationReader(
        formats or {},
        found,
        pictograms,
        settings,
        resolver,
        issued.read,
        problems,
        at_fault=bad_formats | bad_tables,
        root=root,
        strings=ui_strings or {},
        counts=counts,
        faces=faces,
    )
    publications = [
        pub for p in resolved if p.state.is_listed for pub in reader.read(p, settings.language)
    ]
    cross_checks.warn_gaps(settings, publications, problems)
    run_sheets.check(settings, publications, problems)
    if formats is None or ui_strings is None:
        return None, tuple(problems)
    went_out = publication_log.read(root, Problems()) or ()
    editions_out = edition_log.read(root, problems)
    numbered = editions.number(
        publications, went_out, editions_out or {}, settings, shared, ui_strings, going_out,
        problems,
    )  # fmt: skip
    site = Site(
        root=str(root),
        settings=settings,
        now=day,
        pages=tuple(resolved),
        publications=numbered,
        tables=found,
        links=register,
        formats=formats,
        strings=ui_strings,
        files=shared,
        changes=lifecycle.changes(((p.file, p.header) for p in by_file.values()), day),
        counts=counts,
        packs=packs.read(settings, numbered, found, resolved, problems),
        patterns=own_patterns,
    )
    if editions_out:
        wrong = editions.wrong(site, editions_out)
        editions.check(wrong, problems)
        gone = editions.withdrawn(site, editions_out, wrong)
        site = msgspec.structs.replace(site, withdrawn=gone)
    return site, tuple(problems)


def _read_tables(
    root: Path, files: list[SourceFile], settings: Settings | None, problems: Problems
) -> tuple[dict[str, Table], SourceFile | None]:
    """Return the tables by name, and the file of the table of counts, which is read later.

    It is no table of names like the others, so it is taken out of ``files``.
    """
    count = settings.count if settings else None
    reports = None
    if settings and count and count.table != settings.unit_table:
        reports = next((f for f in files if PurePosixPath(f.path).stem == count.table), None)
    if reports:
        files.remove(reports)
    country = settings.region if settings else ""
    if not telephones.is_country(country):
        country = ""
    order = settings.day_order if settings else "day"
    parsed = (tables.parse(f.read(root), f.path, problems, country, order) for f in files)
    return {table.name: table for table in parsed if table}, reports


def _sources(inventory: Inventory, folder: str, suffix: str) -> list[SourceFile]:
    """Return the files below a folder whose names end so."""
    return [
        SourceFile.at(name, inventory.digests[name]) for name in inventory.below(folder, suffix)
    ]


def _assemble(
    sources: Sequence[SourceFile],
    parsed: Sequence[ParsedPage],
    today: datetime.date,
    settings: Settings,
    own_addresses: Reserved,
    problems: Problems,
) -> dict[str, Page]:
    """Give every sound page its address and language.

    Refuse two with one address, and one where the portal publishes on its own.
    """
    known = {item.file for item in parsed}
    by_file: dict[str, Page] = {}
    by_url: dict[str, str] = {}
    languages = settings.language_folders
    pairs = sorted(zip(sources, parsed, strict=True), key=lambda pair: copies.is_copy(pair[1].file))
    for source, item in pairs:
        if item.header is None or item.index is None:
            continue
        if item.file in by_file:
            # Two spellings of one name (NFC and NFD) stand side by side.
            problems.error("url-doubled", Place(item.file), url=item.file, first=item.file)
            continue
        url = pages.url_of(item.file)
        if url is None:
            problems.error("file-name", Place(item.file), file=item.file)
            continue
        if device := next((p for p in url.split("/") if p in folders.DEVICES), ""):
            problems.error("name-reserved", Place(item.file), name=device)
            continue
        lang, original = pages.original_of(item.file, languages)
        taken = own_addresses.over(url)
        if not lang and url.partition("/")[0] in languages:
            taken = f"{url.partition('/')[0]}/"
        if taken:
            problems.error("address-reserved", Place(item.file), url=f"/{url}", own=f"/{taken}")
            continue
        dates.check(item.header, today, problems)
        state = lifecycle.state(item.header, today)
        if state.is_built:
            first = by_url.setdefault(url, item.file)
            if first != item.file:
                problems.error("url-doubled", Place(item.file), url=f"/{url}", first=first)
                continue
        if original not in known:
            meant = closest(original, (file for file in known if file != item.file))
            key = "no-original-meant" if meant else "no-original"
            problems.error(key, Place(item.file), file=original, meant=meant)
            continue
        by_file[item.file] = Page(
            source,
            url,
            item.header,
            item.index,
            item.plan_digest,
            state,
            lang or settings.language,
            original,
            blocks=item.blocks,
            home=settings.addresses.home,
            wording=item.wording,
        )
    return translations.held_to_originals(by_file, problems)


def _check_home(
    sources: Iterable[SourceFile], by_file: dict[str, Page], problems: Problems
) -> None:
    """Refuse a site without a home page, to which every other page leads."""
    homes = [source.path for source in sources if pages.url_of(source.path) == ""]
    if not homes:
        problems.error("file-missing", Place(HOME), file=HOME)
    for file in homes:
        page = by_file.get(file)
        if page is not None and not page.state.is_built:
            problems.error("page-not-published", Place(file), target=file)

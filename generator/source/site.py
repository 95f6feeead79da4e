"""The read stage: everything the centre wrote, read and checked together, as one frozen Site."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from generator import contents, vietnamese
from generator.problems import ChangedFile, Place, Problem, Problems, closest
from generator.source import (
    aliases,
    attachments,
    characters,
    contrast,
    dates,
    folders,
    icons,
    images,
    lifecycle,
    links,
    pages,
    schema,
    strings,
    tables,
    yamltree,
)
from generator.source import issued as issued_codes
from generator.source.formats import Format
from generator.source.frontmatter import Header
from generator.source.inventory import Inventory
from generator.source.lifecycle import Change
from generator.source.links import Link
from generator.source.pages import Page, ParsedPage, Recall, SourceFile
from generator.source.publications import Publication, PublicationReader
from generator.source.references import Resolver
from generator.source.settings import Settings
from generator.source.tables import Table
from generator.source.yamltree import Mapping

MENU_LISTS = (
    "huong-dan/", "doi-tuong/", "van-ban/", "tin-tuc/", "thong-bao/", "hoi-dap/", "an-pham/",
    "xa/", "tim-kiem/", "luu-tru/", "tat-ca/",
)  # fmt: skip
"""The lists of the portal that a menu can name; every other entry names a page's file."""
SEARCH = "tim-kiem/"
HOME = "content/index.md"
SCANNING_RATIO = 10
"""A code is read from ten times its side: the rule of thumb of sign makers."""
WITH_BODY_TEXT = ("leaflet", "fold")

_TAG = re.compile(r"[a-z]{2,3}")


class Site(msgspec.Struct, frozen=True):
    """All that is published, with every name resolved.

    ``words`` holds each language's strings, the site's own language first.
    ``files`` holds the digest of each layout and asset by its path from the
    root; ``now`` is the day on which the site is built; ``changes`` are the
    pages that time alone will change, and when.
    """

    root: str
    settings: Settings
    now: datetime.date
    pages: tuple[Page, ...]
    publications: tuple[Publication, ...]
    tables: dict[str, Table]
    links: dict[str, Link]
    formats: dict[str, Format]
    words: dict[str, dict[str, str]]
    files: dict[str, str]
    changes: tuple[Change, ...]

    @property
    def strings(self) -> dict[str, str]:
        """The strings of the site's own language."""
        return self.words[self.settings.language]

    @property
    def next_change(self) -> datetime.date | None:
        """The next day on which time alone changes what is published."""
        return min((change.day for change in self.changes), default=None)

    @property
    def languages(self) -> dict[str, str]:
        """The portal's languages and what their speakers call them, its own first."""
        own = self.settings.language
        return {own: strings.NAMES[own]} | {k: v.name for k, v in self.settings.languages.items()}

    def say(self, text: str, lang: str) -> tuple[str, str]:
        """Return what ``site.yaml`` says in a language, and the language it came out in."""
        own = self.settings.language
        if lang == own:
            return text, own
        translated = self.settings.languages[lang].words.get(text)
        return (translated, lang) if translated else (text, own)

    def files_under(self, *folders: str) -> dict[str, str]:
        """Return the digests of the layouts and assets below the given folders."""
        prefixes = tuple(f"{folder}/" for folder in folders)
        return {p: d for p, d in self.files.items() if p.startswith(prefixes)}

    @property
    def units(self) -> Table | None:
        """The table of communes."""
        return self.tables.get(self.settings.unit_table)


def read(
    root: Path,
    recall: Recall,
    now: datetime.date | None = None,
    known: Inventory | None = None,
) -> tuple[Site | None, tuple[Problem, ...]]:
    """Read the whole site below ``root``, and note everything that is wrong with it.

    ``known`` is what was there when the build began; without it each file is digested here.

    With errors the Site holds what is sound, so that later stages can find
    theirs in the same run; it must not be published. It is None when settings
    or formats can't be read at all.
    """
    problems = Problems()
    settings, own_formats = _settings(root, problems)
    formats, bad_formats = _formats(root, own_formats, problems)
    folders.check(root, problems)
    table_files = _files(root, "content/data", ".csv", problems, known)
    found = {t.name: t for f in table_files if (t := _table(root, f, problems))}
    sources = _files(root, pages.FOLDER, ".md", problems, known)
    parsed = [pages.decode(data) for data in recall(pages.parse_encoded, sources)]
    for page in parsed:
        problems.extend(page.problems)
    if settings is None:
        return None, tuple(problems)
    sound_names = _check_languages(settings, problems)
    words = _strings(root, settings, problems) if sound_names else None
    today = now or settings.as_of or vietnamese.today()
    register = links.register(settings, problems)
    contrast.check(settings, problems)
    by_file = _assemble(sources, parsed, today, settings, problems)
    _check_home(sources, by_file, problems)
    failed = {p.file for p in parsed if p.file not in by_file}
    languages = tuple(settings.languages)
    resolver = Resolver(by_file, register, settings, problems, failed, languages)
    files = _digests(root, ("layouts", "assets"), known)
    built = [p for p in by_file.values() if p.state.is_built]
    resolved = [
        msgspec.structs.replace(
            page,
            targets=resolver.targets(page),
            images=images.resolve(page, root, recall, problems),
            attachments=attachments.resolve(page, root, problems),
        )
        for page in built
    ]
    pictograms = {PurePosixPath(f).stem for f in files if f.startswith(icons.FOLDER)}
    icons.check(root, files, problems)
    aliases.check(resolved, {*MENU_LISTS, f"{settings.unit_table}/"}, problems)
    _check_names(resolved, settings, resolver, pictograms, problems)

    def issued(value: str, place: Place) -> str:
        return issued_codes.read(value, place, root, settings, recall, problems)

    _check_units(settings, found, table_files, problems)
    bad_tables = {PurePosixPath(f.path).stem for f in table_files} - set(found)
    reader = PublicationReader(
        formats or {},
        found,
        pictograms,
        settings.values,
        resolver,
        issued,
        problems,
        at_fault=bad_formats | bad_tables,
    )
    own = settings.language
    publications = [pub for p in resolved if p.state.is_listed for pub in reader.read(p, own)]
    _warn_gaps(settings, publications, problems)
    if formats is None or words is None:
        return None, tuple(problems)
    site = Site(
        root=str(root),
        settings=settings,
        now=today,
        pages=tuple(resolved),
        publications=tuple(publications),
        tables=found,
        links=register,
        formats=formats,
        words=words,
        files=files,
        changes=lifecycle.changes(((p.file, p.header) for p in by_file.values()), today),
    )
    return site, tuple(problems)


def _settings(root: Path, problems: Problems) -> tuple[Settings | None, Mapping | None]:
    """Read ``site.yaml``; its own formats come back apart, to be laid over the shipped ones."""
    node = _mapping(root, "site.yaml", problems)
    if node is None:
        return None, None
    own = node.items.pop("formats", None)
    if own is not None and not isinstance(own, Mapping):
        problems.error("not-a-mapping", own.place, key="formats", value="")
        own = None
    return schema.read_struct(node, Settings, "site.yaml", problems), own


def _formats(
    root: Path, own: Mapping | None, problems: Problems
) -> tuple[dict[str, Format] | None, set[str]]:
    """Read the formats, with a district's own keys laid over the shipped entries.

    Also returns the names of entries at fault, which are noted already.
    """
    file = "layouts/formats.yaml"
    node = _mapping(root, file, problems)
    if node is None:
        return None, set()
    for name, entry in (own.items if own else {}).items():
        base = node.items.get(name)
        if isinstance(base, Mapping) and isinstance(entry, Mapping):
            base.items.update(entry.items)
            base.key_places.update(entry.key_places)
        else:
            node.items[name] = entry
    formats = {}
    for name, entry in node.items.items():
        if vietnamese.slug(name.replace(".", "-")) != name.replace(".", "-"):
            problems.error("format-name", entry.place, name=name)
            continue
        value = schema.read_struct(entry, Format, file, problems, name)
        if value is not None and _has_sound_sizes(value, problems):
            formats[name] = value
    return formats, set(node.items) - set(formats)


def _has_sound_sizes(format_: Format, problems: Problems) -> bool:
    """Refuse a format that breaks the rules of the trade before anything is set in it."""
    least = format_.scanning_distance * 1000 / SCANNING_RATIO
    if format_.smallest_code < least - 0.01:
        problems.error(
            "code-below-distance",
            format_.place("smallest_code"),
            side=f"{format_.smallest_code:g}",
            distance=f"{format_.scanning_distance:g}",
            least=f"{least:g}",
        )
        return False
    if format_.layout not in WITH_BODY_TEXT:
        return True
    match format_.body_text:
        case (smallest, largest) if smallest <= largest:
            return True
    problems.error("body-text-range", format_.place("body_text"), layout=format_.layout)
    return False


def _mapping(root: Path, file: str, problems: Problems) -> Mapping | None:
    """Read a file that must be a mapping; whatever else it is has been noted."""
    before = len(problems)
    node = _yaml(root, file, problems)
    if isinstance(node, Mapping):
        return node
    if len(problems) == before:
        problems.error("not-a-mapping", Place(file, 1), key=file, value="")
    return None


def _yaml(root: Path, file: str, problems: Problems) -> yamltree.Node | None:
    try:
        raw = (root / file).read_bytes()
    except OSError:
        problems.error("file-missing", Place(file), file=file)
        return None
    text = characters.decode(raw, file, problems)
    return None if text is None else yamltree.parse(text, file, problems)


def _files(
    root: Path, folder: str, suffix: str, problems: Problems, known: Inventory | None
) -> list[SourceFile]:
    """Find every file with the suffix below a folder; hidden ones and links out are left out."""
    found = []
    base = root / folder
    for name in _names(root, folder, suffix, known):
        digest = known.digests[name] if known else ""
        if (not known or name in known.links) and folders.leads_out(root / name, base):
            problems.error("link-outside", Place(name), file=name)
            continue
        try:
            digest = digest or contents.digest((root / name).read_bytes())
        except OSError as error:
            problems.error("file-unreadable", Place(name), reason=error.strerror or error)
            continue
        found.append(SourceFile.at(name, digest))
    return found


def _names(root: Path, folder: str, suffix: str, known: Inventory | None) -> list[str]:
    if known:
        return known.below(folder, suffix)
    base = root / folder
    found = (path.relative_to(base) for path in sorted(base.rglob(f"*{suffix}")))
    return [
        f"{folder}/{path.as_posix()}"
        for path in found
        if not any(part.startswith(".") for part in path.parts)
    ]


def _table(root: Path, source: SourceFile, problems: Problems) -> Table | None:
    try:
        raw = source.read(root)
    except ChangedFile as changed:
        problems.error(changed.key, Place(source.path), **dict(changed.details))
        return None
    return tables.parse(raw, source.path, problems)


def _strings(
    root: Path, settings: Settings, problems: Problems
) -> dict[str, dict[str, str]] | None:
    """Read the strings of every language; None when one of them is not whole."""
    found = {}
    for lang in (settings.language, *settings.languages):
        file = f"layouts/strings/{lang}.yaml"
        words = strings.read(_mapping(root, file, problems), file, problems)
        if words is not None:
            found[lang] = words
    return found if len(found) == 1 + len(settings.languages) else None


def _check_languages(settings: Settings, problems: Problems) -> bool:
    """Tell what of ``site.yaml`` a language doesn't translate, and what it translates in vain.

    Returns whether the names of languages and topics can stand in addresses.
    """
    misnamed = [(n, e.place()) for n, e in settings.languages.items() if not _TAG.fullmatch(n)]
    place = settings.places.get("topics", settings.place())
    misnamed += [(name, place) for name in settings.topics if vietnamese.slug(name) != name]
    for name, where in misnamed:
        problems.error("name-form", where, name=name)
    if misnamed:
        return False
    said = settings.said
    for lang, language in settings.languages.items():
        if lang == settings.language:
            problems.error("language-doubled", language.place(), lang=lang)
        for text in language.words:
            if text not in said:
                meant = closest(text, said)
                key = "words-unknown-meant" if meant else "words-unknown"
                problems.error(key, language.place("words"), text=text, meant=meant)
        missing = [text for text in said if text not in language.words]
        if missing:
            shown = "; ".join(f'"{text}"' for text in missing)
            problems.warning("words-missing", language.place(), lang=lang, texts=shown)
    return True


def _assemble(
    sources: Sequence[SourceFile],
    parsed: Sequence[ParsedPage],
    today: datetime.date,
    settings: Settings,
    problems: Problems,
) -> dict[str, Page]:
    """Give every sound page its address and language, and refuse two with one address."""
    known = {item.file for item in parsed}
    by_file: dict[str, Page] = {}
    by_url: dict[str, str] = {}
    for source, item in zip(sources, parsed, strict=True):
        if item.header is None or item.facts is None:
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
        dates.check(item.header, problems)
        state = lifecycle.state(item.header, today)
        if state.is_built:
            first = by_url.setdefault(url, item.file)
            if first != item.file:
                problems.error("url-doubled", Place(item.file), url=f"/{url}", first=first)
                continue
        lang, original = pages.original_of(item.file, settings.languages)
        if original not in known:
            meant = closest(original, (file for file in known if file != item.file))
            key = "no-original-meant" if meant else "no-original"
            problems.error(key, Place(item.file), file=original, meant=meant)
            continue
        by_file[item.file] = Page(
            source,
            url,
            item.header,
            item.facts,
            item.face,
            state,
            lang or settings.language,
            original,
            blocks=item.blocks,
        )
    return by_file


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


def _check_names(
    built: Iterable[Page],
    settings: Settings,
    resolver: Resolver,
    icons: set[str],
    problems: Problems,
) -> None:
    """Resolve the names in headers and menu that are not links of a body."""
    for entry in settings.menu:
        if entry.page.endswith(".md"):
            resolver.page(f"/{entry.page}", "content", entry.place("page"))
        elif entry.page not in MENU_LISTS or (entry.page == SEARCH and not settings.search):
            meant = closest(entry.page, MENU_LISTS)
            known = ", ".join(MENU_LISTS)
            problems.error(
                "menu-nowhere", entry.place("page"), page=entry.page, meant=meant, known=known
            )
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
        base = "content" if page.lang == settings.language else f"content/{page.lang}"
        for number, task in enumerate(header.tasks):
            resolver.page(task, base, header.place("tasks", number))
        _check_topics(header, settings, problems)
        if header.kind == "notice" and not header.expires:
            problems.error("notice-without-end", header.place())


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


def _check_units(
    settings: Settings, found: Iterable[str], files: Iterable[SourceFile], problems: Problems
) -> None:
    """Refuse a table of communes that was named and is not there; the usual one may be missing."""
    names = {PurePosixPath(file.path).stem for file in files}
    if "unit_table" in settings.places and settings.unit_table not in names:
        meant = closest(settings.unit_table, found)
        key = "unknown-table-meant" if meant else "unknown-table"
        problems.error(
            key,
            settings.place("unit_table"),
            name=settings.unit_table,
            meant=meant,
            known=", ".join(found),
        )


def _warn_gaps(settings: Settings, publications: Iterable[Publication], problems: Problems) -> None:
    """Tell what the district has yet to fill in."""
    for hotline in settings.hotlines:
        if not hotline.number:
            problems.warning("hotline-empty", hotline.place(), name=hotline.name)
    if not any(hotline.number for hotline in settings.hotlines):
        problems.error("hotline-missing", settings.place())
    for publication in publications:
        column = publication.entry.code_from
        missing = sum(not copy.values.get(column) for copy in publication.copies) if column else 0
        if missing:
            problems.warning(
                "codes-not-issued",
                publication.entry.place("code_from"),
                missing=missing,
                total=len(publication.copies),
                table=publication.entry.each,
                column=column,
            )


def _digests(root: Path, folders: Iterable[str], known: Inventory | None) -> dict[str, str]:
    """Return the digest of every file below the folders, by its path from the root."""
    if known:
        return {name: known.digests[name] for folder in folders for name in known.below(folder)}
    found = {}
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                name = path.relative_to(root).as_posix()
                found[name] = contents.digest(path.read_bytes())
    return found

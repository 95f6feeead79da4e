"""What the centre sets in YAML: ``site.yaml``, the formats, and each language's UI strings."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bangtin import locales, spelling
from bangtin.config import addresses, braces, media, schema, strings, tags, targets, yamltree
from bangtin.config.formats import LETTER, LETTER_COUNTRIES, WITH_BODY_TEXT, Format
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Section, Settings
from bangtin.config.yamltree import Mapping, Node, Scalar
from bangtin.files import decoding, defaults, digests
from bangtin.files.inventory import Inventory
from bangtin.problems import Place, Problem, Problems, closest

SCANNING_RATIO = 10
"""A code is read from ten times its side: the rule of thumb of sign builders."""

STRINGS = "layouts/strings"
"""The folder of the strings, a file a language."""


class Files:
    """Reads the YAML files of a site, as they were when its inventory was taken."""

    def __init__(self, root: Path, inventory: Inventory, problems: Problems) -> None:
        self._root = root
        self._inventory = inventory
        self._problems = problems

    def find(self, file: str) -> str | None:
        """Return how the disk spells a file's path; None where the site has no such file."""
        return self._inventory.find(file)

    def mapping(self, file: str) -> Mapping | None:
        """Read a file that must be a mapping; whatever else it is has been noted.

        Raises ChangedFile when it is not what the inventory has.
        """
        if file not in self._inventory.digests:
            if file not in self._inventory.excluded:
                self._problems.error("file-missing", Place(file), file=file)
            return None
        return self._parsed(digests.read(self._root, file, self._inventory.digests[file]), file)

    def merged(self, file: str) -> Mapping | None:
        """Read a file of layouts, the site's own entries laid over the product's."""
        node = self.mapping(file)
        if node is None or file not in self._inventory.base_files:
            return node
        raw = digests.read(defaults.folder(), file, self._inventory.base_files[file])
        base = self._parsed(raw, file)
        return None if base is None else lay_over(base, node)

    def _parsed(self, raw: bytes, file: str) -> Mapping | None:
        node, found = _parse(raw, file)
        self._problems.extend(found)
        return node


@functools.lru_cache(maxsize=16)
def _parse(raw: bytes, file: str) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Parse a file that must be a mapping; nobody changes the tree.

    A preview reads the same strings and formats at each save: for the sample 21 ms of each.
    """
    problems = Problems()
    text = decoding.decode(raw, file, problems)
    node = None if text is None else yamltree.parse(text, file, problems)
    if not isinstance(node, Mapping):
        if not len(problems):
            problems.error("not-a-mapping", Place(file, 1), key=file, value="")
        node = None
    return node, tuple(problems)


def lay_over(base: Mapping, own: Mapping) -> Mapping:
    """Return shipped entries with a site's own over them: of one name, key by key."""
    items, places = dict(base.items), base.key_places | own.key_places
    for name, entry in own.items.items():
        shipped = base.items.get(name)
        if isinstance(shipped, Mapping) and isinstance(entry, Mapping):
            places[name] = base.key_places[name]
            items[name] = Mapping(
                shipped.place, shipped.items | entry.items, shipped.key_places | entry.key_places
            )
        else:
            items[name] = entry
    return Mapping(base.place, items, places)


def _without(node: Mapping, key: str) -> Mapping:
    """Return a mapping that lacks a key; its place stays known."""
    items = {name: item for name, item in node.items.items() if name != key}
    return Mapping(node.place, items, node.key_places)


def read_settings(files: Files, problems: Problems) -> tuple[Settings | None, Mapping | None]:
    """Read ``site.yaml``; its own formats come back apart, to be laid over the shipped ones."""
    node = files.mapping("site.yaml")
    if node is None:
        return None, None
    own = node.items.get("formats")
    if own is not None and not isinstance(own, Mapping):
        problems.error("not-a-mapping", own.place, key="formats", value="")
        own = None
    before = len(problems)
    settings = schema.read_struct(_without(node, "formats"), Settings, "site.yaml", problems)
    if len(problems) == before:
        braces.check(node, braces.SETTINGS, problems)
    if settings is not None:
        targets.check(settings.targets, problems)
        settings = tags.read(settings, problems)
    if settings is not None:
        settings = filled(settings, problems)
    return settings, own


def filled(settings: Settings, problems: Problems) -> Settings:
    """Return settings with the language's words where a site has none of its own."""
    words = addresses.complete(settings.addresses, settings.language)
    count = settings.count
    if count and not count.table:
        count = msgspec.structs.replace(count, table=words.progress)
    units = settings.units
    if not units.table:
        units = msgspec.structs.replace(units, table=words.units)
    sections = _sections(settings, problems)
    return msgspec.structs.replace(
        settings, addresses=words, units=units, count=count, sections=sections
    )


def _sections(settings: Settings, problems: Problems) -> dict[str, Section]:
    """Return the site's sections by their addresses, then the language's that it leaves."""
    found: dict[str, Section] = {}
    for name, section in settings.sections.items():
        slug = "" if "/" in name.strip("/") else spelling.slug(name)
        if not slug:
            problems.error("section-name", section.place(), name=name)
        elif slug in found:
            problems.error("section-twice", section.place(), name=name)
        else:
            found[slug] = section
    for name, kind in addresses.sections(settings.language).items():
        found.setdefault(name, msgspec.convert({"kind": kind}, Section))
    return found


def read_formats(
    files: Files, own: Mapping | None, problems: Problems
) -> tuple[dict[str, AnyFormat] | None, set[str]]:
    """Read the formats, with a district's own keys laid over the shipped entries.

    Also returns the names of entries at fault, which are noted already.
    """
    file = "layouts/formats.yaml"
    node = files.merged(file)
    if node is None:
        return None, set()
    if own is not None:
        node = lay_over(node, _by_first_names(own))
    formats: dict[str, AnyFormat] = {}
    for name, entry in node.items.items():
        if spelling.slug(name.replace(".", "-")) != name.replace(".", "-"):
            problems.error("format-name", entry.place, name=name)
            continue
        value = schema.read_struct(entry, _kind(entry), file, problems, name)
        if value is not None and (
            not isinstance(value, Format) or _has_sound_sizes(value, problems)
        ):
            formats[name] = value
    return formats, set(node.items) - set(formats)


def _by_first_names(own: Mapping) -> Mapping:
    """Return a site's entries of formats, each under the name that its format is shipped by."""
    shipped = addresses.formats()

    def first(name: str) -> str:
        found = shipped.get(name, name)
        return name if found in own.items else found

    items = {first(name): entry for name, entry in own.items.items()}
    return Mapping(own.place, items, {first(n): place for n, place in own.key_places.items()})


def _kind(entry: Node) -> type[AnyFormat]:
    """Return the class that an entry of the formats is read as."""
    layout = entry.items.get("layout") if isinstance(entry, Mapping) else None
    return media.KINDS.get(layout.text, Format) if isinstance(layout, Scalar) else Format


def with_marks(formats: dict[str, AnyFormat], settings: Settings) -> dict[str, AnyFormat]:
    """Return the formats with marks as ``press`` wants them for all; else with their own."""
    marks = settings.press.marks
    if marks is None:
        return formats
    return {
        n: msgspec.structs.replace(f, marks=marks) if isinstance(f, Format) else f
        for n, f in formats.items()
    }


def with_office_paper(formats: dict[str, AnyFormat], region: str) -> dict[str, AnyFormat]:
    """Return the formats, pieced together from Letter where a country's offices print on it.

    What an entry says itself of its tiles goes first.
    """
    if region not in LETTER_COUNTRIES:
        return formats
    return {n: _on_letter(f) if isinstance(f, Format) else f for n, f in formats.items()}


def _on_letter(format_: Format) -> Format:
    """Return a format pieced together from Letter for A4, and from Tabloid for A3."""
    paper = LETTER.get(format_.tile_paper or "")
    return msgspec.structs.replace(format_, tiles=paper) if paper and not format_.tiles else format_


def with_names(
    formats: dict[str, AnyFormat], words: dict[str, str], problems: Problems
) -> dict[str, AnyFormat]:
    """Return the formats with their names and materials in the site's language.

    What a site says itself goes first. A format can be called by further names: each is an entry.
    """
    found: dict[str, AnyFormat] = {}
    for name, format_ in formats.items():
        shown = format_.name or words.get(f"format_{name}", "")
        if not shown and format_.place().file == "site.yaml":
            problems.error("missing-key", format_.place(), key="name")
            continue
        found[name] = msgspec.structs.replace(format_, name=shown or name)
        material = words.get(f"material_{name}", "")
        if isinstance(format_, Format) and not format_.material and material:
            found[name] = msgspec.structs.replace(found[name], material=material)
    for also, name in addresses.formats().items():
        if name in found:
            found.setdefault(also, found[name])
    return found


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
    if format_.layout == "fold" and (key := format_.wrong_fold):
        count = max(format_.panels - 1, 1)
        problems.error("folds-wrong", format_.place(key), count=count)
        return False
    if format_.layout not in WITH_BODY_TEXT:
        return True
    match format_.body_text:
        case (smallest, largest) if smallest <= largest:
            return True
    problems.error("body-text-range", format_.place("body_text"), layout=format_.layout)
    return False


def read_strings(
    files: Files, settings: Settings, problems: Problems
) -> dict[str, dict[str, str]] | None:
    """Read the strings of every language; None when one of them is not whole."""
    found = {}
    for lang in (settings.language, *settings.languages):
        if (found_here := _strings_of(lang, files, settings, problems)) is not None:
            found[lang] = found_here
    return found if len(found) == 1 + len(settings.languages) else None


def own_strings(files: Files, root: Path, settings: Settings) -> Iterator[tuple[str, str, Place]]:
    """Yield each UI string that the site itself has: its name, its text and where it stands."""
    for lang in (settings.language, *settings.languages):
        for tag in locales.in_chain(lang):
            file = _there(tag, files)
            if file is None or not defaults.has_own(root, file):
                continue
            node = files.mapping(file)
            for name, value in node.items.items() if node else ():
                forms = value.items.values() if isinstance(value, Mapping) else (value,)
                for form in forms:
                    if isinstance(form, Scalar):
                        yield name, form.text, form.place


def strings_file(lang: str) -> str:
    """Return where the strings of a language stand."""
    return f"{STRINGS}/{lang}.yaml"


def _strings_of(
    lang: str, files: Files, settings: Settings, problems: Problems
) -> dict[str, str] | None:
    """Read a language's strings: a country's own over its language's, English ones below them."""
    chain = locales.in_chain(lang)
    there = [file for tag in chain if (file := _there(tag, files))]
    if not there:
        entry = settings.languages.get(lang)
        place = entry.place() if entry else settings.place("language")
        problems.error(
            "strings-none", place, lang=lang, file=strings_file(locales.without_country(lang))
        )
        return None
    nodes = [files.merged(file) for file in there]
    if None in nodes:
        return None
    whole = functools.reduce(lay_over, (node for node in reversed(nodes) if node))
    if locales.base(lang) in locales.SHIPPED:
        return strings.read(whole, there[0], problems, lang=lang)
    return strings.read(whole, there[0], problems, lambda: _english(files, problems), lang)


def _there(tag: str, files: Files) -> str | None:
    """Return the file of a tag's strings, whose name people may write as ``pt_BR`` too."""
    return files.find(strings_file(tag)) or files.find(strings_file(tag.replace("-", "_")))


def _english(files: Files, problems: Problems) -> dict[str, str]:
    """Return the English strings; empty where a site's own can't be read, which is noted."""
    file = strings_file("en")
    return strings.read(files.merged(file), file, problems) or {}


def check_languages(settings: Settings, problems: Problems) -> bool:
    """Tell what of ``site.yaml`` a language doesn't translate, and what it translates in vain.

    Returns whether the names of topics can stand in addresses.
    """
    place = settings.places.get("topics", settings.place())
    misnamed = [name for name in settings.topics if spelling.slug(name) != name]
    for name in misnamed:
        problems.error("name-form", place, name=name)
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

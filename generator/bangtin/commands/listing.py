"""``bangtin formats``, ``bangtin links``, ``bangtin icons``: what a site can name."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from bangtin import locales, spelling
from bangtin.config import addresses, loading
from bangtin.config.formats import Format
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.files import defaults, inventory
from bangtin.files.inventory import Inventory
from bangtin.messages.catalogue import text
from bangtin.problems import Level, Problem, Problems, ordered
from bangtin.site import icon_names

LAYOUT = "layouts/press/icons.typ"


class Named(NamedTuple):
    """What pages name: the settings and the formats; ``problems`` are why they can't be read."""

    settings: Settings | None
    formats: Mapping[str, AnyFormat]
    files: Inventory
    problems: tuple[Problem, ...]


def read(root: Path) -> Named:
    """Read what a site can name, whatever is wrong in its pages."""
    problems = Problems()
    found = inventory.take(root)
    files = loading.Files(root, found, problems)
    settings, own = loading.read_settings(files, problems)
    formats, _ = loading.read_formats(files, own, problems)
    if settings is not None and formats is not None:
        words = loading.read_strings(files, settings, problems) or {}
        formats = loading.with_names(formats, words.get(settings.language, {}), problems)
    errors = tuple(p for p in ordered(problems) if p.level is Level.ERROR)
    return Named(settings, formats or {}, found, errors)


def formats(found: Mapping[str, AnyFormat], site_lang: str, lang: str) -> str:
    """Return the formats as a table: what is printed, and then the other ways out.

    Of a format's names it shows the one that the site's language has for it.
    """
    shown = own_names(found, site_lang)
    prints = [row(n, found[n], lang) for n in shown if isinstance(found[n], Format)]
    others = [row(n, found[n], lang) for n in shown if not isinstance(found[n], Format)]
    parts = [text("formats-prints", lang), *table(prints)]
    if others:
        parts += ["", text("formats-others", lang), *table(others)]
    return "\n".join([*parts, "", text("formats-how", lang)])


def own_names(found: Mapping[str, AnyFormat], lang: str) -> list[str]:
    """Return the formats' names, each format once: by the name that a language has for it."""
    also = addresses.formats()
    if locales.base(lang) == "vi":
        return [name for name in found if name not in also]
    better = {name: other for other, name in also.items()}
    return [better.get(name, name) for name in found if name not in also]


def row(name: str, format_: AnyFormat, lang: str) -> tuple[str, str, str]:
    """Return a format's name, its size and what people call it."""
    return name, spelling.sized(format_.size_in_words, lang), format_.name


def links(settings: Settings, lang: str) -> str:
    """Return the link register as a table."""
    if not settings.links:
        return text("links-none", lang)
    rows = [(name, entry.url, entry.title) for name, entry in settings.links.items()]
    return "\n".join([*table(rows), "", text("links-how", lang)])


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines whose columns stand below one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    return [
        "  " + "  ".join([*(f"{c:<{w}}" for c, w in zip(cells, widths, strict=False)), cells[-1]])
        for cells in rows
    ]


class Pictogram(NamedTuple):
    """One pictogram: the name that pages write, what it shows, and its drawing."""

    name: str
    says: str
    svg: str


def pictograms(root: Path, files: Inventory, lang: str) -> list[Pictogram]:
    """Return every pictogram that a page can name, the site's own first."""
    known = icon_names.shipped()
    found: list[tuple[bool, Pictogram]] = []
    for path in files.below("assets/icons", ".svg"):
        name = PurePosixPath(path).stem
        entry = known.get(name)
        says = (entry.vi if lang == "vi" else entry.en) if entry else name
        svg = defaults.locate(root, path).read_text("utf-8", "replace")
        found.append((not (root / path).is_file(), Pictogram(name, says, svg)))
    return [icon for _, icon in sorted(found, key=lambda one: (one[0], one[1].name))]


def icons_page(icons: Sequence[Pictogram], lang: str) -> bytes:
    """Return a page with every pictogram, which needs nothing beside it."""
    title, intro = html.escape(text("icons-title", lang)), html.escape(text("icons-intro", lang))
    cells = "\n".join(
        f"<li>{i.svg.strip()}<b>{html.escape(i.name)}</b>"
        + (f"<span>{html.escape(i.says)}</span>" if i.says != i.name else "")
        + "</li>"
        for i in icons
    )
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n"
        f"<h1>{title}</h1>\n<p>{intro}</p>\n<ul>\n{cells}\n</ul>\n</html>\n"
    ).encode()


STYLE = (
    "body{font:16px/1.4 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;"
    "color:#15181f;background:#fff}"
    "ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:1.5rem 1rem;"
    "padding:0;list-style:none}"
    "li{display:flex;flex-direction:column;align-items:center;text-align:center}"
    "svg{width:4rem;height:4rem;margin-bottom:.4rem}"
    "b{user-select:all;overflow-wrap:anywhere}span{font-size:.875rem}"
)


def icons_pdf(icons: Sequence[Pictogram], root: Path, files: Inventory, lang: str) -> bytes:
    """Return the sheet of pictograms as PDF."""
    from bangtin.typesetting import compiler

    data = {
        "lang": lang,
        "title": text("icons-title", lang),
        "intro": text("icons-intro", lang),
        "icons": [icon._asdict() for icon in icons],
    }
    return compiler.plain("icons", data, root, {LAYOUT: files.digests[LAYOUT]})

"""What a layout is given to set: the words, the code and the colours of one sheet, as data."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from bangtin import locales, spelling
from bangtin.config.formats import WITH_BODY_TEXT
from bangtin.config.header import PublishEntry
from bangtin.config.rules import Rules
from bangtin.config.settings import Colour
from bangtin.markdown import print_data
from bangtin.site import corrections, patterns
from bangtin.site.links import printed
from bangtin.site.media_entries import is_shown
from bangtin.site.placeholders import fill
from bangtin.site.publications import Copy, Print
from bangtin.site.site import Site

SAID = frozenset(("s", "title", "text", "address", "why", "source"))
"""The keys under which a layout finds words to set."""


def gather(site: Site, publication: Print, copy: Copy, payload: str) -> dict[str, Any]:
    """Gather a layout's data. Words are bound, so that numbers and names never break."""
    settings, entry, page = site.settings, publication.entry, publication.page

    def words(text: str) -> str:
        return _bound(text, settings.phrases)

    def filled(text: str | None) -> str:
        return words(fill(text, copy.values)) if text else ""

    hotline, format_ = settings.hotline, publication.format
    lang = page.lang
    labels = {name: words(text) for name, text in site.strings[lang].items()}
    if settings.code_help:
        labels["empty_frame_how"] = words(site.say(settings.code_help, lang)[0])
    date = publication.edition_date
    code = publication.edition_code
    return {
        "format": _format(publication),
        "lang": locales.base(lang),
        "title": filled(entry.title) or words(page.header.title),
        "summary": words(page.header.summary),
        "slogan": filled(entry.slogan),
        "reason": filled(entry.reason),
        "second": _second(entry, filled),
        "place": filled(entry.place_name),
        "emblem": entry.emblem,
        "band": patterns.as_data(site.patterns.band),
        "watermark": patterns.as_data(site.patterns.watermark),
        "palette": _palette(site),
        "issuer": {
            "name": words(settings.issuer.name),
            "address": words(settings.issuer.address),
        },
        "signature": filled(entry.signature) or words(settings.issuer.name),
        "hotline": {
            "label": words(labels["hotline"].format(name=site.say(hotline.name, lang)[0])),
            "number": words(hotline.number or ""),
        },
        "help": filled(_help(site, publication)),
        "portal": printed(settings.base_url),
        "labels": {
            name: labels[name]
            for name in (
                "edition",
                "steps",
                "empty_frame",
                "empty_frame_how",
                "visitor",
                "visit_date",
            )
        },
        "code": code,
        "draft": words(labels["draft"]) if publication.is_draft else "",
        "until": _until(publication, labels["hang_until"]),
        "slug_line": site.strings[lang]["slug_line"].format(
            title=filled(entry.title) or page.header.title,
            code=code,
            size=publication.size_in_words,
            scale=format_.scale_in_name,
            bleed=f"{format_.bleed:g}",
        ),
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "date_words": spelling.written(date, lang),
        "qr": _code(site, publication, payload, words, filled),
        "steps": _steps(publication, words),
        "sections": [
            _shown(part, publication)
            for part in print_data.sections(page.blocks, entry.sections, page.targets, words)
        ],
        "section_names": list(entry.sections),
        "pictures": {written: image.path for written, image in page.images.items()},
        "panels": [
            [
                _shown(part, publication)
                for part in print_data.sections(page.blocks, panel, page.targets, words)
            ]
            for panel in entry.panels
        ],
        "panel_names": [list(panel) for panel in entry.panels],
        **_correction(site, publication, words),
    }


def _correction(site: Site, publication: Print, words: print_data.Words) -> dict[str, Any]:
    """Return what a notice says of a correction besides its fact and claim."""
    page = publication.page
    source = page.fact_source
    if publication.format.layout != corrections.LAYOUT or source is None:
        return {}
    strings = site.strings[page.lang]
    names = ("again", "source", "true", "why")
    is_named = source.inside or source.address == source.title
    cited = source.title if is_named else f"{source.title} ({source.address})"
    return {
        "correction": {
            "why": words(corrections.plain(page.header.why or "")),
            "source": words(cited),
            "labels": {name: words(strings[f"correction_{name}"]) for name in names}
            | {"colon": strings["colon"]},
        }
    }


def _until(publication: Print, label: str) -> str:
    """Return what the imprint says of the day that a print hangs to; nothing where it has none."""
    if publication.until is None:
        return ""
    return label.format(date=spelling.written(publication.until, publication.page.lang))


@functools.lru_cache(maxsize=4096)
def _bound(text: str, phrases: tuple[str, ...]) -> str:
    """Bind a text once: most of what a sheet says stands on all its copies."""
    return spelling.bind(text, phrases)


def _second(entry: PublishEntry, filled: print_data.Words) -> dict[str, str] | None:
    second = entry.second_text
    return {"lang": locales.base(second.lang), "text": filled(second.text)} if second else None


def _code(
    site: Site,
    publication: Print,
    payload: str,
    words: print_data.Words,
    filled: print_data.Words,
) -> dict[str, str] | None:
    if not payload:
        return None
    link = publication.link
    purpose = filled(publication.entry.qr_text or "") or words(link.action if link else "")
    address = link.address if link else payload
    alt = site.strings[publication.page.lang]["code_alt"].format(action=purpose, address=address)
    return {"payload": payload, "purpose": purpose, "address": address, "alt": alt}


def _steps(publication: Print, words: print_data.Words) -> list[dict[str, Any]]:
    """Return the steps to show: the entry's own short ones, or the page's whole ones."""
    entry, page = publication.entry, publication.page
    if entry.steps:
        # Short labels may part anywhere between words: they stand in narrow columns.
        return [{"title": s.text, "body": [], "icon": s.icon} for s in entry.steps]
    if publication.steps is None:
        return []
    found = print_data.steps((publication.steps,), page.targets, words)
    icons = page.header.step_icons
    return [
        step | {"icon": icon, "body": _shown(step["body"], publication)}
        for step, icon in zip(found, icons, strict=True)
    ]


def _help(site: Site, publication: Print) -> str:
    """Return the help line; what ``site.yaml`` says stands in the page's language."""
    text = publication.help
    return site.say(text, publication.page.lang)[0] if text == site.settings.help else text


def _shown(part: Any, publication: Print) -> Any:
    """Leave out pictures that are not there: what is wrong with them is told already."""
    if isinstance(part, dict):
        return {key: _shown(value, publication) for key, value in part.items()}
    if not isinstance(part, list):
        return part
    images = publication.page.images
    return [
        _shown(node, publication)
        for node in part
        if not (
            isinstance(node, dict) and node.get("type") == "picture" and node["src"] not in images
        )
    ]


def _format(publication: Print) -> dict[str, Any]:
    format_ = publication.format
    keys = (
        "name", "smallest_headline",
        "layout", "width", "height", "bleed", "safe", "smallest_text", "smallest_code", "pages",
    )  # fmt: skip
    return {key: getattr(format_, key) for key in keys} | {
        "scale": format_.scale,
        "folds": [list(side) for side in format_.folds],
        "cassette": format_.cassette,
        "body_text": list(format_.body_text),
    }


def _palette(site: Site) -> dict[str, Any]:
    palette = site.settings.palette

    def both(colour: Colour) -> dict[str, Any]:
        return {"rgb": colour.rgb, "cmyk": list(colour.cmyk)}

    return {name: both(getattr(palette, name)) for name in ("ground", "action", "notice", "paper")}


def texts(data: dict[str, Any]) -> tuple[str, ...]:
    """Return all that a sheet has to say, of what its layout was given.

    Not its title and summary, in whose place a slogan may stand, nor what only the slug says. Of
    steps, layouts without running text show the openings alone; a venue's notice is all code.
    """
    parts = [data[key] for key in ("reason", "place", "sections", "panels", "code")]
    has_bodies = data["format"]["layout"] in WITH_BODY_TEXT
    parts += data["steps"] if has_bodies else [step["title"] for step in data["steps"]]
    parts += [data["second"], data["correction"]] if "correction" in data else [data["second"]]
    parts += [data["hotline"]["number"], data["signature"]]
    parts += [data[key] for key in ("draft", "date_words", "until")]
    if "correction" not in data and is_shown("help", data["format"]["layout"]):
        parts += [data["help"]]
    if data["qr"] and data["format"]["layout"] != "venue":
        parts += [data["qr"]["purpose"], data["qr"]["address"]]
    return tuple(dict.fromkeys(text for text in _said(parts) if text))


def _said(part: Any, *, is_text: bool = True) -> Iterator[str]:
    """Yield the texts of a part of a layout's data; in a mapping, what its keys say is one."""
    if isinstance(part, str):
        if is_text:
            yield part
    elif isinstance(part, list):
        for one in part:
            yield from _said(one, is_text=is_text)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _said(value, is_text=key in SAID)


def required_words(site: Site, publication: Print, copy: Copy) -> tuple[str, ...]:
    """Return what the law wants on a banner: the name and address of who puts it up."""
    if publication.format.layout != "banner":
        return ()
    issuer = site.settings.issuer
    signature = publication.entry.signature
    name = publication.fill(signature, copy) if signature else issuer.name
    return (name, issuer.address)


def foreign(publication: Print, copy: Copy, national: Rules) -> str:
    """Return the sheet's text in a foreign language, which the law holds to a size and place."""
    second = publication.entry.second_text
    return (
        publication.fill(second.text, copy) if second and national.is_foreign(second.lang) else ""
    )

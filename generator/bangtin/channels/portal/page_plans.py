"""What the portal shows in one language: every page, and what stands around all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bangtin.channels.portal import (
    articles,
    built_in_pages,
    embedding,
    packs,
    prints,
    progress,
    scripts,
    units,
)
from bangtin.channels.portal.inputs import SharedContext
from bangtin.channels.portal.language_portal import PagePlan, Portal
from bangtin.config import telephones
from bangtin.config.settings import Settings
from bangtin.markdown import telephones as known_in_text
from bangtin.site.patterns import Pattern

BAND_PX = 14

LAYOUTS = "layouts/portal"


def shared_context(portal: Portal) -> SharedContext:
    """Return what all pages in this language share."""
    return SharedContext(
        portal.lang,
        {"site": _site_context(portal), "t": portal.t, "lang": portal.lang},
        portal.site.settings.phrases,
        portal.site.files_under(LAYOUTS),
        _known_numbers(portal.site.settings),
    )


def _known_numbers(settings: Settings) -> dict[str, str]:
    """Return the hotlines that texts may name, in each way to write them, with what is dialled."""
    return {
        form: hotline.dial
        for hotline in settings.hotlines
        if hotline.number
        for form in sorted(telephones.forms(hotline.number, settings.region))
        if len(form) >= known_in_text.SHORTEST
    }


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield every page of the portal in this language."""
    for kind in (articles, prints, packs, scripts, units, progress, embedding, built_in_pages):
        yield from kind.plan(portal)


def _band(band: Pattern | None) -> dict[str, Any] | None:
    """Return what the header's band is drawn from, at the height of its line."""
    if band is None:
        return None
    return {
        "height": BAND_PX, "tile": (f"{band.width:g}", f"{band.height:g}"),
        "scale": f"{BAND_PX / band.height:g}",
        "parts": [{"ink": p.ink, "d": p.path, "rule": p.rule} for p in band.parts],
    }  # fmt: skip


def _site_context(portal: Portal) -> dict[str, Any]:
    settings = portal.site.settings
    phones = portal.phones()
    return {
        "title": portal.site_says(settings.title),
        "issuer": portal.site_says(settings.issuer.short),
        "issuer_name": portal.site_says(settings.issuer.name),
        "issuer_address": portal.site_says(settings.issuer.address),
        "ground": settings.palette.ground.rgb,
        "css": portal.shared.css,
        "icon": portal.shared.icon,
        "app": portal.shared.app,
        "search_js": portal.shared.search,
        "base": portal.base,
        "home": portal.prefix,
        "search": f"{portal.words.search}/" if settings.search else "",
        "at": {
            name: f"{word}/"
            for name, word in (
                ("all", portal.words.all),
                ("prints", portal.words.prints),
                ("questions", portal.words.questions),
            )
        },
        "units": units.title_of_list(portal),
        "search_index": f"{portal.words.search_index}/",
        "band": _band(portal.site.patterns.band),
        "hotline": phones[0] if phones else None,
        "menu": [
            {"title": portal.site_says(entry.title), "url": url}
            for entry in settings.menu
            if (url := _menu_url(portal, entry.page)) is not None
        ],
    }


def _menu_url(portal: Portal, page: str) -> str | None:
    """Return where a menu entry leads; None for a page that has ended and a list of none."""
    if page.endswith(".md"):
        found = (portal.url_of(p) for p in portal.listed if p.original == f"content/{page}")
        return next(found, None)
    section = page.rstrip("/")
    if section in portal.sections and not portal.entries(section):
        return None
    return f"{portal.prefix}{page}"

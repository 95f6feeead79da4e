"""The pages and cards of what is published: prints, and the ways out that are no prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from bangtin.channels.portal import boards, scripts, share_pictures, text_messages
from bangtin.channels.portal.language_portal import PagePlan, Portal, written_date
from bangtin.channels.portal.media_content import Content
from bangtin.site.publications import Print, Publication

CONTENTS: dict[str, Callable[[Portal, Any], Content]] = {
    "led": boards.content,
    "broadcast": scripts.content,
    "share": share_pictures.content,
    "sms": text_messages.content,
}
"""What a page shows, by the format's ``layout``."""


def card(portal: Portal, publication: Publication) -> dict[str, Any]:
    """Return what a gallery shows of whatever is published."""
    if isinstance(publication, Print):
        return portal.print_card(publication)
    content = CONTENTS[publication.format.layout](portal, publication)
    return {
        "url": f"{portal.prefix}{publication.folder}",
        "title": portal.print_title(publication),
        "size": publication.size_in_words,
        "card": msgspec.to_builtins(content.card),
        "excerpt": content.excerpt,
        "lang": "" if publication.page.lang == portal.lang else publication.page.lang,
        "file": "",
    }


def files_of(cards: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the files whose kind and size cards say: of what has one copy, and so one file."""
    return [card["file"] for card in cards if card["file"]]


def plan(portal: Portal, publication: Publication) -> PagePlan:
    """Return the page of a way out that is no print."""
    page = portal.shown(publication.page)
    title = portal.print_title(publication)
    content = CONTENTS[publication.format.layout](portal, publication)
    context = msgspec.to_builtins(content) | {
        "title": title["text"],
        "title_lang": title["lang"],
        "summary": f"{title['text']}. {publication.edition_code}.",
        "page": {
            "url": portal.url_of(page),
            "title": portal.said(page.header.title, page.lang),
        },
        "gallery": f"{portal.prefix}{portal.prints}",
        "withdrawn": portal.withdrawn(folder=publication.folder),
        "edition": publication.coded(portal.t),
        "said_in": "" if publication.page.lang == portal.lang else publication.page.lang,
        "date": written_date(publication.edition_date, portal.lang),
    }
    return portal.plan_page(
        "medium.html",
        f"{portal.prefix}{publication.folder}",
        publication.page.file,
        context,
        offers=[file.path for file in content.files],
    )

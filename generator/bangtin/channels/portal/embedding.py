"""What an existing portal takes over from a page: plans of the pages that one copies it from.

Editors of portals keep little of what is pasted, so there are grades: bare HTML, HTML with
styles written into each element, a frame, and a picture that leads here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from bangtin.channels.portal.inputs import Embedded, PhotoTag
from bangtin.channels.portal.language_portal import PagePlan, Portal, share_key, written_date
from bangtin.markdown.document import Target
from bangtin.site.pages import Page

KINDS = ("guidance", "notice")
FRAME_PX = 900
"""How high a frame is at first: about a page of the screen; its own bar shows the rest."""
CARD_PX = (600, 315)


def offered(portal: Portal) -> list[Page]:
    """Return the pages that others may take over, in the order of the site map."""
    return [page for page in portal.listed if is_offered(portal, page)]


def is_offered(portal: Portal, page: Page) -> bool:
    """Tell whether others may take over a page as this language shows it."""
    return (
        portal.site.settings.embed.pages
        and page.state.is_listed
        and page.header.kind in KINDS
        and page.header.embed
        and page.lang == portal.lang
    )


def address(portal: Portal, page: Page | None = None) -> str:
    """Return where a page is offered, or without one the list of all."""
    folder = f"{portal.prefix}{portal.words.embed}/"
    return folder + page.url.removeprefix(portal.prefix) if page else folder


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield the list, and for each page what to copy, and what stands in its frame."""
    pages = offered(portal)
    if not pages:
        return
    t = portal.t
    entries = [
        {"url": address(portal, page), "title": portal.said(page.header.title, page.lang)}
        for page in pages
    ]
    context = {"title": t["embed"], "summary": t["embed_intro"], "entries": entries,
               "noindex": True}  # fmt: skip
    found = portal.plan_page("embeds.html", address(portal), "site.yaml", context)
    others = _others(portal)
    yield _in(found, set().union(*others.values()))
    frames = f"{portal.words.frame}/"
    for page in pages:
        url = address(portal, page)
        inputs = _embedded(portal, page)
        context = portal.headline(page) | {
            "noindex": True,
            "gallery": address(portal),
            "page": {"url": page.url, "title": portal.said(page.header.title, page.lang)},
            "heading": page.header.title,
            "title": t["embed_of"].format(title=page.header.title),
            "summary": t["embed_intro"],
            "framed_by": list(portal.site.settings.embed.framed_by),
        }
        found = portal.plan_page("embed.html", url, page.file, context, page=page)
        yield _in(_with(found, inputs), others[page.original])
        frame = portal.headline(page) | {"noindex": True}
        found = portal.plan_page("embed-frame.html", url + frames, page.file, frame, page=page)
        found = _with(found, inputs)
        # What is framed is a copy: search engines are led to the page itself.
        found.inputs.context["canonical"] = inputs.page
        yield found


def _others(portal: Portal) -> dict[str, set[str]]:
    """Return in which languages each page is offered: elsewhere there is nothing to lead to."""
    found: dict[str, set[str]] = {page.original: set() for page in portal.site.pages}
    originals = {page.original: page for page in portal.originals}
    for page in portal.site.pages:
        header, original = page.header, originals.get(page.original)
        is_shown = original is not None and page.state >= original.state
        if is_shown and page.state.is_listed and header.kind in KINDS and header.embed:
            found[page.original].add(page.lang)
    return found


def _in(plan: PagePlan, languages: set[str]) -> PagePlan:
    """Return a page's plan with those languages alone to choose from."""
    context = dict(plan.inputs.context)
    kept = [entry for entry in context["languages"] if entry["lang"] in languages]
    context["languages"] = kept if len(kept) > 1 else []
    inputs = msgspec.structs.replace(plan.inputs, context=context)
    return PagePlan(plan.url, plan.source, inputs, plan.page)


def _with(plan: PagePlan, embedded: Embedded) -> PagePlan:
    inputs = msgspec.structs.replace(plan.inputs, embedded=embedded)
    return PagePlan(plan.url, plan.source, inputs, plan.page)


def _embedded(portal: Portal, page: Page) -> Embedded:
    header, settings, base = page.header, portal.site.settings, portal.base
    link = portal.site.links.get(header.action or "")
    phone = settings.hotline
    palette = settings.palette
    cards = portal.shared.share
    share = cards.get(share_key(page) or "", "") or cards.get(portal.lang, "")
    title = portal.t["hotline"].format(name=portal.site_says(phone.name)["text"])
    day = header.last_changed
    return Embedded(
        page=base + quote(page.url),
        frame=base + quote(f"{address(portal, page)}{portal.words.frame}/"),
        frame_px=FRAME_PX,
        picture=base + share if share else "",
        picture_px=CARD_PX,
        title=header.title,
        summary=header.summary,
        action=(link.out, header.action_text or link.title, link.address) if link else None,
        phone=(title, phone.number, phone.dial) if phone.number else None,
        source=portal.t["embed_source"].format(
            issuer=portal.site_says(settings.issuer.short)["text"],
            date=written_date(day, portal.lang)["words"],
        ),
        targets={written: _whole(target, base) for written, target in page.targets.items()},
        photos={
            written: PhotoTag(base + tag.src, tag.width, tag.height)
            for written, image in page.images.items()
            if (tag := portal.shared.pictures[image.path])
        },
        colours={
            name: getattr(palette, name).rgb for name in ("ground", "action", "notice", "paper")
        },
    )


def _whole(target: Target, base: str) -> str:
    """Return a link's whole address; what lies on this portal is far from another one."""
    if not target.inside:
        return target.href
    return base + target.href if not target.href.startswith("#") else target.href


def link_of(portal: Portal, page: Page) -> dict[str, Any] | None:
    """Return where a page is offered to others, or None."""
    return {"url": address(portal, page)} if is_offered(portal, page) else None

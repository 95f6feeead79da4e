"""The pages that every portal has, whatever is written: archive, search, site map, permalinks."""

from __future__ import annotations

from collections.abc import Iterator

from bangtin.channels.portal import media, progress, units
from bangtin.channels.portal.language_portal import PagePlan, Portal, written_date
from bangtin.site import links, searched
from bangtin.site.lifecycle import State

OFFLINE = "offline.html"
"""The template that the service worker shows without a line, for a page that it doesn't have."""


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield them; permalinks and the page of what is not found stand once, for all languages."""
    yield _archive(portal)
    if portal.site.settings.search:
        yield _search(portal)
    yield _offline(portal)
    yield _site_map(portal)
    if portal.is_own:
        yield from _permalinks(portal)
        yield _not_found(portal)


def _archive(portal: Portal) -> PagePlan:
    """List what has ended: it stays where it was, marked, and leaves all other lists."""
    ended = [p for o in portal.originals if (p := portal.shown(o)).state is State.EXPIRED]
    ended.sort(key=lambda p: (p.header.expires or p.header.date, p.file), reverse=True)
    entries = [
        portal.card(p)
        | {"date": written_date(p.header.expires or p.header.date, portal.lang)["words"]}
        for p in ended
    ]
    context = {
        "title": portal.t["archive"],
        "summary": portal.t["archive_intro"],
        "entries": entries,
        "noindex": True,
    }
    return portal.plan_page(
        "archive.html", f"{portal.prefix}{portal.words.archive}/", "site.yaml", context
    )


def _permalinks(portal: Portal) -> Iterator[PagePlan]:
    for link in portal.site.links.values():
        if link.permalink:
            context = {
                "title": link.title,
                "summary": link.title,
                "href": link.url,
                "intro": portal.t["leads_to_intro"].format(
                    area=portal.site.settings.area or portal.site.settings.issuer.short
                ),
                "address": link.url.partition("://")[2],
                "withdrawn": portal.withdrawn(leads=link.out),
                "noindex": True,
            }
            yield portal.plan_page("permalink.html", f"q/{link.name}/", "site.yaml", context)


def _search(portal: Portal) -> PagePlan:
    context = {"title": portal.t["search"], "summary": portal.t["search_intro"], "noindex": True}
    context["parts"] = searched.parts(portal.site, portal.lang)
    return portal.plan_page(
        "search.html", f"{portal.prefix}{portal.words.search}/", "site.yaml", context
    )


def _offline(portal: Portal) -> PagePlan:
    context = {
        "title": portal.t["offline"],
        "summary": portal.t["offline_text"],
        "phones": portal.phones(),
        "noindex": True,
    }
    return portal.plan_page(
        OFFLINE, f"{portal.prefix}{portal.words.offline}/", "site.yaml", context
    )


def _site_map(portal: Portal) -> PagePlan:
    sections = [
        {"title": portal.section_title(name), "entries": portal.cards(portal.entries(name))}
        for name in portal.sections
        if portal.entries(name)
    ]
    prints = [media.card(portal, p) for p in portal.site.publications]
    sections.append({"title": portal.said(portal.t["prints"], portal.lang), "entries": prints})
    others = [
        p for p in portal.listed if p.section not in portal.sections and p.header.kind != "home"
    ]
    other = portal.cards(others)
    words = ["questions", "archive"]
    urls = [f"{portal.words.questions}/", f"{portal.words.archive}/"]
    if portal.site.settings.search:
        words.append("search")
        urls.append(f"{portal.words.search}/")
    if portal.site.counts:
        said = portal.site_says(portal.site.counts.settings.title)
        other.append({"url": progress.url_of(portal, portal.site.counts), "title": said})
    other += [
        {"url": portal.prefix + url, "title": portal.said(portal.t[word], portal.lang)}
        for word, url in zip(words, urls, strict=True)
    ]
    if portal.site.units:
        url = f"{portal.prefix}{portal.site.units.name}/"
        other.append({"url": url, "title": units.title_of_list(portal)})
    sections.append(
        {"title": portal.said(portal.t["section_other"], portal.lang), "entries": other}
    )
    title = portal.t["site_map"]
    context = {"title": title, "summary": title, "sections": sections}
    return portal.plan_page(
        "site-map.html", f"{portal.prefix}{portal.words.all}/", "site.yaml", context
    )


def _not_found(portal: Portal) -> PagePlan:
    title = portal.t["not_found"]
    context = {
        "title": title,
        "summary": title,
        "phones": portal.phones(),
        "noindex": True,
        # The host shows it at any address, so its own links start at the root.
        "root": links.base_path(portal.site.settings),
    }
    return portal.plan_page("not-found.html", "404.html", "site.yaml", context)

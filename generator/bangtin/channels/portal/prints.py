"""The gallery of prints, each print's own page, and the list of edition codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bangtin.channels.portal import media, packs, scripts
from bangtin.channels.portal.language_portal import PagePlan, Portal, written_date
from bangtin.site import slugs
from bangtin.site.publications import Copy, Print, Publication


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield the galleries, then a page for each publication."""
    yield from _gallery(portal)
    for publication in portal.site.publications:
        if isinstance(publication, Print):
            yield _print(portal, publication)
        else:
            yield media.plan(portal, publication)


def _gallery(portal: Portal) -> Iterator[PagePlan]:
    """Yield the gallery whole, by kind, by place, and the list of edition codes."""
    all_prints = portal.site.publications
    # In the order of the formats: from the road to the hand.
    kinds: dict[str, list[Publication]] = {f.layout: [] for f in portal.site.formats.values()}
    places: dict[str, list[Publication]] = {}
    for publication in all_prints:
        kinds[publication.format.layout].append(publication)
        order = publication.entry.order
        for place in order.to if order and "{" not in "".join(order.to) else ():
            places.setdefault(place, []).append(publication)
    kinds = {layout: found for layout, found in kinds.items() if found}
    words, every = portal.words, portal.prints
    by_kind, by_place = f"{every}{words.by_kind}/", f"{every}{words.by_place}/"
    place_urls = [f"{by_place}{slug}/" for slug in slugs.unique(places, words.other)]
    filters = {
        "all": f"{portal.prefix}{portal.prints}",
        "kinds": [
            {"title": portal.t[f"kind_{kind}"], "url": f"{portal.prefix}{by_kind}{kind}/"}
            for kind in kinds
        ],
        "places": [],
        "has_places": bool(places),
        "communes": f"{portal.prefix}{portal.site.units.name}/" if portal.site.units else "",
        "editions": _editions_url(portal),
        "run_sheet": scripts.sheet_url(portal),
        "packs": packs.url_of(portal),
    }
    entries: list[dict[str, Any]] = [
        {"title": portal.said(place), "url": f"{portal.prefix}{url}"}
        for place, url in zip(places, place_urls, strict=True)
    ]
    title = portal.said(portal.t["prints"], portal.lang)
    # A district orders for a thousand places: all of them stand on one page, not on a thousand.
    yield _prints(portal, every, title, all_prints, filters | {"places": entries})
    for kind, found in kinds.items():
        title = portal.said(portal.t[f"kind_{kind}"], portal.lang)
        yield _prints(portal, f"{by_kind}{kind}/", title, found, filters)
    for url, entry, found in zip(place_urls, entries, places.values(), strict=True):
        yield _prints(portal, url, entry["title"], found, filters | {"places": [entry]})
    yield _editions(portal)


def _prints(
    portal: Portal,
    url: str,
    title: Mapping[str, str],
    found: tuple[Publication, ...] | list[Publication],
    filters: Mapping[str, Any],
) -> PagePlan:
    context: dict[str, Any] = {
        "title": title["text"],
        "title_lang": title["lang"],
        "summary": portal.t["prints_intro"],
        "filters": filters,
        "prints": [media.card(portal, p) for p in found],
    }
    offers = media.files_of(context["prints"])
    return portal.plan_page(
        "prints.html", f"{portal.prefix}{url}", "site.yaml", context, offers=offers
    )


def _editions_url(portal: Portal) -> str:
    return f"{portal.prefix}{portal.prints}{portal.words.editions}/"


def _editions(portal: Portal) -> PagePlan:
    """List every edition code, so that somebody with a sheet in hand finds its page."""
    rows = [
        {
            "code": publication.edition_code,
            "date": written_date(publication.edition_date, publication.page.lang),
            "url": f"{portal.prefix}{publication.folder}",
            "title": portal.print_title(publication),
        }
        for publication in sorted(portal.site.publications, key=lambda p: p.edition_code)
    ]
    context: dict[str, Any] = {
        "title": portal.t["is_current"],
        "summary": portal.t["is_current_text"],
        "rows": rows,
    }
    return portal.plan_page("editions.html", _editions_url(portal), "site.yaml", context)


def _print(portal: Portal, publication: Print) -> PagePlan:
    format_, page = publication.format, portal.shown(publication.page)
    title = portal.print_title(publication)
    small, large = (portal.picture_size(publication, w) for w in (480, 1200))
    pictures = [
        {
            "small": publication.picture(number, small[0]),
            "small_width": small[0],
            "large": publication.picture(number, large[0]),
            "width": large[0],
            "height": large[1],
            "alt": portal.t["picture_of"].format(
                format=format_.name, page=number, title=publication.title
            ),
        }
        for number in range(1, format_.pages + 1)
    ]
    context: dict[str, Any] = {
        "title": title["text"],
        "title_lang": title["lang"],
        "summary": f"{title['text']}. {publication.edition_code}.",
        "pictures": pictures,
        "copies": [copy_of(portal, publication, copy) for copy in publication.copies],
        "bundles": _bundles(portal, publication),
        "scale": format_.scale,
        "tile_paper": format_.tile_paper or "",
        "size": publication.size_in_words,
        "pages": format_.pages,
        "material": portal.said(format_.material) if format_.material else None,
        "leads": publication.link.address if publication.link else "",
        "page": {
            "url": portal.url_of(page),
            "title": portal.said(page.header.title, page.lang),
        },
        "gallery": f"{portal.prefix}{portal.prints}",
        "withdrawn": portal.withdrawn(folder=publication.folder),
        "edition": publication.coded(portal.t),
        "date": written_date(publication.edition_date, publication.page.lang),
        "share": publication.picture(1, large[0]),
    }
    return portal.plan_page(
        "print.html",
        f"{portal.prefix}{publication.folder}",
        publication.page.file,
        context,
        offers=files_of(context["copies"], context["bundles"]),
    )


def _bundles(portal: Portal, publication: Print) -> list[dict[str, Any]]:
    """Return the merged files, titled by the commune's name where the value is its code."""
    units = portal.site.units
    naming = portal.site.settings.units.naming(units.columns if units else ())
    names = {
        row.values[units.columns[0]]: row.called(naming)
        for row in (units.rows if units else ())
        if units
    }
    column = publication.entry.bundle or ""
    found = []
    for file, copies in publication.bundles().items():
        value = copies[0].row[column]
        title = portal.said(names.get(value) or value)
        found.append({"file": file, "title": title, "count": len(copies)})
    return found


def files_of(
    copies: Iterable[Mapping[str, Any]], bundles: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Return the files of copies and of bundles, as the templates offer them."""
    editions = ("screen", "press", "tiles")
    files = [copy[edition] for copy in copies for edition in editions if copy[edition]]
    return files + [bundle["file"] for bundle in bundles]


def copy_of(portal: Portal, publication: Print, copy: Copy) -> dict[str, Any]:
    """Return what there is to download of one copy."""
    return {
        "title": portal.said(copy.title),
        "screen": publication.file(copy, "screen"),
        "press": publication.file(copy, "press"),
        "tiles": publication.file(copy, "tiles") if publication.format.tile_paper else "",
    }

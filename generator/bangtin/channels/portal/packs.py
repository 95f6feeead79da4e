"""The page of packs: for each audience one zip, with its kind and size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bangtin.channels.portal.language_portal import PagePlan, Portal
from bangtin.site.packs import sheet_path, zip_path


def url_of(portal: Portal) -> str:
    """Return the page's address, empty where a site has no packs."""
    if not portal.site.packs:
        return ""
    return f"{portal.prefix}{portal.prints}{portal.words.packs}/"


def plan(portal: Portal) -> Iterator[PagePlan]:
    """Yield the page of packs, where there are any."""
    if not portal.site.packs:
        return
    entries: list[dict[str, Any]] = [
        {
            "title": portal.said(pack.title),
            "zip": zip_path(pack, portal.words),
            "sheet": sheet_path(pack, portal.words),
        }
        for pack in portal.site.packs
    ]
    context = {
        "title": portal.t["packs"],
        "summary": portal.t["packs_intro"],
        "gallery": f"{portal.prefix}{portal.prints}",
        "packs": entries,
    }
    offers = [entry[kind] for entry in entries for kind in ("zip", "sheet")]
    yield portal.plan_page("packs.html", url_of(portal), "site.yaml", context, offers=offers)

"""Old addresses of pages: each leads to one page, and none stands where something is published."""

from __future__ import annotations

from collections.abc import Iterable

from bangtin.problems import Place, Problems
from bangtin.site.pages import Page

RESERVED = ("q/", "assets/", "an-pham/", "tim/", "tep/", "hinh/", "chu-de/")
"""Folders in which the portal publishes on its own: what comes to stand there nobody knows yet."""


def check(built: Iterable[Page], lists: Iterable[str], problems: Problems) -> None:
    """Note every alias that is taken: by a page, a list of the portal, or another alias.

    ``lists`` are the addresses of the portal's own lists.
    """
    pages = list(built)
    taken = {page.url: page.file for page in pages} | {url: f"/{url}" for url in lists}
    first: dict[str, Place] = {}
    for page in pages:
        for number, written in enumerate(page.header.aliases):
            place = page.header.place("aliases", number)
            url = f"{written.strip('/')}/"
            if url in taken or url.startswith(RESERVED):
                found = taken.get(url) or f"/{url.partition('/')[0]}/"
                problems.error("alias-taken", place, alias=written, first=found)
            elif (before := first.setdefault(url, place)) is not place:
                where = f"{before.file}:{before.line}"
                problems.error("alias-doubled", place, alias=written, first=where)

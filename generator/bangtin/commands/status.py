"""What maintainers have to look at: pages due for review, what time will change, who is asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import msgspec

from bangtin.site.lifecycle import State
from bangtin.site.pages import Page
from bangtin.site.site import Site


class Line(msgspec.Struct, frozen=True):
    """One page that wants looking at; ``day`` is when, ``owner`` is whom to ask."""

    kind: str
    day: datetime.date | None
    file: str
    title: str
    owner: str


def lines(site: Site) -> Iterator[Line]:
    """Yield what is due, ended, coming or still a draft: the most pressing first."""
    found = [line for page in site.pages for line in _of_built(page)]
    found += [
        Line("behind", None, page.file, page.header.title, page.header.owner or "")
        for page in site.pages
        if page.is_behind
    ]
    for change in site.changes:
        page = next((p for p in site.pages if p.file == change.file), None)
        title, owner = (page.header.title, page.header.owner or "") if page else ("", "")
        kind = "appears" if change.appears else "ends"
        found.append(Line(kind, change.day, change.file, title, owner))
    order = ("behind", "due", "ends", "appears", "review", "expired")
    yield from sorted(
        found, key=lambda one: (order.index(one.kind), one.day or datetime.date.max, one.file)
    )


def _of_built(page: Page) -> Iterator[Line]:
    header = page.header
    owner = header.owner or ""
    if page.state is State.DUE:
        yield Line("due", header.review_by, page.file, header.title, owner)
    elif page.state is State.EXPIRED:
        yield Line("expired", header.expires, page.file, header.title, owner)
    elif header.review_by:
        yield Line("review", header.review_by, page.file, header.title, owner)

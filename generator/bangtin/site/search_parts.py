"""The parts of the search index: some pages each, so that one word makes one part anew.

Pages are parted by a digest of their address: so parts are alike, and a word weighs the same in
each. Sections are not, and may hold a hundred pages or one.
"""

from __future__ import annotations

import hashlib

import msgspec

from bangtin.site.pages import Page
from bangtin.site.site import Site

PAGES_OF_A_PART = 100
"""Pagefind takes 1.3 s for 1,000 pages and 0.13 s for so many."""
MOST_PARTS = 16
"""A reader's search asks each part: at most so many."""


class IndexPart(msgspec.Struct, frozen=True):
    """A part of a language's index: its folder below the portal's root, and its pages."""

    folder: str
    pages: tuple[Page, ...]
    number: int
    count: int

    def has(self, url: str) -> bool:
        """Whether an address belongs to this part."""
        return _number(url, self.count) == self.number


def of_language(site: Site, language: str) -> tuple[IndexPart, ...]:
    """Return the parts of a language's index; one at least, though it may have no page."""
    listed = [page for page in site.pages if page.lang == language and page.state.is_listed]
    count = min(MOST_PARTS, 1 + len(listed) // PAGES_OF_A_PART)
    pages: list[list[Page]] = [[] for _ in range(count)]
    for page in listed:
        pages[_number(page.url, count)].append(page)
    stem = f"{site.settings.addresses.search_index}/{language.lower()}"
    return tuple(
        IndexPart(f"{stem}-{number + 1}", tuple(pages[number]), number, count)
        for number in range(count)
    )


def _number(url: str, count: int) -> int:
    digest = hashlib.blake2b(url.encode("utf-8"), digest_size=4).digest()
    return int.from_bytes(digest, "big") % count

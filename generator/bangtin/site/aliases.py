"""Old addresses of pages: each leads to one page, and none stands where something is published."""

from __future__ import annotations

from collections.abc import Iterable

from bangtin.problems import Place, Problems
from bangtin.site.pages import Page
from bangtin.site.reserved import Reserved


def check(
    built: Iterable[Page], reserved: Reserved, languages: Iterable[str], problems: Problems
) -> None:
    """Note every alias that is taken: by a page in any language, the portal or another alias."""
    pages = list(built)
    # What is not translated is shown below the address of each language all the same.
    taken = {f"{lang}/{p.url}": p.file for lang in languages for p in pages if p.is_original}
    taken |= {page.url: page.file for page in pages}
    first: dict[str, Place] = {}
    for page in pages:
        for number, written in enumerate(page.header.aliases):
            place = page.header.place("aliases", number)
            url = f"{written.strip('/')}/"
            if found := taken.get(url) or reserved.over(url):
                owner = found if url in taken else f"/{found}"
                problems.error("alias-taken", place, alias=written, first=owner)
            elif (before := first.setdefault(url, place)) is not place:
                where = f"{before.file}:{before.line}"
                problems.error("alias-doubled", place, alias=written, first=where)

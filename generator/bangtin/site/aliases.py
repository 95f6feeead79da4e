"""Old addresses of pages: each leads to one page, and none stands where something is published."""

from __future__ import annotations

from collections.abc import Iterable

from bangtin.problems import Place, Problems
from bangtin.site.pages import Page
from bangtin.site.reserved import Reserved

_FILES = {name: name for name in ("index.html", "index.htm", "404.html")}
"""Files of the portal's own at its root."""


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
            url = _address(written)
            if found := taken.get(url) or reserved.over(url) or _FILES.get(url):
                owner = found if url in taken else f"/{found}"
                problems.error("alias-taken", place, alias=written, first=owner)
            elif (before := first.setdefault(url, place)) is not place:
                where = f"{before.file}:{before.line}"
                problems.error("alias-doubled", place, alias=written, first=where)


def _address(alias: str) -> str:
    """Return what an alias stands for: a folder's ``index.html`` is the folder itself."""
    url = alias.strip("/")
    if url.endswith((".html", ".htm")):
        folder, _, name = url.rpartition("/")
        return f"{folder}/" if folder and name.startswith("index.") else url
    return f"{url}/"

"""What people are handed of a publication: its files, and which of its copies each is of."""

from __future__ import annotations

from collections.abc import Iterable

from bangtin.site.publications import Publication

ENDINGS = (".pdf", ".zip", ".txt", ".png", ".jpg", ".mp3", ".m4a", ".ogg", ".opus")
"""What people are given; pictures for the portal alone (WebP, AVIF) stay there."""


def by_copy(publication: Publication, files: Iterable[str]) -> dict[str, list[str]]:
    """Return the paths of a publication's files by the name of the copy that each is of.

    Of "a-1" and "a-10", a file belongs to the one that names more of it.
    """
    names = {publication.name(copy) for copy in publication.copies}
    lengths = sorted({len(name) for name in names}, reverse=True)
    found: dict[str, list[str]] = {}
    for path in files:
        file = path.rpartition("/")[2]
        owner = next((file[:length] for length in lengths if file[:length] in names), None)
        if owner is not None:
            found.setdefault(owner, []).append(path)
    return found

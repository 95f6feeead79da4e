"""What is printed from a page: its format, its copies, its edition, and the names of its files."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import msgspec

from bangtin import spelling
from bangtin.config.addresses import Addresses
from bangtin.config.formats import Format
from bangtin.config.header import PublishEntry
from bangtin.config.media import AnyFormat
from bangtin.config.strings import labelled
from bangtin.markdown.document import Items
from bangtin.problems import Place
from bangtin.site import slugs
from bangtin.site.links import Link
from bangtin.site.pages import Page
from bangtin.site.placeholders import fill

GALLERY_BOX_PX = (304, 152)
"""The box that a gallery fits a print into, as the stylesheet draws it on a phone."""
GALLERY_MOST_PX = 480


class Copy(msgspec.Struct, frozen=True):
    """One printed thing of a publication: the only one, or the one for a row of a table.

    ``slug`` names it in files and is empty for the only one; ``values`` are the
    row's, with the site's own values under them.
    """

    slug: str
    title: str
    values: dict[str, str]
    row: dict[str, str] = {}


class Publication(msgspec.Struct, frozen=True):
    """One entry of ``publish``, ready to be planned: what a print and every other way out share.

    ``is_draft`` says that its edition never went out, and ``until`` is the last day that its
    imprint names.
    """

    id: str
    title: str
    page: Page
    entry: PublishEntry
    format_name: str
    format: AnyFormat
    link: Link | None
    copies: tuple[Copy, ...]
    edition_code: str
    edition_date: datetime.date
    place: Place
    words: Addresses
    own_language: str
    is_draft: bool = False
    until: datetime.date | None = None

    @property
    def folder(self) -> str:
        """The folder of its page and downloads, below the portal's root."""
        return folder_of(self.page, self.entry, self.words)

    @property
    def size_in_words(self) -> str:
        """The finished size as people say it in the site's language: "6 × 0,8 m"."""
        return spelling.sized(self.format.size_in_words, self.own_language)

    def fill(self, text: str, copy: Copy) -> str:
        """Put a copy's values into a text of the entry."""
        return fill(text, copy.values)

    def named(self, strings: Mapping[str, str], title: str | None = None) -> str:
        """Return what it is and what it says: "Poster A3: Wash your hands"; or another title."""
        return labelled(strings, self.format.name, self.title if title is None else title)

    def coded(self, strings: Mapping[str, str]) -> str:
        """Return the edition's code, with the word for a draft beside it where it is one."""
        return f"{self.edition_code} · {strings['draft']}" if self.is_draft else self.edition_code

    @property
    def texts(self) -> tuple[str, ...]:
        """The words that it says, by which a changed edition is told."""
        return ()

    def name(self, copy: Copy) -> str:
        """Return what a copy's files are called, without their endings."""
        return self.id + (f"-{copy.slug}" if copy.slug else "")


class Print(Publication, frozen=True):
    """An entry that is printed.

    ``steps`` is the list of its page that feeds it, None where it has its own or shows none;
    ``parts`` tells where each part stands that a layout may refuse.
    """

    format: Format
    steps: Items | None = None
    help: str = ""
    parts: dict[str, Place] = {}

    def file(self, copy: Copy, edition: str) -> str:
        """Return the path of a PDF, named so that it speaks for itself in an e-mail."""
        name = self.name(copy)
        scale = self.format.scale_in_name if edition == "press" else self.format.scale
        scale_words = f"-{self.words.scale.format(scale=scale)}" if scale > 1 else ""
        if edition == "tiles":
            paper = (self.format.tile_paper or "").lower()
            return f"{self.folder}{name}-{self.words.tiles.format(paper=paper)}.pdf"
        ending = {"screen": "", "press": f"-{self.words.press}"}[edition]
        return f"{self.folder}{name}{ending}{scale_words}.pdf"

    def bundles(self) -> dict[str, tuple[Copy, ...]]:
        """Return the copies that are merged into one PDF, by the file's path.

        Copies come together by the value of the ``bundle`` column, in the order
        of the table; a row with nothing there is in no bundle.
        """
        column = self.entry.bundle
        groups: dict[str, list[Copy]] = {}
        for copy in self.copies if column else ():
            if value := copy.row.get(column or "", ""):
                groups.setdefault(value, []).append(copy)
        return {
            f"{self.folder}{self.id}-{self.words.bundle}-{slug}.pdf": tuple(copies)
            for slug, copies in zip(
                slugs.unique(groups, self.words.other), groups.values(), strict=True
            )
        }

    @property
    def repeating(self) -> frozenset[str]:
        """The files that say what another one says: for the press, as tiles, merged."""
        editions = ("press", "tiles") if self.format.tile_paper else ("press",)
        own = (self.file(copy, edition) for copy in self.copies for edition in editions)
        return frozenset((*own, *self.bundles()))

    def picture(self, page: int, width: int, kind: str = "webp") -> str:
        """Return the path of the picture of one page of the first copy."""
        return f"{self.folder}{self.words.page}-{page}-{width}.{kind}"

    @property
    def gallery_px(self) -> tuple[int, int, int]:
        """How wide a gallery shows the first page on the screen, and the two widths it is kept in.

        A gallery fits it into a box, so a tall print is shown narrow. The larger one is for
        phones with three points to a pixel, the smaller for all with two or fewer.
        """
        width, height = GALLERY_BOX_PX
        shown = min(width, round(height * self.format.width / self.format.height))
        large = min(GALLERY_MOST_PX, 3 * shown)
        return shown, round(large * 2 / 3), large


def identity_of(page: Page, entry: PublishEntry) -> str:
    """Return the name of an entry of ``publish``: its own, or its page's and format's."""
    return entry.id or f"{page.id}-{entry.format}"


def folder_of(page: Page, entry: PublishEntry, words: Addresses) -> str:
    """Return where an entry's page and downloads lie, below the portal's root."""
    return f"{words.prints}/{identity_of(page, entry)}/"


def edition_code(page: Page, entry: PublishEntry, format_: AnyFormat) -> str:
    """Return what is printed on a sheet to tell it by: ``BZ-P32.01``."""
    return f"{page.header.code}-{format_.code}.{entry.edition:02d}"

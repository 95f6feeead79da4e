"""Share pictures: what an entry of ``publish`` sends round, with a caption to paste."""

from __future__ import annotations

from collections.abc import Iterator

from bangtin import spelling
from bangtin.config.media import ShareFormat
from bangtin.config.settings import Settings
from bangtin.problems import Problems
from bangtin.site import corrections, glyphs, links, message_texts
from bangtin.site.glyphs import Faces
from bangtin.site.publications import Copy, Publication

KEYS = frozenset(("slogan", "reason", "emblem", "caption", "signature", "with_code"))
"""What an entry may say besides what every entry may."""

MOST_WORDS = 12
"""More are not read on a picture that one's thumb passes over."""


class SharePicture(Publication, frozen=True):
    """An entry that is sent on as a picture; ``captions`` are those of its copies.

    ``signatures`` stand at the pictures' feet; ``address`` stands on them in words and leads
    on in the captions.
    """

    format: ShareFormat
    address: str = ""
    signatures: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The words that it says, by which a changed edition is told."""
        entry = self.entry
        return tuple(
            text or "" for text in (entry.slogan, entry.reason, entry.caption, entry.signature)
        )

    def file(self, copy: Copy) -> str:
        """Return the path of a picture, named so that it speaks for itself."""
        return f"{self.folder}{self.name(copy)}.png"

    def caption_file(self, copy: Copy) -> str:
        """Return the path of its caption."""
        return f"{self.folder}{self.name(copy)}-{self.words.caption}.txt"

    @property
    def printed_address(self) -> str:
        """The address as it stands on the picture: the portal's alone where a page's is long."""
        if self.link:
            return self.link.address
        return links.printed(self.address).partition("/")[0]


def read(
    publication: Publication, settings: Settings, problems: Problems, faces: Faces
) -> SharePicture | None:
    """Return the entry as a SharePicture; None where its problems have been noted."""
    entry, before = publication.entry, len(problems)
    if not (entry.slogan or "").strip():
        problems.error("slogan-missing", entry.place(), format=entry.format)
    if entry.with_code and publication.link is None and not entry.qr:
        problems.error("share-code-without-link", entry.place("with_code"))
    for name in ("slogan", "reason", "caption", "signature"):
        if written := getattr(entry, name):
            message_texts.check(written, entry.place(name), settings, problems)
    of_correction = publication.page.header.kind == corrections.KIND
    for name, text in _counted(publication):
        longest = max((publication.fill(text, c) for c in publication.copies),
                      key=spelling.syllables, default="")  # fmt: skip
        if (count := spelling.syllables(longest)) > MOST_WORDS:
            place = publication.page.header.place(name) if of_correction else entry.place(name)
            key = "correction-too-many-words" if of_correction else "share-too-many-words"
            problems.error(key, place, key=name, count=count, most=MOST_WORDS)
    for name in ("slogan", "reason", "signature"):
        for copy in publication.copies:
            missing = faces.missing(publication.fill(getattr(entry, name) or "", copy))
            for character in missing:
                glyphs.tell(problems, entry.place(name), character)
            if missing:
                break
    if problems.has_errors_since(before):
        return None
    return SharePicture(
        **{name: getattr(publication, name) for name in Publication.__struct_fields__},
        address=message_texts.full_address(publication, settings),
        signatures=tuple(_signature(publication, copy, settings) for copy in publication.copies),
        captions=tuple(_caption(publication, copy, settings) for copy in publication.copies),
    )


def _counted(publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield what is counted, by its key: of a correction fact and claim, without their marks."""
    header, entry = publication.page.header, publication.entry
    if header.kind == corrections.KIND:
        yield from (("fact", header.fact or ""), ("claim", header.claim or ""))
    else:
        yield from (("slogan", entry.slogan or ""), ("reason", entry.reason or ""))


def _signature(publication: Publication, copy: Copy, settings: Settings) -> str:
    written = publication.entry.signature
    if written:
        return publication.fill(written, copy)
    return message_texts.said(settings, settings.issuer.short, publication.page.lang)


def _caption(publication: Publication, copy: Copy, settings: Settings) -> str:
    """Return what is pasted beside the picture; it always says where it leads."""
    entry, lang = publication.entry, publication.page.lang
    address = message_texts.full_address(publication, settings)
    if entry.caption:
        lines = [publication.fill(entry.caption, copy)]
        # A caption that forgot its address, or names another one only, would lead nowhere.
        if not message_texts.has_address(lines[0], address):
            lines.append(address)
        return message_texts.tidy("\n".join(lines))
    lines = [publication.fill(text, copy) for text in (entry.slogan, entry.reason) if text]
    lines += [address, message_texts.hotline(settings, lang)]
    lines.append(_signature(publication, copy, settings))
    return message_texts.tidy("\n".join(line for line in lines if line))

"""Words of headers and of ``site.yaml``, which pages and prints show exactly as they are written.

Nothing there is Markdown: marks and tags would stand on a pano. And an address on a pano is typed
by those who read it, so it is held to ``allowed_hosts`` like a link.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bangtin.config.formats import Format
from bangtin.config.header import Header, PublishEntry
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.markdown import addresses, telephones
from bangtin.problems import Place, Problems
from bangtin.site import links, numbers
from bangtin.site.author_text import AuthorText
from bangtin.site.own_addresses import OwnAddresses
from bangtin.site.pages import Page

_MARKS = re.compile(
    r"\*\*(?=\S)[^*]+\*\*|__(?=\S)[^_]+__|`[^`]+`|!?\[[^\[\]]+\]\([^()\s]*\)"
    r"|</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|nbsp|amp|lt|gt|quot|apos|hellip|ndash|mdash|rarr|deg);"
    r"|^(?:[•◦‣▪■●○➢►✓✔]|[-*+](?=\s))\s*(?=\w)"
)
"""Bold, code and links of Markdown, a bullet before the words, tags and entities of HTML."""

Text = tuple[str, str, Place]
"""A key, what it says, and where."""


def check(
    pages: Sequence[Page],
    settings: Settings,
    formats: Mapping[str, AnyFormat],
    own: OwnAddresses,
    root: Path,
    problems: Problems,
) -> None:
    """Refuse marks that would be shown as they are, and addresses that nobody vouched for.

    Tell of telephone numbers that are nearly those of ``site.yaml``, and on prints of all that
    it doesn't know.
    """
    known = numbers.known(settings)
    for key, text, place in _of_settings(settings):
        _check(key, text, place, settings, own, None, known, problems)
    for page in pages:
        # Read only where there is something to tell: a site has ten thousand pages.
        author = functools.partial(AuthorText, root, page)
        title = page.header.place("title")
        for key, text, place in _of_header(page.header):
            _check(key, text, place, settings, own, author, known, problems, title=title)
        for entry in page.header.publish:
            is_print = isinstance(formats.get(entry.format), Format)
            # Whatever goes from phone to phone is held to the numbers more strictly elsewhere.
            numbers_here = known if is_print else {}
            for key, text, place in _of_entry(entry):
                _check(key, text, place, settings, own, author, numbers_here, problems,
                       is_print=is_print)  # fmt: skip
        for written in page.index.numbers:
            place = page.header.place()
            near = Problems()
            numbers.doubt(written, known, place, near)
            if near:
                spot = author().written(written, place) or place
                numbers.doubt(written, known, spot, problems)


def _check(
    key: str,
    text: str,
    place: Place,
    settings: Settings,
    own: OwnAddresses,
    author: Callable[[], AuthorText] | None,
    known: Mapping[str, str],
    problems: Problems,
    *,
    is_print: bool = False,
    title: Place | None = None,
) -> None:
    """Check one text; ``title`` is where the page's own title stands."""

    def at(words: str) -> Place:
        found = author().written(words, place) if author else None
        return found if found and found.line == place.line else place

    if mark := _MARKS.search(text):
        # A page may be about a tag, and its title says so.
        tag_in_title = mark.group().startswith("<") and place == title
        told = problems.warning if tag_in_title else problems.error
        told("marks-in-value", at(mark.group()), key=key, text=mark.group()[:40])
        return
    spans = []
    for found in addresses.find(text):
        spans.append((found.start, found.end))
        spot = at(text[found.start : found.end])
        if found.target.startswith("mailto:"):
            links.check_mail(found.target.rpartition("@")[2], settings, spot, problems)
        elif (path := own.path(found.target)) is not None:
            own.check(path, found.target, spot, problems)
        else:
            links.check_url(found.target, settings, spot, problems)
    for number in telephones.written(text):
        start = text.index(number)
        if not any(begin <= start < end for begin, end in spans):
            numbers.doubt(number, known, at(number), problems,
                          country=settings.region, is_print=is_print)  # fmt: skip


def _of_settings(settings: Settings) -> Iterator[Text]:
    yield "title", settings.title, settings.place("title")
    yield "area", settings.area, settings.place("area")
    for section in settings.sections.values():
        if section.title:
            yield "title", section.title, section.place("title")
    if settings.units.title:
        yield "title", settings.units.title, settings.units.place("title")
    for key in ("name", "short", "address"):
        yield key, getattr(settings.issuer, key), settings.issuer.place(key)
    yield "help", settings.help, settings.place("help")
    yield "code_help", settings.code_help, settings.place("code_help")
    for hotline in settings.hotlines:
        yield "name", hotline.name, hotline.place("name")
        yield "note", hotline.note, hotline.place("note")
    for entry in settings.links.values():
        yield "title", entry.title, entry.place("title")
        yield "action", entry.action, entry.place("action")
    for item in settings.menu:
        yield "title", item.title, item.place("title")
    if settings.goal:
        yield "text", settings.goal.text, settings.goal.place("text")


def _of_header(header: Header) -> Iterator[Text]:
    for key in ("title", "summary", "owner", "help", "action_text"):
        yield key, getattr(header, key) or "", header.place(key)
    for audio in header.audio:
        yield "title", audio.title, audio.place("title")
    if header.document:
        yield "by", header.document.by, header.document.place("by")


def _of_entry(entry: PublishEntry) -> Iterator[Text]:
    """Yield the words of a print; those of messages and scripts have checks of their own."""
    for key in ("title", "slogan", "reason", "qr_text", "help", "signature", "place_name"):
        yield key, getattr(entry, key) or "", entry.place(key)
    if entry.second_text:
        yield "text", entry.second_text.text, entry.second_text.place("text")
    for number, words in enumerate(entry.lines):
        yield "lines", words, entry.place("lines", number)
    for step in entry.steps:
        yield "text", step.text, step.place("text")

"""Resolves what a page points at: register names, other pages, anchors, vouched-for addresses."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

import msgspec

from bangtin import spelling
from bangtin.config import telephones
from bangtin.config.header import Audio
from bangtin.config.settings import Settings
from bangtin.markdown import addresses
from bangtin.markdown import telephones as in_text
from bangtin.markdown.document import Reference, Target
from bangtin.problems import Place, Problems, closest
from bangtin.site import links, pages
from bangtin.site.attachments import Offers
from bangtin.site.links import Link
from bangtin.site.own_addresses import OwnAddresses
from bangtin.site.pages import Page

_MAIL = re.compile(r"mailto:[\w.+-]+@((?:[^\W_](?:[^\W_]|-)*\.)+[^\W\d_]{2,})$", re.IGNORECASE)
_TELEPHONE = re.compile(r"tel:\+?\d(?:[().-]{0,2}\d){2,14}$")
"""With the signs that people write between digits, which nobody dials (RFC 3966)."""
_OF_NUMBERS = "+0123456789 .()-"


def recording_anchor(lang: str) -> str:
    """Return the anchor of a page's recording in a language."""
    return f"nghe-{lang}"


class Resolver:
    """Knows every page, anchor and register entry; resolves one target at a time."""

    def __init__(
        self,
        known: Mapping[str, Page],
        register: Mapping[str, Link],
        settings: Settings,
        problems: Problems,
        own: OwnAddresses,
        failed: Container[str] = (),
        languages: Mapping[str, str] | None = None,
        offers: Offers | None = None,
    ) -> None:
        """``failed`` names files whose own problems are noted: links to them add no more.

        A page of one of ``languages`` may point at what is not translated yet.
        """
        self._languages = languages or {}
        self._offers = offers
        self._pages = known
        self._failed = failed
        self._register = register
        self._settings = settings
        self._problems = problems
        self._anchors: dict[str, set[str]] = {}
        self._own = own

    @functools.cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self._pages):
            found.setdefault(posixpath.basename(path), []).append(path)
        return found

    @functools.cached_property
    def _in_small(self) -> dict[str, str]:
        """The pages by their paths in small letters, where only one can be meant."""
        found: dict[str, str] = {}
        for path in self._pages:
            small = path.casefold()
            found[small] = "" if small in found else path
        return found

    def targets(self, page: Page) -> dict[str, Target]:
        """Resolve every link of a page's body; what can't be resolved is a problem."""
        found = {}
        for reference in page.index.links:
            if reference.target not in found:
                target = self.resolve(reference, page)
                if target is not None:
                    found[reference.target] = target
            if reference.words and reference.target in found:
                self._check_words(reference, found[reference.target], page)
        return found

    def resolve(  # noqa: PLR0911 - one for each kind of target
        self, reference: Reference, page: Page
    ) -> Target | None:
        """Resolve one target as written on ``page``."""
        place = Place(page.file, reference.line, reference.column)
        written = reference.target
        if written.startswith(links.SCHEME):
            return self._named(written.removeprefix(links.SCHEME), place)
        if _TELEPHONE.match(written):
            number = telephones.dialled(written.removeprefix("tel:"))
            return Target(f"tel:{number}", inside=False)
        if mail := _MAIL.match(written):
            if not links.check_mail(mail[1], self._settings, place, self._problems):
                return None
            return Target(written, inside=False, address=written.partition(":")[2])
        if re.match(r"https?:", written, re.IGNORECASE):
            if (path := self._own.path(written)) is not None:
                return self._at_own_address(path, written, place)
            if links.check_url(written, self._settings, place, self._problems):
                return Target(written, inside=False, address=links.printed(written))
            return None
        # Browsers drop control characters from a scheme: "java\tscript:" is one as well.
        if re.match(r"[\s\x00-\x20]*[a-zA-Z][a-zA-Z0-9+.\s\x00-\x20-]*:|//|.*[\x00-\x1f]", written):
            self._problems.error("unknown-scheme", place, target=written)
            return None
        if self._offers and self._offers.is_file(written, page):
            return self._offered(written, page)
        return self._inside(written, page, place)

    def _check_words(self, reference: Reference, target: Target, page: Page) -> None:
        """Refuse words of a link that show another address or number than the link leads to."""
        words = reference.words
        place = Place(page.file, reference.line, reference.column)
        if target.href.startswith("tel:"):
            number = target.href.removeprefix("tel:")
            shown = in_text.written(words) or ((words,) if not words.strip(_OF_NUMBERS) else ())
            ways = set(telephones.forms(number, self._settings.region))
            if shown and not any(ways & set(self._ways_to_dial(one)) for one in shown):
                self._problems.error("link-shows-other", place, shown=shown[0], target=number)
        for found in addresses.find(words):
            addressed = self._ways_to(reference, target)
            if any(_is_way(found.target, way) for way in addressed):
                continue
            is_vouched = self._own.check_any(found.target, place, self._problems)
            # Words round it may be about it: "How to use a.vn" leads elsewhere.
            if is_vouched and found.start == 0 and found.end == len(words):
                at = min(addressed)
                self._problems.error("link-shows-other", place, shown=words, target=at)

    def _ways_to_dial(self, number: str) -> Iterator[str]:
        return telephones.forms(number, self._settings.region)

    def _ways_to(self, reference: Reference, target: Target) -> set[str]:
        """Return the full addresses that a link leads to: its permalink, and where that ends."""
        if target.inside:
            return {f"{self._settings.base_url.rstrip('/')}/{target.href}"}
        name = reference.target.removeprefix(links.SCHEME)
        entry = self._register.get(name) if name != reference.target else None
        return {target.href, entry.url} if entry else {target.href}

    def link(self, name: str, place: Place) -> Link | None:
        """Return a register entry by name, or note that there is none."""
        entry = self._register.get(name)
        # A name whose entry is itself at fault has its problem already.
        if entry is None and name not in self._settings.links:
            meant = closest(name, self._settings.links)
            known = ", ".join(self._settings.links)
            key = "unknown-link-meant" if meant else "unknown-link"
            self._problems.error(key, place, name=name, meant=meant, known=known)
        return entry

    def recording(self, page: Page, audio: Audio) -> Link:
        """Return the way to a recording on a page: where it can be heard."""
        url = f"{self._settings.base_url.rstrip('/')}/{page.url}#{recording_anchor(audio.lang)}"
        return Link(
            audio.lang, audio.title, audio.title, url, url, links.printed(url), permalink=False
        )

    def own_page(self, page: Page) -> Link:
        """Return the way to a page itself.

        Its own address needs no page between, as ``/q/`` does; the log of what went out holds
        the portal to it, or to an alias.
        """
        url = f"{self._settings.base_url.rstrip('/')}/{page.url}"
        title = page.header.title
        return Link("", title, title, url, url, links.printed(url), permalink=False)

    def page(self, written: str, folder: str, place: Place) -> Page | None:
        """Return the page that a path names: from the file's folder, or with ``/`` from content."""
        base = "content" if written.startswith("/") else folder
        written = spelling.nfc(written)
        file = posixpath.normpath(posixpath.join(base, written.lstrip("/")))
        lang, original = pages.original_of(file, self._languages)
        if file in self._failed or original in self._failed:
            return None
        page = self._pages.get(file)
        if page is None and (spelled := self._in_small.get(file.casefold())):
            # Windows and macOS show no difference, so people don't see one.
            page = self._pages[spelled]
        if page is None and lang and original in self._pages:
            # What is not translated is shown in its own language, below this one's address.
            page = self._pages[original]
            page = msgspec.structs.replace(page, url=f"{self._settings.prefix(lang)}{page.url}")
        if page is None:
            meant = _nearest(file, self._by_name)
            shown = posixpath.relpath(meant, folder) if meant else self._no_page(written)
            meant = meant or shown
            key = "unknown-page-meant" if meant else "unknown-page"
            self._problems.error(key, place, target=written, meant=shown)
        elif not page.state.is_built:
            self._problems.error("page-not-published", place, target=written)
            return None
        return page

    def _at_own_address(self, path: str, written: str, place: Place) -> Target | None:
        """Resolve a full address of the portal itself: it is a link inside the portal."""
        if not self._own.check(path, written, place, self._problems):
            return None
        anchor = urlsplit(written).fragment
        page = self._own.page(path)
        if page is not None:
            anchor = self._anchor_named(page, anchor)
        if anchor and page is not None and not self._has_anchor(page, anchor, place):
            return None
        # A page of search results is named by what was looked for.
        query = urlsplit(written).query
        href = path + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")
        return Target(href, inside=True, address=links.printed(written))

    def _anchor_named(self, page: Page, anchor: str) -> str:
        """Return the anchor of the heading that is meant.

        GitHub and editors name headings with their marks, and browsers encode those.
        """
        if not anchor or anchor in self._anchors_of(page):
            return anchor
        name = spelling.nfc(unquote(anchor)).lower()
        return dict(page.index.second_anchors).get(name, anchor)

    def _no_page(self, written: str) -> str:
        """Return what a target is that is no path at all: a name, an address, a number."""
        name = written.strip("“”\"'")
        if name.removeprefix(links.SCHEME) in self._settings.links:
            return links.SCHEME + name.removeprefix(links.SCHEME)
        found = next(addresses.find(name), None)
        if found and found.start == 0 and found.end == len(name):
            return found.target
        digits = re.sub(r"[ ().-]", "", name)
        return f"tel:{digits}" if re.fullmatch(r"\+?\d{3,15}", digits) else ""

    def _has_anchor(self, page: Page, anchor: str, place: Place) -> bool:
        anchors = self._anchors_of(page)
        if anchor not in anchors:
            meant = closest(anchor, anchors)
            key = "unknown-anchor-meant" if meant else "unknown-anchor"
            self._problems.error(key, place, anchor=anchor, page=page.file, meant=meant)
        return anchor in anchors

    def _named(self, name: str, place: Place) -> Target | None:
        entry = self.link(name, place)
        return Target(entry.out, inside=False, address=entry.address) if entry else None

    def _offered(self, written: str, page: Page) -> Target | None:
        """Return the way to a file that the page offers; None where its problem is noted."""
        found = self._offers.of(page).get(written) if self._offers else None
        if found is None:
            return None
        name = posixpath.basename(spelling.nfc(found.path))
        return Target(found.published, inside=True, file=name, size=found.size)

    def _inside(self, written: str, page: Page, place: Place) -> Target | None:
        path, _, anchor = written.partition("#")
        folder = posixpath.dirname(page.file)
        target = self.page(path, folder, place) if path else page
        if target is None:
            return None
        anchor = self._anchor_named(target, anchor)
        if anchor and not self._has_anchor(target, anchor, place):
            return None
        href = target.url + (f"#{anchor}" if anchor else "")
        return Target(href, inside=True)

    def _anchors_of(self, page: Page) -> set[str]:
        if page.file not in self._anchors:
            self._anchors[page.file] = set(page.index.anchors)
        return self._anchors[page.file]


def _is_way(shown: str, way: str) -> bool:
    """Whether an address that words show is where a link leads, or the beginning of it."""
    first, second = (
        unquote(one.partition("://")[2] or one).casefold().removeprefix("www.").rstrip("/")
        for one in (shown, way)
    )
    return second == first or second.startswith((f"{first}/", f"{first}?", f"{first}#"))


def _nearest(file: str, by_name: Mapping[str, Sequence[str]]) -> str:
    """Return the file that was most likely meant: near by its own name, not only by its folder."""
    name = posixpath.basename(file)
    # ``index.html`` is what became of ``index.md``.
    stem, suffix = posixpath.splitext(name)
    meant = closest(f"{stem}.md" if suffix in (".html", ".htm") else name, by_name)
    paths = by_name.get(meant, ())
    return closest(file, paths) or next(iter(paths), "")

"""What all pages of the portal in one language have in common, and a page as it is planned."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bangtin import spelling
from bangtin.channels.portal import downloads, structured_data
from bangtin.channels.portal.addresses import relative
from bangtin.channels.portal.inputs import FileLabel, PageInputs, PhotoTag
from bangtin.config.header import Header
from bangtin.files import offered
from bangtin.site.pages import Page
from bangtin.site.publications import Print, Publication
from bangtin.site.site import Site

NEWS = ("notices", "corrections", "news")
"""The kinds of sections whose newest page comes first."""
ROOT_PX = 16
"""A browser's own letters: what a rem is, unless somebody set it larger."""


@dataclass(frozen=True)
class Shared:
    """What every page points at: addresses below the root that others have planned."""

    css: str
    icon: str
    app: str
    search: str
    pictures: Mapping[str, PhotoTag]
    attachments: Mapping[str, str]
    share: Mapping[str, str]


@dataclass(frozen=True)
class PagePlan:
    """One page of the portal: its address, the file that its problems belong to, its inputs.

    ``page`` is the page whose text it shows, if it shows any.
    """

    url: str
    source: str
    inputs: PageInputs
    page: Page | None

    @property
    def path(self) -> str:
        """The file below ``public/``."""
        return self.url if self.url.endswith(".html") else f"{self.url}index.html"


def written_date(date: datetime.date, lang: str) -> dict[str, str]:
    """Return a date as machines and as people write it."""
    return {"iso": date.isoformat(), "words": spelling.written(date, lang)}


def share_key(page: Page) -> str | None:
    """Return under which name a page's own share picture is planned: campaign pages have one."""
    return page.file if page.header.code else None


class Portal:
    """The portal in one language: its pages, how it says things, and what lists show of them."""

    def __init__(self, site: Site, lang: str, shared: Shared) -> None:
        self.site = site
        self.lang = lang
        self.own = site.settings.language
        self.is_own = lang == self.own
        self.prefix = site.settings.prefix(lang)
        self.shared = shared
        self.t = site.strings[lang]
        self.words = site.settings.addresses
        self.sections = site.settings.sections
        self.prints = f"{self.words.prints}/"
        self.base = site.settings.base_url.rstrip("/") + "/"
        self._translated = {p.original: p for p in site.pages if p.lang == lang}
        self._has: dict[str, set[str]] = {}
        for page in site.pages:
            self._has.setdefault(page.original, set()).add(page.lang)
        self.originals = [p for p in site.pages if p.is_original]
        self._original_at = {p.url: p for p in self.originals}
        self.listed = [p for o in self.originals if (p := self.shown(o)).state.is_listed]
        self._in_folder: dict[str, list[Page]] = {}
        for page in self.listed:
            self._in_folder.setdefault(page.section, []).append(page)
        self._sorted: dict[str, list[Page]] = {}
        # One of each, however many pages show it: a province has ten thousand.
        self._words: dict[tuple[str, str], dict[str, str]] = {}
        self._cards_made: dict[str, dict[str, Any]] = {}
        self.prints_of: dict[str, list[Publication]] = {}
        for publication in site.publications:
            self.prints_of.setdefault(publication.page.original, []).append(publication)
        self._withdrawn: dict[str, set[str]] = {}
        for one in site.withdrawn:
            for where in filter(None, (one.leads.rstrip("/"), one.folder)):
                self._withdrawn.setdefault(where, set()).add(one.code)

    def said(self, text: str, lang: str | None = None) -> dict[str, str]:
        """Return words with their language where it isn't the page's own."""
        key = text, lang or self.own
        if key not in self._words:
            self._words[key] = {"text": text, "lang": "" if key[1] == self.lang else key[1]}
        return self._words[key]

    def site_says(self, text: str) -> dict[str, str]:
        """Return what ``site.yaml`` says, in this language where it is translated."""
        return self.said(*self.site.say(text, self.lang))

    def shown(self, original: Page) -> Page:
        """Return a page in this language, or the original where it isn't translated."""
        page = self._translated.get(original.original)
        return page if page is not None and page.state >= original.state else original

    def url_of(self, page: Page) -> str:
        """Return where this language shows a page."""
        return page.url if page.lang == self.lang else f"{self.prefix}{page.url}"

    def phones(self) -> list[dict[str, Any]]:
        """Return the hotlines that have a number."""
        return [
            {
                "name": self.site_says(hotline.name),
                "number": hotline.number,
                "dial": hotline.dial,
                "note": self.site_says(hotline.note) if hotline.note else None,
            }
            for hotline in self.site.settings.hotlines
            if hotline.number
        ]

    def section_title(self, folder: str) -> dict[str, str]:
        """Return what a section is called: by the site, or else by its kind."""
        section = self.sections[folder]
        if section.title:
            return self.site_says(section.title)
        return self.said(self.t[f"section_{section.kind}"], self.lang)

    def entries(self, folder: str) -> list[Page]:
        """Return the listed pages of a folder: news by date, the rest in their own order."""
        if folder not in self._sorted:
            self._sorted[folder] = self._sort(folder)
        return self._sorted[folder]

    def _sort(self, folder: str) -> list[Page]:
        found = self._in_folder.get(folder, [])
        section = self.sections.get(folder)
        if section is not None and section.kind in NEWS:
            return sorted(found, key=lambda p: (p.header.date, p.original), reverse=True)
        return sorted(
            found,
            key=lambda p: (
                p.header.order,
                spelling.sort_key(p.header.title, self.lang),
                p.original,
            ),
        )

    def cards(self, pages: list[Page]) -> list[dict[str, Any]]:
        """Return what a list shows of pages."""
        return [self.card(page) for page in pages]

    def card(self, page: Page) -> dict[str, Any]:
        """Return what a list shows of a page."""
        header = page.header
        if page.file not in self._cards_made:
            self._cards_made[page.file] = {
                "url": self.url_of(page),
                "title": self.said(header.headline, page.lang),
                "summary": self.said(header.summary, page.lang),
                "icon": header.icon or "",
            }
        return self._cards_made[page.file]

    def notice_card(self, page: Page) -> dict[str, Any]:
        """Return what the home page shows of an urgent notice."""
        until = written_date(page.header.expires, self.lang)["words"] if page.header.expires else ""
        return self.card(page) | {"until": self.t["notice_until"].format(date=until)}

    def headline(self, page: Page) -> dict[str, Any]:
        """Return what stands at the top of a page, and its share picture."""
        header: Header = page.header
        return {
            "title": header.headline,
            "title_lang": "" if page.lang == self.lang else page.lang,
            "summary": header.summary,
            "fallback": "" if page.lang == self.lang else self.t["fallback"],
            "share": self.shared.share.get(share_key(page) or "", ""),
        }

    def topics(self, pages: list[Page]) -> list[dict[str, Any]]:
        """Return the topics of pages, in the order of ``site.yaml``."""
        used = {name for page in pages for name in page.header.topics}
        return [
            {"url": f"{self.prefix}{self.words.topics}/{name}/", "title": self.site_says(title)}
            for name, title in self.site.settings.topics.items()
            if name in used
        ]

    def print_title(self, publication: Publication) -> dict[str, str]:
        """Return the name of a publication: what it is, and what it says."""
        lang = publication.page.lang
        return self.said(publication.named(self.site.strings[lang]), lang)

    def print_card(self, publication: Print) -> dict[str, Any]:
        """Return what a gallery shows of a publication."""
        shown, small, large = publication.gallery_px
        return {
            "url": f"{self.prefix}{publication.folder}",
            "title": self.print_title(publication),
            "size": publication.size_in_words,
            "file": publication.file(publication.copies[0], "screen")
            if len(publication.copies) == 1
            else "",
            "pictures": [
                {
                    "kind": kind,
                    "small": publication.picture(1, small, kind),
                    "large": publication.picture(1, large, kind),
                }
                for kind in ("avif", "webp")
            ],
            "picture_sizes": f"{shown / ROOT_PX:g}rem",
            "picture_small": small,
            "picture_width": large,
            "picture_height": self.picture_size(publication, large)[1],
        }

    def picture_size(self, publication: Print, width: int) -> tuple[int, int]:
        """Return the width and height in px of a page's picture."""
        return width, round(width * publication.format.height / publication.format.width)

    def withdrawn(self, *, leads: str = "", folder: str = "") -> str:
        """Say which editions are withdrawn of those that lead here; nothing where none is."""
        codes = self._withdrawn.get(leads.rstrip("/") or folder)
        return self.t["withdrawn"].format(codes=", ".join(sorted(codes))) if codes else ""

    def plan_page(
        self,
        template: str,
        url: str,
        source: str,
        context: Mapping[str, Any],
        icons: list[str] | None = None,
        page: Page | None = None,
        offers: Iterable[str] = (),
    ) -> PagePlan:
        """Return a page as it is planned; ``source`` is the file that its problems belong to.

        ``offers`` are the built files whose kind and size its template says.
        """
        everywhere = url != "404.html" and not url.startswith("q/")
        many = everywhere and len(self.site.languages) > 1
        icon_files = sorted({f"assets/icons/{name}.svg" for name in icons or ()})
        defaults: dict[str, Any] = {"title_lang": "", "fallback": "", "structured": [],
                                    "noindex": False, "share": "", "withdrawn": ""}  # fmt: skip
        found = defaults | dict(context)
        noindex = found["noindex"]
        found |= {
            "canonical": "" if noindex else f"{self.base}{url}",
            "languages": self._alternates(url, page) if many else [],
            "share": found["share"] or self.shared.share.get(self.lang, ""),
        }
        if page and page.lang != self.lang:
            found["canonical"] = f"{self.base}{page.url}"
        inputs = PageInputs(
            template=template,
            url=url,
            context=found,
            icons={f: self.site.files[f] for f in icon_files if f in self.site.files},
            body_lang=page.lang if page else self.lang,
            targets=self._targets(page, url) if page else {},
            photos=self._photos(page, url) if page else {},
            files=self._files(page) if page else {},
            offers=tuple(dict.fromkeys(path for path in offers if path)),
            about=structured_data.about(page, self.base + url) if page else None,
        )
        return PagePlan(url, source, inputs, page)

    def _alternates(self, url: str, page: Page | None) -> list[dict[str, str]]:
        """Return a page in each language: where it is, and whether it is written in it."""
        plain = url.removeprefix(self.prefix)
        found = []
        for lang, name in self.site.languages.items():
            there = f"{self.site.settings.prefix(lang)}{plain}"
            written = page is None or lang in self._has[page.original]
            found.append(
                {
                    "lang": lang,
                    "name": name,
                    "url": there,
                    "href": self.base + there if written else "",
                }
            )
        return found

    def _targets(self, page: Page, url: str) -> dict[str, str]:
        """Return the addresses of a page's links, those inside relative to the page."""
        found = {}
        for written, target in page.targets.items():
            href = target.href
            if target.file:
                href = relative(href, url)
            elif target.inside:
                # A page shown for want of a translation leads on in the reader's language.
                if page.lang != self.lang:
                    href = self._translated_href(href)
                href = relative(href, url)
            found[written] = href
        return found

    def _files(self, page: Page) -> dict[str, FileLabel]:
        """Return what a page says of each file that its text offers."""
        return {
            written: FileLabel(
                downloads.label(target.file, target.size, self.lang),
                "" if offered.ending(target.file) in offered.SHOWN else target.file,
            )
            for written, target in page.targets.items()
            if target.file
        }

    def _translated_href(self, href: str) -> str:
        """Return this language's address for one of the original's; its anchors may differ."""
        path, _, anchor = href.partition("#")
        original = self._original_at.get(path.partition("?")[0])
        if anchor and original is not None:
            shown = self.shown(original)
            anchor = anchor if anchor in shown.index.anchors else ""
        return f"{self.prefix}{path}" + (f"#{anchor}" if anchor else "")

    def _photos(self, page: Page, url: str) -> dict[str, PhotoTag]:
        """Return what stands in the place of each picture that the author wrote."""
        found = {}
        for written, image in page.images.items():
            tag = self.shared.pictures[image.path]
            found[written] = PhotoTag(relative(tag.src, url), tag.width, tag.height)
        return found

"""The portal: every page, the lists, the gallery of prints, permalinks and the stylesheet."""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from generator import vietnamese
from generator.engine.artifact import Artifact, Job, content_digest
from generator.problems import Place
from generator.promises import PagePromise
from generator.source.frontmatter import Header
from generator.source.lifecycle import State
from generator.source.pages import Image, Page
from generator.source.publications import Copy, Publication
from generator.source.site import Site
from generator.web.view import STYLESHEET, Photo, PhotoTag, Stylesheet, View

NAME = "portal"
LAYOUTS = "layouts/portal"
SECTIONS = ("huong-dan", "doi-tuong", "van-ban", "tin-tuc")
"""The folders of content, in the order in which the portal shows them."""
NEWS = "tin-tuc"
PHOTO_PX = 1400
"""The widest a picture is published: twice the column, for sharp screens."""


def plan(site: Site) -> Iterator[Artifact]:
    """Plan every page of the portal and its stylesheet."""
    return _Planner(site).plan()


def make_page(view: View, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Render one page as minified HTML."""
    from generator.web import rendering

    return rendering.page(view, root)


def make_photo(inputs: Photo, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Make a picture of a text ready for the portal: WebP, no wider than it is shown."""
    from generator.web import photos

    return photos.webp(inputs, root)


def make_stylesheet(inputs: Stylesheet, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Put the district's colours before the stylesheet, and minify it."""
    from generator.web import rendering

    return rendering.stylesheet(inputs, root)


def words_of(date: datetime.date) -> dict[str, str]:
    """Return a date as machines and as people write it."""
    return {"iso": date.isoformat(), "words": f"{date.day}/{date.month}/{date.year}"}


class _Planner:
    """Gathers what templates show; one method a kind of page."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._strings = site.strings
        self._layouts = site.files_under(LAYOUTS)
        colours = {
            name: getattr(site.settings.palette, name).rgb
            for name in ("ground", "action", "notice", "paper")
        }
        self._style = Stylesheet(site.files[STYLESHEET], colours)
        mark = content_digest(msgspec.msgpack.encode(self._style))[:8]
        self._css = f"assets/portal.{mark}.css"
        self._common = self._site_context()
        self._prints_of: dict[str, list[Publication]] = {}
        for publication in site.publications:
            self._prints_of.setdefault(publication.page.file, []).append(publication)
        self._listed = [page for page in site.pages if page.state.is_listed]

    def plan(self) -> Iterator[Artifact]:
        """Yield every artifact of the portal."""
        yield from self._pictures()
        job = Job(make_stylesheet, self._style, Place(STYLESHEET), self._css)
        yield Artifact(self._css, NAME, job)
        for page in self._site.pages:
            yield self._home(page) if page.header.kind == "home" else self._page(page)
        for name in SECTIONS:
            if entries := self._entries(name):
                yield self._list(name, entries)
        yield self._gallery()
        for publication in self._site.publications:
            yield self._publication(publication)
        if self._site.units:
            yield self._communes()
        for link in self._site.links.values():
            if link.permalink:
                yield self._view(
                    "permalink.html", f"q/{link.name}/", "site.yaml",
                    {"title": link.title, "summary": link.title, "href": link.url,
                     "address": link.url.partition("://")[2], "noindex": True},
                )  # fmt: skip
        yield self._site_map()
        yield self._not_found()

    # ── Pages ──

    def _home(self, page: Page) -> Artifact:
        by_file = {p.file: p for p in self._listed}
        tasks = [by_file[f"content/{t}"] for t in page.header.tasks if f"content/{t}" in by_file]
        goal = self._site.settings.goal
        rest = [p for p in self._entries("huong-dan") if p not in tasks]
        sections = [
            {"title": self._strings["more_guidance"], "entries": self._cards(rest)},
            {
                "title": self._strings["audiences"],
                "entries": self._cards(self._entries("doi-tuong")),
            },
            {"title": self._strings["documents"], "entries": self._cards(self._entries("van-ban"))},
        ]
        news = self._entries(NEWS)[:3]
        context = self._headline(page.header) | {
            "tasks": self._cards(tasks),
            "goal": goal.text if goal else "",
            "phones": self._phones(),
            "sections": sections,
            "news": [self._card(p) | {"date": words_of(p.header.date)["words"]} for p in news],
        }
        icons = [p.header.icon for p in self._listed if p.header.icon]
        return self._view("home.html", page.url, page.file, context, icons, page)

    def _pictures(self) -> Iterator[Artifact]:
        """Plan each picture once, however many pages show it."""
        used = {i.path: i for page in self._site.pages for i in page.images.values()}
        for image in used.values():
            inputs = Photo(image.path, image.digest, _shown_width(image))
            path = _photo_path(image)
            yield Artifact(path, NAME, Job(make_photo, inputs, Place(image.path), path))

    def _page(self, page: Page) -> Artifact:
        header = page.header
        folder = page.file.split("/")[1]
        section = None
        if folder in SECTIONS and self._entries(folder):
            section = {"url": f"{folder}/", "title": self._strings[f"sections_{folder}"]}
        expired = ""
        if page.state is State.EXPIRED and header.expires:
            since = words_of(header.expires)["words"]
            expired = self._strings["expired"].format(date=since)
        link = self._site.links.get(header.action or "")
        context = self._headline(header) | {
            "section": section,
            "expired": expired,
            "action": link
            and {
                "href": link.out,
                "title": header.action_text or link.title,
                "address": link.address,
            },
            "phones": self._phones() if header.kind == "contact" else [],
            "prints": [self._print_card(p) for p in self._prints_of.get(page.file, [])],
            "date": words_of(header.date),
            "updated": words_of(header.updated) if header.updated else None,
            "owner": header.owner or "",
            "noindex": page.state is State.EXPIRED,
        }
        return self._view("page.html", page.url, page.file, context, page=page)

    def _list(self, name: str, entries: list[Page]) -> Artifact:
        title = self._strings[f"sections_{name}"]
        context = {"title": title, "summary": title, "entries": self._cards(entries)}
        icons = [p.header.icon for p in entries if p.header.icon]
        return self._view("list.html", f"{name}/", "site.yaml", context, icons)

    # ── Prints ──

    def _gallery(self) -> Artifact:
        context = {
            "title": self._strings["prints"],
            "summary": self._strings["prints_intro"],
            "prints": [self._print_card(p) for p in self._site.publications],
        }
        return self._view("prints.html", "an-pham/", "site.yaml", context)

    def _publication(self, publication: Publication) -> Artifact:
        format_, page = publication.format, publication.page
        small, large = (self._picture_size(publication, w) for w in (480, 1200))
        pictures = [
            {
                "small": publication.picture(number, small[0]),
                "small_width": small[0],
                "large": publication.picture(number, large[0]),
                "width": large[0],
                "height": large[1],
                "alt": self._strings["picture_of"].format(
                    format=format_.name, page=number, title=publication.title
                ),
            }
            for number in range(1, format_.pages + 1)
        ]
        title = f"{format_.name}: {publication.title}"
        context = {
            "title": title,
            "summary": f"{title}. {publication.edition_code}.",
            "pictures": pictures,
            "copies": [self._copy(publication, copy) for copy in publication.copies],
            "bundles": self._bundles(publication),
            "scale": format_.scale,
            "tile_paper": format_.tile_paper or "",
            "size": format_.size_in_words,
            "pages": format_.pages,
            "material": format_.material,
            "leads": publication.link.address if publication.link else "",
            "page": {"url": page.url, "title": page.header.title},
            "edition": publication.edition_code,
            "date": words_of(publication.edition_date),
        }
        return self._view("print.html", publication.folder, page.file, context)

    def _bundles(self, publication: Publication) -> list[dict[str, Any]]:
        """Return the merged files, titled by the commune's name where the value is its code."""
        units = self._site.units
        names = {
            row.values[units.columns[0]]: row.values.get("ten_day_du", "")
            for row in (units.rows if units else ())
            if units
        }
        column = publication.entry.bundle or ""
        found = []
        for file, copies in publication.bundles().items():
            value = copies[0].row[column]
            found.append({"file": file, "title": names.get(value) or value, "count": len(copies)})
        return found

    def _copy(self, publication: Publication, copy: Copy) -> dict[str, str]:
        return {
            "title": copy.title,
            "screen": publication.file(copy, "screen"),
            "press": publication.file(copy, "press"),
            "tiles": publication.file(copy, "tiles") if publication.format.tile_paper else "",
        }

    def _print_card(self, publication: Publication) -> dict[str, Any]:
        width, height = self._picture_size(publication, 480)
        return {
            "url": publication.folder,
            "title": publication.title,
            "format": publication.format.name,
            "size": publication.format.size_in_words,
            "picture": publication.picture(1, width),
            "picture_width": width,
            "picture_height": height,
        }

    def _picture_size(self, publication: Publication, width: int) -> tuple[int, int]:
        return width, round(width * publication.format.height / publication.format.width)

    # ── Lists that nobody writes ──

    def _communes(self) -> Artifact:
        table = self._site.units
        assert table is not None
        signed = [p for p in self._site.publications if p.entry.each == table.name]
        units = []
        for row in table.rows:
            values = row.values
            prints = []
            for publication in signed:
                copy = next((c for c in publication.copies if c.row == values), None)
                if copy:
                    name = f"{publication.format.name}: {publication.title}"
                    prints.append(self._copy(publication, copy) | {"title": name})
            other = values.get("ten_khac", "")
            name = values.get("ten_day_du") or values[table.columns[0]]
            units.append(
                {
                    "title": name[:1].upper() + name[1:],
                    "anchor": vietnamese.slug(name),
                    "code": values[table.columns[0]],
                    "other": self._strings["also_spelled"].format(name=other) if other else "",
                    "prints": prints,
                }
            )
        title = self._strings["communes"]
        context = {"title": title, "summary": title, "units": units}
        return self._view("communes.html", f"{table.name}/", table.file, context)

    def _site_map(self) -> Artifact:
        sections = [
            {"title": self._strings[f"sections_{name}"], "entries": self._links(name)}
            for name in SECTIONS
            if self._entries(name)
        ]
        prints = [self._print_card(p) for p in self._site.publications]
        entries = [{"url": p["url"], "title": f"{p['format']}: {p['title']}"} for p in prints]
        sections.append({"title": self._strings["prints"], "entries": entries})
        others = [p for p in self._listed if p.file.count("/") == 1 and p.url]
        other = [{"url": p.url, "title": p.header.title} for p in others]
        if self._site.units:
            other.append({"url": f"{self._site.units.name}/", "title": self._strings["communes"]})
        sections.append({"title": self._strings["sections_other"], "entries": other})
        title = self._strings["site_map"]
        context = {"title": title, "summary": title, "sections": sections}
        return self._view("site-map.html", "tat-ca/", "site.yaml", context)

    def _not_found(self) -> Artifact:
        title = self._strings["not_found"]
        context = {"title": title, "summary": title, "phones": self._phones(), "noindex": True}
        return self._view("not-found.html", "404.html", "site.yaml", context)

    # ── What templates share ──

    def _site_context(self) -> dict[str, Any]:
        settings = self._site.settings
        phones = self._phones()
        return {
            "title": settings.title,
            "issuer": settings.issuer.short,
            "issuer_name": settings.issuer.name,
            "issuer_address": settings.issuer.address,
            "ground": settings.palette.ground.rgb,
            "css": self._css,
            "band": settings.band,
            "hotline": phones[0] if phones else None,
            "menu": [{"title": m.title, "url": self._menu_url(m.page)} for m in settings.menu],
        }

    def _menu_url(self, page: str) -> str:
        if not page.endswith(".md"):
            return page
        found = (p.url for p in self._site.pages if p.file == f"content/{page}")
        return next(found, "")

    def _phones(self) -> list[dict[str, str]]:
        return [
            {"name": h.name, "number": h.number, "dial": h.dial, "note": h.note}
            for h in self._site.settings.hotlines
            if h.number
        ]

    def _entries(self, folder: str) -> list[Page]:
        """Return the listed pages of a folder: news by date, the rest in their own order."""
        found = [p for p in self._listed if p.file.startswith(f"content/{folder}/")]
        if folder == NEWS:
            return sorted(found, key=lambda p: (p.header.date, p.file), reverse=True)
        return sorted(
            found, key=lambda p: (p.header.order, vietnamese.sort_key(p.header.title), p.file)
        )

    def _links(self, folder: str) -> list[dict[str, str]]:
        return [{"url": p.url, "title": p.header.title} for p in self._entries(folder)]

    def _cards(self, pages: list[Page]) -> list[dict[str, Any]]:
        return [self._card(page) for page in pages]

    def _card(self, page: Page) -> dict[str, Any]:
        header = page.header
        return {
            "url": page.url,
            "title": header.title,
            "summary": header.summary,
            "icon": header.icon or "",
        }

    def _headline(self, header: Header) -> dict[str, Any]:
        return {"title": header.title, "summary": header.summary}

    def _view(
        self,
        template: str,
        url: str,
        source: str,
        context: Mapping[str, Any],
        icons: list[str] | None = None,
        page: Page | None = None,
    ) -> Artifact:
        path = url if url.endswith(".html") else f"{url}index.html"
        base = self._site.settings.base_url.rstrip("/")
        icon_files = sorted({f"assets/icons/{name}.svg" for name in icons or ()})
        view = View(
            template=template,
            url=url,
            context=dict(context)
            | {
                "site": self._common,
                "t": self._strings,
                "lang": self._site.settings.language,
                "canonical": "" if context.get("noindex") else f"{base}/{url}",
            },
            layouts=self._layouts,
            icons={f: self._site.files[f] for f in icon_files if f in self._site.files},
            body=page.body.html if page else "",
            targets=self._targets(page, url) if page else {},
            photos=_photos(page, url) if page else {},
        )
        job = Job(make_page, view, Place(source), path)
        return Artifact(path, NAME, job, PagePromise(source))

    def _targets(self, page: Page, url: str) -> dict[str, str]:
        """Return the addresses of a page's links, those inside relative to the page."""
        return {
            written: relative(target.href, url) if target.inside else target.href
            for written, target in page.targets.items()
        }


def _photo_path(image: Image) -> str:
    name = vietnamese.slug(posixpath.splitext(posixpath.basename(image.path))[0]) or "hinh"
    return f"hinh/{name}-{image.digest[:8]}.webp"


def _shown_width(image: Image) -> int:
    return min(image.width, PHOTO_PX)


def _photos(page: Page, url: str) -> dict[str, PhotoTag]:
    """Return what stands in the place of each picture that the author wrote."""
    found = {}
    for written, image in page.images.items():
        width = _shown_width(image)
        height = max(1, round(image.height * width / image.width))
        found[written] = PhotoTag(relative(_photo_path(image), url), width, height)
    return found


def relative(href: str, url: str) -> str:
    """Return a path from the portal's root as seen from the page at ``url``.

    >>> relative("huong-dan/a/#b", "doi-tuong/can-bo/")
    '../../huong-dan/a/#b'
    """
    path, _, anchor = href.partition("#")
    start = url if url.endswith("/") or not url else posixpath.dirname(url)
    if path == url:
        found = "" if anchor else "./"
    else:
        found = posixpath.relpath(path or ".", start or ".")
        found = f"{found}/" if not path or path.endswith("/") else found
    return f"{found}#{anchor}" if anchor else found

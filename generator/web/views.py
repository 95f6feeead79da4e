"""The portal in one language: what each of its pages shows, gathered from the site."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator import vietnamese
from generator.source import links
from generator.source.frontmatter import Header
from generator.source.lifecycle import State
from generator.source.pages import Page
from generator.source.publications import Copy, Publication
from generator.source.references import recording_anchor
from generator.source.site import Site
from generator.source.tables import Row
from generator.web import structured
from generator.web.addresses import relative
from generator.web.view import Frame, PhotoTag, View

LAYOUTS = "layouts/portal"
SECTIONS = ("thong-bao", "huong-dan", "doi-tuong", "van-ban", "tin-tuc")
"""The folders of content, in the order in which the portal shows them."""
NEWS = ("thong-bao", "tin-tuc")
"""The folders whose newest page comes first."""
PRINTS = "an-pham/"
SEARCH = "tim-kiem/"


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
class Sight:
    """One page of the portal: its address, the file that its problems belong to, its view.

    ``page`` is the page whose words it shows, if it shows any.
    """

    url: str
    source: str
    view: View
    page: Page | None

    @property
    def path(self) -> str:
        """The file below ``public/``."""
        return self.url if self.url.endswith(".html") else f"{self.url}index.html"


def words_of(date: datetime.date) -> dict[str, str]:
    """Return a date as machines and as people write it."""
    return {"iso": date.isoformat(), "words": f"{date.day}/{date.month}/{date.year}"}


def share_key(page: Page) -> str | None:
    """Return under which name a page's own share picture is planned: campaign pages have one."""
    return page.file if page.header.code else None


class Views:
    """Gathers what templates show; one method a kind of page."""

    def __init__(self, site: Site, lang: str, shared: Shared) -> None:
        self._site = site
        self._lang = lang
        self._own = site.settings.language
        self._is_own = lang == self._own
        self._prefix = "" if self._is_own else f"{lang}/"
        self._shared = shared
        self._t = site.words[lang]
        self._base = site.settings.base_url.rstrip("/") + "/"
        self._translated = {p.original: p for p in site.pages if p.lang == lang}
        self._has: dict[str, set[str]] = {}
        for page in site.pages:
            self._has.setdefault(page.original, set()).add(page.lang)
        self._originals = [p for p in site.pages if p.is_original]
        self._original_at = {p.url: p for p in self._originals}
        self._listed = [p for o in self._originals if (p := self._shown(o)).state.is_listed]
        self._in_folder: dict[str, list[Page]] = {}
        for page in self._listed:
            self._in_folder.setdefault(page.folder, []).append(page)
        self._sorted: dict[str, list[Page]] = {}
        # One of each, however many pages show it: a province has ten thousand.
        self._words: dict[tuple[str, str], dict[str, str]] = {}
        self._cards_made: dict[str, dict[str, Any]] = {}
        self._prints_of: dict[str, list[Publication]] = {}
        for publication in site.publications:
            self._prints_of.setdefault(publication.page.original, []).append(publication)

    def frame(self) -> Frame:
        """Return what all pages in this language share."""
        return Frame(
            self._lang,
            {"site": self._site_context(), "t": self._t, "lang": self._lang},
            self._site.settings.phrases,
            self._site.files_under(LAYOUTS),
        )

    def plan(self) -> Iterator[Sight]:
        """Yield every page of the portal in this language."""
        for original in self._originals:
            page = self._shown(original)
            yield self._home(page) if page.header.kind == "home" else self._page(page)
        for name in SECTIONS:
            if entries := self._entries(name):
                yield self._list(f"{name}/", self._t[f"sections_{name}"], entries)
        for name, title in self._site.settings.topics.items():
            entries = [p for p in self._listed if name in p.header.topics]
            if entries:
                yield self._topic(name, title, entries)
        yield self._questions()
        yield from self._gallery()
        for publication in self._site.publications:
            yield self._publication(publication)
        if self._site.units:
            yield from self._communes()
        yield self._archive()
        if self._site.settings.search:
            yield self._search()
        yield self._offline()
        yield self._site_map()
        if self._is_own:
            yield from self._permalinks()
            yield self._not_found()

    # ── Words and languages ──

    def _said(self, text: str, lang: str | None = None) -> dict[str, str]:
        """Return words with their language where it isn't the page's own."""
        key = text, lang or self._own
        if key not in self._words:
            self._words[key] = {"text": text, "lang": "" if key[1] == self._lang else key[1]}
        return self._words[key]

    def _site_says(self, text: str) -> dict[str, str]:
        """Return what ``site.yaml`` says, in this language where it is translated."""
        return self._said(*self._site.say(text, self._lang))

    def _shown(self, original: Page) -> Page:
        """Return a page in this language, or the original where it isn't translated."""
        page = self._translated.get(original.original)
        return page if page is not None and page.state >= original.state else original

    def _url(self, page: Page) -> str:
        """Return where this language shows a page."""
        return page.url if page.lang == self._lang else f"{self._prefix}{page.url}"

    # ── Pages ──

    def _home(self, page: Page) -> Sight:
        by_original = {p.original: p for p in self._listed}
        tasks = [
            by_original[f"content/{task}"]
            for task in page.header.tasks
            if f"content/{task}" in by_original
        ]
        goal = self._site.settings.goal
        rest = [p for p in self._entries("huong-dan") if p not in tasks]
        sections = [
            (self._t["more_guidance"], rest),
            (self._t["audiences"], self._entries("doi-tuong")),
            (self._t["documents"], self._entries("van-ban")),
        ]
        notices = [p for p in self._listed if p.header.kind == "notice"]
        context = self._headline(page) | {
            "notices": [self._notice_card(p) for p in notices],
            "tasks": self._cards(tasks),
            "goal": self._site_says(goal.text) if goal else None,
            "phones": self._phones(),
            "sections": [{"title": t, "entries": self._cards(e)} for t, e in sections],
            "topics": self._topics(self._listed),
            "news": [
                self._card(p) | {"date": words_of(p.header.date)["words"]}
                for p in self._entries("tin-tuc")[:3]
            ],
            "structured": [structured.organization(self._site.settings)],
        }
        icons = [p.header.icon for p in self._listed if p.header.icon]
        return self._view("home.html", self._url(page), page.file, context, icons, page)

    def _page(self, page: Page) -> Sight:
        header = page.header
        url = self._url(page)
        section = None
        if page.folder in SECTIONS and self._entries(page.folder):
            title = self._t[f"sections_{page.folder}"]
            section = {"url": f"{self._prefix}{page.folder}/", "title": title}
        since = words_of(header.expires)["words"] if header.expires else ""
        link = self._site.links.get(header.action or "")
        trail = [(self._t["home"], self._prefix)]
        trail += [(section["title"], section["url"])] if section else []
        notice = structured.announcement(page, self._site.settings, self._base + url)
        context = self._headline(page) | {
            "section": section,
            "expired": self._t["expired"].format(date=since) if page.state is State.EXPIRED else "",
            "urgent": self._t["notice_until"].format(date=since)
            if header.kind == "notice" and page.state.is_listed
            else "",
            "action": link
            and {
                "href": link.out,
                "title": header.action_text or link.title,
                "address": link.address,
                "lang": "" if page.lang == self._lang else page.lang,
            },
            "recordings": self._recordings(page, url),
            "document": self._document(page),
            "phones": self._phones() if header.kind == "contact" else [],
            "prints": [self._print_card(p) for p in self._prints_of.get(page.original, [])],
            "topics": self._topics([page]),
            "audience": self._said(header.audience, page.lang) if header.audience else None,
            "date": words_of(header.date),
            "updated": words_of(header.updated) if header.updated else None,
            "owner": self._said(header.owner, page.lang) if header.owner else None,
            "noindex": page.state is State.EXPIRED or page.lang != self._lang,
            "structured": [
                structured.breadcrumbs([*trail, (header.title, url)], self._base),
                *([notice] if notice else []),
            ],
        }
        return self._view("page.html", url, page.file, context, page=page)

    def _recordings(self, page: Page, url: str) -> list[dict[str, str]]:
        return [
            {
                "lang": audio.lang,
                "title": audio.title,
                "anchor": recording_anchor(audio.lang),
                "src": relative(self._shared.attachments[audio.file], url),
            }
            for audio in page.header.audio
            if audio.file in self._shared.attachments
        ]

    def _document(self, page: Page) -> dict[str, Any] | None:
        issued = page.header.document
        if issued is None:
            return None
        return {
            "number": issued.number or "",
            "issued": words_of(issued.issued) if issued.issued else None,
            "by": self._said(issued.by, page.lang),
            "file": self._shared.attachments.get(issued.file or "", ""),
        }

    def _list(self, url: str, title: str, entries: list[Page]) -> Sight:
        context = {"title": title, "summary": title, "entries": self._cards(entries)}
        icons = [p.header.icon for p in entries if p.header.icon]
        return self._view("list.html", f"{self._prefix}{url}", "site.yaml", context, icons)

    def _topic(self, name: str, title: str, entries: list[Page]) -> Sight:
        words = self._site_says(title)
        prints = [p for page in entries for p in self._prints_of.get(page.original, [])]
        context = {
            "title": words["text"],
            "title_lang": words["lang"],
            "summary": words["text"],
            "entries": self._cards(entries),
            "prints": [self._print_card(p) for p in prints],
        }
        icons = [p.header.icon for p in entries if p.header.icon]
        url = f"{self._prefix}chu-de/{name}/"
        return self._view("topic.html", url, "site.yaml", context, icons)

    def _topics(self, pages: list[Page]) -> list[dict[str, Any]]:
        """Return the topics of pages, in the order of ``site.yaml``."""
        used = {name for page in pages for name in page.header.topics}
        return [
            {"url": f"{self._prefix}chu-de/{name}/", "title": self._site_says(title)}
            for name, title in self._site.settings.topics.items()
            if name in used
        ]

    def _questions(self) -> Sight:
        groups = []
        for page in self._listed:
            url = self._url(page)
            questions = [
                {"url": f"{url}#{anchor}", "title": words} for anchor, words in page.facts.questions
            ]
            if questions:
                groups.append(self._card(page) | {"questions": questions})
        context = {
            "title": self._t["questions"],
            "summary": self._t["questions_intro"],
            "groups": groups,
        }
        return self._view("questions.html", f"{self._prefix}hoi-dap/", "site.yaml", context)

    def _archive(self) -> Sight:
        """List what has ended: it stays where it was, marked, and leaves all other lists."""
        ended = [p for o in self._originals if (p := self._shown(o)).state is State.EXPIRED]
        ended.sort(key=lambda p: (p.header.expires or p.header.date, p.file), reverse=True)
        entries = [
            self._card(p) | {"date": words_of(p.header.expires or p.header.date)["words"]}
            for p in ended
        ]
        context = {
            "title": self._t["archive"],
            "summary": self._t["archive_intro"],
            "entries": entries,
            "noindex": True,
        }
        return self._view("archive.html", f"{self._prefix}luu-tru/", "site.yaml", context)

    # ── Prints ──

    def _gallery(self) -> Iterator[Sight]:
        """Yield the gallery whole, by kind, by place, and the list of edition codes."""
        all_prints = self._site.publications
        # In the order of the formats: from the road to the hand.
        layouts = dict.fromkeys(f.layout for f in self._site.formats.values())
        kinds: dict[str, list[Publication]] = {layout: [] for layout in layouts}
        places: dict[str, list[Publication]] = {}
        for publication in all_prints:
            kinds[publication.format.layout].append(publication)
            order = publication.entry.order
            for place in order.to if order and "{" not in "".join(order.to) else ():
                places.setdefault(place, []).append(publication)
        kinds = {layout: found for layout, found in kinds.items() if found}
        filters = {
            "all": f"{self._prefix}{PRINTS}",
            "kinds": [
                {"title": self._t[f"kind_{kind}"], "url": f"{self._prefix}{PRINTS}loai/{kind}/"}
                for kind in kinds
            ],
            "places": [
                {
                    "title": self._said(place),
                    "url": f"{self._prefix}{PRINTS}noi/{vietnamese.slug(place)}/",
                }
                for place in places
            ],
            "communes": f"{self._prefix}{self._site.units.name}/" if self._site.units else "",
            "editions": f"{self._prefix}{PRINTS}ma/",
        }
        yield self._prints(PRINTS, self._said(self._t["prints"], self._lang), all_prints, filters)
        for kind, found in kinds.items():
            title = self._said(self._t[f"kind_{kind}"], self._lang)
            yield self._prints(f"{PRINTS}loai/{kind}/", title, found, filters)
        for place, found in places.items():
            url = f"{PRINTS}noi/{vietnamese.slug(place)}/"
            yield self._prints(url, self._said(place), found, filters)
        yield self._editions()

    def _prints(
        self,
        url: str,
        title: Mapping[str, str],
        found: tuple[Publication, ...] | list[Publication],
        filters: Mapping[str, Any],
    ) -> Sight:
        context = {
            "title": title["text"],
            "title_lang": title["lang"],
            "summary": self._t["prints_intro"],
            "filters": filters,
            "prints": [self._print_card(p) for p in found],
        }
        return self._view("prints.html", f"{self._prefix}{url}", "site.yaml", context)

    def _editions(self) -> Sight:
        """List every edition code, so that somebody with a sheet in hand finds its page."""
        rows = [
            {
                "code": publication.edition_code,
                "date": words_of(publication.edition_date),
                "url": f"{self._prefix}{publication.folder}",
                "title": self._print_title(publication),
            }
            for publication in sorted(self._site.publications, key=lambda p: p.edition_code)
        ]
        context = {
            "title": self._t["is_current"],
            "summary": self._t["is_current_text"],
            "rows": rows,
        }
        return self._view("editions.html", f"{self._prefix}{PRINTS}ma/", "site.yaml", context)

    def _print_title(self, publication: Publication) -> dict[str, str]:
        title = f"{publication.format.name}: {publication.title}"
        return self._said(title, publication.page.lang)

    def _publication(self, publication: Publication) -> Sight:
        format_, page = publication.format, self._shown(publication.page)
        title = self._print_title(publication)
        small, large = (self._picture_size(publication, w) for w in (480, 1200))
        pictures = [
            {
                "small": publication.picture(number, small[0]),
                "small_width": small[0],
                "large": publication.picture(number, large[0]),
                "width": large[0],
                "height": large[1],
                "alt": self._t["picture_of"].format(
                    format=format_.name, page=number, title=publication.title
                ),
            }
            for number in range(1, format_.pages + 1)
        ]
        context = {
            "title": title["text"],
            "title_lang": title["lang"],
            "summary": f"{title['text']}. {publication.edition_code}.",
            "pictures": pictures,
            "copies": [self._copy(publication, copy) for copy in publication.copies],
            "bundles": self._bundles(publication),
            "scale": format_.scale,
            "tile_paper": format_.tile_paper or "",
            "size": format_.size_in_words,
            "pages": format_.pages,
            "material": self._said(format_.material) if format_.material else None,
            "leads": publication.link.address if publication.link else "",
            "page": {
                "url": self._url(page),
                "title": self._said(page.header.title, page.lang),
            },
            "gallery": f"{self._prefix}{PRINTS}",
            "edition": publication.edition_code,
            "date": words_of(publication.edition_date),
            "share": publication.picture(1, large[0]),
        }
        return self._view(
            "print.html", f"{self._prefix}{publication.folder}", publication.page.file, context
        )

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
            title = self._said(names.get(value) or value)
            found.append({"file": file, "title": title, "count": len(copies)})
        return found

    def _copy(self, publication: Publication, copy: Copy) -> dict[str, Any]:
        return {
            "title": self._said(copy.title),
            "screen": publication.file(copy, "screen"),
            "press": publication.file(copy, "press"),
            "tiles": publication.file(copy, "tiles") if publication.format.tile_paper else "",
        }

    def _print_card(self, publication: Publication) -> dict[str, Any]:
        width, height = self._picture_size(publication, 480)
        return {
            "url": f"{self._prefix}{publication.folder}",
            "title": self._print_title(publication),
            "size": publication.format.size_in_words,
            "picture": publication.picture(1, width),
            "picture_width": width,
            "picture_height": height,
        }

    def _picture_size(self, publication: Publication, width: int) -> tuple[int, int]:
        return width, round(width * publication.format.height / publication.format.width)

    # ── Communes ──

    def _communes(self) -> Iterator[Sight]:
        """Yield the list of communes, and each with its contacts and its printed matter."""
        table = self._site.units
        assert table is not None
        first = table.columns[0]
        signed = [
            (publication, {copy.row[first]: copy for copy in publication.copies})
            for publication in self._site.publications
            if publication.entry.each == table.name
        ]
        venues, bundles = self._venues(table.name), self._bundles_by_value()
        cards = []
        for row in table.rows:
            name = row.values.get("ten_day_du") or row.values[first]
            title = self._said(name[:1].upper() + name[1:])
            key = row.values[first]
            url = f"{self._prefix}{table.name}/{vietnamese.slug(name)}/"
            prints = []
            for publication, copies in signed:
                if (copy := copies.get(key)) and copy.row == row.values:
                    words = self._print_title(publication)
                    prints.append(self._copy(publication, copy) | {"title": words})
            other = row.values.get("ten_khac", "")
            context = {
                "title": title["text"],
                "title_lang": title["lang"],
                "summary": f"{title['text']}, {self._site.settings.district}",
                "code": key,
                "other": self._t["also_spelled"].format(name=other) if other else "",
                "contacts": self._contacts(row),
                "venues": [self._said(venue) for venue in venues.get(key, ())],
                "prints": prints,
                "bundles": _of_row(row, bundles),
                "phones": self._phones(),
                "communes": f"{self._prefix}{table.name}/",
            }
            cards.append({"url": url, "title": title, "summary": None, "icon": ""})
            yield self._view("commune.html", url, table.file, context)
        heading = self._t["communes"]
        context = {"title": heading, "summary": heading, "entries": cards}
        yield self._view("list.html", f"{self._prefix}{table.name}/", table.file, context)

    def _contacts(self, row: Row) -> list[dict[str, str]]:
        """Return what the table says of reaching a commune; unknown columns stay out."""
        found = []
        for column in ("dia_chi", "dien_thoai"):
            if value := row.values.get(column, ""):
                dial = "".join(c for c in value if c.isdigit() or c == "+")
                found.append(
                    {
                        "label": self._t[f"contact_{column}"],
                        "value": value,
                        "dial": dial if column == "dien_thoai" else "",
                    }
                )
        return found

    def _venues(self, units: str) -> dict[str, list[str]]:
        """Return the names of the venues that other tables place in each commune."""
        found: dict[str, list[str]] = {}
        for table in self._site.tables.values():
            if table.name != units and units in table.columns:
                for row in table.rows:
                    name = row.values.get("ten") or row.values[table.columns[0]]
                    found.setdefault(row.values[units], []).append(name)
        return found

    def _bundles_by_value(self) -> dict[str, list[tuple[int, dict[str, Any]]]]:
        """Return the merged files by the value that their rows share, numbered as they come."""
        found: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        numbers = itertools.count()
        for publication in self._site.publications:
            column = publication.entry.bundle or ""
            for file, copies in publication.bundles().items():
                title = self._print_title(publication)
                bundle = {"file": file, "title": title, "count": len(copies)}
                found.setdefault(copies[0].row[column], []).append((next(numbers), bundle))
        return found

    # ── What nobody writes ──

    def _permalinks(self) -> Iterator[Sight]:
        for link in self._site.links.values():
            if link.permalink:
                context = {
                    "title": link.title,
                    "summary": link.title,
                    "href": link.url,
                    "address": link.url.partition("://")[2],
                    "noindex": True,
                }
                yield self._view("permalink.html", f"q/{link.name}/", "site.yaml", context)

    def _search(self) -> Sight:
        context = {"title": self._t["search"], "summary": self._t["search_intro"], "noindex": True}
        return self._view("search.html", f"{self._prefix}{SEARCH}", "site.yaml", context)

    def _offline(self) -> Sight:
        context = {
            "title": self._t["offline"],
            "summary": self._t["offline_text"],
            "phones": self._phones(),
            "noindex": True,
        }
        return self._view("offline.html", f"{self._prefix}ngoai-tuyen/", "site.yaml", context)

    def _site_map(self) -> Sight:
        sections = [
            {"title": self._t[f"sections_{name}"], "entries": self._cards(self._entries(name))}
            for name in SECTIONS
            if self._entries(name)
        ]
        prints = [self._print_card(p) for p in self._site.publications]
        sections.append({"title": self._t["prints"], "entries": prints})
        others = [p for p in self._listed if p.folder not in SECTIONS and p.header.kind != "home"]
        other = self._cards(others)
        words = ["questions", "archive"]
        urls = ["hoi-dap/", "luu-tru/"]
        if self._site.settings.search:
            words.append("search")
            urls.append(SEARCH)
        if self._site.units:
            words.append("communes")
            urls.append(f"{self._site.units.name}/")
        other += [
            {"url": self._prefix + url, "title": self._said(self._t[word], self._lang)}
            for word, url in zip(words, urls, strict=True)
        ]
        sections.append({"title": self._t["sections_other"], "entries": other})
        title = self._t["site_map"]
        context = {"title": title, "summary": title, "sections": sections}
        return self._view("site-map.html", f"{self._prefix}tat-ca/", "site.yaml", context)

    def _not_found(self) -> Sight:
        title = self._t["not_found"]
        context = {
            "title": title,
            "summary": title,
            "phones": self._phones(),
            "noindex": True,
            # The host shows it at any address, so its own links start at the root.
            "root": links.base_path(self._site.settings),
        }
        return self._view("not-found.html", "404.html", "site.yaml", context)

    # ── What templates share ──

    def _site_context(self) -> dict[str, Any]:
        settings = self._site.settings
        phones = self._phones()
        return {
            "title": self._site_says(settings.title),
            "issuer": self._site_says(settings.issuer.short),
            "issuer_name": self._site_says(settings.issuer.name),
            "issuer_address": self._site_says(settings.issuer.address),
            "ground": settings.palette.ground.rgb,
            "css": self._shared.css,
            "icon": self._shared.icon,
            "app": self._shared.app,
            "search_js": self._shared.search,
            "base": self._base,
            "home": self._prefix,
            "search": SEARCH if settings.search else "",
            "band": settings.band,
            "hotline": phones[0] if phones else None,
            "menu": [
                {"title": self._site_says(m.title), "url": self._menu_url(m.page)}
                for m in settings.menu
            ],
        }

    def _menu_url(self, page: str) -> str:
        if not page.endswith(".md"):
            return f"{self._prefix}{page}"
        found = (self._url(p) for p in self._listed if p.original == f"content/{page}")
        return next(found, self._prefix)

    def _phones(self) -> list[dict[str, Any]]:
        return [
            {
                "name": self._site_says(hotline.name),
                "number": hotline.number,
                "dial": hotline.dial,
                "note": self._site_says(hotline.note) if hotline.note else None,
            }
            for hotline in self._site.settings.hotlines
            if hotline.number
        ]

    def _entries(self, folder: str) -> list[Page]:
        """Return the listed pages of a folder: news by date, the rest in their own order."""
        if folder not in self._sorted:
            self._sorted[folder] = self._sort(folder)
        return self._sorted[folder]

    def _sort(self, folder: str) -> list[Page]:
        found = self._in_folder.get(folder, [])
        if folder in NEWS:
            return sorted(found, key=lambda p: (p.header.date, p.original), reverse=True)
        return sorted(
            found, key=lambda p: (p.header.order, vietnamese.sort_key(p.header.title), p.original)
        )

    def _cards(self, pages: list[Page]) -> list[dict[str, Any]]:
        return [self._card(page) for page in pages]

    def _card(self, page: Page) -> dict[str, Any]:
        header = page.header
        if page.file not in self._cards_made:
            self._cards_made[page.file] = {
                "url": self._url(page),
                "title": self._said(header.title, page.lang),
                "summary": self._said(header.summary, page.lang),
                "icon": header.icon or "",
            }
        return self._cards_made[page.file]

    def _notice_card(self, page: Page) -> dict[str, Any]:
        until = words_of(page.header.expires)["words"] if page.header.expires else ""
        return self._card(page) | {"until": self._t["notice_until"].format(date=until)}

    def _headline(self, page: Page) -> dict[str, Any]:
        header: Header = page.header
        return {
            "title": header.title,
            "title_lang": "" if page.lang == self._lang else page.lang,
            "summary": header.summary,
            "fallback": "" if page.lang == self._lang else self._t["fallback"],
            "share": self._shared.share.get(share_key(page) or "", ""),
        }

    def _alternates(self, url: str, page: Page | None) -> list[dict[str, str]]:
        """Return a page in each language: where it is, and whether it is written in it."""
        plain = url.removeprefix(self._prefix)
        found = []
        for lang, name in self._site.languages.items():
            there = plain if lang == self._own else f"{lang}/{plain}"
            written = page is None or lang in self._has[page.original]
            found.append(
                {
                    "lang": lang,
                    "name": name,
                    "url": there,
                    "href": self._base + there if written else "",
                }
            )
        return found

    def _view(
        self,
        template: str,
        url: str,
        source: str,
        context: Mapping[str, Any],
        icons: list[str] | None = None,
        page: Page | None = None,
    ) -> Sight:
        everywhere = url != "404.html" and not url.startswith("q/")
        many = everywhere and len(self._site.languages) > 1
        icon_files = sorted({f"assets/icons/{name}.svg" for name in icons or ()})
        defaults: dict[str, Any] = {"title_lang": "", "fallback": "", "structured": [],
                                    "noindex": False, "share": ""}  # fmt: skip
        found = defaults | dict(context)
        noindex = found["noindex"]
        found |= {
            "canonical": "" if noindex else f"{self._base}{url}",
            "languages": self._alternates(url, page) if many else [],
            "share": found["share"] or self._shared.share[self._lang],
        }
        if page and page.lang != self._lang:
            found["canonical"] = f"{self._base}{page.url}"
        view = View(
            template=template,
            url=url,
            context=found,
            icons={f: self._site.files[f] for f in icon_files if f in self._site.files},
            body_lang=page.lang if page else self._lang,
            targets=self._targets(page, url) if page else {},
            photos=self._photos(page, url) if page else {},
            about=structured.about(page, self._base + url) if page else None,
        )
        return Sight(url, source, view, page)

    def _targets(self, page: Page, url: str) -> dict[str, str]:
        """Return the addresses of a page's links, those inside relative to the page."""
        found = {}
        for written, target in page.targets.items():
            href = target.href
            if target.inside:
                # A page shown for want of a translation leads on in the reader's language.
                if page.lang != self._lang:
                    href = self._translated_href(href)
                href = relative(href, url)
            found[written] = href
        return found

    def _translated_href(self, href: str) -> str:
        """Return this language's address for one of the original's; its anchors may differ."""
        path, _, anchor = href.partition("#")
        original = self._original_at.get(path)
        if anchor and original is not None:
            shown = self._shown(original)
            anchor = anchor if anchor in shown.facts.anchors else ""
        return f"{self._prefix}{path}" + (f"#{anchor}" if anchor else "")

    def _photos(self, page: Page, url: str) -> dict[str, PhotoTag]:
        """Return what stands in the place of each picture that the author wrote."""
        found = {}
        for written, image in page.images.items():
            tag = self._shared.pictures[image.path]
            found[written] = PhotoTag(relative(tag.src, url), tag.width, tag.height)
        return found


def _of_row(
    unit: Row, bundles: Mapping[str, list[tuple[int, dict[str, Any]]]]
) -> list[dict[str, Any]]:
    """Return the merged files whose value is this commune, by whichever of its names."""
    found = dict(one for name in set(unit.values.values()) for one in bundles.get(name, ()))
    return [found[number] for number in sorted(found)]

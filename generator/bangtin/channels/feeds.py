"""What machines read: the Atom feed, the site map and robots.txt."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec

from bangtin.config import clock
from bangtin.engine.builders import Builder, builder
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Place
from bangtin.site.pages import Page
from bangtin.site.site import Site

NAME = "feeds"
FEED_LENGTH = 30
"""Entries of the feed: the newest pages; a reader that comes by monthly misses none."""


class Text(msgspec.Struct, frozen=True):
    """The inputs of a text file: its lines, gathered when planning."""

    text: str


class Entry(msgspec.Struct, frozen=True):
    """One entry of the feed or site map; dates are ISO 8601."""

    url: str
    title: str
    summary: str
    updated: str


class Feed(msgspec.Struct, frozen=True):
    """The inputs of the Atom feed of one language; ``home`` is that language's home page."""

    title: str
    author: str
    base: str
    home: str
    url: str
    lang: str
    updated: str
    entries: tuple[Entry, ...]


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the feeds, the site map and robots.txt."""
    base = site.settings.base_url.rstrip("/") + "/"
    listed = [page for page in site.pages if page.state.is_listed]
    for lang in site.languages:
        yield _feed(site, lang, [page for page in listed if page.lang == lang], base)
    yield _artifact("sitemap.xml", make_text, Text(_sitemap(site, listed, base)))
    yield _artifact("robots.txt", make_text, Text(f"User-agent: *\nSitemap: {base}sitemap.xml\n"))


def _feed(site: Site, lang: str, listed: list[Page], base: str) -> Artifact:
    """Plan a language's feed; the one of the site's own language lies at the root."""
    newest = sorted(listed, key=lambda p: (p.header.last_changed, p.url), reverse=True)
    home = site.settings.prefix(lang)
    zone = clock.of_settings(site.settings)
    feed = Feed(
        title=site.say(site.settings.title, lang)[0],
        author=site.say(site.settings.issuer.short, lang)[0],
        base=base,
        home=f"{base}{home}",
        url=f"{home}feed.xml",
        lang=lang,
        updated=_stamp(newest[0].header.last_changed if newest else site.now, zone),
        entries=tuple(_entry(p, zone) for p in newest[:FEED_LENGTH] if p.header.kind != "home"),
    )
    return _artifact(feed.url, make_feed, feed)


@builder
def make_text(inputs: Text, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write a text file."""
    return inputs.text.encode("utf-8")


@builder
def make_feed(feed: Feed, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write the Atom feed (RFC 4287)."""
    entries = "".join(
        f"<entry><title>{escape(e.title)}</title>"
        f"<link href={quoteattr(feed.base + e.url)}/><id>{escape(feed.base + e.url)}</id>"
        f"<updated>{e.updated}</updated><summary>{escape(e.summary)}</summary></entry>\n"
        for e in feed.entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(feed.lang)}>'
        f"<title>{escape(feed.title)}</title><id>{escape(feed.home)}</id>"
        f"<link href={quoteattr(feed.home)}/>"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.base + feed.url)}/>'
        f"<updated>{feed.updated}</updated><author><name>{escape(feed.author)}</name></author>\n"
        f"{entries}</feed>\n"
    ).encode()


def _artifact(path: str, build: Builder, inputs: msgspec.Struct) -> Artifact:
    return Artifact(path, NAME, Task.of(build, inputs, Place("site.yaml"), path))


def _stamp(day: datetime.date, zone: datetime.timezone) -> str:
    return datetime.datetime.combine(day, datetime.time(), zone).isoformat()


def _entry(page: Page, zone: datetime.timezone) -> Entry:
    return Entry(
        page.url, page.header.headline, page.header.summary, _stamp(page.header.last_changed, zone)
    )


def _sitemap(site: Site, listed: list[Page], base: str) -> str:
    """Write the site map (sitemaps.org, 0.9): pages and the pages of prints."""
    rows = [(page.url, page.header.last_changed) for page in listed]
    rows += [(publication.folder, publication.edition_date) for publication in site.publications]
    urls = "".join(
        f"<url><loc>{escape(base + url)}</loc><lastmod>{day.isoformat()}</lastmod></url>\n"
        for url, day in sorted(rows)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )

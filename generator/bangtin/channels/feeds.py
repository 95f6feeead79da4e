"""What machines read: the Atom feed, the site map, robots.txt and files for the web host."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec

from bangtin import spelling
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Place
from bangtin.site.pages import Page
from bangtin.site.site import Site

NAME = "machines"
FEED_LENGTH = 30
"""Entries of the feed: the newest pages; a reader that comes by monthly misses none."""

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self' "
    "'wasm-unsafe-eval'; connect-src 'self'; font-src 'self'; media-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""The Content-Security-Policy of every page: nothing from elsewhere, nothing inline."""


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
    """The inputs of the Atom feed."""

    title: str
    author: str
    base: str
    url: str
    lang: str
    updated: str
    entries: tuple[Entry, ...]


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the feed, the site map and the host's files."""
    base = site.settings.base_url.rstrip("/") + "/"
    listed = [page for page in site.pages if page.state.is_listed]
    for lang in site.languages:
        yield _feed(site, lang, [page for page in listed if page.lang == lang], base)
    yield _artifact("sitemap.xml", make_text, Text(_sitemap(site, listed, base)))
    yield _artifact("robots.txt", make_text, Text(f"User-agent: *\nSitemap: {base}sitemap.xml\n"))
    yield _artifact("_headers", make_text, Text(_headers()))
    redirects = _redirects(site)
    lines = [f"{path} {target} 302\n" for path, target in redirects.items()]
    yield _artifact("_redirects", make_text, Text("".join(lines)))
    yield _artifact("nginx.conf", make_text, Text(_nginx(redirects)))


def _feed(site: Site, lang: str, listed: list[Page], base: str) -> Artifact:
    """Plan a language's feed; the one of the site's own language lies at the root."""
    newest = sorted(listed, key=lambda p: (_day(p), p.url), reverse=True)
    home = "" if lang == site.settings.language else f"{lang}/"
    feed = Feed(
        title=site.say(site.settings.title, lang)[0],
        author=site.say(site.settings.issuer.short, lang)[0],
        base=base,
        url=f"{home}feed.xml",
        lang=lang,
        updated=_stamp(_day(newest[0]) if newest else site.now),
        entries=tuple(_entry(p) for p in newest[:FEED_LENGTH] if p.header.kind != "home"),
    )
    return _artifact(feed.url, make_feed, feed)


def make_text(inputs: Text, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write a text file."""
    return inputs.text.encode("utf-8")


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
        f"<title>{escape(feed.title)}</title><id>{escape(feed.base)}</id>"
        f"<link href={quoteattr(feed.base)}/>"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.base + feed.url)}/>'
        f"<updated>{feed.updated}</updated><author><name>{escape(feed.author)}</name></author>\n"
        f"{entries}</feed>\n"
    ).encode()


def _artifact(path: str, builder: object, inputs: msgspec.Struct) -> Artifact:
    return Artifact(path, NAME, Task(builder, inputs, Place("site.yaml"), path))  # type: ignore[arg-type]


def _day(page: Page) -> datetime.date:
    return page.header.updated or page.header.date


def _stamp(day: datetime.date) -> str:
    return datetime.datetime.combine(day, datetime.time(), spelling.TIME).isoformat()


def _entry(page: Page) -> Entry:
    return Entry(page.url, page.header.title, page.header.summary, _stamp(_day(page)))


def _sitemap(site: Site, listed: list[Page], base: str) -> str:
    """Write the site map (sitemaps.org, 0.9): pages and the pages of prints."""
    rows = [(page.url, _day(page)) for page in listed]
    rows += [(publication.folder, publication.edition_date) for publication in site.publications]
    urls = "".join(
        f"<url><loc>{escape(base + url)}</loc><lastmod>{day.isoformat()}</lastmod></url>\n"
        for url, day in sorted(rows)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _headers() -> str:
    """Write the headers file that several hosts read (Netlify, Cloudflare Pages)."""
    return (
        f"/*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: no-referrer\n"
        "  Permissions-Policy: camera=(), geolocation=(), microphone=()\n"
        "/sw.js\n  Cache-Control: no-cache\n"
        "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    )


def _redirects(site: Site) -> dict[str, str]:
    """Return where old addresses lead: permalinks also without their final slash."""
    found = {}
    for link in site.links.values():
        if link.permalink:
            found[f"/q/{link.name}"] = f"/q/{link.name}/"
    for page in site.pages:
        for alias in page.header.aliases:
            found[f"/{alias.strip('/')}"] = f"/{page.url}"
    return found


def _nginx(redirects: dict[str, str]) -> str:
    """Write what belongs into the server block of nginx."""
    lines = [
        f"location = {path} {{ return 302 {target}; }}\n" for path, target in redirects.items()
    ]
    return (
        "# Put this into the server block:  include /path/to/public/nginx.conf;\n"
        f'add_header Content-Security-Policy "{POLICY}" always;\n'
        "add_header X-Content-Type-Options nosniff always;\n"
        "add_header Referrer-Policy no-referrer always;\n"
        "error_page 404 /404.html;\n"
        'location /assets/ { add_header Cache-Control "public, max-age=31536000, immutable"; }\n'
        + "".join(lines)
    )

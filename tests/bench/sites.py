"""The same pages in the layout that each peer expects, and one edit of them for all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from tests import small
from tests.bench.corpus import PROJECT, Page

SITE = small.SITE.replace("qr.tokhaiyte.vn]", "qr.tokhaiyte.vn, qr.example.org]")
"""The small district, whose venues' made-up codes lead to ``qr.example.org``."""

_HEAD = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
)
_NAV = '<nav><a href="/">Trang chủ</a></nav>'
_HUGO_LIST = (
    _HEAD + "<title>{{ .Title }}</title></head><body><ul>{{ range .Site.RegularPages }}"
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>'
    "{{ end }}</ul></body></html>"
)
_PELICAN_SETTINGS = """\
AUTHOR = "x"
SITENAME = "Huyện thử"
SITEURL = ""
PATH = "content"
TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_LANG = "vi"
DEFAULT_PAGINATION = False
DIRECT_TEMPLATES = ["index"]
THEME = "theme"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
"""
_EXTENDS = '{% extends "base.html" %}'

FRAMES: dict[str, dict[str, str]] = {
    "bangtin": {"site.yaml": SITE + "search: false\n", "content/index.md": small.HOME},
    "hugo": {
        "hugo.toml": 'baseURL = "https://example.org/"\nlocale = "vi"\n'
        'title = "Huyện thử"\ndisableKinds = ["taxonomy", "term"]\n',
        "layouts/single.html": _HEAD + "<title>{{ .Title }}</title>"
        '<meta name="description" content="{{ .Description }}"></head><body>' + _NAV + "<main>"
        '<h1>{{ .Title }}</h1><time>{{ .Date.Format "02/01/2006" }}</time>{{ .Content }}'
        "</main></body></html>",
        "layouts/list.html": _HUGO_LIST,
        "layouts/home.html": _HUGO_LIST,
    },
    "eleventy": {
        "_includes/base.njk": _HEAD + "<title>{{ title }}</title>"
        '<meta name="description" content="{{ description }}"></head><body>' + _NAV + "<main>"
        "<h1>{{ title }}</h1>{{ content | safe }}</main></body></html>",
        "index.njk": _HEAD + "</head><body><ul>{% for p in collections.page %}"
        '<li><a href="{{ p.url }}">{{ p.data.title }}</a> {{ p.data.description }}</li>'
        "{% endfor %}</ul></body></html>",
    },
    "pelican": {
        "pelicanconf.py": _PELICAN_SETTINGS,
        "theme/static/.keep": "",
        "theme/templates/base.html": _HEAD + "<title>{% block title %}{% endblock %}</title>"
        "</head><body>" + _NAV + "<main>{% block content %}{% endblock %}</main></body></html>",
        "theme/templates/article.html": _EXTENDS + "{% block title %}{{ article.title }}"
        "{% endblock %}{% block content %}<h1>{{ article.title }}</h1>{{ article.content }}"
        "{% endblock %}",
        "theme/templates/index.html": _EXTENDS + "{% block content %}<ul>"
        '{% for a in articles %}<li><a href="/{{ a.url }}">{{ a.title }}</a> {{ a.summary }}</li>'
        "{% endfor %}</ul>{% endblock %}",
    }
    | {
        f"theme/templates/{name}.html": _EXTENDS
        for name in ("page", "author", "category", "tag", "archives", "period_archives", "tags",
                     "categories", "authors")
    },
    "mkdocs": {
        "mkdocs.yml": "site_name: Huyện thử\nsite_url: https://example.org/\nplugins: []\n"
        "nav:\n  - Trang chủ: index.md\ntheme:\n  name: null\n  custom_dir: theme\n",
        "docs/index.md": "# Trang chủ\n",
        "theme/main.html": _HEAD + "<title>{{ page.title }}</title></head><body>" + _NAV
        + "<main>{{ page.content }}</main></body></html>",
    },
}  # fmt: skip
FRAMES["bangtin-search"] = FRAMES["bangtin"] | {"site.yaml": SITE}
"""Each peer's settings and templates, by their path in its folder; peers make no search index."""

FOLDERS = {
    "bangtin": "content/huong-dan",
    "bangtin-search": "content/huong-dan",
    "hugo": "content",
    "eleventy": "content",
    "pelican": "content",
    "mkdocs": "docs",
}
"""Where each peer's pages lie."""


def text_of(peer: str, page: Page) -> str:
    """Return a page with the header that a peer reads."""
    if peer == "pelican":
        return (
            f"Title: {page.title}\nDate: {page.date}\nSummary: {page.summary}\n"
            f"Slug: {page.name}\n\n{page.body}"
        )
    summary = "summary" if peer.startswith("bangtin") else "description"
    head = [f"title: {json.dumps(page.title, ensure_ascii=False)}", f"date: {page.date}",
            f"{summary}: {json.dumps(page.summary, ensure_ascii=False)}"]  # fmt: skip
    if peer == "eleventy":
        head += ["layout: base.njk", "tags: page"]
    heading = f"# {page.title}\n\n" if peer == "mkdocs" else ""
    return "\n".join(("---", *head, "---", "", heading + page.body))


def file_of(peer: str, folder: Path, page: Page) -> Path:
    """Return where a peer's page lies."""
    return folder / FOLDERS[peer] / f"{page.name}.md"


def write_page(peer: str, folder: Path, page: Page) -> None:
    """Write one page, new or changed."""
    path = file_of(peer, folder, page)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of(peer, page), "utf-8")


def write(peer: str, folder: Path, pages: Iterable[Page]) -> None:
    """Write a peer's whole site anew; a Bangtin site has the repository's layouts and assets."""
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, FRAMES[peer])
    if peer.startswith("bangtin"):
        add_layouts(folder)
    for page in pages:
        write_page(peer, folder, page)


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Write text files by their path from the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def add_layouts(folder: Path) -> None:
    """Copy the repository's layouts and assets into a Bangtin site."""
    for name in ("layouts", "assets"):
        shutil.copytree(PROJECT / name, folder / name)

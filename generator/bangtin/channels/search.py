"""The search index: Pagefind's, over what pages say, with and without tone marks."""

from __future__ import annotations

import html
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bangtin import spelling
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.markdown import document
from bangtin.problems import Place
from bangtin.site import page_text, pages
from bangtin.site.pages import Page
from bangtin.site.site import Site

NAME = "search"
PAGE_WEIGHT, PRINT_WEIGHT = 8, 3
"""How much a title counts: who looks for a subject wants its page before what is printed of it."""

NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.", "index/",
          "fragment/", "pagefind.")  # fmt: skip
"""What the search page loads; Pagefind's own widgets are left out."""
ENTRY = "pagefind-entry.json"
UNUSED = (".css", "ui.js", "highlight.js")


class Entry(msgspec.Struct, frozen=True):
    """One page as it is searched, without its words; ``also`` finds it and isn't shown."""

    url: str
    lang: str
    title: str
    summary: str
    also: str = ""


class Index(msgspec.Struct, frozen=True):
    """The inputs of the index: pages, whose words are its sources in the same order, and prints."""

    pages: tuple[Entry, ...]
    prints: tuple[Entry, ...]


class Nothing(msgspec.Struct, frozen=True):
    """The inputs of a task that reads only its sources."""


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the index, a folder of many small files."""
    if not site.settings.search:
        return
    listed = [page for page in site.pages if page.state.is_listed]
    entries = [_entry(p) for p in listed]
    sources = tuple(
        Task.of(make_words, Nothing(), Place(page.file), page.file, (page_text.of(page),))
        for page in listed
    )
    own = site.settings.language
    prints = [
        Entry(
            publication.folder,
            own,
            f"{publication.format.name}: {publication.title}",
            publication.edition_code,
        )
        for publication in site.publications
    ]
    if entries or prints:
        index = Index(tuple(entries), tuple(prints))
        folder = site.settings.addresses.search_index
        task = Task.of(make_index, index, Place("site.yaml"), folder, sources)
        yield Artifact(folder, NAME, task, is_folder=True)


def _entry(page: Page) -> Entry:
    header = page.header
    # A correction is looked for by the words of what one has heard, and found under its fact.
    also = f"{header.claim} {header.why}" if header.claim and header.why else ""
    return Entry(page.url, page.lang, header.headline, header.summary, also)


@builder
def make_words(inputs: Nothing, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Return a page's words as running text."""
    return document.words(pages.body(data[0]).blocks).encode("utf-8")


@builder
def make_index(inputs: Index, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Run Pagefind; the bytes are an encoded ``{path: bytes}``.

    Words are indexed as they are written and again without their marks, as most
    people type them on a telephone: Pagefind itself doesn't take đ for d.
    """
    import pagefind_bin

    with tempfile.TemporaryDirectory(prefix="bangtin-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        texts = [*(text.decode("utf-8") for text in data), *("" for _ in inputs.prints)]
        weights = [PAGE_WEIGHT] * len(inputs.pages) + [PRINT_WEIGHT] * len(inputs.prints)
        entries = [*inputs.pages, *inputs.prints]
        for entry, body, weight in zip(entries, texts, weights, strict=True):
            text = f"{entry.also} {body}" if entry.also else body
            file = site / entry.url / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_page(entry, text, weight), "utf-8")
        command = [
            str(pagefind_bin.get_executable()),
            "--site",
            str(site),
            "--output-path",
            str(out),
        ]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own folders
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode("utf-8", "replace"))
        found = {p.relative_to(out).as_posix(): p for p in sorted(out.rglob("*")) if p.is_file()}
        wanted = {
            name: path.read_bytes()
            for name, path in found.items()
            if name.startswith(NEEDED) and not name.endswith(UNUSED)
        }
    # Pagefind names the languages in another order each time.
    wanted[ENTRY] = json.dumps(json.loads(wanted[ENTRY]), sort_keys=True).encode()
    return msgspec.msgpack.encode(wanted)


def _page(entry: Entry, text: str, weight: int) -> str:
    plain = spelling.fold(f"{entry.title} {entry.summary} {text}")
    title, summary = html.escape(entry.title), html.escape(entry.summary)
    return (
        f'<!doctype html><html lang="{entry.lang}"><head><title>{title}</title></head><body>'
        f'<main data-pagefind-body data-plain="{html.escape(plain)}" '
        'data-pagefind-index-attrs="data-plain">'
        f'<h1 data-pagefind-meta="title" data-pagefind-weight="{weight}">{title}</h1>'
        f'<p data-pagefind-meta="summary">{summary}</p><p>{html.escape(text)}</p>'
        "</main></body></html>"
    )

"""The search index: Pagefind's, over what pages say, with and without tone marks."""

from __future__ import annotations

import html
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from generator import vietnamese
from generator.engine.artifact import Artifact, Job
from generator.problems import Place
from generator.source.site import Site
from generator.web import structured

NAME = "search"
FOLDER = "tim"
"""Where the index is published; ``assets/js/search.js`` looks for it there."""

NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.", "index/",
          "fragment/", "pagefind.")  # fmt: skip
"""What the search page loads; Pagefind's own widgets are left out."""
UNUSED = (".css", "ui.js", "highlight.js")


class Entry(msgspec.Struct, frozen=True):
    """One page as it is searched."""

    url: str
    lang: str
    title: str
    summary: str
    words: str


class Index(msgspec.Struct, frozen=True):
    """The inputs of the index: every page that lists show."""

    entries: tuple[Entry, ...]


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the index, a folder of many small files."""
    entries = [
        Entry(
            page.url,
            page.lang,
            page.header.title,
            page.header.summary,
            structured.words_of(page.body.blocks),
        )
        for page in site.pages
        if page.state.is_listed
    ]
    own = site.settings.language
    entries += [
        Entry(
            publication.folder,
            own,
            f"{publication.format.name}: {publication.title}",
            publication.edition_code,
            "",
        )
        for publication in site.publications
    ]
    if entries:
        job = Job(make_index, Index(tuple(entries)), Place("site.yaml"), FOLDER)
        yield Artifact(FOLDER, NAME, job, is_folder=True)


def make_index(inputs: Index, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Run Pagefind; the bytes are an encoded ``{path: bytes}``.

    Words are indexed as they are written and again without their marks, as most
    people type them on a telephone: Pagefind itself doesn't take đ for d.
    """
    import pagefind_bin

    with tempfile.TemporaryDirectory(prefix="bangtin-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        for entry in inputs.entries:
            file = site / entry.url / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_page(entry), "utf-8")
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
    return msgspec.msgpack.encode(wanted)


def _page(entry: Entry) -> str:
    plain = vietnamese.fold(f"{entry.title} {entry.summary} {entry.words}")
    title, summary = html.escape(entry.title), html.escape(entry.summary)
    return (
        f'<!doctype html><html lang="{entry.lang}"><head><title>{title}</title></head><body>'
        f'<main data-pagefind-body data-plain="{html.escape(plain)}" '
        'data-pagefind-index-attrs="data-plain">'
        f'<h1 data-pagefind-meta="title">{title}</h1>'
        f'<p data-pagefind-meta="summary">{summary}</p><p>{html.escape(entry.words)}</p>'
        "</main></body></html>"
    )

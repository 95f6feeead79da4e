"""The search index: Pagefind's, over what pages say, with and without tone marks.

Pagefind keeps each language apart, and a reader loads what he looks for in his. It reads all pages
for each word that changes: parts that it merges in the browser would make an edit's build in a
quarter of the time, and a search load three times as much. So there is one part, till there are
more pages than a small machine has memory for (decision 10).
"""

from __future__ import annotations

import html
import json
import math
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from bangtin import spelling
from bangtin.config.addresses import INDEX
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.markdown import document
from bangtin.problems import Place
from bangtin.site import page_text, pages, searched
from bangtin.site.pages import Page
from bangtin.site.site import Site

NAME = "search"
TITLE_WEIGHT = 8
"""How much a word of a title counts beside one of the text."""
PROGRAMS = ("pagefind.js", "pagefind-worker.js", "wasm.")
NEEDED = (*PROGRAMS, INDEX, "index/", "fragment/", "pagefind.")
"""What the search page loads; Pagefind's own widgets are left out."""
UNUSED = (".css", "ui.js", "highlight.js")
_D = re.compile("[đĐ]")


class Entry(msgspec.Struct, frozen=True):
    """One page as it is searched, without its words; ``also`` finds it and isn't shown."""

    url: str
    lang: str
    title: str
    summary: str
    also: str = ""


class Index(msgspec.Struct, frozen=True):
    """The inputs of the index: pages, whose texts are its sources in the same order, and prints.

    ``most`` is how many of a language a part has at most.
    """

    pages: tuple[Entry, ...]
    prints: tuple[Entry, ...]
    most: int


Found = tuple[Entry, bytes | None]
"""An entry and the text of its page; a print has none."""


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the index, a folder of many small files."""
    if not site.settings.search:
        return
    listed = [page for page in site.pages if page.state.is_listed]
    own = site.settings.language
    prints = [
        Entry(
            publication.folder,
            own,
            publication.named(site.strings[publication.page.lang]),
            publication.edition_code,
        )
        for publication in site.publications
    ]
    if listed or prints:
        index = Index(tuple(map(_entry, listed)), tuple(prints), searched.MOST)
        folder = site.settings.addresses.search_index
        sources = tuple(map(page_text.of, listed))
        task = Task.of(make_index, index, Place("site.yaml"), folder, sources)
        yield Artifact(folder, NAME, task, is_folder=True)


def _entry(page: Page) -> Entry:
    header = page.header
    # A correction is looked for by the words of what one has heard, and found under its fact.
    also = f"{header.claim} {header.why}" if header.claim and header.why else ""
    return Entry(page.url, page.lang, header.headline, header.summary, also)


@builder
def make_index(inputs: Index, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Run Pagefind; the bytes are an encoded ``{path: bytes}``.

    Parts after the first lie in folders of their numbers, from 2, without programs. They are made
    one after another: at once they would take the memory of one.
    """
    entries = [*zip(inputs.pages, data, strict=True), *((entry, None) for entry in inputs.prints)]
    made: dict[str, bytes] = {}
    for number, part in enumerate(_parts(entries, inputs.most), start=1):
        for name, content in _indexed(part).items():
            if number == 1:
                made[name] = content
            elif not name.startswith(PROGRAMS):
                made[f"{number}/{name}"] = content
    return msgspec.msgpack.encode(made)


def _parts(entries: Iterable[Found], most: int) -> Iterator[list[Found]]:
    """Yield entries in parts, of each language as few as it needs and equal ones.

    A part has no language that is in none before it: a reader who searches the first parts of
    his language finds all.
    """
    by_language: dict[str, list[Found]] = {}
    for entry, text in entries:
        by_language.setdefault(entry.lang, []).append((entry, text))
    counts = {lang: math.ceil(len(of) / most) for lang, of in by_language.items()}
    for number in range(max(counts.values())):
        yield [
            found
            for lang, of in by_language.items()
            if number < counts[lang]
            for found in of[number :: counts[lang]]
        ]


def _indexed(entries: Iterable[Found]) -> dict[str, bytes]:
    """Return the files of an index that the search page loads."""
    import pagefind_bin

    with tempfile.TemporaryDirectory(prefix="bangtin-") as folder:
        site, out = Path(folder, "site"), Path(folder, "out")
        for entry, text in entries:
            body = document.words(pages.body(text).blocks) if text is not None else ""
            # A file of its own name and no folder each: the search page makes addresses of them.
            file = site / f"{entry.url.rstrip('/') or 'index'}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            words = f"{entry.also} {body}" if entry.also else body
            file.write_text(_page(entry, words, is_page=text is not None), "utf-8")
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
    wanted[INDEX] = json.dumps(json.loads(wanted[INDEX]), sort_keys=True).encode()
    return wanted


def _page(entry: Entry, text: str, *, is_page: bool) -> str:
    """Return what Pagefind reads of a page or a print.

    Only of a page it is told the title, which weighs most: who looks for a subject wants its page
    before what is printed of it. Readers are shown the title without its repetition.
    """
    title, summary = html.escape(entry.title), html.escape(entry.summary)
    known = f'data-pagefind-meta="title" data-pagefind-weight="{TITLE_WEIGHT}"' if is_page else ""
    return (
        f'<!doctype html><html lang="{entry.lang}"><body><main data-pagefind-body>'
        f'<p data-pagefind-meta="shown">{title}</p><p {known}>{title} {_with_d(entry.title)}</p>'
        f'<p data-pagefind-meta="summary">{summary}</p><p>{html.escape(text)}</p>'
        f"<p>{_with_d(f'{entry.summary} {text}')}</p></main></body></html>"
    )


def _with_d(text: str) -> str:
    """Return the words of a text that have đ, with d and without marks; nobody is shown them.

    So most people type them on a telephone. All other marks Pagefind passes over by itself.
    """
    words = {spelling.fold(word) for word in text.split() if _D.search(word)}
    return html.escape(" ".join(sorted(words)))

"""Pages: every generator builds the same N pages cold, after one edit, and once more."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import corpus, sites
from tests.bench.measure import Command, Contender, Failed, interleaved, memory_of, say
from tests.bench.peers import Peers
from tests.bench.results import FOLDER, PageTimes, Results

BANGTIN = ("bangtin", "bangtin-search")
"""Bangtin without and with its search index."""
GENERATORS = (*BANGTIN, "hugo", "eleventy", "mkdocs", "pelican")
OUTPUTS = ("public", ".bangtin", ".hugo_build.lock")
"""What a build leaves behind, in any generator's folder."""
RUNS = {100: 5, 1_000: 5, 10_000: 3}
"""Runs by the number of pages."""


@dataclass
class Field:
    """The sites of one size, and the commands that build them."""

    folder: Path
    count: int
    peers: Peers
    bangtin: tuple[str, ...]
    _editions: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def names(self) -> list[str]:
        """Return the generators that are there."""
        return [n for n in GENERATORS if n in BANGTIN or n in self.peers.commands]

    def site(self, name: str) -> Path:
        """Return a generator's folder."""
        return self.folder / name

    def command(self, name: str) -> Command:
        """Return what an author types."""
        if name in BANGTIN:
            return build_of(self.bangtin, self.site(name))
        return self.peers.build(name, self.site(name))

    def contenders(self, prepare: Callable[[str], None]) -> dict[str, Contender]:
        """Return every generator with what is done to its site before each run."""
        return {
            name: Contender((self.command(name),), lambda name=name: prepare(name))  # type: ignore[misc]
            for name in self.names()
        }

    def write(self) -> None:
        """Write every site anew."""
        pages = list(corpus.pages(self.count))
        for name in self.names():
            sites.write(name, self.site(name), pages)

    def edit(self, name: str) -> None:
        """Change one word of the page in the middle; never to what a cache has seen before."""
        page = corpus.page(self.count // 2).edited(next(self._editions))
        sites.write_page(name, self.site(name), page)

    def retitle(self, name: str) -> None:
        """Change one page's title."""
        page = corpus.page(self.count // 2).retitled(next(self._editions))
        sites.write_page(name, self.site(name), page)


def build_of(bangtin: tuple[str, ...], site: Path) -> Command:
    """Return Bangtin's command as it is typed for a site elsewhere."""
    return Command((*bangtin, "build", "--root", str(site)), corpus.PROJECT)


def clear(site: Path) -> None:
    """Remove what builds left behind: the next one is cold."""
    for name in OUTPUTS:
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def measure(
    results: Results, peers: Peers, bangtin: tuple[str, ...], counts: list[int], most: int
) -> None:
    """Measure each size with at most so many runs, and keep what is known after each."""
    for count in counts:
        field = Field(FOLDER / "pages" / str(count), count, peers, bangtin)
        say(f"{count:,} pages: writing")
        field.write()
        results.pages[count] = _measured(field, min(most, RUNS.get(count, most)))
        results.save()
        shutil.rmtree(field.folder)


def _measured(field: Field, runs: int) -> dict[str, PageTimes]:
    rows = {name: PageTimes() for name in field.names()}
    say(f"{field.count:,} pages: peak memory, one cold build each")
    for name, row in rows.items():
        clear(field.site(name))
        try:
            memory = memory_of(field.command(name))
            row.largest_bytes, row.together_bytes = memory.largest, memory.together
            _count_pages(field, name)
        except Failed as failure:
            say(f"  {name} failed: {failure}")
    say(f"{field.count:,} pages: cold")
    cold = interleaved(field.contenders(lambda name: clear(field.site(name))), runs)
    say(f"{field.count:,} pages: one word changed")
    body = interleaved(field.contenders(field.edit), runs)
    say(f"{field.count:,} pages: one title changed")
    own = {n: c for n, c in field.contenders(field.retitle).items() if n in BANGTIN}
    title = interleaved(own, runs)
    say(f"{field.count:,} pages: nothing changed")
    nothing = interleaved(field.contenders(lambda _: None), runs)
    for name, row in rows.items():
        row.cold, row.body = cold.get(name, []), body.get(name, [])
        row.title, row.nothing = title.get(name, []), nothing.get(name, [])
    return rows


def _count_pages(field: Field, name: str) -> None:
    """See that a generator made every page: one that made none would be quick."""
    made = sum(1 for _ in (field.site(name) / "public").rglob("*.html"))
    if made < field.count:
        raise Failed(f"made {made} of {field.count} pages")

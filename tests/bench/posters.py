"""Prints: one sheet for each venue of a table, from Bangtin, WeasyPrint and Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench import sheets
from tests.bench.measure import Command, Contender, interleaved, say
from tests.bench.pages import build_of, clear
from tests.bench.peers import Peers
from tests.bench.results import FOLDER, Results

MAKERS = ("bangtin", "weasyprint", "weasyprint-2", "chromium")
"""``weasyprint-2`` is WeasyPrint in two processes, as Bangtin works in on two cores."""
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run",
         "--no-pdf-header-footer")  # fmt: skip
ONCE = 1_000
"""From so many sheets on, one sheet a run is enough to be sure of: fewer runs."""


def measure(
    results: Results,
    peers: Peers,
    bangtin: tuple[str, ...],
    sizes: dict[str, list[int]],
    runs: int,
) -> None:
    """Measure each sheet at each maker's sizes, and keep what is known after each."""
    for sheet in sheets.SHEETS:
        rows = results.posters.setdefault(sheet, {})
        for count in sorted({count for counts in sizes.values() for count in counts}):
            folder = FOLDER / "posters" / f"{sheet}-{count}"
            names = [n for n in sizes if count in sizes[n] and _is_there(n, peers)]
            say(f"{count:,} sheets ({sheet}): {', '.join(names)}")
            contenders = {n: _contender(n, folder, sheet, count, peers, bangtin) for n in names}
            times = interleaved(contenders, runs if count < ONCE else min(runs, 3))
            for name, seconds in times.items():
                rows.setdefault(name, {})[count] = seconds
            results.save()
            shutil.rmtree(folder, ignore_errors=True)


def _is_there(name: str, peers: Peers) -> bool:
    return name == "bangtin" or name.partition("-")[0] in peers.commands


def _contender(
    name: str, folder: Path, sheet: str, count: int, peers: Peers, bangtin: tuple[str, ...]
) -> Contender:
    """Write what a maker reads, and return how it is run; sources are ready before the clock."""
    site = folder / name
    shutil.rmtree(site, ignore_errors=True)
    if name == "bangtin":
        sheets.write_bangtin(site, sheet, count)
        return Contender((build_of(bangtin, site),), lambda: clear(site))
    sheets.write_html(site, sheet, count)
    if name == "chromium":
        return Contender(tuple(_print_to_pdf(site, page, peers) for page in site.glob("*.html")))
    jobs = "2" if name.endswith("-2") else "1"
    return Contender((Command((*peers.commands["weasyprint"], str(site), jobs), site),))


def _print_to_pdf(site: Path, page: Path, peers: Peers) -> Command:
    options = (*QUIET, f"--user-data-dir={site / 'profile'}",
               f"--print-to-pdf={page.with_suffix('.pdf')}", page.as_uri())  # fmt: skip
    return Command((*peers.commands["chromium"], *options), site)

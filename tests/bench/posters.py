"""Prints: one sheet for each venue of a table, from Bangtin, WeasyPrint and Chromium."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from tests.bench import sheets
from tests.bench.measure import Command, Contender, Failed, interleaved, memory_of, say
from tests.bench.pages import build_of, clear
from tests.bench.peers import Peers
from tests.bench.results import FOLDER, Results

SLOW = {"weasyprint": [1, 100], "weasyprint-2": [1, 100], "weasyprint-each": [1, 10],
        "chromium": [1, 10]}  # fmt: skip
"""Numbers of sheets of the peers; the tables reckon further. ``weasyprint-2`` works in two
processes, as Bangtin does on two cores; ``weasyprint-each`` is started for each sheet."""
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run",
         "--no-pdf-header-footer")  # fmt: skip
LEAFLETS = 1_000
"""The most leaflets that are made."""
RUNS = {1_000: 3, 10_000: 1}
"""Runs of the large numbers of sheets, at most; a sheet is made so often that one tells enough."""


def measure(
    results: Results,
    peers: Peers,
    bangtin: tuple[str, ...],
    counts: list[int],
    runs: int,
    *,
    is_long: bool,
) -> None:
    """Measure each sheet at Bangtin's numbers and the peers' own; keep what is known after each.

    ``is_long`` has WeasyPrint make 1,000 as well.
    """
    sizes = {"bangtin": counts} | {n: s for n, s in SLOW.items() if _is_there(n, peers)}
    if is_long:
        sizes |= {n: [*sizes[n], 1_000] for n in ("weasyprint", "weasyprint-2") if n in sizes}
    for sheet in sheets.SHEETS:
        rows = results.posters[sheet] = {}
        memory = results.poster_memory[sheet] = {}
        for count in sorted({count for numbers in sizes.values() for count in numbers}):
            if sheet == "leaflet" and count > LEAFLETS:
                continue
            folder = FOLDER / "posters" / f"{sheet}-{count}"
            names = [name for name in sizes if count in sizes[name]]
            say(f"{count:,} sheets ({sheet}): {', '.join(names)}")
            contenders = {n: _contender(n, folder, sheet, count, peers, bangtin) for n in names}
            times = interleaved(contenders, min(runs, RUNS.get(count, runs)))
            for name, seconds in times.items():
                rows.setdefault(name, {})[count] = seconds
            _count_sheets(folder, count)
            if count in counts:
                clear(folder / "bangtin")
                with contextlib.suppress(Failed):  # it was told with its times
                    memory[count] = memory_of(build_of(bangtin, folder / "bangtin"))
            results.save()
            shutil.rmtree(folder)


def _count_sheets(folder: Path, count: int) -> None:
    """See that every builder made every sheet, and tell which did not."""
    for site in folder.iterdir():
        made = sum(1 for _ in site.rglob("*.pdf"))
        if made < count:
            say(f"  {site.name} made {made} of {count} sheets")


def _is_there(name: str, peers: Peers) -> bool:
    return name.partition("-")[0] in peers.commands


def _contender(
    name: str, folder: Path, sheet: str, count: int, peers: Peers, bangtin: tuple[str, ...]
) -> Contender:
    """Write what a builder reads, and return how it is run; sources are ready before the clock."""
    site = folder / name
    shutil.rmtree(site, ignore_errors=True)
    if name == "bangtin":
        sheets.write_bangtin(site, sheet, count)
        return Contender((build_of(bangtin, site),), lambda: clear(site))
    is_started_for_each = name in ("chromium", "weasyprint-each")
    sheets.write_html(site, sheet, count, has_codes=is_started_for_each)
    if is_started_for_each:
        once = _print_to_pdf if name == "chromium" else _write_pdf
        return Contender(tuple(once(site, page, peers) for page in site.glob("*.html")))
    jobs = "2" if name == "weasyprint-2" else "1"
    return Contender((Command((*peers.commands["weasyprint"], str(site), jobs), site),))


def _write_pdf(site: Path, page: Path, peers: Peers) -> Command:
    command = Path(peers.commands["weasyprint"][0]).with_name("weasyprint")
    options = ("--pdf-variant", "pdf/ua-1", str(page), str(page.with_suffix(".pdf")))
    return Command((str(command), *options), site)


def _print_to_pdf(site: Path, page: Path, peers: Peers) -> Command:
    options = (*QUIET, f"--user-data-dir={site / 'profile'}",
               f"--print-to-pdf={page.with_suffix('.pdf')}", page.as_uri())  # fmt: skip
    return Command((*peers.commands["chromium"], *options), site)

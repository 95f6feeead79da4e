"""``python -m tests.bench``: measure, keep it, print the tables, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
from pathlib import Path

import bangtin

from tests.bench import (
    channels,
    cluster,
    counts,
    pages,
    peers,
    posters,
    preview,
    results,
    sample,
    start,
    table,
)

PARTS = ("pages", "posters", "preview", "sample", "counts", "channels", "start", "cluster", "table")
WITHOUT_PEERS = {"sample", "counts", "channels", "cluster", "table"}
SIZES, QUICK_SIZES = [100, 1_000, 10_000], [100, 1_000]
RUNS, QUICK_RUNS = 5, 3
EDITS, QUICK_EDITS = 10, 5
COUNTS = [(10, 31), (100, 365), (1_000, 365)]
CHANNELS, QUICK_CHANNELS = [100, 1_000, 10_000], [100]
SHEETS, QUICK_SHEETS = [1, 100, 1_000, 10_000], [1, 100]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="fewer sizes (up to 1,000) and three runs of each")
    add("--only", choices=PARTS, action="append", metavar="PART",
        help=f"only this part, more than once for several: {', '.join(PARTS)}; "
        "table writes the page and measures nothing")  # fmt: skip
    add("--keep", action="store_true",
        help="add to the results of earlier runs in .bench/results.json")  # fmt: skip
    add("--pages", type=int, nargs="+", metavar="N", help="other numbers of pages")
    add("--sheets", type=int, nargs="+", metavar="N", help="other numbers of Bangtin's sheets")
    add("--runs", type=int, metavar="N", help="at most so many runs of each")
    add("--all-sheets", action="store_true",
        help="WeasyPrint's 1,000 sheets measured, not reckoned: minutes a run")  # fmt: skip
    add("--bangtin", type=shlex.split, metavar="COMMAND", default=beside_python(),
        help="Bangtin's command; usually the bangtin beside this Python")  # fmt: skip
    return parser.parse_args()


def beside_python() -> list[str]:
    """Return the installed command beside the running Python, else the package itself."""
    installed = Path(sys.executable).parent / "bangtin"
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "bangtin"]


def main() -> None:
    """Measure what was asked for; when ended, end what was started as well."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = arguments()
    parts = set(chosen.only or PARTS)
    runs = chosen.runs or (QUICK_RUNS if chosen.quick else RUNS)
    sizes = chosen.pages or (QUICK_SIZES if chosen.quick else SIZES)
    command = tuple(chosen.bangtin)
    found = results.load(durable=chosen.keep or parts == {"table"})
    if not parts <= WITHOUT_PEERS:
        there = peers.prepare()
        found.versions = {"bangtin": bangtin.__version__, **there.versions}
        found.missing = there.missing
    if "sample" in parts:
        sample.measure(found, command, min(runs, 3))
    if "counts" in parts:
        counts.measure(found, command, COUNTS, min(runs, 3))
    if "channels" in parts:
        numbers = QUICK_CHANNELS if chosen.quick else CHANNELS
        channels.measure(found, command, numbers, min(runs, 3))
    if "cluster" in parts:
        cluster.measure(found, command, min(runs, 3))
    if "start" in parts:
        start.measure(found, there, command, runs)
    if "preview" in parts:
        edits = QUICK_EDITS if chosen.quick else EDITS
        preview.measure(found, there, command, [1_000], edits)
    if "posters" in parts:
        sheets = chosen.sheets or (QUICK_SHEETS if chosen.quick else SHEETS)
        posters.measure(found, there, command, sheets, runs, is_long=chosen.all_sheets)
    if "pages" in parts:
        pages.measure(found, there, command, sizes, runs)
    table.write(found)
    print(table.render(found))


if __name__ == "__main__":
    main()

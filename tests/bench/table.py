"""``docs/benchmarks.md``: the tables between two marks; what people wrote around them stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench import cluster, figures, targets
from tests.bench.corpus import PROJECT
from tests.bench.figures import spread
from tests.bench.measure import Memory
from tests.bench.results import PageTimes, Results

FILE = PROJECT / "docs" / "benchmarks.md"
BEGIN = "<!-- measured: written by make bench -->"
END = "<!-- end of measured -->"
FRAME = f"""\
# Benchmarks

{BEGIN}
{END}
"""
"""What is written where there is no such file yet."""

NAMES = {
    "bangtin": "Bangtin",
    "bangtin-search": "Bangtin with its search index",
    "hugo": "Hugo",
    "eleventy": "Eleventy",
    "pelican": "Pelican",
    "mkdocs": "MkDocs",
    "weasyprint": "WeasyPrint",
    "weasyprint-2": "WeasyPrint, two processes",
    "weasyprint-each": "WeasyPrint, started for each",
    "chromium": "Chromium",
}
SHEETS = {"venue": "Venue's notice, A4, with its code", "leaflet": "Leaflet, A5, one side"}


def write(results: Results, file: Path = FILE) -> None:
    """Put the tables in the place of those that stand in the file."""
    text = file.read_text("utf-8") if file.is_file() else FRAME
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    file.write_text(f"{before}{BEGIN}\n\n{render(results)}\n{END}{after}", "utf-8")


def render(results: Results) -> str:
    """Return everything that was measured as Markdown."""
    parts = (_machine, _targets, _pages, _growth, _posters, _preview, _sample, _counts, _channels,
             _start, _cluster)  # fmt: skip
    return "\n".join(line for part in parts for line in part(results))


def _machine(results: Results) -> Iterator[str]:
    machine = results.machine
    memory = f"{machine.memory_bytes / 2**30:.0f} GiB"
    yield (
        f"{machine.system}, {machine.cores} cores, {memory} of memory, Python {machine.python}. "
        "Medians, with the least and the most in brackets."
    )
    yield ""
    versions = [f"{NAMES[name]} {version}" for name, version in results.versions.items()]
    yield "Versions: " + ", ".join(versions) + "."
    yield ""
    for name, reason in results.missing.items():
        yield f"- {NAMES[name]} {reason}: it is missing in the tables."
    if results.missing:
        yield ""


def _targets(results: Results) -> Iterator[str]:
    yield from ("### Numbers to reach", "")
    rows = [(t.work, t.goal, t.found, t.verdict) for t in targets.all_of(results)]
    yield from figures.table(("work", "to reach", "measured", ""), rows)


def _pages(results: Results) -> Iterator[str]:
    for count, rows in sorted(results.pages.items()):
        yield from (f"### {count:,} pages", "")
        hugo = rows.get("hugo", PageTimes())
        cells = [
            (
                NAMES[name],
                spread(row.cold),
                figures.times(figures.ratio(row.cold, hugo.cold)),
                spread(row.body),
                figures.times(figures.ratio(row.body, hugo.body)),
                spread(row.nothing),
                figures.times(figures.ratio(row.nothing, hugo.nothing)),
                figures.megabytes(row.largest_bytes),
                figures.megabytes(row.together_bytes),
            )
            for name, row in rows.items()
        ]
        head = ("", "cold", "× Hugo", "one word changed", "× Hugo", "nothing changed", "× Hugo",
                "largest process", "all processes")  # fmt: skip
        yield from figures.table(head, cells)


def _growth(results: Results) -> Iterator[str]:
    yield from ("### How Bangtin grows", "")
    pages = []
    for count, rows in sorted(results.pages.items()):
        for name in ("bangtin", "bangtin-search"):
            if name in rows:
                row = rows[name]
                label = f"{count:,} pages" + (", search" if name != "bangtin" else "")
                spans = (row.cold, row.body, row.title, row.nothing)
                each = figures.median(row.cold)
                pages.append((
                    label, *(figures.seconds(figures.median(span)) for span in spans),
                    figures.megabytes(row.largest_bytes), figures.megabytes(row.together_bytes),
                    figures.seconds(each / count if each else None),
                ))  # fmt: skip
    yield from figures.table(
        ("", "cold", "one word", "one title", "nothing", "largest process", "all processes",
         "a page, cold"), pages)  # fmt: skip
    sheets = []
    for sheet, builders in results.posters.items():
        for count, seconds in sorted(builders.get("bangtin", {}).items()):
            middle = figures.median(seconds)
            memory = results.poster_memory.get(sheet, {}).get(count, Memory(0, 0))
            sheets.append((
                SHEETS[sheet], f"{count:,}", spread(seconds),
                figures.seconds(middle / count if middle else None),
                figures.megabytes(memory.largest), figures.megabytes(memory.together),
            ))  # fmt: skip
    head = ("", "sheets", "cold", "a sheet", "largest process", "all processes")
    yield from figures.table(head, sheets)


def _posters(results: Results) -> Iterator[str]:
    for sheet, builders in results.posters.items():
        yield from (f"### {SHEETS[sheet]}", "")
        own = builders.get("bangtin", {})
        counts = sorted({*own, 1_000})
        rows = []
        for name, by_count in builders.items():
            cells = []
            for count in counts:
                times, base = targets.scaled(by_count, count)
                pace = (
                    figures.ratio(times, targets.scaled(own, count)[0])
                    if name != "bangtin"
                    else None
                )
                note = f", {figures.times(pace)} Bangtin's time" if pace else ""
                note += f"; reckoned from {base}" if base else ""
                cells.append(spread(times) + note)
            rows.append((NAMES[name], *cells))
        yield from figures.table(("", *(f"{count:,}" for count in counts)), rows)


def _preview(results: Results) -> Iterator[str]:
    if not results.preview:
        return
    yield from ("### Preview", "")
    rows = [
        ("the sample site" if site == "sample" else f"{int(site):,} pages", NAMES[name],
         spread(times.reload), spread(times.served), spread(times.screen),
         spread(times.haste), spread(times.stated))
        for site, servers in results.preview.items()
        for name, times in servers.items()
    ]  # fmt: skip
    head = (
        "",
        "",
        "saved to reload",
        "saved to answered",
        "saved to the screen",
        "saved to answered, in haste",
        "rebuild alone, as it says",
    )
    yield from figures.table(head, rows)


def _sample(results: Results) -> Iterator[str]:
    sample = results.sample
    if sample is not None:
        yield from ("### The sample site", "")
        row = (spread(sample.cold), spread(sample.nothing), figures.megabytes(sample.public_bytes))
        yield from figures.table(("cold", "nothing changed", "`public/`"), [row])


def _counts(results: Results) -> Iterator[str]:
    if results.counts:
        yield from ("### The daily count", "")
        rows = [
            (size, spread(row.cold), spread(row.one), figures.megabytes(row.largest_bytes),
             figures.megabytes(row.together_bytes))
            for size, row in results.counts.items()
        ]  # fmt: skip
        head = ("units × days", "cold", "one report more", "largest process", "all processes")
        yield from figures.table(head, rows)


CHANNELS = {"board": "LED board, 128 × 64", "script": "script to read out", "pack": "pack"}


def _channels(results: Results) -> Iterator[str]:
    if results.channels:
        yield from ("### Boards, scripts and packs", "")
        rows = []
        for kind, by_count in results.channels.items():
            before: float | None = None
            for count, row in sorted(by_count.items()):
                middle = figures.median(row.cold)
                growth = middle / before if middle and before else None
                rows.append((
                    CHANNELS[kind], f"{count:,}", spread(row.cold), figures.times(growth),
                    figures.seconds(middle / count if middle else None),
                    figures.megabytes(row.largest_bytes), figures.megabytes(row.together_bytes),
                ))  # fmt: skip
                before = middle
        head = ("", "how many", "cold", "× a tenth of them", "each", "largest process",
                "all processes")  # fmt: skip
        yield from figures.table(head, rows)


def _start(results: Results) -> Iterator[str]:
    if results.start:
        yield from ("### Commands with nothing to do", "")
        rows = [(f"`{name}`", spread(times)) for name, times in results.start.items()]
        yield from figures.table(("100 pages", ""), rows)


def _cluster(results: Results) -> Iterator[str]:
    if results.cluster:
        yield from (f"### {cluster.POSTERS} posters through Dask", "")
        first = next(iter(results.cluster.values()))
        rows = [
            (who, spread(times), figures.times(figures.ratio(times, first)))
            for who, times in results.cluster.items()
        ]
        yield from figures.table(("", "cold", "× one worker"), rows)

"""The numbers that Bangtin is to reach, and what was measured of each.

Most are ratios against a peer in the same run: absolute times move from machine to machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench import figures
from tests.bench.results import EditTimes, PageTimes, Results, Seconds

_HUGO = "Hugo's build"


@dataclass(frozen=True)
class Target:
    """One number: what it is of, what it is to be, what was found, and whether that will do."""

    work: str
    goal: str
    found: str
    is_met: bool | None

    @property
    def verdict(self) -> str:
        """The last cell of its row."""
        return {True: "met", False: "**not met**", None: "not measured"}[self.is_met]


def own(rows: dict[str, PageTimes] | dict[str, EditTimes]) -> str:
    """Return which of Bangtin's rows counts: the one without search, as peers make none either."""
    return "bangtin" if "bangtin" in rows else "bangtin-search"


def all_of(results: Results) -> list[Target]:
    """Return every target in its order."""
    found = [*_pages(results), *_posters(results), *_sample(results)]
    for site in ("sample", "1000"):
        found += _preview(results, site)
    return found


def scaled(by_count: dict[int, Seconds], count: int) -> tuple[Seconds, int]:
    """Return the times for so many sheets, and from how many they are reckoned; 0: measured.

    The line through the smallest and the largest number measured is followed further, so the
    start of the process counts once.
    """
    if by_count.get(count):
        return by_count[count], 0
    known = sorted(n for n, times in by_count.items() if times and n < count)
    if len(known) < 2:
        return [], 0
    least, most = known[0], known[-1]
    low, high = figures.median(by_count[least]), figures.median(by_count[most])
    assert low is not None and high is not None  # noqa: PT018
    return [high + (high - low) / (most - least) * (count - most)], most


def _pages(results: Results) -> Iterator[Target]:
    small, large = results.pages.get(1_000, {}), results.pages.get(10_000, {})
    one, many = _row(small, own(small)), _row(large, own(large))
    for peer, name, most in (
        ("hugo", "Hugo", 1.6), ("eleventy", "Eleventy", 0.8), ("pelican", "Pelican", 0.5),
        ("mkdocs", "MkDocs", 0.5),
    ):  # fmt: skip
        found = figures.ratio(one.cold, _row(small, peer).cold)
        yield _ratio("1,000 pages, cold", name, most, found)
    hugo, hugo_many = _row(small, "hugo"), _row(large, "hugo")
    searched, searched_many = _row(small, "bangtin-search"), _row(large, "bangtin-search")
    yield _ratio("1,000 pages with search, cold", "Hugo, without", 3.0,
                 figures.ratio(searched.cold, hugo.cold))  # fmt: skip
    yield _ratio("1,000 pages with search, one edited", f"{_HUGO}, without", 0.7,
                 figures.ratio(searched.body, hugo.body))  # fmt: skip
    yield _ratio("1,000 pages, one edited", _HUGO, 0.5, figures.ratio(one.body, hugo.body))
    yield _ratio("10,000 pages, one edited", _HUGO, 0.15,
                 figures.ratio(many.body, hugo_many.body))  # fmt: skip
    yield _ratio("10,000 pages, nothing changed", _HUGO, 0.1,
                 figures.ratio(many.nothing, hugo_many.nothing))  # fmt: skip
    yield _size("10,000 pages, cold: memory of all processes", 400e6, many.together_bytes or None)
    yield _size("10,000 pages with search, cold: memory of all processes", 800e6,
                searched_many.together_bytes or None)  # fmt: skip


def _posters(results: Results) -> Iterator[Target]:
    rows = results.posters.get("venue", {})
    own_times, own_base = scaled(rows.get("bangtin", {}), 1_000)
    other, base = scaled(rows.get("weasyprint", {}), 1_000)
    found = figures.ratio(other, own_times)
    reckoned = [f"{name} reckoned from {n}" for name, n in
                (("Bangtin", own_base), ("WeasyPrint", base)) if n]  # fmt: skip
    work = "1,000 venue posters, both editions, each code read back"
    yield Target(
        work,
        "≥ 6 × WeasyPrint's speed, one edition, no reading back",
        figures.times(found) + (f" ({', '.join(reckoned)})" if found and reckoned else ""),
        None if found is None else found >= 6,
    )
    whole = figures.median(own_times)
    yield _limit(f"{work}: each", 0.014, whole / 1_000 if whole else None)


def _sample(results: Results) -> Iterator[Target]:
    sample = results.sample
    cold = figures.median(sample.cold) if sample else None
    yield _limit("the whole sample site, cold", 12.0, cold)
    yield _size("the sample's `public/`", 60e6, sample.public_bytes if sample else None)
    first = sample.first_view_bytes if sample else None
    yield Target(
        "the portal's first view: HTML + CSS in gzip", "≤ 14 kB",
        f"{first / 1000:.1f} kB" if first else figures.NONE,
        first <= 14_000 if first else None,
    )  # fmt: skip


def _preview(results: Results, site: str) -> Iterator[Target]:
    rows = results.preview.get(site, {})
    words = "the sample site" if site == "sample" else f"{int(site):,} pages"
    mine, hugo = rows.get(own(rows), EditTimes()), rows.get("hugo", EditTimes())
    yield _ratio(f"preview of {words}: saved to reload", "`hugo server`, saved to reload", 1.0,
                 figures.ratio(mine.reload, hugo.reload))  # fmt: skip
    yield _ratio(f"preview of {words}: saved to reload", "the rebuild alone that Hugo states", 1.0,
                 figures.ratio(mine.reload, hugo.stated))  # fmt: skip
    yield _limit(f"preview of {words}: saved to the screen", 0.3, figures.median(mine.screen))


def _row(rows: dict[str, PageTimes], name: str) -> PageTimes:
    return rows.get(name, PageTimes())


def _ratio(work: str, peer: str, most: float, found: float | None) -> Target:
    met = None if found is None else found <= most
    return Target(work, f"≤ {most:g} × {peer}", figures.times(found), met)


def _limit(work: str, most: float, found: float | None) -> Target:
    met = None if found is None else found <= most
    return Target(work, f"≤ {figures.seconds(most)}", figures.seconds(found), met)


def _size(work: str, most: float, found: int | None) -> Target:
    met = None if found is None else found <= most
    return Target(work, f"≤ {figures.megabytes(int(most))}", figures.megabytes(found or 0), met)

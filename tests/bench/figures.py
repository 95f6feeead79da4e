"""How figures are written: times, sizes, ratios, rows of a table."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from tests.bench.results import Seconds

NONE = "–"
"""What stands where nothing was measured."""


def median(times: Seconds) -> float | None:
    """Return the median in seconds, or nothing when nothing was measured."""
    return statistics.median(times) if times else None


def seconds(value: float | None) -> str:
    """Write a time with three figures: 84 ms, 1.42 s, 57.3 s."""
    if value is None:
        return NONE
    if value < 0.9995:
        return f"{value * 1000:.0f} ms" if value >= 0.01 else f"{value * 1000:.1f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:,.1f} s"


def spread(times: Seconds) -> str:
    """Write the median, and the least and the most behind it."""
    if len(times) < 2:
        return seconds(median(times))
    return f"{seconds(median(times))} ({seconds(min(times))} to {seconds(max(times))})"


def megabytes(size: int) -> str:
    """Write a size in MB, of 1,000,000 bytes."""
    return f"{size / 1e6:,.0f} MB" if size else NONE


def ratio(times: Seconds, others: Seconds) -> float | None:
    """Return how many times as long the first takes as the second, by their medians."""
    one, other = median(times), median(others)
    return one / other if one is not None and other else None


def times(value: float | None) -> str:
    """Write a ratio: 0.45 ×, 31 ×."""
    if value is None:
        return NONE
    return f"{value:.2f} ×" if value < 10 else f"{value:,.0f} ×"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a Markdown table's lines; none without rows."""
    cells_of = list(rows)
    lines = [head, ["---"] * len(head), *cells_of] if cells_of else []
    return ["| " + " | ".join(cells) + " |" for cells in lines] + [""] * bool(lines)

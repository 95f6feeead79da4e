"""The mask of a QR symbol: the one of eight that leaves the fewest patterns a scanner stumbles on.

The rules are those of ISO/IEC 18004, 7.8.3, and the choice is the same that the
qrcode package makes. It looks at one module at a time, for each mask anew; here a
whole symbol is one number, a bit a module, and all modules are looked at together.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence

Grid = Sequence[Sequence[bool | None]]

_PATTERNS: tuple[Callable[[int, int], int], ...] = (
    lambda y, x: (y + x) % 2,
    lambda y, x: (y + 0 * x) % 2,
    lambda y, x: (x + 0 * y) % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: (y * x) % 2 + (y * x) % 3,
    lambda y, x: ((y * x) % 2 + (y * x) % 3) % 2,
    lambda y, x: ((y * x) % 3 + (y + x) % 2) % 2,
)
"""The eight masks (table 10): what is 0 at row y and column x is turned over."""
_FINDER_LIKE = ("10111010000", "00001011101")


def best(masked: Grid, free: Grid) -> int:
    """Return the number of the best mask.

    ``masked`` is the symbol under mask 0 with its format left light; in
    ``free`` what carries data is None.
    """
    size = len(masked)
    masks = _masks(size, tuple(tuple(cell is None for cell in row) for row in free))
    symbol = _both(masked)
    rows, columns = symbol[0] ^ masks[0][0], symbol[1] ^ masks[0][1]
    prices = [_price(rows ^ across, columns ^ down, size) for across, down in masks]
    return prices.index(min(prices))


@functools.lru_cache(maxsize=40)
def _masks(size: int, free: tuple[tuple[bool, ...], ...]) -> tuple[tuple[int, int], ...]:
    """Return the eight masks of a version, each for rows and for columns."""
    return tuple(
        _both([[free[y][x] and pattern(y, x) == 0 for x in range(size)] for y in range(size)])
        for pattern in _PATTERNS
    )


def _both(grid: Grid) -> tuple[int, int]:
    """Return a grid as two numbers: its rows one after the other, and its columns."""
    return _number(grid), _number(zip(*grid, strict=True))


def _number(rows: Iterable[Iterable[bool | None]]) -> int:
    return int("".join("1" if cell else "0" for row in rows for cell in row), 2)


def _price(rows: int, columns: int, size: int) -> int:
    """Add up what is wrong with a symbol: runs, blocks, look-alikes of finders, too much of one."""
    price = _blocks(rows, size)
    for way in (rows, columns):
        price += _runs(way, size) + _finders(way, size)
    share = rows.bit_count() / size**2
    return price + int(abs(share * 100 - 50) / 5) * 10


@functools.cache
def _starts(size: int, length: int) -> int:
    """Return the bits at which a run of ``length`` modules ends within its own row."""
    row = (1 << (size - length + 1)) - 1
    return sum(row << (size * y) for y in range(size))


def _runs(way: int, size: int) -> int:
    """Price runs of five or more of one colour: three, and one for each more."""
    same = ~(way ^ (way >> 1)) & _starts(size, 2)
    five = same & (same >> 1) & (same >> 2) & (same >> 3) & _starts(size, 5)
    # A run of seven is three times a run of five; where one begins, two are added.
    return five.bit_count() + 2 * (five & ~((five << 1) & _starts(size, 5))).bit_count()


def _blocks(rows: int, size: int) -> int:
    """Price each block of two by two of one colour: three."""
    across = ~(rows ^ (rows >> 1)) & _starts(size, 2)
    down = ~(rows ^ (rows >> size))
    blocks = across & (across >> size) & down
    return 3 * blocks.bit_count()


def _finders(way: int, size: int) -> int:
    """Price what looks like a finder with light beside it: forty each."""
    price = 0
    for pattern in _FINDER_LIKE:
        found = _starts(size, len(pattern))
        for place, dark in enumerate(reversed(pattern)):
            shifted = way >> place
            found &= shifted if dark == "1" else ~shifted
        price += 40 * found.bit_count()
    return price

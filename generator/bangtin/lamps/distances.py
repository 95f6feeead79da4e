"""How far a board can be read."""

from __future__ import annotations

LETTER_MM, DAY_M, NIGHT_M = 228.6, 70.0, 35.0
"""Letters of 9 inches are legible at about 70 m by day, 35 m by night (NCHRP)."""


def of(capital: int, pitch: float) -> tuple[int, int]:
    """Return from how many metres letters are read by day and by night, rounded down.

    ``capital`` is the height of a capital in lamps, ``pitch`` the mm from lamp to lamp.

    >>> of(9, 10)
    (27, 13)
    """
    share = capital * pitch / LETTER_MM
    return max(1, int(share * DAY_M)), max(1, int(share * NIGHT_M))

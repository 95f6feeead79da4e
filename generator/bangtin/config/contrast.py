"""Contrast between colours, as WCAG 2.2 defines it."""

from __future__ import annotations

from bangtin.config.settings import Palette, Settings
from bangtin.problems import Problems

WHITE = "#ffffff"
LEAST = 4.5
"""For text of any size (WCAG 2.2, 1.4.3 at level AA)."""
MOST_INK = 300
"""Percent of all four inks on one point: more does not dry (the usual limit of printers)."""
KNEE = 0.04045
"""Where the sRGB curve leaves its straight part."""
PAIRS = (
    ("ground", "white"),
    ("ground", "paper"),
    ("ground", "notice"),
    ("action", "white"),
    ("action", "paper"),
)
"""Which colours stand as text on which in the layouts; yellow never stands on red."""


def luminance(rgb: str) -> float:
    """Return the relative luminance of ``#rrggbb``, from 0 (black) to 1 (white)."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= KNEE else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(rgb[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (none) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def check(settings: Settings, problems: Problems) -> None:
    """Refuse a palette whose text could not be read in the sun or by weak eyes."""
    for name in ("ground", "action", "notice", "paper"):
        colour = getattr(settings.palette, name)
        if sum(colour.cmyk) > MOST_INK:
            problems.error(
                "ink-too-much", colour.place("cmyk"), ink=sum(colour.cmyk), most=MOST_INK
            )
    for one, other in PAIRS:
        found = ratio(_rgb(settings.palette, one), _rgb(settings.palette, other))
        if found < LEAST:
            problems.error(
                "contrast-low",
                settings.palette.place(one),
                one=one,
                other=other,
                ratio=f"{found:.1f}",
                least=LEAST,
            )


def _rgb(palette: Palette, name: str) -> str:
    return WHITE if name == "white" else str(getattr(palette, name).rgb)

"""Contrast between colours, as WCAG 2.2 defines it, and whether ink shows what a screen does."""

from __future__ import annotations

import itertools
import math

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

_PRINTED: dict[tuple[int, ...], tuple[float, float, float]] = {
    (0, 0, 0): (95, 0, -2), (1, 0, 0): (55, -37, -50), (0, 1, 0): (48, 74, -3),
    (0, 0, 1): (89, -5, 93), (0, 1, 1): (47, 68, 48), (1, 0, 1): (50, -68, 27),
    (1, 1, 0): (24, 22, -46), (1, 1, 1): (23, 0, 0),
}  # fmt: skip
"""CIELAB of solid cyan, magenta, yellow and what they overprint to (ISO 12647-2, coated paper)."""
_BLACK_LIGHT = 0.02
"""What solid black leaves of the light (L* 16)."""
COLOURED, GREY = 25, 12
"""From which chroma (CIELAB) a colour has a name of its own, and up to which it has none."""
MOST_HUE = 50
"""Degrees. Inks reach less than screens, and turn a hue on the way: a screen's cyan is 37 degrees
from the ink's, a pure green 21. The names of colours (red, orange, yellow, green, blue, violet)
are 50 and more apart, so beyond this it is another colour that is printed."""
MOST_LIGHT = 45
"""Steps of L*. The brightest green of a screen is 38 lighter than that of inks."""


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
        elif shows_otherwise(colour.rgb, colour.cmyk):
            cmyk = ", ".join(str(share) for share in colour.cmyk)
            problems.warning(
                "colour-differs", colour.place("cmyk"), name=name, rgb=colour.rgb, cmyk=cmyk
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


def shows_otherwise(rgb: str, cmyk: tuple[int, ...]) -> bool:
    """Tell whether inks would show another colour than the screen, by any eye."""
    screen, print_ = _lab(_xyz_of_screen(rgb)), _lab(_xyz_of_print(cmyk))
    if abs(screen[0] - print_[0]) > MOST_LIGHT:
        return True
    chromas = sorted(math.hypot(lab[1], lab[2]) for lab in (screen, print_))
    if chromas[0] < COLOURED:
        return chromas[0] < GREY and chromas[1] > COLOURED + GREY
    hues = [math.degrees(math.atan2(lab[2], lab[1])) for lab in (screen, print_)]
    apart = abs(hues[0] - hues[1]) % 360
    return min(apart, 360 - apart) > MOST_HUE


_WHITE_POINT = (0.9642, 1.0, 0.8249)  # D50, as printers look at paper


def _xyz_of_screen(rgb: str) -> tuple[float, float, float]:
    """Return CIEXYZ (D50) of an sRGB colour."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= KNEE else ((value + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(int(rgb[i : i + 2], 16)) for i in (1, 3, 5))
    return (
        0.4361 * r + 0.3851 * g + 0.1431 * b,
        0.2225 * r + 0.7169 * g + 0.0606 * b,
        0.0139 * r + 0.0971 * g + 0.7142 * b,
    )


def _xyz_of_print(cmyk: tuple[int, ...]) -> tuple[float, float, float]:
    """Return CIEXYZ (D50) of inks, by Neugebauer: each overprint by the share that it covers."""
    *inks, black = (share / 100 for share in cmyk)
    total = [0.0, 0.0, 0.0]
    for covered in itertools.product((0, 1), repeat=3):
        share = math.prod(ink if on else 1 - ink for ink, on in zip(inks, covered, strict=True))
        for axis, value in enumerate(_xyz(_PRINTED[covered])):
            total[axis] += share * value
    light = 1 - black * (1 - _BLACK_LIGHT)
    x, y, z = (value * light for value in total)
    return x, y, z


def _xyz(lab: tuple[float, float, float]) -> tuple[float, float, float]:
    y = (lab[0] + 16) / 116
    x, z = y + lab[1] / 500, y - lab[2] / 200

    def opened(value: float) -> float:
        return value**3 if value > 6 / 29 else 3 * (6 / 29) ** 2 * (value - 4 / 29)

    one, two, three = (opened(v) * w for v, w in zip((x, y, z), _WHITE_POINT, strict=True))
    return one, two, three


def _lab(xyz: tuple[float, float, float]) -> tuple[float, float, float]:
    def closed(value: float) -> float:
        cube = (6 / 29) ** 3
        return math.cbrt(value) if value > cube else value / (3 * (6 / 29) ** 2) + 4 / 29

    x, y, z = (closed(v / w) for v, w in zip(xyz, _WHITE_POINT, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _rgb(palette: Palette, name: str) -> str:
    return WHITE if name == "white" else str(getattr(palette, name).rgb)

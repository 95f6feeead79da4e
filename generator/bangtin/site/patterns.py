"""The site's own patterns: a band that repeats, and one large drawing behind headlines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from bangtin import spelling
from bangtin.config.settings import Palette, Settings
from bangtin.files import decoding, digests, drawings
from bangtin.files.inventory import Inventory
from bangtin.problems import Place, Problems

Ink = Literal["ground", "action", "notice", "paper"]
INKS: tuple[Ink, ...] = ("ground", "action", "notice", "paper")
OFF = ("", "false", "no", "off")
"""What says that there is no pattern, as people write it where others have a file."""
MOST_SEGMENTS = 400
"""A banner repeats its band a hundred times on each sheet; cloth needs 30 segments."""


class Part(msgspec.Struct, frozen=True):
    """One shape of a pattern: its segments, the palette's ink, and how its rings are filled."""

    d: tuple[tuple[str | float, ...], ...]
    ink: Ink
    rule: Literal["even-odd", "non-zero"]

    @property
    def path(self) -> str:
        """The segments as the ``d`` of an SVG path."""
        return "".join(str(kind) + " ".join(f"{n:g}" for n in numbers) for kind, *numbers in self.d)


class Pattern(msgspec.Struct, frozen=True):
    """A drawing in the colours of the palette, on a plane of ``width`` by ``height``."""

    width: float
    height: float
    parts: tuple[Part, ...]


class Patterns(msgspec.Struct, frozen=True):
    """What ``site.yaml`` names; None for what it has none of."""

    band: Pattern | None = None
    watermark: Pattern | None = None


def files(settings: Settings, inventory: Inventory) -> dict[str, str]:
    """Return the digests of the files of patterns, by the names that ``site.yaml`` has for them."""
    names = {settings.band, settings.watermark}
    return {n: inventory.digests[f] for n in names if (f := inventory.find(spelling.nfc(n)))}


def read(root: Path, settings: Settings, inventory: Inventory, problems: Problems) -> Patterns:
    """Read both patterns, and note what can't be drawn with the key that names the file."""
    found = {}
    for key in ("band", "watermark"):
        written, place = getattr(settings, key), settings.place(key)
        if written.strip().lower() in OFF:
            continue
        name = inventory.find(spelling.nfc(written))
        if name is None:
            if written not in inventory.excluded:
                problems.error("pattern-missing", place, file=written)
            continue
        text = decoding.decode(digests.read(root, name, inventory.digests[name]), name, problems)
        if text is not None:
            found[key] = _pattern(text, settings.palette, key, place, problems)
    return Patterns(**found)


def _pattern(
    text: str, palette: Palette, key: str, place: Place, problems: Problems
) -> Pattern | None:
    try:
        drawing = drawings.read(text)
    except drawings.Unreadable:
        problems.error("pattern-unreadable", place)
        return None
    if not (drawing.width and drawing.height):
        problems.error("pattern-unreadable", place)
        return None
    count = sum(len(shape.segments) for shape in drawing.shapes)
    if count > MOST_SEGMENTS:
        problems.error("pattern-too-fine", place, count=count, most=MOST_SEGMENTS)
        return None
    inks = {getattr(palette, ink).rgb.lower(): ink for ink in reversed(INKS)}
    parts = []
    for shape in drawing.shapes:
        # A large drawing lies tone on tone behind words: its colours are the sheet's.
        ink = inks.get(shape.fill.lower()) if key == "band" else INKS[0]
        if ink is None or shape.fill == "none":
            known = ", ".join(f"{getattr(palette, name).rgb} ({name})" for name in INKS)
            problems.error("pattern-colour", place, found=shape.fill or "–", known=known)
            return None
        segments = tuple(tuple(segment) for segment in shape.segments)
        parts.append(Part(segments, ink, "even-odd" if shape.is_even_odd else "non-zero"))
    return Pattern(drawing.width, drawing.height, tuple(parts))


def as_data(pattern: Pattern | None) -> Mapping[str, object] | None:
    """Return a pattern as a layout reads it."""
    found: dict[str, object] | None = msgspec.to_builtins(pattern)
    return found

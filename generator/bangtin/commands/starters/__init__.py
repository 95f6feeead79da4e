"""What ``bangtin init`` can start with: a folder of templates a language, beside this module."""

from __future__ import annotations

from pathlib import Path

from bangtin.files import defaults

FOLDER = Path(__file__).resolve().parent

GROUNDS: dict[str, tuple[str, list[int]]] = {
    "blue": ("#12406b", [100, 75, 30, 20]),
    "green": ("#0f4f35", [90, 40, 85, 40]),
    "teal": ("#0b4f58", [95, 50, 50, 35]),
    "purple": ("#45256b", [85, 100, 25, 15]),
    "red": ("#7a1620", [30, 100, 85, 40]),
    "brown": ("#5a3416", [45, 75, 95, 50]),
}
"""Colours to begin with, for screens and as inks. Officers may name them in Vietnamese."""


def languages() -> tuple[str, ...]:
    """Return the languages that a site can be started in."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/site.yaml")))


def examples() -> dict[str, Path]:
    """Return the whole sites that are shipped, by their name."""
    folder = defaults.folder() / "examples"
    if not folder.is_dir():
        return {}
    return {p.name: p for p in sorted(folder.iterdir()) if (p / "site.yaml").is_file()}


def colours() -> tuple[str, ...]:
    """Return the names of the colours to begin with."""
    return tuple(GROUNDS)

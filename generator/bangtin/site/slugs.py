"""Slugs for names that stand beside one another: none stands twice, so no file replaces another."""

from __future__ import annotations

import collections
from collections.abc import Iterable

from bangtin import spelling
from bangtin.problems import Place, Problems

MOST_OF_ROW = 100
"""Characters that a row adds to its files' names; disks keep 255, and all else stands beside it."""

_SIGNS = str.maketrans({"|": "_", "=": "_"})


def unique(names: Iterable[str], otherwise: str) -> list[str]:
    """Return a slug for each name, in their order; equal names get different ones as well.

    The first keeps the plain slug, the next ones get a number: ``nan-san``,
    ``nan-san-2``. ``otherwise`` stands for a name without letters or digits.
    """
    return _numbered(spelling.slug(name) or otherwise for name in names)


def of_rows(titles: Iterable[str], keys: Iterable[str], otherwise: str) -> list[str]:
    """Return a slug for each row of a table: its title's, after its key where two share that.

    ``otherwise`` stands for a row of which nothing is left.
    """
    rows = [(spelling.slug(title), title, key) for title, key in zip(titles, keys, strict=True)]
    counts = collections.Counter(slug for slug, _, _ in rows)
    return _numbered(
        slug if slug and counts[slug] == 1 else spelling.slug(f"{key}-{title}") or otherwise
        for slug, title, key in rows
    )


def of_keys(keys: Iterable[str]) -> list[str]:
    """Return what each row of a table is known by in a log: its slug, or its very key.

    The key stands where two rows share a slug, and where it has no Latin letter that a slug could
    keep. A log parts its facts by strokes and equals signs, and keeps no line breaks.
    """
    rows = [(spelling.slug(key), key) for key in keys]
    counts = collections.Counter(slug for slug, _ in rows)
    return _numbered(
        slug if slug and counts[slug] == 1 else _on_one_line(key) for slug, key in rows
    )


def _on_one_line(key: str) -> str:
    # No slug has an underscore: what stands for a sign is nobody else's slug.
    return " ".join(spelling.nfc(key).translate(_SIGNS).split()) or "_"


def check_lengths(rows: Iterable[tuple[str, Place]], problems: Problems) -> None:
    """Refuse rows whose slugs are too long for a file's name, each once."""
    for slug, place in rows:
        if len(slug) > MOST_OF_ROW and not any(
            (problem.key, problem.place) == ("row-name-long", place) for problem in problems
        ):
            problems.error("row-name-long", place, found=len(slug), most=MOST_OF_ROW)


def _numbered(slugs: Iterable[str]) -> list[str]:
    """Add a number to slugs that stand there already; the first of each stays as it is."""
    wanted = list(slugs)
    taken, given, found = set(wanted), set[str](), []
    counts: dict[str, int] = {}
    for slug in wanted:
        name = slug
        while name in given:
            # Goes on from the last number: a table of equal names must not count anew for each.
            counts[slug] = counts.get(slug, 1) + 1
            numbered = f"{slug}-{counts[slug]}"
            name = numbered if numbered not in taken else slug
        given.add(name)
        found.append(name)
    return found

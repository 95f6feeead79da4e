"""Names in braces, ``{column}``, in texts of entries and packs: found, held to values, filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bangtin import spelling
from bangtin.problems import Place, Problems, closest

PLACEHOLDER = re.compile(r"\{\s*([^{}\s%][^{}\n]*?)\s*\}")
_BRACE = re.compile(r"[{}]+[^{}]{0,20}[{}]*")
_BLANK = re.compile(r"_{3,}|\.{4,}|…[….]+|lorem ipsum", re.IGNORECASE)
"""What stands where somebody meant to fill in something later."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in for ``{name}``; one that is not there stays, and is noted elsewhere.

    >>> fill("{Full name}: {hotline}", {"full_name": "Mill Ward"})
    'Mill Ward: {hotline}'
    """
    return PLACEHOLDER.sub(lambda m: _value(m.group(1), values, m.group()), text)


def _value(name: str, values: Mapping[str, str], default: str) -> str:
    if name not in values:
        name = spelling.same_name(name, values)
    return values.get(name, default)


def names(text: str, known: Iterable[str]) -> list[str]:
    """Return the names in braces of a text, each as it is known where it is."""
    known = known if isinstance(known, Mapping) else tuple(known)
    found = PLACEHOLDER.findall(text)
    return [name if name in known else spelling.same_name(name, known) or name for name in found]


def check(
    texts: Iterable[tuple[str, Place]], known: Mapping[str, object] | tuple[str, ...],
    problems: Problems,
) -> bool:  # fmt: skip
    """Refuse names without a value, braces that hold none, and blanks; return whether all is right.

    None of them may go out: a reader would see the braces.
    """
    before = len(problems)
    for text, place in texts:
        for name in names(text, known):
            if name not in known:
                tell_unknown(name, known, place, problems)
        if stray := _BRACE.search(PLACEHOLDER.sub("", text) if "{{" not in text else text):
            problems.error("brace-left", place, text=stray.group())
        if blank := _BLANK.search(text):
            problems.error("blank-left", place, text=blank.group())
    return len(problems) == before


def tell_unknown(name: str, known: Iterable[str], place: Place, problems: Problems) -> None:
    """Note a column or value that is not there, with those that are."""
    known = tuple(known)
    meant = closest(name, known)
    key = "unknown-column-meant" if meant else "unknown-column"
    problems.error(key, place, name=name, meant=meant, known=", ".join(known) or "–")

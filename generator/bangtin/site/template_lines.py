"""Lines of the templates of ``bangtin new`` that nobody has written over."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from bangtin import spelling
from bangtin.config.header import Header
from bangtin.problems import Place, Problems

TEMPLATES = Path(__file__).resolve().parents[1] / "commands/starters/new"
ICONS = ("document", "document", "document")
"""The pictograms of steps in the template of a page."""
ROW_NAMES = ("name", "ten", "nom")
"""What the first cell of a new table's only row says, in folded letters."""
EMPTY_CELL = "–"
_TAG = re.compile(r"\{[%#].*?[%#]\}")
_MARKS = re.compile(rf"^\s*(?:#{{3,}}\s+|\d+[.)]\s+|[-*+]\s+)?|[*_]{{2}}|{_TAG.pattern}")
_END = re.compile(r"(?<=[.?!…])\s+")


def check_page(
    header: Header, body: str, first_line: int, file: str, problems: Problems
) -> None:  # fmt: skip
    """Refuse sentences of a template in a page that is no draft any more."""
    if header.draft:
        return
    lines = body.split("\n") if _may_have_left(body) else []
    for number, line in enumerate(lines, start=first_line):
        left = next((text for text in _sentences(line) if text in _templates()), None)
        if left is not None:
            problems.error("template-left", Place(file, number), text=left)
    if header.step_icons == ICONS:
        problems.warning("template-icons", header.place("step_icons"))


def is_row(values: list[str]) -> bool:
    """Whether a table's row is the one that its template began with."""
    name, *others = values
    return spelling.fold(name) in ROW_NAMES and all(cell == EMPTY_CELL for cell in others)


def _may_have_left(body: str) -> bool:
    """Whether a sentence of a template stands anywhere: in few pages, so lines are seldom read.

    A page of the benchmarks takes 0.042 ms, not 0.128.
    """
    said = _TAG.sub("", body).replace("**", "").replace("__", "")
    said = " ".join(said.split())
    return any(text in said for text in _templates())


def _sentences(line: str) -> Iterator[str]:
    """Yield the sentences of a line, without marks of lists, headings and bold words."""
    yield from _END.split(_MARKS.sub("", " ".join(line.split())).strip())


@functools.cache
def _templates() -> frozenset[str]:
    """Return the sentences of all templates; their section titles may well be kept."""
    found: set[str] = set()
    for path in TEMPLATES.glob("*.md"):
        body = path.read_text("utf-8").split("\n---\n", 1)[1]
        for line in body.split("\n"):
            if not line.startswith("## "):
                found.update(_sentences(line))
    return frozenset(found - {""})

"""Pictograms as the portal takes them in: drawings, and nothing that acts or asks another host.

A pictogram's SVG stands in the page itself, so whatever it holds is the page's
own. What can be in one is listed; all else is refused.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from bangtin.files import decoding, defaults, digests
from bangtin.problems import Place, Problems

FOLDER = "assets/icons/"
ELEMENTS = frozenset((
    "svg", "g", "path", "circle", "ellipse", "line", "polyline", "polygon", "rect", "title", "desc",
))  # fmt: skip
NAMESPACE = "http://www.w3.org/2000/svg"

_PROLOGUE = re.compile(r'\s*(?:<\?xml version="1\.[01]"[^<>]*\?>)?\s*')
_MARKUP = re.compile(
    r"<!--(?!>|->)(?:(?!--).)*-->"
    r"""|<(?P<name>[a-zA-Z][\w:.-]*)(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*/?>"""
    r"|</(?P<end>[a-zA-Z][\w:.-]*)\s*>"
    r"|[^<&]+",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PASSIVE = re.compile(r"(?!on)[a-z][a-zA-Z-]*")
_POINTS_ELSEWHERE = re.compile(r"url\s*\(|:|//|[\\&]", re.IGNORECASE)


def check(root: Path, files: dict[str, str], problems: Problems) -> None:
    """Note every pictogram that is more than a drawing, with the line of what is too much.

    Those that come with the product are held by its own site, which has them all.
    """
    for file, digest in files.items():
        is_drawing = file.startswith(FOLDER) and PurePosixPath(file).suffix == ".svg"
        if is_drawing and defaults.has_own(root, file):
            text = decoding.decode(digests.read(root, file, digest), file, problems)
            if text is not None and (found := _too_much(text)) is not None:
                position, what = found
                line = text.count("\n", 0, position) + 1
                problems.error("icon-active", Place(file, line), what=what)


def _too_much(text: str) -> tuple[int, str] | None:
    """Return where the first thing stands that is no drawing, and what it is; None if all is."""
    start = _PROLOGUE.match(text)
    position = start.end() if start else 0
    is_first = True
    while position < len(text) or is_first:
        found = _MARKUP.match(text, position)
        if found is None:
            return position, text[position : position + 20].strip() or "…"
        name = found["name"] or found["end"]
        is_nothing = name is None and (found.group().isspace() or found.group().startswith("<!--"))
        if is_first and name != "svg" and not is_nothing:
            return position, found.group()[:20]
        is_first = is_first and name is None
        if name is not None and name not in ELEMENTS:
            return position, f"<{name}>"
        for key, double, single in _ATTRIBUTE.findall(found["attributes"] or ""):
            value = double or single
            if key == "xmlns" and value == NAMESPACE:
                continue
            if not _PASSIVE.fullmatch(key) or key in ("style", "href", "src"):
                return position, key
            if _POINTS_ELSEWHERE.search(value):
                return position, f'{key}="{value}"'
        position = found.end()
    return None

"""Braces in texts that nothing is filled into: readers would see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangtin.config.yamltree import Mapping, Node, Scalar
from bangtin.problems import Problems

_SHOWN = 30
_BRACES = re.compile(r"\{[^{}]*\}|[{}].*", re.DOTALL)

SETTINGS = re.compile(
    r"help|broadcast\.(opening|closing)|packs\.[^.]+\.(title|contact|to\.\d+)|orders\.number"
    r"|addresses\.(tiles|scale)|languages\.[^.]+\.words\..*\{.*"
)
"""Where ``site.yaml`` has names in braces that are filled in, and held to values elsewhere."""
HEADER = re.compile(
    r"help|fact|claim|why"
    r"|publish\.\d+\.(title|slogan|reason|qr_text|signature|place_name|caption|text|help"
    r"|lines\.\d+|script(\.\d+)?|second_text\.text|order\.to\.\d+)"
)
"""The same in a page's header; braces of a correction's words have a message of their own."""


def check(node: Mapping, filled: re.Pattern[str], problems: Problems) -> None:
    """Refuse braces in every text but those whose path ``filled`` matches whole."""
    for path, value in _texts(node, ""):
        if ("{" in value.text or "}" in value.text) and not filled.fullmatch(path):
            found = _BRACES.search(value.text)
            shown = found.group() if found else value.text
            problems.error("braces-shown", value.place, text=shown[:_SHOWN])


def _texts(node: Node, path: str) -> Iterator[tuple[str, Scalar]]:
    """Yield every value with the keys that lead to it: ``publish.0.title``."""
    if isinstance(node, Scalar):
        yield path, node
        return
    items = node.items.items() if isinstance(node, Mapping) else enumerate(node.items)
    for key, item in items:
        yield from _texts(item, f"{path}.{key}" if path else str(key))

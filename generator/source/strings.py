"""``layouts/strings/LANG.yaml``: the words that layouts add to what authors write."""

from __future__ import annotations

from generator.problems import Problems
from generator.source.yamltree import Mapping, Node, Scalar


def read(node: Node | None, problems: Problems) -> dict[str, str]:
    """Return one language's strings; anything but text is a problem."""
    if not isinstance(node, Mapping):
        return {}
    found = {}
    for name, value in node.items.items():
        if isinstance(value, Scalar) and value.text:
            found[name] = value.text
        else:
            problems.error("not-a-scalar", value.place, key=name, value="")
    return found

"""What an author did when YAML can't be read: the parser names a rule and a later line.

PyYAML's reasons are written for programmers and in English, and it often stops
a line or more below the slip. The few slips that people make are told apart
here, each with a message of its own and the line on which it was made.
"""

from __future__ import annotations

import re

import yaml

_ODD_SPACES = "\u00a0\u2000-\u200a\u202f\u3000"
_ODD_SPACE = re.compile(
    rf"^(?: *(?P<indent>[{_ODD_SPACES}])|\s*(?:- )?[\w-]+:(?P<after>[{_ODD_SPACES}]))", re.MULTILINE
)
_NO_SPACE = re.compile(r"\s*(?:- )?[A-Za-z_]+(?P<colon>:(?=[^\s/:])|：)")
_QUOTED = re.compile(
    r"""\s*(?:- )?[\w.-]+:\s+(?P<value>["'].*)$""",
)
_CLOSED = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')\s*(?:#.*)?$""")

Slip = tuple[str, int, int]
"""The key of a message, and the line and column of the text, from 0."""


def odd_space(text: str) -> Slip | None:
    """Return where a space stands that YAML does not take for one, at an indent or a colon.

    It comes from web pages and office programs, and makes another value of a
    text without any error.
    """
    found = _ODD_SPACE.search(text)
    if found is None:
        return None
    position = found.start("indent") if found["indent"] else found.start("after")
    line = text.count("\n", 0, position)
    return "yaml-space", line, position - (text.rfind("\n", 0, position) + 1)


def explain(error: yaml.MarkedYAMLError, text: str) -> Slip:
    """Return what is wrong in a text that the parser refused."""
    # The parser's marks count without the byte order mark, and end lines at CR as well.
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    reason = f"{error.context or ''} {error.problem or ''}"
    stopped_at = lines[line][column : column + 1] if line < len(lines) else ""
    if _is_tab(lines, line, column):
        return "yaml-tab", line, column
    if re.search(r"\b(?:anchor|alias|tag)\b", reason):
        return "yaml-tag" if "tag" in reason else "yaml-alias", line, column
    if (quote := _open_quote(lines, line)) is not None:
        return "yaml-quote", quote, lines[quote].index(":") + 2
    start = error.context_mark or mark
    began = (start.line, start.column) if start else (line, column)
    if "',' or" in reason:
        return "yaml-bracket", *began
    for near in (line, line - 1):
        found = _NO_SPACE.match(lines[near]) if 0 <= near < len(lines) else None
        if found:
            return "yaml-no-space", near, found.start("colon")
    if "could not find expected ':'" in reason:
        return "yaml-syntax", *began
    return _SLIPS.get(stopped_at) or _slip(reason), line, column


_SLIPS = {"]": "yaml-bracket", "}": "yaml-bracket"}


def _slip(reason: str) -> str:
    if "mapping values" in reason:
        return "yaml-colon"
    if "quoted scalar" in reason:
        return "yaml-quote"
    if "nesting depth" in reason:
        return "yaml-too-deep"
    return "yaml-sign" if "cannot start any token" in reason else "yaml-syntax"


def _is_tab(lines: list[str], line: int, column: int) -> bool:
    """Tell whether the parser stopped at a tab, or on a line that is indented by one.

    A tab further on is only white space: the fault is another one.
    """
    if line >= len(lines):
        return False
    stopped_at = lines[line][column : column + 1]
    indent = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
    return "\t" in (stopped_at + indent)


def _open_quote(lines: list[str], line: int) -> int | None:
    """Return the last line up to ``line`` whose value begins with a quote and doesn't end so."""
    for number in range(min(line, len(lines) - 1), -1, -1):
        found = _QUOTED.match(lines[number])
        if found and not _CLOSED.match(found["value"]):
            return number
    return None

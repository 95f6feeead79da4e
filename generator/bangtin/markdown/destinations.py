"""The parts of a link as CommonMark reads them: its target, its title, and definitions."""

from __future__ import annotations

import html
import html.entities
import re

import msgspec

from bangtin import spelling

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_ESCAPED = re.compile(
    r"\\([!-/:-@\[-`{-~])|(&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z]\w{1,31});)"
)
_WHITE = re.compile(r"[ \t]*\n?[ \t]*")
_POINTED = re.compile(r"<(?:\\.|[^<>\\\n])*>")
LABEL = re.compile(r"\[((?:\\.|[^\\\[\]])*)\]", re.DOTALL)
_TITLES = {
    '"': re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL),
    "'": re.compile(r"'(?:\\.|[^'\\])*'", re.DOTALL),
    "(": re.compile(r"\((?:\\.|[^()\\])*\)", re.DOTALL),
}
_MOST_BRACKETS = 32
MAXLABEL = 999


class Definition(msgspec.Struct, frozen=True):
    """A link definition: its label, its target at ``at``, its title, and where it ends."""

    label: str
    target: str
    title: str
    at: int
    end: int


def entity(written: str) -> str | None:
    """Return the characters of an entity; None where there is none of that name."""
    if written[1] == "#":
        digits = written[2:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000  # noqa: PLR2004
        return chr(code) if is_character else "\ufffd"
    return html.entities.html5.get(written[1:])


def hidden(text: str) -> str:
    """Return the number of the first character that nobody sees ("U+202E"); empty where none is."""
    if text == "\ufffd":
        # What "&#0;" and a number of no character come to.
        return "U+FFFD"
    found = spelling.HIDDEN.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def unescaped(text: str) -> str:
    """Return text with its escapes and entities resolved."""
    if "\\" not in text and "&" not in text:
        return text

    def resolved(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        return entity(found[2]) or found[2]

    return _ESCAPED.sub(resolved, text)


def label(text: str) -> str:
    """Return a label in the form in which two are compared."""
    return " ".join(text.casefold().split())


def target(text: str, position: int) -> tuple[str, int, int] | None:
    """Return a target as written at a position, where its text begins, and where it ends."""
    if text.startswith("<", position):
        found = _POINTED.match(text, position)
        return (found.group()[1:-1], position + 1, found.end()) if found else None
    depth, place = 0, position
    while place < len(text):
        sign = text[place]
        if sign == "\\" and text[place + 1 : place + 2] in PUNCTUATION and place + 1 < len(text):
            place += 2
            continue
        if sign <= " " or sign == "\x7f":
            break
        if sign == "(":
            depth += 1
            if depth > _MOST_BRACKETS:
                return None
        elif sign == ")":
            if not depth:
                break
            depth -= 1
        place += 1
    return None if depth else (text[position:place], position, place)


def title(text: str, position: int) -> tuple[str, int] | None:
    """Return a title as written at a position, and where it ends."""
    pattern = _TITLES.get(text[position : position + 1])
    found = pattern.match(text, position) if pattern else None
    if found is None or re.search(r"\n[ \t]*\n", found.group()):
        return None
    return found.group()[1:-1], found.end()


def space(text: str, position: int) -> int:
    """Return where white space with at most one line end is over."""
    found = _WHITE.match(text, position)
    assert found is not None
    return found.end()


def definition(text: str) -> Definition | None:
    """Return the link definition at the beginning of a paragraph's text."""
    name = LABEL.match(text)
    if name is None or not name[1].strip() or len(name[1]) > MAXLABEL:
        return None
    if not text.startswith(":", name.end()):
        return None
    begins = space(text, name.end() + 1)
    led = target(text, begins) if begins < len(text) else None
    if led is None or led[2] == begins:
        return None
    written, at, end = led
    after = space(text, end)
    found = title(text, after) if after > end else None
    if found is not None and _is_line_end(text, found[1]):
        words, end = found
    elif _is_line_end(text, end):
        words = ""
    else:
        return None
    line_end = text.find("\n", end)
    end = len(text) if line_end < 0 else line_end
    return Definition(label(name[1]), unescaped(written), unescaped(words), at, end)


def _is_line_end(text: str, position: int) -> bool:
    end = text.find("\n", position)
    return not text[position : len(text) if end < 0 else end].strip(" \t")

"""Words of another program written as Markdown that means those very words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bangtin import spelling
from bangtin.markdown import addresses

_SPECIAL = re.compile(
    r"[\\*`\[\]]|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|~~|\{(?=[{%:.#\w])|==|:(?=\w+:)"
)
_BEGINNING = re.compile(
    r"(?:#{1,7}|[-+>=|]|~~~|!!!|:::+|\*)(?=\s|$|[^\W_])|---|\d{1,9}(?=[.)](?:\s|$))"
)
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Piece:
    """Words in one look: ``mark`` is empty, ``*`` or ``**``.

    The text of a ``raw`` one is Markdown already; ``said`` are then its words.
    """

    text: str
    mark: str = ""
    raw: bool = False
    said: str = ""


def plain(text: str) -> str:
    """Return words in normal form, without what can't be seen."""
    text = spelling.nfc(text).replace("\u00a0", " ").replace("\u202f", " ")
    text = re.sub(r"[\t\n\r\v\f\u2028\u2029]", " ", text)
    return spelling.HIDDEN.sub("", text)


def escaped(text: str, *, in_table: bool = False) -> str:
    """Return words with a backslash before each sign that Markdown would take for its own.

    Addresses stay whole: one with a backslash in it would be no link.
    """
    out, last = [], 0
    for found in addresses.find(text):
        out += [_escaped(text[last : found.start]), text[found.start : found.end]]
        last = found.end
    out.append(_escaped(text[last:]))
    whole = "".join(out)
    return whole.replace("|", "\\|") if in_table else whole


def _escaped(text: str) -> str:
    # A backslash is no help against a tag: Bangtin looks for those before it reads marks.
    return _SPECIAL.sub(lambda m: "&lt;" if m.group() == "<" else f"\\{m.group()}", text)


def begun(text: str) -> str:
    """Return a line that begins no list, heading or other block, whatever its first sign is."""
    found = _BEGINNING.match(text)
    if found is None:
        return text
    if found.group()[0].isdigit():
        return f"{found.group()}\\{text[found.end() :]}"
    return f"\\{text}"


def joined(pieces: list[Piece], *, in_table: bool = False) -> str:
    """Return pieces as one line; marks stand where Markdown takes them for marks."""
    parts = _merged(pieces)
    out = ""
    for number, piece in enumerate(parts):
        words = piece.text if piece.raw else escaped(piece.text, in_table=in_table)
        if not piece.mark:
            out += words
            continue
        before = out[-1:]
        after = parts[number + 1].text[:1] if number + 1 < len(parts) else ""
        out += _marked(piece, before, after, in_table=in_table)
    return re.sub(r" {2,}", " ", out).strip()


def _marked(piece: Piece, before: str, after: str, *, in_table: bool) -> str:
    """Return words between marks; blanks, and signs at a letter, are left outside of them."""
    text, head, tail = piece.text, "", ""
    if not piece.raw:
        head = text[: len(text) - len(text.lstrip())]
        tail = text[len(text.rstrip()) :]
        text = text.strip()
        if not head and _LETTER.match(before or " "):
            kept = re.sub(r"^[\W_]+", "", text)
            head, text = text[: len(text) - len(kept)], kept
        if not tail and _LETTER.match(after or " "):
            kept = re.sub(r"[\W_]+$", "", text)
            tail, text = text[len(kept) :], kept
        words = escaped(text, in_table=in_table)
    else:
        words = text
    outer = [escaped(part, in_table=in_table) for part in (head, tail)]
    if not _LETTER.search(text) or (before in ("*", "_") and not head):
        return outer[0] + words + outer[1]
    return f"{outer[0]}{piece.mark}{words}{piece.mark}{outer[1]}"


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Return pieces with neighbours of one look made one; blanks take the look beside them."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and not piece.raw and not found[-1].raw:
            above = found[-1]
            if above.mark == piece.mark or not piece.text.strip():
                found[-1] = replace(above, text=above.text + piece.text)
                continue
            if not above.text.strip():
                found[-1] = replace(piece, text=above.text + piece.text)
                continue
        found.append(piece)
    return found


def target(href: str) -> str:
    """Return an address as it stands in the parentheses of a link."""
    return "".join(f"%{ord(c):02X}" if c in ' ()<>"\\|' else c for c in href.strip())

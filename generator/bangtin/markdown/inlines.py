"""Words, marks and links of one block as CommonMark and GitHub read them.

It stands in Python-Markdown as its one inline pattern: marks of emphasis pair by what stands
beside them (section 6.2 of CommonMark), code binds before links, links before emphasis. The
library's own patterns try one kind after the other over the whole text, and so read
``**a**b``, ``[a](b c)`` or a tag within code in other ways.

Bare addresses become links, so that no address leaves the house that nobody vouched for.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from bangtin.markdown import addresses, destinations
from bangtin.markdown.body_checks import RAW_HTML
from bangtin.markdown.passages import Findings, Passage, Position

_SIGN = re.compile(r"[\\`*_\[\]<&~\n]|!\[")
BEGINNING = re.compile(
    rf"[`*_\[\]<&~|{{\n={addresses.SIGN_LETTERS}]"
    rf"(?:(?<=[`*_\[\]<&~|{{])|(?<= \n)|(?<==)=|(?<=:)\w|{addresses.BEHIND_LETTER})"
)
"""Where none of these stands, a text is only words.

It begins with the letters that one can begin with, so that all others are passed over: 2 us
for a sentence, not 16.
"""
_RUN = re.compile(r"\*+|_+")
_TICKS = re.compile(r"`+")
_AUTO = re.compile(r"<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^\x00-\x20<>]*)>")
_AUTO_MAIL = re.compile(r"<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>")
_COMMENT = re.compile(r"<!--(?:>|->|.*?-->)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SMALL = re.compile(r"<(sup|sub)>([^<>\n]*)</\1>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_STRUCK = re.compile(r"~~(?!~)(?:[^\n]*?~~)?|~(?=[^\s~])[^~\n]*[^\s~]~(?![\w~])")
_SUPER = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_LEFT = re.compile(
    r"(?P<link>\]\s?\(\s?(?:link:|https?:|tel:|/|#|[^\s()]*\.(?:md|png|jpe?g|webp|gif)\b)"
    r"|\]\(|\)\[|\]\[|!\[)"
    r"|(?P<mark>\*\*|\[\^\w+\]|\|\s*:?---|^\|.*\|\s*$)"
    r"|(?P<attributes>\{(?:[:#.]|[\w-]+=)[^{}\n]*\})"
    r"|(?P<braces>(?<!\{)\{[^\W\d_][\w .-]{0,30}\}(?!\}))"
    r"|(?P<name>(?<![\w:/])link:[a-z0-9][a-z0-9-]*)"
    r"|(?P<foreign>\{\{[^{}\n]*\}\}|\{%[^\n]*?%\}|\[\[[^\[\]\n]+\]\]"
    r"|(?<![=\w])==(?=[^\s=])[^=\n]*[^\s=]==(?!=)|(?<!\w):[a-z][a-z_]{2,}:(?!\w))",
    re.MULTILINE,
)
"""Marks that came to nothing: they would stand on the page and the sheet as they are."""
_LEFT_SIGN = re.compile(r"[\[\]*|{]|==|:\w")
_ESCAPED_BRACKET = re.compile(r"\\\[[^\[\]]*$")
_TAKEN = "\x00"
_SHOWN = 20
MOST_ELEMENTS = 2_000
"""Links, breaks and code in one paragraph: Python-Markdown's time grows with their square."""


class _Piece:
    """A part of a text: words from ``at`` on, or an element; linked to its neighbours."""

    __slots__ = ("at", "auto", "element", "next", "prev", "text")

    def __init__(self, text: str, at: int, element: Element | None = None) -> None:
        self.text = text
        self.at = at
        self.element = element
        self.auto = ""
        self.prev: _Piece = self
        self.next: _Piece = self

    def remove(self) -> None:
        self.prev.next, self.next.prev = self.next, self.prev


class _Mark:
    """A run of stars or lines that may open or close emphasis."""

    __slots__ = ("closes", "count", "length", "opens", "piece", "sign")

    def __init__(self, piece: _Piece, sign: str, length: int, opens: bool, closes: bool) -> None:  # noqa: FBT001
        self.piece = piece
        self.sign = sign
        self.count = self.length = length
        self.opens = opens
        self.closes = closes


class _Bracket:
    """An opening bracket that may begin a link or a picture."""

    __slots__ = ("end", "image", "is_active", "marks", "piece")

    def __init__(self, piece: _Piece, marks: int, end: int, *, image: bool) -> None:
        self.piece = piece
        self.marks = marks
        self.end = end
        self.image = image
        self.is_active = True


class _Reading:
    """Reads one text into the children of an element."""

    def __init__(
        self, text: Passage, references: dict[str, tuple[str, str, Position]], findings: Findings
    ) -> None:
        self._text = text
        self._references = references
        self._findings = findings
        self._end = _Piece("", len(text))
        self._marks: list[_Mark] = []
        self._brackets: list[_Bracket] = []
        self._shown = list(text)
        self._ticks: dict[int, list[int]] | None = None
        self._elements = 0

    def read(self, element: Element) -> None:
        text, position = self._text, 0
        found = iter(addresses.find(text))
        address = next(found, None)
        while position < len(text):
            if self._elements > MOST_ELEMENTS:
                self._note("elements-too-many", position, limit=str(MOST_ELEMENTS))
                break
            sign = _SIGN.search(text, position)
            place = sign.start() if sign else len(text)
            while address and address.start < position:
                address = next(found, None)
            if address and address.start <= place:
                self._words(position, address.start)
                piece = self._add(text[address.start : address.end], address.start)
                piece.auto = address.target
                self._elements += 1
                self._take(address.start, address.end)
                position = address.end
                continue
            self._words(position, place)
            if sign is None:
                break
            position = self._at_sign(sign.group(), place)
        self._pair(0)
        self._look_for_marks()
        self._fill(element, self._end.next, self._end)

    # ── Pieces ──

    def _add(self, text: str, at: int, element: Element | None = None) -> _Piece:
        piece, end = _Piece(text, at, element), self._end
        self._elements += element is not None
        piece.prev, piece.next = end.prev, end
        end.prev.next = piece
        end.prev = piece
        return piece

    def _words(self, start: int, end: int) -> None:
        if end > start:
            self._add(self._text[start:end], start)

    def _take(self, start: int, end: int) -> None:
        self._shown[start:end] = _TAKEN * (end - start)

    def _note(self, key: str, at: int, **args: str) -> None:
        self._findings.note(key, self._text.spot(at), **args)

    def _fill(self, element: Element, first: _Piece, end: _Piece) -> None:
        """Put pieces into an element: words, and elements between them."""
        last: Element | None = None
        words: list[str] = [element.text or ""]
        piece = first
        while piece is not end:
            inner = piece.element
            if piece.auto:
                inner = Element("a", {"href": piece.auto, "at": self._place(piece.at)})
                inner.text = AtomicString(piece.text)
            if inner is None:
                words.append(piece.text)
            else:
                _put(element, last, words)
                element.append(inner)
                last, words = inner, []
            piece = piece.next
        _put(element, last, words)

    def _place(self, at: int) -> str:
        line, column = self._text.spot(at)
        return f"{line}:{column}"

    # ── Signs ──

    def _at_sign(self, sign: str, at: int) -> int:
        """Read what begins with a sign; return where the rest begins."""
        match sign:
            case "\\":
                return self._escape(at)
            case "`":
                return self._code(at)
            case "*" | "_":
                return self._run(at)
            case "[" | "![":
                piece = self._add(sign, at)
                end = at + len(sign)
                image = sign == "!["
                self._brackets.append(_Bracket(piece, len(self._marks), end, image=image))
                return end
            case "]":
                return self._close(at)
            case "<":
                return self._angle(at)
            case "&":
                return self._entity(at)
            case "~":
                return self._tilde(at)
            case _:
                return self._line_end(at)

    def _escape(self, at: int) -> int:
        following = self._text[at + 1 : at + 2]
        if following == "\n":
            self._take(at, at + 1)
            self._add("", at, Element("br"))
            return at + 2
        if following and following in destinations.PUNCTUATION:
            self._take(at, at + 2)
            self._add(following, at)
            return at + 2
        if not following:
            self._note("mark-left", at, text="\\")
        self._add("\\", at)
        return at + 1

    def _line_end(self, at: int) -> int:
        before = self._end.prev
        words = before.text.rstrip(" ") if before.element is None and not before.auto else ""
        if before.element is None and not before.auto and len(before.text) - len(words) > 1:
            before.text = words
            self._add("", at, Element("br"))
        else:
            self._add("\n", at)
        return at + 1

    def _code(self, at: int) -> int:
        ticks = _TICKS.match(self._text, at)
        assert ticks is not None
        length = len(ticks.group())
        start = self._next_ticks(length, ticks.end())
        if start is not None:
            words = self._text[ticks.end() : start].replace("\n", " ")
            if words.strip(" ") and words[0] == words[-1] == " ":
                words = words[1:-1]
            element = Element("code")
            element.text = AtomicString(words)
            self._add("", at, element)
            self._take(at, start + length)
            return start + length
        self._add(ticks.group(), at)
        return ticks.end()

    def _next_ticks(self, length: int, after: int) -> int | None:
        """Return where the next run of so many backticks begins; a text is searched once."""
        if self._ticks is None:
            self._ticks = {}
            for run in _TICKS.finditer(self._text):
                self._ticks.setdefault(len(run.group()), []).append(run.start())
        starts = self._ticks.get(length, [])
        place = bisect.bisect_left(starts, after)
        return starts[place] if place < len(starts) else None

    def _angle(self, at: int) -> int:
        text = self._text
        if found := _AUTO.match(text, at) or _AUTO_MAIL.match(text, at):
            words = found[1]
            target = words if found.re is _AUTO else f"mailto:{words}"
            element = Element("a", {"href": target, "at": self._place(at + 1)})
            element.text = AtomicString(words)
            self._add("", at, element)
        elif found := _COMMENT.match(text, at):
            pass
        elif found := _BREAK.match(text, at):
            self._add("", at, Element("br"))
        elif found := _SMALL.match(text, at):
            words = found[2]
            shown = words.translate(_SUPER if found[1].lower() == "sup" else _SUB)
            if any(c in words for c in shown):
                self._note("raw-html", at, tag=found.group()[:_SHOWN])
            self._add(shown, at)
        else:
            if tag := RAW_HTML.match(text, at):
                self._note("raw-html", at, tag=" ".join(tag.group().split()))
            self._add("<", at)
            return at + 1
        self._take(at, found.end())
        return found.end()

    def _entity(self, at: int) -> int:
        found = _ENTITY.match(self._text, at)
        shown = destinations.entity(found.group()) if found else None
        if found is None or shown is None:
            self._add("&", at)
            return at + 1
        if hidden := destinations.hidden(shown):
            self._note("hidden-character", at, code=hidden)
        self._add(shown, at)
        self._take(at, found.end())
        return found.end()

    def _tilde(self, at: int) -> int:
        if self._text[at - 1 : at] != "~" and (found := _STRUCK.match(self._text, at)):
            self._note("struck", at, text=found.group()[:_SHOWN])
            self._add(found.group(), at)
            return found.end()
        self._add("~", at)
        return at + 1

    # ── Emphasis ──

    def _run(self, at: int) -> int:
        found = _RUN.match(self._text, at)
        assert found is not None
        before, after = self._text[at - 1 : at] or "\n", self._text[found.end() : found.end() + 1]
        after = after or "\n"
        white = before.isspace(), after.isspace()
        signs = _is_sign(before), _is_sign(after)
        left = not white[1] and (not signs[1] or white[0] or signs[0])
        right = not white[0] and (not signs[0] or white[1] or signs[1])
        opens, closes = left, right
        if found.group()[0] == "_":
            opens, closes = left and (not right or signs[0]), right and (not left or signs[1])
        piece = self._add(found.group(), at)
        if opens or closes:
            length = len(found.group())
            self._marks.append(_Mark(piece, found.group()[0], length, opens, closes))
        return found.end()

    def _pair(self, bottom: int) -> None:
        """Pair the marks from ``bottom`` on (the appendix's "process emphasis")."""
        marks = self._marks[bottom:]
        del self._marks[bottom:]
        stack: list[_Mark] = []
        # Per kind of closing mark: below this height of the stack none opens it.
        floors: dict[tuple[str, bool, int], int] = {}
        for mark in marks:
            while mark.closes and mark.count:
                kind = (mark.sign, mark.opens, mark.length % 3)
                floor = min(floors.get(kind, 0), len(stack))
                place = len(stack) - 1
                while place >= floor and not _fits(stack[place], mark):
                    place -= 1
                if place < floor:
                    floors[kind] = len(stack)
                    break
                opener = stack[place]
                del stack[place + 1 :]
                for key, height in floors.items():
                    floors[key] = min(height, len(stack))
                self._wrap(opener, mark)
                if not opener.count:
                    stack.pop()
            if mark.count and mark.opens:
                stack.append(mark)

    def _wrap(self, opener: _Mark, closer: _Mark) -> None:
        width = 2 if opener.count > 1 and closer.count > 1 else 1
        element = Element("strong" if width > 1 else "em")
        self._fill(element, opener.piece.next, closer.piece)
        first, last = opener.piece, closer.piece
        end = first.at + opener.count
        self._take(end - width, end)
        start = last.at
        self._take(start, start + width)
        before, after = self._text[end - width - 1 : end - width], self._text[start + 1 : start + 2]
        if width == 1 and opener.sign == "*" and before.isdigit() and after.isdigit():
            shown = self._text[end - 2 : start + 2].replace("\n", " ")
            self._note("stars-between", end - 1, text=shown[:_SHOWN])
        last.at += width
        piece = _Piece("", first.at, element)
        first.next, last.prev = piece, piece
        piece.prev, piece.next = first, last
        for mark in (opener, closer):
            mark.count -= width
            mark.piece.text = mark.sign * mark.count

    # ── Links ──

    def _close(self, at: int) -> int:
        if not self._brackets:
            self._add("]", at)
            return at + 1
        bracket = self._brackets.pop()
        if not bracket.is_active:
            self._add("]", at)
            return at + 1
        led = self._led(bracket, at)
        if led is None:
            self._add("]", at)
            return at + 1
        target, title, spot, end = led
        self._pair(bracket.marks)
        attributes = {"at": f"{spot[0]}:{spot[1]}"}
        if title:
            attributes["title"] = title
        if bracket.image:
            element = Element("img", {"src": target, **attributes})
            inner = Element("span")
            self._unlink(bracket.piece.next)
            self._fill(inner, bracket.piece.next, self._end)
            element.set("alt", _plain(inner))
        else:
            element = Element("a", {"href": target, **attributes})
            self._unlink(bracket.piece.next)
            self._fill(element, bracket.piece.next, self._end)
            for other in self._brackets:
                other.is_active = other.is_active and other.image
        opening = bracket.piece
        self._take(opening.at, bracket.end)
        self._take(at, end)
        before = opening.prev
        before.next, self._end.prev = self._end, before
        self._add("", opening.at, element)
        return end

    def _unlink(self, piece: _Piece) -> None:
        """Leave addresses words where a link holds them."""
        while piece is not self._end:
            piece.auto = ""
            piece = piece.next

    def _led(self, bracket: _Bracket, at: int) -> tuple[str, str, Position, int] | None:
        """Return where a link leads, its title, the place of its target and its end."""
        text = self._text
        if text.startswith("(", at + 1) and (inline := self._inline_target(at + 2)):
            return inline
        named = destinations.LABEL.match(text, at + 1)
        label = text[bracket.end : at]
        end = at + 1
        if named:
            end = named.end()
            label = named[1] or label
        elif destinations.LABEL.fullmatch(text, bracket.end - 1, at + 1) is None:
            return None
        found = self._references.get(destinations.label(label))
        if found:
            self._findings.labels.add(destinations.label(label))
        return (*found, end) if found else None

    def _inline_target(self, position: int) -> tuple[str, str, Position, int] | None:
        text = self._text
        begins = destinations.space(text, position)
        led = destinations.target(text, begins)
        if led is None:
            return None
        written, at, end = led
        after = destinations.space(text, end)
        words = ""
        if after > end and (found := destinations.title(text, after)):
            words, end = found
            after = destinations.space(text, end)
        if not text.startswith(")", after):
            return None
        to, words = destinations.unescaped(written), destinations.unescaped(words)
        if hidden := destinations.hidden(to) or destinations.hidden(words):
            self._note("hidden-character", at, code=hidden)
        return to, words, text.spot(at), after + 1

    # ── What is left ──

    def _look_for_marks(self) -> None:
        """Note a mark that came to nothing."""
        shown = "".join(self._shown)
        if not _LEFT_SIGN.search(shown):
            return
        for found in _LEFT.finditer(shown):
            if found["link"] and _ESCAPED_BRACKET.search(self._text, 0, found.start()):
                # The author took the link's meaning away.
                continue
            words = self._text[found.start() : found.end() + 12].replace("\n", " ").strip()
            if found["attributes"]:
                self._note("attribute-list", found.start(), text=found.group())
            elif found["braces"]:
                # In an entry it would be filled in; here nothing is.
                self._note("braces-shown", found.start(), text=found.group())
            elif found["foreign"]:
                self._note("mark-foreign", found.start(), text=found.group()[:_SHOWN])
            else:
                is_link = found["link"] or found["name"]
                self._note("link-left" if is_link else "mark-left", found.start(), text=words)
            return


def _fits(opener: _Mark, closer: _Mark) -> bool:
    """Tell whether two marks pair (rules 9 and 10 of section 6.2)."""
    if opener.sign != closer.sign:
        return False
    if not (opener.closes or closer.opens) or (closer.length % 3 == 0 and opener.length % 3 == 0):
        return True
    return (opener.length + closer.length) % 3 != 0


def _put(element: Element, last: Element | None, words: list[str]) -> None:
    if last is None:
        element.text = AtomicString("".join(words))
    else:
        last.tail = AtomicString("".join(words))


def _plain(element: Element) -> str:
    return "".join(_parts(element))


def _parts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "img":
            yield child.get("alt", "")
        elif child.tag == "br":
            yield " "
        else:
            yield from _parts(child)
        yield child.tail or ""


def _is_sign(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


class InlineReader(InlineProcessor):
    """Reads the words of a block for Python-Markdown, in the place of its own patterns."""

    def __init__(
        self, references: dict[str, tuple[str, str, Position]], findings: Findings
    ) -> None:
        super().__init__(r".+")
        self._references = references
        self._findings = findings

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self,
        m: re.Match[str],  # noqa: ARG002 - it is always the whole text
        data: str,
    ) -> tuple[Element, int, int]:
        """Return the whole text as one element."""
        text = data if isinstance(data, Passage) else Passage(data)
        element = Element("span")
        _Reading(text, self._references, self._findings).read(element)
        element.text = AtomicString(element.text or "")
        return element, 0, len(data)

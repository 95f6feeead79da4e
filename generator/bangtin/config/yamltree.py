"""YAML as a tree that keeps every line and decides no types.

PyYAML's own resolvers change what an author wrote (``12:30`` becomes 750,
``0912`` an octal number, ``no`` False) and let the last of two equal keys win.
Here a scalar stays text until a schema asks for a type, so none of that can
happen. Aliases are refused, and depth and size are bounded: a header is a few
lines that a person wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from bangtin import spelling
from bangtin.config import yamlfaults
from bangtin.problems import Place, Problems

MAX_DEPTH = 12
MAX_CHARACTERS = 400_000
_HASH = re.compile(r"[ \t]*(?<=[ \t])(#[^\s#].*)")
_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written; ``plain`` tells that it stood without quotes."""

    text: str
    plain: bool
    place: Place


@dataclass(slots=True)
class Sequence:
    """A list of nodes."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and their nodes in the order of the file; ``key_places`` says where a key stands."""

    place: Place
    items: dict[str, Node] = field(default_factory=dict)
    key_places: dict[str, Place] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def parse(text: str, file: str, problems: Problems, first_line: int = 1) -> Node | None:
    """Parse one YAML document.

    ``first_line`` is the line of the file on which ``text`` begins, so that
    places count the lines of the whole file. Returns None for an empty document
    or after an error, which is then in ``problems``.
    """
    if len(text) > MAX_CHARACTERS:
        problems.error("yaml-too-large", Place(file, first_line), limit=MAX_CHARACTERS)
        return None
    # YAML takes these for line ends, editors don't: lines would be counted apart.
    text = text.translate(_NO_LINE_ENDS)
    if slip := yamlfaults.odd_space(text):
        problems.error(slip[0], Place(file, first_line + slip[1], slip[2] + 1))
        return None
    try:
        return _Builder(file, first_line, problems).build(text)
    except yaml.MarkedYAMLError as error:
        key, line, column = yamlfaults.explain(error, text)
        problems.error(key, Place(file, first_line + line, column + 1), limit=MAX_DEPTH)
    except yaml.YAMLError as error:  # the reader's errors carry no mark
        character = getattr(error, "character", None)
        position = text.find(chr(character)) if isinstance(character, int) else -1
        line = first_line + (text.count("\n", 0, position) if position >= 0 else 0)
        problems.error("yaml-syntax", Place(file, line))
    except _Stop:
        pass
    return None


class _Stop(Exception):
    """Reading can't go on; the problem has been noted."""


class _Builder:
    """Builds the tree from PyYAML's events, which come in order and without recursion."""

    def __init__(self, file: str, first_line: int, problems: Problems) -> None:
        self._file = file
        self._first_line = first_line
        self._problems = problems

    def build(self, text: str) -> Node | None:
        root: Node | None = None
        open_nodes: list[Sequence | Mapping] = []
        keys: list[tuple[str, Place] | None] = []
        lines = text.split("\n") if " #" in text or "\t#" in text else []
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            node: Node
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self._problems.error("yaml-alias", self._place(event))
                raise _Stop
            if getattr(event, "tag", None):
                # A tag would be dropped, and with it the word that an author began with "!".
                self._problems.error("yaml-tag", self._place(event))
                raise _Stop
            if isinstance(event, yaml.ScalarEvent):
                place = self._place(event)
                value = self._seen(event.value, place)
                self._check_hash(event, lines)
                if open_nodes and isinstance(open_nodes[-1], Mapping) and keys[-1] is None:
                    keys[-1] = (value, place)
                    continue
                node = Scalar(value, not event.style, place)
            elif isinstance(event, yaml.SequenceStartEvent):
                node = Sequence(self._place(event))
            elif isinstance(event, yaml.MappingStartEvent):
                node = Mapping(self._place(event))
            elif isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
                keys.pop()
                continue
            elif isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._problems.error("yaml-two-documents", self._place(event))
                raise _Stop
            else:
                continue
            if not open_nodes:
                root = node
            else:
                self._attach(open_nodes[-1], keys, node)
            if not isinstance(node, Scalar):
                open_nodes.append(node)
                keys.append(None)
                if len(open_nodes) > MAX_DEPTH:
                    self._problems.error("yaml-too-deep", node.place, limit=MAX_DEPTH)
                    raise _Stop
        return root

    def _check_hash(self, event: yaml.ScalarEvent, lines: list[str]) -> None:
        """Refuse a comment right behind a value whose "#" belongs to its words: "Đợt tiêm #2"."""
        if not event.value or event.style:
            return
        end = event.end_mark
        if end and end.line < len(lines) and (found := _HASH.match(lines[end.line], end.column)):
            place = Place(self._file, self._first_line + end.line, found.start(1) + 1)
            self._problems.error("yaml-hash", place, text=found[1][:20])

    def _attach(
        self, parent: Sequence | Mapping, keys: list[tuple[str, Place] | None], node: Node
    ) -> None:
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        if keys[-1] is None:
            self._problems.error("yaml-complex-key", node.place)
            raise _Stop
        name, place = keys[-1]
        keys[-1] = None
        if name in parent.items:
            first = parent.key_places[name]
            self._problems.error("duplicate-key", place, key=name, first=first.line)
            return
        parent.items[name] = node
        parent.key_places[name] = place

    def _seen(self, value: str, place: Place) -> str:
        """Return a value in its normal form; refuse what an escape made of it that nobody sees."""
        if value.isascii() and value.isprintable():
            return value
        value = spelling.nfc(value)
        if styled := spelling.STYLED.search(value) or spelling.odd_digits(value):
            self._problems.error("letters-styled", place, text=styled.group()[:20])
        found = spelling.HIDDEN.search(value)
        if found is None:
            return value
        self._problems.error("hidden-character", place, code=f"U+{ord(found.group()):04X}")
        return spelling.HIDDEN.sub("", value)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None
        return Place(self._file, self._first_line + mark.line, mark.column + 1)

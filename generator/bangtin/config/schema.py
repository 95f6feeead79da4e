"""Turns a YAML tree into a typed Struct, and every mismatch into a problem with its line.

The schema is the Struct: field names are the keys, types say how a scalar's
text is read, defaults make a key optional. Unlike ``msgspec.convert`` this does
not stop at the first fault, and it never guesses a type from how text looks.
"""

from __future__ import annotations

import datetime
import functools
import re
import types
import typing
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from bangtin import spelling
from bangtin.config.yamltree import Mapping, Node, Scalar, Sequence
from bangtin.problems import Place, Problems, closest

T = TypeVar("T", bound=msgspec.Struct)

INVALID: Final = object()
"""Stands for a value whose problem has been noted."""

MAX_DIGITS = 12
"""The longest number that is read: no size, date or count of a site is longer."""


def read_struct(
    node: Node | None, kind: type[T], file: str, problems: Problems, name: str = ""
) -> T | None:
    """Read a mapping as a ``kind``; returns None when anything in it is wrong.

    ``name`` is what messages call it: the key under which it stands.
    """
    if node is None:
        node = Mapping(Place(file, 1))
    value = _Reader(problems).struct(node, kind, name)
    return None if value is INVALID else typing.cast("T", value)


@functools.cache
def _schema(
    kind: type[msgspec.Struct],
) -> tuple[dict[str, msgspec.structs.FieldInfo], dict[str, Any]]:
    """Return the keys of a Struct with their fields, and the types of its fields by name."""
    # ``places`` is not a key: it is filled here, so that later checks can name a line.
    fields = {f.encode_name: f for f in msgspec.structs.fields(kind) if f.name != "places"}
    return fields, typing.get_type_hints(kind, include_extras=True)


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def value(self, node: Node, kind: Any, key: str) -> Any:
        """Read one node as ``kind``; ``key`` is its name for messages."""
        origin = get_origin(kind)
        if origin in (Union, types.UnionType):
            return self._union(node, kind, key)
        if origin is typing.Annotated:
            return self._annotated(node, kind, key)
        if origin is Literal:
            return self._choice(node, get_args(kind), key)
        if origin in (tuple, list):
            return self._list(node, get_args(kind)[0], key)
        if origin is dict:
            return self._dict(node, get_args(kind)[1], key)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self.struct(node, kind, key)
        return self._scalar(node, kind, key)

    def struct(self, node: Node, kind: type[msgspec.Struct], key: str) -> Any:
        """Read a mapping: each unknown, missing and mistyped key is a problem of its own."""
        if not isinstance(node, Mapping):
            return self._wrong(node, key, "mapping")
        fields, hints = _schema(kind)
        values: dict[str, Any] = {}
        mistyped: set[str] = set()
        sound = True
        for name, child in node.items.items():
            field = fields.get(name)
            if field is None:
                sound = False
                if (renamed := getattr(kind, "RENAMED", {}).get(name)) is not None:
                    key = "key-renamed" if renamed else "key-gone"
                    self._problems.error(key, node.key_places[name], key=name, meant=renamed)
                    mistyped.add(renamed)
                    continue
                meant = closest(name, fields)
                mistyped.add(meant)
                self._problems.error(
                    "unknown-key-meant" if meant else "unknown-key",
                    node.key_places[name],
                    key=name,
                    meant=meant,
                    known=", ".join(fields),
                )
                continue
            value = self.value(child, hints[field.name], name)
            if value is INVALID:
                sound = False
            else:
                values[field.name] = value
        for name, field in fields.items():
            if field.required and name not in node.items:
                sound = False
                # A key with a typo in it is one mistake, not two.
                if name in mistyped:
                    continue
                self._problems.error("missing-key", node.place, key=name)
        if not sound:
            return INVALID
        if "places" in kind.__struct_fields__:
            values["places"] = _places(node)
        return kind(**values)

    def _union(self, node: Node, kind: Any, key: str) -> Any:
        options = [a for a in get_args(kind) if a is not type(None)]
        if type(None) in get_args(kind) and isinstance(node, Scalar) and _is_null(node):
            return None
        # A union of shapes (a name, or a mapping) is told apart by the shape.
        for option in options:
            if isinstance(node, Scalar) and option is not str and str in options:
                continue
            is_struct = isinstance(option, type) and issubclass(option, msgspec.Struct)
            if is_struct == isinstance(node, Mapping):
                return self.value(node, option, key)
        return self.value(node, options[0], key)

    def _annotated(self, node: Node, kind: Any, key: str) -> Any:
        base, *limits = get_args(kind)
        value = self.value(node, base, key)
        if value is INVALID:
            return INVALID
        for limit in limits:
            if problem := _beyond(value, limit):
                name, bound = problem
                self._problems.error(name, node.place, key=key, value=value, limit=bound)
                return INVALID
        return value

    def _choice(self, node: Node, choices: tuple[Any, ...], key: str) -> Any:
        text = self._scalar(node, str, key)
        if text is INVALID or text in choices:
            return text
        meant = closest(text, choices)
        self._problems.error(
            "unknown-choice-meant" if meant else "unknown-choice",
            node.place,
            key=key,
            value=text,
            meant=meant,
            known=", ".join(choices),
        )
        return INVALID

    def _list(self, node: Node, kind: Any, key: str) -> Any:
        if not isinstance(node, Sequence):
            return self._wrong(node, key, "list")
        values = [self.value(item, kind, key) for item in node.items]
        return INVALID if INVALID in values else tuple(values)

    def _dict(self, node: Node, kind: Any, key: str) -> Any:
        if not isinstance(node, Mapping):
            return self._wrong(node, key, "mapping")
        values = {name: self.value(item, kind, name) for name, item in node.items.items()}
        return INVALID if INVALID in values.values() else values

    def _scalar(self, node: Node, kind: Any, key: str) -> Any:
        if not isinstance(node, Scalar):
            return self._wrong(node, key, "scalar")
        text = spelling.nfc(node.text).strip()
        if kind is Place:
            return node.place
        if not text:
            self._problems.error("empty-value", node.place, key=key)
            return INVALID
        if node.plain and _CURLY.fullmatch(text):
            self._problems.error("quotes-curly", node.place, key=key)
            return INVALID
        if kind is str:
            return text
        if kind is bool:
            if node.plain and text in ("true", "false"):
                return text == "true"
            return self._wrong(node, key, "bool")
        if kind in (int, float):
            return self._number(node, text, kind, key)
        return self._time(node, text, kind, key)

    def _time(self, node: Scalar, text: str, kind: Any, key: str) -> Any:
        if kind is datetime.date:
            day = _day(text)
            return day if day is not None else self._wrong(node, key, "date")
        if kind is datetime.datetime:
            moment = _moment(text)
            return moment if moment is not None else self._wrong(node, key, "datetime")
        raise TypeError(f"the schema has a type that YAML can't be read as: {kind!r}")

    def _number(self, node: Scalar, text: str, kind: type[int] | type[float], key: str) -> Any:
        digits = text.removeprefix("-")
        plain = digits.isascii() and digits.replace(".", "", 0 if kind is int else 1).isdigit()
        if not plain or len(digits) > MAX_DIGITS:
            return self._wrong(node, key, "int" if kind is int else "float")
        return kind(text)

    def _wrong(self, node: Node, key: str, expected: str) -> Any:
        written = node.text if isinstance(node, Scalar) else ""
        self._problems.error(f"not-a-{expected}", node.place, key=key, value=written)
        return INVALID


def _beyond(value: Any, limit: msgspec.Meta) -> tuple[str, str] | None:
    """Return which limit a value breaks, as a message's key and the limit; None if it keeps all."""
    if limit.pattern is not None and not re.search(limit.pattern, value):
        # An example says more than a pattern to whoever writes no programs.
        return "bad-form", str(limit.examples[0]) if limit.examples else limit.pattern
    if limit.max_length is not None and len(value) > limit.max_length:
        is_text = isinstance(value, str)
        return "too-long" if is_text else "wrong-count", str(limit.max_length)
    if limit.min_length is not None and len(value) < limit.min_length:
        return "wrong-count", str(limit.min_length)
    if limit.ge is not None and value < limit.ge:
        return "too-small", f"{limit.ge:g}"
    if limit.gt is not None and value <= limit.gt:
        return "not-above", f"{limit.gt:g}"
    if limit.le is not None and value > limit.le:
        return "too-large", f"{limit.le:g}"
    return None


_CURLY = re.compile(r"[“”„«][^“”„«»]*[“”»]|[‘’‚][^‘’‚]*[‘’]")
"""A value between the quotes that office programs make of straight ones."""
_DATE = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})?)?$"
)
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$")


def _day(text: str) -> datetime.date | None:
    """Read a day; a time may follow it, as other generators write, and only its day counts.

    A moment of another zone that is another day here is no day that anybody meant.
    """
    found = _DATE.match(text)
    if found is None:
        return None
    try:
        day = datetime.date.fromisoformat(found[1])
        moment = datetime.datetime.fromisoformat(text.replace(" +", "+").replace(" Z", "Z"))
    except ValueError:
        return None
    is_same = moment.tzinfo is None or moment.astimezone(spelling.TIME).date() == day
    return day if is_same else None


def _moment(text: str) -> datetime.datetime | None:
    """Read a moment in the one form that hints show; None for any other."""
    try:
        return datetime.datetime.fromisoformat(text) if _DATETIME.match(text) else None
    except ValueError:
        return None


def _is_null(node: Scalar) -> bool:
    return node.plain and node.text in ("~", "null")


def _places(node: Mapping) -> dict[str, Place]:
    """Return where each value stands, and each entry of a list or set of values.

    Those may be on lines of their own.
    """
    places = {"": node.place}
    for name, child in node.items.items():
        places[name] = child.place
        if isinstance(child, Sequence):
            places |= {f"{name}.{n}": item.place for n, item in enumerate(child.items)}
        elif isinstance(child, Mapping):
            places |= {f"{name}.{n}": item.place for n, item in child.items.items()}
    return places

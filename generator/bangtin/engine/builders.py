"""The registry of builders: what a task may name, and what inputs it takes.

A builder is a pure function ``(inputs, root, data) -> bytes``: ``inputs`` is a
``msgspec.Struct``, ``root`` the site's folder and ``data`` the results of the
task's sources, in their order. It is registered under its dotted name where it
is defined, so that a task that was stored, or sent to another process, finds it
again by importing that module.
"""

from __future__ import annotations

import functools
import importlib
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

Builder = Callable[[Any, Path, tuple[bytes, ...]], bytes]
B = TypeVar("B", bound=Builder)

_REGISTRY: dict[str, Builder] = {}


class UnknownBuilder(LookupError):
    """A name that no builder was registered under."""


def builder(function: B) -> B:
    """Register a builder, as a decorator of a function at the top of its module."""
    _REGISTRY[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def name_of(function: Builder) -> str:
    """Return the name under which a builder is registered. Raises UnknownBuilder."""
    name = f"{function.__module__}.{function.__qualname__}"
    if _REGISTRY.get(name) is not function:
        raise UnknownBuilder(name)
    return name


def find(name: str) -> Builder:
    """Return the builder of a name. Raises UnknownBuilder."""
    if name not in _REGISTRY:
        module = name.rpartition(".")[0]
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise UnknownBuilder(name) from error
    try:
        return _REGISTRY[name]
    except KeyError:
        raise UnknownBuilder(name) from None


def is_known(name: str) -> bool:
    """Whether a name was registered in this process, or is one of Bangtin's own.

    To be asked of a name that was read from a file, before ``find`` imports its module.
    """
    return name in _REGISTRY or name.startswith(f"{__package__.partition('.')[0]}.")


def build(name: str, inputs: bytes, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Call a builder with its encoded inputs. Raises what the builder does, and UnknownBuilder."""
    return find(name)(msgspec.msgpack.decode(inputs, type=_inputs_type(name)), root, data)


@functools.cache
def _inputs_type(name: str) -> type[msgspec.Struct]:
    """Return the type of a builder's first parameter."""
    function = find(name)
    hints = typing.get_type_hints(function)
    return typing.cast("type[msgspec.Struct]", next(iter(hints.values())))

"""One file under ``public/``: where it goes, who makes it, and all that its bytes depend on."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.metadata
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from bangtin.problems import Place

# What shapes bytes besides our own code: a new version of one makes everything anew.
_BUILDERS = (
    "fontpkg-be-vietnam-pro",
    "jinja2",
    "markdown",
    "minify-html",
    "msgspec",
    "pagefind-bin",
    "pikepdf",
    "pillow",
    "pypdfium2",
    "pyyaml",
    "qrcode",
    "typst",
    "zxing-cpp",
)

_encoder = msgspec.msgpack.Encoder(order="deterministic")

Builder = Callable[[Any, Path, tuple[bytes, ...]], bytes]
"""A pure function ``(inputs, root, data) -> bytes``, importable by name from any process.

``data`` holds the results of the task's sources, in their order.
"""


@dataclass(frozen=True)
class Task:
    """One call of a builder, and where its problems belong.

    ``sources`` are jobs whose results this one reads as well, in whole or in part.
    ``origin``, ``label`` and ``parts`` (where each part's words stand) are for
    people: they don't change the result, so they are no part of its name.
    """

    builder: Builder
    inputs: msgspec.Struct
    origin: Place
    label: str
    sources: tuple[Source, ...] = ()
    parts: Mapping[str, Place] = dataclasses.field(default_factory=dict)

    @functools.cached_property
    def key(self) -> str:
        """The name of the result in the cache: the digest of all that it depends on."""
        digest = hashlib.blake2b(generator_digest(), digest_size=16)
        source = ",".join(source.key for source in self.sources)
        name = f"{self.builder.__module__}.{self.builder.__qualname__}\0{source}\0"
        digest.update(name.encode())
        digest.update(_encoder.encode(self.inputs))
        return digest.hexdigest()

    @property
    def whole(self) -> Task:
        """The task to run for it: itself."""
        return self


@dataclass(frozen=True)
class Part:
    """What a task reads of another one's result: a part, named by the digest of its own bytes.

    What else the result says may change without a new name.
    """

    whole: Task
    digest: str

    @property
    def key(self) -> str:
        """The name by which the part counts."""
        return self.digest


@dataclass(frozen=True)
class Stored:
    """A result that an earlier build left in the cache: nobody can make it again from here."""

    key: str

    @property
    def whole(self) -> Stored:
        """What to look for in the cache: itself."""
        return self


Source = Task | Part | Stored


@dataclass(frozen=True)
class Artifact:
    """One planned file: its path under ``public/``, its channel and its task.

    ``expectations`` says what the check stage may hold it to (see ``bangtin.checks.expectations``).
    With ``is_folder`` the task's result is an encoded ``{path: bytes}``, and its
    files are published below ``path``.
    """

    path: str
    channel: str
    task: Task
    expectations: msgspec.Struct | None = None
    is_folder: bool = False

    def __post_init__(self) -> None:
        parts = PurePosixPath(self.path).parts
        if not parts or self.path.startswith("/") or ".." in parts or "\\" in self.path:
            raise ValueError(f"an artifact's path must stay below public/: {self.path!r}")


@functools.cache
def generator_digest() -> bytes:
    """Return the digest of Bangtin itself: its source and the versions of what it calls."""
    digest = hashlib.blake2b(digest_size=16)
    package = Path(__file__).resolve().parent.parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    # Python itself shapes bytes: its tables of characters, its ways of packing.
    digest.update(f"python={platform.python_version()}\0".encode())
    for name in _BUILDERS:
        digest.update(f"{name}={importlib.metadata.version(name)}\0".encode())
    return digest.digest()

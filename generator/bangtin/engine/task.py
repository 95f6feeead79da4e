"""Tasks and artifacts: what is to be built, as data that can be stored and sent elsewhere.

A task names a registered builder, its inputs and its sources. The digest of
these is its key in the cache: equal keys mean equal bytes. An artifact is one
output file and the task that gives its bytes.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from bangtin.engine import builders
from bangtin.engine.builders import Builder
from bangtin.problems import Place

# What shapes bytes besides our own code: a new version of one makes everything anew.
_LIBRARIES = (
    "css-inline",
    "fontpkg-be-vietnam-pro",
    "gsm0338",
    "jinja2",
    "markdown",
    "minify-html",
    "msgspec",
    "pagefind-bin",
    "phonenumbers",
    "pikepdf",
    "pillow",
    "pypdfium2",
    "pyyaml",
    "qrcode",
    "typst",
    "xlsxwriter",
    "zxing-cpp",
)

_encoder = msgspec.msgpack.Encoder()


class Task(msgspec.Struct, frozen=True, eq=False, dict=True, tag="task"):
    """One call of a builder, and where its problems belong.

    ``builder`` is a registered name. ``inputs`` is a Struct, or what became of
    one that was stored: both encode to the same bytes. ``sources`` are what the
    builder reads besides. ``origin``, ``label`` and ``parts`` (where each part's
    text stands) are for people: they don't change the result, so they are no
    part of the key.
    """

    builder: str
    inputs: Any
    origin: Place
    label: str
    sources: tuple[Source, ...] = ()
    parts: dict[str, Place] = {}

    @classmethod
    def of(
        cls,
        builder: Builder,
        inputs: msgspec.Struct,
        origin: Place,
        label: str,
        sources: tuple[Source, ...] = (),
        parts: dict[str, Place] | None = None,
    ) -> Task:
        """Return a task that calls ``builder``."""
        return cls(builders.name_of(builder), inputs, origin, label, sources, parts or {})

    @functools.cached_property
    def key(self) -> str:
        """The name of the result in the cache: the digest of all that it depends on."""
        digest = hashlib.blake2b(generator_digest(), digest_size=16)
        sources = ",".join(source.key for source in self.sources)
        digest.update(f"{self.builder}\0{sources}\0".encode())
        digest.update(self.encoded_inputs())
        return digest.hexdigest()

    @property
    def producer(self) -> Task:
        """The task to run for it: itself."""
        return self

    def encoded_inputs(self) -> bytes:
        """Return the inputs as they are digested, and handed to another process.

        The order of keys stays: a builder may well show them in it.
        """
        return _encoder.encode(self.inputs)


class PartialResult(msgspec.Struct, frozen=True, eq=False, tag="part"):
    """A task whose result counts only in part for the key of those that read it.

    ``digest`` is that of the part; the rest of the result may change without a
    new key. ``name`` is the file that it is read from, so that a stored plan
    can be given the current digest.
    """

    producer: Task
    digest: str
    name: str

    @property
    def key(self) -> str:
        """What the part counts as in a task's key."""
        return self.digest


class StoredResult(msgspec.Struct, frozen=True, eq=False, tag="stored"):
    """The key of a result that an earlier build left in the cache; its task is not known here."""

    key: str

    @property
    def producer(self) -> StoredResult:
        """What to look for in the cache: itself."""
        return self


Source = Task | PartialResult | StoredResult


def keys_of(sources: Iterable[Source]) -> set[str]:
    """Return the keys of tasks and of all that they read, however far off."""
    found: set[str] = set()
    for producer in (source.producer for source in sources):
        if producer.key not in found:
            found.add(producer.key)
            if isinstance(producer, Task):
                found |= keys_of(producer.sources)
    return found


class Artifact(msgspec.Struct, frozen=True, eq=False):
    """One planned output: its path under ``public/``, its channel and its task.

    ``expectations`` say what the check stage holds it to (see
    ``bangtin.checks.expectations``). With ``is_folder`` the task's result is an
    encoded ``{path: bytes}``, and its files are published below ``path``. ``offers``
    are other artifacts, by their paths, whose sizes the task reads after its own sources.
    """

    path: str
    channel: str
    task: Task
    expectations: Any = None
    is_folder: bool = False
    offers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a path that leaves ``public/``. Raises ValueError."""
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
    for name in _LIBRARIES:
        digest.update(f"{name}={importlib.metadata.version(name)}\0".encode())
    return digest.digest()

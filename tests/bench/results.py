"""What was measured, as it is kept between runs: seconds and bytes, each time that was taken."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import msgspec

from tests.bench.corpus import PROJECT
from tests.bench.measure import Memory

FOLDER = PROJECT / ".bench"
"""Everything that the benchmarks install, write and keep; not in git."""
FILE = FOLDER / "results.json"

Seconds = list[float]
"""One time a run; empty when it was not measured."""


class Machine(msgspec.Struct):
    """What the times depend on; nothing that names the machine."""

    cores: int
    memory_bytes: int
    python: str
    system: str

    @classmethod
    def here(cls) -> Machine:
        """Describe this machine."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        cores = len(os.sched_getaffinity(0))
        return cls(cores, memory, platform.python_version(), platform.system())


class PageTimes(msgspec.Struct):
    """One generator at one number of pages.

    ``body`` is a build after one word of one page changed, ``title`` after one title did.
    """

    cold: Seconds = []
    body: Seconds = []
    title: Seconds = []
    nothing: Seconds = []
    largest_bytes: int = 0
    together_bytes: int = 0


class EditTimes(msgspec.Struct):
    """One preview at one site: from the saved file on.

    ``reload``: until the live reload says so; ``served``: until a request is answered with the
    new word; ``screen``: until the word stands in the browser. All three begin when the server
    is at rest. ``haste`` is ``served`` when the next save does not wait for that.
    ``stated`` is what the server itself says of its rebuilds, without the wait for a change.
    """

    reload: Seconds = []
    served: Seconds = []
    screen: Seconds = []
    haste: Seconds = []
    stated: Seconds = []


class Sample(msgspec.Struct):
    """The repository's own site: builds, what they publish, and a page's first view in gzip."""

    cold: Seconds = []
    nothing: Seconds = []
    public_bytes: int = 0
    first_view_bytes: int = 0


class CountTimes(msgspec.Struct):
    """A site with a table of counts: built cold, and after one report more."""

    cold: Seconds = []
    one: Seconds = []
    largest_bytes: int = 0
    together_bytes: int = 0


class ChannelTimes(msgspec.Struct):
    """So many boards, scripts or packs: built cold."""

    cold: Seconds = []
    largest_bytes: int = 0
    together_bytes: int = 0


class Results(msgspec.Struct):
    """Everything, by size and name; ``missing`` says why a peer has no times."""

    machine: Machine
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    pages: dict[int, dict[str, PageTimes]] = {}
    posters: dict[str, dict[str, dict[int, Seconds]]] = {}
    """By sheet (``venue``, ``leaflet``), by builder, by number of sheets."""
    poster_memory: dict[str, dict[int, Memory]] = {}
    """Of Bangtin, by sheet and number of sheets."""
    preview: dict[str, dict[str, EditTimes]] = {}
    """By site (``sample``, ``1000``), by server."""
    sample: Sample | None = None
    counts: dict[str, CountTimes] = {}
    """By units and days: ``1000 × 365``."""
    channels: dict[str, dict[int, ChannelTimes]] = {}
    """By kind (``board``, ``script``, ``pack``), by number."""
    start: dict[str, Seconds] = {}
    """By command."""
    cluster: dict[str, Seconds] = {}
    """The same posters, by who made them."""

    def save(self, file: Path = FILE) -> None:
        """Write everything as JSON."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self)))


def load(*, durable: bool, file: Path = FILE) -> Results:
    """Return the results to add to: those of earlier runs, or none."""
    if durable and file.is_file():
        results = msgspec.json.decode(file.read_bytes(), type=Results)
        results.machine = Machine.here()
        return results
    return Results(Machine.here())

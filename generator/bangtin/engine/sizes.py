"""The size of what a task builds, for others to say: a task of its own, so no file is carried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task


class Size(msgspec.Struct, frozen=True):
    """The inputs of a size: none, the file is its source."""


@builder
def make_size(inputs: Size, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Return how many bytes a file has, in digits."""
    return str(len(data[0])).encode()


def added(artifacts: Mapping[str, Artifact]) -> Iterable[Artifact]:
    """Yield artifacts, each with the sizes of what it offers as its last sources.

    ``artifacts`` are found by their paths in small letters.
    """
    sizes: dict[str, Task] = {}
    for artifact in artifacts.values():
        if not artifact.offers:
            yield artifact
            continue
        for path in artifact.offers:
            if path not in sizes:
                task = artifacts[path.lower()].task
                sizes[path] = Task.of(make_size, Size(), task.origin, path, (task,))
        task = artifact.task
        sources = (*task.sources, *(sizes[path] for path in artifact.offers))
        yield msgspec.structs.replace(artifact, task=msgspec.structs.replace(task, sources=sources))

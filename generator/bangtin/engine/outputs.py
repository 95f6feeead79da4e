"""What was made, as the files that are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from bangtin.engine.cache import Cache
from bangtin.engine.scheduler import Outcome
from bangtin.engine.task import Artifact
from bangtin.files import digests
from bangtin.files.digests import Entry


@dataclass(frozen=True)
class Outputs:
    """Files by their path under ``public/``: what each will be, and a way to its bytes."""

    entries: dict[str, Entry]
    keys: dict[str, str]
    unpacked: dict[str, bytes]
    cache: Cache

    def get(self, path: str) -> bytes:
        """Return a file's bytes."""
        if path in self.unpacked:
            return self.unpacked[path]
        return self.cache.get(self.keys[path])


def gather(artifacts: Sequence[Artifact], outcomes: Sequence[Outcome], cache: Cache) -> Outputs:
    """Gather what was made; what a folder holds becomes files."""
    outputs = Outputs({}, {}, {}, cache)
    for artifact, outcome in zip(artifacts, outcomes, strict=True):
        if outcome.entry is None:
            continue
        if artifact.is_folder:
            inside = msgspec.msgpack.decode(cache.get(outcome.key), type=dict[str, bytes])
            for name, data in inside.items():
                path = f"{artifact.path}/{name}"
                outputs.unpacked[path] = data
                outputs.entries[path] = Entry(digests.digest(data), len(data))
        else:
            outputs.keys[artifact.path] = outcome.key
            outputs.entries[artifact.path] = outcome.entry
    return outputs

"""What a target can do. Each kind of target is a module of its own; none knows what a portal is.

Paths are the portal's own, with slashes, from the target's folder. A file is
there whole or not at all: whoever reads it gets the old bytes or the new.
Whatever a target refuses is raised as Refused, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from bangtin.problems import Refused

OWN = ".bangtin-"
"""How the names of what Bangtin keeps on a target begin; no reader asks for them."""
LOCK = f"{OWN}lock"
PARTIAL = f"{OWN}partial"
"""Where rsync keeps what it has of a file when the line breaks, in each folder."""


Ask = Callable[[str], str]
"""Asks a person for the password of who is named; it is kept nowhere."""


class Target(Protocol):
    """A folder somewhere: on a disk, behind a line, or a branch."""

    label: str
    """What people know it by: a path, or a server with its folder."""
    keeps_history: bool
    """Whether it keeps by itself what was there before, and changes as a whole."""

    def files(self) -> dict[str, int]:
        """Return all files with their sizes."""
        ...

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the bytes of files; one that is not there is left out."""
        ...

    def read_before(self, path: str) -> bytes | None:
        """Return a file as it was before the last publish, where the target keeps history."""
        ...

    def put(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files, one after another or all at once, each whole."""
        ...

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and the folders that are empty then; one that is gone already is none."""
        ...

    def lock(self, note: bytes, *, force: bool) -> bytes | None:
        """Lock the target with a note, or return the note of who has it; ``force`` takes it."""
        ...

    def unlock(self) -> None:
        """Let it go."""
        ...

    def finish(self, message: str) -> None:
        """Have readers see what was put and removed, where that is one act."""
        ...

    def close(self) -> None:
        """Leave the line, whatever happened."""
        ...


def refused(label: str, error: object) -> Refused:
    """Return what to raise when a target, or the line to it, refuses."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Refused("target-refused", target=label, reason=reason)


def folders_above(paths: Iterable[str]) -> list[str]:
    """Return the folders of paths, the deepest first."""
    found = set()
    for path in paths:
        parts = path.split("/")[:-1]
        found |= {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return sorted(found, key=lambda folder: -folder.count("/"))

"""What Bangtin knows of a target, kept on the target itself: anyone who may publish can go on.

``.bangtin-state`` names every file that Bangtin put there with its digest, and
what there was before; ``.bangtin-before`` holds the files that the last publish
replaced or removed, named by their digests. So the way back is open from any
machine; it costs the room of what changed last.
"""

from __future__ import annotations

import msgspec

from bangtin.files.digests import Entry
from bangtin.problems import Refused
from bangtin.publishing.targets import OWN, Target

VERSION = 1
FILE = f"{OWN}state"
BEFORE = f"{OWN}before"


class Before(msgspec.Struct):
    """A state that there was: when it came, its files, and which of them were leaving."""

    time: str
    files: dict[str, Entry]
    leaving: dict[str, float]


class State(msgspec.Struct, kw_only=True):
    """The files of ours on a target.

    ``files`` is the last whole state, ``before`` the one before it. While something
    is sent, ``coming`` are the bytes that a path may have besides, none for a path
    that may be removed; ``goes_back`` says that it is the way back. ``leaving`` are
    files that no page shows any more, with the time (UTC, seconds) since when: they
    go with a later publish, as somebody may be looking at an old page.
    """

    version: int = VERSION
    time: str = ""
    files: dict[str, Entry] = {}
    leaving: dict[str, float] = {}
    before: Before | None = None
    coming: dict[str, list[Entry]] = {}
    is_sending: bool = False
    goes_back: bool = False

    def known(self, path: str) -> list[Entry]:
        """Return the bytes that we may have put at a path."""
        found = [self.files[path]] if path in self.files else []
        return found + self.coming.get(path, [])

    @property
    def paths(self) -> set[str]:
        """Every path that may be ours."""
        return {*self.files, *self.coming}


def kept(entry: Entry) -> str:
    """Return where the bytes of the state before are kept."""
    return f"{BEFORE}/{entry.digest}"


def read(target: Target) -> State | None:
    """Return a state; None where the target has none. Raises Refused for one that can't be read."""
    raw = dict(target.read([FILE])).get(FILE)
    if raw is None:
        return None
    try:
        version = msgspec.json.decode(raw, type=_Version).version
        if version > VERSION:
            raise Refused("target-newer", target=target.label, file=FILE)
        return msgspec.json.decode(raw, type=State)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("target-damaged", target=target.label, file=FILE) from error


def write(target: Target, state: State) -> None:
    """Write a state."""
    target.put([(FILE, msgspec.json.format(msgspec.json.encode(state), indent=1))])


class _Version(msgspec.Struct):
    version: int

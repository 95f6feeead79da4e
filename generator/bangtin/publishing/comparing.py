"""What a target has against what it is to have: what to send, to remove, what is in the way.

Every file that would be replaced or removed is read first. So a file that
somebody changed there is noticed, whatever its size and time, and its bytes can
be put back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bangtin.files import digests, writing
from bangtin.files.digests import Entry
from bangtin.problems import Refused
from bangtin.publishing import state as states
from bangtin.publishing.state import State
from bangtin.publishing.targets import Target

ADDRESSES = (".html", ".pdf", ".xml", ".csv", ".zip", ".xlsx", ".docx", ".txt", ".mp3")
"""What people may have as a link: it goes at once. Other files are shown by pages."""
LEAVING_SECONDS = 3600
"""So long at least a picture or style stays after the last page that shows it is replaced."""
LEAST_CEILING, CEILING_PERCENT = 20, 20
"""More than so many pages and PDFs, and more than this part of all, go only with ``--force``."""


@dataclass
class Difference:
    """What is to be done at a target.

    ``replaced`` are the bytes there of what goes or is overwritten, where they are
    those of the last whole state; they lie in ``spool`` by their digests. In the
    way are ``foreign`` files where one of ours is to stand, and ``edited`` ones,
    which we put there and somebody changed; ``theirs`` are the bytes of both.
    ``left`` are edited ones that would be removed: they stay, and are not ours any
    more. ``broken_off`` are the bytes of leaving files that a publish may have sent before it broke
    off. ``missing`` were removed there by somebody, and come again.
    """

    spool: Path
    there: dict[str, int] = field(default_factory=dict)
    put: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    leaving: dict[str, float] = field(default_factory=dict)
    replaced: dict[str, Entry] = field(default_factory=dict)
    theirs: dict[str, Entry] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    broken_off: dict[str, Entry] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def staying(self, state: State) -> dict[str, Entry]:
        """Return what is leaving with its bytes there: ours as long as it is not removed."""
        known = state.files | self.broken_off
        return {path: known[path] for path in self.leaving if path in known}

    @property
    def in_the_way(self) -> list[str]:
        """Files of somebody else's where ours are to stand."""
        return sorted(self.foreign + self.edited)

    def old(self, entry: Entry) -> bytes:
        """Return bytes that were read from the target."""
        return (self.spool / entry.digest).read_bytes()

    def check_ceiling(self, state: State) -> None:
        """Refuse to remove many files at once: a folder of pages may be missing by mistake."""
        count = sum(path.endswith(ADDRESSES) for path in self.remove)
        total = sum(path.endswith(ADDRESSES) for path in state.files)
        if count > LEAST_CEILING and count * 100 > total * CEILING_PERCENT:
            raise Refused("target-too-many", count=count, total=total)


def compare(
    target: Target,
    state: State,
    goal: Mapping[str, Entry],
    spool: Path,
    now: float,
    *,
    at_once: bool,
) -> Difference:
    """Compare a target with ``goal``; its bytes are read into the folder ``spool``.

    With ``at_once`` what pages showed goes now, not after a while.
    """
    found = Difference(spool, target.files())
    to_read: list[str] = []
    for path, entry in goal.items():
        size = found.there.get(path)
        known = state.known(path)
        if size is None:
            found.put.append(path)
            if not state.is_sending and known == [entry]:
                found.missing.append(path)
        elif {one.digest for one in known if one.size == size} != {entry.digest}:
            to_read.append(path)
    for path in sorted(state.paths - goal.keys()):
        since = min(state.leaving.get(path, now), now)
        if not at_once and not path.endswith(ADDRESSES) and now - since < LEAVING_SECONDS:
            if path in found.there:
                found.leaving[path] = since
                if state.coming.get(path):
                    to_read.append(path)
        elif path in found.there:
            to_read.append(path)
    _read(target, state, goal, found, to_read)
    return found


def _read(
    target: Target, state: State, goal: Mapping[str, Entry], found: Difference, to_read: list[str]
) -> None:
    """Look into files that are to be replaced or removed."""
    found.spool.mkdir(parents=True, exist_ok=True)
    read: set[str] = set()
    for path, data in target.read(to_read):
        read.add(path)
        entry = Entry(digests.digest(data), len(data))
        is_ours = entry in state.known(path)
        if is_ours and path in found.leaving:
            found.broken_off[path] = entry
            continue
        found.leaving.pop(path, None)
        if entry == goal.get(path):
            continue
        writing.write(found.spool / entry.digest, data)
        if state.files.get(path) == entry:
            found.replaced[path] = entry
        if path not in goal:
            (found.remove if is_ours else found.left).append(path)
            continue
        found.put.append(path)
        if not is_ours:
            (found.edited if state.known(path) else found.foreign).append(path)
            found.theirs[path] = entry
    found.put += [path for path in to_read if path not in read and path in goal]


def kept_there(found: Difference) -> set[str]:
    """Return the digests of the files that the target keeps of the state before."""
    start = f"{states.BEFORE}/"
    return {path.removeprefix(start) for path in found.there if path.startswith(start)}


def in_order(paths: list[str], state: State) -> list[list[str]]:
    """Put paths into the order of sending: groups, each of which needs only those before it.

    What pages show comes first, then new pages, then changed ones, as they may link
    to new ones; deep ones first. What announces pages, and the rules of servers,
    come last.
    """
    ranks: dict[int, list[str]] = {}
    for path in paths:
        is_page = path.endswith(".html")
        announces = not is_page and (path.endswith(".xml") or "/" not in path)
        rank = 3 if announces else (2 if path in state.files else 1) if is_page else 0
        ranks.setdefault(rank, []).append(path)
    return [
        sorted(group, key=lambda path: (-path.count("/"), path))
        for _, group in sorted(ranks.items())
    ]


Load = Callable[[str], bytes]

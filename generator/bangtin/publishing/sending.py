"""Sending: the lock, the order, and what stands on the target in between.

How it works: the state on the target first says what is about to come. Then the
old bytes of whatever is replaced are kept, files are sent in the order in which
they need each other, and removals come last. At the end the state says what is
there. Whenever this breaks off, the target can be read, and the next run knows
from the state which files may be half-way: it looks at these alone, and sends
what is missing.
"""

from __future__ import annotations

import datetime
import getpass
import platform
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bangtin.files import writing
from bangtin.files.digests import Entry
from bangtin.files.writing import TEMPORARY
from bangtin.problems import Refused
from bangtin.publishing import comparing, targets
from bangtin.publishing import state as states
from bangtin.publishing.comparing import Difference, Load
from bangtin.publishing.state import Before, State
from bangtin.publishing.targets import Target

Progress = Callable[[int, int, str], None]


class Holder(msgspec.Struct):
    """Who publishes: what the lock of a target says."""

    who: str
    since: str
    token: str


def _who() -> str:
    try:
        return f"{getpass.getuser()}@{platform.node()}"
    except (OSError, KeyError):  # a container may know no name for its user
        return platform.node()


@contextmanager
def locked(
    target: Target, token_file: Path, now: datetime.datetime, *, force: bool
) -> Iterator[None]:
    """Hold the target's lock while the block runs. Raises Refused when somebody else has it.

    A lock that an earlier run of this site on this machine left behind is taken:
    the caller makes sure that no other runs.
    """
    try:
        left = token_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        left = ""
    token = left or uuid.uuid4().hex
    holder = Holder(_who(), now.isoformat(timespec="minutes"), token)
    token_file.parent.mkdir(parents=True, exist_ok=True)
    writing.write(token_file, token.encode(), durable=True)
    note = msgspec.json.encode(holder)
    other = target.lock(note, force=force)
    if other is not None:
        found = _holder(other)
        if found.token != token:
            token_file.write_text(left, "utf-8")
            raise Refused("target-busy", target=target.label, who=found.who, since=found.since)
        target.lock(note, force=True)
    try:
        yield
    finally:
        try:
            if _has(target, token):
                target.unlock()
        except Refused:
            pass  # The line is gone; the next run knows its lock by the token.
        else:
            token_file.unlink(missing_ok=True)


def _holder(note: bytes) -> Holder:
    try:
        return msgspec.json.decode(note, type=Holder)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # The other is just writing it, or was cut off while doing so.
        return Holder("?", "?", "")


def _has(target: Target, token: str) -> bool:
    if target.keeps_history:
        return True
    found = dict(target.read([targets.LOCK])).get(targets.LOCK)
    return found is not None and _holder(found).token == token


def send(
    target: Target,
    state: State,
    goal: Mapping[str, Entry],
    difference: Difference,
    load: Load,
    *,
    token_file: Path,
    now: datetime.datetime,
    message: str,
    goes_back: bool = False,
    leaving: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> State:
    """Bring a target to ``goal``; ``load`` gives a path's bytes. Returns the new state.

    Raises Refused when the target refuses, or when somebody took the lock; the next
    run goes on from there.
    """
    token = token_file.read_text("utf-8")

    def check_lock() -> None:
        if not _has(target, token):
            raise Refused("target-lock-lost", target=target.label)

    if not target.keeps_history:
        states.write(target, _sending(state, goal, difference, goes_back=goes_back))
        kept = comparing.kept_there(difference)
        keeping = {e.digest: e for e in difference.replaced.values() if e.digest not in kept}
        target.put((states.kept(e), difference.old(e)) for e in keeping.values())
    _put(target, state, difference, load, check_lock, progress)
    check_lock()
    target.remove([*difference.remove, *_half_written(state, goal, difference)])
    files = dict(goal) | difference.staying(state)
    new = State(
        time=now.isoformat(timespec="seconds"),
        files=files,
        leaving=dict(difference.leaving if leaving is None else leaving),
        before=Before(state.time, state.files, state.leaving),
    )
    states.write(target, new)
    if not target.keeps_history:
        needed = {e.digest for path, e in state.files.items() if files.get(path) != e}
        idle = sorted(comparing.kept_there(difference) - needed)
        target.remove(f"{states.BEFORE}/{digest}" for digest in idle)
    target.finish(message)
    return new


def _half_written(state: State, goal: Mapping[str, Entry], difference: Difference) -> list[str]:
    """Return what an earlier run left of files of ours that it was just writing."""
    ours = {f"{path}{TEMPORARY}" for path in (*state.paths, *goal)}
    own = (f"{states.FILE}{TEMPORARY}", f"{targets.LOCK}{TEMPORARY}")
    return [
        path
        for path in difference.there
        if path in ours or path in own or f"/{targets.PARTIAL}/" in f"/{path}"
    ]


def _sending(
    state: State, goal: Mapping[str, Entry], difference: Difference, *, goes_back: bool
) -> State:
    """Return the state while sending: what there was, and what may be there besides."""
    coming = {path: list(entries) for path, entries in state.coming.items()}
    for path in difference.put:
        entries = coming.setdefault(path, [])
        if goal[path] not in entries:
            entries.append(goal[path])
    for path in difference.remove:
        coming.setdefault(path, [])
    return msgspec.structs.replace(state, coming=coming, is_sending=True, goes_back=goes_back)


def _put(
    target: Target,
    state: State,
    difference: Difference,
    load: Load,
    check_lock: Callable[[], None],
    progress: Progress | None,
) -> None:
    # A file may take the place of a folder, and a folder that of a file.
    removed, folders = set(difference.remove), set(targets.folders_above(difference.put))
    above = {path: targets.folders_above([path]) for path in removed}
    put = set(difference.put)
    first = [p for p in removed if p in folders or put.intersection(above[p])]
    target.remove(first)
    done, total = 0, len(difference.put)

    def loaded(paths: list[str]) -> Iterator[tuple[str, bytes]]:
        nonlocal done
        for path in paths:
            done += 1
            if progress:
                progress(done, total, path)
            yield path, load(path)

    for group in comparing.in_order(difference.put, state):
        if group[0].endswith(".html"):
            check_lock()
        target.put(loaded(group))

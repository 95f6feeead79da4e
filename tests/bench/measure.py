"""Whole processes by the clock, and what they hold in memory; times in seconds, memory in bytes.

Time and memory are taken in separate runs: looking into ``/proc`` every 20 ms would cost time
on a machine with two cores. Only what was started here is ever ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STEP = 0.02
"""Seconds between two looks at the memory of a tree of processes."""
SAID = 1_000_000
"""The most bytes of what a command says that are read."""
LONGEST = 3600.0
"""Seconds after which a command is ended."""
ENVIRONMENT = os.environ | {"BANGTIN_LANG": "en", "LC_ALL": "C.UTF-8"}
# What is compiled once and kept is kept here as well, whatever the shell says.
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)


class Failed(Exception):
    """A command ended badly; the message is the end of what it said."""


@dataclass(frozen=True)
class Command:
    """What is typed, and in which folder."""

    words: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Contender:
    """Commands to be timed together, and what is done before each time, off the clock."""

    commands: tuple[Command, ...]
    prepare: Callable[[], None] = field(default=lambda: None)


@dataclass(frozen=True)
class Memory:
    """The peaks of a command and all its descendants, in bytes.

    ``largest`` is the resident set of the largest single process (VmHWM); ``together`` the sum
    of proportional set sizes (PSS), in which a page that processes share counts once.
    """

    largest: int
    together: int


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(words, file=sys.stderr, flush=True)


def time_of(*commands: Command) -> float:
    """Run commands one after another and return the wall time in seconds, starts included."""
    began = time.perf_counter()
    for command in commands:
        with _running(command) as (process, _):
            _wait(process)
    return time.perf_counter() - began


def interleaved(contenders: Mapping[str, Contender], runs: int) -> dict[str, list[float]]:
    """Time each contender so many times, in turn, so that a slow minute hits all of them.

    Before each, the disk has written what the one before left to it. One that fails is told of
    once and has no times.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, contender in contenders.items():
            if name in times:
                contender.prepare()
                os.sync()
                try:
                    times[name].append(time_of(*contender.commands))
                except Failed as failure:
                    say(f"  {name} failed: {failure}")
                    del times[name]
    return times


def memory_of(command: Command) -> Memory:
    """Run a command once, looking at all its processes every 20 ms."""
    largest = together = 0
    with _running(command) as (process, _):
        while process.poll() is None:
            tree = list(_tree(process.pid))
            largest = max(largest, *(_bytes(pid, "status", "VmHWM:") for pid in tree))
            together = max(together, sum(_bytes(pid, "smaps_rollup", "Pss:") for pid in tree))
            time.sleep(STEP)
        _wait(process)
    return Memory(largest, together)


@dataclass(frozen=True)
class Server:
    """A server that runs, and what it has said so far."""

    process: subprocess.Popen[bytes]
    said: Callable[[], str]


@contextlib.contextmanager
def serving(command: Command) -> Iterator[Server]:
    """Run a server for as long as the block lasts."""
    with _running(command) as (process, output):
        # Read at a place of its own: the server goes on writing at the end.
        yield Server(process, lambda: os.pread(output, SAID, 0).decode("utf-8", "replace"))
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)


def rest(pid: int, quiet: float) -> None:
    """Wait until a process and its descendants have done nothing for so many seconds.

    A server that puts work off until nobody saves has done it then. Up to a fifth of a core, for
    looking around, is no work.
    """
    began = since = time.monotonic()
    used = _ticks(pid)
    while time.monotonic() - since < quiet:
        if time.monotonic() - began > LONGEST:
            raise Failed("the server never comes to rest")
        time.sleep(0.1)
        before, used = used, _ticks(pid)
        if abs(used - before) > 2:  # less, where a worker has ended
            since = time.monotonic()


@contextlib.contextmanager
def _running(command: Command) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start a command as a group of its own, and end what is left of the group afterwards."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command.words, cwd=command.folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            yield process, output.fileno()
        except Failed as failure:
            said = os.pread(output.fileno(), SAID, 0).decode("utf-8", "replace").strip()
            raise Failed(f"{failure}; {said[-400:]}") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end, asleep: with a time limit, Python would look only every 50 ms."""
    watch = threading.Timer(LONGEST, os.killpg, (process.pid, signal.SIGKILL))
    watch.start()
    code = process.wait()
    watch.cancel()
    if code != 0:
        raise Failed(f"ended with {code}")


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and all its descendants, as far as they still run."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in children.read_text("ascii").split():
                yield from _tree(int(child))


def _bytes(pid: int, file: str, key: str) -> int:
    """Return a value that ``/proc`` gives in kB; 0 for a process that has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text("ascii").splitlines():
            if line.startswith(key):
                return int(line.split()[1]) * 1024
    return 0


def _ticks(pid: int) -> int:
    """Return the processor time of a process and all its descendants, in ticks of 10 ms."""
    total = 0
    for each in _tree(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text("utf-8").rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total

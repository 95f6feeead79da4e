"""The quick way out: when nothing changed since the last build, its result is told again.

All that a build can read is digested (by content, not by time, record 2) and
compared with what the last build that published had read. What stands under
``public/`` must be as it was left. Then nothing is parsed, planned or opened.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from generator import register
from generator.engine import files, publish
from generator.engine.artifact import content_digest, generator_digest
from generator.problems import Problem

FOLDERS = ("content", "layouts", "assets")
FILES = ("site.yaml", register.FILE)


class Past(msgspec.Struct, frozen=True):
    """What the last build that published came to, and the digest of all that it had read."""

    inputs: str
    problems: tuple[Problem, ...]
    pages: int
    prints: int
    codes: int
    artifacts: int
    planned: tuple[str, ...]
    next_change: datetime.date | None


def digest(root: Path, today: datetime.date, *asked: bool) -> str | None:
    """Return the digest of all that a build on a day can read; None where that is not sure.

    ``asked`` is what else the build was asked for: another wish, another result.
    A linked folder may lead anywhere, so a site with one is always built.
    """
    total = hashlib.blake2b(generator_digest(), digest_size=16)
    total.update(f"{today.isoformat()} {asked}".encode())
    try:
        for path in _inputs(root):
            name = os.fsencode(os.path.relpath(path, root))
            content = content_digest(Path(path).read_bytes()).encode()
            total.update(len(name).to_bytes(4, "big") + name + content)
    except OSError:
        return None
    return total.hexdigest()


def recall(past_file: Path, inputs: str, public: Path, record_file: Path) -> Past | None:
    """Return the last build's result where it still holds."""
    try:
        past = msgspec.msgpack.decode(past_file.read_bytes(), type=Past)
    except (OSError, msgspec.DecodeError):
        return None
    if past.inputs != inputs:
        return None
    return past if publish.is_as_left(public, record_file, past.planned) else None


def remember(past_file: Path, past: Past) -> None:
    """Keep a build's result for the next one."""
    files.write(past_file, msgspec.msgpack.encode(past))


def _inputs(root: Path) -> Iterator[str]:
    """Yield every file that a build may read, in a fixed order; OSError at a linked folder."""
    yield from (str(root / name) for name in FILES if (root / name).exists())
    for folder in FOLDERS:
        if (root / folder).exists():
            yield from _below(str(root / folder))


def _below(folder: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.is_dir():
            yield entry.path
        elif entry.is_symlink():
            raise OSError(entry.path)
        else:
            yield from _below(entry.path)

"""What the last build that published came to, so that the next one need not begin anew.

All that a build can read is digested (by content, not by time, record 2) and
compared with what the last one had read. When nothing changed, and what stands
under ``public/`` is as it was left, nothing is parsed, planned or opened.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from bangtin.engine import publishing
from bangtin.engine.task import generator_digest
from bangtin.files import writing
from bangtin.files.inventory import Inventory
from bangtin.problems import Problem

MOST_REVISED = 200
"""From about this many changed pages on, a whole build takes no longer."""


class Words(msgspec.Struct, frozen=True, array_like=True):
    """What a page was when it was planned with, and what shows its words.

    ``plan_digest`` is the digest of all that planning knows of the page, ``digest`` that
    of its words; ``plans`` are places in ``Past.plans``. With ``is_printed`` its
    words stand on prints as well.
    """

    plan_digest: str
    digest: str
    plans: tuple[int, ...]
    is_printed: bool


class Past(msgspec.Struct, frozen=True):
    """What the last build that published came to, and all that it had read.

    ``asked`` digests the circumstances, ``digests`` has each file's; ``base`` is the
    portal's path on its host; ``words`` has
    each page whose words can change without a new plan, and ``plans`` the keys
    under which the cache keeps what to make of them.
    """

    asked: str
    digests: dict[str, str]
    problems: tuple[Problem, ...]
    pages: int
    prints: int
    codes: int
    artifacts: int
    planned: tuple[str, ...]
    base: str
    next_change: datetime.date | None
    words: dict[str, Words]
    plans: tuple[str, ...]

    def is_still_so(self, found: Inventory, public: Path, record_file: Path) -> bool:
        """Tell whether a build would come to the same: no file changed, here or in ``public/``."""
        return found.digests == self.digests and publishing.is_as_left(
            public, record_file, self.planned
        )

    def changed_words(self, found: Inventory, ahead: Iterable[str] = ()) -> list[str]:
        """Return the pages that changed, if nothing else did and they are few; else none.

        Those of ``ahead`` count as changed.
        """
        if found.digests.keys() != self.digests.keys():
            return []
        changed = [name for name, digest in found.digests.items() if self.digests[name] != digest]
        changed += [name for name in ahead if name not in changed]
        is_short = len(changed) <= MOST_REVISED and all(name in self.words for name in changed)
        return changed if is_short else []


def circumstances(today: datetime.date, *asked: bool) -> str:
    """Return the digest of what a build depends on besides the site's files.

    ``asked`` is what else the build was asked for: another wish, another result.
    """
    total = hashlib.blake2b(generator_digest(), digest_size=16)
    total.update(f"{today.isoformat()} {asked}".encode())
    return total.hexdigest()


def recall(past_file: Path, asked: str) -> Past | None:
    """Return what the last build came to, where it was under the same circumstances."""
    try:
        past = msgspec.msgpack.decode(past_file.read_bytes(), type=Past)
    except (OSError, msgspec.DecodeError):
        return None
    return past if past.asked == asked else None


def remember(past_file: Path, past: Past) -> None:
    """Keep a build's result for the next one."""
    writing.write(past_file, msgspec.msgpack.encode(past))

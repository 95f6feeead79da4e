"""The build state: what the last build that published came to, and the plan that it kept.

How it works: beside the digests of all files that a build may read, the state
has, for each page, the digest of all that planning can know of it (its plan
digest), and where the plan reads its text. A plan is made from headers and
indexes of pages, never from text: what shows text has it as a source. So when
only text changed, the plan that was kept is the plan of this build, with new
digests of these texts. It is kept as the artifacts themselves, each under a
key of its own in the cache; sources that no text reaches are kept as results.

Why it can be trusted: a state is used only in the same environment, with an
inventory that differs in the text of pages alone, and its list of outputs is
compared with the record of what was published. Where they differ, what differs
is made again, and where that is not known, all is planned anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from bangtin.files import writing
from bangtin.files.digests import Entry
from bangtin.files.inventory import Inventory
from bangtin.problems import Problem

MOST_EDITED = 200
"""From about this many changed pages on, planning anew takes no longer."""


class KeptPlanOutdated(Exception):
    """A kept plan doesn't hold after all: the site has to be planned anew."""


class PageState(msgspec.Struct, frozen=True, array_like=True):
    """What a page was when it was planned with.

    ``artifacts`` are places in ``BuildState.artifacts`` of what shows its text.
    With ``is_printed`` its text is set on prints, which are planned from it.
    """

    plan_digest: str
    text_digest: str
    artifacts: tuple[int, ...]
    is_printed: bool


class BuildState(msgspec.Struct, frozen=True):
    """What the last build that published came to, and all that it had read.

    ``artifacts`` are keys of the kept artifacts that show text, and ``paths``
    their paths; ``link_indexes`` the digests of what the checks saw in them.
    ``outputs`` are all published files.
    """

    environment: str
    digests: dict[str, str]
    underlying: dict[str, str]
    problems: tuple[Problem, ...]
    pages: int
    prints: int
    codes: int
    planned: int
    base: str
    next_change: datetime.date | None
    outputs: dict[str, Entry]
    texts: dict[str, PageState]
    artifacts: tuple[str, ...]
    paths: tuple[str, ...]
    link_indexes: dict[str, str]

    def edited(self, inventory: Inventory) -> list[str] | None:
        """Return the pages whose files changed; None when more than a few pages did."""
        if (
            inventory.problems
            or inventory.underlying != self.underlying
            or inventory.digests.keys() != self.digests.keys()
        ):
            return None
        found = [name for name, digest in inventory.digests.items() if self.digests[name] != digest]
        is_known = len(found) <= MOST_EDITED and all(name in self.texts for name in found)
        return found if is_known else None

    def showing(self, texts: Iterable[str], outputs: Iterable[str]) -> list[int] | None:
        """Return the places of the kept artifacts that show texts or give outputs.

        None when an output is given by none of them.
        """
        numbers = {number for name in texts for number in self.texts[name].artifacts}
        by_path = {path: number for number, path in enumerate(self.paths)}
        for output in outputs:
            # What a folder holds is given by the artifact of that folder.
            above = (output, *(str(path) for path in PurePosixPath(output).parents))
            number = next((by_path[path] for path in above if path in by_path), None)
            if number is None:
                return None
            numbers.add(number)
        return sorted(numbers)


def load(file: Path, environment: str) -> BuildState | None:
    """Return the last build's state, where it was in the same environment."""
    try:
        state = msgspec.msgpack.decode(file.read_bytes(), type=BuildState)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return state if state.environment == environment else None


def save(file: Path, state: BuildState) -> None:
    """Keep a build's state for the next one. Raises DiskFailed."""
    writing.write(file, msgspec.msgpack.encode(state))


def forget(file: Path) -> None:
    """Remove the state: what is published is about to differ from it. Raises DiskFailed."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise writing.refused(file, error) from error

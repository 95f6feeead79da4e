"""The build state: the result of the last build that published, and its stored plan.

How it works: a page's plan digest covers its header and its index (links,
headings, questions), which is all that planning reads of a page without prints.
An artifact that shows the page's text has that text as a source. So when only
the body text of such pages changed, the last plan holds, with the new digests
of these texts. The state stores it: each artifact that shows text is encoded
and put into the cache under a key of its own, its other sources as the keys of
their results. A page with ``publish`` is planned anew, because its text is set
on its prints.

Why it can be trusted: the state is used only with the same environment key, an
inventory that differs in the body text of pages alone, and the publication that it
names: a build gives that another name before it changes the first file, so a state
that was not written after it is never taken for its own. Its list of outputs
is compared with the record of what was published: an output that differs is
made again, and if no stored artifact gives it, the site is planned anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from bangtin.files import records
from bangtin.files.digests import Entry
from bangtin.files.inventory import Inventory
from bangtin.problems import Problem

MOST_EDITED = 200
"""From about this many changed pages on, planning anew takes no longer."""


class StoredPlanOutdated(Exception):
    """The stored plan can't be used after all: the site has to be planned anew."""


class PageState(msgspec.Struct, frozen=True, array_like=True):
    """A page as the stored plan has it.

    ``artifacts`` are the indexes, in ``BuildState.artifacts``, of those that show
    its text. With ``is_in_plan`` the plan itself depends on its text: it is set on prints, or
    a translation names the state of its words.
    """

    plan_digest: str
    text_digest: str
    artifacts: tuple[int, ...]
    is_in_plan: bool


class BuildState(msgspec.Struct, frozen=True):
    """The result of the last build that published, and all that it had read.

    ``publication`` is what it published (``Publisher.publication``).
    ``artifacts`` are the cache keys of the stored artifacts, ``paths`` their
    paths, and ``link_indexes`` the digests of their pages' link indexes.
    ``outputs`` are all published files.
    """

    environment: str
    publication: str
    digests: dict[str, str]
    base_files: dict[str, str]
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
            or inventory.base_files != self.base_files
            or inventory.digests.keys() != self.digests.keys()
        ):
            return None
        found = [name for name, digest in inventory.digests.items() if self.digests[name] != digest]
        is_known = len(found) <= MOST_EDITED and all(name in self.texts for name in found)
        return found if is_known else None

    def artifacts_for(self, texts: Iterable[str], outputs: Iterable[str]) -> list[int] | None:
        """Return the indexes of the stored artifacts that show texts or give outputs.

        None when none of them gives one of the outputs.
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


def load(file: Path, environment: str, publication: str) -> BuildState | None:
    """Return the state of a publication, where it was in the same environment. Raises Unsound."""
    data = records.load(file)
    if data is None:
        return None
    try:
        state = msgspec.msgpack.decode(data, type=BuildState)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise records.Unsound(str(file)) from error
    fits = publication and (state.environment, state.publication) == (environment, publication)
    return state if fits else None


def save(file: Path, state: BuildState) -> None:
    """Keep a build's state for the next one. Raises DiskFailed."""
    records.save(file, msgspec.msgpack.encode(state))

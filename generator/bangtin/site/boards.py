"""LED boards: what an entry of ``publish`` shows on one."""

from __future__ import annotations

from bangtin.config.media import BoardFormat
from bangtin.config.settings import Settings
from bangtin.problems import Problems
from bangtin.site.publications import Publication

KEYS = frozenset(("slogan", "lines"))
"""What an entry may say besides what every entry may."""


class Board(Publication, frozen=True):
    """An entry that is shown on an LED board."""

    format: BoardFormat


def read(
    publication: Publication,
    settings: Settings,  # noqa: ARG001 - for its checks
    problems: Problems,  # noqa: ARG001 - for its checks
) -> Board | None:
    """Return the entry as a Board; None where its problems have been noted."""
    return Board(**{name: getattr(publication, name) for name in Publication.__struct_fields__})

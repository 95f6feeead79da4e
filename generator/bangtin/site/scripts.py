"""Loudspeaker scripts: what an entry of ``publish`` has read out."""

from __future__ import annotations

from bangtin.config.media import BroadcastFormat
from bangtin.config.settings import Settings
from bangtin.problems import Problems
from bangtin.site.publications import Publication

KEYS = frozenset(("slogan",))
"""What an entry may say besides what every entry may."""


class Script(Publication, frozen=True):
    """An entry that is read out."""

    format: BroadcastFormat


def read(
    publication: Publication,
    settings: Settings,  # noqa: ARG001 - for its checks
    problems: Problems,  # noqa: ARG001 - for its checks
) -> Script | None:
    """Return the entry as a Script; None where its problems have been noted."""
    return Script(**{name: getattr(publication, name) for name in Publication.__struct_fields__})

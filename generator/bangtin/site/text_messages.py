"""Text messages: what an entry of ``publish`` sends as SMS."""

from __future__ import annotations

from bangtin.config.media import MessageFormat
from bangtin.config.settings import Settings
from bangtin.problems import Problems
from bangtin.site.publications import Publication

KEYS = frozenset(("slogan",))
"""What an entry may say besides what every entry may."""


class TextMessage(Publication, frozen=True):
    """An entry that is sent as a text message."""

    format: MessageFormat


def read(
    publication: Publication,
    settings: Settings,  # noqa: ARG001 - for its checks
    problems: Problems,  # noqa: ARG001 - for its checks
) -> TextMessage | None:
    """Return the entry as a TextMessage; None where its problems have been noted."""
    return TextMessage(
        **{name: getattr(publication, name) for name in Publication.__struct_fields__}
    )

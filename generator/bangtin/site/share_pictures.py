"""Share pictures: what an entry of ``publish`` sends round with a caption."""

from __future__ import annotations

from bangtin.config.media import ShareFormat
from bangtin.config.settings import Settings
from bangtin.problems import Problems
from bangtin.site.publications import Publication

KEYS = frozenset(("slogan", "reason"))
"""What an entry may say besides what every entry may."""


class SharePicture(Publication, frozen=True):
    """An entry that is sent on as a picture with a caption."""

    format: ShareFormat


def read(
    publication: Publication,
    settings: Settings,  # noqa: ARG001 - for its checks
    problems: Problems,  # noqa: ARG001 - for its checks
) -> SharePicture | None:
    """Return the entry as a SharePicture; None where its problems have been noted."""
    return SharePicture(
        **{name: getattr(publication, name) for name in Publication.__struct_fields__}
    )

"""Reads the entries of ``publish`` that are no prints: each kind has a module of its own."""

from __future__ import annotations

from types import ModuleType

from bangtin.config.header import PublishEntry
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.problems import Problems
from bangtin.site import boards, scripts, share_pictures, text_messages
from bangtin.site.author_text import AuthorText
from bangtin.site.glyphs import Faces
from bangtin.site.publications import Publication

KINDS: dict[str, ModuleType] = {
    "led": boards,
    "broadcast": scripts,
    "share": share_pictures,
    "sms": text_messages,
}
"""By a format's ``layout``. Each has ``KEYS`` (what its entries may say besides) and
``read(publication, settings, problems)``, which returns the entry as its own class, or None
where its problems have been noted."""

SHARED_KEYS = frozenset(
    ("format", "id", "title", "qr", "each", "where", "order", "edition", "edition_date")
)
"""What every entry may say, whatever it becomes."""

_MEDIA_KEYS = frozenset[str]().union(*(k.KEYS for k in KINDS.values())) - {
    "emblem",
    "help",
    "reason",
    "sections",
    "signature",
    "slogan",
}
"""What no print takes; a slogan, an emblem and their like stand on prints as well."""


SOME_LAYOUTS = {
    "slogan": ("hoarding", "banner", "pillar", "poster", "venue", "sticker", "correction"),
    "emblem": ("hoarding", "banner", "pillar", "fold", "sticker", "correction"),
    "help": ("poster", "leaflet", "card", "fold", "correction"),
    "qr_text": ("hoarding", "banner", "pillar", "poster", "leaflet", "card", "fold", "sticker",
                "correction"),
    "reason": ("hoarding", "pillar", "poster", "correction"),
    "second_text": ("hoarding", "banner", "pillar", "poster", "correction"),
    "place_name": ("venue",),
    "sections": ("leaflet", "correction"),
    "panels": ("fold", "correction"),
}  # fmt: skip
"""Words that only some layouts of prints have room for. A correction says itself what it takes."""


def is_shown(key: str, layout: str) -> bool:
    """Whether a print of this layout shows what its entry says by a key."""
    return key not in _MEDIA_KEYS and layout in SOME_LAYOUTS.get(key, (layout,))


def check_keys(entry: PublishEntry, format_: AnyFormat | None, problems: Problems) -> None:
    """Refuse keys that mean nothing in an entry's format: what they say would be left out."""
    if format_ is None:
        return
    kind = KINDS.get(format_.layout)
    for key in entry.places:
        if not key or "." in key or key in SHARED_KEYS:
            continue
        if (key not in kind.KEYS) if kind else not is_shown(key, format_.layout):
            keys = kind.KEYS if kind else entry.__struct_fields__
            own = {k for k in keys if kind or is_shown(k, format_.layout)}
            known = sorted((SHARED_KEYS | own) - {"places"})
            problems.error(
                "key-not-for-format",
                entry.place(key),
                key=key,
                format=entry.format,
                known=", ".join(known),
            )


def read(
    publication: Publication, settings: Settings, problems: Problems, text: AuthorText,
    faces: Faces,
) -> Publication | None:  # fmt: skip
    """Return an entry as its kind has it; None where its problems have been noted.

    ``text`` is the page as its author wrote it, for messages that point at a word; ``faces``
    are the fonts that its words can be set in.
    """
    if publication.format.layout == "broadcast":
        return scripts.read(publication, settings, problems, text, faces)
    if publication.format.layout == "share":
        return share_pictures.read(publication, settings, problems, faces)
    found: Publication | None = KINDS[publication.format.layout].read(
        publication, settings, problems
    )
    return found

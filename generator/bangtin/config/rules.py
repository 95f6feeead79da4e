"""``rules``: what the law of a country asks of prints, as a set that a site names."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import msgspec

from bangtin import locales


class Rules(msgspec.Struct, frozen=True):
    """What a country's law asks; where it asks nothing, nothing is held to it.

    ``hanging_days`` is how long a banner may hang, ``own_languages`` are those that the law calls
    not foreign, and ``largest_foreign`` is the largest share of the slogan's size that words in
    another may have, below it. Sources stand in the guide.
    """

    hanging_days: int | None = None
    own_languages: tuple[str, ...] = ()
    largest_foreign: float | None = None

    def is_foreign(self, language: str) -> bool:
        """Whether the law's rule on foreign text holds for a language.

        >>> of("vn").is_foreign("en"), of("vn").is_foreign("hmn"), of("none").is_foreign("en")
        (True, False, False)
        """
        return self.largest_foreign is not None and locales.base(language) not in self.own_languages


@cache
def of(name: str) -> Rules:
    """Return a set of rules by its name.

    >>> of("vn").hanging_days, of("none").hanging_days
    (15, None)
    """
    sets = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return msgspec.convert(sets[name], Rules)

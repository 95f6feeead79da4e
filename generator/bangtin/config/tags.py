"""``language`` and ``languages``: tags of BCP 47 as people write them, in its own spelling."""

from __future__ import annotations

import msgspec

from bangtin import locales
from bangtin.config import strings
from bangtin.config.settings import Count, Language, Settings
from bangtin.problems import Place, Problems


def read(settings: Settings, problems: Problems) -> Settings | None:
    """Return settings with their tags as BCP 47 spells them, and the name of every language.

    ``en_GB`` and ``EN`` are taken as they were meant; what names no language is noted, and None
    comes back.
    """
    before = len(problems)
    own = _tag("language", settings.language, settings.place("language"), problems)
    found: dict[str, Language] = {}
    for written, language in settings.languages.items():
        place = language.place()
        tag = _tag("languages", written, place, problems)
        if tag in found:
            problems.error("language-twice", place, lang=tag, name=written)
        elif tag:
            found[tag] = _named(tag, language, problems)
    if problems.has_errors_since(before):
        return None
    if settings.count and "forms" in settings.count.places and settings.count.forms:
        _check_forms(own, settings.count, problems)
    return msgspec.structs.replace(settings, language=own, languages=found)


def _check_forms(own: str, count: Count, problems: Problems) -> None:
    """Refuse forms that are asked for in a language that they can't be set in yet."""
    if locales.is_right_to_left(own):
        problems.error("print-right-to-left", count.place("forms"), lang=own)


def _tag(key: str, written: str, place: Place, problems: Problems) -> str:
    """Return a tag in its own spelling; empty for what is none, which is noted."""
    tag = locales.canonical(written)
    if not tag:
        meant = locales.meant(written)
        problem = "language-unknown-meant" if meant else "language-unknown"
        problems.error(problem, place, key=key, value=written, meant=meant)
    return tag


def _named(tag: str, language: Language, problems: Problems) -> Language:
    """Return a language with what its speakers call it, where the site leaves that to CLDR."""
    name = language.name or strings.name_of(tag)
    if not name:
        problems.error("missing-key", language.place(), key="name")
    return msgspec.structs.replace(language, name=name)

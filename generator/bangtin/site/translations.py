"""Translations held to the state of the originals that they translate."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bangtin.problems import Problems
from bangtin.site.pages import Page

A_SENTENCE = 4
"""So many words are hardly the same in two languages; a name may be."""


def held_to_originals(by_file: Mapping[str, Page], problems: Problems) -> dict[str, Page]:
    """Return the pages, those marked that translate other words than their originals have now.

    A translation that names no state is taken as it is: nobody can tell.
    """
    held = dict(by_file)
    for page in by_file.values():
        _check_words(page, by_file, problems)
        mark = page.header.translates
        if mark is None:
            continue
        place = page.header.place("translates")
        if page.is_original:
            problems.error("translates-nothing", place)
            continue
        original = by_file.get(page.original)
        if original is None or original.wording == mark:
            continue
        held[page.file] = msgspec.structs.replace(page, is_behind=True)
        if page.state.is_built:
            problems.warning(
                "translation-behind", place, file=page.original, lang=page.lang,
                page=page.original.removeprefix("content/"), wording=original.wording,
            )  # fmt: skip
    return held


def _check_words(page: Page, by_file: Mapping[str, Page], problems: Problems) -> None:
    """Tell of a page that goes out in another language with the words of its original."""
    original = by_file.get(page.original)
    if original is None or page.is_original or not page.state.is_built:
        return
    summary = page.header.summary
    if summary == original.header.summary and len(summary.split()) >= A_SENTENCE:
        problems.warning("translation-same", page.header.place("summary"), file=page.original)

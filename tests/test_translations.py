"""Translations: the state that they name, what is said when it is old, sentences to and from PO."""

from __future__ import annotations

import datetime

from tests.conftest import MakeSite, places

LANGUAGES = "languages: {en: {name: English, words: {}}}\n"


def page(title: str, body: str, more: str = "") -> str:
    return f"---\ntitle: {title}\nsummary: S – {title}\ndate: 2021-07-05\n{more}---\n\n{body}\n"

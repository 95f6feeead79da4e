"""Plain text of a page as HTML: its language's spaces and directions, Vietnamese words marked."""

from __future__ import annotations

from html import escape

from bangtin import locales, spelling
from bangtin.markdown import bidi, language_marks


class TextRenderer:
    """Renders text of one language. ``ltr`` is the attribute of what keeps its order in it."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._is_french = locales.base(lang) == "fr"
        self._is_foreign = language_marks.are_needed(lang)
        self.ltr = ' dir="ltr"' if locales.is_right_to_left(lang) else ""

    def render(self, text: str) -> str:
        """Return text with its Vietnamese words marked where it is in another language."""
        if not self._is_foreign:
            return self._escaped(text)
        return "".join(
            [
                f'<span lang="{language_marks.LANGUAGE}"{self.ltr}>'
                f"{escape(part, quote=False)}</span>"
                if is_vietnamese
                else self._escaped(part)
                for part, is_vietnamese in language_marks.split(text, self._lang)
            ]
        )

    def _escaped(self, text: str) -> str:
        """Return text as HTML, its numbers and codes in their own order."""
        found = escape(spelling.french(text) if self._is_french else text, quote=False)
        return bidi.isolated(found) if self.ltr else found

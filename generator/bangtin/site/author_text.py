"""Finds in a page's own text what a print shows of it, so that a message can point at the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bangtin import spelling
from bangtin.markdown import document
from bangtin.markdown.document import Block, Items
from bangtin.problems import ChangedFile, Place
from bangtin.site.pages import Page

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_NUMBERED = re.compile(r"^ {0,3}(\d+)[.)]\s+(.*)$")
_LIKE_A_STEP = re.compile(
    r"^\s*(?:(?:bước|step)\s*1\b|1\s*[.)/:-]|1\s+\S|a\)|[-*+•‣●\uf0b7]\s*\S)", re.IGNORECASE
)
"""How people number a list otherwise than Markdown does: "Bước 1:", "1)", "1.Đến", a bullet."""
SHORTEST = 6
"""Fewer letters than this tell no line from another."""
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


class AuthorText:
    """The lines of one page's file. Looked at only when there is something to tell."""

    def __init__(self, root: Path, page: Page) -> None:
        self._file = page.file
        try:
            text = page.source.read(root).decode("utf-8-sig", "replace")
        except (OSError, ChangedFile):
            text = ""
        self._lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._body = next(
            (n for n, line in enumerate(self._lines[1:], start=2) if line.rstrip() == "---"), 0
        )

    def heading(self, title: str) -> Place | None:
        """Return where the heading with these words stands."""
        wanted = _letters(title)
        for number, line in self._body_lines():
            if (found := _HEADING.match(line)) and _letters(found.group(1)) == wanted:
                return Place(self._file, number, found.start(1) + 1)
        return None

    def step(self, steps: Items, number: int) -> Place | None:
        """Return where a step of a list stands; ``number`` counts from 0."""
        return self.words(document.words(steps.items[number]))

    def list_of(self, steps: Items) -> Place | None:
        """Return where a numbered list begins."""
        return self.step(steps, 0) if steps.items else None

    def words(self, text: str) -> Place | None:
        """Return the first line that begins a run of words, as far as marks leave it whole."""
        wanted = _letters(text)[:24]
        if not wanted:
            return None
        for number, line in self._body_lines():
            if (shown := _letters(line)) and (wanted in shown or _begins(shown, wanted)):
                found = _NUMBERED.match(line)
                start = found.start(2) if found else len(line) - len(line.lstrip())
                return Place(self._file, number, start + 1)
        return None

    def character(self, character: str, after: Place | None = None) -> Place | None:
        """Return where a character stands first, from a heading on."""
        for number, line in self._body_lines():
            if after is not None and number < after.line:
                continue
            # As editors count, what takes two marks (NFD) is looked for in both forms.
            for form in (line, spelling.nfc(line)):
                if (column := form.find(character)) >= 0:
                    return Place(self._file, number, column + 1)
        return None

    def written(self, words: str, after: Place) -> Place | None:
        """Return where words stand as they are written, from a line on; the header counts too."""
        for number, line in enumerate(self._lines[max(after.line - 1, 0) :], start=after.line):
            begin = after.column - 1 if number == after.line else 0
            for form in (line, spelling.nfc(line)):
                if (column := form.find(words, max(begin, 0))) >= 0:
                    return Place(self._file, number, column + 1)
        return None

    def like_a_step(self) -> tuple[Place, str] | None:
        """Return the line that may have been meant as the first step, and how it begins."""
        for number, line in self._body_lines():
            if _LIKE_A_STEP.match(line):
                shown = " ".join(line.split())
                return Place(self._file, number, len(line) - len(line.lstrip()) + 1), shown[:40]
        return None

    def _body_lines(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of the body that are no code, with their numbers."""
        fence = ""
        for number, line in enumerate(self._lines[self._body :], start=self._body + 1):
            found = _FENCE.match(line)
            if fence:
                fence = "" if found and found.group(1) == fence else fence
            elif found:
                fence = found.group(1)
            else:
                yield number, line


def _begins(shown: str, wanted: str) -> bool:
    """Tell whether a line holds the beginning of the words, as where a paragraph is wrapped."""
    return len(shown) >= SHORTEST and wanted.startswith(shown.lstrip("0123456789")[:24] or "\0")


def _letters(text: str) -> str:
    return "".join(letter for letter in spelling.nfc(text).casefold() if letter.isalnum())


def numbered_lists(blocks: tuple[Block, ...]) -> tuple[Items, ...]:
    """Return the numbered lists that stand by themselves: not within notes, quotes, other lists."""
    return tuple(b for b in blocks if isinstance(b, Items) and b.ordered and b.items)

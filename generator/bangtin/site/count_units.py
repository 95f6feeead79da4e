"""Who reports: the units of a table, found by whichever of its names somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from bangtin import spelling
from bangtin.problems import closest
from bangtin.site.tables import Table

_SUMS = re.compile(r"(?:tong(?: cong| so)?|cong|toan \w+|total|sum|grand total)\b.*")
_PARTS = re.compile(r"\s*[;,]\s*")


class Unit(msgspec.Struct, frozen=True):
    """One that reports: its key in the table of units, and its name."""

    key: str
    name: str


def is_sum(text: str) -> bool:
    """Whether a cell says that its row is a sum of the others."""
    return _SUMS.fullmatch(spelling.fold(text.strip())) is not None


class Units:
    """The units of a table by their names.

    Every value of a row that no other row has names it: a key, a name with or without what it
    is, an abbreviation. Marks, capitals and blanks make no difference where only one can be
    meant, nor do zeros that a spreadsheet took off a key.
    """

    def __init__(self, table: Table, name: str = "") -> None:
        """Take ``name`` for the column of names, or else the first one."""
        first = table.columns[0]
        name = name or first
        self.all = tuple(Unit(row.values[first], row.values[name] or row.values[first])
                         for row in table.rows)  # fmt: skip
        self._exact: dict[str, set[int]] = {}
        self._folded: dict[str, set[int]] = {}
        self._found: dict[str, Unit | None] = {}
        for number, row in enumerate(table.rows):
            for value in row.values.values():
                for text in {value, *_PARTS.split(value)}:
                    if text:
                        self._exact.setdefault(_plain(text), set()).add(number)
                        self._folded.setdefault(_bare(text), set()).add(number)

    def find(self, text: str) -> Unit | None:
        """Return the unit that a text names; None where it is none's name, or several'."""
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> Unit | None:
        for known, key in ((self._exact, _plain(text)), (self._folded, _bare(text))):
            found = known.get(key, set())
            if len(found) == 1:
                return self.all[next(iter(found))]
        return None

    def is_shared(self, text: str) -> bool:
        """Whether several units can be meant."""
        return len(self._folded.get(_bare(text), ())) > 1

    def meant(self, text: str) -> str:
        """Return the name that was most likely meant; empty where none is near."""
        return closest(text, [unit.name for unit in self.all])

    def names(self) -> Iterable[str]:
        """Return every name that stands for one unit alone, folded; the longest first."""
        alone = [name for name, found in self._folded.items() if len(found) == 1]
        return sorted(alone, key=lambda name: (-len(name), name))


def _plain(text: str) -> str:
    return " ".join(spelling.nfc(text).casefold().split())


def _bare(text: str) -> str:
    text = " ".join(re.sub(r"[.\-_–]+", " ", spelling.fold(text)).split())
    return text.lstrip("0") or text if text.isdigit() else text

"""Takes what units send, and adds it to the table of counts.

What comes is read line by line: a message, a table, a sheet of Excel. Each line is added,
known already, or told with what is wrong. The new table is read as a build would, before a byte
of it is written; what stands in it stays as it is, byte for byte.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
import re
import string
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bangtin import spelling
from bangtin.commands import workbooks
from bangtin.files import writing
from bangtin.messages.catalogue import text
from bangtin.problems import Level, Problem, Problems
from bangtin.site import count_heads, count_messages, count_tables, edition_log
from bangtin.site.count_messages import Entry, Skipped
from bangtin.site.count_tables import Reader, Source
from bangtin.site.count_units import Units
from bangtin.site.count_words import CountWords
from bangtin.site.counts import Counts, Report, State
from bangtin.site.site import Site

LEAST_COLUMNS = 2
"""So many of the table's columns in its first line make a text a table."""


class NotTaken(msgspec.Struct, frozen=True, order=True):
    """A line that isn't taken: what stands there, and why; ``cell`` is where, in a sheet."""

    line: int
    text: str
    why: str
    cell: str = ""


@dataclass
class Taken:
    """What became of the lines that came."""

    added: list[Entry] = field(default_factory=list)
    known: list[Entry] = field(default_factory=list)
    refused: list[NotTaken] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


class NoCount(Exception):
    """The site counts nothing, or its table can't take what was asked; ``key`` says why."""

    def __init__(self, key: str, **args: object) -> None:
        super().__init__(key)
        self.key = key
        self.details = args


class Desk:
    """One site's table of counts, and what is to be done with it."""

    def __init__(self, site: Site, language: str, day: datetime.date | None, revise: str) -> None:
        if site.counts is None or site.settings.count is None or site.units is None:
            raise NoCount("count-off")
        self.counts: Counts = site.counts
        self.count = site.settings.count
        self.now = site.now
        self.order = site.settings.day_order
        self.path = Path(site.root, self.counts.file)
        self.language = language
        self.given_day = day
        self.day = day or site.now
        self.revise = " ".join(revise.split())
        name = site.settings.units.column("name", site.units.columns)
        self.units = Units(site.units, name)
        self.words = CountWords(self.counts, site.own_strings, site.settings.language, str)
        self.heads = count_heads.names(site, self.counts)
        if self.revise and self.count.columns.revised is None:
            raise NoCount("count-no-revisions")
        self.raw = self.path.read_bytes()
        source = count_tables.decode(self.raw, self.counts.file, Problems())
        assert source is not None
        self.source: Source = source
        reader = self._reader(source, Problems())
        reader.read()
        self.columns = reader.columns

    def _reader(
        self, source: Source, problems: Problems, sent: str = "",
        heads: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Reader:  # fmt: skip
        """Return a reader of the table, or of what was sent by its name."""
        return Reader(
            sent or self.counts.file, source, self.count, self.units, self.now, self.order,
            problems, is_sent=bool(sent), heads=heads or {},
        )  # fmt: skip

    # ── What came ──

    def read(self, raw: bytes, name: str) -> Taken:
        """Read what came, and sort it by what becomes of it."""
        taken = Taken()
        entries = []
        for line in self._lines(raw, name, taken):
            if isinstance(line, Entry):
                entries.append(line)
            elif isinstance(line, Skipped):
                taken.skipped.append(line)
            else:
                why = text(line.key, self.language, **line.args)
                taken.refused.append(NotTaken(line.line, line.text, why))
        self._sort(entries, taken)
        return taken

    def _lines(self, raw: bytes, name: str, taken: Taken) -> Iterator[count_messages.Line]:
        if raw.startswith(b"PK"):
            yield from self._sheet(raw, name, taken)
            return
        if raw.startswith(b"\xd0\xcf\x11\xe0"):
            raise NoCount("count-old-excel")
        problems = Problems()
        source = count_tables.decode(raw, name, problems)
        # Signs that nobody sees come with every message from a telephone: they are left out.
        wrong = [p for p in problems if p.key != "hidden-character"]
        if source is None or wrong:
            raise NoCount("count-unreadable", why=wrong[0].message(self.language))
        if self._is_table(source):
            yield from self._table(source, name, taken)
        else:
            day = self.given_day
            yield from count_messages.Parser(
                self.count, self.units, self.now, self.order, day
            ).read(source.text)

    def _sheet(self, raw: bytes, name: str, taken: Taken) -> Iterator[count_messages.Line]:
        """Yield the reports of a workbook; a unit may stand once above all of them."""
        found = workbooks.read(raw, self._knows, self._called_unit)
        if found is None:
            raise NoCount("count-not-excel")
        if len(found.sheets) > 1:
            raise NoCount("count-sheets", names=", ".join(found.sheets))
        if found.unit_at and not found.unit:
            why = text("count-form-unit", self.language)
            line = int(found.unit_at.lstrip(string.ascii_uppercase))
            taken.refused.append(NotTaken(line, "", why, found.unit_at))
            return
        source = Source(found.text, "utf-8", ",", found.line)
        yield from self._table(source, name, taken, found)

    @property
    def _called_unit(self) -> tuple[str, ...]:
        return (spelling.fold(self.count.columns.unit), *self.heads["unit"])

    def _knows(self, cell: str) -> bool:
        """Whether a cell is the head of a column: by its own name, or by what people call it."""
        return spelling.fold(cell) in self._known

    def _is_table(self, source: Source) -> bool:
        head = next((line for line in source.text.splitlines() if line.strip()), "")
        cells = {spelling.fold(c.strip().strip('"')) for c in head.split(source.delimiter)}
        return len(cells & self._known) >= LEAST_COLUMNS

    @functools.cached_property
    def _known(self) -> set[str]:
        columns = self.count.columns
        named = [columns.day, columns.unit, columns.base, columns.reported]
        named += [measure.column for measure in self.count.measures.values()]
        called = {name for known in self.heads.values() for name in known}
        return {spelling.fold(name) for name in named if name} | called

    def _table(
        self, source: Source, name: str, taken: Taken, sheet: workbooks.Found | None = None
    ) -> Iterator[count_messages.Line]:
        """Yield the reports of a table with the same columns, whatever order they have."""
        problems = Problems()
        reader = self._reader(source, problems, name, self.heads)
        counts = reader.read()
        rows = source.text.split("\n")

        def row(line: int) -> str:
            place = line - source.start
            return rows[place].strip() if 0 <= place < len(rows) else ""

        for problem in problems:
            # What is only told of a table is refused of what is sent: else it fell out unseen.
            if problem.level is Level.ERROR or problem.key == "count-nothing":
                line = problem.place.line
                cell = sheet.cell(line, problem.place.column) if sheet else ""
                why = problem.message(self.language)
                one = NotTaken(line, row(line), why, cell)
                if not cell or all((o.cell, o.why) != (cell, why) for o in taken.refused):
                    taken.refused.append(one)
        if counts is None:
            return
        names = {unit.key: unit for unit in counts.units}
        for day, reports in counts.reports.items():
            for key, report in reports.items():
                yield Entry(report.line, row(report.line), names[key], day, report.base,
                            report.values, report.reported, report.note)  # fmt: skip

    # ── What becomes of it ──

    def _sort(self, entries: Sequence[Entry], taken: Taken) -> None:
        fresh: list[Entry] = []
        twins: list[tuple[Entry, Entry]] = []
        for entry in sorted(entries, key=lambda e: e.line):
            there = self.counts.report(entry.day, entry.unit.key)
            twin = next((e for e in fresh if (e.day, e.unit) == (entry.day, entry.unit)), None)
            if there and _says_the_same(entry, there):
                taken.known.append(entry)
            elif twin and _is_twin(entry, twin):
                twins.append((twin, entry))
            elif twin:
                why = text("count-line-second", self.language, first=twin.line)
                taken.refused.append(NotTaken(entry.line, entry.text, why))
            elif there and not self.revise:
                old = self.figures(there.base, there.values)
                why = text("count-line-differs", self.language, old=old)
                taken.refused.append(NotTaken(entry.line, entry.text, why))
            else:
                fresh.append(entry)
        while fresh:
            problem = self._first_fault(fresh)
            if problem is None:
                break
            # What a new line makes wrong may be told at another: the line below is the new one's.
            at = problem.place.line - self._lines_there() - 1
            entry = fresh[at] if 0 <= at < len(fresh) else self._culprit(fresh)
            fresh.remove(entry)
            why = problem.message(self.language)
            # Who sent the same again is at fault in the same way.
            for one in (entry, *(twin for first, twin in twins if first is entry)):
                taken.refused.append(NotTaken(one.line, one.text, why))
        taken.known += [twin for first, twin in twins if any(first is one for one in fresh)]
        taken.added = fresh

    def _culprit(self, fresh: list[Entry]) -> Entry:
        """Return the first new report that makes the table wrong by itself."""
        return next((one for one in fresh if self._first_fault([one])), fresh[-1])

    def _lines_there(self) -> int:
        return self.source.start - 1 + len(self.source.text.rstrip("\n").split("\n"))

    def _first_fault(self, entries: Sequence[Entry]) -> Problem | None:
        problems = Problems()
        raw = self.with_added(entries)
        source = count_tables.decode(raw, self.counts.file, problems)
        if source is not None:
            self._reader(source, problems).read()
        return next((p for p in problems if p.level is Level.ERROR), None)

    # ── Writing ──

    def with_added(self, entries: Sequence[Entry]) -> bytes:
        """Return the table with new lines at its end; the bytes before them stay."""
        if not entries:
            return self.raw
        encoding = self.source.encoding
        newline = "\r\n" if self._encode("\r\n") in self.raw else "\n"
        old = self.raw
        while old.endswith(self._encode("\n")):
            old = old.removesuffix(self._encode("\n")).removesuffix(self._encode("\r"))
        out = io.StringIO()
        last = [line for line in self.source.text.split("\n") if line.strip()][-1]
        is_quoted = len(last) > 1 and last[0] == last[-1] == '"'
        writer = csv.writer(
            out, delimiter=self.source.delimiter, lineterminator="\n",
            quoting=csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL,
        )  # fmt: skip
        for entry in entries:
            writer.writerow(self._row(entry))
        lines = out.getvalue().replace("\n", newline)
        added = _as_cp1258(lines) if encoding == "cp1258" else self._encode(lines)
        return old + self._encode(newline) + added

    def _encode(self, lines: str) -> bytes:
        encoding = self.source.encoding
        if encoding == "utf-16":
            encoding = "utf-16-le" if self.raw.startswith(b"\xff\xfe") else "utf-16-be"
        return lines.encode("utf-8" if encoding.startswith("utf-8") else encoding)

    def _row(self, entry: Entry) -> list[str]:
        """Return an entry as the table's own lines are written."""
        there = self.counts.report(entry.day, entry.unit.key)
        values = entry.values
        if there is not None:
            # A revision of one measure leaves the others as they were reported.
            pairs = zip(entry.values, there.values, strict=True)
            values = tuple(old if new is None else new for new, old in pairs)
        columns = self.count.columns
        base = entry.base if entry.base is not None else (there.base if there else None)
        cells = {columns.day: self._day(entry.day), columns.unit: self._unit(entry)}
        for column, value in [(columns.base, base)]:
            if column:
                cells[column] = "" if value is None else str(value)
        for measure, value in zip(self.count.measures.values(), values, strict=True):
            cells[measure.column] = "" if value is None else str(value)
        if columns.reported and entry.reported:
            is_same = entry.reported.date() == entry.day
            form = "%H:%M" if is_same else "%Y-%m-%d %H:%M"
            cells[columns.reported] = entry.reported.strftime(form)
        if columns.note and entry.note:
            cells[columns.note] = edition_log.no_formula(entry.note)
        if columns.revised and there is not None:
            cells[columns.revised] = self.revise
        folded = {spelling.fold(column): value for column, value in cells.items()}
        return [cells.get(c, folded.get(spelling.fold(c), "")) for c in self.columns]

    def _last_cells(self) -> dict[str, str]:
        rows = list(csv.reader(io.StringIO(self.source.text), delimiter=self.source.delimiter))
        full = [row for row in rows if len(row) >= len(self.columns)]
        cells = [c.strip() for c in full[-1][: len(self.columns)]] if len(full) > 1 else []
        return dict(zip((spelling.fold(c) for c in self.columns), cells, strict=False))

    def _day(self, day: datetime.date) -> str:
        """Return a day in the form of the last line's."""
        last = self._last_cells().get(spelling.fold(self.count.columns.day), "")
        found = re.match(r"(\d{1,2})([/.-])\d{1,2}", last)
        if not found or re.match(r"\d{4}", last):
            return day.isoformat()
        sign = found[2]
        return f"{day.day}{sign}{day.month}{sign}{day.year}"

    def _unit(self, entry: Entry) -> str:
        """Return a unit by its key, or by its name where the last line has names."""
        last = self._last_cells().get(spelling.fold(self.count.columns.unit), "")
        names = {unit.name for unit in self.units.all}
        return entry.unit.name if last in names else entry.unit.key

    def write(self, entries: Sequence[Entry]) -> None:
        """Write the table with its new lines."""
        writing.write(self.path, self.with_added(entries), durable=True)

    # ── What is said ──

    def figures(self, base: int | None, values: Sequence[int | None]) -> str:
        """Return figures as people read them: "Cài Bluezone 412/980"."""
        of = f"/{self.words.number(base)}" if base is not None else ""
        return ", ".join(
            f"{measure.title} {self.words.number(value)}{of}"
            for measure, value in zip(self.count.measures.values(), values, strict=True)
            if value is not None
        )

    def shown(self, entry: Entry) -> str:
        """Return a report as it was understood."""
        hour = self.words.hour(entry.reported, entry.day)
        figures = self.figures(entry.base, entry.values)
        return f"{entry.unit.name}, {self.words.day(entry.day)}: {figures}" + \
            (f" ({hour})" if hour else "")  # fmt: skip

    def missing(self, counts: Counts) -> list[str]:
        """Return who has not reported the day."""
        names = [unit.name for unit in counts.in_state(self.day, State.MISSING)]
        return sorted(names, key=lambda name: spelling.sort_key(name, self.words.lang))

    def after(self, entries: Sequence[Entry]) -> Counts:
        """Return the figures as they are with the new lines."""
        problems = Problems()
        source = count_tables.decode(self.with_added(entries), self.counts.file, problems)
        counts = self._reader(source, problems).read() if source else None
        return counts or self.counts

    def report(self, taken: Taken | None, *, is_dry: bool) -> str:
        """Write what was understood and what not, who is missing, and a reminder to send."""
        lines: list[str] = []
        if taken is not None:
            lines += self._told_of(taken, is_dry=is_dry)
        counts = self.after(taken.added if taken else ())
        missing = self.missing(counts)
        total = len(counts.units)
        day = self.words.day(self.day)
        lines.append(
            text("count-who", self.language, day=day, count=total - len(missing), total=total)
        )
        if missing:
            names = ", ".join(missing)
            lines.append("  " + text("count-who-missing", self.language, names=names))
            lines += ["", text("count-reminder", self.language), self.reminder(missing)]
        return "\n".join(lines)

    def _told_of(self, taken: Taken, *, is_dry: bool) -> Iterator[str]:
        if taken.added:
            key = "count-would-add" if is_dry else "count-added"
            yield text(key, self.language, count=len(taken.added), path=self.counts.file)
            yield from (f"  {entry.line}: {self.shown(entry)}" for entry in taken.added)
        if taken.known:
            yield text("count-known", self.language, count=len(taken.known))
            yield from (f"  {entry.line}: {self.shown(entry)}" for entry in taken.known)
        if taken.skipped:
            yield text("count-skipped", self.language, count=len(taken.skipped))
            yield from (f"  {one.line}: {one.text}" for one in taken.skipped)
        if taken.refused:
            yield text("count-refused", self.language, count=len(taken.refused))
            for one in sorted(taken.refused):
                yield f"  {one.cell or one.line}: {one.text}"
                yield f"     → {one.why}"
        if not (taken.added or taken.known or taken.refused):
            yield text("count-nothing-came", self.language)
        yield ""

    def reminder(self, missing: Sequence[str]) -> str:
        """Return a message to those who have not reported, in the site's own language."""
        lang = self.words.lang
        day = self.words.day(self.day)
        form = count_heads.line_of(self.counts)
        due = self.words.hour(self.counts.due(self.day), self.day)
        key = "count-remind-by" if due else "count-remind"
        return text(key, lang, title=self.count.title, day=day, names=", ".join(missing),
                    due=due, form=form)  # fmt: skip

    def as_data(self, taken: Taken | None) -> dict[str, Any]:
        """Return the same for programs."""
        missing = self.missing(self.after(taken.added if taken else ()))

        def entry(one: Entry) -> dict[str, Any]:
            values = dict(zip(self.count.measures, one.values, strict=True))
            reported = one.reported.isoformat() if one.reported else None
            return {"line": one.line, "unit": one.unit.key, "name": one.unit.name,
                    "day": one.day.isoformat(), "base": one.base, "values": values,
                    "reported": reported}  # fmt: skip

        taken = taken or Taken()
        return {
            "day": self.day.isoformat(),
            "added": [entry(one) for one in taken.added],
            "known": [entry(one) for one in taken.known],
            "refused": [msgspec.to_builtins(one) for one in sorted(taken.refused)],
            "skipped": [{"line": one.line, "text": one.text} for one in taken.skipped],
            "missing": missing,
            "reminder": self.reminder(missing) if missing else "",
        }


def _says_the_same(entry: Entry, report: Report) -> bool:
    """Whether a report brings nothing that isn't there; an hour alone is nothing new."""
    pairs = zip(entry.values, report.values, strict=True)
    same = all(new is None or new == old for new, old in pairs)
    return same and entry.base in (None, report.base)


def _is_twin(entry: Entry, other: Entry) -> bool:
    return (entry.values, entry.base) == (other.values, other.base)


def _as_cp1258(lines: str) -> bytes:
    """Encode Vietnamese as Windows-1258 has it: a tone is a sign of its own after its letter."""
    out = bytearray()
    for char in spelling.nfc(lines):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            spread = spelling.nfc(parts[:-1]) + parts[-1]
            out += spread.encode("cp1258", errors="replace")
    return bytes(out)

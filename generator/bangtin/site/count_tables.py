"""Reads the table of counts: one report a line, as a spreadsheet saves it and people fill it in.

A province's year has hundreds of thousands of lines: they are read one by one, and each becomes
a small record. Where a cell is wrong, its column is looked for only then.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from bangtin import spelling
from bangtin.config.settings import Count, Settings
from bangtin.files import decoding
from bangtin.locales import DayOrder
from bangtin.problems import Place, Problems, closest
from bangtin.site import count_reports, count_units, count_values, tables
from bangtin.site.count_units import Units
from bangtin.site.count_values import Unreadable
from bangtin.site.counts import Counts, Report

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
MAX_LINES = 1_000_000
"""A sheet of Excel holds no more."""
MOST_PROBLEMS = 100
"""So many faults of one table are told; thousands have one cause."""
_ANCHOR = re.compile(r"[\w.-]+")
"""What a measure may be called: its part of the page and of its chart are named by it."""
ROLES = ("day", "unit", "base", "reported", "note", "revised")
_JUMP = 2
"""A base that is so many times another day's is more likely a slip."""
_HUNDRED = 100
"""A goal up to here, of what has a base, is more likely meant in percent."""
_NO_VALUE = re.compile(r"[-–—]+|n/?a|null|chua(?: bao)?|not reported")
"""What people write where nothing was reported; "không có" may mean 0, and is asked about."""


@dataclass(frozen=True)
class Source:
    """A table as text, and how it is written, so that lines can be added in the same way."""

    text: str
    encoding: str
    delimiter: str
    start: int
    """The line on which the columns stand."""


def decode(raw: bytes, file: str, problems: Problems) -> Source | None:
    """Return a table's text; None when it can't be read.

    Old Excel writes Vietnamese in Windows-1258: what is no UTF-8 is taken for it. A name that
    it was not then names no unit, and is told.
    """
    encoding = "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1258"
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            encoding = ""
            text = ""
    checked = decoding.decode(text.encode() if encoding else raw, file, problems)
    if checked is None:
        return None
    head, _, below = checked.partition("\n")
    start = 1
    if told := re.fullmatch(r"sep=([,;\t])", head.rstrip(), re.IGNORECASE):
        return Source(below, encoding, told[1], 2)
    lines = checked.split("\n", 20)
    while start < len(lines) and not lines[start - 1].strip(",;\t "):
        start += 1
    return Source(checked, encoding, max(",;\t", key=lines[start - 1].count), 1)


def read(
    raw: bytes | None,
    settings: Settings,
    unit_table: tables.Table | None,
    known_tables: Sequence[str],
    now: datetime.date,
    problems: Problems,
) -> Counts | None:
    """Read the table of counts; returns None after an error in the settings or the table.

    ``raw`` is None where the table is not there.
    """
    count = settings.count
    if count is None or count.table == settings.unit_table:
        return None  # That one table can't be both is told with the names.
    before = len(problems)
    _check_settings(settings, count, unit_table, problems)
    file = f"content/data/{count.table}.csv"
    if raw is None:
        meant = closest(count.table, known_tables)
        key = "unknown-table-meant" if meant else "count-no-table"
        place = count.places.get("table", count.place())
        problems.error(key, place, name=count.table, meant=meant, file=file,
                       known=", ".join(known_tables) or "–", head=_head(count))  # fmt: skip
        return None
    if unit_table is None or (len(problems) > before and problems.has_errors):
        return None
    source = decode(raw, file, problems)
    if source is None:
        return None
    name = settings.units.column("name", unit_table.columns)
    reader = Reader(file, source, count, Units(unit_table, name), now, settings.day_order, problems)
    return reader.read()


def _head(count: Count) -> str:
    """Return the first line that the table has to have."""
    return ",".join(dict.fromkeys(column for _, column, _ in _columns(count)))


def _check_settings(
    settings: Settings, count: Count, unit_table: tables.Table | None, problems: Problems
) -> None:
    if unit_table is None:
        problems.error("count-without-units", count.place(), table=settings.unit_table)
    if not count.measures:
        problems.error("count-without-measures", count.place("measures"))
    if count.main is not None and count.main not in count.measures:
        meant = closest(count.main, count.measures)
        problems.error(
            "unknown-choice-meant" if meant else "unknown-choice",
            count.place("main"),
            key="main",
            value=count.main,
            meant=meant,
            known=", ".join(count.measures),
        )
    for key, measure in count.measures.items():
        if not _ANCHOR.fullmatch(key):
            problems.error("name-form", measure.place(), name=key)
        if measure.percent is not None and count.columns.base is None:
            problems.error("count-goal-without-base", measure.place("goal"), goal=measure.goal)
        if measure.over and measure.goal is None:
            problems.error("count-over-without-goal", measure.place("over"))
        if measure.number is not None and measure.number <= _HUNDRED and count.columns.base:
            problems.warning("count-goal-percent", measure.place("goal"), goal=measure.goal)
    _check_names(count, problems)
    count_reports.check(count.report, problems)
    named: dict[str, str] = {}
    for key, column, place in _columns(count):
        if column in named:
            problems.error("count-column-shared", place, column=column, key=key,
                           first=named[column])  # fmt: skip
        named.setdefault(column, key)
    if count.example is None:
        problems.warning("count-not-marked", count.place())


def _check_names(count: Count, problems: Problems) -> None:
    """Refuse a name of two measures, or of one and the base: a message couldn't tell them apart."""
    taken: dict[str, str] = {}
    if count.columns.base:
        taken = {spelling.fold(n): "base" for n in (count.base, count.columns.base) if n}
    for key, measure in count.measures.items():
        for name in dict.fromkeys((key, measure.title, *measure.words)):
            first = taken.setdefault(spelling.fold(" ".join(name.split())), key)
            if first != key:
                role = "words" if name in measure.words else "title"
                problems.error("count-name-shared", measure.place(role), name=name, key=key,
                               first=first)  # fmt: skip


def _columns(count: Count) -> Iterator[tuple[str, str, Place]]:
    """Yield every column that the settings name, its key and where it is written."""
    for role in ROLES:
        if column := getattr(count.columns, role):
            yield role, column, count.columns.place(role)
    for key, measure in count.measures.items():
        yield key, measure.column, measure.place("column")


@dataclass
class Reader:
    """Reads one table; ``columns`` and ``rows`` know where everything stands once it has."""

    file: str
    source: Source
    count: Count
    units: Units
    now: datetime.date
    order: DayOrder
    problems: Problems
    is_sent: bool = False
    """Whether somebody sent it: such a table may have fewer columns."""
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What columns are called besides, folded, by their role or measure."""
    columns: tuple[str, ...] = ()
    _reports: dict[datetime.date, dict[str, Report]] = field(default_factory=dict)
    _replaced: dict[datetime.date, dict[str, tuple[Report, ...]]] = field(default_factory=dict)
    _at: dict[str, int] = field(default_factory=dict)
    _measures: tuple[int, ...] = ()
    _width: int = 0
    _told: int = 0
    _doubted: int = 0
    _failed: bool = False

    def read(self) -> Counts | None:
        """Read all lines. Returns None when one of them is at fault."""
        lines = self._lines()
        head = next(lines, None)
        if head is None:
            if not self._failed:
                self.problems.error("count-empty", Place(self.file), head=_head(self.count))
            return None
        if not self._read_head(*head):
            return None
        for number, cells in lines:
            if self._told > MOST_PROBLEMS:
                return None
            self._read_line(number, cells)
        self._check_order()
        if self._failed:
            return None
        return Counts(self.count, self.file, self.units.all, self._reports, self._replaced)

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each line that has any."""
        reader = csv.reader(
            io.StringIO(self.source.text), delimiter=self.source.delimiter, strict=True
        )
        start = self.source.start
        above = start - 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield start, cells
                start = above + reader.line_num + 1
                if start > MAX_LINES:
                    self._error("table-too-long", 0, limit=MAX_LINES)
                    return
        except csv.Error as error:
            if "limit" in str(error):
                self._error("cell-too-long", start, limit=csv.field_size_limit())
            else:
                self._error("csv-syntax", start)

    def _read_head(self, line: int, cells: list[str]) -> bool:
        self._width = len(cells)
        while len(cells) > 1 and not cells[-1].strip():
            cells.pop()
        self.columns = tuple(" ".join(cell.split()) for cell in cells)
        if "|" in self.columns[0] and len(self.columns) == 1:
            self._error("table-delimiter", line)
            return False
        spelled = {spelling.fold(name): name for name in self.columns}
        wanted = [column for _, column, _ in _columns(self.count)]
        called = {name for names in self.heads.values() for name in names}
        if not any(spelling.fold(column) in spelled for column in wanted) and \
                not called & spelled.keys():  # fmt: skip
            self._error("count-head", line, known=", ".join(wanted))
            return False
        found: dict[str, int] = {}
        for number, name in enumerate(self.columns):
            if not name:
                self._error("column-unnamed", line)
            elif name in found:
                self._error("column-doubled", line, column=name)
            found.setdefault(name, number)
        if self._failed:
            return False
        for key, column, where in _columns(self.count):
            # Capitals and marks are no difference that a head of a table is read by.
            name = column if column in found else spelled.get(spelling.fold(column), "")
            name = name or next((spelled[n] for n in self.heads.get(key, ()) if n in spelled), "")
            if name:
                self._at[key] = found[name]
                continue
            if self.is_sent and key not in ("day", "unit"):
                continue
            self._failed = True
            meant = closest(column, self.columns)
            self.problems.error(
                "count-column-meant" if meant else "count-column", where, column=column,
                meant=meant, file=self.file, known=", ".join(self.columns),
            )  # fmt: skip
        self._measures = tuple(self._at.get(key, -1) for key in self.count.measures)
        return not self._failed

    def _cell(self, cells: list[str], role: str) -> str:
        at = self._at.get(role)
        return "" if at is None else cells[at].strip().replace("\u00a0", " ")

    def _read_line(self, line: int, cells: list[str]) -> None:
        if len(cells) == self._width:
            # Excel's empty columns at the right, which the head has as well.
            while len(cells) > len(self.columns) and not cells[-1].strip():
                cells.pop()
        if len(cells) != len(self.columns):
            self._error("row-length", line, found=len(cells), expected=len(self.columns))
            return
        written = [cells[at].strip() if at >= 0 else "" for at in self._measures]
        if self._is_head(cells):
            self._error("count-head-again", line)
            return
        day_text, unit_text = self._cell(cells, "day"), self._cell(cells, "unit")
        if count_units.is_sum(unit_text or day_text) and self.units.find(unit_text) is None:
            self._error("count-sum", line, "unit" if unit_text else "day",
                        value=unit_text or day_text)  # fmt: skip
            return
        given = (*written, *(self._cell(cells, role) for role in ("base", "reported", "revised")))
        if day_text and not any(given):
            return  # A line that was made ready, of a day that may be still to come.
        before = self._told
        day = self._day(line, day_text)
        unit = self._unit(line, unit_text)
        base = self._number(line, "base", self._cell(cells, "base"))
        values = tuple(
            self._number(line, key, text)
            for key, text in zip(self.count.measures, written, strict=True)
        )
        reported = self._moment(line, self._cell(cells, "reported"), day)
        if self._told > before or day is None:
            return
        is_given = any(value is not None for value in values)
        if not is_given:
            if base is not None or reported is not None:
                self._warn("count-nothing", line)
            return  # A line that was made ready and not filled in is no report.
        if "base" in self._at and base is None:
            self._error("count-base-empty", line, "base", column=self.count.columns.base)
            return
        for key, value in zip(self.count.measures, values, strict=True):
            if value is not None and base is not None and value > base:
                self._error("count-above-base", line, key, value=value, base=base,
                            unit=unit_text, column=self.count.measures[key].column)  # fmt: skip
        report = Report(
            line, base, values, reported, self._cell(cells, "note"), self._cell(cells, "revised")
        )
        if self._told == before:
            self._keep(day, unit, report)

    def _is_head(self, cells: list[str]) -> bool:
        if cells[0].split() != self.columns[0].split():
            return False
        return tuple(" ".join(cell.split()) for cell in cells) == self.columns

    def _keep(self, day: datetime.date, unit: str, report: Report) -> None:
        of_day = self._reports.setdefault(day, {})
        earlier = of_day.get(unit)
        if earlier is not None:
            if not report.revised:
                key = "count-doubled-revise" if "revised" in self._at else "count-doubled"
                self._error(key, report.line, "unit", unit=self._name(unit), first=earlier.line,
                            day=day.isoformat(),
                            column=self.count.columns.revised or "")  # fmt: skip
                return
            before = self._replaced.setdefault(day, {})
            before[unit] = (*before.get(unit, ()), earlier)
        of_day[unit] = report

    def _check_order(self) -> None:
        """Refuse totals that fall, and doubt a base that is another all at once."""
        last: dict[tuple[str, int], tuple[int, datetime.date]] = {}
        bases: dict[str, int] = {}
        for day in sorted(self._reports):
            for unit, report in self._reports[day].items():
                if report.base and not report.revised:
                    was = bases.get(unit, report.base)
                    if max(was, report.base) >= _JUMP * min(was, report.base):
                        self._warn("count-base-jumps", report.line, "base", base=report.base,
                                   was=was, unit=self._name(unit))  # fmt: skip
                if report.base:
                    bases[unit] = report.base
                if self.count.kind == "daily":
                    continue
                for number, key in enumerate(self.count.measures):
                    value = report.values[number]
                    if value is None:
                        continue
                    was, since = last.get((unit, number), (value, day))
                    if value < was and not report.revised:
                        self._error("count-falls", report.line, key, value=value, was=was,
                                    day=since.isoformat(), unit=self._name(unit),
                                    column=self.count.measures[key].column)  # fmt: skip
                    last[unit, number] = value, day

    def _name(self, key: str) -> str:
        return next(unit.name for unit in self.units.all if unit.key == key)

    def _day(self, line: int, text: str) -> datetime.date | None:
        if not text:
            self._error("count-day-empty", line, "day", column=self.count.columns.day)
            return None
        example = "7/9/2021" if self.order == "month" else "9/7/2021"
        return self._value(line, "day", text, lambda: count_values.day(text, self.now, self.order),
                           now=self.now.isoformat(), example=example)  # fmt: skip

    def _unit(self, line: int, text: str) -> str:
        if not text:
            self._error("count-unit-empty", line, "unit", column=self.count.columns.unit)
            return ""
        found = self.units.find(text)
        if found is not None:
            return found.key
        meant = self.units.meant(text)
        key = "count-unit-meant" if meant else "count-unit"
        if self.units.is_shared(text):
            key = "count-unit-shared"
        self._error(key, line, "unit", value=text, meant=meant)
        return ""

    def _number(self, line: int, role: str, text: str) -> int | None:
        # Almost all cells hold digits: only the others can say that nothing was reported.
        if not text or (not text.isdigit() and _NO_VALUE.fullmatch(spelling.fold(text))):
            return None
        return self._value(line, role, text, lambda: count_values.number(text))

    def _moment(self, line: int, text: str, day: datetime.date | None) -> datetime.datetime | None:
        if not text or day is None:
            return None
        found = self._value(
            line, "reported", text, lambda: count_values.moment(text, day, self.order),
            day=day.isoformat(),
        )  # fmt: skip
        if found is not None and found.date() > self.now:
            self._error("count-future", line, "reported", value=text, now=self.now.isoformat(),
                        column=self.count.columns.reported)  # fmt: skip
        return found

    def _value(
        self, line: int, role: str, text: str, read: Callable[[], T], **args: object
    ) -> T | None:
        try:
            return read()
        except Unreadable as error:
            self._error(error.key, line, role, value=text, column=self.columns[self._at[role]],
                        **args)  # fmt: skip
            return None

    def _error(self, key: str, line: int, role: str = "", **args: object) -> None:
        self._told += 1
        self._failed = True
        self.problems.error(key, self._place(line, role), **args)

    def _warn(self, key: str, line: int, role: str = "", **args: object) -> None:
        self._doubted += 1
        if self._doubted <= MOST_PROBLEMS:
            self.problems.warning(key, self._place(line, role), **args)

    def _place(self, line: int, role: str) -> Place:
        """Return where a cell begins; a cell of several lines is found by its first."""
        at = self._at.get(role) if role else None
        if at is None:
            return Place(self.file, line)
        rows = self.source.text.split("\n", line - self.source.start + 1)
        row = rows[line - self.source.start]
        return Place(self.file, line, _column(row, self.source.delimiter, at))


def _column(row: str, delimiter: str, wanted: int) -> int:
    """Return where a cell of a line begins, counted from 1."""
    is_quoted = False
    cell = 0
    for number, char in enumerate(row):
        if cell == wanted:
            return number + 1
        if char == '"':
            is_quoted = not is_quoted
        elif char == delimiter and not is_quoted:
            cell += 1
    return len(row) + (cell == wanted) or 1

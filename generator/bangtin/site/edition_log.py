"""``editions.csv``: what each edition that went out said, where it went, and what came back.

``published.csv`` says that an edition exists. This file beside it says what it was: its words and
facts as they stood on the finished files, the places that it was ordered for, the targets that it
was published to, and from where it was taken back. One line an event; git merges such files line
by line, and Excel shows them. Nothing in it is ever changed, only added to.
"""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, get_args

import msgspec

from bangtin.files import paths, writing
from bangtin.problems import Place, Problems

FILE = paths.EDITION_LOG
COLUMNS = (
    "time", "event", "edition", "place", "copies", "order", "folder", "content", "until", "files",
    "facts", "text",
)  # fmt: skip
Event = Literal["issued", "published", "ordered", "recalled"]
LONGEST_CELL = 30_000
"""Excel cuts a cell behind 32,767 characters: what is longer goes on in a further line."""
SLACK = datetime.timedelta(minutes=10)
"""So much the clocks of two offices may differ."""
MOST_SHOWN = 80

_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
CODE = re.compile(r"[A-Z0-9]{2,6}-.+\.[0-9]{2}")
_CONTENT = re.compile(r"([0-9a-f]{16})?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?")
_FOLDER = re.compile(r"([^\s/.][^\s/]*/[^\s/]+/)?")
_COPIES = re.compile(r"[0-9]{0,9}")


class Line(msgspec.Struct, frozen=True):
    """One event of an edition.

    ``issued``: from now on it binds; ``content`` is the digest of all that shapes it, ``until``
    the day that it hangs to, ``facts`` and ``text`` what its finished files say. ``published``:
    it stands at the target ``place``. ``ordered``: ``copies`` of it go to ``place``, by the order
    of that number; ``files`` are the very files with their digests. ``recalled``: it was taken
    back from ``place``.
    """

    time: datetime.datetime
    event: Event
    edition: str
    place: str = ""
    copies: int = 0
    order: str = ""
    folder: str = ""
    content: str = ""
    until: datetime.date | None = None
    files: dict[str, str] = {}
    facts: dict[str, str] = {}
    text: str = ""
    number: int = 0

    @property
    def date(self) -> str:
        """The day of it, in ISO 8601."""
        return self.time.date().isoformat()


class Withdrawn(msgspec.Struct, frozen=True):
    """An edition that is no longer right or was taken back, where its code leads, and its print."""

    code: str
    leads: str
    folder: str


class Edition(msgspec.Struct):
    """All that is recorded of an edition."""

    code: str
    time: datetime.datetime
    folder: str
    content: str
    until: datetime.date | None
    facts: dict[str, str]
    text: str
    number: int
    targets: list[str] = []
    orders: list[Line] = []
    recalled: dict[str, Line] = {}

    @property
    def places(self) -> dict[str, int]:
        """Where it went on order, and how many there in all; in the order of the log."""
        found: dict[str, int] = {}
        for line in self.orders:
            found[line.place] = found.get(line.place, 0) + line.copies
        return found

    @property
    def all_places(self) -> tuple[str, ...]:
        """Where it may be: the places of orders, and the targets that offer it for download."""
        places = self.places
        return (*places, *(target for target in self.targets if target not in places))

    @property
    def out(self) -> tuple[str, ...]:
        """Where it was not taken back from since it last went there."""
        last: dict[str, datetime.datetime] = {}
        for line in self.orders:
            last[line.place] = line.time
        return tuple(
            place
            for place in self.all_places
            if place not in self.recalled
            or (place in last and last[place] > self.recalled[place].time)
        )

    @property
    def says_until(self) -> bool:
        """Whether its imprint says until when it hangs."""
        return "until" in self.facts


EditionLog = dict[str, Edition]


def read(root: Path, problems: Problems) -> EditionLog | None:
    """Read the log below ``root``: empty before anything went out, None after an error.

    Every line that is wrong is noted, each with what is wrong with it.
    """
    before = len(problems)
    lines = _lines(root, problems)
    return None if len(problems) > before else gathered(lines)


def gathered(lines: Iterable[Line]) -> EditionLog:
    """Put the events of each edition together, in the order of time."""
    found: EditionLog = {}
    # What two merged branches both have happened once.
    once: dict[str, Line] = {}
    for line in lines:
        once.setdefault(repr(msgspec.structs.replace(line, number=0)), line)
    for line in sorted(once.values(), key=lambda one: one.time):
        edition = found.get(line.edition)
        if edition is None:
            edition = found[line.edition] = Edition(
                line.edition, line.time, line.folder, line.content, line.until, dict(line.facts),
                line.text, line.number,
            )  # fmt: skip
        elif line.event == "issued":
            edition.text = "\n".join(filter(None, dict.fromkeys((edition.text, line.text))))
            # What was said first holds.
            for key, value in line.facts.items():
                edition.facts.setdefault(key, value)
            edition.content = edition.content or line.content
            edition.folder = edition.folder or line.folder
            edition.until = edition.until or line.until
        if line.event == "published" and line.place not in edition.targets:
            edition.targets.append(line.place)
        elif line.event == "ordered":
            edition.orders.append(line)
        elif line.event == "recalled":
            edition.recalled[line.place] = line
    return found


def _lines(root: Path, problems: Problems) -> list[Line]:
    file = root / FILE
    if not file.is_file():
        if file.exists():
            problems.error("not-a-file", Place(FILE), file=FILE)
        return []
    try:
        raw = file.read_bytes()
    except OSError as error:
        problems.error("file-unreadable", Place(FILE), reason=error.strerror or os.strerror(5))
        return []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.error("not-utf8", Place(FILE, raw[: error.start].count(b"\n") + 1))
        return []
    rows = [(n, row) for n, row in enumerate(text.splitlines(), 1) if row.strip(" ,;\t")]
    if not rows:
        return []
    mark = max(",;\t", key=rows[0][1].count)
    found: list[Line] = []
    for number, row in rows:
        if row.startswith(_MERGE_MARKS):
            problems.error("editions-conflict", Place(FILE, number))
            continue
        try:
            cells = next(csv.reader([row], delimiter=mark, strict=True))
        except csv.Error:
            problems.error("editions-line", Place(FILE, number), line=row[:MOST_SHOWN])
            continue
        if tuple(cells) == COLUMNS:
            continue
        if _is_newer(cells):
            problems.error("editions-newer", Place(FILE, number))
            continue
        try:
            found.append(_line(cells, number))
        except ValueError as error:
            reason = str(error) or row[:MOST_SHOWN]
            problems.error("editions-line", Place(FILE, number), line=reason[:MOST_SHOWN])
    return found


def _is_newer(cells: list[str]) -> bool:
    """Whether a line has what this version doesn't know: more columns, or another event."""
    if tuple(cells[: len(COLUMNS)]) == COLUMNS:
        return True
    if len(cells) < len(COLUMNS) or _time(cells[0]) is None:
        return False
    return len(cells) > len(COLUMNS) or (cells[1].isalpha() and cells[1] not in get_args(Event))


def _time(cell: str) -> datetime.datetime | None:
    try:
        time = datetime.datetime.fromisoformat(cell)
    except ValueError:
        return None
    return time if time.tzinfo else None


def _line(cells: list[str], number: int) -> Line:
    """Return one line's event. Raises ValueError for a line that is none."""
    if len(cells) != len(COLUMNS):
        raise ValueError
    time = _time(cells[0])
    _, event, edition, place, copies, order, folder, content, until, files, facts, text = cells
    if time is None:
        raise ValueError(cells[0])
    checks = ((CODE, edition), (_COPIES, copies), (_FOLDER, folder), (_CONTENT, content),
              (_DAY, until))  # fmt: skip
    for form, cell in checks:
        if not form.fullmatch(cell):
            raise ValueError(cell)
    if event not in get_args(Event) or (event != "issued" and not place.strip()):
        raise ValueError
    return Line(
        time=time,
        event=event,  # type: ignore[arg-type]
        edition=edition,
        place=place.strip(),
        copies=int(copies or 0),
        order=order.strip(),
        folder=folder,
        content=content,
        until=datetime.date.fromisoformat(until) if until else None,
        files=_unpacked(files),
        facts=_unpacked(facts),
        text=text.replace(_BREAK, "\n"),
        number=number,
    )


_BREAK = " ¶ "
"""Parts the lines of a text within one line of the file, which git and people then keep whole."""
_PART = " | "


def _packed(values: Mapping[str, str]) -> Iterable[str]:
    return (f"{key}={value}".replace("|", "/") for key, value in values.items())


def _unpacked(cell: str) -> dict[str, str]:
    """Return the pairs of a cell. Raises ValueError for a cell that holds none."""
    found = {}
    cell = cell.strip()
    for part in cell.split(_PART) if cell else ():
        key, mark, value = part.partition("=")
        if not mark or not key:
            raise ValueError(part)
        found[key] = value
    return found


def add(root: Path, lines: Iterable[Line]) -> None:
    """Add events to the log. On the disk when it returns. Raises DiskFailed."""
    file = root / FILE
    try:
        before = file.read_bytes()
    except FileNotFoundError:
        before = b""
    head = before.decode("utf-8", "replace").lstrip("\ufeff").partition("\n")[0]
    output = io.StringIO()
    mark = max(",;\t", key=head.count)
    rows = csv.writer(output, delimiter=mark, lineterminator="\n")
    if not before.strip():
        rows.writerow(COLUMNS)
    elif not before.endswith(b"\n"):
        output.write("\n")
    wrote = False
    for line in lines:
        wrote = True
        for cells in _cells(line):
            rows.writerow(cells)
    if wrote:
        writing.write(file, before + output.getvalue().encode("utf-8"), durable=True)


def _cells(line: Line) -> Iterable[tuple[object, ...]]:
    """Yield the rows of an event: more than one where its facts or its text are too long."""
    lines = (" ".join(one.split())[:LONGEST_CELL] for one in line.text.split("\n"))
    texts, facts = _in_cells(lines, _BREAK), _in_cells(_packed(line.facts), _PART)
    for text, own in itertools.zip_longest(texts, facts, fillvalue=""):
        cells = (
            line.time.isoformat(timespec="seconds"), line.event, line.edition,
            line.place, str(line.copies or ""), line.order,
            line.folder, line.content, line.until.isoformat() if line.until else "",
            _PART.join(_packed(line.files)), own, text,
        )  # fmt: skip
        # A line is an event: no cell goes on in the next one.
        yield tuple(no_formula(" ".join(cell.split())) for cell in cells)


def _in_cells(parts: Iterable[str], mark: str) -> list[str]:
    """Put parts into as few cells as hold them, in their order and with a mark between them."""
    cells = [""]
    for part in parts:
        if cells[-1] and len(cells[-1]) + len(mark) + len(part) > LONGEST_CELL:
            cells.append("")
        cells[-1] = mark.join(filter(None, (cells[-1], part)))
    return cells


def no_formula(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; the blank goes when it is read."""
    return f" {cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def check_clock(root: Path, now: datetime.datetime, problems: Problems) -> None:
    """Note a clock that goes behind what is recorded: what is added would stand before it."""
    for line in _lines(root, problems):
        if line.time > now + SLACK:
            times = {"now": now.isoformat(), "then": line.time.isoformat()}
            problems.error("editions-clock", Place(FILE, line.number), **times)
            return

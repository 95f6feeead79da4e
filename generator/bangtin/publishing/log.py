"""``publish-log.csv``: when what was sent where; a line an event, kept with the content.

git merges such files line by line. A line that is none, marks of a merge that
was left unfinished and lines of a newer Bangtin are problems with their line:
nothing is sent until the log can be trusted again.
"""

from __future__ import annotations

import csv
import datetime
import io
import os
from dataclasses import dataclass
from pathlib import Path

from bangtin.files import paths, writing
from bangtin.problems import Place, Problems

FILE = paths.PUBLISH_LOG
COLUMNS = ("time", "event", "target", "pages", "prints", "sent", "removed", "bytes", "state")
EVENTS = ("publish", "back")
SLACK = datetime.timedelta(minutes=10)
"""So much the clocks of two offices may differ."""


@dataclass(frozen=True)
class WentOut:
    """What went out: the event, its time with zone, and counts of what readers got.

    ``state`` is the digest of all files that are there now with their paths.
    """

    time: datetime.datetime
    event: str
    target: str
    pages: int
    prints: int
    sent: int
    removed: int
    size: int
    state: str


def went_out(root: Path, event: WentOut) -> None:
    """Record that something went out: called once, after a publish that ended well.

    On the disk when it returns. Raises DiskFailed.
    """
    file = root / FILE
    lines = io.StringIO()
    try:
        before = file.read_bytes()
    except FileNotFoundError:
        before = b""
    mark = _mark(before.partition(b"\n")[0].decode("utf-8", "replace"))
    rows = csv.writer(lines, delimiter=mark, lineterminator="\n")
    if not before.strip():
        rows.writerow(COLUMNS)
    if before and not before.endswith(b"\n"):
        lines.write("\n")
    counts = (event.pages, event.prints, event.sent, event.removed, event.size)
    time = event.time.isoformat(timespec="seconds")
    rows.writerow((time, event.event, event.target, *counts, event.state))
    writing.write(file, before + lines.getvalue().encode("utf-8"), durable=True)


def read(root: Path, problems: Problems) -> list[tuple[int, WentOut]]:
    """Read the log with the line of each event, and note what is wrong with it."""
    try:
        raw = (root / FILE).read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.error("file-unreadable", Place(FILE), reason=error.strerror or os.strerror(5))
        return []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.error("not-utf8", Place(FILE, raw[: error.start].count(b"\n") + 1))
        return []
    mark = _mark(text.partition("\n")[0])
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = next(csv.reader([line], delimiter=mark), [])
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            problems.error("publish-log-conflict", Place(FILE, number))
        elif not any(cells) or tuple(cells[: len(COLUMNS)]) == COLUMNS == tuple(cells):
            continue
        elif _is_newer(cells):
            problems.error("publish-log-newer", Place(FILE, number))
        else:
            try:
                found.append((number, _event(cells)))
            except ValueError:
                problems.error("publish-log-line", Place(FILE, number), line=line[:80])
    return found


def _mark(head: str) -> str:
    """Return what stands between the cells: a spreadsheet may have put its own there."""
    return max(",;\t", key=head.count)


def _is_newer(cells: list[str]) -> bool:
    """Whether a line has what this version doesn't know: more columns, or another event."""
    if tuple(cells[: len(COLUMNS)]) == COLUMNS:
        return True
    is_event = len(cells) >= len(COLUMNS) and _time(cells[0]) is not None
    return is_event and (len(cells) > len(COLUMNS) or cells[1] not in EVENTS) and cells[1].isalpha()


def _time(cell: str) -> datetime.datetime | None:
    try:
        time = datetime.datetime.fromisoformat(cell)
    except ValueError:
        return None
    return time if time.tzinfo else None


def _event(cells: list[str]) -> WentOut:
    """Return one line's event. Raises ValueError for a line that is none."""
    time = _time(cells[0])
    if time is None or len(cells) != len(COLUMNS) or cells[1] not in EVENTS or not cells[2]:
        raise ValueError
    pages, prints, sent, removed, size = (int(cell) for cell in cells[3:8])
    return WentOut(time, cells[1], cells[2], pages, prints, sent, removed, size, cells[8])


def check(root: Path, now: datetime.datetime, problems: Problems) -> None:
    """Note what is wrong with the log, and a clock that goes behind what is recorded."""
    for number, event in read(root, problems):
        if event.time > now + SLACK:
            problems.error(
                "publish-clock",
                Place(FILE, number),
                now=now.isoformat(),
                then=event.time.isoformat(),
            )
            return

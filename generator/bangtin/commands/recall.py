"""What hangs out there and is wrong: the list by place, on paper and for Excel; marking it."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import msgspec

from bangtin import locales, spelling
from bangtin.commands.orders import as_cell
from bangtin.config.strings import sheet_labels
from bangtin.files import writing
from bangtin.messages.catalogue import text
from bangtin.problems import Problems, Refused, closest
from bangtin.site import edition_log, editions, facts
from bangtin.site.edition_log import Edition, Line
from bangtin.site.editions import Wrong
from bangtin.site.publications import Publication
from bangtin.site.site import Site
from bangtin.typesetting import compiler

LAYOUT = "layouts/press/recall.typ"
COLUMNS = ("place", "what", "edition", "copies", "since", "why", "instead")
WIDTH = len(COLUMNS) + 1
"""Its columns, and the last one, in which people write what they took down."""
PLACE, EDITION = COLUMNS.index("place"), COLUMNS.index("edition")
TABLES = (".csv", ".txt", ".xlsx", ".xls", ".ods", ".pdf")
"""Endings of files that may be given for a list; only CSV is one."""
_MARK = re.compile(r"[xv✓✔☑]|true", re.IGNORECASE)
_DAY = re.compile(
    r"(?P<first>\d{1,4})[-/. ](?P<second>\d{1,2}|[a-z]{3,9})(?:[-/. ](?P<third>\d{2,4}))?"
    r"(?:[,;](?P<more>.*))?",
    re.IGNORECASE,
)
"""What says in the last column that it is done, beside a mark: a day, with more behind a comma."""
_NOT_YET = re.compile(r"\b(?:chưa|không|còn|not|no|still|pas|non)\b", re.IGNORECASE)
_CENTURY = 100
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Row(msgspec.Struct, frozen=True):
    """One edition at one place: what it is, how many, what is wrong with it, what replaces it.

    ``is_download`` says that it was never ordered for a place: whoever took it from the portal
    may have hung it up anywhere.
    """

    place: str
    what: str
    edition: str
    copies: int
    since: str
    why: str
    instead: str
    is_download: bool = False


def rows(site: Site, root: Path) -> list[Row]:
    """Return all that is out and wrong, by place; what the portal offered comes last."""
    log = edition_log.read(root, Problems()) or {}
    names = {p.folder: p for p in site.publications}
    strings = site.own_strings
    found = []
    for one in editions.wrong(site, log):
        edition = one.edition
        day = spelling.written(edition.time.date(), site.settings.language)
        ordered = edition.places
        for place in edition.out:
            copies = ordered.get(place, 0)
            is_download = place not in ordered
            shown = strings["recall_download"] if is_download else place
            found.append(
                Row(
                    f"{shown} ({place})" if is_download else shown,
                    _what(names.get(edition.folder), edition.folder, strings),
                    edition.code,
                    copies,
                    day,
                    _why(one, site),
                    one.successor,
                    is_download,
                )
            )
    lang = site.settings.language
    found.sort(key=lambda row: (row.is_download, spelling.sort_key(row.place, lang), row.edition))
    return found


def _what(publication: Publication | None, folder: str, strings: Mapping[str, str]) -> str:
    if publication is None:
        return folder.strip("/").rpartition("/")[2]
    return publication.named(strings)


def _why(one: Wrong, site: Site) -> str:
    strings = site.own_strings
    said = []
    for _, before, now in one.changed:
        if now:
            said.append(strings["recall_changed"].format(before=before, now=now))
        else:
            said.append(strings["recall_gone"].format(before=before))
    if one.expired:
        day = spelling.written(one.expired, site.settings.language)
        said.append(strings["recall_over"].format(date=day))
    return "; ".join(dict.fromkeys(said))


def write(found: list[Row], site: Site, folder: Path) -> list[Path]:
    """Write the list as a sheet to print and as CSV for Excel.

    Raises DiskFailed, and Refused where notes of an earlier table would be lost.
    """
    paths = files(folder, site.settings.addresses.recall)
    noted = _noted(paths[1])
    writing.write(paths[0], as_pdf(found, site), durable=True)
    writing.write(paths[1], as_csv(found, site, noted), durable=True)
    return paths


def files(folder: Path, name: str) -> list[Path]:
    """Return the files of the list, by the site's word for it: the sheet and the table."""
    return [folder / f"{name}.pdf", folder / f"{name}.csv"]


def _noted(path: Path) -> dict[tuple[str, str], str]:
    """Return what somebody wrote into the last column of an earlier table, by place and edition.

    Raises Refused for a table whose notes can't be told: they would be written over.
    """
    try:
        rows = _rows(path)
    except OSError:
        return {}
    return {(facts.plain(row[PLACE]), row[EDITION]): row[-1] for _, row in rows}


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a table that ``as_csv`` wrote, with their lines, whoever saved it.

    The heading is one of them where it is there. In Vietnam, Excel's plain CSV is in
    Windows-1258. Raises OSError, and Refused for another file and for a row of another width:
    which of its cells is the last column could not be told.
    """
    raw = path.read_bytes()
    coding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        words = raw.decode(coding)
    except UnicodeDecodeError:
        words = raw.decode("cp1258", "replace")
    mark = max(",;\t", key=words.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=mark, strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while len(cells) > WIDTH and not cells[-1]:
                cells.pop()
            if any(cells) and not (not found and cells[0].startswith("sep=")):
                found.append((reader.line_num, cells))
    except csv.Error:
        found.append((reader.line_num, []))
    if found and not any(_is_code(cell) for _, cells in found for cell in cells):
        raise Refused("recalled-no-list")
    if odd := [line for line, cells in found if len(cells) != WIDTH]:
        raise Refused("recalled-columns", line=odd[0])
    return found


def _is_code(cell: str) -> bool:
    return edition_log.CODE.fullmatch(cell.upper()) is not None


def as_csv(
    found: Iterable[Row], site: Site, noted: Mapping[tuple[str, str], str] | None = None
) -> bytes:
    """Write the list as CSV: UTF-8 with BOM, so that Excel reads Vietnamese.

    ``noted`` is what people wrote behind a line, by place and edition: it stays.
    """
    noted = noted or {}
    output = io.StringIO()
    writer = csv.writer(output)
    strings = site.own_strings
    writer.writerow([*(strings[f"recall_{name}"] for name in COLUMNS), strings["recall_done"]])
    for row in found:
        values = msgspec.structs.asdict(row)
        writer.writerow(
            [
                *(
                    (str(row.copies or "") if name == "copies" else as_cell(values[name]))
                    for name in COLUMNS
                ),
                noted.get((facts.plain(as_cell(row.place)), row.edition), ""),
            ]
        )
    return output.getvalue().encode("utf-8-sig")


def as_pdf(found: list[Row], site: Site) -> bytes:
    """Set the list for A4: a block for each place, with boxes to tick."""
    strings, settings = site.own_strings, site.settings
    places: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        values = msgspec.structs.asdict(row) | {"copies": str(row.copies or "")}
        places.setdefault(row.place, []).append(values)
    data: dict[str, Any] = {
        "lang": locales.base(settings.language),
        "title": strings["recall_title"],
        "intro": strings["recall_intro"],
        "how": strings["recall_how"],
        "issuer": settings.issuer.name,
        "date": spelling.written(site.now, settings.language),
        "labels": sheet_labels(strings, "recall_"),
        "places": [{"name": name, "rows": own} for name, own in places.items()],
    }  # fmt: skip
    return compiler.plain("recall", data, Path(site.root), site.layout_files(LAYOUT))


def as_text(found: Iterable[Row], language: str) -> str:
    """Write the list for a terminal, by place."""
    lines: list[str] = []
    place = None
    for row in found:
        if row.place != place:
            place = row.place
            lines += ["", place]
        instead = text("recall-instead", language, code=row.instead) if row.instead else ""
        copies = f" × {row.copies}" if row.copies else ""
        lines.append(f"  {row.edition}{copies}  {row.what}: {row.why}{instead}")
    return "\n".join(lines)


def mark(
    root: Path, code: str, place: str | None, now: datetime.datetime
) -> tuple[str, list[str], list[str]]:
    """Record that an edition was taken back; return its code, from where, and where it still is.

    Without ``place`` from everywhere. Raises Refused for a code or place that isn't known.
    """
    log = edition_log.read(root, Problems()) or {}
    edition, marked = _Meant(log).of(code, place)
    edition_log.add(root, (Line(now, "recalled", edition.code, one) for one in marked))
    gone = set(marked)
    return edition.code, marked, [one for one in edition.out if one not in gone]


def mark_list(root: Path, path: Path, now: datetime.datetime) -> list[tuple[str, str]]:
    """Record what is marked in the last column of a table that ``write`` wrote.

    Returns each code and place that was out till now. All of it or nothing: raises Refused for a
    file of something else and for a line that can't be taken.
    """
    try:
        lines = _rows(path)
    except OSError as error:
        raise Refused("file-unreadable", reason=error.strerror or str(error)) from None
    if not lines:
        raise Refused("recalled-no-list")
    if not _is_code(lines[0][1][EDITION]):
        del lines[0]  # the heading; a spreadsheet that sorts takes it elsewhere
    meant = _Meant(edition_log.read(root, Problems()) or {})
    found: dict[tuple[str, str], None] = {}
    for number, row in lines:
        if not (note := row[-1]):
            continue
        edition, marked = meant.of(row[EDITION], row[PLACE])
        if not _is_done(note, edition.time.astimezone(now.tzinfo).date(), now.date()):
            raise Refused("recalled-note", line=number, value=note)
        found |= dict.fromkeys((edition.code, one) for one in marked)
    edition_log.add(root, (Line(now, "recalled", code, place) for code, place in found))
    return list(found)


def _is_done(note: str, since: datetime.date, today: datetime.date) -> bool:
    """Whether a note says that a sheet was taken down: a mark, or a day between the two given."""
    if _MARK.fullmatch(note):
        return True
    found = _DAY.fullmatch(note)
    if found is None or _NOT_YET.search(found["more"] or ""):
        return False
    return any(since <= day <= today for day in _days(found, since, today))


def _days(
    found: re.Match[str], since: datetime.date, today: datetime.date
) -> Iterator[datetime.date]:
    """Yield the days that a note may mean; without a year, that of any year between two days."""
    first, second, third = found["first"], found["second"], found["third"]
    if not second.isdecimal():
        name = second[:3].casefold()
        pairs = [(int(first), _MONTHS.index(name) + 1 if name in _MONTHS else 0)]
    elif len(first) > 2:  # noqa: PLR2004 - a year, as nothing else has so many digits
        pairs, third = [(int(third or 0), int(second))], first
    else:
        pairs = [(int(first), int(second)), (int(second), int(first))]
    years = [int(third)] if third else list(range(since.year, today.year + 1))
    for year in years:
        for day, month in pairs:
            with contextlib.suppress(ValueError):
                yield datetime.date(year + 2000 * (year < _CENTURY), month, day)


class _Meant:
    """Finds in a log what people mean, however often they are asked: an edition and its places."""

    def __init__(self, log: Mapping[str, Edition]) -> None:
        self._log = log
        self._as_known = as_known(log)
        self._places: dict[str, dict[str, str]] = {}
        self._out: dict[str, Set[str]] = {}

    def of(self, code: str, place: str | None) -> tuple[Edition, list[str]]:
        """Return the edition of a code, and from where it is to be taken back. Raises Refused."""
        code = self._as_known(code)
        edition = self._log.get(code)
        if edition is None:
            meant = closest(code, self._log)
            if meant:
                raise Refused("recalled-unknown-meant", code=code, meant=meant)
            raise Refused("recalled-unknown", code=code)
        if place is None:
            return edition, list(edition.out)
        if code not in self._places:
            self._places[code], self._out[code] = _by_name(edition), set(edition.out)
        known = self._places[code]
        # The sheet names a target in brackets, behind what it is.
        inner = re.fullmatch(r".+\((.+)\)", place.strip())
        found = known.get(facts.plain(place)) or known.get(facts.plain(inner[1] if inner else ""))
        if found is None:
            meant = closest(place, edition.all_places)
            if meant:
                raise Refused("recalled-place-meant", code=code, place=place, meant=meant)
            known_places = "; ".join(edition.all_places) or "–"
            raise Refused("recalled-place", code=code, place=place, known=known_places)
        return edition, [found] if found in self._out[code] else []


def _by_name(edition: Edition) -> dict[str, str]:
    """Return where an edition may be, by how people write it: as it is, and as a table has it."""
    names = edition.all_places
    as_in_table = {facts.plain(as_cell(name)): name for name in names}
    return as_in_table | {facts.plain(name): name for name in names}


def as_known(known: Iterable[str]) -> Callable[[str], str]:
    """Return what gives a code as it is known, however it was typed, or as it stands."""
    codes = {one.casefold(): one for one in known}
    return lambda code: codes.get(code.strip().casefold(), code.strip())

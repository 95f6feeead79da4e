"""The day's report of the count: a PDF to be signed, and the same figures as XLSX.

Every number in its sentences is reckoned from the table of counts, and read back from the
finished PDF. Number, signature and seal are left blank for whoever signs.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import xlsxwriter

from bangtin import locales, spelling
from bangtin.channels.count import sheets
from bangtin.commands.count import NoCount
from bangtin.config import strings
from bangtin.config.settings import Measure
from bangtin.problems import Refused
from bangtin.site import count_reports
from bangtin.site.count_words import CountWords
from bangtin.site.counts import Counts, State
from bangtin.site.site import Site
from bangtin.typesetting import compiler

LAYOUT = "layouts/press/report.typ"
FACES = ("Times New Roman", "Liberation Serif", "Tinos", "Libertinus Serif")
"""The decree's own face where the machine has it, free ones of its widths, and one that is always
there: it comes with Typst."""
FULL = 0.9
"""How much of a line of a sheet words fill before they break."""
SMALLEST_PADDED = 10
"""A day below this is written with a zero before it, and so are the first two months."""
LAST_PADDED_MONTH = 2


class Row(msgspec.Struct, frozen=True):
    """A unit's line: for each measure how many, its share, and the change since the day before."""

    name: str
    base: int | None
    values: tuple[int | None, ...]
    shares: tuple[str, ...]
    changes: tuple[int | None, ...]
    state: str


class DayReport(msgspec.Struct, frozen=True):
    """What a report says; ``states`` are a heading, names and how many."""

    day: datetime.date
    title: str
    base: str
    measures: tuple[str, ...]
    sentences: tuple[str, ...]
    states: tuple[tuple[str, str, int], ...]
    rows: tuple[Row, ...]
    total: Row
    is_example: bool
    word: str

    @property
    def name(self) -> str:
        """What its files are called, without their endings."""
        return f"{self.word}-{self.day.isoformat()}"


def gather(site: Site, day: datetime.date | None) -> DayReport:
    """Return the report of a day, without one of the last that anybody reported.

    Raises NoCount where the site counts nothing, wants no report, or has no figures of the day.
    """
    counts = site.counts
    if counts is None:
        raise NoCount("count-off")
    if counts.settings.report.form == "none":
        raise NoCount("report-off")
    day = day or counts.latest
    if locales.is_right_to_left(site.settings.language):
        raise NoCount("report-right-to-left", lang=site.settings.language)
    if day is None or day not in counts.reports:
        raise NoCount("report-no-figures", day=str(day or site.now))
    lang, t = site.settings.language, site.own_strings
    words = CountWords(counts, t, lang, lambda text: text)
    return DayReport(
        day=day,
        title=counts.settings.report.subject or counts.settings.title,
        base=(counts.settings.base or t["count_base"]) if counts.settings.columns.base else "",
        measures=tuple(measure.title for measure in counts.measures.values()),
        sentences=tuple(
            _sentence(counts, words, t, day, number, measure)
            for number, measure in enumerate(counts.measures.values())
        ),
        states=tuple(words.states(day)),
        rows=tuple(_row(counts, words, t, day, unit.key, unit.name) for unit in counts.units),
        total=_total(counts, words, day),
        is_example=bool(counts.settings.example),
        word=site.settings.addresses.report,
    )


def _sentence(
    counts: Counts, words: CountWords, t: dict[str, str], day: datetime.date, number: int,
    measure: Measure,
) -> str:  # fmt: skip
    """Say where all stand, the goal, what is missing to it, and the change."""
    total = counts.total(day, number)
    if total is None:
        return t["report_no_measure"].format(title=measure.title)
    needed = _needed(measure, total.done, total.base)
    parts = [
        words.sentence(measure, total),
        words.goal_sentence(measure),
        words.reached(measure, total),
        words.counted("report_needed", needed or 0).format(count=words.number(needed))
        if needed
        else "",
        words.of_how_many(total),
        _compared(counts, words, t, day, number),
    ]
    return " ".join(part for part in parts if part)


def _needed(measure: Measure, done: int, base: int) -> int:
    """Return how many more reach a goal; 0 where it is reached or there is none."""
    if measure.percent is not None:
        if not base:
            return 0
        goal = Fraction(measure.percent * base, 100)
        wanted = math.floor(goal) + 1 if measure.over else math.ceil(goal)
    elif measure.number is not None:
        wanted = measure.number + 1 if measure.over else measure.number
    else:
        return 0
    return max(0, wanted - done)


def _before(counts: Counts, day: datetime.date) -> datetime.date | None:
    """Return the last day before this one of which anything was reported."""
    earlier = [d for d in counts.days if d < day]
    return earlier[-1] if earlier else None


def _change(counts: Counts, day: datetime.date, unit: str, number: int) -> int | None:
    """Return by how many a unit's figure changed since the day before; None where one is missing.

    Of daily counts it is what that day brought.
    """
    now = counts.report(day, unit)
    if now is None or now.values[number] is None:
        return None
    if counts.is_daily:
        return now.values[number]
    before = _before(counts, day)
    then = counts.report(before, unit) if before else None
    if then is None or then.values[number] is None:
        return None
    return (now.values[number] or 0) - (then.values[number] or 0)


def _compared(
    counts: Counts, words: CountWords, t: dict[str, str], day: datetime.date, number: int
) -> str:
    """Say the change since the day before, over the units that reported both days."""
    before = _before(counts, day)
    changes = [_change(counts, day, unit.key, number) for unit in counts.units]
    known = [change for change in changes if change is not None]
    if before is None or not known:
        return t["report_compare_none"]
    change = sum(known)
    count = len(known)
    said = words.counted("report_same", count)
    if change:
        said = words.counted("report_more" if change > 0 else "report_fewer", count)
    return said.format(
        date=words.day(before), change=words.number(abs(change)), count=words.number(len(known))
    )


def _row(
    counts: Counts, words: CountWords, t: dict[str, str], day: datetime.date, key: str, name: str
) -> Row:
    report = counts.report(day, key)
    state = counts.state(day, key)
    shares = []
    for number, measure in enumerate(counts.measures.values()):
        figure = counts.figure(day, key, number)
        is_own = figure.of == day and figure.share is not None
        shares.append(words.share(figure.share, measure) if is_own and figure.share else
                      words.share(Fraction(0), measure) if is_own else "")  # fmt: skip
    values = tuple(
        (counts.figure(day, key, n).done if report.values[n] is not None else None)
        if report
        else None
        for n in range(len(counts.measures))
    )
    changes = tuple(_change(counts, day, key, n) for n in range(len(counts.measures)))
    hour = words.hour(report.reported, day) if report else ""
    said = t[f"count_state_{state}"]
    is_told = bool(hour) and state is not State.MISSING
    return Row(
        name, report.base if report else None, values, tuple(shares), changes,
        f"{said}, {hour}" if is_told else said,
    )  # fmt: skip


def _total(counts: Counts, words: CountWords, day: datetime.date) -> Row:
    totals = [counts.total(day, number) for number in range(len(counts.measures))]
    bases = {total.base for total in totals if total}
    changes = []
    for number in range(len(totals)):
        known = [_change(counts, day, unit.key, number) for unit in counts.units]
        own = [change for change in known if change is not None]
        changes.append(sum(own) if own else None)
    shares = [
        words.share(total.share, measure) if total and total.share is not None else ""
        for total, measure in zip(totals, counts.measures.values(), strict=True)
    ]
    count = sum(unit.key in counts.reports[day] for unit in counts.units)
    return Row(
        words.counted("count_sum", count).format(count=count),
        next(iter(bases)) if len(bases) == 1 and counts.settings.columns.base else None,
        tuple(total.done if total else None for total in totals),
        tuple(shares),
        tuple(changes),
        "",
    )


def as_pdf(report: DayReport, site: Site) -> bytes:
    """Set a report, and hold the finished PDF to what it has to say. Raises NoCount."""
    settings, t, lang = site.settings, site.own_strings, site.settings.language
    assert settings.count is not None
    form = settings.count.report
    day = report.day
    number = spelling.grouped
    states = [
        strings.counted(t, "report_state", count, lang).format(
            heading=heading, count=count, names=names
        )
        for heading, names, count in report.states
    ]
    intro = t["report_intro"].format(
        issuer=settings.issuer.short,
        subject=_inside(report.title),
        date=spelling.written(day, lang),
    )
    closing = t["report_closing"].format(issuer=settings.issuer.short)

    def cells(row: Row) -> list[str]:
        found = [] if not report.base else ["–" if row.base is None else number(row.base, lang)]
        for value, share, change in zip(row.values, row.shares, row.changes, strict=True):
            found.append("–" if value is None else number(value, lang))
            found += [share or "–"] if report.base else []
            found.append("–" if change is None else _signed(change, lang))
        return [*found, row.state]

    data: dict[str, Any] = {
        "lang": locales.base(lang),
        "form": form.form,
        "superior": spelling.bind(form.superior, settings.phrases),
        "issuer": spelling.bind(form.issuer or settings.issuer.name, settings.phrases),
        "number": t["report_number"].format(sign=count_reports.sign_of(form)),
        "dated": t["report_dated"].format(
            place=form.town or settings.issuer.address,
            day=f"{day.day:02d}" if day.day < SMALLEST_PADDED else day.day,
            month=f"{day.month:02d}" if day.month <= LAST_PADDED_MONTH else day.month,
            year=day.year,
        ),
        "title": t["report_title"],
        "subject": report.title,
        "to": list(form.to),
        "intro": intro,
        "sentences": list(report.sentences),
        "states": states,
        "closing": closing,
        "base": report.base[:1].upper() + report.base[1:],
        "measures": list(report.measures),
        "rows": [[row.name, *cells(row)] for row in report.rows],
        "total": [report.total.name, *cells(report.total)],
        "recipients": list(count_reports.recipients_of(form)),
        "authority": list(form.authority),
        "example": t["count_example_note"] if report.is_example else "",
        "mark": t["count_example"] if report.is_example else "",
        "labels": strings.sheet_labels(t, "report_"),
    }
    figures = [figure for row in (*data["rows"], data["total"]) for figure in row]
    expected = [intro, *report.sentences, *states, closing, *figures, *_around(data)]
    return _set(data, expected, site, day)


def _around(data: dict[str, Any]) -> list[str]:
    """Return what stands around the body, as the form writes it."""
    if data["form"] != count_reports.DECREE:
        return [data["title"], data["subject"], data["issuer"]]
    capitals = [data["superior"], data["issuer"], data["title"], data["labels"]["nation"]]
    return [
        *(words.upper() for words in (*capitals, *data["authority"])),
        data["labels"]["motto"], data["subject"], data["labels"]["recipients"],
        data["number"], data["dated"], *data["to"], *data["recipients"],
    ]  # fmt: skip


def _set(data: dict[str, Any], expected: list[str], site: Site, day: datetime.date) -> bytes:
    """Set a report in the first of the faces that is there and has all of its letters.

    Old copies of some lack Vietnamese letters: they are not read back. Two faces in a word would
    be worse than another face. Raises NoCount where the last one doesn't do either.
    """
    at = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    layouts = site.layout_files(LAYOUT)
    faces = FACES if data["form"] == count_reports.DECREE else FACES[-1:]
    for face in faces[:-1]:
        with contextlib.suppress(Refused, NoCount):
            pdf = compiler.office("report", data | {"face": face}, Path(site.root), layouts, at)
            _check(pdf, expected)
            return pdf
    pdf = compiler.office("report", data | {"face": faces[-1]}, Path(site.root), layouts, at)
    _check(pdf, expected)
    return pdf


def _inside(title: str) -> str:
    """Return a title as it stands within a sentence: only its first letter is made small."""
    return title[:1].lower() + title[1:]


def _signed(change: int, lang: str) -> str:
    """Return a change with its sign; none stands before 0."""
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return sign + spelling.grouped(abs(change), lang)


def _check(pdf: bytes, expected: list[str]) -> None:
    """Hold a finished report to its words. Raises NoCount where one isn't read back."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for number, page in enumerate(document, start=1):
        words = page.get_textpage().get_text_bounded()
        # A page's number stands above its text, where a sentence may go on.
        pages.append(re.sub(rf"^\s*{number}\s", "", words) if number > 1 else words)
    document.close()
    read = _bare("".join(pages))
    for words in expected:
        if _bare(words) not in read:
            raise NoCount("report-not-read", text=words)


def _bare(text: str) -> str:
    """Return a text without white space, and without the signs that only PDFs have."""
    return re.sub(r"[\s\ufffe\x02\u00ad]+", "", text)


def as_xlsx(report: DayReport, site: Site) -> bytes:
    """Write a report's figures as XLSX: numbers are numbers, what is missing is empty."""
    t, lang = site.own_strings, site.settings.language
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    author = site.settings.issuer.short
    book.set_properties({"title": report.title, "author": author, "created": sheets.CREATED})
    sheet = book.add_worksheet(report.day.isoformat())
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0"})
    total = book.add_format({"num_format": "#,##0", "bold": True})
    right = book.add_format({"align": "right"})
    lines = [report.title, spelling.written(report.day, lang)]
    lines += [t["count_example_note"]] if report.is_example else []
    lines += report.sentences
    head = [t["count_unit"], *([report.base[:1].upper() + report.base[1:]] if report.base else [])]
    for title in report.measures:
        head += [title, *(["%"] if report.base else []), t["report_change"]]
    for line, words in enumerate(lines):
        wrapped = book.add_format({"bold": line == 0, "text_wrap": True, "valign": "top"})
        # Over all columns: a long sentence would make a printed sheet as small as it is long.
        sheet.merge_range(line, 0, line, len(head), words, wrapped)
        room = sheets.WIDEST + sheets.WIDTH * len(head)
        sheet.set_row(line, sheets.HEAD / 2 * math.ceil(len(words) / (room * FULL)))
    first = len(lines) + 1
    sheet.set_row(first, 1.5 * sheets.HEAD)
    for column, words in enumerate([*head, t["count_state"]]):
        sheet.write_string(first, column, words, bold)
    for line, row in enumerate((*report.rows, report.total), start=first + 1):
        form = total if row is report.total else number
        sheet.write_string(line, 0, row.name, form)
        column = 1
        if report.base:
            if row.base is not None:
                sheet.write_number(line, column, row.base, form)
            column += 1
        for value, share, change in zip(row.values, row.shares, row.changes, strict=True):
            if value is not None:
                sheet.write_number(line, column, value, form)
            if report.base:
                column += 1
                if share:
                    sheet.write_string(line, column, share, right)
            if change is not None:
                sheet.write_number(line, column + 1, change, form)
            column += 2
        sheet.write_string(line, column, row.state)
    sheet.set_column(0, 0, sheets.WIDEST)
    sheet.set_column(1, len(head) - 1, sheets.WIDTH)
    sheet.set_column(len(head), len(head), sheets.WIDE)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return sheets.with_fixed_times(out)

"""The table of counts as files: CSV for machines, XLSX for people; notes stay inside."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bangtin import locales, spelling
from bangtin.channels.count import forms
from bangtin.channels.count.inputs import Sheet
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Place
from bangtin.site.counts import Counts
from bangtin.site.site import Site

NAME = "count"
MOST_LINES = 20_000
"""So many lines a sheet has: a year of fifty units, or twenty days of a thousand."""
MARK = "\ufeff"
"""Without it Excel takes UTF-8 for an old encoding."""


class Table(msgspec.Struct, frozen=True):
    """The inputs of the CSV file: all of its text."""

    text: str


def plan(site: Site) -> Iterator[Artifact]:
    """Plan both files in each language, and the forms."""
    counts = site.counts
    if counts is None:
        return
    own = counts.settings.table
    for lang in site.languages:
        t = site.strings[lang]
        prefix = site.settings.prefix(lang)
        path = f"{prefix}{own}/{own}"
        numbers = tuple(range(3, 4 + len(counts.measures)))
        table = Task.of(make_csv, Table(_text(site, counts, lang)), Place(counts.file),
                        f"{path}.csv")  # fmt: skip
        yield Artifact(f"{path}.csv", NAME, table)
        title = site.say(counts.settings.title, lang)[0]
        above = (title, t["count_example_note"]) if counts.settings.example else (title,)
        first = first_day(counts)
        if first:
            words = t["count_newest"].format(date=spelling.written(first, lang))
            above = (*above, words)
        name = t["count_example"] if counts.settings.example else t["count_table"]
        sheet = Sheet(name, above, site.say(site.settings.issuer.short, lang)[0], numbers,
                      first.isoformat() if first else "",
                      locales.is_right_to_left(lang), site.settings.day_order)  # fmt: skip
        task = Task.of(make_xlsx, sheet, Place(counts.file), f"{path}.xlsx", (table,))
        yield Artifact(f"{path}.xlsx", NAME, task)
    if counts.settings.forms:
        yield from forms.plan(site, counts, NAME)


def first_day(counts: Counts) -> datetime.date | None:
    """Return the day from which on a sheet has the figures; None where it has all of them.

    Nobody reads a hundred thousand lines, Excel takes minutes to open them and holds a million at
    most: the last whole days stay. The CSV has everything.
    """
    most = max(MOST_LINES // max(len(counts.units), 1), 1)
    return counts.days[-most] if len(counts.days) > most else None


@builder
def make_csv(inputs: Table, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write the table as CSV."""
    return inputs.text.encode("utf-8")


@builder
def make_xlsx(inputs: Sheet, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write the table as a sheet of Excel."""
    from bangtin.channels.count import sheets

    return sheets.xlsx(inputs, data[0])


def _text(site: Site, counts: Counts, lang: str) -> str:
    """Return all lines: each day and unit, also where nothing was reported."""
    t = site.strings[lang]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    base = site.say(counts.settings.base, lang)[0] or t["count_base"]
    head = [t["count_date"], t["count_unit_key"], t["count_unit"], base]
    head += [site.say(measure.title, lang)[0] for measure in counts.measures.values()]
    head += [t["count_time"], t["count_state"], t["count_revised"]]
    mark = [t["count_example"]] if counts.settings.example else []
    head += [t["count_kind"]] if mark else []
    writer.writerow(head)
    for day in counts.days:
        for unit in counts.units:
            report = counts.report(day, unit.key)
            state = t[f"count_state_{counts.state(day, unit.key)}"]
            row = [day.isoformat(), unit.key, _as_text(unit.name)]
            if report is None:
                row += ["" for _ in range(2 + len(counts.measures))]
                row += [state, ""]
            else:
                row += [_shown(value) for value in (report.base, *report.values)]
                time = report.reported.isoformat(" ", "minutes") if report.reported else ""
                row += [time, state, t["count_yes"] if report.revised else ""]
            writer.writerow(row + mark)
    return MARK + out.getvalue()


def _shown(value: int | None) -> str:
    return "" if value is None else str(value)


def _as_text(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in "=+-@\t" else value

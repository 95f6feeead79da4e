"""Loudspeaker scripts: a reading copy and a text of each, and the week's run sheet."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bangtin import locales, spelling
from bangtin.config.strings import sheet_labels
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.site import run_sheets
from bangtin.site.publications import Copy
from bangtin.site.run_sheets import Day
from bangtin.site.scripts import Paragraph, Reading, Script
from bangtin.site.site import Site
from bangtin.speech.reading import Part, Sentence
from bangtin.speech.timing import BREATHS, STOPS
from bangtin.typesetting.compiler import FOLDER

NAME = "broadcast"


class Document(msgspec.Struct, frozen=True):
    """The inputs of a PDF: its layout, the layout's data as JSON, and its file with its digest."""

    layout: str
    data: str
    layouts: dict[str, str]


class Plain(msgspec.Struct, frozen=True):
    """The inputs of a file whose text is planned whole; ``has_mark`` puts UTF-8's mark before."""

    text: str
    has_mark: bool = False


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the files of each script, then the run sheet."""
    for publication in site.publications:
        if isinstance(publication, Script):
            yield from _script(site, publication)
    days = run_sheets.plan(site.settings, site.publications)
    if days:
        yield from _run_sheet(site, days)


@builder
def make_reading_copy(inputs: Document, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Set a reading copy or a run sheet as PDF/UA."""
    from bangtin.typesetting import compiler

    return compiler.plain(inputs.layout, json.loads(inputs.data), root, inputs.layouts)


@builder
def make_text(inputs: Plain, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write a text as UTF-8."""
    return inputs.text.encode("utf-8-sig" if inputs.has_mark else "utf-8")


def _script(site: Site, script: Script) -> Iterator[Artifact]:
    for copy in script.copies:
        pdf, text = script.file(copy, "pdf"), script.file(copy, "txt")
        document = _document(site, "script", reading_copy(site, script, copy))
        yield Artifact(pdf, NAME, Task.of(make_reading_copy, document, script.place, pdf))
        plain = Plain(text_file(script, copy))
        yield Artifact(text, NAME, Task.of(make_text, plain, script.place, text))


def _document(site: Site, layout: str, data: dict[str, Any]) -> Document:
    file = f"{FOLDER}/{layout}.typ"
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return Document(layout, text, site.layout_files(file))


def length(seconds: float) -> str:
    """Return a length as a stopwatch shows it.

    >>> length(75)
    '1:15'
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def reading_copy(site: Site, script: Script, copy: Copy) -> dict[str, Any]:
    """Gather what a reading copy shows."""
    t, reading = site.strings[script.page.lang], script.reading(copy)
    date = script.edition_date
    recordings = {audio.lang: audio for audio in script.page.header.audio}
    return {
        "lang": locales.base(script.page.lang),
        "title": script.titled(copy) + (f" – {copy.title}" if copy.title else ""),
        "issuer": site.settings.issuer.name,
        "code": script.coded(t),
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "length": length(reading.seconds),
        "format": script.format.name,
        "rate": t["script_rate"].format(rate=site.settings.broadcast.rate),
        "labels": sheet_labels(t, "script_"),
        "paragraphs": [
            _paragraph(p, _name(t, reading, n), site.settings.phrases)
            for n, p in enumerate(reading.paragraphs)
        ],
        "slots": [
            {
                "name": slot.name,
                "lang": locales.base(slot.lang),
                "text": [line for line in (slot.text or "").split("\n") if line.strip()],
                "recording": Path(recordings[slot.lang].file).name
                if slot.lang in recordings
                else "",
            }
            for slot in script.slots
        ],
    }


def _name(t: dict[str, str], reading: Reading, number: int) -> str:
    if reading.has_opening and number == 0:
        return t["script_opening"]
    if reading.has_closing and number == len(reading.paragraphs) - 1:
        return t["script_closing"]
    return ""


def _paragraph(paragraph: Paragraph, name: str, phrases: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": name,
        "length": length(paragraph.seconds),
        "sentences": [_sentence(s, phrases) for s in paragraph.sentences],
    }


def _sentence(sentence: Sentence, phrases: tuple[str, ...]) -> dict[str, Any]:
    """Return a sentence's pieces; a breath stands after each sign that asks for one."""
    pieces: list[dict[str, Any]] = []
    for part in _joined(sentence.parts, phrases):
        for text, mark in _breaths(part.said):
            pieces.append({"text": text, "changed": part.is_changed, "mark": mark})
    return {
        "pieces": pieces,
        "repeat": sentence.is_repeat,
        "changed": [{"source": p.source, "said": p.said} for p in sentence.changed],
    }


def _joined(parts: tuple[Part, ...], phrases: tuple[str, ...]) -> Iterator[Part]:
    """Yield runs of words as they were written whole, so that no line breaks a name."""
    for is_changed, run in itertools.groupby(parts, key=lambda p: p.is_changed):
        if is_changed:
            yield from run
        else:
            yield Part(spelling.bind("".join(part.said for part in run), phrases))


def _breaths(text: str) -> Iterator[tuple[str, str]]:
    held = ""
    for character in text:
        held += character
        if character in BREATHS or character in STOPS:
            yield held, "/" if character in BREATHS else "//"
            held = ""
    if held:
        yield held, ""


def text_file(script: Script, copy: Copy) -> str:
    """Return a script as it is spoken, a sentence a line; lines end as Notepad wants them."""
    reading = script.reading(copy)
    runs = ["\r\n".join(s.said for s in p.sentences) for p in reading.paragraphs]
    return "\r\n\r\n".join(runs) + "\r\n"


def _run_sheet(site: Site, days: tuple[Day, ...]) -> Iterator[Artifact]:
    t = site.own_strings
    place = site.settings.broadcast.place("sessions")
    words = site.settings.addresses
    stem = f"{words.prints}/{words.run_sheet}/{words.run_sheet}"
    pdf, table = f"{stem}.pdf", f"{stem}.csv"
    data = {
        "lang": locales.base(site.settings.language),
        "title": t["run_sheet"],
        "issuer": site.settings.issuer.name,
        "labels": sheet_labels(t, "run_"),
        "days": [
            {
                "name": t[f"weekday_{day.number}"],
                "slots": [
                    {
                        "at": slot.session.at,
                        "longest": length(slot.session.longest * 60),
                        "length": length(slot.seconds),
                        "items": [_item(s) for s in slot.items],
                    }
                    for slot in day.slots
                ],
                "left_out": [s.listed_title for s in day.left_out],
            }
            for day in days
        ],
    }
    document = _document(site, "run-sheet", data)
    yield Artifact(pdf, NAME, Task.of(make_reading_copy, document, place, pdf))
    task = Task.of(make_text, Plain(as_csv(site, days), has_mark=True), place, table)
    yield Artifact(table, NAME, task)


def _item(script: Script) -> dict[str, str]:
    return {
        "title": script.listed_title,
        "code": script.edition_code,
        "length": length(script.seconds),
    }


def as_csv(site: Site, days: tuple[Day, ...]) -> str:
    """Return the run sheet as a table for a spreadsheet."""
    t = site.own_strings
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(t[f"run_{name}"] for name in ("day", "at", "number", "item", "code", "length"))
    for day in days:
        for slot in day.slots:
            for number, script in enumerate(slot.items, start=1):
                title = _cell(script.listed_title)
                row = (slot.session.at, number, title, script.edition_code, length(script.seconds))
                writer.writerow((t[f"weekday_{day.number}"], *row))
    return output.getvalue()


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text

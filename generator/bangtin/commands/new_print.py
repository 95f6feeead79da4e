"""``bangtin new print``: an entry of ``publish`` that the next build takes, for every format."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bangtin.commands import importing, listing, new
from bangtin.commands.asking import Asker, Unusable
from bangtin.commands.init import line, quoted
from bangtin.config.formats import Format
from bangtin.config.header import Header
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.files import writing
from bangtin.markdown import document
from bangtin.problems import Level, Problem
from bangtin.site import media_entries, pages
from bangtin.site.print_entries import NEEDS

WITH_WORDS = ("led", "share", "sms")
"""Layouts of no print that say what their slogan says."""
SECTION_LEVEL = 2
MOST_TRIED = 6
"""So many choices of sections are tried for a script: each reads the whole site."""


def add(
    root: Path, settings: Settings, formats: dict[str, AnyFormat], asker: Asker,
    given: dict[str, str | None],
) -> Path:  # fmt: skip
    """Add an entry to a page's ``publish``; ask for what its format can't do without.

    Raises Unusable where the next build would refuse it, with what is to be mended; the page
    is then as it was.
    """
    file = asker.answer("--page", given["page"], lambda t: new.page_meant(root, t))
    if given["format"] is None and asker.asks:
        asker.tell(listing.formats(formats, settings.language, asker.language))
    lang = settings.language
    name = asker.answer("--format", given["format"], lambda t: new.format_meant(formats, t, lang))
    if file is None or name is None:
        raise Unusable("init-missing", options=", ".join(asker.missing))
    raw = new.as_written(root, file)
    read = pages.parse(file, raw.encode("utf-8"))
    if read.header is None or read.body is None:
        raise Unusable("new-page-unsound", path=file)
    rows = [f"  - format: {name}"]
    if any(entry.format == name for entry in read.header.publish):
        rows.append(f"    id: {_free_id(read.header, file, name)}")
    rows += _words(read.header, formats[name], settings, asker, name, given["slogan"])
    notes = _notes(read.header, formats[name], settings, asker)
    before = set(_errors(root, file, raw))
    refused: Problem | None = None
    for chosen in _parts(read.body.blocks, formats[name], read.header, name):
        changed = new.put_into_header(raw, file, "".join(f"{r}\n" for r in rows + chosen + notes))
        found = _errors(root, file, changed)
        left = next((problem for problem in found if problem not in before), None)
        if left is None:
            writing.write(root / file, changed.encode("utf-8"), durable=True)
            return root / file
        refused = refused or found[left]
    assert refused is not None
    shown = new.spoken(asker.language)
    raise Unusable("new-print-refused", path=file, why=refused.message(shown),
                   remedy=refused.hint(shown))  # fmt: skip


def _free_id(header: Header, file: str, format_name: str) -> str:
    taken = {entry.id for entry in header.publish if entry.id}
    taken |= {entry.format for entry in header.publish}
    ids = (f"{Path(file).stem}-{format_name}-{n}" for n in itertools.count(2))
    return next(one for one in ids if one not in taken)


def _words(
    header: Header, format_: AnyFormat, settings: Settings, asker: Asker, name: str,
    slogan: str | None,
) -> list[str]:  # fmt: skip
    """Return the lines of what an entry says itself, and of its code."""
    needs = NEEDS.get(format_.layout, ()) if isinstance(format_, Format) else ()
    says = header.kind != "correction" and ("slogan" in needs or format_.layout in WITH_WORDS)
    rows = []
    if says:
        words = asker.answer("--slogan", slogan, line, header.title)
        rows.append(f"    slogan: {quoted(words or header.title)}")
    elif (
        slogan is not None
        and isinstance(format_, Format)
        and not media_entries.is_shown("slogan", format_.layout)
    ):
        # Its title stands large, where others have a slogan.
        rows.append(f"    title: {quoted(line(slogan))}")
    elif slogan is not None:
        raise Unusable("new-print-no-slogan", format=name)
    if "qr" in needs:
        # Its code leads to the page that it is printed from.
        purpose = asker.say("new-print-scan")
        page = new.PAGE_WORD[new.spoken(settings.language)]
        rows += [f"    qr: {page}", f"    qr_text: {quoted(purpose)}"]
    return rows


def _notes(header: Header, format_: AnyFormat, settings: Settings, asker: Asker) -> list[str]:
    """Return what the entry could say besides, as comments."""
    takes_reason = (*media_entries.SOME_LAYOUTS["reason"], "share")
    rows = []
    if format_.layout in takes_reason and header.kind != "correction":
        rows.append(asker.say("new-print-note-reason"))
    rows.append(asker.say("new-print-note-each", table=settings.unit_table))
    return [f"    # {row}" for row in rows]


def _parts(
    blocks: tuple[document.Block, ...], format_: AnyFormat, header: Header, name: str
) -> Iterator[list[str]]:
    """Yield the lines that choose sections of the page, the best choice first."""
    titles = [document.plain(h.c) for h in document.headings(blocks) if h.level == SECTION_LEVEL]
    if isinstance(format_, Format) and format_.layout == "fold":
        steps = document.steps(blocks)
        shown = [t for t in titles if steps not in (document.section(blocks, t) or ())]
        if len(shown) < format_.panels:
            raise Unusable("new-print-panels", format=name, panels=format_.panels,
                           found=len(shown))  # fmt: skip
        yield ["    panels:", *(f"      - {_listed(p)}" for p in _shared(shown, format_.panels))]
    elif format_.layout == "broadcast" and header.kind != "correction" and titles:
        least = max(0, len(titles) - MOST_TRIED)
        for count in range(len(titles), least, -1):
            yield [f"    sections: {_listed(titles[:count])}"]
    else:
        yield []
    if format_.layout == "led":
        # A narrow board shows a long number only as it runs through.
        yield ["    mode: scroll"]


def _shared(titles: Sequence[str], panels: int) -> Iterator[Sequence[str]]:
    """Yield the titles in their order, shared out evenly."""
    for number in range(panels):
        first, last = (len(titles) * n // panels for n in (number, number + 1))
        yield titles[first:last]


def _listed(titles: Sequence[str]) -> str:
    return f"[{', '.join(quoted(title) for title in titles)}]"


def _errors(root: Path, file: str, text: str) -> Mapping[tuple[str, str], Problem]:
    """Return what a build would refuse of a page, by what it says and not by its line."""
    found = importing.problems_of(root, root / file, text)
    return {(p.key, str(p.args)): p for p in found if p.level is Level.ERROR}

"""``published.csv``: every permalink and print edition that ever went out.

What was printed can't be called back: a code on a wall leads where it led, and
a leaflet is told by its edition code for years. This file stands beside
``site.yaml`` under version control. What is published or ordered is added to it, and nothing else:
a draft binds nobody. What was there before has to go on holding, or the build says what it was and
since when.
"""

from __future__ import annotations

import collections
import csv
import datetime
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from bangtin import spelling
from bangtin.files import paths, writing
from bangtin.markdown import document
from bangtin.markdown.document import Block
from bangtin.problems import Place, Problems
from bangtin.site import corrections
from bangtin.site.publications import Print, Publication, edition_code, folder_of

if TYPE_CHECKING:
    from bangtin.site.site import Site

FILE = paths.PUBLICATION_LOG
COLUMNS = ("kind", "name", "since", "leads_to", "text")
MOST_NAMED = 5
"""So many entries are named in a message; the others are counted."""

WITHOUT_STEPS = ("banner", "hoarding", "sticker")
WITH_HELP = ("poster", "leaflet", "card", "fold")
WITH_SUMMARY = ("leaflet", "fold")

Kind = Literal["portal", "permalink", "page", "edition"]

MOST_SHOWN = 80
"""So many characters of a line that can't be read are shown."""
_NOTHING = re.compile("")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_FORMS = {
    "portal": (_ADDRESS, _DAY, _NOTHING, _NOTHING),
    "permalink": (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), _DAY, _ADDRESS, _NOTHING),
    "page": (re.compile(r"([^\s/]+/)*"), _DAY, _ADDRESS, _NOTHING),
    "edition": (
        re.compile(r".+\.[0-9]{2}", re.DOTALL),
        _DAY,
        re.compile(r"[^\s/.][^\s/]*/[^\s/]+/"),
        re.compile(r"([0-9a-f]{16})?"),
    ),
}
"""The forms of a kind's name, day, where it leads, and text."""


class Entry(msgspec.Struct, frozen=True):
    """One line: what went out, since when, and what it led to.

    ``portal`` is an address of the portal, ``permalink`` a name under ``/q/``
    and where it leads (a new line each time that moves), ``edition`` the code
    of a print and its folder. ``text`` is the digest of an edition's text once
    it was ordered; before that they may change freely. ``line`` is where it
    stands, 0 for a new one.
    """

    kind: Kind
    name: str
    since: datetime.date
    leads_to: str
    text: str = ""
    line: int = 0

    @property
    def said(self) -> tuple[str, ...]:
        """What the entry says, wherever it stands and since whenever."""
        return (self.kind, self.name, self.leads_to, self.text)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(FILE, self.line)

    @property
    def date(self) -> str:
        """Since when, in ISO 8601."""
        return self.since.isoformat()


PublicationLog = tuple[Entry, ...]


def read(root: Path, problems: Problems) -> PublicationLog | None:
    """Read the log below ``root``: empty before the first build, None after an error."""
    try:
        if (root / FILE).exists() and not (root / FILE).is_file():
            return None  # The inventory has named it; a pipe would be waited for.
        raw = (root / FILE).read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        problems.error("file-unreadable", Place(FILE), reason=error.strerror or error)
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.error("not-utf8", Place(FILE, raw[: error.start].count(b"\n") + 1))
        return None
    # A spreadsheet may have put its own mark between the cells.
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    entries: list[Entry] = []
    try:
        for cells in lines:
            if lines.line_num == 1 and tuple(cells) == COLUMNS:
                continue
            if any(cells):
                entries.append(_entry(cells, lines.line_num))
    except (csv.Error, ValueError) as error:
        problems.error("log-unreadable", Place(FILE, lines.line_num), reason=error)
        return None
    return tuple(entries)


def _entry(cells: list[str], line: int) -> Entry:
    """Return one line's entry. Raises ValueError for a line that is none."""
    if len(cells) != len(COLUMNS) or cells[0] not in get_args(Kind):
        raise ValueError(",".join(cells)[:MOST_SHOWN])
    kind, name, since, leads_to, text = cells
    for cell, form in zip(cells[1:], _FORMS[kind], strict=True):
        if not form.fullmatch(cell):
            raise ValueError(cell[:MOST_SHOWN] or ",".join(cells)[:MOST_SHOWN])
    return Entry(kind, name, datetime.date.fromisoformat(since), leads_to, text, line)  # type: ignore[arg-type]


def update(
    root: Path, site: Site, problems: Problems, *, is_locked: bool, only_ordered: bool = False
) -> tuple[PublicationLog, list[str]]:
    """Hold a site to what went out before; return the log once it went out, and what is new in it.

    With ``only_ordered`` that is what the print orders bind: their editions, and where their codes
    lead. With ``is_locked`` it is an error that something is new.
    """
    is_whole = not problems.has_errors
    known = read(root, problems)
    if known is None:
        return (), []
    following = follow(known, site, problems, is_whole=is_whole)
    if only_ordered:
        following = _bound_by_orders(known, following, site)
    new = news(known, following)
    if new and is_locked and is_whole:
        say_behind(new, problems)
    return following, new


def _bound_by_orders(
    known: PublicationLog, following: PublicationLog, site: Site
) -> PublicationLog:
    """Return the log with only those of its new entries that ordered editions need."""
    ordered = [p for p in site.publications if p.entry.order is not None]
    codes = {p.edition_code for p in ordered}
    links = {p.link.name for p in ordered if p.link and p.link.permalink}
    outs = {p.link.out for p in ordered if p.link}
    before = {e.said for e in known}
    codes_known = {e.name for e in known if e.kind == "edition"}

    def is_bound(entry: Entry) -> bool:
        match entry.kind:
            case "portal":
                return bool(ordered)
            case "permalink":
                return entry.name in links
            case "page":
                return entry.leads_to in outs
            case "edition":
                return entry.name in codes or entry.name in codes_known

    return tuple(e for e in following if e.said in before or is_bound(e))


def follow(
    log: PublicationLog, site: Site, problems: Problems, *, is_whole: bool
) -> PublicationLog:
    """Hold the site to its log; returns the log as it is once the site is published.

    Where the site is not ``is_whole`` (what is at fault is left out of it) its
    editions are not looked at: they would seem to be gone.
    """
    following = list(log)
    _follow_portal(following, site, problems)
    _follow_permalinks(following, site, problems)
    if is_whole:
        _follow_pages(following, site, problems)
        _follow_editions(following, site, problems)
    # By name, so that two branches rarely touch one line; the order in time stays.
    following.sort(key=lambda e: (get_args(Kind).index(e.kind), e.name * (e.kind != "portal")))
    return tuple(_without_doubles(following))


def news(log: PublicationLog, following: PublicationLog) -> list[str]:
    """Return the names of what ``following`` says and ``log`` doesn't."""
    added = collections.Counter(e.said for e in following)
    added.subtract(e.said for e in log)
    return [entry.name for entry in following if added[entry.said] > 0]


def say_behind(names: list[str], problems: Problems) -> None:
    """Note as an error that the log lacks some names."""
    shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    problems.error("log-behind", Place(FILE), count=len(names), names=shown)


def write(root: Path, log: PublicationLog) -> bytes:
    """Write the log, and return its bytes. Raises DiskFailed; it is then as it was."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in log:
        since = entry.since.isoformat()
        writer.writerow((entry.kind, entry.name, since, entry.leads_to, entry.text))
    data = output.getvalue().encode("utf-8")
    writing.write(root / FILE, data, durable=True)
    return data


def _follow_portal(following: list[Entry], site: Site, problems: Problems) -> None:
    """Remind of the address that printed permalinks begin with, when it moves."""
    address = site.settings.base_url.rstrip("/")
    known = next((e for e in reversed(following) if e.kind == "portal"), None)
    if known is None or known.name != address:
        following.append(Entry("portal", address, site.now, ""))
    if known is not None and known.name != address:
        problems.warning("portal-moved", site.settings.place("base_url"),
                         before=known.name, since=known.date, now=address)  # fmt: skip


def _follow_permalinks(following: list[Entry], site: Site, problems: Problems) -> None:
    """Refuse a permalink that is gone, or leads elsewhere and doesn't say so."""
    known = {e.name: e for e in following if e.kind == "permalink"}
    first = {e.name: e for e in reversed(following) if e.kind == "permalink"}
    for name, link in site.settings.links.items():
        if not link.permalink:
            continue
        before = known.pop(name, None)
        if before is not None and before.leads_to == link.url:
            continue
        if before is None or link.moved_from == before.leads_to:
            following.append(Entry("permalink", name, site.now, link.url))
            continue
        problems.error("permalink-moved", link.place("url"), name=name,
                       before=before.leads_to, since=before.date, now=link.url)  # fmt: skip
    for name, before in known.items():
        entry = site.settings.links.get(name)
        place = entry.place() if entry else first[name].place
        problems.error("permalink-dropped", place, name=name,
                       before=before.leads_to, since=first[name].date)  # fmt: skip


def _follow_pages(following: list[Entry], site: Site, problems: Problems) -> None:
    """Refuse that nothing stands any more where a printed code leads: at a page's own address."""
    address = site.settings.base_url.rstrip("/")
    there = {page.url for page in site.pages}
    there |= {f"{alias.strip('/')}/" for page in site.pages for alias in page.header.aliases}
    known = {}
    for entry in following:
        if entry.kind == "page" and entry.name not in known:
            known[entry.name] = entry
    for name, entry in known.items():
        if name not in there:
            problems.error("page-dropped", entry.place, address=f"/{name}", since=entry.date)
    for publication in site.prints:
        page = publication.page
        out = publication.link.out if publication.link else ""
        if out == f"{address}/{page.url}" and page.url not in known:
            known[page.url] = Entry("page", page.url, site.now, out)
            following.append(known[page.url])


def _follow_editions(following: list[Entry], site: Site, problems: Problems) -> None:
    """Refuse an edition that is gone or names another print; warn when its text changed."""
    current = {p.edition_code: p for p in site.publications}
    living = dict(_living(site))
    known: set[str] = set()
    for position, entry in enumerate(following):
        if entry.kind != "edition":
            continue
        known.add(entry.name)
        publication = current.get(entry.name)
        if publication is not None and publication.folder != entry.leads_to:
            problems.error("edition-taken", publication.place, name=entry.name,
                           before=entry.leads_to, since=entry.date, now=publication.folder,
                           id=entry.leads_to.split("/")[-2])  # fmt: skip
        elif entry.name.rpartition(".")[0] != living.get(entry.leads_to, ""):
            problems.error("edition-dropped", entry.place, name=entry.name,
                           before=entry.leads_to, since=entry.date)  # fmt: skip
        elif publication is not None:
            following[position] = _with_text(entry, publication)
    for name, publication in current.items():
        if name not in known:
            new = Entry("edition", name, site.now, publication.folder)
            following.append(_with_text(new, publication))


def _living(site: Site) -> Iterator[tuple[str, str]]:
    """Yield each entry of ``publish`` by its folder, with its code but for the edition's number.

    Those of expired pages are among them.
    """
    for page in site.pages:
        for entry in page.header.publish:
            if format_ := site.formats.get(entry.format):
                code = edition_code(page, entry, format_)
                yield folder_of(page, entry, site.settings.addresses), code.rpartition(".")[0]


def _with_text(entry: Entry, publication: Publication) -> Entry:
    """Return an entry with the digest of its text, once it is ordered.

    An edition whose text changed after that has another code by now.
    """
    if entry.text or not publication.entry.order:
        return entry
    return msgspec.structs.replace(entry, text=digest(publication))


def digest(publication: Publication) -> str:
    """Return the digest of a print's text: what its entry and its page give, and its code.

    Not the district's own (its name, numbers and colours), and not the rows of
    a table: a venue more is no new edition.
    """
    return _digest(texts(publication))


def texts(publication: Publication) -> tuple[str, ...]:
    """Return the texts of a print: what its entry and its page give, and where its code leads."""
    if not isinstance(publication, Print):
        return (*publication.texts, publication.link.out if publication.link else "")
    entry, page = publication.entry, publication.page
    layout = publication.format.layout
    blocks = page.blocks
    steps = publication.steps
    titles = [*entry.sections, *(title for panel in entry.panels for title in panel)]
    return (
        entry.title or (page.header.title if layout not in WITHOUT_STEPS else ""),
        page.header.summary if layout in WITH_SUMMARY else "",
        *(getattr(entry, key) or "" for key in ("slogan", "reason")),
        entry.help or (publication.help if layout in WITH_HELP else ""),
        entry.qr_text or "",
        *(getattr(entry, key) or "" for key in ("signature", "place_name")),
        entry.second_text.text if entry.second_text else "",
        publication.link.out if publication.link else "",
        *(step.text for step in entry.steps),
        *(corrections.texts(page) if layout == corrections.LAYOUT else ()),
        *_words((steps,) if steps and layout not in WITHOUT_STEPS else ()),
        *(words for title in titles for words in _words(document.section(blocks, title) or ())),
    )


def _digest(texts: Iterable[str]) -> str:
    plain = "\0".join(" ".join(spelling.nfc(text).split()) for text in texts)
    return hashlib.blake2b(plain.encode(), digest_size=8).hexdigest()


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the text of blocks, without its form: a release that lays out anew changes none."""
    for block in blocks:
        match block:
            case document.Heading(c=c) | document.Paragraph(c=c):
                yield document.plain(c)
            case document.CodeBlock(s):
                yield s
            case document.Items(items=items):
                for item in items:
                    yield from _words(item)
            case document.Grid(head, rows):
                yield from (document.plain(cell) for row in (head, *rows) for cell in row)
            case document.Note(title=title, blocks=inner):
                yield document.plain(title)
                yield from _words(inner)
            case document.Quote(inner):
                yield from _words(inner)
            case document.Rule():
                pass


def _without_doubles(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries, and what two merged branches both added only once."""
    last: tuple[str, ...] = ()
    for entry in entries:
        if entry.said != last:
            yield entry
        last = entry.said

"""``bangtin where``: all that carries a fact, today and in what went out, and where it hangs."""

from __future__ import annotations

import contextlib
import datetime
import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bangtin import spelling
from bangtin.commands.recording import READ, text_of
from bangtin.config.addresses import indexes
from bangtin.config.settings import Settings
from bangtin.files.paths import PUBLIC
from bangtin.locales import DayOrder
from bangtin.messages.catalogue import text
from bangtin.problems import Problems, closest
from bangtin.site import edition_log, editions, facts
from bangtin.site.edition_log import Edition
from bangtin.site.site import Site

KINDS = {"led": "boards", "broadcast": "scripts", "share": "pictures", "sms": "messages"}
"""What a way out is called by its format's layout; every other one is a print."""
ORDER = ("pages", "prints", "boards", "scripts", "pictures", "messages", "files", "packs")
PACK = ".zip"
TEXTS = (".json", ".xml", ".csv", ".ics", ".txt")
MOST_NAMED = 40

_CODE = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass
class Found:
    """What was looked for, and what carries it.

    ``keys`` are the facts that were meant, each with its value; ``today`` the finished files by
    their kind; ``current`` the codes of today's editions among them; ``out`` the editions that
    went out with it. ``meant`` is the key that was perhaps meant where nothing was found.
    """

    query: str
    keys: dict[str, str]
    today: dict[str, list[str]] = field(default_factory=dict)
    current: list[str] = field(default_factory=list)
    out: list[Edition] = field(default_factory=list)
    meant: str | None = None

    @property
    def is_found(self) -> bool:
        """Whether anything carries it."""
        return bool(self.out or self.current or self.today)


def find(site: Site, root: Path, planned: Iterable[str], query: str) -> Found:
    """Return all that carries a fact, looked for by its key, its value, or any words."""
    query = spelling.nfc(" ".join(query.split()))
    log = edition_log.read(root, Problems()) or {}
    known = facts.of_site(site)
    recorded = {key for edition in log.values() for key in edition.facts}
    is_key = query.casefold() in {key.casefold() for key in (*known, *recorded)}
    if is_key:
        keys = {k: v for k, v in known.items() if k.casefold() == query.casefold()}
        wanted = set(keys.values())
    else:
        wanted = set(_spellings(query, site.settings))
        keys = {k: v for k, v in known.items() if any(facts.is_same(v, one) for one in wanted)}
    found = Found(query, keys)
    _find_today(site, root, planned, wanted, found)
    for edition in log.values():
        by_key = is_key and any(key.casefold() == query.casefold() for key in edition.facts)
        values = edition.facts.values()
        by_value = any(facts.says(facts.plain(v), one) for v in values for one in wanted)
        words = facts.plain(edition.text)
        if by_key or by_value or any(facts.says(words, one) for one in wanted):
            found.out.append(edition)
    found.out.sort(key=lambda one: one.code)
    if not found.is_found:
        found.meant = closest(query, {**known, **dict.fromkeys(recorded)})
    return found


def _find_today(
    site: Site, root: Path, planned: Iterable[str], wanted: set[str], found: Found
) -> None:
    """Look into every finished file; what stands in pictures only is known from its plan."""
    folders = {p.folder: p for p in site.publications}
    codes = set()
    planned = tuple(planned)
    # A search index repeats the pages.
    searched = indexes(planned)
    for path in (path for path in planned if not path.startswith(searched)):
        kind, folder = _kind(path, folders)
        if kind and any(_say(words, wanted) for words in _words(path, root / PUBLIC / path)):
            found.today.setdefault(kind, []).append(path)
            if folder and not path.endswith(".html"):
                codes.add(folders[folder].edition_code)
    for publication in site.publications:
        words = [*editions.shown_words(publication, site.settings)]
        if publication.link:
            words += [publication.link.out, publication.link.address]
        if publication.edition_code not in codes and _say("\n".join(words), wanted):
            codes.add(publication.edition_code)
            kind = KINDS.get(publication.format.layout, "prints")
            found.today.setdefault(kind, []).append(publication.folder)
    found.current += sorted(codes)


def _say(words: str, wanted: set[str]) -> bool:
    plain = facts.plain(words)
    return any(facts.says(plain, one) for one in wanted)


def _spellings(query: str, settings: Settings) -> Iterator[str]:
    """Yield a fact as it was typed; a date in each way that people write it."""
    yield query
    order = settings.day_order
    languages = dict.fromkeys((settings.language, *settings.languages, "en"))
    for day in _days(query, order):
        if order != "month":
            yield f"{day.day}/{day.month}/{day.year}"
            yield f"{day:%d/%m/%Y}"
        if order != "day":
            yield f"{day.month}/{day.day}/{day.year}"
            yield f"{day:%m/%d/%Y}"
        yield day.isoformat()
        for language in languages:
            yield spelling.written(day, language)
        yield f"{day.day} tháng {day.month} năm {day.year}"


def _days(query: str, order: DayOrder) -> Iterator[datetime.date]:
    """Yield the days that a query may mean: two where nobody knows which number is the month.

    Where the order of the site makes no day of it, the other one is meant.
    """
    with contextlib.suppress(ValueError):
        yield datetime.date.fromisoformat(query)
    if not (found := _DAY.fullmatch(query)):
        return
    first, second, year = (int(part) for part in found.groups())
    pairs = [(second, first), (first, second)]
    if order == "month":
        pairs.reverse()
    for month, day in pairs:
        with contextlib.suppress(ValueError):
            yield datetime.date(year, month, day)
            if order:
                return


def _kind(path: str, folders: Iterable[str]) -> tuple[str, str]:
    """Return what a finished file is, and the folder of its way out; nothing for other files."""
    if path.endswith(".html"):
        return "pages", ""
    folder = f"{'/'.join(path.split('/')[:2])}/"
    own = folders[folder] if isinstance(folders, dict) and folder in folders else None
    if path.endswith(PACK):
        return "packs", folder if own else ""
    if own is not None and path.endswith(READ):
        return KINDS.get(own.format.layout, "prints"), folder
    return ("files", "") if path.endswith((*TEXTS, *READ)) else ("", "")


def _words(path: str, file: Path) -> Iterator[str]:
    """Yield the words of a finished file; of a pack, those of the files in it."""
    data = file.read_bytes()
    if path.endswith(PACK):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.endswith(READ):
                    yield text_of(name, archive.read(name))
    elif path.endswith(".html"):
        page = _CODE.sub(" ", data.decode("utf-8", "replace"))
        # What an address or a picture's description says stands within the tags.
        yield html.unescape(_TAG.sub(" ", page))
        yield html.unescape("\n".join(_TAG.findall(page)))
    else:
        yield text_of(path, data)


def as_data(found: Found) -> dict[str, Any]:
    """Return the answer as plain data."""
    return {
        "asked": found.query,
        "facts": found.keys,
        "today": {kind: found.today[kind] for kind in ORDER if kind in found.today},
        "editions": found.current,
        "out": [
            {
                "edition": edition.code,
                "since": edition.time.date().isoformat(),
                "facts": edition.facts,
                "places": edition.places,
                "targets": edition.targets,
                "out": list(edition.out),
            }
            for edition in found.out
        ],
    }


def as_text(found: Found, language: str) -> str:
    """Write the answer: what it is, where it stands today, and what went out with it."""

    def say(key: str, **values: object) -> str:
        return text(key, language, **values)

    if not found.is_found:
        nothing = say("where-nothing", fact=found.query)
        return f"{nothing} {say('where-meant', meant=found.meant)}" if found.meant else nothing
    lines = [f"{key}: {value}" for key, value in found.keys.items()] or [found.query]
    lines += ["", say("where-today")]
    for kind in ORDER:
        names = found.today.get(kind, ())
        if names:
            lines.append("  " + say(f"where-{kind}", count=len(names)))
            lines += [f"    {name}" for name in names[:MOST_NAMED]]
            if len(names) > MOST_NAMED:
                lines.append(f"    … (+{len(names) - MOST_NAMED})")
    if found.current:
        lines.append("  " + say("where-editions", codes=", ".join(found.current)))
    lines += ["", say("where-out") if found.out else say("where-none-out")]
    for edition in found.out:
        day = spelling.written(edition.time.date(), language)
        ordered, still = edition.places, set(edition.out)
        places = [f"{p} ({n})" if n else p for p, n in ordered.items() if p in still]
        places += [say("where-target", target=t) for t in edition.targets if t in still]
        gone = "; ".join(places) if places else say("where-recalled")
        lines.append(f"  {edition.code}  {day}  {gone}")
    return "\n".join(lines)

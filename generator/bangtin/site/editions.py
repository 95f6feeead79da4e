"""Editions: which are drafts, which number comes next, and which of those out there are now wrong.

What went out keeps its code and its bytes. So an entry whose words, steps, number to call, code or
layout are no longer those of its last edition gets the next number by itself; until that one goes
out it is a draft, says so, and binds nobody.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from bangtin import locales, spelling
from bangtin.config.settings import Settings
from bangtin.files import fonts
from bangtin.problems import Place, Problems
from bangtin.site import edition_log, facts, publication_log
from bangtin.site.boards import Board
from bangtin.site.edition_log import Edition, EditionLog, Withdrawn
from bangtin.site.placeholders import fill
from bangtin.site.publications import Print, Publication, folder_of
from bangtin.site.share_pictures import SharePicture
from bangtin.site.text_messages import TextMessage

if TYPE_CHECKING:
    from bangtin.site.publication_log import PublicationLog
    from bangtin.site.site import Site

Scope = Literal["", "ordered", "all"]
"""What a build is for: nothing goes out, what is ordered goes out, or all of it."""

LAST_NUMBER = 99
MOST_NAMED = 12
PRESS = "layouts/press"
LABELS = ("edition", "steps", "empty_frame", "empty_frame_how", "visitor", "visit_date", "hotline")


class Shaping(msgspec.Struct, frozen=True):
    """What shapes publications beside what is written for them; ``fonts`` are the site's own."""

    settings: Settings
    files: Mapping[str, str]
    strings: Mapping[str, Mapping[str, str]]
    fonts: tuple[str, ...]

    @classmethod
    def of(
        cls,
        settings: Settings,
        files: Mapping[str, str],
        strings: Mapping[str, Mapping[str, str]],
    ) -> Shaping:
        """Return it with the fonts among the files."""
        return cls(settings, files, strings, fonts.of(files))


class Wrong(msgspec.Struct, frozen=True):
    """An edition out there that no longer holds: which facts changed, or since when it is over."""

    edition: Edition
    changed: tuple[tuple[str, str, str], ...]
    expired: datetime.date | None
    successor: str = ""


def number(
    publications: Sequence[Publication],
    went_out: PublicationLog,
    log: EditionLog,
    settings: Settings,
    files: Mapping[str, str],
    strings: Mapping[str, Mapping[str, str]],
    going_out: Scope,
    problems: Problems,
) -> tuple[Publication, ...]:
    """Give each publication its edition: the last that went out, or the next where it changed.

    Of two prints of one format on a page, the one that went out keeps its number.
    """
    known: dict[str, publication_log.Entry] = {e.name: e for e in went_out if e.kind == "edition"}
    shaping = Shaping.of(settings, files, strings)
    out = _numbers_out(known, log)
    went = [out.get((_base(p), p.folder), set()) for p in publications]
    starts = _first_numbers(publications, went, {*known, *log})
    taken = {f"{_base(p)}.{n:02d}" for p, n in zip(publications, starts, strict=True)}
    taken |= set(known) | set(log)
    found: list[Publication] = []
    for publication, own, start in zip(publications, went, starts, strict=True):
        base, last = _base(publication), start
        code = f"{base}.{last:02d}"
        until = _until(publication) if isinstance(publication, Print) else None
        if last in own:
            record = log.get(code)
            shown = until if record is not None and record.says_until else None
            digest = content(publication, shaping, shown)
            if _is_changed(publication, digest, record, known.get(code)):
                before = code
                while code in taken and last <= LAST_NUMBER:
                    last += 1
                    code = f"{base}.{last:02d}"
                if last > LAST_NUMBER:
                    problems.error(
                        "edition-limit", publication.place, name=before, most=LAST_NUMBER
                    )
                    code = before
                else:
                    problems.warning(
                        "edition-next", publication.place, name=before, next=code,
                        since=_since(before, known, log),
                    )  # fmt: skip
                    shown = until
            taken.add(code)
        else:
            shown = until
        goes = going_out == "all" or (
            going_out == "ordered" and publication.entry.order is not None
        )
        found.append(
            msgspec.structs.replace(
                publication,
                edition_code=code,
                is_draft=code not in known and code not in log and not goes,
                until=shown,
            )
        )
    return tuple(found)


def _base(publication: Publication) -> str:
    """Return what all editions of a page in a format are called, without their number."""
    return publication.edition_code.rpartition(".")[0]


def _numbers_out(
    known: Mapping[str, publication_log.Entry], log: EditionLog
) -> dict[tuple[str, str], set[int]]:
    """Return the numbers that went out, by what their editions are called and by their folder."""
    found: dict[tuple[str, str], set[int]] = {}
    for name in {*known, *log}:
        base, _, number_ = name.rpartition(".")
        for folder in (known[name].leads_to if name in known else "", _folder(log, name)):
            if folder:
                found.setdefault((base, folder), set()).add(int(number_))
    return found


def _first_numbers(
    publications: Sequence[Publication], went: Sequence[set[int]], out: Collection[str]
) -> list[int]:
    """Return the number of each publication's last edition, a free one for what never went out."""
    numbers = [max({p.entry.edition} | own) for p, own in zip(publications, went, strict=True)]
    held = {(_base(p), n) for p, n, own in zip(publications, numbers, went, strict=True) if own}
    for place, (publication, own) in enumerate(zip(publications, went, strict=True)):
        base = _base(publication)
        if own:
            continue
        while (base, numbers[place]) in held and numbers[place] < LAST_NUMBER:
            numbers[place] = next(
                (n for n in range(numbers[place] + 1, LAST_NUMBER) if f"{base}.{n:02d}" not in out),
                LAST_NUMBER,
            )
        held.add((base, numbers[place]))
    return numbers


def _folder(log: EditionLog, name: str) -> str:
    return log[name].folder if name in log else ""


def _until(publication: Publication) -> datetime.date | None:
    """Return the last day of a print: that of its entry, or of its page's message."""
    return publication.entry.hang_until or publication.page.header.expires


def _since(code: str, known: Mapping[str, publication_log.Entry], log: EditionLog) -> str:
    if code in known:
        return known[code].date
    return log[code].time.date().isoformat()


def _is_changed(
    publication: Publication, digest: str, record: Edition | None,
    entry: publication_log.Entry | None,
) -> bool:  # fmt: skip
    if record is not None and record.content:
        return record.content != digest
    # What went out before there was a record: of what was ordered, the words are known.
    return bool(entry and entry.text and entry.text != publication_log.digest(publication))


def content(publication: Publication, shaping: Shaping, until: datetime.date | None) -> str:
    """Return the digest of all that shapes a publication but its code, its date and its rows.

    A venue more is no new edition; a letter, a number, a colour or a layout that is another is.
    """
    return _digest(_parts(publication, shaping, until))


def _parts(
    publication: Publication, shaping: Shaping, until: datetime.date | None
) -> Iterator[str]:
    settings = shaping.settings
    values = settings.values_known
    yield publication.link.out if publication.link else ""
    yield repr(msgspec.to_builtins(_plain_format(publication)))
    hotline = settings.hotline
    call = f"{hotline.name} {hotline.number}"
    match publication:
        case Print():
            yield from (fill(text, values) for text in publication_log.texts(publication))
            yield from (call, settings.issuer.name, settings.issuer.address, settings.base_url)
            yield from _looks(publication, shaping)
            labels = shaping.strings.get(publication.page.lang, {})
            if settings.code_help:
                labels = {**labels, "empty_frame_how": settings.code_help}
            yield from (labels.get(label, "") for label in LABELS)
            yield until.isoformat() if until else ""
            yield from sorted(image.digest for image in publication.page.images.values())
            yield from publication.page.header.step_icons
            yield from (step.icon for step in publication.entry.steps)
            yield from (publication.entry.signature or "", publication.entry.code_from or "")
        case SharePicture():
            yield from (fill(text, values) for text in publication.texts)
            yield from (call, settings.issuer.short, publication.address)
            yield from _looks(publication, shaping)
        case Board():
            yield from (fill(text, values) for text in publication.texts)
            yield " ".join(publication.call)
            yield repr((publication.colour, publication.entry.mode, publication.entry.flash))
        case TextMessage():
            yield from (fill(text, values) for text in publication.texts)
            if publication.entry.each is None:
                yield publication.messages[0].marked if publication.messages else ""
            else:
                yield f"{call} {settings.sms.sender or settings.issuer.short}"
        case _:
            yield from publication.texts


def _plain_format(publication: Publication) -> object:
    found = msgspec.to_builtins(publication.format)
    if isinstance(found, dict):
        found.pop("places", None)
        # What went out is held to this order.
        return {"name": found.pop("name"), **found}
    return found


def _looks(publication: Publication, shaping: Shaping) -> Iterator[str]:
    settings, files = shaping.settings, shaping.files
    palette = settings.palette
    for name in ("ground", "action", "notice", "paper"):
        colour = getattr(palette, name)
        yield f"{colour.rgb} {colour.cmyk}"
    yield from (files.get(name, "") for name in (settings.band, settings.watermark))
    yield publication.entry.emblem or ""
    layout: str = publication.format.layout
    layout = "share-picture" if layout == "share" else layout
    for path in (f"{PRESS}/lib.typ", f"{PRESS}/{layout}.typ"):
        yield files.get(path, "")
    if locales.script(publication.page.lang) != "Latn":
        yield from (files[path] for path in shaping.fonts)
    icons = {publication.entry.emblem, *publication.page.header.step_icons}
    icons |= {step.icon for step in publication.entry.steps}
    for icon in sorted(icon for icon in icons if icon):
        yield files.get(f"assets/icons/{icon}.svg", "")


def _digest(texts: Iterator[str]) -> str:
    plain = "\0".join(" ".join(spelling.nfc(text).split()) for text in texts)
    return hashlib.blake2b(plain.encode(), digest_size=8).hexdigest()


# ── What is out there and no longer holds ──


def wrong(site: Site, log: EditionLog) -> list[Wrong]:
    """Return the editions that hang or went out, weren't taken back, and no longer hold."""
    now = facts.Today(facts.of_site(site))
    current = {p.folder: p for p in site.publications}
    outs = {p.folder: p.link.out for p in site.publications if p.link}
    untils = dict(_untils(site))
    led = _led_on(site)
    found = []
    for edition in log.values():
        if not edition.out:
            continue
        successor = current.get(edition.folder)
        changed = []
        for key, before in edition.facts.items():
            if key == facts.LEADS:
                # An address of the link register is compared by its own key.
                now_leads = outs.get(edition.folder, before)
                in_register = any(
                    name.startswith("links.") and facts.says(facts.plain(before), value)
                    for name, value in edition.facts.items()
                )
                if led.get(before, before) != now_leads and not in_register:
                    changed.append((key, before, now_leads))
            elif key == facts.UNTIL:
                until = untils.get(edition.folder)
                if edition.folder in untils and until != edition.until:
                    said = spelling.written(until, site.settings.language) if until else ""
                    changed.append((key, before, said))
            elif not now.holds(key, before):
                changed.append((key, before, now.values.get(key, "")))
        # A message may have ended earlier or later than was known when its sheet went out.
        until = untils.get(edition.folder, edition.until)
        is_over = until is not None and until < site.now
        if changed or is_over:
            code = successor.edition_code if successor else ""
            found.append(
                Wrong(
                    edition,
                    tuple(changed),
                    until if is_over else None,
                    code if code != edition.code else "",
                )
            )
    return found


def _untils(site: Site) -> Iterator[tuple[str, datetime.date | None]]:
    """Yield until when each entry of ``publish`` hangs, by its folder, ended ones as well."""
    for page in site.pages:
        for entry in page.header.publish:
            folder = folder_of(page, entry, site.settings.addresses)
            yield folder, entry.hang_until or page.header.expires


def _led_on(site: Site) -> dict[str, str]:
    """Return where each earlier address of a page leads now; a code on a wall leads there still."""
    base = site.settings.base_url.rstrip("/")
    return {
        f"{base}/{alias.strip('/')}/": f"{base}/{page.url}"
        for page in site.pages
        for alias in page.header.aliases
    }


def check(wrong_ones: Iterable[Wrong], problems: Problems) -> None:
    """Tell which editions out there are wrong, a fact a line: the list itself is printed apart."""
    by_fact: dict[tuple[str, str], dict[str, None]] = {}
    keys: dict[tuple[str, str], str] = {}
    over: list[str] = []
    for one in wrong_ones:
        for key, before, after in one.changed:
            # One number may be known by two keys: it is told once.
            keys.setdefault((before, after), key)
            by_fact.setdefault((before, after), {})[one.edition.code] = None
        if one.expired:
            over.append(one.edition.code)
    place = Place(edition_log.FILE)
    for (before, after), codes in by_fact.items():
        said = {"before": before, "now": after or "–", "count": len(codes), "codes": _named(codes)}
        key = keys[before, after]
        if key == facts.LEADS:
            problems.warning("editions-code", place, **said)
        else:
            problems.warning("editions-wrong", place, key=key, **said)
    if over:
        problems.warning("editions-over", place, count=len(over), codes=_named(over))


def _named(codes: Collection[str]) -> str:
    named = sorted(codes)
    more = f" … (+{len(named) - MOST_NAMED})" if len(named) > MOST_NAMED else ""
    return ", ".join(named[:MOST_NAMED]) + more


def withdrawn(site: Site, log: EditionLog, wrong_ones: Iterable[Wrong]) -> tuple[Withdrawn, ...]:
    """Return what a reader may still scan: editions that no longer hold, or were taken back.

    An edition that is still the current one is not among them unless it no longer holds.
    """
    bad = {one.edition.code for one in wrong_ones}
    current = {p.edition_code for p in site.publications}
    led = _led_on(site)
    gone = [
        e for e in log.values()
        if e.code in bad or (e.recalled and not e.out and e.code not in current)
    ]  # fmt: skip
    leads = {e.code: e.facts.get(facts.LEADS, "") for e in gone}
    return tuple(Withdrawn(e.code, led.get(leads[e.code], leads[e.code]), e.folder) for e in gone)


# ── What goes out ──


class Issue(msgspec.Struct, frozen=True):
    """An edition that goes out: what its record takes from the site, and words that it says.

    ``is_new`` says that nothing is recorded of it yet, ``repeating`` are files that say what
    another one says: for the press, as tiles, merged.
    """

    code: str
    folder: str
    content: str
    until: datetime.date | None
    link: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    is_ordered: bool
    is_new: bool
    says_until: str = ""
    repeating: frozenset[str] = frozenset()


def going(site: Site, log: EditionLog) -> tuple[Issue, ...]:
    """Return each current edition as it would go out."""
    found = []
    shaping = Shaping.of(site.settings, site.files, site.strings)
    for publication in site.publications:
        shown = publication.until
        link = publication.link
        known: list[tuple[str, str]] = []
        if link is not None and link.name in site.links:
            known.append((facts.key_of_link(link), link.address))
        if link is not None:
            known.append((facts.LEADS, link.out))
        found.append(
            Issue(
                publication.edition_code,
                publication.folder,
                content(publication, shaping, shown),
                _until(publication),
                tuple(known),
                shown_words(publication, site.settings),
                publication.entry.order is not None,
                publication.edition_code not in log,
                spelling.written(shown, site.settings.language) if shown else "",
                publication.repeating if isinstance(publication, Print) else frozenset(),
            )
        )
    return tuple(found)


def shown_words(publication: Publication, settings: Settings) -> tuple[str, ...]:
    """Return words that stand in no finished file as text: those of pictures and boards."""
    values = settings.values_known
    words = [fill(text, values) for text in publication.texts if text]
    if isinstance(publication, SharePicture):
        words += [settings.hotline.number or "", *publication.signatures, *publication.captions]
    elif isinstance(publication, Board):
        words.append(" ".join(publication.call))
    elif isinstance(publication, TextMessage):
        words += [message.marked for message in publication.messages]
    return tuple(dict.fromkeys(" ".join(one.split()) for one in words if one.strip()))

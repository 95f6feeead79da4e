"""Corrections: pages that answer what is false. The fact first and last, the claim once, as wrong.

Who reads a false claim alone keeps the claim: so no title, list, picture or sheet has it by itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import msgspec

from bangtin import spelling
from bangtin.config.header import Header, PublishEntry
from bangtin.config.media import AnyFormat
from bangtin.config.settings import Settings
from bangtin.config.strings import labelled
from bangtin.problems import Place, Problems, closest
from bangtin.site import glyphs, links, message_texts
from bangtin.site.author_text import AuthorText
from bangtin.site.glyphs import Faces
from bangtin.site.lifecycle import State
from bangtin.site.links import Link
from bangtin.site.pages import Page, Source
from bangtin.site.references import Resolver

KIND = "correction"
KEYS = ("fact", "claim", "why", "source")
LAYOUT = "correction"
OWN_WORDS = {
    "share": ("slogan", "reason", "caption"),
    "broadcast": ("script", "sections"),
    LAYOUT: ("slogan", "reason", "second_text", "sections", "panels", "steps", "steps_from",
             "place_name", "help", "emblem"),
}  # fmt: skip
"""By a format's layout, the keys that the page's own four stand for or leave no place to."""
MOSTLY = 2 / 3
"""From this share of a claim's words on, a title says the claim."""
FEWEST = 2
"""A claim of one word can't be told from a topic."""
_ENDS = re.compile(r"[.!?…]+[\"”»’)]*\s+\S")
_MARKED = re.compile(
    r"\W*(?:sai|tin sai|tin giả|đúng|tin đúng|sự thật|false|fake|wrong|true|fact|claim)"
    r"[\"”»’)\]]*\s*(?::|–|—|-\s)",
    re.IGNORECASE,
)
"""What somebody writes before a claim or fact that is put there anyway."""
_MARKUP = re.compile(
    r"\*\*|__|\]\(|`|(?:^|\n)\s*(?:#+|>|[-*+•]|\d+[.)])\s|</?[a-z]|&[a-z]+;|(?<!\w)\*\w"
)
"""Signs of Markdown and HTML, which a header shows as they are."""


def is_correction(page: Page) -> bool:
    """Whether a page answers something false."""
    return page.header.kind == KIND


def is_whole(header: Header) -> bool:
    """Whether a correction has all that it must say."""
    return bool(header.fact and header.claim and header.why and header.source)


def repeats(text: str, claim: str) -> bool:
    """Tell whether a text says most of a claim's words, with or without their marks.

    >>> repeats("Bluezone theo dõi người dùng?", "Bluezone theo dõi người dùng suốt ngày")
    True
    """
    wanted = set(_words(claim))
    return len(wanted) >= FEWEST and len(wanted & set(_words(text))) >= MOSTLY * len(wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", spelling.fold(spelling.nfc(text)))


def _letters(text: str) -> int:
    return sum(1 for c in spelling.nfc(text) if c.isalnum())


def plain(text: str) -> str:
    """Return a text on one line: what a header breaks is one run of words on a sheet."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[str]:
    """Return a reason's paragraphs, which empty lines part."""
    return [plain(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def check(
    built: Sequence[Page],
    settings: Settings,
    resolver: Resolver,
    problems: Problems,
    root: Path,
    faces: Faces,
) -> dict[str, Source]:
    """Hold corrections to their rules; return the source of each sound one, by its file."""
    found: dict[str, Source] = {}
    files = {page.file for page in built}
    folders = settings.folders("corrections")
    for page in built:
        header = page.header
        if header.kind != KIND:
            for key in KEYS:
                if getattr(header, key) is not None:
                    problems.error("correction-key-alone", header.place(key), key=key)
            if page.section in folders:
                problems.error("correction-folder-other", header.place("kind"),
                               folder=page.folder)  # fmt: skip
            continue
        before = len(problems)
        if page.section not in folders:
            first = next(iter(folders), "")
            problems.error("correction-elsewhere", header.place("kind"), folder=first)
        if "embed" in header.places and header.embed:
            problems.error("correction-embed", header.place("embed"))
        for key in KEYS:
            if not getattr(header, key):
                problems.error(f"correction-without-{key}", header.place("kind"))
        _check_words(page, settings, problems, faces)
        if header.fact and header.claim:
            _check_pair(page, header.fact, header.claim, problems, root)
        if header.source and (source := _source(page, settings, resolver, files, problems)):
            # What is at fault is told once: nothing is made of it that would tell it again.
            found |= {} if problems.has_errors_since(before) else {page.file: source}
    return found


def _check_words(page: Page, settings: Settings, problems: Problems, faces: Faces) -> None:
    """Refuse in each of the words what can't be drawn, dialled or opened, or was left over."""
    header = page.header
    for key in ("fact", "claim", "why"):
        text, place = getattr(header, key), header.place(key)
        if not text:
            continue
        message_texts.check(text, place, settings, problems)
        if _MARKUP.search(text):
            problems.error("correction-markup", place, key=key)
        if "{" in text or "}" in text:
            problems.error("correction-braces", place, key=key)
        for character in faces.missing(text) if header.publish else ():
            glyphs.tell(problems, place, character)
        if key != "why" and _MARKED.match(text):
            problems.error("correction-marked", place, key=key)
        if key != "why" and not _words(text):
            problems.error("correction-no-words", place, key=key)


def _check_pair(page: Page, fact: str, claim: str, problems: Problems, root: Path) -> None:
    """Refuse a claim that would be louder than its fact, or stand somewhere without it."""
    header, place = page.header, page.header.place("claim")
    if _words(fact) == _words(claim):
        problems.error("correction-same", place)
        return
    if _letters(claim) > _letters(fact):
        problems.error("correction-claim-long", place, claim=_letters(claim), fact=_letters(fact))
    if _ENDS.search(claim):
        problems.error("correction-claim-sentences", place)
    if fact.rstrip().endswith("?"):
        problems.error("correction-fact-asks", header.place("fact"))
    if _is_shouted(claim) and not _is_shouted(fact):
        problems.error("correction-claim-shouts", place)
    for key, text, where in _alone(header):
        if repeats(text, claim):
            problems.error("correction-claim-alone", where, key=key, claim=claim)
    name = PurePosixPath(page.file).stem
    if repeats(name.replace("-", " "), claim):
        problems.error("correction-claim-name", Place(page.file), name=name, claim=claim)
    for _, heading in page.index.questions:
        if repeats(heading, claim):
            place = AuthorText(root, page).heading(heading) or Place(page.file)
            problems.error("correction-claim-asked", place, text=heading)


def _alone(header: Header) -> Iterator[tuple[str, str, Place]]:
    """Yield what of a header stands in lists, windows, addresses and shared links by itself."""
    yield "title", header.title, header.place("title")
    yield "summary", header.summary, header.place("summary")
    if header.action_text:
        yield "action_text", header.action_text, header.place("action_text")
    for number, alias in enumerate(header.aliases):
        yield "aliases", alias.replace("-", " "), header.place("aliases", number)
    for audio in header.audio:
        yield "audio", audio.title, audio.place("title")
    for entry in header.publish:
        yield "title", entry.title or "", entry.place("title")
        yield "id", (entry.id or "").replace("-", " "), entry.place("id")


def _is_shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)  # noqa: PLR2004 - "F0", "QR"


def _source(
    page: Page, settings: Settings, resolver: Resolver, files: Container[str], problems: Problems
) -> Source | None:
    """Return what a source names: an entry of the link register, or a page."""
    header, written = page.header, (page.header.source or "").strip()
    place = header.place("source")
    if written in settings.links:
        link = resolver.link(written, place)
        return Source(link.title, link.out, link.address, inside=False) if link else None
    if not written.lower().endswith(".md"):
        meant = _meant(page, written, settings, files)
        key = "correction-source-unknown-meant" if meant else "correction-source-unknown"
        known = ", ".join(settings.links) or "–"
        problems.error(key, place, name=written, meant=meant, known=known)
        return None
    found = resolver.page(written, page.file.rpartition("/")[0], place)
    if found is None:
        return None
    if found.header.kind == KIND:
        problems.error("correction-source-correction", place)
        return None
    if found.state is State.EXPIRED:
        problems.warning("page-ended", place, page=written)
    title = found.header.title
    issued = found.header.document
    if issued and issued.number and issued.number not in title:
        title = f"{title} ({issued.number})"
    whole = f"{settings.base_url.rstrip('/')}/{found.url}"
    return Source(title, found.url, links.printed(whole), inside=True)


def _meant(page: Page, written: str, settings: Settings, files: Container[str]) -> str:
    """Return the name or page that a source may have been meant as; empty where none is near."""
    name = written.removeprefix("link:")
    if name in settings.links:
        return name
    whole = links.printed(written) if "://" in written else written.rstrip("/")
    for known, entry in settings.links.items():
        if links.printed(entry.url) == whole:
            return known
    start = "content" if written.startswith("/") else page.file.rpartition("/")[0]
    path = posixpath.normpath(posixpath.join(start, f"{written.strip('/')}.md"))
    if path in files:
        return posixpath.relpath(path, page.file.rpartition("/")[0])
    return closest(written, settings.links)


def said(page: Page, strings: Mapping[str, str]) -> str:
    """Return the claim as it stands wherever it stands: marked as wrong, in words."""
    return labelled(strings, strings["correction_wrong"], plain(page.header.claim or ""))


def check_entry(
    page: Page, entry: PublishEntry, format_: AnyFormat | None, problems: Problems
) -> None:
    """Refuse an entry that would say a correction in part, or a notice without a correction."""
    if format_ is None:
        return
    if not is_correction(page):
        if format_.layout == LAYOUT:
            problems.error("correction-format-alone", entry.place("format"), format=entry.format)
        return
    if format_.layout not in OWN_WORDS:
        # Elsewhere there is room for half of it only.
        problems.error("correction-format", entry.place("format"), format=entry.format)
        return
    for key in OWN_WORDS[format_.layout]:
        if key in entry.places:
            problems.error("correction-entry-key", entry.place(key), key=key)


def filled(
    page: Page,
    entry: PublishEntry,
    link: Link | None,
    settings: Settings,
    strings: Mapping[str, str],
) -> PublishEntry:
    """Return an entry with the words of its page; their places are those in the page's header."""
    header, source = page.header, page.fact_source
    fact, claim, why = (plain(t or "") for t in (header.fact, header.claim, header.why))
    title = source.title if source else ""
    script = (
        fact,
        strings["correction_said_wrong"].format(claim=_closed(claim)),
        why,
        strings["correction_said_source"].format(source=title),
        strings["correction_said_again"].format(fact=fact),
    )
    places = dict(entry.places)
    of = (*KEYS, "fact")
    places |= {f"script.{n}": header.place(key) for n, key in enumerate(of)}
    places |= {"script": header.place("fact"), "slogan": header.place("fact"),
               "reason": header.place("claim"), "caption": header.place("why"),
               "why": header.place("why"),
               "source": header.place("source")}  # fmt: skip
    return msgspec.structs.replace(
        entry,
        slogan=fact,
        reason=said(page, strings),
        script=script,
        caption=_caption(page, entry, link, settings, strings),
        places=places,
    )


def _closed(text: str) -> str:
    """Return a claim as the end of a sentence: one that asks or cries stays as it is."""
    return text.rstrip().rstrip(".")


def _caption(
    page: Page,
    entry: PublishEntry,
    link: Link | None,
    settings: Settings,
    strings: Mapping[str, str],
) -> str:
    header, source = page.header, page.fact_source
    address = link.out if link else f"{settings.base_url.rstrip('/')}/{quote(page.url)}"
    fact = plain(header.fact or "")
    lines: Iterable[str] = (
        fact,
        said(page, strings),
        plain(header.why or ""),
        labelled(strings, strings["correction_source"], source.title) if source else "",
        address,
        message_texts.hotline(settings, page.lang),
        entry.signature or message_texts.said(settings, settings.issuer.short, page.lang),
        strings["correction_said_again"].format(fact=fact),
    )
    return "\n".join(line for line in lines if line)


def texts(page: Page) -> tuple[str, ...]:
    """Return the words by which a changed edition of a correction is told."""
    header, source = page.header, page.fact_source
    return (header.why or "", source.title if source else "")

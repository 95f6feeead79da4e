"""Text messages: what an entry of ``publish`` sends as SMS, with and without tone marks."""

from __future__ import annotations

import textwrap

import msgspec

from bangtin.config.media import MessageFormat
from bangtin.config.settings import Settings
from bangtin.markdown import addresses
from bangtin.problems import Place, Problems
from bangtin.site import message_parts, message_texts
from bangtin.site.message_parts import Parts
from bangtin.site.publications import Copy, Publication

KEYS = frozenset(("slogan", "text", "signature"))
"""What an entry may say besides what every entry may."""


class Message(msgspec.Struct, frozen=True):
    """One message as it is sent: with its marks, and without them for phones that have none."""

    marked: str
    plain: str

    @property
    def marked_parts(self) -> Parts:
        """How it is counted with its marks."""
        return message_parts.count(self.marked)

    @property
    def plain_parts(self) -> Parts:
        """How it is counted without them."""
        return message_parts.count(self.plain)


class TextMessage(Publication, frozen=True):
    """An entry that is sent as a text message; ``messages`` are those of its copies."""

    format: MessageFormat
    messages: tuple[Message, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The words that it says, by which a changed edition is told."""
        entry = self.entry
        return (entry.slogan or "", entry.text or "", entry.signature or "")

    def file(self, copy: Copy, *, marked: bool) -> str:
        """Return the path of a text file, named so that it speaks for itself."""
        word = self.words.marked if marked else self.words.plain
        return f"{self.folder}{self.name(copy)}-{word}.txt"


def read(publication: Publication, settings: Settings, problems: Problems) -> TextMessage | None:
    """Return the entry as a TextMessage; None where its problems have been noted."""
    entry, before = publication.entry, len(problems)
    if entry.text and entry.slogan:
        problems.error("sms-two-texts", entry.place("slogan"))
    elif not (entry.text or "").strip() and not (entry.slogan or "").strip():
        problems.error("sms-without-text", entry.place(), format=entry.format)
    key = "text" if entry.text else "slogan"
    for name in ("text", "slogan", "signature"):
        if written := getattr(entry, name):
            message_texts.check(written, entry.place(name), settings, problems)
    if len(problems) > before:
        return None
    message = TextMessage(
        **{name: getattr(publication, name) for name in Publication.__struct_fields__},
        messages=tuple(_message(publication, copy, settings) for copy in publication.copies),
    )
    for found in message.messages:
        if _check(found, message.format, settings.region, entry.place(key), problems):
            break  # what is wrong with one copy is wrong with most of them
    return None if problems.has_errors_since(before) else message


def _message(publication: Publication, copy: Copy, settings: Settings) -> Message:
    entry, lang = publication.entry, publication.page.lang
    address = message_texts.short_address(publication, settings)
    if entry.text:
        words = publication.fill(entry.text, copy)
        lines = [words]
        # A link that an entry names is not left out because its text forgot it.
        if publication.link and not message_texts.has_address(words, publication.link.out):
            lines.append(address)
    else:
        words = publication.fill(entry.slogan or "", copy)
        lines = [words]
        if not message_texts.has_address(words, address):
            lines.append(address)
        number = settings.hotline.number
        if number and number not in words:
            lines.append(message_texts.hotline(settings, lang))
    sender = (
        publication.fill(entry.signature, copy)
        if entry.signature
        else settings.sms.sender or message_texts.said(settings, settings.issuer.short, lang)
    )
    if sender.casefold() not in words.casefold():
        if settings.sms.sender_at == "first":
            lines[0] = f"{sender}: {lines[0]}"
        else:
            lines.append(sender)
    marked = message_texts.tidy("\n".join(lines))
    return Message(marked, message_parts.without_marks(marked))


def _check(
    message: Message, format_: MessageFormat, country: str, place: Place, problems: Problems
) -> bool:
    """Note what is wrong with a message; returns whether there was anything."""
    before = len(problems)
    plain, marked = message.plain_parts, message.marked_parts
    if plain.forcing:
        signs = " ".join(message_texts.marks_of(c) for c in plain.forcing)
        problems.error("sms-sign", place, signs=signs)
    for address in addresses.find(message.marked):
        written = message.marked[address.start : address.end]
        if message_parts.without_marks(written) != written:
            problems.error("sms-address-marked", place, address=written)
    for parts, text, key in (
        (marked, message.marked, "sms-too-long-marked"),
        (plain, message.plain, "sms-too-long-plain"),
    ):
        if parts.count > format_.parts:
            rest = text[parts.starts[format_.parts] :]
            problems.error(
                key, place, count=parts.count, limit=format_.parts, units=parts.units,
                allowed=_allowed(parts.alphabet, format_.parts), rest=_opening(rest),
            )  # fmt: skip
    if len(problems) > before:
        return True
    for text, parts in ((message.marked, marked), (message.plain, plain)):
        spans = [(a.start, a.end) for a in addresses.find(text)]
        spans += [(m.start(), m.end()) for m in message_texts.phones(text, country)]
        for start, end in spans:
            if parts.splits(start, end):
                part = sum(place_ <= start for place_ in parts.starts)
                problems.warning("sms-split", place, text=text[start:end], first=part,
                                 second=part + 1)  # fmt: skip
    return len(problems) > before


def _allowed(alphabet: str, parts: int) -> int:
    if parts == 1:
        return message_parts.SINGLE[alphabet]
    return parts * message_parts.JOINED[alphabet]


def _opening(text: str) -> str:
    words = " ".join(text.split())
    return textwrap.shorten(words, 40, placeholder="…")

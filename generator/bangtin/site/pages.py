"""One Markdown file read: its header typed, its body parsed, its own problems noted.

What is read of a file depends on nothing but the file, so the result is kept under the
digest of its bytes and read again only when they change.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from bangtin import locales, spelling
from bangtin.config import braces, schema, yamltree
from bangtin.config import header as frontmatter
from bangtin.config.header import Header
from bangtin.engine.builders import builder
from bangtin.files import decoding, digests
from bangtin.markdown import document
from bangtin.markdown.document import Block, Body, Document, PageIndex, Target
from bangtin.problems import Problem, Problems
from bangtin.site import template_lines
from bangtin.site.lifecycle import State

FOLDER = "content"


class SourceFile(msgspec.Struct, frozen=True):
    """A file of the site: its path from the root, and the digest of its bytes.

    ``name`` is how the disk spells the path, where that differs (NFC and NFD).
    """

    path: str
    digest: str
    name: str = ""

    @classmethod
    def at(cls, name: str, digest: str) -> SourceFile:
        """Return a file by its path as the disk spells it."""
        path = spelling.nfc(name)
        return cls(path, digest, "" if path == name else name)

    @property
    def on_disk(self) -> str:
        """The path as the disk spells it."""
        return self.name or self.path

    def read(self, root: Path) -> bytes:
        """Return the file's bytes. Raises ChangedFile when they are others by now."""
        return digests.read(root, self.on_disk, self.digest)


ReadAll = Callable[
    [Callable[[SourceFile, Path, tuple[bytes, ...]], bytes], Sequence[SourceFile]], Iterator[bytes]
]
"""Runs a reader on many files, and yields what it made of each, one at a time.

The build passes one that works in parallel and remembers.
"""


class WholePage(msgspec.Struct, frozen=True):
    """All that one file says by itself; header and body are None after an error."""

    file: str
    header: Header | None
    body: Document | None
    problems: tuple[Problem, ...]
    wording: str = ""


class ParsedPage(msgspec.Struct, frozen=True):
    """What one file says by itself, without its body; header and index are None after an error.

    ``plan_digest`` is the digest of all that planning can know of the page besides its
    text; ``blocks`` has the text of a page of which prints are made. ``wording`` is the digest
    of its words, which its translations name.
    """

    file: str
    header: Header | None
    index: PageIndex | None
    problems: tuple[Problem, ...]
    plan_digest: str = ""
    blocks: tuple[Block, ...] = ()
    wording: str = ""


class _Record(msgspec.Struct, frozen=True):
    """How a page is kept; who needs no text passes over ``blocks`` at once."""

    file: str
    header: Header | None
    index: PageIndex | None
    problems: tuple[Problem, ...]
    plan_digest: str = ""
    blocks: bytes = b""
    wording: str = ""


class _Words(msgspec.Struct, frozen=True):
    """The part of a record that builders read."""

    blocks: bytes


class Image(msgspec.Struct, frozen=True):
    """A picture in a text: its file from the root, the digest of its bytes, its size in pixels."""

    path: str
    digest: str
    width: int
    height: int


class Attachment(msgspec.Struct, frozen=True):
    """A file that a page hands out as it is: its path from the root, the digest of its bytes.

    ``size`` is in bytes.
    """

    path: str
    digest: str
    size: int = 0
    folder: str = "files"

    @property
    def published(self) -> str:
        """Where it is published: its own name with a digest, so that no two are one.

        A changed file has a new address: caches can keep each for ever, and nobody
        gets last month's form from one of them.
        """
        stem, ending = posixpath.splitext(posixpath.basename(self.path))
        return (
            f"{self.folder}/{spelling.slug(stem) or self.folder}-{self.digest[:8]}{ending.lower()}"
        )


class Source(msgspec.Struct, frozen=True):
    """Where a correction has its fact from: what it is called, and its address.

    ``href`` is whole, or with ``inside`` below the portal's root; ``address`` is how it is printed.
    """

    title: str
    href: str
    address: str
    inside: bool


class Page(msgspec.Struct, frozen=True):
    """A page of the portal: its file, its address below the root, its index.

    ``lang`` is the language it is written in; ``original`` is the file that it
    translates, or its own. ``targets`` resolves each link of the body and
    ``images`` each picture, ``offered`` each file that its text offers, as written; ``attachments``
    has those of its header; ``fact_source`` is a correction's. The body text stays in the cache,
    as the result of reading ``source``; ``blocks`` has them for prints.
    ``wording`` is the digest of its words; a page ``is_behind`` when it translates other words
    than its original has by now.
    """

    source: SourceFile
    url: str
    header: Header
    index: PageIndex
    plan_digest: str
    state: State
    lang: str
    original: str
    targets: dict[str, Target] = {}
    images: dict[str, Image] = {}
    attachments: dict[str, Attachment] = {}
    offered: dict[str, Attachment] = {}
    blocks: tuple[Block, ...] = ()
    fact_source: Source | None = None
    home: str = "home"
    wording: str = ""
    is_behind: bool = False

    @property
    def file(self) -> str:
        """The page's file, from the root."""
        return self.source.path

    @property
    def id(self) -> str:
        """The page's own part of its address: ``cai-bluezone``, ``en-cai-bluezone``."""
        name = PurePosixPath(self.url).name or self.home
        lang = locales.folder(self.lang)
        return name if self.is_original or name == lang else f"{lang}-{name}"

    @property
    def is_original(self) -> bool:
        """Whether it is no translation of another page."""
        return self.file == self.original

    @property
    def folder(self) -> str:
        """The folder of content that it belongs to, whatever its language; empty at the top."""
        parts = self.original.split("/")
        return parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 - content/FOLDER/FILE

    @property
    def section(self) -> str:
        """The section that it belongs to, as addresses name it; empty at the top."""
        return spelling.slug(self.folder)


_encoder = msgspec.msgpack.Encoder()
_records = msgspec.msgpack.Decoder(_Record)
_words = msgspec.msgpack.Decoder(_Words)
_blocks = msgspec.msgpack.Decoder(tuple[Block, ...])


def parse(file: str, raw: bytes) -> WholePage:
    """Read one file. Never raises for anything that an author can write."""
    problems = Problems()
    header, body, wording = _parse(file, raw, problems)
    return WholePage(file, header, body, tuple(problems), wording)


@builder
def parse_encoded(source: SourceFile, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Read one file as a task; ``decode`` and ``body`` read the result."""
    return encode(parse(source.path, source.read(root)))


def encode(page: WholePage) -> bytes:
    """Return a page as it is kept."""
    if page.body is None:
        return _encoder.encode(_Record(page.file, page.header, None, page.problems))
    blocks = _encoder.encode(page.body.blocks)
    page_index = document.page_index(page.body, digests.digest(blocks))
    plan_digest = digests.digest(_encoder.encode((page.header, page_index.unplaced)))
    record = _Record(
        page.file, page.header, page_index, page.problems, plan_digest, blocks, page.wording
    )
    return _encoder.encode(record)


def decode(data: bytes) -> ParsedPage:
    """Return what ``parse_encoded`` wrote, without the text that planning doesn't need."""
    found = _records.decode(data)
    is_printed = found.header is not None and found.header.publish
    blocks = _blocks.decode(found.blocks) if is_printed and found.blocks else ()
    return ParsedPage(
        found.file, found.header, found.index, found.problems, found.plan_digest, blocks,
        found.wording,
    )  # fmt: skip


def body(data: bytes) -> Body:
    """Return the body text of what ``parse_encoded`` wrote."""
    return Body(_blocks.decode(_words.decode(data).blocks))


def _parse(file: str, raw: bytes, problems: Problems) -> tuple[Header | None, Document | None, str]:
    text = decoding.decode(raw, file, problems)
    if text is None:
        return None, None, ""
    parts = frontmatter.split(text, file, problems)
    if parts is None:
        return None, None, ""
    header_text, body_text, body_line = parts
    before = len(problems)
    node = yamltree.parse(header_text, file, problems, first_line=2)
    header = None
    if len(problems) > before:
        pass
    elif node is None or isinstance(node, yamltree.Mapping):
        header = schema.read_struct(node, Header, file, problems)
        if node is not None and len(problems) == before:
            braces.check(node, braces.HEADER, problems)
    else:
        problems.error("header-not-keys", node.place)
    from bangtin.markdown import parsing

    title = header.title if header else ""
    body = parsing.parse(body_text, file, body_line, problems, title)
    if header is not None:
        template_lines.check_page(header, body_text, body_line, file, problems)
    return header, body, wording(header, body_text) if header else ""


READ_ALOUD = ("title", "summary", "fact", "claim", "why", "action_text", "owner", "audience")
"""The keys of a header whose words a page shows in its own language."""
WORDING_LETTERS = 12


def wording(header: Header, body_text: str) -> str:
    """Return the digest of a page's words: dates, prints, spaces and line ends don't change it."""
    said = [getattr(header, key) or "" for key in READ_ALOUD]
    said.append(header.document.by if header.document else "")
    lines = (" ".join(spelling.nfc(text).split()) for text in (*said, body_text))
    return digests.digest("\n".join(lines).encode("utf-8"))[:WORDING_LETTERS]


def original_of(file: str, languages: Mapping[str, str]) -> tuple[str | None, str]:
    """Return a page's language, None for the site's own, and the file that it translates.

    ``languages`` has the tag of each folder, in small letters; on disk it may have capitals, or an
    underscore.

    >>> original_of("content/pt-BR/huong-dan/a.md", {"pt-br": "pt-BR"})
    ('pt-BR', 'content/huong-dan/a.md')
    """
    parts = PurePosixPath(file).parts
    if len(parts) > 2 and (lang := languages.get(parts[1].lower().replace("_", "-"))):  # noqa: PLR2004 - content/LANG/…
        return lang, "/".join((parts[0], *parts[2:]))
    return None, file


def url_of(file: str) -> str | None:
    """Return a page's address below the root: ``content/huong-dan/a.md`` → ``huong-dan/a/``.

    None when a part of the path has no letter or digit that an address can carry.
    """
    parts = PurePosixPath(file).with_suffix("").parts[1:]
    slugs = [spelling.slug(part) for part in parts]
    if not all(slugs):
        return None
    if slugs[-1] == "index":
        slugs.pop()
    return "".join(f"{part}/" for part in slugs)

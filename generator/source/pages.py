"""One Markdown file read: its header typed, its body parsed, its own problems noted.

Reading a file depends on nothing but the file, so the result is kept under the
digest of its bytes and read again only when they change.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from generator import vietnamese
from generator.problems import Problem, Problems
from generator.source import characters, frontmatter, schema, yamltree
from generator.source.document import Document
from generator.source.frontmatter import Header
from generator.source.lifecycle import State

FOLDER = "content"


class SourceFile(msgspec.Struct, frozen=True):
    """A file of the site as it was read: its path from the root, and its bytes."""

    path: str
    raw: bytes


Recall = Callable[
    [Callable[[SourceFile, Path, tuple[bytes, ...]], bytes], Sequence[SourceFile]], Sequence[bytes]
]
"""Runs a reader on many files; the build passes one that works in parallel and remembers."""


class ParsedPage(msgspec.Struct, frozen=True):
    """What one file says by itself; header and body are None after an error."""

    file: str
    header: Header | None
    body: Document | None
    problems: tuple[Problem, ...]


class Target(msgspec.Struct, frozen=True):
    """Where a link leads: ``href`` is a full address, or a path from the portal's root.

    ``address`` is how print writes it; empty where the words themselves say it.
    """

    href: str
    inside: bool
    address: str = ""


class Image(msgspec.Struct, frozen=True):
    """A picture in a text: its file from the root, the digest of its bytes, its size in pixels."""

    path: str
    digest: str
    width: int
    height: int


class Attachment(msgspec.Struct, frozen=True):
    """A file that a page hands out as it is: its path from the root, the digest of its bytes."""

    path: str
    digest: str


class Page(msgspec.Struct, frozen=True):
    """A page of the portal: its file, its address below the root, what it says.

    ``lang`` is the language it is written in; ``original`` is the file that it
    translates, or its own. ``targets`` resolves each link of the body and
    ``images`` each picture, as written.
    """

    file: str
    url: str
    header: Header
    body: Document
    state: State
    lang: str
    original: str
    targets: dict[str, Target] = {}
    images: dict[str, Image] = {}
    attachments: dict[str, Attachment] = {}

    @property
    def id(self) -> str:
        """The page's own part of its address: ``cai-bluezone``, ``en-cai-bluezone``."""
        name = PurePosixPath(self.url).name or "trang-chu"
        return name if self.is_original or name == self.lang else f"{self.lang}-{name}"

    @property
    def is_original(self) -> bool:
        """Whether it is no translation of another page."""
        return self.file == self.original

    @property
    def folder(self) -> str:
        """The folder of content that it belongs to, whatever its language; empty at the top."""
        parts = PurePosixPath(self.original).parts
        return parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 - content/FOLDER/FILE


_decoder = msgspec.msgpack.Decoder(ParsedPage)


def parse(source: SourceFile) -> ParsedPage:
    """Read one file. Never raises for anything that an author can write."""
    problems = Problems()
    header, body = _parse(source, problems)
    return ParsedPage(source.path, header, body, tuple(problems))


def parse_encoded(source: SourceFile, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Read one file as a job: the bytes are an encoded ParsedPage."""
    return msgspec.msgpack.encode(parse(source))


def decode(data: bytes) -> ParsedPage:
    """Return what ``parse_encoded`` wrote."""
    return _decoder.decode(data)


def _parse(source: SourceFile, problems: Problems) -> tuple[Header | None, Document | None]:
    file = source.path
    text = characters.decode(source.raw, file, problems)
    if text is None:
        return None, None
    parts = frontmatter.split(text, file, problems)
    if parts is None:
        return None, None
    header_text, body_text, body_line = parts
    before = len(problems)
    node = yamltree.parse(header_text, file, problems, first_line=2)
    header = None
    if len(problems) > before:
        pass
    elif node is None or isinstance(node, yamltree.Mapping):
        header = schema.read_struct(node, Header, file, problems)
    else:
        problems.error("header-not-keys", node.place)
    from generator.source import markdown

    return header, markdown.parse(body_text, file, body_line, problems)


def original_of(file: str, languages: Container[str]) -> tuple[str | None, str]:
    """Return a page's language, None for the site's own, and the file that it translates.

    >>> original_of("content/en/huong-dan/a.md", {"en"})
    ('en', 'content/huong-dan/a.md')
    """
    parts = PurePosixPath(file).parts
    if len(parts) > 2 and parts[1] in languages:  # noqa: PLR2004 - content/LANG/…
        return parts[1], "/".join((parts[0], *parts[2:]))
    return None, file


def url_of(file: str) -> str | None:
    """Return a page's address below the root: ``content/huong-dan/a.md`` → ``huong-dan/a/``.

    None when a part of the path has no letter or digit that an address can carry.
    """
    parts = PurePosixPath(file).with_suffix("").parts[1:]
    slugs = [vietnamese.slug(part) for part in parts]
    if not all(slugs):
        return None
    if slugs[-1] == "index":
        slugs.pop()
    return "".join(f"{part}/" for part in slugs)

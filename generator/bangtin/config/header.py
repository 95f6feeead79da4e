"""The header of a Markdown file: where it ends, and what an author may write in it."""

from __future__ import annotations

import datetime
import itertools
import re
from typing import Annotated, Literal

import msgspec

from bangtin.config.settings import LanguageTag, Name, Record
from bangtin.problems import Place, Problems

DELIMITER = "---"
_DASHES = re.compile(r"(?:[-–—−‐‑_*=~][ \t]*)+$")
"""What becomes of three hyphens in office programs and on phones, or is typed for them."""
_KEY = re.compile(r"[A-Za-z_]\w*[ \t]*[:：](?:\s|$)")


Alias = Annotated[
    str, msgspec.Meta(pattern=r"^/?[a-z0-9-]+(/[a-z0-9-]+)*(/|\.html?)?$", examples=["/cai-dat/"])
]
"""An address below the root under which a page was known before."""


class PrintedStep(Record, frozen=True):
    """One step as a poster shows it: a picture and a few words."""

    text: str
    icon: str


Short = Annotated[str, msgspec.Meta(max_length=200)]
"""Words that stand large on a sheet: nobody reads more of them, and fitting them takes time."""


LongText = Annotated[str, msgspec.Meta(max_length=2_000)]
"""What is sent as text: counted and refused with its own words long before this."""


class SecondText(Record, frozen=True):
    """What a sheet says in a second language, below its slogan."""

    lang: LanguageTag
    text: Short


class Order(Record, frozen=True, kw_only=True):
    """What a publication's print order says: for which places, and how many for each.

    ``deadline`` is the day of delivery where it is another than the site's own.
    """

    copies: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    to: tuple[str, ...] = ()
    shop: str = ""
    deadline: datetime.date | None = None


class Slot(Record, frozen=True):
    """A place for a script's words in another language, which only people fill: text, recording."""

    lang: LanguageTag
    name: Annotated[str, msgspec.Meta(max_length=40)]
    text: Annotated[str, msgspec.Meta(max_length=10_000)] | None = None


class PublishEntry(Record, frozen=True):
    """One entry of ``publish``: a publication made from the page."""

    format: str
    id: Name | None = None
    title: Short | None = None
    slogan: Short | None = None
    reason: Short | None = None
    progress: datetime.date | None = None
    second_text: SecondText | None = None
    qr: str | None = None
    qr_text: Short | None = None
    each: str | None = None
    where: dict[str, str] = {}  # noqa: RUF012 - msgspec copies defaults
    help: Short | None = None
    sections: tuple[str, ...] = ()
    panels: tuple[tuple[str, ...], ...] = ()
    emblem: str | None = None
    lines: tuple[Short, ...] = ()
    mode: Literal["still", "paged", "scroll"] | None = None
    colour: Literal["red", "yellow", "green", "blue", "white"] | None = None
    flash: Annotated[int, msgspec.Meta(ge=0, le=50)] | None = None
    hotline: bool | None = None
    script: tuple[str, ...] | str | None = None
    say: dict[str, str] = {}  # noqa: RUF012 - msgspec copies defaults
    slots: tuple[Slot, ...] = ()
    priority: Annotated[int, msgspec.Meta(ge=1, le=9)] = 5
    caption: LongText | None = None
    with_code: bool = False
    text: LongText | None = None
    steps: tuple[PrintedStep, ...] = ()
    steps_from: str | None = None
    signature: Short | None = None
    place_name: Short | None = None
    code_from: str | None = None
    files_from: str | None = None
    bundle: str | None = None
    hang_from: datetime.date | None = None
    hang_until: datetime.date | None = None
    order: Order | None = None
    edition: Annotated[int, msgspec.Meta(ge=1, le=99)] = 1
    edition_date: datetime.date | None = None


class Audio(Record, frozen=True):
    """A recording of a page for those who would rather listen; ``lang`` is what is spoken."""

    lang: LanguageTag
    title: str
    file: str


class IssuedDocument(Record, frozen=True):
    """What an official document says of itself; ``file`` is its own text as PDF."""

    by: str
    number: str | None = None
    issued: datetime.date | None = None
    file: str | None = None


class Header(Record, frozen=True):
    """Everything that a page's header says."""

    title: str
    summary: str
    date: datetime.date
    kind: Literal["guidance", "home", "contact", "notice", "correction"] = "guidance"
    fact: Short | None = None
    claim: Short | None = None
    why: Annotated[str, msgspec.Meta(max_length=600)] | None = None
    source: str | None = None
    updated: datetime.date | None = None
    publish_from: datetime.date | None = None
    review_by: datetime.date | None = None
    expires: datetime.date | None = None
    draft: bool = False
    owner: str | None = None
    audience: str | None = None
    icon: str | None = None
    step_icons: tuple[str, ...] = ()
    help: Short | None = None
    translates: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{12}$")] | None = None
    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{2,6}$", examples=["BZ"])] | None = None
    order: int = 100
    action: str | None = None
    action_text: str | None = None
    tasks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audio: tuple[Audio, ...] = ()
    document: IssuedDocument | None = None
    aliases: tuple[Alias, ...] = ()
    embed: bool = True
    publish: tuple[PublishEntry, ...] = ()

    @property
    def headline(self) -> str:
        """What stands large on the page and names it in lists: of a correction the fact itself."""
        return self.fact or self.title if self.kind == "correction" else self.title

    @property
    def last_changed(self) -> datetime.date:
        """The day of the words that stand there now."""
        return self.updated or self.date


def split(text: str, file: str, problems: Problems) -> tuple[str, str, int] | None:
    """Part a file into header and body.

    Returns the header's text, the body's text and the line on which the body
    begins (counting the whole file), or None after an error.
    """
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip(_BLANKS)), 0)
    if lines[first].strip(_BLANKS) != DELIMITER:
        _explain(lines, first, file, problems)
        return None
    for number in range(first + 1, len(lines)):
        if lines[number].strip(_BLANKS) == DELIMITER:
            # Blank lines above count, so that the header's second line is the second one here.
            above = "\n" * first
            header = above + "\n".join(lines[first + 1 : number])
            return header, "\n".join(lines[number + 1 :]), number + 2
    for number in range(first + 1, len(lines)):
        if _DASHES.match(lines[number].strip()):
            _note_dashes(lines, number, file, problems)
            return None
        if number > first + 1 and not lines[number].strip() and _is_body(lines[number + 1 :]):
            break
    problems.error("header-not-closed", Place(file, first + 1))
    return None


_BLANKS = " \t\ufeff"


def _explain(lines: list[str], first: int, file: str, problems: Problems) -> None:
    """Note what stands in the place of a header's first line."""
    if _DASHES.match(lines[first].strip()):
        _note_dashes(lines, first, file, problems)
    elif _KEY.match(lines[first].strip()):
        problems.error("header-unopened", Place(file, first + 1, 1))
    elif _has_header(lines):
        problems.error("header-not-first", Place(file, first + 1))
    else:
        problems.error("no-header", Place(file, first + 1))


def _note_dashes(lines: list[str], number: int, file: str, problems: Problems) -> None:
    written = lines[number]
    column = len(written) - len(written.lstrip()) + 1
    problems.error("header-dashes", Place(file, number + 1, column), text=written.strip()[:20])


def _has_header(lines: list[str]) -> bool:
    """Tell whether a line of hyphens has a key below it: a rule in a text has none."""
    return any(
        line.strip(_BLANKS) == DELIMITER and _KEY.match(below.strip())
        for line, below in itertools.pairwise(lines)
    )


def _is_body(lines: list[str]) -> bool:
    """Tell whether lines begin with words of a text, and not with a key."""
    return bool(lines) and bool(lines[0].strip()) and not _KEY.match(lines[0].strip())

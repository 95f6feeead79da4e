"""``site.yaml``: the district, its hotlines, links, palette and clock."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

import msgspec

from bangtin.problems import Place

Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
HexColour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$", examples=['"#14235a"'])]
LanguageTag = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}$", examples=["en"])]
"""A language by its ISO 639 code: ``en``, ``hmn``."""
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", examples=["pano-cho"])]
Telephone = Annotated[
    str, msgspec.Meta(pattern=r"^\+?[\d(][\d .()-]{1,18}\d$", examples=['"1900 9095"'])
]
"""One number as people read it: words in it would be dialled as nothing."""


OneLine = Annotated[str, msgspec.Meta(max_length=200)]
OrderNumber = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?=.*\{n\})([^{}]|\{(n|day|month|year)\}){1,60}$",
        examples=['"{n}/{year}"'],
    ),
]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The base of what an author writes: ``places`` tells on which line each key's value stands."""

    places: dict[str, Place] = {}

    def place(self, key: str = "", entry: int | None = None) -> Place:
        """Return where ``key``'s value stands, or one entry of its list; else the record."""
        found = self.places.get(f"{key}.{entry}") if entry is not None else None
        return found or self.places.get(key) or self.places[""]


class Issuer(Record, frozen=True):
    """Who says so: the authority that signs pages and prints."""

    name: str
    short: str
    address: str


class Hotline(Record, frozen=True):
    """A telephone number that answers; ``number`` is empty while it is not known."""

    name: str
    number: Telephone | None = None
    note: str = ""

    @property
    def dial(self) -> str:
        """The digits to dial, for a ``tel:`` link."""
        return "".join(c for c in self.number or "" if c.isdigit() or c == "+")


class LinkEntry(Record, frozen=True):
    """One entry of the link register: an address that pages, codes and printed lines share.

    ``action`` is what a reader does there, in words ("Quét để cài Bluezone");
    with ``permalink`` it goes out through the portal's own ``/q/NAME/``.
    """

    url: str
    title: str
    action: str
    permalink: bool = False
    moved_from: str | None = None
    """Where a permalink led before: says that its move is meant."""


class Colour(Record, frozen=True):
    """One colour for both editions: sRGB for screens, CMYK in percent for the press."""

    rgb: HexColour
    cmyk: Annotated[tuple[Percent, ...], msgspec.Meta(min_length=4, max_length=4)]


class Palette(Record, frozen=True):
    """The colours by what they do."""

    ground: Colour
    action: Colour
    notice: Colour
    paper: Colour


class Goal(Record, frozen=True):
    """What the campaign wants to reach; the sentence is written once for pages and prints."""

    text: str
    short: str
    until: datetime.date


class Language(Record, frozen=True):
    """A further language of the portal.

    ``name`` is what its own speakers call it; ``words`` translates what
    ``site.yaml`` itself says (titles, names of hotlines, the goal), the original
    as key.
    """

    name: str
    words: dict[str, str] = {}


class MenuEntry(Record, frozen=True):
    """One entry of the portal's menu: a page under ``content/`` or an address on the portal."""

    title: str
    page: str


class Press(Record, frozen=True):
    """What holds for the press editions of all formats.

    ``marks`` is stronger than the formats' own; without it each format's own
    holds. ``condition`` is the printing condition by its name in the ICC's registry.
    """

    marks: bool | None = None
    condition: Literal["FOGRA39", "FOGRA47", "FOGRA51", "FOGRA52", "JC200103"] = "FOGRA39"


class Orders(Record, frozen=True):
    """What every print order says. What is not given is left open, to be filled in by hand.

    ``number`` holds ``{n}``, the shop's place in the order, and may hold the day's
    ``{day}``, ``{month}`` and ``{year}``.
    """

    contact: OneLine | None = None
    deadline: datetime.date | None = None
    number: OrderNumber = "{year}{month}{day}-{n}"


class Target(Record, frozen=True):
    """A place that ``bangtin publish`` brings the portal to. No key of it holds a password.

    Which keys a ``kind`` has is told by ``bangtin.config.targets``.
    """

    kind: Literal["folder", "git", "rsync", "sftp"]
    path: OneLine | None = None
    url: OneLine | None = None
    branch: OneLine | None = None
    host: OneLine | None = None
    user: OneLine | None = None
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] | None = None


class Settings(Record, frozen=True):
    """Everything that ``site.yaml`` says."""

    title: str
    district: str
    issuer: Issuer
    base_url: str
    links: dict[str, LinkEntry]
    allowed_hosts: tuple[str, ...]
    palette: Palette
    language: Literal["vi", "en"] = "vi"
    as_of: datetime.date | None = None
    band: bool = True
    hotlines: tuple[Hotline, ...] = ()
    goal: Goal | None = None
    help: Annotated[str, msgspec.Meta(max_length=200)] = ""
    values: dict[str, str] = {}
    phrases: tuple[str, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    languages: dict[str, Language] = {}
    topics: dict[str, str] = {}
    search: bool = True
    unit_table: str = "xa"
    press: Press = Press()
    orders: Orders = Orders()
    targets: dict[str, Target] = {}

    @property
    def said(self) -> tuple[str, ...]:
        """What this file itself says to readers, and a further language translates."""
        found = [self.title, self.issuer.name, self.issuer.short, self.issuer.address]
        found += [entry.title for entry in self.menu]
        for hotline in self.hotlines:
            found += [hotline.name, hotline.note] if hotline.number else []
        found += [self.goal.text] if self.goal else []
        found.append(self.help)
        found += self.topics.values()
        return tuple(dict.fromkeys(text for text in found if text))

    @property
    def hotline(self) -> Hotline:
        """The number that every sheet prints: the first that is known."""
        known = (hotline for hotline in self.hotlines if hotline.number)
        return next(known, Hotline(name="", number=""))

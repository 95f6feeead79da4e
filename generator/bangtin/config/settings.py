"""``site.yaml``: the authority, its hotlines, links, palette and clock."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

import msgspec

from bangtin import locales, spelling
from bangtin.config import addresses, telephones
from bangtin.config.addresses import Addresses
from bangtin.problems import Place

Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
HexColour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$", examples=['"#14235a"'])]
LanguageTag = Annotated[
    str,
    msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", examples=["en"]),
]
"""A language by its tag of BCP 47: ``en``, ``hmn``, ``pt-BR``."""
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$", examples=["VN"])]
"""A country by its ISO 3166 code."""
TimeZone = Annotated[
    str, msgspec.Meta(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$", examples=['"+07:00"'])
]
"""How far a clock is from UTC."""
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", examples=["pano-cho"])]
Telephone = Annotated[
    str, msgspec.Meta(pattern=r"^\+?[\d(][\d .()-]{1,18}\d$", examples=['"1900 9095"'])
]
"""One number as people read it: words in it would be dialled as nothing."""


SectionKind = Literal[
    "guidance", "audience", "documents", "news", "notices", "questions", "corrections"
]
"""What the pages of a folder are: where the home page shows them, and in which order."""
OneLine = Annotated[str, msgspec.Meta(max_length=200)]
GoalValue = Annotated[
    str, msgspec.Meta(pattern=r"^((100|[1-9]\d?) ?%|[1-9]\d{0,8})$", examples=["50%"])
]
"""What is to be reached: a share of the base, or a number."""
Hour = Annotated[
    str, msgspec.Meta(pattern=r"^([01]?\d|2[0-3])[:hg]([0-5]\d)?$", examples=['"9:00"'])
]
OrderNumber = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(?=.*\{n\})([^{}\n]|\{(n|day|month|year)\}){1,60}$",
        examples=['"{n}/{year}"'],
    ),
]


HttpsOrigin = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$",
        examples=["https://cong.example.vn"],
    ),
]
"""A portal as web servers name it: no path, no slash at its end."""


PackKind = Literal["print", "led", "broadcast", "share", "sms"]
"""What a pack can take by its kind: prints, boards, scripts, pictures to share, messages."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The base of what an author writes: ``places`` tells on which line each key's value stands."""

    places: dict[str, Place] = {}

    def place(self, key: str = "", entry: int | str | None = None) -> Place:
        """Return where ``key``'s value stands, or one of its entries; else the record."""
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
        return telephones.dialled(self.number or "")


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

    RENAMED: ClassVar = {"short": "", "until": ""}
    text: str


class Section(Record, frozen=True):
    """A folder of ``content/``: what kind its pages are, and what the portal calls it.

    Without ``title`` it has its kind's, in each language of the portal.
    """

    kind: SectionKind
    title: OneLine = ""


class Units(Record, frozen=True):
    """The table of the places that the authority is for, and which column holds what.

    A role without a column is looked for by its shipped names (``name``, ``phone``).
    """

    table: str = ""
    title: OneLine = ""
    name: OneLine = ""
    full_name: OneLine = ""
    other_names: OneLine = ""
    address: OneLine = ""
    phone: OneLine = ""

    def column(self, role: str, columns: Iterable[str]) -> str:
        """Return the column that holds a role; empty where the table has none."""
        columns = list(columns)
        said: str = getattr(self, role)
        if not said:
            return addresses.column(role, columns)
        return said if said in columns else spelling.same_name(said, columns)

    def naming(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Return the columns by which people call a unit, the fullest first; one names each."""
        columns = tuple(columns)
        found = (self.column(role, columns) for role in ("full_name", "name"))
        return tuple(dict.fromkeys((*filter(None, found), *columns[:1])))


class Language(Record, frozen=True):
    """A further language of the portal.

    ``name`` is what its own speakers call it, CLDR's name where a site says none; ``words``
    translates what ``site.yaml`` itself says (titles, names of hotlines, the goal), the original
    as key.
    """

    name: OneLine = ""
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


class Session(Record, frozen=True):
    """One session of the loudspeakers a day: when it begins, and for how many minutes at most."""

    at: Annotated[str, msgspec.Meta(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$", examples=['"5:30"'])]
    longest: Annotated[int, msgspec.Meta(ge=1, le=120)] = 15


class Broadcast(Record, frozen=True):
    """What holds for all loudspeaker scripts: how fast they are read, and what frames them."""

    rate: Annotated[int, msgspec.Meta(ge=80, le=400)] = 190
    opening: Annotated[str, msgspec.Meta(max_length=500)] = ""
    closing: Annotated[str, msgspec.Meta(max_length=500)] = ""
    zero: Literal["linh", "lẻ"] = "linh"
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    sessions: tuple[Session, ...] = ()


class TextMessages(Record, frozen=True):
    """What holds for all text messages: who signs, and whether they sign first or last.

    Without ``sender`` it is the issuer's short name.
    """

    sender: OneLine | None = None
    sender_at: Literal["first", "last"] = "last"


class Embed(Record, frozen=True):
    """What other portals may take over: whether pages offer it, and who may frame them.

    It makes two pages more of every page that is offered, so a site asks for it.
    """

    pages: bool = False
    framed_by: tuple[HttpsOrigin, ...] = ()


class CountColumns(Record, frozen=True):
    """Which columns of the table of counts hold what. ``day`` and ``unit`` name a report."""

    day: OneLine
    unit: OneLine
    base: OneLine | None = None
    reported: OneLine | None = None
    note: OneLine | None = None
    revised: OneLine | None = None


class Measure(Record, frozen=True):
    """One thing that is counted, and what is to be reached.

    A ``goal`` in percent is a share of the base, in every unit; a plain number is what all
    units reach together. With ``over`` it has to be exceeded. ``words`` are what people call
    it in a message.
    """

    column: OneLine
    title: OneLine
    goal: GoalValue | None = None
    over: bool = False
    by: datetime.date | None = None
    words: tuple[OneLine, ...] = ()

    @property
    def percent(self) -> int | None:
        """The goal as a share in percent, where it is one."""
        is_share = self.goal is not None and self.goal.endswith("%")
        return int((self.goal or "").rstrip(" %")) if is_share else None

    @property
    def number(self) -> int | None:
        """The goal as a number of its own, where it is one."""
        return int(self.goal) if self.goal is not None and self.percent is None else None


class Report(Record, frozen=True):
    """The day's report of the count: in which form, from whom, to whom.

    ``decree30`` is laid out by Vietnam's decree 30/2020/NĐ-CP. No key names a person: number,
    signature and seal are left blank. ``sign`` stands behind the blank number ("BC-UBND").
    """

    form: Literal["decree30", "plain", "none"] = "plain"
    superior: OneLine = ""
    issuer: OneLine = ""
    sign: OneLine = ""
    town: OneLine = ""
    subject: OneLine = ""
    to: tuple[OneLine, ...] = ()
    recipients: tuple[OneLine, ...] = ()
    authority: tuple[OneLine, ...] = ()


class Count(Record, frozen=True):
    """What units report day by day, in a table of ``content/data``.

    ``base`` says what the base counts ("smartphone users"); a ``kind`` of ``total`` counts
    from the beginning on, ``daily`` what came that day alone. A ``table`` that nobody named gets
    its name by the site's language. ``example`` says whether the
    figures are made up: whoever says nothing is asked.
    """

    title: OneLine
    columns: CountColumns
    measures: dict[Name, Measure]
    table: str = ""
    base: OneLine = ""
    kind: Literal["total", "daily"] = "total"
    due: Hour | None = None
    main: str | None = None
    example: bool | None = None
    home: bool = True
    forms: bool = True
    report: Report = Report()

    @property
    def main_measure(self) -> Measure:
        """The measure that the state of the day is told by."""
        return self.measures[self.main or next(iter(self.measures))]


class Pack(Record, frozen=True):
    """One zip for an audience, with just what concerns it, and a sheet that says what to do.

    It holds what entries order for the places of ``to``, all that ``pages`` publish, and every
    entry of a kind of ``kinds``. With ``each`` there is one for every row of a table: ``{column}``
    is filled in, and what is made for that row is in its own. ``contact`` is whom to phone.
    """

    title: OneLine
    to: tuple[OneLine, ...] = ()
    pages: tuple[OneLine, ...] = ()
    kinds: tuple[PackKind, ...] = ()
    each: OneLine | None = None
    press: bool = False
    contact: OneLine = ""


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

    RENAMED: ClassVar = {"district": "area", "unit_table": "units: {table: …}"}
    title: str
    issuer: Issuer
    base_url: str
    links: dict[str, LinkEntry]
    allowed_hosts: tuple[str, ...]
    palette: Palette
    language: OneLine = "vi"
    country: Country | None = None
    time_zone: TimeZone | None = None
    as_of: datetime.date | None = None
    band: OneLine = ""
    watermark: OneLine = ""
    hotlines: tuple[Hotline, ...] = ()
    goal: Goal | None = None
    help: Annotated[str, msgspec.Meta(max_length=200)] = ""
    code_help: Annotated[str, msgspec.Meta(max_length=200)] = ""
    values: dict[str, str] = {}
    phrases: tuple[str, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    languages: dict[str, Language] = {}
    topics: dict[str, str] = {}
    search: bool = True
    area: OneLine = ""
    rules: Literal["none", "vn"] = "none"
    sections: dict[str, Section] = {}
    units: Units = Units()
    addresses: Addresses = Addresses()
    press: Press = Press()
    orders: Orders = Orders()
    broadcast: Broadcast = Broadcast()
    say: dict[str, str] = {}
    sms: TextMessages = TextMessages()
    embed: Embed = Embed()
    count: Count | None = None
    packs: dict[Name, Pack] = {}
    targets: dict[str, Target] = {}

    @property
    def unit_table(self) -> str:
        """The name of the table of units."""
        return self.units.table

    def folders(self, *kinds: str) -> list[str]:
        """Return the sections of some kinds, in their order."""
        return [name for name, section in self.sections.items() if section.kind in kinds]

    @property
    def region(self) -> str:
        """The country whose telephone numbers are known; empty where nobody says which.

        A language may name its country (``en-GB``). Vietnamese is at home in one, English is not.
        """
        return (
            self.country or locales.territory(self.language) or {"vi": "VN"}.get(self.language, "")
        )

    @property
    def day_order(self) -> locales.DayOrder:
        """Which of day and month people write first in figures; empty where nobody says."""
        return locales.day_order(self.language, self.region)

    def prefix(self, lang: str) -> str:
        """Return the folder of a language's pages below the portal's root; its own have none."""
        return "" if lang == self.language else f"{locales.folder(lang)}/"

    @property
    def language_folders(self) -> dict[str, str]:
        """The further languages by their folders, as addresses name them."""
        return {locales.folder(lang): lang for lang in self.languages}

    @property
    def said(self) -> tuple[str, ...]:
        """What this file itself says to readers, and a further language translates."""
        found = [self.title, self.issuer.name, self.issuer.short, self.issuer.address]
        found += [entry.title for entry in self.menu]
        for hotline in self.hotlines:
            found += [hotline.name, hotline.note] if hotline.number else []
        found += [self.goal.text] if self.goal else []
        found.append(self.help)
        found += [section.title for section in self.sections.values()]
        found += [self.area, self.units.title, self.code_help]
        found += self.topics.values()
        if self.count:
            found += [self.count.title, self.count.base]
            found += [measure.title for measure in self.count.measures.values()]
        return tuple(dict.fromkeys(text for text in found if text))

    @property
    def values_known(self) -> dict[str, str]:
        """What texts of entries may call by ``{name}``: ``values``, and the hotline's number."""
        number = self.hotline.number
        return ({"hotline": number} if number else {}) | self.values

    @property
    def hotline(self) -> Hotline:
        """The number that every sheet prints: the first that is known."""
        known = (hotline for hotline in self.hotlines if hotline.number)
        return next(known, Hotline(name="", number=""))

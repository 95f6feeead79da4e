"""LED boards: what an entry of ``publish`` shows on one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from bangtin import spelling
from bangtin.config.media import BoardFormat
from bangtin.config.settings import Settings
from bangtin.lamps import alphabet, planning
from bangtin.lamps.planning import DoesNotFit, Message, Plan
from bangtin.problems import Place, Problems
from bangtin.site import placeholders
from bangtin.site.placeholders import PLACEHOLDER, fill
from bangtin.site.publications import Copy, Publication

KEYS = frozenset(("slogan", "lines", "mode", "colour", "flash", "hotline"))
"""What an entry may say besides what every entry may."""

COLOURS: dict[str, tuple[str, ...]] = {
    "two": ("yellow", "red", "green"),
    "full": ("yellow", "red", "green", "blue", "white"),
}
"""What boards of two and of all colours can show; the first is taken where nothing is said."""


class Board(Publication, frozen=True):
    """An entry that is shown on an LED board: by a copy's slug, its plan.

    ``call`` is the hotline's name and number, empty where the board does not show them.
    """

    format: BoardFormat
    plans: dict[str, Plan] = {}  # noqa: RUF012 - msgspec copies defaults
    call: tuple[str, ...] = ()
    colour: str = "red"

    @property
    def texts(self) -> tuple[str, ...]:
        """The words as they were written: rows of a table and the hotline are the site's own."""
        return (*self.entry.lines, self.entry.slogan or "")

    def plan(self, copy: Copy) -> Plan:
        """Return what a copy shows, page by page."""
        return self.plans[copy.slug]


def read(publication: Publication, settings: Settings, problems: Problems) -> Board | None:
    """Return the entry as a Board; None where its problems have been noted."""
    before = len(problems)
    entry, format_ = publication.entry, publication.format
    assert isinstance(format_, BoardFormat)
    reader = _Reader(publication, format_, settings, problems)
    written = reader.written()
    reader.check_characters(written)
    colour = reader.colour()
    reader.check_flash(colour)
    call = reader.call()
    if len(problems) > before:
        return None
    plans: dict[str, Plan] = {}
    for copy in publication.copies:
        texts = tuple(_bound(publication.fill(text, copy), settings.phrases) for text, _ in written)
        message = Message(
            width=format_.width,
            height=format_.height,
            mode=entry.mode or "paged",
            texts=texts,
            is_running_text=len(texts) == 1 and not entry.lines,
            call=call,
            flash=entry.flash or 0,
        )
        found = reader.plan(message, copy, [place for _, place in written])
        if found:
            plans[copy.slug] = found
    if len(problems) > before:
        return None
    shared = {name: getattr(publication, name) for name in Publication.__struct_fields__}
    return Board(**shared, plans=plans, call=call, colour=colour)


def _bound(text: str, phrases: Iterable[str]) -> str:
    return spelling.bind(text, phrases)


class Paths(msgspec.Struct, frozen=True):
    """The files of one copy, below the portal's root; ``moving`` is empty where nothing moves."""

    package: str
    sheet: str
    still: str
    card: str
    moving: str


def paths(board: Board, copy: Copy) -> Paths:
    """Return where a copy's files lie."""
    stem, found = f"{board.folder}{board.name(copy)}", board.plan(copy)
    words = board.words
    return Paths(
        package=f"{stem}.zip",
        sheet=f"{stem}.pdf",
        still=f"{stem}-{words.lamps}.webp",
        card=f"{stem}-{words.lamps_small}.webp",
        # Nothing flashes on a page: whom it harms can't look away in time.
        moving=f"{stem}-{words.running}.svg" if found.moves and not found.message.flash else "",
    )


def seconds(milliseconds: int, labels: Mapping[str, str]) -> str:
    """Return a time as people read it: "3,5 giây"."""
    tenths = round(milliseconds / 100)
    number = f"{tenths / 10:g}".replace(".", labels["led_comma"])
    return labels["led_seconds"].format(number=number)


def speed_in_words(found: planning.Plan, labels: Mapping[str, str]) -> str:
    """Return how fast a running text goes."""
    lamps = round(found.step * 1000 / found.delay)
    return labels["led_speed_text"].format(speed=lamps, step=found.step, delay=found.delay)


def size_in_words(board: Board, labels: Mapping[str, str]) -> str:
    """Return a board's size in lamps and in metres."""
    format_ = board.format
    width, height = (
        f"{side * format_.pitch / 1000:g}".replace(".", labels["led_comma"])
        for side in (format_.width, format_.height)
    )
    pitch = f"{format_.pitch:g}".replace(".", labels["led_comma"])
    size = format_.size_in_words
    return labels["led_size_text"].format(size=size, width=width, height=height, pitch=pitch)


class _Reader:
    """Notes what is wrong with one entry, each where it stands."""

    def __init__(
        self,
        publication: Publication,
        format_: BoardFormat,
        settings: Settings,
        problems: Problems,
    ) -> None:
        self._publication = publication
        self._entry = publication.entry
        self._format = format_
        self._settings = settings
        self._problems = problems

    def written(self) -> list[tuple[str, Place]]:
        """Return the texts with their places, without what nobody sees."""
        entry = self._entry
        if entry.lines and entry.slogan is not None:
            self._problems.error("led-twice", entry.place("lines"))
        if not entry.lines and not entry.slogan:
            self._problems.error(
                "led-empty",
                entry.place("lines" if "lines" in entry.places else "slogan"),
                format=entry.format,
            )
            return []
        given = [(text, entry.place("lines", n)) for n, text in enumerate(entry.lines)]
        if not entry.lines and entry.slogan:
            given = [(entry.slogan, entry.place("slogan"))]
        found = []
        for text, place in given:
            parts = [_seen(part) for part in text.split("\n")]
            if not any(parts):
                self._problems.error("led-empty", place, format=entry.format)
            # A line that was broken by hand is several.
            found += [(part, place) for part in parts if part]
        for text, place in found if entry.lines else ():
            self._check_names(text, place)
        return found

    def _check_names(self, text: str, place: Place) -> None:
        known = self._publication.copies[0].values if self._publication.copies else {}
        placeholders.check([(text, place)], known, self._problems)
        for name in placeholders.names(text, known):
            if name in known and any(not c.values.get(name) for c in self._publication.copies):
                self._problems.error("cell-empty", place, column=name, table=self._entry.each or "")

    def check_characters(self, written: Iterable[tuple[str, Place]]) -> None:
        """Refuse what no board can show, in the texts and in what is filled into them."""
        for text, place in written:
            shown = [fill(text, copy.values) for copy in self._publication.copies]
            for character in _missing([PLACEHOLDER.sub("", text), *shown]):
                code = f"U+{ord(character[0]):04X}"
                self._problems.error("led-glyph", place, glyph=character, code=code)

    def colour(self) -> str:
        """Return the colour of the text; noted where the board can't show it."""
        entry, format_ = self._entry, self._format
        known = COLOURS.get(format_.colours, (format_.lamp,))
        if entry.colour is None:
            return known[0]
        if entry.colour not in known:
            self._problems.error(
                "led-colour",
                entry.place("colour"),
                colour=entry.colour,
                format=entry.format,
                known=", ".join(known),
            )
        return entry.colour

    def check_flash(self, colour: str) -> None:
        """Refuse what can bring on a fit: fast flashes, and red ones at all."""
        entry = self._entry
        if not entry.flash:
            return
        place = entry.place("flash")
        if entry.flash > planning.MOST_FLASHES:
            self._problems.error(
                "led-flash-fast", place, count=entry.flash, most=planning.MOST_FLASHES
            )
        elif colour == "red":
            self._problems.error("led-flash-red", place, format=entry.format)
        elif entry.mode == "scroll":
            self._problems.error("led-flash-scroll", place)

    def call(self) -> tuple[str, ...]:
        """Return the hotline's name and number; nothing where it isn't wanted or isn't known."""
        entry, hotline = self._entry, self._settings.hotline
        wanted = entry.hotline if entry.hotline is not None else entry.mode != "still"
        if not wanted:
            return ()
        if not hotline.number:
            if entry.hotline:
                self._problems.error("led-no-hotline", entry.place("hotline"))
            return ()
        lang = self._publication.page.lang
        language = self._settings.languages.get(lang)
        name = language.words.get(hotline.name, hotline.name) if language else hotline.name
        shown = [_bound(_seen(text), self._settings.phrases) for text in (name, hotline.number)]
        for character in _missing(shown):
            code = f"U+{ord(character[0]):04X}"
            self._problems.error("led-glyph", hotline.place("name"), glyph=character, code=code)
        # A number never breaks, however it is written.
        return shown[0], shown[1].replace(" ", spelling.NO_BREAK_SPACE)

    def plan(self, message: Message, copy: Copy, places: list[Place]) -> Plan | None:
        """Plan a message; note the text that doesn't fit, with what it needs and what there is."""
        try:
            return planning.plan(message)
        except DoesNotFit as found:
            is_call = found.key == "led-call"
            place = (
                self._entry.place("hotline")
                if is_call
                else places[min(found.entry, len(places) - 1)]
            )
            text = message.call[-1] if is_call else message.texts[min(found.entry, len(places) - 1)]
            self._problems.error(
                found.key,
                place,
                text=text.replace("\u00a0", " "),
                needs=found.needs,
                has=found.has,
                size=self._format.size_in_words,
                copy=f" ({copy.title})" if copy.title else "",
            )
            return None


def _seen(text: str) -> str:
    """Return a text as people see it: in one form, on one line, without what has no ink."""
    plain = "".join(
        c for c in spelling.nfc(text) if unicodedata.category(c) not in ("Cf", "Cc") or c == "\t"
    )
    # Spaces that bind stay; of all others one is as good as ten.
    return " ".join(re.split(r"[ \t\u2000-\u200a\u3000]+", plain.strip()))


def _missing(texts: Iterable[str]) -> Iterator[str]:
    """Yield each character that the alphabet lacks, once."""
    seen = dict.fromkeys(
        c for text in texts for c in spelling.nfc(text) if c.strip() and c not in "{}"
    )
    yield from (c for c in seen if not alphabet.has(c))

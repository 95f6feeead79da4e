"""Loudspeaker scripts: what an entry of ``publish`` has read out, as it is spoken."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from bangtin import spelling
from bangtin.config import telephones
from bangtin.config.header import Slot
from bangtin.config.media import BroadcastFormat
from bangtin.config.settings import Settings
from bangtin.markdown import document
from bangtin.markdown import telephones as in_text
from bangtin.markdown.document import Block
from bangtin.problems import Level, Place, Problems
from bangtin.site import corrections, glyphs, placeholders
from bangtin.site.author_text import AuthorText
from bangtin.site.glyphs import Faces
from bangtin.site.placeholders import PLACEHOLDER, fill
from bangtin.site.publications import Copy, Publication
from bangtin.speech import timing
from bangtin.speech.languages import Speech, Voice, digits_of, speech
from bangtin.speech.reading import SAID_TWICE, Lexicon, Part, Sentence

KEYS = frozenset(("script", "sections", "say", "slots", "priority"))
"""What an entry may say besides what every entry may."""

MOST_WORDS = 20
"""A longer sentence is lost before it is at its end."""
MOST_SENTENCES = 400
_ENDS = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+(?=[\"“«‘(]*(\S))")
_SHORT_FORMS = re.compile(r"(?:^|\s)(?:TP|Tp|TX|TT|Th|ThS|TS|BS|GS|PGS|Q|P|H|Nguyễn|v\.v)\.$")


class Paragraph(msgspec.Struct, frozen=True):
    """A run of sentences and how long it takes, its turn with it."""

    sentences: tuple[Sentence, ...]
    seconds: float


class Reading(msgspec.Struct, frozen=True):
    """One copy of a script as it is spoken.

    The first paragraph opens and the last one closes, where the site has words for that.
    """

    paragraphs: tuple[Paragraph, ...]
    has_opening: bool = False
    has_closing: bool = False

    @property
    def seconds(self) -> int:
        """How long it takes from its first word to its last."""
        return round(sum(paragraph.seconds for paragraph in self.paragraphs))


class Script(Publication, frozen=True):
    """An entry that is read out: by a copy's slug, its reading."""

    format: BroadcastFormat
    readings: dict[str, Reading] = {}  # noqa: RUF012 - msgspec copies defaults
    slots: tuple[Slot, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of every copy, as they are spoken."""
        return tuple(
            sentence.said
            for reading in self.readings.values()
            for paragraph in reading.paragraphs
            for sentence in paragraph.sentences
        ) + tuple(slot.text for slot in self.slots if slot.text)

    def titled(self, copy: Copy) -> str:
        """Return what a copy is called; the page's own title has no names in it to fill."""
        return self.fill(self.title, copy) if self.entry.title else self.title

    @property
    def listed_title(self) -> str:
        """What a list calls all copies together: names of single ones have no place there."""
        return self.page.header.title if PLACEHOLDER.search(self.title) else self.title

    def reading(self, copy: Copy) -> Reading:
        """Return what a copy says."""
        return self.readings[copy.slug]

    def file(self, copy: Copy, ending: str) -> str:
        """Return the path of a copy's file."""
        return f"{self.folder}{self.name(copy)}.{ending}"

    @property
    def seconds(self) -> int:
        """How long its longest copy takes."""
        return max((reading.seconds for reading in self.readings.values()), default=0)


class _Line(msgspec.Struct, frozen=True):
    """A sentence as it was written, where to look for it, and what is said before it.

    Only in words of an entry's own does ``{name}`` stand for a value (``has_names``).
    """

    text: str
    place: Place
    label: str = ""
    in_page: bool = True
    has_names: bool = False


def read(
    publication: Publication, settings: Settings, problems: Problems, text: AuthorText,
    faces: Faces,
) -> Script | None:  # fmt: skip
    """Return the entry as a Script; None where its problems have been noted."""
    entry, lang = publication.entry, publication.page.lang
    broadcast = settings.broadcast
    known = speech(lang, Voice(broadcast.zero, broadcast.thousand))
    if known is None:
        problems.error("script-language", publication.place, lang=lang)
        return None
    if bool(entry.script) == bool(entry.sections):
        key = "script-twice" if entry.script else "script-missing"
        problems.error(key, entry.place("script" if entry.script else ""))
        return None
    before = len(problems)
    paragraphs = (
        _of_script(publication)
        if entry.script
        else _of_sections(publication, known, text, problems)
    )
    _check_slots(publication, problems, faces)
    _check_titles(publication, problems, faces)
    _check_say(entry.say, entry.place("say"), problems)
    # What site.yaml says is in the site's own language: another one has its entry's readings.
    is_own = lang == settings.language
    lexicon = Lexicon(entry.say, settings.say if is_own else {})
    reader = _Reader(known, lexicon, settings, text, problems, has_frame=is_own)
    whole = _framed(paragraphs, settings) if is_own else paragraphs
    readings = {copy.slug: reader.copy(whole, copy) for copy in publication.copies}
    script = Script(
        **{name: getattr(publication, name) for name in Publication.__struct_fields__},
        readings=readings,
        slots=entry.slots,
    )
    if any(p.level is Level.ERROR for p in list(problems)[before:]):
        return None
    _check_length(script, broadcast.rate, problems)
    return script


def _check_length(script: Script, rate: int, problems: Problems) -> None:
    """Refuse what is longer or shorter than its format allows."""
    entry = script.entry
    place = entry.place("script" if entry.script else "sections")
    # Of a correction only "why" has no bounds of its own.
    short = "correction-script-short" if corrections.is_correction(script.page) else ""
    for copy in script.copies:
        took = script.reading(copy).seconds
        key = (
            "script-too-long"
            if took > script.format.longest
            else short or "script-too-short"
            if took < script.format.shortest
            else ""
        )
        if key:
            problems.error(
                key, place, seconds=took, least=script.format.shortest,
                most=script.format.longest, format=script.format_name,
                words=max(1, math.ceil((script.format.shortest - took) * rate / 60)),
            )  # fmt: skip
            return


def check_settings(settings: Settings, problems: Problems) -> None:
    """Refuse readings of ``site.yaml`` that can't be read out themselves."""
    _check_say(settings.say, settings.place("say"), problems)
    known = _frame_values(settings)
    broadcast = settings.broadcast
    said = {key: getattr(broadcast, key) for key in ("opening", "closing")}
    texts = [(text, broadcast.place(key)) for key, text in said.items() if text]
    placeholders.check(texts, known, problems)


def _check_say(say: Mapping[str, str], place: Place, problems: Problems) -> None:
    for written, said in say.items():
        if any(c.isdigit() for c in said) or not re.fullmatch(
            r"[^\W_]+(?:[ ,'’.-]+[^\W_]+)*", said
        ):
            problems.error("say-unspeakable", place, text=written, said=said)
        elif not any(c.isalpha() for c in written) and _is_another_number(written, said):
            problems.error("say-number", place, text=written, said=said)


def _is_another_number(written: str, said: str) -> bool:
    """Whether a telephone number would be read out as another one."""
    number = telephones.digits(written)
    return len(number) >= in_text.SHORTEST and digits_of(said) != number


def _check_titles(publication: Publication, problems: Problems, faces: Faces) -> None:
    """Refuse characters that the printing face lacks: the title stands on the reading copy."""
    entry = publication.entry
    place = entry.place("title") if entry.title else entry.place()
    shown = publication.title + "".join(copy.title for copy in publication.copies)
    for character in faces.missing(shown):
        glyphs.tell(problems, place, character)


def _check_slots(publication: Publication, problems: Problems, faces: Faces) -> None:
    langs: set[str] = set()
    for slot in publication.entry.slots:
        if slot.lang == publication.page.lang or slot.lang in langs:
            problems.error("slot-doubled", slot.place("lang"), lang=slot.lang)
        langs.add(slot.lang)
        for character in faces.missing(f"{slot.name}{slot.text or ''}"):
            glyphs.tell(problems, slot.place("text"), character)


def _framed(paragraphs: list[list[_Line]], settings: Settings) -> list[list[_Line]]:
    """Put the site's opening before and its closing after what a script says."""
    found = list(paragraphs)
    broadcast, values = settings.broadcast, _frame_values(settings)
    if broadcast.opening:
        found.insert(0, _frame(broadcast.opening, broadcast.place("opening"), values))
    if broadcast.closing:
        found.append(_frame(broadcast.closing, broadcast.place("closing"), values))
    return found


def _frame(words: str, place: Place, values: Mapping[str, str]) -> list[_Line]:
    said = PLACEHOLDER.sub("", fill(words, values))
    return [_Line(sentence, place, in_page=False) for sentence in sentences(said)]


def _frame_values(settings: Settings) -> dict[str, str]:
    return {"issuer": settings.issuer.short} | settings.values_known


def _of_script(publication: Publication) -> list[list[_Line]]:
    """Return the sentences of ``script``: a list, or a text whose empty lines part paragraphs."""
    entry = publication.entry
    if isinstance(entry.script, tuple):
        lines = [
            _Line(sentence, entry.place("script", number), has_names=True)
            for number, text in enumerate(entry.script)
            for sentence in sentences(text)
        ]
        return [lines]
    place = entry.place("script")
    parts = re.split(r"\n\s*\n", entry.script or "")
    return [
        [_Line(s, place, has_names=True) for s in sentences(part)] for part in parts if part.strip()
    ]


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a line of its own is one, unless the next goes on in it."""
    runs: list[str] = []
    for line in (" ".join(line.split()) for line in text.split("\n")):
        if not line:
            continue
        if runs and runs[-1][-1:] not in ".!?…:" and (line[0].islower() or line[0] in "(–-"):
            runs[-1] += f" {line}"
        else:
            runs.append(line)
    for run in runs:
        held = ""
        for piece in _split(run):
            held = f"{held} {piece}".strip()
            if not _SHORT_FORMS.search(held):
                yield held
                held = ""
        if held:
            yield held


def _split(run: str) -> Iterator[str]:
    start = 0
    for match in _ENDS.finditer(run):
        if match[1].islower():
            continue  # "v.v. và" goes on
        yield run[start : match.end()].strip()
        start = match.end()
    yield run[start:].strip()


def _of_sections(
    publication: Publication, known: Speech, text: AuthorText, problems: Problems
) -> list[list[_Line]]:
    """Return the sentences of the page's sections: headings announce, lists are numbered."""
    found: list[list[_Line]] = []
    for title in publication.entry.sections:
        blocks = document.section(publication.page.blocks, title)
        place = text.heading(title) or publication.entry.place("sections")
        for block in blocks or ():
            runs = [line for run in _of_blocks((block,), known, place, problems) for line in run]
            # A heading begins an item of its own; what stands under it belongs to it.
            if isinstance(block, document.Heading) or not found:
                found.append(runs)
            else:
                found[-1] += runs
    return [paragraph for paragraph in found if paragraph]


def _of_blocks(
    blocks: Iterable[Block], known: Speech, place: Place, problems: Problems
) -> Iterator[list[_Line]]:
    for block in blocks:
        match block:
            case document.Heading(_, _, c):
                yield [_Line(document.plain(c), place)]
            case document.Paragraph(c):
                yield [_Line(s, place) for s in sentences(_words(c))]
            case document.Items(ordered, items, start):
                label = known.step if ordered else known.point
                for number, item in enumerate(items, start=start if ordered else 1):
                    lines = [
                        line for run in _of_blocks(item, known, place, problems) for line in run
                    ]
                    if lines:
                        first = msgspec.structs.replace(lines[0], label=label(number))
                        yield [first, *lines[1:]]
            case document.Note(_, title, inner):
                yield [_Line(document.plain(title), place)] if document.plain(title) else []
                yield from _of_blocks(inner, known, place, problems)
            case document.Quote(inner):
                yield from _of_blocks(inner, known, place, problems)
            case document.Rule():
                continue
            case _:
                problems.error("script-block", place)


def _words(inlines: tuple[document.Inline, ...]) -> str:
    """Return the words of a paragraph; a picture says nothing aloud."""
    return document.plain(tuple(i for i in inlines if not isinstance(i, document.Picture)))


class _Reader:
    """Reads the copies of one script; what is wrong in many of them is told once."""

    def __init__(
        self,
        known: Speech,
        lexicon: Lexicon,
        settings: Settings,
        text: AuthorText,
        problems: Problems,
        *,
        has_frame: bool,
    ) -> None:
        self._has_frame = has_frame
        self._known = known
        self._lexicon = lexicon
        self._settings = settings
        self._text = text
        self._problems = problems
        self._told: set[tuple[str, Place]] = set()
        self._read = functools.lru_cache(maxsize=None)(self._sentence)

    def copy(self, paragraphs: list[list[_Line]], copy: Copy) -> Reading:
        """Return how a copy is spoken, its numbers and addresses twice."""
        broadcast = self._settings.broadcast
        spoken = [
            [
                self._read(line, fill(line.text, copy.values) if line.has_names else line.text)
                for line in lines
            ]
            for lines in paragraphs
        ]
        counts: dict[str, int] = {}
        for sentence in (s for run in spoken for s in run):
            for part in sentence.parts:
                if part.kind in SAID_TWICE:
                    counts[part.said] = counts.get(part.said, 0) + 1
        found = []
        for run in spoken:
            whole: list[Sentence] = []
            for sentence in run:
                whole.append(sentence)
                once = [p for p in sentence.parts if counts.pop(p.said, 0) == 1]
                if again := [p for p in once if p.kind in SAID_TWICE]:
                    whole.append(self._again(again))
            found.append(Paragraph(tuple(whole), self._seconds(whole)))
        has_opening = self._has_frame and bool(broadcast.opening)
        has_closing = self._has_frame and bool(broadcast.closing)
        return Reading(tuple(found), has_opening, has_closing)

    def _again(self, parts: list[Part]) -> Sentence:
        joined: list[Part] = [Part(self._known.again)]
        for number, part in enumerate(parts):
            joined += [Part("; ")] if number else []
            joined.append(Part(part.said, "", part.kind))
        return Sentence("", (*joined, Part(".")), is_repeat=True)

    def _seconds(self, run: list[Sentence]) -> float:
        known = self._known
        rate = self._settings.broadcast.rate
        return timing.TURN_S + sum(
            timing.seconds(s.said, rate, each_word_is_one=known.each_word_is_one) for s in run
        )

    def _sentence(self, line: _Line, text: str) -> Sentence:
        if text[-1:] not in ".!?…:":
            text += "."
        sentence, faults = self._known.read(text, self._lexicon)
        for fault in faults:
            place = self._place(line, fault.text)
            if (fault.text, place) not in self._told:
                self._told.add((fault.text, place))
                self._problems.error(f"script-{fault.reason}", place, text=fault.text)
        words = spelling.syllables(text)
        if words > MOST_WORDS:
            place = self._place(line, " ".join(text.split()[:4]))
            if ("", place) not in self._told:
                self._told.add(("", place))
                self._problems.warning("script-sentence-long", place, words=words, most=MOST_WORDS)
        if line.label:
            sentence = msgspec.structs.replace(sentence, parts=(Part(line.label), *sentence.parts))
        return sentence

    def _place(self, line: _Line, words: str) -> Place:
        if not line.in_page:
            return line.place
        start = line.place
        # A sentence is looked for first, so that a word is pointed at where it is said.
        opening = " ".join(line.text.split()[:3])
        start = self._text.written(opening, start) or start
        return self._text.written(words, start) or start

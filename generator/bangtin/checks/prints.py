"""Prints, checked as they ship: pages, boxes, and every code read back from the page itself."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from bangtin import spelling
from bangtin.checks.expectations import PrintExpectations
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Level, Place, Problem, Problems
from bangtin.qr import encoding as codes
from bangtin.qr import reading, regions
from bangtin.qr.regions import MM

TOLERANCE_MM = 0.1
TOLERANCE_PT = 0.05
LEAST_CONTRAST = 3.0
"""What a letter has at least beside its ground: WCAG's for large text; palettes have 4.5."""
LETTER_PX = 10.0
"""How high (px) the smallest letters are on the raster by which their contrast is told."""
FINER = 3
"""How much finer it is looked at again where letters seem pale."""
MOST_PX, FINEST_PX = 2_400, 4_800
SOLID = frozenset(".,:;·•…-–—_=+/\\|!'\"’‘“”′″°*^~`ilIíìỉĩịÍÌỈĨỊt1r()[]{}<>→←■▪●")
"""Letters that may fill the box around them, or nearly so."""
MOST_SHARED = 0.5
"""How much of a letter's box may lie on another one's: a comma reaches below the letter before."""
MOST_STRETCH = 0.1
"""How much narrower or wider than its font has it a letter may be drawn."""


CLUSTERED = re.compile("[\u0900-\u109f\u1700-\u17ff\u1900-\u1c4f\ua8e0-\uaaff]")
"""Letters of scripts that build syllables of several signs, from Devanagari to Khmer.

Their glyphs don't stand for one letter each: what is read of a page has letters twice, and
their boxes lie on one another. So they are held to less: to their order, and to the ground around
them.
"""
LOOSE = 0.25
"""How far (of a letter's size) the box that is read of such a letter may be from its ink."""
MOST_REPEATED = 3
"""How many times as long a text may be as it is read with letters of such a script."""
_OTHER_FONT = re.compile(r"[A-Z]{6}\+(?!BeVietnamPro)")
"""The name of a site's own font as Typst embeds it; of a variable one a PDF tells no weight."""


class Inspection(msgspec.Struct, frozen=True):
    """The inputs of one inspection."""

    file: str
    expectations: PrintExpectations


class Findings(msgspec.Struct, frozen=True):
    """What an inspection found: problems as (level, key, details), and how many codes were read."""

    problems: tuple[tuple[Level, str, tuple[tuple[str, str], ...]], ...]
    codes: int


def plan(artifacts: Iterable[Artifact]) -> Iterator[Task]:
    """Plan an inspection of every print."""
    for artifact in artifacts:
        if isinstance(artifact.expectations, PrintExpectations):
            yield Task.of(
                inspect,
                Inspection(artifact.path, artifact.expectations),
                artifact.task.origin,
                artifact.path,
                sources=(artifact.task,),
            )


@builder
def inspect(inputs: Inspection, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Open a PDF and hold it to its expectations; the bytes are encoded Findings."""
    import pypdfium2

    problems = Problems()
    place = Place(inputs.file)
    read = 0
    document = pypdfium2.PdfDocument(data[0])
    try:
        # A page is opened once: that takes as long as most that is asked of it.
        pages = list(document)
        _check_boxes(pages, inputs, problems, place)
        letters = [_Letters(page) for page in pages]
        _check_text(letters, inputs, problems, place)
        _check_fonts(pages, inputs, problems, place)
        _check_pictures(pages, inputs, problems, place)
        _check_words(pages, inputs, problems, place)
        _check_slogan(letters, inputs, problems, place)
        _check_texts(letters, inputs, problems, place)
        _check_links(pages, inputs, problems, place)
        _check_foreign(pages, inputs, problems, place)
        _check_spared(pages, inputs, problems, place)
        codes_read: list[reading.Code] = []
        rasters: dict[int, reading.Raster] = {}
        for payload in inputs.expectations.codes:
            codes_read += _check_code(pages, payload, inputs, problems, place, rasters)
        _check_seen(pages, letters, rasters, inputs, problems, place)
        read = len({code.text for code in codes_read} & set(inputs.expectations.codes))
        _check_unasked_codes(pages, codes_read, inputs, problems, place)
    finally:
        document.close()
    found = tuple((problem.level, problem.key, problem.args) for problem in problems)
    return msgspec.msgpack.encode(Findings(found, read))


def report(task: Task, result: bytes) -> tuple[list[Problem], int]:
    """Return an inspection's problems at the publication's own line, and the codes it read."""
    findings = msgspec.msgpack.decode(result, type=Findings)
    problems = [Problem(level, key, task.origin, args) for level, key, args in findings.problems]
    return problems, findings.codes


def _check_boxes(pages: list[Any], inputs: Inspection, problems: Problems, place: Place) -> None:
    expectations = inputs.expectations
    if len(pages) != expectations.pages:
        problems.error(
            "page-count", place, file=inputs.file, found=len(pages), expected=expectations.pages
        )
    around = 2 * expectations.bleed
    for page in pages:
        boxes = (
            ("TrimBox", page.get_trimbox(), 0.0),
            ("BleedBox", page.get_bleedbox(), around),
            ("MediaBox", page.get_mediabox(), around + 2 * expectations.slug),
        )
        for name, (left, bottom, right, top), more in boxes:
            found = ((right - left) / MM, (top - bottom) / MM)
            expected = (expectations.width + more, expectations.height + more)
            if any(abs(f - e) > TOLERANCE_MM for f, e in zip(found, expected, strict=True)):
                problems.error(
                    "box-size",
                    place,
                    file=inputs.file,
                    box=name,
                    found=f"{found[0]:.2f} × {found[1]:.2f}",
                    expected=f"{expected[0]:g} × {expected[1]:g}",
                )


def _check_text(
    on_pages: list[_Letters], inputs: Inspection, problems: Problems, place: Place
) -> None:
    """Refuse letters outside the safe area, and letters smaller than the format allows."""
    expectations = inputs.expectations
    for number, letters in enumerate(on_pages, start=1):
        smallest, squeezed = float("inf"), -1
        over, outside = 0.0, -1
        for index, letter in letters.all:
            smallest = min(smallest, letter.size)
            if abs(letter.stretch - 1) > MOST_STRETCH:
                squeezed = index
            reach = (expectations.safe - TOLERANCE_MM) * MM - letter.inset
            if reach > over:
                over, outside = reach, index
        if squeezed >= 0:
            problems.error(
                "text-squeezed",
                place,
                file=inputs.file,
                page=number,
                text=_around(letters.text, squeezed),
            )
        if outside >= 0:
            problems.error(
                "outside-safe-area",
                place,
                file=inputs.file,
                page=number,
                text=_around(letters.text, outside),
                over=f"{over / MM:.1f}",
            )
        if smallest < expectations.smallest_text - TOLERANCE_PT:
            problems.error(
                "text-too-small",
                place,
                file=inputs.file,
                page=number,
                found=f"{smallest:.1f}",
                smallest=f"{expectations.smallest_text:g}",
            )


class _Letter(NamedTuple):
    """One letter on the page, in points: its size, its foot and head, its way to the trim edge.

    ``stretch`` is its width to its height, beside what the font has; CLUSTERED says what
    ``is_clustered`` means.
    """

    size: float
    stretch: float
    bottom: float
    top: float
    inset: float
    left: float
    right: float
    is_clustered: bool = False


class _Letters:
    """A page's letters. A sheet has thousands: what pdfium writes into is made once for all."""

    def __init__(self, page: Any) -> None:
        import ctypes

        from pypdfium2 import raw

        self.text = page.get_textpage()
        self.count = self.text.count_chars()
        self._trim = page.get_trimbox()
        self._raw = raw
        self._sides = tuple(ctypes.c_double() for _ in range(4))
        self._matrix = raw.FS_MATRIX()

    @functools.cached_property
    def all(self) -> list[tuple[int, _Letter]]:
        """Every letter within the trim, by its number on the page; a ligature ("fi") is one."""
        found: list[tuple[int, _Letter]] = []
        for index in range(self.count):
            letter = self.at(index)
            if letter is not None and (not found or found[-1][1] != letter):
                found.append((index, letter))
        return found

    @functools.cached_property
    def runs(self) -> list[list[tuple[int, _Letter]]]:
        """The same, parted into lines."""
        return list(_runs(self.all))

    @functools.cached_property
    def bare(self) -> str:
        """The letters and digits of the text that stands on the finished sheet."""
        return _bare(str(self.text.get_text_bounded(*self._trim)))

    def at(self, index: int) -> _Letter | None:
        """Measure one character; None for a space, or for what stands in the slug."""
        raw, handle, matrix = self._raw, self.text.raw, self._matrix
        character = chr(raw.FPDFText_GetUnicode(handle, index))
        if character.isspace():
            return None
        is_clustered = CLUSTERED.match(character) is not None
        raw.FPDFText_GetCharBox(handle, index, *self._sides)
        left, right, bottom, top = (side.value for side in self._sides)
        x0, y0, x1, y1 = self._trim
        if right < x0 or left > x1 or top < y0 or bottom > y1:
            return None
        raw.FPDFText_GetMatrix(handle, index, matrix)
        high = (matrix.c**2 + matrix.d**2) ** 0.5
        stretch = (matrix.a**2 + matrix.b**2) ** 0.5 / high if high else 0.0
        size = raw.FPDFText_GetFontSize(handle, index) * high
        inset = min(left - x0, bottom - y0, x1 - right, y1 - top)
        inset += LOOSE * size if is_clustered else 0
        return _Letter(size, stretch, bottom, top, inset, left, right, is_clustered)


def _check_seen(
    pages: list[Any],
    on_pages: list[_Letters],
    rasters: dict[int, reading.Raster],
    inputs: Inspection,
    problems: Problems,
    place: Place,
) -> None:
    """Refuse letters that nobody can tell from what the raster shows around them.

    That is so of white on paper and of what lies under a box; of letters that stand on one
    another each can be told from the ground, so their boxes are held to each other.
    """
    for number, (page, letters) in enumerate(zip(pages, on_pages, strict=True)):
        if not letters.all:
            continue
        raster = rasters.get(number) or _raster_for(page, letters)
        unseen = _unseen(letters, raster, page.get_height())
        if unseen >= 0:
            # On a coarse raster thin strokes are paler than they are printed.
            finer = reading.rasterise(
                page, min(raster.zoom * FINER, FINEST_PX / max(page.get_size()))
            )
            unseen = _unseen(letters, finer, page.get_height())
        overlapped = _overlapped(letters.runs)
        for key, index in (("text-unseen", unseen), ("text-overlapped", overlapped)):
            if index >= 0:
                words = _around(letters.text, index)
                problems.error(key, place, file=inputs.file, page=number + 1, text=words)


def _unseen(letters: _Letters, raster: reading.Raster, height: float) -> int:
    """Return the number of the first letter that its ground hides on a raster; -1 for none.

    ``height`` is the page's (points). Each letter is looked at, and the halves of those
    that begin and end a line or stand in its middle: what lies over a line in part lies over one.
    """
    for run in letters.runs:
        marked = {run[0][0], run[-1][0], run[len(run) // 2][0]}
        for index, letter in run:
            if _is_hidden(letters, index, letter, raster, height, with_halves=index in marked):
                return index
    return -1


def _is_hidden(
    letters: _Letters,
    index: int,
    letter: _Letter,
    raster: reading.Raster,
    height: float,
    *,
    with_halves: bool,
) -> bool:
    zoom = raster.zoom
    if letter.is_clustered:
        around = letter.size
        left, right = (letter.left - around) * zoom, (letter.right + around) * zoom
        top = (height - letter.top - around) * zoom
        bottom = (height - letter.bottom + around) * zoom
        return not _stands_out(raster, (int(left), int(top), int(right), int(bottom)))
    x, y = int(letter.left * zoom), int((height - letter.top) * zoom)
    x1, y1 = int(letter.right * zoom) + 1, int((height - letter.bottom) * zoom) + 1
    if not with_halves and _stands_out(raster, (x, y, x1, y1)):
        return False
    if letters.text.get_text_range(index, 1) in SOLID:
        # It may fill its box: then its ground is around it.
        return not _stands_out(raster, (x - 1, y - 1, x1 + 1, y1 + 1))
    # A letter reaches each side of its box: a half without it is covered.
    half, mid = (x + x1 + 1) // 2, (y + y1 + 1) // 2
    halves = ((x, y, half, y1), (half - 1, y, x1, y1), (x, y, x1, mid), (x, mid - 1, x1, y1))
    return not all(_stands_out(raster, box) for box in halves)


def _raster_for(page: Any, letters: _Letters) -> reading.Raster:
    """Rasterise a page as finely as its smallest letters need, or as large as is looked at."""
    smallest = max(min(letter.size for _, letter in letters.all), 0.1)
    return reading.rasterise(page, min(LETTER_PX / smallest, MOST_PX / max(page.get_size())))


_LIGHT_OF: tuple[float, ...] = tuple(
    ((grey / 255 + 0.055) / 1.055) ** 2.4 + 0.05 for grey in range(256)
)
_ROWS = (0.5, 0.25, 0.75)
"""Where in a box (0 to 1) the rows lie that are looked at first."""


def _stands_out(raster: reading.Raster, box: tuple[int, int, int, int]) -> bool:
    """Whether a box has a dark and a light grey with LEAST_CONTRAST between them, as by WCAG.

    A row through a letter mostly has both, and is read without a picture cut out of the raster:
    a leaflet of 800 letters is inspected in 0.88 of the time (30 to 26 ms, pairs).
    """
    x, y, x1, y1 = box
    width, height = raster.image.size
    left, right = max(x, 0), min(x1, width)
    for share in _ROWS:
        row = y + int((y1 - y) * share)
        if 0 <= row < height and left < right:
            start = row * raster.stride
            greys = raster.pixels[start + left : start + right].tobytes()
            if _LIGHT_OF[max(greys)] >= LEAST_CONTRAST * _LIGHT_OF[min(greys)]:
                return True
    # Of a picture in one grey, the extremes are two numbers.
    dark, light = raster.image.crop(box).getextrema()
    assert isinstance(dark, int | float)
    assert isinstance(light, int | float)
    return _LIGHT_OF[int(light)] >= LEAST_CONTRAST * _LIGHT_OF[int(dark)]


class _Run(NamedTuple):
    """Letters of one size on one line, and the box around them."""

    letters: list[tuple[int, _Letter]]
    box: _Letter


def _overlapped(on_lines: list[list[tuple[int, _Letter]]]) -> int:
    """Return the number of a letter that stands on another one; -1 where none does.

    A sheet has hundreds of letters on dozens of lines: only where lines meet are letters compared.
    """
    plain = ([it for it in run if not it[1].is_clustered] for run in on_lines)
    runs = [_Run(run, _around_all([letter for _, letter in run])) for run in plain if run]
    for place, one in enumerate(runs):
        for other in runs[place + 1 :]:
            if _share(one.box, other.box) <= 0:
                continue
            inner = [it for it in one.letters if _share(it[1], other.box) > MOST_SHARED]
            for index, letter in inner:
                if any(_share(letter, it) > MOST_SHARED for _, it in other.letters):
                    return index
    return -1


def _runs(letters: list[tuple[int, _Letter]]) -> Iterator[list[tuple[int, _Letter]]]:
    """Part letters where the next one begins left of the last, or is off its line."""
    run: list[tuple[int, _Letter]] = []
    for index, letter in letters:
        if run:
            last = run[-1][1]
            is_beside = last.right - letter.size * 0.2 <= letter.left
            if not (is_beside and letter.bottom < last.top and last.bottom < letter.top):
                yield run
                run = []
        run.append((index, letter))
    if run:
        yield run


def _around_all(letters: list[_Letter]) -> _Letter:
    return letters[0]._replace(
        left=letters[0].left,
        right=letters[-1].right,
        bottom=min(letter.bottom for letter in letters),
        top=max(letter.top for letter in letters),
    )


def _share(one: _Letter, other: _Letter) -> float:
    """Return how much of the smaller of two letters' boxes lies on the other (0 to 1)."""
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    if across <= 0 or up <= 0:
        return 0.0
    areas = ((it.right - it.left) * (it.top - it.bottom) for it in (one, other))
    return across * up / max(min(areas), 0.01)


def _around(text: Any, index: int) -> str:
    """Return the words around a letter, for a message."""
    start = max(0, index - 30)
    return " ".join(text.get_text_range(start, min(60, text.count_chars() - start)).split())


def _check_fonts(pages: list[Any], inputs: Inspection, problems: Problems, place: Place) -> None:
    """Refuse a PDF that leaves a font to the printer."""
    from pypdfium2 import raw

    missing = set()
    for page in pages:
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item.raw)
            if raw.FPDFFont_GetIsEmbedded(font) != 1:
                missing.add(_name_of(font))
    for name in sorted(missing):
        problems.error("font-not-embedded", place, file=inputs.file, font=name)


def _name_of(font: Any) -> str:
    import ctypes

    from pypdfium2 import raw

    buffer = ctypes.create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return buffer.value.decode("utf-8", "replace") or "?"


def _check_pictures(pages: list[Any], inputs: Inspection, problems: Problems, place: Place) -> None:
    """Refuse pictures that would show their pixels at the distance from which they are seen."""
    from pypdfium2 import raw

    needed = inputs.expectations.smallest_ppi
    for page in pages:
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = item.get_bounds()
            across, down = item.get_px_size()
            found = min(across / max(right - left, 0.01), down / max(top - bottom, 0.01)) * 72
            if found < needed * 0.98:
                problems.error(
                    "picture-coarse",
                    place,
                    file=inputs.file,
                    size=f"{across} × {down} px",
                    found=round(found),
                    needed=round(needed),
                )


def _check_words(pages: list[Any], inputs: Inspection, problems: Problems, place: Place) -> None:
    """Advise on words that should stand on the sheet and can't be found there."""
    if not inputs.expectations.words:
        return
    shown = " ".join(page.get_textpage().get_text_range() for page in pages)
    folded = " ".join(spelling.fold(shown).split())
    for words in inputs.expectations.words:
        if " ".join(spelling.fold(words).split()) not in folded and not _is_read(
            _bare(words), _bare(shown)
        ):
            problems.warning("issuer-not-shown", place, file=inputs.file, text=words)


def _check_slogan(
    on_pages: list[_Letters], inputs: Inspection, problems: Problems, place: Place
) -> None:
    """Refuse a sheet on which its slogan can't be found."""
    wanted = _bare(inputs.expectations.slogan)
    if wanted and not any(_is_read(wanted, letters.bare) for letters in on_pages):
        slogan = inputs.expectations.slogan
        problems.error("slogan-not-shown", place, file=inputs.file, text=slogan)


def _check_texts(
    on_pages: list[_Letters], inputs: Inspection, problems: Problems, place: Place
) -> None:
    """Refuse a sheet that leaves out what it was given to say."""
    shown = [letters.bare for letters in on_pages]
    for text in inputs.expectations.texts:
        wanted = _bare(text)
        if not any(_is_read(wanted, one) for one in shown) and not _runs_on(wanted, shown):
            problems.error("text-not-shown", place, file=inputs.file, text=text)


def _is_read(wanted: str, shown: str) -> bool:
    """Whether a text is among what was read of a page, both bare.

    Of a script whose letters are read more than once, they need only come in their order.
    """
    if wanted in shown:
        return True
    if not CLUSTERED.search(wanted):
        return False
    starts = (found.start() for found in re.finditer(re.escape(wanted[0]), shown))
    return any(_follows(wanted, shown[at : at + MOST_REPEATED * len(wanted) + 3]) for at in starts)


def _follows(wanted: str, shown: str) -> bool:
    """Whether all letters of a text come in another one, in their order."""
    letters = iter(shown)
    return all(letter in letters for letter in wanted)


def _runs_on(wanted: str, shown: list[str]) -> bool:
    """Whether a text begins on one page and ends on the next."""
    return any(
        any(wanted[:cut] in first and wanted[cut:] in second for cut in range(1, len(wanted)))
        for first, second in itertools.pairwise(shown)
    )


def _bare(text: str) -> str:
    return "".join(letter for letter in spelling.fold(text) if letter.isalnum())


def _check_links(pages: list[Any], inputs: Inspection, problems: Problems, place: Place) -> None:
    """Refuse links in the file itself: a sheet leads on by its code and its printed address."""
    import ctypes

    from pypdfium2 import raw

    for number, page in enumerate(pages, start=1):
        position, link = ctypes.c_int(0), raw.FPDF_LINK()
        if raw.FPDFLink_Enumerate(page.raw, position, link):
            problems.error("print-link", place, file=inputs.file, page=number)


def _check_foreign(pages: list[Any], inputs: Inspection, problems: Problems, place: Place) -> None:
    """Advise on text in a foreign language that is too large, or not below the Vietnamese."""
    expectations = inputs.expectations
    if not expectations.foreign:
        return
    page = pages[0]
    foreign = _find(page, expectations.foreign)
    slogan = _find(page, expectations.slogan)
    if not (foreign and slogan):
        problems.warning("foreign-not-shown", place, file=inputs.file, text=expectations.foreign)
        return
    share = max(size for size, _, _ in foreign) / min(size for size, _, _ in slogan)
    if share > expectations.largest_foreign + 0.005:
        problems.warning("foreign-too-large", place, file=inputs.file, found=round(share * 100))
    if max(top for _, top, _ in foreign) > min(bottom for _, _, bottom in slogan):
        problems.warning("foreign-above", place, file=inputs.file, text=expectations.foreign)


def _find(page: Any, words: str) -> list[tuple[float, float, float]]:
    """Return the size, top and bottom (points) of each letter of words that stand on a page."""
    page_letters = _Letters(page)
    letters = [
        (letter, index)
        for index in range(page_letters.count)
        for letter in spelling.fold(page_letters.text.get_text_range(index, 1))
        if letter.isalnum()
    ]
    wanted = "".join(letter for letter in spelling.fold(words) if letter.isalnum())
    start = "".join(letter for letter, _ in letters).find(wanted)
    if start < 0 or not wanted:
        return []
    measured = (page_letters.at(index) for _, index in letters[start : start + len(wanted)])
    return [(letter.size, letter.top, letter.bottom) for letter in measured if letter is not None]


def _check_code(
    pages: list[Any],
    payload: str,
    inputs: Inspection,
    problems: Problems,
    place: Place,
    rasters: dict[int, reading.Raster],
) -> list[reading.Code]:
    """Read the promised code from the rasterised page; returns all codes that were read there.

    Keeps the raster, as the number of its page's, where letters can be told on it.
    """
    expectations = inputs.expectations
    page = pages[expectations.code_page]
    read, raster = reading.read(page, expectations.fine_module)
    rasters[expectations.code_page] = raster
    promised = [code for code in read if code.text == payload][:1]
    if promised:
        _check_code_size(promised[0], inputs, problems, place)
        for flaw in promised[0].flaws:
            problems.error(flaw, place, file=inputs.file, payload=payload)
        for code in read:
            if code is not promised[0]:
                _tell_unasked(code.text, expectations.code_page, inputs, problems, place)
    elif read:
        words = ", ".join(code.text for code in read)
        problems.error("code-read-wrong", place, file=inputs.file, payload=payload, read=words)
    else:
        problems.error("code-not-read", place, file=inputs.file, payload=payload)
    return read


def _check_unasked_codes(
    pages: list[Any],
    found: list[reading.Code],
    inputs: Inspection,
    problems: Problems,
    place: Place,
) -> None:
    """Refuse codes of any kind and fineness that a page has besides those read before."""
    expectations = inputs.expectations
    for number, page in enumerate(pages):
        on_page = found if number == expectations.code_page else []
        known = [code.box for code in on_page]
        told = {code.text for code in on_page}
        for text in regions.read(page, expectations.scale, known, TOLERANCE_MM * MM):
            if text not in told and (number, text) not in _unread(inputs, on_page):
                _tell_unasked(text, number, inputs, problems, place)


def _unread(inputs: Inspection, read: list[reading.Code]) -> list[tuple[int, str]]:
    """Return promised codes that only the finer look reads: that is told already."""
    if read:
        return []
    return [(inputs.expectations.code_page, payload) for payload in inputs.expectations.codes]


def _tell_unasked(
    text: str, number: int, inputs: Inspection, problems: Problems, place: Place
) -> None:
    shown = "".join(c if c.isprintable() else "·" for c in text) or "?"
    problems.error("code-unasked", place, file=inputs.file, page=number + 1, read=shown)


def _check_code_size(
    code: reading.Code, inputs: Inspection, problems: Problems, place: Place
) -> None:
    """Hold the code as printed to its least side, and to the least side of one module."""
    module = code.side / codes.modules_of(code.text)
    if code.side < inputs.expectations.smallest_code - max(code.slack, TOLERANCE_MM):
        problems.error(
            "code-too-small",
            place,
            side=f"{code.side:.1f}",
            smallest=f"{inputs.expectations.smallest_code:g}",
        )
    if module < inputs.expectations.smallest_module:
        problems.error("module-too-small", place, file=inputs.file, found=f"{module:.2f}")
    elif module < inputs.expectations.fine_module:
        problems.warning("module-fine", place, file=inputs.file, found=f"{module:.2f}")


LIGHT = 140
"""The luminance (0 to 255) from which on letters are spared out of what they stand on."""
SEMI_BOLD = 650
"""The weight of Be Vietnam Pro SemiBold as PDF tells it, by the width of its stems, less some."""


def _check_spared(pages: list[Any], inputs: Inspection, problems: Problems, place: Place) -> None:
    """Refuse light letters so small or thin that the inks around them fill them in."""
    expectations = inputs.expectations
    smallest, thinnest = expectations.smallest_spared, expectations.thinnest_spared
    if not thinnest:
        return
    for number, page in enumerate(pages, start=1):
        for size, weight in _light_letters(page):
            if size < smallest - TOLERANCE_PT or (
                size < thinnest - TOLERANCE_PT and weight < SEMI_BOLD
            ):
                problems.error(
                    "text-spared-small",
                    place,
                    file=inputs.file,
                    page=number,
                    found=f"{size:.1f}",
                    smallest=f"{smallest:g}",
                    thinnest=f"{thinnest:g}",
                )
                break


def _light_letters(page: Any) -> Iterator[tuple[float, int]]:
    """Yield the size (points) and weight of each run of light letters on a page."""
    import ctypes

    from pypdfium2 import raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    size = ctypes.c_float()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        raw.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
        if 0.2126 * red.value + 0.7152 * green.value + 0.0722 * blue.value < LIGHT:
            continue
        raw.FPDFTextObj_GetFontSize(item.raw, size)
        matrix = item.get_matrix()
        font = raw.FPDFTextObj_GetFont(item.raw)
        is_own = _OTHER_FONT.match(_name_of(font)) is not None
        weight = SEMI_BOLD if is_own else raw.FPDFFont_GetWeight(font)
        yield size.value * (matrix.c**2 + matrix.d**2) ** 0.5, weight

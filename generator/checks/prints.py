"""Prints, checked as they ship: pages, boxes, and every code read back from the page itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from generator import vietnamese
from generator.engine.artifact import Artifact, Job
from generator.printing import codes
from generator.problems import Level, Place, Problem, Problems
from generator.promises import PrintPromise

MM = 72 / 25.4
"""PDF points in a millimetre."""
TOLERANCE_MM = 0.1
INVISIBLE_PT = 0.01
RASTER_WIDTHS = (2000, 1400, 3200)
"""Page widths (px) at which codes are looked for: decoders can miss one scale and not the next."""


class Inspection(msgspec.Struct, frozen=True):
    """The inputs of one inspection."""

    file: str
    promise: PrintPromise


class Findings(msgspec.Struct, frozen=True):
    """What an inspection found: problems as (level, key, details), and how many codes were read."""

    problems: tuple[tuple[Level, str, tuple[tuple[str, str], ...]], ...]
    codes: int


def plan(artifacts: Iterable[Artifact]) -> Iterator[Job]:
    """Plan an inspection of every print."""
    for artifact in artifacts:
        if isinstance(artifact.promise, PrintPromise):
            yield Job(
                inspect,
                Inspection(artifact.path, artifact.promise),
                artifact.job.origin,
                artifact.path,
                sources=(artifact.job,),
            )


def inspect(inputs: Inspection, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Open a PDF and hold it to its promise; the bytes are encoded Findings."""
    import pypdfium2

    problems = Problems()
    place = Place(inputs.file)
    read = 0
    document = pypdfium2.PdfDocument(data[0])
    try:
        _check_boxes(document, inputs, problems, place)
        _check_text(document, inputs, problems, place)
        _check_words(document, inputs, problems, place)
        for payload in inputs.promise.codes:
            read += _check_code(document, payload, inputs, problems, place)
    finally:
        document.close()
    found = tuple((problem.level, problem.key, problem.args) for problem in problems)
    return msgspec.msgpack.encode(Findings(found, read))


def report(job: Job, result: bytes) -> tuple[list[Problem], int]:
    """Return an inspection's problems at the publication's own line, and the codes it read."""
    findings = msgspec.msgpack.decode(result, type=Findings)
    problems = [Problem(level, key, job.origin, args) for level, key, args in findings.problems]
    return problems, findings.codes


def _check_boxes(document: Any, inputs: Inspection, problems: Problems, place: Place) -> None:
    promise = inputs.promise
    pages = list(document)
    if len(pages) != promise.pages:
        problems.error(
            "page-count", place, file=inputs.file, found=len(pages), expected=promise.pages
        )
    around = 2 * promise.bleed
    for page in pages:
        boxes = (
            ("TrimBox", page.get_trimbox(), 0.0),
            ("BleedBox", page.get_bleedbox(), around),
            ("MediaBox", page.get_mediabox(), around + 2 * promise.slug),
        )
        for name, (left, bottom, right, top), more in boxes:
            found = ((right - left) / MM, (top - bottom) / MM)
            expected = (promise.width + more, promise.height + more)
            if any(abs(f - e) > TOLERANCE_MM for f, e in zip(found, expected, strict=True)):
                problems.error(
                    "box-size",
                    place,
                    file=inputs.file,
                    box=name,
                    found=f"{found[0]:.2f} × {found[1]:.2f}",
                    expected=f"{expected[0]:g} × {expected[1]:g}",
                )


def _check_text(document: Any, inputs: Inspection, problems: Problems, place: Place) -> None:
    """Refuse words outside the safe area, and letters smaller than the format allows."""
    promise = inputs.promise
    for number, page in enumerate(document, start=1):
        text = page.get_textpage()
        left, bottom, right, top = page.get_trimbox()
        edge = promise.safe * MM - TOLERANCE_MM * MM
        for index in range(text.count_rects()):
            x0, y0, x1, y1 = text.get_rect(index)
            if x1 < left or x0 > right or y1 < bottom or y0 > top:
                continue  # the slug: it is cut off
            over = max(left + edge - x0, bottom + edge - y0, x1 - right + edge, y1 - top + edge)
            if over > 0:
                problems.error(
                    "outside-safe-area",
                    place,
                    file=inputs.file,
                    page=number,
                    text=" ".join(text.get_text_bounded(x0, y0, x1, y1).split())[:60],
                    over=f"{over / MM:.1f}",
                )
        trim = (left, bottom, right, top)
        sizes = (_letter_size(text, index, trim) for index in range(text.count_chars()))
        smallest = min((size for size in sizes if size > INVISIBLE_PT), default=None)
        if smallest is not None and smallest < promise.smallest_text - 0.05:
            problems.error(
                "text-too-small",
                place,
                file=inputs.file,
                page=number,
                found=f"{smallest:.1f}",
                smallest=f"{promise.smallest_text:g}",
            )


def _check_words(document: Any, inputs: Inspection, problems: Problems, place: Place) -> None:
    """Advise on words that should stand on the sheet and can't be found there."""
    shown = " ".join(page.get_textpage().get_text_range() for page in document)
    folded = " ".join(vietnamese.fold(shown).split())
    for words in inputs.promise.words:
        if " ".join(vietnamese.fold(words).split()) not in folded:
            problems.warning("issuer-not-shown", place, file=inputs.file, text=words)


def _letter_size(text: Any, index: int, trim: tuple[float, float, float, float]) -> float:
    """Return the size in points of one character on the page; 0 for none, or in the slug."""
    import ctypes

    from pypdfium2 import raw

    if raw.FPDFText_IsGenerated(text.raw, index) == 1:
        return 0.0  # a space or line end that the reader put in between words
    left, bottom, right, top = text.get_charbox(index)
    if right < trim[0] or left > trim[2] or top < trim[1] or bottom > trim[3]:
        return 0.0
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text.raw, index, ctypes.byref(matrix))
    return float(raw.FPDFText_GetFontSize(text.raw, index) * (matrix.c**2 + matrix.d**2) ** 0.5)


def _check_code(
    document: Any, payload: str, inputs: Inspection, problems: Problems, place: Place
) -> int:
    """Read the code from the rasterised page; returns 1 when it says exactly its payload."""
    promise = inputs.promise
    page = document[promise.code_page]
    read: list[Any] = []
    for width in RASTER_WIDTHS:
        read = _decode(page, width)
        if read:
            _check_code_size(read[0], page.get_width() / width / MM, inputs, problems, place)
            break
    words = [code.text for code in read]
    if words == [payload]:
        return 1
    if not read:
        problems.error("code-not-read", place, file=inputs.file, payload=payload)
    else:
        problems.error(
            "code-read-wrong", place, file=inputs.file, payload=payload, read=", ".join(words)
        )
    return 0


def _check_code_size(
    code: Any, mm_per_px: float, inputs: Inspection, problems: Problems, place: Place
) -> None:
    """Measure the code as printed: its side, and one module of it."""
    corner, along = code.position.top_left, code.position.top_right
    side = ((along.x - corner.x) ** 2 + (along.y - corner.y) ** 2) ** 0.5 * mm_per_px
    module = side / codes.modules_of(code.text)
    # The decoder finds corners to about a pixel.
    slack = 3 * mm_per_px
    if side < inputs.promise.smallest_code - slack:
        problems.error(
            "code-too-small",
            place,
            side=f"{side:.1f}",
            smallest=f"{inputs.promise.smallest_code:g}",
        )
    if module < inputs.promise.smallest_module:
        problems.error("module-too-small", place, file=inputs.file, found=f"{module:.2f}")


def _decode(page: Any, width: int) -> list[Any]:
    """Return the codes found on a page rasterised ``width`` pixels wide, by their text."""
    import zxingcpp

    image = page.render(scale=width / page.get_width(), grayscale=True).to_pil()
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return sorted(zxingcpp.read_barcodes(image, formats=formats), key=lambda code: code.text)

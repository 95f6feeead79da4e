"""Prints, checked as they ship: pages, boxes, and every code read back from the page itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from generator.engine.artifact import Artifact, Job
from generator.problems import Level, Place, Problem, Problems
from generator.promises import PrintPromise

MM = 72 / 25.4
"""PDF points in a millimetre."""
TOLERANCE_MM = 0.1
RASTER_WIDTHS = (2000, 1400, 3200)
"""Page widths (px) at which codes are looked for: decoders can miss one scale and not the next."""


class Inspection(msgspec.Struct, frozen=True):
    """The inputs of one inspection."""

    file: str
    promise: PrintPromise


class Findings(msgspec.Struct, frozen=True):
    """What an inspection found: problems as (key, details), and how many codes were read."""

    problems: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
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
                source=artifact.job,
            )


def inspect(inputs: Inspection, root: Path, pdf: bytes) -> bytes:
    """Open a PDF and hold it to its promise; the bytes are encoded Findings."""
    import pypdfium2

    problems = Problems()
    place = Place(inputs.file)
    codes = 0
    document = pypdfium2.PdfDocument(pdf)
    try:
        _check_boxes(document, inputs, problems, place)
        for payload in inputs.promise.codes:
            codes += _check_code(document, payload, inputs, problems, place)
    finally:
        document.close()
    found = tuple((problem.key, problem.args) for problem in problems)
    return msgspec.msgpack.encode(Findings(found, codes))


def report(job: Job, result: bytes) -> tuple[list[Problem], int]:
    """Return an inspection's problems at the publication's own line, and the codes it read."""
    findings = msgspec.msgpack.decode(result, type=Findings)
    problems = [Problem(Level.ERROR, key, job.origin, args) for key, args in findings.problems]
    return problems, findings.codes


def _check_boxes(document: object, inputs: Inspection, problems: Problems, place: Place) -> None:
    promise = inputs.promise
    pages = list(document)  # type: ignore[call-overload]
    if len(pages) != promise.pages:
        problems.error(
            "page-count", place, file=inputs.file, found=len(pages), expected=promise.pages
        )
    around = 2 * promise.bleed
    for page in pages:
        boxes = (
            ("TrimBox", page.get_trimbox(), 0.0),
            ("BleedBox", page.get_bleedbox(), around),
            ("MediaBox", page.get_mediabox(), around),
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


def _check_code(
    document: object, payload: str, inputs: Inspection, problems: Problems, place: Place
) -> int:
    """Read the code from the rasterised page; returns 1 when it says exactly its payload."""
    page = document[inputs.promise.code_page]  # type: ignore[index]
    read: list[str] = []
    for width in RASTER_WIDTHS:
        read = _decode(page, width)
        if read:
            break
    if read == [payload]:
        return 1
    if not read:
        problems.error("code-not-read", place, file=inputs.file, payload=payload)
    else:
        problems.error(
            "code-read-wrong", place, file=inputs.file, payload=payload, read=", ".join(read)
        )
    return 0


def _decode(page: object, width: int) -> list[str]:
    import zxingcpp

    scale = width / page.get_width()  # type: ignore[attr-defined]
    image = page.render(scale=scale, grayscale=True).to_pil()  # type: ignore[attr-defined]
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return sorted(code.text for code in found)

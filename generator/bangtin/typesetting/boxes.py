"""PDFs after Typst: what a printer wants of a press file, and several prints in one file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import pikepdf

POINTS = 72 / 25.4

SLUG_MM = 12.0
"""The slug beside the bleed, on the page: room for the marks and a line of words."""
MARK_OFFSET_MM = 2.0
"""How far marks keep from the bleed: what is trimmed a little off shows no line."""
MARK_LENGTH_MM = 5.0
MARK_WIDTH_PT = 0.25
FOLD_WIDTH_PT = 0.4
FOLD_DASH_MM = (1.2, 0.8)

REGISTRY = "http://www.color.org"
CONDITIONS = {
    "FOGRA39": "Coated FOGRA39 (ISO 12647-2:2004)",
    "FOGRA47": "Uncoated FOGRA47 (ISO 12647-2:2004)",
    "FOGRA51": "Coated FOGRA51 (ISO 12647-2:2013)",
    "FOGRA52": "Uncoated FOGRA52 (ISO 12647-2:2013)",
    "JC200103": "Japan Color 2001 Coated",
}
"""Printing conditions by their names in the ICC's registry, each with its words for people."""


class Marks(msgspec.Struct, frozen=True):
    """Which marks stand in the slug: at the trim, and where each page (its list) is folded.

    Folds are millimetres on the page from the trim's left edge.
    """

    folds: tuple[tuple[float, ...], ...] = ()


def merged(pdfs: Sequence[bytes], title: str) -> bytes:
    """Return one PDF with the pages of several, in their order."""
    import pikepdf

    output = io.BytesIO()
    with pikepdf.new() as document:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as part:
                document.pages.extend(part.pages)
        document.docinfo["/Title"] = title
        document.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()


def finish(
    pdf: bytes, *, slug: float, user_unit: int, condition: str, marks: Marks | None = None
) -> bytes:
    """Return a press file: the PDF with its boxes, marks, output intent and trapping key.

    Each page gets a BleedBox: the MediaBox less the slug (mm). ``condition`` is a key
    of CONDITIONS. With ``user_unit`` over 1 each unit of the page counts as so many
    points (PDF 1.6, UserUnit), which makes a page at 1:10 one of full size.
    """
    import pikepdf

    output = io.BytesIO()
    inset = slug * POINTS
    with pikepdf.open(io.BytesIO(pdf)) as document:
        registration = document.make_indirect(_registration())
        for number, page in enumerate(document.pages):
            left, bottom, right, top = (float(value) for value in page.mediabox.as_list())
            box = (left + inset, bottom + inset, right - inset, top - inset)
            page.bleedbox = pikepdf.Array([round(value, 5) for value in box])
            if user_unit > 1:
                page.UserUnit = user_unit
            if marks:
                folds = marks.folds[number] if number < len(marks.folds) else ()
                page.add_resource(registration, pikepdf.Name.ColorSpace, pikepdf.Name.Registration)
                # The page's own content leaves no state behind: its stream is wrapped as well.
                page.contents_add(b"q\n", prepend=True)
                page.contents_add(b"\nQ\n" + _drawn(page, folds))
        _declare(document, condition)
        document.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()


def _declare(document: pikepdf.Pdf, condition: str) -> None:
    """Say for which printing condition the inks are meant, and that nothing is trapped.

    The condition is named and no profile is enclosed, so the file claims no PDF/X version.
    """
    import pikepdf

    words = CONDITIONS[condition]
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputCondition=words,
        OutputConditionIdentifier=condition,
        RegistryName=REGISTRY,
        Info=words,
    )
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["pdf:Trapped"] = "False"
        metadata["xmpMM:RenditionClass"] = "default"
        metadata["xmpMM:VersionID"] = "1"
    document.docinfo["/Trapped"] = pikepdf.Name("/False")


def _registration() -> pikepdf.Object:
    """Return the colour of marks: on every plate, so that they show how plates register."""
    import pikepdf

    every = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return pikepdf.Array(
        [pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, every]
    )


def _drawn(page: pikepdf.Page, folds: Sequence[float]) -> bytes:
    """Draw a page's marks as an artifact, which a screen reader passes over."""
    lines = [f"{x0:.4f} {y0:.4f} m {x1:.4f} {y1:.4f} l" for x0, y0, x1, y1 in _trim_marks(page)]
    parts = ["/Artifact BMC q /Registration CS 1 SCN", f"{MARK_WIDTH_PT} w", *lines, "S"]
    if folds:
        dash = " ".join(f"{length * POINTS:.4f}" for length in FOLD_DASH_MM)
        parts += [f"{FOLD_WIDTH_PT} w [{dash}] 0 d"]
        left = float(page.trimbox.as_list()[0])
        for fold in folds:
            x = left + fold * POINTS
            parts += [f"{x:.4f} {a:.4f} m {x:.4f} {b:.4f} l" for a, b in _reaches(page, 1)]
        parts += ["S"]
    return "\n".join([*parts, "Q EMC\n"]).encode("ascii")


def _trim_marks(page: pikepdf.Page) -> Iterator[tuple[float, float, float, float]]:
    """Yield the two marks at each corner of the trim, as x, y, x, y in points."""
    left, bottom, right, top = (float(value) for value in page.trimbox.as_list())
    for x in (left, right):
        for a, b in _reaches(page, 1):
            yield x, a, x, b
    for y in (bottom, top):
        for a, b in _reaches(page, 0):
            yield a, y, b, y


def _reaches(page: pikepdf.Page, axis: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where marks begin and end before and behind the bleed, along x (0) or y (1)."""
    box = [float(value) for value in page.bleedbox.as_list()]
    near, far = MARK_OFFSET_MM * POINTS, (MARK_OFFSET_MM + MARK_LENGTH_MM) * POINTS
    low, high = box[axis], box[axis + 2]
    return (low - far, low - near), (high + near, high + far)

"""PDFs after Typst: the boxes that a printer wants, and several prints in one file."""

from __future__ import annotations

import io
from collections.abc import Sequence

POINTS = 72 / 25.4

SLUG_MM = 12.0
"""The slug beside the bleed, on the page: room for marks of 5 mm and a line of words."""


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


def finish(pdf: bytes, *, slug: float, user_unit: int) -> bytes:
    """Return the PDF with a BleedBox on each page: the MediaBox less the slug (mm).

    With ``user_unit`` over 1 each unit of the page counts as so many points
    (PDF 1.6, UserUnit), which makes a page at 1:10 one of full size.
    """
    import pikepdf

    output = io.BytesIO()
    inset = slug * POINTS
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            left, bottom, right, top = (float(value) for value in page.mediabox.as_list())
            box = (left + inset, bottom + inset, right - inset, top - inset)
            page.bleedbox = pikepdf.Array([round(value, 5) for value in box])
            if user_unit > 1:
                page.UserUnit = user_unit
        document.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()

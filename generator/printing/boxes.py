"""The boxes of a press PDF: Typst writes MediaBox and TrimBox, the printer also wants BleedBox."""

from __future__ import annotations

import io


def with_bleed_box(pdf: bytes) -> bytes:
    """Return the PDF with a BleedBox on each page: all that is drawn, up to the MediaBox."""
    import pikepdf

    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.bleedbox = page.mediabox
        document.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()

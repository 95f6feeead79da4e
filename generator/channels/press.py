"""Prints: each copy of each publication as a screen and a press PDF, and its pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from generator import vietnamese
from generator.engine.artifact import Artifact, Job
from generator.printing import codes, tree
from generator.printing.typesetting import FOLDER, Sheet
from generator.promises import PrintPromise
from generator.source.links import printed
from generator.source.publications import Copy, Publication, fill
from generator.source.settings import Colour
from generator.source.site import Site

NAME = "press"
PICTURE_WIDTHS = (480, 1200)
"""The widths (px) of a print's pictures: in lists, and on its own page."""

Edition = Literal["screen", "press"]


class Code(msgspec.Struct, frozen=True):
    """The inputs of a QR symbol."""

    payload: str


class Picture(msgspec.Struct, frozen=True):
    """The inputs of a picture of one page (from 1) of a print."""

    sheet: Sheet
    page: int
    width_px: int
    width_mm: float


def plan(site: Site) -> Iterator[Artifact]:
    """Plan every edition of every copy, and pictures of the first copy."""
    for publication in site.publications:
        for number, copy in enumerate(publication.copies):
            yield from _copy(site, publication, copy, with_pictures=number == 0)


def make_code(inputs: Code, root: Path, data: bytes) -> bytes:
    """Make a QR symbol."""
    return msgspec.msgpack.encode(codes.make(inputs.payload))


def make_sheet(sheet: Sheet, root: Path, code: bytes) -> bytes:
    """Set one edition of a print as PDF."""
    from generator.printing import boxes, typesetting

    pdf = typesetting.pdf(sheet, root, code)
    return boxes.with_bleed_box(pdf) if sheet.edition == "press" else pdf


def make_picture(picture: Picture, root: Path, code: bytes) -> bytes:
    """Draw one page of a print as WebP."""
    import io

    from PIL import Image

    from generator.printing import typesetting

    pages = typesetting.png(
        picture.sheet, root, code, width_px=2 * picture.width_px, width_mm=picture.width_mm
    )
    output = io.BytesIO()
    with Image.open(io.BytesIO(pages[picture.page - 1])) as image:
        height = round(image.height * picture.width_px / image.width)
        small = image.convert("RGB").resize((picture.width_px, height), Image.Resampling.LANCZOS)
        small.save(output, "WEBP", quality=78, method=6)
    return output.getvalue()


def _copy(
    site: Site, publication: Publication, copy: Copy, *, with_pictures: bool
) -> Iterator[Artifact]:
    format_ = publication.format
    payload = _payload(publication, copy)
    origin = publication.place
    parts = publication.entry.places | {
        name: place
        for name, place in publication.page.header.places.items()
        if name in ("title", "summary")
    }
    code = None
    if payload:
        code = Job(make_code, Code(payload), origin, payload)
    sheets = {e: _sheet(site, publication, copy, e, payload) for e in _editions()}
    for edition, sheet in sheets.items():
        path = publication.file(copy, edition)
        promise = PrintPromise(
            pages=format_.pages,
            width=format_.width / format_.scale,
            height=format_.height / format_.scale,
            bleed=format_.bleed / format_.scale if edition == "press" else 0.0,
            codes=(payload,) if payload else (),
            edition=edition,
        )
        yield Artifact(path, NAME, Job(make_sheet, sheet, origin, path, code, parts), promise)
    if not with_pictures:
        return
    for page in range(1, format_.pages + 1):
        for width in PICTURE_WIDTHS:
            path = publication.picture(page, width)
            picture = Picture(sheets["screen"], page, width, format_.width / format_.scale)
            yield Artifact(path, NAME, Job(make_picture, picture, origin, path, code, parts))


def _editions() -> tuple[Edition, ...]:
    return ("screen", "press")


def _payload(publication: Publication, copy: Copy) -> str:
    """Return what the code carries: a register entry, or what the row's venue was issued."""
    if publication.entry.code_from:
        return copy.values.get(publication.entry.code_from, "")
    return publication.link.out if publication.link else ""


def _sheet(
    site: Site, publication: Publication, copy: Copy, edition: Edition, payload: str
) -> Sheet:
    data = _document(site, publication, copy, payload) | {"edition": edition}
    icons = {data["emblem"]} | {step["icon"] for step in data["steps"]}
    files = {f"assets/icons/{name}.svg" for name in icons if name}
    return Sheet(
        layout=publication.format.layout,
        edition=edition,
        document=json.dumps(data, ensure_ascii=False, sort_keys=True),
        date=publication.edition_date,
        layouts=site.files_under(FOLDER),
        icons={path: site.files[path] for path in sorted(files)},
    )


def _document(site: Site, publication: Publication, copy: Copy, payload: str) -> dict[str, Any]:
    """Gather a layout's data. Words are bound, so that numbers and names never break."""
    settings, entry, page = site.settings, publication.entry, publication.page

    def words(text: str) -> str:
        return vietnamese.bind(text, settings.phrases)

    def filled(text: str | None) -> str:
        return words(fill(text, copy.values)) if text else ""

    hotline = settings.hotline
    labels = {name: words(text) for name, text in site.strings.items()}
    date = publication.edition_date
    code = publication.edition_code
    return {
        "format": _format(publication),
        "lang": settings.language,
        "title": filled(publication.title),
        "summary": words(page.header.summary),
        "slogan": filled(entry.slogan),
        "reason": filled(entry.reason),
        "place": filled(entry.place_name),
        "emblem": entry.emblem,
        "band": settings.band,
        "palette": _palette(site),
        "issuer": {
            "name": words(settings.issuer.name),
            "address": words(settings.issuer.address),
        },
        "signature": filled(entry.signature) or words(settings.issuer.name),
        "hotline": {
            "label": words(labels["hotline"].format(name=hotline.name)),
            "number": words(hotline.number or ""),
        },
        "help": filled(entry.help) or labels["no_phone"],
        "portal": printed(settings.base_url),
        "labels": {
            name: labels[name]
            for name in (
                "edition",
                "steps",
                "empty_frame",
                "empty_frame_how",
                "visitor",
                "visit_date",
            )
        },
        "code": code,
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "date_words": f"{date.day:02d}/{date.month}/{date.year}",
        "qr": _code(site, publication, payload, words, filled),
        "steps": _steps(publication, words),
        "sections": tree.sections(page.body.blocks, entry.sections, page.targets, words),
        "panels": [
            tree.sections(page.body.blocks, panel, page.targets, words) for panel in entry.panels
        ],
    }


def _code(
    site: Site, publication: Publication, payload: str, words: tree.Words, filled: tree.Words
) -> dict[str, str] | None:
    if not payload:
        return None
    link = publication.link
    purpose = filled(publication.entry.qr_text or "") or words(link.action if link else "")
    address = link.address if link else payload
    alt = site.strings["code_alt"].format(action=purpose, address=address)
    return {"payload": payload, "purpose": purpose, "address": address, "alt": alt}


def _steps(publication: Publication, words: tree.Words) -> list[dict[str, Any]]:
    """Return the steps to show: the entry's own short ones, or the page's whole ones."""
    entry, page = publication.entry, publication.page
    if entry.steps:
        # Short labels may part anywhere between words: they stand in narrow columns.
        return [{"title": s.text, "body": [], "icon": s.icon} for s in entry.steps]
    found = tree.steps(page.body.blocks, page.targets, words)
    icons = page.header.step_icons
    return [step | {"icon": icon} for step, icon in zip(found, icons, strict=False)]


def _format(publication: Publication) -> dict[str, Any]:
    format_ = publication.format
    keys = (
        "smallest_headline",
        "layout", "width", "height", "bleed", "safe", "smallest_text", "smallest_code", "pages",
    )  # fmt: skip
    return {key: getattr(format_, key) for key in keys} | {
        "scale": format_.scale,
        "body_text": list(format_.body_text),
    }


def _palette(site: Site) -> dict[str, Any]:
    palette = site.settings.palette

    def both(colour: Colour) -> dict[str, Any]:
        return {"rgb": colour.rgb, "cmyk": list(colour.cmyk)}

    return {name: both(getattr(palette, name)) for name in ("ground", "action", "notice", "paper")}

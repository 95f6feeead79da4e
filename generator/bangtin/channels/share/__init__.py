"""Share pictures: a picture of each copy, with its caption."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bangtin import locales, spelling
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Refused
from bangtin.qr import encoding
from bangtin.site import corrections, message_texts, patterns
from bangtin.site.publications import Copy
from bangtin.site.share_pictures import SharePicture
from bangtin.site.site import Site

if TYPE_CHECKING:
    from PIL import Image

NAME = "share"
LAYOUT = "share-picture"
LAYOUTS = tuple(f"layouts/press/{name}.typ" for name in ("lib", LAYOUT))
POINT_MM = 25.4 / 72
"""A point in mm: the shared library counts in mm, and here one of them is a pixel."""
MARGIN = 0.06
"""What stays free of words along each side, of the shorter one: apps round it off and crop it."""
SMALLEST = 0.028
"""The smallest letters, of the shorter side: 30 px of 1080, still read at 300 px."""
ROUGH_QUALITY = 70
"""What chat programs make of a picture; a code has to be read from it at half size as well."""


class Card(msgspec.Struct, frozen=True):
    """All that a picture depends on: its layout's data as JSON, and files with their digests."""

    document: str
    payload: str
    largest_kb: int
    layouts: dict[str, str]
    icons: dict[str, str]


class Caption(msgspec.Struct, frozen=True):
    """The inputs of a caption: its text."""

    text: str


def plan(site: Site) -> Iterator[Artifact]:
    """Plan a picture and a caption of each copy."""
    for publication in site.publications:
        if not isinstance(publication, SharePicture):
            continue
        for number, copy in enumerate(publication.copies):
            path = publication.file(copy)
            yield Artifact(path, NAME, _picture(site, publication, number, copy))
            caption = Caption(publication.captions[number])
            path = publication.caption_file(copy)
            yield Artifact(path, NAME, Task.of(make_caption, caption, publication.place, path))


def pictures(site: Site) -> Iterator[tuple[str, Task]]:
    """Yield a label and the task of a picture for each, for the contact sheet."""
    for publication in site.publications:
        if isinstance(publication, SharePicture):
            first = publication.copies[0]
            yield publication.format.name, _picture(site, publication, 0, first)


@builder
def make_share_picture(card: Card, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw a share picture as PNG.

    Raises Refused when its words don't fit, when it is larger than its format allows, or when
    its code can't be read once a chat program has made it smaller.
    """
    from PIL import Image

    from bangtin.typesetting import compiler

    drawn = compiler.card(LAYOUT, card.document, root, card.layouts, card.icons, *data)
    with Image.open(io.BytesIO(drawn)) as opened:
        image = opened.convert("RGB")
    if card.payload and not _is_read(image, card.payload):
        raise Refused("share-code-unread", part="with_code")
    found = _encoded(image, card.largest_kb * 1000)
    if len(found) > card.largest_kb * 1000:
        raise Refused("share-too-large", size=len(found) // 1000, largest=card.largest_kb)
    return found


@builder
def make_caption(inputs: Caption, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Write a caption. Its lines end as Windows wants them: old editors know no others."""
    return (inputs.text.replace("\n", "\r\n") + "\r\n").encode("utf-8")


def _encoded(image: Image.Image, largest: int) -> bytes:
    """Return a picture as PNG, without loss where it is small enough, else in 256 colours.

    At zlib's usual level: the highest takes thrice as long for 6 %.
    """
    from PIL.Image import Dither

    output = io.BytesIO()
    image.save(output, "PNG")
    if output.tell() > largest:
        output = io.BytesIO()
        image.quantize(256, dither=Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


def _is_read(image: Image.Image, payload: str) -> bool:
    """Tell whether a code is read after what chat programs do: less quality, half the size."""
    import zxingcpp
    from PIL import Image

    for scale in (1, 2):
        size = (image.width // scale, image.height // scale)
        rough = io.BytesIO()
        image.resize(size, Image.Resampling.BILINEAR).save(rough, "JPEG", quality=ROUGH_QUALITY)
        with Image.open(rough) as opened:
            read = zxingcpp.read_barcodes(opened.convert("L"))
        if [code.text for code in read] != [payload]:
            return False
    return True


def _picture(site: Site, publication: SharePicture, number: int, copy: Copy) -> Task:
    settings, entry, format_ = site.settings, publication.entry, publication.format
    lang, date = publication.page.lang, publication.edition_date
    payload = publication.address if entry.with_code else ""
    short = min(format_.width, format_.height)

    def words(text: str) -> str:
        return spelling.bind(text, settings.phrases)

    def filled(text: str | None) -> str:
        return words(publication.fill(text, copy)) if text else ""

    hotline = settings.hotline
    label = site.strings[lang]["hotline"].format(name=site.say(hotline.name, lang)[0])
    document = {
        "format": {
            "width": format_.width, "height": format_.height, "bleed": 0, "pages": 1,
            "scale": 1 / POINT_MM, "smallest_text": short * SMALLEST / POINT_MM,
            "smallest_code": 0, "clear": format_.clear, "vital": format_.vital,
            "margin": short * MARGIN,
        },
        "lang": locales.base(lang),
        "slogan": filled(entry.slogan),
        "reason": filled(entry.reason),
        "emblem": entry.emblem,
        "address": ""
        if message_texts.has_address(entry.slogan or "", publication.printed_address)
        else publication.printed_address,
        "signature": words(publication.signatures[number]),
        "hotline": {"label": words(label), "number": words(hotline.number or "")},
        "band": patterns.as_data(site.patterns.band),
        "watermark": patterns.as_data(site.patterns.watermark),
        "palette": {
            name: {"rgb": getattr(settings.palette, name).rgb}
            for name in ("ground", "action", "notice", "paper")
        },
        "title": filled(entry.slogan),
        "issuer": {"name": words(settings.issuer.name)},
        "code": publication.edition_code,
        "draft": "",
        "until": "",
        "date": _parts(date),
        "date_words": spelling.written(date, lang),
        "labels": {"edition": site.strings[lang]["edition"]},
        "qr": {"payload": payload, "alt": publication.printed_address} if payload else None,
        "second": None,
    }  # fmt: skip
    if corrections.is_correction(publication.page):
        document["kicker"] = words(site.strings[lang]["correction_true"])
    icons = (f"assets/icons/{entry.emblem}.svg",) if entry.emblem else ()
    card = Card(
        document=json.dumps(document, ensure_ascii=False, sort_keys=True),
        payload=payload,
        largest_kb=format_.largest_kb,
        layouts=site.layout_files(*LAYOUTS),
        icons={path: site.files[path] for path in icons},
    )
    path = publication.file(copy)
    sources: tuple[Task, ...] = ()
    if payload:
        sources = (Task.of(make_share_code, Code(payload), publication.place, payload),)
    parts = {name: place for name, place in entry.places.items() if name and "." not in name}
    parts.setdefault("address", entry.place("qr"))
    return Task.of(make_share_picture, card, publication.place, path, sources, parts)


class Code(msgspec.Struct, frozen=True):
    """The inputs of a QR symbol."""

    payload: str


@builder
def make_share_code(inputs: Code, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Make a QR symbol. Raises Refused for a payload that no phone could read."""
    size = len(inputs.payload.encode())
    if size > encoding.MAX_BYTES:
        raise Refused("code-too-long", part="with_code", size=size, limit=encoding.MAX_BYTES)
    return msgspec.msgpack.encode(encoding.make(inputs.payload))


def _parts(date: datetime.date) -> dict[str, int]:
    return {"year": date.year, "month": date.month, "day": date.day}

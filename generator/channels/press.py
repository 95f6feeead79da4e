"""Prints: each copy of each publication as a screen and a press PDF, and its pictures."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from generator import contents, vietnamese
from generator.engine.artifact import Artifact, Job
from generator.printing import boxes, codes, tiles, tree
from generator.printing.typesetting import FOLDER, Sheet
from generator.problems import Refused
from generator.promises import PrintPromise
from generator.source.frontmatter import PublishEntry
from generator.source.links import printed
from generator.source.publications import Copy, Publication, fill
from generator.source.settings import Colour
from generator.source.site import Site

if TYPE_CHECKING:
    from PIL import Image

NAME = "press"
SMALL_PX, LARGE_PX = 480, 1200
"""The widths of a print's pictures: in lists, and on its own page."""

SMALLEST_MODULE_MM = 0.17
"""Four dots of a 600 dpi printer (DENSO WAVE, qrcode.com/en/howto/cell.html)."""

FINE_MODULE_MM = 0.5
"""Below this, the cameras of cheap phones begin to fail."""

Edition = Literal["screen", "press"]


class Code(msgspec.Struct, frozen=True):
    """The inputs of a QR symbol."""

    payload: str


class Picture(msgspec.Struct, frozen=True):
    """The inputs of a picture of one page (from 1); the screen edition is its source."""

    page: int
    width_px: int


class Thumbnail(msgspec.Struct, frozen=True):
    """The inputs of a smaller picture; the picture is its source."""

    width_px: int


class Merge(msgspec.Struct, frozen=True):
    """The inputs of a bundle: its title; the sheets are its sources."""

    title: str


class Tiles(msgspec.Struct, frozen=True):
    """The inputs of a print on office paper; ``layout`` maps its file to its digest."""

    title: str
    code: str
    lang: str
    width: float
    height: float
    scale: int
    paper: tiles.Paper
    labels: dict[str, str]
    layout: dict[str, str]


def plan(site: Site) -> Iterator[Artifact]:
    """Plan every edition of every copy, and pictures of the first copy."""
    for publication in site.publications:
        sheets: dict[str, Job] = {}
        for number, copy in enumerate(publication.copies):
            for artifact in _copy(site, publication, copy, with_pictures=number == 0):
                if artifact.path == publication.file(copy, "screen"):
                    sheets[copy.slug] = artifact.job
                yield artifact
        for path, copies in publication.bundles().items():
            sources = tuple(sheets[copy.slug] for copy in copies)
            job = Job(merge_sheets, Merge(publication.title), publication.place, path, sources)
            yield Artifact(path, NAME, job)


def make_code(inputs: Code, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Make a QR symbol. Raises Refused for a payload that no phone could read."""
    size = len(inputs.payload.encode())
    if size > codes.MAX_BYTES:
        raise Refused("code-too-long", size=size, limit=codes.MAX_BYTES)
    return msgspec.msgpack.encode(codes.make(inputs.payload))


def make_sheet(sheet: Sheet, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Set one edition of a print as PDF."""
    from generator.printing import typesetting

    pdf = typesetting.pdf(sheet, root, *data)
    if sheet.edition == "screen":
        return pdf
    return boxes.finish(pdf, slug=sheet.slug, user_unit=sheet.user_unit)


def merge_sheets(inputs: Merge, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Merge screen editions into one PDF, in their order."""
    return boxes.merged(data, inputs.title)


def make_tiles(inputs: Tiles, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Cut a screen edition into tiles for an office printer."""
    from generator.printing import typesetting

    contents.verify(root, inputs.layout)
    layout = tiles.grid(inputs.width, inputs.height, inputs.paper)
    labels = inputs.labels
    values: dict[str, object] = {
        "rows": layout.rows,
        "columns": layout.columns,
        "paper": inputs.paper,
    }
    values |= {"pages": layout.rows * layout.columns, "overlap": f"{tiles.OVERLAP_MM:g}"}
    marks = typesetting.plain(
        "tiles",
        {
            "title": inputs.title,
            "intro": labels["tiles_intro"].format_map(values),
            "how": [labels[f"tiles_how_{n}"].format_map(values) for n in range(1, 5)],
            "labels": {"row": labels["tiles_row"], "column": labels["tiles_column"]},
            "code": inputs.code,
            "lang": inputs.lang,
            "page": layout.page,
            "margin": tiles.MARGIN_MM,
            "overlap": tiles.OVERLAP_MM,
            "width": inputs.width,
            "height": inputs.height,
            "rows": layout.rows,
            "columns": layout.columns,
            "sketch": tiles.sketch_box(layout),
            "tiles": [tile._asdict() for tile in layout.tiles()],
        },
        root,
    )
    return tiles.assemble(marks, data[0], layout, inputs.scale)


def make_picture(picture: Picture, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw one page of a screen edition as WebP: a picture of the very file that ships."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data[0])
    try:
        page = document[picture.page - 1]
        image = page.render(scale=picture.width_px / page.get_width()).to_pil()
    finally:
        document.close()
    return _webp(image, picture.width_px)


def make_thumbnail(inputs: Thumbnail, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Make a picture smaller."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data[0])) as image:
        return _webp(image, inputs.width_px)


def _webp(image: Image.Image, width: int) -> bytes:
    """Encode a picture as WebP, ``width`` px wide. Method 4: 6 takes thrice as long for 3 %."""
    import io

    from PIL import Image

    output = io.BytesIO()
    height = max(1, round(image.height * width / image.width))
    sized = image.convert("RGB")
    if sized.width != width:
        sized = sized.resize((width, height), Image.Resampling.LANCZOS)
    sized.save(output, "WEBP", quality=80, method=4)
    return output.getvalue()


def pictures(site: Site) -> Iterator[tuple[str, Job]]:
    """Yield a label and the job of a picture for each page of each publication."""
    for publication in site.publications:
        format_ = publication.format
        wanted = {publication.picture(n, SMALL_PX): n for n in range(1, format_.pages + 1)}
        for artifact in _copy(site, publication, publication.copies[0], with_pictures=True):
            if artifact.path in wanted:
                page = f" ({wanted[artifact.path]}/{format_.pages})" if format_.pages > 1 else ""
                yield f"{format_.name}{page}", artifact.job


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
    code = (Job(make_code, Code(payload), origin, payload),) if payload else ()
    sheet_jobs: dict[str, Job] = {}
    # Both editions hold one text: there may be thousands of copies at a time.
    data = _document(site, publication, copy, payload)
    document = json.dumps(data, ensure_ascii=False, sort_keys=True)
    sheets = {e: _sheet(site, publication, e, data, document) for e in _editions()}
    for edition, sheet in sheets.items():
        path = publication.file(copy, edition)
        promise = PrintPromise(
            pages=format_.pages,
            width=format_.width / format_.scale,
            height=format_.height / format_.scale,
            bleed=format_.bleed / format_.scale if edition == "press" else 0.0,
            codes=(payload,) if payload else (),
            edition=edition,
            slug=sheet.slug,
            safe=format_.safe / format_.scale,
            smallest_text=format_.smallest_text / format_.scale,
            smallest_code=format_.smallest_code / format_.scale,
            smallest_module=SMALLEST_MODULE_MM / format_.scale,
            fine_module=FINE_MODULE_MM / format_.scale,
            smallest_ppi=format_.smallest_ppi * format_.scale,
            words=_required_words(site, publication, copy),
            slogan=publication.fill(publication.entry.slogan or "", copy),
            foreign=_foreign(publication, copy),
        )
        job = Job(make_sheet, sheet, origin, path, code, parts)
        sheet_jobs[edition] = job
        yield Artifact(path, NAME, job, promise)
        if edition == "screen" and format_.tile_paper:
            yield _tiles(site, publication, copy, job)
    if not with_pictures:
        return
    for page in range(1, format_.pages + 1):
        large = publication.picture(page, LARGE_PX)
        job = Job(make_picture, Picture(page, LARGE_PX), origin, large, (sheet_jobs["screen"],))
        yield Artifact(large, NAME, job)
        small = publication.picture(page, SMALL_PX)
        yield Artifact(small, NAME, Job(make_thumbnail, Thumbnail(SMALL_PX), origin, small, (job,)))


def _tiles(site: Site, publication: Publication, copy: Copy, sheet: Job) -> Artifact:
    format_ = publication.format
    words = site.words[publication.page.lang]
    paper = format_.tile_paper
    assert paper is not None
    path = publication.file(copy, "tiles")
    title = f"{format_.name}: {publication.title}" + (f" – {copy.title}" if copy.title else "")
    layout = f"{FOLDER}/tiles.typ"
    inputs = Tiles(
        title=title,
        code=publication.edition_code,
        lang=publication.page.lang,
        width=format_.width,
        height=format_.height,
        scale=format_.scale,
        paper=paper,
        labels={k: v for k, v in words.items() if k.startswith("tiles_")},
        layout={layout: site.files[layout]},
    )
    return Artifact(path, NAME, Job(make_tiles, inputs, publication.place, path, (sheet,)))


def _required_words(site: Site, publication: Publication, copy: Copy) -> tuple[str, ...]:
    """Return what the law wants on a banner: the name and address of who puts it up."""
    if publication.format.layout != "banner":
        return ()
    issuer = site.settings.issuer
    signature = publication.entry.signature
    name = publication.fill(signature, copy) if signature else issuer.name
    return (name, issuer.address)


def _foreign(publication: Publication, copy: Copy) -> str:
    """Return the sheet's text in a foreign language, which the law holds to a size and place."""
    second = publication.entry.second_text
    return publication.fill(second.text, copy) if second and second.is_foreign else ""


def _editions() -> tuple[Edition, ...]:
    return ("screen", "press")


def _payload(publication: Publication, copy: Copy) -> str:
    """Return what the code carries: a register entry, or what the row's venue was issued."""
    if publication.entry.code_from:
        return copy.values.get(publication.entry.code_from, "")
    return publication.link.out if publication.link else ""


def _sheet(
    site: Site, publication: Publication, edition: Edition, data: dict[str, Any], document: str
) -> Sheet:
    slug = boxes.SLUG_MM if edition == "press" and publication.format.has_slug else 0.0
    icons = {data["emblem"]} | {step["icon"] for step in data["steps"]}
    files = {f"assets/icons/{name}.svg" for name in icons if name}
    return Sheet(
        layout=publication.format.layout,
        edition=edition,
        document=document,
        date=publication.edition_date,
        slug=slug,
        user_unit=publication.format.user_unit if edition == "press" else 1,
        layouts={
            path: digest
            for path, digest in site.files_under(FOLDER).items()
            if path.endswith(("/lib.typ", f"/{publication.format.layout}.typ"))
        },
        icons={path: site.files[path] for path in sorted(files)},
        pictures={image.path: image.digest for image in publication.page.images.values()},
    )


def _document(site: Site, publication: Publication, copy: Copy, payload: str) -> dict[str, Any]:
    """Gather a layout's data. Words are bound, so that numbers and names never break."""
    settings, entry, page = site.settings, publication.entry, publication.page

    def words(text: str) -> str:
        return _bound(text, settings.phrases)

    def filled(text: str | None) -> str:
        return words(fill(text, copy.values)) if text else ""

    hotline, format_ = settings.hotline, publication.format
    lang = page.lang
    labels = {name: words(text) for name, text in site.words[lang].items()}
    date = publication.edition_date
    code = publication.edition_code
    return {
        "format": _format(publication),
        "lang": lang,
        "title": filled(entry.title) or words(page.header.title),
        "summary": words(page.header.summary),
        "slogan": filled(entry.slogan),
        "reason": filled(entry.reason),
        "second": _second(entry, filled),
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
            "label": words(labels["hotline"].format(name=site.say(hotline.name, lang)[0])),
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
        "slug_line": site.words[lang]["slug_line"].format(
            title=filled(entry.title) or page.header.title,
            code=code,
            size=format_.size_in_words,
            scale=format_.scale_in_name,
            bleed=f"{format_.bleed:g}",
        ),
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "date_words": f"{date.day:02d}/{date.month}/{date.year}",
        "qr": _code(site, publication, payload, words, filled),
        "steps": _steps(publication, words),
        "sections": tree.sections(page.blocks, entry.sections, page.targets, words),
        "pictures": {written: image.path for written, image in page.images.items()},
        "panels": [
            tree.sections(page.blocks, panel, page.targets, words) for panel in entry.panels
        ],
    }


@functools.lru_cache(maxsize=4096)
def _bound(text: str, phrases: tuple[str, ...]) -> str:
    """Bind a text once: most of what a sheet says stands on all its copies."""
    return vietnamese.bind(text, phrases)


def _second(entry: PublishEntry, filled: tree.Words) -> dict[str, str] | None:
    second = entry.second_text
    return {"lang": second.lang, "text": filled(second.text)} if second else None


def _code(
    site: Site, publication: Publication, payload: str, words: tree.Words, filled: tree.Words
) -> dict[str, str] | None:
    if not payload:
        return None
    link = publication.link
    purpose = filled(publication.entry.qr_text or "") or words(link.action if link else "")
    address = link.address if link else payload
    alt = site.words[publication.page.lang]["code_alt"].format(action=purpose, address=address)
    return {"payload": payload, "purpose": purpose, "address": address, "alt": alt}


def _steps(publication: Publication, words: tree.Words) -> list[dict[str, Any]]:
    """Return the steps to show: the entry's own short ones, or the page's whole ones."""
    entry, page = publication.entry, publication.page
    if entry.steps:
        # Short labels may part anywhere between words: they stand in narrow columns.
        return [{"title": s.text, "body": [], "icon": s.icon} for s in entry.steps]
    found = tree.steps(page.blocks, page.targets, words)
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
        "marks": format_.marks,
        "folds": [list(side) for side in format_.folds],
        "cassette": format_.cassette,
        "body_text": list(format_.body_text),
    }


def _palette(site: Site) -> dict[str, Any]:
    palette = site.settings.palette

    def both(colour: Colour) -> dict[str, Any]:
        return {"rgb": colour.rgb, "cmyk": list(colour.cmyk)}

    return {name: both(getattr(palette, name)) for name in ("ground", "action", "notice", "paper")}

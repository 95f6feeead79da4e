"""Prints: each copy of each publication in a screen and a press edition, and its pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from bangtin import locales
from bangtin.channels.press import sheet_data
from bangtin.checks.expectations import PrintExpectations
from bangtin.config import rules
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.problems import Refused
from bangtin.qr import encoding
from bangtin.site.publications import Copy, Print
from bangtin.site.site import Site
from bangtin.typesetting import boxes, tiles
from bangtin.typesetting.compiler import FOLDER, Sheet

if TYPE_CHECKING:
    from PIL import Image

NAME = "press"
SMALL_PX, LARGE_PX = 480, 1200
"""The widths of a print's pictures: in lists, and on its own page."""

Kind = Literal["avif", "webp"]
GALLERY_KINDS: tuple[Kind, ...] = ("avif", "webp")
"""What a gallery offers a browser, best first. The large pictures have no AVIF: for the sample
it takes seven seconds, as long as all other work."""
AVIF = {False: {"quality": 50, "speed": 8}, True: {"quality": 45, "speed": 9}}
"""Settings for usual and for dense screens. Speed 8 gives three fifths of WebP's bytes for the
same look; 6 takes four times as long for 5 % less. Speed 9 takes a fifth of the time, and gives
grain that is seen at less than three points to a pixel."""

SMALLEST_MODULE_MM = 0.17
"""Four dots of a 600 dpi printer (DENSO WAVE, qrcode.com/en/howto/cell.html)."""

FINE_MODULE_MM = 0.5
"""Below this, the cameras of cheap phones begin to fail."""

SMALLEST_SPARED_PT, THINNEST_SPARED_PT = 8.0, 10.0
"""What light letters out of several inks need: 8 pt, and semi-bold below 10 pt."""

Edition = Literal["screen", "press"]


class Code(msgspec.Struct, frozen=True):
    """The inputs of a QR symbol."""

    payload: str


class Picture(msgspec.Struct, frozen=True):
    """The inputs of a picture of one page (from 1); the screen edition is its source."""

    page: int
    width_px: int
    kind: Literal["webp", "png"] = "webp"


class Thumbnail(msgspec.Struct, frozen=True):
    """The inputs of a smaller picture and its kind; the picture is its source.

    ``is_dense`` says that it is for screens with three points to a pixel, which hide flaws.
    """

    width_px: int
    kind: Kind
    is_dense: bool = False


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
    layouts = _layouts(site)
    for publication in site.prints:
        sheets: dict[str, Task] = {}
        own = layouts[publication.format.layout]
        for number, copy in enumerate(publication.copies):
            for artifact in _copy(site, publication, copy, own, with_pictures=number == 0):
                if artifact.path == publication.file(copy, "screen"):
                    sheets[copy.slug] = artifact.task
                yield artifact
        for path, copies in publication.bundles().items():
            sources = tuple(sheets[copy.slug] for copy in copies)
            task = Task.of(merge_sheets, Merge(publication.title), publication.place, path, sources)
            yield Artifact(path, NAME, task)


def _slogan(publication: Print, copy: Copy) -> str:
    """Return the slogan that has to stand on a copy; empty where it has none."""
    return publication.fill(publication.entry.slogan or "", copy)


@builder
def make_code(inputs: Code, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Make a QR symbol. Raises Refused for a payload that no phone could read."""
    size = len(inputs.payload.encode())
    if size > encoding.MAX_BYTES:
        raise Refused("code-too-long", size=size, limit=encoding.MAX_BYTES)
    return msgspec.msgpack.encode(encoding.make(inputs.payload))


@builder
def make_sheet(sheet: Sheet, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Set one edition of a print as PDF."""
    from bangtin.typesetting import compiler

    pdf = compiler.pdf(sheet, root, *data)
    if sheet.edition == "screen":
        return pdf
    return boxes.finish(
        pdf,
        slug=sheet.slug,
        user_unit=sheet.user_unit,
        condition=sheet.condition,
        marks=sheet.marks,
    )


@builder
def merge_sheets(inputs: Merge, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Merge screen editions into one PDF, in their order."""
    return boxes.merged(data, inputs.title)


@builder
def make_tiles(inputs: Tiles, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Cut a screen edition into tiles for an office printer."""
    from bangtin.typesetting import compiler

    layout = tiles.grid(inputs.width, inputs.height, inputs.paper)
    labels = inputs.labels
    values: dict[str, object] = {
        "rows": layout.rows,
        "columns": layout.columns,
        "paper": inputs.paper,
    }
    values |= {"pages": layout.rows * layout.columns, "overlap": f"{tiles.OVERLAP_MM:g}"}
    ink = tiles.ink_share(data[0])
    marks = compiler.plain(
        "tiles",
        {
            "title": inputs.title,
            "intro": labels["tiles_intro"].format_map(values),
            "how": [labels[f"tiles_how_{n}"].format_map(values) for n in range(1, 5)],
            "ink": labels["tiles_ink"].format_map({"share": round(ink * 100)})
            if ink >= tiles.MUCH_INK
            else "",
            "below": tiles.below(layout),
            "bar": tiles.bar(layout),
            "labels": {name.removeprefix("tiles_"): words for name, words in labels.items()},
            "code": inputs.code,
            "lang": locales.base(inputs.lang),
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
        inputs.layout,
    )
    return tiles.assemble(marks, data[0], layout, inputs.scale)


@builder
def make_picture(picture: Picture, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw one page of a screen edition: a picture of the very file that ships.

    As WebP, or as PNG for others to be made from: that is drawn at twice its size, so that
    thin strokes stay smooth.
    """
    import pypdfium2

    is_source = picture.kind == "png"
    drawn_px = picture.width_px * (2 if is_source else 1)
    document = pypdfium2.PdfDocument(data[0])
    try:
        page = document[picture.page - 1]
        image = page.render(scale=drawn_px / page.get_width()).to_pil()
    finally:
        document.close()
    return (_png if is_source else _webp)(image, picture.width_px)


@builder
def make_thumbnail(inputs: Thumbnail, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Make a picture smaller."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data[0])) as image:
        if inputs.kind == "avif":
            return _avif(image, inputs.width_px, **AVIF[inputs.is_dense])
        return _webp(image, inputs.width_px)


def _webp(image: Image.Image, width: int) -> bytes:
    """Encode a picture as WebP, ``width`` px wide. Method 2: 4 takes twice as long for 3 %."""
    import io

    output = io.BytesIO()
    _sized(image, width).save(output, "WEBP", quality=80, method=2)
    return output.getvalue()


def _avif(image: Image.Image, width: int, *, quality: int, speed: int) -> bytes:
    """Encode a picture as AVIF, ``width`` px wide.

    One thread: the pool has the others, and the bytes are the same everywhere.
    """
    import io

    output = io.BytesIO()
    _sized(image, width).save(output, "AVIF", quality=quality, speed=speed, max_threads=1)
    return output.getvalue()


def _png(image: Image.Image, width: int) -> bytes:
    """Encode a picture of twice the width without loss: quickly, not small."""
    import io

    from PIL import Image

    output = io.BytesIO()
    _sized(image, width, Image.Resampling.BOX).save(output, "PNG", compress_level=1)
    return output.getvalue()


def _sized(image: Image.Image, width: int, by: int | None = None) -> Image.Image:
    """Return a picture ``width`` px wide, made smaller by a filter of Pillow (or LANCZOS)."""
    from PIL import Image

    sized = image.convert("RGB")
    if sized.width == width:
        return sized
    height = max(1, round(image.height * width / image.width))
    return sized.resize((width, height), Image.Resampling.LANCZOS if by is None else by)


def pictures(site: Site) -> Iterator[tuple[str, Task]]:
    """Yield a label and the task of a picture for each page of each publication."""
    layouts = _layouts(site)
    for publication in site.prints:
        format_ = publication.format
        wanted = {publication.picture(n, SMALL_PX): n for n in range(1, format_.pages + 1)}
        own = layouts[format_.layout]
        for artifact in _copy(site, publication, publication.copies[0], own, with_pictures=True):
            if artifact.path in wanted:
                page = f" ({wanted[artifact.path]}/{format_.pages})" if format_.pages > 1 else ""
                yield f"{format_.name}{page}", artifact.task


def _layouts(site: Site) -> dict[str, dict[str, str]]:
    """Return the digests of what each layout is set from: its file, the one of all, and fonts."""
    files = site.files_under(FOLDER)
    return {
        layout: site.layout_files(
            *(path for path in files if path.endswith(("/lib.typ", f"/{layout}.typ")))
        )
        for layout in dict.fromkeys(publication.format.layout for publication in site.prints)
    }


def _copy(
    site: Site,
    publication: Print,
    copy: Copy,
    layouts: dict[str, str],
    *,
    with_pictures: bool,
) -> Iterator[Artifact]:
    format_ = publication.format
    payload = _payload(publication, copy)
    origin = publication.place
    parts = publication.parts
    national = rules.of(site.settings.rules)
    code = (Task.of(make_code, Code(payload), origin, payload),) if payload else ()
    sheet_tasks: dict[str, Task] = {}
    palette = site.settings.palette
    # Letters spared out of one ink alone have nothing to be out of register with.
    many_inks = max(sum(ink > 0 for ink in c.cmyk) for c in (palette.ground, palette.action)) > 1
    # Both editions hold one text: there may be thousands of copies at a time.
    data = sheet_data.gather(site, publication, copy, payload)
    document = json.dumps(data, ensure_ascii=False, sort_keys=True)
    texts = sheet_data.texts(data)
    sheets = {e: _sheet(site, publication, e, data, document, layouts) for e in _editions()}
    for edition, sheet in sheets.items():
        path = publication.file(copy, edition)
        expectations = PrintExpectations(
            pages=format_.pages,
            width=format_.width / format_.scale,
            height=format_.height / format_.scale,
            scale=format_.scale,
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
            words=sheet_data.required_words(site, publication, copy),
            texts=texts,
            slogan=_slogan(publication, copy),
            foreign=sheet_data.foreign(publication, copy, national),
            largest_foreign=national.largest_foreign or 1.0,
            smallest_spared=SMALLEST_SPARED_PT / format_.scale
            if many_inks and edition == "press"
            else 0.0,
            thinnest_spared=THINNEST_SPARED_PT / format_.scale
            if many_inks and edition == "press"
            else 0.0,
        )
        task = Task.of(make_sheet, sheet, origin, path, code, parts)
        sheet_tasks[edition] = task
        yield Artifact(path, NAME, task, expectations)
        if edition == "screen" and format_.tile_paper:
            yield _tiles(site, publication, copy, task)
    if not with_pictures:
        return
    for page in range(1, format_.pages + 1):
        large = publication.picture(page, LARGE_PX)
        task = Task.of(
            make_picture, Picture(page, LARGE_PX), origin, large, (sheet_tasks["screen"],)
        )
        yield Artifact(large, NAME, task)
        yield from _thumbnails(publication, page, sheet_tasks["screen"])


def _thumbnails(publication: Print, page: int, sheet: Task) -> Iterator[Artifact]:
    """Yield a page's smaller pictures; of the first, as galleries show it, in each of its kinds.

    All are made from one that lost nothing. It is drawn anew: that takes half as long as reading
    the large one and making it smaller.
    """
    wanted: set[tuple[Kind, int]] = {("webp", SMALL_PX)}
    if page == 1:
        wanted |= {(kind, width) for kind in GALLERY_KINDS for width in publication.gallery_px[1:]}
    path = publication.picture(page, SMALL_PX, "png")
    drawn = Picture(page, SMALL_PX, "png")
    small = Task.of(make_picture, drawn, publication.place, path, (sheet,))
    for kind, width in sorted(wanted):
        path = publication.picture(page, width, kind)
        inputs = Thumbnail(width, kind, kind == "avif" and width == publication.gallery_px[2])
        task = Task.of(make_thumbnail, inputs, publication.place, path, (small,))
        yield Artifact(path, NAME, task)


def _tiles(site: Site, publication: Print, copy: Copy, sheet: Task) -> Artifact:
    format_ = publication.format
    strings = site.strings[publication.page.lang]
    paper = format_.tile_paper
    assert paper is not None
    path = publication.file(copy, "tiles")
    shown = publication.title + (f" – {copy.title}" if copy.title else "")
    layout = f"{FOLDER}/tiles.typ"
    inputs = Tiles(
        title=publication.named(strings, shown),
        code=publication.coded(strings),
        lang=publication.page.lang,
        width=format_.width,
        height=format_.height,
        scale=format_.scale,
        paper=paper,
        labels={k: v for k, v in strings.items() if k.startswith("tiles_")},
        layout=site.layout_files(layout),
    )
    return Artifact(path, NAME, Task.of(make_tiles, inputs, publication.place, path, (sheet,)))


def _editions() -> tuple[Edition, ...]:
    return ("screen", "press")


def _payload(publication: Print, copy: Copy) -> str:
    """Return what the code carries: a register entry, or what the row's venue was issued."""
    if publication.entry.code_from:
        return copy.values.get(publication.entry.code_from, "")
    return publication.link.out if publication.link else ""


def _sheet(
    site: Site,
    publication: Print,
    edition: Edition,
    data: dict[str, Any],
    document: str,
    layouts: dict[str, str],
) -> Sheet:
    format_, is_press = publication.format, edition == "press"
    folds = tuple(tuple(x / format_.scale for x in side) for side in format_.folds)
    icons = {data["emblem"]} | {step["icon"] for step in data["steps"]}
    files = {f"assets/icons/{name}.svg" for name in icons if name}
    return Sheet(
        layout=format_.layout,
        edition=edition,
        document=document,
        date=publication.edition_date,
        slug=boxes.SLUG_MM if is_press and format_.has_slug else 0.0,
        user_unit=format_.user_unit if is_press else 1,
        condition=site.settings.press.condition if is_press else "",
        marks=boxes.Marks(folds) if is_press and format_.marks else None,
        layouts=layouts,
        icons={path: site.files[path] for path in sorted(files)},
        pictures={image.path: image.digest for image in publication.page.images.values()},
    )

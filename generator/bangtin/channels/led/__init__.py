"""LED boards: for each copy a zip for the board's owner, a sheet, and previews as lamps."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bangtin import locales, spelling
from bangtin.config.strings import sheet_labels
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.lamps import distances, planning
from bangtin.lamps.planning import Message, Plan
from bangtin.site import boards
from bangtin.site.boards import Board
from bangtin.site.publications import Copy
from bangtin.site.site import Site

if TYPE_CHECKING:
    from PIL.Image import Image

NAME = "led"
LAYOUT = "layouts/press/board.typ"

_STAMP = (1980, 1, 1, 0, 0, 0)
"""One time for every file, so that the same board gives the same bytes."""
WHITE = "white"
"""What frames of a board of one colour are drawn in: its software knows lit and dark only."""


class Lamps(msgspec.Struct, frozen=True):
    """The inputs of a picture of a board; with ``page`` of one page (from 0), else of all."""

    message: Message
    colour: str
    page: int | None = None


class Sheet(msgspec.Struct, frozen=True):
    """The inputs of a board's sheet: what it says as JSON, and what it shows.

    ``layout`` maps its file to its digest.
    """

    document: str
    lamps: Lamps
    layout: dict[str, str]


class Package(msgspec.Struct, frozen=True):
    """The inputs of a board's zip: the colour of its frames; its source is the sheet."""

    name: str
    message: Message
    colour: str
    text: str
    running: str


def plan(site: Site) -> Iterator[Artifact]:
    """Plan the files of each copy of each board."""
    for publication in site.publications:
        if isinstance(publication, Board):
            for copy in publication.copies:
                yield from _copy(site, publication, copy)


def pictures(site: Site) -> Iterator[tuple[str, Task]]:
    """Yield a label and the task of a picture for each, for the contact sheet."""
    for publication in site.publications:
        if isinstance(publication, Board) and publication.copies:
            copy = publication.copies[0]
            label = f"{publication.format.name}: {publication.title}"
            yield label, _picture(publication, copy, "make_all_lamps")


def _picture(publication: Board, copy: Copy, kind: str) -> Task:
    make = {"make_lamps": make_lamps, "make_all_lamps": make_all_lamps,
            "make_moving_lamps": make_moving_lamps}[kind]  # fmt: skip
    page = 0 if kind == "make_lamps" else None
    inputs = Lamps(publication.plan(copy).message, publication.colour, page)
    return Task.of(make, inputs, publication.place, f"{publication.name(copy)} {kind}")


def _copy(site: Site, publication: Board, copy: Copy) -> Iterator[Artifact]:
    origin = publication.place
    message = publication.plan(copy).message
    paths = boards.paths(publication, copy)
    yield Artifact(paths.still, NAME, _picture(publication, copy, "make_all_lamps"))
    yield Artifact(paths.card, NAME, _picture(publication, copy, "make_lamps"))
    if paths.moving:
        yield Artifact(paths.moving, NAME, _picture(publication, copy, "make_moving_lamps"))
    document = json.dumps(_sheet_data(site, publication, copy), ensure_ascii=False, sort_keys=True)
    layout = site.layout_files(LAYOUT)
    shown = Lamps(message, publication.colour)
    sheet = Task.of(make_sheet, Sheet(document, shown, layout), origin, paths.sheet)
    yield Artifact(paths.sheet, NAME, sheet)
    name = publication.name(copy)
    colour = WHITE if publication.format.colours == "one" else publication.colour
    text = _text(site, publication, copy)
    package = Package(name, message, colour, text, publication.words.running)
    yield Artifact(
        paths.package, NAME, Task.of(make_package, package, origin, paths.package, (sheet,))
    )


def _sheet_data(site: Site, publication: Board, copy: Copy) -> dict[str, Any]:
    labels = site.strings[publication.page.lang]
    found, format_ = publication.plan(copy), publication.format
    day, night = distances.of(found.capital, format_.pitch)
    title = publication.fill(publication.title, copy)
    order = publication.entry.order
    places = [publication.fill(place, copy) for place in order.to] if order else []
    return {
        "lang": locales.base(publication.page.lang),
        "title": title + (f" – {copy.title}" if copy.title else ""),
        "format": format_.name,
        "issuer": site.settings.issuer.name,
        "code": publication.coded(labels),
        "date": spelling.written(publication.edition_date, publication.page.lang),
        "labels": sheet_labels(labels, "led_"),
        "is_running": found.message.mode == "scroll",
        "facts": [
            [labels["led_size"], boards.size_in_words(publication, labels)],
            [labels["led_mode"], labels[f"led_mode_{found.message.mode}"]],
            [labels["led_colour"], labels[f"led_colour_{publication.colour}"]],
            *([[labels["led_speed"], boards.speed_in_words(found, labels)]] if found.step else []),
            [labels["led_round"], boards.seconds(found.round, labels)],
            [labels["led_distance"], labels["led_distance_text"].format(day=day, night=night)],
            *([[labels["led_places"], "; ".join(places)]] if places else []),
        ],
        "pages": [[page.words, boards.seconds(page.dwell, labels)] for page in found.pages],
        "files": [list(pair) for pair in _files_in_words(publication, copy, found, labels)],
    }


def _files_in_words(
    publication: Board, copy: Copy, found: Plan, labels: dict[str, str]
) -> Iterator[tuple[str, str]]:
    name = publication.name(copy)
    if found.message.mode == "scroll":
        yield f"{name}-{publication.words.running}.png, .bmp", labels["led_file_strip"]
    else:
        yield f"{name}-1.png …", labels["led_file_png"]
        yield f"{name}-1-1bit.bmp …", labels["led_file_bmp1"]
        yield f"{name}-1-24bit.bmp …", labels["led_file_bmp24"]
    if _moves(found):
        yield f"{name}.gif", labels["led_file_gif"]
    yield f"{name}.txt", labels["led_file_txt"]


def _moves(found: Plan) -> bool:
    return found.moves or bool(found.message.flash)


def _text(site: Site, publication: Board, copy: Copy) -> str:
    """Return the words for an owner who types them: a page a paragraph, with its time."""
    labels = site.strings[publication.page.lang]
    found = publication.plan(copy)
    lines = [f"{publication.coded(labels)}  {publication.size_in_words}", ""]
    for number, page in enumerate(found.pages, start=1):
        lines.append(f"{number}. ({boards.seconds(page.dwell, labels)})")
        lines += [row.replace("\u00a0", " ") for row in page.rows]
        lines.append("")
    return "\r\n".join(lines)


@builder
def make_lamps(inputs: Lamps, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw one page as lamps, as WebP."""
    from bangtin.lamps import preview

    found = planning.plan(inputs.message)
    picture = _first(found)
    pixel = preview.scale(picture.width, preview.WIDEST // 2)
    return preview.webp(preview.lamps(picture, inputs.colour, pixel))


def _first(found: Plan) -> Image:
    """Return a frame that shows something: of a running text the one that is filled first."""
    from bangtin.lamps import frames

    if found.message.mode != "scroll":
        return frames.page(found, found.pages[0])
    width = found.message.width
    return frames.strip(found).crop((width, 0, 2 * width, found.message.height))


@builder
def make_all_lamps(inputs: Lamps, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw all pages as lamps, one below the other, as WebP."""
    from bangtin.lamps import preview

    return preview.webp(_all_lamps(inputs))


def _all_lamps(inputs: Lamps) -> Image:
    from bangtin.lamps import frames, preview

    found = planning.plan(inputs.message)
    if found.message.mode == "scroll":
        shown = [_first(found)]
    else:
        shown = [frames.page(found, page) for page in found.pages]
    return preview.together(shown, inputs.colour)


@builder
def make_moving_lamps(inputs: Lamps, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Draw a board as it moves, as SVG."""
    from bangtin.lamps import frames, preview

    found, colour = planning.plan(inputs.message), inputs.colour
    if found.message.mode == "scroll":
        return preview.running(
            frames.strip(found), found.message.width, found.step, found.delay, colour
        )
    return preview.in_turn(frames.timed(found), colour)


@builder
def make_sheet(inputs: Sheet, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Set the sheet that goes to the board's owner, as PDF."""
    from bangtin.lamps import preview
    from bangtin.typesetting import compiler

    picture = _all_lamps(inputs.lamps)
    shown = {"picture": list(preview.png(picture)), "sides": picture.size}
    document = json.loads(inputs.document) | shown
    return compiler.plain("board", document, root, inputs.layout)


@builder
def make_package(inputs: Package, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Pack what a board's owner needs: frames in every kind, animation, words and sheet."""
    from bangtin.lamps import frames

    found = planning.plan(inputs.message)
    colour, name = frames.COLOURS[inputs.colour], inputs.name
    files: dict[str, bytes] = {}
    if found.message.mode == "scroll":
        whole = frames.strip(found)
        stem = f"{name}-{inputs.running}"
        files[f"{stem}.png"] = frames.png(whole, colour)
        files[f"{stem}-1bit.bmp"] = frames.bmp_one_bit(whole)
        files[f"{stem}-24bit.bmp"] = frames.bmp_true_colour(whole, colour)
    else:
        for number, page in enumerate(found.pages, start=1):
            picture = frames.page(found, page)
            files[f"{name}-{number}.png"] = frames.png(picture, colour)
            files[f"{name}-{number}-1bit.bmp"] = frames.bmp_one_bit(picture)
            files[f"{name}-{number}-24bit.bmp"] = frames.bmp_true_colour(picture, colour)
    if _moves(found):
        files[f"{name}.gif"] = frames.gif(frames.timed(found), colour)
    files[f"{name}.txt"] = inputs.text.encode("utf-8-sig")
    files[f"{name}.pdf"] = data[0]
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for file, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{name}/{file}", _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return output.getvalue()

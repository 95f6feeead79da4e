"""The frames of a plan, lamp by lamp, and their files: PNG, BMP and GIF."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bangtin.lamps.faces import face
from bangtin.lamps.planning import Page, Plan

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (255, 0, 0),
    "yellow": (255, 255, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "white": (255, 255, 255),
}
"""What lamps show; yellow is red and green together."""


def page(plan: Plan, shown: Page) -> Image:
    """Return a page as a picture of mode "1": its rows in the middle of the board."""
    from PIL import Image

    own, message = face(shown.size), plan.message
    picture = Image.new("1", (message.width, message.height))
    top = (message.height - own.rows * len(shown.rows)) // 2
    for number, row in enumerate(shown.rows):
        drawn = own.draw(row)
        picture.paste(drawn, ((message.width - drawn.width) // 2, top + number * own.rows))
    return picture


def strip(plan: Plan) -> Image:
    """Return a running text as one picture: a board's width of dark before and after each run."""
    from PIL import Image

    message = plan.message
    runs = [face(p.size).draw(p.rows[0]) for p in plan.pages]
    total = message.width + sum(p.dwell // plan.delay * plan.step for p in plan.pages)
    picture = Image.new("1", (total, message.height))
    left = message.width
    for run, shown in zip(runs, plan.pages, strict=True):
        picture.paste(run, (left, (message.height - run.height) // 2))
        left += shown.dwell // plan.delay * plan.step
    return picture


def timed(plan: Plan) -> Iterator[tuple[Image, int]]:
    """Yield every picture of a round and how long it stays; no two in a row are the same."""
    last: Image | None = None
    stays = 0
    for picture, delay in _moments(plan):
        if last is not None and picture.tobytes() == last.tobytes():
            stays += delay
            continue
        if last is not None:
            yield last, stays
        last, stays = picture, delay
    if last is not None:
        yield last, stays


def _moments(plan: Plan) -> Iterator[tuple[Image, int]]:
    message = plan.message
    if message.mode == "scroll":
        whole = strip(plan)
        for left in range(0, whole.width - message.width, plan.step):
            yield whole.crop((left, 0, left + message.width, message.height)), plan.delay
        return
    from PIL import Image

    dark = Image.new("1", (message.width, message.height))
    for shown in plan.pages:
        picture = page(plan, shown)
        if not message.flash:
            yield picture, shown.dwell
            continue
        half = -(-500 // message.flash // 10) * 10
        for _ in range(max(1, shown.dwell // (2 * half))):
            yield picture, half
            yield dark, half


def png(picture: Image, colour: tuple[int, int, int]) -> bytes:
    """Return a frame as PNG of one bit a lamp."""
    return _saved(_coloured(picture, colour), "PNG", bits=1)


def bmp_one_bit(picture: Image) -> bytes:
    """Return a frame as BMP of one bit a lamp, with the header of 40 bytes."""
    return _saved(picture, "BMP")


def bmp_true_colour(picture: Image, colour: tuple[int, int, int]) -> bytes:
    """Return a frame as BMP of 24 bit a lamp, with the header of 40 bytes."""
    return _saved(_coloured(picture, colour).convert("RGB"), "BMP")


def gif(moments: Iterable[tuple[Image, int]], colour: tuple[int, int, int]) -> bytes:
    """Return pictures as a GIF that goes on for ever; each stays as long as it is told to."""
    pictures, delays = zip(*moments, strict=True)
    first, *others = [_coloured(picture, colour) for picture in pictures]
    return _saved(
        first, "GIF", save_all=True, append_images=others, duration=list(delays), loop=0,
        optimize=False, disposal=1,
    )  # fmt: skip


def _coloured(picture: Image, colour: tuple[int, int, int]) -> Image:
    if colour == COLOURS["white"] and picture.mode == "1":
        return picture
    found = picture.convert("L").point([0] * 128 + [1] * 128, "L").convert("P")
    found.putpalette([0, 0, 0, *colour])
    return found


def _saved(picture: Image, kind: str, **options: object) -> bytes:
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()

"""What the portal shows of boards."""

from __future__ import annotations

from bangtin.channels.portal.language_portal import Portal
from bangtin.channels.portal.media_content import Content, Fact, File, Picture
from bangtin.lamps import distances, preview
from bangtin.site import boards
from bangtin.site.boards import Board
from bangtin.site.publications import Copy


def content(portal: Portal, publication: Board) -> Content:
    """Return what its page and its card show."""
    labels = portal.t
    first = publication.copies[0]
    found = publication.plan(first)
    words = ". ".join(page.words for page in found.pages)
    day, night = distances.of(found.capital, publication.format.pitch)
    facts = [
        Fact(labels["led_size"], boards.size_in_words(publication, labels)),
        Fact(labels["led_mode"], labels[f"led_mode_{found.message.mode}"]),
    ]
    if found.step:
        facts.append(Fact(labels["led_speed"], boards.speed_in_words(found, labels)))
    facts += [
        Fact(
            f"{labels['led_page']} {number}",
            f"{page.words} ({boards.seconds(page.dwell, labels)})",
            is_said=True,
        )
        for number, page in enumerate(found.pages, start=1)
    ]
    facts += [
        Fact(labels["led_round"], boards.seconds(found.round, labels)),
        Fact(labels["led_distance"], labels["led_distance_text"].format(day=day, night=night)),
    ]
    return Content(
        pictures=(_picture(publication, first, words),),
        files=tuple(_files(portal, publication)),
        facts=tuple(facts),
        notes=(labels["led_note"],),
        card=_card(publication, first),
        excerpt=words,
    )


def _picture(publication: Board, copy: Copy, words: str) -> Picture:
    found, paths = publication.plan(copy), boards.paths(publication, copy)
    message = found.message
    pages = len(found.pages) if message.mode != "scroll" else 1
    width, height = preview.sides(message.width, message.height, pages)
    pixel = preview.scale(message.width)
    return Picture(
        src=paths.still,
        width=width,
        height=height,
        alt=words,
        is_lamps=True,
        moving=paths.moving,
        moving_width=message.width * pixel,
        moving_height=message.height * pixel,
    )


def _card(publication: Board, copy: Copy) -> Picture:
    message = publication.plan(copy).message
    pixel = preview.scale(message.width, preview.WIDEST // 2)
    return Picture(
        src=boards.paths(publication, copy).card,
        width=message.width * pixel,
        height=message.height * pixel,
        alt="",
        is_lamps=True,
    )


def _files(portal: Portal, publication: Board) -> list[File]:
    labels, found = portal.t, []
    for copy in publication.copies:
        paths = boards.paths(publication, copy)
        found.append(File(labels["led_package"], paths.package, copy.title))
        found.append(File(labels["led_sheet"], paths.sheet, copy.title))
    return found

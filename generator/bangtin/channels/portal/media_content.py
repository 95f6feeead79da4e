"""What a page of the portal shows of a way out that is no print, whichever it is."""

from __future__ import annotations

import msgspec


class Picture(msgspec.Struct, frozen=True):
    """A picture to look at; ``src`` is its path below the portal's root, sides are in px.

    ``is_lamps`` asks for sharp edges: a picture of lamps is enlarged without blur. ``moving``
    is shown instead to whoever hasn't asked for less motion.
    """

    src: str
    width: int
    height: int
    alt: str
    is_lamps: bool = False
    moving: str = ""
    moving_width: int = 0
    moving_height: int = 0


class File(msgspec.Struct, frozen=True):
    """A file to download; ``of`` says for whom it is.

    ``of`` is in the language of the entry's page, as a copy's title is. ``label`` is the kind
    and size of a file that isn't built: of a built one, the page says them by itself.
    """

    title: str
    path: str
    of: str = ""
    label: str = ""


class Text(msgspec.Struct, frozen=True):
    """A text to copy, with its title, for whom it is, and what one has to know of it ("2 SMS").

    ``signs`` are the letters that make a message dearer.
    """

    title: str
    text: str
    note: str = ""
    lang: str = ""
    of: str = ""
    signs: str = ""


class Fact(msgspec.Struct, frozen=True):
    """A name with its value, which with ``is_said`` is in the language of the entry's page."""

    name: str
    value: str
    is_said: bool = False


class Content(msgspec.Struct, frozen=True):
    """All that a page shows, in this order.

    ``card`` is the picture in lists; without one they show ``excerpt``, its first words.
    """

    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    texts: tuple[Text, ...] = ()
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    sounds: tuple[File, ...] = ()
    card: Picture | None = None
    excerpt: str = ""

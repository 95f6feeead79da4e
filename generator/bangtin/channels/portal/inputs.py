"""What a page of the portal is made from: the inputs of its builders."""

from __future__ import annotations

from typing import Any

import msgspec

STYLESHEET = "assets/css/portal.css"


class Photo(msgspec.Struct, frozen=True):
    """The inputs of a picture: its file, digest, and the width (px) at which it is published."""

    path: str
    digest: str
    width: int


class PhotoTag(msgspec.Struct, frozen=True):
    """What a page says of a picture: where it is, and its size in pixels."""

    src: str
    width: int
    height: int


class FileLabel(msgspec.Struct, frozen=True):
    """What a page says of a file that its text offers.

    ``label`` is its kind and size, ``save_as`` the name under which it is saved; empty
    where a browser opens it.
    """

    label: str
    save_as: str


class SharedContext(msgspec.Struct, frozen=True):
    """What all pages of one language share.

    ``context`` is what their templates see; ``phones`` are the numbers that become links in
    a text, each with what is dialled; no line breaks within one of
    ``phrases``; ``layouts`` maps each template to the digest that was planned with.
    """

    lang: str
    context: dict[str, Any]
    phrases: tuple[str, ...]
    layouts: dict[str, str]
    phones: dict[str, str] = {}


class About(msgspec.Struct, frozen=True):
    """What search engines are told of a page's words, and of what kind they are."""

    title: str
    summary: str
    lang: str
    url: str
    is_how_to: bool
    is_asked: bool


class Embedded(msgspec.Struct, frozen=True):
    """What another portal takes over from a page, besides its words; all addresses are whole.

    ``action`` is an address, what one does there, and how it is written; ``phone`` a label, the
    number and what is dialled.
    """

    page: str
    frame: str
    frame_px: int
    picture: str
    picture_px: tuple[int, int]
    title: str
    summary: str
    action: tuple[str, str, str] | None
    phone: tuple[str, str, str] | None
    source: str
    targets: dict[str, str]
    photos: dict[str, PhotoTag]
    colours: dict[str, str]


class PageInputs(msgspec.Struct, frozen=True):
    """The inputs of one HTML page, besides what all pages share and its words.

    ``context`` is what the template sees; the words are written in ``body_lang``,
    and their links, pictures and files put in from ``targets``, ``photos`` and ``files``; ``icons``
    maps files to the digests that were planned with. ``offers`` are the built files that the
    template offers, whose sizes come after all other data.
    """

    template: str
    url: str
    context: dict[str, Any]
    icons: dict[str, str] = {}
    body_lang: str = "vi"
    photos: dict[str, PhotoTag] = {}
    targets: dict[str, str] = {}
    files: dict[str, FileLabel] = {}
    offers: tuple[str, ...] = ()
    about: About | None = None
    embedded: Embedded | None = None


class ShareCard(msgspec.Struct, frozen=True):
    """The inputs of the picture that a shared link shows: its layout's data as JSON."""

    document: str
    layouts: dict[str, str]


class Stylesheet(msgspec.Struct, frozen=True):
    """The inputs of the stylesheet: its source file and the district's colours."""

    digest: str
    colours: dict[str, str]

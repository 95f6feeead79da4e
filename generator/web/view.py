"""What a page of the portal is made from: the inputs of its makers."""

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


class View(msgspec.Struct, frozen=True):
    """The inputs of one HTML page.

    ``context`` is what the template sees; ``body`` the page's own HTML, written in
    ``body_lang``, whose links are put in from ``targets``; no line breaks within
    one of ``phrases``; ``layouts`` and ``icons`` map files to the
    digests that were planned with.
    """

    template: str
    url: str
    context: dict[str, Any]
    layouts: dict[str, str]
    icons: dict[str, str] = {}
    body: str = ""
    body_lang: str = "vi"
    phrases: tuple[str, ...] = ()
    photos: dict[str, PhotoTag] = {}
    targets: dict[str, str] = {}


class ShareCard(msgspec.Struct, frozen=True):
    """The inputs of the picture that a shared link shows: its layout's data as JSON."""

    document: str
    layouts: dict[str, str]


class Stylesheet(msgspec.Struct, frozen=True):
    """The inputs of the stylesheet: its source file and the district's colours."""

    digest: str
    colours: dict[str, str]

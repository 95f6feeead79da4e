"""``layouts/formats.yaml``: what it says of the ways out that are no prints."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from bangtin.config.formats import Format
from bangtin.config.settings import Record

Pixels = Annotated[int, msgspec.Meta(ge=8, le=4_096)]
LampsAcross = Annotated[int, msgspec.Meta(ge=16, le=1_024)]
LampsDown = Annotated[int, msgspec.Meta(ge=16, le=512)]
"""Letters with Vietnamese marks take 16 rows."""
Seconds = Annotated[int, msgspec.Meta(ge=1, le=7_200)]


class BoardFormat(Record, frozen=True):
    """An LED board: ``width`` and ``height`` in lamps, ``pitch`` in mm from lamp to lamp.

    ``lamp`` is what a board of one colour shines in.
    """

    layout: Literal["led"]
    code: str
    width: LampsAcross
    height: LampsDown
    pitch: Annotated[float, msgspec.Meta(ge=1, le=100)] = 10
    colours: Literal["one", "two", "full"] = "one"
    lamp: Literal["red", "yellow", "green", "blue", "white"] = "red"
    name: str = ""

    @property
    def size_in_words(self) -> str:
        """The size as people say it: "160 × 32 px"."""
        return f"{self.width} × {self.height} px"


class BroadcastFormat(Record, frozen=True):
    """A script for loudspeakers: how long it may be, from its first word to its last, in s."""

    layout: Literal["broadcast"]
    code: str
    shortest: Seconds
    longest: Seconds
    name: str = ""

    @property
    def size_in_words(self) -> str:
        """The lengths allowed: "30–90 s"."""
        return f"{self.shortest}–{self.longest} s"


class ShareFormat(Record, frozen=True):
    """A picture to be sent on: sides in px, and its greatest size.

    ``clear`` is what stays plain ground above and below; ``vital`` the width of the middle
    to which others crop it, 0 where nobody does.
    """

    layout: Literal["share"]
    code: str
    width: Pixels
    height: Pixels
    clear: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 0
    vital: Annotated[int, msgspec.Meta(ge=0, le=4_096)] = 0
    largest_kb: Annotated[int, msgspec.Meta(ge=10, le=5_000)] = 300
    name: str = ""

    @property
    def size_in_words(self) -> str:
        """The size as people say it: "1080 × 1080 px"."""
        return f"{self.width} × {self.height} px"


class MessageFormat(Record, frozen=True):
    """A text message: how many parts it may take, with and without tone marks."""

    layout: Literal["sms"]
    code: str
    parts: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    name: str = ""

    @property
    def size_in_words(self) -> str:
        """The parts allowed: "≤ 3 SMS"."""
        return f"≤ {self.parts} SMS"


AnyFormat = Format | BoardFormat | BroadcastFormat | ShareFormat | MessageFormat

KINDS: dict[str, type[AnyFormat]] = {
    "led": BoardFormat,
    "broadcast": BroadcastFormat,
    "share": ShareFormat,
    "sms": MessageFormat,
}
"""The class of a format by its ``layout``; every other layout is a print's."""

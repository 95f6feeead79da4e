"""Check-in codes that the national system issued: addresses, or pictures of codes, in a table.

A code is never made up: what stands in the table is read and its address
checked, and what can't be read is refused.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from bangtin.config.settings import Settings
from bangtin.engine.builders import builder
from bangtin.files import pictures
from bangtin.files.inventory import Inventory
from bangtin.problems import Place, Problems
from bangtin.site import links
from bangtin.site.pages import Page, ReadAll, SourceFile
from bangtin.site.tables import Table

FOLDER = "content/data"
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif")
BMP = ("BMP", "DIB")
"""What Windows' own tools save; for codes it does."""


class Reading(msgspec.Struct, frozen=True):
    """What a picture of a code says, or the key of the problem with it."""

    payload: str = ""
    problem: str = ""
    kind: str = ""


class IssuedCodes:
    """Reads the codes in a site's tables; pictures are decoded together, before the first."""

    def __init__(
        self,
        pages: Iterable[Page],
        tables: Mapping[str, Table],
        inventory: Inventory,
        settings: Settings,
        read_all: ReadAll,
        problems: Problems,
    ) -> None:
        self._inventory = inventory
        self._settings = settings
        self._problems = problems
        values = (value for page in pages for value in _values(page, tables))
        names = dict.fromkeys(n for v in values if _is_picture(v) and (n := self._find(_path(v))))
        sources = [SourceFile.at(name, inventory.digests[name]) for name in names]
        self._readings = dict(zip(names, read_all(decode, sources), strict=True))

    def read(self, value: str, place: Place) -> str:
        """Return the payload of an issued code, or nothing when there is none or it is refused.

        ``value`` is an address, or a picture's path from ``content/data``.
        """
        if not value:
            return ""
        payload = self._picture(_path(value), place) if _is_picture(value) else value
        if not payload or not links.check_url(payload, self._settings, place, self._problems):
            return ""
        return payload

    def _find(self, path: str) -> str | None:
        return self._inventory.find(path) if path.startswith(f"{FOLDER}/") else None

    def _picture(self, path: str, place: Place) -> str:
        name = self._find(path)
        if name is None:
            if path not in self._inventory.excluded:
                self._problems.error("picture-missing", place, file=path)
            return ""
        reading = msgspec.msgpack.decode(self._readings[name], type=Reading)
        if reading.problem:
            self._problems.error(reading.problem, place, file=path, kind=reading.kind)
        return reading.payload


def _values(page: Page, tables: Mapping[str, Table]) -> Iterator[str]:
    """Yield what the tables have where a page's prints take their codes from."""
    for entry in page.header.publish:
        table = tables.get(entry.each or "")
        if entry.code_from and table:
            yield from (row.values.get(entry.code_from, "") for row in table.rows)


def _is_picture(value: str) -> bool:
    return value.lower().endswith(PICTURES) and "://" not in value


def _path(value: str) -> str:
    return posixpath.normpath(posixpath.join(FOLDER, value))


@builder
def decode(source: SourceFile, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Read the one QR code on a picture, as a task; the bytes are an encoded Reading."""
    import zxingcpp

    raw = source.read(root)
    try:
        # As people see it: a code without ground is black on white, not on nothing.
        shown = pictures.upright(raw, BMP)
    except pictures.NotShown as fault:
        return msgspec.msgpack.encode(Reading(problem=fault.key, kind=fault.kind))
    codes = zxingcpp.read_barcodes(shown.convert("L"))
    if len(codes) != 1:
        return _encoded(problem="picture-without-code" if not codes else "picture-many-codes")
    return _encoded(payload=codes[0].text)


def _encoded(payload: str = "", problem: str = "") -> bytes:
    return msgspec.msgpack.encode(Reading(payload, problem))

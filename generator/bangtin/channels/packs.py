"""Packs: for each audience one zip of what was published for it, and a sheet that says what to do.

Nothing in a pack is made for it but the sheet and the list of digests: every other file is one
of the portal's, byte for byte.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from bangtin import locales, spelling
from bangtin.checks.expectations import SizeExpectations
from bangtin.config.strings import labelled, sheet_labels
from bangtin.engine.builders import builder
from bangtin.engine.task import Artifact, Task
from bangtin.site import handed
from bangtin.site.packs import FilledPack, Item, sheet_path, zip_path
from bangtin.site.publications import Copy, Print, Publication
from bangtin.site.site import Site

NAME = "packs"
LAYOUT = "layouts/press/pack.typ"
DIGESTS = "SHA256SUMS"
LARGEST = 25_000_000
"""What most mail servers and messengers take."""
STORED = (".pdf", ".zip", ".png", ".jpg", ".mp3", ".m4a", ".ogg", ".opus")
"""What is compressed already."""

_STAMP = (1980, 1, 1, 0, 0, 0)
"""One time for every file, so that the same pack gives the same bytes."""


class ReadFirst(msgspec.Struct, frozen=True):
    """The inputs of a sheet: what it says as JSON; ``layout`` maps its file to its digest."""

    document: str
    layout: dict[str, str]


class Zip(msgspec.Struct, frozen=True):
    """The inputs of a pack: its folder and the names of its files; the files are its sources."""

    folder: str
    names: tuple[str, ...]


def plan(site: Site, published: Mapping[str, Artifact]) -> Iterator[Artifact]:
    """Plan each pack; ``published`` are the artifacts of the other ways out, by their paths."""
    by_folder: dict[str, list[str]] = {}
    for path in sorted(published):
        folder = path.rpartition("/")[0] + "/"
        if path.endswith(handed.ENDINGS):
            by_folder.setdefault(folder, []).append(path)
    by_copy = {
        publication.folder: handed.by_copy(publication, by_folder.get(publication.folder, ()))
        for publication in (site.publications if site.packs else ())
        if not isinstance(publication, Print)
    }
    for pack in site.packs:
        yield from _pack(site, pack, published, by_copy)


def _pack(
    site: Site,
    pack: FilledPack,
    published: Mapping[str, Artifact],
    by_copy: Mapping[str, Mapping[str, list[str]]],
) -> Iterator[Artifact]:
    taken = [
        files_of(item.publication, item.copy, by_copy, with_press=pack.with_press)
        for item in pack.items
    ]
    # The sheet stands first in every list of files.
    first = f"0-{site.settings.addresses.read_first}.pdf"
    names = _names(path for files in taken for path in files)
    rows = [
        _row(site, item, [names[path] for path in files])
        for item, files in zip(pack.items, taken, strict=True)
    ]
    document = json.dumps(_document(site, pack, rows), ensure_ascii=False, sort_keys=True)
    sheet = Task.of(
        make_sheet,
        ReadFirst(document, site.layout_files(LAYOUT)),
        pack.place,
        sheet_path(pack, site.settings.addresses),
    )
    yield Artifact(sheet_path(pack, site.settings.addresses), NAME, sheet)
    sources = (sheet, *(published[path].task for path in names))
    task = Task.of(
        make_zip,
        Zip(pack.name, (first, *names.values())),
        pack.place,
        zip_path(pack, site.settings.addresses),
        sources,
    )
    yield Artifact(zip_path(pack, site.settings.addresses), NAME, task, SizeExpectations(LARGEST))


def _names(paths: Iterable[str]) -> dict[str, str]:
    """Return the names of files in a pack by their paths: their own, which name what they are.

    Of two with one name the second has a number before it.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for path in dict.fromkeys(paths):
        own = PurePosixPath(path).name
        numbered = (f"{number}-{own}" for number in itertools.count(2))
        found[path] = next(name for name in itertools.chain((own,), numbered) if name not in taken)
        taken.add(found[path])
    return found


def files_of(
    publication: Publication,
    copy: Copy,
    by_copy: Mapping[str, Mapping[str, list[str]]],
    *,
    with_press: bool = False,
) -> list[str]:
    """Return the published files of one copy that people are given.

    ``by_copy`` has those of what is no print, by its folder and by the copy's name.
    """
    if isinstance(publication, Print):
        editions = ["screen", "press"] if with_press else ["screen"]
        found = [publication.file(copy, edition) for edition in editions]
        if publication.format.tile_paper:
            found.append(publication.file(copy, "tiles"))
        return found
    return by_copy[publication.folder].get(publication.name(copy), [])


def _row(site: Site, item: Item, names: list[str]) -> dict[str, Any]:
    labels, lang = site.own_strings, site.settings.language
    publication, copy = item.publication, item.copy
    order = publication.entry.order
    until = publication.entry.hang_until or publication.page.header.expires
    title = publication.fill(publication.title, copy)
    return {
        "format": publication.format.name,
        "title": title + (f" – {copy.title}" if copy.title else ""),
        "edition": publication.edition_code,
        "files": names,
        "copies": order.copies * max(len(item.places), 1) if order else 0,
        "places": list(item.places),
        "hang": labels[f"hang_{publication.format.layout}"],
        "until": spelling.written(until, lang) if until else "",
    }


def _document(site: Site, pack: FilledPack, rows: list[dict[str, Any]]) -> dict[str, Any]:
    strings, settings = site.own_strings, site.settings
    hotline = settings.hotline
    return {
        "lang": locales.base(settings.language),
        "heading": strings["pack_read_first"],
        "title": pack.title,
        "issuer": settings.issuer.name,
        "address": settings.issuer.address,
        # Not the day of the build: a pack in which nothing changed keeps its bytes.
        "date": spelling.written(_day(pack), settings.language),
        "contact": pack.contact or settings.orders.contact or "",
        "hotline": labelled(strings, hotline.name or "", hotline.number) if hotline.number else "",
        "portal": settings.base_url.partition("://")[2],
        "labels": sheet_labels(strings, "pack_"),
        "rows": rows,
    }


def _day(pack: FilledPack) -> datetime.date:
    """Return the day of the newest page of which something is in the pack."""
    return max(item.publication.page.header.last_changed for item in pack.items)


@builder
def make_sheet(inputs: ReadFirst, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Set the sheet that is read first, as PDF."""
    from bangtin.typesetting import compiler

    return compiler.plain("pack", json.loads(inputs.document), root, inputs.layout)


@builder
def make_zip(inputs: Zip, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Pack the files, in one folder, with the list of their digests."""
    files = dict(zip(inputs.names, data, strict=True))
    # The form that "sha256sum -c" reads.
    digests = "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files))
    files[DIGESTS] = digests.encode()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{inputs.folder}/{name}", _STAMP)
            is_stored = name.endswith(STORED)
            entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return output.getvalue()

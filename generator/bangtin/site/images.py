"""Pictures in a text: found, measured as they are shown, and refused where they can't be."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from bangtin import spelling
from bangtin.config.settings import Settings
from bangtin.engine.builders import builder
from bangtin.files import pictures
from bangtin.files.inventory import Inventory
from bangtin.markdown.document import Reference
from bangtin.problems import Place, Problems, closest
from bangtin.qr import regions
from bangtin.site import links
from bangtin.site.pages import Image, Page, ReadAll, SourceFile

FOLDERS = ("content/", "assets/images/")
KINDS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
PHONE_KINDS = (".heic", ".heif", ".hif")
"""What iPhones save, and what no browser of the time shows."""

LEAST_PX = 10
"""The shorter side of a picture that could hold a code: eleven modules and less."""


class Measure(msgspec.Struct, frozen=True):
    """What a file turned out to be: a picture of so many pixels, or the key of a problem.

    Width and height are those that people see, after turning; ``told`` has the keys of
    warnings, ``kind`` what a file holds that is no picture.
    """

    width: int = 0
    height: int = 0
    problem: str = ""
    kind: str = ""
    told: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def resolve(
    pages: Iterable[Page],
    inventory: Inventory,
    settings: Settings,
    read_all: ReadAll,
    problems: Problems,
) -> dict[str, dict[str, Image]]:
    """Return the pictures of each page, by its file, by the target as it was written."""
    references = [
        (page, target)
        for page in pages
        for target in {reference.target: reference for reference in page.index.images}.values()
    ]
    named = [
        (page, target, _find(target, page, inventory, problems)) for page, target in references
    ]
    files = dict.fromkeys(name for _, _, name in named if name)
    sources = [SourceFile.at(name, inventory.digests[name]) for name in files]
    sizes = dict(zip(files, read_all(measure, sources), strict=True))
    found: dict[str, dict[str, Image]] = {}
    for page, reference, name in named:
        if not name:
            continue
        size = msgspec.msgpack.decode(sizes[name], type=Measure)
        place = Place(page.file, reference.line, reference.column)
        for key in size.told:
            problems.warning(key, place, file=spelling.nfc(name))
        for text in size.codes:
            if not _is_vouched_for(text, settings, place):
                shown = "".join(c if c.isprintable() else "·" for c in text)
                problems.error("picture-code-unknown", place, file=spelling.nfc(name), read=shown)
        if size.problem:
            problems.error(size.problem, place, file=spelling.nfc(name), kind=size.kind)
        else:
            image = Image(name, inventory.digests[name], size.width, size.height)
            found.setdefault(page.file, {})[reference.target] = image
    return found


@builder
def measure(source: SourceFile, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Measure a picture, as a task; the bytes are an encoded Measure."""
    raw = source.read(root)
    try:
        facts = pictures.examine(raw)
        shown = pictures.upright(raw)
    except pictures.NotShown as fault:
        return msgspec.msgpack.encode(Measure(problem=fault.key, kind=fault.kind))
    codes = tuple(regions.read_picture(shown)) if min(shown.size) >= LEAST_PX else ()
    return msgspec.msgpack.encode(Measure(facts.width, facts.height, told=facts.told, codes=codes))


def _is_vouched_for(text: str, settings: Settings, place: Place) -> bool:
    """Whether what a code says is an address that the site may lead to."""
    return links.check_url(text, settings, place, Problems())


def _find(reference: Reference, page: Page, inventory: Inventory, problems: Problems) -> str | None:
    """Return the file that a reference names; what is wrong with it is noted."""
    target = reference.target
    place = Place(page.file, reference.line, reference.column)
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target):
        problems.error("picture-elsewhere", place, target=target)
        return None
    folder = "" if target.startswith("/") else posixpath.dirname(page.file)
    path = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
    inside = path.startswith(FOLDERS)
    name = inventory.find(path) if inside else None
    if path in inventory.excluded:
        return None
    if name is None:
        near = [n for n in inventory.beside(path) if n.lower().endswith(KINDS)] if inside else []
        meant = closest(posixpath.basename(path), near)
        key = "picture-missing-meant" if meant else "picture-missing"
        problems.error(key, place, file=path, meant=meant)
        return None
    if path.lower().endswith(PHONE_KINDS):
        problems.error("picture-heic", place, file=path)
        return None
    if not path.lower().endswith(KINDS):
        problems.error("picture-kind", place, file=path, known=", ".join(KINDS))
        return None
    return name

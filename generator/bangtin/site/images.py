"""Pictures in a text: found, measured and held to their rules before anything is made of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from bangtin import spelling
from bangtin.engine.builders import builder
from bangtin.files.inventory import Inventory
from bangtin.markdown.document import Reference
from bangtin.problems import Place, Problems, closest
from bangtin.site.pages import Image, Page, ReadAll, SourceFile

FOLDERS = ("content/", "assets/images/")
KINDS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
MAX_PIXELS = 40_000_000
"""More than any sheet needs: A1 at 200 ppi has 31 million."""


class Measure(msgspec.Struct, frozen=True):
    """What a file turned out to be: a picture of so many pixels, or the key of a problem."""

    width: int = 0
    height: int = 0
    problem: str = ""


def resolve(
    pages: Iterable[Page], inventory: Inventory, read_all: ReadAll, problems: Problems
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
        if size.problem:
            place = Place(page.file, reference.line, reference.column)
            problems.error(size.problem, place, file=spelling.nfc(name))
        else:
            image = Image(name, inventory.digests[name], size.width, size.height)
            found.setdefault(page.file, {})[reference.target] = image
    return found


@builder
def measure(source: SourceFile, root: Path, data: tuple[bytes, ...]) -> bytes:
    """Measure a picture, as a task; the bytes are an encoded Measure."""
    import io
    import warnings

    from PIL import Image as Picture
    from PIL import UnidentifiedImageError

    raw = source.read(root)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Picture.DecompressionBombWarning)
            with Picture.open(io.BytesIO(raw)) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    return _encoded(problem="picture-too-large")
                picture.load()
    except (Picture.DecompressionBombWarning, Picture.DecompressionBombError):
        return _encoded(problem="picture-too-large")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return _encoded(problem="picture-unreadable")
    return _encoded(width, height)


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
    if not path.lower().endswith(KINDS):
        problems.error("picture-kind", place, file=path, known=", ".join(KINDS))
        return None
    return name


def _encoded(width: int = 0, height: int = 0, problem: str = "") -> bytes:
    return msgspec.msgpack.encode(Measure(width, height, problem))

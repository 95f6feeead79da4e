"""Pictures in a text: found, measured and held to their rules before anything is made of them."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import msgspec

from bangtin.files import digests, folders
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


def resolve(page: Page, root: Path, recall: ReadAll, problems: Problems) -> dict[str, Image]:
    """Return the pictures of a page by the target as it was written."""
    found = {}
    for reference in page.index.images:
        if reference.target in found:
            continue
        place = Place(page.file, reference.line, reference.column)
        image = _resolve(reference, page, root, recall, problems, place)
        if image is not None:
            found[reference.target] = image
    return found


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


def _resolve(
    reference: Reference,
    page: Page,
    root: Path,
    recall: ReadAll,
    problems: Problems,
    place: Place,
) -> Image | None:
    target = reference.target
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target):
        problems.error("picture-elsewhere", place, target=target)
        return None
    folder = "" if target.startswith("/") else posixpath.dirname(page.file)
    path = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
    file = root / path
    inside = path.startswith(FOLDERS)
    if inside and folders.leads_out(file, root):
        problems.error("link-outside", place, file=path)
        return None
    if not inside or not file.is_file():
        near = (
            [p.name for p in file.parent.glob("*") if p.suffix.lower() in KINDS and p.is_file()]
            if inside
            else []
        )
        meant = closest(file.name, near)
        problems.error("picture-missing-meant" if meant else "picture-missing", place,
                       file=path, meant=meant)  # fmt: skip
        return None
    if file.suffix.lower() not in KINDS:
        problems.error("picture-kind", place, file=path, known=", ".join(KINDS))
        return None
    digest = digests.digest(file.read_bytes())
    (result,) = recall(measure, [SourceFile(path, digest)])
    size = msgspec.msgpack.decode(result, type=Measure)
    if size.problem:
        problems.error(size.problem, place, file=path)
        return None
    return Image(path, digest, size.width, size.height)


def _encoded(width: int = 0, height: int = 0, problem: str = "") -> bytes:
    return msgspec.msgpack.encode(Measure(width, height, problem))

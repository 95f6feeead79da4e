"""Pictures for print: the same that the portal shows, in CMYK for the press.

Typst reads pictures from files, so each is kept beside the cache under the
digest of its source. The folder is a cache: what is missing, or not what was kept
there, is made again. A note beside each picture holds the digest of its bytes and name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bangtin.files import digests, writing
from bangtin.files import pictures as shown

FOLDER = ".bangtin/pictures"
RECIPE = 2
"""Stands in the names of the kept files, and goes up when the same source gives another picture."""


def prepare(root: Path, pictures: Mapping[str, str], edition: str) -> dict[str, str]:
    """Return, for each source path, the path from the root that a layout may place.

    ``pictures`` maps sources to the digests that were planned with.
    """
    return {path: _prepared(root, path, digest, edition) for path, digest in pictures.items()}


def _prepared(root: Path, path: str, digest: str, edition: str) -> str:
    target = f"{FOLDER}/{digest}-{edition}-{RECIPE}.{'jpg' if edition == 'press' else 'png'}"
    file = root / target
    note = file.with_name(f"{file.name}.digest")
    if not _is_as_kept(file, note):
        data = _converted(digests.read(root, path, digest), edition)
        file.parent.mkdir(parents=True, exist_ok=True)
        writing.keep(file, data)
        writing.keep(note, _digest(file.name, data))
    return f"/{target}"


def _is_as_kept(file: Path, note: Path) -> bool:
    """Whether a kept picture is the one that was kept under its name."""
    try:
        if file.is_symlink() or not file.is_file():
            return False
        return note.read_bytes() == _digest(file.name, file.read_bytes())
    except OSError:
        return False


def _digest(name: str, data: bytes) -> bytes:
    return digests.digest(name.encode() + b"\0" + data).encode()


def _converted(data: bytes, edition: str) -> bytes:
    import io

    output = io.BytesIO()
    picture = shown.upright(data)
    if edition == "press":
        # Without a profile each colour is the complement of its light, so that
        # no point carries more than 300 % of ink.
        picture.convert("CMYK").save(output, "JPEG", quality=92, subsampling=0)
    else:
        picture.save(output, "PNG")
    return output.getvalue()

"""Pictures for print: the same that the portal shows, in CMYK for the press.

Typst reads pictures from files, so each is kept beside the cache under the
digest of its source. The folder is a cache: what is missing is made again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bangtin.files import digests
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
    if not file.is_file():
        data = _converted(digests.read(root, path, digest), edition)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        part.write_bytes(data)
        os.replace(part, file)
    return f"/{target}"


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

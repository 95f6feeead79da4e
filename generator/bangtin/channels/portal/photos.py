"""Pictures of texts for the portal."""

from __future__ import annotations

from pathlib import Path

from bangtin.channels.portal.inputs import Photo
from bangtin.files import digests, pictures


def webp(inputs: Photo, root: Path) -> bytes:
    """Return a picture as WebP of the given width: upright, on white, as prints show it.

    What a camera wrote into it (place, time, owner) is left out.
    """
    import io

    from PIL import Image

    output = io.BytesIO()
    picture = pictures.upright(digests.read(root, inputs.path, inputs.digest))
    if picture.width > inputs.width:
        height = max(1, round(picture.height * inputs.width / picture.width))
        picture = picture.resize((inputs.width, height), Image.Resampling.LANCZOS)
    picture.save(output, "WEBP", quality=80, method=4)
    return output.getvalue()

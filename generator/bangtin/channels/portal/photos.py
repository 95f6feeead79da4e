"""Pictures of texts for the portal."""

from __future__ import annotations

from pathlib import Path

from bangtin.channels.portal.inputs import Photo
from bangtin.files import digests


def webp(inputs: Photo, root: Path) -> bytes:
    """Return a picture as WebP of the given width, without what a camera wrote into it."""
    import io

    from PIL import Image, ImageOps

    output = io.BytesIO()
    with Image.open(io.BytesIO(digests.read(root, inputs.path, inputs.digest))) as source:
        picture = ImageOps.exif_transpose(source)
        has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_alpha else "RGB")
        if picture.width > inputs.width:
            height = max(1, round(picture.height * inputs.width / picture.width))
            picture = picture.resize((inputs.width, height), Image.Resampling.LANCZOS)
        picture.save(output, "WEBP", quality=80, method=4)
    return output.getvalue()

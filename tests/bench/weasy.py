"""Prints a folder's pages with WeasyPrint; runs by itself, in the environment of the peers.

usage: weasy.py FOLDER [JOBS]

The stylesheet and the fonts are read once a process, as WeasyPrint's own documentation advises.
A page names its code, which is drawn here.
"""

from __future__ import annotations

import functools
import multiprocessing
import re
import sys
from pathlib import Path

_CODE = re.compile(r'<div class="code" data-code="([^"]*)" data-mm="(\d+)"></div>')


def main(words: list[str]) -> None:
    """Print every page of the folder beside its source."""
    import weasyprint

    if words == ["--version"]:
        print(weasyprint.__version__)
        return
    folder, jobs = Path(words[0]), int(words[1]) if len(words) > 1 else 1
    pages = sorted(folder.glob("*.html"))
    shares = [pages[start::jobs] for start in range(jobs)]
    if jobs == 1:
        write(pages)
    else:
        with multiprocessing.get_context("forkserver").Pool(jobs) as pool:
            pool.map(write, shares, chunksize=1)


def write(pages: list[Path]) -> None:
    """Write a PDF/UA-1 for each page."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    if pages:
        fonts = FontConfiguration()
        css = pages[0].with_name("sheet.css")
        style = weasyprint.CSS(filename=css, font_config=fonts)
        for page in pages:
            # The link to the stylesheet is for browsers: here it would be read for each page anew.
            text = page.read_text("utf-8").replace('<link rel="stylesheet" href="sheet.css">', "")
            document = weasyprint.HTML(string=with_code(text), base_url=str(page.parent))
            document.write_pdf(
                page.with_suffix(".pdf"), stylesheets=[style], font_config=fonts,
                pdf_variant="pdf/ua-1",
            )  # fmt: skip


def with_code(page: str) -> str:
    """Return a page with the QR code that it names drawn in it."""
    return _CODE.sub(lambda found: f'<div class="code">{_symbol(*found.groups())}</div>', page)


@functools.cache
def _symbol(payload: str, side: str) -> str:
    """Return a code with its quiet zone as SVG, so many millimetres wide; one a payload."""
    import qrcode
    import qrcode.image.svg

    code = qrcode.QRCode(image_factory=qrcode.image.svg.SvgPathImage)
    code.add_data(payload)
    drawn = code.make_image().to_string(encoding="unicode")
    return re.sub(r'(width|height)="\d+mm"', rf'\1="{side}mm"', drawn)


if __name__ == "__main__":
    main(sys.argv[1:])

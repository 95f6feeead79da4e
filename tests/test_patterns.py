"""The site's own patterns: along the edges of pages and prints, and large behind headlines."""

from __future__ import annotations

import pypdfium2
import pytest
from bangtin.files import drawings

from tests.conftest import MakeSite, page, places
from tests.small import SITE

TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">'
    '<path fill="#c8102e" d="M0 0h10v10h-10z"/><rect fill="#ffc72c" x="10" width="10" height="10"/>'
    "</svg>"
)
"""Red and yellow squares."""
PRINT = page(code="BZ", publish="\n  - {format: pano-3x2, slogan: Cài Bluezone, qr: bluezone}")
PDF = "an-pham/a-pano-3x2/a-pano-3x2.pdf"
RED, YELLOW, GROUND = (0xC8, 0x10, 0x2E), (0xFF, 0xC7, 0x2C), (0x14, 0x23, 0x5A)


def near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(found, wanted, strict=False))


def colours_of_band(site) -> list[tuple[int, int, int]]:
    """Return the colours along the middle of the band, in order, each run once."""
    with pypdfium2.PdfDocument(site.public / PDF) as pdf:
        image = pdf[0].render(scale=1200 / pdf[0].get_width()).to_pil().convert("RGB")
    row = [image.getpixel((x, 8)) for x in range(image.width)]
    known = [next((c for c in (RED, YELLOW, GROUND) if near(p, c)), None) for p in row]
    sound = [colour for colour in known if colour]
    return [c for n, c in enumerate(sound) if n == 0 or sound[n - 1] != c]


def test_the_site_s_own_tile_runs_along_the_whole_print_and_ends_whole(make_site: MakeSite) -> None:
    files = {"content/a.md": PRINT, "content/o-vuong.svg": TILE}
    site = make_site(files, site=SITE + "band: content/o-vuong.svg\n")
    assert places(site.build().problems) == []

    found = colours_of_band(site)
    assert found[0] == RED
    assert found[-1] == YELLOW
    assert len(found) > 20
    assert set(found) == {RED, YELLOW}
    html = site.read("a/index.html")
    assert '"M0 0L10 0L10 10L0 10Z"' in html
    assert 'class="band-action"' in html or "class=band-action" in html
    assert "scale(1.4)" in html


def test_without_a_pattern_there_is_none(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": PRINT})
    assert places(site.build().problems) == []

    assert colours_of_band(site) == [GROUND]
    assert "class=band" not in site.read("a/index.html")


def test_another_drawing_in_the_file_makes_prints_and_pages_anew(make_site: MakeSite) -> None:
    files = {"content/a.md": PRINT, "content/o-vuong.svg": TILE}
    site = make_site(files, site=SITE + "band: content/o-vuong.svg\n")
    site.build()
    site.edit("content/o-vuong.svg", "#ffc72c", "#14235a")
    site.build()

    assert set(colours_of_band(site)) == {RED, GROUND}
    assert "band-ground" in site.read("a/index.html")


def test_a_watermark_lies_behind_the_words_in_a_tone_of_the_ground(make_site: MakeSite) -> None:
    whole = TILE.replace('<rect fill="#ffc72c" x="10" width="10" height="10"/>', "")
    files = {"content/a.md": PRINT, "content/lon.svg": whole.replace("h10v10h-10z", "h20v10h-20z")}
    site = make_site(files, site=SITE + "watermark: content/lon.svg\n")
    assert places(site.build().problems) == []

    with pypdfium2.PdfDocument(site.public / PDF) as pdf:
        image = pdf[0].render(scale=300 / pdf[0].get_width()).to_pil().convert("RGB")
    colours = {colour for _, colour in image.getcolors(1 << 24)}
    tone = [c for c in colours if c[2] > c[1] > c[0] > GROUND[0] and c != GROUND and c[2] < 0x80]
    assert tone
    assert RED not in {image.getpixel((x, y)) for x in range(0, 300, 30) for y in range(0, 40, 4)}


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ('<path d="M1 2h3v4h-3z"/>', "M1 2 L4 2 L4 6 L1 6 Z"),
        ('<path d="m1 2 3 0 0 4z"/>', "M1 2 L4 2 L4 6 Z"),
        ('<path d="M1 2L4 2L4 6L1 2Z"/>', "M1 2 L4 2 L4 6 Z"),
        ('<rect x="1" y="2" width="3" height="4"/>', "M1 2 L4 2 L4 6 L1 6 Z"),
        ('<polygon points="1,2 4,2 4,6"/>', "M1 2 L4 2 L4 6 Z"),
        ('<polyline points="1,2 4,2 4,6"/>', "M1 2 L4 2 L4 6"),
        ('<line x1="1" y1="2" x2="4" y2="6"/>', "M1 2 L4 6"),
        ('<path d="M0 0c0 1 2 3 4 4s1 1 2 2"/>', "M0 0 C0 1 2 3 4 4 C6 5 5 5 6 6"),
        ('<path d="M0 0Q3 3 6 0"/>', "M0 0 C2 2 4 2 6 0"),
    ],
)
def test_each_way_to_write_a_shape_is_the_same_drawing(shape: str, expected: str) -> None:
    drawing = drawings.read(f'<svg viewBox="0 0 9 9">{shape}</svg>')
    written = [
        str(kind) + " ".join(f"{n:g}" for n in numbers)
        for kind, *numbers in drawing.shapes[0].segments
    ]
    assert " ".join(written) == expected


def test_a_circle_is_four_curves_round_its_middle() -> None:
    drawing = drawings.read('<svg viewBox="0 0 9 9"><circle cx="5" cy="4" r="2"/></svg>')
    segments = drawing.shapes[0].segments
    assert [segment[0] for segment in segments][:1] == ["M"]
    ends = [(segment[-2], segment[-1]) for segment in segments if len(segment) > 1]
    assert all(abs((float(x) - 5) ** 2 + (float(y) - 4) ** 2 - 4) < 1e-6 for x, y in ends)


def test_a_drawing_that_would_make_each_sheet_heavy_is_refused(make_site: MakeSite) -> None:
    """A hundred repeats of what a photo was traced to."""
    fine = '<path fill="#c8102e" d="M0 0' + "l1 1" * 500 + '"/></svg>'
    files = {"content/a.md": PRINT, "content/m.svg": TILE.replace("</svg>", fine)}
    site = make_site(files, site=SITE + "band: content/m.svg\n")
    (problem,) = site.build().problems
    assert (problem.key, dict(problem.args)["count"]) == ("pattern-too-fine", "511")

"""Pictograms: one family of drawings, each found under every name it has."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path
from typing import Any

import pytest
from bangtin.site import icon_names
from bangtin.typesetting import pictograms
from PIL import Image, ImageChops, ImageDraw, ImageStat

from tests.conftest import PROJECT, MakeSite, page

FOLDER = PROJECT / "assets" / "icons"
NAMES = sorted(path.stem for path in FOLDER.glob("*.svg"))
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" '
    'stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">'
)
SCALE = 4
DISC = 24 / 0.74
"""The radius of a print's disc, on the pictogram's square."""


def lines(segments: Any) -> list[list[tuple[float, float]]]:
    """Return a path's rings as points, its curves in eight pieces."""
    rings: list[list[tuple[float, float]]] = []
    for kind, *numbers in segments:
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if kind == "M":
            rings.append(points)
        elif kind == "L":
            rings[-1] += points
        elif kind == "C":
            (a, (b, c, d)) = rings[-1][-1], points
            for step in range(1, 9):
                t = step / 8
                weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                four = (a, b, c, d)
                rings[-1].append(
                    tuple(sum(w * p[i] for w, p in zip(weights, four, strict=True)) for i in (0, 1))
                )
        else:
            rings[-1].append(rings[-1][0])
    return rings


def drawn(name: str) -> list[tuple[bool, list[list[tuple[float, float]]]]]:
    svg = (FOLDER / f"{name}.svg").read_text("utf-8")
    return [(bool(path["solid"]), lines(path["d"])) for path in pictograms.parse(svg, name)]


def turn(ring: list[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


def small(name: str) -> Image.Image:
    """Return the pictogram as it is at 16 px."""
    size = 48 * SCALE
    whole = Image.new("L", (size, size))
    for solid, rings in drawn(name):
        for ring in rings:
            pen = ImageDraw.Draw(whole)
            points = [(x * SCALE, y * SCALE) for x, y in ring]
            if solid:
                pen.polygon(points, fill=255 if turn(ring) * turn(rings[0]) > 0 else 0)
            else:
                pen.line(points, fill=255, width=3 * SCALE, joint="curve")
    return whole.resize((16, 16), Image.Resampling.BOX)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_of_the_family_and_within_the_grid(name: str) -> None:
    svg = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert svg.startswith(HEAD)
    assert svg.count("stroke-width") == 1
    assert not re.search(r"\bid=|<(?!/?svg|path)", svg)
    for solid, rings in drawn(name):
        edge = 0 if solid else 1.5
        for x, y in itertools.chain(*rings):
            assert edge <= x <= 48 - edge
            assert edge <= y <= 48 - edge
            assert math.hypot(x - 24, y - 24) + edge < DISC


def test_no_two_look_alike_at_16_pixels() -> None:
    pictures = {name: small(name) for name in NAMES}
    for one, other in itertools.combinations(NAMES, 2):
        apart = ImageStat.Stat(ImageChops.difference(pictures[one], pictures[other])).mean[0]
        assert apart > 12, (one, other, apart)


def test_every_drawing_has_names_in_both_languages_and_no_name_is_twice() -> None:
    shipped = icon_names.shipped()
    assert sorted(shipped) == NAMES
    every = [name for key, value in shipped.items() for name in (key, *value.also)]
    assert len(every) == len(set(every))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in every)
    assert all(value.vi and value.en for value in shipped.values())


def test_every_name_finds_the_shipped_drawing(tmp_path: Path) -> None:
    files = icon_names.files_by_name(tmp_path, [f"assets/icons/{name}.svg" for name in NAMES])
    for name, value in icon_names.shipped().items():
        assert {files[one] for one in (name, *value.also)} == {name}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (["loa"], {"loa": "loa", "loudspeaker": "loa"}),
        (["loudspeaker"], {"loa": "loudspeaker", "loudspeaker": "loudspeaker"}),
        (["loa", "loudspeaker"], {"loa": "loa", "loudspeaker": "loudspeaker"}),
        ([], {"loa": "loudspeaker", "loudspeaker": "loudspeaker"}),
    ],
)
def test_a_sites_own_drawing_wins_under_either_name(
    tmp_path: Path, own: list[str], expected: dict[str, str]
) -> None:
    folder = tmp_path / "assets/icons"
    folder.mkdir(parents=True)
    for name in own:
        (folder / f"{name}.svg").write_text("")
    every = [f"assets/icons/{name}.svg" for name in {"loudspeaker", *own}]
    found = icon_names.files_by_name(tmp_path, every)
    assert {name: found[name] for name in expected} == expected


def test_a_page_takes_a_pictogram_under_any_of_its_names(make_site: MakeSite) -> None:
    files = {
        f"content/huong-dan/{name}.md": page("Nội dung.", icon=name, title=name)
        for name in ("loudspeaker", "loa")
    }
    site = make_site(dict(files))
    problems = site.build().problems
    assert [p.key for p in problems if p.key.startswith("unknown-icon")] == []
    text = site.read("huong-dan/index.html")
    drawing = re.findall(r'd="([^"]+)"', (FOLDER / "loudspeaker.svg").read_text("utf-8"))
    assert {text.count(d) for d in drawing} == {2}


@pytest.mark.parametrize("meant", ["loudspeakr", "xe-cuu-thuongg"])
def test_a_slip_in_a_name_is_told_with_the_name_meant(make_site: MakeSite, meant: str) -> None:
    site = make_site({"content/huong-dan/a.md": page("Nội dung.", icon=meant)})
    (told,) = (p for p in site.build().problems if p.key == "unknown-icon-meant")
    assert dict(told.args)["meant"] in {"loudspeaker", "xe-cuu-thuong"}


@pytest.mark.parametrize(
    ("guide", "language"), [("docs/guide.md", "en"), ("docs/huong-dan-su-dung.md", "vi")]
)
def test_the_guides_list_every_pictogram(guide: str, language: str) -> None:
    text = (PROJECT / guide).read_text("utf-8")
    for name, value in icon_names.shipped().items():
        also = ", ".join(f"`{other}`" for other in value.also) or "–"
        assert f"| `{name}` | {also} | {getattr(value, language)} |" in text

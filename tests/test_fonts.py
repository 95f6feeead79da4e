"""Prints in a script that the house font lacks: a font of the site's own, or a refusal."""

from __future__ import annotations

import doctest
from pathlib import Path

import fontpkg_noto_sans_khmer
import pypdfium2
import pytest
from bangtin.checks import prints
from bangtin.files import fonts

from tests import inside
from tests.conftest import MakeSite, page, places
from tests.small import SITE

KHMER = SITE + "language: km\ncountry: VN\n"
STRINGS = {"layouts/strings/km.yaml": "home: ទំព័រដើម\nedition: លេខ\n"}
SLOGAN = "លាងដៃរបស់អ្នក"
BODY = "## របៀប\n\nលាងដៃរបស់អ្នកជាមួយទឹក និងសាប៊ូ យ៉ាងហោចណាស់ 20 វិនាទី។\n"
ENTRIES = f"""
  - {{format: bang-ron-6x0.8, slogan: {SLOGAN}, qr: bluezone}}
  - format: poster-a3
    slogan: {SLOGAN}
    qr: bluezone
    steps: [{{text: លាងដៃ ជាមួយទឹក, icon: scan-code}}]
  - format: to-roi-a5
    title: {SLOGAN}
    qr: bluezone
    sections: [របៀប]
    steps: [{{text: លាងដៃ, icon: scan-code}}]
  - {{format: anh-vuong-1080, slogan: {SLOGAN}}}
"""
KHMER_POSTER = f"""
  - format: poster-a3
    slogan: {SLOGAN}
    qr: bluezone
    steps: [{{text: លាងដៃ, icon: scan-code}}]
    order: {{copies: 2, to: [Chợ]}}
"""
HANDS = page(BODY, title="លាងដៃ", summary="លាងដៃរបស់អ្នក", code="LD", publish=ENTRIES)
MISSING = "layouts/strings/km.yaml:1 strings-missing"


def khmer_font() -> bytes:
    folder = Path(fontpkg_noto_sans_khmer.__file__).parent / "files"
    return next(folder.glob("*.ttf")).read_bytes()


def test_what_the_examples_show_is_so() -> None:
    assert doctest.testmod(fonts).failed == 0


def test_a_script_that_the_font_lacks_is_refused_with_a_font_that_has_it(
    make_site: MakeSite,
) -> None:
    site = make_site({"content/a.md": HANDS, **STRINGS}, site=KHMER)

    result = site.build()

    found = [p for p in result.problems if p.key == "missing-script"]
    assert places(tuple(found))[:2] == [
        "content/a.md:7 missing-script",
        "content/a.md:9 missing-script",
    ]
    assert all(p.place.file == "content/a.md" for p in found)
    told = dict(found[0].args)
    assert (told["script"], told["font"]) == ("Khmer", "Noto Sans Khmer")
    assert "fontpkg-noto-sans-khmer" in told["packages"]
    assert "Khmer" in found[0].message("vi")
    assert not site.public.exists()


def test_a_font_of_the_site_sets_what_the_house_font_lacks(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "content/a.md": HANDS,
        "assets/fonts/NotoSansKhmer.ttf": khmer_font(),
        "assets/fonts/OFL.txt": "SIL Open Font License",
    }
    site = make_site(files | STRINGS, site=KHMER)

    result = site.build()

    assert places(result.problems) == [MISSING]
    (banner,) = site.public.glob("prints/a-bang-ron-6x0.8/*6x0.8-scale-1-10.pdf")
    with pypdfium2.PdfDocument(banner) as document:
        text = document[0].get_textpage().get_text_range()
    assert "លាងដៃ" in text
    assert list(site.public.rglob("*.ttf")) == []
    assert (site.public / "prints/a-anh-vuong-1080/a-anh-vuong-1080.png").is_file()
    assert (site.public / "a/share.png").is_file()


def test_without_a_font_pages_are_built_and_have_no_picture_to_share(make_site: MakeSite) -> None:
    site = make_site(STRINGS, site=KHMER.replace("title: Huyện thử", "title: ស្រុក"))
    assert places(site.build().problems) == [MISSING]
    assert "og:image" not in site.read("index.html")
    site.write({"assets/fonts/NotoSansKhmer.ttf": khmer_font()})
    site.build()
    assert "og:image" in site.read("index.html")


def test_without_a_font_a_count_has_no_forms_unless_they_are_asked_for(
    make_site: MakeSite,
) -> None:
    count = (
        "count:\n  title: ចំនួន\n  columns: {day: day, unit: unit}\n"
        "  measures: {done: {column: done, title: រួច}}\n  example: true\n"
    )
    files: dict[str, str | bytes] = {
        "content/data/units.csv": "key,name\na,ខាងជើង\n",
        "content/data/progress.csv": "day,unit,done\n2021-07-19,a,20\n",
    }
    site = make_site(files | STRINGS, site=KHMER + count)
    assert places(site.build().problems) == [MISSING]
    assert list(site.public.rglob("*.pdf")) == []

    site.edit("site.yaml", "count:\n", "count:\n  forms: true\n")
    assert [p.key for p in site.build().problems] == ["missing-script", "strings-missing"]

    site.write({"assets/fonts/NotoSansKhmer.ttf": khmer_font()})
    assert places(site.build().problems) == [MISSING]
    assert len(list(site.public.rglob("*.pdf"))) == 1


def test_letters_from_right_to_left_are_set_by_no_font(make_site: MakeSite) -> None:
    entry = "\n  - {format: bang-ron-6x0.8, slogan: اغسل, qr: bluezone}"
    site = make_site({"content/a.md": page(code="BZ", publish=entry)})
    assert set(places(site.build().problems)) == {"content/a.md:7 missing-glyph"}


@pytest.mark.parametrize("name", ["khmer.ttf", "khmer.woff2"])
def test_a_font_that_can_t_be_read_is_refused(make_site: MakeSite, name: str) -> None:
    site = make_site({f"assets/fonts/{name}": b"no font"})
    assert places(site.build().problems) == [f"assets/fonts/{name}:0 font-unreadable"]


@pytest.mark.parametrize(
    ("wanted", "shown", "is_read"),
    [
        ("វនទ", "២០វនវទទ", True),
        ("លងដ", "លងដ", True),
        ("លងដ", "លដង", False),
        ("លងដ", "លង", False),
        ("លងដ", "លxxxxxxxxxxxxxxxxxxxxងដ", False),
        ("abc", "aabbcc", False),
    ],
)
def test_letters_of_syllables_are_read_in_their_order(
    wanted: str, shown: str, is_read: bool
) -> None:
    assert prints._is_read(wanted, shown) == is_read


def test_another_font_makes_another_edition_of_what_it_sets(
    make_site: MakeSite,
) -> None:
    site = make_site(
        {
            "content/a.md": page(code="LD", publish=KHMER_POSTER),
            "assets/fonts/NotoSansKhmer.ttf": khmer_font(),
            **STRINGS,
        },
        site=KHMER,
    )
    done = inside.run(site, "order")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "LD-A3.01" in (site.root / "editions.csv").read_text("utf-8")
    site.write({"assets/fonts/NotoSansKhmer.ttf": khmer_font() + bytes(4)})

    site.build()

    assert "LD-A3.02" in site.read("prints/a-poster-a3/index.html")

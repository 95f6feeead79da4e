"""Formats are data: a new size is an entry, and an impossible one is refused with its line."""

from __future__ import annotations

import itertools

import pikepdf
import pypdfium2
import pytest
from bangtin.qr import encoding

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import SITE

BANNER = page(code="BZ", publish="\n  - {format: FORMAT, slogan: Cài Bluezone, qr: bluezone}")
STEPS = "## Các bước\n\n1. **Một.** Hai.\n\n## Dài\n\n"


def boxes(pdf: pikepdf.Pdf) -> list[list[float]]:
    """Return MediaBox, BleedBox and TrimBox as width and height in mm."""
    found = []
    for name in ("/MediaBox", "/BleedBox", "/TrimBox"):
        left, bottom, right, top = (float(v) for v in pdf.pages[0][name].as_list())
        found.append([round((right - left) * 25.4 / 72, 2), round((top - bottom) * 25.4 / 72, 2)])
    return found


def test_a_district_s_own_size_is_an_entry_of_site_yaml(make_site: MakeSite) -> None:
    own = SITE + (
        "formats:\n"
        "  bang-ron-4x0.6: {name: Băng rôn 4 × 0.6 m, layout: banner, code: B46, width: 4000, "
        "height: 600, bleed: 20, safe: 40, reading_distance: 20, scanning_distance: 2.4, "
        "smallest_text: 50, smallest_code: 240}\n"
    )
    site = make_site({"content/a.md": BANNER.replace("FORMAT", "bang-ron-4x0.6")}, site=own)

    assert places(site.build().problems) == []

    folder = site.public / "an-pham/a-bang-ron-4x0.6"
    with pikepdf.open(folder / "a-bang-ron-4x0.6-nha-in.pdf") as pdf:
        assert boxes(pdf) == [[4040, 640], [4040, 640], [4000, 600]]


@pytest.mark.parametrize("name", ["pano-3x2", "billboard-3x2"])
def test_one_key_of_a_shipped_format_can_be_changed(make_site: MakeSite, name: str) -> None:
    site = make_site(
        {"content/a.md": BANNER.replace("FORMAT", "pano-3x2")},
        site=SITE + f"formats:\n  {name}: {{bleed: 50}}\n",
    )

    assert places(site.build().problems) == []

    with pikepdf.open(site.public / "an-pham/a-pano-3x2/a-pano-3x2-nha-in.pdf") as pdf:
        assert boxes(pdf) == [[3100, 2100], [3100, 2100], [3000, 2000]]


def test_a_page_too_long_for_pdf_goes_at_one_to_ten_and_says_so(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8")})

    site.build()

    name = "an-pham/a-bang-ron-6x0.8/a-bang-ron-6x0.8-nha-in-ti-le-1-10.pdf"
    with pikepdf.open(site.public / name) as pdf:
        assert boxes(pdf)[2] == [600, 80]
        assert boxes(pdf)[1] == [604, 84]
        assert "/UserUnit" not in pdf.pages[0]


def test_where_chosen_a_long_page_is_at_full_size_by_user_unit(make_site: MakeSite) -> None:
    site = make_site(
        {"content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8")},
        site=SITE + "formats:\n  bang-ron-6x0.8: {long_page: user-unit}\n",
    )

    site.build()

    name = "an-pham/a-bang-ron-6x0.8/a-bang-ron-6x0.8-nha-in.pdf"
    with pikepdf.open(site.public / name) as pdf:
        assert boxes(pdf)[2] == [600, 80]
        assert int(pdf.pages[0].UserUnit) == 10


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("width: 0", "too-small"),
        ("width: 100000", "too-large"),
        ("height: -800", "too-small"),
        ("width: rộng", "not-a-float"),
        ("layout: bangron", "unknown-choice"),
        ("wdith: 6000", "unknown-key-meant"),
        ("smallest_code: 10", "too-small"),
    ],
)
def test_an_impossible_size_is_refused_at_its_line(
    make_site: MakeSite, entry: str, key: str
) -> None:
    site = make_site(
        {"content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8")},
        site=SITE + f"formats:\n  bang-ron-6x0.8:\n    {entry}\n",
    )
    line = (SITE + "formats:\n  x:\n    ").count("\n") + 1

    assert places(site.build().problems) == [f"site.yaml:{line} {key}"]


def test_five_thousand_words_do_not_fit_an_a5_and_it_says_by_how_much(make_site: MakeSite) -> None:
    words = "\n\n".join(["Luôn đeo khẩu trang khi ra khỏi nhà, rửa tay thường xuyên. " * 8] * 50)
    publish = "\n  - {format: to-roi-a5, qr: bluezone, sections: [Dài]}"
    site = make_site(
        {"content/a.md": page(STEPS + words, code="BZ", step_icons="[quet-ma]", publish=publish)}
    )

    result = site.build()

    assert places(result.problems) == ["content/a.md:15 sections-overflow"]
    details = dict(result.problems[0].args)
    assert details["title"] == "Dài"
    assert float(details["over"]) > 500


def test_a_banner_that_hangs_too_long_is_advised_of_the_article(make_site: MakeSite) -> None:
    entry = "slogan: Cài Bluezone, hang_from: 2021-07-10, hang_until: 2021-07-31"
    site = make_site(
        {
            "content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8").replace(
                "slogan: Cài Bluezone", entry
            )
        },
        site=SITE + "rules: vn\n",
    )

    (warning,) = site.build().problems

    assert warning.key == "hang-too-long"
    assert "khoản 4 Điều 27" in warning.message("vi")
    assert site.public.exists()


def test_colours_that_can_t_be_told_apart_are_refused(make_site: MakeSite) -> None:
    site = make_site(site=SITE.replace('"#14235a"', '"#8899cc"'))

    assert {p.key for p in site.build().problems} == {"contrast-low"}


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("smallest_code: 40", "code-below-distance"),
        ("scanning_distance: 90", "code-below-distance"),
    ],
)
def test_a_code_that_can_t_be_scanned_from_its_distance_is_no_format(
    make_site: MakeSite, entry: str, key: str
) -> None:
    site = make_site(
        {"content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8")},
        site=SITE + f"formats:\n  bang-ron-6x0.8: {{{entry}}}\n",
    )

    assert [p.key for p in site.build().problems] == [key]


def test_a_colour_with_more_ink_than_dries_is_refused(make_site: MakeSite) -> None:
    site = make_site(site=SITE.replace("[100, 90, 30, 25]", "[100, 90, 80, 60]"))

    (problem,) = site.build().problems

    assert problem.key == "ink-too-much"
    assert dict(problem.args)["ink"] == "330"


def test_a_code_of_fine_modules_is_a_warning(make_site: MakeSite) -> None:
    """A long address makes a dense code: it is printed, and the author is told."""
    publish = """
  - format: diem-quet-a5
    slogan: Quét mã
    place_name: "{ten}"
    each: cho
    code_from: qr
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""
    site = make_site(
        {
            "content/a.md": page(code="QR", publish=publish),
            "content/data/cho.csv": f"ma,ten,qr\n1,Chợ,https://qr.tokhaiyte.vn/{'a' * 470}\n",
        },
        site=SITE + "formats:\n  diem-quet-a5: {smallest_code: 40, scanning_distance: 0.4}\n",
    )

    (warning,) = site.build().problems

    assert warning.key == "module-fine"
    assert 0.4 < float(dict(warning.args)["found"]) < 0.5


@pytest.mark.parametrize("format_", ["to-roi-a5-mot-mat", "the-tham-nha-a6", "poster-a4"])
def test_a_code_of_the_fewest_modules_has_room_for_its_quiet_zone(
    make_site: MakeSite, format_: str
) -> None:
    """A short address makes a code of 21 modules, whose quiet zone takes the most room."""
    said = "slogan" if format_.startswith("poster") else "title"
    site = make_site(
        {
            "content/a.md": page(
                STEPS,
                code="BZ",
                step_icons="[quet-ma]",
                publish=f"\n  - {{format: {format_}, {said}: Cài Bluezone, qr: bluezone}}",
            )
        },
        site=SITE.replace("www.bluezone.gov.vn", "gy.vn"),
    )

    assert encoding.modules_of("https://gy.vn") == 21
    assert places(site.build().problems) == []


def two_languages(make_site: MakeSite, lang: str) -> Sandbox:
    """Return a site with a banner that also says it in a second language."""
    banner = BANNER.replace("FORMAT", "bang-ron-6x0.8")
    assert "{format: bang-ron-6x0.8, " in banner
    entry = banner.replace(
        "slogan: Cài Bluezone",
        f"slogan: Cài Bluezone, second_text: {{lang: {lang}, text: Install Bluezone}}",
    )
    return make_site({"content/a.md": entry}, site=SITE + "rules: vn\n")


def test_a_second_language_stands_below_and_smaller_as_the_law_wants(make_site: MakeSite) -> None:
    site = two_languages(make_site, "en")

    assert places(site.build().problems) == []

    path = site.public / "an-pham/a-bang-ron-6x0.8/a-bang-ron-6x0.8-ti-le-1-10.pdf"
    with pypdfium2.PdfDocument(path) as pdf:
        assert "Install Bluezone" in pdf[0].get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("edits", "key"),
    [
        (
            {"inner-h * 0.2,": "inner-h * 0.6,", "title.size * 0.6": "title.size * 9"},
            "foreign-too-large",
        ),
        (
            {"title-y + height-of(title) + second-gap": "title-y + height-of(title) * 0.2"},
            "foreign-above",
        ),
        ({"if data().second != none {\n    cell": "if false {\n    cell"}, "foreign-not-shown"),
    ],
)
def test_a_layout_that_breaks_the_law_on_foreign_text_is_advised_of_the_article(
    make_site: MakeSite, edits: dict[str, str], key: str
) -> None:
    site = two_languages(make_site, "en")
    for old, new in edits.items():
        site.edit("layouts/press/banner.typ", old, new)

    # Moved up, the second text lies on the first, which is told as well.
    # Words that are missing are an error besides.
    over = ("text-unseen", "text-overlapped") if key == "foreign-above" else ("text-not-shown",)
    warnings = [problem for problem in site.build().problems if problem.key not in over]

    assert {problem.key for problem in warnings} == {key}
    assert "Điều 18" in warnings[0].message("vi") or key == "foreign-not-shown"


def test_a_language_of_the_country_is_not_foreign(make_site: MakeSite) -> None:
    site = two_languages(make_site, "hmn")
    site.edit("layouts/press/banner.typ", "inner-h * 0.2,", "inner-h * 0.6,")
    site.edit("layouts/press/banner.typ", "title.size * 0.6", "title.size * 9")

    assert places(site.build().problems) == []


def test_a_fold_is_marked_in_the_slug_where_its_format_says(make_site: MakeSite) -> None:
    """Broken lines above and below the sheet; the office edition has none."""
    entry = "\n  - {format: to-gap-a4-hai, qr: bluezone, panels: [[Hỏi], [Đáp]]}"
    body = "## Các bước\n\n1. **Một.** Hai.\n\n## Hỏi\n\nGì?\n\n## Đáp\n\nThế."
    site = make_site(
        {"content/a.md": page(body, code="KB", step_icons="[bluetooth]", publish=entry)}
    )
    assert places(site.build().problems) == []

    path = site.public / "an-pham/a-to-gap-a4-hai/a-to-gap-a4-hai-nha-in.pdf"
    with pypdfium2.PdfDocument(path) as pdf:
        page_ = pdf[0]
        pixels = page_.render(scale=4, grayscale=True).to_pil()
        left = page_.get_trimbox()[0]
        fold = round((left + 148.5 * 72 / 25.4) * 4)
        slug = range(8, round((page_.get_height() - page_.get_bleedbox()[3]) * 4) - 8)
        dark = [min(pixels.getpixel((fold + dx, y)) for dx in (-1, 0, 1)) < 128 for y in slug]

    assert any(dark)
    assert sum(a != b for a, b in itertools.pairwise(dark)) >= 3, "the line is broken"


AMERICAN = SITE.replace("1900 9095", "202 555 0143") + "country: US\n"
INCHES: dict[str, list[float]] = {"letter": [8.5, 11], "tabloid": [11, 17], "18x24in": [18, 24]}


@pytest.mark.parametrize("name", list(INCHES))
def test_a_poster_in_inches_is_cut_to_inches_and_says_so(make_site: MakeSite, name: str) -> None:
    publish = f"\n  - {{format: {name}, slogan: Cài Bluezone, qr: bluezone}}"
    site = make_site(
        {"content/a.md": page(STEPS, code="BZ", step_icons="[quet-ma]", publish=publish)}
    )

    assert places(site.build().problems) == []

    sides = INCHES[name]
    with pikepdf.open(site.public / f"an-pham/a-{name}/a-{name}-nha-in.pdf") as pdf:
        media, bleed, trim = boxes(pdf)
    assert trim == [round(side * 25.4, 2) for side in sides]
    assert bleed == pytest.approx([side * 25.4 + 2 * 3.175 for side in sides], abs=0.02)
    assert media[0] > bleed[0]
    said = f"{sides[0]} × {sides[1]} inch".replace(".", ",")
    assert said in site.read(f"an-pham/a-{name}/index.html")


def test_where_offices_have_letter_large_prints_are_pieced_together_from_it(
    make_site: MakeSite,
) -> None:
    site = make_site({"content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8")}, site=AMERICAN)

    assert places(site.build().problems) == []

    tiles = site.public / "an-pham/a-bang-ron-6x0.8/a-bang-ron-6x0.8-ghep-letter.pdf"
    with pikepdf.open(tiles) as pdf:
        left, bottom, right, top = (float(v) for v in pdf.pages[0].mediabox.as_list())
    sides = sorted([right - left, top - bottom])
    assert sides == pytest.approx([8.5 * 72, 11 * 72], abs=0.05)


def test_the_paper_that_a_format_asks_for_is_stronger_than_the_country_s(
    make_site: MakeSite,
) -> None:
    site = make_site(
        {"content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8")},
        site=AMERICAN + "formats:\n  bang-ron-6x0.8: {tiles: A4}\n",
    )

    assert places(site.build().problems) == []

    assert (site.public / "an-pham/a-bang-ron-6x0.8/a-bang-ron-6x0.8-ghep-a4.pdf").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "missing"),
    [
        ("poster", "fit(data().help,", 'fit("",', "Hỏi cán bộ."),
        ("poster", 'data().signature + " · " + ', "", "Trạm y tế Bản Mế"),
        ("lib", "common().draft, common().date_words,", "common().draft,", "8/7/2021"),
        ("lib", "common().draft, common().date_words,", "common().date_words,", "bản thử"),
    ],
)
def test_a_layout_that_leaves_out_what_a_sheet_has_to_say_is_refused(
    make_site: MakeSite, file: str, old: str, new: str, missing: str
) -> None:
    entry = (
        "\n  - {format: poster-a3, slogan: Cài, qr: bluezone, help: Hỏi cán bộ.,"
        " signature: Trạm y tế Bản Mế, edition_date: 2021-07-08}"
    )
    site = make_site(
        {"content/a.md": page(STEPS, code="BZ", step_icons="[quet-ma]", publish=entry)}
    )
    assert places(site.build().problems) == []
    site.edit(f"layouts/press/{file}.typ", old, new)

    told = site.build().problems
    assert {(p.key, dict(p.args)["text"]) for p in told} == {("text-not-shown", missing)}


def test_a_banner_without_the_address_of_who_puts_it_up_is_advised_of_the_article(
    make_site: MakeSite,
) -> None:
    site = make_site({"content/a.md": BANNER.replace("FORMAT", "bang-ron-6x0.8")})
    assert places(site.build().problems) == []
    site.edit("layouts/press/banner.typ", "fit(common().issuer.address,", 'fit("",')

    found = site.build().problems
    assert {(p.level.name, p.key, dict(p.args)["text"]) for p in found} == {
        ("WARNING", "issuer-not-shown", "tỉnh Thử")
    }

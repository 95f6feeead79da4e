"""Nothing that is published takes the place of something else: reserved addresses, unique slugs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from bangtin.build import Result
from bangtin.commands import orders
from bangtin.config.addresses import of_language, sections
from bangtin.site import slugs
from bangtin.site.reserved import FOLDERS
from PIL import Image

from tests.conftest import MakeSite, page, places
from tests.small import NOTICES, SITE

UNITS = "ma,ten_day_du\n1,xã Nàn Sán\n2,xã Nàn Sản\n3,xã Nàn Sán 2\n"
ENGLISH = SITE + "languages: {en: {name: English}}\n"


# ── Reserved addresses ──


def test_a_page_among_the_search_index_is_refused_and_the_good_site_stays(
    make_site: MakeSite,
) -> None:
    """Else the next edit of another page would remove it with the old index."""
    site = make_site({"content/a.md": page("Một.")})
    assert site.build().problems == ()
    good = site.tree()
    site.write({"content/tim/benh.md": page(title="Tìm bệnh")})

    result = site.build()

    assert places(result.problems) == ["content/tim/benh.md:0 address-reserved"]
    shown = result.problems[0].message("en") + result.problems[0].hint("en")
    assert "/tim/benh/" in shown
    assert "Rename" in shown
    assert site.tree() == good


def test_whatever_the_sample_publishes_besides_its_pages_has_a_reserved_address(
    sample: tuple[Path, Result],
) -> None:
    root, _ = sample
    written = {path.name for path in (root / "content").iterdir() if path.is_dir()}
    written |= {path.stem for path in (root / "content").glob("*.md")} | {"en", "xa", "tien-do"}
    folders = {path.name for path in (root / "public").iterdir() if path.is_dir()}

    words = of_language("vi")
    reserved = {*FOLDERS, *sections("vi"), *words.folders, words.offline}
    reserved |= {url.rstrip("/") for url in words.lists}

    assert folders - written - reserved == set()
    assert words.search_index in words.folders


def test_a_translation_among_reserved_addresses_is_refused_with_its_original(
    make_site: MakeSite,
) -> None:
    site = make_site({"content/q/a.md": page(), "content/en/q/a.md": page()}, site=ENGLISH)
    keys = [p for p in places(site.build().problems) if "words" not in p]
    assert keys == [
        "content/en/q/a.md:0 address-reserved",
        "content/q/a.md:0 address-reserved",
    ]


# ── Slugs ──


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["A", "B"], ["a", "b"]),
        (["Nàn Sán", "Nàn Sản"], ["nan-san", "nan-san-2"]),
        (["a", "A", "á"], ["a", "a-2", "a-3"]),
        (["a", "A", "a 2"], ["a", "a-3", "a-2"]),
        (["a 2", "a", "A"], ["a-2", "a", "a-3"]),
        (["!", "?", "muc"], ["muc", "muc-2", "muc-3"]),
    ],
)
def test_no_slug_stands_twice(names: list[str], expected: list[str]) -> None:
    assert slugs.unique(names, "muc") == expected


def test_ten_thousand_equal_names_are_numbered_at_once() -> None:
    found = slugs.unique(["a"] * 10_000, "muc")
    assert len(set(found)) == 10_000
    assert found[-1] == "a-10000"


@pytest.mark.parametrize(
    ("titles", "keys", "expected"),
    [
        (["Nàn Sán", "Bản Mế"], ["1", "2"], ["nan-san", "ban-me"]),
        (["Nàn Sán", "Nàn Sản"], ["1", "2"], ["1-nan-san", "2-nan-san"]),
        (["A-B", "A B"], ["A-B", "A B"], ["a-b-a-b", "a-b-a-b-2"]),
        (["!", "A"], ["!", "A"], ["dong", "a"]),
        (["A", "a", "1 a"], ["1", "2", "3"], ["1-a", "2-a", "1-a-2"]),
    ],
)
def test_rows_whose_titles_share_a_slug_are_told_by_their_keys(
    titles: list[str], keys: list[str], expected: list[str]
) -> None:
    assert slugs.of_rows(titles, keys, "dong") == expected


def test_bundles_whose_values_share_a_slug_are_two_files(make_site: MakeSite) -> None:
    table = "ma,ten,xa\n1,Chợ A,Nàn Sán\n2,Chợ B,Nàn Sản\n3,Chợ C,Nàn Sán\n"
    entry = NOTICES.replace("    each: cho", "    each: cho\n    bundle: xa")
    site = make_site({
        "content/in.md": page(code="IN", publish=entry), "content/data/cho.csv": table,
    })  # fmt: skip

    assert places(site.build().problems) == []

    names = sorted(path.rpartition("tron-bo-")[2] for path in site.tree() if "tron-bo" in path)
    assert names == ["nan-san-2.pdf", "nan-san.pdf"]
    text = site.read("an-pham/in-diem-quet-a5/index.html")
    assert "tron-bo-nan-san.pdf" in text
    assert "tron-bo-nan-san-2.pdf" in text


def test_communes_and_places_that_share_a_slug_have_a_page_each(make_site: MakeSite) -> None:
    entry = """
  - {format: poster-a3, slogan: A, qr: bluezone, steps: [{text: Một, icon: quet-ma}],
     order: {copies: 1, to: [Chợ Nàn Sán, Chợ Nàn Sản]}}
"""
    site = make_site({
        "content/in.md": page(code="IN", publish=entry), "content/data/xa.csv": UNITS,
    })  # fmt: skip

    assert places(site.build().problems) == []

    folders = {path.split("/")[1] for path in site.tree() if path.startswith("xa/")}
    assert folders == {"index.html", "1-xa-nan-san", "2-xa-nan-san", "xa-nan-san-2"}
    for name in ("cho-nan-san", "cho-nan-san-2"):
        assert (site.public / f"an-pham/noi/{name}/index.html").is_file()


def test_shops_that_share_a_slug_have_an_order_each() -> None:
    assert orders.file_names(["In A", "in a", "", "!"], "don-in") == [
        "don-in-in-a", "don-in-in-a-2", "don-in", "don-in-2",
    ]  # fmt: skip


def test_one_picture_in_two_folders_is_published_once(make_site: MakeSite) -> None:
    output = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(output, "PNG")
    site = make_site({
        "content/a/hinh.png": output.getvalue(),
        "content/b/hinh.png": output.getvalue(),
        "content/a/mot.md": page("![Hình](hinh.png)"),
        "content/b/hai.md": page("![Hình](hinh.png)"),
        "content/a/vb.pdf": b"%PDF-1.7 x",
        "content/b/vb.pdf": b"%PDF-1.7 x",
        "content/c.md": page(document="{by: UBND, file: content/a/vb.pdf}"),
        "content/d.md": page(document="{by: UBND, file: content/b/vb.pdf}"),
    })  # fmt: skip

    assert places(site.build().problems) == []

    assert len([path for path in site.tree() if path.startswith("hinh/")]) == 1
    (document,) = [path for path in site.tree() if path.startswith("tep/")]
    assert document in site.read("c/index.html")
    assert document in site.read("d/index.html")

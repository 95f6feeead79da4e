"""Share pictures: their sizes, what stands where, their captions, their codes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from bangtin.build import Result
from PIL import Image

from tests.conftest import MakeSite, page, places

GROUND = (0x14, 0x23, 0x5A)
SIZES = {
    "anh-vuong-1080": (1080, 1080),
    "anh-doc-1080x1350": (1080, 1350),
    "anh-dung-1080x1920": (1080, 1920),
    "anh-ngang-1200x630": (1200, 630),
    "anh-bia-zalo": (500, 320),
}
USUAL = {"slogan": "Cài Bluezone, luôn bật Bluetooth", "emblem": "tai-ung-dung", "qr": "bluezone"}


def darkest(colour: object) -> int:
    """Return the least of a colour's lights: high only for white and its like."""
    assert isinstance(colour, tuple)
    return int(min(colour))


def shared(format_: str, **keys: str) -> str:
    lines = "".join(f"\n    {key}: {value}" for key, value in (USUAL | keys).items() if value)
    return page(code="BZ", publish=f"\n  - format: {format_}{lines}")


def picture(site: object, format_: str) -> Image.Image:
    path = site.public / f"an-pham/a-{format_}/a-{format_}.png"  # type: ignore[attr-defined]
    assert path.stat().st_size <= 300_000
    return Image.open(io.BytesIO(path.read_bytes())).convert("RGB")


@pytest.mark.parametrize("format_", SIZES)
def test_a_picture_has_its_size_and_weighs_little(make_site: MakeSite, format_: str) -> None:
    site = make_site({"content/a.md": shared(format_, reason="Bảo vệ mình, bảo vệ cộng đồng")})
    assert places(site.build().problems) == []
    assert picture(site, format_).size == SIZES[format_]


def test_a_tall_picture_is_plain_ground_at_both_ends(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": shared("anh-dung-1080x1920")})
    site.build()
    image = picture(site, "anh-dung-1080x1920")
    for top, bottom in ((0, 250), (1670, 1920)):
        assert image.crop((0, top, 1080, bottom)).getcolors() == [(1080 * 250, GROUND)]


def test_what_counts_of_a_wide_picture_is_in_its_middle(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": shared("anh-ngang-1200x630")})
    site.build()
    image = picture(site, "anh-ngang-1200x630")
    # Beside the middle there is neither white nor yellow of words, nor an ink on the foot.
    for left, right in ((0, 285), (915, 1200)):
        colours = {c for _, c in image.crop((left, 40, right, 540)).getcolors(100_000) or ()}
        assert max(darkest(c) for c in colours) < 100, "white words"
        foot = {c for _, c in image.crop((left, 560, right, 630)).getcolors(100_000) or ()}
        assert len(foot) == 1


def test_words_stay_off_the_edges(make_site: MakeSite) -> None:
    long = shared("anh-vuong-1080", slogan="Nghiêng nghiêng nghiêng nghiêng nghiêng nghiêng")
    site = make_site({"content/a.md": long})
    assert places(site.build().problems) == []
    image = picture(site, "anh-vuong-1080")
    for box in ((0, 60, 64, 900), (1016, 60, 1080, 900)):
        colours = {c for _, c in image.crop(box).getcolors(100_000) or ()}
        assert max(darkest(c) for c in colours) < 100


@pytest.mark.parametrize("format_", SIZES)
def test_a_code_that_was_asked_for_is_read_after_what_chats_do(
    make_site: MakeSite, format_: str
) -> None:
    site = make_site({"content/a.md": shared(format_, with_code="true")})
    assert places(site.build().problems) == []
    image = picture(site, format_)
    half = io.BytesIO()
    image.resize((image.width // 2, image.height // 2)).save(half, "JPEG", quality=70)
    assert [c.text for c in zxingcpp.read_barcodes(Image.open(half))] == [
        "https://www.bluezone.gov.vn"
    ]


def test_no_code_stands_on_a_picture_that_asked_for_none(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": shared("anh-vuong-1080")})
    site.build()
    assert zxingcpp.read_barcodes(picture(site, "anh-vuong-1080")) == []


def caption(site: object) -> list[str]:
    path = site.public / "an-pham/a-anh-vuong-1080/a-anh-vuong-1080-loi-dan.txt"  # type: ignore[attr-defined]
    return str(path.read_bytes().decode()).split("\r\n")


def test_a_caption_is_made_of_what_the_entry_says(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": shared("anh-vuong-1080", reason="Bảo vệ mình")})
    site.build()
    assert caption(site) == [
        "Cài Bluezone, luôn bật Bluetooth",
        "Bảo vệ mình",
        "https://www.bluezone.gov.vn",
        "Bộ Y tế: 1900 9095",
        "UBND huyện Thử",
        "",
    ]
    assert "https://www.bluezone.gov.vn" in site.read("an-pham/a-anh-vuong-1080/index.html")


def test_a_caption_that_forgot_the_address_gets_it(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": shared("anh-vuong-1080", caption='"Cài đi. #Bluezone"')})
    site.build()
    assert caption(site) == ["Cài đi. #Bluezone", "https://www.bluezone.gov.vn", ""]


def test_a_caption_that_names_it_is_left_as_it_is(make_site: MakeSite) -> None:
    words = '"Cài tại www.bluezone.gov.vn, gọi {hotline}"'
    site = make_site({"content/a.md": shared("anh-vuong-1080", caption=words)})
    site.build()
    assert caption(site) == ["Cài tại www.bluezone.gov.vn, gọi 1900 9095", ""]
    site.edit("site.yaml", "1900 9095", "1900 1234")
    site.build()
    assert caption(site) == ["Cài tại www.bluezone.gov.vn, gọi 1900 1234", ""]


def test_without_a_link_a_picture_leads_to_its_page(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": shared("anh-vuong-1080", qr="")})
    assert places(site.build().problems) == []
    assert "https://thu.gov.vn/a/" in caption(site)


def test_each_row_of_a_table_has_its_own_picture(make_site: MakeSite) -> None:
    text = shared("anh-vuong-1080", signature='"UBND xã {ten}"', each="xa")
    site = make_site({"content/a.md": text, "content/data/xa.csv": "ma,ten\n1,Nàn Sán\n2,Bản Mế\n"})
    assert places(site.build().problems) == []
    names = sorted(p.name for p in (site.public / "an-pham/a-anh-vuong-1080").glob("*.png"))
    assert names == ["a-anh-vuong-1080-ban-me.png", "a-anh-vuong-1080-nan-san.png"]


def test_pictures_are_the_same_bytes_each_time(make_site: MakeSite) -> None:
    files = {"content/a.md": shared("anh-vuong-1080")}
    first, second = make_site(files), make_site(files)
    first.build()
    second.build()
    assert first.tree() == second.tree()


def test_every_share_picture_of_the_sample_weighs_little(sample: tuple[Path, Result]) -> None:
    found = list((sample[0] / "public/an-pham").glob("*anh-*/*.png"))
    assert len(found) >= 6
    assert max(path.stat().st_size for path in found) <= 300_000

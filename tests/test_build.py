"""The whole road: a small site is read, planned, made, checked and published."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT, MakeSite, Sandbox, page, places, tree
from tests.small import SITE

LEAFLET = page(
    """Xem [Bluezone](link:bluezone).

## Các bước

1. **Mở kho ứng dụng.** Tìm *Bluezone* tại [trang chủ](link:bluezone).
2. **Cài đặt.** Bấm *Cài đặt*.

## Hỏi đáp

### Có tốn pin không?

Khoảng 10% một ngày.
""",
    title="Cài Bluezone",
    code="BZ",
    step_icons="[tai-ung-dung, tai-ve]",
    publish="""
  - format: to-roi-a5
    qr: bluezone
    sections: [Có tốn pin không?]
  - format: bang-ron-6x0.8
    slogan: Cài Bluezone ngay hôm nay
    qr: bluezone
    each: xa
    signature: "{ky}"
""",
)
TABLE = "ma,ten,ky\n1,Nàn Sán,UBND XÃ NÀN SÁN\n2,Bản Mế,UBND XÃ BẢN MẾ\n"
GUIDANCE: dict[str, str | bytes] = {
    "content/huong-dan/cai-bluezone.md": LEAFLET,
    "content/huong-dan/khai-bao.md": page("Vào [tờ khai](link:khai-bao).", title="Khai báo"),
    "content/data/xa.csv": TABLE,
}


@pytest.fixture
def guidance(make_site: MakeSite) -> Sandbox:
    """A site with a leaflet, a banner for each of two communes, and a page beside them."""
    return make_site(GUIDANCE)


def test_a_build_publishes_pages_prints_and_pictures(guidance: Sandbox) -> None:
    result = guidance.build()

    assert places(result.problems) == []
    assert result.prints == 6  # a leaflet and two banners, each for screen and press
    assert result.codes == 6
    published = set(guidance.tree())
    assert "huong-dan/cai-bluezone/index.html" in published
    folder = "an-pham/cai-bluezone-bang-ron-6x0.8"
    assert f"{folder}/cai-bluezone-bang-ron-6x0.8-nan-san-ti-le-1-10.pdf" in published
    assert f"{folder}/cai-bluezone-bang-ron-6x0.8-ban-me-nha-in-ti-le-1-10.pdf" in published
    assert "q/dang-ky/index.html" in published


def test_a_second_build_makes_and_writes_nothing(guidance: Sandbox) -> None:
    first = guidance.build()

    second = guidance.build()

    assert second.made == ()
    assert second.reused == len(first.made)
    assert second.published is not None
    assert second.published.written == ()


def test_changing_one_address_makes_what_uses_it_and_nothing_else(guidance: Sandbox) -> None:
    guidance.build()
    guidance.edit("site.yaml", "https://www.bluezone.gov.vn", "https://tokhaiyte.vn/bluezone")

    result = guidance.build()

    leaflet = "an-pham/cai-bluezone-to-roi-a5"
    banner = "an-pham/cai-bluezone-bang-ron-6x0.8"
    names = ("ban-me", "nan-san")
    assert set(result.made) == {
        "huong-dan/cai-bluezone/index.html",
        f"{leaflet}/index.html",
        f"{leaflet}/cai-bluezone-to-roi-a5.pdf",
        f"{leaflet}/cai-bluezone-to-roi-a5-nha-in.pdf",
        *(f"{leaflet}/trang-{side}-{width}.webp" for side in (1, 2) for width in (480, 1200)),
        *(f"{leaflet}/trang-1-{width}.{kind}" for width in (214, 321) for kind in ("avif", "webp")),
        f"{banner}/index.html",
        *(f"{banner}/cai-bluezone-bang-ron-6x0.8-{n}-ti-le-1-10.pdf" for n in names),
        *(f"{banner}/cai-bluezone-bang-ron-6x0.8-{n}-nha-in-ti-le-1-10.pdf" for n in names),
        *(f"{banner}/cai-bluezone-bang-ron-6x0.8-{n}-ghep-a4.pdf" for n in names),
        *(f"{banner}/trang-1-{width}.webp" for width in (320, 480, 1200)),
        *(f"{banner}/trang-1-{width}.avif" for width in (320, 480)),
        # They say how large the files are.
        *("an-pham/index.html", "an-pham/loai/leaflet/index.html"),
        *("xa/ban-me/index.html", "xa/nan-san/index.html"),
    }
    assert "href=https://tokhaiyte.vn/bluezone" in guidance.read(
        "huong-dan/cai-bluezone/index.html"
    )


def test_two_builds_in_two_folders_and_time_zones_are_equal(
    guidance: Sandbox, tmp_path: Path
) -> None:
    other = tmp_path / "a folder elsewhere" / "trang"
    shutil.copytree(guidance.root, other)
    script = "import sys; from pathlib import Path; from bangtin.build import build;"
    script += "sys.exit(build(Path(sys.argv[1]), jobs=1).failed)"
    for root, zone in ((guidance.root, "Pacific/Kiritimati"), (other, "America/Los_Angeles")):
        environment = os.environ | {"TZ": zone, "PYTHONPATH": str(PROJECT)}
        subprocess.run([sys.executable, "-c", script, root], env=environment, check=True)

    assert tree(guidance.public) == tree(other / "public")


def test_many_workers_make_the_same_bytes_as_one(guidance: Sandbox, make_site: MakeSite) -> None:
    from bangtin.build import build

    twin = make_site(GUIDANCE)
    guidance.build()

    build(twin.root, jobs=2)

    assert guidance.tree() == twin.tree()


def test_a_build_with_errors_leaves_public_as_it_was(guidance: Sandbox) -> None:
    guidance.build()
    before = guidance.tree()
    guidance.edit("content/huong-dan/khai-bao.md", "link:khai-bao", "link:khai-bo")
    guidance.edit("content/huong-dan/cai-bluezone.md", "Khoảng 10%", "Chừng 10%")

    result = guidance.build()

    assert places(result.problems) == ["content/huong-dan/khai-bao.md:7 unknown-link-meant"]
    assert result.published is None
    assert guidance.tree() == before


def test_all_kinds_of_mistakes_are_reported_in_one_run(guidance: Sandbox) -> None:
    guidance.write(
        {
            "content/a.md": page(titel="x", title=None),
            "content/b.md": page("Xem [đây](link:bluezon)."),
            "content/c.md": "---\ntitle: C\nsummary: C\n---\n\nC\n",
        }
    )
    guidance.edit("site.yaml", "url: https://tokhaiyte.vn", "url: https://tokhaiyte.com")
    guidance.edit(
        "content/huong-dan/cai-bluezone.md",
        "Cài Bluezone ngay hôm nay",
        "nghiêng" * 28,
    )

    result = guidance.build()

    assert result.failed
    assert places(result.problems) == [
        "content/a.md:4 unknown-key-meant",
        "content/b.md:7 unknown-link-meant",
        "content/c.md:2 missing-key",
        "content/huong-dan/cai-bluezone.md:12 text-too-long",
        "site.yaml:14 host-not-allowed-meant",
    ]
    assert not guidance.public.exists()


def test_time_alone_moves_a_page_to_expired(make_site: MakeSite) -> None:
    site = make_site({"content/huong-dan/a.md": page(title="Tạm thời", expires="2021-07-25")})
    result = site.build()
    assert result.next_change == datetime.date(2021, 7, 26)
    assert "Tạm thời" in site.read("huong-dan/index.html")

    site.build(now=datetime.date(2021, 7, 26))

    assert "hết hiệu lực" in site.read("huong-dan/a/index.html")
    assert "huong-dan/index.html" not in site.tree()


def test_a_site_without_the_sample_is_built_from_its_own_words_only(make_site: MakeSite) -> None:
    site = make_site()

    result = site.build()

    assert places(result.problems) == []
    assert "Si Ma Cai" not in site.read("index.html")


def test_a_hotline_without_a_number_is_a_warning_and_none_at_all_an_error(
    make_site: MakeSite,
) -> None:
    site = make_site(site=SITE.replace('number: "1900 9095"', "number: null"))

    result = site.build()

    assert sorted(p.key for p in result.problems) == ["hotline-empty", "hotline-missing"]

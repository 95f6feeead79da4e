"""Print orders and the contact sheet: what goes to a print shop, and what is looked at before."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys

import pypdfium2
import pytest
from PIL import Image

from tests.conftest import PROJECT, MakeSite, Sandbox, page

PRINTS = page(
    code="BZ",
    publish="""
  - format: pano-3x2
    slogan: Cài Bluezone
    qr: bluezone
    order: {copies: 2, to: [Bộ phận Tiếp nhận và trả kết quả, Trung tâm Y tế], shop: Nhà in A}
  - format: bang-ron-6x0.8
    slogan: Cài Bluezone
    qr: bluezone
    each: xa
    order: {copies: 1, to: ["Trụ sở {ten}"]}
""",
)


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    return make_site(
        {"content/a.md": PRINTS, "content/data/xa.csv": "ma,ten\n1,=Nàn Sán\n2,Bản Mế\n"}
    )


def run(site: Sandbox, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "BANGTIN_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-m", "bangtin", *arguments],
        cwd=site.root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def rows_of(site: Sandbox, name: str) -> list[dict[str, str]]:
    text = (site.root / "don-in" / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_each_print_shop_gets_a_sheet_and_a_table(site: Sandbox) -> None:
    assert run(site, "order").returncode == 0

    names = sorted(p.name for p in (site.root / "don-in").iterdir())
    assert names == ["don-in-nha-in-a.csv", "don-in-nha-in-a.pdf", "don-in.csv", "don-in.pdf"]
    (pano,) = rows_of(site, "don-in-nha-in-a.csv")
    assert pano["Tệp"] == "an-pham/a-pano-3x2/a-pano-3x2-nha-in.pdf"
    assert pano["Khổ thành phẩm"] == "3 × 2 m"
    assert pano["Tỉ lệ tệp"] == "1:1"
    assert pano["Số lượng"] == "4"
    assert pano["Nơi nhận, nơi treo"] == "Bộ phận Tiếp nhận và trả kết quả; Trung tâm Y tế"
    assert pano["Mã bản in (ngày)"] == "BZ-P32.01 (05/07/2021)"


def test_shops_whose_names_are_alike_get_a_sheet_each(site: Sandbox) -> None:
    site.edit("content/a.md", 'to: ["Trụ sở {ten}"]}', 'to: ["Trụ sở {ten}"], shop: Nhà in Á}')

    assert run(site, "order").returncode == 0

    assert [len(rows_of(site, f"don-in-nha-in-a{n}.csv")) for n in ("", "-2")] == [1, 2]


def test_a_banner_a_commune_is_a_line_a_commune(site: Sandbox) -> None:
    run(site, "order")

    banners = rows_of(site, "don-in.csv")

    assert [row["Số lượng"] for row in banners] == ["1", "1"]
    assert banners[1]["Nơi nhận, nơi treo"] == "Trụ sở Bản Mế"
    assert all(row["Tỉ lệ tệp"] == "1:10" for row in banners)


def test_a_cell_never_becomes_a_formula(site: Sandbox) -> None:
    site.edit("content/a.md", '"Trụ sở {ten}"', '"{ten}"')

    run(site, "order")

    assert rows_of(site, "don-in.csv")[0]["Nơi nhận, nơi treo"] == "'=Nàn Sán"


def test_the_sheet_shows_what_the_table_says(site: Sandbox) -> None:
    run(site, "order")

    document = pypdfium2.PdfDocument(site.root / "don-in" / "don-in-nha-in-a.pdf")
    words = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()
    for part in ("Phiếu đặt in", "Nhà in A", "3 × 2 m", "BZ-P32.01", "Trung tâm Y tế"):
        assert part in words


def test_the_contact_sheet_shows_every_print(site: Sandbox) -> None:
    assert run(site, "contact-sheet", "--out", "look.png").returncode == 0

    with Image.open(site.root / "look.png") as picture:
        assert picture.width == 2400
        # The panos's indigo and the banner's red are both on it.
        small = picture.convert("RGB").resize((240, picture.height // 10))
        data = small.tobytes()
    colours = set(zip(data[::3], data[1::3], data[2::3], strict=True))
    assert any(r > 180 and g < 60 for r, g, _ in colours)
    assert any(r < 40 and b > 70 for r, _, b in colours)


def test_a_contact_sheet_of_another_kind_is_refused_with_the_kinds(site: Sandbox) -> None:
    answer = run(site, "contact-sheet", "--out", "look.docx")

    assert answer.returncode == 2
    assert ".png, .webp, .pdf" in answer.stderr


def test_a_site_without_prints_says_how_to_have_one(make_site: MakeSite) -> None:
    answer = run(make_site(), "order")

    assert answer.returncode == 2
    assert "publish:" in answer.stderr

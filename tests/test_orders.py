"""Print orders and the contact sheet: what goes to a print shop, and what is looked at before."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from bangtin import spelling
from bangtin.build import build
from bangtin.commands import orders
from PIL import Image

from tests import inside
from tests.conftest import MakeSite, Sandbox, page, places, tree
from tests.small import HOME, SITE

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


FILES: dict[str, str | bytes] = {
    "content/a.md": PRINTS,
    "content/data/xa.csv": "ma,ten\n1,@Nàn Sán\n2,Bản Mế\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once, as it is ordered."""
    site = Sandbox(tmp_path_factory.mktemp("made") / "site")
    site.write({"site.yaml": SITE, "content/index.md": HOME, **FILES})
    assert places(build(site.root, jobs=1, going_out="ordered").problems) == []
    kept = site.root.parent / "kept"
    inside.keep_results(site, kept)
    return kept


@pytest.fixture
def site(make_site: MakeSite, made: Path) -> Sandbox:
    site = make_site(FILES)
    inside.take_results(site, made)
    return site


run = inside.run


def ordered(site: Sandbox) -> str:
    """Order, and return what the command said."""
    answer = run(site, "order")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def rows_of(site: Sandbox, name: str) -> list[dict[str, str]]:
    text = (site.root / "don-in" / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def words_of(pdf: Path | bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    words = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    return words


def test_each_print_shop_gets_a_sheet_a_table_and_a_zip(site: Sandbox) -> None:
    ordered(site)

    names = sorted(p.name for p in (site.root / "don-in").iterdir())
    assert names == [
        f"don-in{shop}.{ending}" for shop in ("-nha-in-a", "") for ending in ("csv", "pdf", "zip")
    ]
    (pano,) = rows_of(site, "don-in-nha-in-a.csv")
    assert pano["Tệp"] == "a-pano-3x2-nha-in.pdf"
    assert pano["Khổ thành phẩm"] == "3 × 2 m"
    assert pano["Tỉ lệ tệp"] == "tỉ lệ 1:1"
    assert pano["Màu"] == "CMYK"
    assert pano["Số lượng"] == "4"
    assert pano["Nơi nhận, nơi treo"] == "Bộ phận Tiếp nhận và trả kết quả; Trung tâm Y tế"
    assert pano["Mã bản in (ngày)"] == "BZ-P32.01 (5/7/2021)"


def test_the_zip_holds_sheet_table_and_the_very_files_that_were_published(site: Sandbox) -> None:
    ordered(site)

    with zipfile.ZipFile(site.root / "don-in/don-in.zip") as archive:
        names = archive.namelist()
        assert names == [
            "don-in/don-in.pdf",
            "don-in/don-in.csv",
            "don-in/a-bang-ron-6x0.8-nan-san-nha-in-ti-le-1-10.pdf",
            "don-in/a-bang-ron-6x0.8-ban-me-nha-in-ti-le-1-10.pdf",
        ]
        assert all(name.isascii() for name in names)
        published = site.public / "an-pham/a-bang-ron-6x0.8" / names[2].split("/")[1]
        assert archive.read(names[2]) == published.read_bytes()
        assert archive.read(names[1]) == (site.root / "don-in/don-in.csv").read_bytes()


def test_boards_and_scripts_that_are_ordered_stand_in_a_table_of_files_for_places(
    make_site: MakeSite,
) -> None:
    entries = """
  - format: led-160x32
    lines: [CÀI BLUEZONE]
    order: {copies: 1, to: [Trung tâm Y tế, Trạm y tế]}
  - format: led-64x32
    lines: [5K]
"""
    site = make_site({"content/a.md": page(code="BZ", publish=entries)})
    first = run(site, "order")
    assert first.returncode == 0, first.stderr
    assert [path.name for path in (site.root / "don-in").iterdir()] == ["ban-giao-tep.csv"]
    table = (site.root / "don-in/ban-giao-tep.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))[1:]
    assert {row[1] for row in rows} == {"Trung tâm Y tế; Trạm y tế"}
    assert [row[2] for row in rows] == [
        "an-pham/a-led-160x32/a-led-160x32.pdf",
        "an-pham/a-led-160x32/a-led-160x32.zip",
    ]
    assert all((site.public / row[2]).is_file() for row in rows)


def test_an_order_made_twice_from_the_same_record_has_the_same_bytes(site: Sandbox) -> None:
    ordered(site)
    first = tree(site.root / "don-in")
    (site.root / "editions.csv").unlink()

    ordered(site)

    assert tree(site.root / "don-in") == first


def test_what_somebody_wrote_into_the_table_of_an_order_is_kept(site: Sandbox) -> None:
    """A table of the same name comes with the next order; that of before is as the zip has it."""
    ordered(site)
    table = site.root / "don-in/don-in.csv"
    edited = table.read_bytes() + "Giá,120.000\n".encode()
    table.write_bytes(edited)
    (site.root / "editions.csv").unlink()

    said = ordered(site)

    folder = site.root / "don-in"
    assert said.count("kept what was there") == 1
    assert (folder / "don-in-1.csv").read_bytes() == edited
    assert table.read_bytes() + "Giá,120.000\n".encode() == edited
    assert sorted(path.name for path in folder.iterdir() if "-1" in path.name) == ["don-in-1.csv"]


def test_what_somebody_wrote_into_the_table_of_files_is_kept(make_site: MakeSite) -> None:
    entry = "\n  - {format: led-160x32, lines: [CÀI BLUEZONE], order: {copies: 1, to: [Trạm y tế]}}"
    site = make_site({"content/a.md": page(code="BZ", publish=entry)})
    table = site.root / "don-in/ban-giao-tep.csv"
    for edited in (False, True):
        if edited:
            table.write_bytes(b"Da giao\n")
            (site.root / "editions.csv").unlink()
        answer = run(site, "order")
        assert answer.returncode == 0, answer.stderr

    assert (site.root / "don-in/ban-giao-tep-1.csv").read_bytes() == b"Da giao\n"
    assert table.read_bytes() != b"Da giao\n"


def test_a_kept_zip_that_is_damaged_holds_nothing_that_is_known(site: Sandbox) -> None:
    ordered(site)
    for kept in (site.root / "orders").glob("*.zip"):
        kept.write_bytes(b"PK damaged")
    (site.root / "editions.csv").unlink()

    said = ordered(site)

    assert said.count("kept what was there") == 6


def test_what_nobody_ordered_is_not_on_the_sheet(site: Sandbox) -> None:
    site.edit("content/a.md", '    order: {copies: 1, to: ["Trụ sở {ten}"]}\n', "")

    ordered(site)

    assert not (site.root / "don-in/don-in.csv").exists()


def test_a_site_that_orders_nothing_is_told_how(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": page(
        code="BZ", publish="\n  - {format: pano-3x2, slogan: Cài Bluezone, qr: bluezone}",
    )})  # fmt: skip

    answer = run(site, "order")

    assert answer.returncode == 2
    assert "order:" in answer.stderr
    assert not (site.root / "don-in").exists()


def test_a_site_at_fault_sends_nothing_to_a_shop(site: Sandbox) -> None:
    site.edit("content/a.md", "qr: bluezone\n    each", "qr: khong-co\n    each")

    assert run(site, "order").returncode == 1
    assert not (site.root / "don-in").exists()


def test_an_order_s_own_layout_that_fails_is_told_with_its_line(site: Sandbox) -> None:
    name = "layouts/press/order.typ"
    before = site.own(name).read_text("utf-8")
    site.write({name: f"{before}#data.khong_co\n"})
    answer = run(site, "order")
    assert answer.returncode == 1
    line = before.count("\n") + 1
    assert f"{name}:{line}: " in answer.stdout


def test_contact_deadline_and_number_stand_on_the_sheet(site: Sandbox) -> None:
    site.write({"site.yaml": SITE + (
        "orders:\n  contact: Phòng Văn hóa và Thông tin\n  deadline: 2021-07-26\n"
        '  number: "{n}/{year}/ĐI"\n'
    )})  # fmt: skip

    ordered(site)

    words = words_of(site.root / "don-in/don-in-nha-in-a.pdf")
    for part in ("1/2021/ĐI", "Phòng Văn hóa và Thông tin", "26/7/2021", "20/7/2021",
                 "Tổng cộng: 1 tệp"):  # fmt: skip
        assert part in words
    assert rows_of(site, "don-in.csv")[0]["Số phiếu"] == "2/2021/ĐI"
    assert rows_of(site, "don-in.csv")[0]["Hạn giao"] == "26/7/2021"


def test_what_is_not_known_is_left_to_write_by_hand(site: Sandbox) -> None:
    said = ordered(site)

    words = words_of(site.root / "don-in/don-in.pdf")
    assert "Người liên hệ: Hạn giao:" in words
    assert "None" not in words
    assert "names no print shop" in said
    assert rows_of(site, "don-in.csv")[0]["Hạn giao"] == ""


def test_an_entry_has_a_deadline_of_its_own(site: Sandbox) -> None:
    site.edit("content/a.md", '"Trụ sở {ten}"]}', '"Trụ sở {ten}"], deadline: 2021-07-19}')
    site.edit("content/a.md", "shop: Nhà in A}", "deadline: 2021-07-25}")

    said = ordered(site)

    words = words_of(site.root / "don-in/don-in.pdf")
    assert "theo từng dòng" in words
    assert "Hạn giao: 19/7/2021" in words
    assert "Hạn giao: 25/7/2021" in words
    assert said.count("which is over") == 2
    assert "19/7/2021" in said


def test_files_of_an_earlier_order_are_named(site: Sandbox) -> None:
    ordered(site)
    site.edit("content/a.md", "shop: Nhà in A}", "shop: Nhà in B}")

    answer = run(site, "order", "--again", "BZ-P32.01")
    said = answer.stdout

    assert answer.returncode == 0, said
    assert "From an earlier order, and not part of this one" in said
    assert "don-in-nha-in-a.zip" in said
    assert "one: don-in/don-in-nha-in-b" not in said


def test_shops_whose_names_are_alike_get_a_sheet_each(site: Sandbox) -> None:
    site.edit("content/a.md", 'to: ["Trụ sở {ten}"]}', 'to: ["Trụ sở {ten}"], shop: Nhà in Á}')

    ordered(site)

    assert [len(rows_of(site, f"don-in-nha-in-a{n}.csv")) for n in ("", "-2")] == [1, 2]


def test_a_banner_a_commune_is_a_line_a_commune(site: Sandbox) -> None:
    ordered(site)

    banners = rows_of(site, "don-in.csv")

    assert [row["Số lượng"] for row in banners] == ["1", "1"]
    assert banners[1]["Nơi nhận, nơi treo"] == "Trụ sở Bản Mế"
    assert all(row["Tỉ lệ tệp"] == "tỉ lệ 1:10" for row in banners)


@pytest.mark.parametrize(
    ("written", "cell"),
    [("=Nàn Sán", "'=Nàn Sán"), ("@a", "'@a"), ("+84", "'+84"), ("0912345678", "'0912345678"),
     ("Nàn Sán", "Nàn Sán")],
)  # fmt: skip
def test_a_cell_is_neither_a_formula_nor_a_number(written: str, cell: str) -> None:
    assert orders.as_cell(written) == cell


def test_no_cell_of_an_order_is_a_formula(site: Sandbox) -> None:
    site.edit("content/a.md", '"Trụ sở {ten}"', '"{ten}"')

    ordered(site)

    assert rows_of(site, "don-in.csv")[0]["Nơi nhận, nơi treo"] == "'@Nàn Sán"


def test_an_english_site_writes_its_dates_in_words() -> None:
    assert spelling.written(datetime.date(2021, 7, 5), "en") == "5 July 2021"
    assert spelling.written(datetime.date(2021, 7, 5), "vi") == "5/7/2021"


def test_the_sheet_shows_what_the_table_says(site: Sandbox) -> None:
    ordered(site)

    words = words_of(site.root / "don-in" / "don-in-nha-in-a.pdf")
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
    answer = run(make_site(), "contact-sheet")

    assert answer.returncode == 2
    assert "publish:" in answer.stderr

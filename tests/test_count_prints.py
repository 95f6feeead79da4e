"""The state of the count on prints: of the day that the author names, with all that it needs."""

from __future__ import annotations

import pypdfium2

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import SITE
from tests.test_cli import bangtin
from tests.test_counts import SANDBAGS, TABLE, UNITS, counted

POSTER = """
  - format: poster-a4
    slogan: Cùng cài Bluezone
    qr: bluezone
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
    progress: 2021-07-09
"""
ROWS = (
    "2021-07-09,Bản Mế,980,412,388,8:30,,\n2021-07-09,Nàn Sán,600,200,150,8:30,,\n"
    "2021-07-09,Nàn Sín,500,300,210,8:30,,\n"
)
FILE = "an-pham/in-poster-a4/in-poster-a4.pdf"
TARGETS = "targets:\n  kho: {kind: folder, path: ../kho}\n"


def with_poster(make_site: MakeSite, rows: str = ROWS, entry: str = POSTER) -> Sandbox:
    files, text = counted(rows)
    site = make_site({**files, "content/in.md": page(code="IN", publish=entry)},
                     site=text + TARGETS)  # fmt: skip
    (site.root.parent / "kho").mkdir(exist_ok=True)
    return site


def words(site: Sandbox, file: str = FILE) -> str:
    document = pypdfium2.PdfDocument(site.public / file)
    said = " ".join(" ".join(p.get_textpage().get_text_bounded() for p in document).split())
    document.close()
    return said


def test_a_print_says_the_state_with_its_day_and_that_it_is_an_example(
    make_site: MakeSite,
) -> None:
    site = with_poster(make_site)
    assert places(site.build().problems) == []
    # 912 of 2080.
    told = "Cài đặt: 43,8% người dùng (số liệu ngày 9/7/2021). Số liệu ví dụ."
    assert told in words(site)


def test_real_figures_are_no_example_and_who_is_missing_is_said(make_site: MakeSite) -> None:
    site = with_poster(make_site, "2021-07-09,Bản Mế,980,412,388,8:30,,\n")
    site.edit("site.yaml", "example: true", "example: false")
    assert places(site.build().problems) == []
    told = "(số liệu ngày 9/7/2021). Chỉ tính 1 trong 3 đơn vị: các đơn vị khác chưa báo."
    assert told in words(site)
    assert "ví dụ" not in words(site)


def test_the_state_stands_behind_the_reason_of_the_author(make_site: MakeSite) -> None:
    entry = POSTER + "    reason: Cả nhà cùng làm\n"
    site = with_poster(make_site, entry=entry)
    assert places(site.build().problems) == []
    assert "Cả nhà cùng làm. Cài đặt: 43,8%" in words(site)


def test_only_the_author_s_hand_or_a_revision_makes_another_edition(make_site: MakeSite) -> None:
    site = with_poster(make_site)
    assert bangtin(site, "publish", "--yes", language="en").returncode == 0
    before = (site.public / FILE).read_bytes()
    later = "2021-07-10,Bản Mế,980,450,400,8:30,,\n"
    site.edit(TABLE, ROWS, ROWS + later)
    assert places(site.build().problems) == []
    assert "450" in site.read("tien-do/index.html")
    assert (site.public / FILE).read_bytes() == before
    site.edit("content/in.md", "progress: 2021-07-09", "progress: 2021-07-10")
    assert [p.key for p in site.build(publish=False).problems] == ["edition-next"]
    site.edit("content/in.md", "progress: 2021-07-10", "progress: 2021-07-09")
    site.edit(TABLE, later, f"2021-07-09,Bản Mế,980,422,388,8:30,,đếm lại\n{later}")
    assert [p.key for p in site.build().problems] == ["edition-next"]
    assert "44,3%" in words(site)


def test_a_standee_takes_it_as_well(make_site: MakeSite) -> None:
    site = with_poster(make_site, entry=POSTER.replace("poster-a4", "standee-0.6x1.6"))
    assert [p for p in places(site.build().problems) if "progress" in p] == []
    file = next(site.public.glob("an-pham/in-*/*.pdf")).relative_to(site.public).as_posix()
    assert "Cài đặt: 43,8% người dùng" in words(site, file)


def test_a_city_s_print_says_it_in_english(make_site: MakeSite) -> None:
    site = make_site(
        {"content/data/units.csv": UNITS.replace("Bản Mế", "North"),
         "content/data/sandbags.csv": "day,ward,bags,at\n2021-07-09,North,120,17:00\n",
         "content/in.md": page(code="IN", publish=POSTER.replace("Cùng cài", "Fill bags at"))},
        site=SITE + SANDBAGS,
    )  # fmt: skip
    site.build()
    file = next(site.public.glob("**/in-poster-a4.pdf")).relative_to(site.public).as_posix()
    said = words(site, file)
    assert "Sandbags filled: 120 (figures of 9 July 2021). Only 1 of 3 units are counted" in said

"""The table of units: its columns are found as people call them, or what to write is told."""

from __future__ import annotations

import html
import re

import pytest

from tests.conftest import MakeSite, page, places
from tests.small import SITE

UNITS = "content/data/wards.csv"
ENGLISH = SITE.replace("title: Huyện thử\n", "title: County\nlanguage: en\ncountry: VN\n")
HEADS = [
    ("Name", "Full name", "Phone"),
    ("NAME", "FULL_NAME", "Hotline"),
    ("Tên", "Tên đầy đủ", "Điện thoại"),
    ("ten", "Ten-day-du", "dien thoai"),
    ("Nom", "Nom Complet", "Téléphone"),
]


def wards(*heads: str) -> str:
    return f"Key,{','.join(heads)}\nM1,Mill,Mill Ward,0214 384 1234\n"


@pytest.mark.parametrize("heads", HEADS, ids=str)
def test_columns_are_found_however_they_are_written(
    make_site: MakeSite, heads: tuple[str, ...]
) -> None:
    _, full, phone = heads
    entry = f'\n  - {{format: led-160x32, each: wards, lines: ["{{{full}}}", "{{ {phone} }}"]}}'
    site = make_site(
        {"content/a.md": page(code="MT", publish=entry), UNITS: wards(*heads)},
        site=ENGLISH + "units: {table: wards}\n",
    )

    assert site.build().problems == ()

    text = site.read("wards/mill-ward/index.html")
    assert "<h1>Mill Ward</h1>" in text
    assert "href=tel:02143841234" in text
    board = site.read("prints/a-led-160x32/index.html")
    assert "Mill Ward" in board
    assert full not in board


@pytest.mark.parametrize(
    ("cell", "dialled"),
    [
        ("0214 384 1234, 0969 841 414", ["02143841234", "0969841414"]),
        ("0214 384 1234; 0969841414", ["02143841234", "0969841414"]),
        ("0214 384 1234 ext 12", ["02143841234"]),
        ("0214 384 1234 (tầng 2)", ["02143841234"]),
        ("0214.384.1234 / 1", ["02143841234"]),
        ("0214 384 1234 T2-T6", ["02143841234"]),
        ("+84 (0)214 384 1234", ["+842143841234"]),
        ("+84 0214 384 1234", ["+842143841234"]),
        ("115", ["115"]),
        ("chưa có", []),
    ],
)
def test_each_number_of_a_cell_is_dialled_by_itself(
    make_site: MakeSite, cell: str, dialled: list[str]
) -> None:
    units = f'Key,Name,Phone\nM1,Mill,"{cell}"\n'
    site = make_site({UNITS: units}, site=ENGLISH + "units: {table: wards}\n")

    assert site.build().problems == ()

    text = site.read("wards/mill/index.html")
    contact = re.search(r"<dt>[^<]*</dt><dd>((?:(?!</dd>|M1).)*)</dd>", text)
    assert contact is not None
    assert re.findall(r"href=\"?tel:([^ >\"]+)", contact[1]) == dialled
    shown = html.unescape(re.sub(r"<[^>]*>|[\u2066\u2069]", "", contact[1]))
    assert shown == cell


def test_a_unit_without_a_full_name_is_called_by_its_name(make_site: MakeSite) -> None:
    site = make_site({UNITS: "key,name\nM1,Mill\nH2,\n"}, site=ENGLISH + "units: {table: wards}\n")

    assert site.build().problems == ()
    assert {"wards/mill/index.html", "wards/h2/index.html"} < set(site.tree())


@pytest.mark.parametrize(
    ("units", "heads", "found"),
    [
        ("phone: Telefon", "Name,Full name,Phone", "site.yaml:30 units-column"),
        ("phone: Phome", "Name,Full name,Phone", "site.yaml:30 units-column-meant"),
        ("full_name: PHONE", "Name,Full name,Phone", ""),
        ("title: Wards", "Name,Full name,Office phone", f"{UNITS}:1 units-column-unused"),
        ("title: Wards", "Name,Official name,Phone", f"{UNITS}:1 units-column-unused"),
        ("title: Wards", "Ward name,Full name,Phone", f"{UNITS}:1 units-column-unused"),
        ("phone: Office phone", "Name,Full name,Office phone", ""),
        ("title: Wards", "Name,Full name,People", ""),
    ],
)
def test_a_column_that_no_role_takes_is_told(
    make_site: MakeSite, units: str, heads: str, found: str
) -> None:
    site = make_site(
        {UNITS: wards(*heads.split(","))}, site=f"{ENGLISH}units: {{table: wards, {units}}}\n"
    )

    assert places(site.build(publish=False).problems) == [found] * bool(found)


def test_a_unit_without_a_code_shows_none(make_site: MakeSite) -> None:
    units = "name,phone\nMill Ward,\nHill Ward,0214 384 1234\n"
    site = make_site({UNITS: units}, site=ENGLISH + "units: {table: wards}\n")

    assert site.build().problems == ()
    assert "<dl" not in site.read("wards/mill-ward/index.html")
    assert "0214 384 1234" in site.read("wards/hill-ward/index.html")
    assert "Unit code" not in site.read("wards/hill-ward/index.html")

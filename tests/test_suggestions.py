"""Names that were meant: near, or none at all."""

from __future__ import annotations

import pytest
from bangtin.problems import closest

HOSTS = ["dichvucong.gov.vn", "www.bluezone.gov.vn", "tokhaiyte.vn", "moh.gov.vn"]
LISTS = ["thong-bao/", "tim-kiem/", "hoi-dap/", "an-pham/", "luu-tru/", "huong-dan/"]
KEYS = ["title", "summary", "date", "updated", "expires", "aliases", "review_by", "publish"]
FORMATS = ["poster-a3", "poster-a1", "to-gap-a4", "pano-3x2", "bang-ron-6x0.8"]
REGISTER = ["bluezone", "khai-bao", "dang-ky"]
FILES = ["index.md", "lien-he.md", "cai-bluezone.md", "khai-bao-y-te.md"]
ANCHORS = ["muc", "muc-hai", "duong-day-nong"]


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("bluzone", REGISTER, "bluezone"), ("Bluezone", REGISTER, "bluezone"),
        ("BLUEZONE", REGISTER, "bluezone"), (" bluezone", REGISTER, "bluezone"),
        ("bleuzone", REGISTER, "bluezone"), ("bluezone#x", REGISTER, "bluezone"),
        ("link:bluezone", REGISTER, "bluezone"), ("khaibao", REGISTER, "khai-bao"),
        ("khai_bao", REGISTER, "khai-bao"), ("khai-báo", REGISTER, "khai-bao"),
        ("đăng-ký", REGISTER, "dang-ky"), ("dang", REGISTER, "dang-ky"),
        ("tilte", KEYS, "title"), ("titel", KEYS, "title"), ("Title", KEYS, "title"),
        ("sumary", KEYS, "summary"), ("summry", KEYS, "summary"), ("alias", KEYS, "aliases"),
        ("expire", KEYS, "expires"), ("update", KEYS, "updated"), ("review", KEYS, "review_by"),
        ("dat", KEYS, "date"), ("copy", [*KEYS, "copies"], "copies"), ("publsih", KEYS, "publish"),
        ("a3-poster", FORMATS, "poster-a3"), ("poster", FORMATS, "poster-a3"),
        ("postera3", FORMATS, "poster-a3"), ("pano", FORMATS, "pano-3x2"),
        ("pano-3x2m", FORMATS, "pano-3x2"),
        ("tokhaiyt.vn", HOSTS, "tokhaiyte.vn"), ("bluezone.gov.vn", HOSTS, "www.bluezone.gov.vn"),
        ("www.tokhaiyte.vn", HOSTS, "tokhaiyte.vn"),
        ("dichvucong.gov", HOSTS, "dichvucong.gov.vn"),
        ("tim-kiem", LISTS, "tim-kiem/"), ("timkiem/", LISTS, "tim-kiem/"),
        ("Tìm-kiếm/", LISTS, "tim-kiem/"), ("huong-dan", LISTS, "huong-dan/"),
        ("muk", ANCHORS, "muc"), ("muc-ha", ANCHORS, "muc-hai"),
        ("đường-dây-nóng", ANCHORS, "duong-day-nong"), ("indx.md", FILES, "index.md"),
        ("lienhe.md", FILES, "lien-he.md"), ("cai-bluezone", FILES, "cai-bluezone.md"),
    ],
)  # fmt: skip
def test_a_slip_suggests_the_name_that_was_meant(name, known, meant):
    assert closest(name, known) == meant


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("tiemchungcovid19.gov.vn", HOSTS), ("mic.gov.vn", HOSTS), ("yte.gov.vn", HOSTS),
        ("vnexpress.net", HOSTS), ("ncov.vn", HOSTS), ("la.example", HOSTS),
        ("tiem", LISTS), ("khong-co/", LISTS), ("tin/", LISTS), ("dich-vu/", LISTS),
        ("lien-he/", LISTS),
        ("xyz", ANCHORS), ("zzz", REGISTER), ("tiem-chung", REGISTER), ("", REGISTER),
        ("author", KEYS), ("tags", KEYS), ("weight", KEYS), ("banner", FORMATS),
        ("a.md", ["b.md", "c.md"]), ("tiem-chung.md", FILES), ("b", ["a", "c"]),
        ("content/huong-dan/abc.md", ["content/huong-dan/xyz.md"]),
        ("bluezone", []),
    ],
)  # fmt: skip
def test_what_is_only_a_little_alike_suggests_nothing(name, known):
    assert closest(name, known) == ""

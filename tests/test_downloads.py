"""Whatever the portal offers says its kind and its size, so that nobody pays for one unasked."""

from __future__ import annotations

import re

import pypdfium2
import yaml
from bangtin.channels.portal import downloads

from tests.conftest import PROJECT, MakeSite, Sandbox, page, places

STEPS = "1. **Mở CH Play.** Tìm Bluezone.\n2. **Cài đặt.** Bấm nút.\n"
PUBLISH = """
  - format: bang-ron-6x0.8
    qr: bluezone
    slogan: Cài Bluezone
    each: xa
    signature: "UBND {ten_day_du}"
    bundle: cum
  - format: to-roi-a5
    qr: bluezone
    title: Cài Bluezone
  - format: anh-vuong-1080
    slogan: Cài Bluezone
    emblem: mo-ung-dung
  - format: tin-nhan-sms
    text: Cài Bluezone.
"""
TABLE = "ma,ten_day_du,cum\n01,xã Bản Mế,Cụm một\n02,xã Cán Cấu,Cụm một\n"
FILES: dict[str, str | bytes] = {
    "content/data/xa.csv": TABLE,
    "content/huong-dan/in.md": page(
        f"{STEPS}\nMẫu: [Mẫu đơn](mau.txt).",
        code="BZ",
        step_icons="[mo-ung-dung, khai-bao]",
        publish=PUBLISH,
    ),
    "content/huong-dan/mau.txt": "Mẫu đơn\n" * 600,
}
OFFERED = re.compile(r'<a [^>]*?href="?(?P<to>[^" >]+\.(?:pdf|png|txt|zip|csv|xlsx))"?[^>]*>')


def unlabelled(site: Sandbox) -> list[str]:
    """Return the offers of all pages without their kind and size at them."""
    public = site.root / "public"
    found = []
    for file in sorted(public.rglob("*.html")):
        html = file.read_text("utf-8")
        for offer in OFFERED.finditer(html):
            target = (file.parent / offer["to"]).resolve()
            size = target.stat().st_size
            lang = "en" if file.is_relative_to(public / "en") else "vi"
            label = downloads.label(target.name, size, lang)
            words = re.sub("<[^>]+>", "", html[offer.end() :])[:160]
            if label not in words:
                found.append(f"{file.relative_to(public)}: {offer['to']}: {label}")
    return found


def test_each_offer_says_its_kind_and_the_size_of_the_very_file(make_site: MakeSite) -> None:
    site = make_site(FILES)
    assert places(site.build().problems) == []
    assert unlabelled(site) == []
    leaflet = site.read("an-pham/in-to-roi-a5/index.html")
    assert len(OFFERED.findall(leaflet)) == 2
    assert len(OFFERED.findall(site.read("xa/xa-ban-me/index.html"))) == 4
    assert len(OFFERED.findall(site.read("an-pham/in-bang-ron-6x0.8/index.html"))) == 7
    assert len(OFFERED.findall(site.read("an-pham/in-anh-vuong-1080/index.html"))) == 2
    assert len(OFFERED.findall(site.read("huong-dan/in/index.html"))) == 1


def test_a_print_that_weighs_something_else_is_said_anew(make_site: MakeSite) -> None:
    site = make_site(FILES)
    site.build()
    before = site.read("an-pham/in-to-roi-a5/index.html")
    site.edit("content/huong-dan/in.md", "Tìm Bluezone.", "Tìm Bluezone và xem tên cho kỹ.")
    site.edit("content/huong-dan/in.md", "    title: Cài Bluezone", "    title: Cài Bluezone nhanh")
    assert places(site.build().problems) == []
    assert site.read("an-pham/in-to-roi-a5/index.html") != before
    assert unlabelled(site) == []
    assert site.build().made == ()


def test_an_edition_of_two_lines_stays_in_the_foot_of_a_leaflet(make_site: MakeSite) -> None:
    site = make_site(FILES)
    site.build()
    format_ = yaml.safe_load((PROJECT / "layouts/formats.yaml").read_text("utf-8"))["to-roi-a5"]
    foot = (format_["safe"] + 3.2 * format_["width"] / 48) * 72 / 25.4
    found = {}
    with pypdfium2.PdfDocument(site.public / "an-pham/in-to-roi-a5/in-to-roi-a5.pdf") as document:
        text = document[0].get_textpage()
        for words in ("thu.gov.vn", "Mã bản in", "bản thử", "UBND HUYỆN"):
            begin, count = text.search(words).get_next()
            found[words] = max(text.get_charbox(n)[3] for n in range(begin, begin + count))
    assert max(found.values()) < foot - 3, found

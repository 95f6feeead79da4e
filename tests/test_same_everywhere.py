"""One message in every way out: its phone, address, date and goal are the same in all of them."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable

import lxml.html
import pypdfium2

from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import SITE

OLD, NEW = "1900 9095", "0969 841 414"
OLD_ALOUD = "một chín không không, chín không chín năm"
NEW_ALOUD = "không chín sáu chín, tám bốn một, bốn một bốn"
GOAL = "trên 50% người dùng điện thoại thông minh"
GOAL_ALOUD = "trên năm mươi phần trăm người dùng điện thoại thông minh"
DAY = "31/7/2021"
DAY_ALOUD = "ba mươi mốt tháng bảy năm hai nghìn không trăm hai mươi mốt"
ADDRESS = "tokhaiyte.vn"
ADDRESS_ALOUD = "tokhaiyte chấm vn"

BODY = f"""\
Đến {DAY}, {GOAL} khai báo tại [{ADDRESS}](link:khai-bao).
"""
SAID = f"Đến {DAY}, {GOAL} khai báo."
ENTRIES = f"""
  - format: poster-a4
    slogan: Khai báo y tế
    reason: "{SAID}"
    qr: khai-bao
    steps: [{{text: Mở trang khai báo, icon: mo-ung-dung}}]
  - format: led-320x32
    mode: scroll
    lines: ["{SAID} {ADDRESS}"]
    hotline: true
  - format: bai-loa-ngan
    script:
      - "{SAID}"
      - "Vào trang {ADDRESS}."
      - "Gọi Bộ Y tế, số {{hotline}}."
{"".join('      - "Bà con nhớ luôn đeo khẩu trang khi ra khỏi nhà."' + chr(10) for _ in range(9))}\
    say: {{{ADDRESS}: {ADDRESS_ALOUD}}}
  - format: anh-vuong-1080
    slogan: Khai báo y tế
    reason: "{SAID}"
    emblem: khai-bao
    qr: khai-bao
  - format: tin-nhan-sms
    text: "{SAID} {ADDRESS} Goi {{hotline}}\""""


def plain(text: str) -> str:
    """Return words as they are compared: composed, one blank between them, no break kept away."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u2060", "")
    return " ".join(text.split())


def pdf_words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = " ".join(p.get_textpage().get_text_range() for p in document)
    document.close()
    # A script marks where to breathe with strokes; a date's own stand between digits.
    return plain(re.sub(r"(?<!\d)/+|/+(?!\d)", "", text))


def html_words(data: bytes) -> str:
    return plain(lxml.html.fromstring(data).text_content())


def without_marks(text: str) -> str:
    text = text.replace("đ", "d").replace("Đ", "D")
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))


def ways(site: Sandbox) -> dict[str, str]:
    """Return the words of every way out that can be read as text, by its name."""
    found = {
        "page": html_words((site.public / "a/index.html").read_bytes()),
        "fragments": html_words((site.public / "nhung/a/index.html").read_bytes()),
    }
    for path in sorted((site.public / "an-pham").rglob("*")):
        name = path.relative_to(site.public / "an-pham").as_posix().split("/")[-1]
        if path.suffix == ".pdf":
            found[name] = pdf_words(path.read_bytes())
        elif path.suffix == ".txt":
            found[name] = plain(path.read_bytes().decode("utf-8-sig"))
        elif path.suffix == ".zip":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
                for inner in archive.namelist():
                    if inner.endswith(".txt"):
                        found["frames.txt"] = plain(archive.read(inner).decode("utf-8-sig"))
    return found


def missing(found: dict[str, str], names: Iterable[str], *wanted: str) -> list[tuple[str, str]]:
    return [
        (name, text) for name in names for text in wanted if text.lower() not in found[name].lower()
    ]


def test_a_hotline_changed_in_site_yaml_is_read_back_from_every_way_out(
    make_site: MakeSite,
) -> None:
    site = make_site(
        {"content/a.md": page(BODY, code="BZ", publish=ENTRIES)},
        site=SITE + "embed: {pages: true}\n",
    )
    assert places(site.build().problems) == []
    before = ways(site)
    site.edit("site.yaml", OLD, NEW)
    assert {p.key for p in site.build().problems} <= {"edition-next"}
    after = ways(site)
    assert list(after) == list(before)
    spoken = {name for name in after if "bai-loa" in name}
    without = {name for name in after if "khong-dau" in name}
    written = after.keys() - spoken - without
    assert (len(spoken), len(without), len(written)) == (2, 1, 8)
    assert missing(after, written, NEW, ADDRESS, DAY, GOAL) == []
    assert missing(after, spoken, NEW_ALOUD, ADDRESS_ALOUD, DAY_ALOUD, GOAL_ALOUD) == []
    assert missing(after, without, NEW, ADDRESS, DAY, without_marks(GOAL)) == []
    # The old number was in each of them, and is in none.
    assert missing(before, written | without, OLD) == missing(before, spoken, OLD_ALOUD) == []
    assert [name for name, text in after.items() if OLD in text or OLD_ALOUD in text] == []

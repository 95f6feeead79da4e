"""Corrections: the fact first and last wherever they stand, the claim once and never alone."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from bangtin.build import Result
from bangtin.site import corrections

from tests.conftest import MakeSite, Sandbox, page, places

FACT = "Không có máy vẫn khai báo y tế được"
CLAIM = "Phải có máy mới khai được"
WHY = "Người thân hoặc cán bộ thôn khai hộ cho bà con được. " * 4
KEYS = {
    "kind": "correction", "title": "Khai báo tại nhà", "summary": "Cách làm cho mọi nhà.",
    "fact": FACT, "claim": CLAIM, "why": WHY, "source": "khai-bao",
}  # fmt: skip
FILE = "content/tin-dung/khai-ho.md"
URL = "tin-dung/khai-ho/"
PICTURES = ("anh-vuong-1080", "anh-doc-1080x1350", "anh-dung-1080x1920", "anh-ngang-1200x630",
            "anh-bia-zalo")  # fmt: skip


def correction(*formats: str, body: str = "Hỏi cán bộ thôn.", **keys: object) -> str:
    entries = "".join(f"\n  - format: {name}" for name in formats)
    more = {"code": "DC", "publish": entries} if formats else {}
    return page(body, **(KEYS | more | keys))


def words(html: str) -> str:
    """Return what one reads of a page between its heading and what is made of it."""
    main = html.partition("<article>")[2].partition("<div class=meta>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("\u00a0", " ")


def is_in_order(text: str, *parts: str) -> bool:
    """Tell whether parts stand in a text one after the other."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


def built(make_site: MakeSite, **files: str) -> Sandbox:
    site = make_site({FILE: correction()} | files)
    assert places(site.build().problems) == []
    return site


def test_a_page_begins_and_ends_with_the_fact_and_says_the_claim_once(
    make_site: MakeSite,
) -> None:
    said = words(built(make_site).read(f"{URL}index.html"))
    assert is_in_order(said, FACT, f"Sai: {CLAIM}", "Vì sao", WHY.strip(), "Hỏi cán bộ thôn.",
                       "Nguồn: Tờ khai y tế", FACT)  # fmt: skip
    assert said.startswith(FACT)
    assert said.endswith(FACT)
    assert said.count(CLAIM) == 1


def test_lists_feed_and_site_map_have_the_fact_and_never_the_claim(make_site: MakeSite) -> None:
    site = built(make_site)
    for path in ("tin-dung/index.html", "feed.xml", "tat-ca/index.html", "index.html"):
        text = site.read(path).replace("\u00a0", " ")
        assert FACT in text, path
        assert CLAIM not in text, path


def test_nothing_but_the_page_itself_has_the_claim(make_site: MakeSite) -> None:
    site = make_site({FILE: correction(*PICTURES[:1], "tin-dung-a4")})
    assert places(site.build().problems) == []
    for path, data in site.tree().items():
        if path.endswith((".html", ".xml", ".txt", ".json")):
            text = data.decode("utf-8").replace("\u00a0", " ")
            assert text.count(CLAIM) == text.count(f"Sai: {CLAIM}") + text.count(
                f"Sai:</b> {CLAIM}"
            ), path


@pytest.mark.parametrize("format_", PICTURES)
def test_a_caption_has_all_five_in_their_order(make_site: MakeSite, format_: str) -> None:
    site = make_site({FILE: correction(format_)})
    assert places(site.build().problems) == []
    folder = f"an-pham/khai-ho-{format_}"
    caption = site.read(f"{folder}/khai-ho-{format_}-loi-dan.txt")
    address = f"https://thu.gov.vn/{URL}"
    assert is_in_order(caption, FACT, f"Sai: {CLAIM}", WHY.strip(), "Nguồn: Tờ khai y tế",
                       address, FACT)  # fmt: skip
    assert caption.count(CLAIM) == caption.count(address) == 1
    assert f"{FACT}. Sai: {CLAIM}" in site.read(f"{folder}/index.html").replace("\u00a0", " ")


def pdf(path: Path) -> tuple[str, list[tuple[str, float]], int]:
    """Return the words of a PDF, each letter's height with what it is part of, its pages."""
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage()
    said = " ".join(text.get_text_range().split()).replace("\u00a0", " ")
    heights = []
    for number in range(text.count_chars()):
        _, bottom, _, top = text.get_charbox(number)
        heights.append((text.get_text_range(number, 1), top - bottom))
    return said, heights, len(document)


def test_a_notice_is_one_page_whose_claim_is_half_as_large_as_its_fact(
    make_site: MakeSite,
) -> None:
    site = make_site({FILE: correction("tin-dung-a4")})
    assert places(site.build().problems) == []
    path = site.public / "an-pham/khai-ho-tin-dung-a4/khai-ho-tin-dung-a4.pdf"
    said, heights, count = pdf(path)
    assert count == 1
    assert is_in_order(said, "Tin đúng", FACT, f"Sai: {CLAIM}", "Vì sao", "Nguồn", FACT)
    assert said.count(CLAIM) == 1
    letters = "".join(letter for letter, _ in heights)
    capital = next(h for letter, h in heights if letter == "K")
    claimed = heights[letters.index("Phải")][1]
    assert claimed <= capital * 0.55


def test_a_script_says_that_the_claim_is_wrong_before_it_says_the_claim(
    make_site: MakeSite,
) -> None:
    site = make_site({FILE: correction("bai-loa-ngan")})
    assert places(site.build().problems) == []
    text = site.read("an-pham/khai-ho-bai-loa-ngan/khai-ho-bai-loa-ngan.txt")
    assert is_in_order(text, f"{FACT}.", f"Tin sau đây là sai: {CLAIM}.", "Nguồn: Tờ khai y tế.",
                       f"Xin nhắc lại: {FACT}.")  # fmt: skip
    assert text.count(CLAIM) == 1


def test_other_portals_are_not_offered_a_correction(make_site: MakeSite) -> None:
    site = make_site({FILE: correction()})
    site.edit("site.yaml", "title: Huyện thử", "embed: {pages: true}\ntitle: Huyện thử")
    assert places(site.build().problems) == []
    assert not (site.public / "nhung/tin-dung").exists()


def test_labels_follow_the_language_of_the_words(make_site: MakeSite) -> None:
    english = "languages: {en: {name: English, words: {}}}\n"
    files = {FILE: correction(), "content/en/index.md": page(kind="home"),
             "content/tin-dung/hai.md": correction(title="Hai")}  # fmt: skip
    files["content/en/tin-dung/hai.md"] = page(
        kind="correction", title="At home", summary="How.", fact="Anyone can declare without it",
        claim="You need a smartphone", why="Others do it for you.", source="khai-bao",
    )  # fmt: skip
    site = make_site(files)
    site.edit("site.yaml", "title: Huyện thử", f"{english}title: Huyện thử")
    assert [p for p in places(site.build().problems) if "words-missing" not in p] == []
    assert f"Sai: {CLAIM}" in words(site.read(f"en/{URL}index.html")).replace("Sai :", "Sai:")
    assert "Wrong: You need a smartphone" in words(site.read("en/tin-dung/hai/index.html"))


def test_an_edited_fact_reaches_every_way_out(make_site: MakeSite) -> None:
    site = make_site({FILE: correction("anh-vuong-1080", "tin-dung-a4", "bai-loa-ngan")})
    site.build()
    other = "Không có máy thì nhờ cán bộ khai hộ"
    site.edit(FILE, FACT, other)
    assert places(site.build().problems) == []
    said, _, _ = pdf(site.public / "an-pham/khai-ho-tin-dung-a4/khai-ho-tin-dung-a4.pdf")
    assert said.count(other) == 2
    for path in (f"{URL}index.html", "feed.xml",
                 "an-pham/khai-ho-anh-vuong-1080/khai-ho-anh-vuong-1080-loi-dan.txt",
                 "an-pham/khai-ho-bai-loa-ngan/khai-ho-bai-loa-ngan.txt"):  # fmt: skip
        text = site.read(path).replace("\u00a0", " ")
        assert other in text, path
        assert FACT not in text, path


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        (CLAIM, True),
        ("phai co may moi khai", True),
        ("PHẢI CÓ MÁY MỚI KHAI ĐƯỢC KHÔNG?", True),
        ("Khai báo tại nhà", False),
        ("Có máy hay không", False),
        ("", False),
    ],
)
def test_two_thirds_of_a_claims_words_are_the_claim(text: str, is_said: bool) -> None:
    assert corrections.repeats(text, CLAIM) is is_said


def test_the_sample_has_two_with_every_way_out(sample: tuple[Path, Result]) -> None:
    public = sample[0] / "public"
    found = [path.name for path in sorted((public / "tin-dung").iterdir()) if path.is_dir()]
    assert found == ["ai-cung-khai-bao-duoc", "bluezone-khong-ghi-vi-tri"]
    for name in found:
        for format_ in (*PICTURES, "tin-dung-a4", "bai-loa-ngan"):
            assert (public / f"an-pham/{name}-{format_}").is_dir()

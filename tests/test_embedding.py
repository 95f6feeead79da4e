"""What other portals take over: bare and styled HTML, frames, and what editors leave of them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import nh3
import pytest
from bangtin.build import Result
from bangtin.channels.web_host import HEADERS
from playwright.sync_api import Page

from tests.conftest import MakeSite, page, places
from tests.small import SITE

OFFERED = SITE + "embed: {pages: true}\n"
GRADES = ("bare", "styled", "frame", "picture")
BLOCKS = "p|li|ol|ul|h[1-6]|table|thead|tbody|tr|td|th|blockquote|pre|hr|br|img"
TAGS = {
    "p", "a", "strong", "em", "b", "i", "br", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "td", "th", "blockquote", "img", "hr", "pre", "code", "span",
}  # fmt: skip
LINKS = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}}
EDITORS = {
    "keeps all but sheets and scripts": (TAGS, LINKS | {"*": {"style", "class", "id", "lang"}}),
    "strips styles": (TAGS, LINKS | {"*": {"class", "id"}}),
    "strips classes": (TAGS, LINKS | {"*": {"style"}}),
    "strips both": (TAGS, LINKS),
    "keeps only words and links": (
        {"p", "a", "strong", "em", "br", "ul", "ol", "li", "h3", "h4"},
        {"a": {"href"}},
    ),
}
"""Editors of portals as people describe them, as settings of nh3."""
BODY = """\
Chào bà con, xem [Bluezone](link:bluezone) và [phần dưới](#hoi).

## Các bước

1. **Mở máy.** Bấm *Cài*.
2. Xong thì gọi.

!!! luu-y "Nhớ nhé"
    Luôn bật Bluetooth.

| Nhóm | Ghi |
|---|---:|
| Bản thân | Họ tên |
| Nơi ở | Xã |

## Hỏi

### Có mất tiền không?

Không. Xem [trang kia](b.md).

- một
    - hai
"""


def fragments(path: Path) -> dict[str, str]:
    tree = lxml.html.fromstring(path.read_bytes())
    return dict(zip(GRADES, [t.text for t in tree.iter("textarea")], strict=True))


def words(html: str, between: str) -> list[str]:
    """Return the words of HTML as one reads them; ``between`` stands where blocks part."""
    text = re.sub(rf"</?(?:{BLOCKS})\b[^>]*>", between, html)
    return str(
        lxml.html.fromstring(f"<div>{re.sub(r'<[^>]+>', '', text)}</div>").text_content()
    ).split()


def made(make_site: MakeSite, site: str = OFFERED, **header: object) -> tuple[object, Path]:
    found = make_site(
        {"content/a.md": page(BODY, **header), "content/b.md": page("Trang kia.", title="B")},
        site=site,
    )
    assert places(found.build().problems) == []
    return found, found.public / "nhung/a/index.html"


def check_bare(html: str) -> None:
    """Hold a fragment to what every editor takes: addresses that are whole, nothing it drops."""
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    for element in tree.iterdescendants():
        assert element.tag in TAGS, element.tag
        assert not set(element.attrib) & {"class", "id"}
        assert "var(" not in element.get("style", "")
        for key in ("href", "src"):
            address = element.get(key)
            if address:
                parts = urlsplit(address)
                assert parts.scheme in ("https", "tel", "mailto"), address
    levels = [int(e.tag[1]) for e in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 3
    assert min(levels) == 3


def test_a_fragment_is_bare_and_its_addresses_are_whole(make_site: MakeSite) -> None:
    _, path = made(make_site)
    found = fragments(path)
    for grade in ("bare", "styled"):
        check_bare(found[grade])
    assert " style=" not in found["bare"]
    assert '<a href="https://thu.gov.vn/a/#hoi">' in found["bare"]
    assert '<a href="https://thu.gov.vn/b/">' in found["bare"]
    assert "<h3>Một trang</h3>" in found["bare"]
    assert "<h4>Các bước</h4>" in found["bare"]
    assert '<a href="tel:19009095">1900 9095</a>' in found["bare"]
    assert "Nguồn: UBND huyện Thử, 5/7/2021." in found["bare"]


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize("grade", ["bare", "styled"])
def test_every_word_is_read_in_its_order_whatever_an_editor_strips(
    make_site: MakeSite, editor: str, grade: str
) -> None:
    _, path = made(make_site)
    tags, attributes = EDITORS[editor]
    given = fragments(path)[grade]
    left = nh3.clean(given, tags=tags, attributes=attributes)
    assert words(left, "") == words(given, " ")
    links = {a for a in re.findall(r'href="([^"]+)"', given) if not a.startswith("tel:")}
    assert links <= set(re.findall(r'href="([^"]+)"', left))


@pytest.mark.parametrize("editor", EDITORS)
def test_every_page_of_the_sample_reads_well_in_every_editor(
    sample: tuple[Path, Result], editor: str
) -> None:
    tags, attributes = EDITORS[editor]
    pages = [
        p for p in (sample[0] / "public/nhung").rglob("index.html") if p.parent.name != "khung"
    ]
    assert len(pages) > 10
    for path in pages:
        if path.parent.name == "nhung":
            continue
        for grade, given in fragments(path).items():
            if grade in ("bare", "styled"):
                check_bare(given)
                left = nh3.clean(given, tags=tags, attributes=attributes)
                assert words(left, "") == words(given, " "), path


def test_a_frame_is_small_leads_to_its_page_and_is_not_searched(make_site: MakeSite) -> None:
    site, path = made(make_site)
    frame = (path.parent / "khung/index.html").read_text("utf-8")
    assert "noindex" in frame
    assert '<link rel="canonical" href="https://thu.gov.vn/a/">' in frame.replace(
        "<link href=https://thu.gov.vn/a/ rel=canonical>",
        '<link rel="canonical" href="https://thu.gov.vn/a/">',
    )
    assert "<header" not in frame
    assert "<script" not in frame
    assert 'src="https://thu.gov.vn/nhung/a/khung/"' in fragments(path)["frame"]
    assert "noindex" in path.read_text("utf-8")
    assert "nhung" not in site.read("sitemap.xml")  # type: ignore[attr-defined]


def test_only_portals_that_are_named_may_frame_pages(make_site: MakeSite) -> None:
    named = SITE + "embed: {pages: true, framed_by: ['https://cong.thu.gov.vn']}\n"
    site, path = made(make_site, site=named)
    for file in ("_headers", "nginx.conf"):
        said = site.read(file)  # type: ignore[attr-defined]
        assert "frame-ancestors 'self' https://cong.thu.gov.vn" in said
    assert "https://cong.thu.gov.vn" in path.read_text("utf-8")
    assert "frame-ancestors 'self'" in HEADERS["Content-Security-Policy"]


def test_a_page_can_keep_to_itself_and_a_site_does_unless_it_says_so(make_site: MakeSite) -> None:
    site, path = made(make_site, embed="false")
    assert not path.exists()
    assert "nhung/a/" not in site.read("a/index.html")  # type: ignore[attr-defined]
    site, path = made(make_site, site=SITE)
    assert not (site.public / "nhung").exists()  # type: ignore[attr-defined]


def test_an_edited_page_is_edited_in_what_others_take_over(make_site: MakeSite) -> None:
    site, path = made(make_site)
    site.edit("content/a.md", "Luôn bật Bluetooth", "Luôn bật cả ngày")  # type: ignore[attr-defined]
    site.build()  # type: ignore[attr-defined]
    assert "Luôn bật cả ngày" in fragments(path)["bare"]
    assert "Luôn bật cả ngày" in (path.parent / "khung/index.html").read_text("utf-8")


HOSTILE = """
p { display: inline; color: #ddd; font: 9px/1 serif; } li { color: #eee; margin: 0; }
h3, h4, h5 { font: 8px serif; color: #fff; } a { color: #fff; text-decoration: none; }
td, th { border: 0; padding: 0; color: #eee; font-size: 8px; } blockquote { margin: 0 200px; }
ol, ul { list-style: none; padding: 0; }
"""


def test_styled_html_stands_against_a_portal_s_own_styles(
    make_site: MakeSite, browser_page: Page
) -> None:
    _, path = made(make_site)
    styled = fragments(path)["styled"]
    browser_page.set_content(f"<style>{HOSTILE}</style><div>{styled}</div>")
    for tag, size in (("p", 16), ("li", 16), ("td", 16), ("h3", 20)):
        found = browser_page.eval_on_selector(
            tag, "e => { const s = getComputedStyle(e); return [s.fontSize, s.color] }"
        )
        assert float(found[0].removesuffix("px")) >= size, tag
        red, green, blue = map(int, re.findall(r"\d+", found[1])[:3])
        assert red * 0.3 + green * 0.6 + blue * 0.1 < 100, (tag, found)
    assert (
        browser_page.eval_on_selector("ol", "e => getComputedStyle(e).listStyleType") == "decimal"
    )
    assert browser_page.eval_on_selector("p", "e => getComputedStyle(e).display") == "block"

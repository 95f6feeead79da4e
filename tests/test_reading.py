"""The portal as its readers meet it: in Chromium, by keyboard, offline, from a stick, over time."""

from __future__ import annotations

import datetime
import gzip
import html
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from bangtin.build import Result, build
from bangtin.commands import pack
from playwright.sync_api import Browser, Page

from tests.conftest import tree
from tests.test_offline import FOUND

KINDS = {
    "home": "",
    "home in English": "en/",
    "guidance": "huong-dan/cai-bluezone/",
    "guidance in English": "en/huong-dan/cai-bluezone/",
    "not yet translated": "en/doi-tuong/can-bo/",
    "notice": "thong-bao/viec-can-lam-thang-7/",
    "document": "van-ban/chi-thi-15/",
    "news": "tin-tuc/dat-muc-tieu-31-7/",
    "contact": "lien-he/",
    "list": "doi-tuong/",
    "topic": "chu-de/bluezone/",
    "questions": "hoi-dap/",
    "gallery": "an-pham/",
    "gallery by kind": "an-pham/loai/banner/",
    "print": "an-pham/cai-bluezone-bang-ron-6x0.8/",
    "board": "an-pham/cai-bluezone-led-160x32/",
    "script": "an-pham/cai-bluezone-bai-loa-ngan/",
    "picture to share": "an-pham/cai-bluezone-anh-vuong-1080/",
    "text message": "an-pham/cai-bluezone-tin-nhan-sms/",
    "for another portal": "nhung/huong-dan/cai-bluezone/",
    "editions": "an-pham/ma/",
    "communes": "xa/",
    "commune": "xa/xa-nan-san/",
    "archive": "luu-tru/",
    "search": "tim-kiem/",
    "offline": "ngoai-tuyen/",
    "site map": "tat-ca/",
    "permalink": "q/dang-ky-diem/",
    "not found": "404.html",
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(
    portal: tuple[str, Path], browser: Browser, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    found = {}
    for kind, url in KINDS.items():
        page.goto(f"{portal[0]}/{url}")
        violations = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        if violations or wide:
            nodes = [(v["id"], n["html"][:120]) for v in violations for n in v["nodes"][:2]]
            found[kind] = (*nodes, wide)
    context.close()
    assert found == {}


def test_every_page_is_valid_html(sample: tuple[Path, Result]) -> None:
    """By html5lib, the reference parser: no error, no doubled id, a name for every image."""
    faults = {}
    for path in sorted((sample[0] / "public").rglob("*.html")):
        text = path.read_text("utf-8")
        parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
        document = parser.parse(text)
        errors = [code for _, code, _ in parser.errors]
        ids = [e.get("id") for e in document.iter() if isinstance(e.tag, str) and e.get("id")]
        errors += [f"id {name}" for name in set(ids) if ids.count(name) > 1]
        errors += [f"alt {e.get('src')}" for e in document.iter("img") if e.get("alt") is None]
        errors += ["h1"] if len(list(document.iter("h1"))) != 1 else []
        levels = [int(e.tag[1]) for e in document.iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
        errors += ["heading skipped" for a, b in itertools.pairwise(levels) if b > a + 1]
        if errors:
            faults[path.relative_to(sample[0]).as_posix()] = errors
    assert faults == {}


@pytest.mark.parametrize("url", ["", "en/"])
def test_the_first_view_is_small_and_nothing_comes_from_elsewhere(
    portal: tuple[str, Path], browser: Browser, url: str
) -> None:
    """14 kB of HTML and CSS in the first round trip; the whole home page within 50 kB."""
    base, public = portal
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{base}/{url}")
    page.wait_for_load_state("networkidle")
    context.close()

    assert [r for r in requests if not r.startswith(base)] == []
    assert said == []
    css = next(public.glob("assets/portal.*.css")).read_bytes()
    text = (public / url / "index.html").read_bytes()
    assert len(gzip.compress(text)) + len(gzip.compress(css)) <= 14_000
    whole = 0
    for name in {r.removeprefix(f"{base}/").split("?")[0] for r in requests}:
        path = public / name
        whole += len(gzip.compress((path / "index.html" if path.is_dir() else path).read_bytes()))
    assert whole <= 50_000


def test_a_keyboard_leads_from_home_to_a_guidance_and_its_download(
    portal: tuple[str, Path], browser_page: Page
) -> None:
    page = browser_page
    page.goto(f"{portal[0]}/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    follow(page, "Cài đặt ứng dụng Bluezone")
    page.wait_for_url("**/huong-dan/cai-bluezone/")
    follow(page, "Tờ rơi A5 hai mặt: Cài đặt Bluezone")
    page.wait_for_url("**/an-pham/cai-bluezone-to-roi-a5/")
    with page.expect_request(re.compile(r"\.pdf$")) as request:
        follow(page, "Bản xem và in văn phòng (RGB)")
    assert request.value.url.endswith("cai-bluezone-to-roi-a5.pdf")


def headline(page: Page) -> str:
    """Return a page's first heading; its bound words are parted by no-break spaces."""
    return page.inner_text("h1").replace("\u00a0", " ")


def follow(page: Page, words: str) -> None:
    """Tab on until the link with these words has the focus, see that it shows, press Enter."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith(words):
            index_links = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert index_links != "none"
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no key leads to {words}")


@pytest.mark.parametrize("words", ["dang ky", "đăng ký", "ĐĂNG KÝ"])
def test_search_finds_words_with_and_without_marks(
    portal: tuple[str, Path], browser_page: Page, words: str
) -> None:
    page = browser_page
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{portal[0]}/tim-kiem/")
    page.wait_for_load_state("networkidle")
    assert not any("/tim/" in url for url in loaded), "the index is loaded only on use"

    page.fill("#q", words)
    page.wait_for_selector("#found li")

    assert page.inner_text("#found li:first-child b") == "Đăng ký điểm quét mã QR"
    href = page.evaluate("document.querySelector('#found a').href")
    assert href == f"{portal[0]}/huong-dan/dang-ky-diem-quet-ma/"


def test_search_in_english_finds_english_pages(
    portal: tuple[str, Path], browser_page: Page
) -> None:
    browser_page.goto(f"{portal[0]}/en/tim-kiem/?q=install")
    browser_page.wait_for_selector("#found li")

    href = browser_page.evaluate("document.querySelector('#found a').href")
    assert href.startswith(f"{portal[0]}/en/")


def test_what_was_read_opens_without_a_line_and_says_when_it_was_kept(
    portal: tuple[str, Path], browser: Browser
) -> None:
    context = browser.new_context(service_workers="allow")
    page = context.new_page()
    page.goto(f"{portal[0]}/")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(f"{portal[0]}/huong-dan/khai-bao-y-te/")
    assert page.evaluate(FOUND, [page.url, ""])

    context.set_offline(True)
    page.reload()
    assert headline(page) == "Khai báo y tế điện tử"
    note = page.wait_for_selector(".offline")
    assert note is not None
    today = datetime.datetime.now().astimezone()
    assert f"{today.day}/{today.month}/{today.year}" in note.inner_text()

    page.goto(f"{portal[0]}/huong-dan/thong-diep-5k/")
    assert headline(page) == "Không có mạng"
    assert page.query_selector('a[href^="tel:"]') is not None
    context.close()


def test_words_that_look_like_a_link_stay_as_they_are_on_a_stick() -> None:
    words = "<p>Viết href=a/ hay <code>&lt;a href=a/></code></p>"
    assert pack.for_disk(f'<a title=" href=a/" href=b/>b</a>{words}') == (
        f'<a title=" href=a/" href="b/index.html">b</a>{words}'
    )


def test_the_portal_opens_from_a_stick(
    sample: tuple[Path, Result], browser: Browser, tmp_path: Path
) -> None:
    root, result = sample
    assert result.planned is not None
    for name in ("usb.zip", "again.zip"):
        pack.write(tmp_path / name, root / "public", result.planned, "simacai")
    assert (tmp_path / "usb.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "usb.zip") as archive:
        archive.extractall(tmp_path)
    context = browser.new_context()
    page = context.new_page()
    failed: list[str] = []
    # What is still on its way when a link is followed is given up, not missing.
    page.on(
        "requestfailed",
        lambda r: failed.append(r.url) if r.failure != "net::ERR_ABORTED" else None,
    )

    page.goto((tmp_path / "simacai/index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.head')).backgroundColor") == (
        "rgb(20, 35, 90)"
    )
    page.click("text=Ấn phẩm để in và tải về")
    page.click(".prints a >> nth=0")
    assert page.url.startswith("file://")
    assert page.url.endswith("/index.html")
    image = page.wait_for_selector(".sheet img")
    assert image is not None
    assert image.evaluate("i => i.complete && i.naturalWidth") > 0
    target = page.get_attribute(".files a >> nth=0", "href")
    here = Path(page.url.removeprefix("file://")).parent
    assert (here / str(target)).resolve().read_bytes().startswith(b"%PDF")
    assert failed == []
    context.close()

    links = 0
    for path in (tmp_path / "simacai").rglob("*.html"):
        for href in re.findall(r'\shref="?([^"\s>]+)', path.read_text("utf-8")):
            if not re.match(r"[a-z]+:|#", href):
                links += 1
                assert (path.parent / html.unescape(href).split("#")[0]).is_file(), (path, href)
    assert links > 1000


_DATA = re.compile(r"<script type=application/ld\+json>(.*?)</script>", re.DOTALL)
REQUIRED = {
    "GovernmentOrganization": {"name", "url", "address", "contactPoint"},
    "BreadcrumbList": {"itemListElement"},
    "HowTo": {"name", "step"},
    "FAQPage": {"mainEntity"},
    "SpecialAnnouncement": {"name", "text", "datePosted", "expires", "category"},
}


def test_structured_data_parses_and_has_its_required_fields(sample: tuple[Path, Result]) -> None:
    """By schema.org and Google's lists of required properties."""
    found: dict[str, int] = {}
    for path in (sample[0] / "public").rglob("*.html"):
        text = path.read_text("utf-8")
        for block in re.findall(
            r"<script type=application/ld\+json>(.*?)</script>", text, re.DOTALL
        ):
            data = json.loads(block)
            kind = data["@type"]
            found[kind] = found.get(kind, 0) + 1
            assert data["@context"] == "https://schema.org"
            assert REQUIRED[kind] <= data.keys(), path
            if kind == "FAQPage":
                assert all(q["name"] and q["acceptedAnswer"]["text"] for q in data["mainEntity"])
            if kind == "HowTo":
                assert all(step["text"] for step in data["step"])
    assert set(found) == set(REQUIRED)


def test_time_alone_moves_a_notice_to_the_archive_and_changes_nothing_else(
    sample: tuple[Path, Result],
) -> None:
    root, before = sample
    old = tree(root / "public")
    title = "Đến hết 31/7/2021, bà con cài Bluezone và khai báo y tế"
    address = "thong-bao/viec-can-lam-thang-7"
    assert before.next_change == datetime.date(2021, 8, 1)
    assert title in old["index.html"].decode()

    build(root, now=datetime.date(2021, 7, 31))
    assert tree(root / "public") == old, "it is in force on its last day"
    result = build(root, now=datetime.date(2021, 8, 1))
    new = tree(root / "public")
    build(root)

    assert "hết hiệu lực" in new[f"{address}/index.html"].decode()
    assert title in new["luu-tru/index.html"].decode()
    assert title not in new["index.html"].decode()
    changed = {path for path in old | new if old.get(path) != new.get(path)}
    # The form to type reports into is for a month.
    changed -= {path for path in changed if path.endswith(".xlsx")}
    for path in changed:
        both = old.get(path, b"") + new.get(path, b"")
        assert path.startswith("tim/") or address.encode() in both or address in path, path
    assert not any(path.endswith(".pdf") for path in changed)
    assert len(result.made) < len(old) / 4
    assert tree(root / "public") == old


def test_every_page_names_its_language_and_its_counterparts(sample: tuple[Path, Result]) -> None:
    public = sample[0] / "public"
    english = (public / "en/huong-dan/cai-bluezone/index.html").read_text("utf-8")
    fallback = (public / "en/doi-tuong/can-bo/index.html").read_text("utf-8")

    base = "https://simacai.laocai.gov.vn/"
    assert "<html lang=en>" in english
    alternates = re.findall(r"<link (?=[^>]*hreflang=)[^>]*>", english)
    pairs = {
        (re.findall(r"hreflang=([\w-]+)", a)[0], re.findall(r" href=(\S+?)[ >]", a)[0])
        for a in alternates
    }
    page = "huong-dan/cai-bluezone/"
    assert pairs == {("vi", base + page), ("en", f"{base}en/{page}"), ("x-default", base + page)}
    assert "not yet in English" in fallback
    assert "<div lang=vi>" in fallback
    assert re.search(rf"<link (?=[^>]*rel=canonical)[^>]*href={base}doi-tuong/can-bo/", fallback)
    for path in public.glob("en/**/*.html"):
        document = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
        assert list(unmarked(document.find("body"), "en")) == [], path


_VIETNAMESE = re.compile(r"\w*[ạảấầậắặẹếềểệịọốồổộớờởợụủứừửữựỳỷđ]\w*", re.IGNORECASE)


def unmarked(element: Element, lang: str) -> Iterator[str]:
    """Yield Vietnamese words that stand in an element of another language.

    A field's text is HTML to be copied, with its own marks of language.
    """
    lang = element.get("lang", lang)
    if element.tag in {"script", "style", "textarea"}:
        return
    if lang != "vi":
        yield from _VIETNAMESE.findall(element.text or "")
    for child in element:
        yield from unmarked(child, lang)
        if lang != "vi":
            yield from _VIETNAMESE.findall(child.tail or "")

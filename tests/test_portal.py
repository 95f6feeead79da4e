"""The sample's portal in a real browser, as the cheapest phone shows it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from playwright.sync_api import Browser

FIRST_VIEW = 14_000
"""Bytes of HTML and CSS, gzipped, that arrive in the first round trip of a slow line."""


def pages(public: Path) -> list[str]:
    found = sorted(p.relative_to(public).as_posix() for p in public.rglob("*.html"))
    assert len(found) > 40
    return found


def in_frames(name: str) -> bool:
    """Tell whether a page is what another portal shows in a frame: it has no header of its own."""
    return "/khung/" in name


def test_no_page_scrolls_sideways_or_asks_another_host_at_any_size_of_letters(
    portal: tuple[str, Path], browser: Browser
) -> None:
    """At 320 px, without JavaScript: nothing wider than the phone, no error, no other host.

    With letters of twice their size the header stays one line: it took two screens before its
    menu folded. Of the pages that are made of entries and rows every fourth is looked at.
    """
    url, public = portal
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    hosts: set[str] = set()
    failed: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("requestfailed", lambda request: failed.append(f"{request.failure} {request.url}"))
    wide: list[tuple[str | float, ...]] = []
    found = [name for name in pages(public) if not re.search(r"(an-pham|nhung)/.", name)]
    made = [name for name in pages(public) if name not in found]
    for name in found + made[::4]:
        page.goto(f"{url}/{name}")
        width = page.locator("html").evaluate("e => e.scrollWidth")
        if width > 320:
            wide.append((name, width))
        if in_frames(name):
            continue
        width, head = page.locator("html").evaluate(
            "e => { e.style.setProperty('font-size', '200%', 'important'); return [e.scrollWidth,"
            " document.querySelector('.head').getBoundingClientRect().height] }"
        )
        if width > 320 or head > 160:
            wide.append((name, width, head))
    context.close()

    assert wide == []
    # An icon that is still on its way when the next page is asked for is given up.
    assert [one for one in failed if "ERR_ABORTED" not in one] == []
    assert hosts == {url.split("/")[2]}


def test_the_first_view_of_every_page_fits_one_round_trip(portal: tuple[str, Path]) -> None:
    _, public = portal
    (css,) = public.glob("assets/portal.*.css")
    style = len(gzip.compress(css.read_bytes(), 9))
    for name in pages(public):
        size = style + len(gzip.compress((public / name).read_bytes(), 9))
        assert size <= FIRST_VIEW, f"{name}: {size} bytes"


def test_every_page_has_one_first_heading_a_title_and_its_language(
    portal: tuple[str, Path],
) -> None:
    _, public = portal
    for name in pages(public):
        html = (public / name).read_text("utf-8")
        # What is to be copied is text of a field, not of the page.
        html = re.sub(r"(<textarea[^>]*>).*?</textarea>", r"\1</textarea>", html, flags=re.DOTALL)
        assert len(re.findall(r"<h1[ >]", html)) == 1, name
        lang = "en" if name.startswith("en/") else "vi"
        assert re.search(rf"<html lang={lang}>", html), name
        assert re.search(r"<title>[^<]+</title>", html), name
        inline = re.findall(r"<script(?![^>]*\b(?:src=|application/ld))", html)
        assert inline == [], name
        assert " style=" not in html, name
        for image in re.findall(r"<img[^>]*>", html):
            assert re.search(r"\salt(=|\s|>)", image), f"{name}: {image}"


def test_the_hotline_is_one_tap_away_on_every_page(portal: tuple[str, Path]) -> None:
    _, public = portal
    for name in pages(public):
        assert in_frames(name) or "tel:19009095" in (public / name).read_text("utf-8"), name


def test_a_phone_shows_the_first_step_of_a_guidance_without_scrolling(
    portal: tuple[str, Path], browser: Browser
) -> None:
    url, public = portal
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    below = {}
    for path in sorted(public.glob("huong-dan/*/index.html")):
        name = path.parent.name
        page.goto(f"{url}/huong-dan/{name}/")
        first = page.locator(".words ol > li").first.evaluate("e => e.getBoundingClientRect().top")
        call = page.locator(".call").evaluate("e => e.getBoundingClientRect().top")
        # A page for those who run a place says first whom it is for.
        if first + 60 > call and name != "dang-ky-diem-quet-ma":
            below[name] = (first, call)
    context.close()
    assert below == {}


def test_the_menu_folds_on_a_phone_and_opens_by_keyboard_without_a_script(
    portal: tuple[str, Path], browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal[0]}/")
    menu = page.locator(".menu")
    assert not menu.is_visible()
    page.locator(".fold summary").focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    assert page.locator(".languages").is_visible()
    page.keyboard.press("Tab")
    assert page.locator(".menu a").first.evaluate("e => e === document.activeElement")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    assert menu.is_visible()
    assert not page.locator(".fold").is_visible()
    context.close()


def test_the_search_form_shows_only_where_it_works(
    portal: tuple[str, Path], browser: Browser
) -> None:
    url, public = portal
    disk = (public / "tim-kiem/index.html").as_uri()
    shown = {}
    for case, address, script in (
        ("usual", f"{url}/tim-kiem/", True),
        ("no script", f"{url}/tim-kiem/", False),
        ("from a disk", disk, True),
    ):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(address)
        shown[case] = (page.is_visible("form.search"), page.is_visible("#search-without"))
        context.close()
    assert shown == {
        "usual": (True, False),
        "no script": (False, True),
        "from a disk": (False, True),
    }


def test_a_gallery_offers_small_pictures_and_weighs_a_third_of_its_large_ones(
    portal: tuple[str, Path], browser: Browser
) -> None:
    url, public = portal
    whole = sum(p.stat().st_size for p in public.glob("an-pham/*/trang-1-480.webp"))
    context = browser.new_context(
        viewport={"width": 360, "height": 20_000}, device_scale_factor=2, service_workers="block"
    )
    page = context.new_page()
    got: set[str] = set()
    page.on("request", lambda request: got.add(request.url.removeprefix(f"{url}/")))
    page.goto(f"{url}/an-pham/")
    page.wait_for_load_state("networkidle")
    context.close()
    pictures = [name for name in got if "/trang-" in name]
    assert len(pictures) == len(list(public.glob("an-pham/*/trang-1-480.webp")))
    assert all(name.endswith(".avif") for name in pictures)
    assert sum((public / name).stat().st_size for name in pictures) < whole / 3

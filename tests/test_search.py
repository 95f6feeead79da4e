"""The search of the portal: parts of an index that a reader's browser merges."""

from __future__ import annotations

import pytest
from bangtin.site import search_parts
from playwright.sync_api import Page

from tests.conftest import MakeSite, Sandbox, page, serve
from tests.small import SITE

NAMES = [f"trang-{number}" for number in range(6)]
ENGLISH = {"title": "Wash your hands", "summary": "How."}


@pytest.fixture
def in_parts(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Return a site whose index has a part for each two pages."""
    monkeypatch.setattr(search_parts, "PAGES_OF_A_PART", 2)
    pages = {f"content/huong-dan/{name}.md": page(f"Chung {name}.") for name in NAMES}
    pages["content/huong-dan/trang-0.md"] = page("Chung. Đường dây nóng.")
    pages["content/en/huong-dan/trang-1.md"] = page("Chung, in English.", **ENGLISH)
    site = make_site(pages, site=SITE + "languages: {en: {}}\n")
    assert not site.build().failed
    return site


def found(browser_page: Page, url: str, words: str) -> list[str]:
    """Return where the results of a search lead, below the portal's root."""
    browser_page.goto(url)
    browser_page.fill("#q", words)
    browser_page.wait_for_function("document.querySelector('#found-count').textContent")
    hrefs: list[str] = browser_page.evaluate(
        "[...document.querySelectorAll('#found a')].map(a => new URL(a.href).pathname)"
    )
    return sorted(hrefs)


def test_a_search_asks_every_part_of_its_language_with_one_program(
    in_parts: Sandbox, browser_page: Page
) -> None:
    folders = sorted(path.name for path in (in_parts.public / "tim").iterdir())
    assert folders == ["en-1", "vi-1", "vi-2", "vi-3", "vi-4"]
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))

    with serve(in_parts.public) as url:
        everywhere = found(browser_page, f"{url}/tim-kiem/", "chung")
        in_english = found(browser_page, f"{url}/en/tim-kiem/", "chung")

    assert everywhere == [f"/huong-dan/{name}/" for name in NAMES]
    assert in_english == ["/en/huong-dan/trang-1/"]
    programs = [address for address in asked if "/wasm." in address]
    assert [address.split("/tim/")[1].split("/")[0] for address in programs] == ["vi-1", "en-1"]


@pytest.mark.parametrize("words", ["duong day", "đường dây", "Đuong"])
def test_words_with_d_are_found_as_people_type_them(
    in_parts: Sandbox, browser_page: Page, words: str
) -> None:
    with serve(in_parts.public) as url:
        assert "/huong-dan/trang-0/" in found(browser_page, f"{url}/tim-kiem/", words)


def test_a_word_that_changes_makes_one_part_anew(in_parts: Sandbox) -> None:
    in_parts.edit("content/huong-dan/trang-3.md", "Chung", "Riêng")

    made = in_parts.build().made

    assert len([path for path in made if path.startswith("tim/")]) == 1
    assert in_parts.build().made == ()

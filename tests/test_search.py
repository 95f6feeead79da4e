"""The search of the portal, as somebody types on a telephone."""

from __future__ import annotations

import http
import json
from pathlib import Path
from typing import ClassVar

import pytest
from bangtin.site import searched
from playwright.sync_api import Page

from tests.conftest import Quiet, Sandbox, page, serve
from tests.small import HOME, SITE

ANSWERED = "/[^…]$/.test(document.querySelector('#found-count').textContent)"
"""The status says what came of the search, and not that it is under way."""
PUBLISH = """
  - format: tin-nhan-sms
    title: Đường dây nóng
    text: "Bà con gọi {hotline}"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A site with a title that a message and a page share, and a translation, built once."""
    site = Sandbox(tmp_path_factory.mktemp("search") / "site")
    site.write(
        {
            "site.yaml": SITE + "languages: {en: {}}\n",
            "content/index.md": HOME,
            "content/a.md": page(
                "Chung. Gọi khi cần.", title="Đường dây nóng", code="DD", publish=PUBLISH
            ),
            "content/b.md": page("Chung. Khẩu trang.", title="Rửa tay"),
            "content/en/b.md": page("Chung, in English.", title="Wash your hands", summary="How."),
        }
    )
    assert not site.build().failed
    return site


def found(browser_page: Page, url: str, words: str) -> list[str]:
    """Return where the results of a search lead, below the portal's root, the best first."""
    browser_page.goto(url)
    browser_page.fill("#q", words)
    browser_page.wait_for_function(ANSWERED)
    hrefs: list[str] = browser_page.evaluate(
        "[...document.querySelectorAll('#found a')].map(a => new URL(a.href).pathname)"
    )
    return hrefs


@pytest.mark.parametrize("words", ["duong day", "đường dây", "Đuong"])
def test_words_with_d_are_found_as_people_type_them_and_a_page_before_what_is_printed_of_it(
    site: Sandbox, browser_page: Page, words: str
) -> None:
    with serve(site.public) as url:
        first, second = found(browser_page, f"{url}/tim-kiem/", words)

    assert first == "/a/"
    assert second.startswith("/an-pham/")


def test_a_search_stays_in_its_language_and_knows_the_home_page(
    site: Sandbox, browser_page: Page
) -> None:
    with serve(site.public) as url:
        own = found(browser_page, f"{url}/tim-kiem/", "chung")
        english = found(browser_page, f"{url}/en/tim-kiem/", "chung")
        home = found(browser_page, f"{url}/tim-kiem/", "trang chủ")

    assert (sorted(own), english) == (["/a/", "/b/"], ["/en/b/"])
    assert "/" in home


def test_a_large_site_is_searched_in_parts_that_are_found_as_one(
    tmp_path: Path, browser_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched, "MOST", 3)
    site = Sandbox(tmp_path / "site")
    texts = {
        f"content/p{n}.md": page(f"Chung. Riêng của trang {n}.", title=f"Trang số {n}")
        for n in range(7)
    }
    english = {"content/en/p0.md": page("Chung, in English.", title="Page", summary="How.")}
    settings = {"site.yaml": SITE + "languages: {en: {}}\n", "content/index.md": HOME}
    site.write({**settings, **texts, **english})
    assert not site.build().failed

    folder = site.public / "tim"
    parts = [folder, folder / "2", folder / "3"]
    entries = [json.loads((part / "pagefind-entry.json").read_text("utf-8")) for part in parts]
    counts = [{k: v["page_count"] for k, v in e["languages"].items()} for e in entries]
    assert counts == [{"vi": 3, "en": 1}, {"vi": 3}, {"vi": 2}]
    assert not (folder / "4").exists()
    assert [p.name for p in folder.rglob("*.js")] == ["pagefind-worker.js", "pagefind.js"]
    with serve(site.public) as url:
        own = found(browser_page, f"{url}/tim-kiem/", "chung")
        one = found(browser_page, f"{url}/tim-kiem/", "Trang số 5")
        english_ones = found(browser_page, f"{url}/en/tim-kiem/", "chung")
    assert sorted(own) == [f"/p{n}/" for n in range(7)]
    assert one[0] == "/p5/"
    assert english_ones == ["/en/p0/"]


class Gone(Quiet):
    """Serves files, without those that ``gone`` names by the end of their path."""

    gone: ClassVar[list[str]] = []

    def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
        """Answer that there is no such file where it is gone."""
        if any(self.path.split("?")[0].endswith(one) for one in self.gone):
            self.send_error(http.HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            super().do_GET()


@pytest.mark.parametrize(
    "part",
    ["pagefind.js", "pagefind-entry.json", "wasm.unknown.pagefind", ".pf_index", ".pf_fragment"],
)
def test_a_search_that_did_not_load_says_so_and_is_tried_again(
    site: Sandbox, browser_page: Page, part: str
) -> None:
    Gone.gone[:] = [part]
    with serve(site.public, Gone) as url:
        assert found(browser_page, f"{url}/tim-kiem/", "chung") == []
        said = browser_page.inner_text("#found-count")
        Gone.gone.clear()
        browser_page.press("#q", "Enter")
        browser_page.wait_for_selector("#found li")
    assert said.startswith("Chưa tải được phần tìm kiếm")


def test_what_was_searched_for_is_there_again_on_the_way_back(
    site: Sandbox, browser_page: Page
) -> None:
    with serve(site.public) as url:
        found(browser_page, f"{url}/tim-kiem/", "chung")
        browser_page.click("#found a >> nth=0")
        browser_page.go_back()
        browser_page.wait_for_selector("#found li")
        assert browser_page.input_value("#q") == "chung"

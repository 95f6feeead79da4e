"""Every kind of page under the Content-Security-Policy that ships, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bangtin.build import Result
from playwright.sync_api import Browser

from tests.conftest import Quiet, serve
from tests.test_reading import KINDS

_HEADER = re.compile(r"^  ([A-Za-z-]+): (.*)$", re.MULTILINE)


class Strict(Quiet):
    """Serves files with the headers that ``_headers`` asks for on every path."""

    def end_headers(self) -> None:
        """Add the headers of the first block, which is that of every path."""
        block = (Path(self.directory) / "_headers").read_text("utf-8").partition("\n/")[0]
        for name, value in _HEADER.findall(block):
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def strict(sample: tuple[Path, Result]) -> Iterator[str]:
    """Serve the sample with its own headers, on loopback."""
    with serve(sample[0] / "public", Strict) as url:
        yield url


def test_no_page_breaks_the_policy_that_ships(strict: str, browser: Browser) -> None:
    """No inline script or style, nothing from elsewhere; the search and the worker run under it."""
    context = browser.new_context()
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))"
    )
    for url in KINDS.values():
        response = page.goto(f"{strict}/{url}")
        assert response is not None
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        page.wait_for_load_state("networkidle")
    page.goto(f"{strict}/tim-kiem/?q=dang%20ky")
    page.wait_for_selector("#found li")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    context.close()

    assert broken == []


def test_the_policy_stops_what_is_smuggled_in(strict: str, browser: Browser) -> None:
    """The test above would see it: a script put into a page does not run, and is told of."""
    context = browser.new_context()
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{strict}/")

    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); }"
    )

    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in told)
    context.close()

"""The time until a new word stands in the browser, which reloads by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Error, sync_playwright

from tests.bench.measure import Failed
from tests.bench.results import Seconds

OPTIONS = ["--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--no-first-run"]  # fmt: skip
LISTENS = "window.LiveReload && LiveReload.connector"
SHOWS = "word => document.querySelector('main')?.textContent.includes(word)"
PATIENCE = 60_000.0
"""Milliseconds after which an edit counts as lost."""


def times(
    chromium: str, url: str, edit: Callable[[], str], edits: int, rest: Callable[[], None]
) -> Seconds:
    """Return the seconds from each edit to the shared_context that shows its word.

    ``rest`` waits until the server is idle; it is called before each edit. The page is asked at
    every shared_context (``requestAnimationFrame``), across the reload.
    """
    seconds: Seconds = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, chromium_sandbox=False, args=OPTIONS
            )
            page = browser.new_page()
            page.goto(url)
            for _ in range(edits):
                page.wait_for_function(LISTENS, timeout=PATIENCE)
                rest()
                began = time.perf_counter()
                word = edit()
                page.wait_for_function(SHOWS, arg=word, timeout=PATIENCE)
                seconds.append(time.perf_counter() - began)
            browser.close()
    except Error as error:
        raise Failed(error.message.splitlines()[0]) from None
    return seconds

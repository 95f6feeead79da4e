"""The preview in a real browser: save, see; break, be told; mend, go on."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bangtin.build import Result, build
from bangtin.commands.preview import Preview
from bangtin.engine import lock
from bangtin.files import paths
from bangtin.messages import catalogue
from bangtin.problems import Fault
from playwright.sync_api import Page, expect

from tests.conftest import PROJECT, MakeSite, Sandbox, clean, page


@pytest.fixture
def served(make_site: MakeSite) -> Iterator[tuple[Sandbox, str]]:
    """Serve a small site as an author would, until the test is over."""
    site = make_site({"content/huong-dan/a.md": page("Câu cũ.", title="Trang A")})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "BANGTIN_LANG": "vi"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bangtin", "serve", "--port", str(port)],
        cwd=site.root, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=1)
            break
        except OSError:
            assert process.poll() is None, "the preview ended by itself"
            time.sleep(0.1)
    yield site, url
    process.terminate()
    process.wait(timeout=10)


def test_saving_a_page_shows_it_in_the_browser(
    served: tuple[Sandbox, str], browser_page: Page
) -> None:
    site, url = served
    browser_page.goto(f"{url}/huong-dan/a/")
    expect(browser_page.locator("article")).to_contain_text("Câu cũ.")
    browser_page.wait_for_function("window.LiveReload && LiveReload.connector")
    time.sleep(0.5)

    site.edit("content/huong-dan/a.md", "Câu cũ.", "Câu mới.")

    expect(browser_page.locator("article")).to_contain_text("Câu mới.", timeout=10_000)


def test_an_error_stands_over_the_last_good_page_until_it_is_mended(
    served: tuple[Sandbox, str], browser_page: Page
) -> None:
    site, url = served
    browser_page.goto(f"{url}/huong-dan/a/")
    browser_page.wait_for_function("window.LiveReload && LiveReload.connector")
    time.sleep(0.5)

    site.edit("content/huong-dan/a.md", "Câu cũ.", "Xem [đây](link:khong-co).")

    alert = browser_page.get_by_role("alert")
    expect(alert).to_contain_text("content/huong-dan/a.md:7", timeout=10_000)
    expect(alert).to_contain_text("sổ liên kết không có khong-co")
    expect(browser_page.locator("article")).to_contain_text("Câu cũ.")

    site.edit("content/huong-dan/a.md", "Xem [đây](link:khong-co).", "Câu đã sửa.")

    expect(browser_page.locator("article")).to_contain_text("Câu đã sửa.", timeout=10_000)
    expect(alert).to_have_count(0)


def test_the_preview_stays_below_public_and_answers_what_is_not_there(
    served: tuple[Sandbox, str], browser_page: Page
) -> None:
    _, url = served

    response = browser_page.goto(f"{url}/khong-co/")

    assert response is not None
    assert response.status == 404
    expect(browser_page.locator("h1")).to_have_text("Không tìm thấy trang")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{url}/..%2fsite.yaml", timeout=5)


def answer(url: str, path: str, **headers: str) -> int:
    """Return the status of a request, sent as it stands."""
    host, _, port = url.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_preview_answers_its_own_host_alone_and_changes_nothing_for_a_get(
    served: tuple[Sandbox, str],
) -> None:
    """Another site in the same browser sends requests here, under a name that leads here."""
    _, url = served
    port = url.rpartition(":")[2]
    socket_of = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "eGluIGNoYW8gYmEgY29uIQ==",
    }  # fmt: skip

    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert answer(url, "/", Host=host) == 200
    for host in (f"xau.vn:{port}", "127.0.0.1", "xau.vn", f"127.0.0.1.xau.vn:{port}", ""):
        assert answer(url, "/", Host=host) != 200
        assert answer(url, "/livereload.js", Host=host) != 200
        assert answer(url, "/livereload", Host=host, Origin=url, **socket_of) != 101
    assert answer(url, "/livereload", Origin=url, **socket_of) == 101
    for origin in ("http://xau.vn", f"http://xau.vn:{port}", "http://127.0.0.1:1", "null"):
        assert answer(url, "/livereload", Origin=origin, **socket_of) == 403
    gone = (
        "/forcereload", "/%00", "/a%00b", "/" + "a" * 300, "/" + "a/" * 3_000, "/.bangtin-files",
        "/%2ebangtin-files", "/x/../.bangtin-files", "/%2e%2e/site.yaml", "/%ff",
    )  # fmt: skip
    for path in gone:
        assert answer(url, path) in (400, 404), path


def test_a_taken_port_is_said_with_another(served: tuple[Sandbox, str]) -> None:
    site, url = served
    port = url.rpartition(":")[2]

    run = subprocess.run(
        [sys.executable, "-m", "bangtin", "serve", "--port", port],
        cwd=site.root, env=os.environ | {"PYTHONPATH": str(PROJECT), "BANGTIN_LANG": "en"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 2
    assert f"Port {port} is taken. Try: bangtin serve --port {int(port) + 1}" in run.stderr


class Saves:
    """Stands in for the watcher: a page is saved, and once more while the index is made anew."""

    def __init__(self, site: Sandbox) -> None:
        self._site = site
        self.published: list[list[str]] = []
        self._is_saved_again = False

    def batches(self, rest: float, stop: Callable[[], bool]) -> Iterator[set[str]]:
        """Yield the save, and a while in which nobody saves; then both once more."""
        page = "content/huong-dan/a.md"
        self._site.edit(page, "Câu cũ.", "Câu mới.")
        yield {page}
        self._is_saved_again = True
        yield set()
        self._note()
        self._is_saved_again = False
        self._site.edit(page, "Câu mới.", "Câu mới hơn.")
        yield {page}
        yield set()
        self._note()

    def has_changes(self) -> bool:
        """Whether the page is saved again."""
        return self._is_saved_again

    def _note(self) -> None:
        words = [b.decode() for n, b in self._site.tree().items() if n == "huong-dan/a/index.html"]
        index = [n for n in self._site.tree() if n.startswith("tim/") and "fragment" in n]
        self.published.append([*(w.split("Câu ")[1].split(".")[0] for w in words), *index])


def test_the_index_that_follows_a_save_is_given_up_for_the_next_one(make_site: MakeSite) -> None:
    site = make_site({"content/huong-dan/a.md": page("Câu cũ.", title="Trang A")})
    preview = Preview(site.root, "vi")
    preview.rebuild()
    saves = Saves(site)
    before = [name for name in site.tree() if name.startswith("tim/") and "fragment" in name]

    preview.watch(saves, lambda: None, threading.Event())  # type: ignore[arg-type]

    given_up, followed = saves.published
    assert given_up == ["mới", *before], "the page is there, the index is still to be made"
    assert followed[0] == "mới hơn"
    assert followed[1:] != before
    assert site.tree() == clean(site, site.root.parent)


def saves(*batches: set[str], before: Callable[[int], object]) -> Any:
    """Stand in for the watcher: yield batches, each once ``before`` was called with its number."""

    def told(rest: float, stop: Callable[[], bool]) -> Iterator[set[str]]:
        for number, batch in enumerate(batches):
            before(number)
            yield batch

    return SimpleNamespace(batches=told, has_changes=lambda: False)


def test_what_is_saved_while_another_program_builds_is_built_after_it(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "content/huong-dan/a.md"
    site = make_site({name: page("Câu cũ.", title="Trang A")})
    preview = Preview(site.root, "en")
    assert preview.rebuild()
    words: list[str] = []
    refreshed: list[int] = []
    with contextlib.ExitStack() as other:

        def before(number: int) -> None:
            words.append(site.read("huong-dan/a/index.html").split("Câu ")[1].split(".")[0])
            if number == 0:
                other.enter_context(lock.hold(site.root / paths.LOCK))
                site.edit(name, "Câu cũ.", "Câu mới.")
            if number == 2:
                other.close()

        watched = saves({name}, set(), set(), set(), set(), before=before)
        preview.watch(watched, lambda: refreshed.append(len(words)), threading.Event())

    assert words == ["cũ", "cũ", "cũ", "mới", "mới"]
    assert refreshed == [3], "once, when it was built"
    assert capsys.readouterr().out.count(catalogue.text("busy", "en")) == 1


def test_a_fault_of_what_follows_a_save_is_said_once_and_the_panel_shows_it(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "content/huong-dan/a.md"
    site = make_site({name: page("Câu cũ.", title="Trang A")})
    preview = Preview(site.root, "en")
    assert preview.rebuild()
    tried: list[str] = []
    refreshed: list[int] = []

    def fail(root: Path, **options: Any) -> Result:
        if options.get("only_pages"):
            return build(root, **options)
        tried.append("whole")
        raise Fault("an-pham/a/a.pdf", "error: x")

    monkeypatch.setattr("bangtin.commands.preview.build", fail)

    def before(number: int) -> None:
        if number == 0:
            site.edit(name, "Câu cũ.", "Câu mới.")

    watched = saves({name}, set(), set(), set(), before=before)
    preview.watch(watched, lambda: refreshed.append(len(tried)), threading.Event())

    assert tried == ["whole"]
    assert refreshed == [0, 1], "for the page, and for the panel"
    assert "an-pham/a/a.pdf" in preview.panel()
    assert "Câu mới." in site.read("huong-dan/a/index.html")

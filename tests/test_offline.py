"""Reading without a line: what the service worker keeps, and when it shows it, in Chromium."""

from __future__ import annotations

import http
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import MakeSite, Quiet, Sandbox, page, serve
from tests.small import HOME, SITE

IN_CONTROL = "navigator.serviceWorker.controller !== null"
FOUND = """async ([address, words]) => {
    for (let tries = 0; tries < 200; tries += 1) {
        const kept = await caches.match(address);
        if (kept && (!words || (await kept.text()).includes(words))) return true;
        await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    return false;
}"""
"""Wait ten seconds at most until a copy is kept, of a text one that has these words."""


class Troubled(Quiet):
    """Serves files, to be asked for anew; what ends as ``down`` says, as a server in trouble."""

    down: ClassVar[list[str]] = []

    def end_headers(self) -> None:
        """Have browsers ask each time: so far their own store is the older one."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
        """Answer with a page of its own where there is trouble."""
        if any(self.path.endswith(one) for one in self.down):
            self.send_error(http.HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            super().do_GET()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A site of two pages, built once."""
    site = Sandbox(tmp_path_factory.mktemp("offline") / "site")
    site.write(
        {
            "site.yaml": SITE,
            "content/index.md": HOME,
            "content/a.md": page("Rửa tay.", title="Trang a"),
            "content/b.md": page("Đeo khẩu trang.", title="Trang b"),
        }
    )
    assert not site.build().failed
    return site


@pytest.fixture
def public(built: Sandbox, tmp_path: Path) -> Path:
    """A copy of its public tree, to be changed as a later publish would."""
    return Path(shutil.copytree(built.public, tmp_path / "public"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which nothing is kept yet."""
    context = browser.new_context(service_workers="allow")
    yield context
    context.close()


@pytest.fixture(autouse=True)
def no_trouble() -> Iterator[None]:
    """Let no test leave its trouble to the next one."""
    yield
    Troubled.down.clear()


def read(page: Page, address: str) -> None:
    """Open a page under the worker's control, and wait until it is kept."""
    page.goto(address)
    assert page.evaluate(FOUND, [address, ""])


def controlled(context: BrowserContext, url: str) -> Page:
    """Open the home page, and wait until the worker has taken over."""
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(IN_CONTROL)
    return page


def change(file: Path, data: bytes) -> None:
    """Put other bytes into a file, a minute later: servers tell times by the second."""
    later = file.stat().st_mtime + 60
    file.write_bytes(data)
    os.utime(file, (later, later))


def headline(page: Page) -> str:
    return page.inner_text("h1")


def test_the_first_page_that_was_read_opens_without_a_line(
    public: Path, context: BrowserContext
) -> None:
    page = context.new_page()
    with serve(public) as url:
        read(page, f"{url}/a/")
        context.set_offline(True)
        page.reload()
    assert headline(page) == "Trang a"
    assert page.query_selector(".offline") is not None


def test_a_server_in_trouble_gives_way_to_what_was_kept(
    public: Path, context: BrowserContext
) -> None:
    with serve(public, Troubled) as url:
        page = controlled(context, f"{url}/")
        read(page, f"{url}/a/")
        Troubled.down.append("/")
        page.goto(f"{url}/a/")
        kept = headline(page)
        answer = page.goto(f"{url}/b/")
    assert kept == "Trang a"
    assert answer is not None
    assert answer.status == 503, "what was never read has nothing else to show"


def test_an_address_that_counts_visits_is_no_page_of_its_own(
    public: Path, context: BrowserContext
) -> None:
    with serve(public, Troubled) as url:
        page = controlled(context, f"{url}/")
        read(page, f"{url}/a/")
        file = public / "a/index.html"
        change(file, file.read_bytes().replace(b"Trang a", "Trang mới".encode()))
        page.goto(f"{url}/a/?fbclid=1")
        assert page.evaluate(FOUND, [f"{url}/a/", "Trang mới"])
        context.set_offline(True)
        page.goto(f"{url}/a/?utm_source=zalo")
        again = headline(page)
        kept = page.evaluate(
            "caches.keys().then(([name]) => caches.open(name)).then(c => c.keys())"
            ".then(all => all.map(one => one.url).filter(one => one.includes('?')))"
        )
    assert again == "Trang mới"
    assert kept == []


def png(width: int) -> bytes:
    """Return a picture of so many pixels."""
    held = io.BytesIO()
    Image.new("RGB", (width, 10)).save(held, "PNG")
    return held.getvalue()


@pytest.mark.parametrize("path", ["a/trang-1-480.png", "an-pham/tin-20210720.png"])
def test_a_picture_that_keeps_its_name_is_fetched_anew(
    public: Path, context: BrowserContext, path: str
) -> None:
    picture = public / path
    width = "document.images[0].naturalWidth"
    (public / "see.html").write_text(f"<!doctype html><h1>x</h1><img src={path}>")
    picture.parent.mkdir(exist_ok=True)
    picture.write_bytes(png(10))
    with serve(public, Troubled) as url:
        page = controlled(context, f"{url}/")
        page.goto(f"{url}/see.html")
        assert page.evaluate(FOUND, [f"{url}/{path}", ""])
        before = page.evaluate(width)
        change(picture, png(20))
        page.goto(f"{url}/see.html")
        after = page.evaluate(width)
        context.set_offline(True)
        page.reload()
        without = page.evaluate(width)
    assert (before, after, without) == (10, 20, 20)


def test_a_picture_whose_name_has_its_digest_is_fetched_once(
    public: Path, context: BrowserContext
) -> None:
    picture = public / "hinh/tranh-0123abcd.png"
    picture.parent.mkdir()
    picture.write_bytes(png(10))
    (public / "see.html").write_text("<!doctype html><h1>x</h1><img src=hinh/tranh-0123abcd.png>")
    with serve(public, Troubled) as url:
        page = controlled(context, f"{url}/")
        page.goto(f"{url}/see.html")
        assert page.evaluate(FOUND, [f"{url}/hinh/tranh-0123abcd.png", ""])
        Troubled.down.append(".png")
        page.goto(f"{url}/see.html")
        assert page.evaluate("document.images[0].naturalWidth") == 10


class Pieces(Quiet):
    """Answers with the first ten bytes where a piece is asked for."""

    def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
        """Answer as servers do that know of pieces."""
        if "Range" not in self.headers:
            super().do_GET()
            return
        self.send_response(http.HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Range", "bytes 0-9/1000")
        self.send_header("Content-Length", "10")
        self.end_headers()
        self.wfile.write(bytes(10))


def test_a_piece_of_a_recording_is_not_kept_as_the_whole(
    public: Path, context: BrowserContext
) -> None:
    recording = public / "tep/loa-0123abcd.mp3"
    recording.parent.mkdir()
    recording.write_bytes(bytes(1000))
    size = """async ([address, headers]) => {
        const size = (await (await fetch(address, { headers })).blob()).size;
        await new Promise((resolve) => { setTimeout(resolve, 500); });
        return size;
    }"""
    with serve(public, Pieces) as url:
        page = controlled(context, f"{url}/")
        address = f"{url}/tep/loa-0123abcd.mp3"
        piece = page.evaluate(size, [address, {"Range": "bytes=0-9"}])
        whole = page.evaluate(size, [address, {}])
        again = page.evaluate(size, [address, {"Range": "bytes=0-9"}])
    assert (piece, whole, again) == (10, 1000, 10)


class Varied(Troubled):
    """Says that its answers hang on what browsers ask for, as some hosts do of all they send."""

    vary: ClassVar[str] = ""

    def end_headers(self) -> None:
        """Say so."""
        self.send_header("Vary", self.vary)
        super().end_headers()


@pytest.mark.parametrize("vary", ["Accept", "*"])
def test_what_a_host_says_of_its_answers_keeps_no_page_from_being_kept(
    public: Path, context: BrowserContext, vary: str
) -> None:
    Varied.vary = vary
    ground = "getComputedStyle(document.querySelector('.head')).backgroundColor"
    with serve(public, Varied) as url:
        page = controlled(context, f"{url}/")
        read(page, f"{url}/a/")
        before = page.evaluate(ground)
        context.set_offline(True)
        page.reload()
    assert headline(page) == "Trang a"
    assert page.evaluate(ground) == before


def test_two_portals_on_one_host_keep_what_is_theirs(
    public: Path, context: BrowserContext, tmp_path: Path
) -> None:
    for name in ("xa-a", "xa-b"):
        shutil.copytree(public, tmp_path / "host" / name)
    with serve(tmp_path / "host") as url:
        page = controlled(context, f"{url}/xa-a/")
        read(page, f"{url}/xa-a/a/")
        page.goto(f"{url}/xa-b/")
        page.wait_for_function(IN_CONTROL)
        names = page.evaluate("caches.keys()")
        context.set_offline(True)
        page.goto(f"{url}/xa-a/a/")
    assert len(names) == 2
    assert headline(page) == "Trang a"


def test_a_new_number_reaches_the_page_that_is_shown_without_a_line(make_site: MakeSite) -> None:
    site = make_site({"content/index.md": HOME})
    site.build()
    before = (site.public / "sw.js").read_bytes()
    site.write({"content/index.md": HOME.replace("bà con", "cả nhà")})
    site.build()
    words = (site.public / "sw.js").read_bytes()
    site.write({"site.yaml": SITE.replace("1900 9095", "1900 3228")})
    site.build()
    number = (site.public / "sw.js").read_bytes()
    assert words == before
    assert number != before

"""A small site as text, a build, and what came of it: the fixtures of every test."""

from __future__ import annotations

import contextlib
import datetime
import http.server
import pickle
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from bangtin.build import Result, build
from bangtin.engine import lock
from bangtin.files import paths
from bangtin.problems import Problem
from playwright.sync_api import Browser, Page, sync_playwright

from tests import browsers
from tests.small import HOME, SITE

PROJECT = Path(__file__).resolve().parent.parent

SLOW_FILES = {
    "test_cli.py",
    "test_cluster.py",
    "test_corpus.py",
    "test_damage.py",
    "test_effort.py",
    "test_examples.py",
    "test_faults.py",
    "test_fuzz.py",
    "test_import.py",
    "test_nothing_changed.py",
    "test_orders.py",
    "test_policy.py",
    "test_portal.py",
    "test_preview.py",
    "test_prints.py",
    "test_reading.py",
    "test_same_everywhere.py",
    "test_publication_log.py",
    "test_sequences.py",
    "test_steps.py",
    "test_targets.py",
}
"""Files whose tests ``make test-quick`` leaves out."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files as slow."""
    for item in items:
        if item.path.name in SLOW_FILES:
            item.add_marker(pytest.mark.slow)


TITLE = "Một trang"
"""The usual title of a page."""


def page(body: str = "Nội dung.", **header: object) -> str:
    """Return a Markdown page; keys given replace the usual header, None takes one out."""
    keys = {"title": TITLE, "summary": "Tóm tắt.", "date": "2021-07-05"} | header
    lines = [f"{key}: {value}" for key, value in keys.items() if value is not None]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


@dataclass
class Sandbox:
    """A site in a folder of its own."""

    root: Path
    _usual: list[str] = field(default_factory=list)

    @property
    def public(self) -> Path:
        """The published tree."""
        return self.root / "public"

    def write(self, files: dict[str, str | bytes]) -> None:
        """Write files by their path from the site's root."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(self._titled(name, content), "utf-8")

    def _titled(self, name: str, content: str) -> str:
        """Return a page with a title of its own: the usual one is the first page's alone."""
        if not content.startswith(f"---\ntitle: {TITLE}\n"):
            return content
        if name not in self._usual:
            self._usual.append(name)
        number = self._usual.index(name)
        own = f"{TITLE} {number}" if number else TITLE
        return content.replace(f"title: {TITLE}\n", f"title: {own}\n", 1)

    def own(self, *names: str) -> Path:
        """Lay copies of shipped files into the site, and return the path of the last."""
        for name in names:
            self.write({name: (PROJECT / name).read_bytes()})
        return self.root / names[-1]

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands in a file, of the site's own or else of the product's."""
        path = self.root / name
        text = (path if path.exists() else PROJECT / name).read_text("utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new), "utf-8")

    def build(self, *, publish: bool = True, now: datetime.date | None = None) -> Result:
        """Build with one worker, which is quickest for a small site."""
        return build(self.root, publish=publish, now=now, jobs=1)

    def read(self, name: str) -> str:
        """Return a published text file."""
        return (self.public / name).read_text("utf-8")

    def tree(self) -> dict[str, bytes]:
        """Return every published file's bytes by its path."""
        return tree(self.public)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file's bytes by its path below the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def places(problems: tuple[Problem, ...]) -> list[str]:
    """Return problems as ``file:line key``, the form that tests assert."""
    return [f"{p.place.file}:{p.place.line} {p.key}" for p in problems]


def clean(site: Sandbox, folder: Path, now: datetime.date | None = None) -> dict[str, bytes]:
    """Return what a clean build of the same content publishes, in another folder."""
    twin = Sandbox(folder / "twin")
    shutil.copytree(
        site.root, twin.root, ignore=shutil.ignore_patterns("public", paths.CACHE_FOLDER)
    )
    assert places(twin.build(now=now).problems) == []
    return twin.tree()


MakeSite = Callable[..., Sandbox]


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return a function that makes a small site from files; layouts are the product's."""
    count = 0

    def make(files: dict[str, str | bytes] | None = None, *, site: str = SITE) -> Sandbox:
        nonlocal count
        count += 1
        sandbox = Sandbox(tmp_path / f"site-{count}")
        sandbox.write({"site.yaml": site, "content/index.md": HOME, **(files or {})})
        return sandbox

    return make


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the layouts and assets once, for tests of a site that has its own."""
    folder = tmp_path_factory.mktemp("template")
    for name in ("layouts", "assets"):
        shutil.copytree(PROJECT / name, folder / name)
    return folder


CHROMIUM_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium or Chrome of the system; a missing one is an error, never a skip."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.find() or "chromium",
            chromium_sandbox=False,
            args=CHROMIUM_OPTIONS,
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """Open a page of its own context."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def sample(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Path, Result]:
    """Build the project's own site in a folder of its own, once for all workers of a run."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    root, kept = folder / "sample", folder / "sample.pickle"
    with wait_for(folder / "sample.lock"):
        if not kept.exists():
            shutil.rmtree(root, ignore_errors=True)
            for name in ("content", "layouts", "assets"):
                shutil.copytree(PROJECT / name, root / name)
            for name in ("site.yaml", "published.csv"):
                shutil.copy(PROJECT / name, root)
            kept.write_bytes(pickle.dumps(build(root)))
    return root, pickle.loads(kept.read_bytes())


@contextlib.contextmanager
def wait_for(file: Path) -> Iterator[None]:
    """Hold a lock among processes while the block runs, once it is free."""
    with contextlib.ExitStack() as held:
        while True:
            try:
                held.enter_context(lock.hold(file))
                break
            except lock.Busy:
                time.sleep(0.1)
        yield


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the tests' output clean."""


@contextlib.contextmanager
def serve(public: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a published tree on loopback, and yield its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(handler, directory=str(public))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def portal(sample: tuple[Path, Result]) -> Iterator[tuple[str, Path]]:
    """Serve the sample's public tree on loopback."""
    public = sample[0] / "public"
    with serve(public) as root:
        yield root, public

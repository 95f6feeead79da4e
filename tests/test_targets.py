"""Publishing to targets: a folder, a git branch, and servers behind a line, all on loopback."""

from __future__ import annotations

import datetime
import functools
import http.client
import http.server
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bangtin import cli
from bangtin.build import build
from bangtin.commands import publish as publishing
from bangtin.files import digests, paths, writing
from bangtin.files.digests import Entry
from bangtin.files.writing import TEMPORARY
from bangtin.publishing import comparing, git, readers, targets
from bangtin.publishing.folder import Folder
from bangtin.publishing.state import State
from click.testing import CliRunner, Result

from tests.conftest import PROJECT, Quiet, Sandbox, page, tree
from tests.servers import SshServer
from tests.small import HOME, SITE

IS_LONG = "BANGTIN_KILLS" in os.environ
"""``make faults`` takes more of what takes long."""
KILLS = int(os.environ.get("BANGTIN_KILLS", "2"))
FETCHES = 1_000 if IS_LONG else 100
OVER_SSH = ("rsync", "sftp") if IS_LONG else ("sftp",)
"""rsync's programs take a third of a second a call: a test of its own tells its whole story."""
Tree = dict[str, bytes]


@pytest.fixture(scope="session")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    server = SshServer(tmp_path_factory.mktemp("ssh"))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "LANGUAGE", "en")
    # Workers take longer to start than a site of four pages to build.
    monkeypatch.setattr(cli, "_run", functools.partial(cli._run, jobs=1))


class Place:
    """A target of one kind, and what lies in it."""

    keeps_history = False

    def __init__(self, kind: str, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kind = kind
        self.folder = base / "web"
        self.folder.mkdir(parents=True)
        self.settings = f"{{kind: folder, path: {self.folder}}}"

    def tree(self) -> Tree:
        """Return what readers can get: not what Bangtin keeps for itself."""
        found = tree(self.folder)
        return {p: d for p, d in found.items() if not p.startswith(".bangtin-")}

    def write(self, path: str, data: bytes) -> None:
        """Write a file as somebody else would."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)

    def remove(self, path: str) -> None:
        """Remove a file as somebody else would."""
        (self.folder / path).unlink()


class Repository(Place):
    """A bare repository, and a clone in which somebody else works."""

    keeps_history = True

    def __init__(self, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__("git", base, monkeypatch)
        self.bare = base / "bare.git"
        for name in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{name}_NAME", "Cán bộ")
            monkeypatch.setenv(f"GIT_{name}_EMAIL", "can-bo@thu.gov.vn")
        self.git("init", "-q", "--bare", str(self.bare), here=base)
        self.settings = f"{{kind: git, url: {self.bare}, branch: gh-pages}}"

    def git(self, *words: str, here: Path | None = None) -> bytes:
        """Run git, in the bare repository where nothing else is said."""
        where = here or self.bare
        return subprocess.run(["git", *words], cwd=where, check=True, capture_output=True).stdout

    def tree(self) -> Tree:
        """Return the files of the branch."""
        if not self.git("branch", "--list", "gh-pages"):
            return {}
        found = {}
        with tarfile.open(fileobj=io.BytesIO(self.git("archive", "gh-pages"))) as archive:
            for member in archive:
                inside = archive.extractfile(member)
                if inside is not None and not member.name.startswith(".bangtin-"):
                    found[member.name] = inside.read()
        return found

    def _change(self, work: Callable[[Path], object]) -> None:
        clone = self.folder / "clone"
        shutil.rmtree(clone, ignore_errors=True)
        self.git("clone", "-q", str(self.bare), str(clone), here=self.folder)
        self.git("checkout", "-q", "-B", "gh-pages", "origin/gh-pages", here=clone)
        work(clone)
        self.git("add", "-A", here=clone)
        self.git("commit", "-q", "-m", "x", here=clone)
        self.git("push", "-q", "origin", "gh-pages", here=clone)

    def write(self, path: str, data: bytes) -> None:
        """Push a file as somebody else would."""

        def put(clone: Path) -> None:
            (clone / path).parent.mkdir(parents=True, exist_ok=True)
            (clone / path).write_bytes(data)

        if not self.git("branch", "--list", "gh-pages"):
            first = self.folder / "first"
            first.mkdir()
            put(first)
            for words in (
                ("init", "-q", "-b", "gh-pages"), ("add", "-A"), ("commit", "-q", "-m", "x"),
                ("push", "-q", str(self.bare), "gh-pages"),
            ):  # fmt: skip
                self.git(*words, here=first)
            return
        self._change(put)

    def remove(self, path: str) -> None:
        """Push a removal."""
        self._change(lambda clone: (clone / path).unlink())


KINDS = ("folder", "git", "sftp")


def place_of(kind: str, base: Path, patch: pytest.MonkeyPatch, request: Any) -> Place:
    if kind == "git":
        return Repository(base, patch)
    found = Place(kind, base, patch)
    if kind in ("rsync", "sftp"):
        server: SshServer = request.getfixturevalue("ssh_server")
        for name, value in server.environment.items():
            patch.setenv(name, value)
        patch.delenv("SSH_AUTH_SOCK", raising=False)
        found.settings = (
            f"{{kind: {kind}, host: 127.0.0.1, port: {server.port}, user: {server.user},"
            f" path: {found.folder}}}"
        )
    return found


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return place_of(request.param, tmp_path / "target", monkeypatch, request)


@pytest.fixture
def shelf(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A folder: what is the same for every kind is looked at there."""
    return place_of("folder", tmp_path / "target", monkeypatch, request)


FILES: dict[str, str | bytes] = {
    "content/a.md": page(title="Trang A"),
    "content/huong-dan/b.md": page(title="Trang B"),
    "content/huong-dan/c.md": page(title="Trang C"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once: what every test publishes first is taken from its cache."""
    site = Sandbox(tmp_path_factory.mktemp("made"))
    site.write({"site.yaml": SITE, "content/index.md": HOME, **FILES})
    build(site.root, jobs=1, going_out="all")
    return site.root / paths.CACHE_FOLDER


@pytest.fixture
def make(tmp_path: Path, made: Path) -> Callable[..., Sandbox]:
    count = 0

    def make(place: Place, more: str = "") -> Sandbox:
        nonlocal count
        count += 1
        site = Sandbox(tmp_path / f"site-{count}")
        shutil.copytree(made / "cache", site.root / paths.RESULTS)
        settings = f"{SITE}targets:\n  web: {place.settings}\n{more}"
        site.write({"site.yaml": settings, "content/index.md": HOME, **FILES})
        return site

    return make


def publish(site: Sandbox, *words: str, code: int = 0, typed: str | None = None) -> str:
    """Publish, and return what was said."""
    sure = () if typed is not None else ("--yes",)
    result: Result = CliRunner().invoke(
        cli.main, ["publish", "--root", str(site.root), *sure, *words], input=typed
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


def public(site: Sandbox) -> Tree:
    return {p: d for p, d in site.tree().items() if not p.startswith(".bangtin-")}


def sent(said: str) -> int:
    found = re.search(r"To send: (\d+) files", said)
    return int(found[1]) if found else 0


# ── Every kind of target ──


def test_a_target_has_what_was_built_and_gets_only_what_changed(there, make):
    site = make(there)
    said = publish(site)
    built = public(site)
    assert "New pages" in said
    assert sent(said) == len(built)
    extra = {".nojekyll": b""} if there.keeps_history else {}
    assert there.tree() == built | extra
    assert "There is nothing to send." in publish(site)

    site.edit("content/a.md", "Nội dung.", "Nội dung mới.")
    said = publish(site)
    assert "Changed pages (1): a/" in said
    assert 1 <= sent(said) < 8
    assert public(site).items() <= there.tree().items()
    times = (site.root / "publish-log.csv").read_text().splitlines()
    assert [line.split(",")[1:3] for line in times[1:]] == [["publish", "web"]] * 2


def test_a_dry_run_and_a_no_send_nothing(there, make):
    site = make(there)
    for words, typed, code in ((("--dry-run",), None, 0), ((), "\n", 1), ((), "khong\n", 1)):
        assert "Nothing was sent" in publish(site, *words, typed=typed, code=code) or words
        assert there.tree() == {}
    publish(site, typed="có\n")
    before = tree(there.folder)
    tip = there.tree()
    site.edit("content/a.md", "Nội dung.", "Nội dung mới.")
    assert "Changed pages (1): a/" in publish(site, "--dry-run")
    assert tree(there.folder) == before
    assert there.tree() == tip


def test_a_file_of_somebody_else_stays(there, make):
    there.write("CNAME", b"thu.gov.vn")
    there.write("anh/cua-toi.jpg", b"j")
    site = make(there)
    publish(site)
    (site.root / "content/a.md").unlink()
    publish(site, "--drop", "a")
    publish(site, "--back")
    assert there.tree()["CNAME"] == b"thu.gov.vn"
    assert there.tree()["anh/cua-toi.jpg"] == b"j"


def test_a_file_of_somebody_else_in_the_way_is_told_and_kept(there, make):
    there.write("index.html", b"trang cu")
    site = make(there)
    assert "index.html" in publish(site, code=1)
    assert there.tree() == {"index.html": b"trang cu"}
    publish(site, "--force")
    assert there.tree()["index.html"] == site.tree()["index.html"]
    kept = (site.root / ".bangtin/sending/web.theirs").rglob("index.html")
    assert [file.read_bytes() for file in kept] == [b"trang cu"]


def test_a_page_that_goes_has_to_be_named_or_led_on(there, make):
    site = make(there)
    publish(site)
    before = there.tree()
    (site.root / "content/a.md").unlink()
    said = publish(site, code=1)
    assert "addresses that would lead nowhere (1): a/" in said
    assert "--drop a/" in said
    assert there.tree() == before
    site.write({"content/huong-dan/b.md": page(title="Trang B", aliases="[/a/]")})
    publish(site)
    assert "a/index.html" not in there.tree()
    assert "/a/ /huong-dan/b/ 302" in there.tree()["_redirects"].decode()


def test_the_way_back_is_equal_byte_for_byte_and_leads_forward_again(there, make):
    site = make(there)
    publish(site)
    first = there.tree()
    site.edit("content/a.md", "Nội dung.", "Sai.")
    site.edit("site.yaml", "#14235a", "#14235b")
    (site.root / "content/huong-dan/b.md").unlink()
    site.write({"content/moi.md": page(title="Mới")})
    publish(site, "--drop", "https://thu.gov.vn/huong-dan/b/")
    second = there.tree()
    assert "Changed pages" in publish(site, "--back")
    assert there.tree() == first
    publish(site, "--back")
    assert {p: there.tree()[p] for p in public(site)} == public(site)
    assert there.tree().keys() <= second.keys()
    # The content may be broken by then.
    site.write({"content/moi.md": "---\n"})
    publish(site, "--back")
    assert there.tree() == first


def test_what_somebody_changed_there_is_told_and_not_removed(there, make):
    site = make(there)
    publish(site)
    there.write("a/index.html", b"sua tay")
    (site.root / "content/a.md").unlink()
    assert "Changed there by somebody, not removed: a/index.html" in publish(site, "--drop", "/a/")
    assert there.tree()["a/index.html"] == b"sua tay"
    assert "There is nothing to send." in publish(site)


def test_what_somebody_removed_there_comes_again(there, make):
    site = make(there)
    publish(site)
    there.remove("a/index.html")
    assert "Removed there by somebody, sent again: a/index.html" in publish(site)
    assert public(site).items() <= there.tree().items()


def test_rsync_sends_what_changed_keeps_what_is_foreign_and_goes_back(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., Sandbox],
) -> None:
    there = place_of("rsync", tmp_path / "target", monkeypatch, request)
    there.write("ảnh của tôi/1 'x'.jpg", b"j")
    site = make(there)
    publish(site)
    first = there.tree()
    assert public(site).items() <= first.items()
    changed_site(site)
    if IS_LONG:
        assert "To send" in publish(site, "--drop", "huong-dan/b", "--dry-run")
        assert there.tree() == first
    assert sent(publish(site, "--drop", "huong-dan/b")) < len(first)
    assert public(site).items() <= there.tree().items()
    assert "huong-dan/b/index.html" not in there.tree()
    publish(site, "--back")
    assert there.tree() == first
    assert not list(there.folder.glob(".bangtin-lock"))


# ── Order, and readers meanwhile ──


def test_removals_come_last_and_pages_after_what_they_show(shelf, make, monkeypatch):
    site = make(shelf)
    publish(site)
    site.edit("site.yaml", "#14235a", "#14235b")
    site.edit("content/a.md", "Nội dung.", "Khác.")
    (site.root / "content/huong-dan/b.md").unlink()
    site.write({"content/moi.md": page(title="Mới")})
    order: list[str] = []
    replace, unlink = os.replace, Path.unlink

    def note(sign: str, path: object) -> None:
        name = os.path.relpath(str(path), shelf.folder)
        if not name.startswith((".", "..")):
            order.append(sign + name)

    def replaced(source: Path, target: Path) -> None:
        replace(source, target)
        note("+", target)

    def unlinked(path: Path, **options: bool) -> None:
        unlink(path, **options)
        note("-", path)

    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)
    publish(site, "--drop", "huong-dan/b")
    order = [name for name in order if not name.endswith(TEMPORARY)]
    kinds = "".join(
        "r" if name[0] == "-" else "p" if name.endswith(".html")
        else "f" if name[1:] in ("feed.xml", "sitemap.xml", "sw.js") else "a" for name in order
        if name[1:] != "_redirects"
    )  # fmt: skip
    assert re.fullmatch(r"a+p+[fa]+r+", kinds), order
    assert order.index("+moi/index.html") < order.index("+index.html")


def test_an_old_style_goes_with_a_later_publish(shelf, make, monkeypatch):
    site = make(shelf)
    publish(site)
    old = next(p for p in shelf.tree() if p.endswith(".css"))
    site.edit("site.yaml", "#14235a", "#14235b")
    assert "Old pictures and styles stay" in publish(site)
    assert old in shelf.tree()
    monkeypatch.setattr(comparing, "LEAVING_SECONDS", 0)
    publish(site)
    assert shelf.tree() == public(site)


def test_a_reader_never_meets_a_page_without_its_style(shelf, make):
    site = make(shelf)
    publish(site)
    handler = functools.partial(Quiet, directory=str(shelf.folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wrong: list[str] = []
    fetched = 0
    is_over = False

    def get(url: str) -> bytes:
        line = http.client.HTTPConnection("127.0.0.1", server.server_port)
        line.request("GET", url)
        answer = line.getresponse()
        data = answer.read()
        line.close()
        if answer.status != 200:
            wrong.append(url)
        return data

    def read_on() -> None:
        nonlocal fetched
        while not is_over or fetched < FETCHES:
            for url in ("/", "/huong-dan/", "/a/"):
                text = get(url).decode()
                base = f"http://x{url}"
                for link in re.findall(r"""(?:href|src)=["']?([^"' >]+\.(?:css|js|svg))""", text):
                    get(http_path(base, link))
                    fetched += 1

    reader = threading.Thread(target=read_on)
    reader.start()
    for colour in range(3):
        site.edit("site.yaml", f"#14235{'abcd'[colour]}", f"#14235{'abcd'[colour + 1]}")
        publish(site)
    is_over = True
    reader.join()
    server.shutdown()
    server.server_close()
    assert fetched >= FETCHES
    assert wrong == []


def http_path(base: str, link: str) -> str:
    import urllib.parse

    return urllib.parse.urlsplit(urllib.parse.urljoin(base, link)).path


# ── What breaks off ──


def changed_site(site: Sandbox) -> None:
    site.edit("content/a.md", "Nội dung.", "Nội dung khác hẳn.")
    site.edit("site.yaml", "#14235a", "#14235b")
    site.write({"content/moi.md": page(title="Mới")})
    (site.root / "content/huong-dan/b.md").unlink()


def check_readable(found: Tree, old: Tree, new: Tree) -> None:
    """Assert that each file is one of the two states', and whatever both have is there."""
    found = {p: d for p, d in found.items() if not p.endswith(TEMPORARY)}
    assert [p for p, data in found.items() if data not in (old.get(p), new.get(p))] == []
    assert [p for p in old if p in new and p not in found] == []
    styles = {p for p in found if p.endswith(".css")}
    for path, data in found.items():
        if path.endswith(".html"):
            linked = re.findall(r"assets/portal\.[0-9a-f]+\.css", data.decode())
            assert set(linked) <= styles, path


KILLED = """
import os, random, signal, sys
from pathlib import Path
from tests.disk import REMOVING, WRITING, Disk
from bangtin import cli
root, folder, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
disk = Disk(folder, lambda: os.kill(os.getpid(), signal.SIGKILL), at)
disk.install(setattr, WRITING + REMOVING)
sys.argv = ["bangtin", "publish", "--root", root, "--yes", "--drop", "huong-dan/b"]
cli.main()
"""


def killed(site: Sandbox, place: Place, at: int) -> int:
    return subprocess.run(
        [sys.executable, "-c", KILLED, site.root, place.folder, str(at)],
        env=os.environ | {"PYTHONPATH": str(PROJECT)}, check=False, capture_output=True,
    ).returncode  # fmt: skip


def test_after_a_kill_at_any_moment_readers_read_on_and_the_next_publish_completes(
    shelf: Place, make: Callable[..., Sandbox]
) -> None:
    site = make(shelf)
    publish(site)
    old, start = public(site), shelf.folder.with_name("start")
    shutil.copytree(shelf.folder, start)
    changed_site(site)
    site.build()
    new = public(site)
    dice = random.Random(2021)
    count = 0
    for _ in range(KILLS):
        shutil.rmtree(shelf.folder)
        shutil.copytree(start, shelf.folder)
        code = killed(site, shelf, dice.randint(1, 120))
        count += code == -signal.SIGKILL
        check_readable(shelf.tree(), old, new)
        publish(site, "--drop", "huong-dan/b")
        check_readable(shelf.tree(), old, new)
        assert new.items() <= shelf.tree().items()
        assert not list(shelf.folder.rglob(f"*{TEMPORARY}"))
        publish(site, "--back")
        assert shelf.tree() == old
    assert count


def test_after_a_kill_the_way_back_is_open_as_well(shelf, make):
    site = make(shelf)
    publish(site)
    old = public(site)
    changed_site(site)
    assert killed(site, shelf, 80) == -signal.SIGKILL
    assert shelf.tree() != old
    publish(site, "--back")
    assert shelf.tree() == old


def test_a_full_disk_is_told_and_the_next_publish_sends_what_is_missing(shelf, make, monkeypatch):
    import errno

    site = make(shelf)
    publish(site)
    old = public(site)
    changed_site(site)
    write = writing.write
    for room in (3, 12, 22):
        left = room

        def full(path: Path, data: bytes, **how: Any) -> None:
            nonlocal left
            if path.is_relative_to(shelf.folder):
                left -= 1
                if left < 0:
                    raise writing.refused(path, OSError(errno.ENOSPC, "No space left on device"))
            write(path, data, **how)

        with monkeypatch.context() as patch:
            patch.setattr(writing, "write", full)
            said = publish(site, "--drop", "huong-dan/b", code=3)
        assert "No space left on device" in said
        check_readable(shelf.tree(), old, public(site))
    said = publish(site, "--drop", "huong-dan/b")
    assert "The last publish was cut off" in said
    assert public(site).items() <= shelf.tree().items()


@pytest.mark.parametrize("kind", OVER_SSH)
def test_a_lost_line_is_told_and_taken_up_again(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., Sandbox],
    ssh_server: SshServer,
) -> None:
    place = place_of(kind, tmp_path / "target", monkeypatch, request)
    site = make(place)
    publish(site)
    old = public(site)
    changed_site(site)
    in_order = comparing.in_order

    def cut_between(*words: Any) -> Iterator[list[str]]:
        for number, group in enumerate(in_order(*words)):
            if number == 1:
                ssh_server.cut()
                ssh_server.stop()
            yield group

    with monkeypatch.context() as patch:
        patch.setattr(comparing, "in_order", cut_between)
        said = publish(site, "--drop", "huong-dan/b", code=3)
    assert "Once it works again" in said
    check_readable(place.tree(), old, public(site))
    ssh_server.start()
    said = publish(site, "--drop", "huong-dan/b")
    assert "cut off" in said
    assert public(site).items() <= place.tree().items()
    # What was sent before the line broke is not sent again.
    assert sent(said) < len([p for p, d in public(site).items() if old.get(p) != d])


def test_a_style_of_a_publish_that_broke_off_goes_with_a_later_one(shelf, make, monkeypatch):
    site = make(shelf)
    publish(site)
    old = shelf.tree()
    site.edit("site.yaml", "#14235a", "#14235b")
    in_order = comparing.in_order

    def broken_off(*words: Any) -> Iterator[list[str]]:
        yield in_order(*words)[0]
        raise targets.refused("kho", "the line broke")

    with monkeypatch.context() as patch:
        patch.setattr(comparing, "in_order", broken_off)
        publish(site, code=3)
    sent_before = shelf.tree().keys() - old.keys()
    assert any(path.endswith(".css") for path in sent_before)
    site.edit("site.yaml", "#14235b", "#14235a")
    publish(site)
    assert shelf.tree().keys() - old.keys() == sent_before, "somebody may still see them"
    assert "There is nothing to send" in publish(site)
    monkeypatch.setattr(comparing, "LEAVING_SECONDS", 0)
    publish(site)
    assert shelf.tree() == old


@pytest.mark.parametrize(
    ("there", "stays"), [(b"old", b"old"), (b"new", b"new"), (b"theirs", None), (None, None)]
)
def test_a_picture_that_was_to_be_replaced_leaves_as_what_it_is_there(tmp_path, there, stays):
    """A publish broke off before, or after, it had sent another one under its name."""
    web = tmp_path / "web"
    web.mkdir()
    if there is not None:
        (web / "a.png").write_bytes(there)
    old, new = (Entry(digests.digest(data), len(data)) for data in (b"old", b"new"))
    state = State(files={"a.png": old}, coming={"a.png": [new]}, is_sending=True)
    kept = tmp_path / "kept"
    found = comparing.compare(Folder(web, "web"), state, {}, kept, 0, at_once=False)
    staying = {path: entry.digest for path, entry in found.staying(state).items()}
    assert staying == ({"a.png": digests.digest(stays)} if stays else {})
    assert found.left == (["a.png"] if there == b"theirs" else [])
    assert found.remove == []


def test_a_file_that_another_build_removes_meanwhile_is_told_and_nothing_is_sent(
    shelf, make, monkeypatch
):
    site = make(shelf)
    open_target = publishing._open

    def removed_meanwhile(*words: Any) -> Any:
        (site.public / "a/index.html").unlink()
        return open_target(*words)

    monkeypatch.setattr(publishing, "_open", removed_meanwhile)
    said = publish(site, code=1)
    assert "public/a/index.html changed while" in said
    assert shelf.tree() == {}


# ── Two people ──


@pytest.mark.parametrize("kind", ["folder", *OVER_SSH])
def test_of_two_people_one_is_told_who_publishes(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., Sandbox],
) -> None:
    place = place_of(kind, tmp_path / "target", monkeypatch, request)
    site = make(place)
    publish(site)
    note = {"who": "lan@may-2", "since": "2021-07-20T08:00+07:00", "token": "x"}
    place.write(".bangtin-lock", json.dumps(note).encode())
    site.edit("content/a.md", "Nội dung.", "Khác.")
    before = place.tree()
    said = publish(site, code=1)
    assert "lan@may-2" in said
    assert "20 July 2021 08:00" in said
    assert place.tree() == before
    publish(site, "--force")
    assert public(site).items() <= place.tree().items()
    assert not (place.folder / ".bangtin-lock").exists()


def test_whose_lock_was_taken_stops(shelf, make, monkeypatch):
    site = make(shelf)
    in_order = comparing.in_order

    def taken(*words: Any) -> list[list[str]]:
        shelf.write(".bangtin-lock", b'{"who": "x", "since": "", "token": "khac"}')
        return in_order(*words)

    monkeypatch.setattr(comparing, "in_order", taken)
    assert "somebody else has taken over" in publish(site, code=1)
    assert (shelf.folder / ".bangtin-lock").exists()


def test_a_push_of_somebody_else_meanwhile_is_told_and_nothing_is_lost(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., Sandbox],
) -> None:
    place = place_of("git", tmp_path / "target", monkeypatch, request)
    site = make(place)
    publish(site)
    site.edit("content/a.md", "Nội dung.", "Khác.")
    send = publishing.send

    def late(*words: Any) -> object:
        place.write("cua-lan.html", b"cua lan")
        return send(*words)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "send", late)
        assert "somebody else has just changed" in publish(site, code=1)
    assert place.tree()["cua-lan.html"] == b"cua lan"
    publish(site)
    assert place.tree()["cua-lan.html"] == b"cua lan"
    assert public(site).items() <= place.tree().items()


# ── What is refused ──


def test_a_target_that_is_not_there_is_told_at_its_line(shelf, make):
    site = make(shelf)
    shelf.folder.rmdir()
    said = publish(site, code=1)
    assert "error: site.yaml:29:8" in said
    assert f"{shelf.folder} is not there" in said
    shelf.folder.write_bytes(b"")
    assert "is no folder" in publish(site, code=1)


@pytest.mark.parametrize("path", [".", "public", "content/..", "..", "/", "x/y", "lien-ket"])
def test_a_path_that_leads_into_the_site_or_holds_it_is_refused(make_site, path):
    site = make_site(FILES, site=f"{SITE}targets:\n  web: {{kind: folder, path: {path}}}\n")
    (site.root / "x/y").mkdir(parents=True)
    (site.root / "lien-ket").symlink_to(site.root / "x")
    before = tree(site.root / "content")
    assert "lies in this site's own folder, or holds it" in publish(site, code=1)
    assert tree(site.root / "content") == before


def test_a_share_that_is_not_connected_is_told_and_nothing_is_sent_into_it(there, make):
    """What a mount or a deleted branch leaves is empty, and looks like a first publish."""
    site = make(there)
    publish(site)
    if there.keeps_history:
        there.git("update-ref", "-d", "refs/heads/gh-pages")
    else:
        shutil.rmtree(there.folder)
        there.folder.mkdir()
        there.write("lost+found/x", b"")
    said = publish(site, code=1)
    assert "nothing of that is there now" in said
    assert "site.yaml:" in said
    assert not any(path.endswith(".html") for path in there.tree())
    publish(site, "--force")
    assert there.tree().items() >= public(site).items()


def test_where_a_site_is_written_no_portal_goes(there, make):
    there.write("site.yaml", b"title: Trang khac")
    there.write("content/a.md", b"")
    before = there.tree()
    site = make(there)
    assert "holds a site.yaml" in publish(site, code=1)
    assert there.tree() == before
    assert not (site.root / "published.csv").exists()


def test_many_removals_need_force(shelf, make, monkeypatch):
    monkeypatch.setattr(comparing, "LEAST_CEILING", 0)
    site = make(shelf)
    for n in range(9):
        site.write({f"content/huong-dan/d{n}.md": page(title=f"Trang {n}")})
    publish(site)
    before = shelf.tree()
    shutil.rmtree(site.root / "content/huong-dan")
    assert "pages and PDFs would be removed" in publish(site, "--drop", "huong-dan", code=1)
    assert shelf.tree() == before
    publish(site, "--drop", "huong-dan", "--force")
    assert "huong-dan/d1/index.html" not in shelf.tree()


def test_a_site_with_errors_is_not_published(shelf, make):
    site = make(shelf)
    site.write({"content/a.md": page("[x](khong-co.md)")})
    assert "Nothing was published" in publish(site, code=1)
    assert shelf.tree() == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["wep"], "Did you mean web?"),
        (["khac-han"], "The targets of site.yaml: web, hai"),
        ([], "there are several targets: web, hai"),
    ],
)
def test_a_target_is_named_where_there_are_several(shelf, make, words, said):
    site = make(shelf, f"  hai: {shelf.settings}\n")
    assert said in publish(site, *words, code=1)


def test_a_site_without_targets_says_how_to_name_one(make_site):
    assert "names no target" in publish(make_site(FILES), code=1)


@pytest.mark.parametrize(
    ("drop", "said"),
    [("huong-dan/b", "is still in the content"), ("aa/", "no such address would go")],
)
def test_an_address_to_drop_that_is_another_is_told(shelf, make, drop, said):
    site = make(shelf)
    publish(site)
    (site.root / "content/a.md").unlink()
    site.write({"content/aab.md": page(title="x")})
    assert said in publish(site, "--drop", drop, code=1) or drop == "aa/"


@pytest.mark.parametrize(
    "written",
    ["a", "/a", "/a/", "a/index.html", "https://thu.gov.vn/a/", " /a/ ", "a\\", "/a/?x=1#y"],
)
def test_an_address_to_drop_is_taken_as_people_write_it(shelf, make, written):
    site = make(shelf)
    publish(site)
    (site.root / "content/a.md").unlink()
    publish(site, "--drop", written)
    assert "a/index.html" not in shelf.tree()


def test_the_first_publish_has_no_way_back(shelf, make):
    site = make(shelf)
    assert "no earlier state" in publish(site, "--back", code=1)
    publish(site)
    assert "no earlier state" in publish(site, "--back", code=1)
    assert shelf.tree() == public(site)


def test_a_way_back_of_which_a_part_is_lost_changes_nothing(shelf, make):
    site = make(shelf)
    publish(site)
    site.edit("content/a.md", "Nội dung.", "Khác.")
    publish(site)
    before = shelf.tree()
    shutil.rmtree(shelf.folder / ".bangtin-before")
    assert "a/index.html" in publish(site, "--back", code=1)
    assert shelf.tree() == before


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"version": 2, "files": []}', "by a newer Bangtin"),
        (b"{", "can't be read"),
        (b"\xff", "can't be read"),
        (b'{"version": 1, "files": 3}', "can't be read"),
    ],
)
def test_a_state_that_can_not_be_read_stops_it(shelf, make, raw, said):
    site = make(shelf)
    publish(site)
    before = shelf.tree()
    shelf.write(".bangtin-state", raw)
    assert said in publish(site, code=1)
    assert shelf.tree() == before


def test_a_lost_state_is_found_again_in_equal_files(shelf, make):
    site = make(shelf)
    publish(site)
    shelf.remove(".bangtin-state")
    said = publish(site)
    assert sent(said) == 0
    (site.root / "content/a.md").unlink()
    publish(site, "--drop", "a")
    assert "a/index.html" not in shelf.tree()


@pytest.mark.parametrize("kind", ["rsync", "sftp"])
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("unknown", "doesn't know the server 127.0.0.1 yet"),
        ("changed", "has another key than before"),
        ("no key", "accepts neither key nor password"),
        ("no folder", "is not there"),
        ("nobody", "can't publish to"),
    ],
)
def test_a_server_is_refused_as_ssh_does(
    kind: str,
    what: str,
    said: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., Sandbox],
    ssh_server: SshServer,
) -> None:
    place = place_of(kind, tmp_path / "target", monkeypatch, request)
    known = ssh_server.known_hosts.read_text()
    keys = ssh_server.folder / "authorized_keys"
    key = keys.read_text()
    try:
        if what == "unknown":
            ssh_server.known_hosts.write_text("")
        if what == "changed":
            other = (ssh_server.home / ".ssh/id_ed25519.pub").read_text().split()[1]
            ssh_server.known_hosts.write_text(
                f"[127.0.0.1]:{ssh_server.port} ssh-ed25519 {other}\n"
            )
        if what == "no key":
            keys.write_text("")
        if what == "no folder":
            place.folder.rmdir()
        if what == "nobody":
            place.settings = place.settings.replace(f"port: {ssh_server.port}", "port: 1")
        assert said in publish(make(place), code=3 if what == "nobody" else 1)
    finally:
        ssh_server.known_hosts.write_text(known)
        keys.write_text(key)


def test_without_rsync_sftp_does_as_well(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., Sandbox],
) -> None:
    place = place_of("rsync", tmp_path / "target", monkeypatch, request)
    site = make(place)
    monkeypatch.setattr("bangtin.publishing.rsync.is_there", lambda: False)
    publish(site)
    assert place.tree() == public(site)


def test_without_paramiko_it_is_said_what_to_install(make_site, monkeypatch):
    settings = "{kind: sftp, host: may-chu, path: /web}"
    site = make_site(FILES, site=f"{SITE}targets:\n  web: {settings}\n")
    monkeypatch.setitem(sys.modules, "paramiko", None)
    told = publish(site, code=1)
    assert f'"{sys.executable}" -m pip install "paramiko>=4"' in told


@pytest.mark.parametrize(
    "raw", [b"Host\n", b"Host *\n  Port hai\n", b"Host \xff\n", b"CanonicalizeHostname yes\n"]
)
def test_a_line_that_sets_ssh_up_wrongly_is_told_with_its_file(
    make_site, tmp_path, monkeypatch, raw
):
    config = tmp_path / "home/.ssh/config"
    config.parent.mkdir(parents=True)
    config.write_bytes(raw)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    settings = "{kind: sftp, host: may-chu, path: /web}"
    site = make_site(FILES, site=f"{SITE}targets:\n  web: {settings}\n")
    assert "~/.ssh/config" in publish(site, code=1)


# ── The log ──


def test_a_clock_that_went_back_is_told_with_the_line(shelf, make):
    site = make(shelf)
    publish(site)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)
    row = f"{later.isoformat(timespec='seconds')},publish,web,1,0,1,0,1,x\n"
    log = site.root / "publish-log.csv"
    log.write_text(log.read_text() + row)
    said = publish(site, code=1)
    assert "error: publish-log.csv:3" in said
    assert "clock" in said
    publish(site, "--force")


HEAD = "time,event,target,pages,prints,sent,removed,bytes,state"
ROW = "2021-07-20T08:00:00+07:00,publish,web,13,0,34,0,235699,2b22"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([HEAD + ",who", ROW + ",lan"], "publish-log.csv:1: a newer Bangtin"),
        ([HEAD, ROW.replace("publish", "recall")], "publish-log.csv:2: a newer Bangtin"),
        ([HEAD, ROW + ",x"], "publish-log.csv:2: a newer Bangtin"),
        ([HEAD, ROW, ROW[:30]], "publish-log.csv:3: this line"),
        ([HEAD, ROW.replace("13", "mười ba")], "publish-log.csv:2: this line"),
        ([HEAD, ROW.replace("+07:00", "")], "publish-log.csv:2: this line"),
        ([HEAD, "<<<<<<< HEAD", ROW, "=======", ROW, ">>>>>>> x"], "publish-log.csv:2: two people"),
    ],
)
def test_a_log_that_can_not_be_added_to_stops_it(shelf, make, lines, said):
    site = make(shelf)
    log = site.root / "publish-log.csv"
    log.write_text("\n".join(lines) + "\n")
    assert said in publish(site, code=1)
    assert shelf.tree() == {}
    assert log.read_text() == "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ROW}\n",
        f"{HEAD}\n{ROW}",
        f"{HEAD}\r\n{ROW}\r\n",
        f"\ufeff{HEAD}\n{ROW}\n\n",
        f"{HEAD}\n{ROW}\n".replace(",", ";"),
    ],
    ids=["as written", "no last end", "Windows", "Notepad", "Excel"],
)
def test_a_log_that_an_editor_or_spreadsheet_saved_is_read(shelf, make, text):
    site = make(shelf)
    log = site.root / "publish-log.csv"
    log.write_bytes(text.encode())
    # The log says that something went there, and nothing is there.
    publish(site, "--force")
    assert log.read_bytes().startswith(text.encode())
    site.edit("content/a.md", "Nội dung.", "Khác.")
    publish(site)
    assert len(log.read_text("utf-8-sig").split()) == 4


def test_the_log_is_no_input_of_a_build(shelf, make):
    site = make(shelf)
    publish(site)
    site.build()
    result = site.build()
    assert result.made == ()


def test_the_log_counts_prints_and_no_other_document(shelf, make):
    site = make(shelf)
    site.write({"content/mau.pdf": b"%PDF-1.4\n%%EOF\n"})
    site.edit("content/a.md", "Nội dung.", "Xem [mẫu đơn](mau.pdf).")
    publish(site)
    assert [path for path in shelf.tree() if path.endswith(".pdf")] != []
    head, row = (site.root / "publish-log.csv").read_text("utf-8").splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=True))["prints"] == "0"


# ── A workflow file ──


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_a_workflow_file_is_written_once_and_never_over_another(make_site, host):
    import yaml

    site = make_site()
    publish(site, "--workflow", host)
    path = {"github": ".github/workflows/bangtin.yml", "gitlab": ".gitlab-ci.yml"}[host]
    file = site.root / path
    jobs = yaml.safe_load(file.read_text("utf-8"))
    assert "bangtin build --locked" in json.dumps(jobs)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    publish(site, "--workflow", host)
    file.write_text("name: khac\n")
    assert path in publish(site, "--workflow", host, code=1)
    assert file.read_text() == "name: khac\n"


def test_lists_of_many_names_are_cut_and_counted():
    names = [str(n) for n in range(15)]
    assert readers.shown(names).endswith("11 … (+3)")


def test_where_nobody_told_git_a_name_bangtin_commits_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
    for name in ("NAME", "EMAIL"):
        monkeypatch.delenv(f"GIT_COMMITTER_{name}", raising=False)
    known = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1",
             "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.useConfigOnly",
             "GIT_CONFIG_VALUE_0": "true"}  # fmt: skip
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    branch = git.Branch(str(bare), "gh-pages", tmp_path / "own.git", can_ask=False)
    branch.fetch()
    branch.put([("a.html", b"a")])
    branch.finish("first")
    words = ["git", f"--git-dir={bare}", "log", "-1", "--format=%an <%ae> %cn", "gh-pages"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert said == "Bangtin <bangtin@localhost> Bangtin\n"

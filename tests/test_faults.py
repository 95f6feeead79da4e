"""Whatever goes wrong while a site is built: nothing wrong gets out, and the next build is right.

``make faults`` kills many more builds than ``make test`` does (BANGTIN_KILLS), and at every write
where ``make test`` takes every third.
"""

from __future__ import annotations

import collections
import contextlib
import datetime
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click.testing
import msgspec
import pytest
from bangtin import cli
from bangtin.build import build
from bangtin.engine import cache, lock
from bangtin.engine.builders import builder
from bangtin.engine.publishing import MANIFEST
from bangtin.files import inventory
from bangtin.files.writing import TEMPORARY

from tests.conftest import PROJECT, MakeSite, Sandbox, page, places
from tests.disk import EVERY, REMOVING, WRITING, Disk, end_of_build, publish_by_threads
from tests.small import SITE

KILLS = int(os.environ.get("BANGTIN_KILLS", "8"))
EVERY_WRITE = 1 if "BANGTIN_KILLS" in os.environ else 3
SEED = 20210720

NOTICE = """
  - format: diem-quet-a5
    slogan: Quét mã
    qr: bluezone
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""
STEADY: dict[str, str | bytes] = {
    "content/huong-dan/a.md": page("Xem [tờ khai](link:khai-bao).", title="Khai báo"),
    "content/tin-tuc/t.md": page("Tin.", title="Tin"),
}
OLD = STEADY | {
    "content/huong-dan/cu.md": page("Trang cũ.", title="Trang cũ"),
    "content/huong-dan/sua.md": page("Trước.", title="Trước khi sửa"),
}
NEW = STEADY | {
    "content/huong-dan/moi.md": page("Trang mới.", title="Trang mới"),
    "content/huong-dan/sua.md": page("Sau.", title="Sau khi sửa"),
}
PRINT_OLD: dict[str, str | bytes] = {
    "content/in.md": page("Trước.", title="Bản in", code="IN", publish=NOTICE)
}
PRINT_NEW: dict[str, str | bytes] = {
    "content/in.md": page("Sau.", title="Bản in mới", code="IN", publish=NOTICE)
}

Tree = dict[str, bytes]


class Twins:
    """One site in two states, and what a clean build of each publishes."""

    def __init__(self, make_site: MakeSite, *states: dict[str, str | bytes]) -> None:
        self._states = states
        self.clean: list[Tree] = []
        for state in states:
            site = make_site(state)
            assert places(site.build().problems) == []
            self.clean.append(site.tree())
        self.site = make_site(states[0])
        self.site.build()
        self.now = 0

    def turn(self) -> None:
        """Write the other state's content; nothing is built."""
        self.now = 1 - self.now
        shutil.rmtree(self.site.root / "content")
        self.site.write({"content/index.md": HOME_PAGE, **self._states[self.now]})

    def check_whole(self) -> str:
        """Assert that each published file is one of the two states'; returns which they are."""
        old, new = (without_list(self.clean[n]) for n in (1 - self.now, self.now))
        found = published(self.site)
        torn = [p for p, data in found.items() if data not in (old.get(p), new.get(p))]
        missing = [p for p in old if p in new and p not in found]
        assert (torn, missing) == ([], [])
        if found == new:
            return "new"
        return "old" if found == old else "both"

    def check_next(self) -> None:
        """Assert that the next build publishes what a clean one does, and nothing else."""
        result = self.site.build()
        assert places(result.problems) == []
        assert self.site.tree() == self.clean[self.now]


HOME_PAGE = page("Chào bà con.", title="Trang chủ", kind="home")


def published(site: Sandbox) -> Tree:
    """Return what lies in public/ for people: the list of it and unfinished files are not."""
    if not site.public.exists():
        return {}
    found = without_list(site.tree())
    return {path: data for path, data in found.items() if not path.endswith(TEMPORARY)}


def without_list(tree: Tree) -> Tree:
    return {path: data for path, data in tree.items() if path != MANIFEST}


@pytest.fixture
def twins(make_site: MakeSite) -> Twins:
    """A site of pages only, quick to build."""
    home: dict[str, str | bytes] = {"content/index.md": HOME_PAGE}
    return Twins(make_site, home | OLD, home | NEW)


def run(site: Sandbox, command: str = "build") -> click.testing.Result:
    """Run a command in this process, as a terminal would."""
    result = click.testing.CliRunner().invoke(cli.main, [command, "--root", str(site.root)])
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def refuse(number: int) -> None:
    raise OSError(number, os.strerror(number))


# ── kill -9 ──


class Killer:
    """Starts builds as processes of their own, and kills them."""

    def __init__(self, site: Sandbox) -> None:
        self._site = site
        self._record = site.root / ".bangtin" / "published"

    def run(self, delay: float, *, once_publishing: bool = False) -> bool:
        """Kill a build after ``delay`` seconds; returns whether it was still at work."""
        process = self._start()
        before = self._saved()
        while once_publishing and self._saved() == before and process.poll() is None:
            time.sleep(0.0002)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        # The group is the build's own: its workers go with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL

    def lengths(self) -> tuple[float, float]:
        """Return how long a build takes when it is left alone, and its publishing, in seconds."""
        start = time.perf_counter()
        process = self._start()
        before, saved = self._saved(), [start]
        while process.poll() is None:
            if (now := self._saved()) != before:
                before = now
                saved.append(time.perf_counter())
            time.sleep(0.0002)
        assert process.returncode == 0
        return time.perf_counter() - start, saved[-1] - saved[min(1, len(saved) - 1)]

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bangtin", "build"],
            cwd=self._site.root, env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _saved(self) -> int:
        try:
            return self._record.stat().st_mtime_ns
        except OSError:
            return 0


def test_a_build_that_is_killed_leaves_whole_files_and_the_next_one_is_right(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """At any moment: first builds, builds without a cache, with one, and while publishing."""
    home: dict[str, str | bytes] = {"content/index.md": HOME_PAGE}
    twins = Twins(make_site, home | OLD | PRINT_OLD, home | NEW | PRINT_NEW)
    killer, draw = Killer(twins.site), random.Random(SEED)
    bangtin = twins.site.root / ".bangtin"
    twins.turn()
    shutil.rmtree(bangtin / "cache")
    cold, publishing = killer.lengths()
    twins.turn()
    warm, publishing_again = killer.lengths()
    publishing = min(publishing, publishing_again or publishing)
    seen: collections.Counter[str] = collections.Counter()
    for number in range(KILLS):
        twins.turn()
        kind = ("cold", "publishing", "warm", "publishing", "first")[number % 5]
        if kind == "first":
            shutil.rmtree(bangtin)
            shutil.rmtree(twins.site.public)
        elif kind == "cold":
            shutil.rmtree(bangtin / "cache")
        longest = {"publishing": publishing * 1.2, "warm": warm * 1.05}.get(kind, cold * 1.05)
        delay = draw.uniform(0, longest)
        was_killed = killer.run(delay, once_publishing=kind == "publishing")
        if kind == "first":
            found = published(twins.site)
            assert found.items() <= twins.clean[twins.now].items()
            state = "nothing" if not found else "part"
        else:
            state = twins.check_whole()
        seen[f"{kind}: {state}" if was_killed else f"{kind}: had ended"] += 1
        if draw.random() < 0.5:
            # The change is taken back: what the killed build wrote has to go again.
            twins.turn()
        twins.check_next()
    with capsys.disabled():
        if KILLS > 25:
            print(f"\n{KILLS} kills; build {cold:.2f} s, publishing {publishing * 1e3:.1f} ms")
            print("\n".join(f"  {count:4} {state}" for state, count in sorted(seen.items())))
    assert sum(count for state, count in seen.items() if "had ended" not in state) > KILLS // 2


@pytest.mark.parametrize("by_threads", [False, True], ids=["one by one", "by threads"])
def test_a_build_that_is_killed_at_any_write_is_completed_by_the_next(
    twins: Twins, by_threads: bool
) -> None:
    states = []
    for at in range(1, 200, EVERY_WRITE):
        twins.turn()
        code = end_of_build(twins.site.root, at, by_threads=by_threads)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        states.append(twins.check_whole())
        if at % 2:
            # The change is taken back: what the killed build wrote has to go again.
            twins.turn()
        twins.check_next()
    # It was killed before the first file, between two and after the last.
    assert set(states) == {"old", "both", "new"}
    # By threads, the first file is there a little sooner or later.
    assert by_threads or states == sorted(states, key=["old", "both", "new"].index)


def test_workers_end_with_a_build_that_is_killed_alone(tmp_path: Path) -> None:
    """Not its group: what a task manager does, or a system that is out of memory."""
    code = (
        "import sys; from pathlib import Path; from tests.test_faults import *;"
        "hold_workers(Path(sys.argv[1]))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: len(list(tmp_path.glob("worker-*"))) == 2)
    parent.kill()
    parent.wait()
    for file in tmp_path.glob("worker-*"):
        wait_until(lambda file=file: is_free(file))


def hold_workers(root: Path) -> None:
    """Keep two workers at work for ever; each holds a lock on a file of its own."""
    from bangtin.engine.scheduler import SMALL, Scheduler
    from bangtin.engine.task import Task
    from bangtin.problems import Place

    from tests.test_scheduler import Words

    tasks = [Task.of(sleep, Words(str(n)), Place("x"), str(n)) for n in range(SMALL + 2)]
    with cache.Cache(root / "cache") as made, Scheduler(root, made, jobs=2) as shop:
        shop.run(tasks)


@builder
def sleep(words: msgspec.Struct, root: Path, data: tuple[bytes, ...]) -> bytes:
    with lock.hold(root / f"worker-{os.getpid()}"):
        time.sleep(3600)
    return b""


def is_free(file: Path) -> bool:
    try:
        with lock.hold(file):
            return True
    except lock.Busy:
        return False


def wait_until(condition: object) -> None:
    assert callable(condition)
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to be in a minute")


# ── A disk that refuses ──


@pytest.mark.parametrize(
    ("number", "operations", "by_threads"),
    [
        (errno.ENOSPC, WRITING, False),
        (errno.ENOSPC, WRITING, True),
        (errno.EACCES, REMOVING, False),
    ],
    ids=["full", "full, by threads", "in use"],
)
def test_a_disk_that_refuses_at_any_write_is_told_in_a_sentence(
    twins: Twins,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    operations: tuple[object, ...],
    by_threads: bool,
) -> None:
    if by_threads:
        publish_by_threads(monkeypatch.setattr)
    # Some results are files of their own, so that those are refused as well.
    monkeypatch.setattr(cache, "INLINE_LIMIT", 5_000)
    refused = 0
    for at in range(1, 400, EVERY_WRITE):
        twins.turn()
        shutil.rmtree(twins.site.root / ".bangtin" / "cache")
        disk = Disk(twins.site.root, lambda: refuse(number), at)
        with monkeypatch.context() as patch:
            disk.install(patch.setattr, operations)  # type: ignore[arg-type]
            result = run(twins.site)
        if disk.count < at:
            break
        # Leaving a folder or a part of a file behind is no reason to stop.
        assert result.exit_code == 3 or operations is REMOVING
        if result.exit_code:
            refused += 1
            assert "Không ghi được" in result.output
            assert os.strerror(number) in result.output
        twins.check_whole()
        twins.check_next()
    assert result.exit_code == 0
    assert refused > (0 if operations is REMOVING else 30 // EVERY_WRITE)


@pytest.mark.parametrize("pages", [1, 2, 5, 8])
def test_a_disk_too_full_for_the_store_is_told_in_a_sentence(
    twins: Twins, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    """SQLite's own refusal, as on a full disk: the database may not grow beyond some pages."""
    connect = cache.Cache._connect

    def small(self: cache.Cache) -> object:
        database = connect(self)
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    twins.turn()
    shutil.rmtree(twins.site.root / ".bangtin" / "cache")
    with monkeypatch.context() as patch:
        patch.setattr(cache.Cache, "_connect", small)
        result = run(twins.site)
    assert result.exit_code == 3
    assert "database or disk is full" in result.output
    assert twins.check_whole() == "old"
    twins.check_next()


def test_a_target_that_is_read_only_is_told_in_a_sentence(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins.turn()
    disk = Disk(twins.site.public, lambda: refuse(errno.EROFS), at=EVERY)
    with monkeypatch.context() as patch:
        disk.install(patch.setattr, WRITING + REMOVING)
        result = run(twins.site)
    assert result.exit_code == 3
    assert f"Không ghi được {twins.site.public}" in result.output
    assert twins.check_whole() == "old"
    twins.check_next()


@pytest.mark.parametrize("name", ["public", ".bangtin", ".bangtin/cache"])
@pytest.mark.parametrize("what", ["file", "link that leads nowhere"])
def test_what_stands_in_the_place_of_a_folder_is_told_in_a_sentence(
    twins: Twins, name: str, what: str
) -> None:
    target = twins.site.root / name
    shutil.rmtree(target)
    if what == "file":
        target.write_bytes(b"cua nguoi khac")
    else:
        target.symlink_to("khong-co")
    result = run(twins.site)
    if name == ".bangtin/cache":
        # Nobody else has a say in what lies there.
        assert result.exit_code == 0
    else:
        assert result.exit_code == 3
        assert f"Không ghi được {target}" in result.output
        target.unlink()
    twins.check_next()


@pytest.mark.parametrize("command", ["order", "contact-sheet"])
def test_other_commands_tell_in_a_sentence_what_the_disk_refuses(
    make_site: MakeSite, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(PRINT_OLD)
    monkeypatch.chdir(site.root)
    disk = Disk(site.root, lambda: refuse(errno.ENOSPC), path=TEMPORARY)
    disk.install(monkeypatch.setattr, ((Path, "open"),))
    result = run(site, command)
    assert result.exit_code == 3
    assert os.strerror(errno.ENOSPC) in result.output


# ── Between two builds ──


@pytest.mark.parametrize("path", ["index.html", "huong-dan/sua/index.html", "sitemap.xml"])
@pytest.mark.parametrize("what", ["locked", "lost", "deleted", "empty folder"])
def test_a_published_file_that_somebody_touched_is_right_after_the_next_build(
    twins: Twins, monkeypatch: pytest.MonkeyPatch, path: str, what: str
) -> None:
    target = twins.site.public / path
    twins.turn()
    if what == "lost":
        target.write_bytes(bytes(target.stat().st_size))
    elif what != "locked":
        target.unlink()
    if what == "empty folder":
        target.mkdir()
    if what == "locked":
        with monkeypatch.context() as patch:
            # What Windows says of a file that a viewer has open.
            Disk(twins.site.root, lambda: refuse(errno.EACCES), path=f"public/{path}").install(
                patch.setattr, ((os, "replace"),)
            )
            result = run(twins.site)
            assert result.exit_code == 3
            assert f"Không ghi được {target}" in result.output
        twins.check_whole()
    twins.check_next()
    assert not target.is_symlink()


def test_a_folder_with_somebody_s_files_is_never_removed_to_make_room(twins: Twins) -> None:
    target = twins.site.public / "index.html"
    target.unlink()
    target.mkdir()
    (target / "anh.jpg").write_bytes(b"cua nguoi khac")
    twins.turn()
    result = run(twins.site)
    assert result.exit_code == 1
    assert "public/index.html/anh.jpg không phải do Bangtin ghi" in result.output
    assert (target / "anh.jpg").read_bytes() == b"cua nguoi khac"
    shutil.rmtree(target)
    twins.check_next()


def test_without_the_store_folder_nothing_stale_stays_and_nothing_foreign_goes(
    twins: Twins,
) -> None:
    """Deleting .bangtin/ is what people do first when something looks odd."""
    twins.site.write({"public/cua-toi.txt": "của tôi"})
    shutil.rmtree(twins.site.root / ".bangtin")
    twins.turn()
    twins.site.build()
    assert twins.site.read("cua-toi.txt") == "của tôi"
    (twins.site.public / "cua-toi.txt").unlink()
    assert twins.site.tree() == twins.clean[twins.now]


def test_a_store_of_another_version_is_not_trusted(twins: Twins) -> None:
    """Its results are called as ours are, and are wrong."""
    import sqlite3

    file = twins.site.root / ".bangtin" / "cache" / "made.sqlite"
    database = sqlite3.connect(file)
    with database:
        database.execute("UPDATE made SET data = CAST('sai' AS BLOB)")
        database.execute(f"PRAGMA user_version = {cache.SCHEMA_VERSION + 1}")
    database.close()
    twins.check_next()
    twins.turn()
    twins.check_next()


# ── During a build ──


def test_a_page_that_changes_while_it_is_read_is_read_again(twins: Twins) -> None:
    """Nothing is published of which half is old: the build begins again with what is there."""
    twins.turn()

    def save(done: int, total: int, label: str) -> None:
        twins.site.write({"content/huong-dan/sua.md": page("Giữa chừng.")})

    result = build(twins.site.root, jobs=1, progress=save)
    assert result.problems == ()
    assert "Giữa chừng." in twins.site.read("huong-dan/sua/index.html")
    tree = twins.site.tree()
    shutil.rmtree(twins.site.root / ".bangtin")
    twins.site.build()
    assert twins.site.tree() == tree


def test_a_page_that_never_rests_is_said_and_not_published(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = twins.site.tree()
    twins.turn()
    take, taken = inventory.take, []

    def take_and_save(root: Path) -> inventory.Inventory | None:
        taken.append(take(root))
        twins.site.write({"content/huong-dan/sua.md": page(f"Lần {len(taken)}.")})
        return taken[-1]

    monkeypatch.setattr(inventory, "take", take_and_save)
    result = build(twins.site.root)
    assert [(p.key, p.place.file) for p in result.problems] == [
        ("file-changed", "content/huong-dan/sua.md")
    ]
    assert len(taken) == 3
    assert twins.site.tree() == before


@pytest.mark.parametrize("name", ["layouts/portal/page.html", "assets/css/portal.css"])
def test_a_layout_that_changes_during_a_build_stops_it(
    make_site: MakeSite, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of two layouts would be a site of none: nothing is published, and it is said."""
    from bangtin.stages.plan import plan

    site = make_site(OLD)
    site.own(name)
    site.build()
    before = site.tree()
    site.write({"content/huong-dan/sua.md": page("Sau.")})

    def plan_and_save(*args: object) -> object:
        artifacts = plan(*args)  # type: ignore[arg-type]
        file = site.root / name
        file.write_bytes(file.read_bytes() + b"\n")
        return artifacts

    (site.root / name).write_bytes((site.root / name).read_bytes() + b" ")
    with monkeypatch.context() as patch:
        patch.setattr("bangtin.build.plan", plan_and_save)
        result = site.build()
    assert {p.key for p in result.problems} == {"file-changed"}
    assert site.tree() == before
    twin = make_site(OLD | {"content/huong-dan/sua.md": page("Sau.")})
    twin.write({name: (site.root / name).read_bytes()})
    twin.build()
    assert site.build().problems == ()
    assert site.tree() == twin.tree()


def test_of_two_builds_at_once_one_does_the_work_and_the_other_leaves(twins: Twins) -> None:
    """Or, where the second comes late, both do it one after the other."""
    twins.turn()
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "bangtin", "build", "--lang", "en"], cwd=twins.site.root,
            env=os.environ | {"PYTHONPATH": str(PROJECT)}, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate()[1] for process in builds]
    for process, words in zip(builds, said, strict=True):
        assert process.returncode in (0, 2)
        assert ("Another bangtin" in words) == (process.returncode == 2)
    assert 0 in [process.returncode for process in builds]
    assert twins.site.tree() == twins.clean[twins.now]


def test_nothing_is_cleaned_up_under_a_build_that_runs(twins: Twins) -> None:
    with lock.hold(twins.site.root / ".bangtin" / "lock"):
        result = run(twins.site, "clean")
    assert result.exit_code == 2
    assert twins.site.tree() == twins.clean[twins.now]


# ── A clock that jumps ──


@pytest.mark.parametrize("seconds", [1, 2_000_000_000, 4_000_000_000])
def test_file_times_of_any_year_change_nothing(twins: Twins, seconds: int) -> None:
    twins.turn()
    for folder in (twins.site.root / "content", twins.site.public):
        for path in folder.rglob("*"):
            os.utime(path, (seconds, seconds))
    twins.check_next()


def test_a_day_that_goes_back_brings_back_what_was_published_on_it(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "content/huong-dan/a.md": page(title="Tạm thời", expires="2021-07-25"),
        "content/huong-dan/b.md": page(title="Sắp tới", publish_from="2021-07-26"),
    }
    early, late = datetime.date(2021, 7, 20), datetime.date(2021, 8, 1)
    site, twin = make_site(files, site=SITE), make_site(files, site=SITE)
    twin.build(now=early)
    for day in (early, late, early):
        site.build(now=day)
    assert site.tree() == twin.tree()

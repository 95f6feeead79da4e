"""A Dask cluster makes what one process makes, byte for byte, whatever happens to its workers.

The clusters are real: a scheduler and workers, each a process of its own on loopback.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from bangtin.build import build
from bangtin.engine.builders import builder
from bangtin.engine.cache import Cache
from bangtin.engine.executors import dask_cluster
from bangtin.engine.executors.base import ExecutorFailed
from bangtin.engine.scheduler import Outcome, Scheduler
from bangtin.files import digests
from bangtin.problems import Fault
from PIL import Image

from tests.conftest import PROJECT, MakeSite, Quiet, page
from tests.small import NOTICES
from tests.test_faults import wait_until
from tests.test_scheduler import MANY, Words, die, fail, find_changed, refuse, results, shout, task

CODE = {"PYTHONPATH": str(PROJECT)}


@dataclasses.dataclass
class Dask:
    """A scheduler, its workers, and the folder with all that they write."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    address: str
    workers: list[subprocess.Popen[bytes]] = dataclasses.field(default_factory=list)

    @property
    def choice(self) -> str:
        """What is written after --executor."""
        return f"dask://{self.address}"

    def add(self, *options: str, **environment: str) -> None:
        """Start a worker, and wait until it has joined."""
        number = len(self.workers)
        self.workers.append(
            _start(
                self.folder, f"worker-{number}", environment or CODE, "worker",
                f"tcp://{self.address}", "--nthreads", "1", "--no-dashboard",
                "--local-directory", str(self.folder / f"local-{number}"),
                *(options or ("--no-nanny",)),
            )
        )  # fmt: skip
        log = self.folder / f"worker-{number}.log"
        wait_until(lambda: "Starting established connection" in log.read_text("utf-8", "replace"))

    def end(self) -> None:
        """End all processes, the nannies' own workers with them."""
        for process in (*self.workers, self.scheduler):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(
    folder: Path, name: str, environment: dict[str, str], *arguments: str
) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], cwd=folder, stdout=log, stderr=log,
            env=os.environ | environment, start_new_session=True,
        )  # fmt: skip


NewCluster = Callable[..., Dask]


@contextlib.contextmanager
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewCluster]:
    """Give a function that starts clusters, and end them all."""
    started: list[Dask] = []

    def new(workers: int = 2, *options: str, **environment: str) -> Dask:
        folder = tmp_path_factory.mktemp("cluster")
        known = folder / "scheduler.json"
        process = _start(
            folder, "scheduler", CODE | environment, "scheduler", "--host", "127.0.0.1",
            "--port", "0", "--no-dashboard", "--scheduler-file", str(known),
        )  # fmt: skip
        started.append(Dask(folder, process, ""))
        wait_until(lambda: known.exists() and known.read_text().endswith("}"))
        started[-1].address = json.loads(known.read_text())["address"].removeprefix("tcp://")
        for _ in range(workers):
            started[-1].add(*options)
        return started[-1]

    try:
        yield new
    finally:
        for each in started:
            each.end()


@pytest.fixture
def new_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewCluster]:
    with clusters(tmp_path_factory) as new:
        yield new


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """A cluster of two workers that no test ends."""
    with clusters(tmp_path_factory) as new:
        yield new()


# ── The same bytes ──


def picture() -> bytes:
    data = BytesIO()
    Image.linear_gradient("L").resize((2400, 1600)).convert("RGB").save(data, "PNG")
    return data.getvalue()


MORE = """\
  - format: poster-a3
    slogan: Cài Bluezone
    qr: bluezone
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""
PRINTS = NOTICES + MORE
PAGES: dict[str, str | bytes] = {
    f"content/huong-dan/p{n}.md": page(f"Trang {n}.", title=f"Trang {n}") for n in range(12)
}
SITE: dict[str, str | bytes] = PAGES | {
    "content/huong-dan/b.md": page("![Một hình](anh.png)", code="QR", publish=PRINTS),
    "content/huong-dan/anh.png": picture(),
    "content/data/cho.csv": "ma,ten\n" + "".join(f"{n},Chợ {n}\n" for n in range(20)),
}


def test_a_cluster_makes_what_one_process_makes_though_a_worker_is_killed(
    make_site: MakeSite, new_cluster: NewCluster
) -> None:
    alone, together = make_site(SITE), make_site(SITE)
    first = build(alone.root, executor="serial")
    assert [p for p in first.problems if p.level > 1] == []
    found = new_cluster()
    victim = found.workers[0]

    def kill(done: int, total: int, label: str) -> None:
        if victim.poll() is None and "an-pham" in label and done > total // 4:
            victim.kill()
            victim.wait()

    second = build(together.root, executor=found.choice, progress=kill)

    assert victim.returncode == -signal.SIGKILL
    assert found.workers[1].poll() is None
    assert second.problems == first.problems
    assert (second.made, second.codes) == (first.made, first.codes)
    assert sum(path.endswith(".pdf") for path in alone.tree()) > 40
    assert together.tree() == alone.tree()
    made = [count for counts in second.counts.values() for count in counts.values()]
    assert sum(count.made for count in made) > 100
    assert sum(count.seconds for count in made) > 0


@builder
def tell_root(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    files = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    return "\n".join([str(root), words.text, *files]).encode()


def run(root: Path, choice: str, jobs: list[object]) -> tuple[list[Outcome], list[bytes]]:
    with Cache(root / ".cache") as cache, Scheduler(root, cache, 2, executor=choice) as shop:
        outcomes = shop.run(jobs)  # type: ignore[arg-type]
        return outcomes, results(shop, [o for o in outcomes if o.entry])


def test_makers_on_a_cluster_have_their_worker_s_own_copy_of_the_site(
    cluster: Dask, tmp_path: Path
) -> None:
    for name in ("layouts/a.typ", "assets/x/đ.svg", "content/t/anh.png", "site.yaml", "public/b"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    seen: set[Path] = set()
    for state in range(6):
        (tmp_path / "layouts/a.typ").write_text(f"state {state}")
        _, told = run(
            tmp_path, cluster.choice, [task(f"{state}-{n}", tell_root) for n in range(40)]
        )
        roots = {Path(text.decode().split("\n")[0]) for text in told}
        seen |= roots
        for root in roots:
            assert cluster.folder in root.parents
            assert (root / "layouts/a.typ").read_text() == f"state {state}"
        files = {tuple(text.decode().split("\n")[2:]) for text in told}
        assert files == {("assets/x/đ.svg", "content/t/anh.png", "layouts/a.typ")}
    workers = {root.parent for root in seen}
    assert len(workers) == 2
    # Of states that went by, a few stay.
    kept = [len(list(worker.glob("bangtin-*"))) for worker in workers]
    assert max(kept) == dask_cluster.COPIES


def test_what_makers_may_read_is_packed_through_links_and_not_in_circles(tmp_path: Path) -> None:
    (tmp_path / "content/a").mkdir(parents=True)
    (tmp_path / "content/a/b.png").write_text("x")
    (tmp_path / "content/again").symlink_to(tmp_path / "content/a")
    (tmp_path / "content/a/circle").symlink_to(tmp_path / "content")
    (tmp_path / "content/nowhere").symlink_to(tmp_path / "gone")
    packed = dask_cluster.pack(tmp_path)
    assert zipfile.ZipFile(BytesIO(packed)).namelist() == ["content/a/b.png", "content/again/b.png"]
    assert dask_cluster.pack(tmp_path) == packed


@pytest.mark.parametrize("level", ["layouts", "content"])
def test_a_file_that_changes_after_it_was_packed_is_not_what_makers_read(
    cluster: Dask, tmp_path: Path, level: str
) -> None:
    """They compare digests, so that a build mixes no two states there either."""
    (tmp_path / level).mkdir()
    (tmp_path / level / "a").write_text("cũ")
    with (
        Cache(tmp_path / ".s") as cache,
        Scheduler(tmp_path, cache, executor=cluster.choice) as shop,
    ):
        shop.run([task(f"{n}") for n in range(MANY)])
        (tmp_path / level / "a").write_text("mới")
        outcomes = shop.run([task(f"{level}/a", read_as_new) for _ in range(1)] +
                            [task(f"{level}/a-{n}", shout) for n in range(MANY)])  # fmt: skip
    assert outcomes[0].problem is not None
    assert outcomes[0].problem.key == "file-changed"


@builder
def read_as_new(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    return digests.read(root, words.text, digests.digest("mới".encode()))


# ── What goes wrong in builders ──


@pytest.fixture(params=["serial", "processes", "dask"])
def choice(request: pytest.FixtureRequest) -> str:
    if request.param != "dask":
        return str(request.param)
    found: Dask = request.getfixturevalue("cluster")
    return found.choice


def test_what_was_refused_comes_out_alike_from_every_executor(choice: str, tmp_path: Path) -> None:
    jobs: list[object] = [
        task(f"a{n}", (shout, refuse, find_changed)[n % 3], line=n) for n in range(MANY)
    ]
    alike, made = run(tmp_path, choice, jobs)
    (tmp_path / "alone").mkdir()
    assert (alike, made) == run(tmp_path / "alone", "serial", jobs)
    assert [o.problem.key for o in alike if o.problem][:2] == ["text-too-long", "file-changed"]


def test_a_fault_comes_out_alike_from_every_executor(choice: str, tmp_path: Path) -> None:
    jobs: list[object] = [task(f"a{n}", fail if n == 10 else shout) for n in range(MANY)]
    with pytest.raises(Fault) as caught:
        run(tmp_path, choice, jobs)
    assert caught.value.doing == "nhãn a10"
    assert "ZeroDivisionError: a10" in caught.value.details
    assert "test_scheduler.py" in caught.value.details


def test_what_ends_every_worker_on_a_cluster_is_a_fault_that_names_it(
    new_cluster: NewCluster, tmp_path: Path
) -> None:
    # Nannies start workers anew; the scheduler gives up at the first end instead of the fourth.
    patience = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    found = new_cluster(2, "--nanny", **patience)
    jobs: list[object] = [task(f"a{n}", die if n == 70 else shout) for n in range(100)]
    with pytest.raises(Fault) as caught:
        run(tmp_path, found.choice, jobs)
    assert caught.value.doing == "nhãn a70"


# ── What goes wrong with the cluster ──


def failure(root: Path, choice: str, jobs: int = MANY) -> ExecutorFailed:
    with pytest.raises(ExecutorFailed) as caught:
        run(root, choice, [task(f"a{n}") for n in range(jobs)])
    return caught.value


def test_a_worker_with_another_bangtin_or_none_is_refused(
    new_cluster: NewCluster, tmp_path: Path
) -> None:
    found = new_cluster(1)
    found.add("--no-nanny", PYTHONPATH=other_bangtin(tmp_path))
    error = failure(tmp_path, found.choice)
    assert error.key == "executor-other-version"
    assert str(error.details["workers"]).count("tcp://") == 1

    found.add("--no-nanny", PYTHONPATH=str(tmp_path))
    error = failure(tmp_path, found.choice)
    assert error.key == "executor-other-version"
    # The one without any Bangtin may have left by itself by now.
    assert str(error.details["workers"]).count("tcp://") >= 1


def other_bangtin(folder: Path) -> str:
    """Make a Bangtin with one line more, and return where it can be imported from."""
    shutil.copytree(PROJECT / "generator/bangtin", folder / "other/bangtin")
    with (folder / "other/bangtin/messages/catalogue.py").open("a") as file:
        file.write("# another version\n")
    return str(folder / "other")


def test_a_worker_with_another_bangtin_that_joins_later_is_refused(
    new_cluster: NewCluster, tmp_path: Path
) -> None:
    other = other_bangtin(tmp_path)
    found = new_cluster(1)
    with Cache(tmp_path / ".s") as cache, Scheduler(tmp_path, cache, executor=found.choice) as shop:
        shop.run([task(f"a{n}") for n in range(MANY)])
        found.workers[0].kill()
        found.workers[0].wait()
        found.add("--no-nanny", PYTHONPATH=other)
        with pytest.raises(ExecutorFailed) as caught:
            shop.run([task(f"b{n}") for n in range(MANY)])
    assert caught.value.key == "executor-other-version"


def test_a_cluster_without_workers_is_told(
    new_cluster: NewCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1)
    assert failure(tmp_path, new_cluster(0).choice).key == "executor-no-workers"


def test_a_cluster_that_loses_its_last_worker_is_not_waited_for_without_end(
    new_cluster: NewCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "LOST_SECONDS", 1)
    found = new_cluster(1)
    jobs = [task(f"a{n}") for n in range(400)]

    def kill(done: int, total: int, label: str) -> None:
        found.workers[0].kill()

    with (
        Cache(tmp_path / ".s") as cache,
        Scheduler(tmp_path, cache, progress=kill, executor=found.choice) as shop,
        pytest.raises(ExecutorFailed) as caught,
    ):
        shop.run(jobs)
    assert caught.value.key == "executor-no-workers"


def test_a_scheduler_that_ends_is_told_and_what_was_made_is_kept(
    new_cluster: NewCluster, tmp_path: Path
) -> None:
    found = new_cluster(1)
    jobs = [task(f"a{n}") for n in range(400)]

    def kill(done: int, total: int, label: str) -> None:
        found.scheduler.kill()

    with Cache(tmp_path / ".s") as cache:
        with (
            Scheduler(tmp_path, cache, progress=kill, executor=found.choice) as shop,
            pytest.raises(ExecutorFailed) as caught,
        ):
            shop.run(jobs)
        assert len(cache) > 0
    assert caught.value.key == "executor-lost"


def test_who_listens_and_is_no_scheduler_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        error = failure(tmp_path, f"dask://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert error.key == "executor-unreachable"

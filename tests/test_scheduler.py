"""Tasks: each is made once and found again after, and what goes wrong is said in words."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from bangtin.engine import executors, scheduler
from bangtin.engine.builders import UnknownBuilder, builder
from bangtin.engine.cache import Cache
from bangtin.engine.executors.base import Pending, Submission
from bangtin.engine.scheduler import MOST_BATCHES, SMALL, Outcome, Scheduler
from bangtin.engine.task import Artifact, PartialResult, StoredResult, Task
from bangtin.problems import ChangedFile, Fault, Level, Place, Problem, Refused

from tests.conftest import page


class Words(msgspec.Struct, frozen=True):
    """The inputs of a test's builder."""

    text: str
    more: tuple[str, ...] = ()


def note(root: Path, text: str) -> None:
    """Note a call where every process can: in a file that only grows."""
    with (root / "calls").open("a", encoding="utf-8") as file:
        file.write(text + "\n")


@builder
def shout(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    note(root, words.text)
    return " ".join([words.text.upper(), *words.more]).encode()


@builder
def join(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    note(root, words.text)
    return b"+".join((*data, words.text.encode()))


@builder
def refuse(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    note(root, words.text)
    raise Refused("text-too-long", part=words.text, over=12)


@builder
def find_changed(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    raise ChangedFile("file-changed", file=words.text)


@builder
def fail(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    raise ZeroDivisionError(words.text)


@builder
def die(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    os._exit(7)


@builder
def die_once(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    """End the worker as a system does that is out of memory; the next one is spared."""
    mark = root / f"died-{words.text}"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return words.text.upper().encode()


def place(line: int) -> Place:
    return Place("content/a.md", line, 1)


def task(text: str, build=shout, *sources: Task, line: int = 1, parts=None) -> Task:
    return Task.of(build, Words(text), place(line), f"nhãn {text}", sources, parts or {})


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with Cache(tmp_path / "cache") as opened:
        yield opened


@pytest.fixture
def shop(tmp_path: Path, cache: Cache) -> Iterator[Scheduler]:
    with Scheduler(tmp_path, cache, jobs=1) as opened:
        yield opened


def calls(shop: Scheduler) -> list[str]:
    file = shop._root / "calls"
    return file.read_text("utf-8").split() if file.exists() else []


def results(shop: Scheduler, outcomes: list[Outcome]) -> list[bytes]:
    return [shop.cache.get(outcome.key) for outcome in outcomes]


def test_outcomes_come_in_the_order_of_the_jobs(shop):
    outcomes = shop.run([task(text) for text in "dacb"])
    assert results(shop, outcomes) == [b"D", b"A", b"C", b"B"]
    assert all(outcome.made and outcome.problem is None for outcome in outcomes)
    assert [outcome.entry.size for outcome in outcomes if outcome.entry] == [1, 1, 1, 1]


def test_no_jobs_are_no_outcomes(shop):
    assert shop.run([]) == []


def test_what_was_made_is_not_made_again(shop):
    shop.run([task("a"), task("b")])
    outcomes = shop.run([task("b"), task("c"), task("a")])
    assert [outcome.made for outcome in outcomes] == [False, True, False]
    assert results(shop, outcomes) == [b"B", b"C", b"A"]
    assert calls(shop) == ["a", "b", "c"]


def test_a_job_that_stands_twice_is_made_once(shop):
    outcomes = shop.run([task("a"), task("b"), task("a", line=9)])
    assert results(shop, outcomes) == [b"A", b"B", b"A"]
    assert calls(shop) == ["a", "b"]


def test_each_maker_s_jobs_and_seconds_are_counted(shop):
    shop.run([task("a"), task("b", join, task("x"))])
    shop.run([task("a"), task("c")])
    counts = shop.take_counts()
    assert {name: (c.made, c.reused) for name, c in counts.items()} == {
        "tests.test_scheduler.shout": (3, 1),
        "tests.test_scheduler.join": (1, 0),
    }
    assert all(count.seconds > 0 for count in counts.values())
    assert shop.take_counts() == {}


def test_progress_tells_how_many_are_done(shop):
    seen: list[tuple[int, int, str]] = []
    shop.progress = lambda done, total, label: seen.append((done, total, label))
    shop.run([task("a")])
    shop.run([task("a"), task("b"), task("c")])
    assert seen == [(1, 1, "nhãn a"), (1, 2, "nhãn b"), (2, 2, "nhãn c")]


# ── Builders ──


def quiet(words: Words, root: Path, data: tuple[bytes, ...]) -> bytes:
    return b""


def test_a_task_names_a_registered_builder():
    with pytest.raises(UnknownBuilder):
        Task.of(quiet, Words("a"), place(1), "a")


@pytest.mark.parametrize("name", ["tests.test_scheduler.quiet", "bangtin.no.make", "os.system"])
def test_a_name_that_nobody_registered_is_a_fault_and_calls_nothing(shop, name):
    with pytest.raises(Fault, match="nhãn") as caught:
        shop.run([Task(name, Words("a"), place(1), "nhãn")])
    assert "UnknownBuilder" in caught.value.details


def test_a_task_that_was_stored_and_read_again_is_the_same_task(shop):
    first = task("a", join, task("b"), task("c"))
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(first), type=Task)
    assert again.key == first.key
    assert results(shop, shop.run([again])) == results(shop, shop.run([first])) == [b"B+C+a"]


# ── The name of a result ──


def test_inputs_maker_and_sources_name_a_result():
    base = task("a")
    others = [
        task("b"),
        task("a", join),
        task("a", shout, task("x")),
        task("a", shout, task("y")),
        task("a", shout, task("x"), task("y")),
        task("a", shout, task("y"), task("x")),
        Task.of(shout, Words("a", ("b",)), place(1), "nhãn a"),
    ]
    assert len({base.key, *(other.key for other in others)}) == len(others) + 1


def test_what_was_planned_can_not_be_changed() -> None:
    """A name is made once of all that counts for it."""
    planned = task("a")
    for found in (
        planned, PartialResult(planned, "d", "a.md"), StoredResult("k"), Artifact("a", "b", planned)
    ):  # fmt: skip
        for name in found.__struct_fields__:
            with pytest.raises(AttributeError):
                setattr(found, name, None)


def test_what_is_only_for_people_does_not_change_the_name():
    assert (
        task("a").key
        == Task.of(shout, Words("a"), Place("khac", 9), "khác", (), {"x": place(1)}).key
    )


@pytest.mark.parametrize("path", ["/a", "../a", "a/../../b", "", r"a\b", "/"])
def test_no_artifact_lies_outside_of_the_published_tree(path):
    with pytest.raises(ValueError, match="below public"):
        Artifact(path, "portal", task("a"))


# ── Sources ──


def test_a_job_reads_what_its_sources_made_in_their_order(shop):
    outcomes = shop.run(
        [task("c", join, task("a"), task("b")), task("d", join, task("b"), task("a"))]
    )
    assert results(shop, outcomes) == [b"A+B+c", b"B+A+d"]


def test_a_source_is_made_once_for_all_that_read_it(shop):
    shop.run([task(text, join, task("a")) for text in "bcd"])
    assert sorted(calls(shop)) == ["a", "b", "c", "d"]
    shop.run([task("e", join, task("a"))])
    assert calls(shop).count("a") == 1


def test_sources_may_have_sources(shop):
    middle = task("b", join, task("a"))
    outcomes = shop.run([task("c", join, middle, task("a"))])
    assert results(shop, outcomes) == [b"A+b+A+c"]
    assert calls(shop) == ["a", "b", "c"]


def test_a_source_that_is_also_asked_for_is_made_once(shop):
    outcomes = shop.run([task("a"), task("b", join, task("a"))])
    assert results(shop, outcomes) == [b"A", b"A+b"]
    assert calls(shop).count("a") == 1


def test_sources_of_what_is_there_are_not_asked_for(shop):
    shop.run([task("b", join, task("a"))])
    shop.cache.prune({task("b", join, task("a")).key})
    shop.cache.evict()
    (outcome,) = shop.run([task("b", join, task("a"))])
    assert not outcome.made
    assert calls(shop) == ["a", "b"]


def test_a_sheet_is_set_once_for_all_that_is_made_of_it(make_site, monkeypatch):
    """Its PDF is published, drawn as pictures and cut into tiles: setting it is what costs."""
    from bangtin.typesetting import compiler

    editions: list[str] = []
    set_sheet = compiler.pdf

    def counted(sheet, *rest):
        editions.append(sheet.edition)
        return set_sheet(sheet, *rest)

    monkeypatch.setattr(compiler, "pdf", counted)
    entry = "{format: poster-a3, slogan: Chào, qr: bluezone, steps: [{text: Một, icon: quet-ma}]}"
    site = make_site({"content/huong-dan/a.md": page(code="MT", publish=f"\n  - {entry}")})
    result = site.build()
    assert result.problems == ()
    assert sorted(editions) == ["press", "screen"]


# ── What goes wrong ──


def test_what_was_refused_is_a_problem_at_its_origin(shop):
    outcomes = shop.run([task("a"), task("b", refuse, line=7), task("c")])
    assert [outcome.problem for outcome in outcomes] == [
        None,
        Problem(Level.ERROR, "text-too-long", place(7), (("part", "b"), ("over", "12"))),
        None,
    ]
    assert outcomes[1].entry is None
    assert results(shop, [outcomes[0], outcomes[2]]) == [b"A", b"C"]


def test_what_was_refused_stands_where_the_part_s_words_stand(shop):
    (outcome,) = shop.run([task("slogan", refuse, line=7, parts={"slogan": place(8)})])
    assert outcome.problem is not None
    assert outcome.problem.place == place(8)


def test_what_was_refused_is_tried_again_and_not_kept(shop):
    shop.run([task("a", refuse)])
    (outcome,) = shop.run([task("a", refuse)])
    assert outcome.problem is not None
    assert calls(shop) == ["a", "a"]
    assert len(shop.cache) == 0


def test_what_was_refused_does_not_count_as_made(shop):
    (outcome,) = shop.run([task("a", refuse)])
    assert not outcome.made
    assert [count.made for count in shop.take_counts().values()] == [0]


def test_two_jobs_refused_alike_are_two_problems(shop):
    outcomes = shop.run([task("a", refuse, line=3), task("a", refuse, line=9)])
    assert [o.problem.place.line for o in outcomes if o.problem] == [3, 9]


def test_what_reads_a_refused_source_is_not_made(shop):
    source = task("a", refuse, line=3)
    outcomes = shop.run([task("b", join, source, line=5), task("c"), task("d", join, task("c"))])
    assert outcomes[0].problem is not None
    assert outcomes[0].problem.key == "text-too-long"
    assert (outcomes[0].entry, outcomes[0].made) == (None, False)
    assert results(shop, outcomes[1:]) == [b"C", b"C+d"]
    assert "b" not in calls(shop)


def test_a_file_that_changed_meanwhile_is_a_problem(shop):
    (outcome,) = shop.run([task("site.yaml", find_changed, line=2)])
    assert outcome.problem == Problem(
        Level.ERROR, "file-changed", place(2), (("file", "site.yaml"),)
    )


def test_an_unexpected_failure_is_a_fault_that_names_what_was_being_made(shop):
    with pytest.raises(Fault) as caught:
        shop.run([task("a"), task("b", fail)])
    assert caught.value.doing == "nhãn b"
    assert "ZeroDivisionError: b" in caught.value.details
    assert "test_scheduler.py" in caught.value.details


def test_what_was_made_before_a_fault_is_kept(shop):
    with pytest.raises(Fault):
        shop.run([task("a"), task("b", fail), task("c")])
    (outcome,) = shop.run([task("a")])
    assert not outcome.made


# ── In parallel ──


MANY = 3 * SMALL


def test_a_pool_makes_the_same_bytes_as_one_process(tmp_path):
    jobs = [task(f"chữ{n}", join, task(f"nguồn{n % 5}")) for n in range(MANY)]
    made: list[list[bytes]] = []
    for workers in (1, 2):
        root = tmp_path / str(workers)
        root.mkdir()
        with Cache(root / "cache") as cache, Scheduler(root, cache, jobs=workers) as shop:
            outcomes = shop.run(jobs)
            made.append(results(shop, outcomes))
            assert all(outcome.made for outcome in outcomes)
            assert (shop._executor is None) == (workers == 1)
            assert len(calls(shop)) == MANY + 5
    assert made[0] == made[1]
    assert made[0][4] == "NGUỒN4+chữ4".encode()


def test_a_pool_reports_refusals_and_goes_on(tmp_path, cache):
    jobs = [task(f"a{n}", refuse if n % 3 == 0 else shout, line=n) for n in range(MANY)]
    with Scheduler(tmp_path, cache, jobs=2) as shop:
        outcomes = shop.run(jobs)
        assert [n for n, outcome in enumerate(outcomes) if outcome.problem] == [*range(0, MANY, 3)]
        assert outcomes[3].problem == Problem(
            Level.ERROR, "text-too-long", place(3), (("part", "a3"), ("over", "12"))
        )
        assert shop.cache.get(outcomes[4].key) == b"A4"


def test_a_fault_in_a_pool_names_what_was_being_made(tmp_path, cache):
    jobs = [task(f"a{n}", fail if n == 10 else shout) for n in range(MANY)]
    with Scheduler(tmp_path, cache, jobs=2) as shop, pytest.raises(Fault) as caught:
        shop.run(jobs)
    assert caught.value.doing == "nhãn a10"
    assert "ZeroDivisionError" in caught.value.details


def test_what_ends_its_worker_each_time_is_a_fault_that_names_it(tmp_path, cache):
    """Out of memory, a crash in a library: still no trace on the author's screen."""
    jobs = [task(f"a{n}", die if n == 70 else shout) for n in range(200)]
    with Scheduler(tmp_path, cache, jobs=2) as shop:
        with pytest.raises(Fault) as caught:
            shop.run(jobs)
        assert caught.value.doing == "nhãn a70"
        # What was made in the same company is kept.
        assert len(cache) >= 70


def test_a_worker_that_ends_costs_nothing_but_time(tmp_path, cache):
    jobs = [task(f"a{n}", die_once if n % 50 == 10 else shout) for n in range(200)]
    with Scheduler(tmp_path, cache, jobs=2) as shop:
        outcomes = shop.run(jobs)
        assert results(shop, outcomes) == [f"A{n}".encode() for n in range(200)]
    assert len(list(tmp_path.glob("died-*"))) == 4


def test_a_few_jobs_need_no_pool(tmp_path, cache):
    with Scheduler(tmp_path, cache, jobs=2) as shop:
        shop.run([task(f"a{n}") for n in range(SMALL)])
        assert shop._executor is None


def one_worker(monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[int]]:
    """Put a worker that makes nothing in the place of the pool.

    Returns the sizes of the submissions that it gets, and how many it had when one was waited for.
    """
    sent: list[int] = []
    waiting: list[int] = []

    def submit(submission: Submission) -> Pending:
        sent.append(len(submission))
        pending = Pending()
        pending.set_result([[(b"", 0.0) for _ in calls] for calls in submission])
        return pending

    def result(pending: Pending) -> object:
        waiting.append(len(sent))
        return pending.result()

    worker = SimpleNamespace(workers=lambda: 1, submit=submit, result=result, close=lambda: None)
    monkeypatch.setattr(executors, "start", lambda *_: worker)
    return sent, waiting


@pytest.mark.parametrize(
    ("total", "sizes"),
    [(7, [1] * 7), (16, [2] * 8), (20, [2] * 10), (30, [3] * 10),
     (8 * MOST_BATCHES + 8, [MOST_BATCHES] * 8 + [8])],
)  # fmt: skip
def test_each_worker_gets_its_share_in_eight_submissions_or_more(
    tmp_path, cache, monkeypatch, total, sizes
):
    sent, _ = one_worker(monkeypatch)
    with Scheduler(tmp_path, cache, jobs=2) as shop:
        assert len(shop.run([task(f"a{n}") for n in range(total)])) == total
    assert sent == sizes


def test_a_submission_carries_so_much_and_only_three_for_each_worker_wait(
    tmp_path, cache, monkeypatch
):
    source = task("n" * 500)
    with Scheduler(tmp_path, cache, jobs=1) as shop:
        (made,) = results(shop, shop.run([source]))
    jobs = [task(f"{n:03}", join, source) for n in range(64)]
    each = len(jobs[0].encoded_inputs()) + len(made)
    monkeypatch.setattr(scheduler, "MOST_BYTES", 2 * each)
    sent, waiting = one_worker(monkeypatch)
    with Scheduler(tmp_path, cache, jobs=2) as shop:
        shop.run(jobs)

    assert sent == [2] * 32
    assert waiting[0] == 3


def test_two_tasks_of_the_same_inputs_are_two_with_one_result() -> None:
    one, other = task("a"), task("a")
    assert one.key == other.key
    assert one != other


def test_a_slip_in_the_name_of_a_count_is_an_error() -> None:
    with pytest.raises(AttributeError):
        setattr(scheduler.Count(), "mde", 1)  # noqa: B010


def test_more_jobs_than_can_wait_at_once_all_come_back(tmp_path, cache):
    jobs = [task(f"a{n}") for n in range(200)]
    seen: list[int] = []
    with Scheduler(tmp_path, cache, 2, lambda done, total, label: seen.append(done)) as shop:
        outcomes = shop.run(jobs)
        assert results(shop, outcomes) == [f"A{n}".encode() for n in range(200)]
    assert seen[-1] == 200
    assert seen == sorted(seen)


def test_a_refusal_crosses_processes_whole():
    import pickle

    for error in (
        Refused("text-too-long", part="x", over=3),
        ChangedFile("file-changed", file="a"),
    ):
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), copy.key, copy.details) == (type(error), error.key, error.details)

"""Batches: what is built of a result is built where that is, and many workers still have work."""

from __future__ import annotations

from bangtin.engine.batches import MOST_USES, group, in_order
from bangtin.engine.task import Task

from tests.test_scheduler import join, task


def labels(tasks: list[Task]) -> list[list[str]]:
    return [[one.label.removeprefix("nhãn ") for one in batch.tasks] for batch in group(tasks)]


def test_tasks_without_sources_are_batches_of_their_own():
    assert labels([task("a"), task("b")]) == [["a"], ["b"]]


def test_what_is_made_of_a_result_follows_it():
    sheet = task("sheet", join, task("code"))
    picture = task("picture", join, sheet)
    tasks = [task("code"), sheet, picture, task("small", join, picture), task("check", join, sheet)]
    assert labels(tasks) == [["code", "sheet", "picture", "small", "check"]]


def test_what_is_made_of_several_batches_waits_for_all_of_them():
    a, b = task("a"), task("b")
    both = task("both", join, a, b)
    waits = group([a, b, both, task("more", join, both)])
    first, second, last = waits
    assert [one.label for one in last.tasks] == ["nhãn both", "nhãn more"]
    assert waits == {first: [], second: [], last: [first, second]}


def test_what_many_share_keeps_none_of_them_to_itself():
    """A thousand pages in one shared_context must not become the work of one worker."""
    shared_context = task("shared_context")
    pages = [task(f"p{n}", join, shared_context) for n in range(MOST_USES + 1)]
    waits = group([shared_context, *pages])
    first, *others = waits
    assert len(others) == len(pages)
    assert all(waits[other] == [first] for other in others)


def test_a_source_that_is_there_already_begins_nothing():
    """Only tasks that are handed in are made; other sources are in the cache."""
    assert labels([task("a", join, task("there")), task("b", join, task("there"))]) == [
        ["a"],
        ["b"],
    ]


def test_a_task_comes_after_what_it_reads_and_only_once():
    code = task("code")
    sheet = task("sheet", join, code)
    ordered = in_order([task("picture", join, sheet), sheet, code, task("code")])
    assert [one.label for one in ordered] == ["nhãn code", "nhãn sheet", "nhãn picture"]

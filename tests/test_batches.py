"""Chains: what is made of a result is made where that is, and many workers still have work."""

from __future__ import annotations

from bangtin.engine.batches import MOST_USES, link
from bangtin.engine.task import Task

from tests.test_scheduler import join, task


def labels(tasks: list[Task]) -> list[list[str]]:
    return [[one.label.removeprefix("nhãn ") for one in chain.tasks] for chain in link(tasks)]


def test_jobs_without_sources_are_chains_of_their_own():
    assert labels([task("a"), task("b")]) == [["a"], ["b"]]


def test_what_is_made_of_a_result_follows_it():
    sheet = task("sheet", join, task("code"))
    picture = task("picture", join, sheet)
    tasks = [task("code"), sheet, picture, task("small", join, picture), task("check", join, sheet)]
    assert labels(tasks) == [["code", "sheet", "picture", "small", "check"]]


def test_what_is_made_of_several_chains_waits_for_all_of_them():
    a, b = task("a"), task("b")
    both = task("both", join, a, b)
    first, second, last = link([a, b, both, task("more", join, both)])
    assert [one.label for one in last.tasks] == ["nhãn both", "nhãn more"]
    assert (last.waits, first.finish()) == (2, [])
    assert second.finish() == [last]


def test_what_many_share_keeps_none_of_them_to_itself():
    """A thousand pages in one shared_context must not become the work of one worker."""
    shared_context = task("shared_context")
    pages = [task(f"p{n}", join, shared_context) for n in range(MOST_USES + 1)]
    first, *others = link([shared_context, *pages])
    assert len(others) == len(pages)
    assert first.finish() == others


def test_a_source_that_is_there_already_begins_nothing():
    """Only tasks that are handed in are made; other sources are in the cache."""
    assert labels([task("a", join, task("there")), task("b", join, task("there"))]) == [
        ["a"],
        ["b"],
    ]

"""Chains: what is made of a result is made where that is, and many workers still have work."""

from __future__ import annotations

from bangtin.engine.batches import MOST_USES, link
from bangtin.engine.task import Job

from tests.test_workshop import job, join


def labels(jobs: list[Job]) -> list[list[str]]:
    return [[one.label.removeprefix("nhãn ") for one in chain.jobs] for chain in link(jobs)]


def test_jobs_without_sources_are_chains_of_their_own():
    assert labels([job("a"), job("b")]) == [["a"], ["b"]]


def test_what_is_made_of_a_result_follows_it():
    sheet = job("sheet", join, job("code"))
    picture = job("picture", join, sheet)
    jobs = [job("code"), sheet, picture, job("small", join, picture), job("check", join, sheet)]
    assert labels(jobs) == [["code", "sheet", "picture", "small", "check"]]


def test_what_is_made_of_several_chains_waits_for_all_of_them():
    a, b = job("a"), job("b")
    both = job("both", join, a, b)
    first, second, last = link([a, b, both, job("more", join, both)])
    assert [one.label for one in last.jobs] == ["nhãn both", "nhãn more"]
    assert (last.waits, first.finish()) == (2, [])
    assert second.finish() == [last]


def test_what_many_share_keeps_none_of_them_to_itself():
    """A thousand pages in one frame must not become the work of one worker."""
    frame = job("frame")
    pages = [job(f"p{n}", join, frame) for n in range(MOST_USES + 1)]
    first, *others = link([frame, *pages])
    assert len(others) == len(pages)
    assert first.finish() == others


def test_a_source_that_is_there_already_begins_nothing():
    """Only jobs that are handed in are made; other sources are in the store."""
    assert labels([job("a", join, job("there")), job("b", join, job("there"))]) == [["a"], ["b"]]

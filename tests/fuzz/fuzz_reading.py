"""The long run of random input, ``make fuzz``: the same each time, so a finding stays found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import oracle, people
from tests.fuzz.runs import RUNS, Run


@pytest.mark.parametrize("run", RUNS, ids=[run.name for run in RUNS])
def test_much_random_input_is_read_or_refused(run: Run, template: Path):
    run(examples=run.many, layouts=template)


@pytest.mark.parametrize("part", range(8))
def test_texts_of_people_mean_what_they_mean_on_github_or_are_refused(part: int):
    """Thirty thousand in all; a text that differs is told by its seed."""
    for seed in range(1_000 + part * 3_750, 1_000 + (part + 1) * 3_750):
        oracle.check(people.text(seed))

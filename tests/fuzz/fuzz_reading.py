"""The long run of random input, ``make fuzz``: the same each time, so a finding stays found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.runs import RUNS, Run


@pytest.mark.parametrize("run", RUNS, ids=[run.name for run in RUNS])
def test_much_random_input_is_read_or_refused(run: Run, template: Path):
    run(examples=run.many, layouts=template)

"""A little of the random input of ``make fuzz``, the same on every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.runs import RUNS, Run


@pytest.mark.parametrize("run", RUNS, ids=[run.name for run in RUNS])
def test_random_input_is_read_or_refused(run: Run, template: Path):
    run(examples=run.few, layouts=template)

"""Posters on a Dask cluster of this machine: one worker, and two."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import sheets
from tests.bench.corpus import PROJECT
from tests.bench.measure import Command, Contender, interleaved, say
from tests.bench.pages import clear
from tests.bench.results import FOLDER, Results

POSTERS = 200
WORKERS = (1, 2)
JOINED = "Starting established connection"
LONGEST = 60.0
"""Seconds in which a scheduler and its workers have to be there."""


def measure(results: Results, bangtin: tuple[str, ...], runs: int) -> None:
    """Build the posters by so many workers, and in two processes of this machine."""
    site = FOLDER / "cluster"
    shutil.rmtree(site, ignore_errors=True)
    sheets.write_bangtin(site / "site", "venue", POSTERS)
    build = (*bangtin, "build", "--root", str(site / "site"))
    prepare = functools.partial(clear, site / "site")
    for workers in WORKERS:
        say(f"{POSTERS} posters, {workers} Dask workers")
        with _cluster(site / f"dask-{workers}", workers) as address:
            command = Command((*build, "--executor", f"dask://{address}"), PROJECT)
            found = interleaved({"dask": Contender((command,), prepare)}, runs)
        results.cluster[f"Dask, workers: {workers}"] = found.get("dask", [])
    for jobs in WORKERS:
        command = Command((*build, "--jobs", str(jobs)), PROJECT)
        found = interleaved({"jobs": Contender((command,), prepare)}, runs)
        results.cluster[f"this machine, processes: {jobs}"] = found.get("jobs", [])
    results.save()
    shutil.rmtree(site)


@contextlib.contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[str]:
    """Start a scheduler on loopback with workers of one thread; yields its address."""
    folder.mkdir(parents=True)
    known = folder / "scheduler.json"
    with contextlib.ExitStack() as running:
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        running.enter_context(
            _running(folder, "scheduler", *options, "--scheduler-file", str(known))
        )
        _wait_for(lambda: known.is_file() and known.read_text("utf-8").endswith("}"))
        address = str(json.loads(known.read_text("utf-8"))["address"])
        for number in range(workers):
            name, local = f"worker-{number}", str(folder / f"local-{number}")
            options = (address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
            running.enter_context(
                _running(folder, "worker", *options, "--local-directory", local, log=name)
            )
            log = folder / f"{name}.log"
            _wait_for(lambda log=log: JOINED in log.read_text("utf-8", "replace"))  # type: ignore[misc]
        yield address.removeprefix("tcp://")


@contextlib.contextmanager
def _running(folder: Path, *arguments: str, log: str = "scheduler") -> Iterator[None]:
    with (folder / f"{log}.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], cwd=folder, stdout=output, stderr=output,
            env=os.environ | {"PYTHONPATH": str(PROJECT)}, start_new_session=True,
        )  # fmt: skip
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(is_there: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not is_there():
        if time.monotonic() - began > LONGEST:
            raise TimeoutError("the cluster does not start")
        time.sleep(0.1)

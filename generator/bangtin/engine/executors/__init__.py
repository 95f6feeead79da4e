"""Where builders run: in this process, in a pool of processes, or on the workers of a Dask cluster.

The choice changes no byte of what is made (decision 11).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bangtin.engine.executors.base import Executor, ExecutorFailed
from bangtin.engine.executors.pool import Pool
from bangtin.problems import closest

SERIAL, PROCESSES, DASK = "serial", "processes", "dask"
FORMS = (SERIAL, PROCESSES, f"{DASK}://HOST:PORT")
"""What people may ask for, as they write it."""

LAST_PORT = 65_535


def check(choice: str) -> str:
    """Return what was asked for, when it can be had. Raises ExecutorFailed for a typo."""
    if choice in (SERIAL, PROCESSES) or _address(choice):
        return choice
    meant = closest(choice, (SERIAL, PROCESSES))
    if choice.partition(":")[0] == DASK:
        meant = FORMS[-1]
    key = "executor-meant" if meant else "executor-unknown"
    raise ExecutorFailed(key, name=choice, meant=meant, known=", ".join(FORMS))


def start(choice: str, root: Path, jobs: int) -> Executor:
    """Return a pool of ``jobs`` processes, or the cluster that was chosen.

    Raises ExecutorFailed.
    """
    if choice == PROCESSES:
        return Pool(root, jobs)
    try:
        # Heavy, and not there unless it was asked for (bangtin[dask]).
        from bangtin.engine.executors.dask_cluster import Cluster
    except ImportError as error:
        command = f'"{sys.executable}" -m pip install "distributed"'
        raise ExecutorFailed("executor-no-dask", command=command) from error
    return Cluster(root, _address(choice))


def _address(choice: str) -> str:
    """Return ``HOST:PORT`` of what names a Dask scheduler, else an empty text."""
    found = re.fullmatch(rf"{DASK}://((?:\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{{1,5}}))/?", choice)
    return found[1] if found and 0 < int(found[2]) <= LAST_PORT else ""

"""Commands run within this process, with one worker: a process of their own takes a second each."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path
from typing import Any
from unittest import mock

from bangtin import build as building
from bangtin import cli
from bangtin.files import paths
from click.testing import CliRunner

from tests.conftest import Sandbox

_build = building.build


def _with_one_worker(*words: Any, **options: Any) -> building.Result:
    return _build(*words, **(options | {"jobs": 1}))


def run(site: Sandbox, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in English, in the site's folder, as a process of its own would."""
    with (
        contextlib.chdir(site.root),
        mock.patch.object(cli, "LANGUAGE", "en"),
        mock.patch.object(building, "build", _with_one_worker),
    ):
        done = CliRunner().invoke(cli.main, list(words))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def keep_results(site: Sandbox, kept: Path) -> None:
    """Keep what a site has in its cache, for other sites of the same content."""
    shutil.copytree(site.root / paths.RESULTS, kept)


def take_results(site: Sandbox, kept: Path) -> None:
    """Give a site what another one made: only what differs is made again."""
    shutil.copytree(kept, site.root / paths.RESULTS, dirs_exist_ok=True)

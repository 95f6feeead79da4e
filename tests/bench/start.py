"""How long a command takes that has nothing to do: help, and a check of what is built."""

from __future__ import annotations

import shutil

from tests.bench import corpus, sites
from tests.bench.corpus import PROJECT
from tests.bench.measure import Command, Contender, interleaved, say, time_of
from tests.bench.pages import build_of
from tests.bench.peers import Peers
from tests.bench.results import FOLDER, Results

PAGES = 100
"""The pages of the site that is checked once more."""


def measure(results: Results, peers: Peers, bangtin: tuple[str, ...], runs: int) -> None:
    """Time both helps, and a check of what is built beside Hugo's build that writes nothing."""
    site = FOLDER / "start"
    sites.write("bangtin", site / "bangtin", corpus.pages(PAGES))
    check = Command((*bangtin, "check", "--root", str(site / "bangtin")), PROJECT)
    commands = {"bangtin --help": Command((*bangtin, "--help"), PROJECT), "bangtin check": check}
    if "hugo" in peers.commands:
        sites.write("hugo", site / "hugo", corpus.pages(PAGES))
        hugo = peers.commands["hugo"]
        commands["hugo --help"] = Command((*hugo, "--help"), PROJECT)
        commands["hugo --renderToMemory"] = Command((*hugo, "--renderToMemory"), site / "hugo")
    say("commands with nothing to do")
    time_of(build_of(bangtin, site / "bangtin"))
    found = interleaved({name: Contender((c,)) for name, c in commands.items()}, runs * 2)
    results.start = found
    results.save()
    shutil.rmtree(site)

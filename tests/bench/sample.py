"""The repository's own site: how long a whole build takes, and what it publishes."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

from tests.bench.corpus import PROJECT
from tests.bench.measure import Contender, interleaved, say
from tests.bench.pages import build_of, clear
from tests.bench.results import FOLDER, Results, Sample

_SHEET = re.compile(r'<link[^>]*rel="?stylesheet"?[^>]*>')
_HREF = re.compile(r'href="?([^">\s]+)')


def copy(folder: Path) -> None:
    """Copy the repository's site, without what it has built."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("content", "layouts", "assets"):
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("site.yaml", "published.csv"):
        shutil.copy(PROJECT / name, folder)


def measure(results: Results, bangtin: tuple[str, ...], runs: int) -> None:
    """Build the site cold and once more, and weigh what it publishes."""
    site = FOLDER / "sample"
    copy(site)
    command = build_of(bangtin, site)
    say("the sample site: cold")
    # The register stays: it is a part of the site, as its content is.
    cold = interleaved({"bangtin": Contender((command,), lambda: clear(site))}, runs)
    say("the sample site: nothing changed")
    nothing = interleaved({"bangtin": Contender((command,))}, runs)
    if "bangtin" in cold:
        public = site / "public"
        results.sample = Sample(
            cold["bangtin"],
            nothing.get("bangtin", []),
            sum(path.stat().st_size for path in public.rglob("*") if path.is_file()),
            first_view(public),
        )
        results.save()
    shutil.rmtree(site)


def first_view(public: Path) -> int:
    """Return the bytes in gzip, level 6, of the home page and the stylesheets that it loads."""
    page = (public / "index.html").read_bytes()
    links = _SHEET.findall(page.decode("utf-8"))
    hrefs = [found[1] for link in links if (found := _HREF.search(link))]
    sheets = [(public / href.lstrip("/")).read_bytes() for href in hrefs]
    return sum(len(gzip.compress(part, 6, mtime=0)) for part in (page, *sheets))

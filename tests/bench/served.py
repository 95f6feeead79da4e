"""The sites that previews are timed on, for Bangtin and for Hugo, and an edit of one page."""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.bench import corpus, sample, sites
from tests.bench.measure import Command
from tests.bench.pages import BANGTIN
from tests.bench.peers import Peers
from tests.bench.results import FOLDER

_KEY = re.compile(r"^(title|date|summary): (.+)$", re.MULTILINE)
SAMPLE_PAGE = "huong-dan/cai-bluezone"
"""The page of the sample site that is edited: the one of the README's first change."""


@dataclass
class Served:
    """One server on one site, and the page that is edited there; ``port`` is of loopback."""

    name: str
    command: Callable[[int], Command]
    file: Path
    address: str
    port: int = 0
    editions: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def edit(self) -> str:
        """Save the page with one word changed, whole or not at all, and return what is new."""
        edition = next(self.editions)
        text = corpus.remarked(self.file.read_text("utf-8"), edition)
        part = FOLDER / "part"
        part.write_text(text, "utf-8")
        os.replace(part, self.file)
        return corpus.MARK.format(edition)


def all_of(site: str, folder: Path, peers: Peers, bangtin: tuple[str, ...]) -> Iterator[Served]:
    """Write a site for each server, and yield one after another.

    ``site`` is ``sample``, the repository's own, or a number of the benchmark's pages.
    """
    write = _write_sample if site == "sample" else _write_pages
    own = ("bangtin",) if site == "sample" else BANGTIN
    for name in (*own, *(n for n in ("hugo",) if n in peers.commands)):
        root = folder / name
        file, address = write(site, name, root)
        command = _hugo(peers, root) if name == "hugo" else _bangtin(bangtin, root)
        yield Served(name, command, file, address)


def _bangtin(bangtin: tuple[str, ...], site: Path) -> Callable[[int], Command]:
    options = ("serve", "--root", str(site), "--port")
    return lambda port: Command((*bangtin, *options, str(port)), corpus.PROJECT)


def _hugo(peers: Peers, site: Path) -> Callable[[int], Command]:
    options = ("server", "--renderToMemory", "--bind", "127.0.0.1", "--port")
    return lambda port: Command((*peers.commands["hugo"], *options, str(port)), site)


def _write_pages(site: str, name: str, root: Path) -> tuple[Path, str]:
    """Write so many pages, and return the one in the middle and its address."""
    page = corpus.page(int(site) // 2)
    sites.write(name, root, corpus.pages(int(site)))
    section = "" if name == "hugo" else "/huong-dan"
    return sites.file_of(name, root, page), f"{section}/{page.name}/"


def _write_sample(_: str, name: str, root: Path) -> tuple[Path, str]:
    """Write the repository's site, and return the page to edit and its address."""
    if name == "hugo":
        shutil.rmtree(root, ignore_errors=True)
        sites.write_files(root, sites.FRAMES["hugo"] | dict(_for_hugo()))
    else:
        sample.copy(root)
    file = root / "content" / f"{SAMPLE_PAGE}.md"
    head, rule, body = file.read_text("utf-8").partition("\n---\n")
    file.write_text(f"{head}{rule}\n{corpus.MARK.format(0)}\n{body}", "utf-8")
    return file, f"/{SAMPLE_PAGE}/"


def _for_hugo() -> Iterator[tuple[str, str]]:
    """Yield the repository's pages with Hugo's keys, and addresses in the place of their names."""
    content = corpus.PROJECT / "content"
    register = yaml.safe_load((corpus.PROJECT / "site.yaml").read_text("utf-8"))["links"]
    urls = {name: entry["url"] for name, entry in register.items()}
    for path in sorted(content.rglob("*.md")):
        _, header, body = path.read_text("utf-8").split("---\n", 2)
        keys = dict(_KEY.findall(header))
        kept = {"title": keys["title"], "date": keys["date"], "description": keys["summary"]}
        text = re.sub(r"\(link:([\w-]+)\)", lambda link: f"({urls.get(link[1], '#')})", body)
        name = path.relative_to(content).as_posix().replace("index.md", "_index.md")
        head = "".join(f"{key}: {value}\n" for key, value in kept.items())
        yield f"content/{name}", f"---\n{head}---\n{text}"

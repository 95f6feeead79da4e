"""What a publish changes for readers: pages, dying addresses, permalinks, prints, feeds."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from bangtin.config.addresses import indexes
from bangtin.files.digests import Entry
from bangtin.problems import Refused, closest
from bangtin.publishing.comparing import ADDRESSES, Difference

_NAMED_BY_CONTENT = re.compile(rb"\.[0-9a-f]{8}\.")
_NOT_FOUND = "404.html"
PERMALINKS = "q/"
FEEDS = ("feed.xml",)


@dataclass(frozen=True)
class Changes:
    """Addresses by what becomes of them; ``dead`` lead nowhere afterwards.

    ``looks`` are pages of which only the style or picture's file has another name.
    """

    new: list[str]
    changed: list[str]
    looks: list[str]
    gone: list[str]
    dead: list[str]
    permalinks: int
    prints: list[str]
    feeds: list[str]


def address(path: str) -> str:
    """Return the address of a file: that of its folder for a page.

    >>> address("huong-dan/index.html"), address("a/b.pdf"), address("index.html")
    ('huong-dan/', 'a/b.pdf', '/')
    """
    return (path.removesuffix("index.html") or "/") if path.endswith("index.html") else path


def changes(
    before: Mapping[str, Entry],
    goal: Mapping[str, Entry],
    difference: Difference,
    load: Callable[[str], bytes],
    redirects: Iterable[str],
    offline: str = "",
    prints: str = "",
) -> Changes:
    """Compare two states as readers see them; ``redirects`` are old addresses that lead on.

    ``offline`` is the address of the page that is shown without a connection, ``prints`` the
    folder that prints lie in: a blank form of a count is a PDF as well.
    """
    no_pages = (_NOT_FOUND, f"{offline}index.html")
    # Pages ask for the files of a search index, people don't.
    searched = indexes([*before, *goal])
    pages = [p for p in goal if p.endswith(".html") and p not in no_pages]
    changed = [p for p in pages if p in before and before[p] != goal[p]]
    looks = {p for p in changed if _looks_only(p, difference, load)}
    gone = [p for p in before if p not in goal and p.endswith(ADDRESSES) and p not in no_pages]
    led = {one.strip("/") for one in redirects}
    dead = [address(p) for p in gone if address(p).strip("/") not in led]
    dead = [a for a in dead if not a.startswith(searched)]
    pdfs = folders_of_prints((p for p in goal if goal[p] != before.get(p)), prints)
    folders = {a for a in dead if a.endswith("/") and a != "/"}
    return Changes(
        new=sorted(address(p) for p in pages if p not in before),
        changed=sorted(address(p) for p in changed if p not in looks),
        looks=sorted(address(p) for p in looks),
        gone=sorted(address(p) for p in gone if p.endswith(".html")),
        dead=sorted(a for a in dead if a.endswith("/") or not _lies_below(a, folders)),
        permalinks=sum(p.startswith(PERMALINKS) and p in before for p in pages),
        prints=sorted(f"{folder}/" for folder in pdfs),
        feeds=sorted(p for p in goal if p.endswith(FEEDS) and goal[p] != before.get(p)),
    )


def folders_of_prints(paths: Iterable[str], prints: str) -> set[str]:
    """Return the folders of the prints among files; ``prints`` is the folder that all lie in.

    >>> folders_of_prints(["in/a/a.pdf", "in/a/a-in.pdf", "tep/b.pdf", "in/index.html"], "in/")
    {'in/a'}
    """
    return {p.rpartition("/")[0] for p in paths if p.endswith(".pdf") and p.startswith(prints)}


def _looks_only(path: str, difference: Difference, load: Callable[[str], bytes]) -> bool:
    old = difference.replaced.get(path)
    if old is None:
        return False
    return _without_names(difference.old(old)) == _without_names(load(path))


def _without_names(page: bytes) -> bytes:
    return _NAMED_BY_CONTENT.sub(b".", page)


def _lies_below(one: str, folders: Set[str]) -> bool:
    return any(one[: end + 1] in folders for end, sign in enumerate(one) if sign == "/")


def redirects(rules: str, base_url: str) -> list[str]:
    """Return the old addresses of a ``_redirects`` file, from the portal's own root."""
    base = urllib.parse.urlsplit(base_url).path.strip("/")
    found = [line.split()[0].strip("/") for line in rules.splitlines() if line.split()]
    return [one.removeprefix(f"{base}/") if base else one for one in found]


def check_dead(
    dead: list[str], named: Iterable[str], goal: Mapping[str, Entry], base: str
) -> list[str]:
    """Return which of the named addresses are dropped; refuse if an address dies unnamed.

    A named address covers what lies below it. Whoever names one that stays means
    another one.
    """
    folders = [_plain(one, base) for one in named]
    staying = {address(path).strip("/") for path in goal}
    for written, folder in zip(named, folders, strict=True):
        if folder in staying:
            raise Refused("drop-stays", address=written)
        if not any(_covers(folder, one) for one in dead):
            meant = closest(folder, [one.strip("/") for one in dead])
            if meant:
                raise Refused("drop-meant", address=written, meant=f"{meant}")
    unnamed = [one for one in dead if not any(_covers(folder, one) for folder in folders)]
    if unnamed:
        raise Refused("target-dead", count=len(unnamed), addresses=shown(unnamed), first=unnamed[0])
    return [one for one in dead if any(_covers(folder, one) for folder in folders)]


def _covers(folder: str, one: str) -> bool:
    return bool(folder) and (one.strip("/") == folder or one.startswith(f"{folder}/"))


def _plain(written: str, base: str) -> str:
    """Return an address as people write or copy it, from the portal's root."""
    path = urllib.parse.unquote(written.strip())
    path = path.removeprefix(base.rstrip("/"))
    split = urllib.parse.urlsplit(path)
    root = urllib.parse.urlsplit(base).path.strip("/")
    path = split.path.replace("\\", "/").strip("/").removesuffix("index.html").strip("/")
    return path.removeprefix(f"{root}/") if root else path


MOST_SHOWN = 12


def shown(names: list[str], most: int = MOST_SHOWN) -> str:
    """Write a list of names, the first of many."""
    more = f" … (+{len(names) - most})" if len(names) > most else ""
    return ", ".join(names[:most]) + more

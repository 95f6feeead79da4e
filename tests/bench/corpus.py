"""The words of the benchmarks: N pages of Vietnamese guidance, the same ones for every peer.

Sentences are drawn, with a fixed seed, from the repository's own ``content/``, so nothing is
made up and every peer parses equal words. A page has about 520 words: an opening, numbered
steps, a list, a table, a quote and links.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
MARK = "Lần sửa {}."
"""The sentence that an edit changes: each page begins with number 0."""

_MARKED = re.compile(r"Lần sửa \d+\.")
_BLOCK = re.compile(r"^(?:\s|[#|>!:-]|\d+\.)")
"""What begins a line that is no plain paragraph."""
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_LENGTHS = range(40, 300)
"""Characters of a sentence that is used."""
_LINKS = (
    "Xem thêm tại [Bluezone](https://www.bluezone.gov.vn) hoặc "
    "[tờ khai y tế](https://tokhaiyte.vn)."
)


@dataclass(frozen=True)
class Page:
    """One page before any peer's own keys; ``day`` is of July 2021."""

    number: int
    title: str
    day: int
    summary: str
    body: str

    @property
    def name(self) -> str:
        """The page's name in paths and addresses."""
        return f"trang-{self.number}"

    @property
    def date(self) -> str:
        """The day of publication, as ISO 8601 writes it."""
        return f"2021-07-{self.day:02d}"

    def edited(self, edition: int) -> Page:
        """Return the page with one word of its body changed."""
        return replace(self, body=remarked(self.body, edition))

    def retitled(self, edition: int) -> Page:
        """Return the page with another title."""
        return replace(self, title=f"{self.title} (bản {edition})")


def remarked(text: str, edition: int) -> str:
    """Return a page's text with the marked sentence's number changed."""
    return _MARKED.sub(MARK.format(edition), text)


@functools.cache
def sentences() -> tuple[str, ...]:
    """Return the plain sentences of the repository's Vietnamese pages, in a fixed order."""
    found: dict[str, None] = {}
    for path in sorted((PROJECT / "content").rglob("*.md")):
        if "en" in path.relative_to(PROJECT).parts:
            continue
        body = path.read_text("utf-8").split("\n---\n", 1)[1]
        for line in body.splitlines():
            if line and not _BLOCK.match(line):
                plain = re.sub(r"[*_`<>]", "", _LINK.sub(r"\1", line))
                found |= dict.fromkeys(re.split(r"(?<=[.?!])\s+", plain))
    return tuple(s for s in found if len(s) in _LENGTHS and s[-1] in ".?!")


def page(number: int) -> Page:
    """Return one page; the same number gives the same page, however many there are."""
    chance = random.Random(number)
    summary = chance.choice(sentences()).replace(":", " –").replace('"', "")
    return Page(number, f"Hướng dẫn số {number}", 1 + number % 19, summary, _body(chance))


def pages(count: int) -> Iterator[Page]:
    """Yield so many pages."""
    return (page(number) for number in range(count))


def _body(chance: random.Random) -> str:
    words = functools.partial(_words, chance)
    blocks = (
        f"{MARK.format(0)} {words(50)}",
        "## Các bước thực hiện",
        "\n".join(f"{step}. **Bước {step}.** {words(17)}" for step in range(1, 6)),
        "## Lưu ý",
        "\n".join(f"- {words(17)}" for _ in range(4)),
        words(60),
        "| Việc | Cách làm |\n|---|---|\n"
        + "\n".join(f"| Việc {row} | {words(5)} |" for row in range(1, 6)),
        "### Liên hệ",
        _LINKS,
        f"> {words(22)}",
    )
    return "\n\n".join(blocks) + "\n"


def _words(chance: random.Random, least: int) -> str:
    """Return whole sentences with at least so many words."""
    found: list[str] = []
    while sum(len(sentence.split()) for sentence in found) < least:
        found.append(chance.choice(sentences()))
    return " ".join(found)

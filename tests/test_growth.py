"""What hostile text costs: twice the text takes about twice the steps; counted, not timed."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable

import pytest
from bangtin.config import yamltree
from bangtin.markdown import body_checks, inlines, parsing
from bangtin.problems import Problems, closest
from bangtin.site import tables
from bangtin.stages.plan import plan
from bangtin.stages.read import read_site
from bangtin.stages.session import Request, Session

from tests.conftest import MakeSite, Sandbox, page
from tests.small import SITE

MOST_GROWTH = 2.2
N = 300

SHAPES: dict[str, Callable[[int], str]] = {
    "notes": lambda n: "!!! luu-y\n" * n,
    "notes with a text": lambda n: "!!! luu-y\n    a\n" * n,
    "notes apart": lambda n: "!!! luu-y\n\n" * n,
    "empty headings": lambda n: "## \n" * n,
    "headings of one name": lambda n: "## a\n" * n,
    "headings apart": lambda n: "## a\n\n" * n,
    "lines over equals signs": lambda n: "a\n===\n" * n,
    "lines over dashes": lambda n: "a\n---\n" * n,
    "brackets before a text": lambda n: "[" * 490 + "a b c\n" * 20 * n,
    "brackets closed": lambda n: ("[" * 200 + "]" * 200 + "\n\n") * (n // 20),
    "runs of backticks before a text": lambda n: (
        " ".join("`" * i for i in range(1, 60)) + "\n" + "a b c d\n" * 20 * n
    ),
    "a backtick a paragraph": lambda n: "` a\n\n" * n,
    "backticks": lambda n: "`a\n" * n,
    "code": lambda n: "`a` b\n" * n,
    "backslashes": lambda n: ("\\" * 500 + "\n\n") * (n // 20),
    "stars": lambda n: "*a " * n,
    "stars of two": lambda n: "**a_ " * n,
    "stars that close": lambda n: "*a* " * n,
    "underscores": lambda n: "_a" * n,
    "quotations": lambda n: "> a\n" * n,
    "quotations of ten": lambda n: (">" * 10 + " a\n\n") * n,
    "items": lambda n: "- a\n" * n,
    "items apart": lambda n: "- a\n\n" * n,
    "numbers": lambda n: "1. a\n" * n,
    "numbers that fall": lambda n: "".join(f"{n - i}. a\n" for i in range(n)),
    "lines": lambda n: "a\n" * n,
    "breaks": lambda n: "a  \n" * n,
    "rows": lambda n: "| a | b |\n|---|---|\n" + "| c | d |\n" * n,
    "columns": lambda n: "|" + "a|" * n + "\n|" + "-|" * n + "\n|" + "b|" * n + "\n",
    "rules": lambda n: "---\n\n" * n,
    "ampersands": lambda n: "&" * n,
    "entities": lambda n: "&amp;" * n,
    "entities left open": lambda n: "&a" * n,
    "angle brackets": lambda n: "<" * n,
    "angle brackets before words": lambda n: "<a " * n,
    "tags": lambda n: "<b>" * n,
    "comments": lambda n: "<!-- a -->\n\n" * n,
    "comments left open": lambda n: "<!-- " * n,
    "links": lambda n: ("[a](/b) " * 10 + "\n\n") * (n // 10),
    "links left open": lambda n: ("[a](/b " * 10 + "\n\n") * (n // 10),
    "pictures": lambda n: ("![a](b) " * 10 + "\n\n") * (n // 10),
    "definitions": lambda n: "".join(f"[a{i}]: /b\n\n" for i in range(n // 4)),
    "addresses": lambda n: "https://a.vn/\n" * n,
    "tildes": lambda n: "~" * n,
    "telephone numbers": lambda n: "0912 345 678\n" * n,
    "bullets of Word": lambda n: "• a\n" * n,
    "fences": lambda n: "```\n" * n,
    "spaces": lambda n: ("a" + " " * 10 * n + "\n") * 3,
    "empty lines": lambda n: "\n" * n,
}


def steps(work: Callable[[], object]) -> int:
    """Return how many calls of functions some work makes."""
    count = 0

    def add(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(add)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_text_takes_twice_the_steps(name: str) -> None:
    shape = SHAPES[name]
    parsing.parse(shape(20), "a.md", 1, Problems())

    once, twice = (
        steps(functools.partial(parsing.parse, shape(n), "a.md", 1, Problems())) for n in (N, 2 * N)
    )

    assert twice <= MOST_GROWTH * once + 200


TABLES: dict[str, Callable[[int], str]] = {
    "rows": lambda n: "a,b\n" + "".join(f"{i},x\n" for i in range(n)),
    "rows of one name": lambda n: "a,b\n" + "1,x\n" * n,
    "rows too short": lambda n: "a,b\n" + "1\n" * n,
    "broken cells": lambda n: "a,b\n" + "".join(f"{i},#REF!\n" for i in range(n)),
    "telephone numbers": lambda n: "a,SĐT\n" + "".join(f"{i},387654321\n" for i in range(n)),
    "empty lines": lambda n: "a,b\n1,2\n" + "\n" * n,
    "empty cells": lambda n: "a,b\n1,2" + "," * n + "\n",
    "quotes": lambda n: "a,b\n1," + '"' * (2 * n) + "\n",
    "hidden characters": lambda n: "a,b\n" + "".join(f"{i},x\u200b\n" for i in range(n)),
}
SETTINGS: dict[str, Callable[[int], str]] = {
    "keys": lambda n: "".join(f"a{i}: b\n" for i in range(n)),
    "keys of one name": lambda n: "a: b\n" * n,
    "a list": lambda n: "a:\n" + "- b\n" * n,
    "a list in brackets": lambda n: "a: [" + "b, " * n + "b]\n",
    "escapes that hide": lambda n: "".join(f'a{i}: "b\\u200b"\n' for i in range(n)),
    "lines of one value": lambda n: "a: >\n" + "  b\n" * n,
    "comments": lambda n: "# a\n" * n + "a: b\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_twice_the_length_takes_twice_the_steps(name: str) -> None:
    shape = TABLES[name]

    def parse(count: int) -> None:
        tables.parse(shape(count).encode(), "d.csv", Problems(), "VN")

    parse(20)
    once, twice = (steps(functools.partial(parse, n)) for n in (N, 2 * N))

    assert twice <= MOST_GROWTH * once + 200


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_of_twice_the_length_take_twice_the_steps(name: str) -> None:
    shape = SETTINGS[name]

    def parse(count: int) -> None:
        yamltree.parse(shape(count), "site.yaml", Problems())

    parse(20)
    once, twice = (steps(functools.partial(parse, n)) for n in (N, 2 * N))

    assert twice <= MOST_GROWTH * once + 200


def test_backticks_are_looked_for_once_in_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search of a pattern is one step however long it takes: its starts are counted."""
    searches = []

    class Counted:
        def finditer(self, text: str, *where: int) -> object:
            searches.append(len(text))
            return ticks.finditer(text, *where)

        def match(self, text: str, *where: int) -> object:
            return ticks.match(text, *where)

    ticks = inlines._TICKS
    monkeypatch.setattr(inlines, "_TICKS", Counted())
    parsing.parse(SHAPES["runs of backticks before a text"](N), "a.md", 1, Problems())

    assert len(searches) == 1


@pytest.mark.parametrize("sign", body_checks.MOST_SIGNS)
def test_what_grows_faster_is_refused(sign: str) -> None:
    problems = Problems()
    parsing.parse((sign + "a ") * 60 + "\n" + (sign + "\n") * 20_000, "a.md", 1, problems)

    assert "signs-too-many" in [problem.key for problem in problems]


def test_names_are_compared_in_proportion_to_their_number() -> None:
    known = [f"trang-{i}.md" for i in range(200)]
    names = [f"khong-co-{i}.md" for i in range(400)]

    def compare(wanted: list[str]) -> None:
        for name in wanted:
            closest(name, known)

    compare([*known, *names])

    once, twice = (steps(functools.partial(compare, names[:n])) for n in (200, 400))

    assert twice <= MOST_GROWTH * once


EACH = """
  - format: poster-a4
    slogan: "Rửa tay {ten}"
    reason: Trước khi vào
    qr: bluezone
    steps: [{text: Rửa tay, icon: rua-tay}]
    each: xa
    order: {copies: 1, to: ["UBND {ten}"]}
  - format: led-128x64
    title: Rửa tay
    lines: [RỬA TAY, "{ten}"]
    each: xa
    order: {copies: 1, to: ["UBND {ten}"]}
  - format: tin-nhan-sms
    title: Rửa tay
    text: "Bà con {ten} rửa tay. Hỏi: {hotline}"
    each: xa
    order: {copies: 1, to: ["UBND {ten}"]}
"""
PACKS = """
units: {table: xa}
packs:
  xa: {title: "xã {ten}", each: xa, to: ["UBND {ten}"]}
"""


def test_a_site_of_twice_the_places_is_planned_in_twice_the_steps(make_site: MakeSite) -> None:
    """Every way out for each place, a pack of it, and a page that links to another."""
    sites = [
        make_site(
            {
                "content/a.md": page("1. **Mở.** Mở.", code="AB", publish=EACH),
                "content/data/xa.csv": "ma,ten\n" + "".join(f"{n},Xã {n}\n" for n in range(count)),
                **{
                    f"content/tin/t{n}.md": page(f"Xem [bài](t{n // 2}.md).", title=f"Bài {n}")
                    for n in range(count)
                },
            },
            site=SITE + PACKS,
        )
        for count in (15, 15, 30)
    ]

    def planned(site: Sandbox) -> int:
        with Session(Request(site.root, executor="serial")) as session:
            reading = read_site(session)
            artifacts: list[int] = []
            found = steps(lambda: artifacts.append(len(plan(session, reading).artifacts)))
            assert artifacts[0] > 150
        return found

    _, once, twice = map(planned, sites)
    assert twice <= MOST_GROWTH * once

"""What hostile text costs: twice the text takes about twice the steps; counted, not timed."""

from __future__ import annotations

import datetime
import functools
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from bangtin import spelling
from bangtin.channels.portal.language_portal import Portal, Shared
from bangtin.commands import orders, recall
from bangtin.config import yamltree
from bangtin.files import fonts
from bangtin.files.digests import Entry
from bangtin.lamps import faces, planning
from bangtin.lamps.planning import Message
from bangtin.markdown import body_checks, inlines, parsing
from bangtin.problems import Problems, closest
from bangtin.publishing import readers
from bangtin.publishing.comparing import Difference
from bangtin.site import edition_log, editions, facts, tables
from bangtin.site.edition_log import Line
from bangtin.stages.plan import plan
from bangtin.stages.read import read_site
from bangtin.stages.session import Request, Session

from tests.conftest import MakeSite, Sandbox, page, places
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


def grows(work: Callable[[int], Callable[[], object]], n: int = 100) -> bool:
    """Whether twice as much takes more than about twice the steps; ``work`` makes it ready."""
    work(n)()
    once, twice = steps(work(n)), steps(work(2 * n))
    return twice > MOST_GROWTH * once


def numbers(count: int) -> dict[str, str]:
    return {f"cho.{n}.dien_thoai": f"0214 {n // 1000:03} {n % 1000:03}" for n in range(count)}


def test_facts_are_found_in_one_walk_through_the_words_of_all_copies() -> None:
    def looked_for(count: int) -> Callable[[], object]:
        known = numbers(count) | {f"links.{n}": f"a.vn/{n}/b" for n in range(count)}
        search = facts.Search(known)
        words = facts.plain("\n".join(f"Chợ: gọi {value} ngay" for value in known.values()))
        assert search.carried(words) == known
        return lambda: search.carried(words)

    assert not grows(looked_for)


def test_numbers_of_a_column_that_was_renamed_are_each_held_against_their_like() -> None:
    def held(count: int) -> Callable[[], object]:
        today = facts.Today(numbers(count))
        return lambda: [today.holds(f"{key}_moi", value) for key, value in today.values.items()]

    assert not grows(held)


def test_editions_are_numbered_in_proportion_to_what_went_out(make_site: MakeSite) -> None:
    call = '\n  - {format: tin-nhan-sms, text: "Hỏi: {hotline}"}'
    noon = datetime.datetime(2021, 7, 20, 12, tzinfo=spelling.TIME)

    def numbered(count: int) -> Callable[[], object]:
        codes = [chr(65 + n // 26) + chr(65 + n % 26) for n in range(count)]
        site = make_site({
            f"content/tin/t{code}.md": page(title=f"Bài {code}", code=code, publish=call)
            for code in codes
        })  # fmt: skip
        with Session(Request(site.root, executor="serial")) as session:
            read = read_site(session).site
        assert read
        assert len(read.publications) == count
        lines = [
            Line(noon, "issued", p.edition_code, folder=p.folder, content="0" * 16)
            for p in read.publications
        ]
        log = edition_log.gathered(lines)

        def work() -> None:
            found = editions.number(
                read.publications, (), log, read.settings, read.files, read.strings, "", Problems()
            )
            assert {p.edition_code[-3:] for p in found} == {".02"}

        return work

    assert not grows(numbered, 60)


def test_what_is_withdrawn_is_looked_up_for_each_page(make_site: MakeSite) -> None:
    with Session(Request(make_site().root, executor="serial")) as session:
        site = read_site(session).site
    assert site

    def asked(count: int) -> Callable[[], object]:
        gone = tuple(
            edition_log.Withdrawn(f"AB-A4.{n}", f"https://thu.gov.vn/{n}/", f"an-pham/{n}/")
            for n in range(count)
        )
        shared = Shared("", "", "", "", {}, {}, {})

        def work() -> None:
            portal = Portal(msgspec.structs.replace(site, withdrawn=gone), "vi", shared)
            for one in gone:
                assert one.code in portal.withdrawn(leads=one.leads)
                assert one.code in portal.withdrawn(folder=one.folder)
            assert not portal.withdrawn(leads="https://thu.gov.vn/a/")

        return work

    assert not grows(asked)


def test_layouts_and_fonts_are_gathered_once_for_all_copies(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def of(paths: Iterable[str]) -> tuple[str, ...]:
        looked.append(1)
        return found(paths)

    found = fonts.of
    monkeypatch.setattr(fonts, "of", of)
    counts = []
    for count in (5, 10):
        site = make_site({
            "content/a.md": page("1. **Mở.** Mở.", code="AB", publish=EACH),
            "content/data/xa.csv": "ma,ten\n" + "".join(f"{n},Xã {n}\n" for n in range(count)),
        })  # fmt: skip
        looked.clear()
        with Session(Request(site.root, executor="serial")) as session:
            plan(session, read_site(session))
        counts.append(len(looked))

    assert counts[0] == counts[1] <= 5


def test_each_row_that_a_board_may_show_is_measured_once() -> None:
    """A slogan without a sign at which one pauses is broken into as many pages as it takes."""
    words = ["rửa", "tay", "với", "xà", "bông"] * 9
    faces._drawn_width.cache_clear()
    planned = planning.plan(Message(64, 32, "paged", (" ".join(words),), is_running_text=True))

    assert len(planned.pages) > 5
    asked = faces._drawn_width.cache_info()
    assert asked.misses <= len(words) * (len(words) + 1) / 2 + len(words)
    assert asked.hits + asked.misses <= 2 * len(words) ** 2


def test_a_list_of_twice_the_length_is_taken_back_in_twice_the_steps(tmp_path: Path) -> None:
    noon = datetime.datetime(2021, 7, 20, 12, tzinfo=spelling.TIME)

    def filled_in(count: int) -> Callable[[], object]:
        root = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        root.mkdir()
        names = [f"Chợ {n}" for n in range(count)]
        edition_log.add(root, [Line(noon, "ordered", "AB-A3.01", name, 1) for name in names])
        rows = "".join(f"{name},a,AB-A3.01,1,20/7/2021,b,,x\n" for name in names)
        (root / "a.csv").write_text(rows, "utf-8")
        return lambda: recall.mark_list(root, root / "a.csv", noon)

    assert not grows(filled_in)


def test_twice_the_places_are_ordered_in_twice_the_steps(make_site: MakeSite) -> None:
    """Prints and boards for each commune, half of which are ordered already."""
    noon = datetime.datetime(2021, 7, 20, 12, tzinfo=spelling.TIME)

    def ready(count: int) -> Callable[[], object]:
        site = make_site({
            "content/a.md": page("1. **Mở.** Mở.", code="AB", publish=EACH),
            "content/data/xa.csv": "ma,ten\n" + "".join(f"{n},Xã {n}\n" for n in range(count)),
        })  # fmt: skip
        with Session(Request(site.root, executor="serial")) as session:
            read = read_site(session).site
        assert read
        for publication in read.publications:
            folder = site.public / publication.folder
            folder.mkdir(parents=True)
            for copy in publication.copies:
                (folder / f"{publication.name(copy)}.txt").touch()
        edition_log.add(site.root, [
            Line(noon, "ordered", publication.edition_code, f"UBND Xã {n}", 1)
            for publication in read.publications for n in range(0, count, 2)
        ])  # fmt: skip
        log = edition_log.read(site.root, Problems())
        assert log

        def work() -> None:
            found, _, done = orders.gather(read, log)
            assert (len(found[0].lines), len(done)) == (count // 2, (count + 1) // 2)
            assert len(orders.deliveries(read, site.public)) == 2 * count
            assert len(list(orders.handed_over(read, log, noon))) == 2 * (count // 2)

        return work

    assert not grows(ready, 20)


def test_addresses_that_die_are_looked_up_among_each_other(tmp_path: Path) -> None:
    entry = Entry("0", 1)

    def sent(count: int) -> Callable[[], object]:
        before = {
            path: entry for n in range(count) for path in (f"a/{n}/index.html", f"a/{n}/b.pdf")
        }
        before |= {f"b/{n}/index.html": entry for n in range(count)}
        after = {f"b/{n}/index.html": Entry("1", 1) for n in range(count)}
        nothing = Difference(tmp_path)
        return lambda: readers.changes(before, after, nothing, lambda _: b"", ())

    assert not grows(sent)


def test_a_place_has_one_link_to_all_places_however_many_there_are(make_site: MakeSite) -> None:
    """A thousand places with a list of each other on each page would be a million links."""
    names = ["Chợ Cán Cấu", "Chợ Nàn Sán", "Trạm Y tế"]
    entry = f"""
  - {{format: tin-nhan-sms, text: Rửa tay, order: {{copies: 1, to: [{", ".join(names)}]}}}}
"""
    site = make_site({"content/a.md": page(code="AB", publish=entry)})
    assert places(site.build().problems) == []

    gallery, market = (site.read(f"an-pham/{n}index.html") for n in ("", "noi/cho-can-cau/"))
    kind = site.read("an-pham/loai/sms/index.html")
    assert all(name in gallery for name in names)
    assert gallery.count("/noi/") == len(names)
    assert "by-place" in gallery
    assert market.count("/noi/") == market.count("noi/cho-can-cau/") > 0
    assert "an-pham/#by-place" in market
    assert "an-pham/#by-place" in kind
    assert not any(name in kind for name in names)

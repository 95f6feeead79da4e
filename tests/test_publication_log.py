"""What went out goes on holding, or the build says what it was and since when."""

from __future__ import annotations

import collections
import datetime
import random
from pathlib import Path

import pytest
from bangtin import spelling
from bangtin.build import Result, build
from bangtin.commands import recording
from bangtin.problems import Level, Problem, Problems
from bangtin.site import publication_log
from bangtin.site.edition_log import FILE as EDITIONS
from bangtin.site.publication_log import FILE
from bangtin.stages.read import read_site
from bangtin.stages.session import Request, Session

from tests.conftest import MakeSite, Sandbox, page, places
from tests.test_cli import bangtin

BODY = """
1. **Mở.** Mở *Bluezone*.

## Hỏi đáp

Có tốn pin không?
"""
ENTRY = """
  - format: to-roi-a5
    qr: bluezone
    sections: [Hỏi đáp]
"""
FILES: dict[str, str | bytes] = {
    "content/in.md": page(BODY, code="IN", step_icons="[mo-ung-dung]", publish=ENTRY)
}
FACTS = ("1900 9095", "UBND HUYỆN THỬ")
EARLY, LATE = datetime.date(2021, 7, 20), datetime.date(2021, 8, 15)


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    """A site that went out on 20 July 2021: a permalink and a leaflet."""
    site = make_site(FILES)
    assert places(go_out(site).problems) == []
    return site


def go_out(site: Sandbox, now: datetime.date = EARLY, *, is_locked: bool = False) -> Result:
    """Build and record, as a command does that brings it to readers."""
    result = build(site.root, now=now, jobs=1, going_out="all", is_locked=is_locked)
    if result.planned is not None:
        noon = datetime.datetime.combine(now, datetime.time(12), spelling.TIME)
        recording.went_out(site.root, result, noon, target="cổng")
    return result


def rows(site: Sandbox) -> list[str]:
    return (site.root / FILE).read_text("utf-8").splitlines()[1:]


def only(result: Result) -> Problem:
    (problem,) = result.problems
    return problem


def said(problem: Problem) -> str:
    """Return a problem's words in both languages, with its hints."""
    return "".join(problem.message(lang) + problem.hint(lang) for lang in ("vi", "en"))


def order(site: Sandbox) -> None:
    site.edit("content/in.md", "[Hỏi đáp]\n", "[Hỏi đáp]\n    order: {copies: 2}\n")


# ── What is written ──


def test_what_goes_out_is_written_down_with_its_day(site):
    assert rows(site) == [
        "portal,https://thu.gov.vn,2021-07-20,,",
        "permalink,dang-ky,2021-07-20,https://qr.tokhaiyte.vn,",
        "edition,IN-A5.01,2021-07-20,an-pham/in-to-roi-a5/,",
    ]


def test_what_is_known_is_not_written_again(site):
    before = rows(site)
    result = go_out(site, LATE)
    assert (result.problems, result.logged) == ((), ())
    assert rows(site) == before


def test_what_is_new_is_added_by_name_with_the_day_on_which_it_went_out(site):
    site.edit("site.yaml", "  bluezone:\n", "  bluezone:\n    permalink: true\n")
    # The leaflet's code carries another address now: it is another edition.
    assert go_out(site, LATE).logged == ("bluezone", "IN-A5.02")
    assert rows(site)[1:3] == [
        "permalink,bluezone,2021-08-15,https://www.bluezone.gov.vn,",
        "permalink,dang-ky,2021-07-20,https://qr.tokhaiyte.vn,",
    ]


@pytest.mark.parametrize("options", [{"publish": False}, {}, {"only_pages": True}])
def test_what_did_not_go_out_is_not_written_down(make_site, options):
    """A check, a build, and every build of the preview: drafting leaves no trace."""
    site = make_site(FILES)
    build(site.root, jobs=1, **options)
    assert not (site.root / FILE).exists()


def test_a_build_with_errors_writes_nothing_down(make_site):
    site = make_site(FILES | {"content/a.md": page("[x](link:khong-co)")})
    assert go_out(site).failed
    assert not (site.root / FILE).exists()


# ── Permalinks ──


@pytest.mark.parametrize("how", ["taken out", "no permalink"])
def test_a_permalink_that_is_gone_is_an_error_with_its_history(site, how):
    old = "    permalink: true\n"
    if how == "taken out":
        text = (site.root / "site.yaml").read_text("utf-8")
        start, end = text.index("  dang-ky:"), text.index("allowed_hosts")
        old = text[start:end]
    site.edit("site.yaml", old, "")
    before = site.tree()
    problem = only(go_out(site, LATE))
    assert (problem.level, problem.key) == (Level.ERROR, "permalink-dropped")
    assert problem.place.file == (FILE if how == "taken out" else "site.yaml")
    assert "20/7/2021" in said(problem)
    assert "20 July 2021" in said(problem)
    assert said(problem).count("https://qr.tokhaiyte.vn") == 2
    assert site.tree() == before


def test_a_permalink_that_leads_elsewhere_is_an_error_with_its_history(site):
    site.edit("site.yaml", "https://qr.tokhaiyte.vn", "https://tokhaiyte.vn/diem")
    problem = only(go_out(site, LATE))
    assert (problem.level, problem.key) == (Level.ERROR, "permalink-moved")
    assert places((problem,)) == ["site.yaml:18 permalink-moved"]
    assert "moved_from: https://qr.tokhaiyte.vn" in said(problem)
    assert "20/7/2021" in said(problem)
    assert "20 July 2021" in said(problem)


def test_a_permalink_may_move_when_that_is_meant_and_its_history_is_kept(site):
    site.edit(
        "site.yaml",
        "    url: https://qr.tokhaiyte.vn\n",
        "    url: https://tokhaiyte.vn/diem\n    moved_from: https://qr.tokhaiyte.vn\n",
    )
    assert places(go_out(site, LATE).problems) == []
    assert rows(site)[1:3] == [
        "permalink,dang-ky,2021-07-20,https://qr.tokhaiyte.vn,",
        "permalink,dang-ky,2021-08-15,https://tokhaiyte.vn/diem,",
    ]
    assert go_out(site, LATE).logged == ()
    # The word holds for one move: the next one has to be meant as well.
    site.edit("site.yaml", "tokhaiyte.vn/diem", "tokhaiyte.vn/khac")
    assert only(go_out(site, LATE)).key == "permalink-moved"


def test_a_permalink_may_move_back(site):
    here, there = (
        f"    url: https://{one}\n    moved_from: https://{other}\n"
        for one, other in (("qr.tokhaiyte.vn", "tokhaiyte.vn"), ("tokhaiyte.vn", "qr.tokhaiyte.vn"))
    )
    site.edit("site.yaml", "    url: https://qr.tokhaiyte.vn\n", there)
    go_out(site, LATE)
    site.edit("site.yaml", there, here)
    assert places(go_out(site, EARLY).problems) == []
    assert [row.split(",")[3] for row in rows(site)[1:4]] == [
        "https://qr.tokhaiyte.vn", "https://tokhaiyte.vn", "https://qr.tokhaiyte.vn",
    ]  # fmt: skip
    assert go_out(site, EARLY).problems == ()


def test_a_portal_that_moves_is_a_warning_once(site):
    """The old address is on every printed code; that it goes on is not in Bangtin's hands."""
    site.edit("site.yaml", "base_url: https://thu.gov.vn", "base_url: https://moi.gov.vn")
    found = {p.key: p for p in go_out(site, LATE).problems}
    assert found["portal-moved"].level is Level.WARNING
    # The leaflet says the portal's address: there is a next one, and the first is wrong.
    assert found.keys() == {"portal-moved", "edition-next", "editions-wrong"}
    assert {p.key for p in go_out(site, LATE).problems} == {"editions-wrong"}
    assert rows(site)[:2] == [
        "portal,https://thu.gov.vn,2021-07-20,,",
        "portal,https://moi.gov.vn,2021-08-15,,",
    ]


# ── Editions ──


@pytest.mark.parametrize("how", ["deleted", "draft", "entry", "code"])
def test_an_edition_that_is_gone_is_an_error_with_its_history(site, how):
    if how == "deleted":
        (site.root / "content/in.md").unlink()
    if how == "draft":
        site.edit("content/in.md", "code: IN", "code: IN\ndraft: true")
    if how == "entry":
        site.write({"content/in.md": page(BODY, code="IN")})
    if how == "code":
        site.edit("content/in.md", "code: IN", "code: KH")
    problem = only(go_out(site, LATE))
    assert (problem.level, problem.key) == (Level.ERROR, "edition-dropped")
    assert problem.place.file == FILE
    assert "an-pham/in-to-roi-a5/" in said(problem)
    assert "20/7/2021" in said(problem)


def test_an_edition_ends_with_its_page_and_not_before(site):
    site.edit("content/in.md", "code: IN", "code: IN\nexpires: 2021-08-01")
    # What is out there of it is to be taken down.
    assert places(go_out(site, LATE).problems) == ["editions.csv:0 editions-over"]


def test_an_edition_is_followed_by_the_next(site):
    site.edit("content/in.md", "    qr:", "    edition: 2\n    qr:")
    assert places(go_out(site, LATE).problems) == []
    assert rows(site)[2:] == [
        "edition,IN-A5.01,2021-07-20,an-pham/in-to-roi-a5/,",
        "edition,IN-A5.02,2021-08-15,an-pham/in-to-roi-a5/,",
    ]


def test_a_code_that_another_print_takes_is_an_error(site):
    (site.root / "content/in.md").rename(site.root / "content/khac.md")
    problem = only(go_out(site, LATE))
    assert (problem.level, problem.key) == (Level.ERROR, "edition-taken")
    assert places((problem,)) == ["content/khac.md:8 edition-taken"]
    # The hint names what keeps the print's address.
    assert "id: in-to-roi-a5" in said(problem)
    site.edit("content/khac.md", "    qr:", "    id: in-to-roi-a5\n    qr:")
    assert places(go_out(site, LATE).problems) == []


def test_a_number_that_is_taken_back_stays_as_it_went_out(site):
    """The header may say less than what is out there: the code goes on from the register."""
    site.edit("content/in.md", "    qr:", "    edition: 2\n    qr:")
    assert go_out(site).logged == ("IN-A5.02",)
    site.edit("content/in.md", "edition: 2", "edition: 1")
    assert (go_out(site, LATE).problems, go_out(site, LATE).logged) == ((), ())
    assert "IN-A5.02" in site.read("an-pham/in-to-roi-a5/index.html")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("content/in.md", "Có tốn pin không?", "Có tốn nhiều pin không?"),
        ("content/in.md", "Mở *Bluezone*", "Mở **Bluezone** ra"),
        ("content/in.md", "Tóm tắt.", "Tóm lại."),
        ("content/in.md", "title: Một trang", "title: Trang khác"),
        ("content/in.md", "qr: bluezone", "qr: khai-bao"),
        ("content/in.md", "qr: bluezone", "qr: bluezone\n    qr_text: Quét đây"),
        ("content/in.md", "[mo-ung-dung]", "[quet-ma]"),
        ("site.yaml", "1900 9095", "1900 9096"),
        ("site.yaml", "UBND HUYỆN THỬ", "UBND HUYỆN KHÁC"),
        ("site.yaml", "#14235a", "#14235b"),
        ("layouts/press/leaflet.typ", "#let foot() = {", "// khác\n#let foot() = {"),
        ("layouts/strings/vi.yaml", "edition: Mã bản in", "edition: Mã tờ"),
    ],
)
def test_what_changes_after_it_went_out_gets_the_next_number_by_itself(site, name, old, new):
    before = rows(site)
    site.edit(name, old, new)
    for _ in range(2):
        problem, *wrong = build(site.root, now=LATE, jobs=1).problems
        assert (problem.level, problem.key) == (Level.WARNING, "edition-next")
        # A fact that changed calls back what went out with it.
        assert [p.key for p in wrong] == ["editions-wrong"] * (old in FACTS)
        assert "IN-A5.02" in said(problem)
        assert "20/7/2021" in said(problem)
        assert "20 July 2021" in said(problem)
        assert rows(site) == before
    assert "IN-A5.02 · bản thử" in site.read("an-pham/in-to-roi-a5/index.html")
    assert go_out(site, LATE).logged == ("IN-A5.02",)
    left = build(site.root, now=LATE, jobs=1).problems
    assert [p.key for p in left] == ["editions-wrong"] * (old in FACTS)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("content/in.md", "Có tốn pin không?", "Có  tốn *pin* không?"),
        ("content/in.md", "    qr:", "    order: {copies: 3}\n    qr:"),
        ("content/in.md", "2021-07-05", "2021-07-06"),
        ("content/in.md", "Mở *Bluezone*.\n", "Mở *Bluezone*.\n\n## Khác\n\nMột mục không in.\n"),
        ("layouts/press/poster.typ", "// Foot", "// Khác"),
    ],
)
def test_what_does_not_shape_the_print_changes_no_edition(site, name, old, new):
    site.edit(name, old, new)
    assert build(site.root, now=LATE, jobs=1).problems == ()
    assert "bản thử" not in site.read("an-pham/in-to-roi-a5/index.html")


def test_a_change_that_is_taken_back_leaves_the_edition_as_it_was(site):
    site.edit("content/in.md", "Có tốn pin", "Có hao pin")
    assert only(build(site.root, now=LATE, jobs=1)).key == "edition-next"
    site.edit("content/in.md", "Có hao pin", "Có tốn pin")
    assert build(site.root, now=LATE, jobs=1).problems == ()


def test_of_what_was_ordered_before_there_was_a_record_the_words_are_known(make_site):
    """The register of an older version: a line with a digest of the words, and no editions.csv."""
    site = make_site(FILES)
    order(site)
    go_out(site)
    (site.root / EDITIONS).unlink()
    assert build(site.root, jobs=1).problems == ()
    site.edit("site.yaml", "#14235a", "#14235b")
    assert build(site.root, jobs=1).problems == ()
    site.edit("content/in.md", "Có tốn pin không?", "Có tốn nhiều pin không?")
    assert only(build(site.root, jobs=1)).key == "edition-next"


def test_two_entries_of_one_format_never_get_one_code(site):
    """The next number of the first is the one that the second has."""
    entry = ENTRY.replace("format:", "id: hai\n    edition: 2\n    format:")
    site.edit("content/in.md", ENTRY.rstrip("\n"), ENTRY.rstrip("\n") + entry.rstrip("\n"))
    assert go_out(site).logged == ("IN-A5.02",)
    site.edit(
        "content/in.md",
        "qr: bluezone\n    sections: [Hỏi đáp]\n  - id",
        "qr: khai-bao\n    sections: [Hỏi đáp]\n  - id",
    )
    problem = only(build(site.root, now=LATE, jobs=1))
    assert "IN-A5.03" in said(problem)


def test_after_the_last_number_an_edition_is_refused(site):
    site.edit("content/in.md", "    qr:", "    edition: 99\n    qr:")
    go_out(site)
    site.edit("content/in.md", "Có tốn pin", "Có hao pin")
    assert only(go_out(site, LATE)).key == "edition-limit"


def test_what_is_at_fault_is_not_called_gone(site):
    """A print that can't be read for another reason is still there."""
    site.edit("content/in.md", "qr: bluezone", "qr: bluezon")
    assert [p.key for p in go_out(site, LATE).problems] == ["unknown-link-meant"]


# ── The file ──


def test_without_the_line_a_mistake_never_went_out(site):
    """The remedy for what was built and never uploaded: the messages name it."""
    (site.root / "content/in.md").unlink()
    text = (site.root / FILE).read_text("utf-8")
    kept = [line for line in text.splitlines(keepends=True) if "IN-A5" not in line]
    (site.root / FILE).write_text("".join(kept), "utf-8")
    assert places(go_out(site, LATE).problems) == []


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"<<<<<<< HEAD\n", 2),
        (b"permalink,dang-ky,20/07/2021,https://x,\n", 2),
        (b"permalink,dang-ky\n", 2),
        (b"thu,dang-ky,2021-07-20,https://x,\n", 2),
        (b'permalink,"dang-ky,2021-07-20,https://x,\n', 2),
        (b"\xff\n", 2),
        (b"a\0b\n", 2),
        (b"edition,BZ-A5.1a,2021-07-20,an-pham/a/,\n", 2),
        (b"edition,BZ-A5,2021-07-20,an-pham/a/,\n", 2),
        (b"edition,BZ-A5.1,2021-07-20,an-pham/a/,\n", 2),
        ("edition,BZ-A5.\u0661\u0662,2021-07-20,an-pham/a/,\n".encode(), 2),
        (b"edition,BZ-A5.\xc2\xb2\xc2\xb2,2021-07-20,an-pham/a/,\n", 2),
        (b"edition,,2021-07-20,an-pham/a/,\n", 2),
        (b"edition,BZ-A5.01,2021-07-20,anpham,\n", 2),
        (b"edition,BZ-A5.01,2021-07-20,,\n", 2),
        (b"edition,BZ-A5.01,2021-07-20,an-pham/,\n", 2),
        (b"edition,A.01,2021-07-20,an-pham/a/,\n\nedition,A.1a,2021-07-20,an-pham/a/,\n", 4),
        (b"edition,BZ-A5.01,2021-07-20,an-pham/a/,3.87E+15\n", 2),
        (b"edition,BZ-A5.01,20210720,an-pham/a/,\n", 2),
        (b"edition,BZ-A5.01,2021-02-30,an-pham/a/,\n", 2),
        (b"edition,BZ-A5.01,,an-pham/a/,\n", 2),
        (b"portal,thu.gov.vn,2021-07-20,,\n", 2),
        (b"portal,https://thu.gov.vn,2021-07-20,x,\n", 2),
        (b"permalink,dang-ky,2021-07-20,qr,\n", 2),
        (b"permalink,Dang ky,2021-07-20,https://x,\n", 2),
        (b"permalink,dang-ky,2021-07-20,https://x,,\n", 2),
        (b"permalink,dang-ky,2021-07-20,https://x\n", 2),
        (b"kind,name,since,leads_to,text\n", 2),
    ],
)
def test_a_register_that_can_not_be_read_is_an_error_and_stays_as_it_is(site, raw, line):
    broken = b"kind,name,since,leads_to,text\n" + raw
    (site.root / FILE).write_bytes(broken)
    problem = only(go_out(site))
    assert problem.level is Level.ERROR
    assert (problem.place.file, problem.place.line) == (FILE, line)
    assert (site.root / FILE).read_bytes() == broken


def test_a_register_with_anything_in_it_is_read_or_told_on_its_line(site):
    """Lines are cut, joined and exchanged at random: there is a problem, never a trace."""
    order(site)
    assert go_out(site).logged == ("IN-A5.01",)
    good = (site.root / FILE).read_text("utf-8")
    chance = random.Random(20210720)
    pieces = [*good.replace("\n", ",").split(","), *'\n,"./0é\0\r;', "  ", "1a"]
    outcomes = collections.Counter[bool]()
    with Session(Request(site.root, jobs=1)) as session:
        content = read_site(session).site
        assert content is not None
        for _ in range(1_000):
            text = list(good)
            for _ in range(chance.randint(1, 4)):
                start = chance.randrange(len(text))
                text[start : start + chance.randint(0, 9)] = chance.choice(pieces)
            raw = "".join(text).encode()
            (site.root / FILE).write_bytes(raw)
            found = Problems()
            read = publication_log.read(site.root, found)
            outcomes[read is None] += 1
            if read is not None:
                assert list(found) == []
                publication_log.follow(read, content, found, is_whole=True)
            else:
                (problem,) = found
                assert 1 <= problem.place.line <= raw.count(b"\n") + raw.count(b"\r") + 2
            assert all(said(problem) for problem in found)
    assert min(outcomes[True], outcomes[False]) > 50


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_register_that_a_spreadsheet_saved_is_read(site, mark):
    text = (site.root / FILE).read_text("utf-8").replace(",", mark).replace("\n", "\r\n")
    (site.root / FILE).write_bytes(text.encode("utf-8-sig"))
    assert go_out(site).problems == ()


def test_what_two_branches_added_both_stands_once_after_the_next_line(site):
    text = (site.root / FILE).read_text("utf-8")
    head, *lines = text.splitlines(keepends=True)
    (site.root / FILE).write_text(head + "".join(line * 2 for line in lines), "utf-8")
    assert go_out(site).problems == ()
    site.edit("site.yaml", "  bluezone:\n", "  bluezone:\n    permalink: true\n")
    go_out(site)
    assert len(rows(site)) == len(set(rows(site))) == 5


# ── On a machine that builds for others ──


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_locked_build_stops_when_the_register_is_behind(make_site, command):
    site = make_site(FILES)
    run = bangtin(site, command, "--locked", language="en")
    assert run.returncode == 1
    assert "the register lacks 3 entries: https://thu.gov.vn, dang-ky, IN-A5.01" in run.stdout
    assert not (site.root / FILE).exists()
    assert not site.public.exists()


def test_what_is_published_by_hand_is_recorded_and_a_locked_build_then_passes(make_site):
    site = make_site(FILES)
    assert bangtin(site, "build").returncode == 0
    assert not (site.root / FILE).exists()
    run = bangtin(site, "publish", "--by-hand", language="en")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 entries added to published.csv: keep it" in run.stdout
    assert bangtin(site, "build", "--locked").returncode == 0


def test_the_project_s_own_register_is_up_to_date(sample: tuple[Path, Result]) -> None:
    """After an edit of the sample: ``bangtin publish --by-hand``, and commit published.csv."""
    root, _ = sample
    assert not build(root, publish=False, is_locked=True).failed

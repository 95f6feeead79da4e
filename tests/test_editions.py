"""Drafts bind nobody; what went out is recorded, found by what it says, and called back."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from bangtin.build import build
from bangtin.files import digests
from bangtin.problems import Problems
from bangtin.site import edition_log, facts
from bangtin.site.edition_log import Line

from tests import inside
from tests.conftest import MakeSite, Sandbox, page, places
from tests.small import HOME, SITE

POSTER = """
  - format: poster-a3
    slogan: Cài Bluezone
    qr: dang-ky
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
    order: {copies: 2, to: [Chợ Cán Cấu, UBND xã Nàn Sán], shop: Nhà in A}
"""
OTHERS = """
  - {format: led-160x32, slogan: "Gọi {hotline}"}
  - {format: anh-vuong-1080, slogan: Cài ngay, qr: bluezone}
  - {format: tin-nhan-sms, slogan: Cài ngay, qr: bluezone}
"""
TARGETS = "targets:\n  kho: {kind: folder, path: ../kho}\n"
CODE = "IN-A3.01"
OLD, NEW = "1900 9095", "1900 9099"
NOON = datetime.datetime(2021, 7, 20, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


FILES: dict[str, str | bytes] = {"content/in.md": page(code="IN", publish=POSTER)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once, as a draft and as it goes out."""
    site = Sandbox(tmp_path_factory.mktemp("made") / "site")
    site.write({"site.yaml": SITE + TARGETS, "content/index.md": HOME, **FILES})
    assert places(build(site.root, jobs=1, going_out="all").problems) == []
    assert places(site.build().problems) == []
    kept = site.root.parent / "kept"
    inside.keep_results(site, kept)
    return kept


@pytest.fixture
def site(make_site: MakeSite, made: Path) -> Sandbox:
    """A site with a poster that is ordered, and a target beside it."""
    site = make_site(FILES, site=SITE + TARGETS)
    inside.take_results(site, made)
    (site.root.parent / "kho").mkdir(exist_ok=True)
    return site


def run(site: Sandbox, *words: str, code: int = 0) -> str:
    """Run a command in English; returns what it said."""
    done = inside.run(site, *words)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def lines(site: Sandbox) -> list[list[str]]:
    """Return the event, edition and place of each line of the list of editions."""
    file = site.root / edition_log.FILE
    text = file.read_text("utf-8") if file.exists() else ""
    return [row[1:4] for row in csv.reader(io.StringIO(text))][1:]


def words(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    said = " ".join(" ".join(p.get_textpage().get_text_bounded() for p in document).split())
    document.close()
    return said


def keywords(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    said: str = document.get_metadata_dict()["Keywords"]
    document.close()
    return said


# ── Drafts ──


def test_building_renaming_and_throwing_away_leave_no_trace(site: Sandbox) -> None:
    assert places(site.build().problems) == []
    (site.root / "content/in.md").rename(site.root / "content/khac.md")
    site.edit("content/khac.md", "code: IN", "code: KH")
    assert places(site.build().problems) == []
    (site.root / "content/khac.md").unlink()
    assert places(site.build().problems) == []
    assert not (site.root / "published.csv").exists()
    assert not (site.root / edition_log.FILE).exists()


def test_a_draft_says_so_in_its_imprint_and_its_properties_and_keeps_its_code(
    site: Sandbox,
) -> None:
    site.build()
    poster = site.public / "an-pham/in-poster-a3/in-poster-a3.pdf"
    # Where the line breaks, the dot between its parts goes.
    assert f"Mã bản in {CODE} bản thử 5/7/2021" in words(poster).replace(" ·", "")
    assert words(poster).count("bản thử") == 1
    assert keywords(poster) == f"{CODE}, bản thử"
    before = poster.read_bytes()
    site.edit("content/index.md", "Chào", "Kính chào")
    site.build()
    assert poster.read_bytes() == before


def test_what_is_published_is_no_draft_any_more(site: Sandbox) -> None:
    run(site, "publish", "--yes")
    sent = site.root.parent / "kho/an-pham/in-poster-a3/in-poster-a3.pdf"
    assert "bản thử" not in words(sent)
    assert keywords(sent) == CODE
    before = sent.read_bytes()
    site.build()
    assert (site.public / "an-pham/in-poster-a3/in-poster-a3.pdf").read_bytes() == before
    assert lines(site) == [["issued", CODE, ""], ["published", CODE, "kho"]]


@pytest.mark.parametrize("how", [["--dry-run"], ["--yes", "--drop", "/"]])
def test_what_was_not_sent_is_a_draft_as_before(site: Sandbox, how: list[str]) -> None:
    """A look, and a publish that is refused."""
    run(site, "publish", *how, code=0 if how == ["--dry-run"] else 1)
    assert not (site.root / "published.csv").exists()
    assert lines(site) == []
    assert "bản thử" in words(site.public / "an-pham/in-poster-a3/in-poster-a3.pdf")


def test_two_prints_of_one_format_on_a_page_have_numbers_of_their_own(
    make_site: MakeSite,
) -> None:
    """Neither a new one above them nor another order changes what went out."""
    cho = POSTER.replace("\n    slogan: Cài", "\n    id: cho\n    slogan: Cài")
    tram = cho.replace("id: cho", "id: tram")
    site = make_site({"content/in.md": page(code="IN", publish=cho + tram)}, site=SITE + TARGETS)
    (site.root.parent / "kho").mkdir(exist_ok=True)

    run(site, "publish", "--yes")
    assert codes_of(site) == {"cho": "IN-A3.01", "tram": "IN-A3.02"}

    new = cho.replace("id: cho", "id: moi")
    site.write({"content/in.md": page(code="IN", publish=new + tram + cho)})
    assert places(site.build().problems) == []
    assert codes_of(site) == {"cho": "IN-A3.01", "tram": "IN-A3.02", "moi": "IN-A3.03"}

    site.write({"content/in.md": page(code="IN", publish=new + tram + cho + "    edition: 1\n")})
    assert [p.key for p in site.build().problems] == ["edition-doubled"]


def codes_of(site: Sandbox) -> dict[str, str]:
    """Return the edition code that each poster's own page shows."""
    return {
        path.split("/")[1]: re.search(r"IN-A3\.\d\d", data.decode("utf-8")).group()  # type: ignore[union-attr]
        for path, data in site.tree().items()
        if re.fullmatch(r"an-pham/(cho|tram|moi)/index\.html", path)
    }


def test_publishing_after_a_change_sends_the_next_edition(site: Sandbox) -> None:
    run(site, "publish", "--yes")
    site.edit("content/in.md", "Cài Bluezone", "Cài Bluezone ngay")
    assert "IN-A3.02" in run(site, "publish", "--yes")
    sent = site.root.parent / "kho/an-pham/in-poster-a3/in-poster-a3.pdf"
    assert "IN-A3.02 · 5/7/2021" in words(sent)
    assert [line for line in lines(site) if line[0] == "issued"] == [
        ["issued", CODE, ""], ["issued", "IN-A3.02", ""],
    ]  # fmt: skip
    before = lines(site)
    run(site, "publish", "--yes")
    assert lines(site) == before


def test_a_clock_that_went_back_is_told_and_nothing_goes_out(site: Sandbox) -> None:
    late = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)
    edition_log.add(site.root, [Line(late, "issued", "XX-A3.01")])
    before = (site.root / edition_log.FILE).read_bytes()
    for command in (["publish", "--yes"], ["order"], ["recalled", "XX-A3.01"]):
        assert "editions.csv:2" in run(site, *command, code=1)
    assert (site.root / edition_log.FILE).read_bytes() == before
    assert not any((site.root.parent / "kho").iterdir())


@pytest.mark.parametrize("command", [["publish", "--yes"], ["order"], ["recalled", CODE]])
def test_nothing_goes_out_while_the_list_of_editions_is_damaged(
    site: Sandbox, command: list[str]
) -> None:
    (site.root / edition_log.FILE).write_text("<<<<<<< HEAD\n", "utf-8")
    assert "not merged yet" in run(site, *command, code=1)
    assert not (site.root / "published.csv").exists()


# ── Until when it hangs ──


@pytest.mark.parametrize("how", ["entry", "page"])
def test_a_print_of_what_ends_says_until_when_it_hangs(site: Sandbox, how: str) -> None:
    if how == "entry":
        site.edit("content/in.md", "    qr:", "    hang_until: 2021-07-31\n    qr:")
    else:
        site.edit("content/in.md", "code: IN", "code: IN\nexpires: 2021-07-31")
    site.build()
    said = words(site.public / "an-pham/in-poster-a3/in-poster-a3.pdf")
    assert "Treo đến hết 31/7/2021" in said
    run(site, "order")
    assert "Treo đến hết 31/7/2021; hết ngày đó nơi nhận gỡ xuống" in words(
        site.root / "don-in/don-in-nha-in-a.pdf"
    )


def test_what_is_in_the_register_already_keeps_its_bytes(site: Sandbox) -> None:
    """An edition of an older version: its imprint never said until when."""
    (site.root / "published.csv").write_text(
        "kind,name,since,leads_to,text\nedition,IN-A3.01,2021-07-20,an-pham/in-poster-a3/,\n",
        "utf-8",
    )
    site.build()
    poster = site.public / "an-pham/in-poster-a3/in-poster-a3.pdf"
    before = poster.read_bytes()
    site.edit("content/in.md", "code: IN", "code: IN\nexpires: 2021-07-31")
    site.build()
    assert poster.read_bytes() == before


# ── Orders ──


def test_an_order_is_recorded_with_its_places_and_its_very_files_are_kept(site: Sandbox) -> None:
    run(site, "order")
    assert lines(site) == [
        ["issued", CODE, ""],
        ["ordered", CODE, "Chợ Cán Cấu"],
        ["ordered", CODE, "UBND xã Nàn Sán"],
    ]
    log = edition_log.read(site.root, Problems())
    assert log is not None
    assert log[CODE].places == {"Chợ Cán Cấu": 2, "UBND xã Nàn Sán": 2}
    assert {order.order for order in log[CODE].orders} == {"20210720-1"}
    (kept,) = (site.root / "orders").iterdir()
    with zipfile.ZipFile(kept) as archive:
        name = next(n for n in archive.namelist() if n.endswith("-nha-in.pdf"))
        assert (
            digests.digest(archive.read(name))
            == log[CODE].orders[0].files["in-poster-a3-nha-in.pdf"]
        )
        (site.root / "don-in/a.pdf").write_bytes(archive.read(name))
    assert "bản thử" not in words(site.root / "don-in/a.pdf")


def test_an_order_binds_what_its_codes_lead_to_and_nothing_else(site: Sandbox) -> None:
    site.edit("site.yaml", "  bluezone:\n", "  bluezone:\n    permalink: true\n")
    site.edit("content/in.md", "    order:", "    id: treo\n    order:")
    site.edit("content/in.md", "shop: Nhà in A}", "shop: Nhà in A}\n  - {format: poster-a4, "
              "slogan: Khác, qr: bluezone, steps: [{text: Một, icon: quet-ma}]}")  # fmt: skip
    run(site, "order")
    rows = (site.root / "published.csv").read_text("utf-8").splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == ["https://thu.gov.vn", "dang-ky", CODE]
    assert "bản thử" in words(site.public / "an-pham/in-poster-a4/in-poster-a4.pdf")


def test_nothing_is_ordered_twice_unless_it_is_asked_for(site: Sandbox) -> None:
    run(site, "order")
    before = (site.root / edition_log.FILE).read_bytes()
    said = run(site, "order", code=1)
    assert "all of it is ordered already: IN-A3.01" in said
    assert "order 20210720-1" in said
    assert (site.root / edition_log.FILE).read_bytes() == before

    site.edit("content/in.md", "UBND xã Nàn Sán]", "UBND xã Nàn Sán, Trạm Y tế]")
    run(site, "order")
    assert lines(site)[-1] == ["ordered", CODE, "Trạm Y tế"]
    with (site.root / "don-in/don-in-nha-in-a.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["Số lượng"], row["Nơi nhận, nơi treo"]) == ("2", "Trạm Y tế")

    site.edit("content/in.md", "copies: 2", "copies: 5")
    assert "That was 2 copies, the page now says 5" in run(site, "order", code=1)
    run(site, "order", "--again", CODE)
    log = edition_log.read(site.root, Problems())
    assert log is not None
    assert log[CODE].places["Chợ Cán Cấu"] == 7
    assert len(list((site.root / "orders").iterdir())) == 3


@pytest.mark.parametrize(
    ("code", "said"), [("IN-A3.1", "Did you mean IN-A3.01?"), ("ZZ-X9.01", "There are: IN-A3.01")]
)
def test_an_edition_that_no_order_has_is_refused(site: Sandbox, code: str, said: str) -> None:
    assert said in run(site, "order", "--again", code, code=2)


# ── Where, and recall ──


def test_a_fact_that_changed_leads_to_all_that_hangs_with_the_old_one(site: Sandbox) -> None:
    run(site, "order")
    run(site, "publish", "--yes")
    site.edit("site.yaml", OLD, NEW)
    said = run(site, "build")
    assert f"hotline was {OLD} and is now {NEW}: 1 editions" in said
    assert "IN-A3.01 went out on" in said

    found = json.loads(run(site, "where", OLD, "--format", "json"))
    assert found["editions"] == []
    (out,) = found["out"]
    assert (out["edition"], out["places"], out["targets"]) == (
        CODE, {"Chợ Cán Cấu": 2, "UBND xã Nàn Sán": 2}, ["kho"],
    )  # fmt: skip
    by_key = json.loads(run(site, "where", "hotline", "--format", "json"))
    assert (by_key["editions"], by_key["out"][0]["edition"]) == (["IN-A3.02"], CODE)

    assert "Chợ Cán Cấu" in run(site, "status")
    run(site, "recall")
    rows = list(
        csv.DictReader(
            io.StringIO((site.root / "thu-hoi/thu-hoi.csv").read_bytes().decode("utf-8-sig"))
        )
    )
    assert [row["Nơi treo, nơi nhận"] for row in rows] == [
        "Chợ Cán Cấu", "UBND xã Nàn Sán", "Tải từ trang tin (kho)",
    ]  # fmt: skip
    assert {row["Mã bản in"] for row in rows} == {CODE}
    assert {row["Thay bằng"] for row in rows} == {"IN-A3.02"}
    assert rows[0]["Không còn đúng vì"] == f"{OLD} nay là {NEW}"
    sheet = words(site.root / "thu-hoi/thu-hoi.pdf")
    assert all(part in sheet for part in ("Chợ Cán Cấu", CODE, "IN-A3.02", OLD, NEW))

    assert "UBND xã Nàn Sán" in run(site, "recalled", CODE, "chợ cán cấu")
    assert "Chợ Cán Cấu" not in run(site, "recall")
    run(site, "recalled", CODE)
    assert "Nothing out there is wrong" in run(site, "recall")
    assert "nothing was added" in run(site, "recalled", CODE)
    assert {p.key for p in site.build().problems} == {"edition-next"}


def test_who_scans_the_code_of_a_withdrawn_edition_is_told_in_one_line(site: Sandbox) -> None:
    run(site, "order")
    assert "thu hồi" not in site.read("q/dang-ky/index.html")
    site.edit("site.yaml", OLD, NEW)
    site.build()
    for name in ("q/dang-ky/", "an-pham/in-poster-a3/"):
        assert f"Tờ mang mã {CODE} đã thu hồi" in site.read(f"{name}index.html")
    assert "https://qr.tokhaiyte.vn" in site.read("q/dang-ky/index.html")
    run(site, "recalled", CODE)
    site.build()
    assert f"Tờ mang mã {CODE} đã thu hồi" in site.read("q/dang-ky/index.html")


def test_a_message_that_ended_is_on_the_list(site: Sandbox) -> None:
    site.edit("content/in.md", "code: IN", "code: IN\nexpires: 2021-07-25")
    run(site, "order")
    result = build(site.root, jobs=1, now=datetime.date(2021, 7, 26))
    assert [p.key for p in result.problems] == ["editions-over"]
    assert build(site.root, jobs=1, now=datetime.date(2021, 7, 25)).problems == ()


@pytest.mark.parametrize(
    ("words_", "said"),
    [
        (("IN-A3.1",), "Did you mean IN-A3.01?"),
        (("ZZ-X9.01",), "no edition ZZ-X9.01"),
        ((CODE, "Chợ Cán Câu"), "Did you mean Chợ Cán Cấu?"),
        ((CODE, "Hà Nội"), "It went to: Chợ Cán Cấu; UBND xã Nàn Sán"),
    ],
)
def test_what_never_went_out_can_not_be_taken_back(
    site: Sandbox, words_: tuple[str, ...], said: str
) -> None:
    run(site, "order")
    before = (site.root / edition_log.FILE).read_bytes()
    assert said in run(site, "recalled", *words_, code=1)
    assert (site.root / edition_log.FILE).read_bytes() == before


def test_every_way_out_that_carries_a_number_is_found(make_site: MakeSite) -> None:
    site = make_site({"content/in.md": page(code="IN", publish=POSTER.rstrip("\n") + OTHERS)},
                     site=SITE + TARGETS)  # fmt: skip
    (site.root.parent / "kho").mkdir(exist_ok=True)
    run(site, "publish", "--yes")
    found = json.loads(run(site, "where", "19009095", "--format", "json"))
    assert len(found["editions"]) == 4
    assert {"pages", "prints", "boards", "pictures", "messages", "packs"} <= found["today"].keys()
    assert sorted(one["edition"] for one in found["out"]) == found["editions"]
    site.edit("site.yaml", OLD, NEW)
    assert "4 editions" in run(site, "build")


@pytest.mark.parametrize(
    ("said", "fact", "is_there"),
    [
        ("Gọi 1900.9095 ngay", OLD, True),
        ("Gọi 19009095", OLD, True),
        ("Gọi 1900\u00a09095", OLD, True),
        ("Gọi 1900 90951", OLD, False),
        ("Gọi 0 1900 9095", OLD, True),
        ("Xem qr.tokhaiyte.vn", "tokhaiyte.vn", False),
        ("Xem https://tokhaiyte.vn/", "https://tokhaiyte.vn", True),
        ("Xem tokhaiyte.vn/khac", "tokhaiyte.vn", False),
        ("Xem tokhaiyte.vn.", "tokhaiyte.vn", True),
        ("UBND  HUYỆN\nTHỬ", "ubnd huyện thử", True),
        ("Bluezones", "Bluezone", False),
        ("đến hết 31/7/2021.", "31/7/2021", True),
        ("ngày 131/7/2021", "31/7/2021", False),
    ],
)
def test_a_fact_is_found_however_it_is_written_and_not_within_another(
    said: str, fact: str, is_there: bool
) -> None:
    assert facts.says(facts.plain(said), fact) is is_there


def test_words_of_an_edition_come_back_from_the_log_as_they_were(tmp_path: Path) -> None:
    """Lines, marks, formulas and thousands of words, over several cells."""
    text = '=1+1\nMột, hai; "ba"\n' + "\n".join(f"Dòng {n} có chữ" for n in range(6_000))
    line = Line(NOON, "issued", CODE, folder="an-pham/a/", facts={"a.b": "c = d"}, text=text)
    edition_log.add(tmp_path, [line])
    log = edition_log.read(tmp_path, Problems())
    assert log is not None
    assert log[CODE].facts == {"a.b": "c = d"}
    assert log[CODE].text.split() == text.split()
    raw = (tmp_path / edition_log.FILE).read_text("utf-8")
    assert max(len(cell) for row in csv.reader(io.StringIO(raw)) for cell in row) < 32_767
    assert ",=1" not in raw


def test_facts_of_thousands_of_rows_come_back_from_the_log_and_each_is_written_once(
    tmp_path: Path,
) -> None:
    known = {f"diem.xa-{n}.dien_thoai": f"0214 {n:07}" for n in range(6_000)}
    text = "\n".join(f"Điểm {n}: {phone}" for n, phone in enumerate(known.values()))
    line = Line(NOON, "issued", CODE, folder="an-pham/a/", facts=known, text=text)
    edition_log.add(tmp_path, [line, Line(NOON, "published", CODE, "kho")])
    problems = Problems()
    log = edition_log.read(tmp_path, problems)
    assert list(problems) == []
    assert log is not None
    assert list(log[CODE].facts.items()) == list(known.items())
    assert log[CODE].text.split() == text.split()
    raw = (tmp_path / edition_log.FILE).read_text("utf-8")
    assert max(len(cell) for row in csv.reader(io.StringIO(raw)) for cell in row) < 32_767
    assert raw.count(".dien_thoai=") == len(known)

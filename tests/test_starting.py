"""Another authority starts: init, new, and the lists of what pages can name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click.testing
import pikepdf
import pypdfium2
import pytest
import yaml
from bangtin import cli
from bangtin.commands import asking, init, starters

from tests.conftest import PROJECT, MakeSite, places

HOURS = {"docs/guide.md": "The first hour", "docs/huong-dan-su-dung.md": "Giờ đầu tiên"}
COUNTY = (
    "--lang", "en", "--authority", "Westmarch County Council", "--short", "Westmarch",
    "--address", "westmarch.example.org", "--country", "GB",
    "--hotline", "Health line=0808 157 0192", "--units", "North Ward, South Ward", "--yes",
)  # fmt: skip


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "LANGUAGE", "en")


def bangtin(*arguments: str, answers: str = "") -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli.main, list(arguments), input=answers)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "westmarch"
    run = bangtin("init", str(root), *COUNTY)
    assert run.exit_code == 0, run.output
    monkeypatch.chdir(root)
    return root


# ── The first hour, as the guides tell it ──


def commands_of(guide: str) -> list[list[str]]:
    """Return the commands of the chapter's blocks that have no language."""
    text = (PROJECT / guide).read_text("utf-8").split(f"\n## {HOURS[guide]}\n")[1]
    text = text.split("\n## ")[0].replace("\\\n", " ")
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [shlex.split(row) for block in blocks for row in block.splitlines() if row.strip()]


@pytest.mark.parametrize("guide", HOURS)
def test_the_first_hour_runs_from_top_to_bottom(
    guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = commands_of(guide)
    assert len(commands) >= 8
    for name, *arguments in commands:
        if name == "cd":
            monkeypatch.chdir(arguments[0])
            continue
        assert name == "bangtin"
        run = bangtin(*arguments)
        assert run.exit_code == 0, f"{arguments}: {run.output}"
        assert not re.search(r"warning:|cảnh báo:", run.output), run.output
        if arguments[0] == "build":
            kinds = {path.parent.name for path in Path("public").glob("*/*/*.pdf")}
            assert len(kinds) == 3, kinds
    assert Path("icons.pdf").is_file()


def test_a_county_of_the_united_states_has_its_paper_and_its_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = [*COUNTY]
    county[county.index("GB")] = "US"
    county[county.index("Health line=0808 157 0192")] = "Help line=(202) 555-0143"
    monkeypatch.chdir(tmp_path)
    assert bangtin("init", "county", *county).exit_code == 0
    monkeypatch.chdir("county")
    run = bangtin("build")

    assert "0 errors, 0 warnings" in run.output, run.output
    page = next(Path("public").glob("guidance/wash-your-hands/index.html")).read_text("utf-8")
    assert "<html lang=en-US>" in page
    assert re.search(r">[A-Z][a-z]+ \d{1,2}, 20\d\d<", page)
    with pikepdf.open("public/prints/wash-your-hands-poster/wash-your-hands-poster.pdf") as pdf:
        left, bottom, right, top = (float(v) for v in pdf.pages[0].mediabox.as_list())
    assert (round((right - left) / 72, 2), round((top - bottom) / 72, 2)) == (11, 17)


# ── init ──


@pytest.mark.parametrize("lang", starters.languages())
def test_a_started_site_says_nothing_of_the_sample(lang: str) -> None:
    words = re.compile(r"Si Ma Cai|Lào Cai|Covid|Bluezone|tokhaiyte", re.IGNORECASE)
    for path in (starters.FOLDER / lang).rglob("*"):
        if path.is_file():
            assert not words.search(path.read_text("utf-8")), path


def test_what_is_answered_wrongly_is_asked_again(tmp_path: Path) -> None:
    answers = [
        "xx", "en", "", "Westmarch County Council", "Westmarch", "", "",
        "http://westmarch.example.org", "westmarch.example.org/", "England", "UK",
        "Health line", "Health line: 0808 157 0192", "North Ward; South Ward", "yellow", "#FFE",
        "Teal",
    ]  # fmt: skip
    run = bangtin("init", str(tmp_path / "w"), answers="\n".join(answers) + "\n")

    assert run.exit_code == 0, run.output
    for told in ("No site can be started in xx", "This can't be empty", "Write https://westm",
                 "England is no country", "has no name, or no number", "yellow is no colour",
                 "could not be read on #FFE"):  # fmt: skip
        assert told in run.output
    settings = (tmp_path / "w/site.yaml").read_text("utf-8")
    assert 'base_url: "https://westmarch.example.org"' in settings
    assert "country: GB" in settings
    assert '"#0b4f58"' in settings
    assert (tmp_path / "w/content/data/units.csv").read_text("utf-8").splitlines()[1:] == [
        "North Ward,North Ward", "South Ward,South Ward",
    ]  # fmt: skip


def test_where_nobody_answers_what_is_missing_is_named(tmp_path: Path) -> None:
    run = bangtin("init", str(tmp_path / "w"), "--lang", "en")

    assert run.exit_code == 2
    assert "--authority, --address, --hotline" in run.output
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--address", "https://example.org/guidance", "Write its host alone"),
        ("--address", "localhost", "no address of a portal"),
        ("--address", "example.org:99999", "no address of a portal"),
        ("--country", "Great Britain", "no country's two letters"),
        ("--hotline", "Health line=call us", "can't be dialled"),
        ("--hotline", "0808 157 0192", "no name, or no number"),
        ("--colour", "#eeeeee", "could not be read"),
        ("--authority", "A\u200bB", "can't be seen (U+200B)"),
        ("--authority", "   ", "can't be empty"),
        ("--short", "The {county}", "{ can't stand in it"),
        ("--lang", "tlh", "No site can be started"),
    ],
)
def test_what_an_option_can_t_mean_is_refused(
    tmp_path: Path, option: str, value: str, told: str
) -> None:
    run = bangtin("init", str(tmp_path / "w"), *COUNTY[2:], "--lang", "en", option, value)

    assert run.exit_code == 2
    assert f"{option}: " in run.output
    assert told in run.output
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("115", None), ("Cấp cứu=115", ("Cấp cứu", "115")), ("Cấp cứu: 115", ("Cấp cứu", "115")),
        ("Cấp cứu – 115", ("Cấp cứu", "115")), ("Cấp cứu\t115", ("Cấp cứu", "115")),
        ("Y tế = 0214 384 1234", ("Y tế", "0214 384 1234")), ("Y tế =", ("Y tế", "")),
        ("Cấp cứu 115", ("Cấp cứu", "115")), ("Trạm y tế 2 0214 384 1234", None),
        ("Y tế +84 214 384 1234", ("Y tế", "+84 214 384 1234")),
    ],
)  # fmt: skip
def test_a_hotline_is_taken_as_people_write_it(written: str, meant: tuple[str, str] | None) -> None:
    if meant is None:
        with pytest.raises(asking.Unusable):
            init.hotline(written, "VN")
    else:
        assert init.hotline(written, "VN") == meant


def test_one_hotline_needs_its_number_and_others_may_wait(tmp_path: Path) -> None:
    with pytest.raises(asking.Unusable) as caught:
        init.hotlines(("Health line=",), "GB")
    assert caught.value.key == "init-hotline-none"

    run = bangtin("init", str(tmp_path / "w"), *COUNTY, "--hotline", "Flood line=")

    # A build reminds of it, and says so beforehand.
    assert run.exit_code == 0, run.output
    assert "every build will warn" in run.output
    assert "Flood line" in run.output


def test_names_with_quotes_and_signs_of_yaml_come_out_as_they_are(tmp_path: Path) -> None:
    name = 'St. John\'s "New" Council: #1 – 50%'
    root = tmp_path / "w"
    more = ("--authority", name, "--units", "A & B, 'C'; @D: E")

    run = bangtin("init", str(root), *COUNTY, *more)

    assert run.exit_code == 0, run.output
    from bangtin.commands import listing

    settings = listing.read(root).settings
    assert settings is not None
    assert settings.issuer.name == name


@pytest.mark.parametrize("there", ["notes.txt", ".env", "site.yaml"])
def test_a_folder_that_holds_something_is_left_and_named(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")

    run = bangtin("init", str(tmp_path), *COUNTY)

    assert run.exit_code == 2
    assert there in run.output
    assert [path.name for path in tmp_path.iterdir()] == [there]


def test_what_systems_leave_in_a_new_folder_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"")
    (tmp_path / ".git").mkdir()

    assert bangtin("init", str(tmp_path), *COUNTY).exit_code == 0


def test_no_site_starts_inside_another_or_in_a_file(site: Path) -> None:
    assert "inside another site" in bangtin("init", str(site / "new"), *COUNTY).output
    assert "is a file" in bangtin("init", str(site / "README.md"), *COUNTY).output


def test_an_example_is_copied_whole_without_what_was_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped/floods"
    for name in ("site.yaml", "content/index.md", "public/index.html", ".bangtin/x", ".gitignore"):
        (shipped / name).parent.mkdir(parents=True, exist_ok=True)
        (shipped / name).write_text(name)
    monkeypatch.setattr(starters, "examples", lambda: {"floods": shipped})

    assert bangtin("init", str(tmp_path / "w"), "--example", "floods").exit_code == 0
    found = {p.relative_to(tmp_path / "w").as_posix() for p in (tmp_path / "w").rglob("*")}
    assert found == {"site.yaml", "content", "content/index.md", ".gitignore"}
    run = bangtin("init", str(tmp_path / "v"), "--example", "flood")
    assert run.exit_code == 2
    assert "There are: floods" in run.output


def test_the_commands_that_come_next_can_be_typed_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    run = bangtin("init", "My county's site", *COUNTY)

    told = next(row for row in run.output.splitlines() if row.startswith("  cd "))
    assert shlex.split(told) == ["cd", "My county's site"]


def test_a_hotline_that_can_t_be_taken_brings_an_example(tmp_path: Path) -> None:
    run = bangtin("init", str(tmp_path / "w"), *COUNTY, "--hotline", "call us")
    assert "such as Health line=0808 157 0192" in run.output


# ── new ──


def test_a_new_page_is_a_draft_with_a_code_of_its_own(site: Path) -> None:
    for title, code in (("Watch hazards", "WH2"), ("Boil", "BO")):
        run = bangtin("new", "page", title)
        assert run.exit_code == 0, run.output
        name = title.lower().replace(" ", "-")
        text = (site / f"content/guidance/{name}.md").read_text("utf-8")
        assert "draft: true" in text
        assert f"code: {code}\n" in text
    assert bangtin("check").exit_code == 0


def test_a_long_title_makes_a_short_address_that_prints_have_room_for(site: Path) -> None:
    title = "What every household should do before, during and after a period of extreme heat"
    assert bangtin("new", "page", title).exit_code == 0
    name = "what-every-household"
    page = site / f"content/guidance/{name}.md"
    assert title in page.read_text("utf-8")
    for text in (title, name):
        given = ("--page", text, "--format", "poster-a3", "--slogan", "Keep cool", "--yes")
        assert bangtin("new", "print", *given).exit_code == 0
    card = ("--page", name, "--format", "visit-card-a6", "--yes")
    assert bangtin("new", "print", *card).exit_code == 0
    written = page.read_text("utf-8").replace("draft: true\n", "")
    written = written.partition("\n---\n")[0] + MENDED
    page.write_text(written, "utf-8")

    run = bangtin("check")
    assert run.exit_code == 0, run.output

    page.rename(page.with_stem("what-every-household-should-do-before-during-and-after-extreme-heat-in"
                               "-the-summer-and-in-spring"))  # fmt: skip
    run = bangtin("check")
    assert run.exit_code == 1
    assert "the address below the code does not fit" in run.output
    assert "Rename the page's file" in run.output


def test_nothing_new_overwrites(site: Path) -> None:
    before = (site / "content/guidance/wash-your-hands.md").read_bytes()

    for title in ("Wash your hands", "WASH your – hands!"):
        run = bangtin("new", "page", title)
        assert run.exit_code == 2
        assert "is there already" in run.output
    assert "is there already" in bangtin("new", "table", "Units").output
    assert (site / "content/guidance/wash-your-hands.md").read_bytes() == before


@pytest.mark.parametrize("title", ["…", "  ", "🙂", "a{b}"])
def test_a_title_that_names_no_file_is_refused(site: Path, title: str) -> None:
    assert bangtin("new", "page", title).exit_code == 2


def test_a_section_that_is_not_there_is_refused_with_those_that_are(site: Path) -> None:
    run = bangtin("new", "page", "A page", "--section", "guidence")

    assert run.exit_code == 2
    assert "guidance" in run.output
    assert bangtin("new", "page", "A page", "--section", "../..").exit_code == 2


def test_a_new_print_keeps_all_that_stands_in_the_page(site: Path) -> None:
    page = site / "content/guidance/wash-your-hands.md"
    raw = page.read_bytes().replace(b"\n", b"\r\n")
    page.write_bytes(raw)

    run = bangtin("new", "print", "--page", "wash-your-hands", "--format", "Poster A4",
                  "--slogan", 'Say "soap": now')  # fmt: skip

    assert run.exit_code == 0, run.output
    changed = page.read_bytes()
    above, below = raw.rsplit(b"\r\n---\r\n", 1)
    assert changed.startswith(above + b"\r\n  - format: poster-a4\r\n")
    assert changed.endswith(b"\r\n---\r\n" + below)
    assert b"\n" not in changed.replace(b"\r\n", b"")
    assert bangtin("check").exit_code == 0


def test_a_second_print_of_a_format_has_a_name_of_its_own(site: Path) -> None:
    run = bangtin("new", "print", "--page", "wash-your-hands", "--format", "poster-a3", "--yes")

    assert run.exit_code == 0, run.output
    text = (site / "content/guidance/wash-your-hands.md").read_text("utf-8")
    assert "id: wash-your-hands-poster-a3-2" in text


def test_a_new_print_asks_what_it_must(site: Path) -> None:
    run = bangtin("new", "print", answers="wash\nwash-your-hands\nposter\nposter-a4\n\n")

    assert run.exit_code == 0, run.output
    assert "Which page is meant by wash?" in run.output
    assert "210 × 297 mm" in run.output
    assert "There is no format poster." in run.output
    assert "--page, --format" in bangtin("new", "print", "--yes").output


MENDED = """
---

Keep out of the sun.

1. **Drink.** Water, before you are thirsty.
2. **Stay inside.** From noon to five.
3. **Look after others.** Phone them twice a day.
"""


CORRECTION = """---
title: Salt water
summary: Salt water kills no germs.
date: 2021-07-01
kind: correction
code: SW
fact: Soap and clean water wash germs away
claim: Salt water kills all germs on hands
why: >-
  Salt does not loosen the fat that germs sit in, and soap does. Whoever washes with salt water
  alone still carries the germs to food, to children and to everybody whose hand they shake.
  Use soap. Ash does where nobody has any, and a sanitiser helps on the way.
source: /guidance/wash-your-hands.md
---

Text.
"""


def test_a_new_print_of_every_format_builds(site: Path) -> None:
    """Or is refused with what to do, where no such page can have one."""
    from bangtin.commands import listing

    (site / "content/facts").mkdir()
    (site / "content/facts/salt-water.md").write_text(CORRECTION, "utf-8")
    before = dict(listing.read(site).formats)
    names = listing.own_names(before, "en")
    assert len(names) > 35

    for name in names:
        layout = before[name].layout
        page = "salt-water" if layout in ("correction", "share") else "wash-your-hands"
        slogan = () if layout in ("correction", "broadcast") or page == "salt-water" else (
            "--slogan", "Wash hands")  # fmt: skip
        run = bangtin("new", "print", "--page", page, "--format", name, "--yes", *slogan)
        assert run.exit_code == 0, f"{name}: {run.output}"

    run = bangtin("build")
    assert run.exit_code == 0, run.output
    assert "warning:" not in run.output
    text = (site / "content/guidance/wash-your-hands.md").read_text("utf-8")
    # Where no slogan stands, the words are the title.
    assert text.count('"Wash hands"') == text.count("format:") - 4, text


@pytest.mark.parametrize(
    ("page", "format_name", "slogan", "told"),
    [
        ("wash-your-hands", "correction-a4", (), "made from corrections alone"),
        ("emergency-numbers", "folded-a4", (), "3 panels"),
        ("wash-your-hands", "announcement", ("--slogan", "Wash"), "Leave --slogan out"),
        ("wash-your-hands", "square-1080", ("--slogan", "Wash " * 30), "words"),
        ("index", "poster-a4", (), "code"),
    ],
)
def test_a_print_that_would_not_build_is_refused_with_what_to_do(
    site: Path, page: str, format_name: str, slogan: tuple[str, ...], told: str
) -> None:
    tree = {path: path.read_bytes() for path in (site / "content").rglob("*.md")}

    run = bangtin("new", "print", "--page", page, "--format", format_name, *slogan, "--yes")

    assert run.exit_code == 2
    assert told in run.output
    assert {path: path.read_bytes() for path in (site / "content").rglob("*.md")} == tree


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("publish: [{format: poster-a3}]", "on one line"),
        ("title: [", "mistake in its header"),
    ],
)
def test_a_page_that_can_t_take_a_print_stays_as_it_is(site: Path, head: str, told: str) -> None:
    page = site / "content/guidance/own.md"
    page.write_text(f"---\ntitle: Own\nsummary: Own\ndate: 2021-07-01\n{head}\n---\n\nText.\n")
    before = page.read_bytes()

    run = bangtin("new", "print", "--page", "own", "--format", "poster-a4", "--yes")

    assert run.exit_code == 2
    assert told in run.output
    assert page.read_bytes() == before


def test_a_page_in_no_utf8_is_named_and_no_fault(site: Path) -> None:
    (site / "content/guidance/own.md").write_bytes(b"---\ntitle: C\xe0i\n---\n")
    run = bangtin("new", "print", "--page", "own", "--format", "poster-a4", "--yes")
    assert run.exit_code == 2
    assert "content/guidance/own.md" in run.output


def test_a_new_table_and_language_build(site: Path) -> None:
    assert bangtin("new", "table", "Water points", "--columns", "Name; Address").exit_code == 0
    assert (site / "content/data/water-points.csv").read_text() == "name,address\nName,–\n"
    assert bangtin("new", "table", "Wells", "--columns", "a, A").exit_code == 2
    assert bangtin("new", "language", "en").exit_code == 2
    assert bangtin("new", "language", "french").exit_code == 2
    assert "--name" in bangtin("new", "language", "nut").output
    assert bangtin("new", "language", "vi").exit_code == 0

    run = bangtin("check")

    assert run.exit_code == 0, run.output
    assert "vi does not translate" in run.output


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("languages: {}\n", ""),
        ("languages: {}  # none yet\n", "search: true\n"),
        ("languages:\n# mine\n    vi:\n        name: Tiếng Việt\n\n# later\n", "search: true\n"),
        ("\ufefflanguages:\n  vi:\n    # its own name\n    name: Tiếng Việt\n", "# end"),
        ("languages:\n  vi:\n    words:\n      Westmarch: W\n    name: X\n", "band: false"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("tags", [("fr", "nut"), ("nut", "fr")])
def test_languages_are_added_one_after_the_other(
    site: Path, before: str, after: str, ends: str, tags: tuple[str, str]
) -> None:
    file = site / "site.yaml"
    text = file.read_text("utf-8").replace("band: false\n", "")
    written = (before + text + after).removesuffix("\n").replace("\n", ends)
    file.write_bytes(written.encode("utf-8"))

    for tag in tags:
        run = bangtin("new", "language", tag, "--name", f"The {tag}")
        assert run.exit_code == 0, run.output

    from bangtin.commands import listing

    settings = listing.read(site).settings
    assert settings is not None
    there = ["vi"] if "vi:" in before else []
    assert list(settings.languages) == [*there, *tags]
    assert [settings.languages[tag].name for tag in tags] == [f"The {tag}" for tag in tags]
    raw = file.read_bytes().decode("utf-8")
    assert "\n" not in raw.replace(ends, "")
    kept = [row for row in written.splitlines() if not row.lstrip("\ufeff").startswith("lang")]
    assert [row for row in raw.splitlines() if row in kept] == kept


@pytest.mark.parametrize(
    "there", ["languages: {vi: {name: V}}\n", "languages:\n  {vi: {name: V}}\n",
              "'languages':\n  vi: {name: V}\n"],
)  # fmt: skip
def test_languages_that_no_entry_can_be_put_below_stay_as_they_are(site: Path, there: str) -> None:
    file = site / "site.yaml"
    before = file.read_text("utf-8") + there
    file.write_text(before, "utf-8")

    run = bangtin("new", "language", "fr")

    assert run.exit_code == 2
    assert "languages" in run.output
    assert file.read_text("utf-8") == before
    assert not (site / "content/fr").exists()


@pytest.mark.parametrize("kind", ["page", "notice"])
@pytest.mark.parametrize(
    "lang", sorted({p.suffixes[0][1:] for p in starters.FOLDER.glob("new/*.md")})
)
def test_every_line_of_a_template_that_is_left_is_told(
    make_site: MakeSite, kind: str, lang: str
) -> None:
    """Its section titles and the commented keys of its header may stay."""
    template = (starters.FOLDER / f"new/{kind}.{lang}.md").read_text("utf-8")
    values = {"title": "Boil water", "today": "2021-07-01", "review": "2021-12-01",
              "expires": "2021-08-01", "code": "BW"}  # fmt: skip
    text = init.templates().from_string(template).render(values)
    file = f"content/{'thong-bao' if kind == 'notice' else 'huong-dan'}/boil.md"
    assert places(make_site({file: text}).build(publish=False).problems) == []

    found = places(
        make_site({file: text.replace("draft: true\n", "")}).build(publish=False).problems
    )

    lines = text.replace("draft: true\n", "").split("\n---\n")
    first = lines[0].count("\n") + 3
    body = lines[1].split("\n")
    wanted = {first + n for n, row in enumerate(body) if row and not row.startswith("## ")}
    told = {int(p.split(":")[1].split()[0]) for p in found if p.endswith("template-left")}
    assert told == wanted
    assert any(p.endswith("summary-is-title") for p in found)


def test_a_language_goes_in_as_far_as_those_that_are_there(site: Path) -> None:
    settings = site / "site.yaml"
    before = settings.read_text("utf-8")
    settings.write_text(before + "languages:\n    fr:\n        name: Français\n", "utf-8")
    home = site / "content/index.md"
    home.write_text(home.read_text("utf-8").replace("---\n", "---  \n", 1), "utf-8")

    assert bangtin("new", "language", "vi").exit_code == 0

    known = yaml.safe_load(settings.read_text("utf-8"))["languages"]
    assert known == {"fr": {"name": "Français"}, "vi": {"name": "Tiếng Việt"}}
    head = (site / "content/vi/index.md").read_text("utf-8").split("---\n")[1]
    assert "draft: true\n" in head

    settings.write_text(f'{before}"languages":\n  fr:\n    name: Français\n', "utf-8")
    (site / "content/vi/index.md").unlink()
    run = bangtin("new", "language", "vi")
    assert run.exit_code == 2
    assert "languages stands on one line there" in run.output
    assert settings.read_text("utf-8").endswith("Français\n")


# ── Lists ──


def test_formats_and_links_are_listed_with_their_sizes(site: Path) -> None:
    run = bangtin("formats")

    assert re.search(r"poster-a3 +297 × 420 mm", run.output)
    assert "The link register is empty" in bangtin("links").output


def test_the_sheet_of_pictograms_names_every_one(site: Path) -> None:
    assert bangtin("icons", "--out", "sheets").exit_code == 0

    page = (site / "sheets/icons.html").read_text("utf-8")
    document = pypdfium2.PdfDocument(site / "sheets/icons.pdf")
    printed = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    for folder in (PROJECT / "assets/icons", site / "assets/icons"):
        for icon in folder.glob("*.svg"):
            assert f"<b>{icon.stem}</b>" in page
            assert icon.stem.replace("-", "") in re.sub(r"[-\s\ufffe\x02]", "", printed)

"""Product and sample are two things: nothing of a place, a service or a language is welded in."""

from __future__ import annotations

import ast
import datetime
import re
import typing
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from bangtin.config import addresses
from bangtin.config.settings import SectionKind
from bangtin.stages.session import Request

from tests.conftest import PROJECT, MakeSite, Sandbox, page, places
from tests.small import SITE

NAMES = re.compile(
    r"si ?ma ?cai|l[aà]o ?cai|bluezone|tokhaiyte|covid|postmart|voso\.vn|sars-cov|fenwick",
    re.IGNORECASE,
)
"""Places, services and diseases of a sample."""
CATALOGUES = (
    "generator/bangtin/messages/",
    "generator/bangtin/speech/",
    "generator/bangtin/config/addresses.json",
    "generator/bangtin/site/icon_names.json",
    "layouts/strings/fr.yaml",
    "layouts/strings/vi.yaml",
)
"""Where the words of a language stand."""
ABOUT_VIETNAMESE = {
    "cli.py": "an answer of yes",
    "markdown/days.py": "days of the week",
    "commands/recall.py": "words behind a day that say: not yet",
    "config/settings.py": "two ways to say a number, as authors write them",
    "config/strings.py": "what a language calls itself",
    "config/hosts.py": "letters of hosts",
    "channels/search.py": "a letter that people type as another",
    "checks/prints.py": "letters that fill their boxes",
    "commands/import_word.py": "how a document writes its day, and what Word says in it",
    "commands/init.py": "what people call colours and countries",
    "commands/where.py": "a date in words",
    "files/decoding.py": "signs of wrong encodings",
    "locales.py": "what languages are called",
    "lamps/alphabet.py": "an alphabet",
    "lamps/faces.py": "an alphabet",
    "markdown/doubts.py": "how people number steps in Word",
    "markdown/language_marks.py": "letters of a language",
    "problems.py": "letters that are taken for one another",
    "site/author_text.py": "how people number steps in Word",
    "site/copies.py": "what a desktop calls a copy",
    "site/count_reports.py": "what people write before the number of a report",
    "site/corrections.py": "what people write before a claim",
    "site/message_parts.py": "letters of a text message",
    "site/print_entries.py": "a choice in either language",
    "site/scripts.py": "abbreviations that end no sentence",
    "site/tables.py": "months as a French Excel shortens them",
    "spelling.py": "an alphabet, units that no line parts from their number",
}
"""Modules whose subject is the language; each with what its words are."""


def shipped() -> list[Path]:
    """Return every text file that the wheel carries."""
    kinds = {".py", ".html", ".typ", ".css", ".js", ".yaml", ".json", ".svg"}
    folders = ("generator/bangtin", "layouts", "assets")
    found = (path for folder in folders for path in (PROJECT / folder).rglob("*"))
    return sorted(
        path for path in found if path.suffix in kinds and "__pycache__" not in path.parts
    )


def said(path: Path) -> str:
    """Return a file's text without its comments, and of a module only its texts."""
    text = path.read_text("utf-8")
    match path.suffix:
        case ".py":
            tree = ast.parse(text)
            documentation = {
                id(node.value) for node in ast.walk(tree)
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            }  # fmt: skip
            return "\n".join(
                node.value for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                and id(node) not in documentation
            )  # fmt: skip
        case ".yaml":
            return re.sub(r"^\s*#.*", "", text, flags=re.MULTILINE)
        case ".typ" | ".js":
            return re.sub(r"^\s*//.*", "", text, flags=re.MULTILINE)
    return text


def is_vietnamese(text: str) -> bool:
    spread = unicodedata.normalize("NFD", text)
    return re.search("[đĐ]|[aeiouy][\u0302\u0306\u031b\u0300\u0301\u0303\u0309\u0323]", spread,
                     re.IGNORECASE) is not None  # fmt: skip


def test_no_place_service_or_disease_is_named_in_what_ships() -> None:
    """The list of how Vietnamese abbreviations are read may name any of them."""
    found = {
        path.relative_to(PROJECT).as_posix(): match.group()
        for path in shipped()
        if path.parent.name != "speech" and (match := NAMES.search(said(path)))
    }
    assert found == {}


def test_vietnamese_words_stand_in_catalogues_and_in_modules_about_them() -> None:
    found = set()
    starters = re.compile("generator/bangtin/commands/starters/(vi|fr)/")
    for path in (p for p in shipped() if not starters.search(p.as_posix())):
        name = path.relative_to(PROJECT).as_posix()
        if not name.startswith(CATALOGUES) and is_vietnamese(said(path)):
            found.add(name.removeprefix("generator/bangtin/"))
    assert found == set(ABOUT_VIETNAMESE)


def test_each_language_has_the_same_words_and_kinds_of_sections() -> None:
    names = set(addresses.Addresses.__struct_fields__) - {"places"}
    kinds = set(typing.get_args(SectionKind))
    for language in ("vi", "en"):
        words = addresses.of_language(language)
        assert [name for name in names if not getattr(words, name)] == []
        assert set(addresses.sections(language).values()) == kinds - {"questions"}


FLOODS = """\
language: en
title: Flood help in the county
area: the county
base_url: https://county.example.org
as_of: 2021-07-20
issuer: {name: COUNTY COUNCIL, short: County Council, address: Hall Street}
hotlines:
  - {name: Flood line, number: "1800 1234"}
links:
  alerts: {url: https://alerts.example.org, title: Flood alerts, action: Scan to get alerts}
allowed_hosts: [alerts.example.org]
palette:
  ground: {rgb: "#143a3a", cmyk: [90, 50, 60, 40]}
  action: {rgb: "#b3261e", cmyk: [10, 95, 95, 5]}
  notice: {rgb: "#ffc72c", cmyk: [0, 22, 90, 0]}
  paper: {rgb: "#fffdf7", cmyk: [0, 0, 3, 0]}
sections:
  floods: {kind: guidance, title: What to do}
  faq: {kind: questions}
units: {table: parishes, title: Parishes, full_name: parish, phone: line}
embed: {pages: true}
topics: {water: Water}
menu:
  - {title: What to do, page: floods/}
  - {title: Prints, page: prints/}
  - {title: Search, page: search/}
"""
HOME = page("Be ready.", title="Flood help", summary="What to do.", kind="home")
BEFORE = page(
    "1. **Listen** to the radio.\n2. **Switch off** the power.\n",
    title="Before a flood", summary="Two things to do.", code="FL", topics="[water]",
    icon="flood", step_icons="[radio, power]",
    publish="""
  - {format: poster-a4, slogan: Ready for a flood?, qr: alerts}
  - {format: banner-6x0.8, slogan: Get flood alerts, qr: alerts, each: parishes, files_from: key}
  - {format: led-64x32, lines: [Flood, alerts]}
  - {format: square-1080, slogan: Get flood alerts, caption: Get flood alerts., qr: alerts}
  - {format: text-message, text: Get flood alerts}""",
)  # fmt: skip
PARISHES = "key,name,parish,line\nu1,Upper,Parish of Upper,1800 1234\nl1,Lower,Parish of Lower,\n"
FAQ = page("## Who sends them?\n\nThe council.", title="Alerts", summary="About them.")


@pytest.fixture(scope="module")
def floods(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    site = Sandbox(tmp_path_factory.mktemp("floods"))
    site.write({
        "site.yaml": FLOODS, "content/index.md": HOME, "content/floods/before.md": BEFORE,
        "content/faq/why.md": FAQ, "content/data/parishes.csv": PARISHES,
        "content/news/sirens.md": page("They work.", title="Sirens", summary="Tested."),
    })  # fmt: skip
    assert places(site.build().problems) == []
    return site


def test_an_english_portal_has_english_addresses_and_names_of_files(floods: Sandbox) -> None:
    tree = floods.tree()
    for path in (
        "floods/index.html", "faq/index.html", "prints/index.html", "search/index.html",
        "questions/index.html", "topics/water/index.html", "all-pages/index.html",
        "parishes/parish-of-upper/index.html", "embed/floods/before/frame/index.html",
        "prints/before-poster-a4/before-poster-a4-press.pdf",
        "prints/before-banner-6x0.8/before-banner-6x0.8-u1-a4-tiles.pdf",
        "prints/before-banner-6x0.8/before-banner-6x0.8-l1-press-scale-1-10.pdf",
        "prints/before-square-1080/before-square-1080-caption.txt",
        "search-index/pagefind.js",
    ):  # fmt: skip
        assert path in tree, path
    vietnamese = set(vars_of("vi")) - set(vars_of("en"))
    parts = {part for path in tree for part in re.split(r"[/.]", path)}
    assert parts & vietnamese == set()


def vars_of(language: str) -> list[str]:
    words = addresses.of_language(language)
    return [getattr(words, name) for name in words.__struct_fields__ if name != "places"]


def test_an_english_portal_says_no_vietnamese_word_on_pages_and_prints(floods: Sandbox) -> None:
    for path, data in floods.tree().items():
        if path.startswith("search-index/"):
            continue
        if path.endswith(".pdf"):
            with pypdfium2.PdfDocument(data) as pdf:
                text = "".join(p.get_textpage().get_text_range() for p in pdf)
                text += str(pdf.get_metadata_dict())
        elif path.endswith((".html", ".js", ".txt", ".xml", ".css")):
            text = data.decode("utf-8")
        else:
            continue
        assert not is_vietnamese(text), path
        assert not NAMES.search(text), path
        assert "0,8" not in text, path
    assert "Banner 6 × 0.8 m" in floods.read("prints/index.html")


def test_sections_have_their_titles_and_questions_their_list(floods: Sandbox) -> None:
    home, faq = floods.read("index.html"), floods.read("faq/index.html")
    assert "What to do" in home
    assert home.index("What to do") < home.index("Questions and answers")
    assert "Who sends them?" in faq
    assert "<h1>Parishes" in floods.read("parishes/index.html")
    upper = floods.read("parishes/parish-of-upper/index.html")
    assert "18001234" in upper


def test_a_folder_with_marks_is_a_section_by_its_address(make_site: MakeSite) -> None:
    site = make_site({"content/Lũ lụt/a.md": page("Một.", title="Một việc")})
    site.write({"site.yaml": (site.root / "site.yaml").read_text("utf-8")
                + "sections: {Lũ lụt: {kind: guidance, title: Lũ lụt}}\n"})  # fmt: skip
    assert places(site.build().problems) == []
    assert "Một việc" in site.read("lu-lut/index.html")
    assert "Lũ lụt" in site.read("index.html")


def test_words_of_addresses_can_be_changed_one_by_one(make_site: MakeSite) -> None:
    site = make_site({"content/in.md": page(
        code="IN", publish="\n  - {format: poster-a4, slogan: A, qr: bluezone, "
        "steps: [{text: Một, icon: scan-code}]}")})  # fmt: skip
    site.write({"site.yaml": (site.root / "site.yaml").read_text("utf-8")
                + "addresses: {prints: to-in, press: xuong-in}\n"})  # fmt: skip
    assert places(site.build().problems) == []
    assert "to-in/in-poster-a4/in-poster-a4-xuong-in.pdf" in site.tree()
    assert "hoi-dap/index.html" in site.tree()


@pytest.mark.parametrize(
    ("keys", "day", "stamp"),
    [
        ("", 21, "2021-07-05T00:00:00+07:00"),
        ("language: en\n", 20, "2021-07-05T00:00:00+00:00"),
        ("language: en\ncountry: VN\n", 21, "2021-07-05T00:00:00+07:00"),
        ('language: en\ntime_zone: "-05:00"\n', 20, "2021-07-05T00:00:00-05:00"),
        ("time_zone: +09:00\n", 21, "2021-07-05T00:00:00+09:00"),
    ],
)
def test_the_day_is_that_of_the_site_s_own_zone(
    make_site: MakeSite, keys: str, day: int, stamp: str
) -> None:
    site = make_site({"content/a.md": page()}, site=SITE + keys)
    moment = datetime.datetime(2021, 7, 20, 18, tzinfo=datetime.UTC)
    assert Request(site.root, moment=moment).today == datetime.date(2021, 7, day)
    site.build()
    assert f"<updated>{stamp}</updated>" in site.read("feed.xml")

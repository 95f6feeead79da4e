"""Arabic and its like: pages from right to left, numbers in their own order, no prints yet."""

from __future__ import annotations

import doctest

import pytest
from bangtin.cli import main
from bangtin.markdown import bidi, html, language_marks, parsing
from bangtin.problems import Problems
from click.testing import CliRunner
from playwright.sync_api import Browser

from tests.arabic import FILES, SETTINGS
from tests.conftest import MakeSite, page, places, serve
from tests.small import SITE

MISSING = "layouts/strings/ar.yaml:1 strings-missing"
BANNER = "\n  - {format: bang-ron-6x0.8, slogan: Wash, qr: none}"
COUNT = """\
count:
  title: العدد
  columns: {day: day, unit: unit}
  measures: {done: {column: done, title: تم}}
  example: true
"""
COUNTED: dict[str, str | bytes] = {
    "content/data/units.csv": "key,name\na,الشمال\nb,الجنوب\n",
    "content/data/progress.csv": "day,unit,done\n2021-07-19,a,20\n2021-07-19,b,40\n",
}


def rendered(text: str, lang: str) -> str:
    found = parsing.parse(text, "content/a.md", 1, Problems())
    assert found is not None
    return html.render(found.blocks, lang, {}, {}, phones={"19009095": "19009095"})


def test_what_the_examples_show_is_so() -> None:
    assert doctest.testmod(bidi).failed == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1900 9095", '<bdi dir="ltr">1900 9095</bdi>'),
        ("+84 24 3846 0000.", '<bdi dir="ltr">+84 24 3846 0000</bdi>.'),
        ("(024) 3846", '<bdi dir="ltr">(024) 3846</bdi>'),
        ("15/CT-UBND", '<bdi dir="ltr">15/CT-UBND</bdi>'),
        ("https://who.int/a", '<bdi dir="ltr">https://who.int/a</bdi>'),
        ("20/7/2021", '<bdi dir="ltr">20/7/2021</bdi>'),
        ("50%", '<bdi dir="ltr">50%</bdi>'),
        ("20 ثانية", "20 ثانية"),
        ("WHO", "WHO"),
        ("a &amp; b &#39;", "a &amp; b &#39;"),
        ("٥٠ ٦٠", "٥٠ ٦٠"),
    ],
)
def test_a_number_or_code_of_several_parts_keeps_its_order(text: str, shown: str) -> None:
    assert bidi.isolated(text) == shown


def test_numbers_of_hotlines_and_code_in_a_text_are_from_left_to_right() -> None:
    found = rendered("اتصل 1900 9095 أو `A-1`", "ar")
    assert '<a href="tel:19009095" dir="ltr">1900 9095</a>' in found
    assert '<code dir="ltr">' in found
    assert "dir" not in rendered("Gọi 1900 9095 hay `A-1`", "vi")


@pytest.mark.parametrize(
    ("lang", "words", "marked"),
    [
        ("fr", "L'été à la maison", []),
        ("fr", "Voir le Bộ Y tế à Hà Nội, déjà", ["Bộ Y tế", "Hà Nội"]),
        ("es", "Página útil de España", []),
        ("yo", "Ọjọ́ ẹ̀kọ́", []),
        ("en", "in Lào Cai", ["Lào Cai"]),
        ("ar", "في Hà Nội", ["Hà Nội"]),
    ],
)
def test_marks_of_another_language_are_not_taken_for_vietnamese(
    lang: str, words: str, marked: list[str]
) -> None:
    assert [part for part, is_vi in language_marks.split(words, lang) if is_vi] == marked
    assert language_marks.are_needed(lang)
    assert not language_marks.are_needed("vi-VN")
    assert not language_marks.are_needed("nut")


def test_a_page_is_laid_out_from_right_to_left(make_site: MakeSite) -> None:
    site = make_site(FILES, site=SETTINGS)

    assert places(site.build().problems) == [MISSING]

    text = site.read("guidance/hands/index.html")
    assert "<html dir=rtl lang=ar>" in text
    assert "<a dir=ltr href=tel:19009095>1900 9095</a>" in text
    assert "<b><bdi dir=ltr>1900 9095</bdi></b>" in text
    assert "<bdi dir=ltr>www.who.int</bdi>" in text


def test_words_in_another_direction_say_theirs(make_site: MakeSite) -> None:
    site = make_site(FILES, site=SETTINGS + "languages: {en: {}}\n")
    site.build()

    text = site.read("en/guidance/hands/index.html")

    assert "<html dir=ltr lang=en>" in text
    assert "<div dir=rtl lang=ar><h1>" in text
    assert "<span dir=rtl lang=ar>دليل الصحة العامة</span>" in text
    assert "lang=ar>العربية</a>" in text


def test_a_site_from_left_to_right_names_no_direction(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": page("Gọi 1900 9095.")})
    site.build()
    for file in site.public.rglob("*.html"):
        assert " dir=" not in file.read_text("utf-8"), file


def test_nothing_that_nobody_asked_for_is_set_from_right_to_left(make_site: MakeSite) -> None:
    english = "languages: {en: {words: {دليل الصحة العامة: Health, وزارة الصحة: Ministry}}}\n"
    settings = SETTINGS + COUNT + "embed: {pages: true}\n"
    site = make_site({**FILES, **COUNTED}, site=settings + english)

    found = [p for p in places(site.build().problems) if "words-missing" not in p]

    assert found == [MISSING]
    assert [p.name[:8] for p in site.public.rglob("*.png")] == ["share-en"]
    text = site.read("index.html")
    assert "og:image" not in text
    assert "content=summary name=twitter:card" in text
    assert list(site.public.rglob("*.pdf")) == []
    assert (site.public / "progress/progress.xlsx").is_file()
    embed = site.read("embed/guidance/hands/index.html")
    assert "&lt;div lang=&#34;ar&#34; dir=&#34;rtl&#34;" in embed or 'dir="rtl"' in embed
    assert "border-right: 4px" in embed
    assert "id=picture" not in embed


def test_what_would_be_set_from_right_to_left_is_refused_at_its_line(make_site: MakeSite) -> None:
    printed = page("نص.", title="نص", code="NA", publish=BANNER)
    site = make_site({**FILES, "content/a.md": printed}, site=SETTINGS)
    assert places(site.build().problems) == ["content/a.md:7 print-right-to-left", MISSING]

    second = BANNER.replace("}", ", second_text: {lang: ar, text: اغسل يديك}}")
    site = make_site({"content/a.md": page(code="NA", publish=second)})
    assert places(site.build().problems) == ["content/a.md:7 print-right-to-left"]

    site = make_site(
        {**FILES, "content/en/a.md": page(code="NA", publish=BANNER), "content/a.md": page()},
        site=SITE + "languages: {ar: {}, en: {}}\n",
    )
    assert "print-right-to-left" not in {p.key for p in site.build().problems}

    asked = COUNT.replace("count:\n", "count:\n  forms: true\n")
    site = make_site({**FILES, **COUNTED}, site=SETTINGS + asked)
    line = (SETTINGS + asked).split("\n").index("  forms: true") + 1
    assert f"site.yaml:{line} print-right-to-left" in places(site.build().problems)


def test_a_text_message_may_be_written_from_right_to_left(make_site: MakeSite) -> None:
    entry = "\n  - {format: tin-nhan-sms, message: اغسل يديك}"
    site = make_site(
        {**FILES, "content/a.md": page("نص.", title="نص", code="NA", publish=entry)},
        site=SETTINGS,
    )
    assert "print-right-to-left" not in {p.key for p in site.build().problems}


def test_a_report_is_refused_and_says_why(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site({**FILES, **COUNTED}, site=SETTINGS + COUNT)
    monkeypatch.chdir(site.root)
    run = CliRunner().invoke(main, ["report"])
    assert run.exit_code == 2
    assert "ar" in run.output
    assert list(site.root.glob("*.pdf")) == []


def test_no_page_is_wider_than_a_phone(make_site: MakeSite, browser: Browser) -> None:
    site = make_site(FILES, site=SETTINGS)
    site.build()
    with serve(site.public) as root:
        shown = browser.new_page(viewport={"width": 360, "height": 800})
        for url in ("", "guidance/hands/", "news/", "all-pages/", "search/"):
            shown.goto(f"{root}/{url}")
            width = shown.evaluate("document.documentElement.scrollWidth")
            assert width == 360, url
            step = "document.querySelector('h1').getBoundingClientRect().right"
            assert shown.evaluate(step) > 300
        shown.close()

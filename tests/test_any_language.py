"""A site in any language: tags as people write them, strings of a site's own, forms of CLDR."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from bangtin import locales, spelling
from bangtin.cli import main
from bangtin.config import clock, loading, rules, strings, yamltree
from bangtin.config.yamltree import Mapping
from bangtin.files import inventory
from bangtin.problems import Problems
from bangtin.speech.languages import Voice, speech
from click.testing import CliRunner

from tests.conftest import PROJECT, MakeSite, Sandbox, page, places
from tests.small import SITE

SPANISH = "home: Inicio\nnews: Noticias\nsection_news: Noticias\n"
HOME_ES = page("Bienvenidos.", title="Inicio", summary="La portada.", kind="home")


def problems_of(site: Sandbox) -> list[str]:
    return [p for p in places(site.build().problems) if "words-missing" not in p]


def number_of_english_strings() -> int:
    problems = Problems()
    files = loading.Files(PROJECT, inventory.take(PROJECT), problems)
    node = files.merged("layouts/strings/en.yaml")
    assert node is not None
    return len(node.items)


@pytest.mark.parametrize("module", [locales, spelling])
def test_what_the_examples_show_is_so(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("es", "es"),
        ("EN", "en"),
        ("en_GB", "en-GB"),
        ("pt-br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("hmn", "hmn"),
        ("nut", "nut"),
        ("vn", ""),
        ("english", ""),
        ("en-UK", ""),
        ("en-", ""),
        ("mul", ""),
        ("../x", ""),
        ("", ""),
    ],
)
def test_a_tag_is_taken_as_it_was_meant_or_refused(written: str, tag: str) -> None:
    assert locales.canonical(written) == tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("vn", "vi"),
        ("jp", "ja"),
        ("English", "en"),
        ("tiếng Anh", "en"),
        ("Español", "es"),
        ("hmong", "hmn"),
        ("iw", "he"),
        ("eng", "en"),
        ("en-UK", "en-GB"),
        ("xx", ""),
        ("", ""),
    ],
)
def test_what_is_no_tag_brings_the_one_that_was_meant(written: str, tag: str) -> None:
    assert locales.meant(written) == tag


def test_a_site_in_a_language_of_its_own_says_how_much_is_english(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/index.md": HOME_ES,
            "content/news/b.md": page("Texto.", title="Agua", date="2021-07-20"),
            "layouts/strings/es.yaml": SPANISH,
        },
        site=SITE + "language: es\n",
    )

    result = site.build()

    assert places(result.problems) == ["layouts/strings/es.yaml:1 strings-missing"]
    told = dict(result.problems[0].args)
    assert told["count"] == str(number_of_english_strings() - 3)
    assert told["names"].startswith("skip_to_content, menu")
    text = site.read("news/b/index.html")
    assert "<html lang=es>" in text
    assert "20 de julio de 2021" in text
    assert ">Inicio<" in text
    assert "Skip to main content" in text
    assert (site.public / "prints/index.html").is_file()


def test_a_language_of_a_country_has_its_own_address_and_the_language_s_strings(
    make_site: MakeSite,
) -> None:
    site = make_site(
        {
            "content/a.md": page("Xem [b](b.md)."),
            "content/b.md": page(),
            "content/pt-BR/index.md": page("Olá.", title="Início", summary="Capa.", kind="home"),
            "content/pt-BR/a.md": page("Veja [b](b.md) e [a](/a.md).", title="Página A"),
            "layouts/strings/pt.yaml": "home: Início\nmenu: Menu\n",
            "layouts/strings/pt-BR.yaml": "menu: Cardápio\n",
        },
        site=SITE + "languages: {pt_br: {}, en-GB: {}}\n",
    )

    assert problems_of(site) == ["layouts/strings/pt-BR.yaml:1 strings-missing"]

    text = site.read("pt-br/a/index.html")
    assert "<html lang=pt-BR>" in text
    assert "Cardápio" in text
    assert ">Início<" in text
    assert "hreflang=pt-BR" in text
    assert "Português (Brasil)" in text
    assert "href=../b/" in text
    assert (site.public / "pt-br/b/index.html").is_file()
    british = site.read("en-gb/index.html")
    assert "<html lang=en-GB>" in british
    assert "Skip to main content" in british


def test_files_may_be_named_as_the_tag_may_be_written(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/pt_BR/index.md": page("Olá.", title="Início", summary="Capa.", kind="home"),
            "layouts/strings/pt_BR.yaml": "home: Início\n",
        },
        site=SITE + "languages: {pt_BR: {}}\n",
    )
    assert problems_of(site) == ["layouts/strings/pt_BR.yaml:1 strings-missing"]
    assert "Olá." in site.read("pt-br/index.html")


def test_prints_of_a_language_of_a_country_are_made(make_site: MakeSite) -> None:
    entry = "\n  - {format: bang-ron-6x0.8, slogan: Install Bluezone, qr: bluezone}"
    site = make_site(
        {"content/a.md": page(code="BZ", publish=entry)},
        site=SITE + "language: en-GB\ncountry: VN\n",
    )

    assert places(site.build().problems) == []
    assert (site.public / "prints/a-bang-ron-6x0.8").is_dir()


def test_a_list_of_another_language_is_in_the_order_of_unicode(make_site: MakeSite) -> None:
    titles = ["Zona", "Ñandú", "Ábaco", "Nube", "Agua"]
    files: dict[str, str | bytes] = {
        f"content/guidance/{number}.md": page(title=title) for number, title in enumerate(titles)
    }
    site = make_site(
        files | {"content/index.md": HOME_ES, "layouts/strings/es.yaml": SPANISH},
        site=SITE + "language: es\n",
    )
    site.build()

    text = site.read("guidance/index.html")

    ordered = sorted(titles, key=text.index)
    assert ordered == ["Ábaco", "Agua", "Ñandú", "Nube", "Zona"]


def test_a_country_in_the_tag_is_the_site_s_country(make_site: MakeSite) -> None:
    site = make_site(site=SITE + "language: vi-VN\n")
    assert clock.of_site(site.root).utcoffset(None).total_seconds() == 7 * 3600
    assert places(site.build().problems) == []
    site.edit("site.yaml", "language: vi-VN", "language: en-VN")
    assert clock.of_site(site.root).utcoffset(None).total_seconds() == 7 * 3600
    site.edit("site.yaml", "language: en-VN", "language: en-US")
    assert clock.of_site(site.root).utcoffset(None).total_seconds() == 0


def test_a_new_language_s_words_stand_empty_beside_the_english_ones(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(site=SITE + "language: es\n")
    monkeypatch.chdir(site.root)
    assert problems_of(site) == ["site.yaml:28 strings-none"]

    run = CliRunner().invoke(main, ["new", "language", "es"])

    assert run.exit_code == 0, run.output
    written = (site.root / "layouts/strings/es.yaml").read_text("utf-8")
    assert 'home: ""  # Home\n' in written
    assert problems_of(site) == ["layouts/strings/es.yaml:1 strings-missing"]
    assert CliRunner().invoke(main, ["new", "language", "es"]).exit_code == 2
    site.edit("layouts/strings/es.yaml", 'home: ""  # Home\n', "home: Inicio\n")
    assert dict(site.build().problems[0].args)["count"] == str(number_of_english_strings() - 1)


def test_a_new_language_is_named_by_its_tag(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site()
    monkeypatch.chdir(site.root)

    run = CliRunner().invoke(main, ["new", "language", "vn"])
    assert run.exit_code == 2
    assert "Có phải ý bạn là vi?" in run.output
    assert CliRunner().invoke(main, ["new", "language", "pt_br"]).exit_code == 0

    assert "  pt-BR:\n" in (site.root / "site.yaml").read_text("utf-8")
    assert (site.root / "content/pt-BR/index.md").is_file()
    assert (site.root / "layouts/strings/pt.yaml").is_file()


POLISH = """\
home: Start
count_sum:
  one: "Suma jednostki, która złożyła raport"
  few: "Suma {count} jednostek (kilka)"
  many: "Suma {count} jednostek"
  other: "Suma {count} jednostki"
"""


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Suma jednostki, która złożyła raport"),
        (3, "Suma 3 jednostek (kilka)"),
        (7, "Suma 7 jednostek"),
        (22, "Suma 22 jednostek (kilka)"),
    ],
)
def test_a_counted_string_has_the_form_of_its_number(count: int, said: str) -> None:
    problems = Problems()
    node = yamltree.parse(POLISH, "pl.yaml", problems)
    assert isinstance(node, Mapping)
    found = strings.read(node, "pl.yaml", problems, lambda: {"home": "Home"}, "pl")

    assert found is not None
    assert list(problems) == []
    assert strings.counted(found, "count_sum", count, "pl").format(count=count) == said
    assert strings.counted({"count_sum": "{count} sums"}, "count_sum", 1, "en") == "{count} sums"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  few:", "  two:", "layouts/strings/pl.yaml:4 plural-unknown"),
        ("  other:", "  one_more:", "layouts/strings/pl.yaml:6 plural-unknown"),
        ("{count} jednostek (", "{liczba} jednostek (", "layouts/strings/pl.yaml:4 placeholder"),
        ("{count} jednostek (", "jednostek (", "layouts/strings/pl.yaml:4 placeholder-missing"),
        ("count_sum:", "home_page:", "layouts/strings/pl.yaml:3 not-a-scalar"),
    ],
)
def test_a_slip_in_plural_forms_is_told_on_its_line(
    make_site: MakeSite, old: str, new: str, told: str
) -> None:
    assert old in POLISH
    site = make_site(
        {"layouts/strings/pl.yaml": POLISH.replace(old, new, 1)}, site=SITE + "language: pl\n"
    )
    assert any(place.startswith(told) for place in problems_of(site))


@pytest.mark.parametrize("lang", ["en-GB", "vi-VN"])
def test_a_language_of_a_country_is_read_out_by_its_language_s_rules(lang: str) -> None:
    assert speech(lang, Voice()) is not None
    assert rules.of("vn").is_foreign(lang) == lang.startswith("en")


def test_a_build_in_a_shipped_language_never_loads_the_data_of_others(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": page()}, site=SITE + "languages: {en: {}, fr: {}}\n")
    code = (
        "import sys; from pathlib import Path; from bangtin.build import build; "
        "build(Path(sys.argv[1]), jobs=1); "
        "print([name for name in ('babel', 'pyuca') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(site.root)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_the_order_of_day_and_month_is_that_of_cldr() -> None:
    seen = 0
    for identifier in locale_identifiers():
        language, _, country = identifier.partition("_")
        if language in locales.SHIPPED and re.fullmatch("[A-Z]{2}", country):
            pattern = str(Locale.parse(identifier).date_formats["short"].pattern)
            by_cldr = "month" if pattern.index("M") < pattern.index("d") else "day"
            expected = "" if pattern.startswith("y") else by_cldr
            assert locales.day_order(language, country) == expected, identifier
            seen += 1
    assert seen > 100
    assert [locales.day_order(tag, "") for tag in ("vi", "fr", "en", "es", "ja", "fa")] == [
        "day", "day", "", "day", "month", "month",
    ]  # fmt: skip

"""French: signs that no line begins with, and a site that starts in it."""

from __future__ import annotations

from pathlib import Path

import click.testing
import pypdfium2
import pytest
from bangtin import cli, spelling
from bangtin.markdown import html, parsing
from bangtin.messages import language
from bangtin.problems import Problems
from bangtin.spelling import NO_BREAK_SPACE as NBSP
from playwright.sync_api import Page

from tests.conftest import MakeSite, Sandbox, page, places, serve
from tests.small import SITE

VALBRUNE = (
    "--lang", "fr", "--authority", "Commune de Valbrune", "--short", "Valbrune", "--place",
    "Place de la Mairie", "--address", "valbrune.example.org", "--country", "FR", "--hotline",
    "Mairie=01 23 45 67 89", "--units", "Nord, Sud", "--yes",
)  # fmt: skip


def bangtin(*arguments: str, answers: str = "") -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli.main, list(arguments), input=answers)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "LANGUAGE", "en")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Quand ?", f"Quand{NBSP}?"),
        ("Vite ! Ici : là ; voilà", f"Vite{NBSP}! Ici{NBSP}: là{NBSP}; voilà"),
        ("« Bonjour »", f"«{NBSP}Bonjour{NBSP}»"),
        ("Quand? à 10:30", "Quand? à 10:30"),
        ("voir ?q=1 et :8080", "voir ?q=1 et :8080"),
    ],
)
def test_a_sign_stays_with_its_word(written: str, shown: str) -> None:
    assert spelling.french(written) == shown
    assert spelling.bind(written) == shown


@pytest.mark.parametrize("lang", ["fr", "fr-CA"])
def test_a_text_in_french_has_no_break_spaces_and_others_stay(lang: str) -> None:
    found = parsing.parse("**Attention** : lavez `a ;` !", "content/a.md", 1, Problems())
    assert found is not None
    told = html.render(found.blocks, lang, {}, {})
    assert f"</strong>{NBSP}: lavez" in told
    assert "</strong> : lavez" in html.render(found.blocks, "en", {}, {})


def test_titles_and_summaries_in_french_keep_their_signs(make_site: MakeSite) -> None:
    text = page("Texte.", title="Quand partir ?", summary="'Partir : quand ?'")
    site = make_site({"content/consignes/a.md": text}, site=SITE + "language: fr\ncountry: VN\n")

    assert places(site.build().problems) == []

    shown = site.read("consignes/a/index.html")
    assert f"Quand partir{NBSP}?</h1>" in shown
    assert f"Partir{NBSP}: quand{NBSP}?</p>" in shown


def test_a_site_starts_in_french_and_builds_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "valbrune"
    run = bangtin("init", str(root), *VALBRUNE)
    assert run.exit_code == 0, run.output
    assert "files written" in run.output
    monkeypatch.chdir(root)

    result = Sandbox(root).build()

    assert places(result.problems) == []
    folder = root / "public/supports"
    assert len(list(folder.glob("banderole-numeros-d-urgence/*-imprimeur.pdf"))) == 2
    assert (folder / "affiche-lavage-des-mains/affiche-lavage-des-mains.pdf").is_file()
    assert f"Valbrune{NBSP}: consignes" in (root / "public/index.html").read_text("utf-8")

    assert bangtin("new", "page", "Stocker l'eau").exit_code == 0
    started = (root / "content/consignes/stocker-l-eau.md").read_text("utf-8")
    assert "Trois étapes" in started
    assert bangtin("new", "notice", "Coupure").exit_code == 0
    assert bangtin("new", "print", "--page", "stocker-l-eau", "--format", "poster-a4",
                   "--yes").exit_code == 0  # fmt: skip
    assert bangtin("check").exit_code == 0


CORRECTION = """---
title: Eau froide
summary: Elle lave aussi.
date: 2021-07-19
kind: correction
fact: Froide ou chaude, l'eau lave
claim: Seule l'eau chaude lave
why: C'est le savon qui compte.
source: ../consignes/lavage-des-mains.md
code: MP
publish:
  - {format: correction-a4, order: {copies: 1, to: [Nord]}}
---
"""


@pytest.fixture
def with_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was started in French, with a pack for each unit; commands run in it."""
    root = tmp_path / "valbrune"
    assert bangtin("init", str(root), *VALBRUNE).exit_code == 0
    monkeypatch.chdir(root)
    settings = (root / "site.yaml").read_text("utf-8")
    (root / "site.yaml").write_text(
        settings + "packs: {nord: {title: Nord, each: unites}}\n", "utf-8"
    )
    return root


def test_labels_and_what_they_name_are_parted_as_in_french(with_packs: Path) -> None:
    root = with_packs
    (root / "content/vrai-ou-faux").mkdir()
    (root / "content/vrai-ou-faux/eau.md").write_text(CORRECTION, "utf-8")
    assert bangtin("order").exit_code == 0

    told = [path.read_text("utf-8") for path in (root / "public/supports").rglob("*.html")]
    told += [path.read_text("utf-8-sig") for path in (root / "bons-de-commande").glob("*.csv")]
    folders = (root / "public/supports", root / "bons-de-commande")
    prints = [path for folder in folders for path in sorted(folder.rglob("*.pdf"))]
    for path in prints:
        with pypdfium2.PdfDocument(path) as document:
            told.append(document[0].get_textpage().get_text_range())

    for words in ("Faux", "Source", "Total", "Mairie", "Mise au point A4", "Banderole 5 × 0,7 m"):
        shown = "".join(told).replace("\r\n", " ")
        assert f"{words}{NBSP}: " in shown
        assert f"{words}: " not in shown


def test_the_sheet_of_a_pack_has_room_for_the_words_above_its_columns(with_packs: Path) -> None:
    root = with_packs
    assert places(Sandbox(root).build().problems) == []

    (sheet,) = (root / "public/supports/paquets/nord-nord").glob("*.pdf")
    with pypdfium2.PdfDocument(sheet) as document:
        words = document[0].get_textpage()
        edges = []
        for one in ("Exemplaires", "Où"):
            start, count = words.search(one, match_case=True, match_whole_word=True).get_next()
            boxes = [words.get_charbox(n) for n in range(start, start + count)]
            edges.append((boxes[0][0], boxes[-1][2]))
    assert edges[0][1] < edges[1][0]


@pytest.mark.parametrize("width", [320, 360])
def test_the_table_of_copies_fits_a_small_screen(
    tmp_path: Path, browser_page: Page, width: int
) -> None:
    root = tmp_path / "valbrune"
    assert bangtin("init", str(root), *VALBRUNE).exit_code == 0
    assert places(Sandbox(root).build().problems) == []

    with serve(root / "public") as url:
        browser_page.set_viewport_size({"width": width, "height": 640})
        browser_page.goto(f"{url}/supports/banderole-numeros-d-urgence/")
        assert browser_page.locator("table.copies").count() == 1
        assert browser_page.evaluate("document.documentElement.scrollWidth") == width


def test_who_starts_a_site_in_french_is_asked_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = bangtin("init", str(tmp_path / "v"), "--lang", "fr", "--yes")
    assert run.exit_code == 2
    assert "--authority, --address, --hotline" in run.output
    run = bangtin("init", str(tmp_path / "v"), *VALBRUNE, "--colour", "jaune")
    assert "jaune is no colour" in run.output

    monkeypatch.delenv("BANGTIN_LANG", raising=False)
    monkeypatch.chdir(tmp_path)
    assert language.choose(["init", "v", "--lang", "fr"]) == "en"
    monkeypatch.setenv("BANGTIN_LANG", "vi")
    assert language.choose(["init", "v", "--lang", "fr"]) == "vi"

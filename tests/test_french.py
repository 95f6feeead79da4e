"""A site in French: its addresses, dates and signs are French, and no other language shows."""

from __future__ import annotations

import re

import pypdfium2
from bangtin import cli, spelling
from click.testing import CliRunner

from tests.conftest import PROJECT, MakeSite, page, places
from tests.small import HOME, SITE

FRENCH = (
    SITE.replace("Huyện thử", "Commune d’essai")
    .replace("huyện Thử", "Commune d’essai")
    .replace("UBND HUYỆN THỬ", "MAIRIE D’ESSAI")
    .replace("UBND Commune d’essai", "Mairie d’essai")
    .replace("tỉnh Thử", "place de la Mairie")
    .replace("Bộ Y tế", "Mairie")
    .replace("1900 9095", "01 99 00 12 34")
    .replace("Quét để cài Bluezone", "Scannez pour installer")
    .replace("Tờ khai y tế", "Formulaire")
    .replace("Quét để khai báo", "Scannez pour remplir")
    .replace("Đăng ký điểm", "Inscription")
    .replace("Quét để đăng ký", "Scannez pour vous inscrire")
) + "language: fr\ncountry: FR\n"
WELCOME = HOME.replace("Trang chủ của huyện.", "L’accueil de la commune.").replace(
    "Trang chủ", "Accueil"
).replace("Chào bà con.", "Bonjour à tous.")  # fmt: skip
PUBLISH = """
  - {format: letter, slogan: Lavez-vous les mains, qr: bluezone}
  - {format: banner-6x0.8, slogan: Lavez-vous les mains, qr: bluezone}"""
BODY = "## Les étapes\n\n1. **Mouillez vos mains.** À l’eau claire.\n"
PAGE = page(
    BODY,
    title="Se laver les mains",
    summary="Comment se laver les mains.",
    date="2021-07-01",
    code="LM",
    step_icons="[rua-tay]",
    publish=PUBLISH,
)
VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def test_a_french_portal_and_its_prints_hold_no_word_of_another_language(
    make_site: MakeSite,
) -> None:
    files = {"content/index.md": WELCOME, "content/consignes/mains.md": PAGE}
    site = make_site(files, site=FRENCH)

    assert places(site.build().problems) == []

    pages = sorted(site.public.rglob("*.html"))
    texts = {path.relative_to(site.public).as_posix(): path.read_text("utf-8") for path in pages}
    for pdf in site.public.rglob("*.pdf"):
        with pypdfium2.PdfDocument(pdf) as document:
            texts[pdf.name] = "".join(p.get_textpage().get_text_range() for p in document)
    assert {name: VIETNAMESE.findall(text) for name, text in texts.items()} == {
        name: [] for name in texts
    }
    assert "supports/index.html" in texts
    said = texts["supports/mains-letter/index.html"]
    assert "8,5 × 11 po" in said
    assert "1er juillet 2021" in said


def test_french_words_keep_their_signs_on_the_line() -> None:
    text = (PROJECT / "layouts/strings/fr.yaml").read_text("utf-8")

    loose = [
        line
        for line in text.splitlines()
        if re.search(r" [;?!»%]| :|« ", line.partition(": ")[2]) and not line.startswith("#")
    ]

    assert loose == []


def test_french_numbers_have_a_comma_and_spaces() -> None:
    space = spelling.NO_BREAK_SPACE

    assert spelling.grouped(12_345, "fr") == f"12{space}345"
    assert spelling.size(1_240_000, "fr") == f"1,2{space}Mo"
    assert spelling.percent("45.3", "fr") == f"45,3{space}%"


def test_a_print_order_in_french_is_french(make_site: MakeSite) -> None:
    ordered = PAGE.replace("qr: bluezone}", "qr: bluezone, order: {copies: 3}}", 1)
    ordered = ordered.replace("qr: bluezone}", "qr: bluezone, order: {copies: 2}}")
    files = {"content/index.md": WELCOME, "content/consignes/mains.md": ordered}
    site = make_site(files, site=FRENCH)

    run = CliRunner().invoke(
        cli.main, ["order", "--root", str(site.root), "--out", str(site.root / "bons")]
    )

    assert run.exit_code == 0, run.output
    (table,) = (site.root / "bons").glob("*.csv")
    text = table.read_text("utf-8-sig")
    assert "échelle 1:10" in text
    assert "8,5 × 11 po" in text
    assert VIETNAMESE.findall(text) == []

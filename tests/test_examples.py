"""The sites under examples/ build with the package as it is, and say nothing of the sample."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml
from bangtin.commands import init

from tests.conftest import PROJECT, Sandbox, places

VIETNAMESE = re.compile(
    "[àáãâăđèéêìíĩòóõôơùúũưýạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)
"""Every letter with marks that Vietnamese has."""
VIETNAMESE_ALONE = re.compile(
    "[ãăđìíĩòóõơúũưýạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)
"""Those that French doesn't have."""
SAMPLE = re.compile(r"Si Ma Cai|simacai|Bluezone|tokhaiyte|Covid|16/2012|Lào Cai", re.IGNORECASE)
TEXTS = {".html", ".txt", ".xml", ".json", ".csv", ".svg", ".webmanifest", ".css", ".js", ".md", ""}


def texts_of(name: str, raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a file says by the place where it says it: its text, and its metadata."""
    suffix = Path(name).suffix.lower()
    if suffix in (".zip", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for entry in archive.infolist():
                yield name, entry.filename
                inner = archive.read(entry)
                if suffix == ".xlsx":
                    yield f"{name}!{entry.filename}", inner.decode("utf-8", "replace")
                else:
                    yield from texts_of(f"{name}!{entry.filename}", inner)
    elif suffix == ".pdf":
        document = pypdfium2.PdfDocument(raw)
        for page in document:
            yield name, page.get_textpage().get_text_range()
        document.close()
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            info = dict(pdf.docinfo)
            yield f"{name} (metadata)", " ".join(map(str, info.values()))
            with pdf.open_metadata() as metadata:
                yield f"{name} (XMP)", str(metadata)
    elif suffix in TEXTS:
        yield name, raw.decode("utf-8", "replace")


Said = list[tuple[str, str]]


def said_in(public: Path) -> Said:
    found: Said = []
    for path in sorted(public.rglob("*")):
        if path.is_file():
            name = path.relative_to(public).as_posix()
            found += [("file name", name), *texts_of(name, path.read_bytes())]
    return found


def found_in(said: Said, *patterns: re.Pattern[str]) -> list[str]:
    """Return where a pattern is met, with the words around it."""
    return [
        f"{name}: {words[max(0, hit.start() - 30) : hit.end() + 30]!r}"
        for name, text in said
        for words in [unicodedata.normalize("NFC", text)]
        for pattern in patterns
        if (hit := pattern.search(words))
    ]


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    site = Sandbox(tmp_path_factory.mktemp("flood"))
    init.copy_example(site.root, "flood")
    return site


@pytest.fixture(scope="module")
def built(flood: Sandbox) -> list[str]:
    return places(flood.build().problems)


def test_the_flood_site_builds_without_a_word(built: list[str]) -> None:
    assert built == []


@pytest.fixture(scope="module")
def flood_says(flood: Sandbox, built: list[str]) -> Said:
    assert built == []
    return said_in(flood.public)


def test_the_flood_site_has_no_vietnamese_and_nothing_of_the_sample(flood_says: Said) -> None:
    assert found_in(flood_says, VIETNAMESE, SAMPLE) == []


def test_the_scan_finds_what_it_looks_for(flood_says: Said) -> None:
    said = dict.fromkeys(place for place, _ in flood_says)
    for kind in (".html", ".pdf", ".pdf (metadata)", ".pdf (XMP)", ".txt", ".csv"):
        assert any(place.endswith(kind) for place in said), kind
    assert any(".zip!" in place and place.endswith(".pdf") for place in said)
    assert any(".xlsx!" in place for place in said)
    assert VIETNAMESE.search("điện")
    assert SAMPLE.search("BLUEZONE")


# ── A vaccination day, in French and English ──


@pytest.fixture(scope="module")
def vaccination(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    site = Sandbox(tmp_path_factory.mktemp("vaccination"))
    init.copy_example(site.root, "vaccination")
    assert places(site.build().problems) == []
    return site


def strings(lang: str) -> dict[str, str]:
    text = (PROJECT / f"layouts/strings/{lang}.yaml").read_text("utf-8")
    found = yaml.load(text, yaml.BaseLoader)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def vaccination_says(vaccination: Sandbox) -> Said:
    return said_in(vaccination.public)


def test_the_vaccination_site_has_no_vietnamese_and_nothing_of_the_sample(
    vaccination_says: Said,
) -> None:
    assert found_in(vaccination_says, VIETNAMESE_ALONE, SAMPLE) == []


def test_the_french_pages_and_prints_say_nothing_in_english(vaccination_says: Said) -> None:
    french, english = strings("fr"), strings("en")
    theirs = " ".join(french.values())
    ours = {
        value for key, value in english.items()
        if " " in value and "{" not in value and value not in theirs and french[key] != value
    }  # fmt: skip
    ours |= {"Edition code", "Questions? Call", "draft", "May 2021"}
    found = []
    for name, text in vaccination_says:
        if re.search(r"\.(html|pdf|txt)$", name) and not name.startswith("en/"):
            plain = unescape(re.sub(r"<[^>]+>", "\n", text)) if name.endswith(".html") else text
            found += [f"{name}: {words}" for words in ours if words in plain]
    assert found == []


def test_the_vaccination_site_is_in_both_languages(vaccination: Sandbox) -> None:
    assert "<html lang=fr>" in vaccination.read("index.html")
    assert "On the day" in vaccination.read("en/preparer/le-jour-meme/index.html")
    assert "Le jour même" in vaccination.read("preparer/le-jour-meme/index.html")

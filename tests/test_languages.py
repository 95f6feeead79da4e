"""Languages, notices, topics, recordings and documents: what is shown, and what is refused."""

from __future__ import annotations

import datetime
import wave
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from bangtin.files import defaults
from bangtin.markdown import html, parsing
from bangtin.problems import Problems

from tests.conftest import PROJECT, MakeSite, page, places
from tests.small import SITE

ENGLISH = SITE + "languages: {en: {name: English, words: {Huyện thử: Test District}}}\n"
BANNER_TO_RECORDING = "\n  - {format: bang-ron-6x0.8, slogan: Nghe, qr: 'audio:hmn'}"
HOME_EN = page("Hello.", title="Home", summary="The home page.", kind="home")


def sound(folder: Path) -> bytes:
    """Return a tenth of a second of silence as WAV."""
    file = folder / "a.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"\0\0" * 800)
    return file.read_bytes()


def test_what_site_yaml_says_is_translated_or_reported(make_site: MakeSite) -> None:
    site = make_site({"content/en/index.md": HOME_EN}, site=ENGLISH)

    result = site.build()

    assert places(result.problems) == [f"site.yaml:{ENGLISH.count(chr(10))} words-missing"]
    assert "Bộ Y tế" in dict(result.problems[0].args)["texts"]
    assert "Test District" in site.read("en/index.html")
    assert "<span lang=vi>Bộ Y tế</span>" in site.read("en/index.html")
    assert "Huyện thử" in site.read("index.html")


@pytest.mark.parametrize(
    ("files", "site", "expected"),
    [
        ({"content/en/a.md": page()}, ENGLISH, ["content/en/a.md:0 no-original"]),
        (
            {"content/en/mot-tramg.md": page(), "content/mot-trang.md": page()},
            ENGLISH,
            ["content/en/mot-tramg.md:0 no-original-meant"],
        ),
        ({}, ENGLISH.replace("Huyện thử: T", "Huyện thủ: T"), ["site.yaml:28 words-unknown-meant"]),
        ({}, ENGLISH.replace("{en:", "{vi:"), ["site.yaml:28 language-doubled"]),
        ({}, ENGLISH.replace("{en:", "{nut:"), ["site.yaml:28 strings-none"]),
        (
            {"content/a.md": page(expires="2021-07-01", publish_from="2021-07-02")},
            SITE,
            ["content/a.md:5 dates-reversed"],
        ),
        (
            {"content/a.md": page(kind="notice", expires="2021-07-04")},
            SITE,
            ["content/a.md:6 dates-reversed"],
        ),
        ({"content/a.md": page(kind="notice")}, SITE, ["content/a.md:2 notice-without-end"]),
        (
            {"content/a.md": page(topics="[bluezoen]")},
            SITE + "topics: {bluezone: Bluezone}\n",
            ["content/a.md:5 unknown-topic-meant"],
        ),
        (
            {"content/a.md": page(audio="[{lang: hmn, title: Nghe, file: assets/audio/a.mp3}]")},
            SITE,
            ["content/a.md:5 file-not-found"],
        ),
        (
            {
                "content/a.md": page(audio="[{lang: hmn, title: Nghe, file: assets/a.mp3}]"),
                "assets/a.mp3": "not a sound",
            },
            SITE,
            ["content/a.md:5 file-kind"],
        ),
        (
            {"content/a.md": page(audio="[{lang: hmn, title: Nghe, file: ../../etc/passwd}]")},
            SITE,
            ["content/a.md:5 file-not-found"],
        ),
        (
            {"content/a.md": page(document="{by: UBND, file: content/van-ban.pdf}")},
            SITE,
            ["content/a.md:5 file-not-found"],
        ),
        (
            {"content/a.md": page(code="NG", publish=BANNER_TO_RECORDING)},
            SITE,
            ["content/a.md:7 no-recording"],
        ),
    ],
)
def test_bad_input_is_refused_at_its_line(
    make_site: MakeSite, files: dict[str, str | bytes], site: str, expected: list[str]
) -> None:
    sandbox = make_site(files, site=site)

    found = [p for p in sandbox.build().problems if p.key != "words-missing"]

    assert places(tuple(found)) == expected
    assert not sandbox.public.exists()


def test_a_page_not_yet_translated_is_shown_in_its_own_language(make_site: MakeSite) -> None:
    files: dict[str, str | bytes] = {
        "content/en/index.md": HOME_EN,
        "content/huong-dan/a.md": page("Xem [b](b.md#phan).", title="Trang A"),
        "content/huong-dan/b.md": page("## Phần\n\nB.", title="Trang B"),
        "content/en/huong-dan/b.md": page("## Part\n\nSee [a](a.md).", title="Page B"),
    }
    site = make_site(files, site=ENGLISH)
    site.build()

    fallback = site.read("en/huong-dan/a/index.html")
    assert "<div lang=vi><h1>Trang A</h1>" in fallback
    assert 'href="../b/"' in fallback or "href=../b/" in fallback
    assert "noindex" in fallback
    assert "href=../a/" in site.read("en/huong-dan/b/index.html")
    assert "Page B" in site.read("en/huong-dan/index.html")
    assert "Trang A" in site.read("en/huong-dan/index.html")


def test_a_recording_plays_on_its_page_and_a_code_leads_there(
    make_site: MakeSite, tmp_path: Path
) -> None:
    entry = "\n  - {format: to-roi-a5-mot-mat, qr: 'audio:hmn', steps: [{text: Nghe, icon: loa}]}"
    body = "## Các bước\n\n1. **Một.** Hai."
    audio = "[{lang: hmn, title: Nghe bằng tiếng Mông, file: assets/audio/a.wav}]"
    files: dict[str, str | bytes] = {
        "content/a.md": page(body, code="NG", audio=audio, publish=entry),
        "assets/audio/a.wav": sound(tmp_path),
    }
    site = make_site(files)
    icon = next((PROJECT / "assets/icons").glob("*.svg"))
    site.write({"assets/icons/loa.svg": icon.read_bytes()})

    assert places(site.build().problems) == []

    text = site.read("a/index.html")
    (name,) = (p.name for p in site.public.glob("tep/*.wav"))
    assert f"src=../tep/{name}" in text
    assert "id=nghe-hmn" in text
    assert "<figcaption lang=hmn>" in text
    assert (site.public / "tep" / name).read_bytes() == files["assets/audio/a.wav"]
    (pdf,) = (p for p in site.public.rglob("*.pdf") if "nha-in" not in p.name)
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=3).to_pil()
    assert [c.text for c in zxingcpp.read_barcodes(picture)] == ["https://thu.gov.vn/a/#nghe-hmn"]


def test_an_official_document_shows_its_facts_and_hands_out_its_text(
    make_site: MakeSite, tmp_path: Path
) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf")
    issued = "{number: 15/CT-UBND, issued: 2021-07-01, by: UBND tỉnh, file: content/van-ban/ct.pdf}"
    site = make_site(
        {
            "content/van-ban/a.md": page(document=issued),
            "content/van-ban/ct.pdf": (tmp_path / "a.pdf").read_bytes(),
        }
    )
    assert places(site.build().problems) == []

    text = site.read("van-ban/a/index.html")
    assert "15/CT-UBND" in text
    assert "1/7/2021" in text
    (file,) = site.public.glob("tep/ct-*.pdf")
    assert f"href=../../tep/{file.name}" in text


def test_a_notice_is_on_the_home_page_while_it_holds(make_site: MakeSite) -> None:
    notice = page(
        kind="notice", title="Tạm dừng chợ", publish_from="2021-07-10", expires="2021-07-12"
    )
    site = make_site({"content/thong-bao/a.md": notice})

    def home(day: int) -> bool:
        site.build(now=datetime.date(2021, 7, day))
        return "Tạm dừng chợ" in site.read("index.html")

    assert [home(day) for day in (9, 10, 12, 13)] == [False, True, True, False]
    assert "Tạm dừng chợ" in site.read("luu-tru/index.html")
    assert "hết hiệu lực" in site.read("thong-bao/a/index.html")
    assert "noindex" in site.read("thong-bao/a/index.html")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Call the Bộ Y tế now", 'Call the <span lang="vi">Bộ Y tế</span> now'),
        (
            "in Lào Cai and Hà Nội.",
            'in <span lang="vi">Lào Cai</span> and <span lang="vi">Hà Nội</span>.',
        ),
        ("Press *Cài đặt* twice", 'Press <em><span lang="vi">Cài đặt</span></em> twice'),
        ("a < b & đi", 'a &lt; b &amp; <span lang="vi">đi</span>'),
        ("Nothing here in Si Ma Cai", "Nothing here in Si Ma Cai"),
        ("[x](ế.md)", '<a href="ế.md">x</a>'),
    ],
)
def test_vietnamese_words_in_another_language_are_marked(words: str, expected: str) -> None:
    found = parsing.parse(words, "content/a.md", 1, Problems())
    assert found is not None
    assert html.render(found.blocks, "en", {}, {}) == f"<p>{expected}</p>"
    assert "<span" not in html.render(found.blocks, "vi", {}, {})


def test_a_print_for_the_street_without_vietnamese_is_advised_of_the_article(
    make_site: MakeSite,
) -> None:
    entry = "\n  - {format: bang-ron-6x0.8, slogan: Install Bluezone, qr: bluezone}"
    site = make_site(
        {"content/a.md": page(), "content/en/a.md": page(code="BZEN", publish=entry)},
        site=ENGLISH + "rules: vn\n",
    )

    keys = [p.key for p in site.build().problems]

    assert sorted(keys) == ["foreign-alone", "words-missing"]
    assert (site.public / "an-pham/en-a-bang-ron-6x0.8").is_dir()


def test_a_document_that_is_removed_while_the_site_is_read_is_told_at_its_line(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site({
        "content/a.md": page(document="{by: UBND, file: content/van-ban.pdf}"),
        "content/van-ban.pdf": b"%PDF-1.4\n",
    })  # fmt: skip
    locate = defaults.locate

    def removed_meanwhile(root: Path, path: str) -> Path:
        found = locate(root, path)
        found.unlink()
        return found

    monkeypatch.setattr(defaults, "locate", removed_meanwhile)
    assert places(site.build().problems) == ["content/a.md:5 file-not-found"]

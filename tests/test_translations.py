"""Translations: the state that they name, what is said when it is old, sentences to and from PO."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from bangtin.cli import main
from bangtin.commands import translate
from bangtin.config import loading
from bangtin.config.settings import Settings
from bangtin.files import inventory
from bangtin.markdown import sentences
from bangtin.problems import Problems
from bangtin.site import pages
from click.testing import CliRunner
from PIL import Image

from tests.conftest import PROJECT, MakeSite, Sandbox, page, places
from tests.small import SITE

ENGLISH = SITE + "languages: {en: {name: English}}\n"
FILE, OWN = "content/rua-tay.md", "content/en/rua-tay.md"
PO = "translations/en/rua-tay.po"
BODY = """\
## Ba bước

1. **Làm ướt** tay.
2. Xoa xà phòng, xem [Bluezone](link:bluezone).

| Khi nào | Bao lâu |
|---|---|
| Trước khi ăn | 30 giây |

!!! luu-y "Cần nhớ"
    Gọi 1900 9095
    ngay.
"""


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def settings(root: Path) -> Settings:
    files = loading.Files(root, inventory.take(root), Problems())
    found, _ = loading.read_settings(files, Problems())
    assert found is not None
    return found


def run(root: Path, *args: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["translate", *args, "--root", str(root)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    return make_site({FILE: page(BODY, title="Rửa tay")}, site=ENGLISH)


def filled(site: Sandbox, change: Callable[[polib.POEntry], str] | None = None) -> polib.POFile:
    """Export the page and translate each sentence: a letter goes before its first word."""
    assert run(site.root, "en", "rua-tay")[0] == 0
    po = polib.pofile(str(site.root / PO), wrapwidth=78)
    for entry in po:
        entry.msgstr = (change or marked)(entry)
    po.save()
    return po


def marked(entry: polib.POEntry) -> str:
    return str(entry.msgid + " Z")


def read(site: Sandbox, *, as_draft: bool = False) -> translate.ReadBack:
    return translate.read_back(
        site.root, settings(site.root), "en", site.root / PO, "", as_draft=as_draft
    )


def test_a_page_goes_to_a_translator_and_comes_back_with_its_structure(site: Sandbox) -> None:
    po = filled(site)
    assert [(e.msgctxt, e.msgid) for e in po] == [
        ("title", "Rửa tay"),
        ("summary", "Tóm tắt."),
        ("heading", "Ba bước"),
        ("step", "**Làm ướt** tay."),
        ("step", "Xoa xà phòng, xem [Bluezone](link:bluezone)."),
        ("cell", "Khi nào"),
        ("cell", "Bao lâu"),
        ("cell", "Trước khi ăn"),
        ("cell", "30 giây"),
        ("note", "Cần nhớ"),
        ("paragraph", "Gọi 1900 9095 ngay."),
    ]
    code, out = run(site.root, "en", "--read")
    assert (code, OWN in out) == (0, True)
    text = (site.root / OWN).read_text("utf-8")
    original = pages.parse(FILE, (site.root / FILE).read_bytes())
    assert f'translates: "{original.wording}"' in text
    assert "title: Rửa tay Z\n" in text
    assert "| Trước khi ăn Z | 30 giây Z |" in text
    assert '!!! luu-y "Cần nhớ Z"\n    Gọi 1900 9095 ngay. Z\n' in text
    assert places(site.build().problems) == ["site.yaml:28 words-missing"]


def test_what_people_wrote_into_a_translation_is_kept_when_it_is_read_again(site: Sandbox) -> None:
    filled(site)
    assert run(site.root, "en", "--read")[0] == 0
    site.edit(OWN, "ngay. Z", "ngay, miễn phí.")
    site.edit(OWN, "translates:", "code: RT\naliases: [/en/wash/]\ntranslates:")
    before = (site.root / OWN).read_bytes()
    code, out = run(site.root, "en", "--read")
    kept = "translations/en/rua-tay.before.md"
    assert (code, kept in out) == (0, True)
    assert (site.root / kept).read_bytes() == before
    text = (site.root / OWN).read_text("utf-8")
    assert all(kept in text for kept in ("code: RT\n", "/en/wash/", "ngay. Z"))
    site.edit(OWN, "Ba bước Z", "Ba bước dễ nhớ")
    assert "rua-tay.before-1.md" in run(site.root, "en", "--read")[1]
    assert (site.root / kept).read_bytes() == before
    (site.root / kept).unlink()
    assert kept not in run(site.root, "en", "--read")[1]
    assert not (site.root / kept).exists()


def test_a_remark_at_the_top_of_a_file_stays(site: Sandbox) -> None:
    filled(site)
    po = site.root / PO
    po.write_text(f"# Lan dịch, chưa xong\n{po.read_text('utf-8')}", "utf-8")
    for _ in range(2):
        assert run(site.root, "en", "rua-tay")[0] == 0
    assert po.read_text("utf-8").count("# Lan dịch, chưa xong\n") == 1


def test_an_original_that_changes_is_named_and_readers_are_told(site: Sandbox) -> None:
    filled(site)
    assert read(site).path
    site.build()
    line = "has changed since it was translated"
    assert line not in site.read("en/rua-tay/index.html")
    site.edit(FILE, "Trước khi ăn", "Trước khi nấu ăn")
    found = site.build().problems
    assert f"{OWN}:5 translation-behind" in places(found)
    assert line in site.read("en/rua-tay/index.html")
    assert line not in site.read("rua-tay/index.html")
    status = CliRunner().invoke(main, ["status", "--root", str(site.root), "--lang", "en"])
    assert OWN in status.output
    # The sentences that still hold are kept; the changed one has its old words, to be looked at.
    assert run(site.root, "en", "rua-tay")[0] == 0
    po = polib.pofile(str(site.root / PO))
    assert [(e.msgid, e.msgstr) for e in po if e.fuzzy] == [("Trước khi nấu ăn", "Trước khi ăn Z")]
    assert all(e.msgstr for e in po)
    code, _ = run(site.root, "en", "rua-tay", "--mark")
    assert code == 0
    assert "translation-behind" not in " ".join(places(site.build().problems))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2021-07-05", "date: 2021-07-06"),
        ("Gọi 1900 9095\n    ngay.", "Gọi  1900 9095 ngay."),
        ("## Ba bước\n\n", "## Ba bước\n\n\n"),
    ],
)
def test_days_and_spaces_leave_a_translation_in_step(site: Sandbox, old: str, new: str) -> None:
    before = pages.parse(FILE, (site.root / FILE).read_bytes()).wording
    site.edit(FILE, old, new)
    raw = (site.root / FILE).read_bytes()
    assert pages.parse(FILE, raw).wording == before
    assert pages.parse(FILE, b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")).wording == before


FAULTS: dict[str, tuple[str, str, str]] = {
    "a link lost": ("Xoa xà", "Xoa xà phòng.", "po-lost"),
    "a link changed": ("Xoa xà", "Xoa [Bluezone](link:khai-bao).", "po-lost"),
    "bold lost": ("**Làm ướt** tay.", "Wet your hands.", "po-lost"),
    "bold in stars of a phone": ("**Làm ướt** tay.", "＊＊Wet＊＊ hands.", "po-lost"),
    "bold added": ("Gọi 1900", "**Call** 1900 9095 now.", "po-added"),
    "a number changed": ("Gọi 1900", "Call 1900 9096 now.", "po-lost"),
    "a list begun": ("Gọi 1900", "- Call 1900 9095 now.", "po-mark"),
    "a heading begun": ("Gọi 1900", "# Call 1900 9095 now.", "heading-one"),
    "quotation marks in a heading of a note": ("Cần nhớ", 'To "remember"', "po-mark"),
    "HTML": ("Gọi 1900", "<b>Call</b> 1900 9095 now.", "raw-html"),
    "nothing": ("Ba bước", "", "po-empty"),
    "only spaces": ("Ba bước", "  ", "po-empty"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_translator_loses_is_refused_with_its_line(site: Sandbox, name: str) -> None:
    start, words, key = FAULTS[name]
    filled(site, lambda e: words if e.msgid.startswith(start) else marked(e))
    done = read(site)
    assert done.path is None
    assert not (site.root / OWN).exists()
    first = next(iter(done.problems))
    lines = (site.root / PO).read_text("utf-8").split("\n")
    assert first.key == key
    assert first.place.file == PO
    assert any(start in line for line in lines[first.place.line - 1 : first.place.line + 3])


def test_a_bar_in_a_cell_stays_in_its_cell(site: Sandbox) -> None:
    filled(site, lambda e: "30 | 40 s" if e.msgid == "30 giây" else marked(e))
    assert read(site).path
    assert r"| 30 \| 40 s |" in (site.root / OWN).read_text("utf-8")


@pytest.mark.parametrize("as_saved", ["crlf", "bom", "obsolete", "plural", "wrapped", "no context"])
def test_a_file_is_taken_as_editors_save_it(site: Sandbox, as_saved: str) -> None:
    po = filled(site)
    if as_saved == "obsolete":
        po.append(polib.POEntry(msgid="Cũ", msgstr="Old", obsolete=True))
    if as_saved == "plural":
        po.metadata["Plural-Forms"] = "nplurals=9; plural=wrong"
    if as_saved == "no context":
        for entry in po:
            entry.msgctxt = None
    po.wrapwidth = 20 if as_saved == "wrapped" else 78
    po.save()
    raw = (site.root / PO).read_bytes()
    if as_saved == "crlf":
        (site.root / PO).write_bytes(raw.replace(b"\n", b"\r\n"))
    if as_saved == "bom":
        (site.root / PO).write_bytes(b"\xef\xbb\xbf" + raw)
    done = read(site)
    assert (places(tuple(done.problems)), bool(done.path)) == ([], True)


def test_a_sentence_in_need_of_work_refuses_or_makes_a_draft(site: Sandbox) -> None:
    po = filled(site)
    po[2].flags.append("fuzzy")
    po.save()
    assert [p.key for p in read(site).problems] == ["po-fuzzy"]
    assert not (site.root / OWN).exists()
    done = read(site, as_draft=True)
    assert (done.left, [p.level.name for p in done.problems]) == (1, ["WARNING"])
    assert "draft: true" in (site.root / OWN).read_text("utf-8")


def test_a_sentence_that_was_changed_in_the_file_is_told(site: Sandbox) -> None:
    po = filled(site)
    po[2].msgid = "Bốn bước"
    po.save()
    assert sorted(p.key for p in read(site).problems) == ["po-new", "po-unknown"]


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"", "po-none"),
        (b"Dear office, here is it", "po-none"),
        (b"PK\x03\x04msgid\xff", "po-encoding"),
        ('msgid ""\nmsgstr ""\n\nmsgid “a”\nmsgstr "b"\n'.encode(), "po-syntax"),
        (b'msgid "a\nmsgstr "b"\n', "po-syntax"),
        (b'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "po-doubled"),
    ],
)
def test_what_is_no_po_file_is_refused(site: Sandbox, raw: bytes, key: str) -> None:
    filled(site)
    (site.root / PO).write_bytes(raw)
    assert [p.key for p in read(site).problems] == [key]


def test_a_translation_in_no_utf8_is_named_and_no_fault(site: Sandbox) -> None:
    site.write({OWN: b"---\ntitle: C\xe0i\n---\n"})
    code, said = run(site.root, "en", "rua-tay", "--mark")
    assert (code, OWN in said) == (2, True)
    assert run(site.root, "en", "rua-tay")[0] == 0


def test_a_file_of_another_language_is_refused(site: Sandbox) -> None:
    po = filled(site)
    po.metadata["Language"] = "fr"
    po.save()
    assert [p.key for p in read(site).problems] == ["po-language"]


def test_a_page_that_translates_nothing_names_no_state(make_site: MakeSite) -> None:
    site = make_site({FILE: page("Chào.", translates="0123456789ab")})
    assert places(site.build(publish=False).problems) == [f"{FILE}:5 translates-nothing"]


@pytest.mark.parametrize("value", ["3f9c", "3F9C00000000", "xxxxxxxxxxxx"])
def test_a_state_that_no_tool_wrote_is_refused(make_site: MakeSite, value: str) -> None:
    site = make_site({FILE: page("Chào."), OWN: page("Hi.", translates=value)}, site=ENGLISH)
    assert f"{OWN}:5" in " ".join(places(site.build(publish=False).problems))


def test_a_picture_of_the_original_is_shown_by_its_translation(make_site: MakeSite) -> None:
    picture = png()
    files: dict[str, str | bytes] = {
        "content/huong-dan/a.md": page("![Tay](anh/tay.png)"),
        "content/huong-dan/anh/tay.png": picture,
    }
    site = make_site(files, site=ENGLISH)
    assert run(site.root, "en", "huong-dan/a")[0] == 0
    po = polib.pofile(str(site.root / "translations/en/huong-dan/a.po"))
    for entry in po:
        entry.msgstr = entry.msgid.replace("Tay", "Hand") + ("" if "!" in entry.msgid else " Z")
    po.save()
    assert run(site.root, "en", "--read")[0] == 0
    text = (site.root / "content/en/huong-dan/a.md").read_text("utf-8")
    assert "![Hand](/content/huong-dan/anh/tay.png)" in text


def test_every_page_of_the_sample_comes_back_with_its_structure(tmp_path: Path) -> None:
    root = tmp_path / "sample"
    for name in ("content", "layouts"):
        shutil.copytree(PROJECT / name, root / name)
    shutil.copyfile(PROJECT / "site.yaml", root / "site.yaml")
    shutil.rmtree(root / "content/en")
    found = settings(root)
    files = translate.files(root, found, "en", "")
    assert files
    for file in files:
        path = translate.export(root, "en", file).path
        po = polib.pofile(str(path))
        for entry in po:
            entry.msgstr = marked(entry)
        po.save()
        done = translate.read_back(root, found, "en", path, "", as_draft=False)
        assert (places(tuple(done.problems)), bool(done.path)) == ([], True)
        assert done.path is not None
        own = pages.parse(file, done.path.read_bytes())
        original = pages.parse(file, (root / file).read_bytes())
        assert own.body
        assert original.body
        assert own.header
        assert sentences.shape(own.body.blocks) == sentences.shape(original.body.blocks)
        assert own.header.translates == original.wording

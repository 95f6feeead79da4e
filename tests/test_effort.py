"""How much a build does: what is made, read and imported is counted, never timed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import html5lib
import pytest
from bangtin.build import Result, build
from bangtin.channels.portal import rendering

from tests.conftest import PROJECT, MakeSite, Sandbox, clean, page, places
from tests.small import HOME, SITE

PUBLISH = """
  - format: to-roi-a5
    qr: bluezone
    title: Cài Bluezone
"""
STEPS = "1. **Mở CH Play.** Tìm Bluezone.\n2. **Cài đặt.** Bấm nút."
FILES: dict[str, str | bytes] = {
    "content/huong-dan/a.md": page("Câu một.\n\n## Mục\n\nXem [B](b.md).", title="Trang A"),
    "content/huong-dan/b.md": page("Câu hai.", title="Trang B"),
    "content/huong-dan/in.md": page(
        f"Câu ba.\n\n{STEPS}",
        title="Cài Bluezone",
        code="BZ",
        step_icons="[mo-ung-dung, khai-bao]",
        publish=PUBLISH,
    ),
}
HEAVY = {
    "babel", "jinja2", "markdown", "minify_html", "PIL", "pikepdf", "pypdfium2", "qrcode",
    "sqlite3", "typst", "yaml", "zxingcpp",
}  # fmt: skip
"""What only a build with something to do may import."""


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    built = make_site(FILES)
    assert places(built.build().problems) == []
    return built


def made_by(result: Result, builder: str) -> int:
    """Return how many results of a builder were made."""
    counts = [stage[builder].made for stage in result.counts.values() if builder in stage]
    return sum(counts)


def in_a_new_process(root: Path, more: str = "") -> dict[str, list[str]]:
    """Build as a command does; returns what was made and which heavy modules were imported."""
    program = (
        "import json, sys; from pathlib import Path; from bangtin import cli\n"
        "from bangtin.commands import report\n"
        "from bangtin.build import build\n"
        f"result = build(Path({str(root)!r}), jobs=1){more}\n"
        f"heavy = sorted({HEAVY!r} & set(sys.modules))\n"
        "print(json.dumps({'made': result.made, 'heavy': heavy}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_with_nothing_changed_nothing_is_made_and_nothing_heavy_imported(site: Sandbox) -> None:
    assert in_a_new_process(site.root) == {"made": [], "heavy": []}


def test_new_words_of_a_page_import_nothing_of_prints(site: Sandbox) -> None:
    site.edit("content/huong-dan/b.md", "Câu hai.", "Câu mới.")
    found = in_a_new_process(site.root)
    assert found["made"] == ["huong-dan/b/index.html", "tim"]
    assert set(found["heavy"]) == {"jinja2", "markdown", "minify_html", "sqlite3", "yaml"}


def test_with_nothing_changed_no_page_is_parsed(site: Sandbox) -> None:
    result = site.build()
    assert (result.made, result.counts) == ((), {})
    assert result.published is not None
    assert (result.published.written, result.published.removed) == ((), ())


def test_new_words_of_a_page_make_that_page_and_the_index(site: Sandbox) -> None:
    """The feed tells of titles and summaries, so it stays as it is."""
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu khác.")
    result = site.build()
    assert list(result.made) == ["huong-dan/a/index.html", "tim"]
    assert made_by(result, "site.pages.parse_encoded") == 1
    assert made_by(result, "channels.portal.make_page") == 1
    assert not result.is_planned_anew


def test_new_words_of_a_printed_page_make_its_prints_as_well_and_no_other(site: Sandbox) -> None:
    site.edit("content/huong-dan/in.md", "Bấm nút.", "Bấm nút xanh.")
    result = site.build()
    folder = "an-pham/in-to-roi-a5/"
    prints = [path for path in result.made if path.startswith(folder)]
    # The lists and the print's own page say how large the file is now.
    others = set(result.made) - set(prints)
    assert {"huong-dan/in/index.html", "tim", "an-pham/index.html"} <= others
    assert {path.partition("/")[0] for path in others} == {"huong-dan", "an-pham", "tim"}
    assert {path.rpartition(".")[2] for path in prints} <= {"avif", "html", "pdf", "webp"}
    assert made_by(result, "site.pages.parse_encoded") == 1
    assert made_by(result, "channels.portal.make_page") == len(others - {"tim"}) + sum(
        path.endswith("html") for path in prints
    )


def test_a_new_title_makes_what_names_it(site: Sandbox) -> None:
    site.edit("content/huong-dan/b.md", "Trang B", "Trang khác")
    result = site.build()
    made = {path for path in result.made if path.endswith(".html")}
    assert "huong-dan/b/index.html" in made
    assert "huong-dan/a/index.html" not in made
    assert "feed.xml" in result.made


# ── The short way comes to what the long one does ──


def test_one_edit_after_another_comes_to_the_same_as_a_build_from_nothing(
    site: Sandbox, tmp_path: Path
) -> None:
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu bốn.")
    site.build()
    site.edit("content/huong-dan/b.md", "Câu hai.", "Câu năm.")
    assert not site.build().is_planned_anew
    site.edit("content/huong-dan/a.md", "Câu bốn.", "Câu một.")
    assert not site.build().is_planned_anew
    assert site.tree() == clean(site, tmp_path)
    assert site.build().made == ()


def test_words_are_shown_in_each_language_that_has_no_other(
    make_site: MakeSite, tmp_path: Path
) -> None:
    english = SITE + (
        "languages:\n  en:\n    name: English\n    words: {Huyện thử: Test, huyện Thử: T,"
        " UBND HUYỆN THỬ: A,"
        " UBND huyện Thử: B, tỉnh Thử: C, Bộ Y tế: D}\n"
    )
    site = make_site(
        FILES | {"content/en/index.md": HOME.replace("của huyện", "in English")}, site=english
    )
    site.build()
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu khác.")
    result = site.build()
    assert {"huong-dan/a/index.html", "en/huong-dan/a/index.html"} <= set(result.made)
    assert not result.is_planned_anew
    assert site.tree() == clean(site, tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Câu một.", "Câu một, [B](b.md#muc)."),
        ("Câu một.", "Câu một, xem [Bluezone](link:bluezone)."),
        ("## Mục", "## Mục khác"),
        ("## Mục", "## Có mất tiền không?\n\nKhông.\n\n## Mục"),
        ("Câu một.", "<b>Câu</b>"),
        ("Câu một.\n", "1. Bước một.\n2. Bước hai.\n"),
        ("title: Trang A", "title: Trang khác"),
        ("summary: Tóm tắt.", "summary: Tóm tắt.\nowner: Phòng Văn hóa"),
    ],
)
def test_more_than_words_is_planned_anew(site: Sandbox, tmp_path: Path, old: str, new: str) -> None:
    site.edit("content/huong-dan/a.md", old, new)
    before = site.tree()
    result = site.build()
    assert result.is_planned_anew
    assert site.tree() == (before if result.failed else clean(site, tmp_path))


def test_a_page_of_which_something_was_said_is_looked_at_whole(make_site: MakeSite) -> None:
    """A problem is told by the build that plans; the short way has nothing to tell."""
    site = make_site(FILES | {"content/huong-dan/c.md": page("Câu.", review_by="2021-07-01")})
    first = site.build()
    site.edit("content/huong-dan/c.md", "Câu.", "Câu khác.")
    assert site.build().problems == first.problems


@pytest.mark.parametrize("what", ["deleted", "strange"])
def test_what_somebody_did_to_the_published_tree_is_mended_with_the_edit(
    site: Sandbox, tmp_path: Path, what: str
) -> None:
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu khác.")
    other = site.public / "huong-dan/b/index.html"
    if what == "deleted":
        other.unlink()
    else:
        (site.public / "cua-toi.txt").write_bytes(b"x")
    site.build()
    tree = site.tree()
    assert tree.pop("cua-toi.txt", b"x") == b"x"
    assert tree == clean(site, tmp_path)


def test_a_store_without_the_plan_is_made_anew(site: Sandbox, tmp_path: Path) -> None:
    shutil.rmtree(site.root / ".bangtin/cache")
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu khác.")
    assert site.build().problems == ()
    assert site.tree() == clean(site, tmp_path)


# ── What a preview shows first ──


def test_a_preview_shows_pages_first_and_the_rest_follows(site: Sandbox, tmp_path: Path) -> None:
    before = site.tree()
    site.edit("content/huong-dan/in.md", "Bấm nút.", "Bấm nút xanh.")
    shown = build(site.root, only_pages=True, jobs=1)
    assert shown.made == ("huong-dan/in/index.html",)
    now = site.tree()
    differing = {path for path in now if now[path] != before.get(path)}
    assert differing - {".bangtin-files"} == {"huong-dan/in/index.html"}
    site.build()
    assert site.tree() == clean(site, tmp_path)


def test_a_preview_shows_an_original_first_and_its_translation_follows(
    make_site: MakeSite,
) -> None:
    wording = "0123456789ab"
    site = make_site(
        {
            "site.yaml": SITE + "languages: {en: {name: English}}\n",
            "content/a.md": page("Câu một.", title="Trang A"),
            "content/en/a.md": page("One.", title="Page A", translates=wording),
        }
    )
    found = site.build().problems
    (behind,) = (p for p in found if p.key == "translation-behind")
    wording = dict(behind.args)["wording"]
    site.edit("content/en/a.md", "0123456789ab", wording)
    assert "translation-behind" not in {p.key for p in site.build().problems}
    site.edit("content/a.md", "Câu một.", "Câu khác.")
    assert build(site.root, only_pages=True, jobs=1).made == ("a/index.html",)
    assert "translation-behind" in {p.key for p in site.build().problems}
    left = site.tree()
    shutil.rmtree(site.public)
    shutil.rmtree(site.root / ".bangtin")
    site.build()
    assert site.tree() == left


def test_words_that_are_taken_back_before_the_rest_followed_are_shown_as_well(
    site: Sandbox,
) -> None:
    before = site.tree()
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu khác.")
    build(site.root, only_pages=True, jobs=1)
    site.edit("content/huong-dan/a.md", "Câu khác.", "Câu một.")
    again = build(site.root, only_pages=True, jobs=1)
    assert again.published is not None
    assert "huong-dan/a/index.html" in again.published.written
    assert site.tree() == before


def test_a_preview_leaves_more_than_words_to_a_whole_build(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And does not read the site for it: the whole build does."""
    before = site.tree()
    monkeypatch.setattr("bangtin.site.reading.read", None)
    site.edit("content/huong-dan/a.md", "Trang A", "Trang khác")
    assert build(site.root, only_pages=True, jobs=1).published is None
    assert site.tree() == before


def test_a_page_too_large_to_be_minified_says_the_same_and_leads_to_the_same(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The minifier takes twenty times as much memory as a page has letters."""

    def told(file: str) -> tuple[str, list[str], int]:
        tree = html5lib.parse(site.read(file), namespaceHTMLElements=False)
        links = [link.get("href", "") for link in tree.iter("a")]
        return "".join("".join(tree.itertext()).split()), links, len(site.read(file))

    words, links, size = told("huong-dan/a/index.html")
    monkeypatch.setattr(rendering, "MOST_MINIFIED", size)
    shutil.rmtree(site.root / ".bangtin")
    assert places(site.build().problems) == []
    large = told("huong-dan/a/index.html")
    assert large[:2] == (words, links)
    assert large[2] > size

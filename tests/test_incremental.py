"""A build after a change publishes what a clean build does, byte for byte, and makes no more."""

from __future__ import annotations

import datetime
import importlib.metadata
import io
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bangtin import build as building
from bangtin.channels.portal import rendering
from bangtin.engine import task
from bangtin.files.paths import CACHE_FOLDER
from bangtin.stages import make, read, state
from PIL import Image

from tests.conftest import PROJECT, MakeSite, Sandbox, clean, page, places
from tests.small import HOME, SITE

PUBLISH = """
  - format: diem-quet-a5
    slogan: Quét mã
    place_name: "{ten}"
    each: cho
    qr: bluezone
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<path d="M 2 2 L 22 2 L 22 22 Z"/></svg>'
)


def photo(colour: str) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (1200, 800), colour).save(output, "PNG")
    return output.getvalue()


FORMAT = "formats:\n  diem-quet-a5: {width: 150}\n"
UNSEEN = ("nothing", "a remark in the formats", "a remark in a library of prints")
"""Changes that nobody can see in what is published."""

FILES: dict[str, str | bytes] = {
    "content/huong-dan/a.md": page("Nội dung một.\n\n## Mục\n\nXem [B](b.md).", title="Trang A"),
    "content/huong-dan/b.md": page("![Ảnh](anh.png)", title="Trang B"),
    "content/in.md": page("Chữ.", title="Bản in", code="IN", publish=PUBLISH),
    "content/tam.md": page(title="Tạm thời", expires="2021-07-25"),
    "content/huong-dan/anh.png": photo("red"),
    "content/data/cho.csv": "ma,ten\n1,Chợ Cán Cấu\n2,Chợ Sín Chéng\n",
}


def edit(name: str, old: str, new: str) -> Callable[[Sandbox], None]:
    return lambda site: site.edit(name, old, new)


def write(**files: str | bytes) -> Callable[[Sandbox], None]:
    return lambda site: site.write(files)


def remove(name: str) -> Callable[[Sandbox], None]:
    return lambda site: (site.root / name).unlink()


def rename(site: Sandbox) -> None:
    site.edit("content/huong-dan/a.md", "(b.md)", "(c.md)")
    folder = site.root / "content/huong-dan"
    (folder / "b.md").rename(folder / "c.md")


def exchange(site: Sandbox) -> None:
    """Exchange two pages' files: each keeps its size and time, and has another name."""
    folder = site.root / "content/huong-dan"
    (folder / "b.md").rename(folder / "x.md")
    (site.root / "content/tam.md").rename(folder / "b.md")
    (folder / "x.md").rename(site.root / "content/tam.md")
    site.edit("content/tam.md", "(anh.png)", "(huong-dan/anh.png)")


def save_twice(site: Sandbox) -> None:
    """Save two texts of one size within one tick of the clock."""
    file = site.root / "content/huong-dan/a.md"
    stat = file.stat()
    for text in ("Nội dung hai.", "Nội dung ba."):
        site.edit("content/huong-dan/a.md", "Nội dung một.", text)
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        if text != "Nội dung ba.":
            site.build()
            site.edit("content/huong-dan/a.md", text, "Nội dung một.")
    assert file.stat().st_mtime_ns == stat.st_mtime_ns


def with_band(site: Sandbox) -> None:
    tile = '<svg viewBox="0 0 9 9"><path fill="#c8102e" d="M0 0h9v9z"/></svg>'
    (site.root / "content/band.svg").write_text(tile, "utf-8")
    append(site, "site.yaml", "\nband: content/band.svg\n")
    site.edit("layouts/portal/band.html", "<svg", "<svg id=them")


def append(site: Sandbox, name: str, text: str) -> None:
    file = site.root / name
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def reword(site: Sandbox) -> None:
    file = site.root / "layouts/strings/vi.yaml"
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"(?m)^home: .*$", "home: Về đầu", text), "utf-8")


CHANGES: dict[str, Callable[[Sandbox], object]] = {
    "nothing": lambda site: None,
    "a body": edit("content/huong-dan/a.md", "Nội dung một.", "Nội dung hai."),
    "a title": edit("content/huong-dan/b.md", "Trang B", "Trang khác"),
    "a heading": edit("content/huong-dan/a.md", "## Mục", "## Mục khác"),
    "a page added": lambda site: site.write({"content/huong-dan/moi.md": page(title="Mới")}),
    "a page deleted": remove("content/tam.md"),
    "a page renamed": rename,
    "two pages exchanged": exchange,
    "a page made a draft": edit("content/tam.md", "summary:", "draft: true\nsummary:"),
    "a page's folder": lambda site: shutil.move(
        site.root / "content/tam.md", site.root / "content/huong-dan/tam.md"
    ),
    "a layout of pages": edit("layouts/portal/page.html", "</article>", "<hr></article>"),
    "a layout included by others": with_band,
    "a layout imported by others": edit("layouts/portal/parts.html", "<a ", '<a data-moi="x" '),
    "a layout of prints": edit("layouts/press/venue.typ", "let u = W / 48", "let u = W / 49"),
    "a remark in a library of prints": lambda s: append(s, "layouts/press/lib.typ", "// khác\n"),
    "a remark in the formats": lambda site: append(site, "layouts/formats.yaml", "\n# khác\n"),
    "a format": lambda site: append(site, "site.yaml", FORMAT),
    "the stylesheet": lambda site: append(site, "assets/css/portal.css", "\nmain{margin:1px}"),
    "a pictogram": lambda site: site.write({"assets/icons/mo-ung-dung.svg": ICON}),
    "the portal's name": edit("site.yaml", "title: Huyện thử", "title: Huyện khác"),
    "a telephone number": edit("site.yaml", "1900 9095", "1900 9096"),
    "an address": edit("site.yaml", "https://www.bluezone.gov.vn", "https://tokhaiyte.vn/b"),
    "a colour": edit("site.yaml", "#14235a", "#14235b"),
    "a word of the layouts": reword,
    "a row of a table": edit("content/data/cho.csv", "Chợ Cán Cấu", "Chợ Mường Khương"),
    "a row added": edit("content/data/cho.csv", "2,Chợ Sín Chéng\n", "2,Chợ Sín Chéng\n3,Chợ C\n"),
    "a row removed": edit("content/data/cho.csv", "2,Chợ Sín Chéng\n", ""),
    "a picture": lambda site: site.write({"content/huong-dan/anh.png": photo("blue")}),
    "two saves in one tick with one size": save_twice,
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built once: its content, its cache and what it published."""
    root = tmp_path_factory.mktemp("incremental") / "site"
    for folder in ("layouts", "assets"):
        shutil.copytree(PROJECT / folder, root / folder)
    site = Sandbox(root)
    site.write({"site.yaml": SITE, "content/index.md": HOME, **FILES})
    assert places(site.build().problems) == []
    return root


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Sandbox:
    shutil.copytree(built, tmp_path / "site")
    return Sandbox(tmp_path / "site")


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_after_a_change_equals_a_clean_one(
    site: Sandbox, tmp_path: Path, change: str
) -> None:
    before = site.tree()
    CHANGES[change](site)
    result = site.build()
    assert places(result.problems) == []
    assert site.tree() == clean(site, tmp_path)
    assert (site.tree() == before) == (change in UNSEEN)


def test_time_that_passes_equals_a_clean_build_on_that_day(site: Sandbox, tmp_path: Path) -> None:
    day = datetime.date(2021, 7, 26)
    site.build(now=day)
    assert site.tree() == clean(site, tmp_path, day)


def test_a_failed_build_that_is_mended_equals_a_clean_one(site: Sandbox, tmp_path: Path) -> None:
    before = site.tree()
    site.edit("content/huong-dan/a.md", "(b.md)", "(khong-co.md)")
    site.edit("content/in.md", "slogan: Quét mã", "slogan: Quét mã khác")
    assert site.build().failed
    assert site.tree() == before
    site.edit("content/huong-dan/a.md", "(khong-co.md)", "(b.md)")
    assert places(site.build().problems) == []
    assert site.tree() == clean(site, tmp_path)


def test_what_was_missing_and_is_added_equals_a_clean_build(site: Sandbox, tmp_path: Path) -> None:
    """A picture, a pictogram and a layout that another one includes where it is there."""
    site.edit("content/huong-dan/b.md", "(anh.png)", "(anh-moi.png)")
    site.edit("content/in.md", "icon: mo-ung-dung", "icon: hinh-moi")
    site.edit("layouts/portal/page.html", "</article>",
              '{% include "them.html" ignore missing %}</article>')  # fmt: skip
    found = places(site.build().problems)
    assert found[2:] == ["content/huong-dan/anh.png:0 files-unused"]
    (site.root / "content/huong-dan/anh.png").unlink()
    site.write({"content/huong-dan/anh-moi.png": photo("green"), "assets/icons/hinh-moi.svg": ICON})
    assert places(site.build().problems) == []
    assert site.tree() == clean(site, tmp_path)
    site.write({"layouts/portal/them.html": "<p>Phần thêm</p>"})
    site.build()
    assert "Phần thêm" in site.read("huong-dan/a/index.html")
    shutil.rmtree(tmp_path / "twin")
    assert site.tree() == clean(site, tmp_path)


def test_a_store_that_is_found_after_a_restart_equals_a_clean_build(
    site: Sandbox, tmp_path: Path
) -> None:
    site.edit("content/huong-dan/a.md", "Nội dung một.", "Nội dung hai.")
    assert run(site, PROJECT / "generator") == ""
    assert site.tree() == clean(site, tmp_path)


def run(site: Sandbox, package: Path) -> str:
    """Build in a process of its own with the Bangtin in ``package``; returns what was wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "bangtin", "build"], cwd=site.root, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(package)}, capture_output=True,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


# ── A new version of Bangtin ──


def test_a_new_version_of_bangtin_makes_everything_anew(site: Sandbox, tmp_path: Path) -> None:
    """The cache knows the code by its source, so no version number can be evicted."""
    package = tmp_path / "new"
    shutil.copytree(PROJECT / "generator/bangtin", package / "bangtin")
    rendering = package / "bangtin/channels/portal/rendering.py"
    source = rendering.read_text("utf-8")
    ours = 'encode("utf-8")\n\n\n'
    assert ours in source
    rendering.write_text(
        source.replace(ours, f"replace('</main>', '<hr></main>').{ours}", 1), "utf-8"
    )
    before = site.tree()
    assert run(site, package) == ""
    twin = Sandbox(tmp_path / "twin")
    shutil.copytree(site.root, twin.root, ignore=shutil.ignore_patterns("public", CACHE_FOLDER))
    assert run(twin, package) == ""
    assert site.tree() == twin.tree()
    assert site.tree() != before
    assert places(site.build().problems) == []
    assert site.tree() == before


@pytest.mark.parametrize("name", ["typst", "markdown", "pillow"])
def test_a_new_version_of_what_shapes_bytes_is_a_new_bangtin(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    digest = task.generator_digest.__wrapped__
    before, version = digest(), importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda n: "99" if n == name else version(n))
    assert digest() != before


def test_a_new_version_of_python_is_a_new_bangtin(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = task.generator_digest.__wrapped__
    before = digest()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    assert digest() != before


# ── And no more than that ──


@pytest.mark.parametrize(
    ("change", "least", "most"), [("nothing", 0, 0), ("a body", 2, 2), ("the stylesheet", 1, 30)]
)
def test_a_change_makes_what_depends_on_it(
    site: Sandbox, change: str, least: int, most: int
) -> None:
    CHANGES[change](site)
    assert least <= len(site.build().made) <= most


def test_a_removed_page_leaves_no_file_behind(make_site: MakeSite) -> None:
    site = make_site({"content/huong-dan/a.md": page(), "content/huong-dan/b.md": page()})
    site.build()
    (site.root / "content/huong-dan/b.md").unlink()

    result = site.build()

    assert result.published is not None
    removed = [path for path in result.published.removed if not path.startswith("tim/")]
    assert sorted(removed) == ["huong-dan/b/index.html"]
    assert not (site.public / "huong-dan/b").exists()


def test_with_nothing_changed_nothing_is_read_planned_or_opened(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = site.build()

    def never(*_: object, **__: object) -> None:
        pytest.fail("nothing changed")

    monkeypatch.setattr("bangtin.engine.cache.Cache.__init__", never)
    monkeypatch.setattr("bangtin.site.reading.read", never)
    result, checked = site.build(), site.build(publish=False)

    assert (result.made, result.problems) == ((), first.problems)
    assert (checked.pages, checked.codes, checked.problems) == (
        first.pages,
        first.codes,
        first.problems,
    )
    assert checked.published is None
    assert result.reused == len(first.made) + first.reused > 0
    assert (result.pages, result.prints, result.codes) == (first.pages, first.prints, first.codes)
    assert result.published is not None
    assert (result.published.written, result.published.removed) == ((), ())
    assert result.planned == first.planned


@pytest.mark.parametrize("what", ["changed", "deleted", "another day", "a linked folder"])
def test_the_quick_way_out_is_not_taken_when_anything_differs(site: Sandbox, what: str) -> None:
    site.build()
    site.build()
    before = site.tree()
    if what == "changed":
        (site.public / "index.html").write_bytes(b"")
    elif what == "deleted":
        (site.public / "index.html").unlink()
    elif what == "a linked folder":
        (site.root / "more").mkdir()
        (site.root / "content/them").symlink_to(site.root / "more")

    day = datetime.date(2021, 7, 22) if what == "another day" else None
    result = site.build(now=day)

    assert result.is_planned_anew
    assert day or result.made == (), "what the cache holds is not made again"
    assert day or site.tree() == before


def test_as_many_edits_as_are_looked_at_one_by_one_plan_nothing_anew(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site({f"content/{name}.md": page(f"Câu {name}.", title=name) for name in "abc"})
    assert places(site.build().problems) == []
    monkeypatch.setattr(state, "MOST_EDITED", 2)
    planned: list[int] = []
    real = read.read_site

    def counted(*given: Any) -> Any:
        planned.append(1)
        return real(*given)

    monkeypatch.setattr(read, "read_site", counted)
    for edited, names in (("Một", "ab"), ("Hai", "abc")):
        site.write({f"content/{name}.md": page(f"{edited}.", title=name) for name in names})
        assert places(site.build().problems) == []
    assert planned == [1]


@pytest.mark.parametrize("is_previewed", [False, True])
def test_a_page_that_its_layout_refuses_after_an_edit_is_told_and_the_old_one_stays(
    make_site: MakeSite, is_previewed: bool
) -> None:
    site = make_site({"content/huong-dan/a.md": page("Câu một.", title="Trang A")})
    refusing = '{% if "hai" in body %}{{ khong_co }}{% endif %}</article>'
    site.edit("layouts/portal/page.html", "</article>", refusing)
    assert places(site.build().problems) == []
    assert not site.build().is_planned_anew
    before = site.tree()
    layout = (site.root / "layouts/portal/page.html").read_text("utf-8").splitlines()
    told = [f"layouts/portal/page.html:{layout.index(refusing) + 1} layout-broken"]

    site.edit("content/huong-dan/a.md", "Câu một.", "Câu hai.")
    if is_previewed:
        assert building.build(site.root, jobs=1, only_pages=True).published is None
    for _ in range(2):
        result = site.build()
        assert (places(result.problems), result.published) == (told, None)
        assert site.tree() == before

    site.edit("content/huong-dan/a.md", "Câu hai.", "Câu ba.")
    assert places(site.build().problems) == []
    assert "Câu ba." in site.read("huong-dan/a/index.html")


def test_a_layout_that_is_saved_while_an_edit_is_made_brings_both(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site({"content/huong-dan/a.md": page("Câu một.", title="Trang A")})
    site.edit("layouts/portal/page.html", "<article", "<article data-own")
    assert places(site.build().problems) == []
    site.edit("content/huong-dan/a.md", "Câu một.", "Câu hai.")
    saves = ["data-moi"]

    def saved_meanwhile(*given: Any) -> Any:
        if saves:
            site.edit("layouts/portal/page.html", "data-own", saves.pop())
            # As in a process of its own, which has read no layout yet.
            rendering._environment.cache_clear()
        return make.make(*given)

    monkeypatch.setattr(building, "make", saved_meanwhile)
    assert places(site.build().problems) == []
    html = site.read("huong-dan/a/index.html")
    assert "data-moi" in html
    assert "Câu hai." in html

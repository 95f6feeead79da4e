"""What a build calls unchanged is unchanged: its state belongs to what it published.

Each way in which a state once outlived its publication has a test by name here;
``test_sequences.py`` mixes them at random.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import shutil
import types
from pathlib import Path

import pytest
from bangtin import build as builds
from bangtin import spelling
from bangtin.build import build
from bangtin.commands import recording
from bangtin.config import loading
from bangtin.files import inventory, paths
from bangtin.problems import DiskFailed
from bangtin.stages import session

from tests.conftest import MakeSite, Sandbox, clean, page, places
from tests.disk import REMOVING, WRITING, Disk, end_of_build

DAY = datetime.date(2021, 7, 20)
NOON = datetime.datetime(2021, 7, 20, 12, tzinfo=spelling.TIME)
PAGE = "content/huong-dan/a.md"
FILES: dict[str, str | bytes] = {
    PAGE: page("Lời.", title="Trang a"),
    "content/huong-dan/b.md": page("Lời [a](a.md).", title="Trang b"),
    "content/huong-dan/het.md": page(title="Sắp hết hạn", expires="2021-07-20"),
}
LOGGED = ("site.yaml", paths.PUBLICATION_LOG, paths.EDITION_LOG)


OWN = (
    "layouts/portal/page.html", "layouts/press/lib.typ", "layouts/strings/vi.yaml",
    "layouts/formats.yaml",
)  # fmt: skip


@pytest.fixture
def site(make_site: MakeSite) -> Sandbox:
    """A site that was built, with some layouts of its own."""
    sandbox = make_site(FILES)
    sandbox.own(*OWN)
    assert places(sandbox.build(now=DAY).problems) == []
    return sandbox


def test_an_address_that_went_out_and_is_taken_back_leaves_nothing(
    site: Sandbox, tmp_path: Path
) -> None:
    """(a): every page has the portal's address in it."""
    kept = {n: (site.root / n).read_bytes() for n in LOGGED if (site.root / n).exists()}
    site.edit("site.yaml", "https://thu.gov.vn", "https://khac.gov.vn")
    result = build(site.root, now=DAY, jobs=1, going_out="all")
    recording.went_out(site.root, result, NOON)
    assert b"https://khac.gov.vn" in b"".join(site.tree().values())
    for name in LOGGED:
        (site.root / name).unlink(missing_ok=True)
    site.write(dict(kept))

    assert places(site.build(now=DAY).problems) == []

    assert b"https://khac.gov.vn" not in b"".join(site.tree().values())
    assert site.tree() == clean(site, tmp_path, DAY)


def test_an_edit_that_was_killed_after_publishing_and_is_taken_back_leaves_nothing(
    site: Sandbox, tmp_path: Path
) -> None:
    """(b): at every write from the first page's to the state's."""
    expected = clean(site, tmp_path, DAY)
    before = (site.root / PAGE).read_bytes()
    for at in range(1, 200, 7):
        site.edit(PAGE, "Trang a", "Trang mới")
        ended = end_of_build(site.root, at, by_threads=False)
        (site.root / PAGE).write_bytes(before)
        assert places(site.build(now=DAY).problems) == []
        assert site.tree() == expected, at
        if ended == 0:
            break
    else:
        pytest.fail("the build was killed each time")


@pytest.mark.parametrize("path", [paths.STATE, paths.RECORD])
def test_an_edit_whose_state_the_disk_refused_and_is_taken_back_leaves_nothing(
    site: Sandbox, tmp_path: Path, path: str
) -> None:
    """(b)."""

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    expected = clean(site, tmp_path, DAY)
    site.edit(PAGE, "Trang a", "Trang mới")
    with pytest.MonkeyPatch.context() as patch:
        Disk(site.root, full, path=path).install(patch.setattr, WRITING + REMOVING)
        with contextlib.suppress(DiskFailed):
            site.build(now=DAY)
    site.edit(PAGE, "Trang mới", "Trang a")

    assert places(site.build(now=DAY).problems) == []
    assert site.tree() == expected


def test_words_that_a_preview_published_ahead_and_are_taken_back_leave_nothing(
    site: Sandbox,
) -> None:
    """(c): the preview was ended before the rest followed."""
    expected = site.tree()
    site.edit(PAGE, "Lời.", "Lời viết thử.")
    build(site.root, now=DAY, jobs=1, only_pages=True)
    assert "Lời viết thử" in site.read("huong-dan/a/index.html")
    site.edit(PAGE, "Lời viết thử.", "Lời.")

    assert places(site.build(now=DAY).problems) == []
    assert site.tree() == expected


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("site.yaml", "https://thu.gov.vn", "https://khac.gov.vn"),
        ("site.yaml", "UBND huyện Thử", "UBND huyện Khác"),
        ("layouts/strings/vi.yaml", "recall_who: Người gỡ", "recall_who: Ai gỡ"),
        ("layouts/formats.yaml", "poster-a3:", "poster-a3-moi:"),
    ],
)
def test_what_is_saved_between_the_inventory_and_its_reading_is_read_as_it_was_listed(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str
) -> None:
    """(d): the build begins again with what was saved, and taking that back is seen."""
    before, expected = (site.root / name).read_bytes(), site.tree()
    site.edit(PAGE, "Trang a", "Trang mới")
    saved: list[str] = []
    take = inventory.take

    def take_and_save(root: Path) -> inventory.Inventory:
        found = take(root)
        if not saved:
            saved.append(name)
            site.edit(name, old, new)
        return found

    monkeypatch.setattr(inventory, "take", take_and_save)
    result = site.build(now=DAY)
    assert saved
    assert "file-changed" not in [problem.key for problem in result.problems]
    (site.root / name).write_bytes(before)
    site.edit(PAGE, "Trang mới", "Trang a")

    assert places(site.build(now=DAY).problems) == []
    assert site.tree() == expected


def test_a_file_that_is_saved_at_every_reading_is_named_and_nothing_is_published(
    site: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(d), of an editor that saves all the time."""
    before = site.tree()
    mapping, count = loading.Files.mapping, iter(range(100))

    def save_first(files: loading.Files, file: str) -> object:
        if file == "site.yaml":
            with (site.root / file).open("a", encoding="utf-8") as opened:
                opened.write(f"# {next(count)}\n")
        return mapping(files, file)

    monkeypatch.setattr(loading.Files, "mapping", save_first)
    site.edit(PAGE, "Trang a", "Trang mới")
    result = site.build(now=DAY)

    assert places(result.problems) == ["site.yaml:0 file-changed"]
    assert site.tree() == before
    assert next(count) == builds.MOST_ATTEMPTS


def test_a_build_over_midnight_is_of_one_day_and_the_next_one_is_of_its_own(
    make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(e): each time that anybody asks, it is a day later."""
    site = make_site(FILES)
    asked: list[datetime.datetime] = []

    def later(zone: datetime.tzinfo) -> datetime.datetime:
        assert zone is datetime.UTC
        asked.append(NOON + datetime.timedelta(days=len(asked)))
        return asked[-1]

    with monkeypatch.context() as patch:
        times = types.SimpleNamespace(now=later)
        clock = types.SimpleNamespace(datetime=times, UTC=datetime.UTC, date=datetime.date)
        patch.setattr(session, "datetime", clock)
        assert places(build(site.root, jobs=1).problems) == []
    assert asked == [NOON]
    of_first = site.tree()
    assert of_first == clean(site, tmp_path / "first", DAY)

    following = DAY + datetime.timedelta(days=1)
    assert places(site.build(now=following).problems) == []
    assert site.tree() == clean(site, tmp_path / "next", following) != of_first


@pytest.mark.parametrize("name", [PAGE, *OWN[:3]])
@pytest.mark.parametrize("edits", [False, True])
def test_a_file_that_becomes_a_link_out_of_the_site_is_refused_whatever_was_edited(
    site: Sandbox, tmp_path: Path, name: str, edits: bool
) -> None:
    """(f): though it leads to the very bytes that were there."""
    before = site.tree()
    outside = tmp_path / "ngoai"
    shutil.copy(site.root / name, outside)
    (site.root / name).unlink()
    (site.root / name).symlink_to(outside)
    if edits:
        site.edit("content/huong-dan/b.md", "Lời", "Lời mới")

    assert f"{name}:0 link-outside" in places(site.build(now=DAY).problems)
    assert site.tree() == before

"""The inventory: every file once, by one rule, and what can't be read is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from bangtin.files import inventory
from bangtin.files.digests import digest

from tests.conftest import places


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "site.yaml": b"a",
        "content/index.md": b"b",
        "content/data/xa.csv": b"c",
        "content/.ghi-chu.md": b"x",
        "content/.cu/a.md": b"x",
        "assets/.DS_Store": b"x",
        "layouts/portal/page.html": b"own",
        "ghi-chu.txt": b"x",
    }
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


def test_each_file_stands_there_with_its_digest_and_no_hidden_one(root: Path) -> None:
    found = inventory.take(root)
    own = {n: d for n, d in found.digests.items() if not n.startswith(("layouts/", "assets/"))}
    assert own == {
        "site.yaml": digest(b"a"),
        "content/index.md": digest(b"b"),
        "content/data/xa.csv": digest(b"c"),
    }
    assert not any("/." in name for name in found.digests)
    assert found.problems == ()


def test_a_layout_of_the_site_hides_the_shipped_one_of_its_name_and_no_other(root: Path) -> None:
    found = inventory.take(root)
    assert found.digests["layouts/portal/page.html"] == digest(b"own")
    assert found.digests["layouts/portal/base.html"] != digest(b"own")


def test_what_single_entries_are_laid_over_is_known_as_well(root: Path) -> None:
    assert inventory.take(root).base_files == {}
    (root / "layouts/formats.yaml").write_bytes(b"own")
    found = inventory.take(root)
    assert found.digests["layouts/formats.yaml"] == digest(b"own")
    assert list(found.base_files) == ["layouts/formats.yaml"]


def test_a_folder_that_can_t_be_read_is_an_error_and_its_pages_are_not_just_gone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("/data"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = inventory.take(root)
    assert places(found.problems) == ["content/data:0 folder-unreadable"]
    assert "content/data" in found.excluded


def test_a_name_is_found_in_whichever_normal_form_the_disk_has_it(root: Path) -> None:
    (root / "content/a\u0309nh.png").write_bytes(b"x")
    found = inventory.take(root)
    assert found.find("content/ảnh.png") == "content/a\u0309nh.png"
    assert found.find("content/khong-co.png") is None


def test_a_name_that_is_no_text_is_named_and_never_opened(root: Path) -> None:
    """What an old Windows or a zip of another code page leaves."""
    os.close(os.open(os.fsencode(root) + b"/content/ng\xe0y.md", os.O_CREAT | os.O_WRONLY))
    Path(os.fsdecode(os.fsencode(root) + b"/assets/\xff")).mkdir()
    found = inventory.take(root)
    assert places(found.problems) == [
        "content/ng\\xe0y.md:0 name-not-utf8",
        "assets/\\xff:0 name-not-utf8",
    ]
    assert all(name.isprintable() for name in found.excluded)


@pytest.mark.parametrize(
    "name", ["site.yaml", "content/a.md", "content/data/a.csv", "layouts/strings/vi.yaml",
             "layouts/formats.yaml", "assets/icons/a.svg", "published.csv"],
)  # fmt: skip
@pytest.mark.parametrize("what", ["pipe", "dead link"])
def test_what_is_no_file_is_named_and_never_opened(root: Path, name: str, what: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(root / name)
    else:
        (root / name).symlink_to("khong-co")
    found = inventory.take(root)
    key = "not-a-file" if what == "pipe" else "file-unreadable"
    assert places(found.problems) == [f"{name}:0 {key}"]

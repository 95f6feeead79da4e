"""The preview hears of every change, however an editor, a person or git makes it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bangtin.commands.watching import Watcher

FILES = {"site.yaml": "a", "content/a.md": "a", "content/huong-dan/b.md": "b", "assets/c.css": "c"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "trang"
    for name, text in FILES.items():
        write(folder, name, text)
    return folder


@pytest.fixture
def heard(root: Path) -> Iterator[Callable[..., set[str]]]:
    """Return a function that waits until one of some paths is told of, and returns all that was."""
    with Watcher(root) as watcher:
        assert watcher.is_ready.wait(10)
        batches = watcher.batches(0.1, lambda: False)

        def wait_for(*names: str, most: int = 100) -> set[str]:
            found: set[str] = set()
            for _ in range(most):
                found |= next(batches)
                if found & set(names):
                    return found
            return found

        yield wait_for


def write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def save_by_rename(root: Path, name: str, text: str) -> None:
    """Save as many editors do: a new file takes the place of the old one."""
    part = root / f"{name}.tmp"
    part.write_text(text, "utf-8")
    os.replace(part, root / name)


@pytest.mark.parametrize("name", ["site.yaml", "content/a.md", "content/huong-dan/b.md"])
def test_a_file_that_is_saved_by_rename_is_heard_each_time(root: Path, heard, name: str) -> None:
    for text in ("một", "hai", "ba"):
        save_by_rename(root, name, text)
        assert name in heard(name)


def test_a_folder_that_is_replaced_is_heard_and_what_is_saved_in_it_after(
    root: Path, heard
) -> None:
    shutil.copytree(root / "content", root / "moi")
    (root / "content").rename(root / "cu")
    (root / "moi").rename(root / "content")
    assert "content" in heard("content")
    # The folders are watched anew within a moment: until then the change before is told of.
    for _ in range(50):
        write(root, "content/huong-dan/b.md", "mới")
        if "content/huong-dan/b.md" in heard("content/huong-dan/b.md", most=3):
            break
    write(root, "content/huong-dan/d.md", "thêm")
    assert "content/huong-dan/d.md" in heard("content/huong-dan/d.md")


def test_what_is_written_while_the_old_folder_is_let_go_is_not_missed(root: Path, heard) -> None:
    """A move followed at once by a save, as a script does it: the last state is told of."""
    shutil.copytree(root / "content", root / "moi")
    (root / "content").rename(root / "cu")
    (root / "moi").rename(root / "content")
    write(root, "content/a.md", "ngay sau đó")
    assert {"content", "content/a.md"} & heard("content", "content/a.md")


def test_a_folder_that_comes_later_is_watched(root: Path, heard) -> None:
    write(root, "layouts/strings/vi.yaml", "home: a\n")
    assert "layouts" in heard("layouts")
    for _ in range(50):
        write(root, "layouts/strings/vi.yaml", "home: b\n")
        if "layouts/strings/vi.yaml" in heard("layouts/strings/vi.yaml", most=3):
            return
    pytest.fail("the new folder is not watched")


def test_what_is_not_the_site_s_is_not_heard(root: Path, heard) -> None:
    write(root, "ghi-chu.txt", "x")
    write(root, "public/index.html", "x")
    write(root, "content/a.md", "xong")
    assert heard("content/a.md") == {"content/a.md"}

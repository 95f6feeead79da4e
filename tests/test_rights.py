"""What a user may not read is an error at its place, and never just missing from the portal."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Sandbox, page, places
from tests.small import HOME, SITE

NOBODY = 65_534
"""Whose rights the tests of root take: root may read whatever there is."""


@contextlib.contextmanager
def user(folder: Path) -> Iterator[None]:
    """Be a user who isn't root while the block runs, and whose the folder is."""
    if os.geteuid():
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture(scope="module")
def site(template: Path) -> Iterator[Sandbox]:
    """A site that was built, below a folder that any user may pass."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        made = Sandbox(Path(folder) / "trang")
        shutil.copytree(template, made.root)
        made.write({
            "site.yaml": SITE,
            "content/index.md": HOME,
            "content/huong-dan/a.md": page(title="Trang a"),
            "content/data/d.csv": "ma,ten\n1,Nàn Sán\n",
        })  # fmt: skip
        # With this, all that a build imports is there before the rights go.
        assert places(made.build().problems) == []
        yield made


@pytest.mark.parametrize(
    "name",
    [
        "site.yaml", "published.csv", "editions.csv", "content/huong-dan/a.md",
        "content/data/d.csv",
        "layouts/strings/vi.yaml", "layouts/formats.yaml", "layouts/portal/page.html",
        "layouts/press/lib.typ", "assets/icons/quet-ma.svg", "assets/css/portal.css",
        "content", "content/huong-dan", "content/data", "layouts", "layouts/portal",
        "layouts/strings", "layouts/press", "assets", "assets/icons",
    ],
)  # fmt: skip
def test_what_a_user_may_not_read_is_named_and_nothing_is_published(
    site: Sandbox, name: str
) -> None:
    before = site.tree()
    path = site.root / name
    is_new = not path.exists()
    if is_new:
        path.write_text("", "utf-8")
    rights = path.stat().st_mode
    path.chmod(0)
    key = "folder-unreadable" if path.is_dir() else "file-unreadable"
    try:
        with user(site.root):
            result = site.build()
    finally:
        path.chmod(rights)
        if is_new:
            path.unlink()

    assert places(result.problems) == [f"{name}:0 {key}"]
    assert result.failed
    assert result.published is None
    assert site.tree() == before

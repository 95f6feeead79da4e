"""What lies in .bangtin/ is trusted only as it was left: any damage costs time, never content.

``make faults`` does a thousand damages (BANGTIN_DAMAGES).
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from bangtin.build import build
from bangtin.engine.cache import DATABASE
from bangtin.files import digests, paths
from bangtin.typesetting import pictures
from PIL import Image

from tests.conftest import MakeSite, Sandbox, page, places

DAMAGES = int(os.environ.get("BANGTIN_DAMAGES", "12"))
SEED = 20210720
KINDS = ("flip", "truncate", "zero", "swap", "age")

FILES: dict[str, str | bytes] = {
    f"content/huong-dan/{name}.md": page(f"Trang {name}. " * 40, title=f"Trang {name}")
    for name in ("a", "b", "c", "d")
}
"""Four pages that nobody could tell apart but by their words."""


def files_of(root: Path) -> list[Path]:
    """Return what lies in .bangtin/, but for the lock, which has no bytes."""
    found = (root / paths.CACHE_FOLDER).rglob("*")
    return sorted(p for p in found if p.is_file() and p.name != "lock")


def fold(root: Path) -> None:
    """Put all of the database into its one file, so that damage is not just of its log."""
    database = sqlite3.connect(root / paths.RESULTS / DATABASE)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def copied(root: Path, folder: Path) -> Path:
    shutil.copytree(root / paths.CACHE_FOLDER, folder)
    return folder


def damage(file: Path, kind: str, source: Path, draw: random.Random) -> bool:
    """Damage a file; ``source`` has its bytes in another site or at another time."""
    raw = bytearray(file.read_bytes())
    if not raw:
        return False
    if kind == "flip":
        for _ in range(draw.choice((1, 1, 1, 8))):
            raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
    elif kind == "truncate":
        del raw[draw.randrange(len(raw)) :]
    elif kind == "zero":
        start = draw.randrange(len(raw))
        end = min(len(raw), start + draw.choice((1, 16, 4_096, 16_384)))
        raw[start:end] = bytes(end - start)
    elif not source.is_file():
        return False
    else:
        other = source.read_bytes()
        if draw.random() < 0.5 and len(other) >= 4_096:
            # Pages of two databases side by side: what a loss of power leaves.
            at = draw.randrange(min(len(raw), len(other)) // 4_096 + 1) * 4_096
            raw[at : at + 4_096] = other[at : at + 4_096]
        else:
            raw = bytearray(other)
    file.write_bytes(raw)
    return True


@pytest.fixture
def damaged(make_site: MakeSite, tmp_path: Path) -> tuple[Sandbox, Path, Path]:
    """A site that was built, what .bangtin/ was before its last edit, and another site's."""
    site = make_site(FILES)
    other = make_site({**FILES, "content/huong-dan/a.md": page("Khác.", title="Trang khác")})
    for sandbox in (site, other):
        assert places(sandbox.build().problems) == []
        fold(sandbox.root)
    aged = copied(site.root, tmp_path / "aged")
    site.edit("content/huong-dan/b.md", "Trang b. ", "Trang sửa. ")
    site.edit("content/huong-dan/c.md", "title: Trang c", "title: Tên mới")
    site.build()
    fold(site.root)
    return site, aged, copied(other.root, tmp_path / "other")


def test_a_damage_of_the_kept_folder_costs_time_and_never_content(
    damaged: tuple[Sandbox, Path, Path], tmp_path: Path
) -> None:
    site, aged, other = damaged
    draw = random.Random(SEED)
    sound, public = copied(site.root, tmp_path / "sound"), site.tree()
    names = [p.relative_to(site.root / paths.CACHE_FOLDER) for p in files_of(site.root)]
    assert {name.name for name in names} >= {"state", "published", DATABASE}
    body = site.root / "content/huong-dan/d.md"
    text = body.read_text("utf-8")
    done = 0
    while done < DAMAGES:
        shutil.rmtree(site.root / paths.CACHE_FOLDER)
        shutil.copytree(sound, site.root / paths.CACHE_FOLDER)
        kind = KINDS[done % len(KINDS)]
        # The database has most to lose, and most to get wrong.
        name = draw.choice([*names, *[n for n in names if n.name == DATABASE] * 4])
        source = (other if kind == "swap" else aged) / name
        if not damage(site.root / paths.CACHE_FOLDER / name, kind, source, draw):
            continue
        done += 1
        if draw.random() < 0.7:
            # Then the results are read: the page is another one, and comes back.
            shutil.rmtree(site.public)
        result = site.build()
        assert places(result.problems) == [], (done, kind, name)
        assert site.tree() == public, (done, kind, name)
        if draw.random() < 0.2:
            body.write_text(text + "\nThêm.\n", "utf-8")
            assert places(site.build().problems) == [], (done, kind, name)
            body.write_text(text, "utf-8")
            assert places(site.build().problems) == [], (done, kind, name)
            assert site.tree() == public, (done, kind, name)


@contextlib.contextmanager
def altered(site: Sandbox) -> Iterator[sqlite3.Connection]:
    """Open the database of results, and keep what is done to it."""
    path = site.root / paths.RESULTS / DATABASE
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        yield database


def test_a_row_that_stands_for_another_key_is_made_anew_and_told_once(
    damaged: tuple[Sandbox, Path, Path],
) -> None:
    """One bit of the index, and a page's address would have had another page's words."""
    site, _, _ = damaged
    public = site.tree()
    with altered(site) as database:
        rows = database.execute("SELECT rowid, key FROM made ORDER BY key").fetchall()
        database.execute("UPDATE made SET key = 'x' || key")
        keys = [key for _, key in rows]
        moved = zip(keys[1:] + keys[:1], [row for row, _ in rows], strict=True)
        database.executemany("UPDATE made SET key = ? WHERE rowid = ?", moved)
    shutil.rmtree(site.public)
    result = site.build()
    assert (places(result.problems), result.repaired) == ([], (paths.RESULTS,))
    assert site.tree() == public
    assert site.build().repaired == ()


def test_a_database_that_loses_what_is_put_in_is_made_anew(
    damaged: tuple[Sandbox, Path, Path],
) -> None:
    """As a damaged index does: what is small is still in memory, and no longer in the database."""
    site, _, _ = damaged
    public = site.tree()
    with altered(site) as database:
        database.execute("DELETE FROM made")
        database.execute(
            "CREATE TRIGGER lose AFTER INSERT ON made WHEN new.size < 800 BEGIN"
            " DELETE FROM made WHERE key = new.key; END"
        )
    (site.root / paths.STATE).unlink()
    shutil.rmtree(site.public)
    result = site.build()
    assert (places(result.problems), result.repaired) == ([], (paths.RESULTS,))
    assert site.tree() == public
    assert site.build().repaired == ()


def test_a_record_that_is_not_whole_is_made_anew_and_told_once(
    damaged: tuple[Sandbox, Path, Path],
) -> None:
    site, _, other = damaged
    public = site.tree()
    for name in (paths.STATE, paths.RECORD):
        another = (other / Path(name).name).read_bytes()
        for raw in (b"", b"\xff\xfe", b"\x81\xa5files\x01", b"0" * 33, another):
            (site.root / name).write_bytes(raw)
            result = site.build()
            assert (places(result.problems), result.repaired) == ([], (name,))
            assert site.tree() == public
            assert site.build().repaired == ()


def test_a_prepared_picture_that_is_not_what_was_kept_is_made_anew(tmp_path: Path) -> None:
    image = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(image, "PNG")
    (tmp_path / "a.png").write_bytes(image.getvalue())
    named = {"a.png": digests.digest(image.getvalue())}
    (place,) = pictures.prepare(tmp_path, named, "screen").values()
    kept = tmp_path / place[1:]
    good = kept.read_bytes()
    outside = tmp_path / "ngoai.png"
    outside.write_bytes(b"cua nguoi khac")
    for bad in (b"", good[:-1], bytes(len(good)), b"khac"):
        kept.write_bytes(bad)
        pictures.prepare(tmp_path, named, "screen")
        assert kept.read_bytes() == good
    kept.unlink()
    kept.symlink_to(outside)
    pictures.prepare(tmp_path, named, "screen")
    assert (kept.read_bytes(), kept.is_symlink()) == (good, False)
    assert outside.read_bytes() == b"cua nguoi khac"


def test_somebody_s_file_at_any_planned_path_is_named_and_keeps_its_bytes(
    make_site: MakeSite,
) -> None:
    """All of them at once: before the first build, and in the place of what was published."""
    planned = make_site(FILES)
    planned.build()
    site = make_site(FILES)
    foreign = {path: f"của tôi: {path}".encode() for path in planned.tree()}
    for path, data in foreign.items():
        site.write({f"public/{path}": data})
    for _ in range(2):
        result = site.build()
        named = {p.place.file for p in result.problems if p.key == "public-foreign"}
        assert named == {f"public/{path}" for path in foreign}
        assert site.tree() == foreign
    assert build(site.root, jobs=1, force=True).problems == ()
    assert site.tree() == planned.tree()
